//! What the report says, and that it says the same every time.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use imf_check::report::{NotChecked, Why};
use imf_check::storage::MemoryStorage;
use imf_check::{Finding, Options, Progress, Report, Severity, Silent, Verdict, check};
use imf_testkit::{Imp, ids};

fn run(package: &Imp, options: &Options) -> Report {
    check(
        &MemoryStorage::new(package.files.clone()),
        "package",
        options,
        &Silent,
    )
}

fn only(report: &Report) -> &Finding {
    let [finding] = report.findings.as_slice() else {
        panic!("{:#?}", report.findings)
    };
    finding
}

#[test]
fn a_good_package_passes() {
    let report = run(&Imp::minimal(), &Options::default());
    assert_eq!(report.verdict(), Verdict::Pass);
    assert_eq!(report.coverage.digests.verified, 3);
    assert_eq!(report.coverage.track_files.present, 2);
    let [composition] = report.compositions.as_slice() else {
        panic!("{:?}", report.compositions)
    };
    assert_eq!(composition.id, Some(ids::CPL_ID.to_string()));
    assert_eq!(composition.title.as_deref(), Some("Test Package"));
    assert_eq!(
        composition.duration,
        Some(u64::from(imf_testkit::delivery::FRAMES))
    );
    let kinds: Vec<&str> = composition
        .virtual_tracks
        .iter()
        .map(|track| track.kind.as_str())
        .collect();
    assert_eq!(kinds, ["MainImageSequence", "MainAudioSequence"]);
    assert_eq!(
        composition.virtual_tracks[0].track_files,
        [ids::IMAGE_FILE_ID.to_string()]
    );
}

#[test]
fn a_finding_has_its_place() {
    let mut package = Imp::minimal();
    package.edit("ASSETMAP.xml", "<VolumeCount>1<", "<VolumeCount>2<");
    let report = run(&package, &Options::default());
    let finding = only(&report);
    assert_eq!(finding.rule.id, "am-volume-count-not-one");
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(
        (finding.found.as_deref(), finding.expected.as_deref()),
        (Some("2"), Some("1"))
    );
    let location = &finding.location;
    let text = package.text("ASSETMAP.xml");
    let line = text
        .lines()
        .position(|line| line.contains("<VolumeCount>"))
        .expect("it is there");
    assert_eq!(location.file, "ASSETMAP.xml");
    assert_eq!(location.line.map(|line| line as usize), Some(line + 1));
    assert_eq!(location.path.as_deref(), Some("/AssetMap/VolumeCount"));
    let excerpt = location.excerpt.as_ref().expect("an excerpt");
    assert_eq!(
        &excerpt.text[excerpt.start..excerpt.end],
        "<VolumeCount>2</VolumeCount>"
    );
    assert!(
        finding.help().is_some_and(|help| help.starts_with("Write")),
        "{:?}",
        finding.help()
    );
}

#[test]
fn a_finding_names_its_asset_and_what_takes_part() {
    let mut package = Imp::minimal();
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    package.flip_byte(&picture, -1);
    let report = run(&package, &Options::default());
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule.id == "pkl-asset-hash-mismatch")
        .expect("it fires");
    assert_eq!(finding.location.asset, Some(ids::IMAGE_FILE_ID.to_string()));
    let path = finding.location.path.as_deref().expect("a path");
    assert!(
        path.starts_with("/PackingList/AssetList") && path.ends_with("/Asset[2]/Hash"),
        "{path}"
    );
    assert_eq!(finding.related[0].location.file, picture);
    assert_eq!(finding.found.as_deref().map(str::len), Some(28));
}

#[test]
fn without_digests_nothing_is_said_of_them() {
    let mut package = Imp::minimal();
    let picture = package.path_of(ids::IMAGE_FILE_ID);
    // A byte of the first codestream, which only the digest tells.
    let start = [0xff, 0x4f, 0xff, 0x51];
    let mut bytes = package.files[&picture].windows(4);
    let codestream = bytes
        .position(|bytes| bytes == start)
        .expect("a codestream");
    package.flip_byte(&picture, codestream.cast_signed() + 250);
    let report = run(
        &package,
        &Options {
            digests: false,
            ..Options::default()
        },
    );
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(
        (report.verdict(), report.exit_status()),
        (Verdict::Incomplete, 0)
    );
    assert_eq!(
        (
            report.coverage.digests.verified,
            report.coverage.digests.skipped
        ),
        (0, 3)
    );
    let left_out = |what| {
        let of = |item: &&NotChecked| item.what == what && item.why == Why::LeftOut("--no-digest");
        report.coverage.not_checked.iter().filter(of).count()
    };
    assert_eq!((left_out("digest"), left_out("essence")), (3, 2));
}

