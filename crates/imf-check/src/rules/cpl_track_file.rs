//! Rules on resources of compositions against the track files that they play.

use imf_parse::model::{self, EditRate};

use super::cpl;
use super::cpl::descriptor::Descriptor;
use super::cpl::groups::Groups;
use super::cpl::rate::Ratio;
use crate::judge::{Sink, subject};
use crate::package::kind::Kind;
use crate::package::{Package, TrackFile};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A resource says that its track file is longer than it is.
    ///
    /// ## Why it matters
    /// `IntrinsicDuration` is the length of the track file. Where the composition plays beyond its end there is nothing:
    /// a player stops or shows black.
    ///
    /// ## How to fix it
    /// Write the number of edit units of the track file as `IntrinsicDuration`, and shorten `SourceDuration` where it
    /// plays more. Where the track file was cut short, put the whole one in its place.
    CPL_RESOURCE_INTRINSIC_EXCEEDS_TRACK_FILE = "cpl-resource-intrinsic-exceeds-track-file" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Headers,
        check: Composition(intrinsic_duration),
    }
}

/// Calls `visit` for every use of a track file of the package whose structure was read, with the resource or the eye that
/// plays it first, and how many there are.
fn with_track_files<'a>(
    package: &'a Package,
    composition: subject::Composition<'a>,
    mut visit: impl FnMut(subject::Use<'a>, &'a model::Resource, &'a TrackFile),
) {
    for used in composition.uses() {
        let resource = used.resource;
        cpl::with_eyes(resource.resource, |content| {
            // The resource of two eyes plays nothing itself.
            let model::ResourceKind::TrackFile(reference) = &content.kind else {
                return;
            };
            let Some(id) = reference.track_file_id.map(|id| id.value) else {
                return;
            };
            let file = package.resolve(id).file();
            let Some(track_file) = file.and_then(|file| package.track_file(file)) else {
                return;
            };
            // Another track file in the place of this one is a fault of its own.
            let stated = track_file
                .header
                .file_package()
                .and_then(|package| package.id);
            let is_it = stated.is_none_or(|stated| stated.material().0 == id.0);
            if is_it {
                visit(used, content, track_file);
            }
        });
    }
}

/// The edit rate of a resource, or that of the composition where it has none.
fn rate_of(composition: subject::Composition<'_>, resource: &model::Resource) -> Option<EditRate> {
    let rate = resource.edit_rate.or(composition.playlist.edit_rate)?;
    Some(rate.value).filter(|rate| rate.is_positive())
}

fn intrinsic_duration(
    package: &Package,
    composition: subject::Composition<'_>,
    sink: &mut Sink<'_>,
) {
    let mut groups = Groups::new();
    with_track_files(package, composition, |used, content, track_file| {
        let subject::Use { resource, count } = used;
        let timing = &track_file.timing;
        let (Some(intrinsic), Some(rate), Some(own), Some(duration)) = (
            content.intrinsic_duration,
            rate_of(composition, content).and_then(Ratio::of),
            timing.rate().and_then(Ratio::of),
            timing.duration,
        ) else {
            return;
        };
        // A rate that is not that of the file is told. Where it may be another one, as that of samples or of timed text, a
        // part of an edit unit counts as a whole one.
        let samples = timing.audio_sample_rate.and_then(Ratio::of);
        let longest = if rate == own {
            u128::from(duration)
        } else if timing.is_timed_text || Some(rate) == samples {
            let (whole, more) = rate.per_unit_of(own).times(u128::from(duration));
            whole.saturating_add(more.into())
        } else {
            return;
        };
        if u128::from(intrinsic.value.get()) > longest {
            groups.add_all(count, (track_file.file, intrinsic.value.get()), || {
                (resource, intrinsic, track_file.file, longest)
            });
        }
    });
    for ((resource, intrinsic, file, longest), count) in groups.finish() {
        let (found, more) = (intrinsic.value.get(), cpl::and_more(count));
        let path = package.inventory.path(file);
        sink.at(
            intrinsic.at,
            format!(
                "{}{more} has an intrinsic duration of {found}, and the track file `{path}` has {longest} edit units",
                cpl::resource_name(resource)
            ),
        )
        .found(found)
        .expected(format!("at most {longest}"))
        .related_file(path, format!("has {longest} edit units"));
    }
}

declare_rule! {
    /// The edit rate of a resource is not the edit rate of its track file.
    ///
    /// The edit rate of sound may be that of its samples. Timed text may have any, since its document has no edit units.
    ///
    /// ## Why it matters
    /// The durations of the resource count in edit units of its rate. At another rate than the file's they mean other
    /// frames than intended.
    ///
    /// ## How to fix it
    /// Write the edit rate of the track file as `EditRate` of the resource, and its durations in those edit units.
    CPL_RESOURCE_EDIT_RATE_DIFFERS_FROM_TRACK_FILE = "cpl-resource-edit-rate-differs-from-track-file" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2020", "6.11.3"), Citation::document("ST 2067-3", "2016")],
        needs: Headers,
        check: Composition(edit_rate),
    }
}

