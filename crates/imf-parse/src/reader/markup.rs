//! Tags and other markup: where each ends, and what is wrong with it.

use std::io::BufRead;

use memchr::memmem;

use super::chars::scan_name;
use super::declaration::check_declaration;
use super::fault::{late_declaration, limit, not_well_formed};
use super::reference::{self, Entities};
use super::scan::{self, Cut, Open, is_space, rest_of_tag, skip_space, word};
use super::{Piece, Reader, Span, Stage, chars, clip};
use crate::{Place, Problem, ProblemKind};

impl<R: BufRead> Reader<R> {
    #[inline]
    pub(super) fn start_tag(&mut self) -> Result<Piece, Cut> {
        let (window, at) = self.source.window();
        let bytes = window.as_bytes();
        let start = self.source.start();
        let place = start + at as u64;
        let name = scan_name(window, at + 1).ok_or(Cut::More(Open::Tag))?;
        let delimiter = bytes[name.end];
        let is_end = match delimiter {
            b'>' => true,
            b'/' => bytes.get(name.end + 1).ok_or(Cut::More(Open::Tag))? == &b'>',
            _ => false,
        };
        if !name.is_valid || !is_end && !is_space(delimiter) {
            return Err(not_well_formed(
                place,
                &format!(
                    "a tag that begins `<{}`",
                    clip(word(&window[at + 1..], &[]))
                ),
                "an element name after `<`",
            )
            .into());
        }
        if self.stage == Stage::Epilog {
            let found = format!(
                "a second root element, `{}`",
                clip(&window[at + 1..name.end])
            );
            let expected = "nothing but comments after the root element";
            return Err(not_well_formed(place, &found, expected).into());
        }
        if self.depth == self.limits.depth {
            let most = self.limits.depth as u64;
            return Err(limit(place, "elements inside each other", most).into());
        }
        let mut end = name.end;
        self.attributes.clear();
        if !is_end {
            let mut entities = Entities {
                has_doctype: self.has_doctype,
                problems: &mut self.problems,
                most: self.limits.problems,
            };
            let most = self.limits.attributes;
            end = self
                .attributes
                .scan(window, name.end, start, most, &mut entities)
                .inspect_err(|cut| {
                    if matches!(cut, Cut::Fault(_)) {
                        self.broken = Some(Place::new(place));
                    }
                })?;
        }
        let (piece, length) = if bytes[end] == b'/' {
            (Piece::Empty, 2)
        } else {
            (Piece::Start, 1)
        };
        self.span = Span {
            from: at + 1,
            to: name.end,
            prefix: name.prefix,
            end: end + length,
        };
        Ok(piece)
    }

    #[inline]
    pub(super) fn end_tag(&mut self) -> Result<Piece, Cut> {
        let (window, at) = self.source.window();
        let bytes = window.as_bytes();
        let from = at + 2;
        let expected = self.open_name();
        if self.stage == Stage::Root && bytes[from..].starts_with(expected.as_bytes()) {
            let end = skip_space(bytes, from + expected.len());
            match bytes.get(end) {
                Some(b'>') => return Ok(self.found(Piece::End, end + 1)),
                Some(_) => {}
                None => return Err(Cut::More(Open::EndTag)),
            }
        } else if expected.as_bytes().starts_with(&bytes[from..]) {
            return Err(Cut::More(Open::EndTag));
        }
        let name = rest_of_tag(&window[from..]);
        let name = name.split_once('<').map_or(name, |(name, _)| name);
        let name = clip(name.trim_end_matches([' ', '\t', '\r', '\n']));
        let place = self.source.offset();
        Err(if self.open.is_empty() {
            let found = format!("the end tag `</{name}>` without a start tag");
            not_well_formed(place, &found, "")
        } else {
            let found = format!("the end tag `</{name}>`");
            not_well_formed(place, &found, &format!("`</{}>`", clip(expected)))
        }
        .into())
    }

    /// A comment, a CDATA section or a document type declaration.
    #[inline(never)]
    pub(super) fn bang(&mut self) -> Result<Piece, Cut> {
        const COMMENT: &[u8] = b"<!--";
        const DATA: &[u8] = b"<![CDATA[";
        const DOCUMENT_TYPE: &[u8] = b"<!DOCTYPE";
        let (window, at) = self.source.window();
        let rest = &window.as_bytes()[at..];
        if rest.starts_with(COMMENT) {
            let from = at + COMMENT.len();
            let end = scan::comment(window, from, self.source.start())?;
            return Ok(self.found_text(Piece::Comment, from, end, end + 3));
        }
        if rest.starts_with(DATA) {
            return self.data(at + DATA.len());
        }
        if rest.starts_with(DOCUMENT_TYPE) {
            return self.document_type(at + DOCUMENT_TYPE.len());
        }
        if [COMMENT, DATA, DOCUMENT_TYPE]
            .iter()
            .any(|whole| whole.starts_with(rest))
        {
            return Err(Cut::More(Open::Tag));
        }
        let found = format!("a tag that begins `{}`", clip(word(&window[at..], &[])));
        let expected = "a comment, a CDATA section or an element name";
        Err(not_well_formed(self.source.offset(), &found, expected).into())
    }

    fn data(&mut self, from: usize) -> Result<Piece, Cut> {
        if self.stage != Stage::Root {
            return Err(not_well_formed(
                self.source.offset(),
                "a CDATA section outside the root element",
                "only comments and white space there",
            )
            .into());
        }
        let (window, _) = self.source.window();
        let length = memmem::find(&window.as_bytes()[from..], b"]]>");
        let end = from + length.ok_or(Cut::More(Open::Data))?;
        // White space in a CDATA section is no space between two tags.
        Ok(self.found_text(Piece::Text, from, end, end + 3))
    }