#[test]
fn a_supplemental_package_says_what_is_elsewhere() {
    let report = run(&Imp::supplemental(), &Options::default());
    assert_eq!(only(&report).severity, Severity::Info);
    assert_eq!(
        (report.verdict(), report.exit_status()),
        (Verdict::Incomplete, 0)
    );
    assert_eq!(
        (
            report.coverage.track_files.present,
            report.coverage.track_files.external
        ),
        (1, 1)
    );
    let [essence, item] = report.coverage.not_checked.as_slice() else {
        panic!("{:?}", report.coverage)
    };
    assert_eq!(essence.what, "essence");
    assert_eq!(
        (item.subject.as_str(), item.what, &item.why),
        (
            &*ids::IMAGE_FILE_ID.to_string(),
            "track file",
            &Why::External
        )
    );
}

#[test]
fn a_signature_of_unknown_algorithms_is_not_verified_and_says_so() {
    const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
    let mut package = Imp::minimal();
    let list = package.packing_list();
    let (digest, value) = (
        format!("{}=", "A".repeat(43)),
        format!("{}==", "A".repeat(342)),
    );
    let signature = format!(
        "<Signer><X509Data xmlns=\"{DS}\"><X509SubjectName>CN=x</X509SubjectName></X509Data></Signer>\
         <Signature xmlns=\"{DS}\"><SignedInfo>\
         <CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>\
         <SignatureMethod Algorithm=\"urn:example:signature\"/>\
         <Reference URI=\"\"><DigestMethod Algorithm=\"urn:example:digest\"/>\
         <DigestValue>{digest}</DigestValue></Reference></SignedInfo>\
         <SignatureValue>{value}</SignatureValue></Signature></PackingList>"
    );
    package
        .edit(&list, "</PackingList>", &signature)
        .reseal_asset_map();
    let report = run(&package, &Options::default());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let (signature, rest): (Vec<_>, Vec<_>) = report
        .coverage
        .not_checked
        .iter()
        .partition(|item| item.what == "signature");
    assert!(!signature.is_empty() && rest.len() == 1, "{rest:?}");
    for item in signature {
        assert_eq!(item.subject, list);
        assert!(matches!(item.why, Why::Unsupported(_)));
    }
    assert_eq!((report.verdict(), report.exit_status()), (Verdict::Pass, 0));
}

/// A package with many faults and enough bytes for several threads.
fn large_and_broken() -> Imp {
    let mut package = Imp::minimal();
    for id in [ids::IMAGE_FILE_ID, ids::AUDIO_FILE_ID] {
        let path = package.path_of(id);
        package.files.entry(path).or_default().resize(3_000_000, 0);
    }
    package
        .edit("ASSETMAP.xml", "<VolumeCount>1<", "<VolumeCount>3<")
        .edit("ASSETMAP.xml", "<Offset>0<", "<Offset>5<");
    for name in ["z.txt", "a.txt", "m/n.txt"] {
        package.files.insert(name.to_owned(), vec![1]);
    }
    package
}

#[test]
fn one_thread_or_many_say_the_same() {
    let package = large_and_broken();
    let with = |jobs| {
        let report = run(
            &package,
            &Options {
                jobs: NonZeroUsize::new(jobs),
                ..Options::default()
            },
        );
        format!(
            "{:#?}{:#?}{:#?}",
            report.findings, report.coverage, report.compositions
        )
    };
    let one = with(1);
    assert!(one.contains("pkl-asset-hash-mismatch"), "{one}");
    for jobs in [2, 3, 8] {
        assert_eq!(with(jobs), one, "{jobs} threads");
    }
}

