//! How the essence of track files is looked into, and what the report says of it.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use imf_check::report::{NotChecked, Why};
use imf_check::storage::{Entry, Fault, MemoryStorage};
use imf_check::{EssenceDepth, Options, Report, Silent, Storage, Verdict, check};
use imf_testkit::{Imp, ids};

/// A storage that counts the bytes that are read of each file: from end to end, and by range.
struct Counting {
    storage: MemoryStorage,
    counts: Arc<Mutex<BTreeMap<String, [u64; 2]>>>,
}

impl Counting {
    fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            storage: MemoryStorage::new(files),
            counts: Arc::default(),
        }
    }

    fn of(&self, path: &str) -> [u64; 2] {
        let counts = self.counts.lock().expect("no one panics");
        counts.get(path).copied().unwrap_or_default()
    }
}

/// A reader that adds what it reads to the count of its file.
struct Counted<'a>(Box<dyn Read + Send + 'a>, &'a Counting, String);

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        let mut counts = self.1.counts.lock().expect("no one panics");
        counts.entry(self.2.clone()).or_default()[0] += count as u64;
        Ok(count)
    }
}

impl Storage for Counting {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.storage.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let reader = self.storage.open(path)?;
        Ok(Box::new(Counted(reader, self, path.to_owned())))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.storage.read_at(path, offset, buffer)?;
        let mut counts = self.counts.lock().expect("no one panics");
        counts.entry(path.to_owned()).or_default()[1] += count as u64;
        Ok(count)
    }
}

fn options(digests: bool, essence: EssenceDepth) -> Options {
    Options {
        digests,
        essence,
        ..Options::default()
    }
}

/// A package with a picture that lacks its last frame, which only a walk can tell.
fn with_a_picture_less() -> Imp {
    const KEY: [u8; 16] = 0x060e_2b34_0102_0101_0d01_0301_1501_0801_u128.to_be_bytes();
    const FILL: [u8; 16] = 0x060e_2b34_0101_0102_0301_0210_0100_0000_u128.to_be_bytes();
    let mut imp = Imp::minimal();
    let path = imp.path_of(ids::IMAGE_FILE_ID);
    let bytes = imp.files.get_mut(&path).expect("the picture");
    let last = bytes.windows(16).rposition(|found| found == KEY);
    let last = last.expect("a picture");
    bytes[last..last + 16].copy_from_slice(&FILL);
    imp.reseal();
    imp
}

fn rules(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|found| found.rule.id).collect()
}

/// The reasons why the essence of a file was not looked at.
fn left_out(report: &Report) -> Vec<&Why> {
    let is_file = |item: &&NotChecked| item.what == "essence" && item.subject != ".";
    let items = report.coverage.not_checked.iter().filter(is_file);
    items.map(|item| &item.why).collect()
}

#[test]
fn with_digests_the_walk_rides_on_them() {
    let imp = with_a_picture_less();
    let path = imp.path_of(ids::IMAGE_FILE_ID);
    let length = imp.files[&path].len() as u64;
    for depth in [EssenceDepth::Auto, EssenceDepth::Headers] {
        let storage = Counting::new(imp.files.clone());
        let report = check(&storage, "package", &options(true, depth), &Silent);
        assert_eq!(rules(&report), ["mxf-essence-count-mismatch"]);
        let coverage = report.coverage.essence;
        assert_eq!(
            (coverage.walked, coverage.skipped, coverage.failed),
            (2, 0, 0)
        );
        let [whole, ranges] = storage.of(&path);
        // Once by the digest, and a little for the header, its content and the first element.
        assert_eq!(whole, length);
        let plain = Counting::new(imp.files.clone());
        check(
            &plain,
            "package",
            &options(false, EssenceDepth::None),
            &Silent,
        );
        let [_, headers] = plain.of(&path);
        assert!(ranges - headers < 4096, "{ranges} and {headers}");
        assert_eq!(left_out(&report), [] as [&Why; 0]);
    }
}

