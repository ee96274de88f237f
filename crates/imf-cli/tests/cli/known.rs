//! Digests that are known: kept from run to run, and taken up where a run was interrupted.

use std::fs;
use std::thread;
use std::time::Duration;

use imf_testkit::{Imp, ids};
use serde_json::{Value, json};

use crate::scratch::{Run, Scratch};

/// A package that was left alone for long enough to be taken to be settled.
fn settled() -> Scratch {
    let scratch = Scratch::with(&Imp::minimal());
    settle();
    scratch
}

fn settle() {
    thread::sleep(Duration::from_millis(3200));
}

fn report(run: &Run) -> Value {
    assert_eq!(run.stderr, "");
    serde_json::from_str(&run.stdout).expect("a report")
}

/// Where the digests come from, by the kind of file.
fn sources(run: &Run) -> Vec<(bool, String)> {
    let report = report(run);
    let digests = report["digests"].as_array().expect("digests");
    let source = |digest: &Value| {
        let path = digest["file"].as_str().expect("a path");
        let source = digest["source"].as_str().expect("a source");
        (!path.starts_with("CPL"), source.to_owned())
    };
    digests.iter().map(source).collect()
}

/// The report without what depends on where digests come from.
fn judgment(run: &Run) -> Value {
    let report = report(run);
    json!([
        report["verdict"],
        report["findings"],
        report["coverage"]["essence"]
    ])
}

const CACHED: &[&str] = &[
    "check",
    "demo",
    "--format",
    "json",
    "--digest-cache",
    "cache",
    "--trust-digests",
    "cache",
];

#[test]
fn a_second_run_reads_no_essence() {
    let scratch = settled();
    let first = scratch.imf(CACHED);
    assert_eq!(first.status, 0);
    assert!(sources(&first).iter().all(|(_, source)| source == "read"));
    let second = scratch.imf(CACHED);
    assert_eq!(second.status, 0);
    assert_eq!(judgment(&second), judgment(&first));
    for (is_essence, source) in sources(&second) {
        assert_eq!(source, if is_essence { "cache" } else { "read" });
    }
    // Without trust everything is read, whatever is kept.
    let plain = scratch.imf(&CACHED[..6]);
    assert_eq!(report(&plain)["digests"], report(&first)["digests"]);

    let text = scratch.imf(&[
        "check",
        "demo",
        "--digest-cache",
        "cache",
        "--trust-digests",
        "cache",
    ]);
    assert_eq!(text.status, 0);
    let has = |words: &str| assert!(text.stdout.contains(words), "{}", text.stdout);
    has("checked: 1 digest compared, 2 digests compared on trust, ");
    has("essence of 2 track files walked\n");
    has("not read: the digest is taken from the cache, where an earlier run kept it\n");
    has("demo: pass: no findings\n");

    // The package is as it was.
    assert_eq!(scratch.names(), ["cache", "demo"]);
}

#[test]
fn a_file_that_was_changed_is_read_again() {
    let scratch = settled();
    let path = Imp::minimal().path_of(ids::AUDIO_FILE_ID);
    scratch.imf(CACHED);
    let file = scratch.path("demo").join(&path);
    let modified = fs::metadata(&file).and_then(|metadata| metadata.modified());
    let mut bytes = fs::read(&file).expect("the sound");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&file, bytes).expect("the file is ours");
    // Nobody is fooled by the old date.
    fs::File::options()
        .write(true)
        .open(&file)
        .and_then(|file| file.set_modified(modified.expect("a date")))
        .expect("the file is ours");
    let run = scratch.imf(CACHED);
    assert_eq!(run.status, 1);
    let rules: Vec<Value> = report(&run)["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["rule"].clone())
        .collect();
    assert!(
        rules.contains(&json!("pkl-asset-hash-mismatch")),
        "{rules:?}"
    );
}

#[test]
fn what_is_damaged_in_the_cache_is_not_there() {
    let scratch = settled();
    let first = scratch.imf(CACHED);
    let entries = || {
        let entries = fs::read_dir(scratch.path("cache")).expect("the cache");
        entries.map(|entry| entry.expect("an entry").path())
    };
    assert_eq!(entries().count(), 2);
    for path in entries() {
        let text = fs::read_to_string(&path).expect("an entry");
        let digest = text.find("digest SHA-1 ").expect("a digest") + 20;
        let mut bytes = text.into_bytes();
        bytes[digest] = if bytes[digest] == b'0' { b'1' } else { b'0' };
        fs::write(&path, bytes).expect("the file is ours");
    }
    let run = scratch.imf(CACHED);
    assert_eq!(report(&run)["digests"], report(&first)["digests"]);
    // And it is mended.
    assert!(sources(&scratch.imf(CACHED)).contains(&(true, "cache".to_owned())));
}

