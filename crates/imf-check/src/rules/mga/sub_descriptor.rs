//! Rules on which sub-descriptors the descriptor of metadata-guided audio has (ST 2067-203, 5.6.1; ST 379-2, 7).

use super::{LABEL, descriptor, is_mga};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::plug_in::CONSTRAINED;
use crate::rule::{Citation, declare_rule};

const CONSTRAINTS: &str = "ContainerConstraintsSubDescriptor";

declare_rule! {
    /// The descriptor of metadata-guided audio has no sub-descriptor.
    ///
    /// Sub-descriptors tell which programs can be made of the sound, where its metadata is, and that the container is
    /// constrained.
    ///
    /// ## Why it matters
    /// A player does not know what it can play.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that knows this plug-in. If only the essence descriptor of the
    /// composition lacks them, have that regenerated from the track file.
    MGA_TF_SUBDESCRIPTORS_MISSING = "mga-tf-subdescriptors-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "5.6.1")],
        needs: Documents,
        check: Descriptor(is_mga, missing),
    }
}

fn missing(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.without_subs(sink, LABEL);
    }
}

declare_rule! {
    /// Metadata-guided audio is labeled as single channels.
    ///
    /// An `AudioChannelLabelSubDescriptor` says for which loudspeaker a channel is. Here the metadata says that, and programs
    /// have labels of their own.
    ///
    /// ## Why it matters
    /// Services that go by the label take the file for a mix of channels that it is not.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `MGASoundfieldGroupLabelSubDescriptor` for each program instead.
    MGA_TF_FORBIDDEN_AUDIO_CHANNEL = "mga-tf-forbidden-audio-channel" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "5.6.1")],
        needs: Documents,
        check: Descriptor(is_mga, audio_channel),
    }
}

/// The labels of other sound.
const OTHERS: [&str; 4] = [
    "AudioChannelLabelSubDescriptor",
    "GroupOfSoundfieldGroupsLabelSubDescriptor",
    "IABSoundfieldLabelSubDescriptor",
    "SoundfieldGroupLabelSubDescriptor",
];

fn audio_channel(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected_subs(sink, "AudioChannelLabelSubDescriptor", LABEL);
    }
}

declare_rule! {
    /// Metadata-guided audio is labeled as a soundfield of loudspeakers.
    ///
    /// A `SoundfieldGroupLabelSubDescriptor` says that channels belong together, as in stereo or 5.1. Here the metadata says
    /// that, and programs have labels of their own.
    ///
    /// ## Why it matters
    /// Services that go by the label take the file for a mix of channels that it is not.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `MGASoundfieldGroupLabelSubDescriptor` for each program instead.
    MGA_TF_FORBIDDEN_SOUNDFIELD_GROUP = "mga-tf-forbidden-soundfield-group" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "5.6.1")],
        needs: Documents,
        check: Descriptor(is_mga, soundfield_group),
    }
}

fn soundfield_group(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected_subs(sink, "SoundfieldGroupLabelSubDescriptor", LABEL);
        sets.unexpected_subs(sink, "IABSoundfieldLabelSubDescriptor", LABEL);
    }
}

declare_rule! {
    /// Metadata-guided audio is labeled as a group of soundfields.
    ///
    /// A `GroupOfSoundfieldGroupsLabelSubDescriptor` says that several mixes of channels belong together. Here the metadata
    /// says that, and programs have labels of their own.
    ///
    /// ## Why it matters
    /// Services that go by the label take the file for a mix of channels that it is not.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `MGASoundfieldGroupLabelSubDescriptor` for each program instead.
    MGA_TF_FORBIDDEN_GROUP_OF_GROUPS = "mga-tf-forbidden-group-of-groups" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "5.6.1")],
        needs: Documents,
        check: Descriptor(is_mga, group_of_groups),
    }
}

fn group_of_groups(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected_subs(sink, "GroupOfSoundfieldGroupsLabelSubDescriptor", LABEL);
    }
}

