//! Rules on the tracks of a track file and what is on them (ST 377-1:2011, 9.5.3; ST 378; ST 2067-5).

use imf_mxf::register::Group;
use imf_mxf::{HeaderMetadata, Set, Ul};

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::track_file::edit_rate;
use crate::package::track_file::label::{class, property};
use crate::package::{Package, Track, TrackPackage};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A track of a material package has no sequence.
    ///
    /// ## Why it matters
    /// The sequence says what is played on the track, and how long.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with a sequence for each track.
    OP1A_MATERIAL_TRACK_NO_SEQUENCE = "op1a-material-track-no-sequence" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.3")],
        needs: Headers,
        check: TrackFile(material_sequence),
    }
}

fn material_sequence(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let materials = &file.track_file.header.material_packages;
    no_sequence(package, file, sink, "material package", materials.iter());
}

declare_rule! {
    /// A track of the package that describes the essence has no sequence.
    ///
    /// ## Why it matters
    /// The sequence says what is on the track, and how long.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with a sequence for each track.
    TF_TRACK_NO_SEQUENCE = "tf-track-no-sequence" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.3")],
        needs: Headers,
        check: TrackFile(file_sequence),
    }
}

fn file_sequence(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let own = file.track_file.header.file_package();
    no_sequence(package, file, sink, "file package", own.into_iter());
}

/// Tracks without a sequence. One that leads to no set is told by the reference, and a timecode may stand alone.
fn no_sequence<'a>(
    package: &Package,
    file: subject::TrackFile<'_>,
    sink: &mut Sink<'_>,
    of: &str,
    packages: impl Iterator<Item = &'a TrackPackage>,
) {
    let header = &file.track_file.header;
    let Some(metadata) = file.track_file.metadata().filter(|_| header.is_whole) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let tracks = packages.flat_map(|package| &package.tracks);
    for track in tracks.filter(|track| track.is_timeline) {
        let Some(set) = metadata.sets.get(track.set) else {
            continue;
        };
        let segment = track.segment.and_then(|segment| metadata.sets.get(segment));
        let is_clip = |set: &Set| set.group() == Group::of(class::SOURCE_CLIP);
        let found = match segment {
            None if set.property(property::TRACK_SEGMENT).is_none() => None,
            Some(segment) if is_clip(segment) => Some(segment.name()),
            _ => continue,
        };
        let instead = found.as_ref().map(|found| format!(", but a `{found}`"));
        let message = format!(
            "a track of the {of} in `{path}` has no sequence{}",
            instead.unwrap_or_default()
        );
        let found = found.unwrap_or_else(|| "nothing".to_owned());
        on.property(set, property::TRACK_SEGMENT, message)
            .found(found)
            .expected("a sequence");
    }
}

declare_rule! {
    /// A track of the material package plays nothing, or more than one clip.
    ///
    /// ## Why it matters
    /// OP1a is one item: all of the essence, from its start to its end. Players that read OP1a play the first clip.
    ///
    /// ## How to fix it
    /// Write the track file as OP1a, with one source clip on each track.
    OP1A_MATERIAL_SOURCE_CLIP_COUNT = "op1a-material-source-clip-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 378", "2004", "5.1")],
        needs: Headers,
        check: TrackFile(clips),
    }
}

fn clips(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let header = &file.track_file.header;
    let Some(metadata) = file.track_file.metadata().filter(|_| header.is_whole) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let tracks = header
        .material_packages
        .iter()
        .flat_map(TrackPackage::essence_tracks);
    for track in tracks {
        let Some(sequence) = track.segment.and_then(|segment| metadata.sets.get(segment)) else {
            continue;
        };
        let label: Ul = property::COMPONENT_OBJECTS;
        // A sequence without that property, or a reference that leads nowhere, is told.
        let Some(stated) = sequence.property(label).and_then(|stated| stated.batch()) else {
            continue;
        };
        if stated.count as usize != track.components.len() {
            continue;
        }
        let clips = track
            .components
            .iter()
            .filter_map(|&set| metadata.sets.get(set));
        let count = clips
            .filter(|set| set.group() == Group::of(class::SOURCE_CLIP))
            .count();
        if count != 1 {
            let message = format!(
                "a track of the material package in `{path}` has {count} source clips, and has to have one"
            );
            on.property(sequence, label, message)
                .found(count)
                .expected(1);
        }
    }
}

declare_rule! {
    /// A track of a track file has an edit rate that is not above zero.
    ///
    /// ## Why it matters
    /// The edit rate says how many edit units (frames or samples) make a second. With zero, no duration can be turned
    /// into time.
    ///
    /// ## How to fix it
    /// Write the rate of the essence as `EditRate` of the track.
    OP1A_EDIT_RATE_ZERO = "op1a-edit-rate-zero" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(rates),
    }
}

