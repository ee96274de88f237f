//! Rules on tracks of metadata-guided audio in compositions (ST 2067-203, 6.3).

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::plug_in::MGA;
use crate::rule::{Citation, declare_rule};
use crate::rules::plug_in::{self, Rates};

declare_rule! {
    /// A track of metadata-guided audio plays something else.
    ///
    /// The resources of an `MGASADMSignalSequence` play track files of metadata-guided audio, whose descriptor is an
    /// `MGASoundEssenceDescriptor`.
    ///
    /// ## Why it matters
    /// The player hands what it reads to a decoder of metadata-guided audio, which can make nothing of it.
    ///
    /// ## How to fix it
    /// Correct `SourceEncoding` and `TrackFileId` of the resource, or move it to the sequence that it belongs to.
    MGA_VT_DESCRIPTOR_TYPE = "mga-vt-descriptor-type" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Composition(descriptor_type),
    }
}

fn descriptor_type(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    plug_in::descriptor_type(composition, &MGA, sink);
}

declare_rule! {
    /// The edit rate of metadata-guided audio is no whole multiple of that of the main image.
    ///
    /// ## Why it matters
    /// The edit units of this audio are its frames. Where no whole number of them makes a frame of picture, sound cannot be
    /// cut where the picture is.
    ///
    /// ## How to fix it
    /// If only the `EditRate` of the resource is wrong, correct it. If the sound was made for another frame rate, make it
    /// again.
    MGA_VT_EDIT_RATE = "mga-vt-edit-rate" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "6.3.2")],
        needs: Documents,
        check: Composition(edit_rate),
    }
}

fn edit_rate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    plug_in::edit_rate(composition, &MGA, Rates::Multiple, sink);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::Value;

    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edited;
    use crate::rules::mga::testing::described;
    use crate::rules::plug_in::testing::at_rate;

    /// A rule of all track files, which knows this plug-in.
    const RATES: &str = "mxf-track-edit-rate-mismatch";
    &[
        Case::fires_for("mga-vt-descriptor-type", "the descriptor of PCM", || {
            edited(
                &Delivery::with_mga(),
                &[(
                    "<SourceEncoding>urn:uuid:91060000-0000-4000-8000-00000000003a<",
                    "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-000000000035<",
                )],
            )
        })
        .with(&["cpl-ed-unreferenced", "cpl-ed-mismatch"]),
        Case::silent_for("mga-vt-descriptor-type", "its own", || {
            edited(&Delivery::with_mga(), &[])
        }),
        Case::fires_for("mga-vt-edit-rate", "25 for 23.976", || {
            at_rate(&Delivery::with_mga(), "25 1", 4)
        })
        .with(&["cpl-sequence-duration-not-integer"]),
        Case::silent_for("mga-vt-edit-rate", "twice as fast", || {
            at_rate(&Delivery::with_mga(), "48000 1001", 8)
        }),
        Case::fires_for(RATES, "three frames in two edit units", || {
            described(|set| {
                set.set("SampleRate", Value::Rational(36_000, 1001));
            })
        }),
        Case::fires_for(RATES, "a frame in two edit units", || {
            described(|set| {
                set.set("SampleRate", Value::Rational(12_000, 1001));
            })
        }),
        Case::silent_for(RATES, "two frames in an edit unit", || {
            described(|set| {
                set.set("SampleRate", Value::Rational(48_000, 1001));
            })
        }),
        Case::silent_for(RATES, "two frames in an edit unit, and so counted", || {
            described(|set| {
                set.set("SampleRate", Value::Rational(48_000, 1001))
                    .set("EssenceLength", Value::Int64(8));
            })
        }),
    ]
};
