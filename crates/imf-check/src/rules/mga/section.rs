//! Rules on the sections of metadata that metadata-guided audio carries (ST 2067-203, 5.6.2; ST 2127-1; ST 2127-10).
//!
//! An `MGAAudioMetadataSubDescriptor` describes a section: which one of a frame it is (`MGAAudioMetadataIndex`), and what is
//! in it (`MGAAudioMetadataPayloadULArray`). The plug-in wants the first section to hold the S-ADM metadata.

use imf_mxf::Ul;
use imf_mxf::typed::Value;

use super::{descriptor, is_mga};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::rules::set::{Sets, described};

pub(super) const SECTION: &str = "MGAAudioMetadataSubDescriptor";

/// What a section holds that is S-ADM metadata.
pub(super) const PAYLOAD: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0404_0212_0000_0000);
/// Which section has to hold it.
const FIRST: i128 = 1;

/// The descriptions of sections.
pub(super) fn sections<'a>(
    package: &Package,
    subject: subject::Descriptor<'a>,
) -> Option<Sets<'a>> {
    Some(descriptor(package, subject)?.subs(SECTION))
}

fn index(section: &Node) -> Option<i128> {
    section.integer("MGAAudioMetadataIndex")
}

/// The labels of what the section holds; `None` where it does not say.
fn payloads(section: &Node) -> Option<Vec<Ul>> {
    let values = section.value("MGAAudioMetadataPayloadULArray")?.values();
    Some(values.iter().filter_map(Value::label).collect())
}

/// Whether the section holds S-ADM metadata; `None` where it does not say what it holds.
fn is_sadm(section: &Node) -> Option<bool> {
    let payloads = payloads(section).filter(|payloads| !payloads.is_empty())?;
    Some(payloads.iter().any(|label| label.matches(PAYLOAD)))
}

declare_rule! {
    /// The descriptor of metadata-guided audio describes no section of metadata.
    ///
    /// An `MGAAudioMetadataSubDescriptor` describes a section of the frames. That of the S-ADM metadata has to be there.
    ///
    /// ## Why it matters
    /// Without its metadata the sound is a number of channels of which nobody knows what they are.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `MGAAudioMetadataSubDescriptor` of index 1 for the S-ADM metadata.
    MGA_TF_AUDIO_METADATA_MISSING = "mga-tf-audio-metadata-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, none),
    }
}

fn none(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.without_sub(sink, SECTION);
    }
}

declare_rule! {
    /// The S-ADM metadata is not in the first section.
    ///
    /// `MGAAudioMetadataIndex` is the number of a section. That of S-ADM metadata is 1.
    ///
    /// ## Why it matters
    /// Players look for S-ADM metadata in the first section, and find something else.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the S-ADM metadata as the first section.
    MGA_TF_SADM_SECTION_NOT_INDEX_1 = "mga-tf-sadm-section-not-index-1" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, not_first),
    }
}

fn not_first(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sections) = sections(package, subject) else {
        return;
    };
    for section in elsewhere(&sections) {
        let Some(found) = index(section) else {
            continue;
        };
        let standard = sections.standard();
        let message = format!(
            "`MGAAudioMetadataIndex` of the `{SECTION}` for S-ADM metadata is {found}, and {standard} asks for {FIRST}"
        );
        sections
            .at(sink, section, "MGAAudioMetadataIndex", message)
            .found(found)
            .expected(FIRST);
    }
}

/// The sections of S-ADM metadata that are not the first one.
fn elsewhere<'a>(sections: &Sets<'a>) -> impl Iterator<Item = &'a Node> {
    let is_elsewhere = |section: &&Node| {
        is_sadm(section) == Some(true) && index(section).is_some_and(|index| index != FIRST)
    };
    let nodes: Vec<&'a Node> = sections.nodes().to_vec();
    nodes.into_iter().filter(is_elsewhere)
}

declare_rule! {
    /// The first section of metadata holds something else than S-ADM metadata.
    ///
    /// `MGAAudioMetadataPayloadULArray` lists labels of what is in a section. For the one of index 1 the label of S-ADM
    /// metadata is among them. Where that metadata is in another section, another rule tells it.
    ///
    /// ## Why it matters
    /// Players look for S-ADM metadata in the first section, and find something else.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the S-ADM metadata as the first section, and its label in the array.
    MGA_TF_INDEX_1_NOT_SADM = "mga-tf-index-1-not-sadm" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, not_sadm),
    }
}

fn not_sadm(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    const PAYLOADS: &str = "MGAAudioMetadataPayloadULArray";
    let Some(sections) = sections(package, subject) else {
        return;
    };
    if elsewhere(&sections).next().is_some() {
        return;
    }
    let is_first = |section: &&&Node| index(section) == Some(FIRST);
    for section in sections.nodes().iter().filter(is_first) {
        if is_sadm(section) != Some(false) {
            continue;
        }
        let labels = payloads(section).unwrap_or_default().into_iter();
        let labels: Vec<String> = labels.map(described).collect();
        let (found, wanted) = (labels.join(", "), described(PAYLOAD));
        let standard = sections.standard();
        let message = format!(
            "`{PAYLOADS}` of the `{SECTION}` of index {FIRST} lists {found}, and {standard} asks for {wanted}"
        );
        sections
            .at(sink, section, PAYLOADS, message)
            .found(found)
            .expected(wanted);
    }
}

