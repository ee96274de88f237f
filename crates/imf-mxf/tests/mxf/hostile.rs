//! Damaged files: they give problems, never a panic, and keep little.

use imf_mxf::{Leads, Limits, Parsed, ProblemKind, TrackFile, read, regxml};

use crate::bytes::{PACK, Pack, item, random_index, text_file};
use crate::{index, metadata};

/// A file of a few sets, an index table and a footer, without essence.
fn metadata_and_index() -> Vec<u8> {
    let sets = metadata::chain().concat();
    let index = item(index::TWO, &index::properties(0, &[0, 10]).concat());
    let body = (PACK + sets.len()) as u64;
    let footer = body + (PACK + index.len()) as u64;
    let header = Pack {
        header_byte_count: sets.len() as u64,
        ..Pack::new(2, 0, 0, footer)
    };
    let pack = Pack {
        index_byte_count: index.len() as u64,
        index_sid: 129,
        ..Pack::new(3, body, 0, footer)
    };
    let random_index = random_index(&[(0, 0), (0, body), (0, footer)]);
    let parts = [
        header.bytes(),
        sets,
        pack.bytes(),
        index,
        Pack::new(4, footer, body, footer).bytes(),
    ];
    [parts.concat(), random_index].concat()
}

/// Reads `bytes`, and looks at all that came of it.
fn exercise(bytes: &[u8]) -> Parsed<TrackFile> {
    let parsed = read(&bytes, &Limits::default()).unwrap();
    for metadata in &parsed.value.metadata {
        let mut below: Vec<usize> = (0..metadata.sets.len()).collect();
        for reference in &metadata.references {
            if let Leads::Down(to) = reference.leads {
                below.retain(|&set| set != to);
            }
        }
        // All sets below the roots, each once at most.
        let mut met = 0;
        while let Some(set) = below.pop() {
            met += 1;
            assert!(met <= metadata.sets.len());
            below.extend(metadata.children(set).map(|(index, _)| index));
        }
        let root = metadata
            .preface()
            .and_then(|preface| metadata.find(preface.instance?));
        regxml::write(metadata, root.unwrap_or_default(), &mut std::io::sink()).unwrap();
        for property in metadata.sets.iter().flat_map(imf_mxf::Set::properties) {
            let _ = (property.utf16(), property.utf8(), property.batch());
        }
    }
    for segment in &parsed.value.index_segments {
        let entries = segment.read_entries(&bytes).count();
        let deltas = segment.read_deltas(&bytes).count();
        assert!(entries.max(deltas) <= bytes.len());
    }
    for problem in &parsed.problems {
        assert!(problem.at <= bytes.len() as u64, "{problem:?}");
    }
    parsed
}

/// Reads `bytes`, looks at all that came of it, and writes it as RegXML.
fn exercise_and_write(bytes: &[u8]) -> Parsed<TrackFile> {
    let parsed = exercise(bytes);
    for metadata in &parsed.value.metadata {
        let root = metadata
            .preface()
            .and_then(|preface| metadata.find(preface.instance?));
        regxml::write(metadata, root.unwrap_or_default(), &mut std::io::sink()).unwrap();
    }
    parsed
}

/// A generator of numbers that are the same on every machine (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % below
    }
}

#[test]
fn every_truncation_gives_problems() {
    for bytes in [text_file(), metadata_and_index()] {
        for length in 0..bytes.len() {
            let parsed = exercise_and_write(&bytes[..length]);
            assert!(!parsed.problems.is_empty(), "{length} bytes");
        }
        assert_eq!(exercise(&bytes).problems, []);
    }
}

/// Flips up to three bytes of `bytes`, `count` times; says how often that gave no problem.
fn flip(mut bytes: Vec<u8>, count: usize, seed: u64) -> usize {
    let whole = exercise(&bytes).value;
    let mut numbers = Numbers(seed);
    let mut silent = 0;
    for round in 0..count {
        let flips: Vec<(usize, u8)> = (0..=numbers.next(3))
            .map(|_| {
                let at = numbers.next(bytes.len());
                (at, u8::try_from(numbers.next(255) + 1).unwrap())
            })
            .collect();
        for (at, flip) in &flips {
            bytes[*at] ^= flip;
        }
        // Writing takes longer than reading, and has less to trip over.
        let exercise = if round % 20 == 0 {
            exercise_and_write
        } else {
            exercise
        };
        silent += usize::from(exercise(&bytes).problems.is_empty());
        for (at, flip) in &flips {
            bytes[*at] ^= flip;
        }
    }
    assert_eq!(exercise(&bytes).value.partitions, whole.partitions);
    silent
}

// 100,000 in all; most of them on a file of a few hundred bytes, where each of them meets structure.

#[test]
fn flipped_bytes_of_a_track_file_give_no_panic() {
    let silent = flip(text_file(), 10_000, 0x2545_f491_4f6c_dd1d);
    // Essence and values may be anything.
    assert!(silent > 500 && silent < 9_000, "{silent}");
}

#[test]
fn flipped_bytes_of_packs_and_sets_give_no_panic() {
    let silent = flip(metadata_and_index(), 90_000, 0x9e37_79b9_7f4a_7c15);
    assert!(silent > 1000 && silent < 80_000, "{silent}");
}

#[test]
fn a_limit_ends_the_reading_and_nothing_else_is_said() {
    let bytes = text_file();
    let check = |limits: &Limits| {
        let parsed = read(&bytes, limits).unwrap();
        let kinds: Vec<ProblemKind> = parsed.problems.iter().map(|problem| problem.kind).collect();
        let sets = parsed
            .value
            .metadata
            .iter()
            .map(|metadata| metadata.sets.len())
            .sum::<usize>();
        (kinds, sets)
    };
    for memory in (0..30_000).step_by(97) {
        let (kinds, sets) = check(&Limits {
            memory,
            ..Limits::default()
        });
        assert!(
            kinds.iter().all(|kind| *kind == ProblemKind::LimitExceeded),
            "{memory}: {kinds:?}"
        );
        assert!(sets * 100 <= memory);
    }
    for items in 0..40 {
        let (kinds, sets) = check(&Limits {
            items,
            ..Limits::default()
        });
        assert!(
            kinds.is_empty() || kinds == [ProblemKind::LimitExceeded],
            "{items}: {kinds:?}"
        );
        assert!(sets <= items);
    }
}
