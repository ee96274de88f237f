//! A line for each finding: `path:line:column: severity[rule-id] message`.

use std::io::{self, Write};

use imf_check::finding::Finding;
use imf_check::report::Report;

use crate::text::visible;
use crate::{Style, shown_path, summary};

/// Writes a line for each finding, and after those of a package a line with its verdict.
pub fn write(out: &mut dyn Write, reports: &[Report], style: &Style) -> io::Result<()> {
    let paint = crate::human::Paint::new(style.color);
    for report in reports {
        for finding in &report.findings {
            write_finding(out, report, finding, &paint)?;
        }
        write_verdict(out, report, &paint)?;
    }
    Ok(())
}

fn write_finding(
    out: &mut dyn Write,
    report: &Report,
    finding: &Finding,
    paint: &crate::human::Paint,
) -> io::Result<()> {
    let location = &finding.location;
    write!(out, "{}:", shown_path(report, location))?;
    if let Some(line) = location.line {
        write!(out, "{line}:")?;
        if let Some(column) = location.column {
            write!(out, "{column}:")?;
        }
    }
    let severity = paint.severity(finding.severity, finding.severity.as_str());
    writeln!(
        out,
        " {severity}[{}] {}",
        finding.rule.id,
        visible(&finding.message)
    )
}

fn write_verdict(
    out: &mut dyn Write,
    report: &Report,
    paint: &crate::human::Paint,
) -> io::Result<()> {
    let verdict = report.verdict();
    write!(
        out,
        "{}: {}: {}",
        visible(&report.package),
        paint.verdict(verdict),
        summary::grounds(report)
    )?;
    let not_checked = summary::not_checked(&report.coverage);
    if !not_checked.is_empty() {
        write!(out, "; not checked: {}", not_checked.join("; "))?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{findings, passing, report};

    #[test]
    fn a_line_for_each_finding_and_verdict() {
        let mut out = Vec::new();
        write(
            &mut out,
            &[report("a/demo/", findings()), passing(".")],
            &Style::default(),
        )
        .unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
        a/demo/notes.txt: warning[pkg-file-unexpected] no document names this file
        a/demo/PKL_1.xml:42:7: error[pkl-asset-hash-mismatch] the hash of `video.mxf` is not the one of the packing list
        a/demo/video.mxf: info[tf-stored-width-missing] `RGBADescriptor` has no `StoredWidth`
        a/demo/: fail: 1 error, 1 warning, 1 info; not checked: digest of `CPL_1.xml`, `audio.mxf`, `text.mxf` and 1 more: left out by --no-digest; track file `urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca86`: not in this package
        .: pass: no findings
        ");
    }
}
