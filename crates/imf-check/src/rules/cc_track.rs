//! Rules of the core constraints on which tracks there are and what they are made of (ST 2067-2, 6.3).

use imf_parse::Place;

use super::cpl;
use super::cpl::descriptor::Descriptor;
use super::cpl::groups::Groups;
use crate::judge::{Sink, subject};
use crate::package::kind::Kind;
use crate::package::{CoreConstraints, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The composition has no main image, or more than one.
    ///
    /// ## Why it matters
    /// A composition is one program: one picture track runs from its start to its end, and everything else follows it.
    /// With none there is no timeline to follow; with two, players show one of them, and not always the same.
    ///
    /// ## How to fix it
    /// Keep one `MainImageSequence` track, and give each other picture a composition of its own.
    CC_MAIN_IMAGE_COUNT = "cc-main-image-count" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.3.1")],
        needs: Documents,
        check: Composition(main_image_count),
    }
}

fn main_image_count(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some(meant) = meant(composition, "MainImageSequence") else {
        return;
    };
    let is_image = |sequence: &subject::Sequence<'_>| Kind::of(*sequence) == Kind::MainImage;
    let mut images = composition
        .virtual_tracks()
        .filter_map(|track| track.sequences().find(is_image));
    let first = images.next();
    let second = images.next();
    let document = composition.info.document;
    match (first, second) {
        (None, _) => {
            let draft = sink.at(
                composition.playlist.at,
                "the composition has no `MainImageSequence` track, expected one",
            );
            draft.found(0).expected(1);
            if let Some(at) = meant {
                draft
                    .help(ANOTHER_NAMESPACE)
                    .related(document, at, IN_ANOTHER_NAMESPACE);
            }
        }
        (Some(first), Some(second)) => {
            let count = images.count() + 2;
            sink.at(
                second.sequence.at,
                format!("the composition has {count} `MainImageSequence` tracks, expected one"),
            )
            .found(count)
            .expected(1)
            .related(document, first.sequence.at, "the first track");
        }
        (Some(_), None) => {}
    }
}

declare_rule! {
    /// The composition has no main audio.
    ///
    /// ## Why it matters
    /// The core constraints of 2013 and 2016 ask for at least one `MainAudioSequence` track, even for a silent program;
    /// immersive audio does not take its place. The edition of 2020 has dropped the demand.
    ///
    /// ## How to fix it
    /// Add a main audio track, with silence if need be, or write the composition to the edition of 2020.
    CC_MAIN_AUDIO_MISSING = "cc-main-audio-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [
            Citation::clause("ST 2067-2", "2013", "6.3.2"),
            Citation::clause("ST 2067-2", "2016", "6.3.2"),
        ],
        needs: Documents,
        check: Composition(main_audio_missing),
    }
}

fn main_audio_missing(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let edition = match composition.info.core_constraints {
        CoreConstraints::V2013 => "2013",
        CoreConstraints::V2016 => "2016",
        CoreConstraints::V2020 => return,
    };
    let has_audio = composition
        .segments()
        .flat_map(subject::Segment::sequences)
        .any(|sequence| Kind::of(sequence) == Kind::MainAudio);
    if has_audio {
        return;
    }
    if let Some(meant) = meant(composition, "MainAudioSequence") {
        let draft = sink.at(
            composition.playlist.at,
            format!("the composition has no `MainAudioSequence` track, and the core constraints of {edition} ask for one"),
        );
        draft.found(0).expected("at least 1");
        if let Some(at) = meant {
            draft.help(ANOTHER_NAMESPACE).related(
                composition.info.document,
                at,
                IN_ANOTHER_NAMESPACE,
            );
        }
    }
}

const ANOTHER_NAMESPACE: &str =
    "Correct the namespace of the sequence that is there: it belongs to no edition.";
const IN_ANOTHER_NAMESPACE: &str = "this one is of a namespace that no edition has";

/// What may have been meant as the sequence `local`, if anything: it has the name, and a namespace that no edition has.
/// `None` where a finding on the schema says already that it is missing.
#[expect(clippy::option_option, reason = "nothing to say, or nothing to show")]
fn meant(composition: subject::Composition<'_>, local: &str) -> Option<Option<Place>> {
    let own = composition.playlist.namespace;
    let mut found = None;
    for segment in composition.segments() {
        let unknown = segment
            .sequences()
            .filter(|sequence| Kind::of(*sequence) == Kind::Unsupported)
            .map(|sequence| (sequence.kind(), sequence.sequence.at));
        let foreign = segment
            .segment
            .foreign
            .iter()
            .map(|name| (&name.value, name.at));
        for (name, at) in unknown
            .chain(foreign)
            .filter(|(name, _)| *name.local == *local)
        {
            // What the composition's own namespace does not have breaks the schema.
            if &*name.namespace == own {
                return None;
            }
            found = found.or(Some(at));
        }
    }
    (!composition.playlist.segments.is_empty()).then_some(found)
}

