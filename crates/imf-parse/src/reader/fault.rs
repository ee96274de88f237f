//! Why reading stops.

use std::io;

use super::Stop;
use super::chars::is_name;
use crate::decode::BadBytes;
use crate::{Place, Problem, ProblemKind};

pub(super) fn is_bad_bytes(error: &io::Error) -> bool {
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<BadBytes>())
        .is_some()
}

/// A fault of well-formedness.
pub(crate) fn not_well_formed(at: u64, found: &str, expected: &str) -> Stop {
    Stop::Fatal(Box::new(Problem {
        kind: ProblemKind::NotWellFormed,
        at: Place::new(at),
        subject: "".into(),
        found: found.into(),
        expected: expected.into(),
    }))
}

pub(super) fn late_declaration(at: u64) -> Stop {
    not_well_formed(
        at,
        "an XML declaration that is not at the very start of the document",
        "nothing before `<?xml`",
    )
}

/// A limit that was reached.
pub(crate) fn limit(at: u64, what: &str, most: u64) -> Stop {
    Stop::Fatal(Box::new(Problem {
        kind: ProblemKind::LimitExceeded,
        at: Place::new(at),
        subject: what.into(),
        found: format!("more than {most}").into(),
        expected: format!("at most {most}").into(),
    }))
}

/// A character that XML does not allow.
pub(super) fn forbidden(character: char, at: u64) -> Stop {
    not_well_formed(
        at,
        &format!("the character U+{:04X}", u32::from(character)),
        "only characters that XML allows (no control characters but tab and line end)",
    )
}

pub(super) fn encoding_fault(at: u64) -> Stop {
    Stop::Fatal(Box::new(Problem {
        kind: ProblemKind::EncodingInvalid,
        at: Place::new(at),
        subject: "".into(),
        found: "bytes that are no characters in the document's encoding".into(),
        expected: "text in the encoding that the document declares, UTF-8 where it declares none"
            .into(),
    }))
}

/// A reference to an entity that is not predefined: without a document type declaration nothing can declare it.
pub(super) fn entity(name: &str, at: u64, has_doctype: bool) -> Problem {
    Problem {
        kind: if has_doctype && is_name(name) {
            ProblemKind::EntityReference
        } else {
            ProblemKind::NotWellFormed
        },
        at: Place::new(at),
        subject: clip(name).into(),
        found: format!("the entity reference `&{};`", clip(name)).into(),
        expected: "only `&lt;`, `&gt;`, `&amp;`, `&quot;`, `&apos;` and numbers of characters"
            .into(),
    }
}

/// At most 80 characters of `text`.
pub(crate) fn clip(text: &str) -> &str {
    match text.char_indices().nth(80) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
