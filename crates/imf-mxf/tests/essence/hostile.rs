//! Files that are cut, and files with damage.

use imf_mxf::essence::Extent;
use imf_testkit::Imp;

use crate::files::{DYNAMIC, FILL, INDEX, PICTURE, SOUND_CLIP, STREAM, STREAM_DATA, pictures};
use crate::{Random, every_way, whole};

#[test]
fn every_cut_of_a_file_comes_to_the_same_in_every_way() {
    let file = pictures();
    for length in 0..file.bytes.len() {
        let bytes = &file.bytes[..length];
        let mut extent = file.extent();
        extent.length = length as u64;
        let counts = every_way(&extent, bytes, &length);
        assert!(counts.ended);
        assert_eq!(counts.end, extent.length);
        // The file is shorter than was said. A walk does not see the end of the last value, only that of its length.
        let counts = every_way(&file.extent(), bytes, &length);
        assert_eq!(counts.intact(), length >= file.bytes.len() - 16);
    }
}

#[test]
fn damage_comes_to_the_same_in_every_way() {
    let file = pictures();
    let file = file.item(SOUND_CLIP, &[1; 30]).item(INDEX, &[2; 20]);
    let file = file.item(FILL, &[0; 40]).pack(STREAM, 3, 0);
    let file = file.item(STREAM_DATA, &[9; 10]).item(DYNAMIC, &[3; 3]);
    let mut random = Random(7);
    let mut faulty = 0;
    for round in 0..4000 {
        let mut bytes = file.bytes.clone();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            bytes[at] = match random.below(3) {
                0 => bytes[at] ^ 1 << random.below(8),
                1 => 0xff,
                _ => u8::try_from(random.below(256)).unwrap(),
            };
        }
        let mut extent = if round % 2 == 0 {
            file.extent()
        } else {
            file.plain()
        };
        // Landmarks that are none.
        for _ in 0..random.below(3) {
            extent.landmarks.push(random.below(2000) as u64);
        }
        let counts = every_way(&extent, &bytes, &round);
        assert!(counts.ended);
        faulty += u32::from(!counts.faults.is_empty());
    }
    assert!(faulty > 400, "{faulty}");
}

#[test]
fn a_hundred_thousand_flips_in_a_real_file() {
    let package = Imp::minimal();
    let bytes = package.files.values().find(|bytes| imf_mxf::is_mxf(bytes));
    let mut bytes = bytes.unwrap().clone();
    bytes.truncate(8000);
    let extent = Extent {
        length: bytes.len() as u64,
        ..Extent::default()
    };
    let mut random = Random(99);
    let mut faulty = 0;
    for _ in 0..100_000 {
        let at = random.below(bytes.len());
        let before = bytes[at];
        bytes[at] ^= 1 << random.below(8);
        let counts = whole(&extent, &bytes);
        assert!(counts.ended && counts.faults.len() <= 100);
        faulty += u32::from(counts.faults.len() > 1);
        bytes[at] = before;
    }
    assert!(faulty > 0);
}

#[test]
fn noise_is_a_file_too() {
    let mut random = Random(3);
    for length in 0..300_usize {
        let mut bytes: Vec<u8> = (0..length)
            .map(|_| u8::try_from(random.below(256)).unwrap())
            .collect();
        if length > 40 {
            bytes[..16].copy_from_slice(&PICTURE.to_be_bytes());
        }
        let extent = Extent {
            length: length as u64,
            landmarks: vec![random.below(300) as u64],
            ..Extent::default()
        };
        every_way(&extent, &bytes, &length);
    }
}
