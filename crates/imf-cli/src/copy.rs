//! A copy that is made while a package is checked: what goes by for the digests is written too, so that each byte of
//! essence is read once.
//!
//! The copy grows in a folder beside its place and is moved there when it is whole, on the disk, and has the digests that
//! the package states. So it is complete or absent, whatever happens on the way.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use imf_check::storage::{Entry, EntryKind, Identity, LinkTarget, Opened};
use imf_check::{Progress, Report, Storage};
use imf_report::text::visible;
use tempfile::TempDir;

use crate::status::Misuse;

/// How much of a file that no digest is asked of is copied at a time.
const PIECE: usize = 1 << 20;

/// Where the copy of one package goes.
pub(crate) struct Destination {
    /// Its place at the end.
    place: PathBuf,
    /// Where it grows. What is left there goes when this does.
    growing: TempDir,
}

impl Destination {
    /// A copy at `place`, where nothing may lie yet, of the package at `source`.
    pub(crate) fn new(place: &Path, source: &Path) -> Result<Self> {
        let shown = || format!("`{}`", visible(&place.to_string_lossy()));
        if fs::symlink_metadata(place).is_ok() {
            return Err(Misuse(format!(
                "{} is there already: a copy replaces nothing",
                shown()
            ))
            .into());
        }
        if crate::output::is_below(place, source) {
            return Err(Misuse(format!("{} lies in the package itself", shown())).into());
        }
        let parent = place
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        // On the same file system as the place, so that the last step is a change of name.
        let growing = tempfile::Builder::new()
            .prefix(".imf-copy-")
            .tempdir_in(parent)
            .with_context(shown)?;
        Ok(Self {
            place: place.to_owned(),
            growing,
        })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.growing.path().join(path)
    }

    /// A new file of the copy.
    fn create(&self, path: &str) -> io::Result<File> {
        let path = self.path(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        File::options().write(true).create_new(true).open(path)
    }
}

/// A package whose files are copied as they are read to their ends.
pub(crate) struct Copying<'a> {
    storage: &'a dyn Storage,
    destination: &'a Destination,
    /// Whether the digests are being computed: what is written is what they are of.
    hashing: AtomicBool,
    state: Mutex<State>,
}

/// A progress that tells the copy when the digests begin and end.
pub(crate) struct Watched<'a> {
    progress: &'a dyn Progress,
    hashing: &'a AtomicBool,
}

impl Progress for Watched<'_> {
    fn wants_early(&self) -> bool {
        self.progress.wants_early()
    }

    fn early(&self, report: &Report) {
        self.progress.early(report);
    }

    fn start(&self, total_bytes: u64) {
        self.hashing.store(true, Ordering::Relaxed);
        self.progress.start(total_bytes);
    }

    fn advance(&self, bytes: u64) {
        self.progress.advance(bytes);
    }

    fn finish(&self) {
        self.hashing.store(false, Ordering::Relaxed);
        self.progress.finish();
    }
}

#[derive(Default)]
struct State {
    /// The files that are there whole.
    done: BTreeSet<String>,
    /// Those that are being written.
    open: BTreeSet<String>,
    /// The first thing that went wrong with writing.
    failure: Option<io::Error>,
}

