//! What a walk counts, and each fault alone.

use imf_mxf::Ul;
use imf_mxf::essence::{
    Counts, Extent, Fault, FaultKind, LengthFault, Stated, Tally, Walk, Wrapping,
};

use crate::files::{
    BODY, DARK, DYNAMIC, FILL, File, HEADER, INDEX, PACK_BYTES, PICTURE, PREFACE, SOUND_CLIP,
    STREAM, STREAM_DATA, SYSTEM, pictures,
};
use crate::{by_ranges, every_way, whole};

/// Walks `file` in every way and holds its faults against `wanted`.
#[track_caller]
fn check(file: &File, wanted: &[(u64, FaultKind)]) -> Counts {
    check_in(&file.extent(), file, wanted)
}

#[track_caller]
fn check_in(extent: &Extent, file: &File, wanted: &[(u64, FaultKind)]) -> Counts {
    let counts = every_way(extent, &file.bytes, &"a small file");
    let faults: Vec<_> = counts
        .faults
        .iter()
        .map(|fault| (fault.at, fault.kind.clone()))
        .collect();
    assert_eq!(faults, wanted);
    assert!(counts.ended);
    assert_eq!(counts.end, extent.length);
    let breaks = wanted.iter().any(|(_, kind)| kind.breaks_count());
    assert_eq!(counts.intact(), !breaks);
    counts
}

fn ul(key: u128) -> Ul {
    Ul::from_u128(key)
}

#[test]
fn a_small_file_valid() {
    let file = pictures();
    for extent in [file.extent(), file.plain()] {
        let counts = check_in(&extent, &file, &[]);
        let [header, body, footer] = counts.partitions.as_slice() else {
            panic!("{:?}", counts.partitions);
        };
        assert_eq!((header.offset, header.body_sid), (0, Some(0)));
        assert_eq!((header.metadata.count, header.metadata.bytes), (1, 50));
        assert_eq!((header.fill.count, header.fill.bytes), (1, 300));
        assert_eq!(
            (header.fill.first, header.end),
            (PACK_BYTES + 70, body.offset)
        );
        assert_eq!((body.body_sid, body.index_sid), (Some(1), 7));
        let first = body.offset + PACK_BYTES;
        let tally = Tally {
            count: 3,
            bytes: 360,
            first,
            last: first + 280,
        };
        assert_eq!(body.elements, tally);
        assert_eq!(footer.end + 36, extent.length);
        let [track] = counts.elements.as_slice() else {
            panic!("{:?}", counts.elements);
        };
        assert_eq!((track.tally, track.key), (tally, ul(PICTURE)));
        assert_eq!((track.first_value, track.second), (first + 20, first + 120));
        assert_eq!((track.shortest, track.longest), (100, 140));
        assert_eq!((counts.streams[0].bytes, counts.lost), (420, 0));
    }
}

#[test]
fn every_sort_of_item_is_counted_apart_valid() {
    let file = File::default().pack(HEADER, 0, 0).item(DARK, &[1; 9]);
    let file = file.pack(BODY, 1, 0).item(SYSTEM, &[2; 8]);
    let file = file.item(PICTURE, &[3; 7]).item(DYNAMIC, &[4; 6]);
    let file = file.pack(BODY, 0, 0).item(INDEX, &[5; 5]);
    let file = file.pack(STREAM, 2, 0).item(STREAM_DATA, &[6; 4]);
    let counts = check(&file.end(), &[]);
    let bytes = |pick: fn(&imf_mxf::essence::PartitionTally) -> Tally| -> Vec<u64> {
        counts
            .partitions
            .iter()
            .map(|partition| pick(partition).bytes)
            .collect()
    };
    assert_eq!(bytes(|partition| partition.dark), [9, 0, 0, 0, 0]);
    assert_eq!(bytes(|partition| partition.system), [0, 8, 0, 0, 0]);
    assert_eq!(bytes(|partition| partition.elements), [0, 13, 0, 0, 0]);
    assert_eq!(bytes(|partition| partition.index_segments), [0, 0, 5, 0, 0]);
    assert_eq!(bytes(|partition| partition.generic_stream), [0, 0, 0, 4, 0]);
    assert!(counts.partitions[3].is_generic_stream());
    assert!(!counts.partitions[2].is_generic_stream());
    assert_eq!(counts.elements.len(), 3);
}

