//! Rules on ids within a composition (ST 2067-3, 6.9 to 6.12).

use std::hash::{BuildHasher as _, RandomState};

use imf_parse::Place;
use imf_parse::model::Uuid;

use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// Segments, sequences or resources share an id.
    ///
    /// ## Why it matters
    /// Ids let programs refer to a part of the timeline: a supplemental composition, a sidecar, a quality report. Where
    /// two segments (or two sequences, or two resources) have the same id, nobody knows which one is meant. It happens
    /// when a part is copied by hand.
    ///
    /// ## How to fix it
    /// Give every copy a new id. The `TrackId` of a sequence stays the same, since it ties the segments together.
    CPL_DUPLICATE_ID = "cpl-duplicate-id" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(duplicate_id),
    }
}

/// What an id belongs to; each kind has its own names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Resource,
    Segment,
    Sequence,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Resource => "resources",
            Self::Segment => "segments",
            Self::Sequence => "sequences",
        }
    }
}

fn duplicate_id(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    const SHOWN: usize = 8;
    let hashers = Hashers::default();
    let suspects = suspects(composition, &hashers);
    if suspects.is_empty() {
        return;
    }
    let mut places: HashMap<(Part, Uuid), Vec<Place>> = HashMap::default();
    ids(composition, |part, id, at| {
        if suspects.binary_search(&hashers.hash(part, id)).is_ok() {
            places.entry((part, id)).or_default().push(at);
        }
    });
    let mut duplicates: Vec<_> = places
        .into_iter()
        .filter(|(_, places)| places.len() > 1)
        .collect();
    duplicates.sort_by_key(|(_, places)| places[0]);
    let Some(((part, id), places)) = duplicates.first() else {
        return;
    };
    let more = match duplicates.len() - 1 {
        0 => String::new(),
        1 => ", and one more id is not unique".to_owned(),
        more => format!(", and {more} more ids are not unique"),
    };
    let (count, part) = (places.len(), part.name());
    let document = composition.info.document;
    let draft = sink.at(
        places[1],
        format!("{count} {part} have the id `{id}`{more}"),
    );
    draft.found(id).expected("an id of its own");
    draft.related(document, places[0], "the first with this id");
    for ((_, id), places) in duplicates.iter().skip(1).take(SHOWN) {
        draft.related(document, places[1], format!("`{id}` again"));
    }
}

/// A hasher for each kind of part. Their keys are random, since a text could be made to collide.
#[derive(Default)]
struct Hashers([RandomState; 3]);

impl Hashers {
    fn hash(&self, part: Part, id: Uuid) -> u64 {
        self.0[part as usize].hash_one(u128::from_ne_bytes(id.0))
    }
}

/// The hashes of ids that seem to occur more than once, sorted: of all that do, and hardly of others.
///
/// A composition may have a million ids, so that only half of each hash is kept, six bytes an id: in the slot that the other
/// half says, or in the next that is free.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the halves of a hash, and numbers of what lies in memory"
)]
fn suspects(composition: subject::Composition<'_>, hashers: &Hashers) -> Vec<u64> {
    let tracks = composition.info.virtual_tracks.iter();
    let sequences: usize = tracks.map(|track| track.sequences.len()).sum();
    let resources: u64 = composition.uses().map(|used| used.count).sum();
    let count = composition.playlist.segments.len() + sequences + resources as usize;
    let mut slots = vec![0u32; count + count / 2 + 1];
    let mut repeated = Vec::new();
    ids(composition, |part, id, _| {
        let hash = hashers.hash(part, id);
        // Zero is for slots that are free.
        let (half, kept) = (hash >> 32, hash as u32 | 1);
        let first = ((half * slots.len() as u64) >> 32) as usize;
        let (before, behind) = slots.split_at_mut(first);
        for slot in behind.iter_mut().chain(before) {
            if *slot == kept {
                repeated.push(hash);
            } else if *slot == 0 {
                *slot = kept;
            } else {
                continue;
            }
            break;
        }
    });
    repeated.sort_unstable();
    repeated.dedup();
    repeated
}

fn ids(composition: subject::Composition<'_>, mut visit: impl FnMut(Part, Uuid, Place)) {
    for segment in &composition.playlist.segments {
        if let Some(id) = segment.id {
            visit(Part::Segment, id.value, id.at);
        }
        for sequence in &segment.sequences {
            if let Some(id) = sequence.id {
                visit(Part::Sequence, id.value, id.at);
            }
            for id in sequence.resources.iter().filter_map(|resource| resource.id) {
                visit(Part::Resource, id.value, id.at);
            }
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::{edit, edited};
    const IMAGE: &str = "<Id>urn:uuid:1333a9e0-0000-4000-8000-000000000024<";
    const AUDIO: &str = "<Id>urn:uuid:a0d10000-0000-4000-8000-000000000025<";
    &[
        Case::fires("cpl-duplicate-id", "image and sound resource", |package| {
            edit(package, AUDIO, IMAGE);
        }),
        Case::fires_for("cpl-duplicate-id", "a segment copied as it is", || {
            let mut delivery = Delivery::minimal();
            let segment = delivery.compositions[0].segments[0].clone();
            delivery.compositions[0].segments.push(segment);
            edited(&delivery, &[])
        }),
        Case::silent(
            "cpl-duplicate-id",
            "a resource and its track file",
            |package| {
                edit(
                    package,
                    IMAGE,
                    "<Id>urn:uuid:1333a9e0-0000-4000-8000-000000000004<",
                );
            },
        ),
    ]
};
