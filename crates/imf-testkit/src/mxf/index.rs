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

/// A segment of an index table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexSegment {
    /// Its InstanceID.
    pub instance: Id,
    /// The rate of the edit units.
    pub edit_rate: Rate,
    /// The first edit unit.
    pub start: i64,
    /// How many edit units there are.
    pub duration: i64,
    /// The bytes of every edit unit; 0 where they differ.
    pub edit_unit_byte_count: u32,
    /// The stream of the index table.
    pub index_sid: u32,
    /// The stream of the essence.
    pub body_sid: u32,
    /// Where each edit unit begins, counted from the start of the essence; `None` for no entries at all.
    pub offsets: Option<Vec<u64>>,
}

impl IndexSegment {
    /// The only segment of an index table.
    pub(super) fn new(
        instance: Id,
        edit_rate: Rate,
        index_sid: u32,
        body_sid: u32,
        positions: Positions,
    ) -> Self {
        let (edit_unit_byte_count, units, offsets) = match positions {
            Positions::Constant { bytes, units } => (bytes, units, None),
            Positions::Variable(offsets) => (0, offsets.len() as u64, Some(offsets)),
        };
        Self {
            instance,
            edit_rate,
            start: 0,
            duration: i64::try_from(units).expect("essence here is short"),
            edit_unit_byte_count,
            index_sid,
            body_sid,
            offsets,
        }
    }

    /// The item of the segment.
    pub(super) fn item(&self) -> Vec<u8> {
        let rate = [
            self.edit_rate.0.to_be_bytes(),
            self.edit_rate.1.to_be_bytes(),
        ];
        let mut value = [
            local(0x3c0a, &self.instance.0),
            local(0x3f0b, &rate.concat()),
            local(0x3f0c, &self.start.to_be_bytes()),
            local(0x3f0d, &self.duration.to_be_bytes()),
            local(0x3f05, &self.edit_unit_byte_count.to_be_bytes()),
            local(0x3f06, &self.index_sid.to_be_bytes()),
            local(0x3f07, &self.body_sid.to_be_bytes()),
            local(0x3f08, &[0]),
        ]
        .concat();
        if let Some(offsets) = &self.offsets {
            // Temporal offset and key frame offset are 0: every edit unit stands for itself.
            let entry =
                |offset: &u64| [[0, 0, RANDOM_ACCESS].as_slice(), &offset.to_be_bytes()].concat();
            value.extend(local(0x3f0e, &[0]));
            value.extend(local(0x3f0a, &batch(11, offsets.iter().map(entry))));
        }
        item(&SEGMENT, &value)
    }
}
