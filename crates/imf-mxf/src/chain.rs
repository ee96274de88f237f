//! The partitions of a file: by the random index pack, by the links of the packs to each other, and where neither
//! will do by a walk over the items between.

use std::collections::BTreeMap;
use std::io;

use crate::klv::{Item, ItemKind, item_at};
use crate::partition::{PACK, PackField, Partition, PartitionKind, partition_at};
use crate::problem::{Problem, ProblemKind};
use crate::random_index::{self, RandomIndexPack};
use crate::reading::Reading;
use crate::set::key_name;
use crate::source::Window;

/// The partitions of the file, in its order. The header partition is at `origin`.
pub(crate) fn partitions(
    reading: &mut Reading<'_>,
    origin: u64,
    index: Option<&RandomIndexPack>,
) -> io::Result<Vec<Partition>> {
    let end = index.map_or(reading.source.length(), |index| index.item.offset);
    let mut found = Found {
        origin,
        end,
        partitions: BTreeMap::new(),
        full: false,
    };
    found.follow(reading, origin)?;
    for entry in index.iter().flat_map(|index| &index.entries) {
        if let Some(offset) = origin.checked_add(entry.offset) {
            found.follow(reading, offset)?;
        }
    }
    if !index.is_some_and(|index| index_is_right(index, &found)) {
        found.walk_gaps(reading)?;
    }
    // Behind a limit there may be all that seems to be missing.
    let cut = found.full || reading.is_cut();
    if let Some(index) = index.filter(|_| !cut) {
        // For the list of what the index names.
        reading.keep(size_of_val(index.entries.as_slice()), index.item.offset);
        report_index(reading, index, &found);
    }
    let mut partitions: Vec<Partition> = found.partitions.into_values().collect();
    let mut next = end;
    for partition in partitions.iter_mut().rev() {
        partition.end = next;
        next = partition.offset();
    }
    if !cut {
        report_links(reading, origin, &partitions);
    }
    Ok(partitions)
}

/// The partitions that were found so far, by their offset in the file.
struct Found {
    origin: u64,
    end: u64,
    partitions: BTreeMap<u64, Partition>,
    /// Whether the limit was reached.
    full: bool,
}

impl Found {
    /// Adds the partition at `offset` and all that can be reached from it by links.
    fn follow(&mut self, reading: &mut Reading<'_>, offset: u64) -> io::Result<()> {
        // Two links of each new partition at most, so this does not grow past them.
        let mut waiting = vec![offset];
        while let Some(offset) = waiting.pop() {
            if self.partitions.contains_key(&offset) || self.full {
                continue;
            }
            if self.partitions.len() >= reading.limits.partitions {
                self.full = true;
                let limit = reading.limits.partitions;
                reading.limit(offset, &format_args!("{limit} partitions"));
                break;
            }
            let Some(partition) = partition_at(reading, offset, self.end)? else {
                continue;
            };
            for link in [partition.footer_partition, partition.previous_partition] {
                let target = self
                    .origin
                    .checked_add(link)
                    .filter(|&target| target != offset);
                waiting.extend(target.filter(|_| link != 0));
            }
            self.partitions.insert(offset, partition);
        }
        Ok(())
    }

    /// Walks over the items wherever the links leave a gap: behind a partition that the next one does not name as its
    /// previous one, and behind the last if it is no footer.
    fn walk_gaps(&mut self, reading: &mut Reading<'_>) -> io::Result<()> {
        let mut gaps = Vec::new();
        let mut starts = self.partitions.values().peekable();
        while let Some(partition) = starts.next() {
            let gap = match starts.peek() {
                Some(next) => {
                    self.origin.checked_add(next.previous_partition) != Some(partition.offset())
                }
                None => partition.kind != Some(PartitionKind::Footer),
            };
            if gap {
                let until = starts.peek().map_or(self.end, |next| next.offset());
                gaps.push(Gap {
                    start: partition.item.end(),
                    told: told(partition),
                    until,
                });
            }
        }
        for gap in gaps {
            self.walk(reading, &gap)?;
        }
        Ok(())
    }