#[test]
fn a_run_in_valid() {
    let file = pictures();
    let bytes = [vec![0xaa; 100], file.bytes.clone()].concat();
    let extent = Extent {
        start: 100,
        length: bytes.len() as u64,
        landmarks: Vec::new(),
    };
    let counts = every_way(&extent, &bytes, &"behind a run-in");
    assert_eq!((counts.faults.len(), counts.partitions[0].offset), (0, 100));
    assert_eq!(counts.elements[0].tally.count, 3);
}

#[test]
fn a_key_that_is_none_error() {
    let mut file = pictures();
    let second = file.landmarks[1] + PACK_BYTES + 120;
    let at = usize::try_from(second).unwrap();
    file.bytes[at..at + 16].fill(0xde);
    let found = Ul([0xde; 16]);
    let wanted = [(second, FaultKind::KeyInvalid { found })];
    for extent in [file.extent(), file.plain()] {
        let counts = check_in(&extent, &file, &wanted);
        assert_eq!((counts.partitions.len(), counts.lost), (3, 160));
        assert_eq!(counts.elements[0].tally.count, 2);
    }
    // The last element, which ends where the footer is known to be, or the file.
    let third = second + 160;
    for cut in [false, true] {
        let mut file = pictures();
        let at = usize::try_from(third).unwrap();
        file.bytes[at..at + 16].fill(0xde);
        if cut {
            file.bytes.truncate(at + 140);
            file.landmarks.truncate(2);
        }
        let counts = check(&file, &[(third, FaultKind::KeyInvalid { found })]);
        assert_eq!(counts.partitions.len(), if cut { 2 } else { 3 });
    }
}

#[test]
fn keys_and_lengths_that_are_none_error() {
    let mut file = pictures();
    let body = file.landmarks[1] + PACK_BYTES;
    let second = usize::try_from(body).unwrap() + 120;
    file.bytes[second..second + 20].fill(0xde);
    let kind = FaultKind::SyncLost {
        found: Ul([0xde; 16]),
        after: Some(body),
    };
    let wanted = [(body + 120, kind)];
    let counts = check(&file, &wanted);
    // The walk goes on at the footer.
    assert_eq!((counts.partitions.len(), counts.lost), (3, 300));
    assert_eq!(counts.elements[0].tally.count, 1);
    let counts = check_in(&file.plain(), &file, &wanted);
    assert_eq!(counts.partitions.len(), 2);
    assert_eq!(counts.lost, file.at() - (body + 120));
    // Two keys in a row that are none could as well be no items.
    let mut file = pictures();
    for at in [second, second + 160] {
        file.bytes[at..at + 16].fill(0xde);
    }
    check(&file, &wanted);
    // A length that leads to a key that nobody knows leads there by chance.
    let file = File::default().pack(BODY, 1, 0).item(PICTURE, &[1; 5]);
    let at = file.at();
    let file = file.raw(&[0xde; 16]).raw(&[3, 1, 1, 1]);
    let file = file.item(DARK, &[1; 9]).item(PICTURE, &[1; 5]).end();
    let kind = FaultKind::SyncLost {
        found: Ul([0xde; 16]),
        after: Some(PACK_BYTES),
    };
    check(&file, &[(at, kind)]);
}

#[test]
fn a_walk_that_stops_behind_a_key_that_is_none() {
    let mut file = pictures();
    let body = file.landmarks[1] + PACK_BYTES;
    let second = usize::try_from(body).unwrap() + 120;
    file.bytes[second..second + 16].fill(0xde);
    let mut walk = Walk::new(file.extent());
    walk.feed(0, &file.bytes[..second + 40]);
    let counts = walk.finish();
    assert!(!counts.ended && !counts.intact());
    assert_eq!((counts.faults.len(), counts.faults[0].at), (1, body + 120));
}

#[test]
fn an_element_that_is_longer_than_it_is_error() {
    let mut file = pictures();
    let body = file.landmarks[1] + PACK_BYTES;
    file.bytes[usize::try_from(body).unwrap() + 19] += 30;
    let kind = FaultKind::SyncLost {
        found: Ul([[3; 16].as_slice()].concat().try_into().unwrap()),
        after: Some(body),
    };
    check(&file, &[(body + 150, kind)]);
}

#[test]
fn a_length_that_nobody_takes_error() {
    for (first, length) in [
        (0x89, LengthFault::Long(9)),
        (0x80, LengthFault::Indefinite),
        (0xff, LengthFault::Long(127)),
    ] {
        let mut file = pictures();
        let body = file.landmarks[1] + PACK_BYTES;
        file.bytes[usize::try_from(body).unwrap() + 16] = first;
        let key = ul(PICTURE);
        let kind = FaultKind::LengthInvalid { key, length };
        let counts = check(&file, &[(body + 16, kind)]);
        assert_eq!((counts.lost, counts.partitions.len()), (420, 3));
    }
}

