//! The structure of MXF track files, read by byte range.
//!
//! A [`Source`] gives bytes by range. Reading never fails on content: what is wrong becomes a [`Problem`] with its
//! byte offset, set and property; only a source that fails is an error. Memory stays below a [limit](Limits) whatever
//! a file claims.
//!
//! [`read`] gives the partitions, the header metadata with its sets and references, and the index tables without their
//! entries, for a few KiB read; [`register`] says what sets and properties are, and [`regxml`] writes them down.
//!
//! This crate knows no packages, no rules and no threads.
//!
//! ```
//! use imf_mxf::{Limits, TrackFile, read};
//!
//! /// The classes of the sets in a file's header, each with how many others it owns.
//! fn classes(file: &TrackFile) -> Vec<(String, usize)> {
//!     let sets = file.header_metadata().into_iter().flat_map(|header| {
//!         (0..header.sets.len()).map(|set| (header.sets[set].name(), header.children(set).count()))
//!     });
//!     sets.collect()
//! }
//!
//! let parsed = read(&b"no track file".as_slice(), &Limits::default())?;
//! assert!(classes(&parsed.value).is_empty());
//! assert_eq!(parsed.problems.len(), 1);
//! # Ok::<(), std::io::Error>(())
//! ```

mod chain;
pub mod codestream;
mod cursor;
pub mod essence;
pub mod first_bytes;
mod index;
mod klv;
mod label;
mod limits;
mod metadata;
mod partition;
mod primer;
mod problem;
mod random_index;
mod reading;
mod reference;
pub mod register;
pub mod regxml;
mod set;
mod source;
mod track_file;
pub mod typed;
mod value;

pub use index::{DeltaEntry, EntryArray, IndexEntry, IndexProperty, IndexSegment};
pub use klv::Item;
pub use label::{Ul, Umid, Uuid};
pub use limits::Limits;
pub use metadata::HeaderMetadata;
pub use partition::{PackField, Partition, PartitionKind, PartitionStatus};
pub use primer::Primer;
pub use problem::{Parsed, Problem, ProblemKind};
pub use random_index::{RandomIndexEntry, RandomIndexPack};
pub use reference::{Leads, Reference};
pub use set::{Property, Set};
pub use source::Source;
pub use track_file::{TrackFile, read};
pub use value::{Batch, Rational};

/// The most bytes of a run-in before the header partition pack (ST 377-1).
pub const MAX_RUN_IN: usize = 65_536;

/// The bytes of the key of a header partition pack (ST 377-1) that never differ; the eighth, the version of the register,
/// may.
const HEADER_PARTITION: [u8; 14] = [
    0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, 0x01, 0x01, 0x02,
];

/// Whether `head`, the first bytes of a file, begin an MXF file: the key of a header partition pack at its start, or
/// behind a run-in of less than 64 KiB.
///
/// ```
/// assert!(imf_mxf::is_mxf(&[
///     0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, 0x01, 0x01, 0x02, 0x04, 0x00,
/// ]));
/// assert!(!imf_mxf::is_mxf(b"<?xml version=\"1.0\"?>"));
/// ```
pub fn is_mxf(head: &[u8]) -> bool {
    let run_in = &head[..head.len().min(MAX_RUN_IN + HEADER_PARTITION.len())];
    let is_key = |bytes: &[u8]| {
        let mut pairs = bytes.iter().zip(HEADER_PARTITION).enumerate();
        pairs.all(|(index, (byte, known))| *byte == known || index == 7)
    };
    run_in.windows(HEADER_PARTITION.len()).any(is_key)
}
