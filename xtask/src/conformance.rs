//! Holds `imf` against the samples: one-fault packages made from good ones, and everything in the corpus.
//!
//! What is right is written down: `conformance/expected.toml` says for each mutation which findings it adds to those
//! of its unharmed source, `conformance/corpus.toml` what every package and document of the corpus gets,
//! `conformance/planted.toml` which rule names a fault that was planted in one of them, and `conformance/oracle.toml` where
//! that differs from what Netflix Photon says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use imf_check::storage::LocalStorage;
use imf_check::{Options, Report, Severity, Silent};

use crate::catalogue::{self, State};

mod corpus;
mod mutations;
mod oracle;
mod planted;

/// What the command line asks for.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Also the packages of several gigabytes.
    #[arg(long)]
    heavy: bool,
    /// Write what is found today into the tables, to be read before it is committed.
    #[arg(long)]
    bless: bool,
    /// Only mutations whose name contains this, each with its findings in full.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// Runs all parts; fails where anything differs from the tables.
pub(crate) fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> Result<()> {
    let Some(samples) = imf_testkit::samples("conformance") else {
        return Ok(());
    };
    let mut faults = mutations::run(root, &samples, arguments, out)?;
    if arguments.only.is_none() {
        let (found, differing) = corpus::run(root, &samples, arguments, out)?;
        faults += differing;
        faults += planted::run(root, &samples, &found, out)?;
        faults += oracle::run(root, &samples, &found, arguments, out)?;
        faults += catalogue(root, &samples, out)?;
    }
    if faults > 0 {
        bail!(
            "{faults} results differ from the tables in conformance/; if they are right, `cargo xtask conformance --bless` writes them down, save planted.toml"
        );
    }
    Ok(())
}

/// Holds the catalogue against the ids that the project set out with.
fn catalogue(root: &Path, samples: &Path, out: &mut dyn Write) -> Result<usize> {
    let path = samples.join("rule-ids.txt");
    let listed = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let catalogue = catalogue::read(root)?;
    let waiting = catalogue
        .values()
        .filter(|state| matches!(state, State::Waits(_)));
    writeln!(
        out,
        "catalogue: {} ids, {} of them wait",
        listed.lines().count(),
        waiting.count()
    )?;
    let differences = catalogue::differences(&catalogue, &listed);
    for difference in &differences {
        writeln!(out, "{difference}")?;
    }
    Ok(differences.len())
}

/// The file of a table.
fn table_path(root: &Path, name: &str) -> PathBuf {
    root.join("conformance").join(name)
}

fn read_table<T: serde::de::DeserializeOwned>(
    root: &Path,
    name: &str,
) -> Result<BTreeMap<String, T>> {
    let path = table_path(root, name);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    toml::from_str(&text).with_context(|| path.display().to_string())
}

/// The entries of `docs/divergences.md`: its headings, and the first words of each of its paragraphs, in bold.
fn divergences(root: &Path) -> Result<BTreeSet<String>> {
    let path = root.join("docs/divergences.md");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let entry = |line: &str| {
        let heading = line.strip_prefix("## ");
        let bold = || line.strip_prefix("**")?.strip_suffix("**");
        heading.or_else(bold).map(str::to_owned)
    };
    Ok(text.lines().filter_map(entry).collect())
}

/// Checks a package; `None` if that panics.
fn check(path: &Path) -> Result<Option<Report>> {
    let storage = LocalStorage::new(path).with_context(|| path.display().to_string())?;
    let run = || imf_check::check(&storage, ".", &Options::default(), &Silent);
    Ok(catch_unwind(AssertUnwindSafe(run)).ok())
}

/// Checks a document by itself; `None` if that panics.
fn check_document(path: &Path) -> Result<Option<Report>> {
    let (storage, name) = folder_and_name(path)?;
    let run = || imf_check::check_document(&storage, &name, &Options::default());
    Ok(catch_unwind(AssertUnwindSafe(run)).ok())
}

/// Checks a track file by itself; `None` if that panics.
fn check_track_file(path: &Path) -> Result<Option<Report>> {
    let (storage, name) = folder_and_name(path)?;
    let run = || imf_check::check_track_file(&storage, &name, &Options::default()).report;
    Ok(catch_unwind(AssertUnwindSafe(run)).ok())
}

/// The folder that a file lies in, and its name there.
fn folder_and_name(path: &Path) -> Result<(LocalStorage, String)> {
    let folder = path.parent().unwrap_or(path);
    let storage = LocalStorage::new(folder).with_context(|| folder.display().to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok((storage, name.into_owned()))
}

/// Every finding in one line: severity, rule, file with its ids left out, kind of place.
fn lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let place = if finding.location.line.is_some() {
                "line"
            } else if finding.location.byte_offset.is_some() {
                "byte"
            } else if finding.location.file == "." {
                "package"
            } else {
                "file"
            };
            format!(
                "{} {} {} {place}",
                finding.severity,
                finding.rule.id,
                without_ids(&finding.location.file)
            )
        })
        .collect();
    lines.sort();
    lines
}

/// A path with `*` for every UUID in it.
fn without_ids(path: &str) -> String {
    let bytes = path.as_bytes();
    let is_id = |at: usize| {
        bytes.get(at..at + 36).is_some_and(|id| {
            id.iter().enumerate().all(|(index, byte)| {
                if matches!(index, 8 | 13 | 18 | 23) {
                    *byte == b'-'
                } else {
                    byte.is_ascii_hexdigit()
                }
            })
        })
    };
    let mut text = String::new();
    let mut rest = path;
    while let Some(character) = rest.chars().next() {
        let at = path.len() - rest.len();
        if is_id(at) {
            text.push('*');
            rest = &rest[36..];
        } else {
            text.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    text
}

/// `lines` in TOML, one a line.
fn toml_list<'a>(name: &str, lines: impl IntoIterator<Item = &'a String>) -> String {
    let mut text = String::new();
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_none() {
        let _ = writeln!(text, "{name} = []");
    } else {
        let _ = writeln!(text, "{name} = [");
        for line in lines {
            let _ = writeln!(text, "    {line:?},");
        }
        text.push_str("]\n");
    }
    text
}

fn is_error(line: &str) -> bool {
    line.starts_with(Severity::Error.as_str())
}

fn is_info(line: &str) -> bool {
    line.starts_with(Severity::Info.as_str())
}
