//! Which texts a simple type admits (XML Schema 1.0 part 2), and what they mean.
//!
//! Where the standard leaves room (how large a year may be, what a URI is, spaces in base64) we decide as the
//! schema processors of the field do.

use super::{SimpleKind, SimpleType};
use crate::model::{DateTime, EditRate, Timecode, Uuid};

mod date_time;
mod number;
#[cfg(test)]
mod tests;
mod uri;

/// What a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// The text itself, or something that no one asks for.
    None,
    Boolean(bool),
    DateTime(DateTime),
    /// A whole number, zero or above; the largest that fits where it is too large.
    Natural {
        number: u64,
        too_large: bool,
    },
    Rational(EditRate),
    /// Seconds.
    RunningTime(u32),
    Timecode(Timecode),
    Uuid(Uuid),
}

impl Value {
    /// Whether it is a number that is larger than can be told.
    pub(crate) fn is_too_large(self) -> bool {
        matches!(
            self,
            Self::Natural {
                too_large: true,
                ..
            }
        )
    }
}

/// The text is none of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Invalid;

/// What `text` means as a value of the type.
#[inline]
pub(crate) fn check(ty: &SimpleType, text: &str) -> Result<Value, Invalid> {
    value(&ty.kind, text).ok_or(Invalid)
}

/// White space, as XML Schema means it.
pub(crate) const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn value(kind: &SimpleKind, text: &str) -> Option<Value> {
    // All types but xs:string set white space around the text aside. What stands within matters to lists alone.
    let trimmed = trim(text);
    match kind {
        SimpleKind::AnyUri => plain(uri::is_any_uri(trimmed)),
        SimpleKind::Base64 => plain(is_base64(trimmed)),
        SimpleKind::Boolean => match trimmed {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        SimpleKind::DateTime => date_time::parse(trimmed).map(Value::DateTime),
        SimpleKind::Decimal {
            range,
            fraction_digits,
        } => {
            let decimal = number::Decimal::parse(trimmed)?;
            plain(
                range.is_none_or(|(min, max)| decimal.is_between(min, max))
                    && fraction_digits
                        .is_none_or(|most| decimal.fraction_digits() <= most as usize),
            )
        }
        SimpleKind::Enumeration { collapse, values } => {
            plain(values.contains(if *collapse { &trimmed } else { &text }))
        }
        SimpleKind::Id => plain(crate::reader::is_ncname(trimmed)),
        SimpleKind::Integer { min, max } => integer(trimmed, *min, *max),
        SimpleKind::Language => plain(is_language(trimmed)),
        SimpleKind::List { item, min, max } => {
            let mut count = 0;
            for part in words(trimmed) {
                value(&item.kind, part)?;
                count += 1;
            }
            plain(count >= *min && max.is_none_or(|max| count <= max))
        }
        SimpleKind::Pattern(matches) => plain(matches(text)),
        SimpleKind::Rational => rational(trimmed),
        SimpleKind::RunningTime => running_time(text),
        SimpleKind::String | SimpleKind::Token => Some(Value::None),
        SimpleKind::Timecode => timecode(text),
        SimpleKind::Union(members) => members.iter().find_map(|member| value(&member.kind, text)),
        SimpleKind::Uuid => Uuid::from_urn(trimmed).map(Value::Uuid),
    }
}

/// Without the white space around it.
fn trim(text: &str) -> &str {
    let is_space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t' | b'\n' | b'\r'));
    // Nearly all have none.
    if is_space(text.as_bytes().first()) || is_space(text.as_bytes().last()) {
        text.trim_matches(WHITE_SPACE)
    } else {
        text
    }
}

fn plain(is_valid: bool) -> Option<Value> {
    is_valid.then_some(Value::None)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(WHITE_SPACE).filter(|word| !word.is_empty())
}

/// Groups of four characters, the last filled up with `=`, its unused bits zero; white space may stand anywhere.
fn is_base64(text: &str) -> bool {
    let mut characters = 0_usize;
    let mut padding = 0;
    let mut last = 0;
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                characters += 1;
                continue;
            }
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            _ => return false,
        };
        if padding > 0 {
            return false;
        }
        last = digit;
        characters += 1;
    }
    let unused = match padding {
        0 => 0,
        1 => 0b11,
        2 => 0b1111,
        _ => return false,
    };
    characters.is_multiple_of(4) && last & unused == 0
}

fn integer(text: &str, min: Option<i128>, max: Option<i128>) -> Option<Value> {
    let number = match number::short(text) {
        Some(number) => i128::from(number),
        None => number::whole(text)?,
    };
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        return None;
    }
    if number < 0 {
        return Some(Value::None);
    }
    let fitting = u64::try_from(number);
    Some(Value::Natural {
        number: fitting.unwrap_or(u64::MAX),
        too_large: fitting.is_err(),
    })
}

/// Subtags of one to eight letters or digits (letters alone in the first), with hyphens between.
fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(index, tag)| {
        (1..=8).contains(&tag.len())
            && tag
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || (index > 0 && b.is_ascii_digit()))
    })
}

fn rational(text: &str) -> Option<Value> {
    // A third word is no part of a number, and so refused.
    let space = text
        .bytes()
        .position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))?;
    let (numerator, denominator) = (&text[..space], trim(&text[space..]));
    if !denominator.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let numerator = i64::try_from(number::whole(numerator)?).ok()?;
    let denominator = i64::try_from(number::whole(denominator)?).ok()?;
    (denominator > 0).then(|| Value::Rational(EditRate::new(numerator, denominator)))
}

fn running_time(text: &str) -> Option<Value> {
    let [h1, h2, b':', m1, m2, b':', s1, s2] = *text.as_bytes() else {
        return None;
    };
    let (hours, minutes, seconds) = (pair(h1, h2)?, pair(m1, m2)?, pair(s1, s2)?);
    (minutes < 60 && seconds < 60).then(|| {
        Value::RunningTime((u32::from(hours) * 60 + u32::from(minutes)) * 60 + u32::from(seconds))
    })
}

fn timecode(text: &str) -> Option<Value> {
    let [h1, h2, a, m1, m2, b, s1, s2, c, f1, f2] = *text.as_bytes() else {
        return None;
    };
    let is_separator = |byte| matches!(byte, b':' | b'/' | b';' | b',' | b'.' | b'+' | b'-');
    let code = Timecode {
        hours: pair(h1, h2)?,
        minutes: pair(m1, m2)?,
        seconds: pair(s1, s2)?,
        frames: pair(f1, f2)?,
    };
    let in_range = code.hours < 30 && code.minutes < 60 && code.seconds < 60 && code.frames < 60;
    (in_range && [a, b, c].into_iter().all(is_separator)).then_some(Value::Timecode(code))
}

/// The number that two digits make.
fn pair(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}
