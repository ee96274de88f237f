//! What a report says besides its findings, in plain words.

use std::fmt::Write as _;

use imf_check::Provenance;
use imf_check::finding::Severity;
use imf_check::report::{CompositionSummary, Coverage, NotChecked, Report, Verdict, Why};

use crate::json::wire;
use crate::text::{count, shortened, visible};

/// How many subjects of one kind are named before the rest is counted.
const NAMED: usize = 3;
/// How many characters of a name in a certificate are shown.
const NAME: usize = 120;

/// What the verdict rests on: `2 errors, 1 warning`; `no findings in what was checked`.
pub(crate) fn grounds(report: &Report) -> String {
    let coverage = &report.coverage;
    if is_closed(coverage) {
        return "nothing could be checked".to_owned();
    }
    let findings = findings(report);
    match report.verdict() {
        Verdict::Incomplete => format!("{findings} in what was checked"),
        Verdict::Fail if coverage.has_failures() => {
            format!("{findings}, and something could not be read")
        }
        Verdict::Fail | Verdict::Pass => findings,
    }
}

fn findings(report: &Report) -> String {
    let nouns = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Info, "info"),
    ];
    let parts: Vec<String> = nouns
        .into_iter()
        .map(|(severity, noun)| (report.count(severity), noun))
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    if parts.is_empty() {
        "no findings".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Whether the package's root could not even be listed.
fn is_closed(coverage: &Coverage) -> bool {
    let root = |item: &NotChecked| item.subject == "." && item.what == "package";
    coverage
        .not_checked
        .iter()
        .any(|item| root(item) && item.why.is_failure())
}

/// What was checked besides the documents: `4 digests compared, 2 track file headers read, essence of 2 track files walked`.
pub(crate) fn checked(coverage: &Coverage) -> String {
    if is_closed(coverage) {
        return "nothing".to_owned();
    }
    let digests = coverage.digests;
    let headers = coverage.headers;
    let mut parts = Vec::new();
    let mut part = |number: u64, noun: &str, what: &str| {
        if number > 0 {
            parts.push(format!(
                "{}{what}",
                count(usize::try_from(number).unwrap_or(usize::MAX), noun)
            ));
        }
    };
    part(digests.verified, "digest", " compared");
    part(digests.trusted, "digest", " compared on trust");
    part(headers.read, "track file header", " read");
    if coverage.essence.walked > 0 {
        let number = usize::try_from(coverage.essence.walked).unwrap_or(usize::MAX);
        parts.push(format!("essence of {} walked", count(number, "track file")));
    }
    if parts.is_empty() {
        "documents only".to_owned()
    } else {
        parts.join(", ")
    }
}

/// What was not checked, a line for each kind and reason.
pub(crate) fn not_checked(coverage: &Coverage) -> Vec<String> {
    let mut groups: Vec<(&NotChecked, Vec<&str>)> = Vec::new();
    for item in &coverage.not_checked {
        match groups
            .iter_mut()
            .find(|(first, _)| first.what == item.what && first.why == item.why)
        {
            Some((_, subjects)) => subjects.push(&item.subject),
            None => groups.push((item, vec![&item.subject])),
        }
    }
    groups
        .into_iter()
        .map(|(first, subjects)| not_checked_line(first, &subjects))
        .collect()
}

fn not_checked_line(first: &NotChecked, subjects: &[&str]) -> String {
    let why = reason(&first.why);
    if subjects == ["."] {
        return format!("{}: {why}", first.what);
    }
    let named: Vec<String> = subjects
        .iter()
        .take(NAMED)
        .map(|subject| format!("`{}`", visible(subject)))
        .collect();
    let rest = match subjects.len().saturating_sub(NAMED) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    // A document or a track file is itself what was not checked; anything else is a property of its subject.
    let of = if matches!(
        first.what,
        "document" | "file" | "list of digests" | "track file"
    ) {
        ""
    } else {
        "of "
    };
    format!("{} {of}{}{rest}: {why}", first.what, named.join(", "))
}

/// Why something was not checked, in plain words.
pub(crate) fn reason(why: &Why) -> String {
    match why {
        Why::External => "not in this package".to_owned(),
        Why::Interrupted => "interrupted".to_owned(),
        Why::LeftOut(option) => format!("left out by {option}"),
        Why::Trusted(Provenance::Resumed { from }) => {
            format!("not read before byte {from}: an earlier run did that")
        }
        Why::Trusted(provenance) => {
            format!(
                "not read: the digest is {}",
                visible(&provenance.to_string())
            )
        }
        Why::Unsupported(what) => visible(what).into_owned(),
        Why::Unreadable(error) => format!("could not be read: {}", visible(error)),
    }
}

/// One composition: its title, file, length and tracks.
pub(crate) fn composition(composition: &CompositionSummary) -> String {
    let title = match &composition.title {
        Some(title) => format!("`{}`", visible(title)),
        None => "untitled".to_owned(),
    };
    let length = match (composition.duration, &composition.edit_rate) {
        (Some(duration), Some(rate)) => format!("{duration} edit units at {}", visible(rate)),
        (Some(duration), None) => format!("{duration} edit units"),
        (None, Some(rate)) => format!("unknown length at {}", visible(rate)),
        (None, None) => "unknown length".to_owned(),
    };
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for track in &composition.virtual_tracks {
        match kinds.iter_mut().find(|(kind, _)| *kind == track.kind) {
            Some((_, number)) => *number += 1,
            None => kinds.push((&track.kind, 1)),
        }
    }
    let tracks: Vec<String> = kinds
        .into_iter()
        .map(|(kind, number)| match number {
            1 => visible(kind).into_owned(),
            number => format!("{number} × {}", visible(kind)),
        })
        .collect();
    let tracks = if tracks.is_empty() {
        "no virtual track".to_owned()
    } else {
        tracks.join(", ")
    };
    format!(
        "{title} ({}): {length}; {tracks}",
        visible(&composition.file)
    )
}

/// One signature of `file`: the verdict, and whose it is.
pub(crate) fn signature(signature: &wire::Signature<'_>, file: &str) -> String {
    let mut line = format!("{}: {}", visible(file), signature.verdict);
    if let Some(signer) = signature.signer {
        let day = |moment: &str| {
            let day = moment.split_once('T').map_or(moment, |(day, _)| day);
            shortened(day, NAME).into_owned()
        };
        let _ = write!(
            line,
            "; signed by `{}`, which `{}` certifies from {} to {}; whether to trust it is not decided",
            shortened(signer.subject, NAME),
            shortened(signer.issuer, NAME),
            day(signer.not_before),
            day(signer.not_after)
        );
    }
    line
}
