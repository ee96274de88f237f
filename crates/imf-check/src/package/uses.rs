//! What the resources of a composition have in common.
//!
//! A long composition has a hundred thousand resources, and cuts them from a few track files. A rule that asks how a track
//! file is used need not look at each of them.

use std::hash::BuildHasher as _;

use imf_parse::model::{
    CompositionPlaylist, EditRate, EditUnits, Resource, ResourceKind, Sequence, Uuid,
};

use super::SequenceAt;

use crate::hash::HashMap;

/// Resources of one virtual track that differ in nothing but their ids, annotations, entry points and the durations that
/// they play: in one kind of sequence, of one type and one edit rate, with the same essence descriptor, track file,
/// digest and intrinsic duration. A stereoscopic resource is a use by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The first of them, in the order of the text.
    pub first: ResourceAt,
    /// Which of [`super::Composition::virtual_tracks`] it belongs to.
    pub track: usize,
    /// How many there are.
    pub count: u32,
}

/// A resource of a playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceAt {
    /// The sequence.
    pub sequence: SequenceAt,
    /// Which of its resources.
    pub resource: u32,
}

impl ResourceAt {
    /// The sequence and the resource, in the playlist that it was made for.
    pub(crate) fn of(self, playlist: &CompositionPlaylist) -> Option<(&Sequence, &Resource)> {
        let at = self.sequence;
        let segment = playlist.segments.get(at.segment as usize)?;
        let sequence = segment.sequences.get(at.sequence as usize)?;
        Some((sequence, sequence.resources.get(self.resource as usize)?))
    }
}

/// What the resources of a use have in common.
#[derive(PartialEq, Eq, Hash)]
struct Common {
    sequence_kind: u32,
    type_number: u8,
    edit_rate: Option<EditRate>,
    intrinsic_duration: Option<EditUnits>,
    source_encoding: Option<Uuid>,
    track_file_id: Option<Uuid>,
    digest: Option<u32>,
}

impl Common {
    /// `None` for what is a use by itself.
    fn of(resource: &Resource, sequence_kind: u32) -> Option<Self> {
        let (type_number, reference) = match &resource.kind {
            ResourceKind::Marker(_) => (0, None),
            ResourceKind::StereoImage(_) => return None,
            ResourceKind::TrackFile(reference) => (1, Some(reference)),
            ResourceKind::Unknown => (2, None),
        };
        Some(Self {
            sequence_kind,
            type_number,
            edit_rate: resource.edit_rate.map(|rate| rate.value),
            intrinsic_duration: resource.intrinsic_duration.map(|units| units.value),
            source_encoding: reference.and_then(|reference| Some(reference.source_encoding?.value)),
            track_file_id: reference.and_then(|reference| Some(reference.track_file_id?.value)),
            digest: reference.and_then(|reference| Some(reference.digest?.digest)),
        })
    }
}

