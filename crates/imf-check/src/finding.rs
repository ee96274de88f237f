//! A fault, where it is, and what to do about it.

use std::fmt;

use crate::rule::{Citation, Rule};

/// How bad a finding is, by the verb of the standard: *shall*, *should*, anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is broken.
    Info,
    /// A *should* is not followed, or something is likely to trip a reader.
    Warning,
    /// A *shall* is broken: the delivery will be refused, or should be.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One fault of one package.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// The rule's severity, or what the policy makes of it.
    pub severity: Severity,
    /// Those of the rule's citations that speak of the document it is about; all of them where it is about none.
    pub citations: Vec<Citation>,
    /// The category that Photon would use: the rule's, or that of the document where the rule is on any document's text.
    pub photon_code: &'static str,
    /// One sentence, lower-case start, no full stop: subject, what was found, what was wanted.
    pub message: String,
    /// What to do, imperative, where that is better than the rule's own help; [`Finding::help`] is either.
    pub help: Option<String>,
    /// What stands there.
    pub found: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// Where.
    pub location: Location,
    /// Other places that take part.
    pub related: Vec<Related>,
}

impl Finding {
    /// What to do: the finding's own words, or those of the rule's page.
    pub fn help(&self) -> Option<String> {
        self.help
            .clone()
            .or_else(|| self.rule.section("How to fix it"))
    }
}

/// Where a finding is: always a file, or the package's folder, and as much more as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The path from the package's root, `/` between its parts; `.` for the folder itself.
    pub file: String,
    /// The line in an XML document, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
    /// An XPath-like path: `/PackingList/AssetList/Asset[2]/Hash`.
    pub path: Option<String>,
    /// The text at that place, at most 240 characters of one line.
    pub excerpt: Option<Excerpt>,
    /// The byte offset in a track file.
    pub byte_offset: Option<u64>,
    /// The metadata set of a track file.
    pub set: Option<String>,
    /// The property of that set.
    pub property: Option<String>,
    /// The asset, as a URN.
    pub asset: Option<String>,
}

/// A piece of one line, and what of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, without its line end, at most 240 characters; control characters as U+FFFD.
    pub text: String,
    /// The first byte of `text` that is meant.
    pub start: usize,
    /// The byte after the last that is meant.
    pub end: usize,
}

/// Another place that takes part in a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What it has to do with it.
    pub message: String,
}
