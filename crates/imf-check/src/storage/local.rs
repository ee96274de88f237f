//! A package in a folder of this machine.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use imf_digest::{Fetch, Identity, WholeFile};
use walkdir::WalkDir;

use super::{Entry, EntryKind, LinkTarget, Opened, Storage};

mod beneath;
mod held;

use held::{FrontToBack, Held, OpenFile, is_small};

/// Links that lead to links: as many as Linux follows.
const LINKS: usize = 40;

/// Parts of a path, those of the links in it included: more than the longest path that Linux takes has.
const PARTS: usize = 4096;

/// A folder of this machine.
///
/// Nothing outside the folder is ever opened, also where something is swapped for a link between the look and the
/// opening: a path is opened below the folder's own handle with links forbidden. One that has links is first resolved to
/// one without, by reading them and never by following them.
#[derive(Debug)]
pub struct LocalStorage {
    root: PathBuf,
    // The same with every link resolved: absolute links are held against it, which hardly any package has.
    canonical: OnceLock<PathBuf>,
    handle: beneath::Root,
    fetch: Fetch,
    held: Held,
}

impl LocalStorage {
    /// The folder at `root`, which may be a link to one.
    pub fn new(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        Ok(Self {
            canonical: OnceLock::new(),
            handle: beneath::Root::open(&root)?,
            root,
            fetch: Fetch::default(),
            held: Held::default(),
        })
    }

    /// The same, where whole files are fetched in another way.
    #[must_use]
    pub fn with_fetch(self, fetch: Fetch) -> Self {
        Self { fetch, ..self }
    }

    /// The folder as it was given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn canonical(&self) -> io::Result<&Path> {
        if let Some(canonical) = self.canonical.get() {
            return Ok(canonical);
        }
        let canonical = fs::canonicalize(&self.root)?;
        Ok(self.canonical.get_or_init(|| canonical))
    }

    /// The file at `path`, and its length.
    fn file(&self, path: &str) -> io::Result<(File, u64)> {
        let path = Path::new(path);
        // Hardly any path has links in it, and one that has none does not have to be resolved.
        let is_plain = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if let Some(Ok(file)) = is_plain.then(|| self.handle.file(path)) {
            return regular(file);
        }
        match self.resolve(path)? {
            Resolved::Inside(path) => regular(self.handle.file(&path)?),
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
            let full = self.root.join(&done);
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
                let Ok(rest) = target.strip_prefix(self.canonical()?) else {
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
        let metadata = fs::symlink_metadata(self.root.join(&inside))?;
        Ok(if metadata.is_dir() {
            LinkTarget::Folder {
                path: slashed(&inside),
            }
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
                length: self.handle.length(path)?,
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
        for item in WalkDir::new(&self.root).min_depth(1).sort_by_file_name() {
            let (path, kind) = match item {
                Ok(entry) => {
                    let path = entry
                        .path()
                        .strip_prefix(&self.root)
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
                        .and_then(|path| path.strip_prefix(&self.root).ok());
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
        if let Some(file) = self.held.get(path).filter(|file| file.is_small()) {
            return Ok(Box::new(FrontToBack::new(file)));
        }
        let (file, length) = self.file(path)?;
        if !is_small(length) {
            return Ok(Box::new(WholeFile::new(file, self.fetch)));
        }
        let file = Arc::new(OpenFile::new(file, length)?);
        self.held.put(path, &file);
        Ok(Box::new(FrontToBack::new(file)))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let file = if let Some(file) = self.held.get(path) {
            file
        } else {
            let (file, length) = self.file(path)?;
            let file = Arc::new(OpenFile::new(file, length)?);
            self.held.put(path, &file);
            file
        };
        file.read_at(offset, buffer)
    }

    fn identity(&self, path: &str) -> io::Result<Option<Identity>> {
        Ok(Identity::of(&self.file(path)?.0.metadata()?))
    }

    fn open_at(&self, path: &str, from: u64) -> io::Result<Opened<'_>> {
        let (file, _) = self.file(path)?;
        // The same open file, of which it can be asked while the other handle is read.
        let handle = file.try_clone()?;
        Ok(Opened {
            reader: Box::new(WholeFile::starting_at(from, file, self.fetch)?),
            identify: Some(Box::new(move || Ok(Identity::of(&handle.metadata()?)))),
        })
    }
}

/// The file, if it is a regular one. The handle is asked, not the path: what is open stays what it is.
fn regular(file: File) -> io::Result<(File, u64)> {
    let metadata = file.metadata()?;
    if metadata.is_file() {
        Ok((file, metadata.len()))
    } else {
        Err(io::Error::new(
            ErrorKind::InvalidInput,
            "not a regular file",
        ))
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
mod tests;