#[test]
fn a_length_of_half_of_all_numbers_error() {
    let file = File::default().pack(BODY, 1, 0).raw(&PICTURE.to_be_bytes());
    let file = file.raw(&[0x88, 0x80, 0, 0, 0, 0, 0, 0, 1]).end();
    let kind = FaultKind::LengthInvalid {
        key: ul(PICTURE),
        length: LengthFault::Huge((1 << 63) + 1),
    };
    check(&file, &[(PACK_BYTES + 16, kind)]);
}

#[test]
fn an_element_that_runs_past_the_next_partition_error() {
    let mut file = pictures();
    let body = file.landmarks[1] + PACK_BYTES;
    let third = usize::try_from(body).unwrap() + 120 + 160;
    file.bytes[third + 18] = 1;
    let kind = |room, end_of_file| FaultKind::Overrun {
        key: ul(PICTURE),
        length: 376,
        room,
        end_of_file,
    };
    let counts = check(&file, &[(third as u64, kind(120, false))]);
    assert_eq!(
        (counts.partitions.len(), counts.elements[0].tally.bytes),
        (3, 360)
    );
    let room = file.at() - third as u64 - 20;
    check_in(&file.plain(), &file, &[(third as u64, kind(room, true))]);
}

#[test]
fn an_end_in_the_midst_of_a_key_error() {
    let file = File::default()
        .pack(BODY, 1, 0)
        .raw(&PICTURE.to_be_bytes()[..9]);
    check(&file, &[(PACK_BYTES, FaultKind::Truncated { left: 9 })]);
    let file = file.end();
    check(&file, &[(PACK_BYTES, FaultKind::Truncated { left: 9 })]);
    let file = File::default()
        .raw(&PICTURE.to_be_bytes())
        .raw(&[0x84, 0, 0]);
    check(&file, &[(0, FaultKind::Truncated { left: 19 })]);
    let mut file = File::default().pack(BODY, 1, 0);
    file.bytes.truncate(60);
    check(&file, &[(0, FaultKind::Truncated { left: 60 })]);
}

#[test]
fn bytes_behind_the_random_index_error() {
    let file = pictures();
    let end = file.at();
    let file = file.raw(&[0x55; 4096]);
    check(&file, &[(end, FaultKind::TrailingBytes { bytes: 4096 })]);
    // Another file behind it is not a part of this one, but what is known to be there is looked at.
    let mut file = pictures();
    file = file.pack(BODY, 1, 420).item(PICTURE, &[1; 5]);
    let bytes = PACK_BYTES + 25;
    let counts = check(&file, &[(end, FaultKind::TrailingBytes { bytes })]);
    assert_eq!(counts.elements[0].tally.count, 4);
}

#[test]
fn essence_without_a_stream_error() {
    let file = File::default().pack(BODY, 0, 0).item(PICTURE, &[1; 5]);
    let file = file.item(PICTURE, &[1; 5]).pack(STREAM, 0, 0);
    let second = file.at();
    let file = file.item(STREAM_DATA, &[1; 5]).end();
    let kind = |key| FaultKind::EssenceWithoutStream { key: ul(key) };
    check(
        &file,
        &[(PACK_BYTES, kind(PICTURE)), (second, kind(STREAM_DATA))],
    );
}

#[test]
fn keys_that_do_not_fit_each_other_error() {
    let two = |second: u128| {
        let file = File::default().pack(BODY, 1, 0).item(PICTURE, &[1; 5]);
        file.item(second, &[2; 5]).item(second, &[2; 5]).end()
    };
    let at = PACK_BYTES + 25;
    for key in [PICTURE + 1, PICTURE + 0x100, PICTURE + 0x1_0000] {
        let kind = FaultKind::ElementKeyMismatch {
            key: ul(key),
            first: ul(PICTURE),
        };
        check(&two(key), &[(at, kind)]);
    }
    // Another item, another version of the key, and other streams are none of its business.
    for key in [SOUND_CLIP, DYNAMIC, SYSTEM, PICTURE + (1 << 64)] {
        check(&two(key), &[]);
    }
    let file = File::default().pack(BODY, 1, 0).item(PICTURE, &[1; 5]);
    check(&file.pack(BODY, 2, 0).item(PICTURE + 1, &[1; 5]).end(), &[]);
}

