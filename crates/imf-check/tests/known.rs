//! Digests that are known before a file is read: when they are taken, and what the report says of it.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use imf_check::known::{Algorithm, Digests, Identity, Record};
use imf_check::report::{NotChecked, Why};
use imf_check::storage::{Entry, MemoryStorage, Opened};
use imf_check::{
    DigestStore, EssenceDepth, Known, Offered, Options, Provenance, Report, Silent, Storage, Trust,
    Verdict, check,
};
use imf_testkit::{Imp, ids};

/// A package in memory whose files have identities, and which counts what is read of them for digests.
struct Disk {
    storage: MemoryStorage,
    identities: Mutex<BTreeMap<String, Identity>>,
    /// What happens to the state of a file, by path: after so many bytes its time of change is another.
    touched: Option<(String, u64)>,
    /// Reading fails at this byte of this file.
    broken: Option<(String, u64)>,
    /// Whether files have identities.
    tells: bool,
    /// The bytes that went by of each file that was opened from some byte on.
    read: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Disk {
    fn new(package: &Imp) -> Self {
        let identity = |(path, bytes): (&String, &Vec<u8>)| {
            let identity = Identity {
                device: 1,
                inode: path.bytes().map(u64::from).sum(),
                length: bytes.len() as u64,
                modified: 1_000,
                changed: 1_000,
            };
            (path.clone(), identity)
        };
        Self {
            storage: MemoryStorage::new(package.files.clone()),
            identities: Mutex::new(package.files.iter().map(identity).collect()),
            touched: None,
            broken: None,
            tells: true,
            read: Arc::default(),
        }
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Identity)) {
        let mut identities = self.identities.lock().expect("no one panics");
        change(identities.get_mut(path).expect("a file of the package"));
    }

    fn check(&self, options: &Options) -> Report {
        check(self, "package", options, &Silent)
    }

    /// The bytes that were read of that file since this was asked last.
    fn read_of(&self, path: &str) -> u64 {
        let mut read = self.read.lock().expect("no one panics");
        read.remove(path).unwrap_or(0)
    }
}

impl Storage for Disk {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.storage.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(Going {
            disk: self,
            path: path.to_owned(),
            inner: self.storage.open(path)?,
            at: 0,
        }))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.storage.read_at(path, offset, buffer)
    }

    fn identity(&self, path: &str) -> io::Result<Option<Identity>> {
        let identities = self.identities.lock().expect("no one panics");
        Ok(identities.get(path).copied().filter(|_| self.tells))
    }

    fn open_at(&self, path: &str, from: u64) -> io::Result<Opened<'_>> {
        let mut inner = self.storage.open(path)?;
        io::copy(&mut (&mut inner).take(from), &mut io::sink())?;
        let own = path.to_owned();
        Ok(Opened {
            reader: Box::new(Going {
                disk: self,
                path: path.to_owned(),
                inner,
                at: from,
            }),
            identify: Some(Box::new(move || self.identity(&own))),
        })
    }
}

/// A file being read.
struct Going<'a> {
    disk: &'a Disk,
    path: String,
    inner: Box<dyn Read + Send + 'a>,
    at: u64,
}

impl Read for Going<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut room = buffer.len();
        if let Some((path, end)) = &self.disk.broken
            && *path == self.path
        {
            if self.at >= *end {
                return Err(io::Error::other("pulled the plug"));
            }
            room = room.min(usize::try_from(end - self.at).expect("a few bytes"));
        }
        let count = self.inner.read(&mut buffer[..room])?;
        let before = self.at;
        self.at += count as u64;
        let mut read = self.disk.read.lock().expect("no one panics");
        *read.entry(self.path.clone()).or_default() += count as u64;
        if let Some((path, at)) = &self.disk.touched
            && *path == self.path
            && (before..self.at).contains(at)
        {
            self.disk.change(path, |identity| identity.changed += 1);
        }
        Ok(count)
    }
}

/// A store in memory.
#[derive(Debug, Default)]
struct Memory(Mutex<BTreeMap<Identity, Record>>);

impl DigestStore for Memory {
    fn get(&self, identity: &Identity) -> Option<Record> {
        self.0.lock().expect("no one panics").get(identity).cloned()
    }

    fn put(&self, identity: &Identity, record: &Record) {
        let mut records = self.0.lock().expect("no one panics");
        records.insert(*identity, record.clone());
    }
}

impl Memory {
    fn len(&self) -> usize {
        self.0.lock().expect("no one panics").len()
    }
}

fn with(store: &Arc<Memory>, cache: bool) -> Options {
    Options {
        known: Known {
            store: Some(Arc::clone(store) as _),
            offered: Vec::new(),
            trust: Trust {
                cache,
                offered: false,
            },
        },
        ..Options::default()
    }
}

