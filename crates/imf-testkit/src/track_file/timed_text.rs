//! Timed text: an IMSC document (ST 2067-2, ST 429-5).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, DC_TIMED_TEXT_DESCRIPTOR};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: a timed text stream.
const CONTAINER: Label = Label::parse("060e2b34.0401010a.0d010301.02130101");

/// The key of its item.
const ELEMENT: Label = Label::parse("060e2b34.01020101.0d010301.17010b01");

const PROFILE: &str = "http://www.w3.org/ns/ttml/profile/imsc1/text";

/// One line of text that is shown as long as the file lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedText {
    /// Frames a second.
    pub edit_rate: Rate,
    /// Its length in frames.
    pub frames: u32,
    /// Its language (RFC 5646).
    pub language: &'static str,
    /// The line.
    pub line: &'static str,
}

impl TimedText {
    /// The document.
    pub(crate) fn document(&self) -> String {
        let Self {
            edit_rate,
            frames,
            language,
            line,
        } = self;
        let rate = edit_rate.nominal();
        // A rate of 24000/1001 is 24 times 1000/1001.
        let multiplier = if edit_rate.1 == 1 { "1 1" } else { "1000 1001" };
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="{language}" ttp:profile="{PROFILE}" ttp:timeBase="media" ttp:frameRate="{rate}" ttp:frameRateMultiplier="{multiplier}">
  <head>
    <layout>
      <region xml:id="bottom" tts:origin="10% 80%" tts:extent="80% 15%"/>
    </layout>
  </head>
  <body>
    <div>
      <p region="bottom" begin="0f" end="{frames}f">{line}</p>
    </div>
  </body>
</tt>
"#
        )
    }

    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        mxf::Essence {
            kind: mxf::Kind::Data,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: None,
            descriptor,
            edit_rate: self.edit_rate,
            duration: self.frames.into(),
            image_rate: self.edit_rate,
            units: mxf::Units::Whole(self.document().into_bytes()),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let constraints = Set::new(
            CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
            instance(file, "ContainerConstraintsSubDescriptor"),
        );
        Set::new(
            DC_TIMED_TEXT_DESCRIPTOR,
            instance(file, "DCTimedTextDescriptor"),
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
        .with(
            property::RESOURCE_ID,
            Value::Id(instance(file, "timed text resource")),
        )
        .with(property::UCS_ENCODING, Value::text("UTF-8"))
        .with(property::NAMESPACE_URI, Value::text(PROFILE))
        .with(
            property::RFC_5646_LANGUAGE_TAG_LIST,
            Value::text(self.language),
        )
        .with(property::SUB_DESCRIPTORS, Value::Sets(vec![constraints]))
    }
}