declare_rule! {
    /// Two sections are both the first one and hold S-ADM metadata.
    ///
    /// ## Why it matters
    /// Players do not know which of the two to go by.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with one section of S-ADM metadata, of index 1.
    MGA_TF_SADM_SECTION_DUPLICATE = "mga-tf-sadm-section-duplicate" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, duplicate),
    }
}

fn is_right(section: &Node) -> bool {
    index(section) == Some(FIRST) && is_sadm(section) == Some(true)
}

fn duplicate(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sections) = sections(package, subject) else {
        return;
    };
    let mut right = sections.nodes().iter().filter(|section| is_right(section));
    if let (Some(_), Some(second)) = (right.next(), right.next()) {
        let (count, standard) = (2 + right.count(), sections.standard());
        let message = format!(
            "{count} sub-descriptors `{SECTION}` are of index {FIRST} and for S-ADM metadata, and {standard} asks for one"
        );
        sections
            .at(sink, second, "MGAAudioMetadataIndex", message)
            .found(count)
            .expected(1);
    }
}

declare_rule! {
    /// Sections of metadata are described, and none of them is the first one or holds S-ADM metadata.
    ///
    /// An `MGAAudioMetadataSubDescriptor` of index 1 with the label of S-ADM metadata has to be there.
    ///
    /// ## Why it matters
    /// Players look for S-ADM metadata in the first section. Without it the sound is a number of channels of which nobody
    /// knows what they are.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `MGAAudioMetadataSubDescriptor` of index 1 for the S-ADM metadata.
    MGA_TF_SADM_SECTION_MISSING = "mga-tf-sadm-section-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_sadm),
    }
}

fn no_sadm(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sections) = sections(package, subject).filter(Sets::is_whole) else {
        return;
    };
    let Some(first) = sections.nodes().first() else {
        return;
    };
    // Of a section that is half right, that is told: which half is wrong, or what it does not say.
    let is_other = |section: &&Node| {
        index(section).is_some_and(|index| index != FIRST) && is_sadm(section) == Some(false)
    };
    if sections.nodes().iter().all(is_other) {
        let (standard, wanted) = (sections.standard(), described(PAYLOAD));
        let message = format!(
            "no `{SECTION}` is of index {FIRST}, and {standard} asks for one of that index with {wanted}"
        );
        sections
            .at(sink, first, "MGAAudioMetadataIndex", message)
            .found(0)
            .expected(1);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::set::{Label, Set, Value};

    use crate::rules::case::Case;
    use crate::rules::mga::testing::described;
    use crate::storage::MemoryStorage;
    const OTHER: Label = Label::parse("060e2b34.0401010d.04040213.00000000");
    const NEWER: Label = Label::parse("060e2b34.0401010e.04040212.00000000");
    const INDEX: &str = "MGAAudioMetadataIndex";
    const PAYLOADS: &str = "MGAAudioMetadataPayloadULArray";
    fn section(change: impl FnOnce(&mut Set)) -> MemoryStorage {
        described(|set| change(set.sub(SECTION)))
    }
    fn without(class: &str) -> MemoryStorage {
        described(|set| set.sub_descriptors().retain(|set| set.class.name != class))
    }
    /// A second section, of this index.
    fn second(index: u8, payload: Option<Label>) -> MemoryStorage {
        described(|set| {
            let mut second = set.sub(SECTION).clone();
            second.instance = Id::derived("second section");
            second.set("MGALinkID", Value::Id(Id::derived("second section link")));
            second.set(INDEX, Value::UInt8(index));
            if let Some(payload) = payload {
                second.set(PAYLOADS, Value::Labels(vec![payload]));
            }
            set.sub_descriptors().push(second);
        })
    }
    fn untouched() -> MemoryStorage {
        described(|_| {})
    }
    &[
        Case::fires_for("mga-tf-audio-metadata-missing", "none", || without(SECTION)),
        Case::silent_for("mga-tf-audio-metadata-missing", "there", untouched),
        Case::fires_for("mga-tf-sadm-section-not-index-1", "the second", || {
            section(|section| {
                section.set(INDEX, Value::UInt8(2));
            })
        }),
        Case::silent_for("mga-tf-sadm-section-not-index-1", "another second", || {
            second(2, Some(OTHER))
        }),
        Case::fires_for("mga-tf-index-1-not-sadm", "another label", || {
            section(|section| {
                section.set(PAYLOADS, Value::Labels(vec![OTHER]));
            })
        }),
        Case::silent_for("mga-tf-index-1-not-sadm", "of a newer register", || {
            section(|section| {
                section.set(PAYLOADS, Value::Labels(vec![OTHER, NEWER]));
            })
        }),
        Case::fires_for("mga-tf-sadm-section-duplicate", "two", || second(1, None)),
        Case::silent_for("mga-tf-sadm-section-duplicate", "one", untouched),
        Case::fires_for(
            "mga-tf-sadm-section-missing",
            "another second alone",
            || {
                section(|section| {
                    section.set(INDEX, Value::UInt8(2));
                    section.set(PAYLOADS, Value::Labels(vec![OTHER]));
                })
            },
        ),
        Case::silent_for("mga-tf-sadm-section-missing", "there", untouched),
    ]
};
