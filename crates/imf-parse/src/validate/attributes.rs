//! Attributes against their declarations.

use super::Engine;
use super::names::Resolved;
use super::typing::Typed;
use crate::grammar::lexical::{self};
use crate::grammar::{self, Content, Ns, SimpleKind, Type};
use crate::reader::{Attributes, RawAttribute, Stop, clip, not_well_formed};
use crate::{Place, ProblemKind};

/// Longer values are not compared with the last one.
const LONGEST_KNOWN: usize = 100;

impl Engine {
    /// Holds the attributes against the type, and keeps them if the element is captured.
    pub(super) fn attributes(
        &mut self,
        attributes: Attributes<'_>,
        typed: Typed,
        name: &Resolved<'_>,
        captured: bool,
    ) -> Result<(), Stop> {
        let ty = typed.ty;
        let declared: &'static [grammar::AttributeDecl] = match ty {
            Some(Type::Complex(complex)) => complex.attributes,
            _ => &[],
        };
        if attributes.len() == 0 && !declared.iter().any(|attribute| attribute.required) {
            return Ok(());
        }
        let lax = match ty {
            None | Some(Type::Any) => true,
            Some(Type::Complex(complex)) => matches!(complex.content, Content::Any),
            Some(Type::Simple(_)) => false,
        };
        let mut required = declared
            .iter()
            .filter(|attribute| attribute.required)
            .count();
        for (index, attribute) in attributes.iter().enumerate() {
            let Some(resolved) = self.names.attribute_or_declaration(&attribute)? else {
                continue;
            };
            if resolved.ns != Ns::NONE
                && self.is_duplicate(attributes.iter().take(index), &resolved)?
            {
                let found = format!("the attribute `{}` twice in one tag", clip(attribute.name));
                return Err(not_well_formed(
                    u64::from(attribute.at.offset()),
                    &found,
                    "each attribute once",
                ));
            }
            if captured {
                self.tree
                    .attribute(resolved.uri, resolved.local, attribute.value, attribute.at);
            }
            if ty.is_none() {
                continue;
            }
            if resolved.ns == Ns::XSI
                && self.instance_attribute(
                    &attribute,
                    resolved.local,
                    typed.is_declared,
                    name.local,
                )
            {
                continue;
            }
            match declared
                .iter()
                .find(|declared| resolved.ns == Ns::NONE && declared.name == resolved.local)
            {
                Some(declared) => {
                    required -= usize::from(declared.required);
                    self.attribute_value(&attribute, declared);
                }
                None if lax => {}
                None => {
                    let expected = match declared {
                        [] => format!("no attributes on `{}`", name.local),
                        some => some
                            .iter()
                            .map(|attribute| format!("`{}`", attribute.name))
                            .collect::<Vec<_>>()
                            .join(", "),
                    };
                    let found = format!("the attribute `{}`", clip(attribute.name));
                    self.problem(
                        ProblemKind::UnexpectedAttribute,
                        attribute.at,
                        attribute.name,
                        &found,
                        &expected,
                    );
                }
            }
        }
        if required > 0 {
            for missing in declared.iter().filter(|declared| declared.required) {
                let present = attributes
                    .iter()
                    .any(|attribute| attribute.name == missing.name);
                if !present {
                    let expected =
                        format!("the attribute `{}`: {}", missing.name, missing.ty.label);
                    self.problem(
                        ProblemKind::MissingAttribute,
                        name.at,
                        missing.name,
                        "",
                        &expected,
                    );
                }
            }
        }
        Ok(())
    }

    /// Holds one of the four attributes that may stand on every element against its type. Whether it is one of them.
    pub(super) fn instance_attribute(
        &mut self,
        attribute: &RawAttribute<'_>,
        local: &str,
        is_declared: bool,
        element: &str,
    ) -> bool {
        let ty = match local {
            "type" => return true,
            // No declaration of ours allows nil.
            "nil" if is_declared => {
                let found = format!("`{}` on `{element}`", clip(attribute.name));
                self.problem(
                    ProblemKind::UnexpectedAttribute,
                    attribute.at,
                    attribute.name,
                    &found,
                    "an element that is not nil",
                );
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

    pub(super) fn is_duplicate<'a>(
        &mut self,
        earlier: impl Iterator<Item = RawAttribute<'a>>,
        resolved: &Resolved<'_>,
    ) -> Result<bool, Stop> {
        for attribute in earlier {
            if let Some(other) = self.names.attribute_or_declaration(&attribute)?
                && other.uri == resolved.uri
                && other.local == resolved.local
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn attribute_value(
        &mut self,
        attribute: &RawAttribute<'_>,
        declared: &grammar::AttributeDecl,
    ) {
        // Digest algorithms say the same again and again.
        let (ty, known) = &mut self.known_value;
        let type_address = std::ptr::from_ref(declared.ty).addr();
        if *ty == type_address && known == attribute.value {
            return;
        }
        if lexical::check(declared.ty, attribute.value).is_err() {
            self.problem(
                ProblemKind::InvalidValue,
                attribute.at,
                attribute.name,
                attribute.value,
                declared.ty.label,
            );
            return;
        }
        if matches!(declared.ty.kind, SimpleKind::Id) {
            self.xml_id(attribute.value.trim(), attribute.at, attribute.name);
        } else if attribute.value.len() <= LONGEST_KNOWN {
            *ty = type_address;
            known.clear();
            known.push_str(attribute.value);
        }
    }

    pub(super) fn xml_id(&mut self, value: &str, at: Place, subject: &str) {
        if self.xml_ids.insert(value.into(), at).is_some() {
            self.problem(
                ProblemKind::DuplicateXmlId,
                at,
                subject,
                value,
                "a value that no other attribute of type `xs:ID` has",
            );
        }
    }
}
