//! Partition packs (ST 377-1:2011, 7).

use std::io;

use crate::cursor::{Cursor, Short};
use crate::klv::{Item, ItemKind, item_at};
use crate::label::Ul;
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;

/// The name of the pack in problems.
pub(crate) const PACK: &str = "partition pack";
/// The bytes of a pack without essence containers.
const FIXED: u64 = 88;
/// The most bytes of a pack that are read: far more essence containers than there are labels for.
const MOST: usize = 64 << 10;

/// A partition: its pack, and where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The item of the pack. It begins where the partition begins.
    pub item: Item,
    /// The kind, by the pack's key; `None` where ST 377-1 knows none.
    pub kind: Option<PartitionKind>,
    /// The status, by the pack's key; `None` for generic streams and where ST 377-1 knows none.
    pub status: Option<PartitionStatus>,
    /// Of the format: 1.
    pub major_version: u16,
    /// Of the format: 2 or 3.
    pub minor_version: u16,
    /// The size of the KLV alignment grid in bytes; 0 where it is unknown, 1 where there is none.
    pub kag_size: u32,
    /// Where the pack says that it is, counted from the header partition.
    pub this_partition: u64,
    /// Where the pack says that the partition before it is, counted from the header partition.
    pub previous_partition: u64,
    /// Where the pack says that the footer partition is, counted from the header partition; 0 where it does not know.
    pub footer_partition: u64,
    /// The bytes of header metadata, with primer pack and fill behind it.
    pub header_byte_count: u64,
    /// The bytes of index table segments, with fill behind them.
    pub index_byte_count: u64,
    /// The stream of the index table; 0 where there is none.
    pub index_sid: u32,
    /// How many bytes of its stream lie in partitions before this one.
    pub body_offset: u64,
    /// The stream of the essence; 0 where there is none.
    pub body_sid: u32,
    /// The operational pattern.
    pub operational_pattern: Ul,
    /// The labels of the essence containers.
    pub essence_containers: Vec<Ul>,
    /// Where the next partition or the random index pack begins, or the file ends.
    pub end: u64,
}

/// The kinds of partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionKind {
    /// The first partition.
    Header,
    /// A partition between the first and the last.
    Body,
    /// A body partition that holds a generic stream (ST 410).
    GenericStream,
    /// The last partition.
    Footer,
}

/// Whether the metadata of a partition is final (closed), and whether it is all there (complete).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionStatus {
    /// Neither.
    OpenIncomplete,
    /// Final, not all there.
    ClosedIncomplete,
    /// All there, not final.
    OpenComplete,
    /// Both.
    ClosedComplete,
}

/// The fields of a partition pack that have a place of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackField {
    /// Of the format.
    MajorVersion = 0,
    /// Of the format.
    MinorVersion = 2,
    /// The alignment grid.
    KagSize = 4,
    /// The offset of the partition itself.
    ThisPartition = 8,
    /// The offset of the partition before.
    PreviousPartition = 16,
    /// The offset of the footer partition.
    FooterPartition = 24,
    /// Bytes of header metadata.
    HeaderByteCount = 32,
    /// Bytes of index table segments.
    IndexByteCount = 40,
    /// The index table's stream.
    IndexSid = 48,
    /// Bytes of the stream before this partition.
    BodyOffset = 52,
    /// The essence's stream.
    BodySid = 60,
    /// The operational pattern.
    OperationalPattern = 64,
    /// The batch of essence containers.
    EssenceContainers = 80,
}

impl PackField {
    /// The name that ST 377-1 gives the field.
    pub fn name(self) -> &'static str {
        match self {
            Self::MajorVersion => "MajorVersion",
            Self::MinorVersion => "MinorVersion",
            Self::KagSize => "KAGSize",
            Self::ThisPartition => "ThisPartition",
            Self::PreviousPartition => "PreviousPartition",
            Self::FooterPartition => "FooterPartition",
            Self::HeaderByteCount => "HeaderByteCount",
            Self::IndexByteCount => "IndexByteCount",
            Self::IndexSid => "IndexSID",
            Self::BodyOffset => "BodyOffset",
            Self::BodySid => "BodySID",
            Self::OperationalPattern => "OperationalPattern",
            Self::EssenceContainers => "EssenceContainers",
        }
    }
}

impl Partition {
    /// Where in the file `field` of the pack begins.
    pub fn place(&self, field: PackField) -> u64 {
        self.item.value.saturating_add(field as u64)
    }

    /// Where in the file the partition begins.
    pub fn offset(&self) -> u64 {
        self.item.offset
    }

    /// Whether the pack says that there is header metadata.
    pub fn has_metadata(&self) -> bool {
        self.header_byte_count != 0
    }

    /// Whether the pack says that there is an index table.
    pub fn has_index(&self) -> bool {
        self.index_byte_count != 0
    }

    /// Whether the pack says that there is essence or a generic stream.
    pub fn has_essence(&self) -> bool {
        self.body_sid != 0
    }
}

