//! Rules on the segments of index tables: what they reach over, and how they join (ST 377-1:2019, 11).

use imf_mxf::{IndexProperty, IndexSegment, Partition};

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::track_file::length::segments;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A track file has no index table.
    ///
    /// ## Why it matters
    /// The index table says where each frame or sample is. Without it players cannot seek, and compositions cannot cut.
    ///
    /// ## How to fix it
    /// Write the track file with an index table in a partition of its own.
    PKG_INDEX_PARTITION_MISSING = "pkg-index-partition-missing" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 2067-5", "2013")],
        needs: Headers,
        check: TrackFile(index_missing),
    }
}

fn index_missing(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let structure = &file.track_file.structure;
    // A partition that says it has an index table and has none is told by its byte count.
    let is_stated = structure.partitions.iter().any(Partition::has_index);
    let has_none = structure.index_segments.is_empty() && !is_stated;
    let header = structure.header_partition();
    if let Some(header) = header.filter(|_| has_none && file.track_file.is_whole()) {
        let path = file.path;
        let message = format!("`{path}` has no index table");
        On::new(package, file, sink)
            .pack(header, message)
            .expected("a partition with an index table");
    }
}

declare_rule! {
    /// A property of an index table segment has a length that its type does not have.
    ///
    /// For an array that means: its items are too short, or do not fill it.
    ///
    /// ## Why it matters
    /// The value cannot be read, and with it the positions of frames.
    ///
    /// ## How to fix it
    /// Have the index table written again.
    MXF_INDEX_ITEM_SIZE = "mxf-index-item-size" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2019", "11.2.1")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A segment of an index table does not begin where the one before it ends.
    ///
    /// The first begins at edit unit 0. A table may be repeated in another partition.
    ///
    /// ## Why it matters
    /// The edit units in a gap cannot be found, and those in an overlap have two positions.
    ///
    /// ## How to fix it
    /// Have the index table written again, with segments that join.
    MXF_INDEX_START_POSITION_INCORRECT = "mxf-index-start-position-incorrect" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2019", "11.2")],
        needs: Headers,
        check: TrackFile(joins),
    }
}

fn joins(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    if !file.track_file.is_whole() {
        return;
    }
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let mut end = Some(0);
    let mut last: Option<&IndexSegment> = None;
    for (_, segment) in segments(file.track_file) {
        let (Some(start), Some(reached)) = (segment.start_position, end) else {
            return;
        };
        let is_beside = |last: &&IndexSegment| last.partition == segment.partition;
        // In another partition the table may begin anew.
        let wanted = match last.filter(is_beside) {
            Some(last) => last
                .start_position
                .zip(last.duration)
                .map(|(start, duration)| start.saturating_add(duration.max(0))),
            None => Some(reached).filter(|&reached| start > reached || start < 0),
        };
        if let Some(wanted) = wanted.filter(|&wanted| wanted != start) {
            let message = format!(
                "a segment of the index table in `{path}` begins at edit unit {start}, and has to begin at {wanted}"
            );
            on.index(segment, IndexProperty::IndexStartPosition, message)
                .found(start)
                .expected(wanted);
        }
        end = segment
            .duration
            .and_then(|duration| start.checked_add(duration.max(0)))
            .map(|this| this.max(reached));
        last = Some(segment);
    }
}

declare_rule! {
    /// The index table of a track file does not reach to the end of the essence.
    ///
    /// ## Why it matters
    /// Players cannot find the frames that are not in it.
    ///
    /// ## How to fix it
    /// Have the index table written again, over all edit units.
    MXF_INDEX_DURATION_SHORT = "mxf-index-duration-short" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2019", "11.2")],
        needs: Headers,
        check: TrackFile(short),
    }
}

fn short(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    if !track_file.is_whole() {
        return;
    }
    let lengths = track_file.lengths();
    let segments = segments(track_file);
    let (path, agreed) = (file.path, lengths.agreed());
    let mut on = On::new(package, file, sink);
    if let (Some(found), Some(expected)) = (lengths.index, agreed)
        && found != expected
    {
        if let Some((_, last)) = segments.last().filter(|_| found < expected) {
            let message = format!(
                "the index table of `{path}` reaches over {found} edit units, and the essence has {expected}"
            );
            on.index(last, IndexProperty::IndexDuration, message)
                .found(found)
                .expected(expected);
        }
        return;
    }
    for (_, segment) in segments {
        let Some(duration) = segment.duration else {
            continue;
        };
        if duration < 0 {
            let message = format!(
                "a segment of the index table in `{path}` reaches over {duration} edit units"
            );
            on.index(segment, IndexProperty::IndexDuration, message)
                .found(duration)
                .expected("0 or more");
            continue;
        }
        let is_constant = segment.edit_unit_byte_count.is_some_and(|bytes| bytes > 0);
        let count = segment.entries.map_or(0, |entries| entries.count);
        // That it has none at all is told.
        if !is_constant
            && count > 0
            && count < duration.unsigned_abs()
            && !track_file.timing.is_timed_text
        {
            let message = format!(
                "a segment of the index table in `{path}` has {count} entries for {duration} edit units"
            );
            on.index(segment, IndexProperty::IndexEntryArray, message)
                .found(count)
                .expected(duration);
        }
    }
}

