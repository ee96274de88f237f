//! Rules on the sub-descriptors that describe the channels of immersive audio (ST 2067-201:2026, Annex E).

use super::{ED_2026, descriptor, in_2026, is_iab};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;
use crate::rules::cpl::and_more;
use crate::rules::set::{Demand, Sets, has};

const CHANNEL: &str = "IABChannelSubDescriptor";

fn channels<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    Some(descriptor(package, subject)?.subs(CHANNEL))
}

declare_rule! {
    /// A channel of immersive audio does not say to which bed it belongs.
    ///
    /// An `IABChannelSubDescriptor` describes a channel of a bed: a set of channels that are mixed as for fixed loudspeakers.
    /// `IABBedMetaID` is the number of the bed in the bitstream.
    ///
    /// ## Why it matters
    /// Without it nobody knows which channel is meant.
    ///
    /// ## How to fix it
    /// Have the sub-descriptor written again with the number of the bed.
    IAB_TF_BED_META_ID_MISSING = "iab-tf-bed-meta-id-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2026("E.2.1")],
        needs: Documents,
        check: Descriptor(is_iab, no_bed),
    }
}

fn no_bed(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(channels) = channels(package, subject) {
        let demand = Demand::shall("the number of a bed");
        channels.missing(sink, "IABBedMetaID", demand);
    }
}

declare_rule! {
    /// A description of a channel of immersive audio does not say of which channel.
    ///
    /// An `IABChannelSubDescriptor` describes a channel of a bed: a set of channels that are mixed as for fixed loudspeakers.
    /// `IABChannelID` is the number of the channel in the bitstream.
    ///
    /// ## Why it matters
    /// Without it nobody knows which channel is meant.
    ///
    /// ## How to fix it
    /// Have the sub-descriptor written again with the number of the channel.
    IAB_TF_CHANNEL_DESC_ID_MISSING = "iab-tf-channel-desc-id-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2026("E.2.1")],
        needs: Documents,
        check: Descriptor(is_iab, no_channel),
    }
}

fn no_channel(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(channels) = channels(package, subject) {
        let demand = Demand::shall("the number of a channel");
        channels.missing(sink, "IABChannelID", demand);
    }
}

declare_rule! {
    /// A description of a channel of immersive audio does not say what is heard in it.
    ///
    /// `IABAudioDescription` is a number whose bits stand for dialog, music, effects and the like.
    ///
    /// ## Why it matters
    /// That is what the sub-descriptor is there for.
    ///
    /// ## How to fix it
    /// Have the sub-descriptor written again with `IABAudioDescription`.
    IAB_TF_AUDIO_DESCRIPTION_MISSING = "iab-tf-audio-description-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2026("E.2.1")],
        needs: Documents,
        check: Descriptor(is_iab, no_description),
    }
}

fn no_description(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(channels) = channels(package, subject) {
        let demand = Demand::shall("bits for what is heard");
        channels.missing(sink, "IABAudioDescription", demand);
    }
}

/// The bit of `IABAudioDescription` that announces a text.
const IN_WORDS: i128 = 0x80;

/// Whether the channel announces a text; `None` where it has no bits.
fn announces(channel: &Node) -> Option<bool> {
    let bits = channel.integer("IABAudioDescription")?;
    Some(bits & IN_WORDS != 0)
}

declare_rule! {
    /// A channel of immersive audio announces a description in words, and has none.
    ///
    /// The highest bit of `IABAudioDescription` (0x80) says that `IABAudioDescriptionText` tells what is heard.
    ///
    /// ## Why it matters
    /// Who looks for the words finds nothing.
    ///
    /// ## How to fix it
    /// Add `IABAudioDescriptionText`, or clear the bit.
    IAB_TF_AUDIO_DESCRIPTION_TEXT_MISSING = "iab-tf-audio-description-text-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, no_text),
    }
}

fn no_text(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(channels) = channels(package, subject).filter(Sets::is_whole) else {
        return;
    };
    let mut silent = channels.nodes().iter().filter(|channel| {
        announces(channel) == Some(true) && !has(channel, "IABAudioDescriptionText")
    });
    let Some(first) = silent.next() else { return };
    let more = and_more(1 + silent.count() as u64);
    let message = format!(
        "bit 0x80 of `IABAudioDescription` of the `{CHANNEL}`{more} is set, which ST 2067-201 (2026) takes for the promise of an `IABAudioDescriptionText`, and there is none"
    );
    channels
        .at(sink, first, "IABAudioDescription", message)
        .expected("`IABAudioDescriptionText`");
}

