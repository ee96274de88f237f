//! Track files of gigabytes, which lie nowhere: what they cost to read.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use imf_check::storage::{Entry, EntryKind, MemoryStorage};
use imf_check::{EssenceDepth, Options, Report, Silent, Storage, check};
use imf_mxf::{Limits, PackField, Partition, read};
use imf_testkit::{Imp, ids};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// A package with a track file that has zeros in its midst, as many as it takes.
struct Sparse {
    storage: MemoryStorage,
    path: String,
    before: Vec<u8>,
    zeros: u64,
    after: Vec<u8>,
    /// The bytes that were read of that file, and the most at a time.
    read: Mutex<(u64, usize)>,
}

impl Sparse {
    /// The smallest package, with a fill item of `zeros` bytes at the end of a partition of its sound.
    fn new(partition: usize, zeros: u64) -> Self {
        let mut imp = Imp::minimal();
        let path = imp.path_of(ids::AUDIO_FILE_ID);
        let mut bytes = imp.files[&path].clone();
        let mut fill = 0x060e_2b34_0101_0102_0301_0210_0100_0000_u128
            .to_be_bytes()
            .to_vec();
        fill.push(0x88);
        fill.extend(zeros.to_be_bytes());
        let at = read(&bytes, &Limits::default())
            .expect("memory")
            .value
            .partitions[partition]
            .end;
        move_behind(&mut bytes, at, fill.len() as u64 + zeros);
        let after = bytes.split_off(usize::try_from(at).expect("a small file"));
        bytes.extend(fill);
        let length = (bytes.len() + after.len()) as u64 + zeros;
        let [old, new] =
            [imp.files[&path].len() as u64, length].map(|length| format!(">{length}<"));
        let list = imp.packing_list();
        imp.edit_all(&list, &old, &new).reseal_asset_map();
        imp.edit_all("ASSETMAP.xml", &old, &new);
        Self {
            storage: MemoryStorage::new(imp.files),
            path,
            before: bytes,
            zeros,
            after,
            read: Mutex::default(),
        }
    }

    fn length(&self) -> u64 {
        (self.before.len() + self.after.len()) as u64 + self.zeros
    }

    /// Checks the package without digests; the report, and what was read of the file.
    fn check(&self, essence: EssenceDepth) -> (Report, u64) {
        let options = Options {
            digests: false,
            essence,
            ..Options::default()
        };
        let start = Instant::now();
        let report = check(self, "package", &options, &Silent);
        // It takes milliseconds; the machine may be busy.
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{:?}",
            start.elapsed()
        );
        let (count, most) = *self.read.lock().expect("no one panics");
        assert!(most as u64 <= MIB, "{most} bytes at a time");
        (report, count)
    }
}

/// Makes room of `more` bytes at `at`: every offset of a partition behind it grows.
fn move_behind(bytes: &mut [u8], at: u64, more: u64) {
    let structure = read(&&*bytes, &Limits::default()).expect("memory").value;
    let moved = |offset: u64| if offset >= at { offset + more } else { offset };
    let mut write = |place: u64, value: u64| {
        let place = usize::try_from(place).expect("a small file");
        bytes[place..place + 8].copy_from_slice(&moved(value).to_be_bytes());
    };
    let fields = |partition: &Partition| {
        [
            (PackField::ThisPartition, partition.this_partition),
            (PackField::PreviousPartition, partition.previous_partition),
            (PackField::FooterPartition, partition.footer_partition),
        ]
    };
    for partition in &structure.partitions {
        for (field, value) in fields(partition) {
            write(partition.place(field), value);
        }
    }
    let index = structure.random_index.expect("a random index pack");
    for (number, entry) in index.entries.iter().enumerate() {
        write(index.place(number) + 4, entry.offset);
    }
}

impl Storage for Sparse {
    fn list(&self) -> io::Result<Vec<Entry>> {
        let mut entries = self.storage.list()?;
        for entry in entries.iter_mut().filter(|entry| entry.path == self.path) {
            entry.kind = EntryKind::File {
                length: self.length(),
            };
        }
        Ok(entries)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        assert_ne!(path, self.path, "it is read from end to end");
        self.storage.open(path)
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if path != self.path {
            return self.storage.read_at(path, offset, buffer);
        }
        let (before, zeros) = (self.before.len() as u64, self.zeros);
        let rest = |bytes: &[u8], skip: u64| {
            let skip = usize::try_from(skip).unwrap_or(usize::MAX).min(bytes.len());
            bytes[skip..].to_vec()
        };
        let count = if offset < before {
            let rest = rest(&self.before, offset);
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            count
        } else if offset < before + zeros {
            let left = usize::try_from(before + zeros - offset).unwrap_or(usize::MAX);
            let count = left.min(buffer.len());
            buffer[..count].fill(0);
            count
        } else {
            let rest = rest(&self.after, offset - before - zeros);
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            count
        };
        let mut read = self.read.lock().expect("no one panics");
        read.0 += count as u64;
        read.1 = read.1.max(buffer.len());
        Ok(count)
    }
}

fn rules(report: &Report) -> BTreeMap<&'static str, &str> {
    let findings = report.findings.iter();
    findings
        .map(|found| (found.rule.id, &*found.message))
        .collect()
}

#[test]
fn a_body_of_gigabytes_costs_no_more_than_a_small_one() {
    for essence in [
        EssenceDepth::None,
        EssenceDepth::Auto,
        EssenceDepth::Headers,
    ] {
        let mut counts = Vec::new();
        for zeros in [MIB, 4 * GIB, 1 << 40] {
            let sparse = Sparse::new(1, zeros);
            assert!(sparse.length() > zeros);
            let (report, count) = sparse.check(essence);
            assert_eq!(rules(&report), BTreeMap::new());
            assert_eq!(report.coverage.headers.read, 2);
            counts.push(count);
        }
        assert!(counts[0] < 64 * 1024, "{counts:?}");
        assert_eq!(counts, [counts[0]; 3], "{essence:?}");
    }
}

#[test]
fn fill_of_gigabytes_behind_the_metadata_is_passed_over() {
    for essence in [
        EssenceDepth::None,
        EssenceDepth::Auto,
        EssenceDepth::Headers,
    ] {
        let mut counts = Vec::new();
        for zeros in [MIB, GIB, 3 * GIB] {
            let (report, count) = Sparse::new(0, zeros).check(essence);
            assert_eq!(rules(&report), BTreeMap::new());
            counts.push(count);
        }
        assert!(counts[0] < 64 * 1024, "{counts:?}");
        assert_eq!(counts, [counts[0]; 3], "{essence:?}");
    }
}
