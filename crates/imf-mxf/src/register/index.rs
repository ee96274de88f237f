//! Hash tables over the registers, which the compiler fills: a search by halves touches a dozen rows for each look-up.
//!
//! They never change, so that no input can make them slow: a look-up ends at the first empty slot.

use super::{elements, groups, labels, names, plain, types, uncoded};

/// An empty slot.
const EMPTY: u16 = u16::MAX;
/// An odd number whose bits look random.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash table of indices. It has twice as many slots as indices or more, and their number is a power of two.
pub(super) struct Index<const SLOTS: usize> {
    slots: [u16; SLOTS],
}

impl<const SLOTS: usize> Index<SLOTS> {
    const fn empty() -> Self {
        Self {
            slots: [EMPTY; SLOTS],
        }
    }

    /// Adds an index; only the compiler does that.
    const fn add(&mut self, hash: u32, index: u16) {
        assert!((index as usize) < SLOTS / 2, "too few slots");
        let mut slot = Self::first(hash);
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = index;
    }

    /// The index with that hash that is the one that is wanted.
    pub(super) fn find(&self, hash: u32, is_wanted: impl Fn(u16) -> bool) -> Option<u16> {
        let mut slot = Self::first(hash);
        loop {
            let index = self.slots[slot];
            if index == EMPTY {
                return None;
            }
            if is_wanted(index) {
                return Some(index);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    const fn first(hash: u32) -> usize {
        (hash >> (u32::BITS - SLOTS.trailing_zeros())) as usize % SLOTS
    }
}

/// The hash of a label's number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves of the number's bits"
)]
pub(super) const fn of_label(number: u128) -> u32 {
    // The upper half tells registers and their kinds apart, the lower half what is in them.
    let halves = (number >> 64) as u64 ^ (number as u64).rotate_left(32);
    let mixed = (halves ^ halves >> 29).wrapping_mul(MIX);
    ((mixed ^ mixed >> 32).wrapping_mul(MIX) >> 32) as u32
}

/// The hash of a symbol.
pub(super) const fn of_symbol(symbol: &[u8]) -> u32 {
    let mut hash = symbol.len() as u64;
    let mut rest = symbol;
    while let Some((eight, behind)) = rest.split_first_chunk() {
        hash = (hash ^ u64::from_le_bytes(*eight)).wrapping_mul(MIX);
        hash ^= hash >> 32;
        rest = behind;
    }
    while let [byte, behind @ ..] = rest {
        hash = hash << 8 ^ *byte as u64;
        rest = behind;
    }
    (hash.wrapping_mul(MIX) >> 32) as u32
}

/// The symbol at `place` of the names.
pub(super) const fn symbol(place: u32) -> &'static [u8] {
    let (offset, length) = ((place >> 8) as usize, (place & 0xff) as usize);
    let (_, rest) = names::NAMES.as_bytes().split_at(offset);
    rest.split_at(length).0
}

/// A table by the labels of its rows.
macro_rules! by_label {
    ($slots:literal, $table:path, $number:ident) => {{
        let mut index: Index<$slots> = Index::empty();
        let mut row: u16 = 0;
        while (row as usize) < $table.len() {
            index.add(of_label($number($table[row as usize].label)), row);
            row += 1;
        }
        index
    }};
}

/// A table by the symbols of its rows: where in the list by names the first row of a symbol stands.
macro_rules! by_symbol {
    ($slots:literal, $table:path, $by_name:path) => {{
        let mut index: Index<$slots> = Index::empty();
        let mut position: u16 = 0;
        let mut last = 0;
        while (position as usize) < $by_name.len() {
            let place = $table[$by_name[position as usize] as usize].name;
            // One symbol is one stretch of the names.
            if place != last {
                index.add(of_symbol(symbol(place)), position);
            }
            last = place;
            position += 1;
        }
        index
    }};
}

/// The elements by their labels.
pub(super) static ELEMENTS: Index<8192> = by_label!(8192, elements::ELEMENTS, plain);
/// The elements by their symbols.
pub(super) static ELEMENT_SYMBOLS: Index<8192> =
    by_symbol!(8192, elements::ELEMENTS, elements::ELEMENTS_BY_NAME);
/// Where the symbol of each element stands among all symbols.
pub(super) static ELEMENT_RANKS: [u16; elements::ELEMENTS.len()] = {
    let mut ranks = [0; elements::ELEMENTS.len()];
    let (mut position, mut rank, mut last) = (0, 0, 0);
    while position < ranks.len() {
        let row = elements::ELEMENTS_BY_NAME[position] as usize;
        let place = elements::ELEMENTS[row].name;
        // One symbol is one stretch of the names.
        if place != last {
            rank += 1;
        }
        ranks[row] = rank;
        last = place;
        position += 1;
    }
    ranks
};
/// The groups by their labels.
pub(super) static GROUPS: Index<1024> = by_label!(1024, groups::GROUPS, uncoded);
/// The groups by their symbols.
pub(super) static GROUP_SYMBOLS: Index<1024> =
    by_symbol!(1024, groups::GROUPS, groups::GROUPS_BY_NAME);
/// The labels.
pub(super) static LABELS: Index<8192> = by_label!(8192, labels::LABELS, plain);
/// The types by their labels.
pub(super) static TYPES: Index<1024> = by_label!(1024, types::TYPES, plain);

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest stretch of slots without an empty one: no look-up takes more.
    #[track_caller]
    fn check<const SLOTS: usize>(index: &Index<SLOTS>, most: usize) {
        let mut stretches = index.slots.split(|&slot| slot == EMPTY);
        let longest = stretches.by_ref().map(<[u16]>::len).max();
        assert!(
            longest.is_some_and(|longest| longest <= most),
            "{longest:?}"
        );
    }

    #[test]
    fn no_look_up_takes_long() {
        check(&ELEMENTS, 24);
        check(&ELEMENT_SYMBOLS, 24);
        check(&GROUPS, 24);
        check(&GROUP_SYMBOLS, 24);
        check(&LABELS, 24);
        check(&TYPES, 24);
    }
}
