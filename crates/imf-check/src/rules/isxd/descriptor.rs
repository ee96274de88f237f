//! Rules on the descriptor of XML documents (ST 2067-202, 9).

use imf_mxf::Ul;

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::plug_in::{CONSTRAINED, ISXD};
use crate::rule::{Citation, declare_rule};
use crate::rules::set::Sets;

/// Whether `subject` is a descriptor of XML documents.
fn is_isxd(_: &Package, subject: subject::Descriptor<'_>) -> bool {
    subject.node.is(ISXD.descriptor)
}

fn descriptor<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    Sets::of_plug_in(package, subject, &ISXD)
}

/// XML documents, a frame in each item.
const CONTAINER: Ul = Ul::from_u128(0x060e_2b34_0401_0105_0e09_0607_0101_0103);

declare_rule! {
    /// The descriptor of XML documents does not name their container.
    ///
    /// `ContainerFormat` in the descriptor is the label of the way in which the essence is wrapped. The plug-in has one: each
    /// document is an item of its own.
    ///
    /// ## Why it matters
    /// Players choose their reader by this label, and cannot find the documents without it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that knows this plug-in. If only the essence descriptor of the
    /// composition lacks the label, have that regenerated from the track file.
    ISXD_TF_CONTAINER_MISSING = "isxd-tf-container-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Descriptor(is_isxd, no_container),
    }
}

fn no_container(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.no_label(sink, "ContainerFormat", CONTAINER);
    }
}

declare_rule! {
    /// The descriptor of XML documents names another container.
    ///
    /// `ContainerFormat` in the descriptor is the label of the way in which the essence is wrapped. The plug-in has one: each
    /// document is an item of its own.
    ///
    /// ## Why it matters
    /// Players choose their reader by this label. By another one they take the documents for something else.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that knows this plug-in. If only the essence descriptor of the
    /// composition is wrong, have that regenerated from the track file.
    ISXD_TF_CONTAINER = "isxd-tf-container" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Descriptor(is_isxd, container),
    }
}

fn container(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.another_label(sink, "ContainerFormat", CONTAINER);
    }
}

/// Text in UTF-8.
const CODING: Ul = Ul::from_u128(0x060e_2b34_0401_0105_0e09_0606_0000_0000);

declare_rule! {
    /// The descriptor of XML documents does not say how they are coded.
    ///
    /// `DataEssenceCoding` is the label of the coding. The plug-in has one: text in UTF-8.
    ///
    /// ## Why it matters
    /// Readers that go by the label do not know that what they have is text.
    ///
    /// ## How to fix it
    /// Have the descriptor written again with the label of UTF-8 text as `DataEssenceCoding`.
    ISXD_TF_DATA_ESSENCE_CODING_MISSING = "isxd-tf-data-essence-coding-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Descriptor(is_isxd, no_coding),
    }
}

fn no_coding(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.no_label(sink, "DataEssenceCoding", CODING);
    }
}

declare_rule! {
    /// The descriptor of XML documents names another coding than text in UTF-8.
    ///
    /// `DataEssenceCoding` is the label of the coding. The plug-in has one.
    ///
    /// ## Why it matters
    /// Readers that go by the label take the documents for something else.
    ///
    /// ## How to fix it
    /// If the documents are in UTF-8, have the descriptor written again with that label. If they are not, convert them first.
    ISXD_TF_DATA_ESSENCE_CODING = "isxd-tf-data-essence-coding" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-202", "2022")],
        needs: Documents,
        check: Descriptor(is_isxd, coding),
    }
}

fn coding(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.another_label(sink, "DataEssenceCoding", CODING);
    }
}

const CONSTRAINTS: &str = "ContainerConstraintsSubDescriptor";

declare_rule! {
    /// The descriptor of XML documents has no sub-descriptor.
    ///
    /// A file in the constrained form of the generic container says so by a `ContainerConstraintsSubDescriptor`, a set without
    /// properties of its own below the descriptor.
    ///
    /// ## Why it matters
    /// Readers that can do only the constrained form look for the set, and refuse a file without it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that adds the set. If only the essence descriptor of the composition
    /// lacks it, have that regenerated from the track file.
    ISXD_TF_SUBDESCRIPTORS_MISSING = "isxd-tf-subdescriptors-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7")],
        needs: Documents,
        check: Descriptor(is_isxd, no_subs),
    }
}

