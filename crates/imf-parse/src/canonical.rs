//! Canonical XML: the octets over which a signature is computed (Canonical XML 1.0 and 1.1, Exclusive XML
//! Canonicalization 1.0).
//!
//! One pass over the document writes as many canonical forms as are asked for, and keeps nothing of it but what is
//! open. It reads with the reader of [`crate::parse`], so that what is signed and what is judged cannot be two things.

use std::fmt;
use std::io::{self, BufRead};

use crate::decode::Decoder;
use crate::reader::{Reader, Stop, Tag, Token, not_well_formed, split_name};
use crate::{Limits, Place, Problem, ProblemKind};

mod out;
mod pen;
mod scope;

use pen::Pen;
use scope::Scope;

/// How the canonical form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Canonicalization {
    /// Exclusive XML Canonicalization 1.0: only the namespaces that an element uses.
    Exclusive,
    /// Canonical XML 1.0: every namespace in force.
    Inclusive,
    /// Canonical XML 1.1, which differs in what an element takes over from those around it.
    Inclusive11,
}

/// What of the document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// All of it.
    Document,
    /// The element at that place.
    Element(Place),
    /// The first element with that `Id` or `xml:id`.
    Id(&'a str),
}

/// A canonical form to write.
pub struct View<'a> {
    /// What is written.
    pub part: Part<'a>,
    /// The place of an element that is left out, with all that it holds.
    pub without: Option<Place>,
    /// How it is written.
    pub method: Canonicalization,
    /// Whether comments are written too.
    pub comments: bool,
    /// The prefixes that the exclusive form treats as the inclusive one does (`InclusiveNamespaces/@PrefixList`);
    /// `#default` stands for no prefix.
    pub prefixes: Vec<&'a str>,
    /// Takes the octets, piece by piece.
    pub out: &'a mut dyn FnMut(&[u8]),
}

/// The elements that a view's [`Part`] names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Top {
    /// How many there are; only the first is written.
    pub count: u32,
    /// Whether the first is the root element.
    pub is_root: bool,
}

/// Why a document has no canonical form, or none that is written here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// An element takes over an `xml:base` from around it, which Canonical XML 1.1 would join to a new one.
    Base,
    /// The text is at fault, or holds what would have to be expanded or fetched first.
    Problem(Box<Problem>),
    /// It has more prefixes, namespaces or `xml:` attributes in force than are kept.
    TooManyNames,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "the signed element is inside one with an `xml:base`",
            Self::TooManyNames => {
                "the document has too many prefixes, namespaces or `xml:` attributes"
            }
            Self::Problem(problem) => match problem.kind {
                ProblemKind::Doctype => "a document type declaration may add to the document",
                ProblemKind::EntityReference => "an entity of the document is not expanded",
                ProblemKind::EncodingInvalid | ProblemKind::EncodingUnsupported => {
                    "the encoding of the document cannot be read"
                }
                ProblemKind::LimitExceeded => "the document goes past a limit of this reader",
                ProblemKind::VersionUnsupported => "the document is not XML 1.0",
                _ => "the document is not well-formed",
            },
        })
    }
}

/// Writes the canonical forms that `views` ask for, all in one pass; a [`Top`] for each.
///
/// ```
/// use imf_parse::{Canonicalization, Limits, Part, View, canonicalize};
///
/// let mut octets = Vec::new();
/// let view = View {
///     part: Part::Document,
///     without: None,
///     method: Canonicalization::Inclusive,
///     comments: false,
///     prefixes: Vec::new(),
///     out: &mut |piece| octets.extend_from_slice(piece),
/// };
/// let mut text: &[u8] = b"<?xml version='1.0'?>\n<a  c='2' b='1'/><!-- no -->";
/// assert!(canonicalize(&mut text, [view], &Limits::default())?.is_ok());
/// assert_eq!(octets, br#"<a b="1" c="2"></a>"#);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Only a `reader` that fails.
pub fn canonicalize<'v>(
    reader: &mut dyn BufRead,
    views: impl IntoIterator<Item = View<'v>>,
    limits: &Limits,
) -> io::Result<Result<Vec<Top>, Obstacle>> {
    let decoder = match Decoder::new(reader)? {
        Ok(decoder) => decoder,
        Err(problem) => return Ok(Err(Obstacle::Problem(Box::new(problem)))),
    };
    let mut run = Run {
        scope: Scope::default(),
        names: String::new(),
        open: Vec::new(),
        inherited: Vec::new(),
        inherited_bytes: 0,
        pens: views.into_iter().map(Pen::new).collect(),
    };
    match run.all(Reader::new(decoder, *limits)) {
        Ok(()) => Ok(Ok(run.pens.into_iter().map(Pen::finish).collect())),
        Err(Halt::Obstacle(obstacle)) => Ok(Err(obstacle)),
        Err(Halt::Stop(Stop::Fatal(problem))) => Ok(Err(Obstacle::Problem(problem))),
        Err(Halt::Stop(Stop::Io(error))) => Err(error),
    }
}

