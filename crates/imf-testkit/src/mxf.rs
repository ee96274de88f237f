//! Track files (ST 377-1, ST 2067-5), and the RegXML of their descriptors (ST 2001-1).

pub mod class;
mod file;
mod header;
mod index;
mod klv;
mod partition;
pub mod property;
pub(crate) mod regxml;
pub mod set;

pub use file::Parts;
pub(crate) use file::{Essence, Kind, Units};
pub use index::IndexSegment;
