//! What lies in the folder.

use crate::storage::{Entry, EntryKind, LinkTarget};

/// Which entry of the [`Inventory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileIndex(pub u32);

/// What the first bytes of a file say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing: the file is empty.
    Empty,
    /// A partition pack of MXF (ST 377-1) within the longest run-in.
    Mxf,
    /// Something else.
    Other,
    /// Markup.
    Xml,
}

/// Everything below the root of the package.
#[derive(Debug, Default)]
pub struct Inventory {
    // Sorted by path, each path once.
    entries: Vec<Entry>,
}

impl Inventory {
    /// An inventory of `entries`, in whatever order.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        entries.dedup_by(|left, right| left.path == right.path);
        Self { entries }
    }

    /// All entries, sorted by path.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry at exactly that path.
    pub fn find(&self, path: &str) -> Option<FileIndex> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.path.as_str().cmp(path))
            .ok()?;
        u32::try_from(at).ok().map(FileIndex)
    }

    /// The entry of that index.
    pub fn entry(&self, index: FileIndex) -> &Entry {
        &self.entries[index.0 as usize]
    }

    /// The path of that entry.
    pub fn path(&self, index: FileIndex) -> &str {
        &self.entry(index).path
    }

    /// Whether a reader may open it: a regular file, or a link to one inside the root.
    pub fn is_file(&self, index: FileIndex) -> bool {
        self.length(index).is_some()
    }

    /// The length in bytes of a regular file, or of the one that a link inside the root leads to.
    pub fn length(&self, index: FileIndex) -> Option<u64> {
        match self.entry(index).kind {
            EntryKind::File { length }
            | EntryKind::Link {
                leads: LinkTarget::File { length, .. },
                ..
            } => Some(length),
            _ => None,
        }
    }

    /// The file that a link inside the root leads to, else the entry itself.
    pub fn target(&self, index: FileIndex) -> FileIndex {
        match &self.entry(index).kind {
            EntryKind::Link {
                leads: LinkTarget::File { path, .. },
                ..
            } => self.find(path).unwrap_or(index),
            _ => index,
        }
    }
}
