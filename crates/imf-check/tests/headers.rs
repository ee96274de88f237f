//! What the structure of track files costs to read.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use imf_check::storage::{Entry, MemoryStorage};
use imf_check::{Options, Silent, Storage, check};
use imf_testkit::delivery::{Delivery, audio_file, image_file};
use imf_testkit::track_file::{Audio, Image};
use imf_testkit::{Imp, ids};

/// A storage that counts the bytes read of each file.
struct Counting {
    storage: MemoryStorage,
    bytes: Mutex<BTreeMap<String, u64>>,
}

impl Storage for Counting {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.storage.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + Send + '_>> {
        let is_track_file = Path::new(path).extension() == Some("mxf".as_ref());
        assert!(!is_track_file, "`{path}` is read from end to end");
        self.storage.open(path)
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.storage.read_at(path, offset, buffer)?;
        let mut bytes = self.bytes.lock().expect("no one panics");
        *bytes.entry(path.to_owned()).or_default() += count as u64;
        Ok(count)
    }
}

fn without_digests() -> Options {
    Options {
        digests: false,
        ..Options::default()
    }
}

/// A package of so many frames of picture and as much sound, and the path of the picture.
fn picture(frames: u32) -> (Imp, String) {
    let rate = imf_testkit::delivery::EDIT_RATE;
    let mut delivery = Delivery::minimal();
    let essence = [
        image_file(Image::gray(rate, frames as usize)),
        audio_file(Audio::for_frames(rate, frames, "en")),
    ];
    for (file, new) in delivery.track_files.iter_mut().zip(essence) {
        *file = new;
    }
    let imp = delivery.build();
    let path = imp.path_of(ids::IMAGE_FILE_ID);
    (imp, path)
}

/// A package whose sound lasts so many seconds, and the path of that.
fn package(seconds: u32) -> (Imp, String) {
    let mut delivery = Delivery::minimal();
    let rate = imf_testkit::delivery::EDIT_RATE;
    let sound = audio_file(Audio::for_frames(rate, seconds * 24, "en"));
    for file in &mut delivery.track_files {
        if file.id == sound.id {
            file.essence = sound.essence.clone();
        }
    }
    let imp = delivery.build();
    let path = imp.path_of(ids::AUDIO_FILE_ID);
    (imp, path)
}

#[test]
fn of_a_track_file_little_more_than_its_header_and_random_index_is_read() {
    let mut counts = Vec::new();
    for seconds in [10, 40] {
        let (imp, path) = package(seconds);
        let file = &imp.files[&path];
        let structure = imf_mxf::read(file, &imf_mxf::Limits::default())
            .expect("memory can be read")
            .value;
        let header = structure.partitions[0].end;
        let index = structure.random_index.expect("a random index pack");
        let most = header + (file.len() as u64 - index.item.offset) + 64 * 1024;
        assert!(file.len() as u64 > 10 * most, "{} bytes", file.len());

        let counting = Counting {
            storage: MemoryStorage::new(imp.files),
            bytes: Mutex::default(),
        };
        let report = check(&counting, "package", &without_digests(), &Silent);
        assert_eq!(report.coverage.headers.read, 2);
        assert_eq!(report.coverage.headers.unreadable, 0);
        let bytes = counting.bytes.into_inner().expect("no one panics");
        assert!(bytes[&path] <= most, "{} of at most {most}", bytes[&path]);
        counts.push(bytes[&path]);
    }
    assert_eq!(counts[0], counts[1], "the cost grows with the essence");
}

#[test]
fn the_entries_of_an_index_table_are_read_once() {
    let (imp, path) = picture(4000);
    let file = &imp.files[&path];
    let structure = imf_mxf::read(file, &imf_mxf::Limits::default())
        .expect("memory can be read")
        .value;
    let header = structure.partitions[0].end;
    let index = structure.partitions[2].index_byte_count;
    let random_index = structure.random_index.expect("a random index pack");
    let most = header + index + (file.len() as u64 - random_index.item.offset) + 64 * 1024;
    assert!(index > 40_000, "{index} bytes");

    let counting = Counting {
        storage: MemoryStorage::new(imp.files),
        bytes: Mutex::default(),
    };
    let report = check(&counting, "package", &without_digests(), &Silent);
    assert_eq!(report.coverage.headers.read, 2);
    let bytes = counting.bytes.into_inner().expect("no one panics");
    assert!(bytes[&path] >= index, "{} bytes", bytes[&path]);
    assert!(bytes[&path] <= most, "{} of at most {most}", bytes[&path]);
}
