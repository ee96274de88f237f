//! Rules on the soundfield group of PCM sound (ST 2067-2:2016, 5.3.6.3 and 5.3.6.5; ST 377-4:2012, 6.3).

use imf_mxf::typed::{Likeness, Value};

use super::language::is_language_tag;
use super::sound::{channel, channel_labels, channels_of, is_pcm, pcm, shown, soundfield_groups};
use crate::descriptor::{Node, Origin};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// PCM sound does not have one soundfield group.
    ///
    /// The soundfield group label says what all channels together are: stereo, 5.1 and so on, with title and language.
    ///
    /// ## Why it matters
    /// A track file of IMF holds one soundfield. With none, nothing names it; with several, players and services do not
    /// know which to take.
    ///
    /// ## How to fix it
    /// Wrap each soundfield into a track file of its own, with one `SoundfieldGroupLabelSubDescriptor`.
    MCA_SOUNDFIELD_GROUP_COUNT = "mca-soundfield-group-count" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.3")],
        needs: Documents,
        check: Descriptor(is_pcm, count),
    }
}

fn count(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    // Sound without any label is a finding of its own.
    if node.subs("MCALabelSubDescriptor").next().is_none() {
        return;
    }
    let count = soundfield_groups(node).len();
    if count == 1 {
        return;
    }
    let found = match count {
        0 => "no soundfield group label".to_owned(),
        count => format!("{count} soundfield group labels"),
    };
    sink.finding(
        node.spot(subject.origin),
        format!("the sound has {found}, and has to have one"),
    )
    .found(count)
    .expected(1);
}

/// The descriptor, where it has one group of soundfields, and that group.
fn group(subject: subject::Descriptor<'_>) -> Option<(&Node, &Node, Origin)> {
    let node = pcm(subject)?;
    match soundfield_groups(node).as_slice() {
        [group] => Some((node, *group, subject.origin)),
        _ => None,
    }
}

declare_rule! {
    /// A soundfield group does not say what sound it is.
    ///
    /// Title, title version, content kind (such as `PRM` for the primary mix) and element kind have to be there and not
    /// empty.
    ///
    /// ## Why it matters
    /// They tell one mix from another: dialogue from music and effects, a program from its trailer.
    ///
    /// ## How to fix it
    /// Wrap the sound again with `MCATitle`, `MCATitleVersion`, `MCAAudioContentKind` and `MCAAudioElementKind`.
    MCA_SOUNDFIELD_GROUP_ITEMS = "mca-soundfield-group-items" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.5"), Citation::clause("ST 2067-2", "2020", "5.3.6.5")],
        needs: Documents,
        check: Descriptor(is_pcm, items),
    }
}

fn items(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((_, group, origin)) = group(subject) else {
        return;
    };
    let names = [
        "MCATitle",
        "MCATitleVersion",
        "MCAAudioContentKind",
        "MCAAudioElementKind",
    ];
    for name in names {
        let what = match group.text(name) {
            None if group.field(name).is_none() => "no",
            Some("") => "an empty",
            _ => continue,
        };
        sink.finding(
            group.field_spot(origin, name),
            format!("the soundfield group has {what} `{name}`"),
        )
        .expected("some text");
    }
}

declare_rule! {
    /// A soundfield group does not say which language is spoken.
    ///
    /// ## Why it matters
    /// A player chooses the track by its language. Without one, the sound cannot be offered to anybody.
    ///
    /// ## How to fix it
    /// Wrap the sound again with `RFC5646SpokenLanguage` in the soundfield group label; `zxx` stands for no speech.
    MCA_LANGUAGE_MISSING = "mca-language-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.5")],
        needs: Documents,
        check: Descriptor(is_pcm, language_missing),
    }
}

fn language_missing(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((_, group, origin)) = group(subject) else {
        return;
    };
    if group.field("RFC5646SpokenLanguage").is_none() {
        sink.finding(
            group.spot(origin),
            "the soundfield group has no `RFC5646SpokenLanguage`: nothing says which language is spoken",
        )
        .expected("a language tag (RFC 5646)");
    }
}

declare_rule! {
    /// The spoken language of a label is not a language tag.
    ///
    /// Languages are written as tags of RFC 5646, such as `en` or `pt-BR`.
    ///
    /// ## Why it matters
    /// A player looks for the tag that its user chose, and does not find this one.
    ///
    /// ## How to fix it
    /// Wrap the sound again with a well-formed tag: a hyphen and not an underscore, no names in words.
    MCA_LANGUAGE_INVALID = "mca-language-invalid" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-4", "2012")],
        needs: Documents,
        check: Descriptor(subject::every, language_invalid),
    }
}

