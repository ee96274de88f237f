//! Rules on the descriptor of immersive audio (ST 2067-201, 5.9).

use imf_mxf::Ul;

use super::{ED_2019, ED_2021, ED_2026, descriptor, in_2019, in_2021, in_2026, is_iab};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;
use crate::rules::set::Demand;

declare_rule! {
    /// Immersive audio is not of 24 bits.
    ///
    /// `QuantizationBits` in the descriptor says how finely the sound was sampled. Every edition of the plug-in has one value
    /// for it: 24.
    ///
    /// ## Why it matters
    /// Players allocate their decoders by this number, and those that keep to the standard have no other.
    ///
    /// ## How to fix it
    /// If the bitstream is of 24 bits, have the track file wrapped again with that value. If it is not, render it again.
    IAB_TF_BIT_DEPTH = "iab-tf-bit-depth" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, bit_depth),
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

/// An IAB bitstream in one clip.
const CONTAINER: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0d01_0301_021d_0101);

declare_rule! {
    /// Immersive audio is not in the container that the plug-in has for it.
    ///
    /// `ContainerFormat` in the descriptor is the label of the way in which the essence is wrapped. The plug-in has one: the
    /// whole bitstream in a single clip.
    ///
    /// ## Why it matters
    /// Players choose their reader by this label. By another one they take the bitstream for something else, as PCM, and
    /// play noise or nothing.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again as clip-wrapped immersive audio. If only the essence descriptor of the composition
    /// is wrong, have that regenerated from the track file.
    IAB_TF_CONTAINER = "iab-tf-container" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, container),
    }
}

fn container(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.no_label(sink, "ContainerFormat", CONTAINER);
        sets.another_label(sink, "ContainerFormat", CONTAINER);
    }
}

declare_rule! {
    /// The descriptor of immersive audio has a `Codec`.
    ///
    /// ## Why it matters
    /// `SoundCompression` says how the sound is coded. `Codec` is an older place for the same and may not be used here; where
    /// the two differ, nobody knows which one to believe.
    ///
    /// ## How to fix it
    /// Have the descriptor written again without `Codec`.
    IAB_TF_CODEC_PRESENT = "iab-tf-codec-present" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2019("5.9"), in_2021("5.9"), in_2026("5.9")],
        needs: Documents,
        check: Descriptor(is_iab, codec),
    }
}

fn codec(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected(sink, "Codec");
    }
}

/// Immersive audio coding.
const COMPRESSION: Ul = Ul::from_u128(0x060e_2b34_0401_0105_0e09_0604_0000_0000);

declare_rule! {
    /// The descriptor of immersive audio names another coding, or none.
    ///
    /// `SoundCompression` is the label of the coding. There is one for immersive audio.
    ///
    /// ## Why it matters
    /// Players choose their decoder by this label, and refuse the file or play noise where it is another one.
    ///
    /// ## How to fix it
    /// Have the descriptor written again with the label of immersive audio coding as `SoundCompression`.
    IAB_TF_SOUND_COMPRESSION = "iab-tf-sound-compression" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2019("5.9"), in_2021("5.9"), in_2026("5.9")],
        needs: Documents,
        check: Descriptor(is_iab, sound_compression),
    }
}

fn sound_compression(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.no_label(sink, "SoundCompression", COMPRESSION);
        sets.another_label(sink, "SoundCompression", COMPRESSION);
    }
}

declare_rule! {
    /// Immersive audio claims to be mono, stereo or the like.
    ///
    /// `ElectrospatialFormulation` says how the channels of a sound belong together. It may be left out; where it is there,
    /// it is the mode for many channels, which is number 15.
    ///
    /// ## Why it matters
    /// Players that go by it mix the sound down to one or two channels.
    ///
    /// ## How to fix it
    /// Have the descriptor written again without `ElectrospatialFormulation`, or with the multi-channel mode.
    IAB_TF_ELECTRO_SPATIAL = "iab-tf-electro-spatial" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2019("5.9"), in_2021("5.9"), in_2026("5.9")],
        needs: Documents,
        check: Descriptor(is_iab, electro_spatial),
    }
}

/// The number of `ElectroSpatialFormulation_MultiChannelMode`.
pub(in crate::rules) const MULTI_CHANNEL: i128 = 15;
/// The same, for a person.
pub(in crate::rules) const MULTI_CHANNEL_MODE: Demand<'static> =
    Demand::shall("`ElectroSpatialFormulation_MultiChannelMode` (15), or nothing");

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
    /// The descriptor of immersive audio has no `ReferenceImageEditRate`.
    ///
    /// ## Why it matters
    /// It is the frame rate of the picture that the sound was mixed to. Without it nobody sees that sound and picture come
    /// from versions of different speed.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the edit rate of the picture as `ReferenceImageEditRate`.
    IAB_TF_REFERENCE_IMAGE_EDIT_RATE_MISSING = "iab-tf-reference-image-edit-rate-missing" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, reference_image_edit_rate),
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
    /// The descriptor of immersive audio has no `ReferenceAudioAlignmentLevel`.
    ///
    /// ## Why it matters
    /// It is the level that the sound was aligned to. Without it the loudness of a program is found out by ear.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the alignment level of the mix as `ReferenceAudioAlignmentLevel`.
    IAB_TF_REFERENCE_ALIGNMENT_MISSING = "iab-tf-reference-alignment-missing" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, reference_alignment),
    }
}

