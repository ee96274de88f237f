//! The packages that the repository keeps are those that the test kit builds.

use std::path::{Path, PathBuf};

use imf_testkit::kept::differences;
use imf_testkit::packages::{files, packages};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

#[test]
fn committed_packages_are_current() {
    let differences =
        differences(&testdata().join("packages"), &files()).expect("the packages can be read");
    let lines: Vec<_> = differences
        .iter()
        .map(|difference| format!("  {difference}\n"))
        .collect();
    assert!(
        lines.is_empty(),
        "run `cargo xtask testdata`:\n{}",
        lines.concat()
    );
}

#[test]
fn every_package_is_described() {
    let readme =
        std::fs::read_to_string(testdata().join("README.md")).expect("testdata has a README");
    for package in packages() {
        assert!(
            readme.contains(&format!("| `{}` |", package.name)),
            "README.md does not describe `{}`",
            package.name
        );
    }
}

#[test]
fn packages_stay_small() {
    let mut total = 0;
    for package in packages() {
        for (path, bytes) in (package.make)().files {
            assert!(
                bytes.len() <= 1 << 20,
                "`{}/{path}` has {} bytes",
                package.name,
                bytes.len()
            );
            total += bytes.len();
        }
    }
    assert!(total < 3 << 20, "the packages have {total} bytes");
}
