//! What each document's schema allows, as data.
//!
//! The tables below this module state the content models of the published schemas in our own notation: which
//! elements in which order and number, which datatypes, which `xsi:type`s, what wildcards admit. The engine in
//! `validate` walks them while the text is read. Extension is written out: a type that extends another repeats
//! its base's particle in front of its own, and names the base for `xsi:type`.

mod am;
mod cc;
mod cpl;
mod dcml;
mod derivation;
mod ds;
mod index;
pub(crate) mod lexical;
pub(crate) mod namespace;
mod notation;
mod opl;
mod pkl;
mod plugins;
mod scm;
mod simple;
mod xs;

pub(crate) use index::{global_element, named_type};
pub(crate) use namespace::Ns;
pub(crate) use xs::{NIL, NO_NAMESPACE_SCHEMA_LOCATION, SCHEMA_LOCATION};

/// A global or local element declaration.
#[derive(Debug)]
pub(crate) struct ElementDecl {
    pub(crate) ns: Ns,
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
}

/// The type of an element.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// `xs:anyType`: any attributes, any content, children assessed laxly.
    Any,
    Complex(&'static ComplexType),
    Simple(&'static SimpleType),
}

/// A complex type.
#[derive(Debug)]
pub(crate) struct ComplexType {
    /// Namespace and name, for `xsi:type` and messages; the name is empty where the type is anonymous.
    pub(crate) ns: Ns,
    pub(crate) name: &'static str,
    /// The type it extends or restricts; `None` for `xs:anyType`.
    pub(crate) base: Option<&'static ComplexType>,
    pub(crate) is_abstract: bool,
    /// Whether text may stand between the children.
    pub(crate) mixed: bool,
    pub(crate) attributes: &'static [AttributeDecl],
    pub(crate) content: Content,
}

/// An attribute declaration; all are unqualified.
#[derive(Debug)]
pub(crate) struct AttributeDecl {
    pub(crate) name: &'static str,
    pub(crate) ty: &'static SimpleType,
    pub(crate) required: bool,
}

/// What stands inside an element of complex type.
#[derive(Debug)]
pub(crate) enum Content {
    /// Nothing (of a mixed type: text only).
    Empty,
    /// As `xs:anyType`: anything, assessed laxly (an extension of `xs:anyType` by nothing).
    Any,
    /// Text of a simple type.
    Simple(&'static SimpleType),
    /// Elements.
    Particle(Particle),
}

/// A term and how often it may stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Particle {
    pub(crate) min: u32,
    /// [`UNBOUNDED`] for no limit.
    pub(crate) max: u32,
    pub(crate) term: Term,
}

/// `maxOccurs="unbounded"`.
pub(crate) const UNBOUNDED: u32 = u32::MAX;

/// What a particle repeats.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    Choice(&'static [Particle]),
    Element(&'static ElementDecl),
    Sequence(&'static [Particle]),
    Wildcard(Wildcard),
}

/// `xs:any`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wildcard {
    /// `##other`: the namespace that is not admitted (and no namespace is not either); `None` for `##any`.
    pub(crate) other_than: Option<Ns>,
    /// `processContents="strict"`: the element has to be declared, else it may be.
    pub(crate) strict: bool,
}

/// A simple type.
#[derive(Debug)]
pub(crate) struct SimpleType {
    /// What a message calls it: `a UUID as URN`, `a positive whole number`.
    pub(crate) label: &'static str,
    pub(crate) kind: SimpleKind,
    /// The type that it restricts; `None` for lists, unions and `xs:anySimpleType`.
    pub(crate) base: Option<&'static SimpleType>,
}

/// The datatypes that the schemas use.
#[derive(Debug)]
pub(crate) enum SimpleKind {
    AnyUri,
    Base64,
    Boolean,
    DateTime,
    /// `xs:decimal` between two bounds with at most so many fraction digits (`None`: no facet).
    Decimal {
        range: Option<(i32, i32)>,
        fraction_digits: Option<u32>,
    },
    /// `xs:token` (white space collapsed) or `xs:string` with an enumeration.
    Enumeration {
        collapse: bool,
        values: &'static [&'static str],
    },
    /// `xs:ID`: an NCName, once in a document.
    Id,
    /// Any integer type: bounds, inclusive.
    Integer {
        min: Option<i128>,
        max: Option<i128>,
    },
    /// `xs:language`.
    Language,
    /// A list of items, at least and at most so many.
    List {
        item: &'static SimpleType,
        min: usize,
        max: Option<usize>,
    },
    /// `xs:string` with a pattern, as the function that decides it.
    Pattern(fn(&str) -> bool),
    /// ST 433 `RationalType`: a list of two `xs:long` with its pattern.
    Rational,
    /// `HH:MM:SS`.
    RunningTime,
    String,
    /// `HH:MM:SS:FF` with the separators of ST 2067-3.
    Timecode,
    /// `xs:token`, anything.
    Token,
    /// One of several types.
    Union(&'static [&'static SimpleType]),
    /// `urn:uuid:` and 8-4-4-4-12 digits.
    Uuid,
}
