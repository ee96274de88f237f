//! Reports on many packages: one kept in a file, and what all of them come to.

use std::borrow::Cow;
use std::io::{self, Write};

use imf_check::finding::Severity;
use imf_check::report::Report;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{SCHEMA_VERSION, wire};
use crate::text::visible;

/// A report as a scan keeps it in a file, to be skipped when the scan is begun again, and merged with others.
///
/// ```
/// use imf_report::scan::Entry;
///
/// let text = r#"{"schema_version":1,"package":"a","options":"","exit_status":0,"report":{"verdict":"pass",
///     "summary":{"errors":0,"warnings":2,"infos":0}}}"#;
/// let entry = Entry::read(text.as_bytes())?;
/// assert_eq!((&*entry.package, entry.exit_status), ("a", 0));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Deserialize, Serialize)]
pub struct Entry {
    /// The version of the structure.
    pub schema_version: u32,
    /// The package, as the scan names it.
    pub package: String,
    /// The options that the report depends on, in words of the program's own.
    pub options: String,
    /// What a check of this package alone ends with.
    pub exit_status: u8,
    /// The report, as `--format json-lines` has it.
    report: Box<RawValue>,
}

impl Entry {
    /// An entry for `report`, which was made with `options`.
    pub fn new(report: &Report, options: &str) -> io::Result<Self> {
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            package: report.package.clone(),
            options: options.to_owned(),
            exit_status: report.exit_status(),
            report: serde_json::value::to_raw_value(&wire::Report::from(report))?,
        })
    }

    /// Reads an entry; an error where the bytes are none.
    pub fn read(bytes: &[u8]) -> io::Result<Self> {
        let entry: Self = serde_json::from_slice(bytes)?;
        if entry.schema_version == SCHEMA_VERSION {
            return Ok(entry);
        }
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "the version of its structure is {}, and this program has {SCHEMA_VERSION}",
                entry.schema_version
            ),
        ))
    }

    /// Writes the entry, with a newline after it.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }

    /// Writes its report on a line of its own.
    pub fn write_report(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.report.get())
    }
}

/// What the reports of many packages come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many packages were checked.
    pub packages: u64,
    /// How many of them pass.
    pub pass: u64,
    /// How many have no fault in what was checked, and were not checked wholly.
    pub incomplete: u64,
    /// How many are at fault.
    pub fail: u64,
    /// How many could not be read, or not wholly, whatever their verdict.
    pub unreadable: u64,
    /// Findings that are errors.
    pub errors: u64,
    /// Findings that are warnings.
    pub warnings: u64,
    /// Other findings.
    pub infos: u64,
    /// Packages that were found and not checked, for the run was interrupted.
    pub left_out: u64,
}

/// What of a report is counted.
#[derive(Deserialize)]
struct Counted<'a> {
    #[serde(borrow)]
    verdict: Cow<'a, str>,
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    errors: u64,
    warnings: u64,
    infos: u64,
}

impl Tally {
    /// Counts a report.
    pub fn add(&mut self, report: &Report) {
        let count = |severity| report.count(severity) as u64;
        let summary = Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        };
        self.count(report.verdict().as_str(), report.exit_status(), &summary);
    }

    /// Counts a report that was kept.
    pub fn add_entry(&mut self, entry: &Entry) -> io::Result<()> {
        let counted: Counted<'_> = serde_json::from_str(entry.report.get())?;
        self.count(&counted.verdict, entry.exit_status, &counted.summary);
        Ok(())
    }

    fn count(&mut self, verdict: &str, exit_status: u8, summary: &Summary) {
        self.packages += 1;
        match verdict {
            "pass" => self.pass += 1,
            "fail" => self.fail += 1,
            _ => self.incomplete += 1,
        }
        self.unreadable += u64::from(exit_status > 2);
        self.errors += summary.errors;
        self.warnings += summary.warnings;
        self.infos += summary.infos;
    }

    /// Writes the tally as the last of the JSON lines: `{"schema_version":1,"scan":{…}}`.
    pub fn write_line(&self, out: &mut dyn Write) -> io::Result<()> {
        let line = Line {
            schema_version: SCHEMA_VERSION,
            scan: *self,
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)
    }

    /// Writes the tally in a sentence.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let packages = match self.packages {
            1 => "1 package".to_owned(),
            packages => format!("{packages} packages"),
        };
        let mut parts = vec![
            format!("{} passed", self.pass),
            format!("{} incomplete", self.incomplete),
            format!("{} failed", self.fail),
        ];
        if self.unreadable > 0 {
            parts.push(format!("{} not readable wholly", self.unreadable));
        }
        if self.left_out > 0 {
            parts.push(format!("{} more not checked: interrupted", self.left_out));
        }
        writeln!(out, "{packages}: {}", visible(&parts.join(", ")))
    }
}

#[derive(Serialize)]
struct Line {
    schema_version: u32,
    scan: Tally,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{findings, passing, report};

    #[test]
    fn a_kept_report_counts_as_it_did() {
        let mut tally = Tally::default();
        let mut again = Tally::default();
        for report in [report("demo", findings()), passing("other")] {
            tally.add(&report);
            let mut bytes = Vec::new();
            Entry::new(&report, "all")
                .unwrap()
                .write(&mut bytes)
                .unwrap();
            let entry = Entry::read(&bytes).unwrap();
            again.add_entry(&entry).unwrap();
            let (mut kept, mut line) = (Vec::new(), Vec::new());
            entry.write_report(&mut kept).unwrap();
            crate::json::write_lines(&mut line, std::slice::from_ref(&report)).unwrap();
            assert_eq!(kept, line);
        }
        assert_eq!((tally.packages, tally.pass, tally.fail), (2, 1, 1));
        assert_eq!(tally, again);
        let mut text = Vec::new();
        tally.write_text(&mut text).unwrap();
        assert_eq!(text, b"2 packages: 1 passed, 0 incomplete, 1 failed\n");
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        assert!(Entry::read(b"").is_err());
        assert!(Entry::read(b"{\"package\": \"a\"}").is_err());
        let other =
            r#"{"schema_version":9,"package":"a","options":"","exit_status":0,"report":{}}"#;
        assert!(Entry::read(other.as_bytes()).is_err());
    }
}
