//! A small subtree of a document, as it was read: what the typed values are made of.
//!
//! One tree serves a whole document: it is emptied and filled again for each asset, resource or descriptor, so
//! reading a million of them allocates for one.

use std::sync::Arc;

use crate::grammar::lexical::Value;
use crate::grammar::{ComplexType, ElementDecl, Ns};
use crate::model::{Attribute, Element, Name};
use crate::validate::Resolved;
use crate::{Located, Place};

/// The nodes of a subtree in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<TreeAttribute>,
    text: String,
    /// Namespace URIs, by the numbers that names carry.
    pub(crate) uris: Vec<Arc<str>>,
}

#[derive(Debug)]
struct Node {
    ns: Ns,
    uri: u32,
    local: Local,
    text: Span,
    attributes: Span,
    /// The node after the last of its subtree.
    end: u32,
    at: Place,
    value: Value,
    /// The complex type it was held against, and the place of the `xsi:type` that named it.
    ty: Option<&'static ComplexType>,
    type_at: Option<Place>,
}

/// The local name of a node.
#[derive(Clone, Copy, Debug)]
enum Local {
    /// As the schema that declares it has it.
    Declared(&'static str),
    Written(Span),
}

#[derive(Debug)]
struct TreeAttribute {
    uri: u32,
    local: Span,
    value: Span,
    at: Place,
}

#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Tree {
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.attributes.clear();
        self.text.clear();
    }

    /// How many bytes the tree holds, near enough.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
            + self.nodes.len() * size_of::<Node>()
            + self.attributes.len() * size_of::<TreeAttribute>()
    }

    /// Opens a node; its number closes it.
    pub(crate) fn open(
        &mut self,
        name: &Resolved<'_>,
        declared: Option<&'static ElementDecl>,
    ) -> u32 {
        let local = match declared {
            Some(declared) => Local::Declared(declared.name),
            None => Local::Written(self.push_text(name.local)),
        };
        let attributes = number(self.attributes.len());
        let node = number(self.nodes.len());
        self.nodes.push(Node {
            ns: name.ns,
            uri: name.uri,
            local,
            text: Span::default(),
            attributes: Span {
                start: attributes,
                end: attributes,
            },
            end: node + 1,
            at: name.at,
            value: Value::None,
            ty: None,
            type_at: None,
        });
        node
    }

    /// Adds an attribute to the node that was opened last.
    pub(crate) fn attribute(&mut self, uri: u32, local: &str, value: &str, at: Place) {
        let (local, value) = (self.push_text(local), self.push_text(value));
        self.attributes.push(TreeAttribute {
            uri,
            local,
            value,
            at,
        });
        if let Some(node) = self.nodes.last_mut() {
            node.attributes.end = number(self.attributes.len());
        }
    }

    /// States the type of the node that was opened last.
    pub(crate) fn set_type(&mut self, ty: Option<&'static ComplexType>, type_at: Option<Place>) {
        if let Some(node) = self.nodes.last_mut() {
            node.ty = ty;
            node.type_at = type_at;
        }
    }

    /// Adds to the text of a node. `false` where something else came behind what it has: then it is left to
    /// [`Self::set_text`], all of it at once.
    pub(crate) fn add_text(&mut self, node: u32, text: &str) -> bool {
        let end = number(self.text.len());
        let span = &mut self.nodes[node as usize].text;
        if span.start == span.end {
            span.start = end;
        } else if span.end != end {
            return false;
        }
        self.text.push_str(text);
        span.end = number(self.text.len());
        true
    }

    /// The text of a node, as far as it was added.
    pub(crate) fn text(&self, node: u32) -> &str {
        self.str(self.nodes[node as usize].text)
    }

    /// Sets the text of a node.
    pub(crate) fn set_text(&mut self, node: u32, text: &str) {
        self.nodes[node as usize].text = self.push_text(text);
    }

    pub(crate) fn close(&mut self, node: u32, value: Value) {
        let end = number(self.nodes.len());
        let node = &mut self.nodes[node as usize];
        node.value = value;
        node.end = end;
    }

    /// The subtree's top.
    pub(crate) fn root(&self) -> Option<NodeRef<'_>> {
        (!self.nodes.is_empty()).then_some(NodeRef {
            tree: self,
            index: 0,
        })
    }

    fn push_text(&mut self, text: &str) -> Span {
        let start = number(self.text.len());
        self.text.push_str(text);
        Span {
            start,
            end: number(self.text.len()),
        }
    }

    fn str(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn name(&self, uri: u32, local: &str) -> Name {
        Name {
            namespace: self.uris[uri as usize].clone(),
            local: local.into(),
        }
    }
}

/// A subtree is bounded by [`crate::Limits::item_bytes`], which fits.
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A node of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct NodeRef<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> NodeRef<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.index as usize]
    }

    pub(crate) fn at(self) -> Place {
        self.node().at
    }

    pub(crate) fn ns(self) -> Ns {
        self.node().ns
    }

    pub(crate) fn local(self) -> &'t str {
        match self.node().local {
            Local::Declared(name) => name,
            Local::Written(span) => self.tree.str(span),
        }
    }

    pub(crate) fn text(self) -> &'t str {
        self.tree.str(self.node().text)
    }

    pub(crate) fn value(self) -> Value {
        self.node().value
    }

    pub(crate) fn ty(self) -> Option<&'static ComplexType> {
        self.node().ty
    }

    pub(crate) fn type_at(self) -> Option<Place> {
        self.node().type_at
    }

    pub(crate) fn children(self) -> impl Iterator<Item = NodeRef<'t>> {
        let end = self.node().end;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            (index < end).then(|| {
                let child = NodeRef {
                    tree: self.tree,
                    index,
                };
                index = child.node().end;
                child
            })
        })
    }

    /// The first child of that local name in the node's own namespace.
    pub(crate) fn child(self, local: &str) -> Option<NodeRef<'t>> {
        self.children_named(local).next()
    }

    pub(crate) fn children_named(self, local: &str) -> impl Iterator<Item = NodeRef<'t>> {
        let ns = self.ns();
        self.children()
            .filter(move |child| child.ns() == ns && child.local() == local)
    }

    /// The value and place of the attribute `local` of no namespace.
    pub(crate) fn attribute(self, local: &str) -> Option<Located<&'t str>> {
        let span = self.node().attributes;
        let attributes = &self.tree.attributes[span.start as usize..span.end as usize];
        let attribute = attributes.iter().find(|attribute| {
            self.tree.uris[attribute.uri as usize].is_empty()
                && self.tree.str(attribute.local) == local
        })?;
        Some(Located::new(self.tree.str(attribute.value), attribute.at))
    }

    pub(crate) fn name(self) -> Name {
        self.tree.name(self.node().uri, self.local())
    }

    /// The subtree as a value of its own.
    pub(crate) fn to_element(self) -> Element {
        let span = self.node().attributes;
        let attributes = self.tree.attributes[span.start as usize..span.end as usize]
            .iter()
            .map(|attribute| Attribute {
                name: self
                    .tree
                    .name(attribute.uri, self.tree.str(attribute.local)),
                value: Located::new(self.tree.str(attribute.value).into(), attribute.at),
            });
        let mut children = Vec::with_capacity(self.children().count());
        children.extend(self.children().map(NodeRef::to_element));
        Element {
            name: self.name(),
            at: self.at(),
            attributes: attributes.collect(),
            children,
            text: self.text().into(),
        }
    }
}
