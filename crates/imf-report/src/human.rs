//! Findings as a compiler shows them, then the verdict and what was not checked.

use std::io::{self, Write};

use imf_check::report::Report;

use crate::text::visible;
use crate::{Style, summary};

mod finding;
mod paint;

pub(crate) use paint::Paint;

/// Writes `reports` for people.
pub fn write(out: &mut dyn Write, reports: &[Report], style: &Style) -> io::Result<()> {
    for (index, report) in reports.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_report(out, report, style)?;
    }
    Ok(())
}

fn write_report(out: &mut dyn Write, report: &Report, style: &Style) -> io::Result<()> {
    for found in &report.findings {
        finding::write(out, report, found, style)?;
        writeln!(out)?;
    }
    write_verdict(out, report, &Paint::new(style.color))
}

/// The verdict comes last, where the eye is when a long report has run through.
fn write_verdict(out: &mut dyn Write, report: &Report, paint: &Paint) -> io::Result<()> {
    for composition in &report.compositions {
        writeln!(out, "composition: {}", summary::composition(composition))?;
    }
    for signature in &report.signatures {
        writeln!(
            out,
            "signature: {}",
            summary::signature(&signature.into(), &signature.file)
        )?;
    }
    writeln!(out, "checked: {}", summary::checked(&report.coverage))?;
    for line in summary::not_checked(&report.coverage) {
        writeln!(out, "{}: {line}", paint.strong("not checked"))?;
    }
    if let Some(rule) = worst_rule(report) {
        writeln!(out, "help: `imf explain {rule}` tells more about that rule")?;
    }
    let package = paint.strong(&visible(&report.package));
    let verdict = paint.verdict(report.verdict());
    writeln!(out, "{package}: {verdict}: {}", summary::grounds(report))
}

/// The rule to look up first: that of the first among the gravest findings.
fn worst_rule(report: &Report) -> Option<&'static str> {
    let worst = report
        .findings
        .iter()
        .map(|finding| finding.severity)
        .max()?;
    let first = report
        .findings
        .iter()
        .find(|finding| finding.severity == worst)?;
    Some(first.rule.id)
}

#[cfg(test)]
mod tests {
    use imf_check::finding::{Excerpt, Finding, Location, Related};
    use imf_check::report::{
        CertificateSummary, NotChecked, SignatureSummary, SignatureVerdict, Why,
    };

    use super::*;
    use crate::testing::{at, excerpt, findings, passing, report};

