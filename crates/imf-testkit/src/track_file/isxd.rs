//! Isochronous stream of XML documents: one document a frame (ST 2067-202).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, ISXD_DATA_ESSENCE_DESCRIPTOR};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: XML documents, frame-wrapped.
const CONTAINER: Label = Label::parse("060e2b34.04010105.0e090607.01010103");
/// The key of the item of a document.
const ELEMENT: Label = Label::parse("060e2b34.01020105.0e090502.01010101");
/// Text in UTF-8.
const CODING: Label = Label::parse("060e2b34.04010105.0e090606.00000000");

/// Documents of one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isxd {
    /// Documents a second.
    pub edit_rate: Rate,
    /// How many there are.
    pub frames: u32,
    /// Their namespace.
    pub namespace: &'static str,
}

impl Isxd {
    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        let document = |frame| {
            let namespace = self.namespace;
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Frame xmlns=\"{namespace}\">{frame}</Frame>\n"
            )
        };
        mxf::Essence {
            kind: mxf::Kind::Data,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: None,
            descriptor,
            edit_rate: self.edit_rate,
            duration: self.frames.into(),
            image_rate: self.edit_rate,
            units: mxf::Units::Frames(
                (0..self.frames)
                    .map(|frame| document(frame).into_bytes())
                    .collect(),
            ),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let constraints = Set::new(
            CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
            instance(file, "ContainerConstraintsSubDescriptor"),
        );
        Set::new(
            ISXD_DATA_ESSENCE_DESCRIPTOR,
            instance(file, "ISXDDataEssenceDescriptor"),
        )
        .with(property::LINKED_TRACK_ID, Value::UInt32(2))
        .with(
            property::SAMPLE_RATE,
            Value::Rational(signed(self.edit_rate.0), signed(self.edit_rate.1)),
        )
        .with(
            property::ESSENCE_LENGTH,
            Value::Int64(i64::from(self.frames)),
        )
        .with(property::CONTAINER_FORMAT, Value::Label(CONTAINER))
        .with(property::DATA_ESSENCE_CODING, Value::Label(CODING))
        .with(
            property::ISXD_NAMESPACE_URI,
            Value::Iso7(self.namespace.to_owned()),
        )
        .with(property::SUB_DESCRIPTORS, Value::Sets(vec![constraints]))
    }
}
