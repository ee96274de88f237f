//! What became of the rule ids that the project set out with: `conformance/catalogue.toml`, and the page of it.
//!
//! The ids were collected from Netflix Photon, the schemas and the registers before the first rule was written. Every
//! one of them has to have become something: a rule, another rule that says the same, or a reason why there is none.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use imf_check::RULES;
use serde::Deserialize;

/// What became of each id.
pub(crate) type Catalogue = BTreeMap<String, State>;

/// What became of an id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// A rule of that name.
    Rule,
    /// A rule that the catalogue does not have.
    Ours,
    /// The fault of another rule.
    As(String),
    /// No rule, for a reason.
    Not(String),
    /// No rule yet: what is still to come.
    Waits(String),
}

/// The areas of the ids, in the order of a delivery, and what they are about.
const AREAS: [(&str, &str); 21] = [
    ("xml", "XML"),
    ("am", "Asset map"),
    ("volidx", "Volume index"),
    ("pkl", "Packing list"),
    ("pkg", "Package"),
    ("merge", "Several compositions of one title"),
    ("cpl", "Composition"),
    ("cc", "Core constraints"),
    ("app2e", "App #2E"),
    ("app5", "App #5"),
    ("mxf", "MXF structure and sets"),
    ("op1a", "Operational pattern OP1a"),
    ("tf", "Track file"),
    ("mca", "PCM sound and its labels"),
    ("tt", "Timed text"),
    ("iab", "Immersive audio (IAB)"),
    ("isxd", "Isochronous data (ISXD)"),
    ("mga", "Metadata-guided audio (MGA S-ADM)"),
    ("opl", "Output profile list"),
    ("sidecar", "Sidecar composition map"),
    ("regxml", "RegXML of header metadata"),
];

/// The file of the table.
pub(crate) fn path(root: &Path) -> PathBuf {
    root.join("conformance/catalogue.toml")
}

/// Reads the table.
pub(crate) fn read(root: &Path) -> Result<Catalogue> {
    let path = path(root);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    toml::from_str(&text).with_context(|| path.display().to_string())
}

/// The table with the rules that have come and gone since it was written.
pub(crate) fn updated(catalogue: &Catalogue) -> Catalogue {
    let is_there = |id: &str| RULES.iter().any(|rule| rule.id == id);
    let mut updated = catalogue.clone();
    updated.retain(|id, state| *state != State::Ours || is_there(id));
    for rule in RULES {
        let state = updated.entry(rule.id.to_owned()).or_insert(State::Ours);
        if *state != State::Ours {
            *state = State::Rule;
        }
    }
    updated
}

/// What the table says wrongly: of rules that are not there, without a reason, of areas that are unknown.
pub(crate) fn faults(catalogue: &Catalogue) -> Vec<String> {
    let is_there = |id: &str| RULES.iter().any(|rule| rule.id == id);
    let mut faults = Vec::new();
    for (id, state) in catalogue {
        match state {
            State::Rule | State::Ours if !is_there(id) => {
                faults.push(format!("`{id}` is no rule"));
            }
            State::As(other) if !is_there(other) => {
                faults.push(format!("`{id}`: `{other}` is no rule"));
            }
            State::Not(why) | State::Waits(why) if why.is_empty() => {
                faults.push(format!("`{id}`: no reason"));
            }
            _ => {}
        }
        if !AREAS.iter().any(|(area, _)| *area == area_of(id)) {
            faults.push(format!("`{id}` is of an area without a title"));
        }
    }
    faults
}

/// How the ids and `listed`, those that the project set out with, differ.
pub(crate) fn differences(catalogue: &Catalogue, listed: &str) -> Vec<String> {
    let is_listed = |id: &str| listed.lines().any(|line| line == id);
    let absent = listed
        .lines()
        .filter(|id| catalogue.get(*id).is_none_or(|state| *state == State::Ours))
        .map(|id| format!("catalogue.toml does not say what became of `{id}`"));
    let unknown = catalogue
        .iter()
        .filter(|(id, state)| **state != State::Ours && !is_listed(id))
        .map(|(id, _)| format!("catalogue.toml: `{id}` is not among the ids"));
    absent.chain(unknown).collect()
}

/// The table as its file has it.
pub(crate) fn text(catalogue: &Catalogue) -> String {
    let mut text = String::from(
        "# What became of each rule id that the project set out with: a `rule` of that name, the fault of another (`as`),\n\
         # no rule (`not`) or none yet (`waits`), with the reason. `ours` are rules that were not among these ids.\n\
         # `cargo xtask docs` enters new rules, and writes docs/rules/coverage.md from this table.\n",
    );
    let mut area = "";
    for (id, state) in catalogue {
        if area != area_of(id) {
            area = area_of(id);
            text.push('\n');
        }
        let _ = match state {
            State::Rule => writeln!(text, "{id} = \"rule\""),
            State::Ours => writeln!(text, "{id} = \"ours\""),
            State::As(other) => writeln!(text, "{id} = {{ as = {other:?} }}"),
            State::Not(why) => writeln!(text, "{id} = {{ not = {why:?} }}"),
            State::Waits(what) => writeln!(text, "{id} = {{ waits = {what:?} }}"),
        };
    }
    text
}

