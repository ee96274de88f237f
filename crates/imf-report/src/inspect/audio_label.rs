//! What the channels of sound are (ST 377-4): labels on channels, soundfields, and groups of those.

use imf_mxf::HeaderMetadata;
use serde::Serialize;

use super::node::Node;
use super::track_file::Label;

/// A label on a channel, a soundfield, or a group of soundfields.
#[derive(Clone, Debug, Serialize)]
pub struct AudioLabel {
    /// The track that it is about.
    pub track: Option<i64>,
    /// `channel`, `soundfield` or `group`; `null` for other labels.
    pub kind: Option<&'static str>,
    /// The number of the channel, from 1.
    pub channel: Option<i64>,
    /// Its short name: `chL`, `sg51`.
    pub symbol: Option<String>,
    /// Its name: `Left`, `5.1`.
    pub name: Option<String>,
    /// What it stands for in the register.
    pub label: Option<Label>,
    /// The language that is spoken: `en-US`.
    pub language: Option<String>,
    /// The work, in its own words.
    pub title: Option<String>,
    /// The version of that.
    pub title_version: Option<String>,
    /// The content, as ST 377-41 has it: `PRM`.
    pub content: Option<String>,
    /// The use, as ST 377-41 has it: `FCMP`.
    pub use_class: Option<String>,
    /// The kind of the content: `PRM`.
    pub content_kind: Option<String>,
    /// The kind of the element: `FCMP`.
    pub element_kind: Option<String>,
    /// Its own identifier as a URN.
    pub link_id: Option<String>,
    /// The soundfield that the channel is in.
    pub soundfield: Option<String>,
}

/// All labels of `metadata`: track by track the channels in their order, and then what they are part of.
pub(super) fn all(metadata: &HeaderMetadata) -> Vec<AudioLabel> {
    let nodes = (0..metadata.sets.len()).filter_map(|index| Node::at(metadata, index));
    let mut labels = Vec::new();
    for descriptor in nodes {
        let from = labels.len();
        let track = descriptor.integer("LinkedTrackID");
        let all = descriptor.children("SubDescriptors");
        let all = all.filter(|node| node.is_a("MCALabelSubDescriptor"));
        labels.extend(all.map(|node| label(node, track)));
        // Channels without a number stand behind those that have one.
        labels[from..].sort_by_key(|label: &AudioLabel| {
            (
                label.kind != Some("channel"),
                label.channel.is_none(),
                label.channel,
            )
        });
    }
    labels
}

fn label(node: Node<'_>, track: Option<i64>) -> AudioLabel {
    let kinds = [
        ("AudioChannelLabelSubDescriptor", "channel"),
        ("IABSoundfieldLabelSubDescriptor", "soundfield"),
        ("SoundfieldGroupLabelSubDescriptor", "soundfield"),
        ("GroupOfSoundfieldGroupsLabelSubDescriptor", "group"),
    ];
    let kind = kinds.iter().find(|(class, _)| node.is_a(class));
    AudioLabel {
        track,
        kind: kind.map(|(_, kind)| *kind),
        channel: node.integer("MCAChannelID"),
        symbol: node.text("MCATagSymbol"),
        name: node.text("MCATagName"),
        label: node.label("MCALabelDictionaryID").map(Label::new),
        language: node.text("RFC5646SpokenLanguage"),
        title: node.text("MCATitle"),
        title_version: node.text("MCATitleVersion"),
        content: node.text("MCAContent"),
        use_class: node.text("MCAUseClass"),
        content_kind: node.text("MCAAudioContentKind"),
        element_kind: node.text("MCAAudioElementKind"),
        link_id: node.id("MCALinkID"),
        soundfield: node.id("SoundfieldGroupLinkID"),
    }
}