    fn text(reports: &[Report]) -> String {
        let mut out = Vec::new();
        write(&mut out, reports, &Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The first test finding, changed.
    fn finding(change: impl FnOnce(&mut Finding)) -> Finding {
        let mut finding = findings().swap_remove(1);
        finding.related.clear();
        finding.found = None;
        finding.expected = None;
        finding.location = at("PKL_1.xml");
        change(&mut finding);
        finding
    }

    #[test]
    fn findings_of_every_sort() {
        insta::assert_snapshot!(text(&[report("demo", findings())]));
    }

    #[test]
    fn a_pass() {
        insta::assert_snapshot!(text(&[passing(".")]), @"
        composition: `A Feature` (CPL_1.xml): 48 edit units at 24000/1001; MainImageSequence, 2 × MainAudioSequence
        signature: CPL_1.xml: valid; signed by `CN=Signer,O=Example`, which `CN=Authority,O=Example` certifies from 2020-01-01 to 2039-12-31; whether to trust it is not decided
        checked: 4 digests compared, 1 track file header read, essence of 1 track file walked
        .: pass: no findings
        ");
    }

    #[test]
    fn a_root_that_could_not_be_read() {
        let mut report = passing("absent");
        report.compositions.clear();
        report.signatures.clear();
        report.coverage = imf_check::Coverage::default();
        report.coverage.not_checked = vec![NotChecked {
            subject: ".".to_owned(),
            what: "package",
            why: Why::Unreadable("No such file or directory (os error 2)".to_owned()),
        }];
        insta::assert_snapshot!(text(&[report]), @"
        checked: nothing
        not checked: package: could not be read: No such file or directory (os error 2)
        absent: incomplete: nothing could be checked
        ");
    }

    #[test]
    fn a_piece_of_a_long_line_keeps_its_column() {
        let found = finding(|finding| {
            finding.location.line = Some(1);
            finding.location.column = Some(90_001);
            finding.location.excerpt = Some(excerpt("<Size>1</Size><Hash>AAAA</Hash>", "<Hash>"));
            finding.related = vec![Related {
                location: Location {
                    line: Some(1),
                    column: Some(200_000),
                    excerpt: Some(excerpt("<Asset>", "<Asset>")),
                    ..at("ASSETMAP.xml")
                },
                message: "named here".to_owned(),
            }];
        });
        insta::assert_snapshot!(text(&[report("demo", vec![found])]).split("\n\n").next().unwrap(), @"
        error[pkl-asset-hash-mismatch]: the hash of `video.mxf` is not the one of the packing list
         --> demo/PKL_1.xml:1:90001
          |
        1 | …<Size>1</Size><Hash>AAAA</Hash>
          |                ^^^^^^
          |
          = rule: ST 429-8:2007, 6.3; ST 2067-2:2016
          = help: Fetch the file again, or have the packing list reissued.
        note: named here
         --> demo/ASSETMAP.xml:1:200000
          |
        1 | …<Asset>
          |  ^^^^^^^
        ");
    }

    #[test]
    fn nothing_of_a_package_reaches_the_terminal_unescaped() {
        let hostile = "\u{1b}]0;owned\u{7}\r\u{202e}\u{9b}31m\n";
        let mut found = finding(|finding| {
            finding.message = format!("message {hostile}");
            finding.help = Some(format!("help {hostile}"));
            finding.found = Some(hostile.repeat(100));
            finding.expected = Some(hostile.to_owned());
            finding.related = vec![Related {
                location: at(hostile),
                message: hostile.to_owned(),
            }];
            finding.location = Location {
                file: format!("file {hostile}"),
                line: Some(1),
                column: Some(3),
                path: Some(hostile.to_owned()),
                excerpt: Some(Excerpt {
                    text: format!("<a>{hostile}</a>"),
                    start: 3,
                    end: 5,
                }),
                byte_offset: Some(u64::MAX),
                set: Some(hostile.to_owned()),
                property: Some(hostile.to_owned()),
                asset: Some(hostile.to_owned()),
            };
        });
        let mut reports = vec![report(hostile, vec![found.clone()])];
        found.location.excerpt = None;
        reports[0].findings.push(found);
        let certificate = CertificateSummary {
            subject: hostile.to_owned(),
            issuer: hostile.to_owned(),
            serial: hostile.to_owned(),
            not_before: hostile.to_owned(),
            not_after: hostile.to_owned(),
        };
        reports[0].signatures = vec![SignatureSummary {
            file: hostile.to_owned(),
            verdict: SignatureVerdict::Valid,
            algorithm: Some(hostile.to_owned()),
            chain: vec![certificate],
        }];
        reports[0].compositions[0].title = Some(hostile.to_owned());
        reports[0].compositions[0].file = hostile.to_owned();
        reports[0].compositions[0].edit_rate = Some(hostile.to_owned());
        reports[0].compositions[0].virtual_tracks[0].kind = hostile.to_owned();
        for why in [
            Why::Unreadable(hostile.to_owned()),
            Why::Unsupported(hostile.to_owned()),
        ] {
            reports[0].coverage.not_checked.push(NotChecked {
                subject: hostile.to_owned(),
                what: "digest",
                why,
            });
        }
        for format in [crate::Format::Human, crate::Format::Concise] {
            let mut out = Vec::new();
            crate::write(&mut out, &reports, format, &Style::default()).unwrap();
            let out = String::from_utf8(out).unwrap();
            let escaped: Vec<char> = out
                .chars()
                .filter(|c| *c != '\n' && crate::text::is_unsafe(*c))
                .collect();
            assert_eq!(escaped, [], "{format:?}: {out}");
            assert!(
                out.contains(r"message \u{1b}]0;owned\u{7}\r\u{202e}\u{9b}31m\n"),
                "{out}"
            );
        }
    }

    #[test]
    fn marks_outside_the_excerpt_or_inside_a_character_do_no_harm() {
        for (start, end) in [
            (0, 0),
            (1, 2),
            (2, 1),
            (7, 900),
            (usize::MAX, 0),
            (3, usize::MAX),
        ] {
            let found = finding(|finding| {
                finding.location.line = Some(u32::MAX);
                finding.location.column = Some(u32::MAX);
                finding.location.excerpt = Some(Excerpt {
                    text: "äöü\t大".to_owned(),
                    start,
                    end,
                });
            });
            assert!(
                text(&[report("demo", vec![found])]).contains("PKL_1.xml:4294967295:4294967295\n")
            );
        }
    }

    #[test]
    fn color_changes_nothing_but_color() {
        let mut colored = Vec::new();
        let reports = [report("demo", findings()), passing("other")];
        write(
            &mut colored,
            &reports,
            &Style {
                color: true,
                ..Style::default()
            },
        )
        .unwrap();
        let colored = String::from_utf8(colored).unwrap();
        let mut plain = String::new();
        let mut rest = colored.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').expect("a color sequence ends").1;
        }
        plain.push_str(rest);
        assert_ne!(plain, colored);
        assert_eq!(plain, text(&reports));
    }
}