#[test]
fn without_digests_it_is_left_out_unless_asked_for() {
    let imp = with_a_picture_less();
    let report = |essence| {
        let storage = MemoryStorage::new(imp.files.clone());
        check(&storage, "package", &options(false, essence), &Silent)
    };
    let auto = report(EssenceDepth::Auto);
    assert!(auto.findings.is_empty(), "{:#?}", auto.findings);
    assert_eq!(auto.coverage.essence.skipped, 2);
    assert_eq!(left_out(&auto), [&Why::LeftOut("--no-digest"); 2]);
    assert_eq!(auto.verdict(), Verdict::Incomplete);

    let headers = report(EssenceDepth::Headers);
    assert_eq!(rules(&headers), ["mxf-essence-count-mismatch"]);
    assert_eq!(headers.coverage.essence.walked, 2);
    assert_eq!(left_out(&headers), [] as [&Why; 0]);
}

#[test]
fn nothing_of_it_is_read_where_that_is_asked_for() {
    let mut imp = with_a_picture_less();
    let path = imp.path_of(ids::IMAGE_FILE_ID);
    let bytes = imp.files.get_mut(&path).expect("the picture");
    let start = bytes
        .windows(4)
        .position(|found| found == [0xff, 0x4f, 0xff, 0x51]);
    bytes[start.expect("a codestream")] = 0;
    imp.reseal();
    for digests in [true, false] {
        let report = |essence| {
            let storage = MemoryStorage::new(imp.files.clone());
            check(&storage, "package", &options(digests, essence), &Silent)
        };
        let none = report(EssenceDepth::None);
        assert!(none.findings.is_empty(), "{:#?}", none.findings);
        assert_eq!(left_out(&none), [&Why::LeftOut("--essence none"); 2]);
        assert_eq!(none.verdict(), Verdict::Incomplete);
        // The first picture is looked at without the walk, too.
        let auto = report(EssenceDepth::Auto);
        assert!(rules(&auto).contains(&"mxf-essence-codestream-invalid"));
    }
}

#[test]
fn a_file_that_has_no_digest_is_walked_by_ranges() {
    let mut imp = with_a_picture_less();
    let (path, list) = (imp.path_of(ids::IMAGE_FILE_ID), imp.packing_list());
    let algorithm = "http://www.w3.org/2000/09/xmldsig#sha1";
    for document in [list, imp.documents("CompositionPlaylist").remove(0)] {
        if imp.text(&document).contains(algorithm) {
            imp.edit_all(&document, algorithm, "urn:of:no:use");
        }
    }
    let storage = Counting::new(imp.files.clone());
    let report = check(&storage, "package", &Options::default(), &Silent);
    assert!(rules(&report).contains(&"mxf-essence-count-mismatch"));
    assert_eq!(report.coverage.essence.walked, 2);
    let [whole, ranges] = storage.of(&path);
    assert!(whole == 0 && ranges < imp.files[&path].len() as u64 + 20_000);
}

#[test]
fn a_file_that_cannot_be_read_is_not_walked_and_says_so() {
    let imp = Imp::minimal();
    let path = imp.path_of(ids::AUDIO_FILE_ID);
    // Behind the header, the index table and what else is read by range.
    let storage = || MemoryStorage::new(imp.files.clone());
    for fault in [Fault::ErrorAt(20_000), Fault::ShortAt(20_000)] {
        let storage = storage().fault(&path, fault);
        let report = check(&storage, "package", &Options::default(), &Silent);
        let coverage = report.coverage.essence;
        assert_eq!(
            coverage.walked + coverage.failed + report.coverage.headers.unreadable,
            2
        );
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        assert_eq!(report.exit_status(), 3);
    }
    // An error where only the digest comes by.
    let report = check(
        &Flaky(storage(), path.clone()),
        "package",
        &Options::default(),
        &Silent,
    );
    let coverage = report.coverage.essence;
    assert_eq!((coverage.walked, coverage.failed), (1, 1));
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let failed = left_out(&report);
    assert!(matches!(failed[..], [Why::Unreadable(_)]), "{failed:?}");
    assert_eq!(report.exit_status(), 3);
}