declare_rule! {
    /// No program of the metadata-guided audio has a label.
    ///
    /// Each program that can be made of the sound has an `MGASoundfieldGroupLabelSubDescriptor`. A label of another kind in
    /// its place is told by another rule.
    ///
    /// ## Why it matters
    /// The labels carry title, language and content of the programs. Without them a player cannot offer a choice.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with a label for each program.
    MGA_TF_SOUNDFIELD_LABEL_MISSING = "mga-tf-soundfield-label-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_label),
    }
}

fn no_label(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = descriptor(package, subject) else {
        return;
    };
    if !sets.all_subs().any(|node| OTHERS.contains(&&*node.name)) {
        sets.without_sub(sink, LABEL);
    }
}

declare_rule! {
    /// The descriptor of metadata-guided audio does not say that the container is constrained.
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
    MGA_TF_CONTAINER_CONSTRAINTS_MISSING = "mga-tf-container-constraints-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7")],
        needs: Documents,
        check: Descriptor(is_mga, no_constraints),
    }
}

fn no_constraints(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.under(CONSTRAINED).without_sub(sink, CONSTRAINTS);
    }
}

declare_rule! {
    /// The descriptor of metadata-guided audio says several times that the container is constrained.
    ///
    /// A file in the constrained form of the generic container says so by one `ContainerConstraintsSubDescriptor`.
    ///
    /// ## Why it matters
    /// The set has nothing to say twice; the program that wrote the file is at fault, perhaps in other ways too.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again.
    MGA_TF_CONTAINER_CONSTRAINTS_COUNT = "mga-tf-container-constraints-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7")],
        needs: Documents,
        check: Descriptor(is_mga, several_constraints),
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
        AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR, CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, Class,
        GROUP_OF_SOUNDFIELD_GROUPS_LABEL_SUB_DESCRIPTOR, SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR,
    };
    use imf_testkit::mxf::set::Set;

    use super::testing::{described, labeled};
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    /// Makes the labels some of another class, whose register has no room for what is special to the programs.
    fn turned_into(class: Class) -> MemoryStorage {
        labeled(|label| label.class = class)
    }
    fn only(class: &str) -> MemoryStorage {
        described(|set| set.sub_descriptors().retain(|set| set.class.name != class))
    }
    &[
        Case::fires_for("mga-tf-subdescriptors-missing", "none", || {
            described(|set| {
                set.remove("SubDescriptors");
            })
        }),
        Case::silent_for("mga-tf-subdescriptors-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-forbidden-audio-channel", "in their place", || {
            turned_into(AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR)
        }),
        Case::silent_for("mga-tf-forbidden-audio-channel", "their own", || {
            described(|_| {})
        }),
        Case::fires_for(
            "mga-tf-forbidden-soundfield-group",
            "in their place",
            || turned_into(SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR),
        ),
        Case::silent_for("mga-tf-forbidden-soundfield-group", "their own", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-forbidden-group-of-groups", "in their place", || {
            turned_into(GROUP_OF_SOUNDFIELD_GROUPS_LABEL_SUB_DESCRIPTOR)
        }),
        Case::silent_for("mga-tf-forbidden-group-of-groups", "their own", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-soundfield-label-missing", "none", || {
            only(super::LABEL)
        }),
        Case::silent_for("mga-tf-soundfield-label-missing", "one", || {
            described(|set| {
                set.sub_descriptors().pop();
            })
        }),
        Case::fires_for("mga-tf-container-constraints-missing", "none", || {
            only("ContainerConstraintsSubDescriptor")
        }),
        Case::silent_for("mga-tf-container-constraints-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-container-constraints-count", "two", || {
            described(|set| {
                let second = Set::new(CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, Id::derived("second"));
                set.sub_descriptors().push(second);
            })
        }),
        Case::silent_for("mga-tf-container-constraints-count", "one", || {
            described(|_| {})
        }),
    ]
};
