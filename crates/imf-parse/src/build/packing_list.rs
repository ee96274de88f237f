//! Packing list.

use super::signature::{key_info, signature};
use super::{bytes, date_time, digest_algorithm, natural, set, string, user_text, uuid};
use crate::grammar::Ns;
use crate::model::{PackedAsset, PackingList};
use crate::tree::NodeRef;
use crate::validate::{Builder, Opened, Role};

pub(crate) struct PackingListBuilder {
    value: PackingList,
    ns: Ns,
    depth: usize,
}

impl PackingListBuilder {
    pub(crate) fn new(root: &Opened<'_>) -> Self {
        let value = PackingList {
            at: root.at,
            namespace: root.ns.uri(),
            id: None,
            annotation: None,
            icon_id: None,
            issue_date: None,
            issuer: None,
            creator: None,
            group_id: None,
            assets: Vec::new(),
            signer: None,
            signature: None,
        };
        Self {
            value,
            ns: root.ns,
            depth: 0,
        }
    }

    pub(crate) fn finish(self) -> PackingList {
        self.value
    }
}

impl Builder for PackingListBuilder {
    fn open(&mut self, element: &Opened<'_>) -> Role {
        if element.ns != self.ns && element.ns != Ns::DS {
            return Role::Ignore;
        }
        if self.depth == 0 || (self.depth == 1 && element.local == "AssetList") {
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
            (1, "IconId") => set(&mut value.icon_id, || uuid(unit)),
            (1, "IssueDate") => set(&mut value.issue_date, || date_time(unit)),
            (1, "Issuer") => set(&mut value.issuer, || Some(user_text(unit))),
            (1, "Creator") => set(&mut value.creator, || Some(user_text(unit))),
            (1, "GroupId") => set(&mut value.group_id, || uuid(unit)),
            (1, "Signer") => set(&mut value.signer, || Some(Box::new(key_info(unit)))),
            (1, "Signature") => set(&mut value.signature, || Some(Box::new(signature(unit)))),
            (2, "Asset") => value.assets.push(asset(unit)),
            _ => {}
        }
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}

fn asset(node: NodeRef<'_>) -> PackedAsset {
    PackedAsset {
        at: node.at(),
        id: node.child("Id").and_then(uuid),
        annotation: node.child("AnnotationText").map(user_text),
        hash: node.child("Hash").and_then(bytes),
        size: node.child("Size").and_then(natural),
        media_type: node.child("Type").map(string),
        original_file_name: node.child("OriginalFileName").map(user_text),
        hash_algorithm: node.child("HashAlgorithm").and_then(digest_algorithm),
    }
}
