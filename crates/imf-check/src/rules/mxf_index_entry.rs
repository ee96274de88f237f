//! Rules on where index tables say that edit units are, and at what rate (ST 377-1:2019, 11).

use imf_mxf::{IndexProperty, IndexSegment};

use super::cpl::and_more;
use super::mxf::place::On;
use super::mxf::{self, INDEX_SEGMENT};
use crate::judge::{Sink, subject};
use crate::package::track_file::length::segments;
use crate::package::track_file::{edit_rate, stream_lengths};
use crate::package::{Bound, Package, WrongEntry};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// An index table leads to a place where no edit unit can be.
    ///
    /// The offsets of its entries rise, and lie in the essence. Constant edit units together are no longer than that.
    ///
    /// ## Why it matters
    /// Players that seek by the index table find nothing, or something else.
    ///
    /// ## How to fix it
    /// Have the index table written again. Where the essence was cut short, have the file written again.
    MXF_INDEX_OFFSET_INVALID = "mxf-index-offset-invalid" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2019", "11.2")],
        needs: Headers,
        check: TrackFile(offsets),
    }
}

fn offsets(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    // Of a file that is cut off, or has less essence than it says, that is told.
    if !track_file.is_whole() || mxf::differs(track_file) {
        return;
    }
    let structure = &track_file.structure;
    let mut wrong: Option<WrongEntry> = None;
    let mut count = 0;
    for entries in track_file.index_entries.iter().flatten() {
        wrong = wrong.or(entries.wrong);
        count += entries.wrong_count;
    }
    let mut on = On::new(package, file, sink);
    let path = file.path;
    if let Some(entry) = wrong {
        let offset = entry.offset;
        let (is, bound) = match entry.bound {
            Bound::Behind(last) => (
                format!("not behind the one before, at {last}"),
                format!("more than {last}"),
            ),
            Bound::Within(length) => (
                format!("behind the end of the essence, which has {length} bytes"),
                format!("less than {length}"),
            ),
        };
        let more = and_more(count);
        let message = format!(
            "entry {}{more} of the index table in `{path}` leads to byte {offset} of the essence, {is}",
            entry.index
        );
        on.at(entry.at, INDEX_SEGMENT, "IndexEntryArray", message)
            .found(offset)
            .expected(bound);
        return;
    }
    let agreed = track_file.lengths().agreed();
    let lengths = stream_lengths(structure);
    for (_, segment) in segments(track_file) {
        let bytes = u64::from(segment.edit_unit_byte_count.unwrap_or(0));
        let length = segment.body_sid.and_then(|stream| lengths.get(&stream));
        let (Some(length), Some(end)) =
            (length.filter(|_| bytes > 0).copied(), end(segment, agreed))
        else {
            continue;
        };
        let all = bytes.saturating_mul(end);
        if all > length {
            let message = format!(
                "the index table of `{path}` gives {end} edit units of {bytes} bytes each, and the essence has {length} bytes"
            );
            on.index(segment, IndexProperty::EditUnitByteCount, message)
                .found(format!("{all} bytes"))
                .expected(format!("{length} bytes at most"));
            return;
        }
    }
    crossing(&mut on);
}

/// Where a segment of constant edit units ends.
fn end(segment: &IndexSegment, agreed: Option<u64>) -> Option<u64> {
    match (segment.start_position?, segment.duration?) {
        (_, 0) => agreed,
        (start, duration) => u64::try_from(start.checked_add(duration)?)
            .ok()
            // More than there are is told.
            .map(|end| agreed.map_or(end, |agreed| end.min(agreed))),
    }
}

