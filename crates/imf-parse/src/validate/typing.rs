//! Which type an element is held against.

use std::hash::Hasher;

use super::admit::Admitted;
use super::names::Resolved;
use super::{Engine, Held};
use crate::automaton::Automaton;
use crate::grammar::{self, ComplexType, Content, ElementDecl, Ns, Type};
use crate::reader::{Attributes, Stop};
use crate::{Place, ProblemKind};

impl Engine {
    /// The type that the element is held against: the declared one, or one derived from it that `xsi:type` names.
    pub(super) fn type_of(
        &mut self,
        decl: Option<&'static ElementDecl>,
        admitted: Admitted,
        name: &Resolved<'_>,
        attributes: Attributes<'_>,
        at: Place,
    ) -> Result<Typed, Stop> {
        if admitted == Admitted::Unchecked {
            return Ok(Typed {
                ty: None,
                at: None,
                is_declared: false,
            });
        }
        let is_declared = decl.is_some();
        let declared = decl.map_or(Type::Any, |decl| decl.ty);
        let mut ty = declared;
        let mut type_at = None;
        for attribute in attributes.iter() {
            if !attribute.name.ends_with(":type") || self.names.attribute(&attribute)?.ns != Ns::XSI
            {
                continue;
            }
            type_at = Some(attribute.at);
            let value = attribute.value.trim();
            let type_name = self.names.qname(value);
            let named = type_name.and_then(|(ns, local)| grammar::named_type(ns, local));
            let derived = named.filter(|named| named.derives_from(declared));
            let Some(derived) = derived else {
                let expected = match (named, declared) {
                    (None, _) => "the name of a type that the schemas define".to_owned(),
                    (Some(_), Type::Complex(base)) if !base.name.is_empty() => {
                        format!("a type derived from {}", base.name)
                    }
                    (Some(_), _) => "a type derived from the element's own".to_owned(),
                };
                let kind = match type_name {
                    Some((Ns::UNKNOWN, _)) => ProblemKind::UnknownType,
                    _ => ProblemKind::InvalidType,
                };
                self.problem(kind, attribute.at, name.local, value, &expected);
                return Ok(Typed {
                    ty: None,
                    at: type_at,
                    is_declared,
                });
            };
            ty = derived;
        }
        if admitted == Admitted::Strictly && !is_declared && type_at.is_none() {
            let found = name.describe(&self.names);
            self.problem(
                ProblemKind::UnexpectedElement,
                at,
                name.local,
                &found,
                "an element that a known schema declares",
            );
            return Ok(Typed {
                ty: None,
                at: None,
                is_declared,
            });
        }
        if let Type::Complex(complex) = ty
            && complex.is_abstract
        {
            let expected = format!(
                "`xsi:type` with the name of a type derived from {}",
                complex.name
            );
            self.problem(
                ProblemKind::MissingType,
                type_at.unwrap_or(at),
                name.local,
                "",
                &expected,
            );
            return Ok(Typed {
                ty: None,
                at: type_at,
                is_declared,
            });
        }
        Ok(Typed {
            ty: Some(ty),
            at: type_at,
            is_declared,
        })
    }

    pub(super) fn held(&mut self, ty: Option<Type>) -> Held {
        match ty {
            None => Held::Nothing,
            Some(Type::Any) => Held::Anything,
            Some(Type::Simple(simple)) => Held::Simple(simple),
            Some(Type::Complex(complex)) => match &complex.content {
                Content::Any => Held::Anything,
                Content::Empty => Held::Empty {
                    mixed: complex.mixed,
                },
                Content::Simple(simple) => Held::Simple(simple),
                Content::Particle(model) => {
                    let automata = &mut self.automata;
                    let automaton = *self
                        .automaton_of
                        .entry(std::ptr::from_ref(complex).addr())
                        .or_insert_with(|| {
                            automata.push(Automaton::new(model));
                            automata.len() - 1
                        });
                    Held::Elements {
                        automaton,
                        mixed: complex.mixed,
                    }
                }
            },
        }
    }
}

/// The type of an element, `None` where it is not checked, and the place of its `xsi:type`.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) ty: Option<Type>,
    pub(super) at: Option<Place>,
    /// Whether the schema declares the element, not only its type.
    pub(super) is_declared: bool,
}

impl Typed {
    pub(super) fn complex(self) -> Option<&'static ComplexType> {
        match self.ty {
            Some(Type::Complex(complex)) => Some(complex),
            _ => None,
        }
    }
}

/// Hashes the address of a type, which no document has a say in.
#[derive(Default)]
pub(super) struct Address(u64);

impl Hasher for Address {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, address: usize) {
        // Fibonacci hashing: the high bits and the low ones depend on all of the address.
        let mixed = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}
