//! The layout of a track file: header partition, essence, index table, footer partition, random index pack.
//!
//! A partition holds one thing: metadata, essence or index table (ST 2067-5, 5.1).

use super::header::{metadata, preface};
use super::index::{IndexSegment, Positions};
use super::klv::{item, long_item};
use super::partition::{Partition, Place, random_index};
use super::set::{Label, Set};
use crate::ids::{Id, octets};
use crate::track_file::{Rate, instance};

/// The stream of the essence.
const BODY_SID: u32 = 1;
/// The stream of the index table.
const INDEX_SID: u32 = 129;

/// The key of the item that holds data of a generic stream (ST 410).
const GENERIC_STREAM: [u8; 16] = octets("060e2b34.0101010c.0d010509.01000000");

/// What a track file is made of: change it, and it is laid out all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The set at the top of the header metadata, with all that hangs under it.
    pub preface: Set,
    /// Sets behind those, of which none but each other may know.
    pub loose: Vec<Set>,
    /// The items of the essence.
    pub essence: Vec<u8>,
    /// The segments of the index table.
    pub index: Vec<IndexSegment>,
    /// The essence containers that every partition pack lists.
    pub containers: Vec<Label>,
    /// What lies in generic streams, with the number of each stream; each has a partition.
    pub streams: Vec<(u32, Vec<u8>)>,
}

/// What a track file holds, ready to be wrapped.
pub(crate) struct Essence {
    pub(crate) kind: Kind,
    /// The key of its items; the last four octets are the number of the essence track (ST 379-2).
    pub(crate) element: Label,
    pub(crate) container: Label,
    /// What the preface says that the file conforms to, if it says so.
    pub(crate) conforms_to: Option<Vec<Label>>,
    pub(crate) descriptor: Set,
    /// Of the essence track.
    pub(crate) edit_rate: Rate,
    /// In units of `edit_rate`.
    pub(crate) duration: u64,
    /// Of the timecode tracks.
    pub(crate) image_rate: Rate,
    pub(crate) units: Units,
}

/// The data definition of the essence.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Data,
    Picture,
    Sound,
}

/// The edit units of the essence.
pub(crate) enum Units {
    /// A KLV item that holds all of them, so many bytes each.
    Clip(Vec<u8>, u32),
    /// A KLV item for each.
    Frames(Vec<Vec<u8>>),
    /// A KLV item that is one thing for the whole duration.
    Whole(Vec<u8>),
}

impl Essence {
    /// The number of the essence track.
    pub(super) fn track_number(&self) -> u32 {
        let [.., a, b, c, d] = self.element.0;
        u32::from_be_bytes([a, b, c, d])
    }

    /// The duration in frames of picture.
    pub(super) fn frames(&self) -> i64 {
        let seconds = (
            self.duration * u64::from(self.edit_rate.1),
            u64::from(self.edit_rate.0),
        );
        let frames =
            seconds.0 * u64::from(self.image_rate.0) / (seconds.1 * u64::from(self.image_rate.1));
        i64::try_from(frames).expect("essence here is short")
    }

    /// The essence's items, and where the edit units are in them.
    fn wrapped(&self) -> (Vec<u8>, Positions) {
        let key = self.element.0;
        match &self.units {
            Units::Clip(bytes, unit) => (
                long_item(&key, bytes),
                Positions::Constant {
                    bytes: *unit,
                    units: self.duration,
                },
            ),
            Units::Frames(frames) => {
                let mut items = Vec::new();
                let mut offsets = Vec::new();
                for frame in frames {
                    offsets.push(items.len() as u64);
                    items.extend(item(&key, frame));
                }
                (items, Positions::Variable(offsets))
            }
            Units::Whole(bytes) => (item(&key, bytes), Positions::Variable(vec![0])),
        }
    }
}

impl Parts {
    /// The parts of the file that holds `essence`.
    pub(crate) fn new(file: Id, essence: &Essence) -> Self {
        let (body, positions) = essence.wrapped();
        Self {
            preface: preface(file, essence, INDEX_SID, BODY_SID),
            loose: Vec::new(),
            essence: body,
            index: vec![IndexSegment::new(
                instance(file, "index table segment"),
                essence.edit_rate,
                INDEX_SID,
                BODY_SID,
                positions,
            )],
            containers: vec![essence.container],
            streams: Vec::new(),
        }
    }

    /// The bytes of the file.
    pub(crate) fn write(&self) -> Vec<u8> {
        let metadata = metadata(&self.preface, &self.loose);
        let index: Vec<u8> = self.index.iter().flat_map(IndexSegment::item).collect();
        let mut partitions = vec![
            Partition {
                place: Place::Header,
                header_byte_count: metadata.len() as u64,
                ..Partition::default()
            },
            Partition {
                place: Place::Body,
                body_sid: BODY_SID,
                ..Partition::default()
            },
            Partition {
                place: Place::Body,
                index_byte_count: index.len() as u64,
                index_sid: INDEX_SID,
                ..Partition::default()
            },
        ];
        let mut contents = vec![metadata, self.essence.clone(), index];
        for (stream, bytes) in &self.streams {
            partitions.push(Partition {
                place: Place::GenericStream,
                body_sid: *stream,
                ..Partition::default()
            });
            contents.push(item(&GENERIC_STREAM, bytes));
        }
        partitions.push(Partition {
            place: Place::Footer,
            ..Partition::default()
        });
        contents.push(Vec::new());
        let mut position = 0;
        let mut previous = 0;
        for (partition, content) in partitions.iter_mut().zip(&contents) {
            partition.this = position;
            partition.previous = previous;
            previous = position;
            position += (partition.pack(&self.containers).len() + content.len()) as u64;
        }
        let footer = previous;
        let mut bytes = Vec::new();
        for (partition, content) in partitions.iter_mut().zip(&contents) {
            partition.footer = footer;
            bytes.extend(partition.pack(&self.containers));
            bytes.extend(content);
        }
        bytes.extend(random_index(&partitions));
        bytes
    }
}