fn no_subs(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.under(CONSTRAINED).without_subs(sink, CONSTRAINTS);
    }
}

declare_rule! {
    /// The descriptor of XML documents does not say that the container is constrained.
    ///
    /// A file in the constrained form of the generic container says so by a `ContainerConstraintsSubDescriptor`, a set without
    /// properties of its own below the descriptor. There are other sub-descriptors here, and not this one.
    ///
    /// ## Why it matters
    /// Readers that can do only the constrained form look for the set, and refuse a file without it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that adds the set. If only the essence descriptor of the composition
    /// lacks it, have that regenerated from the track file.
    ISXD_TF_CONTAINER_CONSTRAINTS_MISSING = "isxd-tf-container-constraints-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7")],
        needs: Documents,
        check: Descriptor(is_isxd, no_constraints),
    }
}

fn no_constraints(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.under(CONSTRAINED).without_sub(sink, CONSTRAINTS);
    }
}

declare_rule! {
    /// The descriptor of XML documents says several times that the container is constrained.
    ///
    /// A file in the constrained form of the generic container says so by one `ContainerConstraintsSubDescriptor`.
    ///
    /// ## Why it matters
    /// The set has nothing to say twice; the program that wrote the file is at fault, perhaps in other ways too.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again.
    ISXD_TF_CONTAINER_CONSTRAINTS_COUNT = "isxd-tf-container-constraints-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7")],
        needs: Documents,
        check: Descriptor(is_isxd, several_constraints),
    }
}

fn several_constraints(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.under(CONSTRAINED).several_subs(sink, CONSTRAINTS);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::class::{
        ACES_PICTURE_SUB_DESCRIPTOR, CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
    };
    use imf_testkit::mxf::set::{Label, Set, Value};

    use crate::rules::case::Case;
    use crate::rules::isxd::testing::described;
    const CODING: Label = Label::parse("060e2b34.04010105.0e090606.00000000");
    const CONTAINER: Label = Label::parse("060e2b34.04010105.0e090607.01010103");
    const NEWER: Label = Label::parse("060e2b34.0401010e.0e090606.00000000");
    &[
        Case::fires_for("isxd-tf-container-missing", "none", || {
            described(|set| {
                set.remove("ContainerFormat");
            })
        }),
        Case::silent_for("isxd-tf-container-missing", "there", || described(|_| {})),
        Case::fires_for("isxd-tf-container", "that of the coding", || {
            described(|set| {
                set.set("ContainerFormat", Value::Label(CODING));
            })
        }),
        Case::silent_for("isxd-tf-container", "the right one", || described(|_| {})),
        Case::fires_for("isxd-tf-data-essence-coding-missing", "none", || {
            described(|set| {
                set.remove("DataEssenceCoding");
            })
        }),
        Case::silent_for("isxd-tf-data-essence-coding-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for(
            "isxd-tf-data-essence-coding",
            "that of the container",
            || {
                described(|set| {
                    set.set("DataEssenceCoding", Value::Label(CONTAINER));
                })
            },
        ),
        Case::silent_for("isxd-tf-data-essence-coding", "of a newer register", || {
            described(|set| {
                set.set("DataEssenceCoding", Value::Label(NEWER));
            })
        }),
        Case::fires_for("isxd-tf-subdescriptors-missing", "none", || {
            described(|set| {
                set.remove("SubDescriptors");
            })
        }),
        Case::silent_for("isxd-tf-subdescriptors-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for(
            "isxd-tf-container-constraints-missing",
            "another set",
            || {
                described(|set| {
                    set.sub("ContainerConstraintsSubDescriptor").class =
                        ACES_PICTURE_SUB_DESCRIPTOR;
                })
            },
        ),
        Case::silent_for("isxd-tf-container-constraints-missing", "two sets", || {
            described(|set| {
                let other = Set::new(ACES_PICTURE_SUB_DESCRIPTOR, Id::derived("other"));
                set.sub_descriptors().insert(0, other);
            })
        }),
        Case::fires_for("isxd-tf-container-constraints-count", "two", || {
            described(|set| {
                let second = Set::new(CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, Id::derived("second"));
                set.sub_descriptors().push(second);
            })
        }),
        Case::silent_for("isxd-tf-container-constraints-count", "one", || {
            described(|_| {})
        }),
    ]
};
