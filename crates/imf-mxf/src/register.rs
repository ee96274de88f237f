//! The SMPTE registers: what labels, keys and properties are, by tables that are compiled in.
//!
//! A label is looked up without its version byte, and the key of a set whatever its coding (ST 336), by a binary
//! search. Nothing is built when the program starts.

mod element;
mod elements;
mod group;
mod groups;
mod label;
mod labels;
mod names;
mod row;
#[cfg(test)]
mod tests;
mod types;
mod value_type;

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

/// The name at `place`: an offset, and a length in the lowest byte.
fn name(place: u32) -> &'static str {
    let [a, b, c, length] = place.to_be_bytes();
    let offset = u32::from_be_bytes([0, a, b, c]) as usize;
    names::NAMES
        .get(offset..offset + usize::from(length))
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

/// The index in `by_name`'s table of the first entry with a symbol, whatever its namespace.
fn with_symbol<T>(
    table: &'static [T],
    by_name: &'static [u16],
    symbol_of: impl Fn(&T) -> &'static str,
    symbol: &str,
) -> Option<u16> {
    let of = |index: u16| table.get(usize::from(index)).map(&symbol_of);
    let position = by_name.partition_point(|&index| of(index) < Some(symbol));
    let found = by_name.get(position).copied()?;
    (of(found) == Some(symbol)).then_some(found)
}
