//! Rules on how long sequences last, and whether they agree (ST 2067-3, 7).

use super::cpl;
use super::cpl::descriptor::Descriptor;
use super::cpl::rate::Ratio;
use super::cpl::timeline::{Length, Timeline};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::Kind;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A sequence does not last a whole number of edit units of the composition.
    ///
    /// ## Why it matters
    /// Segments follow one another at edit units of the composition, usually frames. A sound sequence that ends within
    /// a frame leaves a gap or an overlap there, and picture and sound drift apart.
    ///
    /// ## How to fix it
    /// Change the durations of the resources so that they add up to whole edit units of the composition. At 24000/1001
    /// frames and 48000 samples a second that is a multiple of 2002 samples.
    CPL_SEQUENCE_DURATION_NOT_INTEGER = "cpl-sequence-duration-not-integer" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "7.3")],
        needs: Documents,
        check: Composition(not_integer),
    }
}

fn not_integer(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some(timeline) = Timeline::new(composition) else {
        return;
    };
    for sequence in timeline.uneven().flat_map(subject::Segment::sequences) {
        let Some(Length::Broken { whole, units }) = timeline.length(sequence) else {
            continue;
        };
        let rate = sequence
            .resources()
            .find_map(|resource| resource.resource.edit_rate);
        let rate = rate.map_or(timeline.rate, |rate| rate.value);
        sink.at(
            sequence.sequence.at,
            format!(
                "{} lasts {units} edit units at {rate}, which is more than {whole} and less than {} edit units of the composition at {}",
                cpl::name(sequence),
                whole.saturating_add(1),
                timeline.rate
            ),
        )
        .found(units)
        .expected("a whole number of edit units of the composition");
    }
}

declare_rule! {
    /// The sequences of a segment differ in duration.
    ///
    /// ## Why it matters
    /// Picture, sound and text of a segment play at the same time and end together. Where one ends sooner, the rest of
    /// the segment has no picture, sound or text, and players differ in what they do about it.
    ///
    /// ## How to fix it
    /// Correct the durations of the resources until all sequences of the segment last the same. The usual cause is one
    /// `SourceDuration` that was not adapted after an edit.
    CPL_SEGMENT_SEQUENCES_DURATION_DIFFER = "cpl-segment-sequences-duration-differ" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(durations_differ),
    }
}

fn durations_differ(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    const SHOWN: usize = 8;
    let Some(timeline) = Timeline::new(composition) else {
        return;
    };
    for segment in timeline.uneven() {
        let lengths = segment
            .sequences()
            .filter_map(|sequence| match timeline.length(sequence) {
                Some(Length::Whole(units)) => Some((sequence, units)),
                _ => None,
            });
        let lengths: Vec<_> = lengths.collect();
        let image = lengths
            .iter()
            .find(|(sequence, _)| Kind::of(*sequence) == Kind::MainImage);
        let Some(&(reference, expected)) = image.or(lengths.first()) else {
            continue;
        };
        let mut others = lengths.iter().filter(|(_, units)| *units != expected);
        let Some((other, found)) = others.next() else {
            continue;
        };
        let rest = others.clone().count();
        let rest = if rest == 0 {
            String::new()
        } else {
            format!(" ({rest} more differ from it)")
        };
        let draft = sink.at(
            other.sequence.at,
            format!(
                "{} lasts {found} edit units of the composition, and {} lasts {expected}{rest}",
                cpl::name(*other),
                cpl::name(reference)
            ),
        );
        let document = composition.info.document;
        draft.found(found).expected(expected);
        draft.related(document, reference.sequence.at, format!("lasts {expected}"));
        for (other, units) in others.take(SHOWN) {
            draft.related(document, other.sequence.at, format!("lasts {units}"));
        }
    }
}

declare_rule! {
    /// The edit rate changes within a virtual track.
    ///
    /// ## Why it matters
    /// A track plays through one decoder at one rate. Where its resources count in different units, positions on the
    /// track are ambiguous, and a receiver has to convert one of them or refuse the composition.
    ///
    /// ## How to fix it
    /// Give every resource of the track the same `EditRate`. Material of another rate has to be converted first.
    CPL_TRACK_EDIT_RATE_INCONSISTENT = "cpl-track-edit-rate-inconsistent" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.3.1"), Citation::clause("ST 2067-2", "2016", "6.3.2")],
        needs: Documents,
        check: Composition(edit_rate_inconsistent),
    }
}