fn offering(offered: Vec<Offered>) -> Options {
    Options {
        known: Known {
            store: None,
            offered,
            trust: Trust {
                cache: false,
                offered: true,
            },
        },
        ..Options::default()
    }
}

/// A package whose picture is large enough to be left in the midst of it.
fn package() -> (Imp, String) {
    let mut package = Imp::minimal();
    let path = package.path_of(ids::IMAGE_FILE_ID);
    let picture = package.files.get_mut(&path).expect("the picture");
    picture.extend((0..1_500_000_u32).flat_map(u32::to_be_bytes));
    package.reseal();
    (package, path)
}

fn provenance(report: &Report, path: &str) -> Provenance {
    let mut digests = report.digests.iter();
    let digest = digests.find(|digest| digest.file == path);
    digest.expect("a digest").provenance.clone()
}

/// What the report says of a subject, essence that is not decoded aside.
fn said<'a>(report: &'a Report, subject: &str) -> Vec<(&'a str, &'a Why)> {
    let items = report.coverage.not_checked.iter();
    let of_it = items.filter(|item: &&NotChecked| item.subject == subject);
    of_it
        .filter(|item| item.what != "essence" || item.why.is_failure())
        .map(|item| (item.what, &item.why))
        .collect()
}

/// Findings and what was walked: all that must not depend on where a digest came from.
fn found(report: &Report) -> String {
    format!(
        "{:#?}{:#?}{:?}",
        report.findings,
        report.coverage.essence,
        report.verdict()
    )
}

#[test]
fn a_second_run_takes_the_word_of_the_first_if_it_is_told_to() {
    let package = Imp::minimal();
    let disk = Disk::new(&package);
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    let composition = package.composition();
    let length = package.files[&picture].len() as u64;
    let store = Arc::new(Memory::default());

    let first = disk.check(&with(&store, true));
    assert_eq!(first.verdict(), Verdict::Pass);
    assert_eq!(disk.read_of(&picture), length);
    assert_eq!(provenance(&first, &picture), Provenance::Read);
    assert_eq!(
        (
            first.coverage.digests.verified,
            first.coverage.digests.trusted
        ),
        (3, 0)
    );
    // Documents are read in any case, and not kept.
    assert_eq!(store.len(), 2);

    let plain = disk.check(&with(&store, false));
    assert_eq!(disk.read_of(&picture), length);
    assert_eq!(plain.digests, first.digests);
    assert_eq!(plain.coverage.not_checked, first.coverage.not_checked);

    let second = disk.check(&with(&store, true));
    assert_eq!(disk.read_of(&picture), 0);
    assert_eq!(found(&second), found(&first));
    assert_eq!(provenance(&second, &picture), Provenance::Cache);
    assert_eq!(provenance(&second, &composition), Provenance::Read);
    assert_eq!(
        (
            second.coverage.digests.verified,
            second.coverage.digests.trusted
        ),
        (1, 2)
    );
    assert_eq!(second.coverage.essence.walked, 2);
    assert_eq!(
        said(&second, &picture),
        [("bytes", &Why::Trusted(Provenance::Cache))]
    );
    let values = |report: &Report| -> Vec<String> {
        report
            .digests
            .iter()
            .map(|digest| digest.value.clone())
            .collect()
    };
    assert_eq!(values(&first), values(&second));
}

#[test]
fn a_file_in_another_state_is_read() {
    let (package, picture) = package();
    let length = package.files[&picture].len() as u64;
    let changes: [fn(&mut Identity); 5] = [
        |identity| identity.device += 1,
        |identity| identity.inode += 1,
        |identity| identity.length += 1,
        |identity| identity.modified += 1,
        |identity| identity.changed += 1,
    ];
    let store = Arc::new(Memory::default());
    let disk = Disk::new(&package);
    disk.check(&with(&store, true));
    assert_eq!(disk.read_of(&picture), length);
    for change in changes {
        disk.change(&picture, change);
        let report = disk.check(&with(&store, true));
        assert_eq!(disk.read_of(&picture), length);
        assert_eq!(provenance(&report, &picture), Provenance::Read);
        disk.check(&with(&store, true));
        assert_eq!(disk.read_of(&picture), 0);
    }
}

