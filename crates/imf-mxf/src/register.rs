//! The SMPTE registers: what labels, keys and properties are, by tables that are compiled in.
//!
//! A label is looked up without its version byte, and the key of a set whatever its coding (ST 336), by a binary
//! search. Nothing is built when the program starts.

use crate::label::Ul;

mod elements;
mod groups;
mod labels;
mod names;
mod types;

/// A row of elements.
struct ElementRow {
    label: u128,
    name: u32,
    of: u16,
    namespace: u8,
}

/// A row of groups.
struct GroupRow {
    label: u128,
    name: u32,
    parent: u16,
    start: u16,
    count: u16,
    namespace: u8,
    concrete: bool,
}

/// A row of the contents of groups.
struct RecordRow {
    element: u16,
    tag: u16,
    optional: bool,
    unique: bool,
}

/// A row of labels.
struct LabelRow {
    label: u128,
    name: u32,
    namespace: u8,
}

/// A row of types.
struct TypeRow {
    label: u128,
    kind: KindRow,
    name: u32,
    namespace: u8,
}

/// The kind of a type; numbers alone are indices of types, or of groups for references.
#[derive(Clone, Copy)]
enum KindRow {
    Character,
    Enumeration { base: u16, start: u16, count: u16 },
    FixedArray { of: u16, count: u16 },
    Indirect,
    Integer { bytes: u8, signed: bool },
    Labels { start: u16, count: u16 },
    Opaque,
    Record { start: u16, count: u16 },
    Rename(u16),
    Set(u16),
    Stream,
    String(u16),
    StrongReference(u16),
    VariableArray(u16),
    WeakReference(u16),
}

/// No index.
const NONE: u16 = u16::MAX;

const fn element(label: u128, name: u32, namespace: u8, of: u16) -> ElementRow {
    ElementRow {
        label,
        name,
        of,
        namespace,
    }
}

const fn group(
    label: u128,
    name: u32,
    namespace: u8,
    parent: u16,
    concrete: bool,
    start: u16,
    count: u16,
) -> GroupRow {
    GroupRow {
        label,
        name,
        parent,
        start,
        count,
        namespace,
        concrete,
    }
}

const fn record(element: u16, tag: u16, optional: bool, unique: bool) -> RecordRow {
    RecordRow {
        element,
        tag,
        optional,
        unique,
    }
}

const fn label(label: u128, name: u32, namespace: u8) -> LabelRow {
    LabelRow {
        label,
        name,
        namespace,
    }
}

const fn type_of(label: u128, name: u32, namespace: u8, kind: KindRow) -> TypeRow {
    TypeRow {
        label,
        kind,
        name,
        namespace,
    }
}

/// The version byte of a label, as a part of its number.
const VERSION: u128 = 0xff << 64;
/// The byte of a group's label that says how its sets are coded, as a part of its number.
const CODING: u128 = 0xff << 80;
/// What registers write for any coding.
const ANY_CODING: u128 = 0x7f << 80;

/// The number of a label, as element, type and label tables are sorted by.
fn plain(label: u128) -> u128 {
    label & !VERSION
}

/// The number of a key, as the groups are sorted by.
fn uncoded(key: u128) -> u128 {
    key & !VERSION & !CODING | ANY_CODING
}

/// The index that a search found.
fn found(index: Result<usize, usize>) -> Option<u16> {
    index.ok().and_then(|index| u16::try_from(index).ok())
}

/// The name that begins at `offset`.
fn name(offset: u32) -> &'static str {
    let rest = usize::try_from(offset)
        .ok()
        .and_then(|offset| names::NAMES.get(offset..));
    rest.and_then(|rest| rest.split('\n').next())
        .unwrap_or_default()
}

fn namespace(index: u8) -> &'static str {
    names::NAMESPACES
        .get(usize::from(index))
        .copied()
        .unwrap_or_default()
}

