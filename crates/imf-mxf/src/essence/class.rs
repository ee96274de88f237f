//! What the key of an item says, as a walk has to know it.

use crate::klv::ItemKind;
use crate::label::Ul;

/// The sorts of item that are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A key that nobody here knows, to be passed over (ST 377-1 calls it dark).
    Dark,
    /// A part of essence.
    Element,
    /// Nothing, to be passed over.
    Fill,
    /// A part of a generic stream (ST 410).
    GenericStream,
    /// An index table segment.
    IndexSegment,
    /// A primer pack or a set of header metadata.
    Metadata,
    /// A partition pack.
    Partition,
    /// The random index pack.
    RandomIndex,
    /// A system item of a content package (ST 379-2, ST 385, ST 394).
    System,
}

impl Class {
    /// The class of an item with `key`. Version bytes do not count.
    pub(super) fn of(key: Ul) -> Self {
        // Essence is of the dictionary of essence (1, 2); a system item is a set or pack of the same branch.
        match key.0 {
            [_, _, _, _, 1, 2, 1, ..] => return Self::Element,
            [_, _, _, _, 2, _, 1, _, 13, 1, 3, 1, ..] => return Self::System,
            [_, _, _, _, 1, 1, 1, _, 13, 1, 5, 9, ..] => return Self::GenericStream,
            _ => {}
        }
        match ItemKind::of(key) {
            ItemKind::Fill => Self::Fill,
            ItemKind::Partition => Self::Partition,
            ItemKind::RandomIndex => Self::RandomIndex,
            ItemKind::IndexSegment(_) => Self::IndexSegment,
            ItemKind::Primer | ItemKind::LocalSet(_) => Self::Metadata,
            _ => Self::Dark,
        }
    }
}

/// What an element of essence holds, by the item type of its key (ST 379-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementKind {
    /// Picture, sound and data in one (item type 18).
    Compound,
    /// Data (07 and 17).
    Data,
    /// Picture (05 and 15).
    Picture,
    /// A key outside of the generic container, as IAB, ISXD and PHDR may have, or an item type that is none of these.
    Private,
    /// Sound (06 and 16).
    Sound,
    /// The system item (04 and 14).
    System,
}

impl ElementKind {
    /// What an element with `key` holds.
    pub fn of(key: Ul) -> Self {
        let [_, _, _, _, _, _, _, _, 13, 1, 3, 1, item_type, ..] = key.0 else {
            return Self::Private;
        };
        match item_type {
            0x04 | 0x14 => Self::System,
            0x05 | 0x15 => Self::Picture,
            0x06 | 0x16 => Self::Sound,
            0x07 | 0x17 => Self::Data,
            0x18 => Self::Compound,
            _ => Self::Private,
        }
    }
}

/// How essence is cut into elements (ST 379-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wrapping {
    /// One element holds all edit units.
    Clip,
    /// Each edit unit is an element.
    Frame,
}

impl Wrapping {
    /// The wrapping that an element key says; `None` where it says none. Known are JPEG 2000 (ST 422), BWF (ST 382),
    /// timed text (ST 429-5), IAB (ST 2067-201) and MGA (ST 2127-10).
    pub fn of(key: Ul) -> Option<Self> {
        let [.., item_type, _, element_type, _] = key.0;
        match (ElementKind::of(key), item_type, element_type) {
            (ElementKind::Picture, 0x15, 0x08) | (ElementKind::Sound, 0x16, 0x01) => {
                Some(Self::Frame)
            }
            (ElementKind::Picture, 0x15, 0x09)
            | (ElementKind::Sound, 0x16, 0x02 | 0x0d | 0x0f)
            | (ElementKind::Data, 0x17, 0x0b) => Some(Self::Clip),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: u128, class: Class, kind: ElementKind, wrapping: Option<Wrapping>) {
        let key = Ul::from_u128(key);
        assert_eq!(Class::of(key), class);
        assert_eq!(ElementKind::of(key), kind);
        assert_eq!(Wrapping::of(key), wrapping);
    }

    #[test]
    fn keys_of_essence_say_what_it_is_and_how_it_is_cut() {
        use ElementKind::{Data, Picture, Private, Sound, System};
        let clip = Some(Wrapping::Clip);
        check(
            0x060e_2b34_0102_0101_0d01_0301_1501_0801,
            Class::Element,
            Picture,
            Some(Wrapping::Frame),
        );
        check(
            0x060e_2b34_0102_0101_0d01_0301_1601_0201,
            Class::Element,
            Sound,
            clip,
        );
        check(
            0x060e_2b34_0102_0107_0d01_0301_1601_0d01,
            Class::Element,
            Sound,
            clip,
        );
        check(
            0x060e_2b34_0102_0101_0d01_0301_1701_0b01,
            Class::Element,
            Data,
            clip,
        );
        check(
            0x060e_2b34_0102_0101_0d01_0301_1501_1201,
            Class::Element,
            Picture,
            None,
        );
        check(
            0x060e_2b34_0102_0105_0e09_0607_0101_0103,
            Class::Element,
            Private,
            None,
        );
        check(
            0x060e_2b34_0253_0101_0d01_0301_1402_0100,
            Class::System,
            System,
            None,
        );
    }

    #[test]
    fn keys_of_anything_else_are_no_essence() {
        let of = |key: u128| Class::of(Ul::from_u128(key));
        assert_eq!(
            of(0x060e_2b34_0101_010c_0d01_0509_0100_0000),
            Class::GenericStream
        );
        assert_eq!(of(0x060e_2b34_0101_0101_0301_0210_0100_0000), Class::Fill);
        assert_eq!(
            of(0x060e_2b34_0205_0101_0d01_0201_0104_0400),
            Class::Partition
        );
        assert_eq!(
            of(0x060e_2b34_0205_0101_0d01_0201_0105_0100),
            Class::Metadata
        );
        assert_eq!(
            of(0x060e_2b34_0253_0105_0e09_0607_0101_0103),
            Class::Metadata
        );
        assert_eq!(
            of(0x060e_2b34_0205_0101_0d01_0201_0111_0100),
            Class::RandomIndex
        );
        assert_eq!(
            of(0x060e_2b34_0253_0101_0d01_0201_0110_0100),
            Class::IndexSegment
        );
        assert_eq!(of(0x060e_2b34_0101_0101_0101_0101_0101_0101), Class::Dark);
    }
}
