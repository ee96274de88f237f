//! One pass over a document: names resolved, grammar checked, values handed to the builder.

use std::collections::HashMap;
use std::io::BufRead;

use crate::automaton::{Automaton, Leaf, START, State, Verdict};
use crate::grammar::lexical::{self, Value};
use crate::grammar::{self, ComplexType, Content, ElementDecl, Ns, SimpleKind, SimpleType, Type};
use crate::reader::{RawAttribute, Reader, Stop, Tag, Token, clip, limit, not_well_formed};
use crate::tree::{NodeRef, Tree};
use crate::{Limits, Place, Problem, ProblemClass, ProblemKind};

mod names;

use names::{Names, Resolved};

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

/// Reads the document below `reader` to its end, or to the fault that stops it.
pub(crate) struct Engine<R: BufRead> {
    reader: Reader<R>,
    limits: Limits,
    /// `None` where a later element explained the problem away.
    problems: Vec<Option<Problem>>,
    /// How many problems were not kept.
    dropped: u64,
    names: Names,
    tree: Tree,
    frames: Vec<Frame>,
    /// Local names of the open elements, one after the other.
    open_names: String,
    /// Text of the open elements; kept to be filled again.
    texts: Vec<String>,
    automata: Vec<Automaton>,
    automaton_of: HashMap<usize, usize>,
    xml_ids: HashMap<Box<str>, Place>,
}

/// An open element.
struct Frame {
    content: Held,
    state: State,
    at: Place,
    name_start: usize,
    /// Its node in the tree, if it is captured.
    node: Option<u32>,
    role: Role,
    text_reported: bool,
    /// Elements that were found missing when a later one came, with the index of the problem that says so.
    skipped: Vec<(State, usize)>,
}

/// What an element's content is held against.
#[derive(Clone, Copy)]
enum Held {
    /// Nothing: it is wrong already.
    Nothing,
    /// `xs:anyType`: children that are declared are checked.
    Anything,
    Empty { mixed: bool },
    Simple(&'static SimpleType),
    Elements { automaton: usize, mixed: bool },
}

impl<R: BufRead> Engine<R> {
    pub(crate) fn new(reader: R, limits: Limits) -> Self {
        Self {
            reader: Reader::new(reader, limits),
            limits,
            problems: Vec::new(),
            dropped: 0,
            names: Names::default(),
            tree: Tree::default(),
            frames: Vec::new(),
            open_names: String::new(),
            texts: Vec::new(),
            automata: Vec::new(),
            automaton_of: HashMap::new(),
            xml_ids: HashMap::new(),
        }
    }

