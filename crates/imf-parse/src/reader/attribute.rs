//! The attributes of a start tag.

use std::ops::Range;

use super::chars::scan_name;
use super::clip;
use super::fault::{limit, not_well_formed};
use super::reference::{self, Entities};
use super::scan::{Cut, Open, rest_of_tag, skip_space, word};
use crate::Place;

/// An attribute as written.
#[derive(Clone, Copy)]
pub(crate) struct RawAttribute<'a> {
    /// The name as written; a valid QName.
    pub(crate) name: &'a str,
    /// The value, references resolved, white space normalized.
    pub(crate) value: &'a str,
    pub(crate) at: Place,
}

/// The attributes of one start tag, namespace declarations included.
#[derive(Clone, Copy)]
pub(crate) struct Attributes<'a> {
    window: &'a str,
    found: &'a Found,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(window: &'a str, found: &'a Found) -> Self {
        Self { window, found }
    }

    pub(crate) fn len(self) -> usize {
        self.found.spans.len()
    }

    /// In the order of the text.
    pub(crate) fn iter(self) -> impl Iterator<Item = RawAttribute<'a>> {
        self.found.spans.iter().map(move |span| {
            let source = if span.is_normalized {
                &self.found.values
            } else {
                self.window
            };
            RawAttribute {
                name: &self.window[span.name.clone()],
                value: &source[span.value.clone()],
                at: span.at,
            }
        })
    }
}

/// What in a value may be more than what it says.
static ENDS_PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let ends = b"\"'<&\t\r\n";
    let mut index = 0;
    while index < ends.len() {
        table[ends[index] as usize] = true;
        index += 1;
    }
    table
};

/// Where the attributes of a start tag are.
#[derive(Default)]
pub(super) struct Found {
    spans: Vec<Span>,
    /// Values that are not what is written, one after the other.
    values: String,
    /// Where in the window the name is of the attribute that was met last.
    pub(super) last_name: Range<usize>,
}

struct Span {
    /// In the window.
    name: Range<usize>,
    /// In the window, or in the values that are not what is written.
    value: Range<usize>,
    is_normalized: bool,
    at: Place,
}

impl Found {
    pub(super) fn clear(&mut self) {
        self.spans.clear();
        self.values.clear();
    }

    /// Finds the attributes of the tag whose name ends at `at`; where in the window its `>` or `/>` is. `start` is
    /// where in the text the window begins.
    pub(super) fn scan(
        &mut self,
        window: &str,
        mut at: usize,
        start: u64,
        most: usize,
        entities: &mut Entities<'_>,
    ) -> Result<usize, Cut> {
        let bytes = window.as_bytes();
        loop {
            let before = at;
            at = skip_space(bytes, at);
            let place = start + at as u64;
            match bytes.get(at) {
                None => return Err(Cut::More(Open::Tag)),
                Some(b'>') => return Ok(at),
                Some(b'/') => match bytes.get(at + 1) {
                    None => return Err(Cut::More(Open::Tag)),
                    Some(b'>') => return Ok(at),
                    Some(_) => {}
                },
                Some(_) => {}
            }
            if at == before {
                return Err(not_well_formed(
                    place,
                    &format!("`{}` right after a value", clip(rest_of_tag(&window[at..]))),
                    "white space between attributes",
                )
                .into());
            }
            let name = scan_name(window, at).ok_or(Cut::More(Open::Tag))?;
            let equals = skip_space(bytes, name.end);
            let delimiter = *bytes.get(equals).ok_or(Cut::More(Open::Tag))?;
            if !name.is_valid || !matches!(delimiter, b'=' | b'>' | b'/') && equals == name.end {
                return Err(not_well_formed(
                    place,
                    &format!("`{}` in a tag", clip(word(&window[at..], &['=']))),
                    "an attribute name",
                )
                .into());
            }
            if delimiter != b'=' {
                return Err(not_well_formed(
                    place,
                    &format!("`{}` in a tag", clip(rest_of_tag(&window[at..]))),
                    "attributes as `name=\"value\"`",
                )
                .into());
            }
            let written = &window[at..name.end];
            let name = at..name.end;
            self.last_name = name.clone();
            at = skip_space(bytes, equals + 1);
            let quote = *bytes.get(at).ok_or(Cut::More(Open::Tag))?;
            if !matches!(quote, b'"' | b'\'') {
                return Err(not_well_formed(
                    place,
                    &format!("the attribute `{}` without quotes", clip(written)),
                    "a value in quotes",
                )
                .into());
            }
            if self.spans.len() == most {
                return Err(limit(place, "attributes of one element", most as u64).into());
            }
            let mut earlier = self.spans.iter();
            if earlier.any(|span| window[span.name.clone()] == *written) {
                return Err(not_well_formed(
                    place,
                    &format!("the attribute `{}` twice in one tag", clip(written)),
                    "each attribute once",
                )
                .into());
            }
            let normalized = self.values.len();
            let value = at + 1;
            let (end, is_normalized) =
                self.value(window, value, quote, start, entities)
                    .map_err(|cut| match cut {
                        Cut::More(_) => Cut::More(Open::Attribute),
                        fault @ Cut::Fault(_) => fault,
                    })?;
            self.spans.push(Span {
                name,
                value: if is_normalized {
                    normalized..self.values.len()
                } else {
                    value..end
                },
                is_normalized,
                at: Place::new(place),
            });
            at = end + 1;
        }
    }

    /// Where the value that begins at `from` ends, and whether it went to `values` because it is not what is written.
    fn value(
        &mut self,
        window: &str,
        from: usize,
        quote: u8,
        start: u64,
        entities: &mut Entities<'_>,
    ) -> Result<(usize, bool), Cut> {
        let bytes = window.as_bytes();
        let more = || Cut::More(Open::Tag);
        // What lies before is in `values` already.
        let (mut written, mut at) = (from, from);
        loop {
            let byte = *bytes.get(at).ok_or_else(more)?;
            match byte {
                b'"' | b'\'' if byte == quote => break,
                b'<' => {
                    let place = start + at as u64;
                    let fault = not_well_formed(place, "`<` in an attribute value", "`&lt;`");
                    return Err(fault.into());
                }
                b'&' => {
                    self.values.push_str(&window[written..at]);
                    let name = reference::name(window, at, start)?;
                    let place = start + at as u64;
                    at += name.len() + 2;
                    self.values.extend(entities.resolve(name, place)?);
                    written = at;
                }
                b'\t' | b'\n' | b'\r' => {
                    self.values.push_str(&window[written..at]);
                    self.values.push(' ');
                    let is_pair = byte == b'\r' && *bytes.get(at + 1).ok_or_else(more)? == b'\n';
                    at += if is_pair { 2 } else { 1 };
                    written = at;
                }
                _ => {
                    let rest = &bytes[at..];
                    let plain = rest.iter().position(|byte| ENDS_PLAIN[usize::from(*byte)]);
                    at += plain.ok_or_else(more)?.max(1);
                }
            }
        }
        let is_normalized = written > from;
        if is_normalized {
            self.values.push_str(&window[written..at]);
        }
        Ok((at, is_normalized))
    }
}
