//! Builds small but real IMF packages in memory, byte by byte, for tests.
//!
//! The smallest valid delivery is [`Imp::minimal`]; a [`delivery::Delivery`] describes any other, and a test then does its
//! one damage with [`Imp::edit`] and its neighbors. Nothing here uses the project's readers: what they share with this
//! crate is the standards alone, so that a mistake in one shows in the other. Everything is deterministic: the same
//! description gives the same bytes on every machine.
//!
//! A mistake of the caller (a file that is not there, a text that does not occur) panics: it is a mistake in a test.
//!
//! ```
//! use imf_testkit::Imp;
//!
//! let mut package = Imp::minimal();
//! let composition = package.composition();
//! package.edit(&composition, "<EntryPoint>0<", "<EntryPoint>1<");
//! package.reseal();
//! ```

#![allow(
    clippy::missing_panics_doc,
    reason = "said once, above: what panics is a mistake in a test"
)]

pub mod delivery;
pub mod document;
pub mod form;
pub mod hash;
pub mod ids;
mod imp;
pub mod kept;
pub mod mxf;
pub mod packages;
mod samples;
mod scan;
mod seal;
pub mod track_file;
mod xml;

pub use imp::Imp;
pub use samples::{samples, say};
