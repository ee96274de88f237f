//! Rules on what is told of a section of metadata, and of S-ADM metadata (ST 2067-203, 5.6.2; ST 2127-1; ST 2127-10).
//!
//! An `MGAAudioMetadataSubDescriptor` describes a section. An `SADMAudioMetadataSubDescriptor` tells which of them holds the
//! S-ADM metadata, and which profiles that keeps.

use super::section::{PAYLOAD, sections};
use super::{CARRIAGE, descriptor, is_mga};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::rules::set::{Demand, described};

const SADM: &str = "SADMAudioMetadataSubDescriptor";

declare_rule! {
    /// The description of a section of metadata has no link id.
    ///
    /// `MGALinkID` is the identifier by which labels and other sub-descriptors name the section.
    ///
    /// ## Why it matters
    /// Nothing can be tied to the section.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `MGALinkID` for each section.
    MGA_TF_MGA_LINK_ID_MISSING = "mga-tf-mga-link-id-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_link_id),
    }
}

fn no_link_id(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sections) = sections(package, subject) {
        sections.missing(sink, "MGALinkID", Demand::shall("an identifier"));
    }
}

declare_rule! {
    /// The description of a section of metadata does not say which section it is for.
    ///
    /// `MGAAudioMetadataIndex` is the number of the section in a frame.
    ///
    /// ## Why it matters
    /// Players cannot find the section.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the index of each section; that of the S-ADM metadata is 1.
    MGA_TF_METADATA_INDEX_MISSING = "mga-tf-metadata-index-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_index),
    }
}

fn no_index(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sections) = sections(package, subject) {
        let demand = Demand::shall("the number of a section");
        sections.missing(sink, "MGAAudioMetadataIndex", demand);
    }
}

declare_rule! {
    /// The description of a section of metadata does not say of which kind the section is.
    ///
    /// `MGAAudioMetadataIdentifier` is the number of the kind, as the frames have it.
    ///
    /// ## Why it matters
    /// Players cannot tell the section from others of the frame.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the identifier that the frames have for the section.
    MGA_TF_METADATA_IDENTIFIER_MISSING = "mga-tf-metadata-identifier-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_identifier),
    }
}

fn no_identifier(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sections) = sections(package, subject) {
        let demand = Demand::shall("the number of a kind of section");
        sections.missing(sink, "MGAAudioMetadataIdentifier", demand);
    }
}

declare_rule! {
    /// The description of a section of metadata does not say what is in it.
    ///
    /// `MGAAudioMetadataPayloadULArray` lists labels of what is in the section.
    ///
    /// ## Why it matters
    /// Players do not know what they will find, and whether they can read it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the labels of what is in each section.
    MGA_TF_PAYLOAD_ARRAY_MISSING = "mga-tf-payload-array-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_payloads),
    }
}

fn no_payloads(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sections) = sections(package, subject) {
        let wanted = described(PAYLOAD);
        let demand = Demand::shall(&wanted);
        sections.missing(sink, "MGAAudioMetadataPayloadULArray", demand);
    }
}

declare_rule! {
    /// The description of a section of metadata lists nothing that is in it.
    ///
    /// `MGAAudioMetadataPayloadULArray` lists labels of what is in the section, and is there without any.
    ///
    /// ## Why it matters
    /// Players do not know what they will find, and whether they can read it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the labels of what is in each section.
    MGA_TF_PAYLOAD_ARRAY_EMPTY = "mga-tf-payload-array-empty" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, empty),
    }
}

fn empty(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sections) = sections(package, subject) {
        let wanted = described(PAYLOAD);
        let demand = Demand::shall(&wanted);
        sections.incorrect(sink, "MGAAudioMetadataPayloadULArray", demand, |labels| {
            !labels.values().is_empty()
        });
    }
}

declare_rule! {
    /// The descriptor of metadata-guided audio tells nothing of its S-ADM metadata.
    ///
    /// An `SADMAudioMetadataSubDescriptor` names the section of the S-ADM metadata and the profiles that it keeps.
    ///
    /// ## Why it matters
    /// Players do not know whether they can make anything of the metadata before they have read it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `SADMAudioMetadataSubDescriptor`.
    MGA_TF_SADM_SUBDESCRIPTOR_MISSING = "mga-tf-sadm-subdescriptor-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::unedited("ST 2127-10")],
        needs: Documents,
        check: Descriptor(is_mga, no_sub_descriptor),
    }
}