/// Says of each segment whose first entry does not lie behind the last one of the segment before it.
fn crossing(on: &mut On<'_, '_>) {
    let track_file = on.file.track_file;
    let entries = |at: usize| track_file.index_entries.get(at).copied().flatten();
    let segments = segments(track_file);
    for pair in segments.windows(2) {
        let [(number_before, before), (number, segment)] = *pair else {
            continue;
        };
        let joins = before
            .start_position
            .zip(before.duration)
            .map(|(start, duration)| start.saturating_add(duration))
            == segment.start_position;
        let last = entries(number_before).and_then(|entries| entries.last);
        let first = entries(number).and_then(|entries| entries.first);
        let (Some(last), Some(first), true) = (last, first, joins) else {
            continue;
        };
        if first <= last {
            let path = on.file.path;
            let message = format!(
                "a segment of the index table in `{path}` begins at byte {first} of the essence, not behind the last entry of the segment before, at {last}"
            );
            on.index(segment, IndexProperty::IndexEntryArray, message)
                .found(first)
                .expected(format!("more than {last}"));
            return;
        }
    }
}

declare_rule! {
    /// A segment of an index table gives both a length for all edit units and a place for each, or neither.
    ///
    /// ## Why it matters
    /// Readers take one of them, and another reader the other. With neither no edit unit can be found.
    ///
    /// ## How to fix it
    /// Have the index table written again: with entries where edit units differ in length, else with their length.
    MXF_INDEX_CBE_VBE = "mxf-index-cbe-vbe" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2019", "11.2")],
        needs: Headers,
        check: TrackFile(constant_or_not),
    }
}

fn constant_or_not(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for segment in &file.track_file.structure.index_segments {
        let bytes = segment.edit_unit_byte_count.unwrap_or(0);
        let count = segment.entries.map_or(0, |entries| entries.count);
        // An array whose size is wrong is told.
        let is_stated = segment.place(IndexProperty::IndexEntryArray).is_some();
        let is_told = is_stated && segment.entries.is_none();
        if bytes > 0 && count > 0 {
            let message = format!(
                "a segment of the index table in `{path}` gives edit units of {bytes} bytes each, and {count} entries besides"
            );
            on.index(segment, IndexProperty::EditUnitByteCount, message)
                .found(format!("{bytes} bytes and {count} entries"))
                .expected("one of the two");
        } else if bytes == 0 && count == 0 && !is_told && segment.duration != Some(0) {
            let message = format!(
                "a segment of the index table in `{path}` gives neither a length of edit units nor entries"
            );
            on.index(segment, IndexProperty::EditUnitByteCount, message)
                .found("neither")
                .expected("one of the two");
        }
    }
}

declare_rule! {
    /// The index table of a track file has another edit rate than the essence track.
    ///
    /// ## Why it matters
    /// The entries count in edit units of that rate. Players that go by it seek to the wrong place.
    ///
    /// ## How to fix it
    /// Have the index table written again, at the edit rate of the track.
    MXF_INDEX_EDIT_RATE_DIFFERS = "mxf-index-edit-rate-differs" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2019", "11.2")],
        needs: Headers,
        check: TrackFile(rate),
    }
}

/// Whether the rate is 0/0: no rate at all.
fn is_missing(segment: &IndexSegment) -> bool {
    segment
        .edit_rate
        .is_some_and(|rate| rate.numerator == 0 && rate.denominator == 0)
}

fn rate(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    // Where track and descriptor do not agree, that is told.
    let Some(expected) = file.track_file.timing.rate() else {
        return;
    };
    let is_other = |segment: &&IndexSegment| {
        segment.edit_rate.map(edit_rate).is_some_and(|rate| {
            !(is_missing(segment) || rate.is_positive() && rate.same_ratio(expected))
        })
    };
    let segments = segments(file.track_file);
    let mut others = segments
        .into_iter()
        .map(|(_, segment)| segment)
        .filter(is_other);
    let first = others.next();
    let count = others.count() + 1;
    if let Some((first, found)) = first.and_then(|first| Some((first, first.edit_rate?))) {
        let (path, found) = (file.path, edit_rate(found));
        let more = and_more(count as u64);
        let message = format!(
            "a segment{more} of the index table in `{path}` has the edit rate {found}, and the essence track has {expected}"
        );
        On::new(package, file, sink)
            .index(first, IndexProperty::IndexEditRate, message)
            .found(found)
            .expected(expected);
    }
}

