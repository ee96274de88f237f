//! The first element of essence, found without a walk.

use std::cell::Cell;
use std::io;

use imf_mxf::essence::{Counts, Element, ElementKind, Extent, Walk, first_element, first_part};
use imf_mxf::{Limits, Source, TrackFile, Ul, read};

use crate::corpus::track_files;
use crate::files::{
    BODY, DARK, DYNAMIC, FILL, File, HEADER, PACK_BYTES, PICTURE, PREFACE, SOUND_CLIP, STREAM,
    STREAM_DATA, SYSTEM, pictures,
};

/// Bytes that count what is read of them.
struct Counting<'b>(&'b [u8], Cell<u64>);

impl Source for Counting<'_> {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read_at(offset, buffer)?;
        self.1.set(self.1.get() + count as u64);
        Ok(count)
    }
}

fn structure(bytes: &[u8]) -> TrackFile {
    read(&bytes, &Limits::default()).unwrap().value
}

/// The first element, for which less than 4 KiB are read.
#[track_caller]
fn first(bytes: &[u8]) -> Option<Element> {
    let source = Counting(bytes, Cell::new(0));
    let found = first_element(&source, &structure(bytes)).unwrap();
    assert!(source.1.get() < 4096, "{} bytes", source.1.get());
    found
}

#[test]
fn the_first_element_is_the_essence_itself() {
    let file = pictures();
    let found = first(&file.bytes).unwrap();
    assert_eq!(found.item.offset, file.landmarks[1] + PACK_BYTES);
    assert_eq!((found.body_sid, found.partition), (1, 1));
    assert_eq!((found.length(), found.room), (100, 420 - 20));
    let file = File::default().pack(HEADER, 0, 0).item(PREFACE, &[1; 9]);
    let file = file.pack(BODY, 1, 0).item(FILL, &[0; 9]).item(DARK, &[1]);
    let file = file.item(SYSTEM, &[1; 9]).item(DYNAMIC, &[2; 9]);
    let private = first(&file.clone().end().bytes).unwrap();
    assert_eq!(private.item.key, Ul::from_u128(DYNAMIC));
    let found = first(&file.item(SOUND_CLIP, &[3; 7]).end().bytes).unwrap();
    assert_eq!(
        (found.item.length, found.item.key),
        (7, Ul::from_u128(SOUND_CLIP))
    );
}

#[test]
fn where_no_element_is_near_there_is_none() {
    let none = File::default().pack(HEADER, 0, 0).item(PREFACE, &[1; 9]);
    assert_eq!(first(&none.clone().end().bytes), None);
    let mut file = none.clone().pack(BODY, 1, 0);
    for _ in 0..100 {
        file = file.item(DARK, &[1]);
    }
    assert_eq!(first(&file.item(PICTURE, &[1]).end().bytes), None);
    // Bodies without essence, another stream, a generic stream.
    let mut file = none.clone();
    for _ in 0..200 {
        file = file.pack(BODY, 1, 0);
    }
    assert_eq!(first(&file.end().bytes), None);
    let file = none.clone().pack(BODY, 1, 0).pack(BODY, 2, 0);
    assert_eq!(first(&file.item(PICTURE, &[1]).end().bytes), None);
    let file = none.pack(STREAM, 1, 0).item(STREAM_DATA, &[1]);
    assert_eq!(first(&file.end().bytes), None);
    let bytes = File::default().pack(HEADER, 1, 0).raw(&[0xde; 40]).end();
    assert_eq!(first(&bytes.bytes), None);
}

#[test]
fn the_first_part_of_a_generic_stream() {
    let file = File::default().pack(HEADER, 0, 0).pack(STREAM, 7, 0);
    let at = file.at() + 29;
    let file = file.item(FILL, &[0; 9]).item(STREAM_DATA, &[1; 5]);
    let file = file.item(STREAM_DATA, &[2; 5]).pack(STREAM, 8, 0);
    let file = file.item(PICTURE, &[3; 5]).pack(BODY, 9, 0);
    let bytes = file.item(STREAM_DATA, &[1; 5]).end().bytes;
    let structure = structure(&bytes);
    let part = |index| first_part(&bytes.as_slice(), &structure, index).unwrap();
    let found = part(1).unwrap();
    assert_eq!(
        (found.item.offset, found.body_sid, found.length()),
        (at, 7, 5)
    );
    // No part of a generic stream, no partition for one, no partition.
    assert_eq!([2, 3, 99].map(part), [None; 3]);
}

#[test]
fn the_first_elements_of_the_samples_are_those_that_a_walk_meets() {
    let mut found = 0;
    for (name, bytes) in track_files() {
        let mut walk = Walk::new(Extent {
            length: bytes.len() as u64,
            ..Extent::default()
        });
        walk.feed(0, &bytes);
        let counts: Counts = walk.finish();
        let sid = counts.streams.first().map_or(0, |stream| stream.body_sid);
        let walked = counts.track(sid);
        let element = first(&bytes);
        assert_eq!(
            element.map(|element| (element.item.offset, element.item.value, element.item.key)),
            walked.map(|track| (track.tally.first, track.first_value, track.key)),
            "{name}"
        );
        found += u32::from(element.is_some());
        if let Some(element) = element
            && ElementKind::of(element.item.key) != ElementKind::Private
        {
            assert!(element.length() == element.item.length, "{name}");
        }
    }
    imf_testkit::say(format_args!("{found} first elements"));
}
