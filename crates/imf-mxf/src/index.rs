//! Index table segments (ST 377-1:2011, 11).
//!
//! The entries of a segment stay in the file until somebody wants them, so that a table of any length costs nothing.

use std::io;

use crate::cursor::Cursor;
use crate::klv::{Item, ItemKind, LocalLength, ber, item_at};
use crate::label::Uuid;
use crate::partition::{PACK, PackField, Partition};
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;
use crate::set::Property;
use crate::source::{Source, Window};
use crate::value::Rational;

/// The name of the set in problems.
const SEGMENT: &str = "IndexTableSegment";
/// The most bytes of a property that is no array.
const MOST: u64 = 32;
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
    let mut window = Window::new(source, 64 << 10);
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

/// Adds the segments of `partition`, whose index table begins at `start` or behind the fill there.
pub(crate) fn segments(
    reading: &mut Reading<'_>,
    index: usize,
    partition: &Partition,
    start: u64,
    segments: &mut Vec<IndexSegment>,
) -> io::Result<()> {
    let mut met = false;
    let mut window = reading.window(4096);
    let mut begin = start;
    let mut at = start;
    let mut edges = Vec::new();
    for count in 0.. {
        if at >= partition.end {
            break;
        }
        if count == reading.limits.items {
            reading.limit(at, &format_args!("{count} items"));
            break;
        }
        let item = match item_at(&mut window, at, partition.end)? {
            Ok(item) => item,
            Err(problem) => {
                reading.report(problem);
                break;
            }
        };
        let kind = item.kind();
        let (ItemKind::Fill | ItemKind::IndexSegment(_)) = kind else {
            break;
        };
        if item.end() > partition.end {
            let (length, left) = (item.length, partition.end.saturating_sub(item.value));
            let problem = Problem::new(ProblemKind::Truncated, at)
                .set(if kind == ItemKind::Fill {
                    "fill"
                } else {
                    SEGMENT
                })
                .found(&format_args!("{left} bytes"))
                .expected(&format_args!("{length} bytes"));
            reading.report(problem);
        }
        if let ItemKind::IndexSegment(coding) = kind {
            if !met {
                begin = at;
                met = true;
            }
            edges.clear();
            // The list grows by doubling, and while it does there are two.
            if !reading.keep(3 * size_of::<IndexSegment>(), at) {
                break;
            }
            segments.push(segment(
                reading,
                &mut window,
                index,
                item,
                coding,
                partition.end,
            )?);
        }
        at = item.end().min(partition.end);
        if met {
            edges.push(at);
        }
    }
    let stated = begin.saturating_add(partition.index_byte_count);
    if !edges.contains(&stated) {
        let field = PackField::IndexByteCount;
        let problem = Problem::new(ProblemKind::ByteCountWrong, partition.place(field))
            .set(PACK)
            .property(field.name())
            .found(&partition.index_byte_count)
            .expected(&(edges.last().copied().unwrap_or(begin) - begin));
        reading.report(problem);
    }
    Ok(())
}

fn segment(
    reading: &mut Reading<'_>,
    window: &mut Window<'_>,
    partition: usize,
    item: Item,
    coding: LocalLength,
    end: u64,
) -> io::Result<IndexSegment> {
    let mut segment = IndexSegment {
        partition,
        item,
        instance: None,
        edit_rate: None,
        start_position: None,
        duration: None,
        edit_unit_byte_count: None,
        index_sid: None,
        body_sid: None,
        slice_count: None,
        position_table_count: None,
        deltas: None,
        entries: None,
        ext_start_offset: None,
        vbe_byte_count: None,
        single_index_location: None,
        single_essence_location: None,
        forward_index_direction: None,
        places: Vec::new(),
    };
    let end = item.end().min(end);
    let mut at = item.value;
    while at < end {
        let room = usize::try_from(end - at).unwrap_or(usize::MAX);
        let head = window.at(at, room.min(11))?;
        let (tag, length, taken) = match local_head(head, at, coding) {
            Ok(head) => head,
            Err(problem) => {
                reading.report(problem.set(SEGMENT));
                break;
            }
        };
        let value = at + taken;
        let property = IndexProperty::of(tag);
        let name = property.map_or_else(
            || format!("0x{tag:04x}"),
            |property| property.name().to_owned(),
        );
        if length > end - value {
            let left = end - value;
            let problem = Problem::new(ProblemKind::Truncated, at)
                .set(SEGMENT)
                .property(name)
                .found(&format_args!("{left} bytes"))
                .expected(&format_args!("{length} bytes"));
            reading.report(problem);
            break;
        }
        at = value + length;
        let Some(property) = property else { continue };
        if segment.place(property).is_some() {
            let problem = Problem::new(ProblemKind::DuplicateTag, value)
                .set(SEGMENT)
                .property(name);
            reading.report(problem.found(&format_args!("a second item with tag 0x{tag:04x}")));
            continue;
        }
        // There are no more places than properties.
        if segment.places.is_empty() && !reading.keep(16 * size_of::<(IndexProperty, u64)>(), at) {
            break;
        }
        segment.places.push((property, value));
        if property.length().is_some_and(|wanted| wanted != length) {
            let wanted = property.length().unwrap_or_default();
            let problem = Problem::new(ProblemKind::LengthInvalid, value)
                .set(SEGMENT)
                .property(name)
                .found(&format_args!("{length} bytes"))
                .expected(&format_args!("{wanted} bytes"));
            reading.report(problem);
            continue;
        }
        match property {
            IndexProperty::DeltaEntryArray => {
                segment.deltas = array(reading, window, property, value, length)?;
            }
            IndexProperty::IndexEntryArray => {
                segment.entries = array(reading, window, property, value, length)?;
            }
            _ => {
                let count = usize::try_from(length.min(MOST)).unwrap_or_default();
                let bytes = window.at(value, count)?;
                segment.take(
                    property,
                    &Property {
                        tag,
                        label: None,
                        at: value,
                        value: bytes,
                    },
                );
            }
        }
    }
    Ok(segment)
}

