//! Pages for `docs/rules`.

use std::fmt::Write;

use imf_check::rule::Rule;

use super::{body, needs, sources};

/// The page of `rule` in Markdown, with a newline at its end.
pub fn page(rule: &Rule) -> String {
    let body = body(rule);
    let (summary, rest) = body.split_once("\n\n").unwrap_or((&body, ""));
    let mut page = format!(
        "# `{}`\n\n{summary}\n\n| | |\n|---|---|\n| Severity | {} |\n| Source | {} |\n| Photon code | `{}` |\n| Looks at | {} |\n",
        rule.id,
        rule.severity,
        cell(&sources(rule)),
        rule.photon_code,
        needs(rule),
    );
    if !rest.is_empty() {
        page.push('\n');
        page.push_str(rest);
        page.push('\n');
    }
    page
}

/// The list of all pages in Markdown: a table for each area, in the order of `rules`.
pub fn index(rules: &[&Rule]) -> String {
    let mut index = format!("# Rules\n\n{} rules, by area.\n", rules.len());
    let mut area = "";
    for rule in rules {
        let own = rule.id.split('-').next().unwrap_or_default();
        if own != area {
            area = own;
            let _ = write!(
                index,
                "\n## {area}\n\n| Rule | Severity | What it says | Source |\n|---|---|---|---|\n"
            );
        }
        // Writing to a string does not fail.
        let _ = writeln!(
            index,
            "| [`{id}`]({id}.md) | {} | {} | {} |",
            rule.severity,
            cell(&rule.summary()),
            cell(&sources(rule)),
            id = rule.id,
        );
    }
    index
}

/// Text that stays in its cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