/// A stretch of a table.
fn stretch<T>(table: &'static [T], start: u16, count: u16) -> &'static [T] {
    let start = usize::from(start);
    table
        .get(start..start + usize::from(count))
        .unwrap_or_default()
}

/// The index in `by_name`'s table of the entry with a namespace and a symbol.
fn named<T>(
    table: &'static [T],
    by_name: &'static [u16],
    names: impl Fn(&T) -> (&'static str, &'static str),
    wanted: (&str, &str),
) -> Option<u16> {
    let at = |index: u16| table.get(usize::from(index)).map(&names);
    let position = by_name
        .binary_search_by(|&index| at(index).cmp(&Some(wanted)))
        .ok()?;
    by_name.get(position).copied()
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Element(u16);

impl Element {
    /// The element with this label, whatever its version.
    pub fn of(label: Ul) -> Option<Self> {
        let wanted = plain(label.to_u128());
        found(elements::ELEMENTS.binary_search_by_key(&wanted, |row| plain(row.label))).map(Self)
    }

    /// The element with this namespace and symbol, as RegXML names it.
    pub fn named(namespace: &str, symbol: &str) -> Option<Self> {
        named(
            &elements::ELEMENTS,
            &elements::ELEMENTS_BY_NAME,
            |row| (name(row.name), self::namespace(row.namespace)),
            (symbol, namespace),
        )
        .map(Self)
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

    /// The namespace of the symbol.
    pub fn namespace(self) -> &'static str {
        namespace(self.row().namespace)
    }

    /// The type of its values; `None` where the register of types does not have it.
    pub fn value_type(self) -> Option<Type> {
        Type::at(self.row().of)
    }
}

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
pub struct Group(u16);

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

impl Group {
    /// The group of sets with this key, whatever its version and the coding of the sets.
    pub fn of(key: Ul) -> Option<Self> {
        let wanted = uncoded(key.to_u128());
        found(groups::GROUPS.binary_search_by_key(&wanted, |row| uncoded(row.label))).map(Self)
    }

    /// The group with this namespace and symbol, as RegXML names it.
    pub fn named(namespace: &str, symbol: &str) -> Option<Self> {
        named(
            &groups::GROUPS,
            &groups::GROUPS_BY_NAME,
            |row| (name(row.name), self::namespace(row.namespace)),
            (symbol, namespace),
        )
        .map(Self)
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
    fn line(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |group| group.parent())
    }
}

/// A type of values (ST 2003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type(u16);

/// What the values of a type are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// A character.
    Character,
    /// A number with a symbol, see [`Type::symbols`].
    Enumeration {
        /// The type of the number.
        base: Type,
    },
    /// So many values of a type, without a count.
    FixedArray {
        /// Their type.
        of: Type,
        /// Their number.
        count: u16,
    },
    /// A value behind its type.
    Indirect,
    /// A number.
    Integer {
        /// Its length in bytes.
        bytes: u8,
        /// Whether it may be negative.
        signed: bool,
    },
    /// One of several labels, see [`Type::labels`]; more may be registered.
    Labels,
    /// Bytes.
    Opaque,
    /// Values of several types, see [`Type::members`].
    Record,
    /// Another type under a name of its own.
    Rename(Type),
    /// Values of a type in no order, behind their count and size.
    Set(Type),
    /// A stream of its own.
    Stream,
    /// Characters.
    String(Type),
    /// The InstanceID of a set of this group, which belongs to the one that refers to it.
    StrongReference(Group),
    /// Values of a type in their order, behind their count and size.
    VariableArray(Type),
    /// The unique property of a set of this group.
    WeakReference(Group),
}

impl Type {
    /// The type with this label, whatever its version.
    pub fn of(label: Ul) -> Option<Self> {
        let wanted = plain(label.to_u128());
        found(types::TYPES.binary_search_by_key(&wanted, |row| plain(row.label))).map(Self)
    }

    fn at(index: u16) -> Option<Self> {
        Some(index).filter(|&index| index != NONE).map(Self)
    }

    fn row(self) -> &'static TypeRow {
        &types::TYPES[usize::from(self.0)]
    }

    /// The label.
    pub fn ul(self) -> Ul {
        Ul::from_u128(self.row().label)
    }

    /// The symbol, which is the name of an array's items in RegXML.
    pub fn symbol(self) -> &'static str {
        name(self.row().name)
    }

    /// The namespace of the symbol.
    pub fn namespace(self) -> &'static str {
        namespace(self.row().namespace)
    }

    /// What its values are made of.
    pub fn kind(self) -> TypeKind {
        match self.row().kind {
            KindRow::Character => TypeKind::Character,
            KindRow::Enumeration { base, .. } => TypeKind::Enumeration { base: Self(base) },
            KindRow::FixedArray { of, count } => TypeKind::FixedArray {
                of: Self(of),
                count,
            },
            KindRow::Indirect => TypeKind::Indirect,
            KindRow::Integer { bytes, signed } => TypeKind::Integer { bytes, signed },
            KindRow::Labels { .. } => TypeKind::Labels,
            KindRow::Opaque => TypeKind::Opaque,
            KindRow::Record { .. } => TypeKind::Record,
            KindRow::Rename(of) => TypeKind::Rename(Self(of)),
            KindRow::Set(of) => TypeKind::Set(Self(of)),
            KindRow::Stream => TypeKind::Stream,
            KindRow::String(of) => TypeKind::String(Self(of)),
            KindRow::StrongReference(group) => TypeKind::StrongReference(Group(group)),
            KindRow::VariableArray(of) => TypeKind::VariableArray(Self(of)),
            KindRow::WeakReference(group) => TypeKind::WeakReference(Group(group)),
        }
    }

    /// What its values are made of, behind all the names it has.
    pub fn plain_kind(self) -> TypeKind {
        let mut kind = self.kind();
        while let TypeKind::Rename(of) = kind {
            kind = of.kind();
        }
        kind
    }

    /// The names and types of a record's values; nothing for other kinds.
    pub fn members(self) -> impl Iterator<Item = (&'static str, Self)> {
        let (start, count) = match self.row().kind {
            KindRow::Record { start, count } => (start, count),
            _ => (0, 0),
        };
        stretch(&types::MEMBERS, start, count)
            .iter()
            .map(|&(offset, of)| (name(offset), Self(of)))
    }

    /// The numbers and symbols of an enumeration; nothing for other kinds.
    pub fn symbols(self) -> impl Iterator<Item = (i64, &'static str)> {
        let (start, count) = match self.row().kind {
            KindRow::Enumeration { start, count, .. } => (start, count),
            _ => (0, 0),
        };
        stretch(&types::SYMBOLS, start, count)
            .iter()
            .map(|&(value, offset)| (value, name(offset)))
    }

    /// The registered labels of an enumeration of labels; nothing for other kinds.
    pub fn labels(self) -> impl Iterator<Item = Ul> {
        let (start, count) = match self.row().kind {
            KindRow::Labels { start, count } => (start, count),
            _ => (0, 0),
        };
        stretch(&types::LABEL_VALUES, start, count)
            .iter()
            .map(|&value| Ul::from_u128(value))
    }

    /// How many bytes each value has, where that does not depend on the value.
    pub fn fixed_length(self) -> Option<u32> {
        match self.kind() {
            TypeKind::Integer { bytes, .. } => Some(bytes.into()),
            // The register has one byte; files have two (ST 377-1, 4.3).
            TypeKind::Enumeration { .. } if self.symbol() == "ProductReleaseType" => Some(2),
            TypeKind::Enumeration { base: of } | TypeKind::Rename(of) => of.fixed_length(),
            TypeKind::Labels | TypeKind::StrongReference(_) | TypeKind::WeakReference(_) => {
                Some(16)
            }
            TypeKind::FixedArray { of, count } => of.fixed_length()?.checked_mul(count.into()),
            TypeKind::Record => self
                .members()
                .try_fold(0_u32, |sum, (_, of)| sum.checked_add(of.fixed_length()?)),
            _ => None,
        }
    }
}

