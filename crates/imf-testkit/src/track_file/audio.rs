//! Sound: PCM in one clip, with labels of its channels (ST 2067-2, ST 382, ST 377-4).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{
    AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR, CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
    SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR, WAVE_PCM_DESCRIPTOR,
};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: Broadcast Wave, clip-wrapped.
const CONTAINER: Label = Label::parse("060e2b34.04010101.0d010301.02060200");

/// The key of its item.
const ELEMENT: Label = Label::parse("060e2b34.01020101.0d010301.16010201");

/// Samples a second.
pub(super) const RATE: Rate = Rate(48_000, 1);
/// Bytes of a sample of both channels.
pub(crate) const BLOCK: u16 = 6;

/// The channels are labeled as ST 2067-2 says.
const ST_2067_2_CHANNELS: Label = Label::parse("060e2b34.0401010d.04020210.04010000");
const LEFT: Label = Label::parse("060e2b34.0401010d.03020101.00000000");
const RIGHT: Label = Label::parse("060e2b34.0401010d.03020102.00000000");
const STANDARD_STEREO: Label = Label::parse("060e2b34.0401010d.03020220.01000000");

/// Standard stereo at 48 kHz and 24 bits: a tone, the same in both channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    /// The rate of the picture that it goes with.
    pub image_rate: Rate,
    /// Its length in samples.
    pub samples: u32,
    /// The spoken language (RFC 5646).
    pub language: &'static str,
    /// Samples to a period of the tone.
    pub period: u32,
}

impl Audio {
    /// Sound as long as so many frames of picture.
    ///
    /// # Panics
    /// Where that is no whole number of samples.
    pub fn for_frames(image_rate: Rate, frames: u32, language: &'static str) -> Self {
        let samples = u64::from(frames) * u64::from(RATE.0) * u64::from(image_rate.1);
        assert!(
            samples % u64::from(image_rate.0) == 0,
            "{frames} frames are no whole number of samples"
        );
        let samples =
            u32::try_from(samples / u64::from(image_rate.0)).expect("a test has few frames");
        Self {
            image_rate,
            samples,
            language,
            period: 100,
        }
    }

    /// The samples, little end first.
    pub(crate) fn samples(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for index in 0..self.samples {
            // A triangle: the same on every machine, which no sine promises.
            let phase = index % self.period;
            let height = phase.min(self.period - phase);
            let [a, b, c, _] = (height * 2_000_000 / self.period).to_le_bytes();
            bytes.extend([a, b, c, a, b, c]);
        }
        bytes
    }

    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        mxf::Essence {
            kind: mxf::Kind::Sound,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: None,
            descriptor,
            edit_rate: RATE,
            duration: self.samples.into(),
            image_rate: self.image_rate,
            units: mxf::Units::Clip(self.samples(), BLOCK.into()),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let group = instance(file, "soundfield group");
        let channel = |number: u32, symbol: &str, name: &str, label: Label| {
            Set::new(
                AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR,
                instance(file, &format!("AudioChannelLabelSubDescriptor {symbol}")),
            )
            .with(property::MCA_LABEL_DICTIONARY_ID, Value::Label(label))
            .with(
                property::MCA_LINK_ID,
                Value::Id(instance(file, &format!("channel {symbol}"))),
            )
            .with(property::MCA_TAG_SYMBOL, Value::text(symbol))
            .with(property::MCA_TAG_NAME, Value::text(name))
            .with(property::MCA_CHANNEL_ID, Value::UInt32(number))
            .with(
                property::RFC_5646_SPOKEN_LANGUAGE,
                Value::Iso7(self.language.to_owned()),
            )
            .with(property::SOUNDFIELD_GROUP_LINK_ID, Value::Id(group))
        };
        let soundfield = Set::new(
            SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR,
            instance(file, "SoundfieldGroupLabelSubDescriptor"),
        )
        .with(
            property::MCA_LABEL_DICTIONARY_ID,
            Value::Label(STANDARD_STEREO),
        )
        .with(property::MCA_LINK_ID, Value::Id(group))
        .with(property::MCA_TAG_SYMBOL, Value::text("sgST"))
        .with(property::MCA_TAG_NAME, Value::text("Standard Stereo"))
        .with(
            property::RFC_5646_SPOKEN_LANGUAGE,
            Value::Iso7(self.language.to_owned()),
        )
        .with(property::MCA_TITLE, Value::text("Test Package"))
        .with(property::MCA_TITLE_VERSION, Value::text("version 1"))
        .with(property::MCA_AUDIO_CONTENT_KIND, Value::text("PRM"))
        .with(property::MCA_AUDIO_ELEMENT_KIND, Value::text("FCMP"));
        let rate = Value::Rational(signed(RATE.0), signed(RATE.1));
        Set::new(WAVE_PCM_DESCRIPTOR, instance(file, "WAVEPCMDescriptor"))
            .with(property::LINKED_TRACK_ID, Value::UInt32(2))
            .with(property::SAMPLE_RATE, rate.clone())
            .with(
                property::ESSENCE_LENGTH,
                Value::Int64(i64::from(self.samples)),
            )
            .with(property::CONTAINER_FORMAT, Value::Label(CONTAINER))
            .with(property::AUDIO_SAMPLE_RATE, rate)
            .with(property::LOCKED, Value::Boolean(true))
            .with(property::CHANNEL_COUNT, Value::UInt32(2))
            .with(property::QUANTIZATION_BITS, Value::UInt32(24))
            .with(property::BLOCK_ALIGN, Value::UInt16(BLOCK))
            .with(
                property::AVERAGE_BYTES_PER_SECOND,
                Value::UInt32(u32::from(BLOCK) * RATE.0),
            )
            .with(
                property::CHANNEL_ASSIGNMENT,
                Value::Label(ST_2067_2_CHANNELS),
            )
            .with(
                property::REFERENCE_IMAGE_EDIT_RATE,
                Value::Rational(signed(self.image_rate.0), signed(self.image_rate.1)),
            )
            .with(
                property::SUB_DESCRIPTORS,
                Value::Sets(vec![
                    channel(1, "chL", "Left", LEFT),
                    channel(2, "chR", "Right", RIGHT),
                    soundfield,
                    Set::new(
                        CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
                        instance(file, "ContainerConstraintsSubDescriptor"),
                    ),
                ]),
            )
    }
}
