//! XML 1.0, held to its word.
//!
//! The text goes by in a window, and tokens are borrowed from it: nothing is copied but names of open elements and what
//! is not as it is written. Names, attribute syntax, references, `]]>` in text, `--` in comments, content outside the root
//! element and the match of tags are checked on the way, from left to right, so that of two faults the first is told. A
//! fault of well-formedness stops the reading, as XML says it has to.

use std::io::{self, BufRead};

use crate::{Limits, Place, Problem};

mod attribute;
mod chars;
mod declaration;
mod fault;
mod markup;
mod reference;
mod scan;
mod source;
#[cfg(test)]
mod tests;

use attribute::Found;
use fault::{encoding_fault, forbidden};
use scan::{Cut, Open};
use source::{End, Source};

pub(crate) use attribute::{Attributes, RawAttribute};
pub(crate) use chars::is_ncname;
pub(crate) use fault::{limit, not_well_formed};

/// Reads the tokens of one document.
pub(crate) struct Reader<R> {
    source: Source<R>,
    limits: Limits,
    stage: Stage,
    depth: usize,
    /// The names of the open elements, one after the other, and where each begins.
    names: String,
    open: Vec<usize>,
    /// The end tag of an empty element that was handed on as a start.
    pending_end: Option<Place>,
    /// The attributes of the last start tag.
    found: Found,
    /// The last text, where it is not as it is written.
    text: String,
    /// The tag whose attributes are at fault.
    broken: Option<Place>,
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
    Comment(&'a str),
    /// What stands between `<?` and `?>`, its line ends normalized: a target, and data after white space.
    Instruction(&'a str),
    /// Text, its references resolved and its line ends normalized; what stands between two tags may come in pieces.
    Text {
        text: &'a str,
        /// Whether all of it is white space, and none of that a reference.
        is_space: bool,
        at: Place,
    },
    Eof,
}

/// A start tag.
#[derive(Clone, Copy)]
pub(crate) struct Tag<'a> {
    /// The name as written, prefix and all; a valid QName.
    pub(crate) name: &'a str,
    /// How much of the name is the prefix.
    prefix: usize,
    pub(crate) attributes: Attributes<'a>,
    pub(crate) at: Place,
}

impl<'a> Tag<'a> {
    /// The prefix, empty where there is none, and the local part of the name.
    pub(crate) fn split_name(&self) -> (&'a str, &'a str) {
        match self.prefix {
            0 => ("", self.name),
            prefix => (&self.name[..prefix], &self.name[prefix + 1..]),
        }
    }
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
    Prolog,
    Root,
    Epilog,
}

/// A token, by where in the window it is: `end` is after all of it.
enum Piece {
    Start {
        name: usize,
        prefix: usize,
        is_empty: bool,
        end: usize,
    },
    End {
        end: usize,
    },
    Text {
        text: (usize, usize),
        is_space: bool,
        end: usize,
    },
    Character {
        character: char,
        end: usize,
    },
    Comment {
        text: (usize, usize),
        end: usize,
    },
    Instruction {
        text: (usize, usize),
        end: usize,
    },
    /// Something that is no token.
    Nothing {
        end: usize,
    },
    Eof,
}

impl Piece {
    /// After all of it, in the window.
    fn end(&self) -> usize {
        match *self {
            Self::Start { end, .. }
            | Self::End { end }
            | Self::Text { end, .. }
            | Self::Character { end, .. }
            | Self::Comment { end, .. }
            | Self::Instruction { end, .. }
            | Self::Nothing { end } => end,
            Self::Eof => 0,
        }
    }
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(inner: R, limits: Limits) -> Self {
        Self {
            source: Source::new(inner, limits.document_bytes),
            limits,
            stage: Stage::Prolog,
            depth: 0,
            names: String::new(),
            open: Vec::new(),
            pending_end: None,
            found: Found::default(),
            text: String::new(),
            broken: None,
            problems: Vec::new(),
            has_doctype: false,
        }
    }

    /// The next token, if the next piece of the text is one.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, Stop> {
        if let Some(at) = self.pending_end.take() {
            self.leave();
            return Ok(Some(Token::End { at }));
        }
        let piece = self.piece()?;
        let at = Place::new(self.source.offset());
        let token = match piece {
            Piece::Start {
                name,
                prefix,
                is_empty,
                end,
            } => {
                let (window, start) = self.source.step_to(end);
                let name = &window[start + 1..name];
                self.stage = Stage::Root;
                self.depth += 1;
                if is_empty {
                    self.pending_end = Some(at);
                } else {
                    self.open.push(self.names.len());
                    self.names.push_str(name);
                }
                Token::Start(Tag {
                    name,
                    prefix,
                    attributes: Attributes::new(window, &self.found),
                    at,
                })
            }
            Piece::End { end } => {
                self.source.step_to(end);
                self.names.truncate(self.open.pop().unwrap_or(0));
                self.leave();
                Token::End { at }
            }
            Piece::Text {
                text,
                is_space,
                end,
            } => Token::Text {
                text: self.as_read(text, end),
                is_space,
                at,
            },
            Piece::Character { character, end } => {
                self.source.step_to(end);
                self.text.clear();
                self.text.push(character);
                Token::Text {
                    text: &self.text,
                    is_space: false,
                    at,
                }
            }
            Piece::Comment { text, end } => Token::Comment(self.as_read(text, end)),
            Piece::Instruction { text, end } => Token::Instruction(self.as_read(text, end)),
            Piece::Nothing { end } => {
                self.source.step_to(end);
                return Ok(None);
            }
            Piece::Eof => Token::Eof,
        };
        Ok(Some(token))
    }

