//! What is known of the essence of a track file.

use imf_mxf::codestream::MainHeader;
use imf_mxf::essence::{Counts, Element};
use imf_mxf::first_bytes::Content;

/// The essence of a track file, as far as it was looked at.
#[derive(Debug, Default)]
pub struct Essence {
    /// The first element of essence; `None` where none was found at its place, or none was looked for.
    pub first: Option<First>,
    /// The first parts of generic streams, in the order of their partitions; only those that were looked at.
    pub parts: Vec<First>,
    /// The items of the whole file, counted; `None` where it was not walked.
    pub counts: Option<Counts>,
}

/// An element, and what its first bytes look like.
#[derive(Debug)]
pub struct First {
    /// Where it is.
    pub element: Element,
    /// The first bytes of its value, 16 at most.
    pub bytes: Vec<u8>,
    /// What they look like; `None` where that cannot be told from the first 32 KiB.
    pub content: Option<Content>,
    /// The main header of a JPEG 2000 codestream, where it has to be one.
    pub codestream: Option<MainHeader>,
}
