//! `imf scan` and `imf merge`.

use std::fs;

use imf_testkit::Imp;
use serde_json::Value;

use crate::scratch::{Run, Scratch};

/// Three packages at different depths, the second with a fault, and a folder that is none.
fn archive() -> Scratch {
    let scratch = Scratch::new();
    fs::create_dir_all(scratch.path("archive/2026/none")).expect("folders");
    scratch.add("archive/2026/a", &Imp::minimal());
    let mut broken = Imp::minimal();
    let composition = broken.composition();
    broken.edit(&composition, "<SourceDuration>4<", "<SourceDuration>5<");
    broken.reseal();
    scratch.add("archive/b", &broken);
    scratch.add("archive/c", &Imp::minimal());
    scratch
}

/// The lines of a run as JSON.
fn lines(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON on each line"))
        .collect()
}

/// Package and verdict of each line but the last.
fn verdicts(lines: &[Value]) -> Vec<(&str, &str)> {
    let reports = &lines[..lines.len() - 1];
    let texts = reports.iter().map(|report| {
        (
            report["package"].as_str().expect("a name"),
            report["verdict"].as_str().expect("a verdict"),
        )
    });
    texts.collect()
}

/// The lines without what differs from run to run.
fn steady(run: &Run) -> Vec<Value> {
    let mut lines = lines(run);
    for line in &mut lines {
        if let Some(timings) = line.get_mut("timings") {
            *timings = Value::Null;
        }
    }
    lines
}

#[test]
fn finds_packages_and_sums_up() {
    let scratch = archive();
    let run = scratch.imf(&["scan", "archive"]);
    assert_eq!(run.status, 1, "{run:?}");
    let found = lines(&run);
    assert_eq!(
        verdicts(&found),
        [
            ("archive/2026/a", "pass"),
            ("archive/b", "fail"),
            ("archive/c", "pass")
        ]
    );
    let total = &found[3]["scan"];
    assert_eq!(
        (&total["packages"], &total["pass"], &total["fail"]),
        (&3.into(), &2.into(), &1.into())
    );
    let text = scratch.imf(&["scan", "archive", "--format", "concise"]);
    assert!(
        text.stdout
            .ends_with("3 packages: 2 passed, 0 incomplete, 1 failed\n"),
        "{}",
        text.stdout
    );
    assert_eq!(text.status, 1);
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let scratch = archive();
    let one = scratch.imf(&["scan", "archive", "--jobs", "1"]);
    let many = scratch.imf(&["scan", "archive", "--jobs", "7"]);
    assert_eq!(steady(&one), steady(&many));
}

#[test]
fn a_list_may_name_what_is_no_package() {
    let scratch = archive();
    fs::write(
        scratch.path("list"),
        "archive/c\n\narchive/2026/none\r\nnowhere\narchive/c\n",
    )
    .expect("a list");
    let run = scratch.imf(&["scan", "--manifest", "list"]);
    assert_eq!(run.status, 3, "{run:?}");
    let found = lines(&run);
    assert_eq!(
        verdicts(&found),
        [
            ("archive/2026/none", "fail"),
            ("archive/c", "pass"),
            ("nowhere", "incomplete")
        ]
    );
    assert_eq!(found[3]["scan"]["unreadable"], 1);
}

#[test]
fn shards_share_the_packages_out() {
    let scratch = archive();
    let mut all: Vec<Value> = Vec::new();
    for shard in ["1/2", "2/2"] {
        let mut part = steady(&scratch.imf(&["scan", "archive", "--shard", shard]));
        part.pop();
        all.extend(part);
    }
    all.sort_by_key(|report| report["package"].to_string());
    let mut whole = steady(&scratch.imf(&["scan", "archive"]));
    whole.pop();
    assert_eq!(all, whole);
    let third = scratch.imf_with(
        &[("AWS_BATCH_JOB_ARRAY_INDEX", "2")],
        &["scan", "archive", "--shard", "auto/3"],
    );
    assert_eq!(verdicts(&lines(&third)), [("archive/c", "pass")]);
    assert_eq!(third.status, 0);
    let wrong = scratch.imf(&["scan", "archive", "--shard", "3/2"]);
    assert_eq!(wrong.status, 2, "{wrong:?}");
}

#[test]
fn a_run_that_is_begun_again_skips_what_is_done() {
    let scratch = archive();
    let arguments = ["scan", "archive", "--out", "reports"];
    let first = scratch.imf(&arguments);
    assert_eq!(
        fs::read_dir(scratch.path("reports"))
            .expect("a folder")
            .count(),
        3
    );
    // What is done is not looked at again, whatever became of it.
    fs::remove_dir_all(scratch.path("archive/c")).expect("a package");
    fs::create_dir(scratch.path("archive/c")).expect("a folder");
    fs::write(scratch.path("archive/c/ASSETMAP.xml"), "").expect("a file");
    let second = scratch.imf(&arguments);
    assert_eq!(lines(&second), lines(&first));
    assert_eq!((first.status, second.status), (1, 1));
    let other = scratch.imf(&["scan", "archive", "--out", "reports", "--no-digest"]);
    let found = lines(&other);
    assert_eq!(verdicts(&found)[2], ("archive/c", "fail"));
}

#[test]
fn merge_puts_shards_together() {
    let scratch = archive();
    for shard in ["1/2", "2/2"] {
        scratch.imf(&["scan", "archive", "--shard", shard, "--out", "reports"]);
    }
    let merged = scratch.imf(&["merge", "reports"]);
    assert_eq!(merged.status, 1);
    let mut found = steady(&merged);
    let total = found.pop().expect("a summary");
    found.sort_by_key(|report| report["package"].to_string());
    let mut whole = steady(&scratch.imf(&["scan", "archive"]));
    assert_eq!(whole.pop(), Some(total));
    assert_eq!(found, whole);
    let summary = scratch.imf(&["merge", "reports", "--summary"]);
    assert_eq!(
        summary.stdout,
        "3 packages: 2 passed, 0 incomplete, 1 failed\n"
    );
    fs::write(scratch.path("reports/x.imf.json"), "{").expect("a file");
    let broken = scratch.imf(&["merge", "reports"]);
    assert_eq!(broken.status, 3, "{broken:?}");
    assert!(broken.stderr.contains("x.imf.json"), "{}", broken.stderr);
}

#[test]
fn where_nothing_is_found_it_says_so() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.path("empty")).expect("a folder");
    let run = scratch.imf(&["scan", "empty"]);
    assert_eq!(run.status, 3);
    assert!(
        run.stderr.contains("no package was found"),
        "{}",
        run.stderr
    );
    let run = scratch.imf(&["scan", "nowhere"]);
    assert_eq!(run.status, 3);
    assert!(run.stderr.contains("`nowhere`"), "{}", run.stderr);
    assert_eq!(scratch.imf(&["scan"]).status, 2);
}
