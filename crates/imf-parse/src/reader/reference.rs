//! References to characters and entities.

use super::fault::{entity, not_well_formed};
use super::scan::{Cut, Open};
use super::{Stop, chars, clip};
use crate::{Problem, ProblemKind};

/// What may come of a reference that is not to a character.
pub(super) struct Entities<'p> {
    pub(super) has_doctype: bool,
    /// Where to note entities that are not expanded.
    pub(super) problems: &'p mut Vec<Problem>,
    /// The most problems to note.
    pub(super) most: usize,
}

impl Entities<'_> {
    /// The character that `&name;` stands for; `None` where it is an entity that is not expanded.
    pub(super) fn resolve(&mut self, name: &str, at: u64) -> Result<Option<char>, Stop> {
        match resolve(name) {
            Some(Some(character)) => Ok(Some(character)),
            Some(None) => Err(not_well_formed(
                at,
                &format!("`&{};`", clip(name)),
                "the number of a character that XML allows",
            )),
            None => {
                let problem = entity(name, at, self.has_doctype);
                if problem.kind == ProblemKind::NotWellFormed {
                    return Err(Stop::Fatal(Box::new(problem)));
                }
                if self.problems.len() < self.most {
                    self.problems.push(problem);
                }
                Ok(None)
            }
        }
    }
}

/// The name in the reference whose `&` is at `at`: it ends at a `;`, and has no space, quote or markup in it.
pub(super) fn name(window: &str, at: usize, start: u64) -> Result<&str, Cut> {
    let from = at + 1;
    let ends = |byte: &u8| {
        matches!(
            byte,
            b';' | b' ' | b'\t' | b'\r' | b'\n' | b'<' | b'>' | b'&' | b'"' | b'\''
        )
    };
    let bytes = &window.as_bytes()[from..];
    let length = bytes
        .iter()
        .position(ends)
        .ok_or(Cut::More(Open::Reference))?;
    if bytes[length] != b';' {
        let place = start + at as u64;
        return Err(not_well_formed(place, "`&` without a `;` after it", "`&amp;`").into());
    }
    Ok(&window[from..from + length])
}

/// The character of a predefined or numeric reference: `None` where it is neither, `Some(None)` where the number
/// is none of a character.
#[expect(
    clippy::option_option,
    reason = "three answers, each with its own consequence, right above"
)]
fn resolve(name: &str) -> Option<Option<char>> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "lt" => Some(Some('<')),
            "gt" => Some(Some('>')),
            "amp" => Some(Some('&')),
            "quot" => Some(Some('"')),
            "apos" => Some(Some('\'')),
            _ => None,
        };
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Some(None);
    }
    let character = u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32);
    Some(character.filter(|character| chars::is_char(*character)))
}
