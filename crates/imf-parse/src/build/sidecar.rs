//! Sidecar composition map.

use super::signature::{key_info, signature};
use super::{date_time, foreign, set, user_text, uuid};
use crate::Place;
use crate::grammar::Ns;
use crate::model::{SidecarAsset, SidecarCompositionMap};
use crate::tree::NodeRef;
use crate::validate::{Builder, Opened, Role};

pub(crate) struct SidecarBuilder {
    value: SidecarCompositionMap,
    depth: usize,
}

impl SidecarBuilder {
    pub(crate) fn new(at: Place) -> Self {
        let value = SidecarCompositionMap {
            at,
            id: None,
            annotation: None,
            issue_date: None,
            issuer: None,
            extension_properties: Vec::new(),
            assets: Vec::new(),
            signer: None,
            signature: None,
        };
        Self { value, depth: 0 }
    }

    pub(crate) fn finish(self) -> SidecarCompositionMap {
        self.value
    }
}

impl Builder for SidecarBuilder {
    fn open(&mut self, element: &Opened<'_>) -> Role {
        if element.ns != Ns::SCM {
            return Role::Ignore;
        }
        if self.depth == 0 || (self.depth == 1 && element.local == "SidecarAssetList") {
            self.depth += 1;
            return Role::Enter;
        }
        Role::Capture
    }

    fn unit(&mut self, unit: NodeRef<'_>) {
        let value = &mut self.value;
        match (self.depth, unit.local()) {
            (1, "Id") => set(&mut value.id, || uuid(unit)),
            (1, "Properties") => {
                set(&mut value.annotation, || {
                    unit.child("Annotation").map(user_text)
                });
                set(&mut value.issue_date, || {
                    unit.child("IssueDate").and_then(date_time)
                });
                set(&mut value.issuer, || unit.child("Issuer").map(user_text));
                value.extension_properties.extend(foreign(unit));
            }
            (1, "Signer") => set(&mut value.signer, || Some(Box::new(key_info(unit)))),
            (1, "Signature") => set(&mut value.signature, || Some(Box::new(signature(unit)))),
            (2, "SidecarAsset") => value.assets.push(asset(unit)),
            _ => {}
        }
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}

fn asset(node: NodeRef<'_>) -> SidecarAsset {
    let list = node.child("AssociatedCPLList");
    SidecarAsset {
        at: node.at(),
        id: node.child("Id").and_then(uuid),
        composition_ids: list
            .into_iter()
            .flat_map(|list| list.children_named("CPLId"))
            .filter_map(uuid)
            .collect(),
    }
}
