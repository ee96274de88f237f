//! XML 1.0, held to its word.
//!
//! The text goes by in a window, and tokens are borrowed from it: only what is not as it is written is copied, and names of
//! open elements that the window leaves behind. Names, attribute syntax, references, `]]>` in text, `--` in comments,
//! content outside the root element and the match of tags are checked on the way, from left to right, so that of two
//! faults the first is told. A fault of well-formedness stops the reading, as XML says it has to.

use std::io::{self, BufRead};

use crate::{Limits, Place, Problem};

mod attribute;
mod chars;
mod declaration;
mod end;
mod fault;
mod markup;
mod reference;
mod scan;
mod source;
#[cfg(test)]
mod tests;

use attribute::Found;
use scan::{Cut, Open};
use source::Source;

pub(crate) use attribute::{Attributes, RawAttribute};
pub(crate) use chars::{is_ncname, split_name};
pub(crate) use fault::{clip, limit, not_well_formed};

/// Reads the tokens of one document.
pub(crate) struct Reader<R> {
    source: Source<R>,
    limits: Limits,
    stage: Stage,
    depth: usize,
    /// Where the names of the open elements are: in the window, those of the outer ones in `names`.
    open: Vec<(usize, usize)>,
    /// Names that are no longer in the window, one after the other, and how many.
    names: String,
    kept_names: usize,
    /// The end tag of an empty element that was handed on as a start.
    pending_end: Option<Place>,
    /// Where the last piece is.
    span: Span,
    /// The attributes of the last start tag.
    attributes: Found,
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

/// What the rest of the window begins with. Where in the window that is, is noted in the reader: what is returned piece
/// by piece and taken over whole makes the processor wait.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Start,
    /// An element that is a start and an end.
    Empty,
    End,
    Text,
    /// White space between two tags.
    Space,
    /// A character that was written as a reference.
    Character,
    Comment,
    Instruction,
    /// Something that is no token.
    Nothing,
    Eof,
}

/// Where in the window a piece is.
#[derive(Clone, Copy, Default)]
struct Span {
    /// The name or the text.
    from: usize,
    to: usize,
    /// How much of the name is the prefix.
    prefix: usize,
    /// After all of it.
    end: usize,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(inner: R, limits: Limits) -> Self {
        Self {
            source: Source::new(inner, limits.document_bytes),
            limits,
            stage: Stage::Prolog,
            depth: 0,
            open: Vec::new(),
            names: String::new(),
            kept_names: 0,
            pending_end: None,
            span: Span::default(),
            attributes: Found::default(),
            text: String::new(),
            broken: None,
            problems: Vec::new(),
            has_doctype: false,
        }
    }

