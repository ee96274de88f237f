use std::fs;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_testkit::Imp;
use imf_testkit::delivery::Delivery;
use imf_testkit::form::Encoding;
use serde_json::Value;

use crate::scratch::{Run, Scratch, damaged, run};

const MEMBERS: [&str; 3] = ["assetMapXml", "packingListXml", "compositionPlaylistXml"];

#[track_caller]
fn json(run: &Run) -> Value {
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("the payload is JSON")
}

/// The texts of the three members have the bytes of the three files.
#[track_caller]
fn assert_holds(body: &Value, package: &Imp, files: [&str; 3]) {
    for (member, file) in MEMBERS.into_iter().zip(files) {
        assert!(
            body[member].as_str().expect("a string").as_bytes() == package.files[file],
            "{member} differs from {file}"
        );
    }
}

#[test]
fn the_body_holds_the_files_to_the_letter() {
    let packages = [
        Imp::minimal(),
        Imp::supplemental(),
        Delivery::with_timed_text().build(),
        Delivery::two_segments().build(),
        Delivery::with_markers().build(),
        Delivery::first_editions().build(),
    ];
    for package in packages {
        let run = Scratch::with(&package).imf(&["payload", "demo"]);
        let body = json(&run);
        assert_holds(
            &body,
            &package,
            [
                package.asset_map(),
                &package.packing_list(),
                &package.composition(),
            ],
        );
        assert_eq!(
            body.as_object().unwrap().keys().collect::<Vec<_>>(),
            MEMBERS
        );
        // Compact, one line, one newline.
        assert_eq!(run.stdout.find('\n'), Some(run.stdout.len() - 1));
        assert_eq!(run.stdout, format!("{body}\n"));
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let mut package = Imp::minimal();
    let composition = package.composition();
    package.edit_all(&composition, "\n", "\r\n");
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.append(package.files.get_mut(&composition).unwrap());
    package.files.insert(composition.clone(), bytes);
    package.reseal();
    let run = Scratch::with(&package).imf(&["payload", "demo", "--quiet"]);
    assert_holds(
        &json(&run),
        &package,
        [package.asset_map(), &package.packing_list(), &composition],
    );
    insta::assert_snapshot!(run.stderr, @"imf: warning: `compositionPlaylistXml` begins with a byte order mark, which is kept");
}

#[test]
fn what_was_written_is_told_unless_quiet() {
    let scratch = Scratch::with(&Imp::minimal());
    insta::assert_snapshot!(scratch.imf(&["payload", "demo"]).stderr, @"imf: 16749 bytes, the XML as text, for the composition urn:uuid:c0117051-0000-4000-8000-000000000003 in `CPL_c0117051-0000-4000-8000-000000000003.xml`, `Test Package`");
    assert_eq!(scratch.imf(&["payload", "demo", "--quiet"]).stderr, "");
}

#[test]
fn a_package_that_fails_gets_no_payload() {
    let package = damaged();
    let scratch = Scratch::with(&package);
    let run = scratch.imf(&["payload", "demo"]);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    assert!(run.stderr.contains("error["), "{}", run.stderr);
    assert!(run.stderr.ends_with(
        "imf: no payload is written: the package failed the check; --allow-unchecked would write it all the same\n"
    ));
    let run = scratch.imf(&["payload", "demo", "-o", "body.json"]);
    assert_eq!((run.status, scratch.names()), (1, vec!["demo".to_owned()]));
    let run = scratch.imf(&["payload", "demo", "--allow-unchecked"]);
    assert_holds(
        &json(&run),
        &package,
        [
            package.asset_map(),
            &package.packing_list(),
            &package.composition(),
        ],
    );
}

#[test]
fn a_package_that_was_not_checked_gets_no_payload() {
    let scratch = Scratch::with(&Imp::minimal());
    let run = scratch.imf(&["payload", "demo", "--no-digest"]);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    assert!(
        run.stderr
            .contains("the package was not checked completely"),
        "{}",
        run.stderr
    );
    assert_eq!(
        scratch
            .imf(&["payload", "demo", "--no-digest", "--allow-unchecked"])
            .status,
        0
    );
    let run = scratch.imf(&["payload", "absent"]);
    assert_eq!((run.status, &*run.stdout), (3, ""));
    let run = scratch.imf(&["payload", "absent", "--allow-unchecked"]);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    assert!(
        run.stderr
            .ends_with("imf: the package has no asset map that can be read\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn of_several_compositions_one_is_chosen() {
    let package = Delivery::two_compositions().build();
    let scratch = Scratch::with(&package);
    let run = scratch.imf(&["payload", "demo"]);
    assert_eq!((run.status, &*run.stdout), (2, ""));
    insta::assert_snapshot!(run.stderr, @"
    imf: the package has 2 compositions and none is chosen:
      urn:uuid:c0117051-0000-4000-8000-000000000003 in `CPL_c0117051-0000-4000-8000-000000000003.xml`, `Test Package`
      urn:uuid:c0117051-0000-4000-8000-000000000103 in `CPL_c0117051-0000-4000-8000-000000000103.xml`, `Test Package (fr)`
      help: choose one with --cpl ID
    ");
    for path in package.documents("CompositionPlaylist") {
        let text = package.text(&path);
        let id = text
            .split_once("<Id>urn:uuid:")
            .unwrap()
            .1
            .split_once('<')
            .unwrap()
            .0;
        for id in [id.to_uppercase(), format!("urn:uuid:{id}")] {
            let run = scratch.imf(&["payload", "demo", "--cpl", &id]);
            assert_holds(
                &json(&run),
                &package,
                [package.asset_map(), &package.packing_list(), &path],
            );
        }
    }
    let run = scratch.imf(&[
        "payload",
        "demo",
        "--cpl",
        "urn:uuid:00000000-0000-4000-8000-000000000000",
    ]);
    assert_eq!((run.status, &*run.stdout), (2, ""));
}

#[test]
fn of_several_packing_lists_one_is_chosen() {
    let package = Delivery::two_packing_lists().build();
    let scratch = Scratch::with(&package);
    let run = scratch.imf(&["payload", "demo"]);
    assert_eq!((run.status, &*run.stdout), (2, ""));
    assert!(
        run.stderr.ends_with("  help: choose one with --pkl ID\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_the_api_leaves_open_is_an_option() {
    let scratch = Scratch::with(&Imp::minimal());
    let options = [
        "payload",
        "demo",
        "--quiet",
        "--wrap-key",
        "request",
        "--set",
        "requestId=4711",
        "--set",
        "a=b=c",
    ];
    let body = json(&scratch.imf(&options));
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["request"]
    );
    let members: Vec<_> = body["request"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(members, [&MEMBERS[..], &["requestId", "a"]].concat());
    assert_eq!(
        (&body["request"]["requestId"], &body["request"]["a"]),
        (&"4711".into(), &"b=c".into())
    );

    fs::write(
        scratch.path("extra.json"),
        r#"{ "n" : 1.50, "list": [ 1, { } ] }"#,
    )
    .unwrap();
    let run = scratch.imf(&["payload", "demo", "--quiet", "--extra", "extra.json"]);
    assert!(
        run.stdout.ends_with(",\"n\":1.50,\"list\":[1,{}]}\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn members_that_clash_are_refused_before_anything_is_read() {
    let scratch = Scratch::new();
    fs::write(scratch.path("extra.json"), r#"{"assetMapXml": ""}"#).unwrap();
    fs::write(scratch.path("list.json"), "[]").unwrap();
    fs::write(scratch.path("latin.json"), b"{\"a\": \"\xe9\"}").unwrap();
    let table: [(i32, &[&str]); 7] = [
        (2, &["--set", "packingListXml=x"]),
        (2, &["--set", "a=1", "--set", "a=2"]),
        (2, &["--set", "nothing"]),
        (2, &["--extra", "extra.json"]),
        (2, &["--extra", "list.json"]),
        (2, &["--extra", "latin.json"]),
        (3, &["--extra", "absent.json"]),
    ];
    for (status, arguments) in table {
        let run = scratch.imf(&[&["payload", "demo"], arguments].concat());
        assert_eq!(
            (run.status, &*run.stdout),
            (status, ""),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn another_encoding_goes_in_base64_only() {
    let mut package = Imp::minimal();
    let composition = package.composition();
    let text = package.text(&composition).replace("UTF-8", "UTF-16");
    package
        .files
        .insert(composition.clone(), Encoding::Utf16Le.encode(&text));
    package.reseal();
    let scratch = Scratch::with(&package);
    let run = scratch.imf(&["payload", "demo", "-o", "body.json"]);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    assert_eq!(scratch.names(), ["demo"]);
    insta::assert_snapshot!(run.stderr, @"
    imf: the composition is in the encoding `UTF-16`, and a JSON string holds UTF-8 only
      help: --xml-encoding base64 sends the bytes as they are
    ");
    let body = json(&scratch.imf(&["payload", "demo", "--xml-encoding", "base64"]));
    for (member, file) in
        MEMBERS
            .into_iter()
            .zip([package.asset_map(), &package.packing_list(), &composition])
    {
        assert!(
            STANDARD.decode(body[member].as_str().unwrap()).unwrap() == package.files[file],
            "{member}"
        );
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let scratch = Scratch::with(&Imp::minimal());
    let expected = scratch.imf(&["payload", "demo"]).stdout;
    fs::write(scratch.path("body.json"), "old").unwrap();
    let run = scratch.imf(&["payload", "demo", "--output", "body.json"]);
    assert_eq!((run.status, &*run.stdout), (0, ""));
    assert_eq!(scratch.read("body.json"), expected.as_bytes());
    assert_eq!(scratch.names(), ["body.json", "demo"]);
    fs::create_dir(scratch.path("folder")).unwrap();
    for target in ["absent/body.json", "folder"] {
        let run = scratch.imf(&["payload", "demo", "-o", target]);
        assert_eq!(run.status, 3, "{target}: {}", run.stderr);
    }
    assert_eq!(scratch.names(), ["body.json", "demo", "folder"]);
}

/// The body is never written over a document of the package, nor beside them.
#[test]
fn the_package_is_never_written_to() {
    let package = Imp::minimal();
    let scratch = Scratch::with(&package);
    let composition = package.composition();
    let mut targets = vec![
        format!("demo/{composition}"),
        format!("./demo/../demo/{composition}"),
        "demo/ASSETMAP.xml".to_owned(),
        "demo/body.json".to_owned(),
        "demo".to_owned(),
    ];
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(
            format!("demo/{composition}"),
            scratch.path("to-composition.json"),
        )
        .unwrap();
        symlink("demo", scratch.path("to-package")).unwrap();
        targets.push("to-composition.json".to_owned());
        targets.push("to-package/body.json".to_owned());
    }
    for root in ["demo", "./demo/."] {
        for target in &targets {
            let run = scratch.imf(&["payload", root, "-o", target]);
            assert_eq!((run.status, &*run.stdout), (2, ""), "{root} -o {target}");
            assert!(
                run.stderr.contains("name a file elsewhere"),
                "{}",
                run.stderr
            );
        }
    }
    for (name, bytes) in &package.files {
        assert!(scratch.read(&format!("demo/{name}")) == *bytes, "{name}");
    }
    let left = fs::read_dir(scratch.path("demo")).unwrap().count();
    assert_eq!(left, package.files.len());
}

/// A body that did not arrive whole is no success.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_leaves_or_a_full_disk_is_told() {
    let scratch = Scratch::with(&Imp::minimal());
    // A pipe whose reader is gone before the program starts: what it has to say fits into a pipe's buffer.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = scratch
        .command()
        .args(["payload", "demo"])
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(3));
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("the device");
    let run = run(scratch.command().args(["payload", "demo"]).stdout(full));
    assert_eq!(run.status, 3);
    for told in [&String::from_utf8(output.stderr).unwrap(), &run.stderr] {
        assert!(
            told.starts_with("imf: the body could not be written: "),
            "{told}"
        );
    }
    let run = scratch.imf(&["payload", "demo", "-o", "/dev/full"]);
    assert_eq!(run.status, 3, "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_written_to_and_not_replaced() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let scratch = Scratch::with(&Imp::minimal());
    fs::write(scratch.path("real.json"), "old").unwrap();
    symlink("real.json", scratch.path("link.json")).unwrap();
    assert_eq!(
        scratch.imf(&["payload", "demo", "-o", "link.json"]).status,
        0
    );
    assert!(
        fs::symlink_metadata(scratch.path("link.json"))
            .unwrap()
            .is_symlink()
    );
    assert!(scratch.read("real.json").starts_with(b"{\"assetMapXml\""));
    assert_eq!(
        scratch.imf(&["payload", "demo", "-o", "/dev/null"]).status,
        0
    );
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    // A new file is readable as any new file is, not as a secret is.
    assert_eq!(
        scratch.imf(&["payload", "demo", "-o", "new.json"]).status,
        0
    );
    fs::write(scratch.path("other.json"), "").unwrap();
    let mode = |name| {
        fs::metadata(scratch.path(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode("new.json"), mode("other.json"));
}
