//! Types (ST 2003).

use super::index::symbol;
use super::row::{KindRow, NONE, TypeRow};
use super::{Group, index, is_name, name, namespace, plain, stretch, types};
use crate::label::Ul;

/// A type of values (ST 2003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type(pub(super) u16);

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
        let is_wanted = |index: u16| plain(Self(index).row().label) == wanted;
        index::TYPES
            .find(index::of_label(wanted), is_wanted)
            .map(Self)
    }

    pub(super) fn at(index: u16) -> Option<Self> {
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

    /// Whether its symbol is this one.
    pub fn is_named(self, symbol: &str) -> bool {
        is_name(self.row().name, symbol)
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
        SHAPES[usize::from(self.0)].length
    }

    /// The type of the items of a batch or array with count and size; `None` for all that has neither.
    pub(crate) fn batch_item(self) -> Option<Self> {
        SHAPES[usize::from(self.0)].item.map(Self)
    }

    /// Whether values are strong references.
    pub(crate) fn is_strong(self) -> bool {
        SHAPES[usize::from(self.0)].is_strong
    }
}

/// What follows from the definition of a type, and is asked for with every property that is read.
#[derive(Clone, Copy)]
struct Shape {
    length: Option<u32>,
    item: Option<u16>,
    is_strong: bool,
}

/// The shape of each type, by its index.
static SHAPES: [Shape; types::TYPES.len()] = {
    let mut shapes = [Shape {
        length: None,
        item: None,
        is_strong: false,
    }; types::TYPES.len()];
    let mut index = 0;
    while index < shapes.len() {
        shapes[index] = Shape {
            length: length(&types::TYPES[index]),
            item: item(&types::TYPES[index]),
            is_strong: matches!(
                plain_row(&types::TYPES[index]).kind,
                KindRow::StrongReference(_)
            ),
        };
        index += 1;
    }
    shapes
};

/// The definition behind all the names that a type has.
const fn plain_row(mut row: &'static TypeRow) -> &'static TypeRow {
    while let KindRow::Rename(of) = row.kind {
        row = &types::TYPES[of as usize];
    }
    row
}

/// The type of the items of a batch.
const fn item(row: &'static TypeRow) -> Option<u16> {
    let (item, is_array) = match plain_row(row).kind {
        KindRow::VariableArray(item) => (item, true),
        KindRow::Set(item) => (item, false),
        _ => return None,
    };
    match length(&types::TYPES[item as usize]) {
        // Bytes alone have no count (ST 377-1 calls this type of arrays DataValue), nor have strings.
        None => None,
        Some(1) if is_array => None,
        Some(_) => Some(item),
    }
}

/// How many bytes each value of a type has, by its definition.
const fn length(row: &TypeRow) -> Option<u32> {
    match row.kind {
        KindRow::Integer { bytes, .. } => Some(bytes as u32),
        // The register has one byte; files have two (ST 377-1, 4.3).
        KindRow::Enumeration { .. } if matches!(symbol(row.name), b"ProductReleaseType") => Some(2),
        KindRow::Enumeration { base: of, .. } | KindRow::Rename(of) => {
            length(&types::TYPES[of as usize])
        }
        KindRow::Labels { .. } | KindRow::StrongReference(_) | KindRow::WeakReference(_) => {
            Some(16)
        }
        KindRow::FixedArray { of, count } => match length(&types::TYPES[of as usize]) {
            Some(length) => length.checked_mul(count as u32),
            None => None,
        },
        KindRow::Record { start, count } => {
            let mut sum = 0_u32;
            let mut member = start as usize;
            while member < start as usize + count as usize {
                let (_, of) = types::MEMBERS[member];
                let Some(length) = length(&types::TYPES[of as usize]) else {
                    return None;
                };
                sum += length;
                member += 1;
            }
            Some(sum)
        }
        _ => None,
    }
}
