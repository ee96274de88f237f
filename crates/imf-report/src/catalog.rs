//! The rules themselves: the list, a page for the terminal, pages in Markdown.

use std::io::{self, Write};

use imf_check::rule::{Citation, Needs, Rule};

use crate::Style;
use crate::human::Paint;
use crate::json::{self, wire};

mod markdown;
mod nearest;

pub use markdown::{index, page};
pub use nearest::nearest;

/// Writes a line for each rule: id, severity, source, what it says.
pub fn write_list(out: &mut dyn Write, rules: &[&Rule], style: &Style) -> io::Result<()> {
    let paint = Paint::new(style.color);
    let id_width = rules
        .iter()
        .map(|rule| rule.id.len())
        .max()
        .unwrap_or_default();
    for rule in rules {
        let severity = paint.severity(rule.severity, &format!("{:7}", rule.severity.as_str()));
        writeln!(
            out,
            "{:id_width$}  {severity}  {} [{}]",
            rule.id,
            rule.summary(),
            sources(rule)
        )?;
    }
    Ok(())
}

/// Writes the rules as a JSON array.
pub fn write_list_json(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    json::pretty(
        out,
        &rules
            .iter()
            .map(|rule| wire::Rule::from(*rule))
            .collect::<Vec<_>>(),
    )
}

