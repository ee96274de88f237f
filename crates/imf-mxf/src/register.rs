//! The SMPTE registers: what labels, keys and properties are, by tables that are compiled in.
//!
//! A label is looked up without its version byte, and the key of a set whatever its coding (ST 336), in hash tables that
//! are compiled in as well. Nothing is built when the program starts.

mod element;
mod elements;
mod group;
mod groups;
mod index;
mod label;
mod labels;
mod names;
mod row;
#[cfg(test)]
mod tests;
mod types;
mod value_type;

use index::Index;
use row::Row;

pub use element::Element;
pub use group::{Group, GroupProperty};
pub use label::Label;
pub use value_type::{Type, TypeKind};

/// The version byte of a label, as a part of its number.
const VERSION: u128 = 0xff << 64;
/// The byte of a group's label that says how its sets are coded, as a part of its number.
const CODING: u128 = 0xff << 80;
/// What registers write for any coding.
const ANY_CODING: u128 = 0x7f << 80;

/// The number of a label, as element, type and label tables are sorted by.
const fn plain(label: u128) -> u128 {
    label & !VERSION
}

/// The number of a key, as the groups are sorted by.
const fn uncoded(key: u128) -> u128 {
    key & !VERSION & !CODING | ANY_CODING
}

/// The name at `place`: an offset, and a length in the lowest byte.
fn name(place: u32) -> &'static str {
    let [a, b, c, length] = place.to_be_bytes();
    let offset = u32::from_be_bytes([0, a, b, c]) as usize;
    names::NAMES
        .get(offset..offset + usize::from(length))
        .unwrap_or_default()
}

/// Whether the name at `place` is `wanted`; most are not even as long.
fn is_name(place: u32, wanted: &str) -> bool {
    place as usize & 0xff == wanted.len() && name(place) == wanted
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

/// A table that is searched by names.
struct ByName<T: 'static, const SLOTS: usize> {
    table: &'static [T],
    /// The indices of the table, sorted by symbols and then by namespaces.
    sorted: &'static [u16],
    /// Where in that order a symbol begins.
    symbols: &'static Index<SLOTS>,
}

impl<T: Row, const SLOTS: usize> ByName<T, SLOTS> {
    /// The row at a position in the order by names, and its index.
    fn at(&self, position: usize) -> Option<(u16, &'static T)> {
        let index = *self.sorted.get(position)?;
        Some((index, self.table.get(usize::from(index))?))
    }

    fn position(&self, symbol: &str) -> Option<usize> {
        let hash = index::of_symbol(symbol.as_bytes());
        let position = self.symbols.find(hash, |position| {
            self.at(position.into())
                .is_some_and(|(_, row)| is_name(row.name(), symbol))
        });
        position.map(usize::from)
    }

    /// The index of the first entry with a symbol, whatever its namespace.
    fn with_symbol(&self, symbol: &str) -> Option<u16> {
        Some(self.at(self.position(symbol)?)?.0)
    }

    /// The index of the entry with a namespace and a symbol.
    fn named(&self, wanted: &str, symbol: &str) -> Option<u16> {
        let first = self.position(symbol)?;
        // Nearly every symbol has one namespace.
        if let Some((index, row)) = self.at(first)
            && namespace(row.namespace()) == wanted
        {
            return Some(index);
        }
        (first + 1..)
            .map_while(|position| self.at(position))
            .take_while(|(_, row)| is_name(row.name(), symbol))
            .find(|(_, row)| namespace(row.namespace()) == wanted)
            .map(|(index, _)| index)
    }
}
