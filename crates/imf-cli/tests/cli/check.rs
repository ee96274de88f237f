use std::fs;
use std::process::Stdio;

use imf_testkit::Imp;

use crate::scratch::{Scratch, damaged, littered, run};

/// JSON with the only part that differs from run to run made the same.
fn steady(json: &str) -> String {
    let lines = json
        .lines()
        .map(|line| match line.split_once("\"total_ms\": ") {
            Some((before, _)) => format!("{before}\"total_ms\": 0\n"),
            None => format!("{line}\n"),
        });
    lines.collect()
}

#[test]
fn a_package_that_passes() {
    let run = Scratch::with(&Imp::minimal()).imf(&["check", "demo"]);
    assert_eq!((run.status, &*run.stderr), (0, ""));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_damaged_package_in_every_format() {
    let scratch = Scratch::with(&damaged());
    for format in ["human", "concise", "json"] {
        let run = scratch.imf(&["check", "demo", "--format", format]);
        assert_eq!((run.status, &*run.stderr), (1, ""));
        insta::assert_snapshot!(format!("damaged_{format}"), steady(&run.stdout));
    }
}

#[test]
fn digests_left_out_are_said_to_be() {
    let run =
        Scratch::with(&damaged()).imf(&["check", "demo", "--no-digest", "--format", "concise"]);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn essence_is_walked_over_as_far_as_is_asked_for() {
    let scratch = Scratch::with(&Imp::minimal());
    for (arguments, walked, skipped, left_out) in [
        (&[][..], 2, 0, None),
        (&["--essence", "headers"], 2, 0, None),
        (&["--essence", "none"], 0, 2, Some("--essence none")),
        (&["--no-digest"], 0, 2, Some("--no-digest")),
        (
            &["--no-digest", "--essence", "auto"],
            0,
            2,
            Some("--no-digest"),
        ),
        (&["--no-digest", "--essence", "headers"], 2, 0, None),
        (
            &["--no-digest", "--essence", "none"],
            0,
            2,
            Some("--essence none"),
        ),
    ] {
        let all = [&["check", "demo", "--format", "json"][..], arguments].concat();
        let run = scratch.imf(&all);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let essence = &report["coverage"]["essence"];
        assert_eq!(essence["walked"], walked, "{arguments:?}");
        assert_eq!(essence["skipped"], skipped, "{arguments:?}");
        assert_eq!(essence["failed"], 0, "{arguments:?}");
        let not_checked = report["coverage"]["not_checked"]
            .as_array()
            .expect("a list");
        let files = not_checked
            .iter()
            .filter(|item| item["what"] == "essence" && item["subject"] != ".");
        let reasons: Vec<&str> = files.filter_map(|item| item["why"].as_str()).collect();
        let expected: Vec<&str> = left_out.into_iter().cycle().take(skipped).collect();
        assert_eq!(reasons, expected, "{arguments:?}");
    }
    let run = scratch.imf(&["check", "demo", "--essence", "some"]);
    assert_eq!((run.status, &*run.stdout), (2, ""));
}

/// The status of a run is the same in every format.
#[test]
fn every_format_ends_with_the_same_status() {
    let scratch = Scratch::with(&Imp::minimal());
    scratch.add("damaged", &damaged());
    scratch.add("littered", &littered());
    scratch.add("supplemental", &Imp::supplemental());
    let mut closed = Imp::default();
    closed.files.insert("readme.txt".to_owned(), Vec::new());
    scratch.add("no-asset-map", &closed);
    let table: &[(i32, &[&str])] = &[
        (0, &["demo"]),
        (0, &["demo", "--no-digest"]),
        (0, &["supplemental"]),
        (0, &["littered"]),
        (0, &["damaged", "--fail-on", "never"]),
        (1, &["littered", "--fail-on", "warning"]),
        (1, &["littered", "--fail-on", "info"]),
        (1, &["damaged"]),
        (1, &["no-asset-map"]),
        (1, &["demo", "damaged"]),
        (1, &["damaged", "demo"]),
        (2, &[]),
        (2, &["demo", "--no-such-option"]),
        (2, &["demo", "--jobs", "0"]),
        (2, &["demo", "--fail-on", "sometimes"]),
        (3, &["absent"]),
        (3, &["demo/ASSETMAP.xml"]),
        (3, &["absent", "damaged"]),
        (3, &["damaged", "absent", "demo"]),
    ];
    for (status, arguments) in table {
        for format in ["human", "concise", "json", "json-lines"] {
            for quiet in [&[][..], &["--quiet"]] {
                let all = [&["check", "--format", format][..], arguments, quiet].concat();
                assert_eq!(scratch.imf(&all).status, *status, "imf {}", all.join(" "));
            }
        }
    }
}

#[test]
fn several_packages_are_an_array_or_lines() {
    let scratch = Scratch::with(&Imp::minimal());
    scratch.add("damaged", &damaged());
    let verdicts = |reports: &[serde_json::Value]| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        reports
            .iter()
            .map(|report| (text(&report["package"]), text(&report["verdict"])))
            .collect()
    };
    let expected = [
        ("demo", "pass"),
        ("damaged", "fail"),
        ("absent", "incomplete"),
    ]
    .map(|(package, verdict)| (package.to_owned(), verdict.to_owned()));
    let json = scratch
        .imf(&["check", "--format", "json", "demo", "damaged", "absent"])
        .stdout;
    assert_eq!(
        verdicts(&serde_json::from_str::<Vec<_>>(&json).unwrap()),
        expected
    );
    let lines = scratch
        .imf(&[
            "check",
            "--format",
            "json-lines",
            "demo",
            "damaged",
            "absent",
        ])
        .stdout;
    let lines: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(verdicts(&lines), expected);
}

#[test]
fn quiet_is_silent_when_all_is_well() {
    let scratch = Scratch::with(&Imp::minimal());
    scratch.add("damaged", &damaged());
    for format in ["human", "concise"] {
        let run = scratch.imf(&["check", "--quiet", "--format", format, "demo"]);
        assert_eq!((run.status, &*run.stdout, &*run.stderr), (0, "", ""));
        let alone = scratch
            .imf(&["check", "--format", format, "damaged"])
            .stdout;
        let both = scratch
            .imf(&[
                "check", "--quiet", "--format", format, "demo", "damaged", "demo",
            ])
            .stdout;
        assert_eq!(both, alone);
    }
    // A program that reads JSON is not served by nothing.
    let json = scratch
        .imf(&["check", "--quiet", "--format", "json", "demo"])
        .stdout;
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let scratch = Scratch::with(&damaged());
    let one = scratch.imf(&["check", "demo", "--format", "json", "--jobs", "1"]);
    for jobs in ["2", "8", "64"] {
        let many = scratch.imf(&["check", "demo", "--format", "json", "--jobs", jobs]);
        assert_eq!(steady(&many.stdout), steady(&one.stdout));
    }
}

/// Whether there is color, the environment, the arguments.
type ColorCase<'a> = (bool, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn color_only_where_it_is_wanted() {
    let scratch = Scratch::with(&damaged());
    let table: &[ColorCase<'_>] = &[
        (false, &[], &[]),
        (true, &[], &["--color", "always"]),
        (true, &[("NO_COLOR", "1")], &["--color", "always"]),
        (true, &[("CLICOLOR_FORCE", "1")], &[]),
        (false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]),
        (false, &[("CLICOLOR_FORCE", "1")], &["--color", "never"]),
        (false, &[("CLICOLOR_FORCE", "1")], &["--format", "json"]),
    ];
    for (colored, variables, arguments) in table {
        let run = scratch.imf_with(variables, &[&["check", "demo"], *arguments].concat());
        assert_eq!(
            run.stdout.contains('\u{1b}'),
            *colored,
            "{variables:?} {arguments:?}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_root_that_cannot_be_read() {
    let scratch = Scratch::with(&Imp::minimal());
    let absent = scratch.imf(&["check", "absent"]);
    assert_eq!((absent.status, &*absent.stderr), (3, ""));
    assert!(
        absent.stdout.starts_with("checked: nothing\n"),
        "{}",
        absent.stdout
    );
    let file = scratch.imf(&["check", "demo/ASSETMAP.xml"]);
    insta::assert_snapshot!(file.stderr, @"imf: `demo/ASSETMAP.xml` is the asset map of a package: name the folder that holds it, `demo`");
    let composition = scratch.imf(&["check", &format!("demo/{}", Imp::minimal().composition())]);
    assert!(
        composition.stderr.contains("`imf inspect`"),
        "{}",
        composition.stderr
    );
}

#[cfg(unix)]
#[test]
fn names_of_files_do_not_reach_the_terminal_unescaped() {
    let mut package = Imp::minimal();
    package
        .files
        .insert("\u{1b}[31mred\u{202e}\r\n.txt".to_owned(), Vec::new());
    let scratch = Scratch::with(&package);
    for format in ["human", "concise", "json"] {
        let text = scratch.imf(&["check", "demo", "--format", format]).stdout;
        assert!(!text.contains(['\u{1b}', '\r']), "{text}");
        assert_eq!(text.contains('\u{202e}'), format == "json");
        assert!(text.contains("red"), "{text}");
    }
}

#[test]
fn a_reader_that_leaves_changes_no_verdict() {
    let scratch = Scratch::with(&damaged());
    for (format, package, status) in [
        ("human", "demo", 1),
        ("json", "demo", 1),
        ("concise", "absent", 3),
    ] {
        let mut command = scratch.command();
        command
            .args(["check", package, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(
            (output.status.code(), &*output.stderr),
            (Some(status), &b""[..]),
            "{format}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let scratch = Scratch::with(&Imp::minimal());
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("the device");
    let run = run(scratch.command().args(["check", "demo"]).stdout(full));
    assert_eq!(run.status, 3);
    assert!(run.stderr.starts_with("imf: "), "{}", run.stderr);
}

/// The first Ctrl-C ends the reading: what was found is told, what was not done as well.
#[cfg(target_os = "linux")]
#[test]
fn an_interruption_ends_with_a_report() {
    use std::time::{Duration, Instant};

    let scratch = Scratch::with(&Imp::minimal());
    let path = Imp::minimal().path_of(imf_testkit::ids::IMAGE_FILE_ID);
    fs::OpenOptions::new()
        .write(true)
        .open(scratch.path("demo").join(&path))
        .and_then(|file| file.set_len(1 << 36))
        .expect("a file with a hole of 64 GiB");
    for format in ["json", "json-lines"] {
        let child = scratch
            .command()
            .args(["check", "demo", "demo", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let folder = format!("/proc/{}/fd", child.id());
        let is_open = || {
            fs::read_dir(&folder).is_ok_and(|entries| {
                entries.flatten().any(|entry| {
                    fs::read_link(entry.path()).is_ok_and(|target| target.ends_with(&path))
                })
            })
        };
        // Looked at for its first bytes, and then opened to be hashed.
        let start = Instant::now();
        while !is_open() && start.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let killed = std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(killed.expect("kill runs").success());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "imf: interrupted: `demo` was not checked\n"
        );
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        // Two were asked for: an array, whatever came of it.
        assert_eq!(report.is_array(), format == "json");
        let report = report.get(0).unwrap_or(&report);
        assert_eq!(report["verdict"], "fail");
        let not_checked = report["coverage"]["not_checked"].as_array().unwrap();
        assert!(
            not_checked.contains(&serde_json::json!(
                {"subject": path, "what": "digest", "why": "interrupted"}
            )),
            "{not_checked:?}"
        );
    }
}

#[test]
fn a_copy_is_whole_or_absent() {
    let scratch = Scratch::with(&Imp::minimal());
    let run = scratch.imf(&["check", "demo", "--copy-to", "copy"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(scratch.names(), ["copy", "demo"]);
    let again = scratch.imf(&["check", "copy"]);
    assert_eq!(again.status, 0, "{again:?}");
    let taken = scratch.imf(&["check", "demo", "--copy-to", "copy"]);
    assert_eq!(taken.status, 2, "{taken:?}");
    let inside = scratch.imf(&["check", "demo", "--copy-to", "demo/copy"]);
    assert_eq!(inside.status, 2, "{inside:?}");

    let mut damaged = Imp::minimal();
    damaged.flip_byte("audio.mxf", 20_000);
    scratch.add("damaged", &damaged);
    let run = scratch.imf(&["check", "damaged", "--copy-to", "other"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("there is no copy"), "{}", run.stderr);
    assert_eq!(scratch.names(), ["copy", "damaged", "demo"]);

    let two = scratch.imf(&["check", "demo", "copy", "--copy-to", "other"]);
    assert_eq!(two.status, 2, "{two:?}");
}
