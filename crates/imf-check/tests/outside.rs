//! Nothing outside the package is opened, whatever it says.

use imf_check::storage::{LocalStorage, MemoryStorage};
use imf_check::{Options, Report, Silent, Storage, check};
use imf_testkit::{Imp, ids};

const PATHS: [&str; 12] = [
    "../outside.mxf",
    "a/../../outside.mxf",
    "/etc/hostname",
    "//etc/hostname",
    "file:///etc/hostname",
    "http://example.com/a.mxf",
    "C:\\outside.mxf",
    "\\\\host\\share\\a.mxf",
    "..",
    ".",
    "",
    "%2e%2e/outside.mxf",
];

fn run(storage: &dyn Storage) -> Report {
    check(storage, "package", &Options::default(), &Silent)
}

fn picture() -> String {
    Imp::minimal().path_of(ids::IMAGE_FILE_ID)
}

#[test]
fn no_path_of_the_asset_map_leads_out() {
    let picture = picture();
    for path in PATHS {
        let mut package = Imp::minimal();
        package.edit(
            "ASSETMAP.xml",
            &format!(">{picture}<"),
            &format!(">{path}<"),
        );
        let inside: Vec<String> = package.files.keys().cloned().collect();
        let storage = MemoryStorage::new(package.files);
        let report = run(&storage);
        assert_eq!(report.exit_status(), 1, "{path}: {:#?}", report.findings);
        for opened in storage.opened() {
            assert!(inside.contains(&opened), "{path}: opened {opened}");
        }
    }
}

#[test]
fn no_link_leads_out() {
    let picture = picture();
    for target in [
        "../outside.mxf",
        "/etc/hostname",
        "nothing.mxf",
        picture.as_str(),
        "media/../../outside.mxf",
    ] {
        let storage = MemoryStorage::new(Imp::minimal().files).link(&picture, target);
        let report = run(&storage);
        assert_eq!(report.exit_status(), 1, "{target}: {:#?}", report.findings);
        assert!(!storage.opened().contains(&picture), "{target}: opened");
    }
}

#[test]
fn special_files_and_folders_are_not_opened() {
    let picture = picture();
    let mut package = Imp::minimal();
    package.remove(&picture);
    for storage in [
        MemoryStorage::new(package.files.clone()).special(&picture),
        MemoryStorage::new(package.files.clone()).folder(&picture),
    ] {
        let report = run(&storage);
        assert_eq!(report.exit_status(), 1, "{:#?}", report.findings);
        assert!(!storage.opened().contains(&picture), "opened");
    }
}

/// On disk: the file outside is there, has the right digest, and is not taken.
#[cfg(unix)]
#[test]
fn the_real_file_outside_is_not_taken() {
    use std::fs;
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().expect("a scratch folder");
    let root = folder.path().join("package");
    let picture = picture();
    let outside = folder.path().join("outside.mxf");
    let package = Imp::minimal();

    for (case, path) in [("path", "../outside.mxf"), ("link", picture.as_str())] {
        let mut package = package.clone();
        let bytes = package.remove(&picture);
        package.edit(
            "ASSETMAP.xml",
            &format!(">{picture}<"),
            &format!(">{path}<"),
        );
        package.write_to(&root).expect("the package is written");
        fs::write(&outside, bytes).expect("the file outside is written");
        if case == "link" {
            symlink(&outside, root.join(&picture)).expect("a link");
        }
        let report = run(&LocalStorage::new(&root).expect("a folder"));
        assert_eq!(report.exit_status(), 1, "{case}: {:#?}", report.findings);
        // The composition and the sound; the picture's digest was not computed.
        assert_eq!(report.coverage.digests.verified, 2, "{case}");
        fs::remove_dir_all(&root).expect("the package is removed");
    }
}
