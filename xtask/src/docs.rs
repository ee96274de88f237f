//! `cargo xtask docs`: the pages of the rules below `docs/rules`, and the table that their coverage is told from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use imf_check::RULES;
use imf_report::catalog;

use crate::catalogue::{self, Catalogue};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where a page is not as it would be written
    #[arg(long)]
    check: bool,
}

/// Writes or checks the pages of the workspace at `root`.
pub(crate) fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = root.join("docs/rules");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let catalogue = catalogue::updated(&catalogue::read(root)?);
    let faults = catalogue::faults(&catalogue);
    if !faults.is_empty() {
        bail!("conformance/catalogue.toml: {}", faults.join(", "));
    }
    let pages = pages(&catalogue);
    let present: BTreeSet<String> = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()?;
    let mut stale: Vec<&str> = present
        .iter()
        .map(String::as_str)
        .filter(|name| !pages.contains_key(*name))
        .collect();
    for (name, text) in &pages {
        let path = folder.join(name);
        if fs::read_to_string(&path).is_ok_and(|current| current == *text) {
            continue;
        }
        stale.push(name);
        if !arguments.check {
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
    }
    let table = catalogue::path(root);
    if fs::read_to_string(&table)? != catalogue::text(&catalogue) {
        stale.push("../../conformance/catalogue.toml");
        if !arguments.check {
            fs::write(&table, catalogue::text(&catalogue))?;
        }
    }
    if arguments.check && !stale.is_empty() {
        bail!(
            "docs/rules: {} not current; run `cargo xtask docs`",
            stale.join(", ")
        );
    }
    for name in present.iter().filter(|name| !pages.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    writeln!(
        out,
        "docs/rules: {} pages, {} changed",
        pages.len(),
        stale.len()
    )?;
    Ok(())
}

/// Every page by its file name.
fn pages(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = RULES
        .iter()
        .map(|rule| (format!("{}.md", rule.id), catalog::page(rule)))
        .collect();
    let index = catalog::index(RULES);
    pages.insert(
        "README.md".to_owned(),
        format!("{index}\nWhat Photon and the schemas ask for, and what became of it: [coverage](coverage.md).\n"),
    );
    pages.insert("coverage.md".to_owned(), catalogue::page(catalogue));
    pages
}