    fn document_type(&mut self, from: usize) -> Result<Piece, Cut> {
        let place = self.source.offset();
        if self.has_doctype || self.stage != Stage::Prolog {
            return Err(not_well_formed(
                place,
                "a document type declaration where none may stand",
                "at most one, before the root element",
            )
            .into());
        }
        let (window, _) = self.source.window();
        let bytes = window.as_bytes();
        let name = skip_space(bytes, from);
        let is_named = name > from
            && scan_name(window, name)
                .is_some_and(|found| chars::is_name(&window[name..found.end]));
        let end = scan::document_type(bytes, from).ok_or(Cut::More(Open::DocumentType))?;
        let text = &window[from..end];
        if !is_named {
            return Err(not_well_formed(
                place,
                &format!("`<!DOCTYPE{}>`", clip(text)),
                "the name of the root element after `<!DOCTYPE`",
            )
            .into());
        }
        let problem = Problem {
            kind: ProblemKind::Doctype,
            at: Place::new(place),
            subject: "DOCTYPE".into(),
            found: clip(text.trim()).into(),
            expected: "no document type declaration".into(),
        };
        self.problems.push(problem);
        self.has_doctype = true;
        Ok(self.found(Piece::Nothing, end + 1))
    }

    /// A processing instruction, or the XML declaration.
    #[inline(never)]
    pub(super) fn instruction(&mut self) -> Result<Piece, Cut> {
        let place = self.source.offset();
        let (window, at) = self.source.window();
        let from = at + 2;
        let bytes = &window.as_bytes()[from..];
        let length = memmem::find(bytes, b"?>");
        let text = &window[from..length.map_or(window.len(), |length| from + length)];
        let target = word_of(text);
        if length.is_none() && target.len() == text.len() {
            return Err(Cut::More(Open::Instruction));
        }
        let is_declaration = place == 0 && target == "xml";
        if target.eq_ignore_ascii_case("xml") && !is_declaration {
            return Err(late_declaration(place).into());
        }
        if !chars::is_ncname(target) {
            let found = format!(
                "a processing instruction with the target `{}`",
                clip(target)
            );
            return Err(not_well_formed(place, &found, "a name").into());
        }
        let Some(length) = length else {
            return Err(Cut::More(if is_declaration {
                Open::Declaration
            } else {
                Open::Instruction
            }));
        };
        let end = from + length + 2;
        if !is_declaration {
            return Ok(self.found_text(Piece::Instruction, from, from + length, end));
        }
        match check_declaration(text) {
            Ok(None) => {}
            Ok(Some(version)) => self.problems.push(Problem {
                kind: ProblemKind::VersionUnsupported,
                at: Place::new(place),
                subject: "version".into(),
                found: clip(version).into(),
                expected: "1.0".into(),
            }),
            Err(found) => {
                let expected = "`<?xml version=\"1.0\" encoding=\"UTF-8\"?>`";
                return Err(not_well_formed(place, found, expected).into());
            }
        }
        Ok(self.found(Piece::Nothing, end))
    }

    #[inline(never)]
    pub(super) fn reference(&mut self) -> Result<Piece, Cut> {
        let (window, at) = self.source.window();
        let start = self.source.start();
        let place = start + at as u64;
        let name = reference::name(window, at, start)?;
        if self.stage != Stage::Root {
            let found = format!("the reference `&{};` outside the root element", clip(name));
            let expected = "only comments and white space there";
            return Err(not_well_formed(place, &found, expected).into());
        }
        let end = at + name.len() + 2;
        let mut entities = Entities {
            has_doctype: self.has_doctype,
            problems: &mut self.problems,
            most: self.limits.problems,
        };
        let Some(character) = entities.resolve(name, place)? else {
            return Ok(self.found(Piece::Nothing, end));
        };
        self.text.clear();
        self.text.push(character);
        Ok(self.found(Piece::Character, end))
    }

    /// Text before or after the root element: white space.
    #[inline(never)]
    pub(super) fn outside(&mut self) -> Result<Piece, Cut> {
        let (window, at) = self.source.window();
        let bytes = window.as_bytes();
        let end = skip_space(bytes, at);
        match bytes.get(end) {
            None if self.source.is_last() => Ok(self.found(Piece::Nothing, end)),
            None => Err(Cut::More(Open::Text)),
            Some(b'<' | b'&') => Ok(self.found(Piece::Nothing, end)),
            Some(_) => {
                let text = &window[end..];
                let text = text.split(['<', '&']).next().unwrap_or_default();
                let found = format!("text outside the root element: `{}`", clip(text.trim()));
                let place = self.source.start() + end as u64;
                Err(not_well_formed(place, &found, "only comments and white space there").into())
            }
        }
    }

    pub(super) fn end_of_document(&mut self) -> Result<Piece, Cut> {
        let (found, expected) = match self.stage {
            Stage::Epilog => {
                let (_, at) = self.source.window();
                return Ok(self.found(Piece::Eof, at));
            }
            Stage::Root => (
                "the end of the file inside an element",
                "the end tags of all elements",
            ),
            Stage::Prolog => ("a file without a root element", "an XML document"),
        };
        Err(not_well_formed(self.source.offset(), found, expected).into())
    }
}

/// The text up to white space.
fn word_of(text: &str) -> &str {
    let end = text.bytes().position(is_space);
    &text[..end.unwrap_or(text.len())]
}
