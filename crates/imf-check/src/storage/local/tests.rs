use std::os::unix::fs::symlink;

use super::*;

/// `outside.txt`, `secret/file` and the package in `root`, with one of every sort of entry.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("root/media/deep")).expect("a folder");
    fs::create_dir_all(at("secret")).expect("a folder");
    fs::write(at("outside.txt"), "outside").expect("a file");
    fs::write(at("secret/file"), "secret").expect("a file");
    fs::write(at("root/a.txt"), "alpha").expect("a file");
    fs::write(at("root/media/b.txt"), "beta!!").expect("a file");
    for (link, target) in [
        ("root/in", "media/b.txt"),
        ("root/in2", "./media/../in"),
        ("root/media/deep/up", "../../a.txt"),
        ("root/out", "../outside.txt"),
        ("root/out2", "/etc/hostname"),
        ("root/reenter", "../root/a.txt"),
        ("root/dangling", "nothing"),
        ("root/loop", "loop2"),
        ("root/loop2", "loop"),
        ("root/folder", "media"),
        ("root/secret", "../secret"),
    ] {
        symlink(target, at(link)).expect("a link");
    }
    symlink(at("root/a.txt"), at("root/absolute")).expect("a link");
    symlink(at("root"), at("package")).expect("a link");
    folder
}

