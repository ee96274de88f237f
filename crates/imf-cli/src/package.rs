//! A package that the user named.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use imf_check::Storage;
use imf_check::storage::{Entry, EntryKind, Fetch, LocalStorage};

use crate::terminal;

/// The folder at `path`, whose whole files are fetched so. Where it cannot be opened, a storage that says so: the check then reports what it reports
/// of any package that cannot be read.
pub(crate) fn open(path: &Path, fetch: Fetch) -> Box<dyn Storage> {
    match LocalStorage::new(path) {
        Ok(storage) => Box::new(storage.with_fetch(fetch)),
        Err(error) => {
            if let Some(hint) = hint(path) {
                terminal::say(&hint);
            }
            Box::new(Closed(error))
        }
    }
}

/// What the user probably meant by naming a file.
fn hint(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let shown = |path: &Path| imf_report::text::visible(&path.to_string_lossy()).into_owned();
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = shown(path);
    Some(
        if path
            .file_name()
            .is_some_and(|name| name.eq_ignore_ascii_case("ASSETMAP.xml"))
        {
            format!(
                "`{file}` is the asset map of a package: name the folder that holds it, `{}`",
                shown(folder)
            )
        } else {
            format!(
                "`{file}` is a file: name the package's folder, the one that holds ASSETMAP.xml; `imf inspect` reads single documents"
            )
        },
    )
}

/// A folder that could not be opened.
struct Closed(io::Error);

impl Closed {
    fn error(&self) -> io::Error {
        match self.0.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(self.0.kind(), self.0.to_string()),
        }
    }
}

impl Storage for Closed {
    fn list(&self) -> io::Result<Vec<Entry>> {
        Err(self.error())
    }

    fn open(&self, _: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        Err(self.error())
    }

    fn read_at(&self, _: &str, _: u64, _: &mut [u8]) -> io::Result<usize> {
        Err(self.error())
    }
}

/// One file, as if nothing lay beside it: what surrounds a document may be the whole disk.
pub(crate) struct LoneFile {
    path: PathBuf,
    name: String,
    length: u64,
}

impl LoneFile {
    /// The regular file at `path`, links followed.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file",
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            length: metadata.len(),
        })
    }

    /// The path that [`Storage::open`] takes.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    fn file(&self, path: &str) -> io::Result<File> {
        if path == self.name {
            File::open(&self.path)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

impl Storage for LoneFile {
    fn list(&self) -> io::Result<Vec<Entry>> {
        Ok(vec![Entry {
            path: self.name.clone(),
            kind: EntryKind::File {
                length: self.length,
            },
        }])
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(self.file(path)?))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file(path)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buffer)
    }
}
