//! A track file in a few words.

use imf_check::package;
use imf_mxf::Ul;
use serde::Serialize;

use super::node::Node;
use super::{essence, value};

/// A track file.
#[derive(Clone, Debug, Serialize)]
pub struct TrackFile<'a> {
    /// Its path.
    pub file: &'a str,
    /// The track file id as a URN: the second half of the UMID, where the first is that of IMF track files.
    pub id: Option<String>,
    /// The UMID of the package that describes its essence.
    pub package_id: Option<String>,
    /// `image`, `audio`, `immersive_audio`, `mga_audio`, `timed_text`, `isxd`, `data`, `several`.
    pub kind: Option<&'static str>,
    /// Edit units a second: `24000/1001`.
    pub edit_rate: Option<String>,
    /// The length of the essence in edit units.
    pub duration: Option<i64>,
    /// The same as hours, minutes, seconds and milliseconds: `0:00:41.708`.
    pub time: Option<String>,
    /// The wrapping: the essence container label of the descriptor.
    pub container: Option<Label>,
    /// The essence in a few words.
    pub essence: Option<String>,
    /// How many findings the rules have on the file by itself.
    pub findings: usize,
    /// The words for the kind.
    #[serde(skip)]
    pub(super) kind_words: Option<&'static str>,
}

/// A label, and the name that the register gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Label {
    /// The label as a URN.
    pub label: String,
    /// Its symbol in the register; `null` where that does not know it.
    pub symbol: Option<&'static str>,
}

impl Label {
    pub(super) fn new(label: Ul) -> Self {
        Self {
            label: label.to_string(),
            symbol: value::name(label),
        }
    }

    /// The name, or the label itself where it has none.
    pub(super) fn name(&self) -> &str {
        self.symbol.unwrap_or(&self.label)
    }
}

impl<'a> TrackFile<'a> {
    /// The track file at `path`, on which there are so many findings.
    pub(super) fn new(path: &'a str, track_file: &package::TrackFile, findings: usize) -> Self {
        let umid = track_file.package_id().map(|id| id.value);
        let mut words = Self {
            file: path,
            id: umid
                .filter(imf_mxf::Umid::has_track_file_prefix)
                .map(|umid| umid.material().to_string()),
            package_id: umid.map(|umid| umid.to_string()),
            kind: None,
            edit_rate: None,
            duration: None,
            time: None,
            container: None,
            essence: None,
            findings,
            kind_words: None,
        };
        let Some(package) = file_package(track_file) else {
            return words;
        };
        let descriptor = package.children("EssenceDescription").next();
        if let Some(track) = essence_track(package, descriptor) {
            let rate = track.rational("EditRate");
            words.edit_rate = rate.map(value::fraction);
            words.duration = length(track);
            words.time = length(track)
                .zip(rate)
                .and_then(|(length, rate)| value::clock(length, rate));
        }
        if let Some(descriptor) = descriptor {
            let kind = essence::kind(descriptor);
            words.kind = kind.map(|kind| kind.0);
            words.kind_words = kind.map(|kind| kind.1);
            words.container = descriptor.label("ContainerFormat").map(Label::new);
            words.essence = Some(essence::words(descriptor)).filter(|words| !words.is_empty());
        }
        words
    }
}

/// The package that describes the essence.
pub(super) fn file_package(track_file: &package::TrackFile) -> Option<Node<'_>> {
    Node::new(track_file.metadata()?, track_file.file_package()?)
}

/// The track of the essence: the one that the descriptor names, else the first that is not of timecode.
fn essence_track<'a>(package: Node<'a>, descriptor: Option<Node<'_>>) -> Option<Node<'a>> {
    let linked = descriptor.and_then(|descriptor| descriptor.integer("LinkedTrackID"));
    let is_linked = |track: &Node<'_>| linked.is_some() && track.integer("TrackID") == linked;
    let is_essence = |track: &Node<'_>| {
        segment(*track).is_some_and(|segment| {
            segment
                .label("ComponentDataDefinition")
                .is_some_and(|label| {
                    label.matches(PICTURE) || label.matches(SOUND) || label.matches(DATA)
                })
        })
    };
    package
        .children("PackageTracks")
        .find(is_linked)
        .or_else(|| package.children("PackageTracks").find(is_essence))
}

const PICTURE: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0103_0202_0100_0000);
const SOUND: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0103_0202_0200_0000);
const DATA: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0103_0202_0300_0000);

/// What a track is made of.
pub(super) fn segment(track: Node<'_>) -> Option<Node<'_>> {
    track.children("TrackSegment").next()
}

/// The length of a track in edit units; a negative one says that it is not known.
pub(super) fn length(track: Node<'_>) -> Option<i64> {
    segment(track)?
        .integer("ComponentLength")
        .filter(|&length| length >= 0)
}
