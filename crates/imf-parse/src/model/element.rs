//! Elements that no typed value covers: essence descriptors, extensions, algorithm parameters.

use std::fmt;
use std::sync::Arc;

use crate::{Located, Place};

/// A name and its namespace.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// The namespace URI, shared by all that is in it; empty for no namespace.
    pub namespace: Arc<str>,
    /// The name without its prefix.
    pub local: Box<str>,
}

impl Name {
    /// Whether this is `local` of `namespace`.
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        &*self.local == local && &*self.namespace == namespace
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}{}", self.namespace, self.local)
    }
}

/// An element with all that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// The place of its `<`.
    pub at: Place,
    /// Its attributes without namespace declarations, in the order of the text.
    pub attributes: Vec<Attribute>,
    /// Its child elements.
    pub children: Vec<Element>,
    /// Its own text, pieces between children joined.
    pub text: Box<str>,
}

impl Element {
    /// The first child of that local name, in whatever namespace.
    pub fn child(&self, local: &str) -> Option<&Element> {
        self.children
            .iter()
            .find(|child| &*child.name.local == local)
    }

    /// The value of the attribute of that local name.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| &*attribute.name.local == local)
            .map(|attribute| &*attribute.value.value)
    }
}

/// An attribute of an [`Element`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// Its value, normalized as XML 1.0 says for character data.
    pub value: Located<Box<str>>,
}
