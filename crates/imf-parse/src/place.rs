//! Where a value stands in its document.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::Deref;

/// Where something begins: its byte offset in the document's text, decoded to UTF-8 (without a byte order mark).
///
/// Four bytes, and four in an `Option` too, since a composition of a million resources keeps ten million
/// places. [`crate::locate`] turns places into lines, columns and paths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(NonZeroU32);

impl Place {
    /// The first byte of the document.
    pub const START: Self = Self(NonZeroU32::MIN);

    /// The place at `offset` bytes; offsets past 4 GiB stay at the last that fits (the limit on a document's
    /// size, [`crate::Limits`], lies below it).
    pub fn new(offset: u64) -> Self {
        let one_based = u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::new(one_based).unwrap_or(NonZeroU32::MAX))
    }

    /// The offset in bytes from the start of the decoded text.
    pub fn offset(self) -> u32 {
        self.0.get() - 1
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.offset())
    }
}

/// A value and the place of the element or attribute that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The place of the `<` of its element, or of the attribute's name.
    pub at: Place,
}

impl<T> Located<T> {
    /// `value` at `at`.
    pub fn new(value: T, at: Place) -> Self {
        Self { value, at }
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
