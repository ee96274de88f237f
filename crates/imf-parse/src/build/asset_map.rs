//! Asset map and volume index.

use super::{boolean, date_time, natural, set, token, user_text, uuid};
use crate::Place;
use crate::grammar::Ns;
use crate::model::{AssetMap, Chunk, MapAsset, VolumeIndex};
use crate::tree::NodeRef;
use crate::validate::{Builder, Opened, Role};

pub(crate) struct AssetMapBuilder {
    value: AssetMap,
    depth: usize,
}

impl AssetMapBuilder {
    pub(crate) fn new(at: Place) -> Self {
        let value = AssetMap {
            at,
            id: None,
            annotation: None,
            creator: None,
            volume_count: None,
            issue_date: None,
            issuer: None,
            asset_list: None,
            assets: Vec::new(),
        };
        Self { value, depth: 0 }
    }

    pub(crate) fn finish(self) -> AssetMap {
        self.value
    }
}

impl Builder for AssetMapBuilder {
    fn open(&mut self, element: &Opened<'_>) -> Role {
        if element.ns != Ns::AM {
            return Role::Ignore;
        }
        if self.depth == 0 || (self.depth == 1 && element.local == "AssetList") {
            if self.depth == 1 {
                set(&mut self.value.asset_list, || Some(element.at));
            }
            self.depth += 1;
            return Role::Enter;
        }
        Role::Capture
    }

    fn unit(&mut self, unit: NodeRef<'_>) {
        let value = &mut self.value;
        match (self.depth, unit.local()) {
            (1, "Id") => set(&mut value.id, || uuid(unit)),
            (1, "AnnotationText") => set(&mut value.annotation, || Some(user_text(unit))),
            (1, "Creator") => set(&mut value.creator, || Some(user_text(unit))),
            (1, "VolumeCount") => set(&mut value.volume_count, || natural(unit)),
            (1, "IssueDate") => set(&mut value.issue_date, || date_time(unit)),
            (1, "Issuer") => set(&mut value.issuer, || Some(user_text(unit))),
            (2, "Asset") => value.assets.push(asset(unit)),
            _ => {}
        }
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}

fn asset(node: NodeRef<'_>) -> MapAsset {
    let chunk_list = node.child("ChunkList");
    MapAsset {
        at: node.at(),
        id: node.child("Id").and_then(uuid),
        annotation: node.child("AnnotationText").map(user_text),
        packing_list: node.child("PackingList").and_then(boolean),
        chunk_list: chunk_list.map(NodeRef::at),
        chunks: chunk_list
            .into_iter()
            .flat_map(|list| list.children_named("Chunk"))
            .map(chunk)
            .collect(),
    }
}

fn chunk(node: NodeRef<'_>) -> Chunk {
    Chunk {
        at: node.at(),
        path: node.child("Path").map(token),
        volume_index: node.child("VolumeIndex").and_then(natural),
        offset: node.child("Offset").and_then(natural),
        length: node.child("Length").and_then(natural),
    }
}

pub(crate) struct VolumeIndexBuilder {
    value: VolumeIndex,
    entered: bool,
}

impl VolumeIndexBuilder {
    pub(crate) fn new(at: Place) -> Self {
        Self {
            value: VolumeIndex { at, index: None },
            entered: false,
        }
    }

    pub(crate) fn finish(self) -> VolumeIndex {
        self.value
    }
}

impl Builder for VolumeIndexBuilder {
    fn open(&mut self, _element: &Opened<'_>) -> Role {
        if std::mem::replace(&mut self.entered, true) {
            Role::Capture
        } else {
            Role::Enter
        }
    }

    fn unit(&mut self, unit: NodeRef<'_>) {
        if unit.ns() == Ns::AM && unit.local() == "Index" {
            set(&mut self.value.index, || natural(unit));
        }
    }

    fn close(&mut self) {}
}
