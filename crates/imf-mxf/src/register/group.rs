//! Groups (ST 395).

use super::row::{GroupRow, NONE};
use super::{ByName, Element, groups, index, is_name, name, namespace, stretch, uncoded};
use crate::label::Ul;

/// A group of elements (ST 395): the class of a set.
///
/// ```
/// use imf_mxf::Ul;
/// use imf_mxf::register::Group;
///
/// let descriptor = Group::of(Ul::from_u128(0x060e2b34_02530101_0d010101_01012900)).ok_or("not in the register")?;
/// assert_eq!(descriptor.symbol(), "RGBADescriptor");
/// assert_eq!(descriptor.parent().map(Group::symbol), Some("PictureDescriptor"));
/// assert!(descriptor.all_properties().any(|property| property.element.symbol() == "StoredWidth"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group(pub(super) u16);

/// A property that a group may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupProperty {
    /// Its element.
    pub element: Element,
    /// Its static local tag; `None` where the primer pack gives it one.
    pub tag: Option<u16>,
    /// Whether a set may do without.
    pub optional: bool,
    /// Whether references name the set by it.
    pub unique: bool,
}

const BY_NAME: ByName<GroupRow, 1024> = ByName {
    table: &groups::GROUPS,
    sorted: &groups::GROUPS_BY_NAME,
    symbols: &index::GROUP_SYMBOLS,
};

impl Group {
    /// How many groups there are.
    pub const COUNT: usize = groups::GROUPS.len();

    /// Its place among all groups, below [`Group::COUNT`]: for tables of what is to be known of each.
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// The group of sets with this key, whatever its version and the coding of the sets.
    pub fn of(key: Ul) -> Option<Self> {
        let wanted = uncoded(key.to_u128());
        let is_wanted = |index: u16| uncoded(Self(index).row().label) == wanted;
        index::GROUPS
            .find(index::of_label(wanted), is_wanted)
            .map(Self)
    }

    /// The group with this namespace and symbol, as RegXML names it.
    pub fn named(namespace: &str, symbol: &str) -> Option<Self> {
        BY_NAME.named(namespace, symbol).map(Self)
    }

    /// The group with this symbol, whatever its namespace: namespaces of RegXML change from one edition of the
    /// registers to the next, symbols do not.
    pub fn with_symbol(symbol: &str) -> Option<Self> {
        BY_NAME.with_symbol(symbol).map(Self)
    }

    fn row(self) -> &'static GroupRow {
        &groups::GROUPS[usize::from(self.0)]
    }

    /// The label, with the version that the register gives it and 7f for the coding.
    pub fn ul(self) -> Ul {
        Ul::from_u128(self.row().label)
    }

    /// The symbol, which is the name of its element in RegXML.
    pub fn symbol(self) -> &'static str {
        name(self.row().name)
    }

    /// The namespace of the symbol.
    pub fn namespace(self) -> &'static str {
        namespace(self.row().namespace)
    }

    /// The group that this one has all properties of.
    pub fn parent(self) -> Option<Self> {
        Some(self.row().parent)
            .filter(|&parent| parent != NONE)
            .map(Self)
    }

    /// Whether a set may be of this group itself, and not just of one below it.
    pub fn is_concrete(self) -> bool {
        self.row().concrete
    }

    /// Whether the group is `other`, or has it above it.
    pub fn is_a(self, other: Self) -> bool {
        self.line().any(|group| group == other)
    }

    /// Whether the group is the one with this symbol, or has it above it.
    pub fn is_named(self, symbol: &str) -> bool {
        self.line().any(|group| is_name(group.row().name, symbol))
    }

    /// The properties that the group adds to those of its parent.
    pub fn own_properties(self) -> impl Iterator<Item = GroupProperty> {
        let row = self.row();
        stretch(&groups::RECORDS, row.start, row.count)
            .iter()
            .map(|record| GroupProperty {
                element: Element(record.element),
                tag: Some(record.tag).filter(|&tag| tag != 0),
                optional: record.optional,
                unique: record.unique,
            })
    }

    /// The properties of the group and of all above it.
    pub fn all_properties(self) -> impl Iterator<Item = GroupProperty> {
        self.line().flat_map(Self::own_properties)
    }

    /// The group, its parent, and so on. A test holds the register to lines that end.
    pub(super) fn line(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |group| group.parent())
    }
}
