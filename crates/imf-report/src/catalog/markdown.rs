//! Pages for `docs/rules`.

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

/// The list of all pages in Markdown: a table for each area, areas and rules in the order of `rules`.
pub fn index(rules: &[&Rule]) -> String {
    let mut areas: Vec<(&str, String)> = Vec::new();
    for rule in rules {
        let area = rule.id.split('-').next().unwrap_or_default();
        let row = format!(
            "| [`{id}`]({id}.md) | {} | {} | {} |\n",
            rule.severity,
            cell(&rule.summary()),
            cell(&sources(rule)),
            id = rule.id,
        );
        match areas.iter_mut().find(|(own, _)| *own == area) {
            Some((_, rows)) => rows.push_str(&row),
            None => areas.push((area, row)),
        }
    }
    let mut index = format!("# Rules\n\n{} rules, by area.\n", rules.len());
    for (area, rows) in areas {
        index.push_str("\n## ");
        index.push_str(area);
        index.push_str("\n\n| Rule | Severity | What it says | Source |\n|---|---|---|---|\n");
        index.push_str(&rows);
    }
    index
}

/// Text that stays in its cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
