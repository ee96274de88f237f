//! Work that could not be done: never a finding, always said.

use imf_check::report::{NotChecked, Why};
use imf_check::storage::{Fault, LocalStorage, MemoryStorage};
use imf_check::{Options, Report, Silent, Storage, Verdict, check};
use imf_testkit::{Imp, ids};

fn run(storage: &dyn Storage) -> Report {
    check(storage, "package", &Options::default(), &Silent)
}

fn minimal() -> MemoryStorage {
    MemoryStorage::new(Imp::minimal().files)
}

fn picture() -> String {
    Imp::minimal().path_of(ids::IMAGE_FILE_ID)
}

/// `fault` at `path` leaves exactly `expected` unchecked, and no finding.
#[track_caller]
fn check_fault(path: &str, fault: Fault, expected: &[&str]) {
    let report = run(&minimal().fault(path, fault));
    assert!(
        report.findings.is_empty(),
        "{path} {fault:?}: {:#?}",
        report.findings
    );
    assert_eq!(report.verdict(), Verdict::Incomplete, "{path} {fault:?}");
    assert_eq!(report.exit_status(), 3, "{path} {fault:?}");
    let mut what = Vec::new();
    for NotChecked {
        subject,
        what: kind,
        why,
    } in report
        .coverage
        .not_checked
        .iter()
        .filter(|item| item.why.is_failure())
    {
        assert!(
            matches!(why, Why::Unreadable(_)),
            "{path} {fault:?}: {why:?}"
        );
        assert_eq!(subject, path, "{fault:?}");
        what.push(*kind);
    }
    assert_eq!(what, expected, "{path} {fault:?}");
}

#[test]
fn a_track_file_that_cannot_be_read_is_no_hash_mismatch() {
    let picture = picture();
    check_fault(&picture, Fault::Denied, &["content", "digest", "header"]);
    check_fault(&picture, Fault::Vanished, &["content", "digest", "header"]);
    check_fault(&picture, Fault::ErrorAt(2000), &["digest", "header"]);
    check_fault(
        &picture,
        Fault::ErrorAt(0),
        &["content", "digest", "header"],
    );
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_no_hash_mismatch() {
    check_fault(&picture(), Fault::ShortAt(2000), &["digest", "header"]);
}

#[test]
fn a_composition_that_cannot_be_read_is_said() {
    let composition = Imp::minimal().composition();
    check_fault(
        &composition,
        Fault::Denied,
        &["content", "digest", "document"],
    );
    check_fault(&composition, Fault::ErrorAt(1000), &["digest", "document"]);
}

#[test]
fn an_asset_map_or_packing_list_that_cannot_be_read_is_said() {
    check_fault("ASSETMAP.xml", Fault::Denied, &["document"]);
    check_fault("ASSETMAP.xml", Fault::ErrorAt(100), &["document"]);
    check_fault("VOLINDEX.xml", Fault::Denied, &["document"]);
    let list = Imp::minimal().packing_list();
    check_fault(&list, Fault::Denied, &["content", "document"]);
}

#[test]
fn a_root_that_cannot_be_listed_is_said() {
    check_fault(".", Fault::Denied, &["package"]);
}

#[test]
fn a_folder_that_cannot_be_listed_is_no_missing_file() {
    let mut package = Imp::minimal();
    let picture = picture();
    let inside = format!("media/{picture}");
    package
        .edit(
            "ASSETMAP.xml",
            &format!(">{picture}<"),
            &format!(">{inside}<"),
        )
        .rename(&picture, &inside);
    let report = run(&MemoryStorage::new(package.files).fault("media", Fault::Denied));
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.exit_status(), 3);
}

#[test]
fn small_reads_change_nothing() {
    let small = [
        "ASSETMAP.xml",
        "VOLINDEX.xml",
        &picture(),
        &Imp::minimal().composition(),
        &Imp::minimal().packing_list(),
    ]
    .into_iter()
    .fold(minimal(), |storage, path| {
        storage.fault(path, Fault::SmallReads(7))
    });
    let report = run(&small);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.verdict(), Verdict::Pass);
}

#[test]
fn faults_and_findings_together_are_both_said() {
    let mut package = Imp::minimal();
    package.edit("ASSETMAP.xml", "<VolumeCount>1<", "<VolumeCount>2<");
    let report = run(&MemoryStorage::new(package.files).fault(&picture(), Fault::Denied));
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(report.exit_status(), 3);
    assert_eq!(report.findings.len(), 1);
}

#[cfg(unix)]
#[test]
fn permissions_of_the_system_are_faults() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a scratch folder");
    Imp::minimal()
        .write_to(folder.path())
        .expect("the package is written");
    let path = folder.path().join(picture());
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("its owner may");
    if fs::File::open(&path).is_ok() {
        imf_testkit::say(format_args!("skipped: this user may read every file"));
        return;
    }
    let report = run(&LocalStorage::new(folder.path()).expect("a folder"));
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.exit_status(), 3);
}
