//! What the rules say of the track files of the samples, each by itself; and of broken ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use imf_check::storage::MemoryStorage;
use imf_check::{EssenceDepth, Options, Silent, check, check_track_file};
use imf_testkit::{Imp, ids};

/// Files of the samples and the rules that they break; of all others, none. Where it is no fault of the tool that wrote
/// them, it is what they were made for.
const FAULTY: &[(&str, &[&str])] = &[
    // Old versions of a library leave the edit rate of the index table out.
    ("Application5/", &["mxf-index-edit-rate-missing"]),
    ("ISXD_TEST_1_01_dovi_isxd", &["mxf-index-edit-rate-missing"]),
    ("5f_editrate_mismatch", &["mxf-track-edit-rate-mismatch"]),
    // Its material package counts at 0/1, and its identifiers have another form.
    (
        "MERIDIAN_Netflix_Photon_161006_00_tt",
        &[
            "mxf-set-required-item-missing",
            "op1a-edit-rate-zero",
            "tf-package-uid-prefix",
        ],
    ),
    ("mxf-files/audio1", &["mxf-set-duplicate-item"]),
    ("mxf-files/video1", &["mxf-set-duplicate-item"]),
    // These are MXF, but not of IMF: OP-Atom, several tracks, one frame of many.
    ("mxf-files/class14", &["op1a-operational-pattern"]),
    (
        "mxf-files/indirect",
        &[
            "mxf-container-duration-mismatch",
            "mxf-index-duration-short",
            "mxf-orphan-set",
            "mxf-set-required-item-missing",
            "op1a-operational-pattern",
            "tf-package-uid-prefix",
            "tf-primary-package",
        ],
    ),
    ("mxf-files/open-incomplete-header", &["tf-primary-package"]),
    (
        "mxf-files/utf8_embedded_text",
        &[
            "mxf-sid-inconsistent",
            "pkg-index-partition-missing",
            "tf-essence-track-count",
            "tf-preface-essence-containers-not-one",
            "tf-primary-package",
        ],
    ),
];

/// The track files of the samples, by their path below it.
fn track_files() -> BTreeMap<String, Vec<u8>> {
    let Some(root) = imf_testkit::samples("rules on the track files of the samples") else {
        return BTreeMap::new();
    };
    let root = root.join("corpus");
    let mut folders = vec![root.clone()];
    let mut files = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("mxf".as_ref()) {
                let bytes = fs::read(&path).expect("a file");
                let name = path.strip_prefix(&root).expect("a path below");
                if !bytes.is_empty() {
                    files.insert(name.display().to_string(), bytes);
                }
            }
        }
    }
    files
}

/// The rules on structure, header metadata and index table that a track file breaks by itself.
fn broken(bytes: Vec<u8>) -> BTreeSet<&'static str> {
    const NAME: &str = "sample.mxf";
    let storage = MemoryStorage::new([(NAME.to_owned(), bytes)]);
    let options = Options {
        essence: EssenceDepth::None,
        ..Options::default()
    };
    let report = check_track_file(&storage, NAME, &options).report;
    let ids = report.findings.iter().map(|finding| finding.rule.id);
    ids.filter(|id| {
        let areas = ["mxf-", "op1a-", "pkg-", "tf-"];
        areas.iter().any(|area| id.starts_with(area))
    })
    .collect()
}

#[test]
fn good_track_files_break_no_rule() {
    let mut faults = Vec::new();
    for (name, bytes) in track_files() {
        let mut expected: BTreeSet<&str> = BTreeSet::new();
        for (end, rules) in FAULTY {
            if name.contains(end) && !name.contains("/WAV_") {
                expected.extend(rules.iter());
            }
        }
        let found = broken(bytes);
        if found != expected {
            faults.push(format!("{name}: found {found:?}, expected {expected:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn without_a_walk_constant_edit_units_are_held_against_the_room_there_is() {
    let delivery = imf_testkit::delivery::Delivery::minimal();
    let mut package = delivery.build();
    let path = package.path_of(ids::AUDIO_FILE_ID);
    let sound = delivery
        .track_files
        .iter()
        .find(|file| file.id == ids::AUDIO_FILE_ID)
        .expect("it has sound");
    let bytes = sound.bytes_with(|parts| parts.index[0].edit_unit_byte_count = 7);
    package.files.insert(path, bytes);
    package.reseal();
    let options = Options {
        essence: EssenceDepth::None,
        ..Options::default()
    };
    let report = check(
        &MemoryStorage::new(package.files),
        "package",
        &options,
        &Silent,
    );
    let rules: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    assert_eq!(rules, ["mxf-index-offset-invalid"]);
}

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

/// Checks a package with that track file in the place of the right one, by every rule; says how many findings there are.
fn exercise(package: &BTreeMap<String, Vec<u8>>, path: &str, bytes: Vec<u8>) -> usize {
    let mut files = package.clone();
    files.insert(path.to_owned(), bytes);
    let options = Options {
        digests: false,
        ..Options::default()
    };
    let report = check(&MemoryStorage::new(files), "hostile", &options, &Silent);
    for finding in &report.findings {
        assert!(!finding.message.is_empty() && !finding.location.file.is_empty());
    }
    report.findings.len()
}

/// The smallest package with text, and the paths of its track files.
fn with_text() -> (Imp, Vec<String>) {
    let package = imf_testkit::delivery::Delivery::with_timed_text().build();
    let ids = [
        ids::AUDIO_FILE_ID,
        ids::IMAGE_FILE_ID,
        ids::TIMED_TEXT_FILE_ID,
    ];
    let paths = ids.map(|id| package.path_of(id));
    (package, paths.into())
}

#[test]
fn flipped_bytes_of_track_files_give_no_panic() {
    let (package, paths) = with_text();
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let mut found = 0;
    for path in paths {
        let bytes = &package.files[&path];
        // Structure stands at the start and at the end; between there is essence.
        let places: Vec<usize> = (0..bytes.len())
            .filter(|&at| at < 5000 || at + 1000 > bytes.len())
            .collect();
        for _ in 0..150 {
            let mut bytes = bytes.clone();
            for _ in 0..=numbers.next(3) {
                let at = places[numbers.next(places.len())];
                bytes[at] ^= u8::try_from(numbers.next(255) + 1).expect("a byte");
            }
            found += usize::from(exercise(&package.files, &path, bytes) > 0);
        }
    }
    // Names and times may be anything.
    assert!(found > 150, "{found}");
}

#[test]
fn track_files_that_are_cut_off_give_no_panic() {
    let (package, paths) = with_text();
    for path in paths {
        let bytes = &package.files[&path];
        let mut length = 0;
        while length < bytes.len() {
            let found = exercise(&package.files, &path, bytes[..length].to_vec());
            assert!(found > 0, "{length} bytes");
            length += 97 + length / 50;
        }
    }
}