/// The material packages and the package that describes the essence, with their metadata.
fn packages(
    file: subject::TrackFile<'_>,
) -> Option<(&HeaderMetadata, impl Iterator<Item = &TrackPackage>)> {
    let header = &file.track_file.header;
    let metadata = file.track_file.metadata()?;
    Some((
        metadata,
        header.material_packages.iter().chain(header.file_package()),
    ))
}

fn rates(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some((metadata, packages)) = packages(file) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let tracks = packages.flat_map(|package| &package.tracks);
    for track in tracks.filter(|track| track.is_timeline) {
        let rate = track.edit_rate.map(edit_rate);
        let set = metadata.sets.get(track.set);
        if let Some((rate, set)) = rate.filter(|rate| !rate.is_positive()).zip(set) {
            let message = format!(
                "a track of `{path}` has the edit rate {rate}, and has to have one above zero"
            );
            on.property(set, property::EDIT_RATE, message)
                .found(rate)
                .expected("above 0");
        }
    }
}

declare_rule! {
    /// A track of the package that describes the essence does not begin at its origin.
    ///
    /// ## Why it matters
    /// Compositions count the edit units of a track file from its first one. With an origin some players count from there,
    /// and picture and sound come apart.
    ///
    /// ## How to fix it
    /// Write 0 as `Origin` of the track, and leave out of the file what should not be played.
    TF_TRACK_ORIGIN = "tf-track-origin" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Headers,
        check: TrackFile(origin),
    }
}

fn origin(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let own = file.track_file.header.file_package();
    let (Some(metadata), Some(own)) = (file.track_file.metadata(), own) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for track in own.tracks.iter().filter(|track| track.is_timeline) {
        let Some(set) = metadata.sets.get(track.set) else {
            continue;
        };
        let origin = set
            .property(property::ORIGIN)
            .and_then(|origin| origin.i64());
        if let Some(origin) = origin.filter(|&origin| origin != 0) {
            let message = format!("a track of `{path}` has the origin {origin}, and has to have 0");
            on.property(set, property::ORIGIN, message)
                .found(origin)
                .expected(0);
        }
    }
}

declare_rule! {
    /// The package that describes the essence has no track of picture, sound or data, or more than one.
    ///
    /// ## Why it matters
    /// An IMF track file holds one essence, so that compositions can combine any picture with any sound.
    ///
    /// ## How to fix it
    /// Write a track file for each.
    TF_ESSENCE_TRACK_COUNT = "tf-essence-track-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-5", "2013", "5.1.3")],
        needs: Headers,
        check: TrackFile(essence_tracks),
    }
}