    /// The next token, if the next piece of the text is one. White space between two tags is none to one who passes
    /// over it.
    #[inline]
    pub(crate) fn next(&mut self, passes_space: bool) -> Result<Option<Token<'_>>, Stop> {
        if let Some(at) = self.pending_end.take() {
            self.leave();
            return Ok(Some(Token::End { at }));
        }
        let mut piece = self.piece()?;
        if passes_space && piece == Piece::Space {
            self.source.step_to(self.span.end);
            piece = self.piece()?;
        }
        let at = Place::new(self.source.offset());
        let Span { from, to, .. } = self.span;
        self.source.step_to(self.span.end);
        let token = match piece {
            Piece::Start | Piece::Empty => {
                let (window, _) = self.source.window();
                let name = &window[from..to];
                self.stage = Stage::Root;
                self.depth += 1;
                if piece == Piece::Empty {
                    self.pending_end = Some(at);
                } else {
                    self.open.push((from, to));
                }
                Token::Start(Tag {
                    name,
                    prefix: self.span.prefix,
                    attributes: Attributes::new(window, &self.attributes),
                    at,
                })
            }
            Piece::End => {
                if let Some((from, _)) = self.open.pop()
                    && self.open.len() < self.kept_names
                {
                    self.kept_names = self.open.len();
                    self.names.truncate(from);
                }
                self.leave();
                Token::End { at }
            }
            Piece::Text | Piece::Space => Token::Text {
                text: self.as_read(),
                at,
            },
            Piece::Character => Token::Text {
                text: &self.text,
                at,
            },
            Piece::Comment => Token::Comment(self.as_read()),
            Piece::Instruction => Token::Instruction(self.as_read()),
            Piece::Nothing => return Ok(None),
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

    /// The text of the piece, its line ends normalized.
    #[inline]
    fn as_read(&mut self) -> &str {
        let (window, _) = self.source.window();
        let text = &window[self.span.from..self.span.to];
        if self.source.has_return() {
            normalized(text, &mut self.text)
        } else {
            text
        }
    }

    fn leave(&mut self) {
        self.depth -= 1;
        if self.depth == 0 {
            self.stage = Stage::Epilog;
        }
    }

    /// The next piece, all of it in the window.
    #[inline]
    fn piece(&mut self) -> Result<Piece, Stop> {
        let kept = self.problems.len();
        match self.scan() {
            Ok(piece) if self.source.waiting() <= self.limits.item_bytes as usize => Ok(piece),
            other => self.settle(other, kept),
        }
    }

    /// What comes of a piece that is not as nearly all are: longer than the window, or at fault. `kept` is how many problems
    /// there were before it.
    #[cold]
    fn settle(&mut self, first: Result<Piece, Cut>, kept: usize) -> Result<Piece, Stop> {
        let most = self.limits.item_bytes as usize;
        let mut may_retry = true;
        let mut scanned = first;
        loop {
            let open = match scanned {
                Ok(_) if self.span.end - self.source.window().1 > most => {
                    return Err(self.item_limit());
                }
                Ok(piece) => return Ok(piece),
                // What stands behind the fault may belong in its message.
                Err(Cut::Fault(_)) if may_retry && self.source.end().is_none() => {
                    may_retry = false;
                    None
                }
                Err(Cut::Fault(stop)) => return Err(stop),
                Err(Cut::More(open)) => Some(open),
            };
            if let Some(open) = open {
                if self.source.waiting() > most {
                    return Err(self.item_limit());
                }
                if let Some(end) = self.source.end().take() {
                    return Err(self.unfinished(open, end));
                }
            }
            self.problems.truncate(kept);
            self.keep_names();
            self.source.more();
            scanned = self.scan();
        }
    }

    /// Keeps the names of open elements that the window is about to lose.
    fn keep_names(&mut self) {
        let (window, _) = self.source.window();
        for (from, to) in &mut self.open[self.kept_names..] {
            let kept = self.names.len();
            self.names.push_str(&window[*from..*to]);
            (*from, *to) = (kept, self.names.len());
        }
        self.kept_names = self.open.len();
    }

    /// The name of the element that was opened last; empty where none is open.
    #[inline]
    fn open_name(&self) -> &str {
        let Some((from, to)) = self.open.last() else {
            return "";
        };
        if self.open.len() > self.kept_names {
            &self.source.window().0[*from..*to]
        } else {
            &self.names[*from..*to]
        }
    }

    /// Notes where a piece is.
    #[inline]
    fn found_text(&mut self, piece: Piece, from: usize, to: usize, end: usize) -> Piece {
        self.span = Span {
            from,
            to,
            prefix: 0,
            end,
        };
        piece
    }

    /// Notes the end of a piece of which nothing else is wanted.
    #[inline]
    fn found(&mut self, piece: Piece, end: usize) -> Piece {
        self.span.end = end;
        piece
    }

    /// The piece that begins the rest of the window.
    #[inline]
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
                let piece = if is_space { Piece::Space } else { Piece::Text };
                Ok(self.found_text(piece, at, end, end))
            }
            [_, ..] => self.outside(),
            [] if self.source.is_last() => self.end_of_document(),
            [] => Err(Cut::More(Open::Text)),
        }
    }
}

/// `text` with its line ends normalized, in `room` where they have to be.
fn normalized<'t>(text: &'t str, room: &'t mut String) -> &'t str {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    room.clear();
    let mut pieces = text.split('\r');
    room.extend(pieces.next());
    for piece in pieces {
        room.push('\n');
        room.push_str(piece.strip_prefix('\n').unwrap_or(piece));
    }
    room
}