declare_rule! {
    /// The index table of a track file gives no edit rate: it says 0/0.
    ///
    /// Older versions of a library that many programs use wrote that.
    ///
    /// ## Why it matters
    /// Most players take the edit rate of the track. One that divides by this one fails.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a newer version of the program that wrote it.
    MXF_INDEX_EDIT_RATE_MISSING = "mxf-index-edit-rate-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(rate_missing),
    }
}

fn rate_missing(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let all = &file.track_file.structure.index_segments;
    let count = all.iter().filter(|segment| is_missing(segment)).count();
    if let Some(first) = all.iter().find(|segment| is_missing(segment)) {
        let path = file.path;
        let more = and_more(count as u64);
        let message =
            format!("a segment{more} of the index table in `{path}` gives no edit rate, but 0/0");
        let mut on = On::new(package, file, sink);
        let draft = on.index(first, IndexProperty::IndexEditRate, message);
        draft.found("0/0");
        if let Some(expected) = file.track_file.timing.rate() {
            draft.expected(expected);
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::track_file::Rate;

    use super::case::Case;
    use super::mxf::testing::{PICTURE, SOUND, rebuild};
    &[
        Case::fires("mxf-index-offset-invalid", "nothing but ones", |package| {
            rebuild(package, PICTURE, |parts| {
                parts.index[0].offsets = Some(vec![u64::MAX; 4]);
            });
        }),
        Case::fires(
            "mxf-index-offset-invalid",
            "two frames at one place",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    let offsets = parts.index[0].offsets.as_mut().unwrap();
                    offsets[2] = offsets[1];
                });
            },
        ),
        Case::fires(
            "mxf-index-offset-invalid",
            "a second segment that goes back",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    let mut second = parts.index[0].clone();
                    second.instance = Id([1; 16]);
                    (second.start, second.duration) = (2, 2);
                    second.offsets.as_mut().unwrap().truncate(2);
                    parts.index[0].duration = 2;
                    parts.index[0].offsets.as_mut().unwrap().truncate(2);
                    parts.index.push(second);
                });
            },
        ),
        Case::silent(
            "mxf-index-offset-invalid",
            "a first frame behind its key",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    for offset in parts.index[0].offsets.as_mut().unwrap() {
                        *offset += 20;
                    }
                });
            },
        ),
        Case::fires("mxf-index-cbe-vbe", "both", |package| {
            rebuild(package, PICTURE, |parts| {
                let [first, second, ..] = *parts.index[0].offsets.as_deref().unwrap() else {
                    unreachable!()
                };
                parts.index[0].edit_unit_byte_count = u32::try_from(second - first).unwrap();
            });
        }),
        Case::fires("mxf-index-cbe-vbe", "neither", |package| {
            rebuild(package, PICTURE, |parts| parts.index[0].offsets = None);
        }),
        Case::silent(
            "mxf-index-cbe-vbe",
            "a length, and an array of no entries",
            |package| {
                rebuild(package, SOUND, |parts| {
                    parts.index[0].offsets = Some(Vec::new());
                });
            },
        ),
        Case::fires("mxf-index-edit-rate-differs", "25", |package| {
            rebuild(package, PICTURE, |parts| {
                parts.index[0].edit_rate = Rate(25, 1);
            });
        }),
        Case::silent(
            "mxf-index-edit-rate-differs",
            "the same in other numbers",
            |package| {
                rebuild(package, PICTURE, |parts| {
                    parts.index[0].edit_rate = Rate(48_000, 2_002);
                });
            },
        ),
        Case::fires("mxf-index-edit-rate-missing", "0/0", |package| {
            rebuild(package, PICTURE, |parts| {
                parts.index[0].edit_rate = Rate(0, 0);
            });
        }),
        Case::silent("mxf-index-edit-rate-missing", "a rate", |_| {}),
    ]
};
