//! The smallest track file, cut off at every byte and with bytes flipped.

use std::thread;

use imf_check::storage::MemoryStorage;
use imf_check::{Options, Report, Silent, check, check_track_file};

use crate::memory::Alone;
use crate::package::{Package, checked, options, said};

/// What a check of so small a file takes at most, in bytes. Most of it are buffers of the reader.
const MOST: usize = 512 << 10;
/// How many checks run side by side.
const THREADS: usize = 2;
/// How many files have bytes flipped.
const FLIPS: usize = 100_000;

/// A generator of numbers that are the same on every machine (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("48 bits") % below
    }
}

/// Holds what every report keeps to.
fn hold(report: &Report, length: usize) {
    for finding in &report.findings {
        assert!(!finding.message.is_empty() && !finding.location.file.is_empty());
        let offset = finding.location.byte_offset.unwrap_or_default();
        assert!(offset <= length as u64, "{finding:?}");
    }
    assert_eq!(report.coverage.headers.unreadable, 0);
}

/// Calls `work` with each of the threads' numbers, side by side.
fn side_by_side(work: impl Fn(usize) -> usize + Sync) -> usize {
    thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| scope.spawn(move || work(thread)))
            .collect();
        let results = threads.into_iter().map(thread::ScopedJoinHandle::join);
        results.map(|result| result.expect("no panic")).sum()
    })
}

#[test]
fn a_file_that_is_cut_off_anywhere_gives_findings() {
    let alone = Alone::new();
    let package = Package::new();
    let bytes = package.file();
    let whole = checked(&package.storage(bytes.to_vec())).findings.len();
    let (_, peak) = alone.measure(|| {
        side_by_side(|thread| {
            for length in (thread..bytes.len()).step_by(THREADS) {
                let storage = package.storage(bytes[..length].to_vec());
                let report = checked(&storage);
                hold(&report, length);
                assert!(report.findings.len() > whole, "{length} bytes");
                if length % 64 == 0 {
                    assert_eq!(said(&report), said(&checked(&storage)), "{length} bytes");
                }
            }
            0
        })
    });
    assert!(peak < THREADS * MOST, "{peak} bytes");
}

#[test]
fn flipped_bytes_give_no_panic() {
    let alone = Alone::new();
    let package = Package::new();
    let bytes = package.file();
    let (silent, peak) = alone.measure(|| {
        side_by_side(|thread| {
            let mut numbers = Numbers(0x2545_f491_4f6c_dd1d + thread as u64);
            let mut silent = 0;
            for round in 0..FLIPS / THREADS {
                let mut bytes = bytes.to_vec();
                for _ in 0..=numbers.next(3) {
                    let at = numbers.next(bytes.len());
                    bytes[at] ^= u8::try_from(numbers.next(255) + 1).expect("a byte");
                }
                let length = bytes.len();
                let storage = package.storage(bytes);
                silent += usize::from(check_one(&package, &storage, length, round));
            }
            silent
        })
    });
    // Names, times and text may be anything.
    assert!(silent > FLIPS / 100 && silent < FLIPS * 9 / 10, "{silent}");
    assert!(peak < THREADS * MOST, "{peak} bytes");
}

/// Checks the track file in `storage`: by itself or, in some rounds, in its package; whether nothing was found.
fn check_one(package: &Package, storage: &MemoryStorage, length: usize, round: usize) -> bool {
    let alone = |options: &Options| check_track_file(storage, &package.path, options).report;
    // The documents around the file are the same each time, and take longer than the file does.
    let report = match round % 10 {
        0 => checked(storage),
        1 => alone(&Options::default()),
        _ => alone(&options()),
    };
    hold(&report, length);
    if round.is_multiple_of(250) {
        assert_eq!(said(&report), said(&checked(storage)));
        let with_digests = check(storage, "hostile", &Options::default(), &Silent);
        hold(&with_digests, length);
    }
    let of_file = |path: &str| path == package.path;
    let mut findings = report.findings.iter();
    !findings.any(|finding| of_file(&finding.location.file))
}
