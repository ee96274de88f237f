//! `imf inspect` of MXF files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use imf_testkit::ids::{AUDIO_FILE_ID, IMAGE_FILE_ID, TIMED_TEXT_FILE_ID};
use imf_testkit::{Imp, packages, samples, say};
use serde_json::Value;

use crate::scratch::{Scratch, imf, run};

/// A package with picture, sound and timed text.
fn package() -> Imp {
    let mut packages = packages::packages().into_iter();
    let package = packages.find(|package| package.name == "app2e-2k");
    (package.expect("it is among the packages").make)()
}

/// The keys of every object, by the names on the way to it; each has to be the same wherever it occurs.
fn keys<'v>(value: &'v Value, path: &str, all: &mut BTreeMap<String, Vec<&'v str>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, all)),
        // What a property holds is the file's affair.
        Value::Object(_) if path.ends_with("/value") => {}
        Value::Object(members) => {
            let names: Vec<&str> = members.keys().map(String::as_str).collect();
            // A set is a set, however deep it is.
            let kind = match path.rsplit('/').next() {
                Some("descriptor" | "orphans" | "preface" | "sets") => "set",
                Some("properties") => "property",
                Some("container" | "data_definition" | "label" | "operational_pattern") => "label",
                _ => path,
            };
            let known = all.entry(kind.to_owned()).or_insert_with(|| names.clone());
            assert_eq!(*known, names, "{path}");
            for (name, member) in members {
                keys(member, &format!("{path}/{name}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn a_track_file_of_each_kind() {
    let package = package();
    let scratch = Scratch::with(&package);
    let mut all = BTreeMap::new();
    let mut values = Vec::new();
    for (id, kind) in [
        (AUDIO_FILE_ID, "audio"),
        (IMAGE_FILE_ID, "image"),
        (TIMED_TEXT_FILE_ID, "timed_text"),
    ] {
        let path = format!("demo/{}", package.path_of(id));
        let run = scratch.imf(&["inspect", &path]);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        insta::assert_snapshot!(kind, run.stdout);
        let run = scratch.imf(&["inspect", &path, "--format", "json"]);
        let json: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(json["kind"], "track_file");
        let track_file = &json["track_files"][0];
        assert_eq!(
            (&track_file["kind"], &track_file["file"]),
            (&kind.into(), &path.into())
        );
        assert_eq!(track_file["time"], "0:00:00.501");
        values.push(json);
    }
    for value in &values {
        keys(value, "", &mut all);
    }
    let brief: Vec<&Value> = values
        .iter()
        .map(|value| &value["track_files"][0])
        .collect();
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&brief).unwrap());
    let structure = &values[0]["structure"];
    for key in [
        "audio_labels",
        "identifications",
        "index_segments",
        "packages",
        "partitions",
        "random_index",
    ] {
        assert!(
            !structure[key].as_array().is_some_and(Vec::is_empty),
            "{key}"
        );
    }
    insta::assert_snapshot!(
        "json_index",
        serde_json::to_string_pretty(&structure["index_segments"]).unwrap()
    );
}

#[test]
fn a_package_lists_its_track_files() {
    let scratch = Scratch::with(&package());
    let run = scratch.imf(&["inspect", "demo"]);
    let list = run.stdout.split_once("\ntrack files\n").unwrap().1;
    insta::assert_snapshot!("list", list.split_once("\n\n").unwrap().0);
}

/// The tags and texts of a piece of XML, without prefixes, attributes and the white space between tags.
fn plain(xml: &str) -> String {
    let mut plain = String::new();
    for piece in xml.split_inclusive('>') {
        let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
        plain.push_str(text.trim());
        if tag.starts_with(['?', '!']) || tag.is_empty() {
            continue;
        }
        let (slash, name) = match tag.strip_prefix('/') {
            Some(name) => ("/", name),
            None => ("", tag),
        };
        let end = name.find([' ', '>', '\n']).unwrap_or(name.len());
        let start = name[..end].find(':').map_or(0, |colon| colon + 1);
        plain.extend(["<", slash, &name[start..end], ">"]);
    }
    plain
}

#[test]
fn the_descriptor_is_the_one_of_the_composition() {
    let package = package();
    let scratch = Scratch::with(&package);
    let composition = plain(&package.text(&package.composition()));
    for id in [AUDIO_FILE_ID, IMAGE_FILE_ID, TIMED_TEXT_FILE_ID] {
        let path = format!("demo/{}", package.path_of(id));
        let run = scratch.imf(&["inspect", &path, "--format", "regxml"]);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let descriptor = plain(&run.stdout);
        assert!(
            composition.contains(&format!("</Id>{descriptor}</EssenceDescriptor>")),
            "{descriptor}"
        );
        let run = scratch.imf(&["inspect", &path, "--format", "regxml-header"]);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let header = plain(&run.stdout);
        assert!(
            header.starts_with("<Preface>") && header.ends_with("</Preface>"),
            "{header}"
        );
        assert!(header.contains(&descriptor));
    }
}

#[test]
fn regxml_is_of_mxf_files_only() {
    let package = package();
    let scratch = Scratch::with(&package);
    let composition = format!("demo/{}", package.composition());
    for path in ["demo", &composition] {
        let run = scratch.imf(&["inspect", path, "--format", "regxml"]);
        assert_eq!((run.status, &*run.stdout), (2, ""));
        assert_eq!(run.stderr, "imf: RegXML is written of an MXF file only\n");
    }
    fs::write(scratch.path("empty.mxf"), "").unwrap();
    let run = scratch.imf(&["inspect", "empty.mxf", "--format", "regxml"]);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    assert!(
        run.stderr.contains("has no essence descriptor"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_wrong_is_said_and_the_rest_is_shown() {
    let mut package = package();
    let path = package.path_of(IMAGE_FILE_ID);
    package.truncate(&path, 20_000);
    let scratch = Scratch::with(&package);
    let run = scratch.imf(&["inspect", &format!("demo/{path}")]);
    assert_eq!((run.status, &*run.stderr), (0, ""));
    insta::assert_snapshot!(
        "truncated",
        run.stdout.split_once("\n\nmaterial").unwrap().0
    );
    assert!(run.stdout.contains("StoredWidth"));
    // One that is none at all.
    fs::write(scratch.path("text.MXF"), "no MXF").unwrap();
    let run = scratch.imf(&["inspect", "text.MXF"]);
    insta::assert_snapshot!("no_mxf", run.stdout);
    // And one that is called otherwise.
    let bytes = package.files[&package.path_of(AUDIO_FILE_ID)].clone();
    fs::write(scratch.path("sound.bin"), bytes).unwrap();
    let run = scratch.imf(&["inspect", "sound.bin"]);
    assert!(
        run.stdout.starts_with("sound.bin: MXF track file: audio, "),
        "{}",
        run.stdout
    );
}

#[test]
fn a_file_says_nothing_to_the_terminal() {
    let mut package = package();
    let path = package.path_of(IMAGE_FILE_ID);
    let bytes = package.files.get_mut(&path).unwrap();
    let utf16 = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let (name, hostile) = (utf16("Essence"), utf16("\u{1b}[2J\u{202e}\u{7}\n"));
    assert_eq!(name.len(), hostile.len());
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(&name) {
            bytes[at..at + name.len()].copy_from_slice(&hostile);
        }
    }
    let scratch = Scratch::with(&package);
    let run = scratch.imf(&["inspect", &format!("demo/{path}")]);
    assert!(
        run.stdout.contains(r"\u{1b}[2J\u{202e}\u{7}\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']));
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of samples") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, all);
        } else if path.to_string_lossy().contains(".mxf") {
            all.push(path);
        }
    }
}

#[test]
fn the_samples_are_shown_in_every_format() {
    let Some(samples) = samples("inspection of the samples") else {
        return;
    };
    let corpus = samples.join("corpus");
    let mut paths = Vec::new();
    files(&corpus, &mut paths);
    for path in &paths {
        let path = path.to_str().unwrap();
        let human = run(imf(&corpus).args(["inspect", path]));
        assert_eq!((human.status, &*human.stderr), (0, ""), "{path}");
        let json = run(imf(&corpus).args(["inspect", path, "--format", "json"]));
        assert_eq!((json.status, &*json.stderr), (0, ""), "{path}");
        let json: Value = serde_json::from_str(&json.stdout).unwrap();
        keys(&json, "", &mut BTreeMap::new());
        if json["structure"].is_null() {
            continue;
        }
        for (format, key) in [("regxml", "descriptor"), ("regxml-header", "packages")] {
            let xml = run(imf(&corpus).args(["inspect", path, "--format", format]));
            let known = &json["structure"][key];
            let known = !known.is_null() && known.as_array().is_none_or(|list| !list.is_empty());
            assert_eq!(xml.status, i32::from(!known), "{path}: {}", xml.stderr);
        }
    }
    say(format_args!("inspections of {} sample files", paths.len()));
}