    /// The place and name of the tag whose attributes stopped the reading.
    pub(crate) fn broken(&self) -> Option<(Place, &str)> {
        let at = self.broken?;
        let (window, start) = self.source.window();
        let name = chars::scan_name(window, start + 1)?;
        Some((at, &window[start + 1..name.end]))
    }

    /// A text of the window, its line ends normalized; what is read next begins at `end`.
    fn as_read(&mut self, (from, to): (usize, usize), end: usize) -> &str {
        let has_return = self.source.has_return();
        let (window, _) = self.source.step_to(end);
        let text = &window[from..to];
        if !has_return || memchr::memchr(b'\r', text.as_bytes()).is_none() {
            return text;
        }
        self.text.clear();
        let mut pieces = text.split('\r');
        self.text.extend(pieces.next());
        for piece in pieces {
            self.text.push('\n');
            self.text
                .push_str(piece.strip_prefix('\n').unwrap_or(piece));
        }
        &self.text
    }

    fn leave(&mut self) {
        self.depth -= 1;
        if self.depth == 0 {
            self.stage = Stage::Epilog;
        }
    }

    /// The next piece, all of it in the window.
    fn piece(&mut self) -> Result<Piece, Stop> {
        let kept = self.problems.len();
        let mut may_retry = true;
        loop {
            let open = match self.scan() {
                Ok(piece) => {
                    let most = self.limits.item_bytes as usize;
                    if self.source.waiting() > most && piece.end() - self.source.window().1 > most {
                        return Err(self.item_limit());
                    }
                    return Ok(piece);
                }
                // What stands behind the fault may belong in its message.
                Err(Cut::Fault(_)) if may_retry && self.source.end().is_none() => {
                    may_retry = false;
                    None
                }
                Err(Cut::Fault(stop)) => return Err(stop),
                Err(Cut::More(open)) => Some(open),
            };
            let waiting = self.source.waiting();
            if open.is_some() && waiting > self.limits.item_bytes as usize {
                return Err(self.item_limit());
            }
            if let Some(open) = open
                && let Some(end) = self.source.end().take()
            {
                return Err(self.unfinished(open, end));
            }
            self.problems.truncate(kept);
            self.source.more();
        }
    }

    fn item_limit(&self) -> Stop {
        limit(
            self.source.offset(),
            "bytes of one tag, text or comment",
            u64::from(self.limits.item_bytes),
        )
    }

    /// What is wrong where a piece goes on behind the last window.
    fn unfinished(&mut self, open: Open, end: End) -> Stop {
        let at = self.source.offset();
        let (found, expected) = match end {
            End::BadBytes => return encoding_fault(self.source.end_offset()),
            End::BadChar(character) => return forbidden(character, self.source.end_offset()),
            End::Failure(error) => return Stop::Io(error),
            End::Limit => {
                let most = u64::from(self.limits.document_bytes);
                return limit(at, "bytes of the document", most);
            }
            End::Nothing => match open {
                Open::Attribute(name) => {
                    self.broken = Some(Place::new(at));
                    let (window, start) = self.source.window();
                    return not_well_formed(
                        at + (name.start - start) as u64,
                        &format!("the attribute `{}` without an end", clip(&window[name])),
                        "a closing quote",
                    );
                }
                Open::Text => ("text without an end", "the end tags of all elements"),
                Open::Tag => ("a tag without an end", "`>`"),
                Open::EndTag => ("an end tag without an end", "`>`"),
                Open::Comment => ("a comment without an end", "`-->`"),
                Open::Data => ("a CDATA section without an end", "`]]>`"),
                Open::Instruction => ("a processing instruction without an end", "`?>`"),
                Open::Declaration => ("an XML declaration without an end", "`?>`"),
                Open::DocumentType => ("a document type declaration without an end", "`>`"),
                Open::Reference => ("`&` without a `;` after it", "`&amp;`"),
            },
        };
        not_well_formed(at, found, expected)
    }

    /// The piece that begins the rest of the window.
    fn scan(&mut self) -> Result<Piece, Cut> {
        let (window, at) = self.source.window();
        match window.as_bytes()[at..] {
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', b'!', ..] => self.bang(),
            [b'<', b'?', ..] => self.instruction(),
            [b'<', _, ..] => self.start_tag(),
            [b'<'] => Err(Cut::More(Open::Tag)),
            [b'&', ..] => self.reference(),
            [_, ..] if self.stage == Stage::Root => {
                let start = self.source.start();
                let (end, is_space) = scan::text(window, at, self.source.is_last(), start)?;
                Ok(Piece::Text {
                    text: (at, end),
                    is_space,
                    end,
                })
            }
            [_, ..] => self.outside(),
            [] if self.source.is_last() => self.end_of_document(),
            [] => Err(Cut::More(Open::Text)),
        }
    }
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
