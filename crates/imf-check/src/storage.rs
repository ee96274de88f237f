//! The seam between a package and where it lies.

use std::fmt;
use std::io::{self, Read as _};

mod local;
mod memory;
mod whole;

pub use imf_digest::{Fetch, Identity};
pub use local::LocalStorage;
pub use memory::{Fault, MemoryStorage};
pub use whole::Whole;

/// A package somewhere: what is there, and its bytes.
///
/// Everything that this crate reads of a package it reads through here. Paths are relative to the package's root
/// with `/` between their parts, as [`Storage::list`] gives them; an implementation opens nothing else.
pub trait Storage: Send + Sync {
    /// Everything below the root, sorted by path. Fails where the root itself cannot be listed; a folder below it
    /// that cannot be is an [`Entry`] of its own.
    fn list(&self) -> io::Result<Vec<Entry>>;

    /// The file at `path`, from its first byte. A link is followed only where it stays inside the root.
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + Send + '_>>;

    /// Up to `buffer.len()` bytes of the file at `path` from `offset`; 0 at and past its end.
    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// What tells the file at `path`, and its state, from all others; `None` where the storage does not know.
    fn identity(&self, path: &str) -> io::Result<Option<Identity>> {
        let _ = path;
        Ok(None)
    }

    /// The file at `path` from the byte `from` on, with its identity: that of the file that is read, whatever lies at
    /// `path` meanwhile. Without one as it stands, which is right for a storage that has no identities.
    fn open_at(&self, path: &str, from: u64) -> io::Result<Opened<'_>> {
        let mut reader = self.open(path)?;
        io::copy(&mut (&mut reader).take(from), &mut io::sink())?;
        Ok(Opened {
            reader,
            identify: None,
        })
    }
}

/// A file that is open.
pub struct Opened<'a> {
    /// Its bytes.
    pub reader: Box<dyn io::Read + Send + 'a>,
    /// Tells its identity, as often as it is asked; absent where the storage knows none.
    pub identify: Option<Identify<'a>>,
}

/// Tells the identity of an open file.
pub type Identify<'a> = Box<dyn Fn() -> io::Result<Option<Identity>> + Send + 'a>;

impl fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

/// Something below the root of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path; a byte that is no UTF-8 as `\xFF`, by which the file cannot be opened.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an [`Entry`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file of so many bytes.
    File {
        /// Its length.
        length: u64,
    },
    /// A folder; its content has entries of its own.
    Folder,
    /// A symbolic link.
    Link {
        /// What it says.
        target: String,
        /// Where it leads.
        leads: LinkTarget,
    },
    /// A socket, a device, a pipe: nothing that a package may hold.
    Special,
    /// Something that could not be looked at: the system's words.
    Unreadable(String),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// To a regular file inside the root.
    File {
        /// Its path from the root.
        path: String,
        /// Its length.
        length: u64,
    },
    /// To a folder inside the root, which has entries of its own under its own path.
    Folder {
        /// Its path from the root; empty for the root itself.
        path: String,
    },
    /// Out of the root; it is never opened.
    Outside,
    /// To nothing.
    Dangling,
    /// In a circle.
    Loop,
    /// To something inside the root that is neither file nor folder.
    Special,
}