impl<'a> Copying<'a> {
    pub(crate) fn new(storage: &'a dyn Storage, destination: &'a Destination) -> Self {
        Self {
            storage,
            destination,
            hashing: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }

    /// `progress`, and the knowledge of when the digests are computed.
    pub(crate) fn watched<'b>(&'b self, progress: &'b dyn Progress) -> Watched<'b> {
        Watched {
            progress,
            hashing: &self.hashing,
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Copies what no digest was asked of, and moves the copy to its place if `report` says that all could be read and
    /// that every digest is right. In words, why there is no copy.
    pub(crate) fn finish(self, report: &Report) -> Result<Option<String>> {
        let place = visible(&self.destination.place.to_string_lossy()).into_owned();
        if report.coverage.has_failures() {
            return Ok(Some("not all of the package could be read".to_owned()));
        }
        let is_wrong =
            |id: &str| matches!(id, "pkl-asset-hash-mismatch" | "cpl-resource-hash-mismatch");
        if report
            .findings
            .iter()
            .any(|finding| is_wrong(finding.rule.id))
        {
            return Ok(Some("the package is not what its digests say".to_owned()));
        }
        if let Some(failure) = self.state().failure.take() {
            return Err(failure).with_context(|| format!("the copy at `{place}`"));
        }
        for entry in self.storage.list()? {
            self.entry(&entry)
                .with_context(|| format!("the copy of `{}`", visible(&entry.path)))?;
        }
        seal(self.destination.growing.path())?;
        fs::rename(self.destination.growing.path(), &self.destination.place)
            .with_context(|| format!("the copy at `{place}`"))?;
        if let Some(parent) = self.destination.place.parent() {
            sync(if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            })?;
        }
        Ok(None)
    }

    fn entry(&self, entry: &Entry) -> Result<()> {
        let path = &entry.path;
        match &entry.kind {
            EntryKind::File { .. } if self.state().done.contains(path) => {}
            EntryKind::File { .. } => {
                let mut reader = self.storage.open(path)?;
                // What was begun and not ended has its file already.
                let _ = fs::remove_file(self.destination.path(path));
                let mut file = self.destination.create(path)?;
                let mut buffer = vec![0; PIECE];
                loop {
                    let count = reader.read(&mut buffer)?;
                    if count == 0 {
                        break;
                    }
                    file.write_all(&buffer[..count])?;
                }
                file.sync_all()?;
            }
            EntryKind::Folder => fs::create_dir_all(self.destination.path(path))?,
            EntryKind::Link {
                leads: LinkTarget::File { path: target, .. } | LinkTarget::Folder { path: target },
                ..
            } => link(&self.destination.path(path), &relative(path, target))?,
            EntryKind::Link { target, .. } => {
                bail!(
                    "the link to `{}` leads nowhere in the package",
                    visible(target)
                )
            }
            EntryKind::Special => bail!("it is neither file nor folder"),
            EntryKind::Unreadable(words) => bail!("it could not be read: {}", visible(words)),
        }
        Ok(())
    }
}

impl Storage for Copying<'_> {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.storage.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(self.copied(path, self.storage.open(path)?))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.storage.read_at(path, offset, buffer)
    }

    fn identity(&self, path: &str) -> io::Result<Option<Identity>> {
        self.storage.identity(path)
    }

    fn open_at(&self, path: &str, from: u64) -> io::Result<Opened<'_>> {
        let mut opened = self.storage.open_at(path, from)?;
        if from == 0 {
            opened.reader = self.copied(path, opened.reader);
        }
        Ok(opened)
    }
}

impl Copying<'_> {
    /// `reader`, the reader of the file at `path` from its first byte, with a copy growing beside it.
    fn copied<'b>(
        &'b self,
        path: &str,
        reader: Box<dyn Read + Send + 'b>,
    ) -> Box<dyn Read + Send + 'b> {
        if !self.hashing.load(Ordering::Relaxed) {
            return reader;
        }
        let mut state = self.state();
        let is_new = !state.done.contains(path) && state.open.insert(path.to_owned());
        // Links have no file of their own.
        if !is_new || state.failure.is_some() {
            return reader;
        }
        let file = match self.destination.create(path) {
            Ok(file) => file,
            Err(error) => {
                state.failure = Some(error);
                return reader;
            }
        };
        drop(state);
        Box::new(Tee {
            reader,
            file: Some(file),
            path: path.to_owned(),
            copying: self,
        })
    }
}

/// A reader that writes what it reads.
struct Tee<'a> {
    reader: Box<dyn Read + Send + 'a>,
    file: Option<File>,
    path: String,
    copying: &'a Copying<'a>,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let Some(file) = &mut self.file else {
            return Ok(count);
        };
        let written = match buffer.get(..count) {
            Some([]) if !buffer.is_empty() => file.sync_all().map(|()| true),
            Some(bytes) => file.write_all(bytes).map(|()| false),
            None => Ok(false),
        };
        match written {
            Ok(false) => {}
            Ok(true) => {
                self.file = None;
                let mut state = self.copying.state();
                state.open.remove(&self.path);
                state.done.insert(self.path.clone());
            }
            // A full disk is no fault of the package: its check goes on.
            Err(error) => {
                self.file = None;
                self.copying.state().failure.get_or_insert(error);
            }
        }
        Ok(count)
    }
}

impl Drop for Tee<'_> {
    fn drop(&mut self) {
        // A file that was not read to its end is begun anew by whoever reads it next.
        if self.file.take().is_some() {
            let _ = fs::remove_file(self.copying.destination.path(&self.path));
            self.copying.state().open.remove(&self.path);
        }
    }
}

/// The path of `target` from the folder of `link`; both are paths from the root.
fn relative(link: &str, target: &str) -> String {
    let depth = link.matches('/').count();
    let path = format!("{}{target}", "../".repeat(depth));
    if path.is_empty() {
        ".".to_owned()
    } else {
        path
    }
}

#[cfg(unix)]
fn link(path: &Path, target: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &str) -> io::Result<()> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "links cannot be copied on this system",
    ))
}

