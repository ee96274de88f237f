//! Rules on what a composition says of its tracks of metadata-guided audio (ST 2067-203, 6.3.4).
//!
//! An `MGASADMVirtualTrackParameterSet` in the `ExtensionProperties` names a track, says in which mode it is played, and may
//! select programs of its resources.

use std::collections::BTreeMap;

use imf_parse::model::{Element, ResourceKind, Uuid};

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::Kind;
use crate::package::plug_in::MGA;
use crate::rule::{Citation, declare_rule};
use crate::rules::mga::LABEL;

const SET: &str = "MGASADMVirtualTrackParameterSet";
/// The only mode of the only edition.
const MODES: [&str; 1] = ["http://www.smpte-ra.org/ns/2067-203/2022#Operational-Mode-A"];

/// A parameter set, and the track that it names.
struct ParameterSet<'a> {
    element: &'a Element,
    track: Option<Uuid>,
}

/// An identifier in an element of that name.
fn id(element: &Element) -> Option<Uuid> {
    Uuid::from_urn(element.text.trim())
}

fn parameter_sets(composition: subject::Composition<'_>) -> Vec<ParameterSet<'_>> {
    let elements = composition.playlist.extension_properties.iter();
    elements
        .filter(|element| element.name.is(MGA.namespace, SET))
        .map(|element| ParameterSet {
            element,
            track: element.child("TrackId").and_then(id),
        })
        .collect()
}

/// The tracks of metadata-guided audio.
fn tracks(
    composition: subject::Composition<'_>,
) -> impl Iterator<Item = subject::VirtualTrack<'_>> {
    composition.virtual_tracks().filter(|track| {
        let mut sequences = track.sequences();
        sequences.any(|sequence| Kind::of(sequence) == Kind::Mga)
    })
}

/// The tracks of metadata-guided audio by their ids, and the sets that name none of them.
fn by_track(
    composition: subject::Composition<'_>,
) -> (BTreeMap<Uuid, Vec<ParameterSet<'_>>>, Vec<ParameterSet<'_>>) {
    let ids = tracks(composition).filter_map(|track| track.track.id);
    let mut known: BTreeMap<Uuid, Vec<ParameterSet<'_>>> = ids.map(|id| (id, Vec::new())).collect();
    let mut unknown = Vec::new();
    for set in parameter_sets(composition) {
        match set.track.and_then(|track| known.get_mut(&track)) {
            Some(sets) => sets.push(set),
            None => unknown.push(set),
        }
    }
    (known, unknown)
}

declare_rule! {
    /// A track of metadata-guided audio has no parameter set.
    ///
    /// The `ExtensionProperties` of the composition hold an `MGASADMVirtualTrackParameterSet` for each such track. Where as many
    /// sets name tracks that are not there, another rule tells that instead.
    ///
    /// ## Why it matters
    /// The set says in which mode the track is played. Without it a player has to guess.
    ///
    /// ## How to fix it
    /// Add an `MGASADMVirtualTrackParameterSet` with the `TrackId` of the track.
    MGA_PS_MISSING = "mga-ps-missing" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "6.3.4")],
        needs: Documents,
        check: Composition(missing),
    }
}

fn missing(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let (known, unknown) = by_track(composition);
    let without: Vec<subject::VirtualTrack<'_>> = tracks(composition)
        .filter(|track| {
            let sets = track.track.id.and_then(|id| known.get(&id));
            sets.is_some_and(Vec::is_empty)
        })
        .collect();
    // As many sets as tracks: each names its track wrongly.
    if without.len() <= unknown.len() {
        return;
    }
    for track in without {
        let (Some(id), Some(first)) = (track.track.id, track.sequences().next()) else {
            continue;
        };
        let standard = MGA.standard;
        let message = format!(
            "the track `{id}` has no `{SET}` in the `ExtensionProperties`, and {standard} asks for one"
        );
        sink.at(first.sequence.at, message).found(0).expected(1);
    }
}

declare_rule! {
    /// A track of metadata-guided audio has several parameter sets.
    ///
    /// ## Why it matters
    /// The set says in which mode the track is played. With several, players each take another.
    ///
    /// ## How to fix it
    /// Keep one `MGASADMVirtualTrackParameterSet` for each track.
    MGA_PS_DUPLICATE = "mga-ps-duplicate" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-203", "2023", "6.3.4")],
        needs: Documents,
        check: Composition(duplicate),
    }
}

fn duplicate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let (known, _) = by_track(composition);
    for (id, sets) in known {
        let [first, second, ..] = sets.as_slice() else {
            continue;
        };
        let (count, standard) = (sets.len(), MGA.standard);
        let message =
            format!("{count} of the `{SET}` are for the track `{id}`, and {standard} asks for one");
        sink.at(second.element.at, message)
            .found(count)
            .expected(1)
            .related(composition.info.document, first.element.at, "the first");
    }
}