impl IndexSegment {
    /// Takes the value of a property that is no array.
    fn take(&mut self, property: IndexProperty, value: &Property<'_>) {
        match property {
            IndexProperty::InstanceId => self.instance = value.uuid(),
            IndexProperty::EditUnitByteCount => self.edit_unit_byte_count = value.u32(),
            IndexProperty::IndexStreamId => self.index_sid = value.u32(),
            IndexProperty::EssenceStreamId => self.body_sid = value.u32(),
            IndexProperty::SliceCount => self.slice_count = value.u8(),
            IndexProperty::IndexEditRate => self.edit_rate = value.rational(),
            IndexProperty::IndexStartPosition => self.start_position = value.i64(),
            IndexProperty::IndexDuration => self.duration = value.i64(),
            IndexProperty::PositionTableCount => self.position_table_count = value.u8(),
            IndexProperty::ExtStartOffset => self.ext_start_offset = value.u64(),
            IndexProperty::VbeByteCount => self.vbe_byte_count = value.u64(),
            IndexProperty::SingleIndexLocation => self.single_index_location = value.boolean(),
            IndexProperty::SingleEssenceLocation => self.single_essence_location = value.boolean(),
            IndexProperty::ForwardIndexDirection => self.forward_index_direction = value.boolean(),
            IndexProperty::DeltaEntryArray | IndexProperty::IndexEntryArray => {}
        }
    }
}

/// The tag, the length, and how many bytes both take.
fn local_head(bytes: &[u8], at: u64, coding: LocalLength) -> Result<(u16, u64, u64), Problem> {
    let mut cursor = Cursor::new(bytes, at);
    let short = |left: usize| {
        let problem = Problem::new(ProblemKind::Truncated, at).property("local tag");
        problem
            .found(&format_args!("{left} bytes"))
            .expected(&"a tag and a length")
    };
    let tag = cursor.u16("local tag").map_err(|fault| short(fault.left))?;
    match coding {
        LocalLength::Two => {
            let length = cursor.u16("local length").map_err(|_| short(bytes.len()))?;
            Ok((tag, length.into(), 4))
        }
        LocalLength::Ber => {
            let (length, taken) = ber(cursor.rest()).map_err(|fault| fault.problem(at + 2))?;
            Ok((tag, length, 2 + taken as u64))
        }
    }
}

/// The array in a value of `length` bytes at `at`.
fn array(
    reading: &mut Reading<'_>,
    window: &mut Window<'_>,
    property: IndexProperty,
    at: u64,
    length: u64,
) -> io::Result<Option<EntryArray>> {
    let head = window.at(at, usize::try_from(length.min(8)).unwrap_or_default())?;
    let value = Property {
        tag: property as u16,
        label: None,
        at,
        value: head,
    };
    let least = if property == IndexProperty::DeltaEntryArray {
        DELTA
    } else {
        ENTRY
    };
    let found = value.batch_head();
    let available = length.saturating_sub(8);
    let fits = found.is_some_and(|(count, size)| {
        u64::from(count) * u64::from(size) == available && (count == 0 || size as usize >= least)
    });
    if !fits {
        let found = match found {
            Some((count, size)) => format!("{count} items of {size} bytes in {available} bytes"),
            None => format!("{length} bytes"),
        };
        let problem = Problem::new(ProblemKind::BatchInvalid, at)
            .set(SEGMENT)
            .property(property.name())
            .found(&found)
            .expected(&format_args!(
                "items of {least} bytes or more that fill the value"
            ));
        reading.report(problem);
    }
    Ok(found
        .filter(|&(_, size)| size as usize >= least)
        .map(|(count, size)| EntryArray {
            at: at + 8,
            count: u64::from(count).min(available / u64::from(size)),
            size,
        }))
}
