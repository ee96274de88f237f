//! The words in which the tables are written.

use super::{
    AttributeDecl, ComplexType, Content, ElementDecl, Ns, Particle, SimpleType, Term, Type,
    UNBOUNDED, Wildcard,
};

/// A document's schema: what may be named from outside it.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) elements: &'static [&'static ElementDecl],
    pub(crate) complex_types: &'static [&'static ComplexType],
    pub(crate) simple_types: &'static [(&'static str, &'static SimpleType)],
}

/// Exactly once.
pub(crate) const fn one(term: Term) -> Particle {
    Particle {
        min: 1,
        max: 1,
        term,
    }
}

/// At most once.
pub(crate) const fn opt(term: Term) -> Particle {
    Particle {
        min: 0,
        max: 1,
        term,
    }
}

/// At least once.
pub(crate) const fn some(term: Term) -> Particle {
    Particle {
        min: 1,
        max: UNBOUNDED,
        term,
    }
}

/// Any number of times.
pub(crate) const fn many(term: Term) -> Particle {
    Particle {
        min: 0,
        max: UNBOUNDED,
        term,
    }
}

/// `##other` of the target namespace `ns`, assessed laxly.
pub(crate) const fn other(ns: Ns) -> Term {
    Term::Wildcard(Wildcard {
        other_than: Some(ns),
        strict: false,
    })
}

/// `##other` of the target namespace `ns`, where only declared elements may stand.
pub(crate) const fn declared_other(ns: Ns) -> Term {
    Term::Wildcard(Wildcard {
        other_than: Some(ns),
        strict: true,
    })
}

/// An element with a simple type.
pub(crate) const fn simple_element(
    ns: Ns,
    name: &'static str,
    ty: &'static SimpleType,
) -> ElementDecl {
    ElementDecl {
        ns,
        name,
        ty: Type::Simple(ty),
    }
}

/// An element with a complex type.
pub(crate) const fn complex_element(
    ns: Ns,
    name: &'static str,
    ty: &'static ComplexType,
) -> ElementDecl {
    ElementDecl {
        ns,
        name,
        ty: Type::Complex(ty),
    }
}

/// An attribute that may stand.
pub(crate) const fn optional(name: &'static str, ty: &'static SimpleType) -> AttributeDecl {
    AttributeDecl {
        name,
        ty,
        required: false,
    }
}

/// An attribute that has to stand.
pub(crate) const fn required(name: &'static str, ty: &'static SimpleType) -> AttributeDecl {
    AttributeDecl {
        name,
        ty,
        required: true,
    }
}

/// A complex type with element content.
pub(crate) const fn complex(ns: Ns, name: &'static str, particle: Particle) -> ComplexType {
    of_content(ns, name, Content::Particle(particle))
}

/// A complex type with text content.
pub(crate) const fn text(ns: Ns, name: &'static str, ty: &'static SimpleType) -> ComplexType {
    of_content(ns, name, Content::Simple(ty))
}

/// A complex type with that content.
pub(crate) const fn of_content(ns: Ns, name: &'static str, content: Content) -> ComplexType {
    ComplexType {
        ns,
        name,
        base: None,
        is_abstract: false,
        mixed: false,
        attributes: &[],
        content,
    }
}

impl ComplexType {
    pub(crate) const fn abstracted(mut self) -> Self {
        self.is_abstract = true;
        self
    }

    pub(crate) const fn mixed(mut self) -> Self {
        self.mixed = true;
        self
    }

    pub(crate) const fn derived_from(mut self, base: &'static ComplexType) -> Self {
        self.base = Some(base);
        self
    }

    pub(crate) const fn with(mut self, attributes: &'static [AttributeDecl]) -> Self {
        self.attributes = attributes;
        self
    }
}

/// The particles of a sequence or choice in a target namespace, one a line:
///
/// * `one Id: UUID;` an element with a simple type (`one`, `opt`, `some`, `many` say how often);
/// * `some Asset: complex ASSET;` an element with a complex type;
/// * `one AssetList: { … };` an element with an anonymous type, a sequence;
/// * `one Value: any;` an element that may hold anything;
/// * `opt ref ds::SIGNATURE;` an element declared elsewhere;
/// * `many term other(NS);` any other term;
/// * `group BASE;` a particle declared elsewhere.
macro_rules! particles {
    ($ns:expr; $($line:tt)*) => { $crate::grammar::notation::particles!(@ $ns, [] $($line)*) };
    (@ $ns:expr, [$($done:tt)*]) => { &[$($done)*] };
    (@ $ns:expr, [$($done:tt)*] group $particle:path; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@ $ns, [$($done)* $particle,] $($rest)*)
    };
    (@ $ns:expr, [$($done:tt)*] $often:ident ref $decl:path; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@ $ns, [$($done)*
            $crate::grammar::notation::$often($crate::grammar::Term::Element(&$decl)),
        ] $($rest)*)
    };
    (@ $ns:expr, [$($done:tt)*] $often:ident term $term:expr; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@ $ns, [$($done)*
            $crate::grammar::notation::$often($term),
        ] $($rest)*)
    };
    (@ $ns:expr, [$($done:tt)*] $often:ident $name:ident: any; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@element $ns, [$($done)*] $often, $name,
            $crate::grammar::Type::Any; $($rest)*)
    };
    (@ $ns:expr, [$($done:tt)*] $often:ident $name:ident: { $($inner:tt)* }; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@element $ns, [$($done)*] $often, $name,
            $crate::grammar::Type::Complex(&$crate::grammar::notation::complex(
                $ns, "", $crate::grammar::notation::sequence!($ns; $($inner)*)
            )); $($rest)*)
    };
    (@ $ns:expr, [$($done:tt)*] $often:ident $name:ident: complex $ty:path; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@element $ns, [$($done)*] $often, $name,
            $crate::grammar::Type::Complex(&$ty); $($rest)*)
    };
    (@ $ns:expr, [$($done:tt)*] $often:ident $name:ident: $ty:path; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@element $ns, [$($done)*] $often, $name,
            $crate::grammar::Type::Simple(&$ty); $($rest)*)
    };
    (@element $ns:expr, [$($done:tt)*] $often:ident, $name:ident, $ty:expr; $($rest:tt)*) => {
        $crate::grammar::notation::particles!(@ $ns, [$($done)*
            $crate::grammar::notation::$often($crate::grammar::Term::Element(&$crate::grammar::ElementDecl {
                ns: $ns,
                name: stringify!($name),
                ty: $ty,
            })),
        ] $($rest)*)
    };
}

/// A sequence, once.
macro_rules! sequence {
    ($($body:tt)*) => {
        $crate::grammar::notation::one($crate::grammar::notation::sequence_term!($($body)*))
    };
}

/// A sequence as a term.
macro_rules! sequence_term {
    ($($body:tt)*) => {
        $crate::grammar::Term::Sequence($crate::grammar::notation::particles!($($body)*))
    };
}

/// A choice as a term.
macro_rules! choice_term {
    ($($body:tt)*) => {
        $crate::grammar::Term::Choice($crate::grammar::notation::particles!($($body)*))
    };
}

pub(crate) use {choice_term, particles, sequence, sequence_term};
