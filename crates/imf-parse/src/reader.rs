//! XML 1.0 held to its word, over the events of quick-xml.
//!
//! quick-xml finds the tags; it lets pass much that is no well-formed document. This layer refuses the rest: names,
//! attribute syntax, characters, references, `]]>` in text, content outside the root element, an end before the
//! root's end. A fault of well-formedness stops the reading, as XML says it has to.

use std::borrow::Cow;
use std::io::{self, BufRead};

use quick_xml::events::{BytesStart, Event};

use crate::{Limits, Place, Problem, ProblemKind};

mod attribute;
mod chars;
mod declaration;
mod fault;
mod metered;

use chars::bad_char;
use declaration::check_declaration;
use fault::{encoding_fault, entity, is_bad_bytes, late_declaration};
use metered::{LimitHit, Metered};

pub(crate) use chars::is_ncname;
pub(crate) use fault::{limit, not_well_formed};

/// Reads the tokens of one document.
pub(crate) struct Reader<R: BufRead> {
    inner: quick_xml::Reader<Metered<R>>,
    limits: Limits,
    stage: Stage,
    depth: usize,
    /// The end tag of an empty element that was handed on as a start.
    pending_end: Option<Place>,
    /// Problems that do not stop the reading: document types, entities, versions.
    pub(crate) problems: Vec<Problem>,
    has_doctype: bool,
}