/// The page of the table, by area.
pub(crate) fn page(catalogue: &Catalogue) -> String {
    let count = |area: Option<&str>, is: fn(&State) -> bool| {
        let of_area = |id: &str| area.is_none_or(|area| area_of(id) == area);
        catalogue
            .iter()
            .filter(|(id, state)| of_area(id) && is(state))
            .count()
    };
    let row = |title: &str, area: Option<&str>| {
        format!(
            "| {title} | {} | {} | {} | {} | {} |\n",
            count(area, |state| *state == State::Rule),
            count(area, |state| matches!(state, State::As(_))),
            count(area, |state| matches!(state, State::Not(_))),
            count(area, |state| matches!(state, State::Waits(_))),
            count(area, |state| *state == State::Ours),
        )
    };
    let mut page = format!(
        "# Coverage\n\n\
         {} ids of rules were collected from Netflix Photon, the schemas and the SMPTE registers before the first rule was written.\n\
         This page says what became of each, and which rules are there besides.\n\n\
         | | Rules | Under another name | Left out | Still to come | Besides |\n|---|---|---|---|---|---|\n",
        count(None, |state| *state != State::Ours),
    );
    for (area, title) in AREAS {
        page.push_str(&row(&format!("[{title}](#{area})"), Some(area)));
    }
    page.push_str(&row("**All**", None));
    for (area, title) in AREAS {
        let _ = write!(
            page,
            "\n## {area}\n\n{title}.\n\n| Id | What became of it |\n|---|---|\n"
        );
        for (id, state) in catalogue.iter().filter(|(id, _)| area_of(id) == area) {
            let _ = match state {
                State::Rule => writeln!(page, "| [`{id}`]({id}.md) | a rule |"),
                State::Ours => writeln!(page, "| [`{id}`]({id}.md) | a rule besides |"),
                State::As(other) => {
                    writeln!(page, "| `{id}` | the fault of [`{other}`]({other}.md) |")
                }
                State::Not(why) => writeln!(page, "| `{id}` | left out: {why} |"),
                State::Waits(what) => writeln!(page, "| `{id}` | still to come: {what} |"),
            };
        }
    }
    page
}

/// The first part of an id.
fn area_of(id: &str) -> &str {
    id.split('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_about_the_rules_that_there_are() {
        let catalogue = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
        assert_eq!(faults(&catalogue), Vec::<String>::new());
        assert!(
            catalogue == updated(&catalogue),
            "conformance/catalogue.toml is not current; run `cargo xtask docs`"
        );
    }

    #[test]
    fn the_divergences_name_rules_that_there_are() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let catalogue = read(&root).unwrap();
        let text = std::fs::read_to_string(root.join("docs/divergences.md")).unwrap();
        let is_id = |word: &&str| {
            let mut bytes = word.bytes();
            word.contains('-')
                && AREAS.iter().any(|(area, _)| *area == area_of(word))
                && bytes.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        };
        // What stands between backticks is every second piece.
        let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(is_id).collect();
        assert!(named.len() > 50, "{named:?}");
        for id in named {
            let state = catalogue.get(id);
            assert!(
                matches!(state, Some(State::Rule | State::Ours)),
                "docs/divergences.md names `{id}`, which is no rule: {state:?}"
            );
        }
    }

    #[test]
    fn a_rule_that_came_waits_no_longer_and_one_that_went_is_missed() {
        let id = RULES[0].id;
        let states = |state: State| Catalogue::from([(id.to_owned(), state)]);
        let after = |state: State| updated(&states(state)).remove(id);
        assert_eq!(after(State::Waits("soon".to_owned())), Some(State::Rule));
        assert_eq!(after(State::Ours), Some(State::Ours));
        assert_eq!(updated(&Catalogue::new()).remove(id), Some(State::Ours));

        let gone = Catalogue::from([
            ("xml-gone".to_owned(), State::Ours),
            ("xml-lost".to_owned(), State::Rule),
            ("xml-other".to_owned(), State::As("xml-lost".to_owned())),
        ]);
        let gone = updated(&gone);
        assert!(!gone.contains_key("xml-gone"));
        assert_eq!(
            faults(&gone),
            [
                "`xml-lost` is no rule",
                "`xml-other`: `xml-lost` is no rule"
            ]
        );
    }

    #[test]
    fn every_listed_id_has_become_something() {
        let catalogue = Catalogue::from([
            ("am-a".to_owned(), State::Rule),
            ("am-b".to_owned(), State::Ours),
        ]);
        assert_eq!(differences(&catalogue, "am-a\n"), Vec::<String>::new());
        assert_eq!(
            differences(&catalogue, "am-b\nam-c\n"),
            [
                "catalogue.toml does not say what became of `am-b`",
                "catalogue.toml does not say what became of `am-c`",
                "catalogue.toml: `am-a` is not among the ids",
            ]
        );
    }

    #[test]
    fn the_file_and_the_page() {
        let catalogue = Catalogue::from([
            ("am-a".to_owned(), State::Rule),
            ("am-b".to_owned(), State::As("am-a".to_owned())),
            ("am-c".to_owned(), State::Not("it cannot happen".to_owned())),
            ("pkl-d".to_owned(), State::Waits("a reader".to_owned())),
            ("pkl-e".to_owned(), State::Ours),
        ]);
        let text = text(&catalogue);
        assert_eq!(toml::from_str::<Catalogue>(&text).unwrap(), catalogue);
        assert!(text.ends_with(
            "\nam-a = \"rule\"\nam-b = { as = \"am-a\" }\nam-c = { not = \"it cannot happen\" }\n\
             \npkl-d = { waits = \"a reader\" }\npkl-e = \"ours\"\n"
        ));
        let page = page(&catalogue);
        assert!(page.contains("| [Asset map](#am) | 1 | 1 | 1 | 0 | 0 |\n"));
        assert!(page.contains("| **All** | 1 | 1 | 1 | 1 | 1 |\n"));
        assert!(page.contains("| `am-b` | the fault of [`am-a`](am-a.md) |\n"));
    }
}