declare_rule! {
    /// A resource's essence descriptor describes another kind of essence than its sequence plays.
    ///
    /// ## Why it matters
    /// A `MainImageSequence` plays pictures and a `MainAudioSequence` sound. A resource whose essence descriptor
    /// describes something else names the wrong descriptor or the wrong track file, and a player gets data that it
    /// cannot use.
    ///
    /// ## How to fix it
    /// Correct `SourceEncoding` and `TrackFileId` of the resource, or move it to the sequence that it belongs to.
    CC_DESCRIPTOR_KIND_MISMATCH = "cc-descriptor-kind-mismatch" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [],
        needs: Documents,
        check: Composition(descriptor_kind),
    }
}

fn descriptor_kind(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let mut groups = Groups::new();
    for subject::Use { resource, count } in composition.uses() {
        // What the tracks of plug-ins play is their own affair.
        let expected = Kind::of(resource.sequence).essence();
        let Some(expected) = expected.filter(|essence| !essence.is_of_plug_in()) else {
            continue;
        };
        let Some(descriptor) = Descriptor::of_resource(composition, resource.resource) else {
            continue;
        };
        if descriptor
            .essence
            .is_some_and(|essence| essence != expected)
        {
            let kind = resource.sequence.sequence.kind;
            groups.add_all(count, (descriptor.index, kind), || {
                (resource, descriptor, expected)
            });
        }
    }
    for ((resource, descriptor, expected), count) in groups.finish() {
        let found = &descriptor.node.name;
        let more = cpl::and_more(count);
        sink.at(
            resource.resource.at,
            format!(
                "{}{more} is described by a `{found}`, and its sequence plays {}",
                cpl::resource_name(resource),
                expected.name()
            ),
        )
        .found(found)
        .expected(format!("a descriptor of {}", expected.name()))
        .related(
            composition.info.document,
            descriptor.place(""),
            "the descriptor",
        );
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids::Id;

    use super::case::Case;
    use super::cpl::testing::{edit, edited};
    &[
        Case::fires("cc-main-image-count", "none", |package| {
            edit(package, "<cc:MainImageSequence>", "<!-- ");
            edit(package, "</cc:MainImageSequence>", "-->");
        })
        .with(&["cpl-ed-unreferenced"]),
        Case::fires(
            "cc-main-image-count",
            "one of another namespace",
            |package| {
                edit(
                    package,
                    "<cc:MainImageSequence>",
                    "<x:MainImageSequence xmlns:x=\"http://www.smpte-ra.org/ns/2067-2/2019\">",
                );
                edit(package, "</cc:MainImageSequence>", "</x:MainImageSequence>");
            },
        )
        .with(&["cpl-sequence-unsupported"]),
        Case::fires("cc-main-image-count", "no sequence", |package| {
            edit(package, "<cc:MainImageSequence>", "<!-- ");
            edit(package, "</cc:MainAudioSequence>", "-->");
        }),
        Case::fires_for("cc-main-image-count", "two", || {
            let mut delivery = Delivery::minimal();
            let sequences = &mut delivery.compositions[0].segments[0].sequences;
            let mut second = sequences[0].clone();
            second.id = Id::derived("second image");
            second.track_id = Id::derived("second image track");
            second.resources[0].id = Id::derived("second image resource");
            sequences.push(second);
            edited(&delivery, &[])
        }),
        Case::silent_for("cc-main-image-count", "one in two segments", || {
            edited(&Delivery::two_segments(), &[])
        }),
        Case::fires_for("cc-main-audio-missing", "in 2013", || {
            let mut delivery = Delivery::first_editions();
            delivery.compositions[0].segments[0].sequences.pop();
            edited(&delivery, &[])
        }),
        Case::silent_for("cc-main-audio-missing", "in 2020", || {
            let mut delivery = Delivery::minimal();
            delivery.compositions[0].segments[0].sequences.pop();
            edited(&delivery, &[])
        }),
        Case::fires(
            "cc-descriptor-kind-mismatch",
            "the sound has the image's",
            |package| {
                edit(
                    package,
                    "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-000000000035<",
                    "<SourceEncoding>urn:uuid:1333a9e0-0000-4000-8000-000000000034<",
                );
            },
        )
        .with(&["cpl-ed-unreferenced", "cpl-ed-mismatch"]),
        Case::silent_for(
            "cc-descriptor-kind-mismatch",
            "text, sound and image",
            || edited(&Delivery::with_timed_text(), &[]),
        ),
    ]
};