/// Writes the rules as JSON, an object on a line for each.
pub fn write_list_json_lines(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    for rule in rules {
        serde_json::to_writer(&mut *out, &wire::Rule::from(*rule))?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes the page of `rule` for the terminal.
pub fn write_page(out: &mut dyn Write, rule: &Rule, style: &Style) -> io::Result<()> {
    let paint = Paint::new(style.color);
    writeln!(
        out,
        "{}: {}",
        paint.severity(rule.severity, rule.severity.as_str()),
        paint.strong(rule.id)
    )?;
    writeln!(out)?;
    for line in body(rule).lines() {
        match line.strip_prefix("## ") {
            Some(heading) => writeln!(out, "{}", paint.strong(heading))?,
            None => writeln!(out, "{line}")?,
        }
    }
    writeln!(out)?;
    writeln!(out, "Source:       {}", sources(rule))?;
    writeln!(out, "Photon code:  {}", rule.photon_code)?;
    writeln!(out, "Looks at:     {}", needs(rule))
}

/// Writes the page of `rule` as a JSON object.
pub fn write_page_json(out: &mut dyn Write, rule: &Rule) -> io::Result<()> {
    json::pretty(out, &wire::Rule::from(rule))
}

/// Where the demand of `rule` is stated: `ST 429-8:2007, 6.3`; a house rule says that it is one.
pub fn sources(rule: &Rule) -> String {
    cited(rule.citations)
}

/// The same of what a finding cites.
pub(crate) fn cited(citations: &[Citation]) -> String {
    if citations.is_empty() {
        return "house rule, stated by no standard".to_owned();
    }
    let sources: Vec<String> = citations.iter().map(source).collect();
    sources.join("; ")
}

fn source(citation: &Citation) -> String {
    let Citation {
        document,
        edition,
        clause,
        draft,
    } = citation;
    let colon = if edition.is_empty() { "" } else { ":" };
    let draft = if *draft { " (committee draft)" } else { "" };
    match clause {
        Some(clause) => format!("{document}{colon}{edition}{draft}, {clause}"),
        None => format!("{document}{colon}{edition}{draft}"),
    }
}

/// What the check of `rule` looks at.
pub(crate) fn needs(rule: &Rule) -> &'static str {
    match rule.needs {
        Needs::Documents => "documents",
        Needs::Digests => "digests",
        Needs::Essence => "essence",
        Needs::Headers => "headers",
        Needs::Package => "package",
    }
}

/// The page of `rule` without the space that doc comments leave before each line.
pub(crate) fn body(rule: &Rule) -> String {
    let lines: Vec<&str> = rule
        .page
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{HASH_MISMATCH, RULES};

    fn text(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        render(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_list() {
        insta::assert_snapshot!(text(|out| write_list(out, RULES, &Style::default())), @"
        pkg-file-unexpected      warning  A file lies in the package | and no document names it. [house rule, stated by no standard]
        pkl-asset-hash-mismatch  error    A packing-list hash differs from the hash of the file. [ST 429-8:2007, 6.3; ST 2067-2:2016]
        tf-stored-width-missing  info     The stored width is missing. [ST 2067-21:2026 (committee draft), 5.2]
        ");
    }

    #[test]
    fn the_list_as_json() {
        insta::assert_snapshot!(text(|out| write_list_json(out, &RULES[..1])), @r#"
        [
          {
            "id": "pkg-file-unexpected",
            "severity": "warning",
            "summary": "A file lies in the package | and no document names it.",
            "spec": [],
            "house_rule": true,
            "photon_code": "IMF_MASTER_PACKAGE_ERROR",
            "needs": "documents",
            "page": "A file lies in the package | and no document names it.\n\n## Why it matters\nNobody can tell what it is for."
          }
        ]
        "#);
        let lines = text(|out| write_list_json_lines(out, RULES));
        let lines: Vec<serde_json::Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let array: serde_json::Value =
            serde_json::from_str(&text(|out| write_list_json(out, RULES))).unwrap();
        assert_eq!(serde_json::Value::Array(lines), array);
    }

    #[test]
    fn a_page() {
        insta::assert_snapshot!(text(|out| write_page(out, &HASH_MISMATCH, &Style::default())), @"
        error: pkl-asset-hash-mismatch

        A packing-list hash differs from the hash of the file.

        Why it matters
        The file was damaged or replaced
        after the packing list was written.

        How to fix it
        Fetch the file again, or have the packing list reissued.

        Source:       ST 429-8:2007, 6.3; ST 2067-2:2016
        Photon code:  IMF_PKL_ERROR
        Looks at:     digests
        ");
    }

    #[test]
    fn pages_in_markdown() {
        insta::assert_snapshot!(page(&HASH_MISMATCH), @"
        # `pkl-asset-hash-mismatch`

        A packing-list hash differs from the hash of the file.

        | | |
        |---|---|
        | Severity | error |
        | Source | ST 429-8:2007, 6.3; ST 2067-2:2016 |
        | Photon code | `IMF_PKL_ERROR` |
        | Looks at | digests |

        ## Why it matters
        The file was damaged or replaced
        after the packing list was written.

        ## How to fix it
        Fetch the file again, or have the packing list reissued.
        ");
        insta::assert_snapshot!(index(RULES), @r"
        # Rules

        3 rules, by area.

        ## pkg

        | Rule | Severity | What it says | Source |
        |---|---|---|---|
        | [`pkg-file-unexpected`](pkg-file-unexpected.md) | warning | A file lies in the package \| and no document names it. | house rule, stated by no standard |

        ## pkl

        | Rule | Severity | What it says | Source |
        |---|---|---|---|
        | [`pkl-asset-hash-mismatch`](pkl-asset-hash-mismatch.md) | error | A packing-list hash differs from the hash of the file. | ST 429-8:2007, 6.3; ST 2067-2:2016 |

        ## tf

        | Rule | Severity | What it says | Source |
        |---|---|---|---|
        | [`tf-stored-width-missing`](tf-stored-width-missing.md) | info | The stored width is missing. | ST 2067-21:2026 (committee draft), 5.2 |
        ");
    }

    #[test]
    fn the_nearest_rule() {
        let ids = |id| {
            nearest(RULES, id)
                .into_iter()
                .map(|rule| rule.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("pkl-asset-hash-missmatch"), ["pkl-asset-hash-mismatch"]);
        assert_eq!(ids("PKL-ASSET-HASH-MISMATCH"), ["pkl-asset-hash-mismatch"]);
        assert_eq!(ids("hash"), ["pkl-asset-hash-mismatch"]);
        assert_eq!(ids("something else entirely"), [""; 0]);
        assert_eq!(ids(""), [""; 0]);
        assert_eq!(ids(&"x".repeat(1_000_000)), [""; 0]);
    }
}