#[test]
fn a_file_that_was_touched_a_moment_ago_or_will_be_is_neither_kept_nor_taken() {
    let (package, picture) = package();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock");
    let now = i128::try_from(now.as_nanos()).expect("not so many");
    let day = 86_400_000_000_000;
    for moment in [now, now + day] {
        let store = Arc::new(Memory::default());
        let disk = Disk::new(&package);
        disk.change(&picture, |identity| identity.changed = moment);
        for _ in 0..2 {
            let report = disk.check(&with(&store, true));
            assert_eq!(provenance(&report, &picture), Provenance::Read);
            assert_eq!(store.len(), 1, "that of the sound");
        }
        // Not even where the store claims to know it.
        let identity = disk
            .identity(&picture)
            .expect("no fault")
            .expect("it tells");
        let digest = vec![1; 20].into_boxed_slice();
        let digests = Digests::stated(identity.length, [(Algorithm::Sha1, digest)]);
        store.put(
            &identity,
            &Record {
                digests,
                checkpoint: None,
            },
        );
        let report = disk.check(&with(&store, true));
        assert_eq!(provenance(&report, &picture), Provenance::Read);
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_kept() {
    let (package, picture) = package();
    for at in [0, 3_000_000, package.files[&picture].len() as u64 - 1] {
        let store = Arc::new(Memory::default());
        let mut disk = Disk::new(&package);
        disk.touched = Some((picture.clone(), at));
        disk.check(&with(&store, true));
        assert_eq!(store.len(), 1, "that of the sound");
    }
}

#[test]
fn storage_without_identities_is_told_of() {
    let package = Imp::minimal();
    let mut disk = Disk::new(&package);
    disk.tells = false;
    let store = Arc::new(Memory::default());
    let report = disk.check(&with(&store, true));
    assert_eq!(store.len(), 0);
    assert_eq!(report.verdict(), Verdict::Pass);
    let whats: Vec<&str> = said(&report, ".")
        .into_iter()
        .map(|(what, _)| what)
        .collect();
    assert_eq!(whats, ["digest cache"]);
}

#[test]
fn a_digest_from_the_cache_is_compared_as_any_other() {
    let package = Imp::minimal();
    let disk = Disk::new(&package);
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    let store = Arc::new(Memory::default());
    let identity = disk
        .identity(&picture)
        .expect("no fault")
        .expect("it tells");
    let wrong = vec![1; 20].into_boxed_slice();
    store.put(
        &identity,
        &Record {
            digests: Digests::stated(identity.length, [(Algorithm::Sha1, wrong)]),
            checkpoint: None,
        },
    );
    let report = disk.check(&with(&store, true));
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    assert_eq!(report.findings[0].rule.id, "pkl-asset-hash-mismatch");
    assert!(report.findings[0].related[0].message.contains("the cache"));
}

/// Pulled at whatever byte, the second run reads the rest and no more, and comes to the same.
#[test]
fn an_interrupted_run_is_taken_up_inside_the_file() {
    let (package, picture) = package();
    let length = package.files[&picture].len() as u64;
    let whole = Disk::new(&package).check(&Options::default());
    for at in [1_u64, 300_000, 2_345_678, 5_999_999] {
        let store = Arc::new(Memory::default());
        let mut disk = Disk::new(&package);
        disk.broken = Some((picture.clone(), at));
        let first = disk.check(&with(&store, true));
        assert_eq!(first.exit_status(), 3);
        assert_eq!(disk.read_of(&picture), at);

        disk.broken = None;
        let second = disk.check(&with(&store, true));
        let rest = disk.read_of(&picture);
        let from = length - rest;
        // What came after the last whole piece was not hashed.
        assert!(from <= at && at - from < 256 * 1024, "{at}: {from}");
        assert_eq!(found(&second), found(&whole));
        assert_eq!(second.coverage.essence.walked, 2);
        let expected = if from == 0 {
            Provenance::Read
        } else {
            Provenance::Resumed { from }
        };
        assert_eq!(provenance(&second, &picture), expected);
        if from > 0 {
            assert_eq!(
                said(&second, &picture),
                [("bytes", &Why::Trusted(expected))]
            );
        }
        let value = |report: &Report| {
            report
                .digests
                .iter()
                .find(|own| own.file == picture)
                .cloned()
        };
        assert_eq!(
            value(&second).expect("a digest").value,
            value(&whole).expect("a digest").value
        );

        // From then on it is known.
        let third = disk.check(&with(&store, true));
        assert_eq!(disk.read_of(&picture), 0);
        assert_eq!(provenance(&third, &picture), Provenance::Cache);
    }
}

#[test]
fn what_was_left_half_done_is_not_gone_on_with_in_another_state_of_the_file_or_unasked() {
    let (package, picture) = package();
    let length = package.files[&picture].len() as u64;
    let store = Arc::new(Memory::default());
    let mut disk = Disk::new(&package);
    disk.broken = Some((picture.clone(), 3_000_000));
    disk.check(&with(&store, true));
    disk.broken = None;
    disk.read_of(&picture);
    // Unasked, which does not lose what is known either.
    disk.broken = Some((picture.clone(), 10));
    disk.check(&with(&store, false));
    assert_eq!(disk.read_of(&picture), 10);
    disk.broken = None;
    disk.change(&picture, |identity| identity.changed += 1);
    let report = disk.check(&with(&store, true));
    assert_eq!(disk.read_of(&picture), length);
    assert_eq!(provenance(&report, &picture), Provenance::Read);
}

fn offer(package: &Imp, list: &str, path: &str) -> Offered {
    let report = check(
        &MemoryStorage::new(package.files.clone()),
        "package",
        &Options::default(),
        &Silent,
    );
    let mut digests = report.digests.iter();
    let own = digests
        .find(|digest| digest.file == path)
        .expect("a digest");
    Offered {
        list: list.to_owned(),
        path: path.to_owned(),
        length: None,
        algorithm: Algorithm::Sha1,
        digest: base64(&own.value).into(),
    }
}

fn base64(text: &str) -> Vec<u8> {
    use ::base64::Engine as _;

    let decoded = ::base64::engine::general_purpose::STANDARD.decode(text);
    decoded.expect("digests are in base64")
}

#[test]
fn an_offered_digest_is_taken_on_the_word_of_its_list() {
    let package = Imp::minimal();
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    let composition = package.composition();
    let whole = Disk::new(&package).check(&Options::default());
    let offered = vec![
        offer(&package, "sums.txt", &picture),
        offer(&package, "sums.txt", &composition),
    ];
    let disk = Disk::new(&package);
    let report = disk.check(&offering(offered.clone()));
    assert_eq!(disk.read_of(&picture), 0);
    assert_eq!(found(&report), found(&whole));
    let expected = Provenance::Offered {
        list: "sums.txt".to_owned(),
    };
    assert_eq!(provenance(&report, &picture), expected);
    assert_eq!(provenance(&report, &composition), Provenance::Read);
    assert_eq!(
        said(&report, &picture),
        [("bytes", &Why::Trusted(expected))]
    );

    // Where nobody trusts them they are not even looked at.
    let mut options = offering(offered);
    options.known.trust = Trust::default();
    let report = disk.check(&options);
    assert_eq!(disk.read_of(&picture), package.files[&picture].len() as u64);
    assert_eq!(report.coverage.digests.trusted, 0);
}

#[test]
fn an_offered_digest_that_differs_is_a_finding() {
    let package = Imp::minimal();
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    let mut offered = offer(&package, "sums.txt", &picture);
    offered.digest[3] ^= 1;
    let report = Disk::new(&package).check(&offering(vec![offered]));
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    let finding = &report.findings[0];
    assert_eq!(finding.rule.id, "pkl-asset-hash-mismatch");
    assert!(
        finding.related[0]
            .message
            .contains("on the word of `sums.txt`")
    );
}

#[test]
fn what_speaks_against_an_offer_makes_the_file_be_read() {
    let package = Imp::minimal();
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    let length = package.files[&picture].len() as u64;
    let right = || offer(&package, "sums.txt", &picture);
    let check = |offered: Vec<Offered>, list: Option<&str>| {
        let disk = Disk::new(&package);
        let report = disk.check(&offering(offered));
        assert_eq!(disk.read_of(&picture), length);
        assert_eq!(report.verdict(), Verdict::Pass);
        let mut items = report.coverage.not_checked.iter();
        let told = items.find(|item| item.what == "list of digests");
        assert_eq!(told.map(|item| &*item.subject), list, "{told:?}");
    };
    // Two lists that disagree, and one that does with itself.
    let mut wrong = right();
    wrong.digest[0] ^= 1;
    check(vec![right(), wrong.clone()], Some("sums.txt"));
    wrong.list = "other.mhl".to_owned();
    check(vec![right(), wrong], Some("other.mhl"));
    // Of another length than the file.
    let mut longer = right();
    longer.length = Some(length + 1);
    check(vec![longer], Some("sums.txt"));
    // Of another package, which is told; by another algorithm, which is not what is asked for.
    let mut elsewhere = right();
    elsewhere.path = "elsewhere.mxf".to_owned();
    check(vec![elsewhere], Some("sums.txt"));
    let mut other = right();
    other.algorithm = Algorithm::Sha256;
    other.digest = vec![1; 32].into();
    check(vec![other], None);
    // Of no length that a digest has.
    let mut short = right();
    short.digest = vec![1; 19].into();
    check(vec![short], None);
}

#[test]
fn without_digests_nothing_is_asked_for() {
    let (package, picture) = package();
    let store = Arc::new(Memory::default());
    let disk = Disk::new(&package);
    let options = Options {
        digests: false,
        essence: EssenceDepth::Headers,
        ..with(&store, true)
    };
    let report = disk.check(&options);
    assert_eq!((store.len(), disk.read_of(&picture)), (0, 0));
    assert!(report.digests.is_empty());
    assert_eq!(report.verdict(), disk.check(&Options::default()).verdict());
}
