//! Track files that are checked by themselves.

use imf_check::storage::MemoryStorage;
use imf_check::{Options, Report, Silent, Verdict, check, check_track_file};
use imf_testkit::packages;

/// The rules that the findings on the track file at `path` break, each with its byte.
fn findings(report: &Report, path: &str) -> Vec<(&'static str, Option<u64>)> {
    let of_file = report
        .findings
        .iter()
        .filter(|finding| finding.location.file == path && finding.location.byte_offset.is_some());
    of_file
        .map(|finding| (finding.rule.id, finding.location.byte_offset))
        .collect()
}

#[test]
fn a_track_file_alone_has_no_fault_that_it_has_not_in_its_package() {
    let options = Options {
        digests: false,
        ..Options::default()
    };
    let (mut files, mut faults) = (0, 0);
    for package in packages::packages() {
        let imp = (package.make)();
        let storage = MemoryStorage::new(imp.files.clone());
        let whole = check(&storage, package.name, &options, &Silent);
        for path in imp.files.keys().filter(|path| {
            std::path::Path::new(path)
                .extension()
                .is_some_and(|end| end == "mxf")
        }) {
            // Without a map nothing leads to them.
            if matches!(package.name, "assetmap-malformed" | "assetmap-missing") {
                continue;
            }
            files += 1;
            let alone = check_track_file(&storage, path, &options);
            assert_eq!(alone.report.coverage.headers.read, 1);
            let known = findings(&whole, path);
            for fault in findings(&alone.report, path) {
                faults += 1;
                assert!(known.contains(&fault), "{} {path}: {fault:?}", package.name);
            }
        }
    }
    assert!(files > 50 && faults > 2, "{files} files, {faults} faults");
}

#[test]
fn a_track_file_that_is_not_there_is_no_fault() {
    let storage = MemoryStorage::new([]);
    let checked = check_track_file(&storage, "image.mxf", &Options::default());
    assert!(checked.report.findings.is_empty());
    assert_eq!(checked.report.verdict(), Verdict::Incomplete);
    assert_eq!(checked.report.exit_status(), 3);
}