#[test]
fn two_elements_of_two_valid() {
    let [left, right] = [PICTURE + 0x1_0000, PICTURE + 0x1_0001];
    let file = File::default().pack(BODY, 1, 0).item(left, &[1; 5]);
    let counts = check(&file.item(right, &[1; 5]).item(left, &[1; 5]).end(), &[]);
    assert_eq!(counts.elements[0].tally.count, 2);
}

#[test]
fn streams_in_several_partitions() {
    let body = |offset| {
        let file = File::default().pack(BODY, 1, 0).item(PICTURE, &[1; 80]);
        let file = file.item(FILL, &[0; 30]).item(PICTURE, &[1; 10]);
        let file = file.item(FILL, &[0; 40]).pack(BODY, 1, offset);
        let second = file.landmarks[1];
        (file.item(PICTURE, &[1; 10]).end(), second + 20 + 52)
    };
    // With the fill at the end, and without.
    check(&body(100 + 50 + 30 + 60).0, &[]);
    check(&body(100 + 50 + 30).0, &[]);
    let (file, at) = body(999);
    let kind = FaultKind::BodyOffsetWrong {
        body_sid: 1,
        stated: 999,
        counted: 240,
    };
    check(&file, &[(at, kind)]);
}

#[test]
fn more_keys_partitions_and_faults_than_are_kept_apart() {
    let mut file = File::default().pack(BODY, 1, 0);
    for key in 0..100 {
        file = file.item(DYNAMIC + (key << 8), &[1; 10]);
    }
    let counts = check(&file, &[]);
    assert_eq!(
        (counts.elements.len(), counts.other_elements.count),
        (64, 36)
    );
    assert_eq!(counts.other_elements.bytes, 360);

    let mut file = File::default();
    for _ in 0..5000 {
        file = file.pack(BODY, 0, 0).item(PICTURE, &[1]);
    }
    let counts = every_way(&file.extent(), &file.bytes, &"many partitions");
    // The most of what is kept: below 2 MiB.
    assert!(size_of_val(counts.partitions.as_slice()) < 2 << 20);
    assert_eq!((counts.partitions.len(), counts.faults.len()), (4096, 100));
    assert_eq!(counts.other_faults, 4900);
    let others = counts.other_partitions.unwrap();
    assert_eq!((others.elements.count, others.end), (904, file.at()));
    assert_eq!(others.elements.last, file.at() - 21);

    let mut file = File::default();
    for sid in 1..100 {
        file = file.pack(BODY, sid, 0).item(PICTURE, &[1]);
    }
    let counts = check(&file, &[]);
    assert_eq!(counts.streams.len(), 64);
}

#[test]
fn a_walk_reads_keys_and_lengths_only() {
    let file = File::default()
        .pack(HEADER, 0, 0)
        .item(FILL, &vec![0; 1 << 20]);
    let file = file.pack(BODY, 1, 0).item(PICTURE, &vec![0; 3 << 20]).end();
    let (counts, read) = by_ranges(&file.extent(), &file.bytes);
    assert_eq!(counts, whole(&file.extent(), &file.bytes));
    assert_eq!(read, 3 * 84 + 3 * 20);
}

#[test]
fn a_body_of_terabytes_is_passed_over() {
    let length = 1 << 50;
    let mut walk = Walk::new(Extent {
        length,
        ..Extent::default()
    });
    walk.feed(0, &PICTURE.to_be_bytes());
    let next = walk.feed(16, &[0x88, 0, 3, 255, 255, 255, 255, 0, 0]);
    let end = 25 + 0x3_ffff_ffff_0000;
    assert_eq!(next, Some(end));
    assert_eq!(walk.wants(), Some(end..end + 17));
    // Bytes between change nothing.
    assert_eq!(walk.feed(1 << 30, &[1; 100]), Some(end));
    assert_eq!(walk.feed(end + 1, &[1; 100]), Some(end));
    let counts = walk.finish();
    assert!(!counts.ended && !counts.intact());
    assert_eq!((counts.end, counts.elements[0].tally.count), (end, 1));
}

#[test]
fn nothing_is_a_walk_too() {
    let counts = Walk::new(Extent::default()).finish();
    assert!(counts.intact() && counts.partitions.is_empty());
    let mut walk = Walk::new(Extent {
        start: 9,
        length: 4,
        landmarks: vec![3, 9, 9, u64::MAX],
    });
    assert_eq!(walk.wants(), None);
    assert_eq!(walk.feed(0, &[1; 20]), None);
    assert_eq!(walk.feed(u64::MAX, &[1; 20]), None);
    assert!(walk.finish().faults.is_empty());
}

