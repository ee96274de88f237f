//! Every fault at every file of every package of the testkit: never a panic, never a pass, never a finding that is
//! not there without the fault.

use std::ffi::OsStr;
use std::path::Path;

use imf_check::report::Why;
use imf_check::storage::{Fault, MemoryStorage};
use imf_check::{Options, Report, Silent, Storage, Verdict, check};
use imf_testkit::packages::packages;

fn run(storage: &dyn Storage) -> Report {
    check(storage, "package", &Options::default(), &Silent)
}

/// Rule and file of each finding.
fn findings(report: &Report) -> Vec<(&'static str, &str)> {
    report
        .findings
        .iter()
        .map(|finding| (finding.rule.id, &*finding.location.file))
        .collect()
}

/// Whether the cause is told by the packing list as long as that can be read.
fn is_said_by_another(rule: &str, whole: &Report) -> bool {
    rule == "cpl-resource-hash-mismatch"
        && findings(whole)
            .iter()
            .any(|(rule, _)| *rule == "pkl-asset-hash-mismatch")
}

fn is_named(path: &str, extension: &str) -> bool {
    Path::new(path).extension() == Some(OsStr::new(extension))
}

fn faults(path: &str, length: usize) -> Vec<Fault> {
    let length = length as u64;
    let mut faults = vec![
        Fault::Denied,
        Fault::Vanished,
        Fault::ErrorAt(0),
        Fault::ErrorAt(length / 2),
    ];
    // A parser need not come to the end of a document.
    if is_named(path, "mxf") {
        faults.extend([
            Fault::ErrorAt(length.saturating_sub(1)),
            Fault::ErrorAt(length),
            Fault::ShortAt(length.saturating_sub(1)),
        ]);
    }
    faults.extend([Fault::ShortAt(0), Fault::ShortAt(length / 2)]);
    faults
}

#[test]
fn a_fault_hides_findings_and_makes_none() {
    let mut runs = 0;
    let mut wrong = Vec::new();
    for package in packages() {
        let files = (package.make)().files;
        let whole = run(&MemoryStorage::new(files.clone()));
        for (path, bytes) in files.iter().filter(|(_, bytes)| !bytes.is_empty()) {
            for fault in faults(path, bytes.len()) {
                let storage = MemoryStorage::new(files.clone()).fault(path, fault);
                let report = run(&storage);
                runs += 1;
                let case = format!("{}: {path}: {fault:?}", package.name);
                if !storage.opened().contains(path) {
                    assert_eq!(findings(&report), findings(&whole), "{case}");
                    continue;
                }
                let made: Vec<_> = findings(&report)
                    .into_iter()
                    .filter(|finding| !findings(&whole).contains(finding))
                    .filter(|(rule, _)| !is_said_by_another(rule, &whole))
                    .collect();
                let told =
                    report.coverage.not_checked.iter().any(|item| {
                        item.subject == *path && matches!(item.why, Why::Unreadable(_))
                    });
                let passes = report.verdict() == Verdict::Pass;
                if !made.is_empty() || !told || passes || report.exit_status() != 3 {
                    wrong.push(format!("{case}: told {told}, {made:?}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {runs}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn small_reads_make_no_difference() {
    for package in packages() {
        let files = (package.make)().files;
        let whole = run(&MemoryStorage::new(files.clone()));
        for size in [1, 7] {
            let storage = files
                .keys()
                .filter(|path| is_named(path, "xml"))
                .fold(MemoryStorage::new(files.clone()), |storage, path| {
                    storage.fault(path, Fault::SmallReads(size))
                });
            let report = run(&storage);
            assert_eq!(
                format!("{:?}{:?}", whole.findings, whole.coverage),
                format!("{:?}{:?}", report.findings, report.coverage),
                "{} by {size}",
                package.name
            );
        }
    }
}
