//! XML 1.0 held to its word, over the events of quick-xml.
//!
//! quick-xml finds the tags; it lets pass much that is no well-formed document. This layer refuses the rest: names,
//! attribute syntax, characters, references, `]]>` in text, content outside the root element, an end before the
//! root's end. A fault of well-formedness stops the reading, as XML says it has to.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesDecl, Event};

use crate::decode::BadBytes;
use crate::{Limits, Place, Problem, ProblemKind};

mod chars;

use chars::{bad_char, is_name, is_ncname};

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

/// A piece of a document. Comments and processing instructions are checked and passed over.
pub(crate) enum Token<'a> {
    /// A start tag; an empty element is a start and an end.
    Start(Tag<'a>),
    End {
        at: Place,
    },
    /// Text, its references resolved and its line ends normalized; what stands between two tags may come in pieces.
    Text {
        text: Cow<'a, str>,
        at: Place,
    },
    Eof,
}

/// A start tag.
pub(crate) struct Tag<'a> {
    /// The name as written, prefix and all; a valid QName.
    pub(crate) name: &'a str,
    /// What follows the name.
    attributes: &'a str,
    attributes_offset: u64,
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
    Fatal(Problem),
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
        let mut inner = quick_xml::Reader::from_reader(Metered { inner, item_left: 0, document_left: u64::from(limits.document_bytes) });
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

    /// The next token; `buffer` holds its text.
    pub(crate) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Token<'b>, Stop> {
        if let Some(at) = self.pending_end.take() {
            self.depth -= 1;
            if self.depth == 0 {
                self.stage = Stage::Epilog;
            }
            return Ok(Token::End { at });
        }
        loop {
            // A token that is passed over leaves nothing borrowed; the compiler cannot see that in one function.
            match self.step(buffer)? {
                Step::Skip => {}
                Step::Start { name, attributes, at } => {
                    let text = text_of(buffer);
                    let (name_end, end) = (name.1, attributes.1);
                    return Ok(Token::Start(Tag {
                        name: &text[name.0..name_end],
                        attributes: &text[attributes.0..end],
                        attributes_offset: at + attributes.0 as u64,
                        at: Place::new(at),
                    }));
                }
                Step::End(at) => return Ok(Token::End { at }),
                Step::Text { range, at } => {
                    let text = normalize_line_ends(&text_of(buffer)[range.0..range.1]);
                    return Ok(Token::Text { text, at: Place::new(at) });
                }
                Step::Char { character, at } => return Ok(Token::Text { text: Cow::Owned(character.to_string()), at: Place::new(at) }),
                Step::Eof => return Ok(Token::Eof),
            }
        }
    }

    fn step(&mut self, buffer: &mut Vec<u8>) -> Result<Step, Stop> {
        buffer.clear();
        self.inner.get_mut().item_left = u64::from(self.limits.item_bytes);
        let at = self.inner.buffer_position();
        let event = match self.inner.read_event_into(buffer) {
            Ok(event) => event,
            Err(error) => return Err(self.stop(error, at)),
        };
        let stage = self.stage;
        if stage == Stage::Start {
            self.stage = Stage::Prolog;
        }
        match event {
            Event::Start(tag) | Event::Empty(tag) if stage == Stage::Epilog => {
                Err(not_well_formed(at, &format!("a second root element, `{}`", clip(tag.name().0)), "nothing but comments after the root element"))
            }
            Event::Start(tag) => {
                let lengths = (tag.name().0.len(), tag.attributes_raw().len());
                self.open(buffer, at, lengths)
            }
            Event::Empty(tag) => {
                let lengths = (tag.name().0.len(), tag.attributes_raw().len());
                let step = self.open(buffer, at, lengths)?;
                self.pending_end = Some(Place::new(at));
                Ok(step)
            }
            Event::End(_) => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.stage = Stage::Epilog;
                }
                Ok(Step::End(Place::new(at)))
            }
            Event::Text(text) => {
                check_chars(&text, at)?;
                if stage != Stage::Root {
                    if let Some(offset) = text.find(|c: char| !is_space(c)) {
                        let found = format!("text outside the root element: `{}`", clip(text[offset..].trim()));
                        return Err(not_well_formed(at + offset as u64, &found, "only comments and white space there"));
                    }
                    return Ok(Step::Skip);
                }
                let has_bracket = memchr::memchr(b']', text.as_bytes()).is_some();
                if let Some(offset) = has_bracket.then(|| text.find("]]>")).flatten() {
                    return Err(not_well_formed(at + offset as u64, "`]]>` in text", "`]]&gt;`"));
                }
                let length = text.len();
                Ok(Step::Text { range: (0, length), at })
            }
            Event::CData(data) => {
                if stage != Stage::Root {
                    return Err(not_well_formed(at, "a CDATA section outside the root element", "only comments and white space there"));
                }
                check_chars(&data, at)?;
                let start = "<![CDATA[".len();
                Ok(Step::Text { range: (start, start + data.len()), at })
            }
            Event::GeneralRef(name) => {
                let name: &str = &name;
                if stage != Stage::Root {
                    return Err(not_well_formed(at, &format!("the reference `&{};` outside the root element", clip(name)), "only comments and white space there"));
                }
                match resolve(name) {
                    Some(Some(character)) => Ok(Step::Char { character, at }),
                    Some(None) => Err(not_well_formed(at, &format!("`&{};`", clip(name)), "the number of a character that XML allows")),
                    None => {
                        let problem = entity(name, at, self.has_doctype);
                        self.keep_or_stop(problem)?;
                        Ok(Step::Skip)
                    }
                }
            }
            Event::Comment(text) => {
                check_chars(&text, at)?;
                if text.ends_with('-') || text.contains("--") {
                    return Err(not_well_formed(at, "`--` inside a comment", "no two hyphens in a row before the comment's end"));
                }
                Ok(Step::Skip)
            }
            Event::PI(instruction) => {
                check_chars(&instruction, at)?;
                let target = instruction.target();
                if target.eq_ignore_ascii_case("xml") {
                    return Err(not_well_formed(at, "an XML declaration that is not at the very start of the document", "nothing before `<?xml`"));
                }
                if !is_ncname(target) {
                    return Err(not_well_formed(at, &format!("a processing instruction with the target `{}`", clip(target)), "a name"));
                }
                Ok(Step::Skip)
            }
            Event::Decl(declaration) => {
                if stage != Stage::Start {
                    return Err(not_well_formed(at, "an XML declaration that is not at the very start of the document", "nothing before `<?xml`"));
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
                    Err(found) => return Err(not_well_formed(at, found, "`<?xml version=\"1.0\" encoding=\"UTF-8\"?>`")),
                }
                Ok(Step::Skip)
            }
            Event::DocType(text) => {
                if self.has_doctype || stage == Stage::Root || stage == Stage::Epilog {
                    return Err(not_well_formed(at, "a document type declaration where none may stand", "at most one, before the root element"));
                }
                self.has_doctype = true;
                self.problems.push(Problem {
                    kind: ProblemKind::Doctype,
                    at: Place::new(at),
                    subject: "DOCTYPE".into(),
                    found: clip(text.trim()).into(),
                    expected: "no document type declaration".into(),
                });
                Ok(Step::Skip)
            }
            Event::Eof => match stage {
                Stage::Epilog => Ok(Step::Eof),
                Stage::Root => Err(not_well_formed(at, "the end of the file inside an element", "the end tags of all elements")),
                Stage::Start | Stage::Prolog => Err(not_well_formed(at, "a file without a root element", "an XML document")),
            },
        }
    }

    /// Checks the start tag in `buffer`: `<name attributes>`.
    fn open(&mut self, buffer: &[u8], at: u64, (name, attributes): (usize, usize)) -> Result<Step, Stop> {
        self.stage = Stage::Root;
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(limit(at, "elements inside each other", self.limits.depth as u64));
        }
        let name = (1, 1 + name);
        let attributes = (name.1, name.1 + attributes);
        let text = text_of(buffer);
        if !is_qname(&text[name.0..name.1]) {
            return Err(not_well_formed(at, &format!("a tag that begins `<{}`", clip(&text[name.0..name.1])), "an element name after `<`"));
        }
        check_chars(&text[attributes.0..attributes.1], at + attributes.0 as u64)?;
        Ok(Step::Start { name, attributes, at })
    }

    /// The attributes of `tag` into `out`, namespace declarations included.
    pub(crate) fn attributes<'a>(&mut self, tag: &Tag<'a>, out: &mut Vec<RawAttribute<'a>>) -> Result<(), Stop> {
        out.clear();
        let text = tag.attributes;
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let trimmed = rest.trim_start_matches(is_space);
            if trimmed.is_empty() {
                return Ok(());
            }
            let start = text.len() - trimmed.len();
            let place = tag.attributes_offset + start as u64;
            if trimmed.len() == rest.len() {
                return Err(not_well_formed(place, &format!("`{}` right after a value", clip(trimmed)), "white space between attributes"));
            }
            let Some(equals) = trimmed.find('=') else {
                return Err(not_well_formed(place, &format!("`{}` in a tag", clip(trimmed)), "attributes as `name=\"value\"`"));
            };
            let name = trimmed[..equals].trim_end_matches(is_space);
            if !is_qname(name) {
                return Err(not_well_formed(place, &format!("`{}` in a tag", clip(name)), "an attribute name"));
            }
            let value = trimmed[equals + 1..].trim_start_matches(is_space);
            let quote = match value.as_bytes().first() {
                Some(b'"') => '"',
                Some(b'\'') => '\'',
                _ => return Err(not_well_formed(place, &format!("the attribute `{}` without quotes", clip(name)), "a value in quotes")),
            };
            let Some(length) = value[1..].find(quote) else {
                return Err(not_well_formed(place, &format!("the attribute `{}` without an end", clip(name)), "a closing quote"));
            };
            let value = &value[1..=length];
            if out.len() == self.limits.attributes {
                return Err(limit(place, "attributes of one element", self.limits.attributes as u64));
            }
            if out.iter().any(|attribute| attribute.name == name) {
                return Err(not_well_formed(place, &format!("the attribute `{}` twice in one tag", clip(name)), "each attribute once"));
            }
            let value_offset = tag.attributes_offset + (value.as_ptr() as usize - text.as_ptr() as usize) as u64;
            let normalized = self.attribute_value(value, value_offset)?;
            at = (value.as_ptr() as usize - text.as_ptr() as usize) + value.len() + 1;
            out.push(RawAttribute { name, value: normalized, at: Place::new(place) });
        }
    }

    fn attribute_value<'a>(&mut self, value: &'a str, offset: u64) -> Result<Cow<'a, str>, Stop> {
        if !value.bytes().any(|byte| matches!(byte, b'<' | b'&' | b'\t' | b'\r' | b'\n')) {
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
                        Some(None) => return Err(not_well_formed(at, &format!("`&{};`", clip(name)), "the number of a character that XML allows")),
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

    fn keep_or_stop(&mut self, problem: Problem) -> Result<(), Stop> {
        if problem.kind == ProblemKind::NotWellFormed {
            return Err(Stop::Fatal(problem));
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
                if let Some(hit) = error.get_ref().and_then(|inner| inner.downcast_ref::<LimitHit>()) {
                    return match hit {
                        LimitHit::Document => limit(at, "bytes of the document", u64::from(self.limits.document_bytes)),
                        LimitHit::Item => limit(at, "bytes of one tag, text or comment", u64::from(self.limits.item_bytes)),
                    };
                }
                if error.get_ref().is_some_and(|inner| inner.is::<BadBytes>()) {
                    return encoding_fault(self.inner.buffer_position());
                }
                Stop::Io(io::Error::new(error.kind(), error.to_string()))
            }
            quick_xml::Error::Encoding(_) => encoding_fault(at),
            quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                not_well_formed(position, &format!("the end tag `</{}>`", clip(&found)), &format!("`</{}>`", clip(&expected)))
            }
            quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                not_well_formed(position, &format!("the end tag `</{}>` without a start tag", clip(&found)), "")
            }
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => not_well_formed(position, "`&` without a `;` after it", "`&amp;`"),
            quick_xml::Error::Syntax(error) => not_well_formed(position, &error.to_string(), ""),
            error => not_well_formed(position, &error.to_string(), ""),
        }
    }
}

