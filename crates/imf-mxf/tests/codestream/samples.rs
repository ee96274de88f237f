//! The first pictures of the sample files.

use imf_mxf::codestream::{MainHeader, Marker, main_header};
use imf_mxf::essence::{Extent, Walk};
use imf_testkit::track_file::Picture;

use crate::corpus::track_files;

/// The JPEG 2000 track files of the samples: name, bytes, and where the first picture and its end lie.
fn pictures() -> Vec<(String, Vec<u8>, [u64; 2])> {
    let mut files = Vec::new();
    for (name, bytes) in track_files() {
        let mut walk = Walk::new(Extent {
            length: bytes.len() as u64,
            ..Extent::default()
        });
        walk.feed(0, &bytes);
        // Item type 15 is picture, element type 08 a frame of JPEG 2000 (ST 422).
        let tracks = walk.finish().elements.into_iter();
        let mut pictures = tracks.filter(|track| matches!(track.key.0, [.., 0x15, _, 8, _]));
        if let Some(track) = pictures.next() {
            // The elements lie side by side, so that the first is not longer than this.
            let next = if track.second > 0 {
                track.second
            } else {
                track.first_value + track.longest
            };
            files.push((name, bytes, [track.first_value, next]));
        }
    }
    imf_testkit::say(format_args!("{} of them with JPEG 2000", files.len()));
    files
}

/// Reads the first few KiB of a codestream.
#[track_caller]
fn check(name: &str, codestream: &[u8], at: u64) -> MainHeader {
    let few = &codestream[..codestream.len().min(4096)];
    let header = main_header(few, at, codestream.len() as u64);
    assert_eq!(header.faults, [], "{name}");
    assert_eq!(header.needs, None, "{name}");
    assert!(header.first_tile_part.is_some(), "{name}");
    let size = header.size.as_ref().unwrap();
    let components = size.picture_component_sizing.len();
    assert_eq!(components, usize::from(size.csiz), "{name}");
    header
}

#[test]
fn the_first_pictures_of_the_samples_are_read() {
    let mut repeated = 0;
    for (name, bytes, [from, to]) in pictures() {
        let [start, end] = [from, to].map(|at| usize::try_from(at).unwrap());
        let header = check(&name, &bytes[start..end], from);
        let size = header.size.as_ref().unwrap();
        assert_eq!(size.at, from + 6, "{name}");
        // What the sub-descriptor in the header repeats, stands there byte by byte.
        let holds = |octets: &[u8]| {
            bytes[..start - 20]
                .windows(octets.len())
                .any(|window| window == octets)
        };
        // The elements CodingStyleDefault and QuantizationDefault, which the primer lists where they are.
        let element = |number: u8| {
            let key = 0x060e_2b34_0101_010a_0401_0603_0000_0000_u128 | u128::from(number) << 24;
            key.to_be_bytes()
        };
        let coding = header.coding_style_default.as_ref().unwrap();
        let quantization = header.quantization_default.as_ref().unwrap();
        if holds(&element(0x0c)) {
            assert!(holds(&coding.octets), "{name}: {coding:02x?}");
            repeated += 1;
        }
        if holds(&element(0x0d)) {
            assert!(holds(&quantization.octets), "{name}: {quantization:02x?}");
            repeated += 1;
        }
        if let Some(capabilities) = &header.extended_capabilities {
            let words = capabilities
                .ccapi
                .iter()
                .flat_map(|word| word.to_be_bytes());
            let octets: Vec<u8> = words.collect();
            assert!(holds(&capabilities.pcap.to_be_bytes()), "{name}");
            assert!(holds(&octets), "{name}");
            repeated += 1;
        }
    }
    imf_testkit::say(format_args!(
        "{repeated} segments are in sub-descriptors too"
    ));
}

#[test]
fn high_throughput_is_told_from_the_rest() {
    let mut seen = [0, 0];
    for (name, bytes, [from, to]) in pictures() {
        let [start, end] = [from, to].map(|at| usize::try_from(at).unwrap());
        let header = check(&name, &bytes[start..end], from);
        let fast = name.contains("/HT/");
        let coding = header.coding_style_default.as_ref().unwrap();
        assert_eq!(coding.is_high_throughput(), fast, "{name}");
        assert_eq!(header.has(Marker::CAP), fast, "{name}");
        if fast {
            let capabilities = header.extended_capabilities.as_ref().unwrap();
            assert!(capabilities.is_high_throughput(), "{name}");
            let said = capabilities.part(15).unwrap();
            assert_eq!(said & 0xf000, 0, "{name}: {said:04x}");
            let size = header.size.as_ref().unwrap();
            assert_eq!((size.rsiz, size.xsiz, size.ysiz), (0x4000, 1920, 1080));
            assert_eq!(size.picture_component_sizing[0].depth(), 12);
        }
        seen[usize::from(fast)] += 1;
    }
    let [others, fast] = seen;
    imf_testkit::say(format_args!("{fast} of high throughput, {others} not"));
}

#[test]
fn the_pictures_of_the_testkit_are_read() {
    for (picture, columns) in [
        (Picture::Box0, [1, 1, 1]),
        (Picture::Box3, [1, 1, 1]),
        (Picture::Gray, [1, 1, 1]),
        (Picture::Gray422, [1, 2, 2]),
    ] {
        let header = check("testkit", picture.codestream(), 0);
        let size = header.size.unwrap();
        assert_eq!((size.xsiz, size.ysiz), (1920, 1080));
        let sizing = &size.picture_component_sizing;
        let found: Vec<u8> = sizing.iter().map(|component| component.xrsiz).collect();
        assert_eq!(found, columns);
        assert!(sizing.iter().all(|component| component.depth() == 10));
        assert_eq!(header.extended_capabilities, None);
    }
}
