//! Rules on the labels of the channels of PCM sound (ST 2067-2:2016, 5.3.6; ST 377-4).

use std::collections::{BTreeMap, BTreeSet};

use super::sound::{channel, channel_labels, is_pcm, pcm, shown, symbol};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// PCM sound has no labels at all.
    ///
    /// ## Why it matters
    /// Nothing says which channel is left, right or center, or which language is spoken. A player guesses, and a
    /// service that checks deliveries refuses.
    ///
    /// ## How to fix it
    /// Wrap the sound again with a label for each channel and one for the soundfield group.
    MCA_SUBDESCRIPTORS_MISSING = "mca-subdescriptors-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.2")],
        needs: Documents,
        check: Descriptor(is_pcm, missing),
    }
}

fn missing(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    if has_labels(node) {
        return;
    }
    sink.finding(
        node.spot(subject.origin),
        "the sound has no labels: nothing says which channel is which",
    )
    .expected("an `AudioChannelLabelSubDescriptor` for each channel and a `SoundfieldGroupLabelSubDescriptor`");
}

fn has_labels(node: &crate::descriptor::Node) -> bool {
    node.subs("MCALabelSubDescriptor").next().is_some()
}

declare_rule! {
    /// The number of labeled channels is not the number of channels of the sound.
    ///
    /// ## Why it matters
    /// A channel without a label is played somewhere or nowhere; a label without a channel promises sound that is not
    /// there.
    ///
    /// ## How to fix it
    /// Correct `ChannelCount`, or wrap the sound again with one label for each channel.
    MCA_CHANNEL_COUNT = "mca-channel-count" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.2")],
        needs: Documents,
        check: Descriptor(is_pcm, channel_count),
    }
}

fn channel_count(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let Some(count) = node.integer("ChannelCount") else {
        return;
    };
    let labels = channel_labels(node).len() as i128;
    if count > 0 && (count == labels || !has_labels(node)) {
        return;
    }
    sink.finding(
        node.field_spot(subject.origin, "ChannelCount"),
        format!("the sound has {count} channels, and labels for {labels}"),
    )
    .found(count)
    .expected(labels);
}

declare_rule! {
    /// A channel of the sound has no label.
    ///
    /// ## Why it matters
    /// Nothing says to which loudspeaker the channel belongs.
    ///
    /// ## How to fix it
    /// Give each label the number of its channel in `MCAChannelID`, from 1 up to the number of channels.
    MCA_CHANNEL_LABEL_MISSING = "mca-channel-label-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.6.2")],
        needs: Documents,
        check: Descriptor(is_pcm, channel_label),
    }
}

fn channel_label(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let labels = channel_labels(node);
    // Where the numbers differ, that is the finding.
    if node.integer("ChannelCount") != Some(labels.len() as i128) {
        return;
    }
    let labeled: BTreeSet<i128> = labels.iter().map(|label| channel(label)).collect();
    // A label that is on another channel twice, or on none that is there, is what leaves one without.
    if labeled.len() < labels.len() || labeled.iter().any(|&number| number > labels.len() as i128) {
        return;
    }
    for number in (1..=labels.len() as i128).filter(|number| !labeled.contains(number)) {
        sink.finding(
            node.spot(subject.origin),
            format!("channel {number} has no label"),
        )
        .expected(format!(
            "an `AudioChannelLabelSubDescriptor` with the `MCAChannelID` {number}"
        ));
    }
}

declare_rule! {
    /// Two labels are on the same channel.
    ///
    /// ## Why it matters
    /// A channel cannot be left and right at once; another one is left without a label.
    ///
    /// ## How to fix it
    /// Give each label the number of its own channel in `MCAChannelID`.
    MCA_DUPLICATE_CHANNEL_LABEL = "mca-duplicate-channel-label" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Descriptor(is_pcm, duplicate_label),
    }
}

fn duplicate_label(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let mut first = BTreeMap::new();
    for label in channel_labels(node) {
        let number = channel(label);
        let Some(other) = first.insert(number, label) else {
            continue;
        };
        let name = |label: &crate::descriptor::Node| {
            label
                .label("MCALabelDictionaryID")
                .map_or_else(|| "without a dictionary id".to_owned(), shown)
        };
        sink.finding(
            label.field_spot(subject.origin, "MCAChannelID"),
            format!(
                "channel {number} has two labels, {} and {}",
                name(other),
                name(label)
            ),
        )
        .found(number)
        .related_spot(
            other.field_spot(subject.origin, "MCAChannelID"),
            "the other label",
        );
    }
}

