//! One pass over a document: names resolved, grammar checked, values handed to the builder.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::io::BufRead;

use crate::automaton::{Automaton, Leaf, START, State};
use crate::grammar::lexical::Value;
use crate::grammar::{ComplexType, ElementDecl, Ns, SimpleType};
use crate::reader::{Reader, Stop, Tag, Token, clip, limit};
use crate::tree::{NodeRef, Tree};
use crate::{Limits, Place, Problem, ProblemClass, ProblemKind};

mod admit;
mod attributes;
mod names;
mod text;
mod typing;

use names::Names;
use typing::Address;

pub(crate) use names::Resolved;

/// What becomes of an element that stands directly in an entered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is read as a tree and handed over at its end.
    Capture,
    /// Its children are asked about one by one.
    Enter,
    /// It is checked, and dropped.
    Ignore,
}

/// An element that a builder is asked about.
pub(crate) struct Opened<'a> {
    pub(crate) ns: Ns,
    pub(crate) uri: &'a str,
    pub(crate) local: &'a str,
    pub(crate) at: Place,
    /// The complex type it is held against.
    pub(crate) ty: Option<&'static ComplexType>,
}

/// Makes a typed value of a document.
pub(crate) trait Builder {
    /// An element begins directly in one that was entered; the root element is the first.
    fn open(&mut self, element: &Opened<'_>) -> Role;
    /// An element that was to be captured has ended.
    fn unit(&mut self, unit: NodeRef<'_>);
    /// The element that was entered last has ended.
    fn close(&mut self);
}

/// Holds a document against its grammar.
pub(crate) struct Engine {
    limits: Limits,
    /// `None` where a later element explained the problem away.
    problems: Vec<Option<Problem>>,
    /// How many problems were not kept.
    dropped: u64,
    names: Names,
    tree: Tree,
    frames: Vec<Frame>,
    /// Local names of the open elements that nothing declares, one after the other.
    open_names: String,
    /// Text of the open elements, where it is not in the tree; kept to be filled again.
    texts: Vec<String>,
    automata: Vec<Automaton>,
    automaton_of: HashMap<usize, usize, BuildHasherDefault<Address>>,
    /// Elements that were found missing when a later one came: how deep their parent is, where in it they are missing, and
    /// the index of the problem that says so.
    skipped: Vec<(usize, State, usize)>,
    xml_ids: HashMap<Box<str>, Place>,
    /// The last value of an attribute that its type allowed, and the address of that type.
    known_value: (usize, String),
}

/// An open element.
struct Frame {
    content: Held,
    state: State,
    at: Place,
    /// Where it is declared, its local name among others.
    declared: Option<&'static ElementDecl>,
    name_start: usize,
    /// Its node in the tree, if it is captured.
    node: Option<u32>,
    role: Role,
    text_reported: bool,
}

/// What an element's content is held against.
#[derive(Clone, Copy)]
enum Held {
    /// Nothing: it is wrong already.
    Nothing,
    /// `xs:anyType`: children that are declared are checked.
    Anything,
    Empty {
        mixed: bool,
    },
    Simple(&'static SimpleType),
    Elements {
        automaton: usize,
        mixed: bool,
    },
}

impl Engine {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            problems: Vec::new(),
            dropped: 0,
            names: Names::default(),
            tree: Tree::default(),
            frames: Vec::new(),
            open_names: String::new(),
            texts: Vec::new(),
            automata: Vec::new(),
            automaton_of: HashMap::default(),
            skipped: Vec::new(),
            xml_ids: HashMap::new(),
            known_value: (0, String::new()),
        }
    }

    /// Reads the document below `reader` to its end, or to the fault that stops it. `start` makes the builder, given the
    /// root element.
    pub(crate) fn run<B: Builder>(
        mut self,
        reader: impl BufRead,
        start: impl FnOnce(&Opened<'_>) -> B,
    ) -> (Result<Option<B>, std::io::Error>, Vec<Problem>) {
        let mut reader = Reader::new(reader, self.limits);
        let mut builder = None;
        let mut start = Some(start);
        let outcome = loop {
            match reader.next(self.passes_space()) {
                Err(stop) => break Err(stop),
                Ok(None | Some(Token::Comment(_) | Token::Instruction(_))) => {}
                Ok(Some(Token::Eof)) => break Ok(()),
                Ok(Some(Token::Start(tag))) => {
                    if let Err(stop) = self.open(&tag, &mut builder, &mut start) {
                        break Err(stop);
                    }
                }
                Ok(Some(Token::End { at })) => self.close(at, builder.as_mut()),
                Ok(Some(Token::Text { text, at })) => {
                    if let Err(stop) = self.text(text, at) {
                        break Err(stop);
                    }
                }
            }
        };
        let result = match outcome {
            Ok(()) => Ok(builder),
            Err(Stop::Fatal(problem)) => {
                self.forget_what_follows_from(&problem);
                self.problems.push(Some(*problem));
                // What was entered is closed, so that what was read so far is a value.
                if let Some(builder) = builder.as_mut() {
                    while let Some(frame) = self.frames.pop() {
                        if frame.role == Role::Enter && frame.node.is_none() {
                            builder.close();
                        }
                    }
                }
                Ok(builder)
            }
            Err(Stop::Io(error)) => Err(error),
        };
        let mut problems: Vec<Problem> = self
            .problems
            .into_iter()
            .flatten()
            .chain(reader.problems)
            .collect();
        problems.sort_by_key(|problem| problem.at);
        if self.dropped > 0 {
            problems.push(Problem {
                kind: ProblemKind::LimitExceeded,
                at: problems.last().map_or(Place::START, |problem| problem.at),
                subject: "problems of one document".into(),
                found: format!("{} more", self.dropped).into(),
                expected: format!("at most {}", self.limits.problems).into(),
            });
        }
        (result, problems)
    }

    /// Where an end tag is missing, everything after it seems to stand in the wrong place: that is one fault.
    fn forget_what_follows_from(&mut self, fault: &Problem) {
        let Some(open) = self
            .frames
            .last()
            .filter(|_| fault.kind == ProblemKind::NotWellFormed)
        else {
            return;
        };
        for problem in &mut self.problems {
            if problem.as_ref().is_some_and(|problem| {
                problem.at > open.at && problem.kind.class() == ProblemClass::Schema
            }) {
                *problem = None;
            }
        }
    }

    fn problem(
        &mut self,
        kind: ProblemKind,
        at: Place,
        subject: &str,
        found: &str,
        expected: &str,
    ) -> Option<usize> {
        if self.problems.len() >= self.limits.problems {
            self.dropped += 1;
            return None;
        }
        self.problems.push(Some(Problem {
            kind,
            at,
            subject: clip(subject).into(),
            found: clip(found).into(),
            expected: expected.into(),
        }));
        Some(self.problems.len() - 1)
    }

    fn open<B: Builder>(
        &mut self,
        tag: &Tag<'_>,
        builder: &mut Option<B>,
        start: &mut Option<impl FnOnce(&Opened<'_>) -> B>,
    ) -> Result<(), Stop> {
        let attributes = tag.attributes;
        self.names.enter(attributes)?;
        let name = self.names.element(tag)?;
        let (declared, admitted) = self.admit(&name, tag.at);
        let ty = self.type_of(declared, admitted, &name, attributes, tag.at)?;
        let role = self.role(&name, tag.at, ty.complex(), builder, start);

        let captured = match self.frames.last() {
            Some(frame) => {
                frame.node.is_some() || (frame.role == Role::Enter && role == Role::Capture)
            }
            None => role == Role::Capture,
        };
        let node = captured.then(|| {
            if self.frames.last().is_none_or(|frame| frame.node.is_none()) {
                self.tree.clear();
            }
            let node = self.tree.open(&name, declared);
            self.tree.set_type(ty.complex(), ty.at);
            node
        });
        self.attributes(attributes, ty, &name, node.is_some())?;
        if self.tree.bytes() > self.limits.item_bytes as usize {
            return Err(limit(
                u64::from(tag.at.offset()),
                "bytes of one element that is kept whole",
                u64::from(self.limits.item_bytes),
            ));
        }
        let content = self.held(ty.ty);
        if self.texts.len() == self.frames.len() {
            self.texts.push(String::new());
        }
        self.texts[self.frames.len()].clear();
        let name_start = self.open_names.len();
        if declared.is_none() {
            self.open_names.push_str(name.local);
        }
        self.frames.push(Frame {
            content,
            state: START,
            at: tag.at,
            declared,
            name_start,
            node,
            role,
            text_reported: false,
        });
        Ok(())
    }

    /// The local name of the element that was opened last.
    fn name_of<'n>(&'n self, frame: &Frame) -> &'n str {
        match frame.declared {
            Some(declared) => declared.name,
            None => &self.open_names[frame.name_start..],
        }
    }

    fn role<B: Builder>(
        &self,
        name: &Resolved<'_>,
        at: Place,
        ty: Option<&'static ComplexType>,
        builder: &mut Option<B>,
        start: &mut Option<impl FnOnce(&Opened<'_>) -> B>,
    ) -> Role {
        let opened = || Opened {
            ns: name.ns,
            uri: self.names.uri(name.uri),
            local: name.local,
            at,
            ty,
        };
        match self.frames.last() {
            None => {
                let builder = builder.get_or_insert_with(|| match start.take() {
                    Some(start) => start(&opened()),
                    // There is one root element; the reader sees to it.
                    None => unreachable!("a second root element"),
                });
                builder.open(&opened())
            }
            Some(parent) if parent.role == Role::Enter => builder
                .as_mut()
                .map_or(Role::Ignore, |builder| builder.open(&opened())),
            Some(_) => Role::Ignore,
        }
    }

    fn close<B: Builder>(&mut self, at: Place, builder: Option<&mut B>) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let value = match frame.content {
            Held::Simple(simple) => self.value(simple, &frame),
            Held::Elements { automaton, .. } => {
                if !self.automata[automaton].accepts(frame.state) {
                    let missing = self.automata[automaton]
                        .expected(frame.state)
                        .next_back()
                        .map(Leaf::describe)
                        .unwrap_or_default();
                    let expected = self.expected(automaton, frame.state);
                    let found = format!("the end of `{}`", self.name_of(&frame));
                    self.problem(
                        ProblemKind::MissingElement,
                        at,
                        missing.trim_matches('`'),
                        &found,
                        &expected,
                    );
                }
                Value::None
            }
            Held::Nothing | Held::Anything | Held::Empty { .. } => Value::None,
        };
        let depth = self.frames.len() + 1;
        while self.skipped.pop_if(|skipped| skipped.0 >= depth).is_some() {}
        self.open_names.truncate(frame.name_start);
        self.names.leave();
        if let Some(node) = frame.node {
            let text = &self.texts[self.frames.len()];
            if !text.is_empty() {
                self.tree.set_text(node, text);
            }
            self.tree.close(node, value);
        }
        let Some(builder) = builder else { return };
        match frame.role {
            Role::Enter if frame.node.is_none() => builder.close(),
            Role::Capture => {
                self.names.lend_uris(&mut self.tree);
                if let Some(unit) = self.tree.root() {
                    builder.unit(unit);
                }
                self.names.return_uris(&mut self.tree);
                self.tree.clear();
            }
            _ => {}
        }
    }
}
