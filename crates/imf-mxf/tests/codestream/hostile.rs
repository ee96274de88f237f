//! Headers that are cut, and headers with damage.

use imf_mxf::codestream::{FaultKind, main_header};
use imf_testkit::track_file::Picture;

use crate::Codestream;

const PICTURES: [Picture; 3] = [Picture::Box0, Picture::Gray, Picture::Gray422];

/// Headers that a cut and a flip are tried on.
fn headers() -> Vec<Vec<u8>> {
    let pictures = PICTURES.iter().map(|picture| {
        let codestream = picture.codestream();
        codestream[..codestream.len().min(400)].to_vec()
    });
    [Codestream::small().bytes()]
        .into_iter()
        .chain(pictures)
        .collect()
}

#[test]
fn a_beginning_says_how_much_more_it_needs() {
    for bytes in headers() {
        let length = bytes.len() as u64;
        let whole = main_header(&bytes, 7, length);
        assert_eq!((&*whole.faults, whole.needs), ([].as_slice(), None));
        let end = whole.first_tile_part.unwrap() - 7 + 2;
        for count in 0..bytes.len() {
            let header = main_header(&bytes[..count], 7, length);
            if count as u64 >= end {
                assert_eq!(header, whole);
                continue;
            }
            let mut needs = header.needs.unwrap();
            assert!(header.faults.is_empty() && needs > count as u64);
            // What it asks for leads to the end.
            loop {
                let count = usize::try_from(needs).unwrap();
                let header = main_header(&bytes[..count], 7, length);
                let Some(more) = header.needs else {
                    assert_eq!(header, whole);
                    break;
                };
                assert!(more > needs);
                needs = more;
            }
        }
    }
}

#[test]
fn every_cut_of_a_header_is_a_fault() {
    for bytes in headers() {
        let whole = main_header(&bytes, 0, bytes.len() as u64);
        let end = usize::try_from(whole.first_tile_part.unwrap()).unwrap() + 2;
        for count in 0..end {
            let header = main_header(&bytes[..count], 0, count as u64);
            assert_eq!((header.needs, header.faults.len()), (None, 1));
            let fault = &header.faults[0];
            let left = count as u64 - fault.at;
            assert_eq!(fault.kind, FaultKind::Truncated { left });
        }
    }
}

#[test]
fn a_hundred_thousand_flips_are_no_harm() {
    let mut random = 5_u64;
    let mut below = move |end: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % end
    };
    let headers = headers();
    let mut faulty = 0;
    for round in 0..100_000 {
        let mut bytes = headers[round % headers.len()].clone();
        for _ in 0..=below(3) {
            let at = below(bytes.len().min(150));
            bytes[at] ^= 1 << below(8);
        }
        let length = bytes.len() as u64 + below(2) as u64 * 1000;
        let header = main_header(&bytes, u64::MAX - 5, length);
        assert!(header.faults.len() <= 100 && header.segments.len() <= 128);
        faulty += u32::from(!header.faults.is_empty());
    }
    assert!(faulty > 10_000, "{faulty}");
}

#[test]
fn a_header_without_end_is_read_to_what_there_is() {
    let mut codestream = Codestream::small();
    for number in 0..2000_u16 {
        codestream.segments.push((0xff65 + number % 40, Vec::new()));
    }
    let bytes = codestream.bytes();
    let header = main_header(&bytes, 0, bytes.len() as u64);
    assert!(header.first_tile_part.is_some());
    assert_eq!(header.segments.len(), 43);
    let counted: u32 = header.segments.iter().map(|segment| segment.count).sum();
    assert_eq!(counted, 2003);
}
