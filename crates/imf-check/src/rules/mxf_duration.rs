//! Rules on how long the tracks of a track file say that they are.

use imf_mxf::Set;

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::track_file::edit_rate;
use crate::package::track_file::label::property;
use crate::package::track_file::length::{is_at_rate, length, material, sum};
use crate::package::{Package, Track, TrackPackage};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The essence tracks of a track file do not last equally long.
    ///
    /// The track of the material package says what is played, the track of the file package what there is. They are
    /// compared exactly where they count in the same edit units; else they may differ by less than one.
    ///
    /// ## Why it matters
    /// Players that go by one of them stop early, or look for essence that is not there.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with the number of edit units that the essence has in every track.
    OP1A_TRACK_DURATION_DIFFERS = "op1a-track-duration-differs" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 378", "2004")],
        needs: Headers,
        check: TrackFile(tracks),
    }
}

fn tracks(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let (Some(metadata), Some(own), Some(material)) = (
        track_file.metadata(),
        track_file.header.essence_track(),
        material(track_file),
    ) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let mut differs = |track: &Track, what: &str, found: String, expected: String| {
        let Some(set) = track.segment.and_then(|segment| metadata.sets.get(segment)) else {
            return;
        };
        let message = format!(
            "the essence track of the {what} in `{path}` lasts {found}, and the essence {expected}"
        );
        on.property(set, property::COMPONENT_LENGTH, message)
            .found(found)
            .expected(expected);
    };
    let units = |units: u64| format!("{units} edit units");
    if is_at_rate(own, material) {
        let lengths = track_file.lengths();
        let Some(agreed) = lengths.agreed() else {
            return;
        };
        if let Some(found) = lengths.track.filter(|&found| found != agreed) {
            differs(own, "file package", units(found), units(agreed));
        }
        if let Some(found) = lengths.material.filter(|&found| found != agreed) {
            differs(material, "material package", units(found), units(agreed));
        }
        return;
    }
    let both = length(metadata, own).zip(length(metadata, material));
    let rates = own.edit_rate.zip(material.edit_rate);
    let (Some((own_length, length)), Some((own_rate, rate))) = (both, rates) else {
        return;
    };
    let (own_rate, rate) = (edit_rate(own_rate), edit_rate(rate));
    if !own_rate.is_positive() || !rate.is_positive() {
        return;
    }
    // Lengths in seconds, over one denominator. Rates are numbers of 32 bits and lengths of 63, so nothing overflows.
    let wide = |number: i64| i128::from(number);
    let seconds =
        |length: u64, rate: imf_parse::model::EditRate, other: imf_parse::model::EditRate| {
            i128::from(length) * wide(rate.denominator()) * wide(other.numerator())
        };
    let difference = seconds(own_length, own_rate, rate) - seconds(length, rate, own_rate);
    let unit = seconds(1, own_rate, rate).max(seconds(1, rate, own_rate));
    if difference.abs() >= unit {
        let found = format!("{length} edit units at {rate}");
        let expected = format!("{own_length} edit units at {own_rate}");
        differs(material, "material package", found, expected);
    }
}

declare_rule! {
    /// A sequence in a track file is not as long as its components together.
    ///
    /// ## Why it matters
    /// Readers that go by the sequence and readers that go by its components play a different number of frames.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with the sum as the length of the sequence.
    MXF_SEQUENCE_DURATION_MISMATCH = "mxf-sequence-duration-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(sequences),
    }
}

/// The timeline tracks of the material packages and the package that describes the essence.
fn all_tracks(file: subject::TrackFile<'_>) -> impl Iterator<Item = &Track> {
    let header = &file.track_file.header;
    let packages = header.material_packages.iter().chain(header.file_package());
    packages
        .flat_map(|package| &package.tracks)
        .filter(|track| track.is_timeline)
}

fn sequences(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some(metadata) = file.track_file.metadata() else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for track in all_tracks(file) {
        let Some(stated) = track.length.filter(|&length| length >= 0) else {
            continue;
        };
        let Some(sum) = sum(metadata, track).filter(|&sum| sum != i128::from(stated)) else {
            continue;
        };
        if let Some(set) = track.segment.and_then(|segment| metadata.sets.get(segment)) {
            let message = format!(
                "a sequence in `{path}` has a length of {stated} edit units, and its components have {sum}"
            );
            on.property(set, property::COMPONENT_LENGTH, message)
                .found(stated)
                .expected(sum);
        }
    }
}

