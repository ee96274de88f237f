//! Samples of the corpus with a fault that was planted, beside a good one that they were made from.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::corpus::{Found, rules_of};
use super::{check_track_file, read_table};

const TABLE: &str = "planted.toml";

/// What was planted in a sample.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    /// The sample that it was made from.
    good: String,
    /// What was changed, in a few words.
    fault: String,
    /// Severity and rule of what names the fault; none where no rule is known to forbid it.
    rules: Vec<String>,
    /// Severity and rule of what else it brings about.
    #[serde(default)]
    besides: Vec<String>,
}

/// Holds what was found in the samples of the table against it: a fault brings the rules that name it, and the good
/// sample breaks none of them. Says how many do not.
pub(super) fn run(
    root: &Path,
    samples: &Path,
    found: &BTreeMap<String, Found>,
    out: &mut dyn Write,
) -> Result<usize> {
    let table: BTreeMap<String, Planted> = read_table(root, TABLE)?;
    let corpus = samples.join("corpus");
    let mut faults = 0;
    for (name, planted) in &table {
        let good = rules(&corpus, found, &planted.good)?;
        let bad = rules(&corpus, found, name)?;
        let new: BTreeSet<&str> = bad.difference(&good).map(String::as_str).collect();
        let expected = planted.rules.iter().chain(&planted.besides);
        let expected: BTreeSet<&str> = expected.map(String::as_str).collect();
        if new != expected {
            faults += 1;
            writeln!(
                out,
                "planted, {name}: {}\n    found    {new:?}\n    expected {expected:?}",
                planted.fault
            )?;
        }
    }
    writeln!(
        out,
        "planted: {} faults, {faults} told otherwise than the table has it",
        table.len()
    )?;
    Ok(faults)
}

/// Severity and rule of what is found in a sample, each once: a track file by itself, or what the corpus has.
fn rules(corpus: &Path, found: &BTreeMap<String, Found>, name: &str) -> Result<BTreeSet<String>> {
    let path = corpus.join(name);
    if path.extension().is_none_or(|extension| extension != "mxf") {
        return match found.get(name) {
            Some(found) => Ok(found.rules().clone()),
            None => bail!("{name}: not in the corpus"),
        };
    }
    match check_track_file(&path)? {
        Some(report) => Ok(rules_of(&report)),
        None => bail!("{name}: crash"),
    }
}
