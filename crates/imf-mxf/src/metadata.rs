//! Header metadata (ST 377-1:2011, 9): a primer pack and sets.

use std::io;

use crate::klv::{Item, ItemKind, item_at};
use crate::label::{Ul, Uuid};
use crate::partition::{PACK, PackField, Partition};
use crate::primer::{self, Primer, primer};
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;
use crate::reference::{Leads, Reference, first, references};
use crate::register::Group;
use crate::set::{Property, Set, key_name, set};
use crate::source::Window;

/// The class of the set that all others hang under.
const PREFACE: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_2f00);
/// How far the next set is looked for behind one that cannot be read.
const LOST: u64 = 1 << 20;
/// How often one is looked for.
const LOSSES: usize = 64;

/// The header metadata of a partition.
#[derive(Clone, Debug)]
pub struct HeaderMetadata {
    /// The index of its partition.
    pub partition: usize,
    /// Where it begins: behind the partition pack, and the fill behind that.
    pub start: u64,
    /// Where it ends, with the fill behind it.
    pub end: u64,
    /// The primer pack.
    pub primer: Option<Primer>,
    /// The sets, in the order of the file.
    pub sets: Vec<Set>,
    /// Items that are no sets and that this reader has no meaning for.
    pub dark: Vec<Item>,
    /// The strong references between the sets, in the order of the sets.
    pub references: Vec<Reference>,
    /// The sets by InstanceID.
    instances: Vec<(Uuid, usize)>,
}

impl HeaderMetadata {
    /// The preface, the set that all others hang under.
    pub fn preface(&self) -> Option<&Set> {
        self.sets.iter().find(|set| is_preface(set))
    }

    /// The index of the set with this InstanceID; of the first, if there are several.
    pub fn find(&self, instance: Uuid) -> Option<usize> {
        find(&self.instances, instance)
    }

    /// The strong references of the set with this index.
    pub fn references_of(&self, set: usize) -> &[Reference] {
        &self.references
            [first(&self.references, set)..first(&self.references, set.saturating_add(1))]
    }

    /// The strong references in `property` of the set with this index.
    pub fn references_in(&self, set: usize, property: &Property<'_>) -> &[Reference] {
        // They stand in the order of the file, and a set may have a million of them.
        let all = self.references_of(set);
        let end = property.at.saturating_add(property.value.len() as u64);
        let from = all.partition_point(|reference| reference.at < property.at);
        let to = all.partition_point(|reference| reference.at < end);
        all.get(from..to).unwrap_or_default()
    }

    /// The sets that hang under the set with this index, each with its index. As each set hangs under one other at
    /// most and under none in a circle, walking down from any set ends.
    pub fn children(&self, set: usize) -> impl Iterator<Item = (usize, &Set)> {
        self.references_of(set)
            .iter()
            .filter_map(|reference| match reference.leads {
                Leads::Down(to) => self.sets.get(to).map(|set| (to, set)),
                _ => None,
            })
    }

    /// The sets of this class, whatever their coding and version, each with its index.
    pub fn sets_of(&self, group: Group) -> impl Iterator<Item = (usize, &Set)> {
        self.sets
            .iter()
            .enumerate()
            .filter(move |(_, set)| set.group() == Some(group))
    }

    /// The sets that nothing refers to, but for the preface.
    pub fn orphans(&self) -> impl Iterator<Item = (usize, &Set)> {
        let mut is_target = vec![false; self.sets.len()];
        for reference in &self.references {
            if let Leads::Down(to) | Leads::Across(to) | Leads::Back(to) = reference.leads
                && to != reference.from
                && let Some(is_target) = is_target.get_mut(to)
            {
                *is_target = true;
            }
        }
        let sets = self.sets.iter().enumerate().zip(is_target);
        sets.filter(|((_, set), is_target)| !is_target && !is_preface(set))
            .map(|(set, _)| set)
    }
}

fn is_preface(set: &Set) -> bool {
    Group::of(PREFACE).is_some_and(|preface| set.group() == Some(preface))
}

fn find(instances: &[(Uuid, usize)], instance: Uuid) -> Option<usize> {
    let index = instances.partition_point(|(id, _)| *id < instance);
    instances
        .get(index)
        .filter(|(id, _)| *id == instance)
        .map(|(_, set)| *set)
}