fn essence_tracks(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let header = &file.track_file.header;
    let Some(metadata) = file.track_file.metadata().filter(|_| header.is_whole) else {
        return;
    };
    let Some(own) = header.file_package() else {
        return;
    };
    let tracks: Vec<&Track> = own.essence_tracks().collect();
    // What a track without a sequence carries is not known, and that is told.
    let is_known = |track: &Track| track.segment.is_some();
    let place = match &*tracks {
        [_] => return,
        [] if !own
            .tracks
            .iter()
            .filter(|track| track.is_timeline)
            .all(is_known) =>
        {
            return;
        }
        [] => own.set,
        [_, second, ..] => second.set,
    };
    let Some(set) = metadata.sets.get(place) else {
        return;
    };
    // A package without that property is told, and so is a reference that leads nowhere.
    let stated = metadata
        .sets
        .get(own.set)
        .and_then(|set| set.property(property::PACKAGE_TRACKS));
    let references = stated
        .and_then(|stated| stated.batch())
        .map(|batch| batch.count as usize);
    let (path, count) = (file.path, tracks.len());
    if count == 0 && references != Some(own.tracks.len()) {
        return;
    }
    let message = format!(
        "the package that describes the essence of `{path}` has {count} tracks of picture, sound or data, and has to have one"
    );
    On::new(package, file, sink)
        .set(set, message)
        .found(count)
        .expected(1);
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::{class, property, set::Set, set::Value};

    use super::case::Case;
    use super::mxf::testing::{SOUND, rebuild};
    /// The essence track of the package of that class.
    fn track(preface: &mut Set, package: class::Class) -> &mut Set {
        preface
            .find(package)
            .all(class::TIMELINE_TRACK)
            .swap_remove(1)
    }
    fn sets(value: &mut Value) -> &mut Vec<Set> {
        let Value::Sets(sets) = value else {
            unreachable!()
        };
        sets
    }
    &[
        Case::fires("op1a-material-track-no-sequence", "nothing", |package| {
            rebuild(package, SOUND, |parts| {
                track(&mut parts.preface, class::MATERIAL_PACKAGE).take(property::TRACK_SEGMENT);
            });
        }),
        Case::fires(
            "op1a-material-track-no-sequence",
            "a clip in its place",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = track(&mut parts.preface, class::MATERIAL_PACKAGE);
                    let clip = track.find(class::SOURCE_CLIP).clone();
                    *track.value(property::TRACK_SEGMENT) = Value::Set(Box::new(clip));
                });
            },
        ),
        Case::silent(
            "op1a-material-track-no-sequence",
            "a timecode in its place",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = parts.preface.find(class::TIMELINE_TRACK);
                    let timecode = track.find(class::TIMECODE).clone();
                    *track.value(property::TRACK_SEGMENT) = Value::Set(Box::new(timecode));
                });
            },
        ),
        Case::fires("tf-track-no-sequence", "nothing", |package| {
            rebuild(package, SOUND, |parts| {
                track(&mut parts.preface, class::SOURCE_PACKAGE).take(property::TRACK_SEGMENT);
            });
        }),
        Case::silent("tf-track-no-sequence", "a sequence each", |_| {}),
        Case::fires("op1a-material-source-clip-count", "two", |package| {
            rebuild(package, SOUND, |parts| {
                let track = track(&mut parts.preface, class::MATERIAL_PACKAGE);
                let mut second = track.find(class::SOURCE_CLIP).clone();
                second.instance = Id([1; 16]);
                *second.value(property::COMPONENT_LENGTH) = Value::Int64(0);
                let sequence = track.find(class::SEQUENCE);
                sets(sequence.value(property::COMPONENT_OBJECTS)).push(second);
            });
        }),
        Case::silent(
            "op1a-material-source-clip-count",
            "two in the package of the source",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = track(&mut parts.preface, class::SOURCE_PACKAGE);
                    let mut second = track.find(class::SOURCE_CLIP).clone();
                    second.instance = Id([1; 16]);
                    *second.value(property::COMPONENT_LENGTH) = Value::Int64(0);
                    let sequence = track.find(class::SEQUENCE);
                    sets(sequence.value(property::COMPONENT_OBJECTS)).push(second);
                });
            },
        ),
        Case::fires("op1a-edit-rate-zero", "of the timecode", |package| {
            rebuild(package, SOUND, |parts| {
                let track = parts.preface.find(class::TIMELINE_TRACK);
                *track.value(property::EDIT_RATE) = Value::Rational(0, 1);
            });
        }),
        Case::fires("op1a-edit-rate-zero", "of what is played", |package| {
            rebuild(package, SOUND, |parts| {
                let track = track(&mut parts.preface, class::MATERIAL_PACKAGE);
                *track.value(property::EDIT_RATE) = Value::Rational(0, 1);
            });
        }),
        Case::fires("op1a-edit-rate-zero", "of the essence", |package| {
            rebuild(package, SOUND, |parts| {
                let track = track(&mut parts.preface, class::SOURCE_PACKAGE);
                *track.value(property::EDIT_RATE) = Value::Rational(48_000, 0);
            });
        }),
        Case::silent(
            "op1a-edit-rate-zero",
            "another rate of the timecode",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = parts.preface.find(class::TIMELINE_TRACK);
                    *track.value(property::EDIT_RATE) = Value::Rational(1, 1);
                });
            },
        ),
        Case::fires("tf-track-origin", "one sample", |package| {
            rebuild(package, SOUND, |parts| {
                let track = track(&mut parts.preface, class::SOURCE_PACKAGE);
                *track.value(property::ORIGIN) = Value::Int64(1);
            });
        }),
        Case::silent("tf-track-origin", "of the material package", |package| {
            rebuild(package, SOUND, |parts| {
                let track = track(&mut parts.preface, class::MATERIAL_PACKAGE);
                *track.value(property::ORIGIN) = Value::Int64(1);
            });
        }),
        Case::fires("tf-essence-track-count", "none", |package| {
            rebuild(package, SOUND, |parts| {
                let source = parts.preface.find(class::SOURCE_PACKAGE);
                sets(source.value(property::PACKAGE_TRACKS)).pop();
            });
        }),
        Case::fires("tf-essence-track-count", "two", |package| {
            rebuild(package, SOUND, |parts| {
                let source = parts.preface.find(class::SOURCE_PACKAGE);
                let tracks = sets(source.value(property::PACKAGE_TRACKS));
                let mut second = tracks[1].clone();
                second.instance = Id([1; 16]);
                second.find(class::SEQUENCE).instance = Id([2; 16]);
                second.find(class::SOURCE_CLIP).instance = Id([3; 16]);
                tracks.push(second);
            });
        }),
        Case::silent("tf-essence-track-count", "one, and timecodes", |package| {
            rebuild(package, SOUND, |parts| {
                let source = parts.preface.find(class::SOURCE_PACKAGE);
                let tracks = sets(source.value(property::PACKAGE_TRACKS));
                let mut second = tracks[0].clone();
                second.instance = Id([1; 16]);
                second.find(class::SEQUENCE).instance = Id([2; 16]);
                second.find(class::TIMECODE).instance = Id([3; 16]);
                tracks.push(second);
            });
        }),
    ]
};
