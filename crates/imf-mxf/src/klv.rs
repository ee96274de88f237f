//! Keys, lengths and values (ST 336).

use std::io;

use crate::label::Ul;
use crate::problem::{Problem, ProblemKind};
use crate::set::key_name;
use crate::source::Window;

/// The bytes of a key.
const KEY: usize = 16;
/// The most bytes of a length: one that says how many follow, and eight.
const LENGTH: usize = 9;

/// An item of a file: its key, and where its value lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The key.
    pub key: Ul,
    /// Where in the file the key begins.
    pub offset: u64,
    /// Where the value begins.
    pub value: u64,
    /// How many bytes the value has.
    pub length: u64,
}

impl Item {
    /// Where the item ends.
    pub fn end(&self) -> u64 {
        self.value.saturating_add(self.length)
    }

    /// What the key says that this is.
    pub(crate) fn kind(&self) -> ItemKind {
        ItemKind::of(self.key)
    }
}

/// What the key of an item says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// Nothing, to be skipped.
    Fill,
    /// A partition pack of any kind.
    Partition,
    /// A primer pack.
    Primer,
    /// A random index pack.
    RandomIndex,
    /// An index table segment.
    IndexSegment(LocalLength),
    /// A local set that may be header metadata.
    LocalSet(LocalLength),
    /// Essence, or a part of a generic stream.
    Essence,
    /// Anything else.
    Other,
}

/// How the items of a local set state their lengths; all of MXF have tags of two bytes (ST 377-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocalLength {
    /// As BER (registry designator 13).
    Ber,
    /// In two bytes (registry designator 53).
    Two,
}

impl ItemKind {
    /// The kind of item that has `key`. Version bytes do not count.
    pub(crate) fn of(key: Ul) -> Self {
        let [
            6,
            0x0e,
            0x2b,
            0x34,
            category,
            registry,
            structure,
            _,
            rest @ ..,
        ] = key.0
        else {
            return Self::Other;
        };
        match (category, registry, structure, rest) {
            (1, 1, 1, [3, 1, 2, 0x10, 1 | 2, 0, 0, 0]) => Self::Fill,
            (2, 5, 1, [0x0d, 1, 2, 1, 1, 2..=4, _, _]) => Self::Partition,
            (2, 5, 1, [0x0d, 1, 2, 1, 1, 5, 1, _]) => Self::Primer,
            (2, 5, 1, [0x0d, 1, 2, 1, 1, 0x11, 1, _]) => Self::RandomIndex,
            (2, 0x13, 1, [0x0d, 1, 2, 1, 1, 0x10, 1, _]) => Self::IndexSegment(LocalLength::Ber),
            (2, 0x53, 1, [0x0d, 1, 2, 1, 1, 0x10, 1, _]) => Self::IndexSegment(LocalLength::Two),
            (2, 0x13, _, _) => Self::LocalSet(LocalLength::Ber),
            (2, 0x53, _, _) => Self::LocalSet(LocalLength::Two),
            // Essence elements, compound and not (ST 379-2), system items and generic streams (ST 410).
            (1, 2, 1, [0x0d, 1, 3, 1, ..])
            | (2, _, 1, [0x0d, 1, 3, 1, ..])
            | (1, 1, 1, [0x0d, 1, 5, 9, ..]) => Self::Essence,
            _ => Self::Other,
        }
    }
}

/// A length that can be read but not be taken, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BerFault {
    /// There are too few bytes.
    Short,
    /// A first byte of 0x80: the end is marked instead.
    Indefinite,
    /// A first byte that announces so many bytes, over eight.
    Long(u8),
    /// A length of 2^63 and more.
    Huge(u64),
}

/// The length that `bytes` begin with, and how many bytes it takes.
pub(crate) fn ber(bytes: &[u8]) -> Result<(u64, usize), BerFault> {
    let (&first, rest) = bytes.split_first().ok_or(BerFault::Short)?;
    match first {
        0..0x80 => Ok((first.into(), 1)),
        0x80 => Err(BerFault::Indefinite),
        0x81..=0x88 => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count).ok_or(BerFault::Short)?;
            let length = digits
                .iter()
                .fold(0, |length, &byte| length << 8 | u64::from(byte));
            if length >> 63 == 1 {
                return Err(BerFault::Huge(length));
            }
            Ok((length, 1 + count))
        }
        _ => Err(BerFault::Long(first & 0x7f)),
    }
}

impl BerFault {
    /// The problem at `at`, where the length begins.
    pub(crate) fn problem(self, at: u64) -> Problem {
        let kind = match self {
            Self::Short => ProblemKind::Truncated,
            _ => ProblemKind::BerInvalid,
        };
        let problem =
            Problem::new(kind, at).expected(&"a length of at most eight bytes, below 2^63");
        match self {
            Self::Short => problem,
            Self::Indefinite => problem.found(&"an indefinite length"),
            Self::Long(count) => problem.found(&format_args!("a length of {count} bytes")),
            Self::Huge(length) => problem.found(&format_args!("a length of {length}")),
        }
    }
}

