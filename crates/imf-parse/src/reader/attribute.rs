//! The attributes of a start tag.

use std::borrow::Cow;
use std::io::BufRead;

use super::fault::{entity, limit, not_well_formed};
use super::{RawAttribute, Reader, Stop, Tag, clip, is_qname, is_space, resolve};
use crate::Place;

impl<R: BufRead> Reader<R> {
    /// The attributes of `tag` into `out`, namespace declarations included.
    pub(crate) fn attributes<'a>(
        &mut self,
        tag: &'a Tag<'_>,
        out: &mut Vec<RawAttribute<'a>>,
    ) -> Result<(), Stop> {
        out.clear();
        let text = tag.event.attributes_raw();
        let text_offset = tag.attributes_offset();
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let trimmed = rest.trim_start_matches(is_space);
            if trimmed.is_empty() {
                return Ok(());
            }
            let start = text.len() - trimmed.len();
            let place = text_offset + start as u64;
            if trimmed.len() == rest.len() {
                return Err(not_well_formed(
                    place,
                    &format!("`{}` right after a value", clip(trimmed)),
                    "white space between attributes",
                ));
            }
            let Some(equals) = trimmed.find('=') else {
                return Err(not_well_formed(
                    place,
                    &format!("`{}` in a tag", clip(trimmed)),
                    "attributes as `name=\"value\"`",
                ));
            };
            let name = trimmed[..equals].trim_end_matches(is_space);
            if !is_qname(name) {
                return Err(not_well_formed(
                    place,
                    &format!("`{}` in a tag", clip(name)),
                    "an attribute name",
                ));
            }
            let value = trimmed[equals + 1..].trim_start_matches(is_space);
            let quote = match value.as_bytes().first() {
                Some(b'"') => '"',
                Some(b'\'') => '\'',
                _ => {
                    return Err(not_well_formed(
                        place,
                        &format!("the attribute `{}` without quotes", clip(name)),
                        "a value in quotes",
                    ));
                }
            };
            let Some(length) = value[1..].find(quote) else {
                return Err(not_well_formed(
                    place,
                    &format!("the attribute `{}` without an end", clip(name)),
                    "a closing quote",
                ));
            };
            let value = &value[1..=length];
            if out.len() == self.limits.attributes {
                return Err(limit(
                    place,
                    "attributes of one element",
                    self.limits.attributes as u64,
                ));
            }
            if out.iter().any(|attribute| attribute.name == name) {
                return Err(not_well_formed(
                    place,
                    &format!("the attribute `{}` twice in one tag", clip(name)),
                    "each attribute once",
                ));
            }
            let value_offset =
                text_offset + (value.as_ptr() as usize - text.as_ptr() as usize) as u64;
            let normalized = self.attribute_value(value, value_offset)?;
            at = (value.as_ptr() as usize - text.as_ptr() as usize) + value.len() + 1;
            out.push(RawAttribute {
                name,
                value: normalized,
                at: Place::new(place),
            });
        }
    }

    fn attribute_value<'a>(&mut self, value: &'a str, offset: u64) -> Result<Cow<'a, str>, Stop> {
        if !value
            .bytes()
            .any(|byte| matches!(byte, b'<' | b'&' | b'\t' | b'\r' | b'\n'))
        {
            return Ok(Cow::Borrowed(value));
        }
        let mut text = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(index) = rest.find(['<', '&', '\t', '\r', '\n']) {
            text.push_str(&rest[..index]);
            let at = offset + (value.len() - rest.len() + index) as u64;
            let tail = &rest[index + 1..];
            rest = match rest.as_bytes()[index] {
                b'<' => return Err(not_well_formed(at, "`<` in an attribute value", "`&lt;`")),
                b'&' => {
                    let Some(end) = tail.find(';') else {
                        return Err(not_well_formed(at, "`&` without a `;` after it", "`&amp;`"));
                    };
                    let name = &tail[..end];
                    match resolve(name) {
                        Some(Some(character)) => text.push(character),
                        Some(None) => {
                            return Err(not_well_formed(
                                at,
                                &format!("`&{};`", clip(name)),
                                "the number of a character that XML allows",
                            ));
                        }
                        None => {
                            let problem = entity(name, at, self.has_doctype);
                            self.keep_or_stop(problem)?;
                        }
                    }
                    &tail[end + 1..]
                }
                b'\r' => {
                    text.push(' ');
                    tail.strip_prefix('\n').unwrap_or(tail)
                }
                _ => {
                    text.push(' ');
                    tail
                }
            };
        }
        text.push_str(rest);
        Ok(Cow::Owned(text))
    }
}
