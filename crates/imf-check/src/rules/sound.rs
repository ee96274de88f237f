//! What the rules know of PCM sound: the labels of channels and soundfields (ST 377-4, ST 2067-8, ST 428-12).

use imf_mxf::Ul;
use imf_mxf::register::Label;

use crate::descriptor::Node;
use crate::judge::subject::Descriptor;
use crate::package::Package;

/// What every label of multichannel audio begins with.
const PREFIX: u128 = 0x060e_2b34_0401_010d_0000_0000_0000_0000;

/// A label of multichannel audio, and the tag symbol that goes with it.
struct Tag(u64, &'static str);

/// The tag symbols that are known for certain. Which one goes with a label is for ST 377-4 and ST 2067-8 to say; the
/// registers do not.
const TAGS: [Tag; 13] = [
    Tag(LEFT, "chL"),
    Tag(RIGHT, "chR"),
    Tag(CENTER, "chC"),
    Tag(LFE, "chLFE"),
    Tag(LEFT_SURROUND, "chLs"),
    Tag(RIGHT_SURROUND, "chRs"),
    Tag(MONO_ONE, "chM1"),
    Tag(MONO_TWO, "chM2"),
    Tag(LEFT_TOTAL, "chLt"),
    Tag(RIGHT_TOTAL, "chRt"),
    Tag(0x0302_0201_0000_0000, "sg51"),
    Tag(0x0302_0220_0100_0000, "sgST"),
    Tag(0x0302_0220_0900_0000, "sgLtRt"),
];

const LEFT: u64 = 0x0302_0101_0000_0000;
const RIGHT: u64 = 0x0302_0102_0000_0000;
const CENTER: u64 = 0x0302_0103_0000_0000;
const LFE: u64 = 0x0302_0104_0000_0000;
const LEFT_SURROUND: u64 = 0x0302_0105_0000_0000;
const RIGHT_SURROUND: u64 = 0x0302_0106_0000_0000;
const LEFT_SIDE_SURROUND: u64 = 0x0302_0107_0000_0000;
const RIGHT_SIDE_SURROUND: u64 = 0x0302_0108_0000_0000;
const LEFT_REAR_SURROUND: u64 = 0x0302_0109_0000_0000;
const RIGHT_REAR_SURROUND: u64 = 0x0302_010a_0000_0000;
const CENTER_SURROUND: u64 = 0x0302_010d_0000_0000;
const HEARING_IMPAIRED: u64 = 0x0302_010e_0000_0000;
const VISUALLY_IMPAIRED: u64 = 0x0302_010f_0000_0000;
const MONO_ONE: u64 = 0x0302_0120_0100_0000;
const MONO_TWO: u64 = 0x0302_0120_0200_0000;
const LEFT_TOTAL: u64 = 0x0302_0120_0300_0000;
const RIGHT_TOTAL: u64 = 0x0302_0120_0400_0000;
const SURROUND: u64 = 0x0302_0120_0700_0000;

/// The channels of the soundfields whose make-up the register of labels gives.
const SOUNDFIELDS: [(u64, &[u64]); 12] = [
    (
        0x0302_0201_0000_0000,
        &[LEFT, RIGHT, CENTER, LFE, LEFT_SURROUND, RIGHT_SURROUND],
    ),
    (0x0302_0205_0000_0000, &[CENTER]),
    (0x0302_0220_0100_0000, &[LEFT, RIGHT]),
    (0x0302_0220_0200_0000, &[MONO_ONE, MONO_TWO]),
    (0x0302_0220_0400_0000, &[LEFT, CENTER, RIGHT]),
    (0x0302_0220_0500_0000, &[LEFT, CENTER, RIGHT, SURROUND]),
    (
        0x0302_0220_0600_0000,
        &[LEFT, CENTER, RIGHT, LEFT_SURROUND, RIGHT_SURROUND],
    ),
    (
        0x0302_0220_0700_0000,
        &[
            LEFT,
            CENTER,
            RIGHT,
            LEFT_SURROUND,
            RIGHT_SURROUND,
            CENTER_SURROUND,
        ],
    ),
    (
        0x0302_0220_0800_0000,
        &[
            LEFT,
            CENTER,
            RIGHT,
            LEFT_SIDE_SURROUND,
            RIGHT_SIDE_SURROUND,
            LEFT_REAR_SURROUND,
            RIGHT_REAR_SURROUND,
        ],
    ),
    (0x0302_0220_0900_0000, &[LEFT_TOTAL, RIGHT_TOTAL]),
    (0x0302_0220_0b00_0000, &[HEARING_IMPAIRED]),
    (0x0302_0220_0c00_0000, &[VISUALLY_IMPAIRED]),
];

const fn label(rest: u64) -> Ul {
    Ul::from_u128(PREFIX | rest as u128)
}

/// The tag symbol of a label, where it is known for certain.
pub(in crate::rules) fn symbol(of: Ul) -> Option<&'static str> {
    let mut tags = TAGS.iter();
    tags.find_map(|&Tag(rest, symbol)| of.matches(label(rest)).then_some(symbol))
}

/// A label in words: its symbol, else its name in the register, else its bytes.
pub(in crate::rules) fn shown(of: Ul) -> String {
    match (symbol(of), Label::of(of)) {
        (Some(symbol), _) => symbol.to_owned(),
        (None, Some(label)) => label.symbol().to_owned(),
        (None, None) => of.to_string(),
    }
}

/// The channels that a soundfield is made of; `None` where that is not known.
pub(in crate::rules) fn channels_of(soundfield: Ul) -> Option<Vec<Ul>> {
    let mut soundfields = SOUNDFIELDS.iter();
    let channels = soundfields
        .find_map(|&(rest, channels)| soundfield.matches(label(rest)).then_some(channels))?;
    Some(channels.iter().map(|&channel| label(channel)).collect())
}

/// The descriptor, where it is one of PCM sound.
pub(in crate::rules) fn pcm(descriptor: Descriptor<'_>) -> Option<&Node> {
    Some(descriptor.node).filter(|node| &*node.name == "WAVEPCMDescriptor")
}

/// Whether `descriptor` is one of PCM sound.
pub(in crate::rules) fn is_pcm(_: &Package, descriptor: Descriptor<'_>) -> bool {
    pcm(descriptor).is_some()
}

/// The labels of its channels.
pub(in crate::rules) fn channel_labels(node: &Node) -> Vec<&Node> {
    node.subs("AudioChannelLabelSubDescriptor").collect()
}

/// The labels of its soundfield groups.
pub(in crate::rules) fn soundfield_groups(node: &Node) -> Vec<&Node> {
    node.subs("SoundfieldGroupLabelSubDescriptor").collect()
}

/// The channel that a label is for: `MCAChannelID`, or the first where there is none (ST 377-4).
pub(in crate::rules) fn channel(label: &Node) -> i128 {
    label.integer("MCAChannelID").unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_in_the_register() {
        for Tag(rest, symbol) in TAGS {
            assert!(Label::of(label(rest)).is_some(), "{symbol}");
        }
        for (rest, channels) in SOUNDFIELDS {
            for &rest in channels.iter().chain([&rest]) {
                assert!(Label::of(label(rest)).is_some(), "{rest:x}");
            }
        }
    }
}