declare_rule! {
    /// The length of a track or of the essence in a track file is negative, which stands for a length that is not known.
    ///
    /// ## Why it matters
    /// The file says that its metadata is complete. Readers cannot tell how long the essence is.
    ///
    /// ## How to fix it
    /// Have the file finished by the program that wrote it, or write it again.
    MXF_TRACK_DURATION_INVALID = "mxf-track-duration-invalid" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(negative),
    }
}

fn negative(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let header = &file.track_file.header;
    // In a file that is not finished, that is told.
    let Some(metadata) = file.track_file.metadata().filter(|_| header.is_whole) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let packages = header.material_packages.iter().chain(header.file_package());
    let tracks = packages.flat_map(TrackPackage::essence_tracks);
    let sequences = tracks.filter_map(|track| {
        Some((
            metadata.sets.get(track.segment?)?,
            property::COMPONENT_LENGTH,
        ))
    });
    let descriptors = header.file_package().into_iter().filter_map(|own| {
        Some((
            metadata.sets.get(own.descriptor?)?,
            property::ESSENCE_LENGTH,
        ))
    });
    for (set, label) in sequences.chain(descriptors) {
        let length = set.property(label).and_then(|length| length.i64());
        if let Some(length) = length.filter(|&length| length < 0) {
            let name = set.name();
            let message = format!("the `{name}` in `{path}` has a length of {length} edit units");
            on.property(set, label, message)
                .found(length)
                .expected("0 or more");
        }
    }
}

declare_rule! {
    /// The essence descriptor of a track file gives another length than the tracks and the index table.
    ///
    /// ## Why it matters
    /// Readers that plan by the descriptor stop early, or look for essence that is not there.
    ///
    /// ## How to fix it
    /// Write the number of edit units that the essence has as `EssenceLength` (container duration) of the descriptor.
    MXF_CONTAINER_DURATION_MISMATCH = "mxf-container-duration-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(container),
    }
}

fn container(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let lengths = track_file.lengths();
    let (Some(found), Some(expected)) = (lengths.descriptor, lengths.agreed()) else {
        return;
    };
    let Some(set) = descriptor(file).filter(|_| found != expected) else {
        return;
    };
    let path = file.path;
    let message = format!(
        "the essence descriptor of `{path}` gives a length of {found} edit units, and the essence has {expected}"
    );
    On::new(package, file, sink)
        .property(set, property::ESSENCE_LENGTH, message)
        .found(found)
        .expected(expected);
}

/// The essence descriptor.
fn descriptor(file: subject::TrackFile<'_>) -> Option<&Set> {
    let own = file.track_file.header.file_package()?;
    file.track_file.metadata()?.sets.get(own.descriptor?)
}

declare_rule! {
    /// The edit rate of the essence track is not the sample rate of the essence descriptor.
    ///
    /// Pictures that are stored as fields are left out: their descriptors may count fields. Metadata-guided audio may have a
    /// whole multiple of the edit rate as its sample rate (ST 2067-203, 6.3.2), since several of its frames make an edit unit.
    ///
    /// ## Why it matters
    /// Both say how many edit units make a second. Readers that go by one of them play the essence too fast or too slow.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with the rate of the essence in both.
    MXF_TRACK_EDIT_RATE_MISMATCH = "mxf-track-edit-rate-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [
            Citation::document("ST 377-1", "2011"),
            Citation::clause("ST 2067-203", "2023", "6.3.2"),
        ],
        needs: Headers,
        check: TrackFile(rate),
    }
}