/// Brings the folders to the disk, from the deepest up; the files are there.
fn seal(folder: &Path) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .contents_first(true)
        .into_iter()
        .filter_map(|entry| entry.ok().filter(|entry| entry.file_type().is_dir()))
        .map(walkdir::DirEntry::into_path)
        .collect();
    // The folder was made for its owner alone while it grew.
    readable(folder)?;
    folders.drain(..).try_for_each(|folder| sync(&folder))
}

#[cfg(unix)]
fn readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use imf_check::storage::{Fault, LocalStorage, MemoryStorage};
    use imf_check::{Options, Silent, check};
    use imf_testkit::Imp;

    use super::*;

    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let walk = walkdir::WalkDir::new(folder).into_iter();
        walk.map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).expect("a path below");
                let name = path.to_string_lossy().into_owned();
                (name, fs::read(entry.path()).expect("a file"))
            })
            .collect()
    }

    /// What becomes of a copy of `storage`: why there is none, and what lies in the folder of its place.
    fn copy(storage: &dyn Storage) -> (Option<String>, BTreeMap<String, Vec<u8>>) {
        let folder = TempDir::new().expect("a folder");
        let place = folder.path().join("copy");
        let destination = Destination::new(&place, Path::new("elsewhere")).expect("a place");
        let copying = Copying::new(storage, &destination);
        let report = check(
            &copying,
            "demo",
            &Options::default(),
            &copying.watched(&Silent),
        );
        let why = copying.finish(&report).expect("a copy, or a reason");
        drop(destination);
        let found = files(folder.path());
        (why, found)
    }

    #[test]
    fn a_copy_is_the_package() {
        let mut imp = Imp::minimal();
        imp.files
            .insert("notes/read me.txt".to_owned(), b"foreign".to_vec());
        let (why, found) = copy(&MemoryStorage::new(imp.files.clone()));
        assert_eq!(why, None);
        let expected: BTreeMap<String, Vec<u8>> = imp
            .files
            .into_iter()
            .map(|(path, bytes)| (format!("copy/{path}"), bytes))
            .collect();
        assert!(found == expected, "{:?}", found.keys());
    }

    #[test]
    fn of_a_damaged_package_there_is_none() {
        let mut imp = Imp::minimal();
        imp.flip_byte("audio.mxf", 20_000);
        let (why, found) = copy(&MemoryStorage::new(imp.files));
        assert!(why.is_some_and(|why| why.contains("digests")));
        assert!(found.is_empty(), "{:?}", found.keys());
    }

    #[test]
    fn of_a_package_that_cannot_be_read_there_is_none() {
        let storage = MemoryStorage::new(Imp::minimal().files).fault("image.mxf", Fault::Denied);
        let (why, found) = copy(&storage);
        assert!(why.is_some_and(|why| why.contains("could be read")));
        assert!(found.is_empty(), "{:?}", found.keys());
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links() {
        let source = TempDir::new().expect("a folder");
        let imp = Imp::minimal();
        imp.write_to(source.path()).expect("a package");
        fs::create_dir(source.path().join("media")).expect("a folder");
        let real = source.path().join("media/real.mxf");
        fs::rename(source.path().join("audio.mxf"), &real).expect("a file");
        std::os::unix::fs::symlink(&real, source.path().join("audio.mxf")).expect("a link");
        let folder = TempDir::new().expect("a folder");
        let place = folder.path().join("copy");
        let storage = LocalStorage::new(source.path()).expect("a package");
        let destination = Destination::new(&place, source.path()).expect("a place");
        let copying = Copying::new(&storage, &destination);
        let report = check(
            &copying,
            "demo",
            &Options::default(),
            &copying.watched(&Silent),
        );
        assert_eq!(copying.finish(&report).expect("a copy"), None);
        let target = fs::read_link(place.join("audio.mxf")).expect("a link");
        assert_eq!(target, Path::new("media/real.mxf"));
        assert_eq!(
            fs::read(place.join("audio.mxf")).expect("a file"),
            imp.files["audio.mxf"]
        );
    }

    #[test]
    fn nothing_is_replaced() {
        let folder = TempDir::new().expect("a folder");
        assert!(Destination::new(folder.path(), Path::new("elsewhere")).is_err());
        assert!(Destination::new(&folder.path().join("copy"), folder.path()).is_err());
    }

    #[test]
    fn links_lead_from_where_they_lie() {
        assert_eq!(relative("a", "b/c"), "b/c");
        assert_eq!(relative("x/y/a", "b/c"), "../../b/c");
        assert_eq!(relative("a", ""), ".");
    }
}