declare_rule! {
    /// A label is on a channel that the sound does not have.
    ///
    /// ## Why it matters
    /// The label is lost, and a channel that is there may be without one.
    ///
    /// ## How to fix it
    /// Number the labels in `MCAChannelID` from 1 up to the number of channels.
    MCA_CHANNEL_ID_OUT_OF_RANGE = "mca-channel-id-out-of-range" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Descriptor(is_pcm, out_of_range),
    }
}

fn out_of_range(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let labels = channel_labels(node);
    let Some(count) = node
        .integer("ChannelCount")
        .filter(|&count| count == labels.len() as i128)
    else {
        return;
    };
    for label in labels {
        let number = channel(label);
        if !(1..=count).contains(&number) {
            sink.finding(
                label.field_spot(subject.origin, "MCAChannelID"),
                format!("a label is on channel {number}, and the sound has {count} channels"),
            )
            .found(number)
            .expected(format!("1 to {count}"));
        }
    }
}

declare_rule! {
    /// The tag symbol of a label does not go with its dictionary id.
    ///
    /// `MCALabelDictionaryID` says what a label means, and decides; `MCATagSymbol` is the short name for it, such as `chL`
    /// for the left channel.
    ///
    /// ## Why it matters
    /// Programs that go by the symbol send the channel to another loudspeaker than those that go by the id.
    ///
    /// ## How to fix it
    /// Find out which of the two is right, and wrap the sound again with both alike.
    MCA_TAG_SYMBOL_DICTIONARY_DIFFERS = "mca-tag-symbol-dictionary-differs" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Descriptor(is_pcm, tag_symbol),
    }
}

fn tag_symbol(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    for label in node.subs("MCALabelSubDescriptor") {
        let expected = label.label("MCALabelDictionaryID").and_then(symbol);
        let (Some(expected), Some(found)) = (expected, label.text("MCATagSymbol")) else {
            continue;
        };
        if found != expected {
            sink.finding(
                label.field_spot(subject.origin, "MCATagSymbol"),
                format!("the label has the tag symbol `{found}`, and its dictionary id is that of `{expected}`"),
            )
            .found(found)
            .expected(expected);
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use super::case::Case;
    use super::case::described;
    const CHANNEL: &str = "AudioChannelLabelSubDescriptor";
    &[
        Case::fires_for("mca-subdescriptors-missing", "only constraints", || {
            described(1, |set| {
                set.sub_descriptors()
                    .retain(|set| set.class.name == "ContainerConstraintsSubDescriptor");
            })
        }),
        Case::silent("mca-subdescriptors-missing", "all labels", |_| {}),
        Case::fires_for("mca-channel-count", "three channels", || {
            described(1, |set| {
                set.set("ChannelCount", Value::UInt32(3));
                set.set("BlockAlign", Value::UInt16(9));
                set.set("AverageBytesPerSecond", Value::UInt32(9 * 48_000));
            })
        }),
        Case::silent("mca-channel-count", "two channels", |_| {}),
        Case::fires_for("mca-channel-label-missing", "numbers from 0", || {
            described(1, |set| {
                let labels = set.sub_descriptors();
                labels[0].set("MCAChannelID", Value::UInt32(0));
                labels[1].set("MCAChannelID", Value::UInt32(1));
            })
        })
        .with(&["mca-channel-id-out-of-range"]),
        Case::silent_for("mca-channel-label-missing", "in another order", || {
            described(1, |set| {
                let labels = set.sub_descriptors();
                labels[0].set("MCAChannelID", Value::UInt32(2));
                labels[1].set("MCAChannelID", Value::UInt32(1));
            })
        }),
        Case::fires_for("mca-duplicate-channel-label", "both on the second", || {
            described(1, |set| {
                set.sub(CHANNEL).set("MCAChannelID", Value::UInt32(2));
            })
        }),
        Case::silent_for(
            "mca-duplicate-channel-label",
            "the first without a number",
            || {
                described(1, |set| {
                    set.sub(CHANNEL).remove("MCAChannelID");
                })
            },
        ),
        Case::fires_for("mca-channel-id-out-of-range", "the third of two", || {
            described(1, |set| {
                set.sub(CHANNEL).set("MCAChannelID", Value::UInt32(3));
            })
        }),
        Case::silent("mca-channel-id-out-of-range", "the second of two", |_| {}),
        Case::fires_for(
            "mca-tag-symbol-dictionary-differs",
            "a symbol of another channel",
            || {
                described(1, |set| {
                    set.sub(CHANNEL).set("MCATagSymbol", Value::text("chR"));
                })
            },
        ),
        Case::silent_for("mca-tag-symbol-dictionary-differs", "another name", || {
            described(1, |set| {
                set.sub(CHANNEL).set("MCATagName", Value::text("Gauche"));
            })
        }),
    ]
};
