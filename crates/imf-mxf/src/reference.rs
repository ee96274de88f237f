//! Strong references: which set belongs to which.

use crate::label::{Ul, Uuid};
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;
use crate::register::{Element, Type};
use crate::set::{Property, Set};

/// A strong reference from a set to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The index of the set that refers.
    pub from: usize,
    /// The property by which it refers.
    pub property: Ul,
    /// Where in the file the reference is.
    pub at: u64,
    /// The InstanceID that it names.
    pub target: Uuid,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a strong reference leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To the set with this index, which hangs under the one that refers. These references alone make up trees.
    Down(usize),
    /// Back to the set with this index, which the one that refers hangs under.
    Back(usize),
    /// To the set with this index, which hangs under another one, or under the same by another reference.
    Across(usize),
    /// To no set.
    Nowhere,
}

/// The references of `sets`, in their order, as far as they can be kept.
pub(crate) fn references(
    reading: &mut Reading<'_>,
    sets: &[Set],
    find: impl Fn(Uuid) -> Option<usize>,
) -> Vec<Reference> {
    let mut references = Vec::new();
    'sets: for (from, set) in sets.iter().enumerate() {
        for property in set.properties() {
            let Some(label) = property.label else {
                continue;
            };
            let Some(of) = property.element().and_then(Element::value_type) else {
                continue;
            };
            for (at, target) in targets(property, of) {
                if !reading.keep(2 * size_of::<Reference>(), at) {
                    break 'sets;
                }
                let leads = find(target).map_or(Leads::Nowhere, Leads::Across);
                references.push(Reference {
                    from,
                    property: label,
                    at,
                    target,
                    leads,
                });
            }
        }
    }
    // For the marks below; without them no reference leads down.
    if reading.keep(sets.len() * 3 * size_of::<usize>(), 0) {
        plant(sets, &mut references);
        for reference in &references {
            report(reading, sets, reference);
        }
    }
    references
}

/// The InstanceIDs in a property of strong references, each with its place.
fn targets(property: Property<'_>, of: Type) -> impl Iterator<Item = (u64, Uuid)> {
    let one = of.is_strong().then_some(property.value);
    let item = of.batch_item();
    let many = item
        .filter(|item| item.is_strong())
        .and(property.value.get(8..));
    // The count of a batch that does not fit was reported; what is there is taken.
    let start = property.at + if many.is_some() { 8 } else { 0 };
    let bytes = one.or(many).unwrap_or_default();
    bytes
        .chunks_exact(16)
        .zip(0_u64..)
        .filter_map(move |(chunk, index)| {
            let bytes = chunk.try_into().ok()?;
            Some((start + 16 * index, Uuid(bytes)))
        })
}

/// Whether a set was met, and on which way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Unmet,
    /// It is above the set that is visited now.
    Above,
    Done,
}

/// Finds out which references make up trees. The sets that nothing refers to are their roots; then what is left, which
/// is circles.
fn plant(sets: &[Set], references: &mut [Reference]) {
    let mut marks = vec![Mark::Unmet; sets.len()];
    let mut is_target = vec![false; sets.len()];
    for reference in &*references {
        if let Leads::Across(to) = reference.leads {
            is_target[to] = true;
        }
    }
    let roots = (0..sets.len())
        .filter(|&set| !is_target[set])
        .chain(0..sets.len());
    // A stack of our own: a chain of sets may be as long as the file.
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for root in roots {
        if marks[root] != Mark::Unmet {
            continue;
        }
        marks[root] = Mark::Above;
        stack.push((root, first(references, root)));
        while let Some((set, next)) = stack.last_mut() {
            let reference = references
                .get_mut(*next)
                .filter(|reference| reference.from == *set);
            let Some(reference) = reference else {
                marks[*set] = Mark::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let Leads::Across(to) = reference.leads else {
                continue;
            };
            match marks[to] {
                Mark::Unmet => {
                    reference.leads = Leads::Down(to);
                    marks[to] = Mark::Above;
                    let start = first(references, to);
                    stack.push((to, start));
                }
                Mark::Above => reference.leads = Leads::Back(to),
                Mark::Done => {}
            }
        }
    }
}

/// The index of the first reference of `set`, or where it would be.
pub(crate) fn first(references: &[Reference], set: usize) -> usize {
    references.partition_point(|reference| reference.from < set)
}

fn report(reading: &mut Reading<'_>, sets: &[Set], reference: &Reference) {
    let (kind, expected) = match reference.leads {
        Leads::Down(_) => return,
        Leads::Back(_) => (
            ProblemKind::CircularReference,
            "a set that this one does not hang under",
        ),
        Leads::Across(_) => (
            ProblemKind::SharedReference,
            "a set that nothing else refers to",
        ),
        Leads::Nowhere if reading.is_cut() => return,
        Leads::Nowhere => (ProblemKind::DanglingReference, "the InstanceID of a set"),
    };
    let name = sets.get(reference.from).map(Set::name).unwrap_or_default();
    let property = Element::of(reference.property);
    let property = property.map_or_else(
        || reference.property.to_string(),
        |element| element.symbol().to_owned(),
    );
    let problem = Problem::new(kind, reference.at)
        .set(name)
        .property(property);
    reading.report(problem.found(&reference.target).expected(&expected));
}
