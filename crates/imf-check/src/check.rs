//! The whole way, from a storage to a report.

mod each;

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use imf_parse::Limits;
use imf_parse::model::Uuid;

use crate::finding::Severity;
use crate::judge::judge;
use crate::known::Known;
use crate::load::{load, load_document, load_track_file, unreadable};
use crate::locate::locate;
use crate::package::{CoreConstraints, Link, Package};
use crate::probe::{self, Walks};
use crate::progress::Progress;
use crate::report::{
    DigestCoverage, EssenceCoverage, HeaderCoverage, NotChecked, Report, TrackFileCoverage,
    Verdict, Why,
};
use crate::rule::{Needs, Rule};
use crate::rules::{self, RULES};
use crate::storage::Storage;
use crate::summary;

pub use each::{Subject, check_each};

/// What to check, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether digests are computed and compared: true.
    pub digests: bool,
    /// Whether digests are left out where all that is cheap to check fails the package already: false.
    pub fail_fast: bool,
    /// Digests that are known, and which of them are trusted: none.
    pub known: Known,
    /// How far the essence of track files is looked into: as far as it costs nothing.
    pub essence: EssenceDepth,
    /// How many files are read at a time; as many as the machine has processors: `None`.
    pub jobs: Option<NonZeroUsize>,
    /// The lowest severity that fails the package: errors. `None` lets everything pass.
    pub fail_on: Option<Severity>,
    /// What a document may cost.
    pub limits: Limits,
    /// How many bytes of memory the structures of all track files may take together: 512 MiB, which is that of thousands of
    /// real ones. What is made of them takes as much again. Files beyond are not read, and listed as not checked.
    pub structures: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            digests: true,
            fail_fast: false,
            known: Known::default(),
            essence: EssenceDepth::Auto,
            jobs: None,
            fail_on: Some(Severity::Error),
            limits: Limits::default(),
            structures: 512 << 20,
        }
    }
}

/// How far the essence of track files is looked into.
///
/// A walk goes from element to element by their keys and lengths, and counts them. Where the file is read for its
/// digest it rides on that, and costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EssenceDepth {
    /// The first bytes of each track file's essence; and a walk where digests are compared. Where a digest is taken
    /// from elsewhere the walk reads keys and lengths alone.
    #[default]
    Auto,
    /// The first bytes and a walk, which where no digest is computed reads keys and lengths alone.
    Headers,
    /// Nothing of it.
    None,
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
    check_package(storage, name, options, progress).report
}

/// A report, and the package that it is about.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    /// The package as it was read; `None` where its root cannot be listed.
    pub package: Option<Package>,
}

/// As [`check`], and hands the package over to whoever goes on with it.
pub fn check_package(
    storage: &dyn Storage,
    name: &str,
    options: &Options,
    progress: &dyn Progress,
) -> Checked {
    let of = Of {
        storage,
        name,
        options,
        progress,
    };
    let mut steps = Steps::load(of);
    steps.read_headers(of);
    steps.read_files(of);
    steps.judge(of)
}

/// What a check is of.
#[derive(Clone, Copy)]
struct Of<'a> {
    storage: &'a dyn Storage,
    name: &'a str,
    options: &'a Options,
    progress: &'a dyn Progress,
}

/// A check on its way, which is gone step by step.
struct Steps {
    /// What its own steps took so far.
    elapsed: Duration,
    loaded: io::Result<Package>,
    not_checked: Vec<NotChecked>,
    digests: DigestCoverage,
    headers: HeaderCoverage,
    essence: EssenceCoverage,
}

impl Steps {
    /// The first: what lies there, and the documents.
    fn load(of: Of<'_>) -> Self {
        let start = Instant::now();
        let mut not_checked = Vec::new();
        let loaded = load(of.storage, &of.options.limits, &mut not_checked);
        Self {
            elapsed: start.elapsed(),
            loaded,
            not_checked,
            digests: DigestCoverage::default(),
            headers: HeaderCoverage::default(),
            essence: EssenceCoverage::default(),
        }
    }