fn reference_alignment(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        let demand = Demand::should("the alignment level of the mix");
        sets.missing(sink, "ReferenceAudioAlignmentLevel", demand);
    }
}

declare_rule! {
    /// The descriptor of immersive audio has no `AudioSampleRate`.
    ///
    /// ## Why it matters
    /// It is the number of samples in a second. Players that set up their output before they decode cannot do without it.
    ///
    /// ## How to fix it
    /// Have the descriptor written again with the sample rate of the bitstream, as 48000/1.
    IAB_VT_AUDIO_SAMPLE_RATE_MISSING = "iab-vt-audio-sample-rate-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2019("5.9"), in_2021("5.9"), in_2026("5.9")],
        needs: Documents,
        check: Descriptor(is_iab, audio_sample_rate),
    }
}

fn audio_sample_rate(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        let demand = Demand::shall("the sample rate of the sound");
        sets.missing(sink, "AudioSampleRate", demand);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property::{CODEC, ELECTROSPATIAL_FORMULATION};
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::described;
    use crate::rules::case::Case;
    const PCM: Label = Label::parse("060e2b34.0401010d.0d010301.02060200");
    const NEWER: Label = Label::parse("060e2b34.0401010e.0d010301.021d0101");
    &[
        Case::fires_for("iab-tf-bit-depth", "16 bits", || {
            described(|set| {
                set.set("QuantizationBits", Value::UInt32(16));
            })
        }),
        Case::fires_for("iab-tf-bit-depth", "no bits", || {
            described(|set| {
                set.remove("QuantizationBits");
            })
        }),
        Case::silent_for("iab-tf-bit-depth", "24 bits", || described(|_| {})),
        Case::fires_for("iab-tf-container", "the container of PCM", || {
            described(|set| {
                set.set("ContainerFormat", Value::Label(PCM));
            })
        }),
        Case::silent_for("iab-tf-container", "of a newer register", || {
            described(|set| {
                set.set("ContainerFormat", Value::Label(NEWER));
            })
        }),
        Case::fires_for("iab-tf-codec-present", "there", || {
            described(|set| {
                set.properties.push((CODEC, Value::Label(PCM)));
            })
        }),
        Case::silent_for("iab-tf-codec-present", "not there", || described(|_| {})),
        Case::fires_for("iab-tf-sound-compression", "another one", || {
            described(|set| {
                set.set("SoundCompression", Value::Label(PCM));
            })
        }),
        Case::fires_for("iab-tf-sound-compression", "none", || {
            described(|set| {
                set.remove("SoundCompression");
            })
        }),
        Case::silent_for("iab-tf-sound-compression", "the right one", || {
            described(|_| {})
        }),
        Case::fires_for("iab-tf-electro-spatial", "stereo", || {
            described(|set| {
                let stereo = Value::Symbol(4, "ElectroSpatialFormulation_StereophonicMode");
                set.properties.push((ELECTROSPATIAL_FORMULATION, stereo));
            })
        }),
        Case::silent_for("iab-tf-electro-spatial", "many channels", || {
            described(|set| {
                let many = Value::Symbol(15, "ElectroSpatialFormulation_MultiChannelMode");
                set.properties.push((ELECTROSPATIAL_FORMULATION, many));
            })
        }),
        Case::fires_for("iab-tf-reference-image-edit-rate-missing", "none", || {
            described(|set| {
                set.remove("ReferenceImageEditRate");
            })
        }),
        Case::silent_for(
            "iab-tf-reference-image-edit-rate-missing",
            "another one",
            || {
                described(|set| {
                    set.set("ReferenceImageEditRate", Value::Rational(25, 1));
                })
            },
        ),
        Case::fires_for("iab-tf-reference-alignment-missing", "none", || {
            described(|set| {
                set.remove("ReferenceAudioAlignmentLevel");
            })
        }),
        Case::silent_for("iab-tf-reference-alignment-missing", "0 dB", || {
            described(|set| {
                set.set("ReferenceAudioAlignmentLevel", Value::Int8(0));
            })
        }),
        Case::fires_for("iab-vt-audio-sample-rate-missing", "none", || {
            described(|set| {
                set.remove("AudioSampleRate");
            })
        }),
        Case::silent_for("iab-vt-audio-sample-rate-missing", "96000", || {
            described(|set| {
                set.set("AudioSampleRate", Value::Rational(96_000, 1));
            })
        }),
    ]
};