declare_rule! {
    /// The mode in which a track of metadata-guided audio is to be played is not known.
    ///
    /// `MGASADMOperationalMode` is an URI. The plug-in has one: `http://www.smpte-ra.org/ns/2067-203/2022#Operational-Mode-A`.
    ///
    /// ## Why it matters
    /// A player does not know what to do with the metadata.
    ///
    /// ## How to fix it
    /// Write the URI of mode A as `MGASADMOperationalMode`.
    MGA_PS_OPERATIONAL_MODE = "mga-ps-operational-mode" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Composition(mode),
    }
}

fn mode(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    for set in parameter_sets(composition) {
        let Some(mode) = set.element.child("MGASADMOperationalMode") else {
            continue;
        };
        let found = mode.text.trim();
        if !MODES.contains(&found) {
            let (standard, [wanted]) = (MGA.standard, MODES);
            let message = format!(
                "`MGASADMOperationalMode` is `{found}`, and {standard} has one mode, `{wanted}`"
            );
            sink.at(mode.at, message).found(found).expected(wanted);
        }
    }
}

declare_rule! {
    /// A parameter set is for a track that is none of metadata-guided audio.
    ///
    /// `TrackId` of an `MGASADMVirtualTrackParameterSet` is that of an `MGASADMSignalSequence`.
    ///
    /// ## Why it matters
    /// The set says nothing about any track, and the track that was meant has none.
    ///
    /// ## How to fix it
    /// Correct the `TrackId` of the set, or remove the set.
    MGA_PS_TRACK_UNKNOWN = "mga-ps-track-unknown" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Composition(track),
    }
}

fn track(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let (known, unknown) = by_track(composition);
    let mut without = known.iter().filter(|(_, sets)| sets.is_empty());
    let only = match (without.next(), without.next()) {
        (Some((id, _)), None) => Some(*id),
        _ => None,
    };
    for set in unknown {
        // A set that names no track breaks the schema.
        let (Some(id), Some(stated)) = (set.track, set.element.child("TrackId")) else {
            continue;
        };
        let message = format!(
            "the `{SET}` is for the track `{id}`, which is no `{}`",
            MGA.sequence
        );
        let draft = sink.at(stated.at, message);
        draft.found(id).expected(match only {
            Some(only) => only.to_string(),
            None => format!("the `TrackId` of an `{}`", MGA.sequence),
        });
        let meant = tracks(composition).find(|track| only.is_some() && track.track.id == only);
        if let Some(sequence) = meant.and_then(|track| track.sequences().next()) {
            let document = composition.info.document;
            draft.related(document, sequence.sequence.at, "this one has no set");
        }
    }
}

declare_rule! {
    /// A selector of programs is for a resource that is not in the track.
    ///
    /// An `MGASADMSoundfieldGroupSelector` selects programs of a resource of the track that the set is for.
    ///
    /// ## Why it matters
    /// What was selected is not played.
    ///
    /// ## How to fix it
    /// Correct the `ResourceId` of the selector, or remove the selector.
    MGA_PS_RESOURCE_UNKNOWN = "mga-ps-resource-unknown" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Composition(resource),
    }
}

/// Calls `visit` for the selectors of the sets of tracks that are there, each with its resource where there is one.
fn with_selectors<'a>(
    composition: subject::Composition<'a>,
    mut visit: impl FnMut(&'a Element, Option<subject::Resource<'a>>),
) {
    let (known, _) = by_track(composition);
    for track in tracks(composition) {
        let sets = track.track.id.and_then(|id| known.get(&id));
        if sets.is_none_or(Vec::is_empty) {
            continue;
        }
        let resources: BTreeMap<Uuid, subject::Resource<'a>> = track
            .resources()
            .filter_map(|resource| Some((resource.resource.id?.value, resource)))
            .collect();
        for selector in sets
            .into_iter()
            .flatten()
            .flat_map(|set| &set.element.children)
        {
            if &*selector.name.local == "MGASADMSoundfieldGroupSelector"
                && let Some(stated) = selector.child("ResourceId")
                && let Some(id) = id(stated)
            {
                visit(selector, resources.get(&id).copied());
            }
        }
    }
}

fn resource(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    with_selectors(composition, |selector, resource| {
        if let (None, Some(stated)) = (resource, selector.child("ResourceId")) {
            let found = stated.text.trim();
            let message = format!(
                "a selector is for the resource `{found}`, which is not in the track of its set"
            );
            sink.at(stated.at, message)
                .found(found)
                .expected("the `Id` of a resource of the track");
        }
    });
}

