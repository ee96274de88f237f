//! Rules on sequences and the virtual tracks that they make (ST 2067-3, 6.9.3).

use super::cpl;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::Kind;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// Two sequences of one segment have the same track id.
    ///
    /// ## Why it matters
    /// The sequences that share a `TrackId` over all segments are one virtual track, played one after the other. Two of
    /// them in one segment would have to play at the same time on the same track: readers keep one, or join them.
    ///
    /// ## How to fix it
    /// Give each track its own `TrackId`, the same in every segment.
    CPL_DUPLICATE_TRACK_ID = "cpl-duplicate-track-id" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.9.3")],
        needs: Documents,
        check: VirtualTrack(duplicate_track_id),
    }
}

fn duplicate_track_id(_: &Package, track: subject::VirtualTrack<'_>, sink: &mut Sink<'_>) {
    let Some(id) = track.track.id else { return };
    let mut previous: Option<subject::Sequence<'_>> = None;
    for sequence in track.sequences() {
        if let Some(previous) =
            previous.filter(|other| other.segment.index == sequence.segment.index)
        {
            let at = sequence
                .sequence
                .track_id
                .map_or(sequence.sequence.at, |id| id.at);
            let document = track.composition.info.document;
            sink.at(
                at,
                format!(
                    "{} has the track id of {}, `{id}`",
                    cpl::name(sequence),
                    cpl::name(previous)
                ),
            )
            .found(id)
            .expected("a track id that occurs once in the segment")
            .related(
                document,
                previous.sequence.at,
                "the first sequence of the track",
            );
        }
        previous = Some(sequence);
    }
}

declare_rule! {
    /// A virtual track is missing from a segment.
    ///
    /// ## Why it matters
    /// A virtual track runs from the first segment to the last. Where a segment has no sequence for it, players differ
    /// in what they do: silence, black, or what comes next, too early.
    ///
    /// ## How to fix it
    /// Add a sequence with this `TrackId` to every segment, or use the `TrackId` that the other segments have.
    CPL_TRACK_NOT_IN_ALL_SEGMENTS = "cpl-track-not-in-all-segments" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.9.3")],
        needs: Documents,
        check: VirtualTrack(not_in_all_segments),
    }
}

fn not_in_all_segments(_: &Package, track: subject::VirtualTrack<'_>, sink: &mut Sink<'_>) {
    let Some(id) = track.track.id else { return };
    let segments = &track.composition.playlist.segments;
    let mut present = 0;
    let mut absent = None;
    let mut next = 0;
    for at in &track.track.sequences {
        let segment = at.segment as usize;
        if segment >= next {
            if segment > next {
                absent = absent.or(Some(next));
            }
            present += 1;
            next = segment + 1;
        }
    }
    if present == segments.len() {
        return;
    }
    let absent = absent.unwrap_or(next);
    let Some(segment) = segments.get(absent) else {
        return;
    };
    let first = track
        .sequences()
        .next()
        .map_or(segment.at, |sequence| sequence.sequence.at);
    let more = segments.len() - present - 1;
    let more = if more == 0 {
        String::new()
    } else {
        format!(", nor have {more} more")
    };
    sink.at(
        segment.at,
        format!(
            "segment {} has no sequence of the `{}` track `{id}`{more}, and a track runs through all {} segments",
            absent + 1,
            track.kind().local,
            segments.len()
        ),
    )
    .expected(format!("a sequence with the track id {id}"))
    .related(track.composition.info.document, first, "the first sequence of the track");
}

declare_rule! {
    /// A virtual track is of different kinds in different segments.
    ///
    /// ## Why it matters
    /// The sequences with one `TrackId` are one virtual track, and a track is picture, or sound, or text. Where a
    /// segment gives the id to a sequence of another kind, a player sends sound to the picture decoder, or stops.
    ///
    /// ## How to fix it
    /// Give sequences of different kinds different `TrackId`s.
    CPL_TRACK_KIND_DIFFERS = "cpl-track-kind-differs" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: VirtualTrack(track_kind),
    }
}

