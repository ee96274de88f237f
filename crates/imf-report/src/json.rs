//! Reports as JSON: the structure that other programs read.
//!
//! The types of [`wire`] are the contract; nothing else in the project is serialized, so that a renamed field
//! inside never changes what users parse. Every key is always there, what is unknown is `null`, and everything
//! outside `timings` is the same from run to run.

use std::borrow::Borrow;
use std::io::{self, Write};

use imf_check::report::Report;
use serde::ser::SerializeSeq as _;
use serde::{Serialize, Serializer as _};
use serde_json::Serializer;

mod convert;
pub mod wire;

/// The version of the structure; it grows when a key changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes one report as an object, any other number as an array.
pub fn write(out: &mut dyn Write, reports: &[Report]) -> io::Result<()> {
    match reports {
        [report] => pretty(out, &wire::Report::from(report)),
        reports => write_array(out, &mut reports.iter()),
    }
}

/// Writes `reports` as an array whatever their number, each as soon as it is there.
pub fn write_array<R: Borrow<Report>>(
    out: &mut dyn Write,
    reports: &mut dyn Iterator<Item = R>,
) -> io::Result<()> {
    let mut serializer = Serializer::pretty(&mut *out);
    let mut array = serializer.serialize_seq(None)?;
    for report in reports {
        array.serialize_element(&wire::Report::from(report.borrow()))?;
    }
    array.end()?;
    writeln!(out)
}

/// Writes each report as an object on a line of its own.
pub fn write_lines(out: &mut dyn Write, reports: &[Report]) -> io::Result<()> {
    for report in reports {
        // A writer of any sort is asked once for a line, and not once for each bracket.
        let mut line = serde_json::to_vec(&wire::Report::from(report))?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

/// Writes `value` indented, with a newline after it.
pub(crate) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{findings, passing, report};

    fn text(reports: &[Report]) -> String {
        let mut out = Vec::new();
        write(&mut out, reports).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_report() {
        insta::assert_snapshot!(text(&[report("demo", findings())]));
    }

    #[test]
    fn one_is_an_object_and_several_are_an_array() {
        assert!(text(&[passing("demo")]).starts_with("{\n"));
        assert!(text(&[passing("demo"), passing("demo")]).starts_with("[\n"));
        assert_eq!(text(&[]), "[]\n");
        let mut out = Vec::new();
        write_array(&mut out, &mut [passing("demo")].iter()).unwrap();
        assert!(out.starts_with(b"[\n  {\n    \"schema_version\": 1,\n"));
        assert!(out.ends_with(b"\n  }\n]\n"));
    }

    #[test]
    fn lines_hold_the_same_values() {
        let reports = [report("demo", findings()), passing("other")];
        let mut out = Vec::new();
        write_lines(&mut out, &reports).unwrap();
        let lines: Vec<serde_json::Value> = std::str::from_utf8(&out)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let array: serde_json::Value = serde_json::from_str(&text(&reports)).unwrap();
        assert_eq!(serde_json::Value::Array(lines), array);
    }

    #[test]
    fn text_of_any_sort_comes_back_as_it_was() {
        let hostile = "\u{1b}[2J\0\u{202e}\"\\\n\u{7f}大";
        let value: serde_json::Value = serde_json::from_str(&text(&[passing(hostile)])).unwrap();
        assert_eq!(value["package"], hostile);
    }

    /// The unknown is `null`, and never a key that is not there.
    #[test]
    fn every_key_is_there_whatever_is_known() {
        fn keys(value: &serde_json::Value) -> Vec<&str> {
            value
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect()
        }
        let value: serde_json::Value =
            serde_json::from_str(&text(&[report("demo", findings())])).unwrap();
        let findings = value["findings"].as_array().unwrap();
        for finding in findings {
            assert_eq!(keys(finding), keys(&findings[0]));
            assert_eq!(keys(&finding["location"]), keys(&findings[0]["location"]));
        }
    }
}
