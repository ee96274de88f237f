//! Track files of a great many sets: what they cost grows with their bytes.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use imf_check::storage::{Entry, MemoryStorage};
use imf_check::{Options, Report, Silent, Storage, check};
use imf_mxf::{Limits, read};
use imf_testkit::delivery::Delivery;
use imf_testkit::ids::Id;
use imf_testkit::mxf::class;
use imf_testkit::mxf::property;
use imf_testkit::mxf::set::{Set, Value};

use crate::memory::Alone;
use crate::package::{Package, options, rules};

/// The most memory that a check takes for a track file: 64 MiB for what its reader keeps, and as much for what is made of
/// that.
const MOST: usize = 128 << 20;

/// A storage that counts the bytes read of one file.
struct Counting {
    storage: MemoryStorage,
    path: String,
    bytes: AtomicU64,
}

impl Storage for Counting {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.storage.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + Send + '_>> {
        assert_ne!(path, self.path, "it is read from end to end");
        self.storage.open(path)
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.storage.read_at(path, offset, buffer)?;
        if path == self.path {
            self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        }
        Ok(count)
    }
}

/// What checking a package gave, and what it cost.
struct Cost {
    report: Report,
    /// The bytes of the track file.
    length: u64,
    /// How many bytes were read of it.
    read: u64,
    /// How many bytes of memory it took.
    memory: usize,
}

fn cost(alone: &Alone, package: Package) -> Cost {
    let length = package.file().len() as u64;
    let counting = Counting {
        path: package.path,
        storage: MemoryStorage::new(package.files),
        bytes: AtomicU64::new(0),
    };
    let (report, memory) = alone.measure(|| check(&counting, "hostile", &options(), &Silent));
    Cost {
        report,
        length,
        read: counting.bytes.into_inner(),
        memory,
    }
}

/// Holds a file of `make(count)` against one of a tenth of that; the rules that found something in the larger.
#[track_caller]
fn hold(alone: &Alone, make: impl Fn(usize) -> Package, count: usize) -> Vec<&'static str> {
    let [small, large] = [count / 10, count].map(|count| cost(alone, make(count)));
    for cost in [&small, &large] {
        // The head of a set comes with a few KiB of what follows, the set by itself.
        assert!(
            cost.read < 2 * cost.length + (64 << 10),
            "{} of {}",
            cost.read,
            cost.length
        );
        assert!(cost.memory < MOST, "{} bytes of memory", cost.memory);
    }
    assert!(
        large.memory < 11 * small.memory + (1 << 20),
        "{} and {} bytes of memory",
        small.memory,
        large.memory
    );
    rules(&large.report)
}

/// The identifier of the set of this number.
fn id(number: usize) -> Id {
    let mut id = Id::derived("a set of many");
    id.0[..8].copy_from_slice(&(number as u64).to_be_bytes());
    id
}

fn sub_descriptor(number: usize) -> Set {
    Set::new(class::CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, id(number))
}

/// A batch of references to these sets.
fn references(targets: impl ExactSizeIterator<Item = usize>) -> Value {
    let count = u32::try_from(targets.len()).expect("few");
    let mut bytes = [count.to_be_bytes(), 16_u32.to_be_bytes()].concat();
    bytes.extend(targets.flat_map(|target| id(target).0));
    Value::Octets(bytes)
}

#[test]
fn a_hundred_thousand_sub_descriptors() {
    let alone = Alone::new();
    let make = |count| {
        Package::with(|parts| {
            let descriptor = parts.preface.find(class::DC_TIMED_TEXT_DESCRIPTOR);
            let subs = descriptor.sub_descriptors();
            subs.extend((1..count).map(sub_descriptor));
        })
    };
    assert!(hold(&alone, make, 100_000).contains(&"cpl-ed-field-absent"));
}