    /// The second: signatures, and the structures of track files.
    fn read_headers(&mut self, of: Of<'_>) {
        let start = Instant::now();
        if let Ok(package) = &mut self.loaded {
            let (storage, options) = (of.storage, of.options);
            probe::signatures(storage, package, &options.limits, &mut self.not_checked);
            self.headers = probe::headers(storage, package, options, &mut self.not_checked);
        }
        self.elapsed += start.elapsed();
    }

    /// The third, and the longest: digests, and the walk over essence.
    fn read_files(&mut self, of: Of<'_>) {
        let start = Instant::now();
        if let Ok(package) = &mut self.loaded {
            let not_checked = &mut self.not_checked;
            let left_out = if !of.options.digests {
                Some("--no-digest")
            } else if fails_early(of, package, not_checked) {
                Some("--fail-fast")
            } else {
                None
            };
            let alone = left_out.map(Why::LeftOut);
            let mut walks = Walks::new(package, of.options.essence, alone, not_checked);
            self.digests = probe::digests(
                of.storage,
                package,
                of.options,
                left_out,
                of.progress,
                &mut walks,
                not_checked,
            );
            self.essence = walks.finish(package, not_checked);
        }
        self.elapsed += start.elapsed();
    }

    /// The last: all rules.
    fn judge(self, of: Of<'_>) -> Checked {
        let start = Instant::now();
        let options = of.options;
        let has = |needs| has(options, needs) || needs == Needs::Digests && options.digests;
        let mut checked = judged(
            of.storage,
            of.name,
            options,
            self.loaded,
            RULES,
            &has,
            self.not_checked,
        );
        checked.report.coverage.digests = self.digests;
        checked.report.coverage.headers = self.headers;
        checked.report.coverage.essence = self.essence;
        checked.report.elapsed = self.elapsed + start.elapsed();
        checked
    }
}

/// Whether all that a rule asks for is there before the digests are.
fn has(options: &Options, needs: Needs) -> bool {
    match needs {
        Needs::Documents | Needs::Headers | Needs::Package => true,
        Needs::Digests => false,
        Needs::Essence => options.essence != EssenceDepth::None,
    }
}

/// Judges before the digests are computed, if somebody wants to know; whether that ends the check.
fn fails_early(of: Of<'_>, package: &Package, not_checked: &[NotChecked]) -> bool {
    let Of {
        storage,
        name,
        options,
        progress,
    } = of;
    let is_told = progress.wants_early();
    if !is_told && !options.fail_fast {
        return false;
    }
    let has = |needs| has(options, needs);
    let not_checked = not_checked.to_vec();
    let report = judgement(storage, name, options, package, RULES, &has, not_checked);
    if is_told {
        progress.early(&report);
    }
    options.fail_fast && report.verdict() == Verdict::Fail
}

/// Checks one document of the folder in `storage` by itself: its text, its schema, and every rule that asks for
/// nothing outside it. The files that it names are taken to lie elsewhere.
pub fn check_document(storage: &dyn Storage, path: &str, options: &Options) -> Report {
    let start = Instant::now();
    let mut not_checked = Vec::new();
    let loaded = load_document(storage, path, &options.limits, &mut not_checked);
    let loaded = loaded.map(|mut package| {
        probe::signatures(storage, &mut package, &options.limits, &mut not_checked);
        package
    });
    let alone: Vec<&'static Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| rule.check.is_of_one_document())
        .collect();
    let has = |needs| needs == Needs::Documents;
    let mut report = judged(storage, path, options, loaded, &alone, &has, not_checked).report;
    report.elapsed = start.elapsed();
    report
}

