//! Packages of which one file may be anything.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use imf_check::storage::MemoryStorage;
use imf_check::{EssenceDepth, Options, Report, Silent, Verdict, check};
use imf_report::{Format, Style, write};

use crate::seeds::small_package;

/// The files of the package, made once.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| small_package().files);

/// A small package of which the file that the first byte names, by its place in the order of paths, has the other bytes.
pub fn package(bytes: &[u8]) {
    let Some((&which, bytes)) = bytes.split_first() else {
        return;
    };
    let mut files = FILES.clone();
    let which = usize::from(which) % files.len();
    if let Some(file) = files.values_mut().nth(which) {
        *file = bytes.to_vec();
    }
    let lengths: BTreeMap<String, u64> = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.len() as u64))
        .collect();
    let storage = MemoryStorage::new(files);
    let options = Options {
        digests: false,
        essence: EssenceDepth::Headers,
        ..Options::default()
    };
    let report = check(&storage, "package", &options, &Silent);
    hold(&report, &lengths);
    let again = check(&storage, "package", &options, &Silent);
    assert_eq!(rendered(&report), rendered(&again));
}

/// Holds what every report keeps to.
fn hold(report: &Report, lengths: &BTreeMap<String, u64>) {
    for finding in &report.findings {
        assert!(!finding.message.is_empty(), "{finding:?}");
        let related = finding.related.iter().map(|related| &related.location);
        for location in related.chain([&finding.location]) {
            assert!(!location.file.is_empty(), "{finding:?}");
            if let Some(offset) = location.byte_offset {
                assert!(offset <= lengths[&location.file], "{finding:?}");
            }
            if let Some(excerpt) = &location.excerpt {
                let meant = excerpt.text.get(excerpt.start..excerpt.end);
                assert!(meant.is_some(), "{finding:?}");
            }
        }
    }
    // Nothing of a package in memory is unreadable, and digests were left out.
    assert_ne!(report.verdict(), Verdict::Pass);
    assert_eq!(report.coverage.headers.unreadable, 0);
}

/// The report in every format, but for how long it took.
fn rendered(report: &Report) -> Vec<u8> {
    let mut report = report.clone();
    report.elapsed = std::time::Duration::ZERO;
    let reports = [report];
    let mut out = Vec::new();
    for format in [Format::Human, Format::Concise, Format::Json] {
        write(&mut out, &reports, format, &Style::default()).expect("memory does not fail");
    }
    assert!(str::from_utf8(&out).is_ok());
    // What a package says never reaches the terminal as it stands.
    assert!(!out.contains(&0x1b));
    out
}
