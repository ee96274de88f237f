//! Essence descriptors as one typed tree, wherever they stand: in the header metadata of a track file, or as RegXML
//! (ST 2001-1) in a composition.
//!
//! Rules and the comparison see a [`Node`] and its [`Field`]s with values typed through the SMPTE registers, so that what
//! holds for both is written once. A node knows where it stands, and a finding on it gets the byte or the line.

mod compare;
mod file;
mod regxml;

use std::borrow::Cow;

use imf_mxf::register::{Element, Group};
use imf_mxf::typed::Value;
use imf_mxf::{Rational, Ul};
use imf_parse::Place;
use imf_parse::model::EditRate;

use crate::judge::{BytePlace, Spot};
use crate::package::{DocumentIndex, FileIndex};

pub use compare::{Difference, Grade, Side, compare};
pub(crate) use file::{described, of_file};
pub(crate) use regxml::of_element;

/// A set of metadata: a descriptor, or one of its sub-descriptors.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its class; `None` where the registers do not know it.
    pub group: Option<Group>,
    /// The symbol of its class, or what stands for it: the name of the element, the key of the set.
    pub name: Cow<'static, str>,
    /// Where it begins.
    pub at: At,
    fields: Box<[Field]>,
    /// The [`Key`] of each of them; [`UNKNOWN`] of those that the registers do not know.
    keys: Box<[Key]>,
}

/// What a symbol is looked for by: its length and three of its letters, which hardly two properties of a class have in
/// common. Rules ask for properties a thousand times for each package.
type Key = [u8; 4];

/// What no symbol is looked for by.
const UNKNOWN: Key = [0; 4];

#[expect(
    clippy::cast_possible_truncation,
    reason = "no symbol is that long, and two that share a key are told apart by their letters"
)]
#[inline]
fn key(symbol: &str) -> Key {
    match symbol.as_bytes() {
        [] => UNKNOWN,
        letters @ [first, ..] => {
            let last = letters.len() - 1;
            [
                letters.len() as u8,
                *first,
                letters[last / 2],
                letters[last],
            ]
        }
    }
}

/// A property of a set.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it means; `None` where the registers do not know it.
    pub element: Option<Element>,
    /// Its symbol, or what stands for it: the name of the XML element, the label, the tag.
    pub name: Cow<'static, str>,
    /// Where it stands.
    pub at: At,
    /// What it holds.
    pub content: Content,
}

/// What a property holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Sets that belong to the one that it is a property of.
    Nodes(Box<[Node]>),
    /// A value.
    Value(Value),
}

/// Where something stands in its file or document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The byte of a track file.
    Byte(u64),
    /// The place in a document.
    Text(Place),
}

/// Which file or document a tree is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A composition.
    Document(DocumentIndex),
    /// A track file.
    File(FileIndex),
}

impl Node {
    /// A set with its properties, in the order in which they stand.
    pub fn new(
        group: Option<Group>,
        name: Cow<'static, str>,
        at: At,
        fields: impl IntoIterator<Item = Field>,
    ) -> Self {
        let fields: Box<[Field]> = fields.into_iter().collect();
        let keys = fields.iter().map(|field| match field.element {
            Some(_) => key(&field.name),
            None => UNKNOWN,
        });
        Self {
            group,
            name,
            at,
            keys: keys.collect(),
            fields,
        }
    }

    /// Its properties, in the order in which they stand.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether its class is the one with this symbol, or one below it.
    pub fn is(&self, symbol: &str) -> bool {
        self.group.is_some_and(|group| group.is_named(symbol))
    }

    /// The first property with this symbol.
    pub fn field(&self, symbol: &str) -> Option<&Field> {
        let wanted = key(symbol);
        let mut fields = self.keys.iter().zip(&self.fields);
        let (_, field) = fields.find(|(key, field)| {
            **key == wanted && *field.name == *symbol && field.element.is_some()
        })?;
        Some(field)
    }

    /// The value of that property.
    pub fn value(&self, symbol: &str) -> Option<&Value> {
        self.field(symbol)?.value()
    }