/// A storage that cannot read one of its files to its end.
struct Flaky(MemoryStorage, String);

impl Storage for Flaky {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.0.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let reader = self.0.open(path)?;
        if path == self.1 {
            return Ok(Box::new(reader.take(9000).chain(Broken)));
        }
        Ok(reader)
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(path, offset, buffer)
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is broken"))
    }
}

#[test]
fn the_report_is_the_same_however_the_bytes_come() {
    let mut imp = with_a_picture_less();
    let sound = imp.path_of(ids::AUDIO_FILE_ID);
    let bytes = imp.files.get_mut(&sound).expect("the sound");
    let key = 0x060e_2b34_0102_0101_0d01_0301_1601_0201_u128.to_be_bytes();
    let essence = bytes.windows(16).position(|found| found == key);
    bytes[essence.expect("the sound") + 16] = 0x80;
    imp.reseal();
    let said = |storage: &dyn Storage, options: &Options| {
        let report = check(storage, "package", options, &Silent);
        format!("{:#?}{:#?}", report.findings, report.coverage.essence)
    };
    let plain = || MemoryStorage::new(imp.files.clone());
    let whole = said(&plain(), &Options::default());
    assert!(whole.contains("mxf-klv-invalid"));
    for step in [1, 7, 4096] {
        let mut storage = plain();
        for path in imp.files.keys() {
            storage = storage.fault(path, Fault::SmallReads(step));
        }
        assert_eq!(said(&storage, &Options::default()), whole, "{step} bytes");
    }
    for jobs in [1, 2, 8] {
        let options = Options {
            jobs: NonZeroUsize::new(jobs),
            ..Options::default()
        };
        assert_eq!(said(&plain(), &options), whole, "{jobs} jobs");
    }
    let by_ranges = options(false, EssenceDepth::Headers);
    assert_eq!(said(&plain(), &by_ranges), whole);
}

#[test]
fn damage_of_every_sort_is_answered_the_same_in_every_way() {
    let imp = Imp::minimal();
    let mut numbers = 1_u64;
    let mut below = |end: usize| {
        numbers = numbers
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(numbers >> 33).expect("31 bits fit") % end
    };
    // Keys and lengths, more often than what lies between.
    let files: Vec<(String, Vec<usize>)> = [ids::IMAGE_FILE_ID, ids::AUDIO_FILE_ID]
        .map(|id| {
            let path = imp.path_of(id);
            let bytes = imp.files[&path].windows(4).enumerate();
            let keys = bytes.filter(|(_, found)| *found == [6, 0x0e, 0x2b, 0x34]);
            (path, keys.map(|(at, _)| at).collect())
        })
        .into();
    let mut faulty = 0;
    for round in 0..60 {
        let mut damaged = Imp::default();
        damaged.files.clone_from(&imp.files);
        for (path, keys) in &files {
            let bytes = damaged.files.get_mut(path).expect("a track file");
            for _ in 0..=below(3) {
                let at = keys[below(keys.len())] + below(20);
                bytes[at] = [0, 0xff, 0x80, 0x89, bytes[at] ^ 1][below(5)];
            }
            if below(4) == 0 {
                let length = below(bytes.len());
                bytes.truncate(length);
            }
        }
        damaged.reseal();
        let mut said = |options: &Options| {
            let storage = MemoryStorage::new(damaged.files.clone());
            let report = check(&storage, "package", options, &Silent);
            assert_ne!(report.exit_status(), 4);
            faulty += u32::from(!report.findings.is_empty());
            format!("{:#?}", report.findings)
        };
        let whole = said(&Options::default());
        let by_ranges = said(&options(false, EssenceDepth::Headers));
        assert_eq!(whole, by_ranges, "round {round}");
    }
    assert!(faulty > 60, "{faulty}");
}
