//! Immersive audio: an IAB bitstream in one clip (ST 2067-201, ST 2098-2).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{IAB_ESSENCE_DESCRIPTOR, IAB_SOUNDFIELD_LABEL_SUB_DESCRIPTOR};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: IAB, clip-wrapped.
const CONTAINER: Label = Label::parse("060e2b34.0401010d.0d010301.021d0101");
/// The key of its item.
const ELEMENT: Label = Label::parse("060e2b34.01020101.0d010301.16010d01");
/// Immersive audio coding.
const COMPRESSION: Label = Label::parse("060e2b34.04010105.0e090604.00000000");
const SOUNDFIELD: Label = Label::parse("060e2b34.0401010d.03020221.00000000");
/// Level 0 of the plug-in.
const LEVEL_0: Label = Label::parse("060e2b34.0401010d.01010201.02000000");

/// The bytes of a frame.
const LENGTH: u32 = 17;
/// A frame in which nothing sounds.
const FRAME: [u8; LENGTH as usize] = [
    0x01, 0, 0, 0, 0, // A preamble of no bytes.
    0x02, 0, 0, 0, 7, // A frame of seven bytes:
    0x08, 5, // its element, and how long that is;
    1, 0x19, // version 1; 48 kHz, 24 bits, 24000/1001 frames a second;
    0, 0, 0, // nothing is rendered, there are no elements, and a byte of room.
];

/// Immersive sound at 48 kHz and 24 bits: silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iab {
    /// Frames a second.
    pub edit_rate: Rate,
    /// Its length in frames.
    pub frames: u32,
    /// The spoken language (RFC 5646).
    pub language: &'static str,
    /// What the preface says that the file conforms to, if it says so.
    pub conforms_to: Option<Vec<Label>>,
}

impl Iab {
    /// Sound of so many frames, labeled as of Level 0.
    pub fn new(edit_rate: Rate, frames: u32) -> Self {
        Self {
            edit_rate,
            frames,
            language: "en",
            conforms_to: Some(vec![LEVEL_0]),
        }
    }

    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        let bytes = FRAME.repeat(self.frames as usize);
        mxf::Essence {
            kind: mxf::Kind::Sound,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: self.conforms_to.clone(),
            descriptor,
            edit_rate: self.edit_rate,
            duration: self.frames.into(),
            image_rate: self.edit_rate,
            units: mxf::Units::Clip(bytes, LENGTH),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let rate = Value::Rational(signed(self.edit_rate.0), signed(self.edit_rate.1));
        let label = Set::new(
            IAB_SOUNDFIELD_LABEL_SUB_DESCRIPTOR,
            instance(file, "IABSoundfieldLabelSubDescriptor"),
        )
        .with(property::MCA_LABEL_DICTIONARY_ID, Value::Label(SOUNDFIELD))
        .with(
            property::MCA_LINK_ID,
            Value::Id(instance(file, "IAB soundfield")),
        )
        .with(property::MCA_TAG_SYMBOL, Value::text("IAB"))
        .with(property::MCA_TAG_NAME, Value::text("IAB"))
        .with(
            property::RFC_5646_SPOKEN_LANGUAGE,
            Value::Iso7(self.language.to_owned()),
        )
        .with(property::MCA_TITLE, Value::text("Test Package"))
        .with(property::MCA_TITLE_VERSION, Value::text("version 1"))
        .with(property::MCA_CONTENT, Value::text("PRM"))
        .with(property::MCA_USE_CLASS, Value::text("FCMP"));
        Set::new(
            IAB_ESSENCE_DESCRIPTOR,
            instance(file, "IABEssenceDescriptor"),
        )
        .with(property::LINKED_TRACK_ID, Value::UInt32(2))
        .with(property::SAMPLE_RATE, rate.clone())
        .with(
            property::ESSENCE_LENGTH,
            Value::Int64(i64::from(self.frames)),
        )
        .with(property::CONTAINER_FORMAT, Value::Label(CONTAINER))
        .with(property::AUDIO_SAMPLE_RATE, Value::Rational(48_000, 1))
        .with(property::LOCKED, Value::Boolean(false))
        .with(property::CHANNEL_COUNT, Value::UInt32(0))
        .with(property::QUANTIZATION_BITS, Value::UInt32(24))
        .with(property::SOUND_COMPRESSION, Value::Label(COMPRESSION))
        .with(property::REFERENCE_IMAGE_EDIT_RATE, rate)
        .with(property::REFERENCE_AUDIO_ALIGNMENT_LEVEL, Value::Int8(-20))
        .with(property::SUB_DESCRIPTORS, Value::Sets(vec![label]))
    }
}
