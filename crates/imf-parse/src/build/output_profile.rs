//! Output profile list.

use super::signature::{key_info, signature};
use super::{attribute, date_time, elements, set, string, user_text, uuid};
use crate::grammar::Ns;
use crate::model::{Alias, Macro, Name, OutputProfileList};
use crate::tree::NodeRef;
use crate::validate::{Builder, Opened, Role};
use crate::{Located, Place};

pub(crate) struct OutputProfileBuilder {
    value: OutputProfileList,
    depth: usize,
}

impl OutputProfileBuilder {
    pub(crate) fn new(at: Place) -> Self {
        let value = OutputProfileList {
            at,
            id: None,
            annotation: None,
            issue_date: None,
            issuer: None,
            creator: None,
            composition_id: None,
            extension_properties: Vec::new(),
            aliases: Vec::new(),
            macros: Vec::new(),
            signer: None,
            signature: None,
        };
        Self { value, depth: 0 }
    }

    pub(crate) fn finish(self) -> OutputProfileList {
        self.value
    }
}

impl Builder for OutputProfileBuilder {
    fn open(&mut self, element: &Opened<'_>) -> Role {
        if element.ns != Ns::OPL && element.ns != Ns::DS {
            return Role::Ignore;
        }
        if self.depth == 0
            || (self.depth == 1 && matches!(element.local, "AliasList" | "MacroList"))
        {
            self.depth += 1;
            return Role::Enter;
        }
        Role::Capture
    }

    fn unit(&mut self, unit: NodeRef<'_>) {
        let value = &mut self.value;
        match (self.depth, unit.local()) {
            (1, "Id") => set(&mut value.id, || uuid(unit)),
            (1, "Annotation") => set(&mut value.annotation, || Some(user_text(unit))),
            (1, "IssueDate") => set(&mut value.issue_date, || date_time(unit)),
            (1, "Issuer") => set(&mut value.issuer, || Some(user_text(unit))),
            (1, "Creator") => set(&mut value.creator, || Some(user_text(unit))),
            (1, "CompositionPlaylistId") => set(&mut value.composition_id, || uuid(unit)),
            (1, "ExtensionProperties") => value.extension_properties.extend(elements(unit)),
            (1, "Signer") => set(&mut value.signer, || Some(Box::new(key_info(unit)))),
            (1, "Signature") => set(&mut value.signature, || Some(Box::new(signature(unit)))),
            (2, "Alias") => value.aliases.push(Alias {
                at: unit.at(),
                value: unit.text().trim_ascii().into(),
                handle: attribute(unit, "handle"),
            }),
            (2, "Macro") => value.macros.push(output_macro(unit)),
            _ => {}
        }
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}

fn output_macro(node: NodeRef<'_>) -> Macro {
    let named = node.ty().zip(node.type_at());
    let is_own = |child: &NodeRef<'_>| {
        child.ns() == Ns::OPL && matches!(child.local(), "Name" | "Annotation")
    };
    Macro {
        at: node.at(),
        macro_type: named.map(|(ty, at)| {
            Located::new(
                Name {
                    namespace: ty.ns.uri().into(),
                    local: ty.name.into(),
                },
                at,
            )
        }),
        name: node.child("Name").map(string),
        annotation: node.child("Annotation").map(user_text),
        content: node
            .children()
            .filter(|child| !is_own(child))
            .map(NodeRef::to_element)
            .collect(),
    }
}