/// A label (ST 400): a value that stands for something.
///
/// ```
/// use imf_mxf::Ul;
/// use imf_mxf::register::Label;
///
/// let left = Label::of(Ul::from_u128(0x060e2b34_0401010d_03020101_00000000));
/// assert_eq!(left.map(Label::symbol), Some("LeftAudioChannel"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(u16);

impl Label {
    /// The entry for this label, whatever its version.
    pub fn of(label: Ul) -> Option<Self> {
        let wanted = plain(label.to_u128());
        found(labels::LABELS.binary_search_by_key(&wanted, |row| plain(row.label))).map(Self)
    }

    fn row(self) -> &'static LabelRow {
        &labels::LABELS[usize::from(self.0)]
    }

    /// The label, with the version that the register gives it.
    pub fn ul(self) -> Ul {
        Ul::from_u128(self.row().label)
    }

    /// The symbol.
    pub fn symbol(self) -> &'static str {
        name(self.row().name)
    }

    /// The namespace of the symbol.
    pub fn namespace(self) -> &'static str {
        namespace(self.row().namespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_by_its_label_and_by_its_name() {
        for index in 0..u16::try_from(elements::ELEMENTS.len()).unwrap() {
            let element = Element(index);
            assert_eq!(Element::of(element.ul()), Some(element));
            assert_eq!(
                Element::named(element.namespace(), element.symbol()),
                Some(element)
            );
        }
        for index in 0..u16::try_from(groups::GROUPS.len()).unwrap() {
            let group = Group(index);
            assert_eq!(Group::of(group.ul()), Some(group));
            assert_eq!(Group::named(group.namespace(), group.symbol()), Some(group));
        }
        for index in 0..u16::try_from(types::TYPES.len()).unwrap() {
            assert_eq!(Type::of(Type(index).ul()), Some(Type(index)));
            assert!(!Type(index).symbol().is_empty() && !Type(index).namespace().is_empty());
        }
        for index in 0..u16::try_from(labels::LABELS.len()).unwrap() {
            assert_eq!(Label::of(Label(index).ul()), Some(Label(index)));
            assert!(!Label(index).symbol().is_empty() && !Label(index).namespace().is_empty());
        }
        assert_eq!(Element::of(Ul([0xff; 16])), None);
        assert_eq!(Element::named("", "StoredWidth"), None);
    }

    #[test]
    fn every_index_of_the_tables_leads_somewhere() {
        for index in 0..u16::try_from(elements::ELEMENTS.len()).unwrap() {
            let _ = Element(index).value_type().map(Type::kind);
        }
        let mut properties = 0;
        for index in 0..u16::try_from(groups::GROUPS.len()).unwrap() {
            assert!(
                Group(index).line().take(20).count() < 20,
                "{}",
                Group(index).symbol()
            );
            properties += Group(index)
                .own_properties()
                .inspect(|own| assert!(!own.element.symbol().is_empty()))
                .count();
        }
        assert_eq!(properties, groups::RECORDS.len());
        let (mut members, mut symbols, mut values) = (0, 0, 0);
        for index in 0..u16::try_from(types::TYPES.len()).unwrap() {
            let of = Type(index);
            let _ = (of.plain_kind(), of.fixed_length());
            members += of
                .members()
                .inspect(|(_, of)| assert!(!of.symbol().is_empty()))
                .count();
            symbols += of.symbols().count();
            values += of.labels().count();
        }
        assert_eq!(members, types::MEMBERS.len());
        assert_eq!(symbols, types::SYMBOLS.len());
        assert_eq!(values, types::LABEL_VALUES.len());
        for &(tag, element) in &elements::STATIC_TAGS {
            assert_eq!(Element::with_tag(tag), Some(Element(element)));
        }
    }

    #[test]
    fn types_have_the_lengths_of_their_values() {
        let length = |symbol: &str| {
            let element = Element::named("http://www.smpte-ra.org/reg/335/2012", symbol);
            element
                .and_then(Element::value_type)
                .and_then(Type::fixed_length)
        };
        assert_eq!(length("SampleRate"), Some(8));
        assert_eq!(length("FrameLayout"), Some(1));
        assert_eq!(length("PackageID"), Some(32));
        assert_eq!(length("InstanceID"), Some(16));
        assert_eq!(length("PixelLayout"), Some(16));
        assert_eq!(length("FileLastModified"), Some(8));
        assert_eq!(length("ColorPrimaries"), Some(16));
        assert_eq!(length("PrimaryPackage"), Some(16));
        assert_eq!(length("ToolkitVersion"), Some(10));
        assert_eq!(length("VideoLineMap"), None);
        assert_eq!(length("MCATagName"), None);
    }
}
