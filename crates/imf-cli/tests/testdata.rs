//! What the program says of every package of `testdata/`, whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn packages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/packages")
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(packages()).expect("testdata/packages");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn imf(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_imf"))
        .args(arguments)
        .current_dir(packages())
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the program runs")
}

fn text(output: &Output) -> String {
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// The tables of README.md in testdata: its first lists what is valid, its second what is not.
fn is_valid(name: &str) -> bool {
    let page = fs::read_to_string(packages().join("../README.md")).expect("testdata/README.md");
    let (valid, broken) = page
        .split_once("## Packages with one fault")
        .expect("two tables");
    let row = format!("| `{name}` |");
    assert!(
        valid.contains(&row) != broken.contains(&row),
        "testdata/README.md has to list `{name}` once"
    );
    valid.contains(&row)
}

/// A document type declaration is legal XML: a warning.
const ONLY_A_WARNING: [&str; 1] = ["cpl-doctype"];

#[test]
fn valid_packages_pass_and_broken_ones_fail() {
    for name in names() {
        let passes = is_valid(&name) || ONLY_A_WARNING.contains(&name.as_str());
        let expected = i32::from(!passes);
        let output = imf(&["check", &name]);
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{name}\n{}",
            text(&output)
        );
    }
}

#[test]
fn reports_for_people() {
    for name in names() {
        insta::assert_snapshot!(format!("{name}-human"), text(&imf(&["check", &name])));
    }
}

#[test]
fn reports_for_machines() {
    for name in names() {
        let report = text(&imf(&["check", "--format", "json", &name]));
        let mut report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        report["timings"]["total_ms"] = 0.into();
        let report = serde_json::to_string_pretty(&report).expect("JSON");
        insta::assert_snapshot!(format!("{name}-json"), report);
    }
}

/// The documents of a package, as the body has them: asset map, packing list, composition.
const MEMBERS: [(&str, &str); 3] = [
    ("assetMapXml", "ASSETMAP"),
    ("packingListXml", "PKL_"),
    ("compositionPlaylistXml", "CPL_"),
];

#[test]
fn payloads_hold_the_documents_to_the_letter() {
    let mut bodies = 0;
    for name in names().into_iter().filter(|name| is_valid(name)) {
        let output = imf(&["payload", &name]);
        if matches!(name.as_str(), "two-compositions" | "two-packing-lists") {
            // Which of them is for the user to say.
            assert_eq!(output.status.code(), Some(2), "{name}");
            continue;
        }
        if name == "utf-16" {
            assert_eq!(output.status.code(), Some(1), "{name}");
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{name}");
        let body: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(output.stdout.last(), Some(&b'\n'), "{name}");
        for (member, prefix) in MEMBERS {
            let mut documents = Vec::new();
            find(&packages().join(&name), prefix, &mut documents);
            let [document] = documents.as_slice() else {
                panic!("{name}: {documents:?}")
            };
            let bytes = fs::read(document).expect("a document");
            assert_eq!(
                body[member].as_str().map(str::as_bytes),
                Some(&*bytes),
                "{name}: {member}"
            );
        }
        bodies += 1;
    }
    assert!(bodies >= 10, "{bodies} bodies");
}

#[test]
fn the_body_of_the_smallest_package() {
    let output = imf(&["payload", "minimal"]);
    insta::assert_snapshot!(String::from_utf8(output.stdout).expect("text"));
}

fn find(folder: &Path, prefix: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            find(&path, prefix, found);
        } else if name.starts_with(prefix) && path.extension().is_some_and(|ending| ending == "xml")
        {
            found.push(path);
        }
    }
}
