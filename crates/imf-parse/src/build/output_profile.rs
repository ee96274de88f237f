//! Output profile list.

use super::signature::{key_info, signature};
use super::{attribute, date_time, elements, natural, set, string, token, user_text, uuid};
use crate::grammar::Ns;
use crate::model::{
    Alias, ImageMacro, ImageOperation, Macro, MacroKind, Margins, Name, OutputAudioChannel,
    OutputProfileList,
};
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
                name: unit.text().trim_ascii().into(),
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
        kind: kind(node),
    }
}

fn kind(node: NodeRef<'_>) -> MacroKind {
    let Some(ty) = node.ty() else {
        return MacroKind::Unknown;
    };
    let own = |local| of_namespace(node, ty.ns, local);
    let image = |operation, input| {
        let handle = own(input).and_then(|input| input.child("Handle"));
        MacroKind::Image(ImageMacro {
            operation,
            input: handle.map(token),
        })
    };
    match ty.ns {
        Ns::OPL => MacroKind::Preset(own("Preset").map(token)),
        Ns::OPL_AUDIO => MacroKind::AudioRoutingMixing(
            own("OutputEntityList")
                .into_iter()
                .flat_map(|list| list.children_named("OutputAudioChannel"))
                .map(channel)
                .collect(),
        ),
        Ns::OPL_CROP => image(
            crop(own("InputImageSequence"), own("OutputImageSequence"), node),
            "InputImageSequence",
        ),
        Ns::OPL_DECODER => image(ImageOperation::Decode, "InputImageSequence"),
        Ns::OPL_ENCODER => image(ImageOperation::Encode, "InputReferenceImageSequence"),
        Ns::OPL_SCALE => {
            let output = own("OutputImageSequence");
            let number = |name| Some(natural(output?.child(name)?)?.value);
            let operation = ImageOperation::Scale {
                width: number("Width"),
                height: number("Height"),
            };
            image(operation, "InputImageSequence")
        }
        _ => MacroKind::Unknown,
    }
}

/// What a macro's type adds is in the namespace of the type, and not in that of the macro.
fn of_namespace<'t>(node: NodeRef<'t>, ns: Ns, local: &str) -> Option<NodeRef<'t>> {
    node.children()
        .find(|child| child.ns() == ns && child.local() == local)
}

fn channel(node: NodeRef<'_>) -> OutputAudioChannel {
    let entities = node
        .child("InputEntityList")
        .into_iter()
        .flat_map(|list| list.children_named("InputEntity"));
    OutputAudioChannel {
        at: node.at(),
        handle: node.child("Handle").map(token),
        inputs: entities
            .filter_map(|entity| entity.child("Handle").map(token))
            .collect(),
    }
}

fn crop(
    input: Option<NodeRef<'_>>,
    output: Option<NodeRef<'_>>,
    node: NodeRef<'_>,
) -> ImageOperation {
    let rectangle = input.and_then(|input| input.child("ReferenceRectangle"));
    let inset = input.and_then(|input| input.child("Inset"));
    let padding = output.and_then(|output| output.child("Padding"));
    ImageOperation::Crop {
        is_stored: rectangle.is_some_and(|rectangle| rectangle.text().trim_ascii() == "Stored"),
        inset: Located::new(
            inset.map(margins).unwrap_or_default(),
            inset.map_or(node.at(), NodeRef::at),
        ),
        padding: padding.map(margins).unwrap_or_default(),
    }
}

fn margins(node: NodeRef<'_>) -> Margins {
    let edge = |name| {
        let edge = node.child(name).and_then(natural);
        edge.map_or(0, |edge| edge.value)
    };
    Margins {
        left: edge("Left"),
        right: edge("Right"),
        top: edge("Top"),
        bottom: edge("Bottom"),
    }
}