    /// The value of that property as a number, or as the number of a symbol.
    pub fn integer(&self, symbol: &str) -> Option<i128> {
        self.value(symbol)?.integer()
    }

    /// The value of that property as a label.
    pub fn label(&self, symbol: &str) -> Option<Ul> {
        self.value(symbol)?.label()
    }

    /// The value of that property as a fraction.
    pub fn rational(&self, symbol: &str) -> Option<Rational> {
        match self.value(symbol)? {
            Value::Rational(ratio) => Some(*ratio),
            _ => None,
        }
    }

    /// The value of that property as a rate.
    pub fn rate(&self, symbol: &str) -> Option<EditRate> {
        let ratio = self.rational(symbol)?;
        Some(EditRate::new(
            ratio.numerator.into(),
            ratio.denominator.into(),
        ))
    }

    /// The value of that property as text.
    pub fn text(&self, symbol: &str) -> Option<&str> {
        self.value(symbol)?.text()
    }

    /// The sets under the property with this symbol.
    pub fn nodes(&self, symbol: &str) -> &[Node] {
        match self.field(symbol).map(|field| &field.content) {
            Some(Content::Nodes(nodes)) => nodes,
            _ => &[],
        }
    }

    /// Its sub-descriptors.
    pub fn sub_descriptors(&self) -> &[Node] {
        self.nodes("SubDescriptors")
    }

    /// Its sub-descriptors of the class with this symbol, or of one below it.
    pub fn subs<'a>(&'a self, symbol: &'a str) -> impl Iterator<Item = &'a Node> {
        self.sub_descriptors()
            .iter()
            .filter(move |node| node.is(symbol))
    }

    /// The node and all nodes under it.
    pub fn all(&self) -> Vec<&Node> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(node) = all.get(next).copied() {
            next += 1;
            for field in &node.fields {
                if let Content::Nodes(nodes) = &field.content {
                    all.extend(nodes);
                }
            }
        }
        all
    }

    /// The place of the node.
    pub fn spot(&self, origin: Origin) -> Spot {
        spot(origin, self.at, &self.name, "")
    }

    /// The place of one of its properties, or its own where it has none of this symbol.
    pub fn field_spot(&self, origin: Origin, symbol: &str) -> Spot {
        let at = self.field(symbol).map_or(self.at, |field| field.at);
        spot(origin, at, &self.name, symbol)
    }
}

impl Field {
    /// Its value; `None` where it holds sets.
    pub fn value(&self) -> Option<&Value> {
        match &self.content {
            Content::Value(value) => Some(value),
            Content::Nodes(_) => None,
        }
    }

    /// What stands there, as a person reads it.
    pub fn shown(&self) -> String {
        const MOST: usize = 120;
        let text = match &self.content {
            Content::Value(value) => value.described(),
            Content::Nodes(nodes) => {
                let names: Vec<&str> = nodes.iter().map(|node| &*node.name).collect();
                names.join(", ")
            }
        };
        match text.char_indices().nth(MOST) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }
}

/// A place as findings have it.
pub(crate) fn spot(origin: Origin, at: At, set: &str, property: &str) -> Spot {
    match (origin, at) {
        (Origin::Document(document), At::Text(place)) => Spot::Document(document, place),
        (Origin::File(file), At::Byte(offset)) => Spot::Byte(Box::new(BytePlace {
            file,
            offset,
            set: set.into(),
            property: property.into(),
        })),
        // Does not occur: a tree has the places of what it was made from.
        (Origin::Document(document), At::Byte(_)) => Spot::Document(document, Place::START),
        (Origin::File(file), At::Text(_)) => spot(Origin::File(file), At::Byte(0), set, property),
    }
}

/// Whether a value, or a part of it, is none of its type.
pub(crate) fn is_odd(value: &Value) -> bool {
    match value {
        Value::Odd(_) => true,
        Value::List(values) | Value::Set(values) => values.iter().any(is_odd),
        Value::Record(members) => members.iter().any(|(_, value)| is_odd(value)),
        _ => false,
    }
}