#[test]
fn a_chain_of_a_hundred_thousand_sets() {
    let alone = Alone::new();
    let make = |count: usize| {
        Package::with(|parts| {
            let descriptor = parts.preface.find(class::DC_TIMED_TEXT_DESCRIPTOR);
            descriptor.set("SubDescriptors", references(0..1));
            let link = |number| {
                let descriptor = Set::new(class::MULTIPLE_DESCRIPTOR, id(number));
                descriptor.with(
                    property::SUB_DESCRIPTORS,
                    references(number + 1..number + 2),
                )
            };
            parts.loose.extend((0..count).map(link));
        })
    };
    assert!(hold(&alone, make, 100_000).contains(&"mxf-limit-exceeded"));
}

#[test]
fn references_that_all_lead_to_one_set() {
    let alone = Alone::new();
    let make = |count: usize| {
        Package::with(|parts| {
            let descriptor = parts.preface.find(class::DC_TIMED_TEXT_DESCRIPTOR);
            descriptor.set("SubDescriptors", references(vec![0; count].into_iter()));
            parts.loose.push(sub_descriptor(0));
        })
    };
    // The most that a length of two bytes has room for, and more.
    assert!(hold(&alone, make, 4095).contains(&"mxf-limit-exceeded"));
    assert!(hold(&alone, make, 100_000).contains(&"mxf-limit-exceeded"));
}

#[test]
fn references_that_lead_nowhere() {
    let alone = Alone::new();
    let make = |count: usize| {
        Package::with(|parts| {
            let descriptor = parts.preface.find(class::DC_TIMED_TEXT_DESCRIPTOR);
            descriptor.set("SubDescriptors", references(0..count));
        })
    };
    assert!(hold(&alone, make, 4095).contains(&"mxf-limit-exceeded"));
    assert!(hold(&alone, make, 100_000).contains(&"mxf-limit-exceeded"));
}

#[test]
fn a_hundred_thousand_sets_that_nothing_refers_to() {
    let alone = Alone::new();
    let make =
        |count: usize| Package::with(|parts| parts.loose.extend((0..count).map(sub_descriptor)));
    assert!(hold(&alone, make, 100_000).contains(&"mxf-orphan-set"));
}

#[test]
fn the_track_files_of_a_package_share_the_room_for_structures() {
    let alone = Alone::new();
    let delivery = Delivery::with_timed_text();
    let mut package = delivery.build();
    let mut structures = Vec::new();
    for file in &delivery.track_files {
        let bytes = file.bytes_with(|parts| parts.loose.extend((0..20_000).map(sub_descriptor)));
        let parsed = read(&bytes, &Limits::default()).expect("memory");
        structures.push((package.path_of(file.id), parsed.value.memory));
        package.files.insert(package.path_of(file.id), bytes);
    }
    package.reseal();
    structures.sort();
    let storage = MemoryStorage::new(package.files);
    let all: usize = structures.iter().map(|(_, memory)| memory).sum();
    let mut peaks = Vec::new();
    for (room, read) in [
        (all, 3),
        (all - 1, 2),
        (structures[0].1, 1),
        (structures[0].1 - 1, 0),
        (0, 0),
    ] {
        let options = Options {
            structures: room,
            ..options()
        };
        let (report, peak) = alone.measure(|| check(&storage, "hostile", &options, &Silent));
        peaks.push(peak);
        let headers = report.coverage.headers;
        assert_eq!((headers.read, headers.unreadable), (read, 3 - read));
        let not_checked = report.coverage.not_checked.iter();
        let left_out: Vec<&str> = not_checked
            .filter(|line| line.what == "header" && line.why.is_failure())
            .map(|line| &*line.subject)
            .collect();
        let expected = structures.iter().skip(usize::try_from(read).expect("few"));
        let expected: Vec<&str> = expected.map(|(path, _)| &**path).collect();
        assert_eq!(left_out, expected);
        assert_eq!(report.coverage.has_failures(), read < 3);
    }
    // Of those that have no room one is in memory at a time.
    assert!(peaks[4] < peaks[0] / 2, "{peaks:?}");
}