declare_rule! {
    /// A channel of immersive audio has a description in words that it does not announce.
    ///
    /// The highest bit of `IABAudioDescription` (0x80) says that `IABAudioDescriptionText` tells what is heard.
    ///
    /// ## Why it matters
    /// Who goes by the bits does not look for the words.
    ///
    /// ## How to fix it
    /// Set the bit, or leave `IABAudioDescriptionText` out.
    IAB_TF_AUDIO_DESCRIPTION_TEXT_UNEXPECTED = "iab-tf-audio-description-text-unexpected" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, text),
    }
}

fn text(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(channels) = channels(package, subject) else {
        return;
    };
    let mut talking = channels.nodes().iter().filter(|channel| {
        announces(channel) == Some(false) && channel.field("IABAudioDescriptionText").is_some()
    });
    let Some(first) = talking.next() else { return };
    let more = and_more(1 + talking.count() as u64);
    let message = format!(
        "the `{CHANNEL}`{more} has an `IABAudioDescriptionText`, and ST 2067-201 (2026) wants bit 0x80 of `IABAudioDescription` set for it"
    );
    channels
        .at(sink, first, "IABAudioDescriptionText", message)
        .found(first.text("IABAudioDescriptionText").unwrap_or_default())
        .expected("bit 0x80 set, or no `IABAudioDescriptionText`");
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::class::IAB_CHANNEL_SUB_DESCRIPTOR;
    use imf_testkit::mxf::property::{
        IAB_AUDIO_DESCRIPTION, IAB_AUDIO_DESCRIPTION_TEXT, IAB_BED_META_ID, IAB_CHANNEL_ID,
        Property,
    };
    use imf_testkit::mxf::set::{Set, Value};

    use super::testing::described;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    /// The package with a description of a channel, without that property.
    fn channel(bits: u8, text: Option<&str>, without: Option<Property>) -> MemoryStorage {
        described(|set| {
            let id = Id::derived("IAB channel");
            let mut channel = Set::new(IAB_CHANNEL_SUB_DESCRIPTOR, id)
                .with(IAB_BED_META_ID, Value::UInt32(1))
                .with(IAB_CHANNEL_ID, Value::UInt32(2))
                .with(IAB_AUDIO_DESCRIPTION, Value::UInt8(bits));
            if let Some(text) = text {
                channel = channel.with(IAB_AUDIO_DESCRIPTION_TEXT, Value::text(text));
            }
            if let Some(property) = without {
                channel.remove(property.name);
            }
            set.sub_descriptors().push(channel);
        })
    }
    fn whole() -> MemoryStorage {
        channel(1, None, None)
    }
    fn in_words() -> MemoryStorage {
        channel(0x80, Some("rain"), None)
    }
    &[
        Case::fires_for("iab-tf-bed-meta-id-missing", "none", || {
            channel(1, None, Some(IAB_BED_META_ID))
        }),
        Case::silent_for("iab-tf-bed-meta-id-missing", "there", whole),
        Case::fires_for("iab-tf-channel-desc-id-missing", "none", || {
            channel(1, None, Some(IAB_CHANNEL_ID))
        }),
        Case::silent_for("iab-tf-channel-desc-id-missing", "there", whole),
        Case::fires_for("iab-tf-audio-description-missing", "none", || {
            channel(1, None, Some(IAB_AUDIO_DESCRIPTION))
        }),
        Case::silent_for("iab-tf-audio-description-missing", "there", whole),
        Case::fires_for("iab-tf-audio-description-text-missing", "announced", || {
            channel(0x81, None, None)
        }),
        Case::silent_for("iab-tf-audio-description-text-missing", "there", in_words),
        Case::fires_for(
            "iab-tf-audio-description-text-unexpected",
            "not announced",
            || channel(0x7f, Some("rain"), None),
        ),
        Case::silent_for(
            "iab-tf-audio-description-text-unexpected",
            "announced",
            in_words,
        ),
    ]
};