fn edit_rate_inconsistent(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let stated = composition.playlist.edit_rate.map(|rate| rate.value);
    for track in composition.virtual_tracks() {
        let kind = track.sequences().next().map_or(Kind::Unsupported, Kind::of);
        // The image is held against the composition; markers play nothing.
        if kind == Kind::Marker
            || kind == Kind::MainImage
                && stated.is_some_and(imf_parse::model::EditRate::is_positive)
        {
            continue;
        }
        let own = track
            .uses()
            .filter(|used| used.resource.sequence.sequence.kind == track.track.kind);
        let rates = own.filter_map(|subject::Use { resource, .. }| {
            let rate = resource
                .resource
                .edit_rate
                .map(|rate| rate.value)
                .or(stated)?;
            let ratio = Ratio::of(rate)?;
            // Sound whose rate is not that of its samples has a finding of its own.
            let sampled = Descriptor::of_resource(composition, resource.resource)
                .filter(|_| kind == Kind::MainAudio);
            let is_wrong = sampled
                .and_then(|descriptor| Ratio::of(descriptor.sample_rate?))
                .is_some_and(|sampled| sampled != ratio);
            (!is_wrong).then_some((resource, rate, ratio))
        });
        let mut rates = rates.peekable();
        let Some(&(first, expected, common)) = rates.peek() else {
            continue;
        };
        let Some((other, found, _)) = rates.find(|(_, _, ratio)| *ratio != common) else {
            continue;
        };
        let at = other
            .resource
            .edit_rate
            .map_or(other.resource.at, |rate| rate.at);
        let message = format!(
            "{} has the edit rate {found}, and the track began with {expected}",
            cpl::resource_name(other)
        );
        let related = first
            .resource
            .edit_rate
            .map_or(first.resource.at, |rate| rate.at);
        sink.at(at, message)
            .found(found)
            .expected(expected)
            .related(
                composition.info.document,
                related,
                "the first resource of the track",
            );
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::{edit, edit_all, edited};
    &[
        Case::fires(
            "cpl-sequence-duration-not-integer",
            "one sample too few",
            |package| {
                edit(package, "<SourceDuration>8008<", "<SourceDuration>8007<");
            },
        ),
        Case::silent(
            "cpl-sequence-duration-not-integer",
            "the rates are not in lowest terms",
            |package| {
                edit_all(package, "<EditRate>24000 1001<", "<EditRate>48000 2002<");
                edit(package, "<EditRate>48000 1<", "<EditRate>96000 2<");
            },
        ),
        Case::fires(
            "cpl-segment-sequences-duration-differ",
            "the sound is a frame short",
            |package| {
                edit(package, "<SourceDuration>8008<", "<SourceDuration>6006<");
            },
        ),
        Case::fires(
            "cpl-segment-sequences-duration-differ",
            "the image is longer than any file",
            |package| {
                edit(
                    package,
                    "<IntrinsicDuration>4<",
                    "<IntrinsicDuration>9223372036854775832<",
                );
                edit(
                    package,
                    "<SourceDuration>4<",
                    "<SourceDuration>9223372036854775832<",
                );
            },
        )
        .with(&["cpl-resource-intrinsic-exceeds-track-file"]),
        Case::silent(
            "cpl-segment-sequences-duration-differ",
            "both are a frame short",
            |package| {
                edit(package, "<SourceDuration>8008<", "<SourceDuration>6006<");
                edit(package, "<SourceDuration>4<", "<SourceDuration>3<");
            },
        ),
        Case::fires_for(
            "cpl-track-edit-rate-inconsistent",
            "text at the rate of the image, then twice as fast",
            || {
                edited(
                    &Delivery::with_timed_text(),
                    &[(
                        "<SourceEncoding>urn:uuid:7e870000-0000-4000-8000-000000000036</SourceEncoding>",
                        "<SourceEncoding>urn:uuid:7e870000-0000-4000-8000-000000000036</SourceEncoding>\
                     <TrackFileId>urn:uuid:7e870000-0000-4000-8000-000000000006</TrackFileId></Resource>\
                     <Resource xsi:type=\"TrackFileResourceType\"><Id>urn:uuid:7e870000-0000-4000-8000-000000000126</Id>\
                     <EditRate>48000 1001</EditRate><IntrinsicDuration>4</IntrinsicDuration>\
                     <SourceEncoding>urn:uuid:7e870000-0000-4000-8000-000000000036</SourceEncoding>",
                    )],
                )
            },
        ),
        Case::silent_for(
            "cpl-track-edit-rate-inconsistent",
            "text at another rate than the image",
            || {
                edited(
                    &Delivery::with_timed_text(),
                    &[(
                        "<Id>urn:uuid:7e870000-0000-4000-8000-000000000026</Id><EditRate>24000 1001</EditRate><IntrinsicDuration>4</IntrinsicDuration><EntryPoint>0</EntryPoint><SourceDuration>4<",
                        "<Id>urn:uuid:7e870000-0000-4000-8000-000000000026</Id><EditRate>48000 1001</EditRate><IntrinsicDuration>8</IntrinsicDuration><SourceDuration>8<",
                    )],
                )
            },
        ),
    ]
};
