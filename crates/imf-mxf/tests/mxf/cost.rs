//! What a reading costs in bytes read.

use std::cell::Cell;
use std::io;

use imf_mxf::{Limits, Source, TrackFile, read};

use crate::bytes::{ESSENCE, FILL, PACK, Pack, item, key, random_index};
use crate::samples;

/// A file of stretches of bytes with nothing but zeros between, which counts what is read of it.
struct Sparse {
    length: u64,
    stretches: Vec<(u64, Vec<u8>)>,
    read: Cell<u64>,
}

impl Sparse {
    fn new() -> Self {
        Self {
            length: 0,
            stretches: Vec::new(),
            read: Cell::new(0),
        }
    }

    /// Adds bytes at the end.
    fn push(&mut self, bytes: Vec<u8>) {
        let at = self.length;
        self.length += bytes.len() as u64;
        self.stretches.push((at, bytes));
    }

    /// Adds an item with a value of zeros at the end.
    fn push_item(&mut self, digits: u128, length: u64) {
        self.push([&key(digits), [0x88].as_slice(), &length.to_be_bytes()].concat());
        self.length += length;
    }
}

impl Source for Sparse {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap();
        let count = left.min(buffer.len());
        self.read.set(self.read.get() + count as u64);
        for (index, byte) in buffer[..count].iter_mut().enumerate() {
            let at = offset + index as u64;
            let stretch = self.stretches.iter().rev().find(|(start, _)| *start <= at);
            let offset = stretch.and_then(|(start, _)| usize::try_from(at - start).ok());
            let value = stretch
                .zip(offset)
                .and_then(|((_, bytes), offset)| bytes.get(offset));
            *byte = value.copied().unwrap_or_default();
        }
        Ok(count)
    }
}

/// A file with so much fill in its header and so much essence in its body, as one item.
fn large(fill: u64, essence: u64, with_random_index: bool) -> Sparse {
    let text = crate::bytes::text_file();
    let small = read(&text, &Limits::default()).unwrap().value;
    let metadata = &small.metadata[0];
    let range = usize::try_from(metadata.start).unwrap()..usize::try_from(metadata.end).unwrap();
    let metadata = &text[range];
    let count = metadata.len() as u64 + 25 + fill;
    let body = PACK as u64 + count;
    let last = body + PACK as u64 + 25 + essence;
    let mut sparse = Sparse::new();
    sparse.push(
        Pack {
            header_byte_count: count,
            ..Pack::new(2, 0, 0, last)
        }
        .bytes(),
    );
    sparse.push(metadata.to_vec());
    sparse.push_item(FILL, fill);
    sparse.push(
        Pack {
            body_sid: 1,
            ..Pack::new(3, body, 0, last)
        }
        .bytes(),
    );
    sparse.push_item(ESSENCE, essence);
    sparse.push(Pack::new(4, last, body, last).bytes());
    if with_random_index {
        sparse.push(random_index(&[(0, 0), (1, body), (0, last)]));
    }
    sparse
}

fn parse(file: &Sparse) -> TrackFile {
    let parsed = read(file, &Limits::default()).unwrap();
    assert_eq!(parsed.problems, []);
    parsed.value
}

#[test]
fn essence_and_fill_of_any_size_are_not_read() {
    let small = large(100, 1000, true);
    assert_eq!(parse(&small).partitions.len(), 3);
    for (fill, essence) in [
        (1 << 30, 1000),
        (3 << 30, 1000),
        (100, 4 << 30),
        (3 << 30, 1 << 45),
    ] {
        let huge = large(fill, essence, true);
        let file = parse(&huge);
        assert_eq!(file.partitions.len(), 3);
        assert_eq!(
            file.metadata[0].sets.len(),
            parse(&large(100, 1000, true)).metadata[0].sets.len()
        );
        // One window of the small file holds what takes two around a fill.
        assert!(
            huge.read.get() <= small.read.get() + 4096,
            "{} bytes",
            huge.read.get()
        );
    }
}

#[test]
fn without_a_random_index_no_more_is_read_of_a_large_file() {
    let counts = [1000, 4 << 30].map(|essence| {
        let file = large(100, essence, false);
        let parsed = read(&file, &Limits::default()).unwrap();
        assert_eq!(parsed.value.partitions.len(), 3);
        file.read.get()
    });
    assert_eq!(counts[0], counts[1]);
}

#[test]
fn of_samples_no_more_is_read_than_headers_index_and_64_kib() {
    for (name, bytes) in samples::track_files() {
        let file = Sparse {
            length: bytes.len() as u64,
            stretches: vec![(0, bytes)],
            read: Cell::new(0),
        };
        let parsed = read(&file, &Limits::default()).unwrap().value;
        let metadata: u64 = parsed
            .metadata
            .iter()
            .map(|metadata| metadata.end - metadata.start)
            .sum();
        let index: u64 = parsed
            .partitions
            .iter()
            .map(|partition| partition.index_byte_count)
            .sum();
        let read = file.read.get();
        assert!(
            read <= metadata + index + (64 << 10),
            "{name}: {read} bytes"
        );
    }
}

#[test]
fn a_body_of_many_items_is_not_walked_where_the_links_do() {
    let mut body = Vec::new();
    for _ in 0..10_000 {
        body.extend(item(ESSENCE, &[1; 10]));
    }
    let footer = (PACK + PACK + body.len()) as u64;
    let mut file = Sparse::new();
    file.push(Pack::new(2, 0, 0, footer).bytes());
    file.push(
        Pack {
            body_sid: 1,
            ..Pack::new(3, PACK as u64, 0, footer)
        }
        .bytes(),
    );
    file.push(body);
    file.push(Pack::new(4, footer, PACK as u64, footer).bytes());
    let parsed = read(&file, &Limits::default()).unwrap();
    assert_eq!(parsed.value.partitions.len(), 3);
    assert!(file.read.get() < 16 << 10, "{} bytes", file.read.get());
}
