//! What the entries of index tables say, and the streams of essence that they lead into (ST 377-1:2019, 11).

use std::io;

use imf_mxf::{IndexSegment, Partition, PartitionKind, Source};

use crate::hash::HashMap;

/// How many bytes of an entry come before its stream offset: temporal offset, key frame offset, flags.
const BEFORE_OFFSET: u64 = 3;

/// The entries of a segment of an index table, in a few words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexEntries {
    /// The stream offset of the first.
    pub first: Option<u64>,
    /// The stream offset of the last.
    pub last: Option<u64>,
    /// The first that leads nowhere.
    pub wrong: Option<WrongEntry>,
    /// How many lead nowhere.
    pub wrong_count: u64,
}

/// An entry whose stream offset cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongEntry {
    /// Which entry of the segment.
    pub index: u64,
    /// Where in the file its stream offset is.
    pub at: u64,
    /// The stream offset.
    pub offset: u64,
    /// What it ought to be.
    pub bound: Bound,
}

/// What a stream offset has to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It lies behind that of the entry before, which is this.
    Behind(u64),
    /// It lies in the stream, which has so many bytes.
    Within(u64),
}

impl IndexEntries {
    /// Reads the entries of `segment` out of the file in `source`; its stream has `length` bytes, where that is known.
    pub(crate) fn read(
        segment: &IndexSegment,
        source: &dyn Source,
        length: Option<u64>,
    ) -> io::Result<Self> {
        let mut entries = Self::default();
        let Some(array) = segment.entries else {
            return Ok(entries);
        };
        for (index, entry) in (0..).zip(segment.read_entries(source)) {
            let offset = entry?.stream_offset;
            // An offset of which the one before is wrong already is held against the last that was right.
            let bound = match (entries.last, length) {
                (_, Some(length)) if offset >= length => Some(Bound::Within(length)),
                (Some(last), _) if offset <= last => Some(Bound::Behind(last)),
                _ => None,
            };
            if let Some(bound) = bound {
                entries.wrong_count += 1;
                entries.wrong.get_or_insert(WrongEntry {
                    index,
                    at: array.at + index * u64::from(array.size) + BEFORE_OFFSET,
                    offset,
                    bound,
                });
            } else {
                entries.first.get_or_insert(offset);
                entries.last = Some(offset);
            }
        }
        Ok(entries)
    }
}

/// How many bytes each stream of essence has at most, over all partitions that have any of it.
pub(crate) fn stream_lengths(structure: &imf_mxf::TrackFile) -> HashMap<u32, u64> {
    let mut lengths = HashMap::default();
    for partition in structure
        .partitions
        .iter()
        .filter(|partition| is_essence(partition))
    {
        let end = partition.body_offset.saturating_add(room(partition));
        let length = lengths.entry(partition.body_sid).or_insert(end);
        *length = end.max(*length);
    }
    lengths
}

/// Whether the pack says that there is essence, and no generic stream.
pub(crate) fn is_essence(partition: &Partition) -> bool {
    partition.has_essence() && partition.kind != Some(PartitionKind::GenericStream)
}

/// How many bytes of essence a partition has at most. Fill counts too: where it ends only a walk over the essence can
/// tell.
fn room(partition: &Partition) -> u64 {
    let before = partition
        .item
        .end()
        .saturating_add(partition.header_byte_count)
        .saturating_add(partition.index_byte_count);
    partition.end.saturating_sub(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with the entries at these offsets, in a stream of 100 bytes.
    #[track_caller]
    fn check(offsets: &[u64], wrong: Option<(u64, Bound)>, count: u64) {
        let file = imf_testkit::delivery::image_file(imf_testkit::track_file::Image::gray(
            imf_testkit::delivery::EDIT_RATE,
            1,
        ));
        let bytes = file.bytes_with(|parts| parts.index[0].offsets = Some(offsets.to_vec()));
        let structure = imf_mxf::read(&bytes, &imf_mxf::Limits::default())
            .expect("memory can be read")
            .value;
        let segment = &structure.index_segments[0];
        let entries = IndexEntries::read(segment, &bytes, Some(100)).expect("memory can be read");
        let found = entries.wrong.map(|wrong| (wrong.index, wrong.bound));
        assert_eq!((found, entries.wrong_count), (wrong, count));
        if let Some(wrong) = entries.wrong {
            let at = usize::try_from(wrong.at).expect("the file is small");
            assert_eq!(bytes[at..at + 8], wrong.offset.to_be_bytes());
        }
    }

    #[test]
    fn offsets_rise_and_stay_in_the_stream() {
        check(&[0, 10, 99], None, 0);
        check(&[], None, 0);
        check(&[24], None, 0);
        check(&[0, 10, 10, 20], Some((2, Bound::Behind(10))), 1);
        check(&[0, 10, 100], Some((2, Bound::Within(100))), 1);
        check(&[0, u64::MAX, 10], Some((1, Bound::Within(100))), 1);
        check(&[u64::MAX; 4], Some((0, Bound::Within(100))), 4);
    }
}
