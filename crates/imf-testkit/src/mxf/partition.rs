//! Partition packs and the random index pack (ST 377-1, 7 and 12).

use super::klv::item;
use super::set::{Label, batch};
use crate::ids::octets;

/// Operational pattern OP1a: one item, one package, one track, its essence in the file and made to stream.
pub(super) const OP_1A: Label = Label::parse("060e2b34.04010101.0d010201.01010100");

const RANDOM_INDEX: [u8; 16] = octets("060e2b34.02050101.0d010201.01110100");

/// What a partition pack says; every partition here is closed and complete.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Partition {
    pub(super) place: Place,
    pub(super) this: u64,
    pub(super) previous: u64,
    pub(super) footer: u64,
    pub(super) header_byte_count: u64,
    pub(super) index_byte_count: u64,
    pub(super) index_sid: u32,
    pub(super) body_sid: u32,
}

/// Which partition it is; the value is its octet in the key, but for generic streams.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Place {
    #[default]
    Header = 2,
    Body = 3,
    /// A body partition that holds a generic stream (ST 410).
    GenericStream = 5,
    Footer = 4,
}

impl Partition {
    /// The pack. Its length depends on nothing but the number of containers.
    pub(super) fn pack(&self, containers: &[Label]) -> Vec<u8> {
        let mut key = octets("060e2b34.02050101.0d010201.01000400");
        (key[13], key[14]) = match self.place {
            Place::GenericStream => (Place::Body as u8, 0x11),
            place => (place as u8, key[14]),
        };
        let body_offset: u64 = 0;
        let value = [
            1_u16.to_be_bytes().as_slice(),
            &3_u16.to_be_bytes(),
            &1_u32.to_be_bytes(), // The KAG: nothing is aligned.
            &self.this.to_be_bytes(),
            &self.previous.to_be_bytes(),
            &self.footer.to_be_bytes(),
            &self.header_byte_count.to_be_bytes(),
            &self.index_byte_count.to_be_bytes(),
            &self.index_sid.to_be_bytes(),
            &body_offset.to_be_bytes(),
            &self.body_sid.to_be_bytes(),
            &OP_1A.0,
            &batch(16, containers.iter().map(|container| container.0)),
        ]
        .concat();
        item(&key, &value)
    }
}

/// The random index pack of these partitions: the BodySID and the offset of each.
pub(super) fn random_index(partitions: &[Partition]) -> Vec<u8> {
    let mut value = Vec::new();
    for partition in partitions {
        value.extend(partition.body_sid.to_be_bytes());
        value.extend(partition.this.to_be_bytes());
    }
    // The pack ends in its own length: key, length, value and this number.
    let length = u32::try_from(16 + 4 + value.len() + 4).expect("a file here has few partitions");
    value.extend(length.to_be_bytes());
    item(&RANDOM_INDEX, &value)
}