fn rate(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let Some((rate, sample_rate)) = track_file.timing.conflict() else {
        return;
    };
    let own = track_file.header.essence_track();
    let track = own.and_then(|track| track_file.metadata()?.sets.get(track.set));
    let (Some(track), Some(descriptor)) = (track, descriptor(file)) else {
        return;
    };
    // The index table gives the rate too.
    let segments = &track_file.structure.index_segments;
    let indexed = segments.first().and_then(|segment| segment.edit_rate);
    let is_right = indexed
        .map(edit_rate)
        .is_some_and(|indexed| indexed.is_positive() && indexed.same_ratio(rate));
    let path = file.path;
    let message = format!(
        "the essence track of `{path}` has the edit rate {rate}, and its descriptor the sample rate {sample_rate}"
    );
    let mut on = On::new(package, file, sink);
    if is_right {
        let draft = on.property(descriptor, property::SAMPLE_RATE, message);
        draft.found(sample_rate).expected(rate);
    } else {
        let draft = on.property(track, property::EDIT_RATE, message);
        draft.found(rate).expected(sample_rate);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::mxf::{class, property, set::Set, set::Value};

    use super::case::Case;
    use super::mxf::testing::{PICTURE, SOUND, rebuild};
    /// Sets the length of the essence track of the package of that class, or of its sequence alone.
    fn lengthen(preface: &mut Set, package: class::Class, length: i64, is_whole: bool) {
        let package = preface.find(package);
        let track = package.all(class::TIMELINE_TRACK).swap_remove(1);
        let sequence = track.find(class::SEQUENCE);
        *sequence.value(property::COMPONENT_LENGTH) = Value::Int64(length);
        if is_whole {
            let clip = sequence.find(class::SOURCE_CLIP);
            *clip.value(property::COMPONENT_LENGTH) = Value::Int64(length);
        }
    }
    fn rate(preface: &mut Set, package: class::Class, numerator: i32, length: i64) {
        lengthen(preface, package, length, true);
        let track = preface
            .find(package)
            .all(class::TIMELINE_TRACK)
            .swap_remove(1);
        *track.value(property::EDIT_RATE) = Value::Rational(numerator, 1001);
    }
    &[
        Case::fires(
            "op1a-track-duration-differs",
            "one sample more is played",
            |package| {
                rebuild(package, SOUND, |parts| {
                    lengthen(&mut parts.preface, class::MATERIAL_PACKAGE, 8009, true);
                });
            },
        ),
        Case::fires(
            "op1a-track-duration-differs",
            "one sample less is there",
            |package| {
                rebuild(package, SOUND, |parts| {
                    lengthen(&mut parts.preface, class::SOURCE_PACKAGE, 8007, true);
                });
            },
        ),
        Case::fires(
            "op1a-track-duration-differs",
            "a frame more, in other units",
            |package| {
                rebuild(package, SOUND, |parts| {
                    rate(&mut parts.preface, class::MATERIAL_PACKAGE, 24_000, 5);
                });
            },
        ),
        Case::silent(
            "op1a-track-duration-differs",
            "the same time in other units",
            |package| {
                rebuild(package, SOUND, |parts| {
                    rate(&mut parts.preface, class::MATERIAL_PACKAGE, 24_000, 4);
                });
            },
        ),
        Case::fires(
            "mxf-sequence-duration-mismatch",
            "one sample more",
            |package| {
                rebuild(package, SOUND, |parts| {
                    lengthen(&mut parts.preface, class::MATERIAL_PACKAGE, 8009, false);
                });
            },
        ),
        Case::silent(
            "mxf-sequence-duration-mismatch",
            "as long as its clip",
            |_| {},
        ),
        Case::fires("mxf-track-duration-invalid", "-1", |package| {
            rebuild(package, SOUND, |parts| {
                lengthen(&mut parts.preface, class::SOURCE_PACKAGE, -1, true);
            });
        }),
        Case::silent(
            "mxf-track-duration-invalid",
            "-1 of a timecode",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = parts.preface.find(class::TIMELINE_TRACK);
                    for class in [class::SEQUENCE, class::TIMECODE] {
                        let length = track.find(class).value(property::COMPONENT_LENGTH);
                        *length = Value::Int64(-1);
                    }
                });
            },
        ),
        Case::fires("mxf-container-duration-mismatch", "half", |package| {
            rebuild(package, PICTURE, |parts| {
                let descriptor = parts.preface.find(class::RGBA_DESCRIPTOR);
                *descriptor.value(property::ESSENCE_LENGTH) = Value::Int64(2);
            });
        })
        .with(&["cpl-ed-mismatch"]),
        Case::silent(
            "mxf-container-duration-mismatch",
            "as long as the tracks",
            |_| {},
        ),
        Case::fires(
            "mxf-track-edit-rate-mismatch",
            "25 in every track",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    for track in parts.preface.all(class::TIMELINE_TRACK) {
                        *track.value(property::EDIT_RATE) = Value::Rational(25, 1);
                    }
                });
            },
        ),
        Case::fires(
            "mxf-track-edit-rate-mismatch",
            "25 in the descriptor",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    let descriptor = parts.preface.find(class::RGBA_DESCRIPTOR);
                    *descriptor.value(property::SAMPLE_RATE) = Value::Rational(25, 1);
                });
            },
        )
        .with(&["cpl-ed-mismatch"]),
        Case::silent(
            "mxf-track-edit-rate-mismatch",
            "the same in other numbers",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    for track in parts.preface.all(class::TIMELINE_TRACK) {
                        *track.value(property::EDIT_RATE) = Value::Rational(48_000, 2002);
                    }
                });
            },
        ),
    ]
};
