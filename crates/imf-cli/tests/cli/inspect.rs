use std::fs;
use std::path::Path;

use imf_testkit::Imp;
use serde_json::Value;

use crate::scratch::{Scratch, imf, littered, run};

#[test]
fn a_package() {
    let scratch = Scratch::with(&littered());
    let run = scratch.imf(&["inspect", "demo"]);
    assert_eq!((run.status, &*run.stderr), (0, ""));
    insta::assert_snapshot!(run.stdout);
    let run = scratch.imf(&["inspect", "demo", "--format", "json"]);
    assert_eq!((run.status, &*run.stderr), (0, ""));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_document_alone() {
    let package = Imp::minimal();
    let scratch = Scratch::with(&package);
    for path in [
        package.asset_map(),
        &package.packing_list(),
        &package.composition(),
    ] {
        let path = format!("demo/{path}");
        let run = scratch.imf(&["inspect", &path]);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let name = path.split(['/', '_', '.']).nth(1).unwrap();
        insta::assert_snapshot!(format!("document_{name}"), run.stdout);
        let run = scratch.imf(&["inspect", &path, "--format", "json"]);
        let json: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(
            (&json["path"], &json["kind"]),
            (&path.into(), &"document".into())
        );
    }
}

#[test]
fn a_signed_document_says_who_signed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/signatures");
    let inspect = |arguments: &[&str]| run(imf(&folder).arg("inspect").args(arguments));
    let found = inspect(&["opl-p256.xml"]);
    assert_eq!((found.status, &*found.stderr), (0, ""));
    let lines: Vec<&str> = found.stdout.lines().collect();
    let start = lines
        .iter()
        .position(|line| line.starts_with("signature "))
        .unwrap();
    assert_eq!(
        lines[start..start + 3],
        [
            "signature opl-p256.xml",
            "  valid, http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "  signed by CN=P-256,OU=not for trust,O=imf samples",
        ]
    );
    // Every certificate is a line for its name and one for its serial number, which is another in every run of the script.
    assert!(lines[start + 3].ends_with(", valid 2020-01-01T00:00:00Z to 2040-01-01T00:00:00Z"));
    assert_eq!(
        lines[start + 4],
        "  certified by CN=middle,OU=not for trust,O=imf samples"
    );
    assert_eq!(
        lines[start + 6],
        "  certified by CN=root,OU=not for trust,O=imf samples"
    );
    let json = inspect(&["--format", "json", "content-changed.xml"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    let signature = &json["signatures"][0];
    assert_eq!(signature["file"], "content-changed.xml");
    assert_eq!(signature["verdict"], "invalid");
    assert_eq!(
        signature["signer"]["subject"],
        "CN=signer,OU=not for trust,O=imf samples"
    );
    assert_eq!(signature["issuers"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_track_file_is_missing_from_the_package() {
    let run = Scratch::with(&Imp::supplemental()).imf(&["inspect", "demo"]);
    assert_eq!(
        run.stdout.matches("not in this package").count(),
        1,
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_no_document_is_said_to_be_none() {
    let scratch = Scratch::new();
    fs::write(scratch.path("text"), "no XML").unwrap();
    fs::write(scratch.path("page.xml"), "<html/>").unwrap();
    for (name, word) in [("text", "no readable XML"), ("page.xml", "html")] {
        let run = scratch.imf(&["inspect", name]);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains(word), "{}", run.stdout);
    }
    let run = scratch.imf(&["inspect", "absent"]);
    assert_eq!((run.status, &*run.stdout), (3, ""));
    assert!(run.stderr.starts_with("imf: `absent`: "), "{}", run.stderr);
}

/// What lies around a document is none of its business, and may be the whole disk.
#[cfg(unix)]
#[test]
fn a_document_by_a_link_and_nothing_around_it() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let package = Imp::minimal();
    let scratch = Scratch::with(&package);
    let expected = |name: &str| {
        let run = scratch.imf(&["inspect", name]);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        run.stdout.replace(name, "NAME")
    };
    let composition = format!("demo/{}", package.composition());
    fs::create_dir(scratch.path("elsewhere")).unwrap();
    symlink(
        format!("../{composition}"),
        scratch.path("elsewhere/link.xml"),
    )
    .unwrap();
    assert_eq!(expected("elsewhere/link.xml"), expected(&composition));
    // A name that is no text is no hindrance to the file itself.
    let name = std::ffi::OsStr::from_bytes(b"demo/\xff.xml");
    fs::copy(
        scratch.path(&composition),
        scratch
            .path("demo")
            .join(std::ffi::OsStr::from_bytes(b"\xff.xml")),
    )
    .unwrap();
    let run = crate::scratch::run(scratch.command().arg("inspect").arg(name));
    assert_eq!((run.status, &*run.stderr), (0, ""));
}