/// Why writing ends early.
enum Halt {
    Obstacle(Obstacle),
    Stop(Stop),
}

impl From<Obstacle> for Halt {
    fn from(obstacle: Obstacle) -> Self {
        Self::Obstacle(obstacle)
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// More bytes of `xml:` attributes in force than any document has.
const MOST_INHERITED: usize = 64 * 1024;

struct Run<'v> {
    scope: Scope,
    /// The names of the open elements, one after the other, and where each begins.
    names: String,
    open: Vec<usize>,
    /// The `xml:` attributes of the open elements, the innermost last.
    inherited: Vec<Inherited>,
    inherited_bytes: usize,
    pens: Vec<Pen<'v>>,
}

/// An `xml:` attribute of an open element.
struct Inherited {
    depth: usize,
    /// The name without its prefix.
    local: Box<str>,
    value: Box<str>,
}

impl Inherited {
    fn bytes(&self) -> usize {
        self.local.len() + self.value.len()
    }
}

/// A start tag, its names resolved.
struct Opened<'a> {
    /// As written.
    name: &'a str,
    /// The number of its prefix in the [`Scope`].
    prefix: u32,
    at: Place,
    /// 1 for the root.
    depth: usize,
    /// Its attributes without namespace declarations, in canonical order.
    attributes: Vec<Named<'a>>,
}

/// An attribute, its name resolved.
struct Named<'a> {
    /// As written.
    name: &'a str,
    local: &'a str,
    prefix: u32,
    value: &'a str,
}

impl Run<'_> {
    fn all(&mut self, mut reader: Reader<impl BufRead>) -> Result<(), Halt> {
        let mut is_over = false;
        loop {
            match reader.next(false)? {
                None => {}
                Some(Token::Start(tag)) => {
                    self.start(&tag)?;
                }
                Some(Token::End { .. }) => {
                    self.end();
                    is_over = self.open.is_empty();
                }
                Some(Token::Text { text, .. }) => {
                    for pen in &mut self.pens {
                        pen.text(text);
                    }
                }
                Some(Token::Comment(text)) => {
                    for pen in &mut self.pens {
                        pen.comment(text, self.open.is_empty(), is_over);
                    }
                }
                Some(Token::Instruction(text)) => {
                    for pen in &mut self.pens {
                        pen.instruction(text, self.open.is_empty(), is_over);
                    }
                }
                Some(Token::Eof) => break,
            }
            // A document type may state attributes and entities, another version of XML other line ends.
            if let Some(problem) = reader.problems.first() {
                return Err(Obstacle::Problem(Box::new(problem.clone())).into());
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), Halt> {
        self.scope.enter(tag.attributes)?;
        let depth = self.open.len() + 1;
        let scope = &self.scope;
        let prefix_of = |name: &str, at: Place| {
            let (prefix, _) = split_name(name);
            scope.prefix(prefix).ok_or_else(|| {
                // Parsing refuses such a document; this one was exchanged since.
                not_well_formed(
                    u64::from(at.offset()),
                    "a prefix that is not declared",
                    "a declared prefix",
                )
            })
        };
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        for attribute in tag
            .attributes
            .iter()
            .filter(|attribute| !is_declaration(attribute.name))
        {
            let (_, local) = split_name(attribute.name);
            attributes.push(Named {
                name: attribute.name,
                local,
                prefix: if attribute.name.contains(':') {
                    prefix_of(attribute.name, attribute.at)?
                } else {
                    // Without a prefix an attribute is in no namespace, whatever the default is.
                    Scope::NO_NAMESPACE
                },
                value: attribute.value,
            });
        }
        attributes.sort_by(|left, right| {
            (scope.namespace(left.prefix), left.local)
                .cmp(&(scope.namespace(right.prefix), right.local))
        });
        let opened = Opened {
            name: tag.name,
            prefix: prefix_of(tag.name, tag.at)?,
            at: tag.at,
            depth,
            attributes,
        };
        for pen in &mut self.pens {
            pen.start(&opened, scope, &self.inherited)?;
        }
        for attribute in &opened.attributes {
            if attribute.prefix == Scope::XML {
                let held = Inherited {
                    depth,
                    local: attribute.local.into(),
                    value: attribute.value.into(),
                };
                self.inherited_bytes += held.bytes();
                self.inherited.push(held);
            }
        }
        if self.inherited_bytes > MOST_INHERITED {
            return Err(Obstacle::TooManyNames.into());
        }
        self.open.push(self.names.len());
        self.names.push_str(tag.name);
        Ok(())
    }

    fn end(&mut self) {
        let depth = self.open.len();
        let Some(name) = self.open.pop() else { return };
        for pen in &mut self.pens {
            pen.end(&self.names[name..], depth);
        }
        self.names.truncate(name);
        self.scope.leave();
        while let Some(held) = self.inherited.pop_if(|held| held.depth >= depth) {
            self.inherited_bytes -= held.bytes();
        }
    }
}

/// Whether an attribute of that name declares a namespace.
fn is_declaration(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:")
}

#[cfg(test)]
mod tests;
