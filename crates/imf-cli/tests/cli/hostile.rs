//! Packages that mean harm: none may hang the program, lead it outside, or leave it without a verdict.

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use imf_testkit::Imp;

use crate::scratch::{Scratch, littered};

/// Longer than any of these takes on the slowest machine, and shorter than forever.
const PATIENCE: Duration = Duration::from_mins(1);

/// The status of `imf check demo`, which has to end by itself, and what it says in a line each.
#[track_caller]
fn check(scratch: &Scratch, case: &str) -> (i32, String) {
    let mut child = scratch
        .command()
        .args(["check", "demo", "--format", "concise"])
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program runs");
    let mut stdout = child.stdout.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{case}: the program does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let text = reader.join().expect("no panic").expect("text");
    let code = status.code();
    (
        code.unwrap_or_else(|| panic!("{case}: ended by a signal")),
        text,
    )
}

/// Puts something else in the place of a file.
type Replace = fn(&Path);

#[test]
fn what_is_no_file_is_a_finding_and_is_not_waited_for() {
    let kinds: [(&str, Replace); 8] = [
        ("pipe", |path| {
            let made = Command::new("mkfifo").arg(path).status();
            assert!(made.expect("mkfifo runs").success());
        }),
        ("folder", |path| fs::create_dir(path).expect("a folder")),
        ("socket", |path| {
            drop(UnixListener::bind(path).expect("a socket"));
        }),
        ("device", |path| symlink("/dev/zero", path).expect("a link")),
        ("memory", |path| {
            symlink("/proc/self/mem", path).expect("a link");
        }),
        ("dangling", |path| symlink("nothing", path).expect("a link")),
        ("itself", |path| {
            symlink(path.file_name().expect("a name"), path).expect("a link");
        }),
        ("circle", |path| {
            let folder = path.with_file_name("a");
            fs::create_dir(&folder).expect("a folder");
            symlink("..", folder.join("b")).expect("a link");
            let name = path.file_name().expect("a name");
            symlink(Path::new("a/b/a/b").join(name), path).expect("a link");
        }),
    ];
    let package = Imp::minimal();
    for name in package.files.keys() {
        for (kind, replace) in kinds {
            // The volume index may be absent; as a folder it is not yet told from that.
            if name == "VOLINDEX.xml" && kind == "folder" {
                continue;
            }
            let scratch = Scratch::with(&package);
            let path = scratch.path("demo").join(name);
            fs::remove_file(&path).expect("a file of the package");
            // The path of a socket has to be short.
            if kind == "socket" {
                replace(&scratch.path("s"));
                fs::rename(scratch.path("s"), &path).expect("a socket");
            } else {
                replace(&path);
            }
            let case = format!("{name} is a {kind}");
            let (status, text) = check(&scratch, &case);
            assert_eq!(status, 1, "{case}: {text}");
            assert!(text.contains(": error["), "{case}: {text}");
        }
    }
}

#[test]
fn no_path_of_the_asset_map_leads_out() {
    let package = Imp::minimal();
    let sound = package.path_of(imf_testkit::ids::AUDIO_FILE_ID);
    for path in [
        "../secret.mxf",
        "a/../../secret.mxf",
        "%2e%2e/secret.mxf",
        "..%2fsecret.mxf",
        "/dev/zero",
        "file:///dev/zero",
        "a&#0;b",
        "a%00b",
        "CON",
        "..\\secret.mxf",
        "&#x202e;a.mxf",
    ] {
        let mut package = package.clone();
        package.edit("ASSETMAP.xml", &format!(">{sound}<"), &format!(">{path}<"));
        let scratch = Scratch::with(&package);
        // The very file that is wanted, so that a digest could tell nothing.
        fs::copy(
            scratch.path("demo").join(&sound),
            scratch.path("secret.mxf"),
        )
        .expect("a copy");
        let (status, text) = check(&scratch, path);
        assert_eq!(status, 1, "{path}: {text}");
    }
}

#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt as _;

    let scratch = Scratch::with(&Imp::minimal());
    for name in [&b"\xff.mxf"[..], b"\xfe.mxf"] {
        let name = std::ffi::OsStr::from_bytes(name);
        fs::write(scratch.path("demo").join(name), "x").expect("a file");
    }
    let (status, text) = check(&scratch, "names that are no text");
    assert_eq!(status, 0, "{text}");
    for name in ["\\xFE.mxf", "\\xFF.mxf"] {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn ten_thousand_files_and_a_thousand_folders() {
    let scratch = Scratch::with(&littered());
    for number in 0..10_000 {
        fs::write(scratch.path("demo").join(format!("{number}")), "").expect("a file");
    }
    let (_, text) = check(&scratch, "many files");
    assert!(text.contains("demo/0: "), "{text}");
    assert!(text.contains("\ndemo: "), "a verdict: {text}");

    let scratch = Scratch::with(&Imp::minimal());
    let mut deep = scratch.path("demo");
    deep.extend(["a"; 1000]);
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("end"), "x").expect("a file");
    let (status, text) = check(&scratch, "deep folders");
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("a/a/a/a/end"), "{text}");
}

/// The system itself as the witness: what of the package is opened is opened below its handle, and nobody is called.
#[cfg(target_os = "linux")]
#[test]
fn the_system_sees_nothing_opened_outside() {
    let mut package = Imp::minimal();
    let sound = package.path_of(imf_testkit::ids::AUDIO_FILE_ID);
    package.edit("ASSETMAP.xml", &format!(">{sound}<"), ">../secret.mxf<");
    let composition = package.composition();
    package.edit(
        &composition,
        "<CompositionPlaylist",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/secret.dtd\" [<!ENTITY e SYSTEM \"/etc/hostname\">]>\n<CompositionPlaylist",
    );
    let scratch = Scratch::with(&package);
    fs::write(scratch.path("secret.mxf"), "secret").expect("a file");
    symlink("../secret.mxf", scratch.path("demo/link")).expect("a link");
    symlink("/etc/hostname", scratch.path("demo/host")).expect("a link");
    let log = scratch.path("log");
    let program = scratch.command();
    let traced = Command::new("strace")
        .args(["-f", "-e", "trace=open,openat,openat2,%network", "-o"])
        .arg(&log)
        .arg(program.get_program())
        .args(["check", "demo", "--format", "concise"])
        .current_dir(scratch.path("."))
        .output();
    let Ok(traced) = traced else {
        imf_testkit::say(format_args!("skipped: strace is not there"));
        return;
    };
    let calls = fs::read_to_string(&log).unwrap_or_default();
    if traced.status.code() != Some(1) || !calls.contains("ASSETMAP.xml") {
        imf_testkit::say(format_args!(
            "skipped: strace cannot trace here: {}",
            String::from_utf8_lossy(&traced.stderr)
        ));
        return;
    }
    for call in calls.lines() {
        for word in ["secret", "hostname", "socket(", "connect(", "demo/link"] {
            assert!(!call.contains(word), "{call}");
        }
    }
}
