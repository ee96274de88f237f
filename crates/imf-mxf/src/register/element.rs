//! Elements (ST 335).

use super::row::ElementRow;
use super::{ByName, Type, elements, index, name, namespace, plain};
use crate::label::Ul;

/// A metadata element (ST 335): the meaning and the type of a property.
///
/// ```
/// use imf_mxf::Ul;
/// use imf_mxf::register::{Element, TypeKind};
///
/// let width = Element::of(Ul::from_u128(0x060e2b34_01010101_04010502_02000000)).ok_or("not in the register")?;
/// assert_eq!((width.symbol(), width.namespace()), ("StoredWidth", "http://www.smpte-ra.org/reg/335/2012"));
/// assert_eq!(width.value_type().map(|of| of.kind()), Some(TypeKind::Integer { bytes: 4, signed: false }));
/// assert_eq!(Element::named("http://www.smpte-ra.org/reg/335/2012", "StoredWidth"), Some(width));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Element(pub(super) u16);

const BY_NAME: ByName<ElementRow, 8192> = ByName {
    table: &elements::ELEMENTS,
    sorted: &elements::ELEMENTS_BY_NAME,
    symbols: &index::ELEMENT_SYMBOLS,
};

impl Element {
    /// The element with this label, whatever its version.
    pub fn of(label: Ul) -> Option<Self> {
        let wanted = plain(label.to_u128());
        let is_wanted = |index: u16| plain(Self(index).row().label) == wanted;
        index::ELEMENTS
            .find(index::of_label(wanted), is_wanted)
            .map(Self)
    }

    /// The element with this namespace and symbol, as RegXML names it.
    pub fn named(namespace: &str, symbol: &str) -> Option<Self> {
        BY_NAME.named(namespace, symbol).map(Self)
    }

    /// The element with this symbol, whatever its namespace: namespaces of RegXML change from one edition of the
    /// registers to the next, symbols do not.
    pub fn with_symbol(symbol: &str) -> Option<Self> {
        BY_NAME.with_symbol(symbol).map(Self)
    }

    /// The element that has this static local tag (below 0x8000).
    pub fn with_tag(tag: u16) -> Option<Self> {
        let tags = &elements::STATIC_TAGS;
        let index = tags.binary_search_by_key(&tag, |&(tag, _)| tag).ok()?;
        Some(Self(tags[index].1))
    }

    fn row(self) -> &'static ElementRow {
        &elements::ELEMENTS[usize::from(self.0)]
    }

    /// The label, with the version that the register gives it.
    pub fn ul(self) -> Ul {
        Ul::from_u128(self.row().label)
    }

    /// The symbol, which is the name of its element in RegXML.
    pub fn symbol(self) -> &'static str {
        name(self.row().name)
    }

    /// Where its symbol stands among the symbols of all elements, so that elements are sorted by their symbols without
    /// comparing them. Those with one symbol in several namespaces have one rank.
    pub fn symbol_rank(self) -> u16 {
        index::ELEMENT_RANKS[usize::from(self.0)]
    }

    /// The namespace of the symbol.
    pub fn namespace(self) -> &'static str {
        namespace(self.row().namespace)
    }

    /// The type of its values; `None` where the register of types does not have it.
    pub fn value_type(self) -> Option<Type> {
        Type::at(self.row().of)
    }
}