fn no_sub_descriptor(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.under(CARRIAGE).without_sub(sink, SADM);
    }
}

declare_rule! {
    /// What is told of the S-ADM metadata is tied to no section.
    ///
    /// `SADMMetadataSectionLinkID` is the `MGALinkID` of the section that the metadata is in.
    ///
    /// ## Why it matters
    /// Players do not know which section is meant.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the `MGALinkID` of the section as `SADMMetadataSectionLinkID`.
    MGA_TF_SADM_SECTION_LINK_MISSING = "mga-tf-sadm-section-link-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::unedited("ST 2127-10")],
        needs: Documents,
        check: Descriptor(is_mga, no_section_link),
    }
}

fn no_section_link(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        let demand = Demand::shall("the `MGALinkID` of a section");
        sets.subs(SADM)
            .under(CARRIAGE)
            .missing(sink, "SADMMetadataSectionLinkID", demand);
    }
}

declare_rule! {
    /// Nothing says which profiles of S-ADM the metadata keeps.
    ///
    /// `SADMProfileLevelULBatch` lists the labels of profiles and their levels.
    ///
    /// ## Why it matters
    /// Players do not know whether they can make anything of the metadata before they have read it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the profiles and levels as `SADMProfileLevelULBatch`.
    MGA_TF_SADM_PROFILE_LEVEL_MISSING = "mga-tf-sadm-profile-level-missing" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_profile),
    }
}

fn no_profile(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        let demand = Demand::should("the profiles and levels of the metadata");
        sets.subs(SADM)
            .missing(sink, "SADMProfileLevelULBatch", demand);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use crate::rules::case::Case;
    use crate::rules::mga::section::SECTION;
    use crate::rules::mga::testing::described;
    use crate::storage::MemoryStorage;
    const INDEX: &str = "MGAAudioMetadataIndex";
    const PAYLOADS: &str = "MGAAudioMetadataPayloadULArray";
    fn section_without(name: &str) -> MemoryStorage {
        described(|set| {
            set.sub(SECTION).remove(name);
        })
    }
    fn sadm_without(name: &str) -> MemoryStorage {
        described(|set| {
            set.sub(SADM).remove(name);
        })
    }
    fn untouched() -> MemoryStorage {
        described(|_| {})
    }
    &[
        Case::fires_for("mga-tf-mga-link-id-missing", "none", || {
            section_without("MGALinkID")
        }),
        Case::silent_for("mga-tf-mga-link-id-missing", "there", untouched),
        Case::fires_for("mga-tf-metadata-index-missing", "none", || {
            section_without(INDEX)
        }),
        Case::silent_for("mga-tf-metadata-index-missing", "there", untouched),
        Case::fires_for("mga-tf-metadata-identifier-missing", "none", || {
            section_without("MGAAudioMetadataIdentifier")
        }),
        Case::silent_for("mga-tf-metadata-identifier-missing", "there", untouched),
        Case::fires_for("mga-tf-payload-array-missing", "none", || {
            section_without(PAYLOADS)
        }),
        Case::silent_for("mga-tf-payload-array-missing", "there", untouched),
        Case::fires_for("mga-tf-payload-array-empty", "no label", || {
            described(|set| {
                set.sub(SECTION).set(PAYLOADS, Value::Labels(Vec::new()));
            })
        }),
        Case::silent_for("mga-tf-payload-array-empty", "one label", untouched),
        Case::fires_for("mga-tf-sadm-subdescriptor-missing", "none", || {
            described(|set| set.sub_descriptors().retain(|set| set.class.name != SADM))
        }),
        Case::silent_for("mga-tf-sadm-subdescriptor-missing", "there", untouched),
        Case::fires_for("mga-tf-sadm-section-link-missing", "none", || {
            sadm_without("SADMMetadataSectionLinkID")
        }),
        Case::silent_for("mga-tf-sadm-section-link-missing", "there", untouched),
        Case::fires_for("mga-tf-sadm-profile-level-missing", "none", || {
            sadm_without("SADMProfileLevelULBatch")
        }),
        Case::silent_for("mga-tf-sadm-profile-level-missing", "there", untouched),
    ]
};
