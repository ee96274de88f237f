//! Finds the faults of an IMF package.
//!
//! Discover, load, resolve, probe, judge: [`check`] lists what lies in a [`Storage`], reads its documents, links
//! them, computes digests, and holds the result against every rule of the catalogue. A fault of the package is a
//! [`Finding`]; work that could not be done is part of the report's [`Coverage`].

pub mod descriptor;
pub mod finding;
mod hash;
pub mod judge;
pub mod known;
pub mod package;
pub mod report;
pub mod rule;
pub mod rules;
pub mod storage;

mod check;
mod load;
mod locate;
mod probe;
mod progress;
mod summary;

pub use check::{
    Checked, EssenceDepth, Options, Subject, check, check_document, check_each, check_package,
    check_track_file,
};
pub use finding::{Finding, Severity};
pub use known::{DigestStore, Known, Offered, Provenance, Trust};
pub use package::Package;
pub use progress::{Progress, Silent};
pub use report::{Coverage, Report, Verdict};
pub use rule::Rule;
pub use rules::RULES;
pub use storage::Storage;