declare_rule! {
    /// The index table of a track file reaches beyond the end of the essence.
    ///
    /// ## Why it matters
    /// Either frames are missing, or the metadata says too few. Players that go by the index table play what is not there.
    ///
    /// ## How to fix it
    /// Compare with the essence, and have the index table or the metadata written again.
    MXF_INDEX_DURATION_EXCEEDS_TRACK = "mxf-index-duration-exceeds-track" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(long),
    }
}

fn long(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let lengths = file.track_file.lengths();
    let (Some(found), Some(expected)) = (lengths.index, lengths.agreed()) else {
        return;
    };
    let segments = segments(file.track_file);
    if let Some((_, last)) = segments.last().filter(|_| found > expected) {
        let path = file.path;
        let message = format!(
            "the index table of `{path}` reaches over {found} edit units, and the essence has {expected}"
        );
        On::new(package, file, sink)
            .index(last, IndexProperty::IndexDuration, message)
            .found(found)
            .expected(expected);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::IndexSegment;

    use super::case::Case;
    use super::mxf::testing::{PICTURE, SOUND, damage, rebuild};
    /// Divides the index table of the picture into two segments.
    fn divide(index: &mut Vec<IndexSegment>) {
        let mut second = index[0].clone();
        second.instance = Id([1; 16]);
        second.start = 2;
        second.duration = 2;
        second.offsets.as_mut().unwrap().drain(..2);
        index[0].duration = 2;
        index[0].offsets.as_mut().unwrap().truncate(2);
        index.push(second);
    }
    &[
        Case::fires("pkg-index-partition-missing", "none", |package| {
            rebuild(package, SOUND, |parts| parts.index.clear());
        }),
        Case::silent("pkg-index-partition-missing", "one", |_| {}),
        Case::fires("mxf-index-item-size", "entries of ten bytes", |package| {
            damage(package, PICTURE, |bytes| {
                let array = [0x3f, 0x0a, 0, 52, 0, 0, 0, 4, 0, 0, 0, 11];
                let at = bytes.windows(12).position(|found| found == array).unwrap();
                bytes[at + 11] = 10;
            });
        }),
        Case::silent("mxf-index-item-size", "entries of eleven bytes", |_| {}),
        Case::fires(
            "mxf-index-start-position-incorrect",
            "a first unit of 1",
            |package| {
                rebuild(package, SOUND, |parts| {
                    parts.index[0].start = 1;
                    parts.index[0].duration -= 1;
                });
            },
        ),
        Case::fires("mxf-index-start-position-incorrect", "a gap", |package| {
            rebuild(package, PICTURE, |parts| {
                divide(&mut parts.index);
                parts.index[1].start = 3;
                parts.index[1].duration = 1;
            });
        }),
        Case::fires(
            "mxf-index-start-position-incorrect",
            "an overlap",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    divide(&mut parts.index);
                    let third = parts.index[1].offsets.as_ref().unwrap()[0];
                    parts.index[0].duration = 3;
                    parts.index[0].offsets.as_mut().unwrap().push(third);
                });
            },
        ),
        Case::silent(
            "mxf-index-start-position-incorrect",
            "two segments that join",
            |package| {
                rebuild(package, PICTURE, |parts| divide(&mut parts.index));
            },
        ),
        Case::fires(
            "mxf-index-duration-short",
            "half of the picture",
            |package| {
                rebuild(package, PICTURE, |parts| parts.index[0].duration = 2);
            },
        ),
        Case::fires(
            "mxf-index-duration-short",
            "entries for half of it",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    parts.index[0].offsets.as_mut().unwrap().truncate(2);
                });
            },
        ),
        Case::fires("mxf-index-duration-short", "one sample less", |package| {
            rebuild(package, SOUND, |parts| parts.index[0].duration -= 1);
        }),
        Case::silent("mxf-index-duration-short", "all of a clip", |package| {
            rebuild(package, SOUND, |parts| parts.index[0].duration = 0);
        }),
        Case::fires(
            "mxf-index-duration-exceeds-track",
            "one frame more",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    let offsets = parts.index[0].offsets.as_mut().unwrap();
                    offsets.push(offsets[3] + 1);
                    parts.index[0].duration += 1;
                });
            },
        ),
        Case::silent(
            "mxf-index-duration-exceeds-track",
            "an entry more",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    let offsets = parts.index[0].offsets.as_mut().unwrap();
                    offsets.push(offsets[3] + 1);
                });
            },
        ),
    ]
};