/// Checks one track file of the folder in `storage` by itself: its structure, and every rule that asks for nothing
/// outside it. What the package around it says of it is taken to be right.
///
/// ```
/// use imf_check::storage::MemoryStorage;
/// use imf_check::{Options, check_track_file};
///
/// let storage = MemoryStorage::new([("image.mxf".to_owned(), b"no track file".to_vec())]);
/// let checked = check_track_file(&storage, "image.mxf", &Options::default());
/// assert_eq!(checked.report.findings[0].rule.id, "pkg-header-partition-unreadable");
/// ```
pub fn check_track_file(storage: &dyn Storage, path: &str, options: &Options) -> Checked {
    let start = Instant::now();
    let mut not_checked = Vec::new();
    let mut headers = HeaderCoverage::default();
    let loaded = load_track_file(storage, path, &options.limits, &mut not_checked);
    let mut essence = EssenceCoverage::default();
    let loaded = loaded.map(|(mut package, file)| {
        let files = file.into_iter().collect();
        let depth = options.essence;
        headers = probe::headers_of(storage, &mut package, &files, options, &mut not_checked);
        let alone = Why::Unsupported("no digest is computed of a file by itself".to_owned());
        let mut walks = Walks::new(&package, depth, Some(alone), &mut not_checked);
        walks.by_ranges(storage, &package.inventory, &|_| false, &mut not_checked);
        essence = walks.finish(&mut package, &mut not_checked);
        package
    });
    let alone: Vec<&'static Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| rule.check.is_of_one_track_file())
        .collect();
    let has = |needs| match needs {
        Needs::Documents | Needs::Headers => true,
        Needs::Digests | Needs::Package => false,
        Needs::Essence => options.essence != EssenceDepth::None,
    };
    let mut checked = judged(storage, path, options, loaded, &alone, &has, not_checked);
    checked.report.coverage.headers = headers;
    checked.report.coverage.essence = essence;
    checked.report.elapsed = start.elapsed();
    checked
}

/// Holds what was loaded against the rules of `held`, and says what was not checked.
fn judged(
    storage: &dyn Storage,
    name: &str,
    options: &Options,
    loaded: io::Result<Package>,
    held: &[&'static Rule],
    has: &dyn Fn(Needs) -> bool,
    mut not_checked: Vec<NotChecked>,
) -> Checked {
    match loaded {
        Ok(package) => Checked {
            report: judgement(storage, name, options, &package, held, has, not_checked),
            package: Some(package),
        },
        Err(error) => {
            not_checked.push(unreadable(".", "package", &error));
            let mut report = Report::new(name, options.fail_on);
            report.coverage.not_checked = sorted(not_checked);
            Checked {
                report,
                package: None,
            }
        }
    }
}

/// The same for a package that could be loaded.
fn judgement(
    storage: &dyn Storage,
    name: &str,
    options: &Options,
    package: &Package,
    held: &[&'static Rule],
    has: &dyn Fn(Needs) -> bool,
    mut not_checked: Vec<NotChecked>,
) -> Report {
    let mut report = Report::new(name, options.fail_on);
    report.coverage.track_files = track_files(package, &mut not_checked);
    not_checked.extend(applications(package));
    report.compositions = summary::compositions(package);
    report.signatures = summary::signatures(package);
    report.digests = summary::digests(package);
    let mut drafts = judge(package, held, has);
    rules::problems(package, &mut drafts);
    rules::track_file_problems(package, &mut drafts);
    rules::essence_faults(package, &mut drafts);
    let drafts = drafts.finish(package);
    report.findings = locate(storage, package, &options.limits, drafts, &mut not_checked);
    report.coverage.not_checked = sorted(not_checked);
    report
}

fn sorted(mut not_checked: Vec<NotChecked>) -> Vec<NotChecked> {
    not_checked.sort();
    not_checked.dedup();
    not_checked
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
                coverage.present += 1;
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

/// Of applications that are not known the rules are not known either.
fn applications(package: &Package) -> impl Iterator<Item = NotChecked> {
    package.compositions.iter().filter_map(|composition| {
        let ids = composition.application_ids.iter();
        let mut unknown = ids.filter(|id| CoreConstraints::of_application(&id.value).is_none());
        let first = unknown.next()?;
        let more = match unknown.count() {
            0 => String::new(),
            more => format!(" and of {more} more"),
        };
        Some(NotChecked {
            subject: package.document(composition.document).path.clone(),
            what: "application",
            why: Why::Unsupported(format!(
                "the rules of `{}`{more} are not known",
                first.value
            )),
        })
    })
}