#[test]
fn a_scan_takes_one_cache_for_all_its_packages() {
    let scratch = Scratch::with(&Imp::minimal());
    scratch.add("other", &Imp::minimal());
    settle();
    let scan = &[
        "scan",
        "demo",
        "other",
        "--digest-cache",
        "cache",
        "--trust-digests",
        "cache",
    ];
    let trusted = || -> Vec<Value> {
        let run = scratch.imf(scan);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let lines = run
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"));
        let lines: Vec<Value> = lines.collect();
        lines[..2]
            .iter()
            .map(|report| report["coverage"]["digests"]["trusted"].clone())
            .collect()
    };
    assert_eq!(trusted(), [0, 0]);
    assert_eq!(trusted(), [2, 2]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scratch = Scratch::with(&Imp::minimal());
    fs::write(scratch.path("file"), "").expect("a new file");
    let check = |arguments: &[&str], status: i32, words: &str| {
        let run = scratch.imf(&[&["check", "demo"], arguments].concat());
        assert_eq!(run.status, status, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    };
    for folder in [
        "demo",
        "demo/cache",
        "demo/deep/er/cache",
        "demo/../demo/cache",
    ] {
        check(&["--digest-cache", folder], 2, "lies in the package");
    }
    check(
        &["--trust-digests", "cache"],
        2,
        "needs `--digest-cache DIR`",
    );
    check(&["--trust-digests", "hearsay"], 2, "hearsay");
    check(
        &["--no-digest", "--digest-cache", "cache"],
        2,
        "cannot be used with",
    );
    let copy = [
        "--copy-to",
        "copy",
        "--digest-cache",
        "cache",
        "--trust-digests",
        "cache",
    ];
    check(&copy, 2, "a copy is made of what is read");
    check(&["--digest-cache", "file"], 3, "the digest cache `file`");
    assert_eq!(
        fs::read_dir(scratch.path("demo"))
            .expect("it is there")
            .count(),
        Imp::minimal().files.len()
    );
}

const OFFERED: &[&str] = &[
    "check",
    "demo",
    "--format",
    "json",
    "--trust-digests",
    "offered",
];

/// The digests of the package, in hexadecimal, by path.
fn sums(scratch: &Scratch) -> Vec<(String, String, String)> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let report = report(&scratch.imf(&["check", "demo", "--format", "json"]));
    let digests = report["digests"].as_array().expect("digests").iter();
    let of = |digest: &Value| {
        let text = |name: &str| digest[name].as_str().expect("text").to_owned();
        let bytes = STANDARD.decode(text("value")).expect("base64");
        let digit = |four: u8| char::from_digit(four.into(), 16).expect("four bits");
        let hex = bytes
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
            .collect();
        (text("file"), hex, text("value"))
    };
    digests
        .map(of)
        .filter(|(path, ..)| !path.starts_with("CPL"))
        .collect()
}

#[test]
fn lists_of_every_sort_offer_their_digests() {
    let scratch = Scratch::with(&Imp::minimal());
    let sums = sums(&scratch);
    let lines = |line: &dyn Fn(&(String, String, String)) -> String| -> String {
        sums.iter().map(line).collect()
    };
    let row = |(path, hex, base64): &(String, String, String)| {
        let message = format!(
            r#"{{""checksum_base64"":""{base64}"",""checksumAlgorithm"":""SHA1"",""checksumType"":""FULL_OBJECT"",""checksum_hex"":""{hex}""}}"#
        );
        format!("bucket,some/where/{path},,succeeded,200,,\"{message}\"\n")
    };
    let object = |(path, _, base64): &(String, String, String)| {
        format!(
            r#"{{"Key":"some/where/{path}","Checksum":{{"ChecksumSHA1":"{base64}","ChecksumType":"FULL_OBJECT"}}}}"#
        )
    };
    let hash = |(path, hex, _): &(String, String, String)| {
        format!("<hash><path>{path}</path><sha1 action='original'>{hex}</sha1></hash>")
    };
    let mhl = format!(
        "<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'><hashes>{}</hashes></hashlist>",
        lines(&hash)
    );
    fs::create_dir_all(scratch.path("elsewhere/ascmhl")).expect("a new folder");
    let lists = [
        // From the folder of the list, from the package, from anywhere.
        (
            "beside.txt",
            lines(&|(path, hex, _)| format!("{hex}  demo/{path}\n")),
            None,
        ),
        (
            "elsewhere/sums",
            lines(&|(path, hex, _)| format!("{hex} *./{path}\n")),
            None,
        ),
        (
            "bsd",
            lines(&|(path, hex, _)| format!("SHA1 (/mnt/x/{path}) = {hex}\n")),
            Some("/mnt/x/"),
        ),
        ("elsewhere/ascmhl/0001.mhl", mhl, None),
        ("report.csv", lines(&row), Some("some/where/")),
        ("objects.json", lines(&object), Some("some/where/")),
    ];
    for (name, text, prefix) in lists {
        fs::write(scratch.path(name), text).expect("a new file");
        let mut arguments = [OFFERED, &["--digests", name]].concat();
        if let Some(prefix) = prefix {
            arguments.extend(["--digests-prefix", prefix]);
        }
        let run = scratch.imf(&arguments);
        assert_eq!(run.status, 0, "{name}: {}", run.stderr);
        for (is_essence, source) in sources(&run) {
            assert_eq!(
                source,
                if is_essence { "offered" } else { "read" },
                "{name}"
            );
        }
        let report = report(&run);
        assert_eq!(report["coverage"]["digests"]["trusted"], 2);
        assert_eq!(report["coverage"]["essence"]["walked"], 2);
        let not_checked = report["coverage"]["not_checked"].to_string();
        assert!(not_checked.contains(&format!("trusted: taken on the word of `{name}`")));
    }
}

#[test]
fn what_a_list_says_is_held_against_the_package() {
    let scratch = Scratch::with(&Imp::minimal());
    let sums = sums(&scratch);
    let (path, right, _) = &sums[0];
    let wrong = right.replace(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], "f");
    fs::write(scratch.path("wrong"), format!("{wrong}  demo/{path}\n")).expect("a new file");
    let run = scratch.imf(&[
        "check",
        "demo",
        "--trust-digests",
        "offered",
        "--digests",
        "wrong",
    ]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("error[pkl-asset-hash-mismatch]"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("its digest is taken on the word of `wrong`"),
        "{}",
        run.stdout
    );

    // What is of no use is told, and the files are read.
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    let text = format!("{md5}  {path}\n{right}  ../../{path}\n");
    fs::write(scratch.path("useless"), text).expect("a new file");
    let run = scratch.imf(&[OFFERED, &["--digests", "useless"]].concat());
    assert_eq!(run.status, 0);
    assert_eq!(
        run.stderr,
        "imf: `useless`: left out, 1 time: a digest by an algorithm of 128 bits, which packing lists do not use\n\
         imf: `useless`: 1 name outside the package, of no use here\n"
    );
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    assert_eq!(report["coverage"]["digests"]["verified"], 3);
}

#[test]
fn a_list_that_is_none_is_refused() {
    let scratch = Scratch::with(&Imp::minimal());
    fs::write(scratch.path("notes"), "for later\n").expect("a new file");
    let check = |arguments: &[&str], status: i32, words: &str| {
        let run = scratch.imf(&[&["check", "demo"], arguments].concat());
        assert_eq!(run.status, status, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{}", run.stderr);
    };
    let offered = ["--trust-digests", "offered", "--digests"];
    check(&[&offered[..], &["notes"]].concat(), 2, "line 1");
    check(&[&offered[..], &["absent"]].concat(), 3, "absent");
    check(&offered[..2], 2, "needs `--digests FILE`");
    check(&["--digests", "notes"], 2, "add `--trust-digests offered`");
    check(&["--digests-prefix", "x"], 2, "--digests");
}

/// Ctrl-C in the midst of a file: the next run goes on there, and comes to the digest of the whole.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_file_is_taken_up_again() {
    use std::process::{Command, Stdio};
    use std::time::Instant;

    let scratch = Scratch::with(&Imp::minimal());
    let path = Imp::minimal().path_of(ids::IMAGE_FILE_ID);
    fs::OpenOptions::new()
        .write(true)
        .open(scratch.path("demo").join(&path))
        .and_then(|file| file.set_len(3 << 30))
        .expect("a file with a hole of 3 GiB");
    settle();
    let child = scratch
        .command()
        .args(CACHED)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let is_begun = || {
        fs::read_dir(scratch.path("cache")).is_ok_and(|entries| {
            entries.flatten().any(|entry| {
                let text = fs::read_to_string(entry.path()).unwrap_or_default();
                text.contains("checkpoint ")
            })
        })
    };
    let start = Instant::now();
    while !is_begun() && start.elapsed() < Duration::from_mins(1) {
        thread::sleep(Duration::from_millis(5));
    }
    let asked = Instant::now();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "{:?}",
        asked.elapsed()
    );
    let first: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let not_checked = first["coverage"]["not_checked"].as_array().expect("a list");
    let interrupted = json!({"subject": path, "what": "digest", "why": "interrupted"});
    assert!(not_checked.contains(&interrupted), "{not_checked:?}");

    let of_it = |run: &Run| {
        let report = report(run);
        let mut digests = report["digests"].as_array().expect("digests").iter();
        digests
            .find(|digest| digest["file"] == *path)
            .cloned()
            .expect("a digest")
    };
    let second = of_it(&scratch.imf(CACHED));
    assert_eq!(second["source"], "resumed");
    assert!(second["resumed_at"].as_u64() >= Some(1 << 30), "{second}");
    let plain = of_it(&scratch.imf(&CACHED[..4]));
    assert_eq!(second["value"], plain["value"]);
}
