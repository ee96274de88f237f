//! A composition's virtual tracks and the files that they use.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use imf_parse::model::{
    CompositionPlaylist, EditRate, Name, Resource, ResourceKind, TrackFileRef, Uuid,
};
use imf_parse::{Located, Place};

use super::application::is_app5;
use super::kind::{Essence, Kind};
use super::uses::{Gathering, Use};
use super::{App2e, CoreConstraints, DocumentIndex};
use crate::descriptor::{Grade, Node, of_element};
use crate::hash::{HashMap, HashSet};

/// A composition of the package.
#[derive(Debug)]
pub struct Composition {
    /// Its document.
    pub document: DocumentIndex,
    /// Every value of every `ApplicationIdentification`, with the place of the element.
    pub application_ids: Vec<Located<Box<str>>>,
    /// The editions of App #2E among them, each once, the oldest first.
    pub app2e: Vec<App2e>,
    /// Whether App #5 is among them.
    pub is_app5: bool,
    /// The edition of the core constraints in force.
    pub core_constraints: CoreConstraints,
    /// The kind of each of [`CompositionPlaylist::sequence_kinds`].
    pub(crate) kinds: Vec<Kind>,
    /// The virtual tracks over all segments, in the order in which they first occur.
    pub virtual_tracks: Vec<VirtualTrack>,
    /// How its resources use track files, in the order of the text.
    pub uses: Vec<Use>,
    /// The track files it uses, each once, in the order of the timeline.
    pub track_files: Vec<TrackFileUse>,
    /// Its essence descriptors, in their order.
    pub descriptors: Vec<Described>,
    /// Which of them has an id; of several with one id, the first.
    pub(crate) descriptors_by_id: HashMap<Uuid, usize>,
    /// How long its sequences last, if that was asked.
    pub(crate) evenness: OnceLock<Evenness>,
}

/// Whether the sequences of each segment last as long as each other, in edit units of the composition.
#[derive(Debug)]
pub(crate) struct Evenness {
    /// How long all segments last together; `None` where a sequence differs, or that cannot be told.
    pub(crate) total: Option<u128>,
    /// The segments whose sequences do not all last the same whole number.
    pub(crate) uneven: Vec<u32>,
}

/// An essence descriptor of a composition.
#[derive(Debug)]
pub struct Described {
    /// The descriptor in it; `None` where it holds none, or several.
    pub node: Option<Node>,
    /// What that describes, if it is known.
    pub(crate) essence: Option<Essence>,
    /// Its `SampleRate`.
    pub(crate) sample_rate: Option<EditRate>,
    /// Its `AudioSampleRate`.
    pub(crate) audio_sample_rate: Option<EditRate>,
    /// The track files that resources say it describes, each once, in the order of the timeline.
    pub track_files: Vec<Uuid>,
    /// The kinds of sequence whose resources refer to it, each once: which of [`CompositionPlaylist::sequence_kinds`].
    pub kinds: Vec<u32>,
    /// Whether it describes an eye of a stereoscopic resource.
    pub is_eye: bool,
    /// How it differs from its track files, as far as that was asked: each grade once.
    pub(crate) differing: OnceLock<Vec<Grade>>,
}

/// What one track shows from the first segment to the last.
#[derive(Debug)]
pub struct VirtualTrack {
    /// `TrackId`; sequences without one are tracks of their own.
    pub id: Option<Uuid>,
    /// The kind of its first sequence: which of [`CompositionPlaylist::sequence_kinds`].
    pub kind: u32,
    /// Its sequences, in the order of the timeline. A segment may hold none, and by mistake two.
    pub sequences: Vec<SequenceAt>,
    /// How its resources use track files, in the order of the timeline: which of [`Composition::uses`].
    pub uses: Vec<u32>,
}

impl VirtualTrack {
    /// The name of its first sequence: `MainImageSequence` …
    pub fn kind_name<'a>(&self, playlist: &'a CompositionPlaylist) -> &'a Name {
        &playlist.sequence_kinds[self.kind as usize]
    }
}

/// A sequence of a playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceAt {
    /// Which segment.
    pub segment: u32,
    /// Which of its sequences.
    pub sequence: u32,
}

/// A track file that a composition uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackFileUse {
    /// `TrackFileId`.
    pub id: Uuid,
    /// Where it is named first.
    pub at: Place,
}

impl Composition {
    /// Reads the tracks out of `playlist`.
    pub fn new(document: DocumentIndex, playlist: &CompositionPlaylist) -> Self {
        let application_ids = application_ids(playlist);
        let core_constraints =
            CoreConstraints::in_force(playlist, application_ids.iter().map(|id| &*id.value));
        let app2e = application_ids.iter().filter_map(|id| App2e::of(&id.value));
        let app2e: BTreeSet<App2e> = app2e.collect();
        let (virtual_tracks, uses) = virtual_tracks(playlist);
        let descriptors_by_id = by_id(playlist);
        Self {
            document,
            app2e: app2e.into_iter().collect(),
            is_app5: application_ids.iter().any(|id| is_app5(&id.value)),
            core_constraints,
            kinds: kinds(playlist),
            track_files: track_files(playlist, &uses),
            descriptors: descriptors(playlist, &uses, &descriptors_by_id),
            descriptors_by_id,
            virtual_tracks,
            uses,
            application_ids,
            evenness: OnceLock::new(),
        }
    }
}

