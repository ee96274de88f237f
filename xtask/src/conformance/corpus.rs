//! Everything in the corpus: whole packages, and documents that lie alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use imf_check::{Report, Severity};
use serde::Deserialize;

use super::{Arguments, check, check_document, is_error, read_table, table_path, toml_list};

const TABLE: &str = "corpus.toml";

/// What was found in a package or document.
pub(super) struct Found {
    result: Expected,
    /// The files that errors lie in.
    pub(super) files_with_errors: BTreeSet<String>,
}

impl Found {
    /// Severity and rule of each finding.
    pub(super) fn rules(&self) -> &BTreeSet<String> {
        &self.result.rules
    }

    /// Whether there is an error.
    pub(super) fn has_error(&self) -> bool {
        self.result.rules.iter().any(|line| is_error(line))
    }
}

/// What a package or document gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    verdict: String,
    /// Severity and rule, each once.
    rules: BTreeSet<String>,
}

/// Severity and rule of what was found, each once.
pub(super) fn rules_of(report: &Report) -> BTreeSet<String> {
    let findings = report.findings.iter();
    findings
        .map(|finding| format!("{} {}", finding.severity, finding.rule.id))
        .collect()
}

/// Checks everything; what was found, and how much of it differs from the table.
pub(super) fn run(
    root: &Path,
    samples: &Path,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> Result<(BTreeMap<String, Found>, usize)> {
    let corpus = samples.join("corpus");
    let mut packages = Vec::new();
    let mut documents = Vec::new();
    collect(&corpus, &mut packages, &mut documents)?;
    let table: BTreeMap<String, Expected> = read_table(root, TABLE)?;
    let mut found = BTreeMap::new();
    let mut faults = 0;
    for (path, is_package) in packages
        .iter()
        .map(|path| (path, true))
        .chain(documents.iter().map(|path| (path, false)))
    {
        let name = path
            .strip_prefix(&corpus)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned();
        let report = if is_package {
            check(path)?
        } else {
            check_document(path)?
        };
        let errors = report.iter().flat_map(|report| &report.findings);
        let errors = errors.filter(|finding| finding.severity == Severity::Error);
        let files_with_errors = errors
            .map(|finding| finding.location.file.clone())
            .collect();
        let result = match report {
            None => Expected {
                verdict: "crash".to_owned(),
                rules: BTreeSet::new(),
            },
            Some(report) => Expected {
                verdict: report.verdict().as_str().to_owned(),
                rules: rules_of(&report),
            },
        };
        if table.get(&name) != Some(&result) && !arguments.bless {
            faults += 1;
            writeln!(
                out,
                "corpus/{name}:\n    found    {result:?}\n    expected {:?}",
                table.get(&name)
            )?;
        }
        found.insert(
            name,
            Found {
                result,
                files_with_errors,
            },
        );
    }
    for name in table
        .keys()
        .filter(|name| !found.contains_key(*name) && !arguments.bless)
    {
        faults += 1;
        writeln!(out, "corpus/{name}: in the table, not in the corpus")?;
    }
    writeln!(
        out,
        "corpus: {} packages and {} documents, {faults} differ from the table",
        packages.len(),
        documents.len()
    )?;
    if arguments.bless {
        write_table(root, &found)?;
    }
    Ok((found, faults))
}

/// Folders with an asset map are packages; every XML document is one by itself too, save what is no document of a
/// package: schemas, registers, and descriptors of track files.
fn collect(folder: &Path, packages: &mut Vec<PathBuf>, documents: &mut Vec<PathBuf>) -> Result<()> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        std::fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect()
    };
    let mut entries = read().with_context(|| folder.display().to_string())?;
    entries.sort();
    if folder.join("ASSETMAP.xml").is_file() {
        packages.push(folder.to_owned());
    }
    for path in entries {
        if path.is_dir() {
            if !["schemas", "schema", "regxmllib"]
                .iter()
                .any(|name| path.ends_with(name))
            {
                collect(&path, packages, documents)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            documents.push(path);
        }
    }
    Ok(())
}

fn write_table(root: &Path, found: &BTreeMap<String, Found>) -> Result<()> {
    let mut text = String::from(
        "# The verdict on every package and document of the corpus, and the rules it breaks.\n",
    );
    for (name, Found { result, .. }) in found {
        let _ = write!(
            text,
            "\n[{name:?}]\nverdict = {:?}\n{}",
            result.verdict,
            toml_list("rules", &result.rules)
        );
    }
    let path = table_path(root, TABLE);
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}
