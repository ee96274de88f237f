//! Our verdict on documents, held against that of the JDK's parser and schema processor (Xerces).
//!
//! The documents are the XML samples, a few of our own that use what the samples do not, and thousands of mutants
//! of both. The published schemas and the samples are no part of the repository, and Java may be absent: then the
//! test says so and does nothing.
//!
//! One mutant in six is compared; with `IMF_DIFFERENTIAL=all` in the environment, each (some minutes).

mod exceptions;
mod judge;
mod mutate;
mod samples;
mod scan;
mod values;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use imf_parse::{Document, Limits, ProblemClass, parse};

use judge::{Judge, Verdict};
use mutate::Mutant;

/// What we say to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ours {
    Valid,
    /// Well-formed, but not valid.
    Invalid,
    Malformed,
    /// Legal XML that we do not read (document types, entities, XML 1.1, limits): no verdict on the schema.
    Refused,
}

fn our_verdict(document: &[u8]) -> (Ours, String) {
    let parsed = parse(&mut &*document, &Limits::default()).expect("memory can be read");
    let mut first = String::new();
    let mut verdict = Ours::Valid;
    for problem in &parsed.problems {
        match problem.kind.class() {
            ProblemClass::Refused | ProblemClass::Limit => {
                return (Ours::Refused, format!("{problem:?}"));
            }
            ProblemClass::WellFormedness => return (Ours::Malformed, format!("{problem:?}")),
            ProblemClass::Schema => {
                verdict = Ours::Invalid;
                if first.is_empty() {
                    first = format!("{problem:?}");
                }
            }
        }
    }
    if parsed.value.is_none() || matches!(parsed.value, Some(Document::Other(_))) {
        return (
            Ours::Invalid,
            if first.is_empty() {
                "no document that we know".to_owned()
            } else {
                first
            },
        );
    }
    (verdict, first)
}

#[test]
fn our_verdict_is_that_of_xerces() {
    let start = Instant::now();
    let Some(samples) = samples::folder() else {
        return;
    };
    let Some(judge) = Judge::start(&samples.join("corpus/schemas")) else {
        imf_testkit::say("XML against the schema processor: skipped, there is no Java that runs");
        return;
    };
    let documents = samples::documents(&samples);
    let own = samples::own();
    assert!(
        !documents.is_empty(),
        "no XML file in {}",
        samples.display()
    );

    let mut mutants: Vec<Mutant> = Vec::new();
    mutants.extend(own.iter().chain(&documents).cloned());
    let unmutated = mutants.len();
    // The smallest documents first: each path is mutated where it is first met.
    let mut bases: Vec<&Mutant> = own.iter().chain(&documents).collect();
    bases.sort_by_key(|base| base.document.len());
    let one_in = if std::env::var_os("IMF_DIFFERENTIAL").is_some_and(|value| value == "all") {
        1
    } else {
        6
    };
    mutants.extend(mutate::mutants(&bases, one_in));

    let ours: Vec<(Ours, String)>;
    let theirs = {
        let running = judge.judge(
            mutants
                .iter()
                .map(|mutant| mutant.document.clone())
                .collect(),
        );
        ours = mutants
            .iter()
            .map(|mutant| our_verdict(&mutant.document))
            .collect();
        running.finish()
    };
    assert_eq!(theirs.len(), mutants.len(), "a line a document");

    for (mutant, (verdict, line)) in mutants.iter().zip(&theirs).take(own.len()) {
        assert_eq!(*verdict, Verdict::Valid, "{}: {line}", mutant.name);
    }

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut report = String::new();
    let mut differences = 0;
    for ((mutant, (ours, problem)), (theirs, line)) in mutants.iter().zip(&ours).zip(&theirs) {
        let key = match (ours, theirs) {
            (Ours::Refused, _) | (_, Verdict::Doctype) => "refused on purpose",
            (Ours::Valid, Verdict::Valid) => "valid to both",
            (Ours::Invalid, Verdict::Invalid | Verdict::Broken) => "invalid to both",
            (Ours::Malformed, Verdict::Malformed | Verdict::Broken) => "malformed to both",
            _ if let Some(reason) = exceptions::reason(mutant, *ours, *theirs) => reason,
            _ => {
                differences += 1;
                let _ = writeln!(
                    report,
                    "{}\n  ours: {ours:?} {problem}\n  theirs: {line}",
                    mutant.name
                );
                "different"
            }
        };
        *counts.entry(key).or_default() += 1;
    }
    imf_testkit::say(format_args!(
        "XML against the schema processor: {} documents ({unmutated} as they are, the rest mutated) in {:.1} s: {counts:?}",
        mutants.len(),
        start.elapsed().as_secs_f64()
    ));
    if let Some(path) = std::env::var_os("IMF_DIFFERENTIAL_REPORT") {
        std::fs::write(path, &report).expect("the report can be written");
    }
    let head: String = report.lines().take(60).collect::<Vec<_>>().join("\n");
    assert_eq!(differences, 0, "\n{head}");
}