/// A token by ranges of the buffer.
enum Step {
    Skip,
    Start { name: (usize, usize), attributes: (usize, usize), at: u64 },
    End(Place),
    Text { range: (usize, usize), at: u64 },
    Char { character: char, at: u64 },
    Eof,
}

/// The text in the buffer, which quick-xml has decoded already.
fn text_of(buffer: &[u8]) -> &str {
    std::str::from_utf8(buffer).unwrap_or_default()
}

/// Counts down what an item and the document may still take.
struct Metered<R> {
    inner: R,
    item_left: u64,
    document_left: u64,
}

#[derive(Debug)]
enum LimitHit {
    Document,
    Item,
}

impl std::fmt::Display for LimitHit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a limit was reached")
    }
}

impl std::error::Error for LimitHit {}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.item_left.min(self.document_left);
        let hit = if self.document_left == 0 { LimitHit::Document } else { LimitHit::Item };
        let available = self.inner.fill_buf()?;
        if left == 0 && !available.is_empty() {
            return Err(io::Error::other(hit));
        }
        let end = usize::try_from(left).unwrap_or(usize::MAX).min(available.len());
        Ok(&available[..end])
    }

    fn consume(&mut self, count: usize) {
        self.item_left = self.item_left.saturating_sub(count as u64);
        self.document_left = self.document_left.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}

