//! Rules on the properties of the descriptor of metadata-guided audio (ST 2067-203, 5).

use imf_mxf::Ul;
use imf_mxf::typed::Value;

use super::{CARRIAGE, descriptor, is_mga};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::rules::iab::descriptor::{MULTI_CHANNEL, MULTI_CHANNEL_MODE};
use crate::rules::set::Demand;

declare_rule! {
    /// Metadata-guided audio has no sample rate.
    ///
    /// `AudioSampleRate` is the number of samples in a second: 48000 or 96000.
    ///
    /// ## Why it matters
    /// Players that set up their output before they decode cannot do without it.
    ///
    /// ## How to fix it
    /// Have the descriptor written again with the sample rate of the sound.
    MGA_VT_AUDIO_SAMPLE_RATE_MISSING = "mga-vt-audio-sample-rate-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_audio_sample_rate),
    }
}

fn no_audio_sample_rate(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.missing(sink, "AudioSampleRate", SAMPLE_RATES);
    }
}

const SAMPLE_RATES: Demand<'static> = Demand::shall("48000/1 or 96000/1");

declare_rule! {
    /// Metadata-guided audio has another sample rate than 48 or 96 kHz.
    ///
    /// ## Why it matters
    /// Players have clocks for these two rates, and refuse others or play them at the wrong speed.
    ///
    /// ## How to fix it
    /// If only the descriptor is wrong, have it written again with the rate of the sound. If the sound is of another rate,
    /// convert it.
    MGA_TF_AUDIO_SAMPLE_RATE = "mga-tf-audio-sample-rate" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, audio_sample_rate),
    }
}

fn audio_sample_rate(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.incorrect(sink, "AudioSampleRate", SAMPLE_RATES, |rate| match rate {
            Value::Rational(rate) => [48_000, 96_000].into_iter().any(|numerator| {
                rate.is_worth(imf_mxf::Rational {
                    numerator,
                    denominator: 1,
                })
            }),
            _ => false,
        });
    }
}

declare_rule! {
    /// Metadata-guided audio is not of 24 bits.
    ///
    /// `QuantizationBits` in the descriptor says how finely the sound was sampled. The plug-in has one value for it: 24.
    ///
    /// ## Why it matters
    /// Players find the samples in a frame by this number, and play noise where it is wrong.
    ///
    /// ## How to fix it
    /// If the samples are of 24 bits, have the track file wrapped again with that value. If they are not, convert them.
    MGA_TF_BIT_DEPTH = "mga-tf-bit-depth" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, bit_depth),
    }
}

fn bit_depth(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = descriptor(package, subject) else {
        return;
    };
    let demand = Demand::shall("24");
    sets.missing(sink, "QuantizationBits", demand);
    sets.incorrect(sink, "QuantizationBits", demand, |bits| {
        bits.integer() == Some(24)
    });
}

/// Metadata-guided audio in one clip.
const CONTAINER: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0d01_0301_0225_0200);

declare_rule! {
    /// Metadata-guided audio is not in the container that the plug-in has for it.
    ///
    /// `ContainerFormat` in the descriptor is the label of the way in which the essence is wrapped. The plug-in has one: all
    /// frames in a single clip.
    ///
    /// ## Why it matters
    /// Players choose their reader by this label. By another one they take the frames for something else, as PCM, and play
    /// noise or nothing.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again as clip-wrapped metadata-guided audio. If only the essence descriptor of the
    /// composition is wrong, have that regenerated from the track file.
    MGA_TF_CONTAINER = "mga-tf-container" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, container),
    }
}

fn container(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.no_label(sink, "ContainerFormat", CONTAINER);
        sets.another_label(sink, "ContainerFormat", CONTAINER);
    }
}

/// Metadata-guided audio, uncompressed.
const COMPRESSION: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0402_0201_0201_0000);

declare_rule! {
    /// The descriptor of metadata-guided audio names another coding, or none.
    ///
    /// `SoundCompression` is the label of the coding. There is one for metadata-guided audio: uncompressed.
    ///
    /// ## Why it matters
    /// Players choose their decoder by this label, and refuse the file or play noise where it is another one.
    ///
    /// ## How to fix it
    /// Have the descriptor written again with the label of uncompressed metadata-guided audio as `SoundCompression`.
    MGA_TF_SOUND_COMPRESSION = "mga-tf-sound-compression" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation { clause: Some("6"), ..Citation::unedited("ST 2127-10") }],
        needs: Documents,
        check: Descriptor(is_mga, sound_compression),
    }
}

fn sound_compression(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        let sets = sets.under(CARRIAGE);
        sets.no_label(sink, "SoundCompression", COMPRESSION);
        sets.another_label(sink, "SoundCompression", COMPRESSION);
    }
}

