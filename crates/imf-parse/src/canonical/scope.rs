//! The namespaces in force, by numbers.

use std::collections::HashMap;
use std::sync::Arc;

use super::Obstacle;
use crate::reader::Attributes;

/// More prefixes, or namespaces, than any document has.
const MOST: usize = 1000;

/// The namespace declarations of the open elements.
///
/// Prefixes and namespaces have numbers, so that what a view has written last for a prefix is found at once however many
/// there are.
pub(super) struct Scope {
    prefixes: Numbers,
    namespaces: Numbers,
    /// For each prefix the namespaces that it is bound to, the innermost last.
    bound: Vec<Vec<u32>>,
    /// The prefixes that open elements declare, the innermost last.
    declared: Vec<u32>,
    /// For each open element, how many of them come from further out.
    marks: Vec<usize>,
}

impl Default for Scope {
    fn default() -> Self {
        let mut scope = Self {
            prefixes: Numbers::default(),
            namespaces: Numbers::default(),
            bound: Vec::new(),
            declared: Vec::new(),
            marks: Vec::new(),
        };
        // In the order of the constants below, and far from any limit.
        for prefix in ["", "xml", "#"] {
            let _ = scope.prefixes.number(prefix);
        }
        let none = scope.namespaces.number("").unwrap_or_default();
        let xml = scope
            .namespaces
            .number("http://www.w3.org/XML/1998/namespace")
            .unwrap_or_default();
        scope.bound = vec![vec![none], vec![xml], vec![none]];
        scope
    }
}

impl Scope {
    /// No prefix: the default namespace.
    pub(super) const DEFAULT: u32 = 0;
    /// The prefix `xml`.
    pub(super) const XML: u32 = 1;
    /// What attributes without a prefix have: no namespace. It is no prefix that can be written.
    pub(super) const NO_NAMESPACE: u32 = 2;

    /// Takes the declarations of a start tag.
    pub(super) fn enter(&mut self, attributes: Attributes<'_>) -> Result<(), Obstacle> {
        self.marks.push(self.declared.len());
        for attribute in attributes.iter() {
            let prefix = match attribute.name.strip_prefix("xmlns") {
                // It is bound from the start, and never written.
                Some(":xml") => continue,
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let prefix = self.prefixes.number(prefix)?;
            let namespace = self.namespaces.number(attribute.value)?;
            if self.bound.len() <= prefix as usize {
                self.bound.resize_with(prefix as usize + 1, Vec::new);
            }
            self.bound[prefix as usize].push(namespace);
            self.declared.push(prefix);
        }
        Ok(())
    }

    /// Forgets those of the element that was entered last.
    pub(super) fn leave(&mut self) {
        let mark = self.marks.pop().unwrap_or_default();
        for prefix in self.declared.drain(mark..) {
            self.bound[prefix as usize].pop();
        }
    }

    /// The number of a prefix that is bound.
    pub(super) fn prefix(&self, prefix: &str) -> Option<u32> {
        let number = *self.prefixes.of.get(prefix)?;
        self.bound.get(number as usize)?.last()?;
        Some(number)
    }

    /// The prefix of that number.
    pub(super) fn prefix_text(&self, prefix: u32) -> &str {
        self.prefixes.text(prefix)
    }

    /// The number of the namespace that a prefix is bound to; 0 for none.
    pub(super) fn namespace_number(&self, prefix: u32) -> u32 {
        let bound = self.bound.get(prefix as usize);
        bound
            .and_then(|bound| bound.last())
            .copied()
            .unwrap_or_default()
    }

    /// The namespace that a prefix is bound to; empty for none.
    pub(super) fn namespace(&self, prefix: u32) -> &str {
        self.namespaces.text(self.namespace_number(prefix))
    }

    /// The prefixes that the element entered last declares.
    pub(super) fn declared_here(&self) -> &[u32] {
        let mark = self.marks.last().copied().unwrap_or_default();
        &self.declared[mark..]
    }

    /// The prefixes that any open element declares, those declared twice twice.
    pub(super) fn declared(&self) -> &[u32] {
        &self.declared
    }
}

/// Texts and their numbers.
#[derive(Default)]
struct Numbers {
    texts: Vec<Arc<str>>,
    of: HashMap<Arc<str>, u32>,
}

impl Numbers {
    fn number(&mut self, text: &str) -> Result<u32, Obstacle> {
        if let Some(&number) = self.of.get(text) {
            return Ok(number);
        }
        if self.texts.len() == MOST {
            return Err(Obstacle::TooManyNames);
        }
        let number = u32::try_from(self.texts.len()).map_err(|_| Obstacle::TooManyNames)?;
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.of.insert(text, number);
        Ok(number)
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }
}
