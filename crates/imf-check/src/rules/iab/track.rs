//! Rules on tracks of immersive audio in compositions (ST 2067-201, 6).

use imf_parse::model::EditRate;

use super::{ED_2019, ED_2021, ED_2026, in_2019, in_2021, in_2026};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::plug_in::IAB;
use crate::rule::declare_rule;
use crate::rules::plug_in::{self, Rates};

declare_rule! {
    /// A track of immersive audio plays something else.
    ///
    /// The resources of an `IABSequence` play track files of immersive audio, whose descriptor is an `IABEssenceDescriptor`.
    ///
    /// ## Why it matters
    /// The player hands what it reads to a decoder of immersive audio, which can make nothing of it.
    ///
    /// ## How to fix it
    /// Correct `SourceEncoding` and `TrackFileId` of the resource, or move it to the sequence that it belongs to.
    IAB_VT_DESCRIPTOR_TYPE = "iab-vt-descriptor-type" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Composition(descriptor_type),
    }
}

fn descriptor_type(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    plug_in::descriptor_type(composition, &IAB, sink);
}

declare_rule! {
    /// The edit rate of immersive audio is no whole multiple of that of the main image.
    ///
    /// ## Why it matters
    /// The edit units of immersive audio are its frames. Where no whole number of them makes a frame of picture, sound
    /// cannot be cut where the picture is.
    ///
    /// ## How to fix it
    /// If only the `EditRate` of the resource is wrong, correct it. If the sound was made for another frame rate, render it
    /// again.
    IAB_VT_EDIT_RATE = "iab-vt-edit-rate" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2019("6.2"), in_2021("6.2"), in_2026("6.2")],
        needs: Documents,
        check: Composition(edit_rate),
    }
}

fn edit_rate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    plug_in::edit_rate(composition, &IAB, Rates::Multiple, sink);
}

declare_rule! {
    /// The rates of immersive audio change within a track.
    ///
    /// ## Why it matters
    /// A track is played by one decoder. Where frame rate or sample rate change, players stop or play at the wrong speed.
    ///
    /// ## How to fix it
    /// Render the part that differs again, at the rates of the others. If only its essence descriptor is wrong, have that
    /// regenerated from the track file.
    IAB_VT_TRACK_NOT_HOMOGENEOUS = "iab-vt-track-not-homogeneous" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Composition(not_homogeneous),
    }
}

fn not_homogeneous(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    // That all have 24 bits is a rule of its own.
    plug_in::not_homogeneous(composition, &IAB, sink, |reference, other| {
        let rates = [
            ("SampleRate", reference.sample_rate, other.sample_rate),
            (
                "AudioSampleRate",
                reference.audio_sample_rate,
                other.audio_sample_rate,
            ),
        ];
        rates.into_iter().find_map(|(name, reference, other)| {
            let positive = |rate: Option<EditRate>| rate.filter(|rate| rate.is_positive());
            let (reference, other) = (positive(reference)?, positive(other)?);
            (!other.same_ratio(reference))
                .then(|| (name.to_owned(), other.to_string(), reference.to_string()))
        })
    });
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edited;
    use crate::rules::plug_in::testing::{at_rate, two_makes};
    &[
        Case::fires_for("iab-vt-descriptor-type", "the descriptor of PCM", || {
            edited(
                &Delivery::with_iab(),
                &[(
                    "<SourceEncoding>urn:uuid:91060000-0000-4000-8000-00000000003a<",
                    "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-000000000035<",
                )],
            )
        })
        .with(&["cpl-ed-unreferenced", "cpl-ed-mismatch"]),
        Case::silent_for("iab-vt-descriptor-type", "its own", || {
            edited(&Delivery::with_iab(), &[])
        }),
        Case::fires_for("iab-vt-edit-rate", "24 for 23.976", || {
            at_rate(&Delivery::with_iab(), "24 1", 4)
        })
        .with(&["cpl-sequence-duration-not-integer"]),
        Case::silent_for("iab-vt-edit-rate", "twice as fast", || {
            at_rate(&Delivery::with_iab(), "48000 1001", 8)
        }),
        Case::fires_for("iab-vt-track-not-homogeneous", "96 kHz", || {
            let (rate, other) = (":AudioSampleRate>48000/1<", ":AudioSampleRate>96000/1<");
            two_makes(&Delivery::with_iab(), rate, other)
        })
        .with(&["cpl-ed-mismatch"]),
        Case::silent_for("iab-vt-track-not-homogeneous", "another title", || {
            two_makes(&Delivery::with_iab(), ">Test Package<", ">Another Title<")
        })
        .with(&["cpl-ed-mismatch"]),
    ]
};
