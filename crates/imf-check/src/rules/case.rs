//! How rules are tested: a good package, one named damage, and the exact set of rules that fire.
//!
//! Every file of rules has its `CASES`, tied to its rules by their ids: for each rule at least one that fires and one
//! near miss that leaves it silent. A rule that a table raises for problems of the text has them in its file too.

use std::collections::BTreeSet;

use imf_testkit::Imp;

use super::{CASES, RULES};
use crate::storage::MemoryStorage;
use crate::{Options, Report, Silent, check, check_document};

/// A signed document of `testdata/signatures`.
macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../testdata/signatures/", $name, ".xml"))
    };
}

pub(super) use sample;

/// A damage and what it yields.
#[derive(Clone, Copy)]
pub(super) struct Case {
    /// The rule that it is about.
    rule: &'static str,
    /// What is done, in a few words.
    name: &'static str,
    damage: Damage,
    fires: bool,
    /// The other rules that fire.
    others: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Damage {
    /// To the files of the smallest good package.
    Imp(fn(&mut Imp)),
    /// A document by itself, of this text.
    Alone(&'static str),
    /// A document by itself, of these bytes.
    Document(fn() -> Vec<u8>),
    /// To where they lie: links, folders, faults; or another package altogether.
    Storage(fn() -> MemoryStorage),
}

impl Case {
    /// `rule` fires, and no other.
    pub(super) const fn fires(
        rule: &'static str,
        name: &'static str,
        damage: fn(&mut Imp),
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Imp(damage),
            fires: true,
            others: &[],
        }
    }

    /// A near miss: nothing fires.
    pub(super) const fn silent(
        rule: &'static str,
        name: &'static str,
        damage: fn(&mut Imp),
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Imp(damage),
            fires: false,
            others: &[],
        }
    }

    /// `rule` fires for a package that is more than its files.
    pub(super) const fn fires_for(
        rule: &'static str,
        name: &'static str,
        storage: fn() -> MemoryStorage,
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Storage(storage),
            fires: true,
            others: &[],
        }
    }

    /// A near miss that is more than its files.
    pub(super) const fn silent_for(
        rule: &'static str,
        name: &'static str,
        storage: fn() -> MemoryStorage,
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Storage(storage),
            fires: false,
            others: &[],
        }
    }

    /// `rule` fires for a document by itself, of this text.
    pub(super) const fn fires_alone(
        rule: &'static str,
        name: &'static str,
        text: &'static str,
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Alone(text),
            fires: true,
            others: &[],
        }
    }

    /// A near miss that is a document by itself, of this text.
    pub(super) const fn silent_alone(
        rule: &'static str,
        name: &'static str,
        text: &'static str,
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Alone(text),
            fires: false,
            others: &[],
        }
    }

    /// `rule` fires for a document by itself, of these bytes.
    pub(super) const fn fires_in(
        rule: &'static str,
        name: &'static str,
        document: fn() -> Vec<u8>,
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Document(document),
            fires: true,
            others: &[],
        }
    }

    /// A near miss that is a document by itself, of these bytes.
    pub(super) const fn silent_in(
        rule: &'static str,
        name: &'static str,
        document: fn() -> Vec<u8>,
    ) -> Self {
        Self {
            rule,
            name,
            damage: Damage::Document(document),
            fires: false,
            others: &[],
        }
    }

    /// These rules fire too, and cannot but do so.
    pub(super) const fn with(self, others: &'static [&'static str]) -> Self {
        Self { others, ..self }
    }

    /// Whether this build can prove it: without the feature no signature is verified.
    fn can_be_tried(&self) -> bool {
        let is_of_signatures = ["xml-signature-", "xml-certificate-"]
            .iter()
            .any(|area| self.rule.starts_with(area));
        cfg!(feature = "signatures") || !is_of_signatures
    }

    fn report(&self) -> Report {
        let alone = |bytes: Vec<u8>| {
            let storage = MemoryStorage::new([("alone.xml".to_owned(), bytes)]);
            check_document(&storage, "alone.xml", &Options::default())
        };
        let storage = match self.damage {
            Damage::Alone(text) => return alone(text.as_bytes().to_vec()),
            Damage::Document(document) => return alone(document()),
            Damage::Storage(storage) => storage(),
            Damage::Imp(damage) => {
                let mut package = Imp::minimal();
                damage(&mut package);
                MemoryStorage::new(package.files)
            }
        };
        check(&storage, self.name, &Options::default(), &Silent)
    }
}

