//! Index table segments (ST 377-1:2011, 11).
//!
//! The entries of a segment stay in the file until somebody wants them, so that a table of any length costs nothing.

mod read;

use std::io;

use crate::klv::Item;
use crate::label::Uuid;
use crate::source::{Source, Window};
use crate::value::Rational;

pub(crate) use read::segments;

/// The bytes that every entry begins with.
const ENTRY: usize = 11;
/// The bytes of a delta entry.
const DELTA: usize = 6;

/// The properties of index table segments; their tags are static, and no primer is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexProperty {
    /// The identifier of the segment.
    InstanceId = 0x3c0a,
    /// The size of every edit unit, or 0.
    EditUnitByteCount = 0x3f05,
    /// The stream of the index table.
    IndexStreamId = 0x3f06,
    /// The stream of the essence.
    EssenceStreamId = 0x3f07,
    /// How many slices an edit unit has besides the first.
    SliceCount = 0x3f08,
    /// Where the elements of an edit unit are.
    DeltaEntryArray = 0x3f09,
    /// Where the edit units are.
    IndexEntryArray = 0x3f0a,
    /// The rate of the edit units.
    IndexEditRate = 0x3f0b,
    /// The first edit unit.
    IndexStartPosition = 0x3f0c,
    /// How many edit units there are.
    IndexDuration = 0x3f0d,
    /// How many positions an entry has.
    PositionTableCount = 0x3f0e,
    /// The offset of the stream in a file outside.
    ExtStartOffset = 0x3f0f,
    /// The bytes of the variable part of the essence behind the constant one.
    VbeByteCount = 0x3f10,
    /// Whether all segments lie in one partition.
    SingleIndexLocation = 0x3f11,
    /// Whether all essence lies in one partition.
    SingleEssenceLocation = 0x3f12,
    /// Whether the table comes before its essence.
    ForwardIndexDirection = 0x3f13,
}

impl IndexProperty {
    const ALL: [Self; 16] = [
        Self::InstanceId,
        Self::EditUnitByteCount,
        Self::IndexStreamId,
        Self::EssenceStreamId,
        Self::SliceCount,
        Self::DeltaEntryArray,
        Self::IndexEntryArray,
        Self::IndexEditRate,
        Self::IndexStartPosition,
        Self::IndexDuration,
        Self::PositionTableCount,
        Self::ExtStartOffset,
        Self::VbeByteCount,
        Self::SingleIndexLocation,
        Self::SingleEssenceLocation,
        Self::ForwardIndexDirection,
    ];

    /// The property with this local tag.
    pub fn of(tag: u16) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|property| *property as u16 == tag)
    }

    /// The name that the register of elements gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::InstanceId => "InstanceID",
            Self::EditUnitByteCount => "EditUnitByteCount",
            Self::IndexStreamId => "IndexStreamID",
            Self::EssenceStreamId => "EssenceStreamID",
            Self::SliceCount => "SliceCount",
            Self::DeltaEntryArray => "DeltaEntryArray",
            Self::IndexEntryArray => "IndexEntryArray",
            Self::IndexEditRate => "IndexEditRate",
            Self::IndexStartPosition => "IndexStartPosition",
            Self::IndexDuration => "IndexDuration",
            Self::PositionTableCount => "PositionTableCount",
            Self::ExtStartOffset => "ExtStartOffset",
            Self::VbeByteCount => "VBEByteCount",
            Self::SingleIndexLocation => "SingleIndexLocation",
            Self::SingleEssenceLocation => "SingleEssenceLocation",
            Self::ForwardIndexDirection => "ForwardIndexDirection",
        }
    }

    /// The length of the value in bytes; `None` for arrays.
    fn length(self) -> Option<u64> {
        match self {
            Self::DeltaEntryArray | Self::IndexEntryArray => None,
            Self::InstanceId => Some(16),
            Self::IndexEditRate
            | Self::IndexStartPosition
            | Self::IndexDuration
            | Self::ExtStartOffset
            | Self::VbeByteCount => Some(8),
            Self::EditUnitByteCount | Self::IndexStreamId | Self::EssenceStreamId => Some(4),
            Self::SliceCount
            | Self::PositionTableCount
            | Self::SingleIndexLocation
            | Self::SingleEssenceLocation
            | Self::ForwardIndexDirection => Some(1),
        }
    }
}

