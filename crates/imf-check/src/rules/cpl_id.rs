//! Rules on ids within a composition (ST 2067-3, 6.9 to 6.12).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use imf_parse::Place;
use imf_parse::model::Uuid;

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
    let suspects = suspects(composition);
    if suspects.is_empty() {
        return;
    }
    let mut places: HashMap<(Part, Uuid), Vec<Place>> = HashMap::new();
    ids(composition, |part, id, at| {
        if suspects.binary_search(&hash(part, id)).is_ok() {
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

/// The hashes that occur more than once, sorted. Eight bytes an id, since a composition may have a million.
fn suspects(composition: subject::Composition<'_>) -> Vec<u64> {
    let mut hashes = Vec::new();
    ids(composition, |part, id, _| hashes.push(hash(part, id)));
    hashes.sort_unstable();
    let mut repeated: Vec<u64> = hashes
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    repeated.dedup();
    repeated
}

fn hash(part: Part, id: Uuid) -> u64 {
    let mut hasher = DefaultHasher::new();
    (part, id).hash(&mut hasher);
    hasher.finish()
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
