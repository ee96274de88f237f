//! Where pieces of markup end in a window of text.

use memchr::{memchr2, memchr3, memmem};

use super::Stop;
use super::fault::not_well_formed;

/// Why a piece was not found.
pub(super) enum Cut {
    /// It goes on behind the window.
    More(Open),
    /// It is at fault.
    Fault(Stop),
}

impl From<Stop> for Cut {
    fn from(stop: Stop) -> Self {
        Self::Fault(stop)
    }
}

/// What a piece that goes on behind the window is: what the end of the document would be a fault of.
#[derive(Clone, Copy)]
pub(super) enum Open {
    /// Nothing, or text.
    Text,
    Tag,
    /// The value of the last attribute.
    Attribute,
    EndTag,
    Comment,
    Data,
    Instruction,
    Declaration,
    DocumentType,
    Reference,
}

/// Where the white space at `at` ends.
#[inline]
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at)
        && is_space(*byte)
    {
        at += 1;
        // Lines are indented by many spaces.
        if *byte == b'\n' {
            while bytes[at..].starts_with(&[b' '; 8]) {
                at += 8;
            }
        }
    }
    at
}

#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The text up to white space, `>` or one of `also`.
pub(super) fn word<'t>(text: &'t str, also: &[char]) -> &'t str {
    let end = text.find(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '>') || also.contains(&c));
    &text[..end.unwrap_or(text.len())]
}

/// The text up to `>`.
pub(super) fn rest_of_tag(text: &str) -> &str {
    text.split_once('>').map_or(text, |(rest, _)| rest)
}

/// Where the text at `at` ends, and whether it is white space only. `is_last` is whether the document ends with the
/// window, `start` where the window begins in it.
#[inline]
pub(super) fn text(
    window: &str,
    at: usize,
    is_last: bool,
    start: u64,
) -> Result<(usize, bool), Cut> {
    let bytes = window.as_bytes();
    // Half of all texts are the space between two tags.
    let end = skip_space(bytes, at);
    if bytes.get(end) == Some(&b'<') {
        return Ok((end, true));
    }
    // Most of the others have no bracket.
    match memchr3(b'<', b'&', b']', bytes.get(end..).unwrap_or_default()) {
        Some(length) if length > 0 && bytes[end + length] != b']' => Ok((end + length, false)),
        first => odd_text(bytes, end, first, is_last, start),
    }
}

/// The same, where what ends the text may not be what was `found` behind the white space.
fn odd_text(
    bytes: &[u8],
    space: usize,
    mut found: Option<usize>,
    is_last: bool,
    start: u64,
) -> Result<(usize, bool), Cut> {
    let mut end = space;
    loop {
        let Some(length) = found else {
            return if is_last {
                Ok((bytes.len(), space == bytes.len()))
            } else {
                Err(Cut::More(Open::Text))
            };
        };
        end += length;
        if bytes[end] != b']' {
            return Ok((end, end == space));
        }
        match bytes[end + 1..] {
            [b']', b'>', ..] => {
                let place = start + end as u64;
                return Err(not_well_formed(place, "`]]>` in text", "`]]&gt;`").into());
            }
            [] | [b']'] if !is_last => return Err(Cut::More(Open::Text)),
            _ => end += 1,
        }
        found = memchr3(b'<', b'&', b']', &bytes[end..]);
    }
}

/// Where the comment whose text begins at `from` has its `-->`.
pub(super) fn comment(window: &str, from: usize, start: u64) -> Result<usize, Cut> {
    let bytes = window.as_bytes();
    let end = from + memmem::find(&bytes[from..], b"--").ok_or(Cut::More(Open::Comment))?;
    match bytes.get(end + 2) {
        Some(b'>') => Ok(end),
        None => Err(Cut::More(Open::Comment)),
        Some(_) => Err(not_well_formed(
            start + end as u64,
            "`--` inside a comment",
            "no two hyphens in a row before the comment's end",
        )
        .into()),
    }
}

/// Where the document type declaration whose content begins at `from` has its `>`. What is in it is passed over; quotes,
/// comments and instructions may hold what would end it.
pub(super) fn document_type(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    // Before the internal subset, where there is one.
    loop {
        match bytes.get(at)? {
            quote @ (b'"' | b'\'') => at = after(bytes, at + 1, &[*quote])?,
            b'>' => return Some(at),
            b'[' => break,
            _ => at += 1,
        }
    }
    loop {
        at += memchr2(b']', b'<', bytes.get(at..)?)?;
        if bytes[at] == b']' {
            return after(bytes, at, b">").map(|end| end - 1);
        }
        // Enough of what follows to tell what it is.
        let rest = &bytes[at + 1..];
        at = match rest {
            [b'?', ..] => after(bytes, at + 2, b"?>")?,
            [b'!', b'-', b'-', ..] => after(bytes, at + 4, b"-->")?,
            [] | [b'!'] | [b'!', b'-'] => return None,
            _ => declaration(bytes, at + 1)?,
        };
    }
}

/// Where a markup declaration ends, after its `>`.
fn declaration(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at)? {
            quote @ (b'"' | b'\'') => at = after(bytes, at + 1, &[*quote])?,
            b'>' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Where the next `what` ends.
pub(super) fn after(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, what).map(|at| from + at + what.len())
}
