//! Rules of the core constraints on edit rates and sample rates (ST 2067-2, 6.3 and 6.4).

use imf_parse::model::EditRate;

use super::cpl;
use super::cpl::descriptor::Descriptor;
use super::cpl::groups::Groups;
use super::cpl::rate::Ratio;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::{Essence, Kind};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The edit rate of the main image is not the edit rate of the composition.
    ///
    /// ## Why it matters
    /// The composition counts its timeline in frames of the main image. Where a picture runs at another rate, cuts and
    /// markers do not fall on its frames, and a player has to repeat or drop some.
    ///
    /// ## How to fix it
    /// Set the composition's `EditRate` to the frame rate of the picture. Pictures of another rate have to be converted
    /// first.
    CC_IMAGE_EDIT_RATE_DIFFERS = "cc-image-edit-rate-differs" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2013")],
        needs: Documents,
        check: Composition(image_edit_rate),
    }
}

fn image_edit_rate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some(stated) = composition.playlist.edit_rate else {
        return;
    };
    let Some(expected) = Ratio::of(stated.value) else {
        return;
    };
    let mut groups = Groups::new();
    for subject::Use { resource, count } in uses(composition, Kind::MainImage) {
        let Some(rate) = resource.resource.edit_rate else {
            continue;
        };
        if let Some(found) = Ratio::of(rate.value).filter(|found| *found != expected) {
            groups.add_all(count, found, || (resource, rate));
        }
    }
    for ((resource, rate), count) in groups.finish() {
        let more = cpl::and_more(count);
        sink.at(
            rate.at,
            format!(
                "{}{more} has the edit rate {}, and the composition has {}",
                cpl::resource_name(resource),
                rate.value,
                stated.value
            ),
        )
        .found(rate.value)
        .expected(stated.value)
        .related(
            composition.info.document,
            stated.at,
            "the edit rate of the composition",
        );
    }
}

declare_rule! {
    /// The sample rate in an image's essence descriptor is not the edit rate of its resource.
    ///
    /// ## Why it matters
    /// `SampleRate` of an image descriptor is the number of frames in a second. Where the resource that plays it counts
    /// at another rate, one of the two is wrong, and the picture runs too fast or too slow against the sound.
    ///
    /// ## How to fix it
    /// Compare both with the track file, and correct the resource's `EditRate` or have the essence descriptor
    /// regenerated.
    CC_IMAGE_SAMPLE_RATE_DIFFERS = "cc-image-sample-rate-differs" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Documents,
        check: Composition(image_sample_rate),
    }
}

fn image_sample_rate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let stated = composition.playlist.edit_rate.map(|rate| rate.value);
    let mut groups = Groups::new();
    for subject::Use { resource, count } in uses(composition, Kind::MainImage) {
        let Some(rate) = rate_of(resource, stated) else {
            continue;
        };
        // A resource that differs from the composition has a finding of its own; fields are the application's.
        let is_own = stated.is_none_or(|stated| !stated.is_positive() || stated.same_ratio(rate));
        let Some(descriptor) =
            Descriptor::of_resource(composition, resource.resource).filter(|descriptor| {
                is_own && descriptor.essence == Some(Essence::Image) && !descriptor.is_interlaced()
            })
        else {
            continue;
        };
        let Some(sample_rate) = descriptor.sample_rate.filter(|rate| rate.is_positive()) else {
            continue;
        };
        if !sample_rate.same_ratio(rate) {
            groups.add_all(count, (descriptor.index, Ratio::of(rate)), || {
                (resource, descriptor, sample_rate, rate)
            });
        }
    }
    for ((resource, descriptor, sample_rate, rate), count) in groups.finish() {
        differs(
            sink,
            (resource, rate, count),
            (descriptor, "SampleRate", sample_rate),
        );
    }
}

declare_rule! {
    /// The sample rate in a sound's essence descriptor is not the edit rate of its resource.
    ///
    /// ## Why it matters
    /// The edit units of a main audio resource are samples. Where `EditRate` differs from the rate that the descriptor
    /// gives, durations and entry points mean other times than intended, and the sound drifts from the picture.
    ///
    /// ## How to fix it
    /// Compare both with the track file, and correct the resource's `EditRate` or have the essence descriptor
    /// regenerated.
    CC_AUDIO_EDIT_RATE = "cc-audio-edit-rate" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.3.2")],
        needs: Documents,
        check: Composition(audio_edit_rate),
    }
}

fn audio_edit_rate(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let stated = composition.playlist.edit_rate.map(|rate| rate.value);
    let mut groups = Groups::new();
    for subject::Use { resource, count } in uses(composition, Kind::MainAudio) {
        let Some(rate) = rate_of(resource, stated) else {
            continue;
        };
        let Some(descriptor) = Descriptor::of_resource(composition, resource.resource)
            .filter(|descriptor| descriptor.essence == Some(Essence::Sound))
        else {
            continue;
        };
        let rates = [
            ("AudioSampleRate", descriptor.audio_sample_rate),
            ("SampleRate", descriptor.sample_rate),
        ];
        let wrong = rates.into_iter().find_map(|(name, sampled)| {
            let sampled =
                sampled.filter(|sampled| sampled.is_positive() && !sampled.same_ratio(rate));
            Some((name, sampled?))
        });
        if let Some((name, sampled)) = wrong {
            groups.add_all(count, (descriptor.index, Ratio::of(rate)), || {
                (resource, descriptor, name, sampled, rate)
            });
        }
    }
    for ((resource, descriptor, name, sampled, rate), count) in groups.finish() {
        differs(sink, (resource, rate, count), (descriptor, name, sampled));
    }
}