#[test]
fn findings_are_sorted_by_file_and_place() {
    let report = run(&large_and_broken(), &Options::default());
    let places: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            (
                finding.location.file.clone(),
                finding.location.line,
                finding.location.column,
                finding.rule.id,
            )
        })
        .collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(places, sorted);
    assert!(places.len() > 8, "{places:?}");
}

#[test]
fn what_fails_is_the_caller_s_to_say() {
    let mut package = Imp::minimal();
    package.files.insert("README.txt".to_owned(), vec![b'x']);
    let verdict = |fail_on| {
        run(
            &package,
            &Options {
                fail_on,
                ..Options::default()
            },
        )
        .verdict()
    };
    assert_eq!(verdict(Some(Severity::Error)), Verdict::Pass);
    assert_eq!(verdict(Some(Severity::Warning)), Verdict::Fail);
    package.edit("ASSETMAP.xml", "<VolumeCount>1<", "<VolumeCount>2<");
    let report = run(
        &package,
        &Options {
            fail_on: None,
            ..Options::default()
        },
    );
    assert_eq!((report.verdict(), report.exit_status()), (Verdict::Pass, 0));
}

#[test]
fn progress_counts_every_byte_once() {
    #[derive(Default)]
    struct Count {
        total: AtomicU64,
        read: AtomicU64,
        ends: AtomicU64,
    }
    impl Progress for Count {
        fn start(&self, total_bytes: u64) {
            self.total.store(total_bytes, Ordering::Relaxed);
        }
        fn advance(&self, bytes: u64) {
            self.read.fetch_add(bytes, Ordering::Relaxed);
        }
        fn finish(&self) {
            self.ends.fetch_add(1, Ordering::Relaxed);
        }
    }
    let package = large_and_broken();
    let progress = Count::default();
    check(
        &MemoryStorage::new(package.files.clone()),
        "package",
        &Options::default(),
        &progress,
    );
    let files = [
        package.composition(),
        package.path_of(ids::IMAGE_FILE_ID),
        package.path_of(ids::AUDIO_FILE_ID),
    ];
    let expected: u64 = files
        .iter()
        .map(|path| package.files[path].len() as u64)
        .sum();
    assert_eq!(progress.total.into_inner(), expected);
    assert_eq!(progress.read.into_inner(), expected);
    assert_eq!(progress.ends.into_inner(), 1);
}

/// What is cheap to check is known before the first byte is read for a digest.
#[test]
fn findings_come_early() {
    #[derive(Default)]
    struct Early {
        rules: Mutex<Vec<&'static str>>,
        is_hashing: AtomicBool,
    }
    impl Progress for Early {
        fn wants_early(&self) -> bool {
            true
        }
        fn early(&self, report: &Report) {
            assert!(!self.is_hashing.load(Ordering::Relaxed));
            let rules = report.findings.iter().map(|finding| finding.rule.id);
            self.rules.lock().unwrap().extend(rules);
        }
        fn start(&self, _: u64) {
            self.is_hashing.store(true, Ordering::Relaxed);
        }
        fn advance(&self, _: u64) {}
        fn finish(&self) {}
    }
    let mut package = Imp::minimal();
    package.edit("ASSETMAP.xml", "<VolumeCount>1<", "<VolumeCount>2<");
    // The last byte of the sound, which only its digest knows.
    package.flip_byte(&package.path_of(ids::AUDIO_FILE_ID), -200);
    let early = Early::default();
    let storage = MemoryStorage::new(package.files.clone());
    let report = check(&storage, "package", &Options::default(), &early);
    let all: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    let early = early.rules.into_inner().unwrap();
    assert_eq!(early, ["am-volume-count-not-one"]);
    assert!(
        all.contains(&"am-volume-count-not-one") && all.len() > 1,
        "{all:?}"
    );
}