fn edit_rate(package: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let stated = composition.playlist.edit_rate.map(|rate| rate.value);
    let mut groups = Groups::new();
    with_track_files(package, composition, |used, content, track_file| {
        let subject::Use { resource, count } = used;
        let timing = &track_file.timing;
        let (Some(rate), Some(own)) = (rate_of(composition, content), timing.track_rate) else {
            return;
        };
        let mut rates = [
            timing.track_rate,
            timing.sample_rate,
            timing.audio_sample_rate,
        ]
        .into_iter()
        .flatten()
        .filter(|rate| rate.is_positive());
        if timing.is_timed_text || !own.is_positive() || rates.any(|own| own.same_ratio(rate)) {
            return;
        }
        // A resource that differs from its composition or from its descriptor in the composition has a finding of its own.
        let is_image = Kind::of(resource.sequence) == Kind::MainImage;
        let is_told_of = |other: EditRate| other.is_positive() && !other.same_ratio(rate);
        let descriptor = Descriptor::of_resource(composition, content);
        let is_told = is_image && stated.is_some_and(is_told_of)
            || descriptor.is_some_and(|descriptor| {
                let sound = (Kind::of(resource.sequence) == Kind::MainAudio)
                    .then_some(descriptor.audio_sample_rate)
                    .flatten();
                let mut described = [descriptor.sample_rate, sound].into_iter().flatten();
                described.any(is_told_of)
            });
        if !is_told {
            groups.add_all(count, (track_file.file, Ratio::of(rate)), || {
                (resource, content, track_file.file, rate, own)
            });
        }
    });
    for ((resource, content, file, rate, own), count) in groups.finish() {
        let more = cpl::and_more(count);
        let at = content.edit_rate.map_or(content.at, |rate| rate.at);
        let path = package.inventory.path(file);
        sink.at(
            at,
            format!(
                "{}{more} has the edit rate {rate}, and the track file `{path}` has {own}",
                cpl::resource_name(resource)
            ),
        )
        .found(rate)
        .expected(own)
        .related_file(path, format!("has the edit rate {own}"));
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::{class, property, set::Value};

    use super::case::Case;
    use super::cpl::testing::{edit, edited};
    use super::mxf::testing::{PICTURE, SOUND, rebuild};
    &[
        Case::fires(
            "cpl-resource-intrinsic-exceeds-track-file",
            "one frame more",
            |package| {
                edit(package, "<IntrinsicDuration>4<", "<IntrinsicDuration>5<");
            },
        ),
        Case::fires(
            "cpl-resource-intrinsic-exceeds-track-file",
            "one sample more",
            |package| {
                edit(
                    package,
                    "<IntrinsicDuration>8008<",
                    "<IntrinsicDuration>8009<",
                );
            },
        ),
        Case::silent(
            "cpl-resource-intrinsic-exceeds-track-file",
            "as long as the file is",
            |_| {},
        ),
        Case::silent_for(
            "cpl-resource-intrinsic-exceeds-track-file",
            "timed text in edit units of its own",
            || {
                edited(
                    &Delivery::with_timed_text(),
                    &[(
                        "<EditRate>24000 1001</EditRate><IntrinsicDuration>4</IntrinsicDuration><EntryPoint>0</EntryPoint><SourceDuration>4</SourceDuration><RepeatCount>1</RepeatCount><SourceEncoding>urn:uuid:7e870000",
                        "<EditRate>48000 1001</EditRate><IntrinsicDuration>8</IntrinsicDuration><EntryPoint>0</EntryPoint><SourceDuration>8</SourceDuration><RepeatCount>1</RepeatCount><SourceEncoding>urn:uuid:7e870000",
                    )],
                )
            },
        ),
        Case::fires(
            "cpl-resource-edit-rate-differs-from-track-file",
            "a picture of 25 frames a second",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    for track in parts.preface.all(class::TIMELINE_TRACK) {
                        *track.value(property::EDIT_RATE) = Value::Rational(25, 1);
                    }
                    let descriptor = parts.preface.find(class::RGBA_DESCRIPTOR);
                    *descriptor.value(property::SAMPLE_RATE) = Value::Rational(25, 1);
                    parts.index[0].edit_rate = imf_testkit::track_file::Rate(25, 1);
                });
            },
        )
        .with(&["cpl-ed-mismatch"]),
        Case::silent(
            "cpl-resource-edit-rate-differs-from-track-file",
            "the same rate in other numbers",
            |package| {
                edit(package, "<EditRate>48000 1<", "<EditRate>96000 2<");
            },
        ),
        Case::silent(
            "cpl-resource-edit-rate-differs-from-track-file",
            "a track of sound that counts frames",
            |package| {
                rebuild(package, SOUND, |parts| {
                    for package in [class::MATERIAL_PACKAGE, class::SOURCE_PACKAGE] {
                        let package = parts.preface.find(package);
                        let track = package.all(class::TIMELINE_TRACK).swap_remove(1);
                        *track.value(property::EDIT_RATE) = Value::Rational(24_000, 1001);
                        for class in [class::SEQUENCE, class::SOURCE_CLIP] {
                            let length = track.find(class).value(property::COMPONENT_LENGTH);
                            *length = Value::Int64(4);
                        }
                    }
                    let descriptor = parts.preface.find(class::WAVE_PCM_DESCRIPTOR);
                    *descriptor.value(property::SAMPLE_RATE) = Value::Rational(24_000, 1001);
                    *descriptor.value(property::ESSENCE_LENGTH) = Value::Int64(4);
                    parts.index[0].edit_rate = imf_testkit::track_file::Rate(24_000, 1001);
                    parts.index[0].duration = 4;
                    parts.index[0].edit_unit_byte_count *= 2002;
                });
            },
        )
        .with(&["cpl-ed-mismatch"]),
    ]
};