/// A piece of a document.
pub(crate) enum Token<'a> {
    /// A start tag; an empty element is a start and an end.
    Start(Tag<'a>),
    End {
        at: Place,
    },
    /// What stands between `<!--` and `-->`, its line ends normalized.
    Comment(Cow<'a, str>),
    /// What stands between `<?` and `?>`, its line ends normalized: a target, and data after white space.
    Instruction(Cow<'a, str>),
    /// Text, its references resolved and its line ends normalized; what stands between two tags may come in pieces.
    Text {
        text: Cow<'a, str>,
        at: Place,
    },
    Eof,
}

/// A start tag.
pub(crate) struct Tag<'a> {
    event: BytesStart<'a>,
    pub(crate) at: Place,
}

/// An attribute as written.
pub(crate) struct RawAttribute<'a> {
    /// The name as written; a valid QName.
    pub(crate) name: &'a str,
    /// The value, references resolved, white space normalized.
    pub(crate) value: Cow<'a, str>,
    pub(crate) at: Place,
}

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The document is at fault.
    Fatal(Box<Problem>),
    /// The reader below failed.
    Io(io::Error),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    Prolog,
    Root,
    Epilog,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(inner: R, limits: Limits) -> Self {
        let mut inner = quick_xml::Reader::from_reader(Metered::new(inner, limits.document_bytes));
        inner.config_mut().check_end_names = true;
        Self {
            inner,
            limits,
            stage: Stage::Start,
            depth: 0,
            pending_end: None,
            problems: Vec::new(),
            has_doctype: false,
        }
    }

    /// The next token, if the next piece of the text is one; `buffer` holds its text.
    pub(crate) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Option<Token<'b>>, Stop> {
        if let Some(at) = self.pending_end.take() {
            self.leave();
            return Ok(Some(Token::End { at }));
        }
        buffer.clear();
        self.inner.get_mut().begin_item(self.limits.item_bytes);
        let at = self.inner.buffer_position();
        let event = match self.inner.read_event_into(buffer) {
            Ok(event) => event,
            Err(error) => return Err(self.stop(error, at)),
        };
        let stage = self.stage;
        if stage == Stage::Start {
            self.stage = Stage::Prolog;
        }
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) if stage == Stage::Epilog => {
                let found = format!("a second root element, `{}`", clip(tag.name().0));
                Err(not_well_formed(
                    at,
                    &found,
                    "nothing but comments after the root element",
                ))
            }
            Event::Start(tag) | Event::Empty(tag) => {
                self.stage = Stage::Root;
                self.depth += 1;
                if self.depth > self.limits.depth {
                    return Err(limit(
                        at,
                        "elements inside each other",
                        self.limits.depth as u64,
                    ));
                }
                if is_empty {
                    self.pending_end = Some(Place::new(at));
                }
                start_tag(tag, at).map(|tag| Some(Token::Start(tag)))
            }
            Event::End(_) => {
                self.leave();
                Ok(Some(Token::End { at: Place::new(at) }))
            }
            Event::Text(text) => {
                // Half of all texts are the space between two tags.
                if is_plain_space(&text) {
                    let text = (stage == Stage::Root).then(|| text.into_inner());
                    return Ok(text.map(|text| Token::Text {
                        text,
                        at: Place::new(at),
                    }));
                }
                check_chars(&text, at)?;
                if stage != Stage::Root {
                    if let Some(offset) = text.find(|c: char| !is_space(c)) {
                        let found = format!(
                            "text outside the root element: `{}`",
                            clip(text[offset..].trim())
                        );
                        return Err(not_well_formed(
                            at + offset as u64,
                            &found,
                            "only comments and white space there",
                        ));
                    }
                    return Ok(None);
                }
                let has_bracket = memchr::memchr(b']', text.as_bytes()).is_some();
                if let Some(offset) = has_bracket.then(|| text.find("]]>")).flatten() {
                    return Err(not_well_formed(
                        at + offset as u64,
                        "`]]>` in text",
                        "`]]&gt;`",
                    ));
                }
                Ok(Some(Token::Text {
                    text: normalize_line_ends(text.into_inner()),
                    at: Place::new(at),
                }))
            }
            Event::CData(data) => {
                if stage != Stage::Root {
                    return Err(not_well_formed(
                        at,
                        "a CDATA section outside the root element",
                        "only comments and white space there",
                    ));
                }
                check_chars(&data, at)?;
                Ok(Some(Token::Text {
                    text: normalize_line_ends(data.into_inner()),
                    at: Place::new(at),
                }))
            }
            Event::GeneralRef(name) => {
                let name: &str = &name;
                if stage != Stage::Root {
                    let found =
                        format!("the reference `&{};` outside the root element", clip(name));
                    return Err(not_well_formed(
                        at,
                        &found,
                        "only comments and white space there",
                    ));
                }
                match resolve(name) {
                    Some(Some(character)) => Ok(Some(Token::Text {
                        text: Cow::Owned(character.to_string()),
                        at: Place::new(at),
                    })),
                    Some(None) => Err(not_well_formed(
                        at,
                        &format!("`&{};`", clip(name)),
                        "the number of a character that XML allows",
                    )),
                    None => {
                        let problem = entity(name, at, self.has_doctype);
                        self.keep_or_stop(problem)?;
                        Ok(None)
                    }
                }
            }
            Event::Comment(text) => {
                check_chars(&text, at)?;
                if text.ends_with('-') || text.contains("--") {
                    return Err(not_well_formed(
                        at,
                        "`--` inside a comment",
                        "no two hyphens in a row before the comment's end",
                    ));
                }
                let text = normalize_line_ends(text.into_inner());
                Ok(Some(Token::Comment(text)))
            }
            Event::PI(instruction) => {
                check_chars(&instruction, at)?;
                let target = instruction.target();
                if target.eq_ignore_ascii_case("xml") {
                    return Err(late_declaration(at));
                }
                if !is_ncname(target) {
                    let found = format!(
                        "a processing instruction with the target `{}`",
                        clip(target)
                    );
                    return Err(not_well_formed(at, &found, "a name"));
                }
                let text = normalize_line_ends(instruction.into_inner());
                Ok(Some(Token::Instruction(text)))
            }
            Event::Decl(declaration) => {
                if stage != Stage::Start {
                    return Err(late_declaration(at));
                }
                match check_declaration(&declaration) {
                    Ok(None) => {}
                    Ok(Some(version)) => self.problems.push(Problem {
                        kind: ProblemKind::VersionUnsupported,
                        at: Place::new(at),
                        subject: "version".into(),
                        found: clip(&version).into(),
                        expected: "1.0".into(),
                    }),
                    Err(found) => {
                        return Err(not_well_formed(
                            at,
                            found,
                            "`<?xml version=\"1.0\" encoding=\"UTF-8\"?>`",
                        ));
                    }
                }
                Ok(None)
            }
            Event::DocType(text) => {
                if self.has_doctype || stage == Stage::Root || stage == Stage::Epilog {
                    let found = "a document type declaration where none may stand";
                    return Err(not_well_formed(
                        at,
                        found,
                        "at most one, before the root element",
                    ));
                }
                self.has_doctype = true;
                self.problems.push(Problem {
                    kind: ProblemKind::Doctype,
                    at: Place::new(at),
                    subject: "DOCTYPE".into(),
                    found: clip(text.trim()).into(),
                    expected: "no document type declaration".into(),
                });
                Ok(None)
            }
            Event::Eof => match stage {
                Stage::Epilog => Ok(Some(Token::Eof)),
                Stage::Root => Err(not_well_formed(
                    at,
                    "the end of the file inside an element",
                    "the end tags of all elements",
                )),
                Stage::Start | Stage::Prolog => Err(not_well_formed(
                    at,
                    "a file without a root element",
                    "an XML document",
                )),
            },
        }
    }

    fn leave(&mut self) {
        self.depth -= 1;
        if self.depth == 0 {
            self.stage = Stage::Epilog;
        }
    }

    fn keep_or_stop(&mut self, problem: Problem) -> Result<(), Stop> {
        if problem.kind == ProblemKind::NotWellFormed {
            return Err(Stop::Fatal(Box::new(problem)));
        }
        if self.problems.len() < self.limits.problems {
            self.problems.push(problem);
        }
        Ok(())
    }

    /// What an error of quick-xml means.
    fn stop(&mut self, error: quick_xml::Error, at: u64) -> Stop {
        use quick_xml::errors::IllFormedError;
        let position = self.inner.error_position().max(at);
        match error {
            quick_xml::Error::Io(error) => {
                if let Some(hit) = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<LimitHit>())
                {
                    return match hit {
                        LimitHit::Document => limit(
                            at,
                            "bytes of the document",
                            u64::from(self.limits.document_bytes),
                        ),
                        LimitHit::Item => limit(
                            at,
                            "bytes of one tag, text or comment",
                            u64::from(self.limits.item_bytes),
                        ),
                    };
                }
                if is_bad_bytes(&error) {
                    return encoding_fault(self.inner.buffer_position());
                }
                Stop::Io(io::Error::new(error.kind(), error.to_string()))
            }
            quick_xml::Error::Encoding(_) => encoding_fault(at),
            quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                not_well_formed(
                    position,
                    &format!("the end tag `</{}>`", clip(&found)),
                    &format!("`</{}>`", clip(&expected)),
                )
            }
            quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => not_well_formed(
                position,
                &format!("the end tag `</{}>` without a start tag", clip(&found)),
                "",
            ),
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
                not_well_formed(position, "`&` without a `;` after it", "`&amp;`")
            }
            quick_xml::Error::Syntax(error) => not_well_formed(position, &error.to_string(), ""),
            error => not_well_formed(position, &error.to_string(), ""),
        }
    }
}

