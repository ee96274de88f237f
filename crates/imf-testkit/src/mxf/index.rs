//! Index table segments (ST 377-1, 11).

use super::klv::{item, local};
use super::set::batch;
use crate::ids::{Id, octets};
use crate::track_file::Rate;

const SEGMENT: [u8; 16] = octets("060e2b34.02530101.0d010201.01100100");

/// Any edit unit may be the first to be decoded.
const RANDOM_ACCESS: u8 = 0x80;

/// Where the edit units begin.
#[derive(Clone, Debug)]
pub(super) enum Positions {
    /// Every edit unit has so many bytes.
    Constant {
        /// Its bytes.
        bytes: u32,
        /// How many edit units there are.
        units: u64,
    },
    /// The offset of each edit unit from the start of the essence.
    Variable(Vec<u64>),
}

/// The only segment of an index table.
pub(super) fn segment(
    instance: Id,
    edit_rate: Rate,
    index_sid: u32,
    body_sid: u32,
    positions: &Positions,
) -> Vec<u8> {
    let (bytes, units) = match positions {
        Positions::Constant { bytes, units } => (*bytes, *units),
        Positions::Variable(offsets) => (0, offsets.len() as u64),
    };
    let mut value = [
        local(0x3c0a, &instance.0),
        local(
            0x3f0b,
            &[edit_rate.0.to_be_bytes(), edit_rate.1.to_be_bytes()].concat(),
        ),
        local(0x3f0c, &0_u64.to_be_bytes()),
        local(0x3f0d, &units.to_be_bytes()),
        local(0x3f05, &bytes.to_be_bytes()),
        local(0x3f06, &index_sid.to_be_bytes()),
        local(0x3f07, &body_sid.to_be_bytes()),
        local(0x3f08, &[0]),
    ]
    .concat();
    if let Positions::Variable(offsets) = positions {
        // Temporal offset and key frame offset are 0: every edit unit stands for itself.
        let entry =
            |offset: &u64| [[0, 0, RANDOM_ACCESS].as_slice(), &offset.to_be_bytes()].concat();
        value.extend(local(0x3f0e, &[0]));
        value.extend(local(0x3f0a, &batch(11, offsets.iter().map(entry))));
    }
    item(&SEGMENT, &value)
}
