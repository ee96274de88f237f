//! A package in a folder of this machine.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::{Entry, EntryKind, LinkTarget, Storage};

mod beneath;

/// Links that lead to links: as many as Linux follows.
const LINKS: usize = 40;

/// Parts of a path, those of the links in it included: more than the longest path that Linux takes has.
const PARTS: usize = 4096;

/// A folder of this machine.
///
/// Nothing outside the folder is ever opened, also where something is swapped for a link between the look and the
/// opening: a path is resolved to one without links by reading them (never by following them), and that path is
/// opened below the folder's own handle with links forbidden.
#[derive(Debug)]
pub struct LocalStorage {
    root: PathBuf,
    // The same with every link resolved: absolute links are held against it.
    canonical: PathBuf,
    handle: beneath::Root,
}

impl LocalStorage {
    /// The folder at `root`, which may be a link to one.
    pub fn new(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        if !fs::metadata(&root)?.is_dir() {
            return Err(ErrorKind::NotADirectory.into());
        }
        Ok(Self {
            canonical: fs::canonicalize(&root)?,
            handle: beneath::Root::open(&root)?,
            root,
        })
    }

    /// The folder as it was given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn file(&self, path: &str) -> io::Result<File> {
        match self.resolve(Path::new(path))? {
            Resolved::Inside(path) => {
                let file = self.handle.file(&path)?;
                // The handle is asked, not the path: what is open stays what it is.
                if file.metadata()?.is_file() {
                    Ok(file)
                } else {
                    Err(io::Error::new(
                        ErrorKind::InvalidInput,
                        "not a regular file",
                    ))
                }
            }
            Resolved::Dangling => Err(io::Error::new(ErrorKind::NotFound, "there is no such file")),
            Resolved::Loop | Resolved::Outside => Err(io::Error::new(
                ErrorKind::PermissionDenied,
                "the path leaves the package",
            )),
        }
    }

    /// Where `path` leads, link by link; nothing is opened and nothing outside the root is looked at.
    fn resolve(&self, path: &Path) -> io::Result<Resolved> {
        let mut done = PathBuf::new();
        let mut links = 0;
        let mut todo: Vec<OsString> = Vec::new();
        let Some(()) = push(&mut todo, path) else {
            return Ok(Resolved::Outside);
        };
        let mut parts = 0;
        while let Some(part) = todo.pop() {
            // Links to links with thousands of parts each would keep the disk busy for long.
            parts += 1;
            if parts > PARTS {
                return Ok(Resolved::Loop);
            }
            if part == ".." {
                if !done.pop() {
                    return Ok(Resolved::Outside);
                }
                continue;
            }
            done.push(part);
            let full = self.canonical.join(&done);
            let metadata = match fs::symlink_metadata(&full) {
                Ok(metadata) => metadata,
                Err(error)
                    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
                {
                    return Ok(Resolved::Dangling);
                }
                Err(error) => return Err(error),
            };
            if !metadata.is_symlink() {
                continue;
            }
            links += 1;
            if links > LINKS {
                return Ok(Resolved::Loop);
            }
            let target = fs::read_link(&full)?;
            done.pop();
            let rest = if target.has_root() {
                let Ok(rest) = target.strip_prefix(&self.canonical) else {
                    return Ok(Resolved::Outside);
                };
                done.clear();
                rest
            } else {
                &target
            };
            let Some(()) = push(&mut todo, rest) else {
                return Ok(Resolved::Outside);
            };
        }
        Ok(Resolved::Inside(done))
    }

    fn link(&self, path: &Path) -> io::Result<LinkTarget> {
        let inside = match self.resolve(path)? {
            Resolved::Dangling => return Ok(LinkTarget::Dangling),
            Resolved::Inside(inside) => inside,
            Resolved::Loop => return Ok(LinkTarget::Loop),
            Resolved::Outside => return Ok(LinkTarget::Outside),
        };
        let metadata = fs::symlink_metadata(self.canonical.join(&inside))?;
        Ok(if metadata.is_dir() {
            LinkTarget::Folder
        } else if metadata.is_file() {
            LinkTarget::File {
                path: slashed(&inside),
                length: metadata.len(),
            }
        } else {
            LinkTarget::Special
        })
    }

    fn kind(&self, path: &Path, entry: &walkdir::DirEntry) -> io::Result<EntryKind> {
        let kind = entry.file_type();
        Ok(if kind.is_symlink() {
            let target = fs::read_link(entry.path())?.to_string_lossy().into_owned();
            EntryKind::Link {
                target,
                leads: self.link(path)?,
            }
        } else if kind.is_dir() {
            EntryKind::Folder
        } else if kind.is_file() {
            EntryKind::File {
                length: fs::symlink_metadata(entry.path())?.len(),
            }
        } else {
            EntryKind::Special
        })
    }
}

impl Storage for LocalStorage {
    fn list(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut unreadable = BTreeMap::new();
        let mut folder = PathBuf::new();
        for item in WalkDir::new(&self.canonical)
            .min_depth(1)
            .sort_by_file_name()
        {
            let (path, kind) = match item {
                Ok(entry) => {
                    let path = entry
                        .path()
                        .strip_prefix(&self.canonical)
                        .unwrap_or(entry.path())
                        .to_owned();
                    let kind = self.kind(&path, &entry);
                    if entry.file_type().is_dir() {
                        folder.clone_from(&path);
                    }
                    (
                        path,
                        kind.unwrap_or_else(|error| EntryKind::Unreadable(error.to_string())),
                    )
                }
                Err(error) => {
                    let path = error
                        .path()
                        .and_then(|path| path.strip_prefix(&self.canonical).ok());
                    // A listing that breaks off names no path. It comes first of all in its folder, which is then
                    // the last that was met, or the root.
                    let broken = if error.depth() > 1 {
                        &*folder
                    } else {
                        Path::new("")
                    };
                    let path = path.unwrap_or(broken).to_owned();
                    let fault = error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("a folder within itself"));
                    if path.as_os_str().is_empty() {
                        return Err(fault);
                    }
                    unreadable.insert(slashed(&path), fault.to_string());
                    continue;
                }
            };
            entries.push(Entry {
                path: slashed(&path),
                kind,
            });
        }
        // A folder is listed before its content turns out to be unreadable.
        entries.retain(|entry: &Entry| !unreadable.contains_key(&entry.path));
        entries.extend(unreadable.into_iter().map(|(path, words)| Entry {
            path,
            kind: EntryKind::Unreadable(words),
        }));
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(entries)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(self.file(path)?))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        beneath::read_at(&self.file(path)?, offset, buffer)
    }
}

enum Resolved {
    Dangling,
    /// A path below the root without a link in it.
    Inside(PathBuf),
    Loop,
    Outside,
}

/// Puts the parts of `path` on the stack, the first on top; `None` where it is not relative.
fn push(stack: &mut Vec<OsString>, path: &Path) -> Option<()> {
    for part in path.components().rev() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => stack.push(name.to_owned()),
            Component::ParentDir => stack.push("..".into()),
            Component::Prefix(_) | Component::RootDir => return None,
        }
    }
    Some(())
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(readable).collect();
    parts.join("/")
}

/// A name as text. One that is no UTF-8 must not look like another name, which a document may hold: bytes that are no
/// text are written as `\xFF`.
fn readable(name: &OsStr) -> Cow<'_, str> {
    if let Some(text) = name.to_str() {
        return Cow::Borrowed(text);
    }
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    Cow::Owned(text)
}

#[cfg(all(test, unix))]
mod tests {
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
        assert_eq!(leads(&storage, "folder"), LinkTarget::Folder);
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
}