fn stated(wrapping: Wrapping, units: u64, unit_bytes: u64) -> Stated {
    Stated {
        body_sid: 1,
        wrapping,
        units: Some(units),
        unit_bytes: Some(unit_bytes).filter(|&bytes| bytes > 0),
    }
}

#[track_caller]
fn check_against(file: &File, stated: Stated, wanted: &[(u64, FaultKind)]) {
    let faults: Vec<_> = whole(&file.extent(), &file.bytes)
        .against(&stated)
        .into_iter()
        .map(|Fault { at, kind }| (at, kind))
        .collect();
    assert_eq!(faults, wanted);
}

#[test]
fn frames_against_what_is_said_of_them() {
    let file = pictures();
    let body = file.landmarks[1] + PACK_BYTES;
    let (key, counted) = (ul(PICTURE), 3);
    check_against(&file, stated(Wrapping::Frame, 3, 0), &[]);
    check_against(&file, stated(Wrapping::Frame, 3, 140), &[]);
    for stated_units in [2, 4] {
        let kind = FaultKind::ElementCountWrong {
            key,
            stated: stated_units,
            counted,
        };
        let wanted = [(body + 280, kind)];
        check_against(&file, stated(Wrapping::Frame, stated_units, 0), &wanted);
    }
    let kind = FaultKind::BytesWrong {
        key,
        stated: 423,
        counted: 420,
    };
    check_against(&file, stated(Wrapping::Frame, 3, 141), &[(body, kind)]);
    let other = Stated {
        body_sid: 2,
        ..stated(Wrapping::Frame, 3, 0)
    };
    let kind = FaultKind::EssenceMissing { body_sid: 2 };
    check_against(&file, other, &[(0, kind)]);
}

#[test]
fn every_track_of_frames_has_an_element_for_each() {
    let [left, right] = [PICTURE + 0x1_0000, PICTURE + 0x1_0001];
    let file = File::default().pack(BODY, 1, 0).item(left, &[1; 5]);
    let file = file.item(right, &[1; 5]).item(DYNAMIC, &[1; 5]);
    let last = file.at() - 25 - 25;
    let file = file.item(left, &[1; 5]).end();
    let kind = FaultKind::ElementCountWrong {
        key: ul(right),
        stated: 2,
        counted: 1,
    };
    check_against(&file, stated(Wrapping::Frame, 2, 0), &[(last, kind)]);
}

#[test]
fn a_clip_against_what_is_said_of_it() {
    let file = File::default().pack(BODY, 1, 0).item(DYNAMIC, &[1; 4]);
    let file = file.item(SOUND_CLIP, &[1; 600]);
    let (at, key) = (PACK_BYTES + 24, ul(SOUND_CLIP));
    check_against(&file.clone().end(), stated(Wrapping::Clip, 100, 6), &[]);
    check_against(&file.clone().end(), stated(Wrapping::Clip, 1, 0), &[]);
    let kind = FaultKind::BytesWrong {
        key,
        stated: 606,
        counted: 600,
    };
    check_against(
        &file.clone().end(),
        stated(Wrapping::Clip, 101, 6),
        &[(at, kind)],
    );
    let second = file.at();
    let file = file.item(SOUND_CLIP, &[1; 6]).end();
    let kind = FaultKind::ClipDivided { key, counted: 2 };
    check_against(&file, stated(Wrapping::Clip, 101, 6), &[(second, kind)]);
}

#[test]
fn what_was_not_counted_is_not_held_against_anything() {
    let file = pictures();
    let plain = file.plain();
    let mut walk = Walk::new(plain);
    walk.feed(0, &file.bytes[..1000]);
    let counts = walk.finish();
    assert!(!counts.ended);
    assert_eq!(counts.against(&stated(Wrapping::Frame, 9, 0)), []);
}

#[test]
fn metadata_is_not_essence() {
    let file = File::default().pack(HEADER, 0, 0).item(PREFACE, &[0; 4]);
    let kind = FaultKind::EssenceMissing { body_sid: 1 };
    let wanted = [(PACK_BYTES + 24, kind)];
    let file = file.pack(BODY, 1, 0).end();
    check_against(&file, stated(Wrapping::Frame, 1, 0), &wanted);
}