fn leads(storage: &LocalStorage, path: &str) -> LinkTarget {
    let entries = storage.list().expect("it can be listed");
    match entries
        .into_iter()
        .find(|entry| entry.path == path)
        .map(|entry| entry.kind)
    {
        Some(EntryKind::Link { leads, .. }) => leads,
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn entries_are_what_they_are() {
    let folder = folder();
    let storage = LocalStorage::new(folder.path().join("root")).expect("a folder");
    let a = LinkTarget::File {
        path: "a.txt".into(),
        length: 5,
    };
    let b = LinkTarget::File {
        path: "media/b.txt".into(),
        length: 6,
    };
    assert_eq!(leads(&storage, "in"), b);
    assert_eq!(leads(&storage, "in2"), b);
    assert_eq!(leads(&storage, "media/deep/up"), a);
    assert_eq!(leads(&storage, "out"), LinkTarget::Outside);
    assert_eq!(leads(&storage, "out2"), LinkTarget::Outside);
    assert_eq!(leads(&storage, "secret"), LinkTarget::Outside);
    assert_eq!(leads(&storage, "reenter"), LinkTarget::Outside);
    assert_eq!(leads(&storage, "dangling"), LinkTarget::Dangling);
    assert_eq!(leads(&storage, "loop"), LinkTarget::Loop);
    assert!(matches!(
        leads(&storage, "folder"),
        LinkTarget::Folder { .. }
    ));
    let entries = storage.list().expect("it can be listed");
    let of = |path: &str| {
        entries
            .iter()
            .find(|entry| entry.path == path)
            .map(|entry| entry.kind.clone())
    };
    assert_eq!(of("a.txt"), Some(EntryKind::File { length: 5 }));
    assert_eq!(of("media"), Some(EntryKind::Folder));
    assert_eq!(
        of("folder/b.txt"),
        None,
        "a folder behind a link is not entered"
    );
}

#[test]
fn a_link_inside_is_read_and_nothing_outside_is() {
    let folder = folder();
    let storage = LocalStorage::new(folder.path().join("root")).expect("a folder");
    let read = |path: &str| -> io::Result<String> {
        let mut text = String::new();
        storage.open(path)?.read_to_string(&mut text)?;
        Ok(text)
    };
    assert_eq!(read("in").expect("inside"), "beta!!");
    assert_eq!(read("folder/b.txt").expect("inside"), "beta!!");
    for path in [
        "out",
        "out2",
        "secret/file",
        "reenter",
        "../outside.txt",
        "/etc/hostname",
        "media/../../outside.txt",
    ] {
        let error = read(path).expect_err(path);
        assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{path}");
    }
    for path in ["dangling", "nothing"] {
        assert_eq!(
            read(path).expect_err(path).kind(),
            ErrorKind::NotFound,
            "{path}"
        );
    }
    assert!(read("loop").is_err());
    assert!(read("media").is_err(), "a folder is no file");
}

#[test]
fn an_absolute_link_to_the_inside_stays_inside() {
    let folder = folder();
    let storage = LocalStorage::new(
        fs::canonicalize(folder.path())
            .expect("a path")
            .join("root"),
    )
    .expect("a folder");
    // The link was written with the scratch folder's own name, which may hold links on some systems.
    if folder.path() == fs::canonicalize(folder.path()).expect("a path") {
        assert_eq!(
            leads(&storage, "absolute"),
            LinkTarget::File {
                path: "a.txt".into(),
                length: 5
            }
        );
    }
}

#[test]
fn the_root_may_be_a_link_and_must_be_a_folder() {
    let folder = folder();
    let storage = LocalStorage::new(folder.path().join("package")).expect("a link to a folder");
    let mut buffer = [0; 3];
    assert_eq!(storage.read_at("a.txt", 3, &mut buffer).expect("inside"), 2);
    assert_eq!(&buffer[..2], b"ha");
    assert_eq!(
        storage
            .read_at("a.txt", 99, &mut buffer)
            .expect("past the end"),
        0
    );
    assert!(LocalStorage::new(folder.path().join("nothing")).is_err());
    assert!(LocalStorage::new(folder.path().join("outside.txt")).is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_told_apart_and_taken_for_no_other() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = tempfile::tempdir().expect("a scratch folder");
    for name in [&b"a\xff"[..], b"a\xfe", "a\u{fffd}".as_bytes()] {
        let name = OsStr::from_bytes(name);
        fs::write(folder.path().join(name), "x").expect("a file");
    }
    let storage = LocalStorage::new(folder.path()).expect("a folder");
    let paths: Vec<String> = storage
        .list()
        .expect("it can be listed")
        .into_iter()
        .map(|entry| entry.path)
        .collect();
    assert_eq!(paths, ["a\\xFE", "a\\xFF", "a\u{fffd}"]);
    assert!(storage.open("a\u{fffd}").is_ok());
    assert!(storage.open("a\\xFF").is_err());
}

/// The kernel ends some of these listings with an error, whoever asks: that is about the one folder.
#[cfg(target_os = "linux")]
#[test]
fn a_listing_that_breaks_off_is_no_fault_of_the_root() {
    let storage = LocalStorage::new("/proc/1").expect("a folder");
    let entries = storage.list().expect("it can be listed");
    let task = entries.iter().find(|entry| entry.path == "task");
    assert!(task.is_some_and(|entry| entry.kind == EntryKind::Folder));
}

/// A pipe that nobody writes to would hold the opening, and a device never ends.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_or_a_socket_is_not_waited_for() {
    use std::os::unix::net::UnixListener;

    use rustix::fs::{CWD, Mode, mkfifoat};

    let folder = tempfile::tempdir().expect("a scratch folder");
    let at = |name: &str| folder.path().join(name);
    mkfifoat(CWD, at("pipe"), Mode::RUSR).expect("a pipe");
    let _listener = UnixListener::bind(at("socket")).expect("a socket");
    symlink("pipe", at("link")).expect("a link");
    let storage = LocalStorage::new(folder.path()).expect("a folder");
    let kinds: Vec<EntryKind> = storage
        .list()
        .expect("it can be listed")
        .into_iter()
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(kinds[1..], [EntryKind::Special, EntryKind::Special]);
    assert!(
        matches!(
            kinds[0],
            EntryKind::Link {
                leads: LinkTarget::Special,
                ..
            }
        ),
        "{kinds:?}"
    );
    for name in ["pipe", "socket", "link"] {
        assert!(storage.open(name).is_err(), "{name}");
        assert!(storage.read_at(name, 0, &mut [0]).is_err(), "{name}");
    }
}

#[test]
fn links_with_thousands_of_parts_are_not_followed_for_long() {
    let folder = folder();
    let at = |path: &str| folder.path().join("root").join(path);
    let round = "media/../".repeat(400);
    symlink(format!("{round}a.txt"), at("long0")).expect("a link");
    for number in 1..20 {
        let target = format!("{round}long{}", number - 1);
        symlink(target, at(&format!("long{number}"))).expect("a link");
    }
    let storage = LocalStorage::new(folder.path().join("root")).expect("a folder");
    assert!(matches!(leads(&storage, "long0"), LinkTarget::File { .. }));
    assert_eq!(leads(&storage, "long19"), LinkTarget::Loop);
    assert!(storage.open("long19").is_err());
}

#[test]
fn a_file_that_became_a_link_is_not_followed() {
    let folder = folder();
    let storage = LocalStorage::new(folder.path().join("root")).expect("a folder");
    // What a race would bring about: the path was resolved, and then a part of it became a link.
    for path in ["out", "secret/file", "folder/b.txt"] {
        assert!(storage.handle.file(Path::new(path)).is_err(), "{path}");
    }
    assert!(storage.handle.file(Path::new("media/b.txt")).is_ok());
}

#[test]
fn a_tiny_file_is_read_once_for_all_who_ask() {
    let folder = folder();
    let storage = LocalStorage::new(folder.path().join("root")).expect("a folder");
    let read = |path: &str| -> String {
        let mut text = String::new();
        let mut reader = storage.open(path).expect("inside");
        reader.read_to_string(&mut text).expect("a file");
        text
    };
    let mut buffer = [0; 9];
    assert_eq!(storage.read_at("a.txt", 1, &mut buffer).expect("inside"), 4);
    fs::write(folder.path().join("root/a.txt"), "another").expect("a file");
    assert_eq!(read("a.txt"), "alpha");
    assert_eq!(storage.read_at("a.txt", 5, &mut buffer).expect("inside"), 0);
    assert_eq!(
        storage
            .read_at("a.txt", u64::MAX, &mut buffer)
            .expect("inside"),
        0
    );
    // Of others, whatever comes between.
    for number in 0..9 {
        let path = format!("{number}.txt");
        fs::write(folder.path().join("root").join(&path), &path).expect("a file");
        assert_eq!(read(&path), path);
    }
    assert_eq!(read("a.txt"), "another");
}
