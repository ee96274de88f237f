//! Track files of gigabytes, which lie nowhere: what they cost to read.

use std::io::{self, Read};
use std::sync::Mutex;

use imf_check::storage::{Entry, EntryKind, MemoryStorage};
use imf_check::{EssenceDepth, Options, Report, Silent, Storage, check};
use imf_mxf::{Limits, PackField, Partition, TrackFile, read};
use imf_testkit::{Imp, ids};

use crate::memory::Alone;
use crate::package::rules;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// A package with a track file that has zeros in its midst, as many as it takes.
pub(crate) struct Sparse {
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
        let at = |file: &TrackFile| file.partitions[partition].end;
        Self::with(at, &fill(zeros), zeros, |_| {})
    }

    /// The smallest package, with `head` and as many zeros at that place of its sound. The partitions behind know where
    /// they are; `change` changes what lies before.
    pub(crate) fn with(
        at: impl FnOnce(&TrackFile) -> u64,
        head: &[u8],
        zeros: u64,
        change: impl FnOnce(&mut [u8]),
    ) -> Self {
        let mut imp = Imp::minimal();
        let path = imp.path_of(ids::AUDIO_FILE_ID);
        let mut bytes = imp.files[&path].clone();
        let at = at(&read(&bytes, &Limits::default()).expect("memory").value);
        move_behind(&mut bytes, at, head.len() as u64 + zeros);
        let after = bytes.split_off(usize::try_from(at).expect("a small file"));
        change(&mut bytes);
        bytes.extend(head);
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

    /// Checks the package without digests, in little memory; the report, and what was read of the file.
    pub(crate) fn check(&self, alone: &Alone, essence: EssenceDepth) -> (Report, u64) {
        let options = Options {
            digests: false,
            essence,
            ..Options::default()
        };
        let (report, peak) = alone.measure(|| check(self, "package", &options, &Silent));
        assert!(peak < 1 << 20, "{peak} bytes");
        let (count, most) = *self.read.lock().expect("no one panics");
        assert!(most as u64 <= MIB, "{most} bytes at a time");
        (report, count)
    }
}

/// The head of a fill item of so many bytes.
pub(crate) fn fill(length: u64) -> Vec<u8> {
    let key = 0x060e_2b34_0101_0102_0301_0210_0100_0000_u128.to_be_bytes();
    [key.as_slice(), &[0x88], &length.to_be_bytes()].concat()
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

#[test]
fn a_body_of_gigabytes_costs_no_more_than_a_small_one() {
    let alone = Alone::new();
    for essence in [
        EssenceDepth::None,
        EssenceDepth::Auto,
        EssenceDepth::Headers,
    ] {
        let mut counts = Vec::new();
        for zeros in [MIB, 4 * GIB, 1 << 40] {
            let sparse = Sparse::new(1, zeros);
            assert!(sparse.length() > zeros);
            let (report, count) = sparse.check(&alone, essence);
            assert_eq!(rules(&report), [""; 0]);
            assert_eq!(report.coverage.headers.read, 2);
            counts.push(count);
        }
        assert!(counts[0] < 64 * 1024, "{counts:?}");
        assert_eq!(counts, [counts[0]; 3], "{essence:?}");
    }
}

/// What is read of the file with fill of each of these lengths, put where `with` puts it.
fn counts(alone: &Alone, with: impl Fn(u64) -> Sparse, essence: EssenceDepth) -> Vec<u64> {
    let count = |zeros| {
        let (report, count) = with(zeros).check(alone, essence);
        assert_eq!(rules(&report), [""; 0]);
        count
    };
    [MIB, GIB, 3 * GIB].map(count).into()
}

#[test]
fn fill_of_gigabytes_in_the_header_is_passed_over() {
    let alone = Alone::new();
    let before = |zeros| {
        let at = |file: &TrackFile| file.partitions[0].item.end();
        Sparse::with(at, &fill(zeros), zeros, |_| {})
    };
    // Before the last set; the byte count of the pack counts it.
    let among = |zeros| {
        let at = |file: &TrackFile| file.metadata[0].sets.last().expect("sets").item.offset;
        let head = fill(zeros);
        let more = head.len() as u64 + zeros;
        Sparse::with(at, &head, zeros, |bytes| {
            let header = &read(&&*bytes, &Limits::default())
                .expect("memory")
                .value
                .partitions[0];
            let place = usize::try_from(header.place(PackField::HeaderByteCount)).expect("small");
            let count = header.header_byte_count + more;
            bytes[place..place + 8].copy_from_slice(&count.to_be_bytes());
        })
    };
    for essence in [
        EssenceDepth::None,
        EssenceDepth::Auto,
        EssenceDepth::Headers,
    ] {
        let behind = |zeros| Sparse::new(0, zeros);
        for with in [&before as &dyn Fn(u64) -> Sparse, &among, &behind] {
            let counts = counts(&alone, with, essence);
            assert!(counts[0] < 64 * 1024, "{counts:?}");
            assert_eq!(counts, [counts[0]; 3], "{essence:?}");
        }
    }
}
