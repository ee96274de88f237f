//! Reading the segments, without their entries.

use std::io;

use super::{DELTA, ENTRY, EntryArray, IndexProperty, IndexSegment};
use crate::cursor::Cursor;
use crate::klv::{Item, ItemKind, LocalLength, ber, item_at};
use crate::partition::{PACK, PackField, Partition};
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;
use crate::set::Property;
use crate::source::Window;

/// The name of the set in problems.
const SEGMENT: &str = "IndexTableSegment";
/// The most bytes of a property that is no array.
const MOST: u64 = 32;
/// What is fetched of a segment at a time: its properties are few, and its entries are not read here.
const FETCH: usize = 256;

/// Adds the segments of `partition`, whose index table begins at `start` or behind the fill there.
pub(crate) fn segments(
    reading: &mut Reading<'_>,
    index: usize,
    partition: &Partition,
    start: u64,
    segments: &mut Vec<IndexSegment>,
) -> io::Result<()> {
    let mut met = false;
    let mut window = reading.window(FETCH);
    let mut begin = start;
    let mut at = start;
    let mut edges = Vec::new();
    while at < partition.end && reading.pass(at) {
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
    if !reading.is_cut() && !edges.contains(&stated) {
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
    while at < end && reading.pass(at) {
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
                        at: value,
                        ..Property::of_value(bytes)
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
        at,
        ..Property::of_value(head)
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