#[test]
fn every_case_yields_exactly_what_it_says() {
    let mut faults = Vec::new();
    for case in CASES
        .iter()
        .copied()
        .flatten()
        .filter(|case| case.can_be_tried())
    {
        let report = case.report();
        let found: BTreeSet<&str> = report
            .findings
            .iter()
            .map(|finding| finding.rule.id)
            .collect();
        let mut expected: BTreeSet<&str> = case.others.iter().copied().collect();
        if case.fires {
            expected.insert(case.rule);
        }
        if found != expected {
            let messages: Vec<&str> = report
                .findings
                .iter()
                .map(|finding| finding.message.as_str())
                .collect();
            faults.push(format!(
                "{}: {}: expected {expected:?}, found {found:?}\n  {}",
                case.rule,
                case.name,
                messages.join("\n  ")
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of the cases:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn the_smallest_good_package_is_good() {
    let case = Case::silent("", "untouched", |_| {});
    let report = case.report();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.coverage.is_complete(), "{:?}", report.coverage);
}

#[test]
fn every_rule_fires_in_a_case_and_is_silent_in_a_near_miss() {
    let all = || CASES.iter().copied().flatten();
    let mut faults = Vec::new();
    for rule in RULES {
        if !all().any(|case| case.rule == rule.id && case.fires) {
            faults.push(format!("{}: no case that fires", rule.id));
        }
        if !all().any(|case| case.rule == rule.id && !case.fires && !case.others.contains(&rule.id))
        {
            faults.push(format!("{}: no near miss", rule.id));
        }
    }
    for case in all() {
        for id in case.others.iter().chain([&case.rule]) {
            if super::find(id).is_none() {
                faults.push(format!("{}: {}: `{id}` is no rule", case.rule, case.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_has_its_page() {
    let mut faults = Vec::new();
    for rule in RULES {
        let mut demand = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("{} ({}:{}): {what}", rule.id, rule.file, rule.line));
            }
        };
        let summary = rule.summary();
        demand(
            !summary.is_empty() && !summary.starts_with('#'),
            "the page does not begin with a sentence",
        );
        demand(
            summary.ends_with('.'),
            "the first sentence has no full stop",
        );
        for heading in ["Why it matters", "How to fix it"] {
            demand(
                rule.section(heading).is_some_and(|text| !text.is_empty()),
                heading,
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_id_is_in_the_grammar_and_occurs_once() {
    const AREAS: [&str; 21] = [
        "am", "app2e", "app5", "cc", "cpl", "iab", "isxd", "mca", "mga", "mxf", "op1a", "opl",
        "phdr", "pkg", "pkl", "regxml", "sidecar", "tf", "tt", "volidx", "xml",
    ];
    let mut seen = BTreeSet::new();
    for rule in RULES {
        let (area, rest) = rule.id.split_once('-').unwrap_or_default();
        assert!(AREAS.contains(&area), "{}: `{area}` is no area", rule.id);
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        assert!(rest.split('-').all(is_word), "{}: not kebab-case", rule.id);
        assert!(seen.insert(rule.id), "{}: declared twice", rule.id);
    }
}

/// As [`described`], of a package with timed text (2: the text).
pub(super) fn described_text(make: impl FnOnce(&mut imf_testkit::mxf::set::Set)) -> MemoryStorage {
    let mut delivery = imf_testkit::delivery::Delivery::with_timed_text();
    let mut descriptor = delivery.track_files[2].descriptor();
    make(&mut descriptor);
    delivery.track_files[2].described = Some(descriptor);
    MemoryStorage::new(delivery.build().files)
}

/// The smallest good package with the descriptor of a track file (0: picture, 1: sound) changed, in the file and in the
/// composition.
pub(super) fn described(
    index: usize,
    make: impl FnOnce(&mut imf_testkit::mxf::set::Set),
) -> MemoryStorage {
    let mut delivery = imf_testkit::delivery::Delivery::minimal();
    let mut descriptor = delivery.track_files[index].descriptor();
    make(&mut descriptor);
    delivery.track_files[index].described = Some(descriptor);
    MemoryStorage::new(delivery.build().files)
}