fn language_invalid(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    // All labels have this property: other kinds of sound than PCM too.
    for label in subject.node.subs("MCALabelSubDescriptor") {
        let Some(tag) = label.text("RFC5646SpokenLanguage") else {
            continue;
        };
        if !is_language_tag(tag) {
            sink.finding(
                label.field_spot(subject.origin, "RFC5646SpokenLanguage"),
                format!("the spoken language is `{tag}`, expected a tag such as `en` or `pt-BR`"),
            )
            .found(tag)
            .expected("a language tag (RFC 5646)");
        }
    }
}

declare_rule! {
    /// A soundfield group has no link id.
    ///
    /// ## Why it matters
    /// The labels of the channels name their group by its `MCALinkID`. Without it they hang in the air.
    ///
    /// ## How to fix it
    /// Wrap the sound again with an `MCALinkID` in the soundfield group label.
    MCA_SOUNDFIELD_GROUP_LINK_ID_MISSING = "mca-soundfield-group-link-id-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-4", "2012", "6.3.2")],
        needs: Documents,
        check: Descriptor(is_pcm, link_id),
    }
}

fn link_id(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((_, group, origin)) = group(subject) else {
        return;
    };
    if group.field("MCALinkID").is_none() {
        sink.finding(
            group.spot(origin),
            "the soundfield group has no `MCALinkID`",
        )
        .expected("a UUID, which the channels' labels name");
    }
}

declare_rule! {
    /// The label of a channel does not name its soundfield group.
    ///
    /// ## Why it matters
    /// Nothing says that the channel belongs to the soundfield.
    ///
    /// ## How to fix it
    /// Wrap the sound again with `SoundfieldGroupLinkID` in the label of every channel.
    MCA_CHANNEL_GROUP_LINK_MISSING = "mca-channel-group-link-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.3")],
        needs: Documents,
        check: Descriptor(is_pcm, channel_link_missing),
    }
}

fn channel_link_missing(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((node, _, origin)) = group(subject) else {
        return;
    };
    for label in channel_labels(node) {
        if label.field("SoundfieldGroupLinkID").is_none() {
            sink.finding(
                label.spot(origin),
                format!(
                    "the label of channel {} has no `SoundfieldGroupLinkID`",
                    channel(label)
                ),
            )
            .expected("the `MCALinkID` of the soundfield group");
        }
    }
}

declare_rule! {
    /// The label of a channel names another soundfield group than the one that is there.
    ///
    /// ## Why it matters
    /// The channel belongs to no soundfield of this file.
    ///
    /// ## How to fix it
    /// Wrap the sound again, with the group's `MCALinkID` in every channel's `SoundfieldGroupLinkID`.
    MCA_CHANNEL_GROUP_LINK_WRONG = "mca-channel-group-link-wrong" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-4", "2012", "6.3.2")],
        needs: Documents,
        check: Descriptor(is_pcm, channel_link_wrong),
    }
}

fn channel_link_wrong(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((node, group, origin)) = group(subject) else {
        return;
    };
    let Some(expected) = group.value("MCALinkID") else {
        return;
    };
    for label in channel_labels(node) {
        let Some(found) = label.value("SoundfieldGroupLinkID") else {
            continue;
        };
        if !is_same(found, expected) {
            sink.finding(
                label.field_spot(origin, "SoundfieldGroupLinkID"),
                format!("channel {} is linked to the group `{found}`, and the soundfield group is `{expected}`", channel(label)),
            )
            .found(found)
            .expected(expected)
            .related_spot(group.field_spot(origin, "MCALinkID"), "the soundfield group");
        }
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    one.likeness(other) == Likeness::Same
}

declare_rule! {
    /// The labeled channels are not those of the soundfield.
    ///
    /// Each soundfield has its channels: standard stereo left and right, 5.1 left, right, center, low frequency effects and
    /// two surrounds.
    ///
    /// ## Why it matters
    /// A player that sets itself up for the soundfield misses a channel, or has one that it has no place for.
    ///
    /// ## How to fix it
    /// Correct the label of the soundfield group or those of the channels, and wrap the sound again.
    MCA_CONFIGURATION_MISMATCH = "mca-configuration-mismatch" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-8", "2013")],
        needs: Documents,
        check: Descriptor(is_pcm, configuration),
    }
}