/// The header metadata of `partition`, and where what follows begins.
pub(crate) fn metadata(
    reading: &mut Reading<'_>,
    index: usize,
    partition: &Partition,
) -> io::Result<HeaderMetadata> {
    let start = partition.item.end().min(partition.end);
    let mut metadata = HeaderMetadata {
        partition: index,
        start,
        end: start,
        primer: None,
        sets: Vec::new(),
        dark: Vec::new(),
        references: Vec::new(),
        instances: Vec::new(),
    };
    let edges = items(reading, partition, &mut metadata)?;
    if reading.is_cut() {
        // The rest of the metadata may have all that seems to be missing.
    } else if metadata.primer.is_some() {
        report_byte_count(reading, partition, &metadata, &edges);
    } else {
        let problem = Problem::new(ProblemKind::PrimerMissing, metadata.start)
            .set(primer::PACK)
            .expected(&"a primer pack at the start of the header metadata");
        reading.report(problem);
    }
    if !reading.is_cut() {
        report_prefaces(reading, partition, &metadata);
    }
    if reading.keep(metadata.sets.len() * size_of::<(Uuid, usize)>(), start) {
        index_instances(reading, &mut metadata);
    }
    let HeaderMetadata {
        sets, instances, ..
    } = &metadata;
    metadata.references = references(reading, sets, |instance| find(instances, instance));
    Ok(metadata)
}

/// Reads the items of the metadata; gives the places where it may end: behind its last set, and behind each fill that
/// follows.
fn items(
    reading: &mut Reading<'_>,
    partition: &Partition,
    metadata: &mut HeaderMetadata,
) -> io::Result<Vec<u64>> {
    let end = partition.end;
    let stated = partition
        .item
        .end()
        .saturating_add(partition.header_byte_count);
    let mut window = reading.window(4096);
    let mut at = metadata.start;
    let mut begun = false;
    let mut edges = Vec::new();
    let mut losses = 0;
    while at < end && reading.pass(at) {
        let item = match item_at(&mut window, at, end)? {
            Ok(item) if item.key.is_smpte() => item,
            // Behind the metadata anything may follow.
            other if at >= stated => {
                if let Err(problem) = other {
                    reading.report(problem);
                }
                break;
            }
            other => {
                let lost = |item: Item| {
                    let problem = Problem::new(ProblemKind::SyncLost, at);
                    problem
                        .found(&item.key)
                        .expected(&"a key that begins with 06 0e 2b 34")
                };
                reading.report(other.map_or_else(|problem| problem, lost));
                losses += 1;
                match next_set(&mut window, at + 1, end.min(stated))? {
                    Some(next) if losses < LOSSES => at = next,
                    _ => break,
                }
                continue;
            }
        };
        let kind = item.kind();
        match kind {
            ItemKind::Fill | ItemKind::Primer | ItemKind::LocalSet(_) => {}
            ItemKind::Other if at < stated => {}
            _ => break,
        }
        if kind != ItemKind::Fill && !begun {
            begun = true;
            metadata.start = at;
            metadata.end = at;
        }
        if item.end() > end {
            let (length, left) = (item.length, end.saturating_sub(item.value));
            let problem = Problem::new(ProblemKind::Truncated, at)
                .set(key_name(item.key))
                .found(&format_args!("{left} bytes"))
                .expected(&format_args!("{length} bytes"));
            reading.report(problem);
            // A length that is too great hides the sets behind it.
            losses += 1;
            let next = match losses {
                LOSSES.. => None,
                _ => next_set(&mut window, item.value, end.min(stated))?,
            };
            if let Some(next) = next {
                keep_item(reading, &mut window, metadata, item, next)?;
                at = next;
                metadata.end = at;
                continue;
            }
        }
        if !keep_item(reading, &mut window, metadata, item, end)? {
            break;
        }
        at = item.end().min(end);
        if begun {
            metadata.end = at;
            if kind != ItemKind::Fill {
                edges.clear();
            }
            edges.push(at);
        }
    }
    if !begun {
        metadata.start = at;
        metadata.end = at;
    }
    Ok(edges)
}

