//! What holds for any bytes whatever: functions for fuzzers, which plain tests call too.
//!
//! Each target takes bytes, has the project read them, and panics where what comes of it breaks a promise: a place
//! outside the file, a second reading that says something else, text that is no text. A panic of the code itself is
//! found all the same. The folder `fuzz/` of the repository hands these functions to libFuzzer, and keeps [`seeds`] for
//! it; the tests of this crate hold every seed, and mutants of it, against the same promises.
//!
//! ```
//! for target in imf_fuzz::TARGETS {
//!     (target.run)(b"anything");
//! }
//! ```

#![allow(
    clippy::missing_panics_doc,
    reason = "said once, above: a panic is what a fuzzer looks for"
)]

mod document;
mod mxf;
mod package;
mod seeds;

pub use document::document;
pub use mxf::{header_metadata, index_table, klv, track_file};
pub use package::package;
pub use seeds::{Seed, seed_files, seeds};

/// Something that takes any bytes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its seeds' folder.
    pub name: &'static str,
    /// Reads the bytes.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: [Target; 6] = [
    Target {
        name: "document",
        run: document,
    },
    Target {
        name: "header_metadata",
        run: header_metadata,
    },
    Target {
        name: "index_table",
        run: index_table,
    },
    Target {
        name: "klv",
        run: klv,
    },
    Target {
        name: "package",
        run: package,
    },
    Target {
        name: "track_file",
        run: track_file,
    },
];