fn track_kind(_: &Package, track: subject::VirtualTrack<'_>, sink: &mut Sink<'_>) {
    let (Some(id), Some(first)) = (track.track.id, track.sequences().next()) else {
        return;
    };
    let differs = |sequence: &subject::Sequence<'_>| {
        // Two of one segment have a finding of their own.
        sequence.sequence.kind != first.sequence.kind
            && sequence.segment.index != first.segment.index
    };
    let Some(other) = track.sequences().find(differs) else {
        return;
    };
    let (found, expected) = (other.kind(), first.kind());
    // Of one name in two namespaces these are what differs.
    let name = |kind: &imf_parse::model::Name| {
        if found.local == expected.local {
            format!("{{{}}}{}", kind.namespace, kind.local)
        } else {
            kind.local.to_string()
        }
    };
    let (found, expected) = (name(found), name(expected));
    sink.at(
        other.sequence.at,
        format!(
            "the track `{id}` is `{found}` in segment {} and `{expected}` in segment {}",
            other.segment.index + 1,
            first.segment.index + 1
        ),
    )
    .found(found)
    .expected(expected)
    .related(
        track.composition.info.document,
        first.sequence.at,
        "the first sequence of the track",
    );
}

declare_rule! {
    /// A sequence is of a kind that is not known here.
    ///
    /// ## Why it matters
    /// The kind of a sequence (its element and namespace) says what its track is for. This one belongs to no edition of
    /// the core constraints and to no plug-in that is known here. Readers pass over such tracks, so what it plays may
    /// be lost; its contents are not checked.
    ///
    /// ## How to fix it
    /// Check the spelling and the namespace of the element. If it belongs to an extension, make sure that the receiver
    /// supports it.
    CPL_SEQUENCE_UNSUPPORTED = "cpl-sequence-unsupported" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [],
        needs: Documents,
        check: Segment(sequence_unsupported),
    }
}

fn sequence_unsupported(_: &Package, segment: subject::Segment<'_>, sink: &mut Sink<'_>) {
    let own = segment.composition.playlist.namespace;
    let sequences = segment
        .sequences()
        .map(|sequence| (sequence.kind(), sequence.sequence.at, Kind::of(sequence)));
    let unknown = sequences
        .filter(|(_, _, kind)| *kind == Kind::Unsupported)
        .map(|(name, at, _)| (name, at));
    let foreign = segment
        .segment
        .foreign
        .iter()
        .map(|name| (&name.value, name.at));
    for (name, at) in unknown.chain(foreign) {
        // What the composition's own namespace does not have breaks the schema.
        if &*name.namespace == own {
            continue;
        }
        let namespace = if name.namespace.is_empty() {
            "no namespace".to_owned()
        } else {
            format!("namespace `{}`", name.namespace)
        };
        sink.at(
            at,
            format!(
                "the sequence `{}` of {namespace} is not known, and is not checked",
                name.local
            ),
        )
        .found(format!("{{{}}}{}", name.namespace, name.local));
    }
}

declare_rule! {
    /// Caption data refers to a track that is not an image track.
    ///
    /// ## Why it matters
    /// A `CDPSequence` carries captions that belong to a picture, and names the picture's track as its parent. With a
    /// parent that is not there, nobody knows which picture the captions go with.
    ///
    /// ## How to fix it
    /// Set `ParentTrackID` to the `TrackId` of the main image.
    CPL_CDP_PARENT_TRACK_UNKNOWN = "cpl-cdp-parent-track-unknown" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [],
        needs: Documents,
        check: Sequence(cdp_parent),
    }
}