fn configuration(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((node, group, origin)) = group(subject) else {
        return;
    };
    let Some(soundfield) = group.label("MCALabelDictionaryID") else {
        return;
    };
    let Some(expected) = channels_of(soundfield) else {
        return;
    };
    let found: Option<Vec<_>> = channel_labels(node)
        .iter()
        .map(|label| label.label("MCALabelDictionaryID"))
        .collect();
    let Some(found) = found else { return };
    // A wrong number of labels is a finding of its own.
    if found.is_empty() || node.integer("ChannelCount") != Some(found.len() as i128) {
        return;
    }
    let fits = found.len() == expected.len()
        && expected
            .iter()
            .all(|channel| found.iter().any(|label| label.matches(*channel)));
    if fits {
        return;
    }
    let names = |labels: &[imf_mxf::Ul]| {
        let names: Vec<String> = labels.iter().map(|&label| shown(label)).collect();
        names.join(", ")
    };
    let (found, expected) = (names(&found), names(&expected));
    sink.finding(
        group.field_spot(origin, "MCALabelDictionaryID"),
        format!(
            "the soundfield is {}, made of {expected}, and the channels are {found}",
            shown(soundfield)
        ),
    )
    .found(found)
    .expected(expected);
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::set::{Label, Value};

    use super::case::Case;
    use super::case::described;
    const CHANNEL: &str = "AudioChannelLabelSubDescriptor";
    const GROUP: &str = "SoundfieldGroupLabelSubDescriptor";
    &[
        Case::fires_for("mca-soundfield-group-count", "none", || {
            described(1, |set| {
                set.sub_descriptors().retain(|set| set.class.name != GROUP);
            })
        }),
        Case::fires_for("mca-soundfield-group-count", "two", || {
            described(1, |set| {
                let mut second = set.sub(GROUP).clone();
                second.instance = Id::derived("a second group");
                second.set(
                    "MCALinkID",
                    Value::Id(Id::derived("the link id of a second group")),
                );
                set.sub_descriptors().push(second);
            })
        }),
        Case::silent("mca-soundfield-group-count", "one", |_| {}),
        Case::fires_for("mca-soundfield-group-items", "no title", || {
            described(1, |set| {
                set.sub(GROUP).remove("MCATitle");
            })
        }),
        Case::fires_for("mca-soundfield-group-items", "an empty version", || {
            described(1, |set| {
                set.sub(GROUP).set("MCATitleVersion", Value::text(""));
            })
        }),
        Case::silent_for("mca-soundfield-group-items", "no name", || {
            described(1, |set| {
                set.sub(GROUP).remove("MCATagName");
            })
        }),
        Case::fires_for("mca-language-missing", "none in the group", || {
            described(1, |set| {
                set.sub(GROUP).remove("RFC5646SpokenLanguage");
            })
        }),
        Case::silent_for("mca-language-missing", "none in a channel", || {
            described(1, |set| {
                set.sub(CHANNEL).remove("RFC5646SpokenLanguage");
            })
        }),
        Case::fires_for("mca-language-invalid", "an underscore", || {
            described(1, |set| {
                set.sub(GROUP)
                    .set("RFC5646SpokenLanguage", Value::Iso7("en_US".to_owned()));
            })
        }),
        Case::silent_for("mca-language-invalid", "a region", || {
            described(1, |set| {
                set.sub(GROUP)
                    .set("RFC5646SpokenLanguage", Value::Iso7("es-419".to_owned()));
            })
        }),
        Case::fires_for("mca-soundfield-group-link-id-missing", "none", || {
            described(1, |set| {
                set.sub(GROUP).remove("MCALinkID");
            })
        }),
        Case::silent("mca-soundfield-group-link-id-missing", "one", |_| {}),
        Case::fires_for("mca-channel-group-link-missing", "none", || {
            described(1, |set| {
                set.sub(CHANNEL).remove("SoundfieldGroupLinkID");
            })
        }),
        Case::silent("mca-channel-group-link-missing", "in both", |_| {}),
        Case::fires_for("mca-channel-group-link-wrong", "to another", || {
            described(1, |set| {
                let other = Id::derived("another group");
                set.sub(CHANNEL)
                    .set("SoundfieldGroupLinkID", Value::Id(other));
            })
        }),
        Case::silent("mca-channel-group-link-wrong", "to the one", |_| {}),
        Case::fires_for("mca-configuration-mismatch", "5.1 of two channels", || {
            described(1, |set| {
                let label = Label::parse("060e2b34.0401010d.03020201.00000000");
                set.sub(GROUP)
                    .set("MCALabelDictionaryID", Value::Label(label));
                set.sub(GROUP).set("MCATagSymbol", Value::text("sg51"));
            })
        }),
        Case::silent_for(
            "mca-configuration-mismatch",
            "a soundfield that the register does not make up",
            || {
                described(1, |set| {
                    let label = Label::parse("060e2b34.0401010d.03020220.03000000");
                    set.sub(GROUP)
                        .set("MCALabelDictionaryID", Value::Label(label));
                    set.sub(GROUP).set("MCATagSymbol", Value::text("sgDNS"));
                })
            },
        ),
    ]
};