    /// Reads everything. `start` makes the builder, given the root element.
    pub(crate) fn run<B: Builder>(mut self, start: impl FnOnce(&Opened<'_>) -> B) -> (Result<Option<B>, std::io::Error>, Vec<Problem>) {
        let mut buffer = Vec::new();
        let mut builder = None;
        let mut start = Some(start);
        let outcome = loop {
            match self.reader.next(&mut buffer) {
                Err(stop) => break Err(stop),
                Ok(None) => {}
                Ok(Some(Token::Eof)) => break Ok(()),
                Ok(Some(Token::Start(tag))) => {
                    if let Err(stop) = self.open(&tag, &mut builder, &mut start) {
                        break Err(stop);
                    }
                }
                Ok(Some(Token::End { at })) => self.close(at, builder.as_mut()),
                Ok(Some(Token::Text { text, at })) => {
                    if let Err(stop) = self.text(&text, at) {
                        break Err(stop);
                    }
                }
            }
        };
        let result = match outcome {
            Ok(()) => Ok(builder),
            Err(Stop::Fatal(problem)) => {
                self.forget_what_follows_from(&problem);
                self.problems.push(Some(problem));
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
        let mut problems: Vec<Problem> = self.problems.into_iter().flatten().chain(self.reader.problems).collect();
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
        let Some(open) = self.frames.last().filter(|_| fault.kind == ProblemKind::NotWellFormed) else { return };
        for problem in &mut self.problems {
            if problem.as_ref().is_some_and(|problem| problem.at > open.at && problem.kind.class() == ProblemClass::Schema) {
                *problem = None;
            }
        }
    }

    fn problem(&mut self, kind: ProblemKind, at: Place, subject: &str, found: &str, expected: &str) -> Option<usize> {
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
        let mut attributes = Vec::new();
        self.reader.attributes(tag, &mut attributes)?;
        self.names.enter(&attributes)?;
        let name = self.names.element(tag.name(), tag.at)?;
        let (declared, admitted) = self.admit(&name, tag.at);
        let ty = self.type_of(declared, admitted, &name, &attributes, tag.at)?;
        let role = self.role(&name, tag.at, ty.complex(), builder, start);

        let captured = match self.frames.last() {
            Some(frame) => frame.node.is_some() || (frame.role == Role::Enter && role == Role::Capture),
            None => role == Role::Capture,
        };
        let node = captured.then(|| {
            if self.frames.last().is_none_or(|frame| frame.node.is_none()) {
                self.tree.clear();
            }
            let node = self.tree.open(name.ns, name.uri, name.local, tag.at);
            self.tree.set_type(ty.complex(), ty.at);
            node
        });
        self.attributes(&attributes, ty, &name, node.is_some())?;
        if self.tree.bytes() > self.limits.item_bytes as usize {
            return Err(limit(u64::from(tag.at.offset()), "bytes of one element that is kept whole", u64::from(self.limits.item_bytes)));
        }
        let content = self.held(ty.ty);
        if self.texts.len() == self.frames.len() {
            self.texts.push(String::new());
        }
        self.texts[self.frames.len()].clear();
        let name_start = self.open_names.len();
        self.open_names.push_str(name.local);
        self.frames.push(Frame {
            content,
            state: START,
            at: tag.at,
            name_start,
            node,
            role,
            text_reported: false,
            skipped: Vec::new(),
        });
        Ok(())
    }

    /// What the parent says to the element: its declaration, if it has one, and whether it is checked at all.
    fn admit(&mut self, name: &Resolved<'_>, at: Place) -> (Option<&'static ElementDecl>, Admitted) {
        let Some(parent) = self.frames.last() else {
            return match grammar::global_element(name.ns, name.local) {
                Some(decl) => (Some(decl), Admitted::Checked),
                None => (None, Admitted::Unchecked),
            };
        };
        let (content, state) = (parent.content, parent.state);
        let parent_name = &self.open_names[parent.name_start..];
        match content {
            Held::Nothing => (None, Admitted::Unchecked),
            Held::Anything => (grammar::global_element(name.ns, name.local), Admitted::Laxly),
            Held::Empty { .. } | Held::Simple(_) => {
                let expected = format!("no elements in `{parent_name}`");
                self.problem(ProblemKind::UnexpectedElement, at, name.local, &name.describe(&self.names), &expected);
                (None, Admitted::Unchecked)
            }
            Held::Elements { automaton, .. } => {
                let verdict = self.automata[automaton].step(state, name.ns, name.local);
                match verdict {
                    Verdict::Expected(leaf, next) => {
                        self.advance(next);
                        Self::admit_leaf(leaf, name)
                    }
                    Verdict::Skips(leaf, next) => {
                        let missing = self.automata[automaton].expected(state).next_back().map(Leaf::describe).unwrap_or_default();
                        let missing = missing.trim_matches('`').to_owned();
                        let expected = self.expected(automaton, state);
                        let found = name.describe(&self.names);
                        let index = self.problem(ProblemKind::MissingElement, at, &missing, &found, &expected);
                        if let (Some(index), Some(parent)) = (index, self.frames.last_mut()) {
                            parent.skipped.push((state, index));
                        }
                        self.advance(next);
                        Self::admit_leaf(leaf, name)
                    }
                    Verdict::Misplaced(leaf) => {
                        self.misplaced(automaton, name, at);
                        Self::admit_leaf(leaf, name)
                    }
                    Verdict::Unknown => {
                        let expected = self.expected(automaton, state);
                        self.problem(ProblemKind::UnexpectedElement, at, name.local, &name.describe(&self.names), &expected);
                        (None, Admitted::Unchecked)
                    }
                }
            }
        }
    }

    fn advance(&mut self, next: State) {
        if let Some(parent) = self.frames.last_mut() {
            parent.state = next;
        }
    }

    /// An element that comes after its place: if it was found missing, that is one fault, not two.
    fn misplaced(&mut self, automaton: usize, name: &Resolved<'_>, at: Place) {
        let Some(parent) = self.frames.last_mut() else { return };
        let state = parent.state;
        let skipped = parent.skipped.iter().position(|(state, _)| {
            matches!(self.automata[automaton].step(*state, name.ns, name.local), Verdict::Expected(..))
        });
        let found = name.describe(&self.names);
        if let Some(index) = skipped {
            let (_, problem) = parent.skipped.swap_remove(index);
            let later = self.problems[problem].take().map(|problem| problem.found).unwrap_or_default();
            let expected = format!("{found} before {later}");
            self.problem(ProblemKind::UnexpectedElement, at, name.local, &found, &expected);
        } else {
            let expected = self.expected(automaton, state);
            self.problem(ProblemKind::UnexpectedElement, at, name.local, &found, &expected);
        }
    }

    /// What may come next, in words.
    fn expected(&self, automaton: usize, state: State) -> String {
        let automaton = &self.automata[automaton];
        let mut names: Vec<String> = automaton.expected(state).map(Leaf::describe).collect();
        if automaton.accepts(state) {
            names.push("the end of the element".to_owned());
        }
        match names.split_last() {
            None => "the end of the element".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        }
    }

    fn admit_leaf(leaf: Leaf, name: &Resolved<'_>) -> (Option<&'static ElementDecl>, Admitted) {
        match leaf {
            Leaf::Element(decl) => (Some(decl), Admitted::Checked),
            Leaf::Wildcard(wildcard) => {
                let decl = grammar::global_element(name.ns, name.local);
                (decl, if wildcard.strict { Admitted::Strictly } else { Admitted::Laxly })
            }
        }
    }

    /// The type that the element is held against: the declared one, or one derived from it that `xsi:type` names.
    fn type_of(
        &mut self,
        decl: Option<&'static ElementDecl>,
        admitted: Admitted,
        name: &Resolved<'_>,
        attributes: &[RawAttribute<'_>],
        at: Place,
    ) -> Result<Typed, Stop> {
        if admitted == Admitted::Unchecked {
            return Ok(Typed { ty: None, at: None, is_declared: false });
        }
        let is_declared = decl.is_some();
        let declared = decl.map_or(Type::Any, |decl| decl.ty);
        let mut ty = declared;
        let mut type_at = None;
        for attribute in attributes {
            if !attribute.name.ends_with(":type") || self.names.attribute(attribute)?.ns != Ns::XSI {
                continue;
            }
            type_at = Some(attribute.at);
            let value = attribute.value.trim();
            let named = self.names.qname(value).and_then(|(ns, local)| grammar::named_type(ns, local));
            let derived = named.filter(|named| named.derives_from(declared));
            let Some(derived) = derived else {
                let expected = match (named, declared) {
                    (None, _) => "the name of a type that the schemas define".to_owned(),
                    (Some(_), Type::Complex(base)) if !base.name.is_empty() => format!("a type derived from {}", base.name),
                    (Some(_), _) => "a type derived from the element's own".to_owned(),
                };
                self.problem(ProblemKind::InvalidType, attribute.at, name.local, value, &expected);
                return Ok(Typed { ty: None, at: type_at, is_declared });
            };
            ty = derived;
        }
        if admitted == Admitted::Strictly && !is_declared && type_at.is_none() {
            let found = name.describe(&self.names);
            self.problem(ProblemKind::UnexpectedElement, at, name.local, &found, "an element that a known schema declares");
            return Ok(Typed { ty: None, at: None, is_declared });
        }
        if let Type::Complex(complex) = ty {
            if complex.is_abstract {
                let expected = format!("`xsi:type` with the name of a type derived from {}", complex.name);
                self.problem(ProblemKind::MissingType, type_at.unwrap_or(at), name.local, "", &expected);
                return Ok(Typed { ty: None, at: type_at, is_declared });
            }
        }
        Ok(Typed { ty: Some(ty), at: type_at, is_declared })
    }

    fn role<B: Builder>(
        &self,
        name: &Resolved<'_>,
        at: Place,
        ty: Option<&'static ComplexType>,
        builder: &mut Option<B>,
        start: &mut Option<impl FnOnce(&Opened<'_>) -> B>,
    ) -> Role {
        let opened = Opened { ns: name.ns, uri: self.names.uri(name.uri), local: name.local, at, ty };
        match self.frames.last() {
            None => {
                let builder = builder.get_or_insert_with(|| match start.take() {
                    Some(start) => start(&opened),
                    // There is one root element; the reader sees to it.
                    None => unreachable!("a second root element"),
                });
                builder.open(&opened)
            }
            Some(parent) if parent.role == Role::Enter => builder.as_mut().map_or(Role::Ignore, |builder| builder.open(&opened)),
            Some(_) => Role::Ignore,
        }
    }

    /// Holds the attributes against the type, and keeps them if the element is captured.
    fn attributes(&mut self, attributes: &[RawAttribute<'_>], typed: Typed, name: &Resolved<'_>, captured: bool) -> Result<(), Stop> {
        let ty = typed.ty;
        let declared: &'static [grammar::AttributeDecl] = match ty {
            Some(Type::Complex(complex)) => complex.attributes,
            _ => &[],
        };
        let lax = match ty {
            None | Some(Type::Any) => true,
            Some(Type::Complex(complex)) => matches!(complex.content, Content::Any),
            Some(Type::Simple(_)) => false,
        };
        let mut required = declared.iter().filter(|attribute| attribute.required).count();
        for (index, attribute) in attributes.iter().enumerate() {
            let Some(resolved) = self.names.attribute_or_declaration(attribute)? else { continue };
            if resolved.ns != Ns::NONE && self.is_duplicate(&attributes[..index], &resolved)? {
                let found = format!("the attribute `{}` twice in one tag", clip(attribute.name));
                return Err(not_well_formed(u64::from(attribute.at.offset()), &found, "each attribute once"));
            }
            if captured {
                self.tree.attribute(resolved.uri, resolved.local, &attribute.value, attribute.at);
            }
            if ty.is_none() {
                continue;
            }
            if resolved.ns == Ns::XSI && self.instance_attribute(attribute, resolved.local, typed.is_declared, name.local) {
                continue;
            }
            match declared.iter().find(|declared| resolved.ns == Ns::NONE && declared.name == resolved.local) {
                Some(declared) => {
                    required -= usize::from(declared.required);
                    self.attribute_value(attribute, declared);
                }
                None if lax => {}
                None => {
                    let expected = match declared {
                        [] => format!("no attributes on `{}`", name.local),
                        some => some.iter().map(|attribute| format!("`{}`", attribute.name)).collect::<Vec<_>>().join(", "),
                    };
                    let found = format!("the attribute `{}`", clip(attribute.name));
                    self.problem(ProblemKind::UnexpectedAttribute, attribute.at, attribute.name, &found, &expected);
                }
            }
        }
        if required > 0 {
            for missing in declared.iter().filter(|declared| declared.required) {
                let present = attributes.iter().any(|attribute| attribute.name == missing.name);
                if !present {
                    let expected = format!("the attribute `{}`: {}", missing.name, missing.ty.label);
                    self.problem(ProblemKind::MissingAttribute, name.at, missing.name, "", &expected);
                }
            }
        }
        Ok(())
    }

    /// Holds one of the four attributes that may stand on every element against its type. Whether it is one of them.
    fn instance_attribute(&mut self, attribute: &RawAttribute<'_>, local: &str, is_declared: bool, element: &str) -> bool {
        let ty = match local {
            "type" => return true,
            // No declaration of ours allows nil.
            "nil" if is_declared => {
                let found = format!("`{}` on `{element}`", clip(attribute.name));
                self.problem(ProblemKind::UnexpectedAttribute, attribute.at, attribute.name, &found, "an element that is not nil");
                return true;
            }
            "nil" => &grammar::NIL,
            "noNamespaceSchemaLocation" => &grammar::NO_NAMESPACE_SCHEMA_LOCATION,
            "schemaLocation" => &grammar::SCHEMA_LOCATION,
            _ => return false,
        };
        self.attribute_value(attribute, ty);
        true
    }

    fn is_duplicate(&mut self, earlier: &[RawAttribute<'_>], resolved: &Resolved<'_>) -> Result<bool, Stop> {
        for attribute in earlier {
            if let Some(other) = self.names.attribute_or_declaration(attribute)? {
                if other.uri == resolved.uri && other.local == resolved.local {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn attribute_value(&mut self, attribute: &RawAttribute<'_>, declared: &grammar::AttributeDecl) {
        if lexical::check(declared.ty, &attribute.value).is_err() {
            self.problem(ProblemKind::InvalidValue, attribute.at, attribute.name, &attribute.value, declared.ty.label);
            return;
        }
        if matches!(declared.ty.kind, SimpleKind::Id) {
            self.xml_id(attribute.value.trim(), attribute.at, attribute.name);
        }
    }

    fn xml_id(&mut self, value: &str, at: Place, subject: &str) {
        if self.xml_ids.insert(value.into(), at).is_some() {
            self.problem(ProblemKind::DuplicateXmlId, at, subject, value, "a value that no other attribute of type `xs:ID` has");
        }
    }

    fn held(&mut self, ty: Option<Type>) -> Held {
        match ty {
            None => Held::Nothing,
            Some(Type::Any) => Held::Anything,
            Some(Type::Simple(simple)) => Held::Simple(simple),
            Some(Type::Complex(complex)) => match &complex.content {
                Content::Any => Held::Anything,
                Content::Empty => Held::Empty { mixed: complex.mixed },
                Content::Simple(simple) => Held::Simple(simple),
                Content::Particle(model) => {
                    let automata = &mut self.automata;
                    let automaton = *self.automaton_of.entry(std::ptr::from_ref(complex).addr()).or_insert_with(|| {
                        automata.push(Automaton::new(model));
                        automata.len() - 1
                    });
                    Held::Elements { automaton, mixed: complex.mixed }
                }
            },
        }
    }

    fn text(&mut self, text: &str, at: Place) -> Result<(), Stop> {
        let depth = self.frames.len();
        // An empty CDATA section.
        if text.is_empty() {
            return Ok(());
        }
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let captured = frame.node.is_some();
        let (wanted, allowed) = match frame.content {
            Held::Simple(_) => (true, None),
            Held::Nothing | Held::Anything => (captured, None),
            Held::Empty { mixed } => (false, (!mixed).then_some("nothing")),
            Held::Elements { mixed, .. } => (mixed && captured, (!mixed && !text.trim_ascii().is_empty()).then_some("only elements")),
        };
        if let Some(allowed) = allowed {
            if !std::mem::replace(&mut frame.text_reported, true) {
                self.unexpected_text(text, at, allowed);
            }
        }
        if wanted {
            let kept = &mut self.texts[depth - 1];
            if kept.len() + text.len() > self.limits.item_bytes as usize {
                return Err(limit(u64::from(at.offset()), "bytes of one text", u64::from(self.limits.item_bytes)));
            }
            kept.push_str(text);
        }
        Ok(())
    }

    fn unexpected_text(&mut self, text: &str, at: Place, allowed: &str) {
        let name = self.frames.last().map(|frame| self.open_names[frame.name_start..].to_owned()).unwrap_or_default();
        let found = format!("text in `{name}`: `{}`", clip(text.trim()));
        let expected = format!("{allowed} in `{name}`");
        self.problem(ProblemKind::UnexpectedText, at, &name, &found, &expected);
    }

    fn close<B: Builder>(&mut self, at: Place, builder: Option<&mut B>) {
        let Some(frame) = self.frames.pop() else { return };
        let text = std::mem::take(&mut self.texts[self.frames.len()]);
        let value = match frame.content {
            Held::Simple(simple) => self.value(simple, &text, &frame),
            Held::Elements { automaton, .. } => {
                if !self.automata[automaton].accepts(frame.state) {
                    let missing = self.automata[automaton].expected(frame.state).next_back().map(Leaf::describe).unwrap_or_default();
                    let expected = self.expected(automaton, frame.state);
                    let found = format!("the end of `{}`", &self.open_names[frame.name_start..]);
                    self.problem(ProblemKind::MissingElement, at, missing.trim_matches('`'), &found, &expected);
                }
                Value::None
            }
            Held::Nothing | Held::Anything | Held::Empty { .. } => Value::None,
        };
        self.open_names.truncate(frame.name_start);
        self.names.leave();
        if let Some(node) = frame.node {
            self.tree.close(node, &text, value);
        }
        self.texts[self.frames.len()] = text;
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

    /// The value of an element with simple content.
    fn value(&mut self, simple: &'static SimpleType, text: &str, frame: &Frame) -> Value {
        match lexical::check(simple, text) {
            Ok(value) => {
                // A serial number of a certificate may be of any length; a count that no file can have is worth a word.
                let is_count = matches!(simple.kind, SimpleKind::Integer { min: Some(_), max: None });
                if is_count && matches!(value, Value::Natural { too_large: true, .. }) {
                    let name = self.open_names[frame.name_start..].to_owned();
                    self.problem(ProblemKind::NumberTooLarge, frame.at, &name, text.trim(), "a number below 2^64");
                }
                value
            }
            Err(lexical::Invalid) => {
                let kind = if matches!(simple.kind, SimpleKind::Uuid) { ProblemKind::InvalidUuid } else { ProblemKind::InvalidValue };
                let name = self.open_names[frame.name_start..].to_owned();
                self.problem(kind, frame.at, &name, text.trim(), simple.label);
                Value::None
            }
        }
    }
}

/// How far an element is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Admitted {
    Checked,
    /// Behind a wildcard: as far as it is declared.
    Laxly,
    /// Behind a wildcard: it has to be declared, or `xsi:type` has to name its type.
    Strictly,
    Unchecked,
}

/// The type of an element, `None` where it is not checked, and the place of its `xsi:type`.
#[derive(Clone, Copy)]
struct Typed {
    ty: Option<Type>,
    at: Option<Place>,
    /// Whether the schema declares the element, not only its type.
    is_declared: bool,
}

impl Typed {
    fn complex(self) -> Option<&'static ComplexType> {
        match self.ty {
            Some(Type::Complex(complex)) => Some(complex),
            _ => None,
        }
    }
}
