//! Index table segments.

use imf_mxf::{
    DeltaEntry, IndexEntry, IndexProperty, IndexSegment, Limits, ProblemKind, Rational, Uuid, read,
};

use crate::bytes::{FILL, PACK, Pack, batch, find, item, local};

pub(crate) const TWO: u128 = 0x060e_2b34_0253_0101_0d01_0201_0110_0100;
const BER: u128 = 0x060e_2b34_0213_0101_0d01_0201_0110_0100;

/// The properties of a segment of an index table whose edit units differ.
pub(crate) fn properties(start: u64, offsets: &[u64]) -> Vec<Vec<u8>> {
    let entries: Vec<u8> = offsets
        .iter()
        .flat_map(|offset| [[0xff, 2, 0x80].as_slice(), &offset.to_be_bytes()].concat())
        .collect();
    vec![
        local(0x3c0a, &[5; 16]),
        local(0x3f0b, &[0, 0, 0, 24, 0, 0, 0, 1]),
        local(0x3f0c, &start.to_be_bytes()),
        local(0x3f0d, &(offsets.len() as u64).to_be_bytes()),
        local(0x3f05, &[0; 4]),
        local(0x3f06, &[0, 0, 0, 129]),
        local(0x3f07, &[0, 0, 0, 1]),
        local(0x3f08, &[0]),
        local(0x3f09, &batch(6, &[0xff, 1, 0, 0, 0, 3])),
        local(0x3f0a, &batch(11, &entries)),
    ]
}

/// A file whose only index table is in the body partition behind the header.
fn file(index: &[u8]) -> Vec<u8> {
    let body = Pack {
        index_byte_count: index.len() as u64,
        index_sid: 129,
        ..Pack::new(3, PACK as u64, 0, 0)
    };
    [Pack::new(2, 0, 0, 0).bytes(), body.bytes(), index.to_vec()].concat()
}

/// Reads `bytes` and holds the problems with index tables against `wanted`: kind, offset, property.
#[track_caller]
fn check(bytes: &[u8], wanted: &[(ProblemKind, u64, &str)]) -> Vec<IndexSegment> {
    let parsed = read(&bytes, &Limits::default()).unwrap();
    let found: Vec<_> = parsed
        .problems
        .iter()
        .filter(|problem| {
            let of_index = matches!(
                &*problem.set,
                "IndexTableSegment" | "fill" | "partition pack"
            );
            of_index && problem.kind != ProblemKind::PrimerMissing
        })
        .map(|problem| (problem.kind, problem.at, &*problem.property))
        .collect();
    assert_eq!(found, wanted, "{:#?}", parsed.problems);
    parsed.value.index_segments
}

fn offsets(segment: &IndexSegment, bytes: &[u8]) -> Vec<u64> {
    segment
        .read_entries(&bytes)
        .map(|entry| entry.unwrap().stream_offset)
        .collect()
}

#[test]
fn a_segment_of_variable_edit_units_valid() {
    let bytes = file(&item(TWO, &properties(0, &[0, 1000, 5000]).concat()));
    let [segment] = &check(&bytes, &[])[..] else {
        panic!("one segment")
    };
    assert_eq!(segment.instance, Some(Uuid([5; 16])));
    assert_eq!(
        segment.edit_rate,
        Some(Rational {
            numerator: 24,
            denominator: 1
        })
    );
    assert_eq!(
        (segment.start_position, segment.duration),
        (Some(0), Some(3))
    );
    assert_eq!((segment.index_sid, segment.body_sid), (Some(129), Some(1)));
    assert_eq!(
        (segment.slice_count, segment.position_table_count),
        (Some(0), None)
    );
    assert_eq!(segment.partition, 1);
    let first = IndexEntry {
        temporal_offset: -1,
        key_frame_offset: 2,
        flags: 0x80,
        stream_offset: 0,
    };
    assert_eq!(segment.read_entries(&bytes).next().unwrap().unwrap(), first);
    assert_eq!(offsets(segment, &bytes), [0, 1000, 5000]);
    let delta = DeltaEntry {
        position_table_index: -1,
        slice: 1,
        element_delta: 3,
    };
    assert_eq!(
        segment
            .read_deltas(&bytes)
            .map(Result::unwrap)
            .collect::<Vec<_>>(),
        [delta]
    );
    let place = find(&bytes, &local(0x3f06, &[0, 0, 0, 129])) as u64 + 4;
    assert_eq!(segment.place(IndexProperty::IndexStreamId), Some(place));
    assert_eq!(segment.place(IndexProperty::ExtStartOffset), None);
}

#[test]
fn a_segment_of_constant_edit_units_valid() {
    let mut constant = properties(0, &[]);
    constant[4] = local(0x3f05, &[0, 0, 0, 6]);
    constant.truncate(8);
    let bytes = file(&item(TWO, &constant.concat()));
    let segments = check(&bytes, &[]);
    assert_eq!(segments[0].edit_unit_byte_count, Some(6));
    assert_eq!(
        (
            segments[0].entries,
            segments[0].read_entries(&bytes).count()
        ),
        (None, 0)
    );
}

