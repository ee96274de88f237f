//! The random index pack (ST 377-1:2011, 12).

use std::io;

use crate::klv::{Item, ItemKind, item_at};
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;

/// The name of the pack in problems.
pub(crate) const PACK: &str = "random index pack";
/// The bytes of an entry: BodySID and offset.
const ENTRY: usize = 12;

/// The random index pack: where the partitions are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RandomIndexPack {
    /// The item of the pack.
    pub item: Item,
    /// Its entries, as they stand there.
    pub entries: Vec<RandomIndexEntry>,
}

/// An entry of the random index pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomIndexEntry {
    /// The stream of the essence in the partition; 0 where there is none.
    pub body_sid: u32,
    /// Where the partition is, counted from the header partition.
    pub offset: u64,
}

impl RandomIndexPack {
    /// Where in the file the entry with `index` begins.
    pub fn place(&self, index: usize) -> u64 {
        self.item.value.saturating_add((index * ENTRY) as u64)
    }
}

/// The pack at the end of the file, if there is one that can be read.
pub(crate) fn random_index(reading: &mut Reading<'_>) -> io::Result<Option<RandomIndexPack>> {
    let length = reading.source.length();
    let mut window = reading.window(0);
    let tail = window.at(length.saturating_sub(4), 4)?;
    let stated = tail
        .iter()
        .fold(0, |stated, &byte| stated << 8 | u64::from(byte));
    let problem = |kind, at: u64| Problem::new(kind, at).set(PACK);
    let item = match length.checked_sub(stated) {
        // No pack is shorter than its key, a length of one byte and its own length.
        Some(offset) if stated >= 21 => item_at(&mut window, offset, length)?.ok(),
        _ => None,
    };
    let Some(item) = item.filter(|item| item.kind() == ItemKind::RandomIndex) else {
        let missing = problem(ProblemKind::RandomIndexMissing, length.saturating_sub(4))
            .property("Length")
            .found(&stated)
            .expected(&"the length of a random index pack");
        reading.report(missing);
        return Ok(None);
    };
    let entries = item.length.saturating_sub(4);
    if item.end() != length || entries % ENTRY as u64 != 0 || item.length < 4 {
        let found = item.length;
        let invalid = problem(ProblemKind::RandomIndexInvalid, item.offset)
            .found(&format_args!("{found} bytes"))
            .expected(&"entries of 12 bytes and a length of 4, up to the end of the file");
        reading.report(invalid);
        return Ok(None);
    }
    let count = usize::try_from(entries / ENTRY as u64).unwrap_or(usize::MAX);
    if count > reading.limits.partitions {
        let limit = reading.limits.partitions;
        reading.limit(item.offset, &format_args!("{limit} partitions"));
        return Ok(None);
    }
    if !reading.keep(count * size_of::<RandomIndexEntry>(), item.offset) {
        return Ok(None);
    }
    let mut pack = RandomIndexPack {
        item,
        entries: Vec::with_capacity(count),
    };
    let mut window = reading.window((count * ENTRY).min(ENTRY << 10));
    for index in 0..count {
        let [s0, s1, s2, s3, offset @ ..] = window.at(pack.place(index), ENTRY)? else {
            break;
        };
        let Some(offset) = offset.first_chunk() else {
            break;
        };
        pack.entries.push(RandomIndexEntry {
            body_sid: u32::from_be_bytes([*s0, *s1, *s2, *s3]),
            offset: u64::from_be_bytes(*offset),
        });
    }
    Ok(Some(pack))
}
