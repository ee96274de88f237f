//! Rules on tracks of XML documents in compositions (ST 2067-202, 6).

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::plug_in::ISXD;
use crate::rule::{Citation, declare_rule};
use crate::rules::plug_in::{self, Rates};

declare_rule! {
    /// A track of XML documents plays something else.
    ///
    /// The resources of an `ISXDSequence` play track files of XML documents, whose descriptor is an
    /// `ISXDDataEssenceDescriptor`.
    ///
    /// ## Why it matters
    /// The player hands what it reads to a reader of XML, which can make nothing of it.
    ///
    /// ## How to fix it
    /// Correct `SourceEncoding` and `TrackFileId` of the resource, or move it to the sequence that it belongs to.
    ISXD_VT_DESCRIPTOR_TYPE = "isxd-vt-descriptor-type" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Composition(descriptor_type),
    }
}

fn descriptor_type(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    plug_in::descriptor_type(composition, &ISXD, sink);
}

declare_rule! {
    /// The edit rate of XML documents is not that of the main image.
    ///
    /// ## Why it matters
    /// There is one document for each frame of picture. At another rate a document goes with a frame that it was not
    /// written for.
    ///
    /// ## How to fix it
    /// If only the `EditRate` of the resource is wrong, correct it. If the documents were made for another frame rate, make
    /// them again.
    ISXD_VT_EDIT_RATE = "isxd-vt-edit-rate" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Composition(edit_rate),
    }
}

fn edit_rate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    plug_in::edit_rate(composition, &ISXD, Rates::Same, sink);
}

declare_rule! {
    /// The XML documents of a track are not all in one namespace.
    ///
    /// `NamespaceURI` in the descriptor is the namespace of the documents: what they are about, and in which version.
    ///
    /// ## Why it matters
    /// A track is read by one program. From where the namespace changes, it does not understand the documents.
    ///
    /// ## How to fix it
    /// Make the documents again in the namespace of the others, or move them to a track of their own.
    ISXD_VT_TRACK_NOT_HOMOGENEOUS = "isxd-vt-track-not-homogeneous" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Composition(not_homogeneous),
    }
}

fn not_homogeneous(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    const NAME: &str = "NamespaceURI";
    plug_in::not_homogeneous(composition, &ISXD, sink, |reference, other| {
        let reference = reference.node.text(NAME)?.trim();
        let other = other.node.text(NAME)?.trim();
        (other != reference).then(|| {
            (
                NAME.to_owned(),
                format!("`{other}`"),
                format!("`{reference}`"),
            )
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
        Case::fires_for("isxd-vt-descriptor-type", "the descriptor of PCM", || {
            edited(
                &Delivery::with_isxd(),
                &[(
                    "<SourceEncoding>urn:uuid:91060000-0000-4000-8000-00000000003a<",
                    "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-000000000035<",
                )],
            )
        })
        .with(&["cpl-ed-unreferenced", "cpl-ed-mismatch"]),
        Case::silent_for("isxd-vt-descriptor-type", "its own", || {
            edited(&Delivery::with_isxd(), &[])
        }),
        Case::fires_for("isxd-vt-edit-rate", "twice as fast", || {
            at_rate(&Delivery::with_isxd(), "48000 1001", 8)
        }),
        Case::silent_for("isxd-vt-edit-rate", "the same in other numbers", || {
            at_rate(&Delivery::with_isxd(), "48000 2002", 4)
        }),
        Case::fires_for("isxd-vt-track-not-homogeneous", "two namespaces", || {
            two_makes(
                &Delivery::with_isxd(),
                "example.com/frame",
                "example.com/shot",
            )
        })
        .with(&["cpl-ed-mismatch"]),
        Case::silent_for("isxd-vt-track-not-homogeneous", "another length", || {
            two_makes(
                &Delivery::with_isxd(),
                ":EssenceLength>4<",
                ":EssenceLength>5<",
            )
        })
        .with(&["cpl-ed-mismatch"]),
    ]
};