fn cdp_parent(_: &Package, sequence: subject::Sequence<'_>, sink: &mut Sink<'_>) {
    if Kind::of(sequence) != Kind::Cdp {
        return;
    }
    let Some(parent) = &sequence.sequence.parent_track_id else {
        return;
    };
    // The parent runs through all segments, so it has to be in this one.
    let is_parent = |other: &subject::Sequence<'_>| {
        Kind::of(*other) == Kind::MainImage
            && other
                .sequence
                .track_id
                .is_some_and(|id| id.value == parent.value)
    };
    if !sequence.segment.sequences().any(|other| is_parent(&other)) {
        sink.at(
            parent.at,
            format!(
                "{} belongs to the track `{}`, which is not a `MainImageSequence` of its segment",
                cpl::name(sequence),
                parent.value
            ),
        )
        .found(parent.value)
        .expected("the track id of a MainImageSequence");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::{edit, edit_all, edited};
    const IMAGE_TRACK: &str = "<TrackId>urn:uuid:1333a9e0-0000-4000-8000-000000000014<";
    const AUDIO_TRACK: &str = "<TrackId>urn:uuid:a0d10000-0000-4000-8000-000000000015<";
    const CDP: &str = "<cc:CDPSequence><Id>urn:uuid:00000000-0000-4000-8000-000000000201</Id>\
        <TrackId>urn:uuid:00000000-0000-4000-8000-000000000202</TrackId><ResourceList>\
        <Resource xsi:type=\"TrackFileResourceType\"><Id>urn:uuid:00000000-0000-4000-8000-000000000203</Id>\
        <IntrinsicDuration>4</IntrinsicDuration>\
        <SourceEncoding>urn:uuid:1333a9e0-0000-4000-8000-000000000034</SourceEncoding>\
        <TrackFileId>urn:uuid:1333a9e0-0000-4000-8000-000000000004</TrackFileId></Resource></ResourceList>\
        <cc:ParentTrackID>urn:uuid:1333a9e0-0000-4000-8000-000000000014</cc:ParentTrackID></cc:CDPSequence></SequenceList>";
    const FOREIGN: &str = "<x:OdorSequence xmlns:x=\"urn:example\"><Id>urn:uuid:00000000-0000-4000-8000-000000000201</Id>\
        <TrackId>urn:uuid:00000000-0000-4000-8000-000000000202</TrackId></x:OdorSequence></SequenceList>";
    &[
        Case::fires(
            "cpl-duplicate-track-id",
            "sound has the image's",
            |package| {
                edit(package, AUDIO_TRACK, IMAGE_TRACK);
            },
        ),
        Case::silent_for("cpl-duplicate-track-id", "the same in two segments", || {
            edited(&Delivery::two_segments(), &[])
        }),
        Case::fires_for(
            "cpl-track-not-in-all-segments",
            "the sound of one segment has an id of its own",
            || {
                edited(
                    &Delivery::two_segments(),
                    &[(
                        AUDIO_TRACK,
                        "<TrackId>urn:uuid:a0d10000-0000-4000-8000-0000000000ff<",
                    )],
                )
            },
        ),
        Case::silent_for(
            "cpl-track-not-in-all-segments",
            "the id is written in capitals",
            || {
                edited(
                    &Delivery::two_segments(),
                    &[(
                        AUDIO_TRACK,
                        "<TrackId>urn:uuid:A0D10000-0000-4000-8000-000000000015<",
                    )],
                )
            },
        ),
        Case::fires_for(
            "cpl-track-kind-differs",
            "captions in one segment, subtitles in the other",
            || {
                let mut delivery = Delivery::with_timed_text();
                let segment = delivery.compositions[0].segments[0].clone();
                let mut second = segment;
                second.id = imf_testkit::ids::Id::derived("second segment");
                for sequence in &mut second.sequences {
                    sequence.id = imf_testkit::ids::Id::derived(&format!("second {}", sequence.id));
                    for resource in &mut sequence.resources {
                        resource.id =
                            imf_testkit::ids::Id::derived(&format!("second {}", resource.id));
                    }
                }
                second.sequences[2].kind = "HearingImpairedCaptionsSequence";
                delivery.compositions[0].segments.push(second);
                edited(&delivery, &[])
            },
        ),
        Case::silent_for("cpl-track-kind-differs", "the same in both", || {
            edited(&Delivery::two_segments(), &[])
        }),
        Case::fires(
            "cpl-sequence-unsupported",
            "of a foreign namespace",
            |package| {
                edit(package, "</SequenceList>", FOREIGN);
            },
        ),
        Case::silent(
            "cpl-sequence-unsupported",
            "known, under another prefix",
            |package| {
                edit_all(package, "cc:", "cc2:");
                edit(package, "xmlns:cc=", "xmlns:cc2=");
            },
        ),
        Case::fires(
            "cpl-cdp-parent-track-unknown",
            "the parent is the sound",
            |package| {
                edit(package, "</SequenceList>", CDP);
                edit(
                    package,
                    "<cc:ParentTrackID>urn:uuid:1333a9e0-0000-4000-8000-000000000014",
                    "<cc:ParentTrackID>urn:uuid:a0d10000-0000-4000-8000-000000000015",
                );
            },
        ),
        Case::silent(
            "cpl-cdp-parent-track-unknown",
            "the parent is the image",
            |package| {
                edit(package, "</SequenceList>", CDP);
            },
        ),
    ]
};
