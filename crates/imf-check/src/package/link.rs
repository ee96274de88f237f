//! Where an id leads.

use super::FileIndex;

/// Where an id leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The asset map has it more than once, with different ends.
    Ambiguous,
    /// The asset map has it more than once, always with this file.
    Duplicate(FileIndex),
    /// Neither the asset map nor a packing list knows it: it is in another package.
    External,
    /// The asset map or a packing list names it, and there is no such file.
    Missing,
    /// The asset map gives a path, or the path a link, that leaves the package or leads nowhere; it is never opened.
    Refused,
    /// To this file.
    Resolved(FileIndex),
    /// What lies there could not be looked at.
    Unreadable,
}

impl Link {
    /// The file, where there is one and only one.
    pub fn file(self) -> Option<FileIndex> {
        match self {
            Self::Duplicate(file) | Self::Resolved(file) => Some(file),
            Self::Ambiguous | Self::External | Self::Missing | Self::Refused | Self::Unreadable => {
                None
            }
        }
    }
}
