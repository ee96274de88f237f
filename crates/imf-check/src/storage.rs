//! The seam between a package and where it lies.

use std::io;

mod local;
mod memory;
mod whole;

pub use imf_digest::Fetch;
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
