//! The whole way, from a storage to a report.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Instant;

use imf_parse::Limits;
use imf_parse::model::{Document, Uuid};

use crate::finding::Severity;
use crate::judge::judge;
use crate::load::{load, load_document, unreadable};
use crate::locate::locate;
use crate::package::{Link, Package};
use crate::probe;
use crate::progress::Progress;
use crate::report::{Coverage, NotChecked, Report, TrackFileCoverage, Why};
use crate::rule::{Needs, Rule};
use crate::rules::{self, RULES};
use crate::storage::Storage;
use crate::summary;

/// What to check, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether digests are computed and compared: true.
    pub digests: bool,
    /// How many files are read at a time; as many as the machine has processors: `None`.
    pub jobs: Option<NonZeroUsize>,
    /// The lowest severity that fails the package: errors. `None` lets everything pass.
    pub fail_on: Option<Severity>,
    /// What a document may cost.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            digests: true,
            jobs: None,
            fail_on: Some(Severity::Error),
            limits: Limits::default(),
        }
    }
}

/// Checks the package in `storage`, which the report calls `name`.
///
/// ```
/// use imf_check::storage::MemoryStorage;
/// use imf_check::{Options, Silent, Verdict, check};
///
/// let report = check(&MemoryStorage::new([]), "empty", &Options::default(), &Silent);
/// assert_eq!(report.verdict(), Verdict::Fail);
/// assert_eq!(report.findings[0].rule.id, "pkg-assetmap-count");
/// ```
pub fn check(
    storage: &dyn Storage,
    name: &str,
    options: &Options,
    progress: &dyn Progress,
) -> Report {
    let start = Instant::now();
    let mut not_checked = Vec::new();
    let mut report = Report {
        package: name.to_owned(),
        fail_on: options.fail_on,
        coverage: Coverage::default(),
        compositions: Vec::new(),
        findings: Vec::new(),
        elapsed: start.elapsed(),
    };
    match load(storage, &options.limits, &mut not_checked) {
        Ok(mut package) => {
            report.coverage.digests =
                probe::digests(storage, &mut package, options, progress, &mut not_checked);
            report.coverage.track_files = track_files(&package, &mut not_checked);
            not_checked.extend(signatures(&package));
            report.compositions = summary::compositions(&package);
            let has = |needs| match needs {
                Needs::Documents => true,
                Needs::Digests => options.digests,
                Needs::Headers => false,
            };
            let mut drafts = judge(&package, RULES, &has);
            rules::problems(&package, &mut drafts);
            report.findings = locate(storage, &package, &options.limits, drafts, &mut not_checked);
        }
        Err(error) => not_checked.push(unreadable(".", "package", &error)),
    }
    not_checked.sort();
    not_checked.dedup();
    report.coverage.not_checked = not_checked;
    report.elapsed = start.elapsed();
    report
}

/// Checks one document of the folder in `storage` by itself: its text, its schema, and every rule that asks for nothing
/// outside it. The files that it names are taken to lie elsewhere.
pub fn check_document(storage: &dyn Storage, path: &str, options: &Options) -> Report {
    let start = Instant::now();
    let mut not_checked = Vec::new();
    let mut report = Report {
        package: path.to_owned(),
        fail_on: options.fail_on,
        coverage: Coverage::default(),
        compositions: Vec::new(),
        findings: Vec::new(),
        elapsed: start.elapsed(),
    };
    match load_document(storage, path, &options.limits, &mut not_checked) {
        Ok(package) => {
            report.coverage.track_files = track_files(&package, &mut not_checked);
            not_checked.extend(signatures(&package));
            report.compositions = summary::compositions(&package);
            let alone: Vec<&'static Rule> = RULES
                .iter()
                .copied()
                .filter(|rule| rule.check.is_of_one_document())
                .collect();
            let mut drafts = judge(&package, &alone, &|needs| needs == Needs::Documents);
            rules::problems(&package, &mut drafts);
            report.findings = locate(storage, &package, &options.limits, drafts, &mut not_checked);
        }
        Err(error) => not_checked.push(unreadable(".", "package", &error)),
    }
    not_checked.sort();
    not_checked.dedup();
    report.coverage.not_checked = not_checked;
    report.elapsed = start.elapsed();
    report
}

/// Counts the track files that compositions use, each once; those elsewhere are not checked.
fn track_files(package: &Package, not_checked: &mut Vec<NotChecked>) -> TrackFileCoverage {
    let uses = package
        .compositions
        .iter()
        .flat_map(|composition| &composition.track_files);
    let links: BTreeMap<Uuid, Link> = uses
        .map(|track_file| (track_file.id, package.resolve(track_file.id)))
        .collect();
    let mut coverage = TrackFileCoverage::default();
    for (id, link) in links {
        match link {
            Link::Ambiguous | Link::Duplicate(_) | Link::Resolved(_) | Link::Unreadable => {
                coverage.present += 1
            }
            Link::External => {
                coverage.external += 1;
                not_checked.push(NotChecked {
                    subject: id.to_string(),
                    what: "track file",
                    why: Why::External,
                });
            }
            Link::Missing | Link::Refused => coverage.missing += 1,
        }
    }
    coverage
}

/// Signatures are read and not verified.
fn signatures(package: &Package) -> Vec<NotChecked> {
    let is_signed = |value: &Document| match value {
        Document::CompositionPlaylist(playlist) => playlist.signature.is_some(),
        Document::OutputProfileList(list) => list.signature.is_some(),
        Document::PackingList(list) => list.signature.is_some(),
        Document::SidecarCompositionMap(map) => map.signature.is_some(),
        _ => false,
    };
    let signed = package
        .documents
        .iter()
        .filter(|document| document.value.as_ref().is_some_and(is_signed));
    signed
        .map(|document| NotChecked {
            subject: document.path.clone(),
            what: "signature",
            why: Why::Unsupported("signatures are not verified yet".to_owned()),
        })
        .collect()
}