/// The item at `offset`, whose value may reach past `end`; or what is wrong with its key or length.
pub(crate) fn item_at(
    window: &mut Window<'_>,
    offset: u64,
    end: u64,
) -> io::Result<Result<Item, Problem>> {
    let room = usize::try_from(end.saturating_sub(offset)).unwrap_or(usize::MAX);
    let bytes = window.at(offset, room.min(KEY + LENGTH))?;
    let Some((key, rest)) = bytes.split_first_chunk::<KEY>() else {
        let left = bytes.len();
        let problem = Problem::new(ProblemKind::Truncated, offset)
            .found(&format_args!("{left} bytes"))
            .expected(&"a key of 16 bytes");
        return Ok(Err(problem));
    };
    let key = Ul(*key);
    Ok(match ber(rest) {
        Ok((length, taken)) => Ok(Item {
            key,
            offset,
            value: offset + (KEY + taken) as u64,
            length,
        }),
        Err(fault) => Err(fault.problem(offset + KEY as u64).set(key_name(key))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], wanted: Result<(u64, usize), BerFault>) {
        assert_eq!(ber(bytes), wanted);
    }

    #[test]
    fn lengths_are_read_in_the_short_and_the_long_form() {
        check(&[0], Ok((0, 1)));
        check(&[0x7f, 9], Ok((127, 1)));
        check(&[0x81, 5], Ok((5, 2)));
        check(&[0x83, 1, 0, 0], Ok((65_536, 4)));
        check(&[0x88, 0, 0, 0, 0, 0, 0, 1, 0], Ok((256, 9)));
        check(
            &[0x88, 0x7f, 255, 255, 255, 255, 255, 255, 255],
            Ok((u64::MAX >> 1, 9)),
        );
    }

    #[test]
    fn lengths_that_mxf_does_not_allow_are_faults() {
        check(&[], Err(BerFault::Short));
        check(&[0x84, 0, 0, 0], Err(BerFault::Short));
        check(&[0x80, 1], Err(BerFault::Indefinite));
        check(&[0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1], Err(BerFault::Long(9)));
        check(&[0xff], Err(BerFault::Long(127)));
        check(
            &[0x88, 0x80, 0, 0, 0, 0, 0, 0, 0],
            Err(BerFault::Huge(1 << 63)),
        );
    }

    #[test]
    fn keys_say_what_an_item_is_whatever_their_version() {
        let of = |key: u128| ItemKind::of(Ul::from_u128(key));
        assert_eq!(
            of(0x060e_2b34_0101_0102_0301_0210_0100_0000),
            ItemKind::Fill
        );
        assert_eq!(
            of(0x060e_2b34_0205_0101_0d01_0201_0104_0400),
            ItemKind::Partition
        );
        assert_eq!(
            of(0x060e_2b34_0205_0101_0d01_0201_0105_0100),
            ItemKind::Primer
        );
        assert_eq!(
            of(0x060e_2b34_0205_0101_0d01_0201_0111_0100),
            ItemKind::RandomIndex
        );
        let index = of(0x060e_2b34_0253_0101_0d01_0201_0110_0100);
        assert_eq!(index, ItemKind::IndexSegment(LocalLength::Two));
        let preface = of(0x060e_2b34_0213_0101_0d01_0101_0101_2f00);
        assert_eq!(preface, ItemKind::LocalSet(LocalLength::Ber));
        assert_eq!(
            of(0x060e_2b34_0102_0101_0d01_0301_1501_0801),
            ItemKind::Essence
        );
        assert_eq!(
            of(0x060e_2b34_0101_010c_0d01_0509_0100_0000),
            ItemKind::Essence
        );
        assert_eq!(of(0), ItemKind::Other);
    }

    #[test]
    fn an_item_knows_where_its_value_lies() {
        let mut bytes = vec![0xaa; 5];
        bytes.extend([1; 16]);
        bytes.extend([0x82, 1, 0]);
        let mut window = Window::new(&bytes, 1);
        let item = item_at(&mut window, 5, 24).unwrap().unwrap();
        assert_eq!(
            item,
            Item {
                key: Ul([1; 16]),
                offset: 5,
                value: 24,
                length: 256
            }
        );
        assert_eq!(item.end(), 280);
        let problem = item_at(&mut window, 5, 23).unwrap().unwrap_err();
        assert_eq!((problem.kind, problem.at), (ProblemKind::Truncated, 21));
        let problem = item_at(&mut window, 20, 24).unwrap().unwrap_err();
        assert_eq!((problem.kind, problem.at), (ProblemKind::Truncated, 20));
    }
}