fn differs(
    sink: &mut Sink<'_>,
    (resource, rate, count): (subject::Resource<'_>, EditRate, u64),
    (descriptor, name, sampled): (Descriptor<'_>, &str, EditRate),
) {
    let document = resource.composition().info.document;
    let at = resource
        .resource
        .edit_rate
        .map_or(resource.resource.at, |rate| rate.at);
    let related = descriptor.place(name);
    let more = cpl::and_more(count);
    sink.at(
        at,
        format!(
            "{}{more} has the edit rate {rate}, and its essence descriptor has the `{name}` {sampled}",
            cpl::resource_name(resource)
        ),
    )
    .found(rate)
    .expected(sampled)
    .related(document, related, format!("`{name}` of the descriptor"));
}

declare_rule! {
    /// The essence descriptor of a picture or a sound has no sample rate.
    ///
    /// ## Why it matters
    /// `SampleRate` says how many frames of picture or samples of sound make a second. Without it the description of a
    /// track file cannot be compared with the timeline, and receivers that plan by it refuse the composition.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    CC_ED_SAMPLE_RATE_MISSING = "cc-ed-sample-rate-missing" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation { draft: true, ..Citation::document("ST 2067-21", "2021-11-26") }],
        needs: Documents,
        check: EssenceDescriptor(subject::every_listed, sample_rate_missing),
    }
}

fn sample_rate_missing(
    _: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(descriptor) = Descriptor::new(descriptor) else {
        return;
    };
    if !matches!(descriptor.essence, Some(Essence::Image | Essence::Sound))
        || descriptor.sample_rate.is_some_and(EditRate::is_positive)
    {
        return;
    }
    let name = &descriptor.node.name;
    if let Some(rate) = descriptor.node.value("SampleRate") {
        let found = rate.to_string();
        sink.at(
            descriptor.place("SampleRate"),
            format!("the `SampleRate` of the `{name}` is `{found}`, expected a rate above zero"),
        )
        .found(found)
        .expected("a rate such as 24000/1001");
    } else {
        sink.at(
            descriptor.place(""),
            format!("the `{name}` has no `SampleRate`"),
        )
        .expected("SampleRate");
    }
}

/// How the sequences of that kind use track files.
fn uses(
    composition: subject::Composition<'_>,
    kind: Kind,
) -> impl Iterator<Item = subject::Use<'_>> {
    let uses = composition.uses();
    uses.filter(move |used| Kind::of(used.resource.sequence) == kind)
}

/// The edit rate of `resource`, where it is one.
fn rate_of(resource: subject::Resource<'_>, stated: Option<EditRate>) -> Option<EditRate> {
    let rate = resource
        .resource
        .edit_rate
        .map(|rate| rate.value)
        .or(stated)?;
    rate.is_positive().then_some(rate)
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::cpl::testing::edit;
    const COMPOSITION: &str = "<EditRate>24000 1001</EditRate><Ext";
    const IMAGE: &str = ":SampleRate>24000/1001<";
    const AUDIO: &str = "<EditRate>48000 1<";
    &[
        Case::fires(
            "cc-image-edit-rate-differs",
            "the composition is of 25 frames",
            |package| {
                edit(package, COMPOSITION, "<EditRate>25 1</EditRate><Ext");
            },
        ),
        Case::silent(
            "cc-image-edit-rate-differs",
            "the same in other numbers",
            |package| {
                edit(package, COMPOSITION, "<EditRate>48000 2002</EditRate><Ext");
            },
        ),
        Case::fires(
            "cc-image-sample-rate-differs",
            "the descriptor is of 25 frames",
            |package| {
                edit(package, IMAGE, ":SampleRate>25/1<");
            },
        )
        .with(&["cpl-ed-mismatch"]),
        Case::silent(
            "cc-image-sample-rate-differs",
            "two fields a frame",
            |package| {
                edit(package, IMAGE, ":SampleRate>48000/1001<");
                edit(package, ">FullFrame<", ">SeparateFields<");
            },
        )
        .with(&["cpl-ed-mismatch"]),
        Case::fires(
            "cc-audio-edit-rate",
            "the resource is of 44100 samples",
            |package| {
                edit(package, AUDIO, "<EditRate>44100 1<");
            },
        ),
        Case::fires(
            "cc-audio-edit-rate",
            "the descriptor is of 44100 samples",
            |package| {
                edit(
                    package,
                    ":AudioSampleRate>48000/1<",
                    ":AudioSampleRate>44100/1<",
                );
            },
        )
        .with(&["cpl-ed-mismatch", "mca-sample-rate"]),
        Case::silent(
            "cc-audio-edit-rate",
            "the same in other numbers",
            |package| {
                edit(package, AUDIO, "<EditRate>96000 2<");
            },
        ),
        Case::fires("cc-ed-sample-rate-missing", "not there", |package| {
            edit(package, "<r1:SampleRate>24000/1001</r1:SampleRate>", "");
        })
        .with(&["cpl-ed-field-absent"]),
        Case::silent(
            "cc-ed-sample-rate-missing",
            "written with a space",
            |package| {
                edit(package, IMAGE, ":SampleRate>24000 1001<");
            },
        ),
    ]
};
