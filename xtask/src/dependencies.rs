//! `cargo xtask dependencies`: what the workspace depends on, held against what it allows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// Licenses that a dependency may have; one of an `OR` is enough, all of an `AND` are needed.
const LICENSES: &[&str] = &[
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "0BSD",
    "Apache-2.0 WITH LLVM-exception",
];

/// Crates that occur in two versions, each with the reason.
const DUPLICATES: &[(&str, &str)] = &[
    ("getrandom", "only proptest and tempfile use it, in tests"),
    ("rand_core", "only proptest uses it, in tests"),
    (
        "syn",
        "only derive macros use it, while the program is built",
    ),
    ("windows-sys", "only built on Windows"),
    (
        "unicode-width",
        "annotate-snippets and clap are not at the same version yet",
    ),
];

/// Our crates, and which of ours each may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("imf-parse", &[]),
    ("imf-mxf", &[]),
    ("imf-digest", &[]),
    ("imf-signature", &[]),
    ("imf-sums", &["imf-digest"]),
    ("imf-testkit", &[]),
    (
        "imf-check",
        &["imf-parse", "imf-mxf", "imf-digest", "imf-signature"],
    ),
    ("imf-payload", &["imf-check", "imf-parse"]),
    ("imf-report", &["imf-check", "imf-mxf", "imf-parse"]),
    (
        "imf-cli",
        &[
            "imf-check",
            "imf-mxf",
            "imf-parse",
            "imf-payload",
            "imf-report",
            "imf-sums",
        ],
    ),
    // For tests and fuzzers alone: nothing that is shipped may use it.
    (
        "imf-fuzz",
        &[
            "imf-check",
            "imf-mxf",
            "imf-parse",
            "imf-report",
            "imf-testkit",
        ],
    ),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

/// Checks the workspace at `root`.
pub(crate) fn run(root: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let faults: Vec<String> = licenses(&metadata)
        .into_iter()
        .chain(duplicates(&metadata))
        .chain(layers(&metadata))
        .chain(lints(root)?)
        .collect();
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    if !faults.is_empty() {
        bail!("{} faults of dependencies", faults.len());
    }
    writeln!(
        out,
        "dependencies: {} packages, licenses, versions and layers as allowed",
        metadata.packages.len()
    )?;
    Ok(())
}

fn licenses(metadata: &Metadata) -> Vec<String> {
    let theirs = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some());
    theirs
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| {
            format!(
                "{} {}: the license {:?} is not among the allowed",
                package.name, package.version, package.license
            )
        })
        .collect()
}

/// Whether a license expression can be met. `AND` binds tighter than `OR`; parentheses occur around `OR` only.
fn is_allowed(expression: &str) -> bool {
    let flat = expression.replace('/', " OR ");
    if let Some((before, rest)) = flat.split_once('(') {
        let Some((inside, after)) = rest.split_once(')') else {
            return false;
        };
        let joined_by_and =
            before.trim_end().ends_with("AND") || after.trim_start().starts_with("AND");
        let outside = [
            before.trim().trim_end_matches("AND"),
            after.trim().trim_start_matches("AND"),
        ];
        let outside = outside
            .iter()
            .filter(|part| !part.trim().is_empty())
            .all(|part| is_allowed(part));
        return joined_by_and && outside && is_allowed(inside);
    }
    flat.split(" OR ").any(|choice| {
        choice
            .split(" AND ")
            .all(|license| LICENSES.contains(&license.trim()))
    })
}

fn duplicates(metadata: &Metadata) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in &metadata.packages {
        versions
            .entry(&package.name)
            .or_default()
            .insert(&package.version);
    }
    let twice = versions.iter().filter(|(_, versions)| versions.len() > 1);
    twice
        .filter(|(name, _)| {
            !DUPLICATES.iter().any(|(known, _)| known == *name) && !name.starts_with("windows")
        })
        .map(|(name, versions)| format!("{name}: in several versions, {versions:?}"))
        .collect()
}

fn layers(metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for package in metadata
        .packages
        .iter()
        .filter(|package| package.source.is_none())
    {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == package.name) else {
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.path.is_some())
        {
            let is_for_tests =
                dependency.kind.as_deref() == Some("dev") && dependency.name == "imf-testkit";
            if !is_for_tests && !allowed.contains(&dependency.name.as_str()) {
                faults.push(format!(
                    "{} must not depend on {}",
                    package.name, dependency.name
                ));
            }
        }
    }
    faults
}

/// The lints of imf-digest are a copy of the workspace's but for one: they have to change together.
fn lints(root: &Path) -> anyhow::Result<Vec<String>> {
    let table = |path: &str| -> anyhow::Result<toml::Table> {
        let text = std::fs::read_to_string(root.join(path)).with_context(|| path.to_owned())?;
        Ok(text.parse()?)
    };
    let (workspace, mut copy) = (table("Cargo.toml")?, table("crates/imf-digest/Cargo.toml")?);
    let theirs = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("lints"));
    let ours = copy.get_mut("lints");
    let unsafe_code = ours.and_then(|lints| lints.get_mut("rust")?.get_mut("unsafe_code"));
    if let Some(level) = unsafe_code.filter(|level| level.as_str() == Some("deny")) {
        *level = "forbid".into();
    }
    let same = theirs.is_some() && theirs == copy.get("lints");
    Ok((!same)
        .then(|| "the lints of imf-digest are not those of the workspace".to_owned())
        .into_iter()
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn license_expressions_are_read() {
        assert!(is_allowed("MIT OR Apache-2.0"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_allowed(
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT"
        ));
        assert!(!is_allowed("GPL-3.0"));
        assert!(!is_allowed("MIT AND GPL-3.0"));
        assert!(!is_allowed("(MIT OR Apache-2.0) AND GPL-3.0"));
    }

    #[test]
    fn dependencies_of_the_workspace_are_allowed() {
        let mut out = Vec::new();
        let result = run(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut out);
        assert!(result.is_ok(), "{}", String::from_utf8_lossy(&out));
    }
}