    /// Walks over the keys and lengths in `gap` and adds each partition.
    fn walk(&mut self, reading: &mut Reading<'_>, gap: &Gap) -> io::Result<()> {
        let until = gap.until;
        let mut told_until = gap.told;
        let mut at = gap.start;
        let mut window = reading.window(0);
        while at < until && !self.full {
            if !reading.pass(at) {
                return Ok(());
            }
            match whole_item_at(&mut window, at, until)? {
                Ok(item) => {
                    match item.kind() {
                        ItemKind::Partition => {
                            self.follow(reading, at)?;
                            told_until = self.partitions.get(&at).map_or(told_until, told);
                        }
                        ItemKind::RandomIndex => return Ok(()),
                        _ => {}
                    }
                    at = item.end();
                }
                // What is wrong with metadata and index tables is told when they are read.
                Err(_) if at < told_until => at = told_until,
                Err(problem) => {
                    reading.report(problem);
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// A stretch of a file that may hide partitions.
struct Gap {
    start: u64,
    /// Where the metadata and index tables at its start end, by the pack before.
    told: u64,
    until: u64,
}

/// Where the metadata and index tables of a partition end, by its pack.
fn told(partition: &Partition) -> u64 {
    let counts = partition
        .header_byte_count
        .saturating_add(partition.index_byte_count);
    partition.item.end().saturating_add(counts)
}

/// The item at `at`, or why the walk ends there.
fn whole_item_at(
    window: &mut Window<'_>,
    at: u64,
    until: u64,
) -> io::Result<Result<Item, Problem>> {
    Ok(item_at(window, at, until)?.and_then(|item| {
        let (length, left) = (item.length, until.saturating_sub(item.value));
        if !item.key.is_smpte() {
            let problem = Problem::new(ProblemKind::SyncLost, at).found(&item.key);
            Err(problem.expected(&"a key that begins with 06 0e 2b 34"))
        } else if length > left {
            let problem = Problem::new(ProblemKind::Truncated, at).set(key_name(item.key));
            Err(problem
                .found(&format_args!("{left} bytes"))
                .expected(&format_args!("{length} bytes")))
        } else {
            Ok(item)
        }
    }))
}

/// Whether the random index pack names all the partitions that were found, and no other.
fn index_is_right(index: &RandomIndexPack, found: &Found) -> bool {
    let offsets = index
        .entries
        .iter()
        .map(|entry| found.origin.checked_add(entry.offset));
    offsets.eq(found.partitions.keys().copied().map(Some))
}

/// Reports what the random index pack has wrong about the partitions.
fn report_index(reading: &mut Reading<'_>, index: &RandomIndexPack, found: &Found) {
    let problem = |at| Problem::new(ProblemKind::RandomIndexWrong, at).set(random_index::PACK);
    let mut listed = Vec::with_capacity(index.entries.len());
    for (number, entry) in index.entries.iter().enumerate() {
        let offset = found.origin.saturating_add(entry.offset);
        let place = index.place(number);
        listed.push(offset);
        match found.partitions.get(&offset) {
            None => {
                let wrong = problem(place + 4)
                    .property("ByteOffset")
                    .found(&entry.offset)
                    .expected(&"the offset of a partition");
                reading.report(wrong);
            }
            Some(partition) if partition.body_sid != entry.body_sid => {
                let wrong = problem(place)
                    .property("BodySID")
                    .found(&entry.body_sid)
                    .expected(&partition.body_sid);
                reading.report(wrong);
            }
            Some(_) => {}
        }
    }
    if !listed.is_sorted() {
        let wrong = problem(index.item.offset)
            .property("ByteOffset")
            .found(&"entries out of order")
            .expected(&"entries in the order of the partitions");
        reading.report(wrong);
        listed.sort_unstable();
    }
    for offset in found
        .partitions
        .keys()
        .filter(|offset| listed.binary_search(offset).is_err())
    {
        let distance = offset - found.origin;
        let wrong = problem(index.item.offset)
            .property("ByteOffset")
            .expected(&format_args!("an entry for the partition at {distance}"));
        reading.report(wrong);
    }
}

/// Reports the links between the partitions that lead elsewhere.
fn report_links(reading: &mut Reading<'_>, origin: u64, partitions: &[Partition]) {
    let footer = partitions
        .last()
        .filter(|last| last.kind == Some(PartitionKind::Footer))
        .map(|last| last.offset() - origin);
    let mut previous = 0;
    for partition in partitions {
        let own = partition.offset() - origin;
        let mut check = |field: PackField, found: u64, wanted: Option<u64>| {
            if wanted == Some(found) {
                return;
            }
            let problem = Problem::new(ProblemKind::PartitionLinkWrong, partition.place(field))
                .set(PACK)
                .property(field.name())
                .found(&found);
            reading.report(match wanted {
                Some(wanted) => problem.expected(&wanted),
                None => problem.expected(&"the offset of a footer partition"),
            });
        };
        check(
            PackField::ThisPartition,
            partition.this_partition,
            Some(own),
        );
        check(
            PackField::PreviousPartition,
            partition.previous_partition,
            Some(previous),
        );
        // A pack that was written before the footer does not know where that is.
        if partition.footer_partition != 0 {
            check(
                PackField::FooterPartition,
                partition.footer_partition,
                footer,
            );
        }
        previous = own;
    }
}