declare_rule! {
    /// Metadata-guided audio claims to be mono, stereo or the like.
    ///
    /// `ElectrospatialFormulation` says how the channels of a sound belong together. It may be left out; where it is there,
    /// it is the mode for many channels, which is number 15. The metadata says the rest.
    ///
    /// ## Why it matters
    /// Players that go by it mix the sound down to one or two channels.
    ///
    /// ## How to fix it
    /// Have the descriptor written again without `ElectrospatialFormulation`, or with the multi-channel mode.
    MGA_TF_ELECTRO_SPATIAL = "mga-tf-electro-spatial" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, electro_spatial),
    }
}

fn electro_spatial(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.incorrect(
            sink,
            "ElectrospatialFormulation",
            MULTI_CHANNEL_MODE,
            |mode| mode.integer() == Some(MULTI_CHANNEL),
        );
    }
}

declare_rule! {
    /// The descriptor of metadata-guided audio has no `ReferenceImageEditRate`.
    ///
    /// ## Why it matters
    /// It is the frame rate of the picture that the sound was mixed to. Without it nobody sees that sound and picture come
    /// from versions of different speed.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the edit rate of the picture as `ReferenceImageEditRate`.
    MGA_TF_REFERENCE_IMAGE_EDIT_RATE_MISSING = "mga-tf-reference-image-edit-rate-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, reference_image_edit_rate),
    }
}

fn reference_image_edit_rate(
    package: &Package,
    subject: subject::Descriptor<'_>,
    sink: &mut Sink<'_>,
) {
    if let Some(sets) = descriptor(package, subject) {
        let demand = Demand::should("the edit rate of the picture");
        sets.missing(sink, "ReferenceImageEditRate", demand);
    }
}

declare_rule! {
    /// The descriptor of metadata-guided audio has no `ReferenceAudioAlignmentLevel`.
    ///
    /// ## Why it matters
    /// It is the level that the sound was aligned to. Without it the loudness of a program is found out by ear.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the alignment level of the mix as `ReferenceAudioAlignmentLevel`.
    MGA_TF_REFERENCE_ALIGNMENT_MISSING = "mga-tf-reference-alignment-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, reference_alignment),
    }
}

fn reference_alignment(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        let demand = Demand::should("the alignment level of the mix");
        sets.missing(sink, "ReferenceAudioAlignmentLevel", demand);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property::ELECTROSPATIAL_FORMULATION;
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::described;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    const PCM: Label = Label::parse("060e2b34.0401010d.0d010301.02060200");
    const NEWER: Label = Label::parse("060e2b34.0401010e.04020201.02010000");
    fn with(name: &str, value: Value) -> MemoryStorage {
        described(|set| {
            set.set(name, value);
        })
    }
    fn without(name: &str) -> MemoryStorage {
        described(|set| {
            set.remove(name);
        })
    }
    fn in_mode(number: u8, symbol: &'static str) -> MemoryStorage {
        described(|set| {
            let mode = Value::Symbol(number, symbol);
            set.properties.push((ELECTROSPATIAL_FORMULATION, mode));
        })
    }
    &[
        Case::fires_for("mga-vt-audio-sample-rate-missing", "none", || {
            without("AudioSampleRate")
        }),
        Case::silent_for("mga-vt-audio-sample-rate-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-audio-sample-rate", "44.1 kHz", || {
            with("AudioSampleRate", Value::Rational(44_100, 1))
        }),
        Case::silent_for(
            "mga-tf-audio-sample-rate",
            "96 kHz in other numbers",
            || with("AudioSampleRate", Value::Rational(192_000, 2)),
        ),
        Case::fires_for("mga-tf-bit-depth", "16 bits", || {
            with("QuantizationBits", Value::UInt32(16))
        }),
        Case::fires_for("mga-tf-bit-depth", "none", || without("QuantizationBits")),
        Case::silent_for("mga-tf-bit-depth", "24 bits", || described(|_| {})),
        Case::fires_for("mga-tf-container", "that of PCM", || {
            with("ContainerFormat", Value::Label(PCM))
        }),
        Case::silent_for("mga-tf-container", "the right one", || described(|_| {})),
        Case::fires_for("mga-tf-sound-compression", "none", || {
            without("SoundCompression")
        }),
        Case::fires_for("mga-tf-sound-compression", "another one", || {
            with("SoundCompression", Value::Label(PCM))
        }),
        Case::silent_for("mga-tf-sound-compression", "of a newer register", || {
            with("SoundCompression", Value::Label(NEWER))
        }),
        Case::fires_for("mga-tf-electro-spatial", "stereo", || {
            in_mode(4, "ElectroSpatialFormulation_StereophonicMode")
        }),
        Case::silent_for("mga-tf-electro-spatial", "many channels", || {
            in_mode(15, "ElectroSpatialFormulation_MultiChannelMode")
        }),
        Case::fires_for("mga-tf-reference-image-edit-rate-missing", "none", || {
            without("ReferenceImageEditRate")
        }),
        Case::silent_for("mga-tf-reference-image-edit-rate-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-reference-alignment-missing", "none", || {
            without("ReferenceAudioAlignmentLevel")
        }),
        Case::silent_for("mga-tf-reference-alignment-missing", "0 dB", || {
            with("ReferenceAudioAlignmentLevel", Value::Int8(0))
        }),
    ]
};
