//! Metadata-guided audio with S-ADM metadata, in one clip (ST 2067-203, ST 2127-1, ST 2127-10).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{
    CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, MGA_AUDIO_METADATA_SUB_DESCRIPTOR,
    MGA_SOUND_ESSENCE_DESCRIPTOR, MGA_SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR,
    SADM_AUDIO_METADATA_SUB_DESCRIPTOR,
};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: MGA, clip-wrapped.
const CONTAINER: Label = Label::parse("060e2b34.0401010d.0d010301.02250200");
/// The key of its item.
const ELEMENT: Label = Label::parse("060e2b34.01020101.0d010301.16010f01");
/// MGA, uncompressed.
const COMPRESSION: Label = Label::parse("060e2b34.0401010d.04020201.02010000");
const SOUNDFIELD: Label = Label::parse("060e2b34.0401010d.03020222.00000000");
/// A section of S-ADM metadata.
const SADM: Label = Label::parse("060e2b34.0401010d.04040212.00000000");
/// An S-ADM profile and its level.
const PROFILE: Label = Label::parse("060e2b34.04010101.0e210101.01010101");

/// Bytes of a sample of both channels.
const BLOCK: u16 = 6;
/// Bytes of a frame, of which nothing is known but its length: no test looks into it.
const FRAME: u32 = 64;

/// Two channels at 48 kHz and 24 bits, and two programs that the metadata makes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mga {
    /// Frames a second.
    pub edit_rate: Rate,
    /// Its length in frames.
    pub frames: u32,
}

impl Mga {
    /// The `MCALinkID` of the label of a program, the first being 1.
    pub fn link_id(file: Id, program: u32) -> Id {
        instance(file, &format!("MGA soundfield {program}"))
    }

    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        mxf::Essence {
            kind: mxf::Kind::Sound,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: None,
            descriptor,
            edit_rate: self.edit_rate,
            duration: self.frames.into(),
            image_rate: self.edit_rate,
            units: mxf::Units::Clip(vec![0; (FRAME * self.frames) as usize], FRAME),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let rate = Value::Rational(signed(self.edit_rate.0), signed(self.edit_rate.1));
        let section = instance(file, "S-ADM section");
        let constraints = Set::new(
            CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
            instance(file, "ContainerConstraintsSubDescriptor"),
        );
        let metadata = Set::new(
            MGA_AUDIO_METADATA_SUB_DESCRIPTOR,
            instance(file, "MGAAudioMetadataSubDescriptor"),
        )
        .with(property::MGA_LINK_ID, Value::Id(section))
        .with(property::MGA_AUDIO_METADATA_INDEX, Value::UInt8(1))
        .with(property::MGA_AUDIO_METADATA_IDENTIFIER, Value::UInt8(2))
        .with(
            property::MGA_AUDIO_METADATA_PAYLOAD_UL_ARRAY,
            Value::Labels(vec![SADM]),
        );
        let sadm = Set::new(
            SADM_AUDIO_METADATA_SUB_DESCRIPTOR,
            instance(file, "SADMAudioMetadataSubDescriptor"),
        )
        .with(property::SADM_METADATA_SECTION_LINK_ID, Value::Id(section))
        .with(
            property::SADM_PROFILE_LEVEL_UL_BATCH,
            Value::Labels(vec![PROFILE]),
        );
        Set::new(
            MGA_SOUND_ESSENCE_DESCRIPTOR,
            instance(file, "MGASoundEssenceDescriptor"),
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
        .with(property::CHANNEL_COUNT, Value::UInt32(2))
        .with(property::QUANTIZATION_BITS, Value::UInt32(24))
        .with(property::SOUND_COMPRESSION, Value::Label(COMPRESSION))
        .with(property::REFERENCE_IMAGE_EDIT_RATE, rate)
        .with(property::REFERENCE_AUDIO_ALIGNMENT_LEVEL, Value::Int8(-20))
        .with(
            property::MGA_SOUND_ESSENCE_BLOCK_ALIGN,
            Value::UInt16(BLOCK),
        )
        .with(
            property::MGA_SOUND_ESSENCE_AVERAGE_BYTES_PER_SECOND,
            Value::UInt32(u32::from(BLOCK) * 48_000),
        )
        .with(
            property::SUB_DESCRIPTORS,
            Value::Sets(vec![
                constraints,
                metadata,
                sadm,
                label(file, section, 1, "Default"),
                label(file, section, 2, "Dialog"),
            ]),
        )
    }
}

/// The label of a program.
fn label(file: Id, section: Id, program: u32, title: &str) -> Set {
    Set::new(
        MGA_SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR,
        instance(
            file,
            &format!("MGASoundfieldGroupLabelSubDescriptor {program}"),
        ),
    )
    .with(property::MCA_LABEL_DICTIONARY_ID, Value::Label(SOUNDFIELD))
    .with(
        property::MCA_LINK_ID,
        Value::Id(Mga::link_id(file, program)),
    )
    .with(property::MCA_TAG_SYMBOL, Value::text("MGASf"))
    .with(property::MCA_TAG_NAME, Value::text("MGA Soundfield"))
    .with(
        property::RFC_5646_SPOKEN_LANGUAGE,
        Value::Iso7("en".to_owned()),
    )
    .with(property::MCA_TITLE, Value::text(title))
    .with(property::MCA_TITLE_VERSION, Value::text("version 1"))
    .with(property::MCA_CONTENT, Value::text("PRM"))
    .with(property::MCA_USE_CLASS, Value::text("FCMP"))
    .with(property::MGA_METADATA_SECTION_LINK_ID, Value::Id(section))
    .with(
        property::ADM_AUDIO_PROGRAMME_ID,
        Value::text(&format!("APR_100{program}")),
    )
}