/// Where the package fails anyway, hours of hashing can be spared; the report says that they were.
#[test]
fn digests_are_left_out_of_a_package_that_fails_before_them() {
    let options = Options {
        fail_fast: true,
        ..Options::default()
    };
    let mut package = Imp::minimal();
    let report = run(&package, &options);
    assert_eq!(report.verdict(), Verdict::Pass);
    assert!(report.coverage.digests.verified > 0);
    package.remove(&package.path_of(ids::IMAGE_FILE_ID));
    let report = run(&package, &options);
    assert_eq!(report.verdict(), Verdict::Fail);
    let digests = &report.coverage.digests;
    assert!(digests.verified == 0 && digests.skipped > 0, "{digests:?}");
    let left_out = report.coverage.not_checked.iter();
    let left_out = left_out.filter(|item| item.why == Why::LeftOut("--fail-fast"));
    assert!(left_out.count() > 1);
}

/// Every input that is bad in itself: an answer, not an accident.
#[test]
fn bad_packages_fail_with_a_finding() {
    type Damage = fn(&mut Imp);
    let table: [(&str, Damage); 10] = [
        ("nothing at all", |package| package.files.clear()),
        ("an empty asset map", |package| {
            package.files.insert("ASSETMAP.xml".to_owned(), Vec::new());
        }),
        ("an asset map of one line feed", |package| {
            package
                .files
                .insert("ASSETMAP.xml".to_owned(), b"\n".to_vec());
        }),
        ("an asset map of zeros", |package| {
            package
                .files
                .insert("ASSETMAP.xml".to_owned(), vec![0; 100_000]);
        }),
        ("an asset map of open tags", |package| {
            package
                .files
                .insert("ASSETMAP.xml".to_owned(), b"<a>".repeat(100_000));
        }),
        ("half an asset map", |package| {
            let length = package.files["ASSETMAP.xml"].len() / 2;
            package.truncate("ASSETMAP.xml", length);
        }),
        ("half a packing list", |package| {
            let list = package.packing_list();
            let length = package.files[&list].len() / 2;
            package.truncate(&list, length);
        }),
        ("half a composition, sealed", |package| {
            let path = package.composition();
            let length = package.files[&path].len() / 2;
            package.truncate(&path, length).reseal_packing_lists();
        }),
        ("a composition of one line feed, sealed", |package| {
            let path = package.composition();
            package.files.insert(path, b"\n".to_vec());
            package.reseal_packing_lists();
        }),
        ("a claim of 16 GiB", |package| {
            let list = package.packing_list();
            package
                .edit(&list, "<Size>", "<Size>17179869184")
                .reseal_asset_map();
        }),
    ];
    for (name, damage) in table {
        let mut package = Imp::minimal();
        damage(&mut package);
        let report = run(&package, &Options::default());
        assert_eq!(
            (report.verdict(), report.exit_status()),
            (Verdict::Fail, 1),
            "{name}: {:?}",
            report.coverage
        );
    }
}

#[test]
fn every_truncation_of_the_documents_is_answered() {
    let package = Imp::minimal();
    for path in [
        "ASSETMAP.xml".to_owned(),
        package.packing_list(),
        package.composition(),
    ] {
        let step = (package.files[&path].len() / 100).max(1);
        for length in (0..package.files[&path].len()).step_by(step) {
            let mut cut = package.clone();
            cut.truncate(&path, length);
            let report = run(&cut, &Options::default());
            assert_eq!(report.verdict(), Verdict::Fail, "{path} cut at {length}");
        }
    }
}

#[test]
fn every_damaged_byte_of_the_documents_is_answered() {
    let package = Imp::minimal();
    for (path, fails) in [
        ("ASSETMAP.xml".to_owned(), false),
        (package.packing_list(), false),
        // The packing list holds the composition's digest.
        (package.composition(), true),
    ] {
        let length = package.files[&path].len();
        for (at, flip) in (0..length)
            .step_by((length / 60).max(1))
            .zip([0x01, 0x80, 0xff, 0x20].into_iter().cycle())
        {
            let mut damaged = package.clone();
            if let Some(byte) = damaged
                .files
                .get_mut(&path)
                .and_then(|bytes| bytes.get_mut(at))
            {
                *byte ^= flip;
            }
            let report = run(&damaged, &Options::default());
            assert!(
                !report.coverage.has_failures(),
                "{path} at {at}: {:?}",
                report.coverage
            );
            assert!(
                !fails || report.verdict() == Verdict::Fail,
                "{path} at {at}"
            );
        }
    }
}
