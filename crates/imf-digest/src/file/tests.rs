#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{Read, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::fs::{Advice, fadvise};
use tempfile::NamedTempFile;

use super::residence::Residence;
use super::*;

/// Large enough for all of this, and neither a whole number of blocks nor of pages.
const LENGTH: usize = 33 * 1024 * 1024 + 12_345;

fn content(length: usize) -> Vec<u8> {
    let words = (0..=length as u64 / 8).flat_map(|number| {
        number
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
            .to_le_bytes()
    });
    words.take(length).collect()
}

/// One test at a time: they share what all readers may use.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a scratch file");
    file.write_all(content).expect("there is room");
    file.as_file().sync_all().expect("the disk works");
    file
}

fn open(file: &NamedTempFile) -> File {
    File::open(file.path()).expect("it is there")
}

fn residence(file: &NamedTempFile) -> Vec<bool> {
    let file = open(file);
    let length = file.metadata().expect("it is open").len();
    let residence = Residence::of(&file, length);
    let mut regions = Vec::new();
    let mut at = 0;
    // The last part is so short that a look may well meet what an earlier look has fetched.
    while at < length / (4 << 20) * (4 << 20) {
        let (end, resident) = residence.at(at);
        regions.push(resident);
        at = end;
    }
    regions
}

/// Takes the file out of memory; `false`, and words about it, where the file system keeps it there.
fn evict(file: &NamedTempFile) -> bool {
    fadvise(open(file), 0, None, Advice::DontNeed).expect("a regular file");
    let gone = residence(file).iter().all(|resident| !resident);
    // The look itself may be fetching pages, which cannot be taken away before they are there.
    thread::sleep(Duration::from_millis(100));
    fadvise(open(file), 0, None, Advice::DontNeed).expect("a regular file");
    if !gone {
        println!("skipped: the scratch folder lies in memory, or the kernel does not tell");
    }
    gone
}

/// The way that is taken for a file that is not in memory.
fn way(fetch: Fetch) -> &'static str {
    match fetch {
        Fetch::Auto => "Behind",
        Fetch::Direct => "Ahead",
    }
}

#[track_caller]
fn check(file: &NamedTempFile, fetch: Fetch, content: &[u8], way: &str) {
    let mut reader = WholeFile::new(open(file), fetch);
    let taken = format!("{:?}", reader.0);
    assert!(taken.starts_with(way), "{way}: {taken:.20}");
    let mut read = Vec::new();
    reader.read_to_end(&mut read).expect("the disk works");
    assert!(read == content, "{} of {} bytes", read.len(), content.len());
    assert_eq!(reader.read(&mut [0; 9]).expect("the end stays"), 0);
}

#[test]
fn what_nobody_had_in_memory_does_not_stay() {
    let _alone = alone();
    let content = content(LENGTH);
    let file = file(&content);
    for fetch in [Fetch::Auto, Fetch::Direct] {
        if !evict(&file) {
            return;
        }
        check(&file, fetch, &content, way(fetch));
        assert_eq!(residence(&file), [false; 8], "{fetch:?}");
    }
}

#[test]
fn what_was_in_memory_stays() {
    let _alone = alone();
    let content = content(LENGTH);
    let file = file(&content);
    assert_eq!(residence(&file), [true; 8]);
    check(&file, Fetch::Auto, &content, "Plain");
    assert_eq!(residence(&file), [true; 8]);
    check(&file, Fetch::Direct, &content, "Ahead");
    assert_eq!(residence(&file), [true; 8]);
}

#[test]
fn what_was_in_memory_in_part_stays_in_part() {
    let _alone = alone();
    let content = content(LENGTH);
    let file = file(&content);
    if !evict(&file) {
        return;
    }
    let mut half = vec![0; LENGTH / 2];
    let plain = open(&file);
    fadvise(&plain, 0, None, Advice::Random).expect("a regular file");
    (&plain).read_exact(&mut half).expect("the disk works");
    let before = residence(&file);
    assert_eq!(before[..4], [true; 4]);
    assert_eq!(before[5..], [false; 3]);
    check(&file, Fetch::Auto, &content, "Behind");
    assert_eq!(residence(&file)[..4], [true; 4]);
    assert_eq!(residence(&file)[5..], [false; 3]);
}

#[test]
fn small_files_are_read_plainly() {
    let _alone = alone();
    let content = content(100_000);
    let file = file(&content);
    evict(&file);
    check(&file, Fetch::Auto, &content, "Plain");
    check(&file, Fetch::Direct, &content, "Plain");
}

#[test]
fn whole_blocks_have_an_end_too() {
    let _alone = alone();
    let content = content(32 * 1024 * 1024);
    let file = file(&content);
    check(&file, Fetch::Direct, &content, "Ahead");
    if evict(&file) {
        check(&file, Fetch::Auto, &content, "Behind");
    }
}

#[test]
fn many_at_a_time_share_the_memory() {
    let _alone = alone();
    let content = content(LENGTH);
    let file = file(&content);
    if !evict(&file) {
        return;
    }
    let mut readers: Vec<_> = (0..30)
        .map(|_| WholeFile::new(open(&file), Fetch::Direct))
        .collect();
    let ahead = readers
        .iter()
        .filter(|reader| matches!(reader.0, Way::Ahead(_)))
        .count();
    assert!((1..30).contains(&ahead), "{ahead}");
    for reader in &mut readers {
        let mut read = vec![0; 5_000_000];
        reader.read_exact(&mut read).expect("the disk works");
        assert!(read == content[..5_000_000]);
    }
    // Those that stop early do not keep it, once the storage has answered.
    drop(readers);
    let is_free = || matches!(WholeFile::new(open(&file), Fetch::Direct).0, Way::Ahead(_));
    assert!((0..1000).any(|_| {
        thread::sleep(Duration::from_millis(10));
        is_free()
    }));
}

#[test]
fn a_file_that_shrinks_has_an_end() {
    let _alone = alone();
    let content = content(LENGTH);
    let file = file(&content);
    for fetch in [Fetch::Auto, Fetch::Direct] {
        file.as_file().set_len(LENGTH as u64).expect("it is ours");
        let mut reader = WholeFile::new(open(&file), fetch);
        reader.read_exact(&mut [0; 10]).expect("the disk works");
        file.as_file().set_len(1_000_000).expect("it is ours");
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).expect("an end is no error");
        assert!(rest.len() < LENGTH - 10);
    }
}

#[test]
fn reading_may_start_anywhere() {
    let _alone = alone();
    let content = content(LENGTH);
    let file = file(&content);
    for in_memory in [true, false] {
        for from in [
            0,
            1,
            4096,
            1 << 20,
            (1 << 20) + 77,
            LENGTH - 1,
            LENGTH,
            LENGTH + 5_000_000,
        ] {
            for fetch in [Fetch::Auto, Fetch::Direct] {
                if !in_memory {
                    // Where it stays there, it is the first case once more.
                    let _ = evict(&file);
                }
                let mut read = Vec::new();
                WholeFile::starting_at(from as u64, open(&file), fetch)
                    .and_then(|mut reader| reader.read_to_end(&mut read))
                    .expect("the disk works");
                assert!(read == content[from.min(LENGTH)..], "{fetch:?} from {from}");
            }
        }
    }
}
