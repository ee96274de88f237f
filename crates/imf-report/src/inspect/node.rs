//! Sets of header metadata, asked for their properties by symbol.

use std::iter::successors;

use imf_mxf::register::{Element, Group};
use imf_mxf::typed::Value;
use imf_mxf::{HeaderMetadata, Leads, Property, Rational, Set, Ul};

use super::value;

/// A set, and the metadata that it is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    pub(super) metadata: &'a HeaderMetadata,
    pub(super) index: usize,
    pub(super) set: &'a Set,
}

impl<'a> Node<'a> {
    /// `set`, which lies in `metadata`.
    pub(super) fn new(metadata: &'a HeaderMetadata, set: &'a Set) -> Option<Self> {
        let index = metadata
            .sets
            .iter()
            .position(|found| std::ptr::eq(found, set))?;
        Some(Self {
            metadata,
            index,
            set,
        })
    }

    /// The set of `metadata` with this index.
    pub(super) fn at(metadata: &'a HeaderMetadata, index: usize) -> Option<Self> {
        metadata.sets.get(index).map(|set| Self {
            metadata,
            index,
            set,
        })
    }

    /// The symbol of its class; `None` where the registers do not know it.
    pub(super) fn class(self) -> Option<&'static str> {
        self.set.group().map(Group::symbol)
    }

    /// Whether its class is the one with this symbol, or below that.
    pub(super) fn is_a(self, symbol: &str) -> bool {
        successors(self.set.group(), |group| group.parent()).any(|group| group.symbol() == symbol)
    }

    /// The first property with this symbol.
    pub(super) fn property(self, symbol: &str) -> Option<Property<'a>> {
        self.set.properties().find(|property| {
            property
                .element()
                .is_some_and(|element| element.symbol() == symbol)
        })
    }

    /// The value of that property.
    pub(super) fn value(self, symbol: &str) -> Option<Value> {
        value::read(&self.property(symbol)?)
    }

    /// A number; nothing where it takes more than 63 bits.
    pub(super) fn integer(self, symbol: &str) -> Option<i64> {
        i64::try_from(self.value(symbol)?.integer()?).ok()
    }

    pub(super) fn label(self, symbol: &str) -> Option<Ul> {
        self.value(symbol)?.label()
    }

    pub(super) fn rational(self, symbol: &str) -> Option<Rational> {
        self.property(symbol)?.rational()
    }

    /// The characters of a string; nothing where there are none.
    pub(super) fn text(self, symbol: &str) -> Option<String> {
        let text = self.value(symbol)?;
        text.text().filter(|text| !text.is_empty()).map(Into::into)
    }

    /// An identifier, as it is written.
    pub(super) fn id(self, symbol: &str) -> Option<String> {
        match self.value(symbol)? {
            id @ (Value::Auid(_) | Value::Umid(_) | Value::Uuid(_)) => Some(id.to_string()),
            _ => None,
        }
    }

    /// The sets that hang under it by the property with this symbol.
    pub(super) fn children(self, symbol: &str) -> impl Iterator<Item = Self> {
        let references = self.metadata.references_of(self.index).iter();
        let symbol = symbol.to_owned();
        references.filter_map(move |reference| {
            let element = Element::of(reference.property)?;
            match reference.leads {
                Leads::Down(to) if element.symbol() == symbol => Self::at(self.metadata, to),
                _ => None,
            }
        })
    }

    /// The sets that hang under it by the bytes of `property`.
    pub(super) fn children_of(
        self,
        property: &Property<'_>,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let references = self.metadata.references_in(self.index, property).iter();
        references.filter_map(move |reference| match reference.leads {
            Leads::Down(to) => Self::at(self.metadata, to),
            _ => None,
        })
    }
}