/// The partition whose pack lies at `offset`, if one does; `end` is where the file's partitions end.
pub(crate) fn partition_at(
    reading: &mut Reading<'_>,
    offset: u64,
    end: u64,
) -> io::Result<Option<Partition>> {
    // A pack with two essence containers fits; most have one.
    let mut window = reading.window(144);
    let Ok(item) = item_at(&mut window, offset, end)? else {
        return Ok(None);
    };
    if item.kind() != ItemKind::Partition {
        return Ok(None);
    }
    let room = usize::try_from(end.saturating_sub(item.value)).unwrap_or(usize::MAX);
    let length = usize::try_from(item.length)
        .unwrap_or(usize::MAX)
        .min(MOST)
        .min(room);
    let value = window.copy(item.value, length)?;
    if item.length > room as u64 {
        let length = item.length;
        let problem = Problem::new(ProblemKind::Truncated, offset)
            .set(PACK)
            .found(&format_args!("{room} bytes"))
            .expected(&format_args!("{length} bytes"));
        reading.report(problem);
    }
    // It lies in a tree first and then in a list, and a node of a tree may be half empty.
    let kept = 3 * size_of::<Partition>() + value.len();
    if !reading.keep(kept, offset) {
        return Ok(None);
    }
    Ok(match pack(reading, item, &value) {
        Ok(partition) => Some(partition),
        Err(short) => {
            let (wanted, left) = (short.wanted, short.left);
            let problem = Problem::new(ProblemKind::PartitionPackShort, short.at)
                .set(PACK)
                .property(short.field)
                .found(&format_args!("{left} bytes"))
                .expected(&format_args!("{wanted} bytes"));
            reading.report(problem);
            None
        }
    })
}

/// The fields of a pack.
fn pack(reading: &mut Reading<'_>, item: Item, value: &[u8]) -> Result<Partition, Short> {
    let mut cursor = Cursor::new(value, item.value);
    let (kind, status) = kind_and_status(item.key);
    if kind.is_none() || status.is_none() && kind != Some(PartitionKind::GenericStream) {
        let problem = Problem::new(ProblemKind::PartitionKindUnknown, item.offset)
            .set(PACK)
            .found(&item.key)
            .expected(
                &"a header, body or footer partition, open or closed, complete or incomplete",
            );
        reading.report(problem);
    }
    let mut partition = Partition {
        item,
        kind,
        status,
        major_version: cursor.u16(PackField::MajorVersion.name())?,
        minor_version: cursor.u16(PackField::MinorVersion.name())?,
        kag_size: cursor.u32(PackField::KagSize.name())?,
        this_partition: cursor.u64(PackField::ThisPartition.name())?,
        previous_partition: cursor.u64(PackField::PreviousPartition.name())?,
        footer_partition: cursor.u64(PackField::FooterPartition.name())?,
        header_byte_count: cursor.u64(PackField::HeaderByteCount.name())?,
        index_byte_count: cursor.u64(PackField::IndexByteCount.name())?,
        index_sid: cursor.u32(PackField::IndexSid.name())?,
        body_offset: cursor.u64(PackField::BodyOffset.name())?,
        body_sid: cursor.u32(PackField::BodySid.name())?,
        operational_pattern: cursor.ul(PackField::OperationalPattern.name())?,
        essence_containers: Vec::new(),
        end: 0,
    };
    let at = cursor.offset();
    let count = cursor.u32(PackField::EssenceContainers.name())?;
    let size = cursor.u32(PackField::EssenceContainers.name())?;
    let stated = u64::from(count) * 16;
    if (count > 0 && size != 16) || FIXED + stated != item.length {
        let length = item.length.saturating_sub(FIXED);
        let problem = Problem::new(ProblemKind::BatchInvalid, at)
            .set(PACK)
            .property(PackField::EssenceContainers.name())
            .found(&format_args!(
                "{count} items of {size} bytes in {length} bytes"
            ))
            .expected(&"items of 16 bytes that fill the pack");
        reading.report(problem);
    }
    if count == 0 || size == 16 {
        // As many as are there, whatever the count claims.
        let count = usize::try_from(count)
            .unwrap_or(usize::MAX)
            .min(cursor.left() / 16);
        partition.essence_containers.reserve_exact(count);
        for _ in 0..count {
            partition
                .essence_containers
                .push(cursor.ul(PackField::EssenceContainers.name())?);
        }
    }
    Ok(partition)
}

fn kind_and_status(key: Ul) -> (Option<PartitionKind>, Option<PartitionStatus>) {
    let [.., kind, status, _] = key.0;
    let kind = match (kind, status) {
        (2, _) => Some(PartitionKind::Header),
        (3, 0x11) => Some(PartitionKind::GenericStream),
        (3, _) => Some(PartitionKind::Body),
        (4, _) => Some(PartitionKind::Footer),
        _ => None,
    };
    let status = match status {
        1 => Some(PartitionStatus::OpenIncomplete),
        2 => Some(PartitionStatus::ClosedIncomplete),
        3 => Some(PartitionStatus::OpenComplete),
        4 => Some(PartitionStatus::ClosedComplete),
        _ => None,
    };
    (kind, status)
}