/// A fault of well-formedness.
pub(crate) fn not_well_formed(at: u64, found: &str, expected: &str) -> Stop {
    Stop::Fatal(Problem {
        kind: ProblemKind::NotWellFormed,
        at: Place::new(at),
        subject: "".into(),
        found: found.into(),
        expected: expected.into(),
    })
}

/// A limit that was reached.
pub(crate) fn limit(at: u64, what: &str, most: u64) -> Stop {
    Stop::Fatal(Problem {
        kind: ProblemKind::LimitExceeded,
        at: Place::new(at),
        subject: what.into(),
        found: format!("more than {most}").into(),
        expected: format!("at most {most}").into(),
    })
}

fn encoding_fault(at: u64) -> Stop {
    Stop::Fatal(Problem {
        kind: ProblemKind::EncodingInvalid,
        at: Place::new(at),
        subject: "".into(),
        found: "bytes that are no characters in the document's encoding".into(),
        expected: "text in the encoding that the document declares, UTF-8 where it declares none".into(),
    })
}

/// A reference to an entity that is not predefined: without a document type declaration nothing can declare it.
fn entity(name: &str, at: u64, has_doctype: bool) -> Problem {
    Problem {
        kind: if has_doctype && is_name(name) { ProblemKind::EntityReference } else { ProblemKind::NotWellFormed },
        at: Place::new(at),
        subject: clip(name).into(),
        found: format!("the entity reference `&{};`", clip(name)).into(),
        expected: "only `&lt;`, `&gt;`, `&amp;`, `&quot;`, `&apos;` and numbers of characters".into(),
    }
}

