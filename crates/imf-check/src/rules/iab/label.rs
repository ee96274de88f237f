//! Rules on which labels the descriptor of immersive audio has (ST 2067-201, 5.10.2).

use super::{ED_2019, ED_2021, ED_2026, LABEL, descriptor, is_iab};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The descriptor of immersive audio has no sub-descriptor.
    ///
    /// What is heard in a sound track is said by labels, which are sub-descriptors of the descriptor. Immersive audio has one:
    /// an `IABSoundfieldLabelSubDescriptor`.
    ///
    /// ## Why it matters
    /// The label carries language, title and content of the sound. Without it a service cannot tell one version from another.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the label. If only the essence descriptor of the composition lacks it, have
    /// that regenerated from the track file.
    IAB_TF_SUBDESCRIPTORS_MISSING = "iab-tf-subdescriptors-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, missing),
    }
}

fn missing(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.without_subs(sink, LABEL);
    }
}

/// The labels of sound that is not immersive.
const OTHERS: [&str; 4] = [
    "AudioChannelLabelSubDescriptor",
    "GroupOfSoundfieldGroupsLabelSubDescriptor",
    "MGASoundfieldGroupLabelSubDescriptor",
    "SoundfieldGroupLabelSubDescriptor",
];

declare_rule! {
    /// Immersive audio does not have exactly one label of its own.
    ///
    /// The label is an `IABSoundfieldLabelSubDescriptor`. A label of another kind in its place is told by another rule.
    ///
    /// ## Why it matters
    /// The label carries language, title and content of the sound. With none nobody knows them; of several, players and
    /// services each take another.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with one such label.
    IAB_TF_SOUNDFIELD_LABEL_COUNT = "iab-tf-soundfield-label-count" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, count),
    }
}

fn count(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = descriptor(package, subject) else {
        return;
    };
    let labels = sets.subs(LABEL);
    let (found, place) = match labels.nodes() {
        [_] => return,
        [_, second, ..] => (labels.nodes().len(), *second),
        [] => {
            let is_told = sets.all_subs().next().is_none()
                || sets.all_subs().any(|node| OTHERS.contains(&&*node.name));
            if is_told || !sets.is_whole() {
                return;
            }
            (0, subject.node)
        }
    };
    let (class, standard) = (sets.class(), sets.standard());
    let found_in_words = if found == 0 {
        "none".to_owned()
    } else {
        found.to_string()
    };
    let message = format!(
        "the `{class}` has {found_in_words} of the sub-descriptors `{LABEL}`, and {standard} asks for one"
    );
    sets.at(sink, place, "SubDescriptors", message)
        .found(found)
        .expected(1);
}

declare_rule! {
    /// Immersive audio is labeled as a soundfield of loudspeakers.
    ///
    /// A `SoundfieldGroupLabelSubDescriptor` says that channels belong together, as in stereo or 5.1. Immersive audio is not
    /// made of such channels and has a label of its own.
    ///
    /// ## Why it matters
    /// Services that go by the label take the file for a mix of channels that are not there.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `IABSoundfieldLabelSubDescriptor` in its place.
    IAB_TF_FORBIDDEN_SOUNDFIELD_GROUP = "iab-tf-forbidden-soundfield-group" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, soundfield_group),
    }
}

fn soundfield_group(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected_subs(sink, "SoundfieldGroupLabelSubDescriptor", LABEL);
        sets.unexpected_subs(sink, "MGASoundfieldGroupLabelSubDescriptor", LABEL);
    }
}

declare_rule! {
    /// Immersive audio is labeled as single channels.
    ///
    /// An `AudioChannelLabelSubDescriptor` says for which loudspeaker a channel is. Immersive audio is not made of such
    /// channels and has a label of its own.
    ///
    /// ## Why it matters
    /// Services that go by the label take the file for a mix of channels that are not there.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `IABSoundfieldLabelSubDescriptor` in its place.
    IAB_TF_FORBIDDEN_AUDIO_CHANNEL = "iab-tf-forbidden-audio-channel" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, audio_channel),
    }
}

fn audio_channel(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected_subs(sink, "AudioChannelLabelSubDescriptor", LABEL);
    }
}

declare_rule! {
    /// Immersive audio is labeled as a group of soundfields.
    ///
    /// A `GroupOfSoundfieldGroupsLabelSubDescriptor` says that several mixes of channels belong together. Immersive audio is
    /// no such mix and has a label of its own.
    ///
    /// ## Why it matters
    /// Services that go by the label take the file for a mix of channels that are not there.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with an `IABSoundfieldLabelSubDescriptor` in its place.
    IAB_TF_FORBIDDEN_GROUP_OF_GROUPS = "iab-tf-forbidden-group-of-groups" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, group_of_groups),
    }
}

fn group_of_groups(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = descriptor(package, subject) {
        sets.unexpected_subs(sink, "GroupOfSoundfieldGroupsLabelSubDescriptor", LABEL);
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
    /// Makes the label one of another class.
    fn turned_into(class: Class) -> crate::storage::MemoryStorage {
        labeled(|label| label.class = class)
    }
    &[
        Case::fires_for("iab-tf-subdescriptors-missing", "none", || {
            described(|set| {
                set.remove("SubDescriptors");
            })
        }),
        Case::silent_for("iab-tf-subdescriptors-missing", "one", || described(|_| {})),
        Case::fires_for("iab-tf-soundfield-label-count", "two", || {
            described(|set| {
                let mut second = set.sub(super::LABEL).clone();
                second.instance = Id::derived("second label");
                set.sub_descriptors().push(second);
            })
        }),
        Case::fires_for("iab-tf-soundfield-label-count", "none", || {
            turned_into(CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR)
        }),
        Case::silent_for(
            "iab-tf-soundfield-label-count",
            "one beside another set",
            || {
                described(|set| {
                    let other = Set::new(
                        CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
                        Id::derived("container constraints"),
                    );
                    set.sub_descriptors().push(other);
                })
            },
        ),
        Case::fires_for("iab-tf-forbidden-soundfield-group", "in its place", || {
            turned_into(SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR)
        }),
        Case::silent_for("iab-tf-forbidden-soundfield-group", "its own label", || {
            described(|_| {})
        }),
        Case::fires_for("iab-tf-forbidden-audio-channel", "in its place", || {
            turned_into(AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR)
        }),
        Case::silent_for("iab-tf-forbidden-audio-channel", "its own label", || {
            described(|_| {})
        }),
        Case::fires_for("iab-tf-forbidden-group-of-groups", "in its place", || {
            turned_into(GROUP_OF_SOUNDFIELD_GROUPS_LABEL_SUB_DESCRIPTOR)
        }),
        Case::silent_for("iab-tf-forbidden-group-of-groups", "its own label", || {
            described(|_| {})
        }),
    ]
};
