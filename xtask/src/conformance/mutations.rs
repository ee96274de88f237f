//! The one-fault packages.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::{Arguments, check, is_error, is_info, lines, read_table, table_path, toml_list};

const TABLE: &str = "expected.toml";

/// A mutation as the samples' own program lists it, by its name.
#[derive(Deserialize)]
struct Mutation {
    #[serde(rename = "cat")]
    category: String,
    expect: String,
    #[serde(rename = "src")]
    source: String,
    heavy: bool,
}

/// What is right for a mutation.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The findings that the mutation adds to those of its source.
    findings: Vec<String>,
    /// Why the fault cannot be found yet; then `findings` is what is found today.
    #[serde(default)]
    waits: Option<String>,
    /// The heading of `docs/divergences.md` that says why the samples' expectation is wrong.
    #[serde(default)]
    disputed: Option<String>,
}

/// How a mutation came out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Right,
    Disputed,
    Waiting,
    Missed,
    FalseAlarm,
    Differs,
    Crash,
}

impl Outcome {
    const ALL: [Self; 7] = [
        Self::Right,
        Self::Disputed,
        Self::Waiting,
        Self::Missed,
        Self::FalseAlarm,
        Self::Differs,
        Self::Crash,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Disputed => "disputed",
            Self::Waiting => "waiting",
            Self::Missed => "missed",
            Self::FalseAlarm => "false alarm",
            Self::Differs => "differs",
            Self::Crash => "crash",
        }
    }

    fn is_fault(self) -> bool {
        matches!(
            self,
            Self::Missed | Self::FalseAlarm | Self::Differs | Self::Crash
        )
    }
}