/// A segment of an index table. What the file leaves out is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexSegment {
    /// The index of the partition that it is in.
    pub partition: usize,
    /// The item of the set.
    pub item: Item,
    /// The identifier.
    pub instance: Option<Uuid>,
    /// Edit units a second.
    pub edit_rate: Option<Rational>,
    /// The first edit unit, counted from the start of the essence.
    pub start_position: Option<i64>,
    /// How many edit units there are; 0 for all of an essence of constant edit units.
    pub duration: Option<i64>,
    /// The bytes of every edit unit; 0 where they differ.
    pub edit_unit_byte_count: Option<u32>,
    /// The stream of the index table.
    pub index_sid: Option<u32>,
    /// The stream of the essence.
    pub body_sid: Option<u32>,
    /// How many slices an edit unit has besides the first.
    pub slice_count: Option<u8>,
    /// How many positions an entry has.
    pub position_table_count: Option<u8>,
    /// Where the elements of an edit unit are.
    pub deltas: Option<EntryArray>,
    /// Where the edit units are.
    pub entries: Option<EntryArray>,
    /// The offset of the stream in a file outside.
    pub ext_start_offset: Option<u64>,
    /// The bytes of the variable part of the essence behind the constant one.
    pub vbe_byte_count: Option<u64>,
    /// Whether all segments lie in one partition.
    pub single_index_location: Option<bool>,
    /// Whether all essence lies in one partition.
    pub single_essence_location: Option<bool>,
    /// Whether the table comes before its essence.
    pub forward_index_direction: Option<bool>,
    /// Where each property's value begins.
    places: Vec<(IndexProperty, u64)>,
}

/// An array of entries in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryArray {
    /// Where the first entry begins.
    pub at: u64,
    /// How many there are: as many as the array says, but no more than fit in it.
    pub count: u64,
    /// How many bytes each has.
    pub size: u32,
}

/// Where an edit unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// From display order to coded order, in edit units.
    pub temporal_offset: i8,
    /// To the key frame before, in edit units.
    pub key_frame_offset: i8,
    /// Bit 7: random access; bit 6: sequence header; bits 5 and 4: kind of prediction.
    pub flags: u8,
    /// Where the edit unit begins in its stream.
    pub stream_offset: u64,
}

/// Where an element of an edit unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeltaEntry {
    /// The position that applies; -1 for temporal reordering.
    pub position_table_index: i8,
    /// The slice that the element is in.
    pub slice: u8,
    /// Bytes from the start of the slice.
    pub element_delta: u32,
}

impl IndexSegment {
    /// Where in the file the value of `property` begins, if the segment has it.
    pub fn place(&self, property: IndexProperty) -> Option<u64> {
        self.places
            .iter()
            .find(|(found, _)| *found == property)
            .map(|(_, at)| *at)
    }

    /// The entries, out of the file that the segment was read from.
    pub fn read_entries<'s>(
        &self,
        source: &'s dyn Source,
    ) -> impl Iterator<Item = io::Result<IndexEntry>> + use<'s> {
        values(
            self.entries,
            source,
            |[temporal, key_frame, flags, offset @ ..]: [u8; ENTRY]| IndexEntry {
                temporal_offset: temporal.cast_signed(),
                key_frame_offset: key_frame.cast_signed(),
                flags,
                stream_offset: u64::from_be_bytes(offset),
            },
        )
    }

    /// The delta entries, out of the file that the segment was read from.
    pub fn read_deltas<'s>(
        &self,
        source: &'s dyn Source,
    ) -> impl Iterator<Item = io::Result<DeltaEntry>> + use<'s> {
        values(
            self.deltas,
            source,
            |[position, slice, delta @ ..]: [u8; DELTA]| DeltaEntry {
                position_table_index: position.cast_signed(),
                slice,
                element_delta: u32::from_be_bytes(delta),
            },
        )
    }
}

/// The first `N` bytes of each entry of an array, as values.
fn values<T, const N: usize>(
    array: Option<EntryArray>,
    source: &dyn Source,
    value: fn([u8; N]) -> T,
) -> impl Iterator<Item = io::Result<T>> + use<'_, T, N> {
    let array = array.unwrap_or(EntryArray {
        at: 0,
        count: 0,
        size: 0,
    });
    let bytes = array.count.saturating_mul(array.size.into());
    // What lies behind the array is not fetched.
    let mut window = Window::until(source, 64 << 10, array.at.saturating_add(bytes));
    let entries = (0..array.count).map(move |index| {
        let at = array
            .at
            .saturating_add(index.saturating_mul(array.size.into()));
        let bytes = window.at(at, N)?.first_chunk::<N>();
        Ok(value(*bytes.ok_or(io::ErrorKind::UnexpectedEof)?))
    });
    // A source that fails once is not asked again.
    let mut failed = false;
    entries.take_while(move |entry| !std::mem::replace(&mut failed, entry.is_err()))
}
