//! Netflix Photon as an oracle: error or no error for each sample of its own corpus, ours against Photon's.
//!
//! Where the two differ, `conformance/oracle.toml` has the sample under the entry of `docs/divergences.md` that says
//! why, or under the reason for which a rule is still to come.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result};
use imf_check::{Finding, Severity};
use serde::Deserialize;

use super::corpus::Found;
use super::{Arguments, check_track_file, divergences, table_path, toml_list};

const TABLE: &str = "oracle.toml";

/// What Photon says of a sample; one that it was asked about in two ways has two.
#[derive(Deserialize)]
struct Verdict {
    /// The path below `corpus/photon`.
    input: String,
    kind: String,
    findings: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
}

/// Where the two differ.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    divergence: Vec<Group>,
    #[serde(default)]
    waiting: Vec<Group>,
}

/// Samples that differ for one reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    /// The entry of `docs/divergences.md`, or what is still to come.
    why: String,
    /// Whether Photon finds an error, and `imf` none; else it is the other way round.
    photon_errs: bool,
    samples: Vec<String>,
}

/// Compares what was `found` in the corpus with Photon's verdicts.
pub(super) fn run(
    root: &Path,
    samples: &Path,
    found: &BTreeMap<String, Found>,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> Result<usize> {
    let path = table_path(root, TABLE);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let table: Table = toml::from_str(&text).with_context(|| path.display().to_string())?;
    let said = verdicts(&samples.join("oracle/photon.jsonl"))?;
    let count = said.len();
    let mut differing = BTreeMap::new();
    for (sample, said) in said {
        if errs(&samples.join("corpus/photon"), &sample, &said, found)? != said.errs {
            differing.insert(sample, said.errs);
        }
    }

    let faults = faults(&table, &differing, &divergences(root)?, arguments.bless);
    let waiting = table.waiting.iter().map(|group| group.samples.len());
    writeln!(
        out,
        "oracle: {count} samples, of which {} differ from Photon; {} of these wait",
        differing.len(),
        waiting.sum::<usize>()
    )?;
    for group in &table.waiting {
        let samples = group.samples.join(" ");
        writeln!(out, "oracle, waiting ({}): {samples}", group.why)?;
    }
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    if arguments.bless {
        write_table(&path, &table, &differing)?;
    }
    Ok(faults.len())
}

/// What the table says wrongly, or does not say.
fn faults(
    table: &Table,
    differing: &BTreeMap<String, bool>,
    entries: &BTreeSet<String>,
    is_blessed: bool,
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut listed = BTreeSet::new();
    for group in table.divergence.iter().chain(&table.waiting) {
        for sample in &group.samples {
            if !listed.insert(sample) {
                faults.push(format!("{TABLE}: {sample} is there twice"));
            } else if differing.get(sample) != Some(&group.photon_errs) && !is_blessed {
                faults.push(format!(
                    "{TABLE}: {sample} does not differ like that anymore"
                ));
            }
        }
    }
    for (sample, photon_errs) in differing {
        if !listed.contains(sample) {
            let who = if *photon_errs { "Photon" } else { "imf" };
            faults.push(format!(
                "{sample}: only {who} finds an error, and {TABLE} does not say why"
            ));
        }
    }
    for group in &table.divergence {
        if !entries.contains(&group.why) {
            let why = &group.why;
            faults.push(format!("{TABLE}: docs/divergences.md has no entry `{why}`"));
        }
    }
    faults
}

/// Whether `imf` finds an error in the sample.
fn errs(corpus: &Path, sample: &str, said: &Said, found: &BTreeMap<String, Found>) -> Result<bool> {
    if said.is_track_file {
        return track_file_errs(corpus, sample, found);
    }
    let name = format!("photon/{sample}");
    let result = found.get(&name);
    let result = result.with_context(|| format!("{name} is not in the corpus"))?;
    Ok(result.has_error())
}

/// What Photon says of a sample.
#[derive(Default)]
struct Said {
    errs: bool,
    is_track_file: bool,
}

fn verdicts(path: &Path) -> Result<BTreeMap<String, Said>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut verdicts: BTreeMap<String, Said> = BTreeMap::new();
    for line in text.lines() {
        let verdict: Verdict =
            serde_json::from_str(line).with_context(|| path.display().to_string())?;
        let is_error = |message: &Message| message.level != "WARNING";
        let said = verdicts.entry(verdict.input).or_default();
        said.errs |= verdict.findings.iter().any(is_error);
        said.is_track_file |= verdict.kind == "mxf";
    }
    Ok(verdicts)
}

/// Whether the track file has an error: by itself, or in the package that it lies in.
fn track_file_errs(corpus: &Path, sample: &str, found: &BTreeMap<String, Found>) -> Result<bool> {
    let (folder, name) = sample.rsplit_once('/').unwrap_or(("", sample));
    let package = found.get(&format!("photon/{folder}"));
    if package.is_some_and(|package| package.files_with_errors.contains(name)) {
        return Ok(true);
    }
    let Some(report) = check_track_file(&corpus.join(sample))? else {
        return Ok(true);
    };
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    Ok(report.findings.iter().any(is_error))
}

/// Leaves out what does not differ anymore. What differs anew gets its reason from a person.
fn write_table(path: &Path, table: &Table, differing: &BTreeMap<String, bool>) -> Result<()> {
    let mut text = String::from(
        "# The samples of which Photon says that they have an error and imf that they have none, or the other way round.\n\
         # `why` is an entry of docs/divergences.md; for those that wait, what is still to come.\n",
    );
    for (name, groups) in [
        ("divergence", &table.divergence),
        ("waiting", &table.waiting),
    ] {
        for group in groups {
            let differs = |sample: &&String| differing.get(*sample) == Some(&group.photon_errs);
            let samples: Vec<String> = group.samples.iter().filter(differs).cloned().collect();
            if samples.is_empty() {
                continue;
            }
            let _ = write!(
                text,
                "\n[[{name}]]\nwhy = {:?}\nphoton_errs = {}\n{}",
                group.why,
                group.photon_errs,
                toml_list("samples", &samples)
            );
        }
    }
    std::fs::write(path, text).with_context(|| path.display().to_string())
}