pub(super) fn run(
    root: &Path,
    samples: &Path,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> Result<usize> {
    let program = samples.join("mutations/mutate.py");
    let scratch = tempfile::tempdir()?;
    let listing = python(&program, &["--list", "--json"])?;
    let mutations: BTreeMap<String, Mutation> =
        serde_json::from_slice(&listing).context("the list of mutations")?;
    let mutations: Vec<(&String, &Mutation)> = mutations
        .iter()
        .filter(|(_, mutation)| arguments.heavy || !mutation.heavy)
        .filter(|(name, _)| {
            arguments
                .only
                .as_ref()
                .is_none_or(|text| name.contains(text.as_str()))
        })
        .collect();
    let mut table: BTreeMap<String, Expected> = read_table(root, TABLE)?;

    let mut sources: BTreeMap<&str, (Vec<String>, u8)> = BTreeMap::new();
    for (_, mutation) in &mutations {
        if !sources.contains_key(mutation.source.as_str()) {
            let folder = source_folder(samples, &mutation.source)?;
            let report = check(&folder)?.with_context(|| format!("{} panics", mutation.source))?;
            sources.insert(&mutation.source, (lines(&report), report.exit_status()));
        }
    }

    let mut results: BTreeMap<&str, BTreeMap<Outcome, Vec<&str>>> = BTreeMap::new();
    let mut details = String::new();
    for (name, mutation) in &mutations {
        let folder = scratch.path().join(name);
        let destination = folder.to_string_lossy();
        python(&program, &[name, &destination])?;
        let report = check(&folder)?;
        let _ = std::fs::remove_dir_all(&folder);
        let expected = table.get(name.as_str()).cloned().unwrap_or_default();
        let (outcome, found) = match &report {
            None => (Outcome::Crash, Vec::new()),
            Some(report) => {
                let (known, source_status) = &sources[mutation.source.as_str()];
                let found = added(&lines(report), known);
                (
                    judge(
                        mutation,
                        &expected,
                        &found,
                        report.exit_status(),
                        *source_status,
                    ),
                    found,
                )
            }
        };
        results
            .entry(&mutation.category)
            .or_default()
            .entry(outcome)
            .or_default()
            .push(name);
        if arguments.only.is_some() {
            let _ = writeln!(
                details,
                "{} ({}): {}",
                name,
                mutation.expect,
                outcome.name()
            );
            for finding in report.iter().flat_map(|report| &report.findings) {
                let _ = writeln!(
                    details,
                    "    {} {}: {}",
                    finding.severity, finding.rule.id, finding.message
                );
            }
        } else if outcome.is_fault() {
            let _ = writeln!(
                details,
                "{} ({}) {}:\n    found    {found:?}\n    expected {:?}",
                name,
                mutation.expect,
                outcome.name(),
                expected.findings
            );
        }
        if arguments.bless {
            table.entry((*name).clone()).or_default().findings = found;
        }
    }

    print_table(&results, out)?;
    write!(out, "{details}")?;
    if arguments.bless {
        write_table(root, &table)?;
        return Ok(0);
    }
    Ok(results
        .values()
        .flatten()
        .filter(|(outcome, _)| outcome.is_fault())
        .map(|(_, names)| names.len())
        .sum())
}

/// What the mutation comes to: the table decides, and the table may not contradict the samples' expectation.
fn judge(
    mutation: &Mutation,
    expected: &Expected,
    found: &[String],
    exit_status: u8,
    source_status: u8,
) -> Outcome {
    let has_error = found.iter().any(|line| is_error(line));
    if *found != expected.findings {
        let wanted = expected.findings.iter().any(|line| is_error(line));
        return match (wanted, has_error) {
            (true, false) => Outcome::Missed,
            (false, true) => Outcome::FalseAlarm,
            _ => Outcome::Differs,
        };
    }
    let meets = match mutation.expect.as_str() {
        "reject" => has_error && exit_status == 1,
        "accept" => found.iter().all(|line| is_info(line)) && exit_status == source_status,
        _ => exit_status != 4,
    };
    match (meets, &expected.waits, &expected.disputed) {
        (true, None, _) => Outcome::Right,
        (false, Some(_), _) => Outcome::Waiting,
        (false, None, Some(_)) => Outcome::Disputed,
        // What waits no longer has to lose its mark, so that it cannot slip back unseen.
        (true, Some(_), _) => Outcome::Differs,
        (false, None, None) if has_error => Outcome::FalseAlarm,
        (false, None, None) => Outcome::Missed,
    }
}

/// The lines of `found` that are not in `source`, each as often as it comes on top.
fn added(found: &[String], source: &[String]) -> Vec<String> {
    let mut known = source.to_vec();
    let mut added = Vec::new();
    for line in found {
        match known.iter().position(|other| other == line) {
            Some(index) => {
                known.swap_remove(index);
            }
            None => added.push(line.clone()),
        }
    }
    added
}

fn print_table(
    results: &BTreeMap<&str, BTreeMap<Outcome, Vec<&str>>>,
    out: &mut dyn Write,
) -> Result<()> {
    writeln!(
        out,
        "{:<10} {}",
        "mutations",
        Outcome::ALL
            .map(|outcome| format!("{:>12}", outcome.name()))
            .join("")
    )?;
    for (category, outcomes) in results {
        let counts = Outcome::ALL
            .map(|outcome| format!("{:>12}", outcomes.get(&outcome).map_or(0, Vec::len)));
        writeln!(out, "{category:<10} {}", counts.join(""))?;
    }
    for (category, outcomes) in results {
        for (outcome, names) in outcomes
            .iter()
            .filter(|(outcome, _)| **outcome != Outcome::Right)
        {
            writeln!(out, "{category}, {}: {}", outcome.name(), names.join(" "))?;
        }
    }
    Ok(())
}

fn write_table(root: &Path, table: &BTreeMap<String, Expected>) -> Result<()> {
    let mut text = String::from(
        "# What each mutation of the samples adds to the findings of its unharmed source: severity, rule, file, kind of place.\n\
         # `waits` says why a fault cannot be found yet, `disputed` names the heading of docs/divergences.md that argues with the samples.\n",
    );
    for (name, expected) in table {
        let _ = write!(
            text,
            "\n[{name}]\n{}",
            toml_list("findings", &expected.findings)
        );
        if let Some(waits) = &expected.waits {
            let _ = writeln!(text, "waits = {waits:?}");
        }
        if let Some(disputed) = &expected.disputed {
            let _ = writeln!(text, "disputed = {disputed:?}");
        }
    }
    let path = table_path(root, TABLE);
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}

/// The folder of an unharmed source: what `control_identity` of each copies.
fn source_folder(samples: &Path, source: &str) -> Result<std::path::PathBuf> {
    let folder = match source {
        "PHDR" => "PHDR",
        "HT" => "HT/IMP",
        "APP5" => "Application5/PhotonApp5Test",
        "SADM" => "SADM/ST2067-203_audio_track_file__compliant",
        "MERIDIAN" => "MERIDIAN_Netflix_Photon_161006",
        other => bail!("the samples make mutations of {other}, which this program does not know"),
    };
    Ok(samples.join("corpus/photon/TestIMP").join(folder))
}

fn python(program: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("python3")
        .arg(program)
        .args(arguments)
        .output()
        .context("python3, which makes the mutations")?;
    if !output.status.success() {
        bail!(
            "mutate.py {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(output.stdout)
}
