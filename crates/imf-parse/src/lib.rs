//! The XML documents of an IMF package as typed values, each with its place.
//!
//! [`parse`] reads one document in one pass: it decodes the bytes, holds the text to XML 1.0 and to the
//! grammar of the document's schema, and builds the typed value on the way. It never fails on content:
//! what is wrong becomes a [`Problem`], what is readable becomes part of the [`Document`]. Only a reader
//! that fails is an error.
//!
//! This crate knows no paths, no rules and no threads.
//!
//! ```
//! use imf_parse::{Document, Limits, parse};
//!
//! let text = br#"<?xml version="1.0" encoding="UTF-8"?>
//! <VolumeIndex xmlns="http://www.smpte-ra.org/schemas/429-9/2007/AM"><Index>1</Index></VolumeIndex>"#;
//! let parsed = parse(&mut text.as_slice(), &Limits::default())?;
//! assert!(parsed.problems.is_empty());
//! let Some(Document::VolumeIndex(index)) = parsed.value else { panic!("a volume index") };
//! assert_eq!(index.index.map(|n| n.value), Some(1));
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod model;

mod automaton;
mod build;
mod canonical;
mod decode;
mod grammar;
mod limits;
mod locate;
mod parse;
mod place;
mod problem;
mod reader;
mod tree;
mod validate;

pub use canonical::{Canonicalization, Obstacle, Part, Top, View, canonicalize};
pub use limits::Limits;
pub use locate::{Location, locate};
pub use model::Document;
pub use parse::parse;
pub use place::{Located, Place};
pub use problem::{Parsed, Problem, ProblemClass, ProblemKind};
