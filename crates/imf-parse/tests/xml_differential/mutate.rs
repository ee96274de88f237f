//! Damaged documents: always the same ones.

mod elements;
mod text;

use std::collections::BTreeSet;

use crate::scan;

/// A document and what was done to it.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    pub(crate) name: String,
    pub(crate) document: Vec<u8>,
}

/// Other documents are nothing to us, however they are damaged.
const ROOTS: [&str; 6] = [
    " AssetMap",
    " CompositionPlaylist",
    " OutputProfileList",
    " PackingList",
    " SidecarCompositionMap",
    " VolumeIndex",
];

/// The mutants so far.
pub(crate) struct Mutants {
    /// How many mutants are made.
    pub(crate) made: usize,
    kept: Vec<Mutant>,
    /// One in so many is kept.
    one_in: u64,
}

impl Mutants {
    fn add(&mut self, name: String, document: impl FnOnce() -> Vec<u8>) {
        self.made += 1;
        // FNV-1a: always the same ones, and no pattern that a list of mutations could have too.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        if (hash >> 32).is_multiple_of(self.one_in) {
            self.kept.push(Mutant {
                name,
                document: document(),
            });
        }
    }
}

/// Mutants of the documents, one in `one_in` of all that can be made. An element that stands at the same path in several of them is mutated in the first.
pub(crate) fn mutants(bases: &[&Mutant], one_in: u64) -> Vec<Mutant> {
    let mut mutants = Mutants {
        made: 0,
        kept: Vec::new(),
        one_in,
    };
    let mut roots = BTreeSet::new();
    let mut paths = BTreeSet::new();
    let mut names = BTreeSet::new();
    for base in bases {
        let Ok(text) = std::str::from_utf8(&base.document) else {
            continue;
        };
        let Some(elements) = scan::elements(text) else {
            continue;
        };
        let is_own = base.name.starts_with("own ");
        if !ROOTS.iter().any(|root| elements[0].path.ends_with(root)) {
            continue;
        }
        if roots.insert(elements[0].path.clone()) || is_own {
            text::mutate(base, text, &elements, &mut mutants);
        }
        for element in &elements {
            let subject = element.path.clone();
            // The editions of a document differ in structure alone.
            let (_, without_namespace) = subject.split_once(' ').unwrap_or_default();
            let first = without_namespace.to_owned();
            // Inside a descriptor nothing is checked: ours stands for all.
            if subject.contains("/EssenceDescriptor/") && !is_own {
                continue;
            }
            if paths.insert(subject) {
                elements::mutate_structure(base, text, &elements, element, &mut mutants);
            }
            if paths.insert(first) {
                // Every value is tried on one element of each name, a few on the others.
                let all = names.insert(text[element.name.clone()].to_owned());
                elements::mutate_content(base, text, element, all, &mut mutants);
            }
        }
    }
    mutants.kept
}