declare_rule! {
    /// A selector names a program that the track file does not have.
    ///
    /// `MGASoundfieldGroupLinkID` is the `MCALinkID` of an `MGASoundfieldGroupLabelSubDescriptor` in the essence descriptor of the
    /// resource's track file.
    ///
    /// ## Why it matters
    /// What was selected is not played.
    ///
    /// ## How to fix it
    /// Correct the link id: those of the labels are in the essence descriptor.
    MGA_PS_LINK_ID_UNKNOWN = "mga-ps-link-id-unknown" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Composition(link_id),
    }
}

fn link_id(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    with_selectors(composition, |selector, resource| {
        let Some(descriptor) = resource.and_then(|resource| {
            let ResourceKind::TrackFile(reference) = &resource.resource.kind else {
                return None;
            };
            composition.descriptor(reference.source_encoding?.value)
        }) else {
            return;
        };
        // Of a descriptor of another kind that is told.
        let Some(node) = descriptor.described.node.as_ref() else {
            return;
        };
        if !node.is(MGA.descriptor) {
            return;
        }
        let labels: Vec<Uuid> = node
            .subs(LABEL)
            .filter_map(|label| match label.value("MCALinkID")? {
                imf_mxf::typed::Value::Uuid(id) => Some(Uuid(id.0)),
                _ => None,
            })
            .collect();
        // That there are none is told.
        if labels.is_empty() {
            return;
        }
        for stated in &selector.children {
            if &*stated.name.local != "MGASoundfieldGroupLinkID" {
                continue;
            }
            let Some(id) = id(stated).filter(|id| !labels.contains(id)) else {
                continue;
            };
            let known: Vec<String> = labels.iter().map(|id| format!("`{id}`")).collect();
            let message = format!(
                "a selector names the program `{id}`, which no `{LABEL}` of its track file has as `MCALinkID`"
            );
            sink.at(stated.at, message)
                .found(id)
                .expected(format!("one of {}", known.join(", ")))
                .related(
                    composition.info.document,
                    descriptor.descriptor.at,
                    "the descriptor",
                );
        }
    });
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::document::composition::MgaParameterSet;
    use imf_testkit::ids::{self, Id};
    use imf_testkit::track_file::Mga;

    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edited;
    use crate::storage::MemoryStorage;
    fn with(change: impl FnOnce(&mut Vec<MgaParameterSet>)) -> MemoryStorage {
        let mut delivery = Delivery::with_mga();
        change(&mut delivery.compositions[0].mga_parameter_sets);
        MemoryStorage::new(delivery.build().files)
    }
    &[
        Case::fires_for("mga-ps-missing", "none", || with(Vec::clear)),
        Case::silent_for("mga-ps-missing", "its id in capitals", || {
            edited(
                &Delivery::with_mga(),
                &[(
                    "<sadm:TrackId>urn:uuid:91060000-0000-4000-8000-00000000001a<",
                    "<sadm:TrackId>urn:uuid:91060000-0000-4000-8000-00000000001A<",
                )],
            )
        }),
        Case::fires_for("mga-ps-duplicate", "two", || {
            with(|sets| {
                let mut second = sets[0].clone();
                second.id = Id::derived("second parameter set");
                sets.push(second);
            })
        }),
        Case::silent_for("mga-ps-duplicate", "one", || with(|_| {})),
        Case::fires_for("mga-ps-operational-mode", "mode B", || {
            with(|sets| {
                sets[0].mode = "http://www.smpte-ra.org/ns/2067-203/2022#Operational-Mode-B";
            })
        }),
        Case::silent_for("mga-ps-operational-mode", "mode A", || with(|_| {})),
        Case::fires_for("mga-ps-track-unknown", "the main audio", || {
            with(|sets| sets[0].track_id = ids::AUDIO_TRACK_ID)
        }),
        Case::silent_for("mga-ps-track-unknown", "its own", || with(|_| {})),
        Case::fires_for("mga-ps-resource-unknown", "of the main audio", || {
            with(|sets| sets[0].selectors[0].0 = ids::AUDIO_RESOURCE_ID)
        }),
        Case::silent_for("mga-ps-resource-unknown", "nothing selected", || {
            with(|sets| sets[0].selectors.clear())
        }),
        Case::fires_for("mga-ps-link-id-unknown", "a third program", || {
            with(|sets| {
                let third = Mga::link_id(ids::PLUG_IN_FILE_ID, 3);
                sets[0].selectors[0].1.push(third);
            })
        }),
        Case::silent_for("mga-ps-link-id-unknown", "both programs", || {
            with(|sets| {
                let second = Mga::link_id(ids::PLUG_IN_FILE_ID, 2);
                sets[0].selectors[0].1.push(second);
            })
        }),
    ]
};
