//! Reports of [`imf_check`] for people and for programs.
//!
//! Each renderer writes values to a writer and reads nothing else: [`human`] draws excerpts as compilers do,
//! [`concise`] writes a line for each finding, [`json`] the documented structure. [`catalog`] does the same for the
//! rules themselves. What comes out of a package is hostile: every text meant for a terminal goes through
//! [`text::visible`] first.

pub mod catalog;
pub mod concise;
pub mod human;
pub mod inspect;
pub mod json;
pub mod scan;
pub mod text;

mod summary;
#[cfg(test)]
mod testing;

use std::io::{self, Write};

use imf_check::finding::Location;
use imf_check::report::Report;

/// How reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: excerpts, explanations, a verdict in words.
    #[default]
    Human,
    /// A line for each finding and one for each verdict.
    Concise,
    /// One report as an object, several as an array.
    Json,
    /// An object on a line for each report.
    JsonLines,
}

/// What the text formats look like. The JSON formats take no notice of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to color with ANSI escape sequences.
    pub color: bool,
    /// The width of a line in columns; longer excerpts are cut around what they point at.
    pub width: usize,
}

impl Default for Style {
    /// Plain, 140 columns.
    fn default() -> Self {
        Self {
            color: false,
            width: 140,
        }
    }
}

/// Writes `reports` in `format`.
///
/// ```
/// use imf_report::{Format, Style, write};
///
/// let mut out = Vec::new();
/// write(&mut out, &[], Format::Json, &Style::default())?;
/// assert_eq!(out, b"[]\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(
    out: &mut dyn Write,
    reports: &[Report],
    format: Format,
    style: &Style,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(out, reports, style),
        Format::Concise => concise::write(out, reports, style),
        Format::Json => json::write(out, reports),
        Format::JsonLines => json::write_lines(out, reports),
    }
}

/// The path of `location` as a person can open it: the package's path, then the file's.
fn shown_path(report: &Report, location: &Location) -> String {
    let package = match report.package.trim_end_matches('/') {
        // The root of the file system.
        "" if !report.package.is_empty() => return format!("/{}", text::visible(&location.file)),
        package => text::visible(package),
    };
    let file = text::visible(&location.file);
    match (&*package, &*file) {
        (package, "." | "") => package.to_owned(),
        ("." | "", file) => file.to_owned(),
        (package, file) => format!("{package}/{file}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_be_opened_as_it_is_shown() {
        for (package, file, expected) in [
            ("demo", "a/b.xml", "demo/a/b.xml"),
            ("demo//", "b.xml", "demo/b.xml"),
            ("demo/", ".", "demo"),
            (".", "b.xml", "b.xml"),
            ("", "b.xml", "b.xml"),
            ("..", "b.xml", "../b.xml"),
            ("/", "b.xml", "/b.xml"),
            ("/", ".", "/."),
            ("/demo", "b.xml", "/demo/b.xml"),
        ] {
            let report = testing::passing(package);
            assert_eq!(shown_path(&report, &testing::at(file)), expected);
        }
    }
}