/// Gathers the uses of a composition.
pub(super) struct Gathering<'a> {
    playlist: &'a CompositionPlaylist,
    uses: Vec<Use>,
    /// The uses by the hash of what their resources have in common. Its keys are random, since a text could be made to
    /// collide; what does collide is a use by itself.
    by_hash: HashMap<u64, usize>,
    /// Of each virtual track the use of its last resource, which usually is that of the next as well.
    last: Vec<usize>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(playlist: &'a CompositionPlaylist) -> Self {
        Self {
            playlist,
            uses: Vec::new(),
            by_hash: HashMap::default(),
            last: Vec::new(),
        }
    }

    /// Adds the resources of `sequence`, which stands at `at` and belongs to the virtual track `track`.
    pub(super) fn add(&mut self, track: usize, at: SequenceAt, sequence: &Sequence) {
        if self.last.len() <= track {
            self.last.resize(track + 1, usize::MAX);
        }
        for (number, resource) in (0..).zip(&sequence.resources) {
            let common = Common::of(resource, sequence.kind);
            let common = common.as_ref();
            let last = self.last[track];
            let known = Some(last).filter(|&last| self.is_of(last, track, common));
            let index = known.unwrap_or_else(|| {
                let at = ResourceAt {
                    sequence: at,
                    resource: number,
                };
                self.index(track, at, common)
            });
            self.last[track] = index;
            if let Some(used) = self.uses.get_mut(index) {
                used.count += 1;
            }
        }
    }

    /// Which use that resource belongs to: a new one, where there is none yet.
    fn index(&mut self, track: usize, at: ResourceAt, common: Option<&Common>) -> usize {
        let next = self.uses.len();
        if let Some(common) = common {
            let hash = self.by_hash.hasher().hash_one((track, common));
            let index = *self.by_hash.entry(hash).or_insert(next);
            if self.is_of(index, track, Some(common)) {
                return index;
            }
        }
        self.uses.push(Use {
            first: at,
            track,
            count: 0,
        });
        next
    }

    /// Whether the use of that number is one of `track`, and `common` what its resources have in common.
    fn is_of(&self, index: usize, track: usize, common: Option<&Common>) -> bool {
        let known = self.uses.get(index).filter(|known| known.track == track);
        let first = known.and_then(|known| known.first.of(self.playlist));
        let own = first.and_then(|(sequence, first)| Common::of(first, sequence.kind));
        own.is_some() && own.as_ref() == common
    }

    /// All uses, in the order of the text.
    pub(super) fn finish(self) -> Vec<Use> {
        self.uses
    }
}

#[cfg(test)]
mod tests {
    use imf_parse::Limits;
    use imf_parse::model::Document;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids::Id;

    use crate::package::{Composition, DocumentIndex};

    /// How often each use of a track occurs, track by track, in a composition of two segments of three resources a sequence,
    /// with what `edit` does to its text.
    #[track_caller]
    fn check(edit: impl FnOnce(String) -> String, expected: &[&[u32]]) {
        let mut delivery = Delivery::minimal();
        let composition = &mut delivery.compositions[0];
        for sequence in &mut composition.segments[0].sequences {
            sequence.resources = vec![sequence.resources[0].clone(); 3];
        }
        let mut second = composition.segments[0].clone();
        second.id = Id::derived("second segment");
        composition.segments.push(second);
        let package = delivery.build();
        let text = package
            .files
            .get(&package.composition())
            .expect("a composition");
        let text = edit(String::from_utf8(text.clone()).expect("text"));
        let parsed = imf_parse::parse(&mut text.as_bytes(), &Limits::default()).expect("readable");
        let Some(Document::CompositionPlaylist(playlist)) = parsed.value else {
            panic!("no composition");
        };
        let composition = Composition::new(DocumentIndex(0), &playlist);
        let counts: Vec<Vec<u32>> = composition
            .virtual_tracks
            .iter()
            .map(|track| {
                let uses = track.uses.iter();
                uses.map(|&index| composition.uses[index as usize].count)
                    .collect()
            })
            .collect();
        assert_eq!(counts, expected);
    }

    #[test]
    fn resources_of_one_track_file_are_one_use() {
        check(|text| text, &[&[6], &[6]]);
        let shorter = |text: String| text.replacen("<SourceDuration>4<", "<SourceDuration>3<", 1);
        check(shorter, &[&[6], &[6]]);
    }

    #[test]
    fn what_differs_is_a_use_of_its_own_wherever_it_stands() {
        let rate = |text: String| {
            let rate = "<EditRate>48000 1<";
            let third = text.match_indices(rate).nth(2).expect("three resources").0;
            format!(
                "{}{}",
                &text[..third],
                text[third..].replacen(rate, "<EditRate>96000 2<", 2)
            )
        };
        check(rate, &[&[6], &[4, 2]]);
        let intrinsic =
            |text: String| text.replacen("<IntrinsicDuration>4<", "<IntrinsicDuration>5<", 1);
        check(intrinsic, &[&[1, 5], &[6]]);
    }
}