#[test]
fn several_segments_with_fill_valid() {
    let index = [
        item(FILL, &[0; 10]),
        item(TWO, &properties(0, &[0, 10]).concat()),
        item(FILL, &[0; 50]),
        item(TWO, &properties(2, &[20]).concat()),
        item(FILL, &[0; 7]),
    ];
    let mut bytes = file(&index.concat());
    // The fill before the table is no part of it.
    let count = index[1..].concat().len() as u64;
    bytes[PACK + 25 + 40..PACK + 25 + 48].copy_from_slice(&count.to_be_bytes());
    let segments = check(&bytes, &[]);
    let found: Vec<_> = segments
        .iter()
        .map(|segment| offsets(segment, &bytes))
        .collect();
    assert_eq!(found, [vec![0, 10], vec![20]]);
    assert_eq!(segments[1].start_position, Some(2));
}

#[test]
fn a_segment_of_more_than_64_kib_valid() {
    let entries: Vec<u8> = (0..10_000_u64)
        .flat_map(|n| [[0; 3].as_slice(), &(n * 7).to_be_bytes()].concat())
        .collect();
    let array = batch(11, &entries);
    let length = u32::try_from(array.len()).unwrap().to_be_bytes();
    let value = [
        [0x3f, 0x0a, 0x84].as_slice(),
        &length,
        &array,
        &[0x3f, 0x07, 4, 0, 0, 0, 9],
    ]
    .concat();
    let bytes = file(&item(BER, &value));
    let segments = check(&bytes, &[]);
    assert_eq!(segments[0].body_sid, Some(9));
    let found = offsets(&segments[0], &bytes);
    assert_eq!((found.len(), found[9_999]), (10_000, 69_993));
}

#[test]
fn an_array_that_claims_too_much_error() {
    let bytes = file(&item(TWO, &properties(0, &[0, 10]).concat()));
    let array = find(&bytes, &[0, 0, 0, 2, 0, 0, 0, 11]);
    for (offset, value, count) in [(0, u32::MAX, 2), (4, u32::MAX, 0), (4, 0, 0), (0, 1, 1)] {
        let mut bytes = bytes.clone();
        bytes[array + offset..array + offset + 4].copy_from_slice(&value.to_be_bytes());
        let segments = check(
            &bytes,
            &[(ProblemKind::BatchInvalid, array as u64, "IndexEntryArray")],
        );
        assert_eq!(
            segments[0].read_entries(&bytes).count(),
            count,
            "{offset} {value}"
        );
    }
}

#[test]
fn values_of_other_lengths_and_twice_error() {
    let mut damaged = properties(0, &[0]);
    damaged[1] = local(0x3f0b, &[1; 7]);
    damaged[5] = local(0x3f07, &[0, 0, 0, 2]);
    let bytes = file(&item(TWO, &damaged.concat()));
    let rate = find(&bytes, &[1; 7]) as u64;
    let second = find(&bytes, &local(0x3f07, &[0, 0, 0, 1])) as u64 + 4;
    let segments = check(
        &bytes,
        &[
            (ProblemKind::LengthInvalid, rate, "IndexEditRate"),
            (ProblemKind::DuplicateTag, second, "EssenceStreamID"),
        ],
    );
    assert_eq!(
        (segments[0].edit_rate, segments[0].body_sid),
        (None, Some(2))
    );
}

#[test]
fn an_item_that_reaches_past_its_segment_error() {
    let mut bytes = file(&item(TWO, &properties(0, &[0]).concat()));
    let slices = find(&bytes, &local(0x3f08, &[0]));
    bytes[slices + 2] = 0xff;
    let segments = check(
        &bytes,
        &[(ProblemKind::Truncated, slices as u64, "SliceCount")],
    );
    assert_eq!((segments[0].body_sid, segments[0].entries), (Some(1), None));
}

#[test]
fn a_byte_count_that_is_too_great_or_for_nothing_error() {
    let at = (PACK + 25 + 40) as u64;
    let wrong = (ProblemKind::ByteCountWrong, at, "IndexByteCount");
    let mut bytes = file(&item(TWO, &properties(0, &[0]).concat()));
    bytes[PACK + 25 + 47] ^= 1;
    check(&bytes, &[wrong]);
    let bytes = file(&item(FILL, &[0; 20]));
    assert!(check(&bytes, &[wrong]).is_empty());
}

#[test]
fn a_segment_that_is_cut_off_error() {
    let segment = item(TWO, &properties(0, &[0, 10]).concat());
    let mut bytes = file(&segment);
    bytes.truncate(bytes.len() - 5);
    let at = bytes.len() as u64 + 5 - segment.len() as u64;
    let array = at + segment.len() as u64 - 8 - 22 - 4;
    let segments = check(
        &bytes,
        &[
            (ProblemKind::Truncated, at, ""),
            (ProblemKind::Truncated, array, "IndexEntryArray"),
            (
                ProblemKind::ByteCountWrong,
                (PACK + 25 + 40) as u64,
                "IndexByteCount",
            ),
        ],
    );
    assert_eq!(segments[0].duration, Some(2));
}
