//! Namespaces in XML 1.0: prefixes to URIs.

use std::sync::Arc;

use crate::Place;
use crate::grammar::Ns;
use crate::reader::{
    Attributes, RawAttribute, Stop, Tag, clip, limit, not_well_formed, split_name,
};
use crate::tree::Tree;

const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";
/// More namespaces than any document has; they are searched one by one.
const MOST_URIS: usize = 1000;
const XMLNS_URI: &str = "http://www.w3.org/2000/xmlns/";

/// The namespace declarations in force.
#[derive(Debug)]
pub(crate) struct Names {
    /// Every URI met so far; their numbers never change.
    uris: Vec<Arc<str>>,
    kinds: Vec<Ns>,
    bindings: Vec<Binding>,
    /// What no prefix is bound to.
    default: u32,
    /// For each open element that declares something: how deep it is, how many bindings there were before it, and what no
    /// prefix was bound to.
    marks: Vec<(usize, usize, u32)>,
    depth: usize,
}

#[derive(Debug)]
struct Binding {
    prefix: Box<str>,
    uri: u32,
}

/// A name with its namespace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolved<'a> {
    pub(crate) ns: Ns,
    pub(crate) uri: u32,
    pub(crate) local: &'a str,
    pub(crate) at: Place,
}

impl Resolved<'_> {
    /// The name for a message; the namespace where the grammar does not know it.
    pub(crate) fn describe(&self, names: &Names) -> String {
        let local = clip(self.local);
        match names.uri(self.uri) {
            "" => format!("`{local}` without a namespace"),
            uri if self.ns == Ns::UNKNOWN => format!("`{local}` of the namespace `{}`", clip(uri)),
            _ => format!("`{local}`"),
        }
    }
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Self {
            uris: Vec::new(),
            kinds: Vec::new(),
            bindings: Vec::new(),
            default: 0,
            marks: Vec::new(),
            depth: 0,
        };
        let none = names.intern("");
        let xml = names.intern(XML_URI);
        names.default = none;
        names.bindings.push(Binding {
            prefix: "xml".into(),
            uri: xml,
        });
        names
    }
}

impl Names {
    fn intern(&mut self, uri: &str) -> u32 {
        let index = self
            .uris
            .iter()
            .position(|known| &**known == uri)
            .unwrap_or_else(|| {
                self.uris.push(uri.into());
                self.kinds.push(Ns::of(uri));
                self.uris.len() - 1
            });
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    pub(crate) fn uri(&self, number: u32) -> &str {
        self.uris.get(number as usize).map_or("", |uri| uri)
    }

    /// Takes the declarations of a start tag.
    pub(crate) fn enter(&mut self, attributes: Attributes<'_>) -> Result<(), Stop> {
        self.depth += 1;
        if attributes.len() == 0 {
            return Ok(());
        }
        let mark = (self.depth, self.bindings.len(), self.default);
        for attribute in attributes.iter() {
            let prefix = match attribute.name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let uri = attribute.value;
            let fault = match prefix {
                "xmlns" => Some("the prefix `xmlns` declared".to_owned()),
                "xml" if uri != XML_URI => {
                    Some("the prefix `xml` bound to another namespace than its own".to_owned())
                }
                "xml" => None,
                _ if uri == XML_URI || uri == XMLNS_URI => Some(format!(
                    "the prefix `{}` bound to a reserved namespace",
                    clip(prefix)
                )),
                "" => None,
                _ if uri.is_empty() => Some(format!(
                    "the prefix `{}` bound to no namespace",
                    clip(prefix)
                )),
                _ => None,
            };
            if let Some(found) = fault {
                return Err(not_well_formed(
                    u64::from(attribute.at.offset()),
                    &found,
                    "a declaration that Namespaces in XML allows",
                ));
            }
            if self.uris.len() >= MOST_URIS && !self.uris.iter().any(|known| **known == *uri) {
                return Err(limit(
                    u64::from(attribute.at.offset()),
                    "namespaces of one document",
                    MOST_URIS as u64,
                ));
            }
            if self.marks.last() != Some(&mark) {
                self.marks.push(mark);
            }
            let uri = self.intern(uri);
            if prefix.is_empty() {
                self.default = uri;
            } else {
                self.bindings.push(Binding {
                    prefix: prefix.into(),
                    uri,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        if let Some((_, bindings, default)) = self.marks.pop_if(|mark| mark.0 == self.depth) {
            self.bindings.truncate(bindings);
            self.default = default;
        }
        self.depth -= 1;
    }

    #[inline]
    fn lookup(&self, prefix: &str) -> Option<u32> {
        // Most names have no prefix.
        if prefix.is_empty() {
            return Some(self.default);
        }
        let mut bindings = self.bindings.iter().rev();
        let binding = bindings.find(|binding| &*binding.prefix == prefix);
        binding.map(|binding| binding.uri)
    }

    #[inline]
    fn resolved<'a>(&self, prefix: &str, local: &'a str, at: Place) -> Result<Resolved<'a>, Stop> {
        let Some(uri) = self.lookup(prefix) else {
            return Err(undeclared(prefix, at));
        };
        Ok(Resolved {
            ns: self.kinds[uri as usize],
            uri,
            local,
            at,
        })
    }

    /// The name of an element.
    #[inline]
    pub(crate) fn element<'a>(&self, tag: &Tag<'a>) -> Result<Resolved<'a>, Stop> {
        let (prefix, local) = tag.split_name();
        self.resolved(prefix, local, tag.at)
    }

    /// The name of an attribute, which without a prefix is in no namespace.
    pub(crate) fn attribute<'a>(&self, attribute: &RawAttribute<'a>) -> Result<Resolved<'a>, Stop> {
        match split_name(attribute.name) {
            ("", local) => Ok(Resolved {
                ns: Ns::NONE,
                uri: 0,
                local,
                at: attribute.at,
            }),
            (prefix, local) => self.resolved(prefix, local, attribute.at),
        }
    }

    /// The same, `None` for a namespace declaration.
    pub(crate) fn attribute_or_declaration<'a>(
        &self,
        attribute: &RawAttribute<'a>,
    ) -> Result<Option<Resolved<'a>>, Stop> {
        if attribute.name == "xmlns" || attribute.name.starts_with("xmlns:") {
            return Ok(None);
        }
        self.attribute(attribute).map(Some)
    }

    /// The namespace and local part of a QName in a value.
    pub(crate) fn qname<'a>(&self, text: &'a str) -> Option<(Ns, &'a str)> {
        let (prefix, local) = split_name(text);
        let uri = self.lookup(prefix)?;
        Some((self.kinds[uri as usize], local))
    }

    /// Lends the URIs to a tree whose nodes name them by number.
    pub(crate) fn lend_uris(&mut self, tree: &mut Tree) {
        std::mem::swap(&mut self.uris, &mut tree.uris);
    }

    /// Takes them back.
    pub(crate) fn return_uris(&mut self, tree: &mut Tree) {
        std::mem::swap(&mut self.uris, &mut tree.uris);
    }
}

#[cold]
fn undeclared(prefix: &str, at: Place) -> Stop {
    not_well_formed(
        u64::from(at.offset()),
        &format!("the prefix `{}`, which is not declared", clip(prefix)),
        "a prefix that `xmlns:` declares here or further out",
    )
}
