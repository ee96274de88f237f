//! How long a track file is, by all that says so.
//!
//! Track, material package, descriptor and index table each give the length of the essence. Where one of them differs, it
//! is that one that is wrong.

use imf_mxf::{HeaderMetadata, IndexSegment};

use super::header::Track;
use super::label::property;
use super::{TrackFile, edit_rate};

/// What says how long the essence is, in edit units of the essence track; `None` where it does not, cannot be compared,
/// or is at fault by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) track: Option<u64>,
    pub(crate) material: Option<u64>,
    pub(crate) descriptor: Option<u64>,
    pub(crate) index: Option<u64>,
}

impl TrackFile {
    /// What says how long the essence is: five rules ask.
    pub(crate) fn lengths(&self) -> &Lengths {
        self.lengths.get_or_init(|| Lengths::of(self))
    }
}

impl Lengths {
    fn of(track_file: &TrackFile) -> Self {
        let header = &track_file.header;
        let (Some(metadata), Some(track)) = (track_file.metadata(), header.essence_track()) else {
            return Self::default();
        };
        let material = material(track_file).filter(|material| is_at_rate(material, track));
        let descriptor = || {
            let set = metadata.sets.get(header.file_package()?.descriptor?)?;
            u64::try_from(set.property(property::ESSENCE_LENGTH)?.i64()?).ok()
        };
        let rate = track_file.timing.rate();
        // Nothing can be compared with edit units of a rate that is in doubt.
        Self {
            track: length(metadata, track),
            material: material.and_then(|material| length(metadata, material)),
            descriptor: rate
                .filter(|_| !track_file.timing.counts_parts())
                .and_then(|_| descriptor()),
            index: rate.and_then(|_| index(track_file)),
        }
    }

    /// How long the essence is: what most say; that of the track where there are as many for another.
    pub(crate) fn agreed(&self) -> Option<u64> {
        let all = [self.track, self.material, self.descriptor, self.index];
        let votes = |length: u64| all.iter().filter(|&&other| other == Some(length)).count();
        // Of several with as many votes the last is the greatest.
        let known = all.into_iter().rev().flatten();
        known.max_by_key(|&length| votes(length))
    }
}

/// The only essence track of the only material package.
pub(crate) fn material(track_file: &TrackFile) -> Option<&Track> {
    let [material] = &*track_file.header.material_packages else {
        return None;
    };
    let mut tracks = material.essence_tracks();
    tracks.next().filter(|_| tracks.next().is_none())
}

/// Whether both count in the same edit units.
pub(crate) fn is_at_rate(one: &Track, other: &Track) -> bool {
    let rates = one
        .edit_rate
        .map(edit_rate)
        .zip(other.edit_rate.map(edit_rate));
    rates.is_some_and(|(one, other)| {
        one.is_positive() && other.is_positive() && one.same_ratio(other)
    })
}

/// The length of a track, where its components add up to it.
pub(crate) fn length(metadata: &HeaderMetadata, track: &Track) -> Option<u64> {
    let length = u64::try_from(track.length?).ok()?;
    (sum(metadata, track).is_none_or(|sum| sum == i128::from(length))).then_some(length)
}

/// The sum of the lengths of a sequence's components; `None` where it is not known, or the components may not all be
/// there.
pub(crate) fn sum(metadata: &HeaderMetadata, track: &Track) -> Option<i128> {
    let sequence = metadata.sets.get(track.segment?)?;
    let stated = sequence.property(property::COMPONENT_OBJECTS)?.batch()?;
    if stated.count as usize != track.components.len() {
        return None;
    }
    let lengths = track.components.iter().map(|&component| {
        let length = metadata
            .sets
            .get(component)?
            .property(property::COMPONENT_LENGTH)?
            .i64()?;
        (length >= 0).then_some(i128::from(length))
    });
    lengths.sum()
}

/// The segments of the index table of the essence by their first edit unit, each with its number among all segments.
pub(crate) fn segments(track_file: &TrackFile) -> Vec<(usize, &IndexSegment)> {
    let all = &track_file.structure.index_segments;
    let metadata = track_file.metadata();
    let data = track_file.header.essence_data.first();
    let stream = data.zip(metadata).and_then(|(&set, metadata)| {
        let set = metadata.sets.get(set)?;
        set.property(property::ESSENCE_STREAM_ID)?.u32()
    });
    let mut segments: Vec<(usize, &IndexSegment)> = all
        .iter()
        .enumerate()
        .filter(|(_, segment)| stream.is_none() || segment.body_sid == stream)
        .collect();
    segments.sort_by_key(|(_, segment)| segment.start_position);
    segments
}

/// How many edit units the index table reaches over; `None` where it does not say, or says it of other units.
fn index(track_file: &TrackFile) -> Option<u64> {
    let timing = &track_file.timing;
    // The document is one unit, however long it is shown.
    if timing.is_timed_text {
        return None;
    }
    let rate = timing.rate()?;
    let mut end = None;
    for (_, segment) in segments(track_file) {
        let (start, duration) = (segment.start_position?, segment.duration?);
        let stated = edit_rate(segment.edit_rate?);
        let is_none = stated.numerator() == 0 && stated.denominator() == 0;
        // Constant edit units without a duration go on for as long as the essence does.
        if duration == 0 && segment.edit_unit_byte_count.is_some_and(|bytes| bytes > 0)
            || !is_none && !stated.same_ratio(rate)
        {
            return None;
        }
        end = end.max(Some(u64::try_from(start.checked_add(duration)?).ok()?));
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lengths: [Option<u64>; 4], agreed: Option<u64>) {
        let [track, material, descriptor, index] = lengths;
        let lengths = Lengths {
            track,
            material,
            descriptor,
            index,
        };
        assert_eq!(lengths.agreed(), agreed);
    }

    #[test]
    fn most_are_right() {
        check([Some(24), Some(24), Some(24), Some(24)], Some(24));
        check([Some(24), Some(24), Some(12), Some(24)], Some(24));
        check([Some(12), Some(24), Some(24), None], Some(24));
        check([None; 4], None);
    }

    #[test]
    fn of_two_the_track_is_right() {
        check([Some(24), Some(12), None, None], Some(24));
        check([Some(24), None, None, Some(30)], Some(24));
        check([Some(24), Some(12), Some(12), Some(24)], Some(24));
        check([None, Some(12), None, Some(24)], Some(12));
    }
}