/// Adds what `item` is, of which no more than up to `end` is read. Whether there was room for it.
fn keep_item(
    reading: &mut Reading<'_>,
    window: &mut Window<'_>,
    metadata: &mut HeaderMetadata,
    item: Item,
    end: u64,
) -> io::Result<bool> {
    match item.kind() {
        ItemKind::Primer if metadata.primer.is_none() => {
            metadata.primer = Some(primer(reading, window, item, end)?);
        }
        ItemKind::Primer => {
            reading
                .report(Problem::new(ProblemKind::PrimerDuplicate, item.offset).set(primer::PACK));
        }
        ItemKind::LocalSet(coding) => {
            // The list grows by doubling, and while it does there are two.
            if !reading.keep(2 * size_of::<Set>(), item.offset) {
                return Ok(false);
            }
            match set(reading, window, item, coding, end, metadata.primer.as_ref())? {
                Some(set) => metadata.sets.push(set),
                None => return Ok(false),
            }
        }
        ItemKind::Other => {
            if !reading.keep(2 * size_of::<Item>(), item.offset) {
                return Ok(false);
            }
            metadata.dark.push(item);
        }
        _ => {}
    }
    Ok(true)
}

/// Where the next key of a set or a primer begins, from `at` on.
fn next_set(window: &mut Window<'_>, mut at: u64, end: u64) -> io::Result<Option<u64>> {
    let end = end.min(at.saturating_add(LOST));
    while at < end {
        let count = usize::try_from(end - at).unwrap_or(usize::MAX).min(4096);
        let bytes = window.at(at, count)?;
        let is_set = |key: &[u8]| {
            key.first_chunk().is_some_and(|key| {
                matches!(
                    ItemKind::of(Ul(*key)),
                    ItemKind::LocalSet(_) | ItemKind::Primer
                )
            })
        };
        if let Some(position) = bytes.windows(16).position(is_set) {
            return Ok(Some(at + position as u64));
        }
        if bytes.len() < 16 || count < 4096 {
            return Ok(None);
        }
        at += (bytes.len() - 15) as u64;
    }
    Ok(None)
}

/// Reports a byte count of the pack that ends at no edge.
fn report_byte_count(
    reading: &mut Reading<'_>,
    partition: &Partition,
    metadata: &HeaderMetadata,
    edges: &[u64],
) {
    let found = partition.header_byte_count;
    let stated = metadata.start.saturating_add(found);
    if !edges.is_empty() && !edges.contains(&stated) {
        let field = PackField::HeaderByteCount;
        let problem = Problem::new(ProblemKind::ByteCountWrong, partition.place(field))
            .set(PACK)
            .property(field.name())
            .found(&found)
            .expected(&(metadata.end - metadata.start));
        reading.report(problem);
    }
}

fn report_prefaces(reading: &mut Reading<'_>, partition: &Partition, metadata: &HeaderMetadata) {
    let mut prefaces = metadata.sets.iter().filter(|set| is_preface(set));
    let (count, second) = (prefaces.clone().count(), prefaces.nth(1));
    if count != 1 {
        let at = second.map_or(partition.offset(), |set| set.item.offset);
        let problem = Problem::new(ProblemKind::PrefaceCount, at)
            .set("Preface")
            .found(&format_args!("{count} prefaces"))
            .expected(&"one preface");
        reading.report(problem);
    }
}

/// Sorts the InstanceIDs, and reports those that occur twice.
fn index_instances(reading: &mut Reading<'_>, metadata: &mut HeaderMetadata) {
    let instances = metadata
        .sets
        .iter()
        .enumerate()
        .filter_map(|(index, set)| Some((set.instance?, index)));
    metadata.instances = instances.collect();
    metadata.instances.sort_unstable();
    for pair in metadata.instances.windows(2) {
        let [(first, _), (second, index)] = *pair else {
            continue;
        };
        if first == second {
            let set = &metadata.sets[index];
            let problem = Problem::new(ProblemKind::DuplicateInstance, set.item.offset)
                .set(set.name())
                .property("InstanceID")
                .found(&second)
                .expected(&"an InstanceID that no other set has");
            reading.report(problem);
        }
    }
}
