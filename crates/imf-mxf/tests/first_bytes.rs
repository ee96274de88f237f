//! The first bytes of the sample files' essence.

#![cfg(test)]

#[path = "essence/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;

use imf_mxf::essence::{ElementKind, Extent, Walk};
use imf_mxf::first_bytes::{Content, content};
use imf_testkit::delivery::Delivery;

use corpus::track_files;

/// What the first element of each track looks like, by the last four bytes of its key, and the kind of the element.
fn contents(bytes: &[u8]) -> Vec<(u32, ElementKind, Content)> {
    let length = bytes.len() as u64;
    let mut walk = Walk::new(Extent {
        length,
        ..Extent::default()
    });
    walk.feed(0, bytes);
    let tracks = walk.finish().elements.into_iter().map(|track| {
        let start = usize::try_from(track.first_value).unwrap();
        let length = match track.second {
            0 => track.tally.bytes,
            second => second - track.first_value,
        };
        let few = usize::try_from(length.min(4096)).unwrap();
        let found = content(&bytes[start..start + few], length);
        let [.., a, b, c, d] = track.key.0;
        let number = u32::from_be_bytes([a, b, c, d]);
        (number, ElementKind::of(track.key), found)
    });
    tracks.collect()
}

#[test]
fn the_essence_of_the_samples_looks_like_what_its_key_says() {
    let mut kinds = BTreeMap::new();
    for (name, bytes) in track_files() {
        for (number, kind, content) in contents(&bytes) {
            let fits = match (kind, number) {
                (ElementKind::Picture, 0x1501_0800..=0x1501_08ff) => content == Content::Jpeg2000,
                (ElementKind::Picture, 0x1501_1201) => content == Content::OpenExr,
                (ElementKind::Sound, 0x1601_0d01) => {
                    matches!(content, Content::ImmersiveAudio { preamble: 1603, .. })
                }
                (ElementKind::Data, 0x1701_0b01) => {
                    matches!(&content, Content::Xml(root) if root.is_timed_text())
                }
                (ElementKind::Private, _) => matches!(
                    content,
                    Content::Xml(_) | Content::ImmersiveAudio { preamble: 1603, .. }
                ),
                _ => content == Content::Other,
            };
            assert!(fits, "{name}: {number:08x} {content:?}");
            *kinds.entry(format!("{kind:?} {number:08x}")).or_insert(0) += 1;
        }
    }
    imf_testkit::say(format_args!("{kinds:?}"));
}

#[test]
fn the_essence_of_a_package_looks_like_what_it_is() {
    let package = Delivery::with_timed_text().build();
    let mut found = Vec::new();
    for bytes in package.files.values() {
        if imf_mxf::is_mxf(bytes) {
            found.extend(contents(bytes));
        }
    }
    let jpeg_2000 = found
        .iter()
        .filter(|(.., content)| *content == Content::Jpeg2000)
        .count();
    let timed_text = found
        .iter()
        .filter(|(.., content)| matches!(content, Content::Xml(root) if root.is_timed_text()))
        .count();
    assert_eq!((found.len(), jpeg_2000, timed_text), (3, 1, 1), "{found:?}");
}

#[test]
fn a_hundred_thousand_flips_are_no_harm() {
    let document =
        b"<?xml version='1.0'?><!DOCTYPE a:tt [ <!ENTITY b 'c'> ]><a:tt xmlns:a = \"u\" d='e'/>";
    let audio = [1, 0, 0, 0, 2, 7, 7, 2, 0, 0, 0, 3, 8, 0, 0];
    let wide: Vec<u8> = "<tt xmlns='u\u{1f600}'/>"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let seeds = [document.as_slice(), &audio, &wide];
    let mut random = 11_u64;
    let mut below = move |end: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % end
    };
    let mut changed = 0;
    for round in 0..100_000 {
        let seed = seeds[round % seeds.len()];
        let mut bytes = seed.to_vec();
        for _ in 0..=below(3) {
            let at = below(bytes.len());
            bytes[at] ^= 1 << below(8);
        }
        bytes.truncate(bytes.len() - below(4));
        let length = (bytes.len() + below(2) * 100) as u64;
        let found = content(&bytes, length);
        if let Content::More(needs) = found {
            assert!(needs > bytes.len() as u64 && needs <= length);
        }
        changed += u32::from(found != content(seed, seed.len() as u64));
    }
    assert!(changed > 10_000, "{changed}");
}
