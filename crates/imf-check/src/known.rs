//! Digests that are known before a file is read, and which of them are trusted.

use std::fmt;
use std::sync::Arc;

pub use imf_digest::{Algorithm, Checkpoint, DigestStore, Digests, FolderStore, Identity, Record};

/// What is known of digests before the check. By default nothing is, and every file is read.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Where digests are kept from run to run, and what of files was left half done. They are taken from there only if
    /// [`Trust::cache`] says so.
    pub store: Option<Arc<dyn DigestStore>>,
    /// What others say that digests are.
    pub offered: Vec<Offered>,
    /// Who is believed.
    pub trust: Trust,
}

/// Whose digests are trusted beside those that this run reads.
///
/// What is said by several is taken from the cache first. Documents are read in any case: no digest of theirs is taken
/// from elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Those that earlier runs read and kept, and what they left half done.
    pub cache: bool,
    /// Those that are offered.
    pub offered: bool,
}

impl Trust {
    /// Whether anything is taken from elsewhere.
    pub const fn is_any(self) -> bool {
        self.cache || self.offered
    }
}

/// A digest of a file, on someone's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Whose word it is: the name of a list.
    pub list: String,
    /// The file: its path from the root of the package.
    pub path: String,
    /// How many bytes the file had, if that is said. The digest of a file of another length is not taken.
    pub length: Option<u64>,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The digest, as long as the algorithm makes it.
    pub digest: Box<[u8]>,
}

/// Where the digest of a file comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// This run read the file from end to end.
    #[default]
    Read,
    /// This run read the file from a byte on at which an earlier one was interrupted.
    Resumed {
        /// The first byte that this run read.
        from: u64,
    },
    /// An earlier run read the file, which was not changed since.
    Cache,
    /// Someone else says so.
    Offered {
        /// Whose word it is.
        list: String,
    },
}

impl Provenance {
    /// `read`, `resumed`, `cache` or `offered`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Resumed { .. } => "resumed",
            Self::Cache => "cache",
            Self::Offered { .. } => "offered",
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => f.write_str("read in this run"),
            Self::Resumed { from } => {
                write!(
                    f,
                    "read in this run from byte {from} on, and before that in an earlier one"
                )
            }
            Self::Cache => f.write_str("taken from the cache, where an earlier run kept it"),
            Self::Offered { list } => write!(f, "taken on the word of `{list}`"),
        }
    }
}