/// The character of a predefined or numeric reference: `None` where it is neither, `Some(None)` where the number
/// is none of a character.
#[expect(clippy::option_option, reason = "three answers, each with its own consequence, right below")]
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
    let character = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
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

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_qname(name: &str) -> bool {
    match name.split_once(':') {
        None => is_ncname(name),
        Some((prefix, local)) => is_ncname(prefix) && is_ncname(local),
    }
}

/// At most 80 characters of `text`.
pub(crate) fn clip(text: &str) -> &str {
    match text.char_indices().nth(80) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

fn normalize_line_ends(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Holds an XML declaration to its grammar; the version, if it is not 1.0.
fn check_declaration(declaration: &BytesDecl<'_>) -> Result<Option<String>, &'static str> {
    let text: &str = declaration;
    let mut rest = text.strip_prefix("xml").unwrap_or_default();
    let mut version = None;
    let mut previous = 0;
    loop {
        let trimmed = rest.trim_start_matches(is_space);
        if trimmed.is_empty() {
            break;
        }
        if trimmed.len() == rest.len() {
            return Err("an XML declaration without white space between its parts");
        }
        let Some((name, tail)) = trimmed.split_once('=') else { return Err("an XML declaration with a part that is no `name=\"value\"`") };
        let tail = tail.trim_start_matches(is_space);
        let quote = match tail.as_bytes().first() {
            Some(b'"') => '"',
            Some(b'\'') => '\'',
            _ => return Err("an XML declaration with a value without quotes"),
        };
        let Some((value, tail)) = tail[1..].split_once(quote) else { return Err("an XML declaration with a value without an end") };
        let place = match name.trim_end_matches(is_space) {
            "version" if value.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())) => {
                version = Some(value);
                1
            }
            "encoding" if is_encoding_name(value) => 2,
            "standalone" if matches!(value, "yes" | "no") => 3,
            "version" | "encoding" | "standalone" => return Err("an XML declaration with a value that means nothing"),
            _ => return Err("an XML declaration with an unknown part"),
        };
        if place <= previous {
            return Err("an XML declaration with its parts out of order");
        }
        if version.is_none() {
            return Err("an XML declaration without a version");
        }
        previous = place;
        rest = tail;
    }
    match version {
        None => Err("an XML declaration without a version"),
        Some("1.0") => Ok(None),
        Some(other) => Ok(Some(other.to_owned())),
    }
}

fn is_encoding_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