fn start_tag(event: BytesStart<'_>, at: u64) -> Result<Tag<'_>, Stop> {
    let tag = Tag {
        event,
        at: Place::new(at),
    };
    if !is_qname(tag.name()) {
        return Err(not_well_formed(
            at,
            &format!("a tag that begins `<{}`", clip(tag.name())),
            "an element name after `<`",
        ));
    }
    check_chars(tag.event.attributes_raw(), tag.attributes_offset())?;
    Ok(tag)
}

impl Tag<'_> {
    /// The name as written, prefix and all; a valid QName.
    pub(crate) fn name(&self) -> &str {
        self.event.name().0
    }

    fn attributes_offset(&self) -> u64 {
        u64::from(self.at.offset()) + 1 + self.name().len() as u64
    }
}

/// The character of a predefined or numeric reference: `None` where it is neither, `Some(None)` where the number
/// is none of a character.
#[expect(
    clippy::option_option,
    reason = "three answers, each with its own consequence, right below"
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

fn check_chars(text: &str, at: u64) -> Result<(), Stop> {
    match bad_char(text) {
        None => Ok(()),
        Some((offset, character)) => Err(not_well_formed(
            at + offset as u64,
            &format!("the character U+{:04X}", u32::from(character)),
            "only characters that XML allows (no control characters but tab and line end)",
        )),
    }
}

/// Whether `text` is white space that needs no normalizing.
fn is_plain_space(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\n'))
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_qname(name: &str) -> bool {
    let (prefix, local) = split_name(name);
    is_ncname(local) && (prefix.is_empty() && local.len() == name.len() || is_ncname(prefix))
}

/// Prefix and local part of a QName; no prefix is an empty one.
pub(crate) fn split_name(name: &str) -> (&str, &str) {
    // Names are too short for the machinery of `str::split_once` to pay.
    match name.bytes().position(|byte| byte == b':') {
        Some(colon) => (&name[..colon], &name[colon + 1..]),
        None => ("", name),
    }
}

/// At most 80 characters of `text`.
pub(crate) fn clip(text: &str) -> &str {
    match text.char_indices().nth(80) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

fn normalize_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}