fn application_ids(playlist: &CompositionPlaylist) -> Vec<Located<Box<str>>> {
    let elements = playlist.extension_properties.iter().filter(|element| {
        &*element.name.local == "ApplicationIdentification"
            && CoreConstraints::of_namespace(&element.name.namespace).is_some()
    });
    elements
        .flat_map(|element| {
            element
                .text
                .split_ascii_whitespace()
                .map(|id| Located::new(id.into(), element.at))
        })
        .collect()
}

fn kinds(playlist: &CompositionPlaylist) -> Vec<Kind> {
    let names = playlist.sequence_kinds.iter();
    names
        .map(|name| Kind::of_name(name, playlist.namespace))
        .collect()
}

/// The virtual tracks, and the uses of all of them.
fn virtual_tracks(playlist: &CompositionPlaylist) -> (Vec<VirtualTrack>, Vec<Use>) {
    let mut tracks: Vec<VirtualTrack> = Vec::new();
    let mut by_id: HashMap<Uuid, usize> = HashMap::default();
    let mut gathering = Gathering::new(playlist);
    for (segment, content) in (0..).zip(&playlist.segments) {
        for (sequence, content) in (0..).zip(&content.sequences) {
            let at = SequenceAt { segment, sequence };
            let id = content.track_id.map(|id| id.value);
            let known = id.and_then(|id| by_id.get(&id).copied());
            let index = known.unwrap_or(tracks.len());
            if let Some(track) = tracks.get_mut(index) {
                track.sequences.push(at);
            } else {
                if let Some(id) = id {
                    by_id.insert(id, index);
                }
                tracks.push(VirtualTrack {
                    id,
                    kind: content.kind,
                    sequences: vec![at],
                    uses: Vec::new(),
                });
            }
            gathering.add(index, at, content);
        }
    }
    let uses = gathering.finish();
    for (index, used) in (0..).zip(&uses) {
        if let Some(track) = tracks.get_mut(used.track) {
            track.uses.push(index);
        }
    }
    (tracks, uses)
}

fn track_files(playlist: &CompositionPlaylist, uses: &[Use]) -> Vec<TrackFileUse> {
    let mut files = Vec::new();
    let mut seen: HashSet<Uuid> = HashSet::default();
    for (_, resource) in uses.iter().filter_map(|used| used.first.of(playlist)) {
        for_each_track_file(resource, &mut |reference| {
            let Some(id) = reference.track_file_id else {
                return;
            };
            if seen.insert(id.value) {
                files.push(TrackFileUse {
                    id: id.value,
                    at: id.at,
                });
            }
        });
    }
    files
}

fn by_id(playlist: &CompositionPlaylist) -> HashMap<Uuid, usize> {
    let mut by_id = HashMap::default();
    for (index, descriptor) in playlist.essence_descriptors.iter().enumerate() {
        if let Some(id) = descriptor.id {
            by_id.entry(id.value).or_insert(index);
        }
    }
    by_id
}

fn descriptors(
    playlist: &CompositionPlaylist,
    uses: &[Use],
    by_id: &HashMap<Uuid, usize>,
) -> Vec<Described> {
    let mut descriptors = Vec::new();
    for descriptor in &playlist.essence_descriptors {
        let node = match descriptor.content.as_slice() {
            [element] => Some(of_element(element)),
            _ => None,
        };
        let rate = |symbol| node.as_ref().and_then(|node| node.rate(symbol));
        descriptors.push(Described {
            essence: node
                .as_ref()
                .and_then(|node| Essence::of_descriptor(&node.name)),
            sample_rate: rate("SampleRate"),
            audio_sample_rate: rate("AudioSampleRate"),
            node,
            track_files: Vec::new(),
            kinds: Vec::new(),
            is_eye: false,
            differing: OnceLock::new(),
        });
    }
    let mut seen: HashSet<(usize, Uuid)> = HashSet::default();
    let mut seen_kinds: HashSet<(usize, u32)> = HashSet::default();
    for (sequence, resource) in uses.iter().filter_map(|used| used.first.of(playlist)) {
        for_each_track_file(resource, &mut |reference| {
            let index = reference
                .source_encoding
                .and_then(|encoding| by_id.get(&encoding.value).copied());
            let Some((index, descriptor)) =
                index.and_then(|index| Some((index, descriptors.get_mut(index)?)))
            else {
                return;
            };
            if seen_kinds.insert((index, sequence.kind)) {
                descriptor.kinds.push(sequence.kind);
            }
            descriptor.is_eye |= matches!(resource.kind, ResourceKind::StereoImage(_));
            if let Some(id) = reference.track_file_id
                && seen.insert((index, id.value))
            {
                descriptor.track_files.push(id.value);
            }
        });
    }
    descriptors
}

/// Calls `visit` for the track file of `resource`, or for those of its two eyes.
pub(crate) fn for_each_track_file<'a>(
    resource: &'a Resource,
    visit: &mut impl FnMut(&'a TrackFileRef),
) {
    match &resource.kind {
        ResourceKind::TrackFile(reference) => visit(reference),
        ResourceKind::StereoImage(eyes) => {
            for eye in eyes.iter().flatten() {
                // An eye is a track file resource: the schema has no eyes within eyes.
                if let ResourceKind::TrackFile(reference) = &eye.0.kind {
                    visit(reference);
                }
            }
        }
        ResourceKind::Marker(_) | ResourceKind::Unknown => {}
    }
}
