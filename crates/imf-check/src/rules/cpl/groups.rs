//! One finding for one cause, however many places show it.

use std::hash::Hash;

use crate::hash::HashMap;

/// Where each cause shows first, and how often; in the order in which they come up.
pub(in crate::rules) struct Groups<K, V> {
    index: HashMap<K, usize>,
    groups: Vec<(V, u64)>,
}

impl<K: Hash + Eq, V> Groups<K, V> {
    pub(in crate::rules) fn new() -> Self {
        Self {
            index: HashMap::default(),
            groups: Vec::new(),
        }
    }

    /// Counts one more of `key`; `first` is kept if it is the first.
    pub(in crate::rules) fn add(&mut self, key: K, first: impl FnOnce() -> V) {
        self.add_all(1, key, first);
    }

    /// Counts so many more of `key`; `first` is kept if these are the first.
    pub(in crate::rules) fn add_all(&mut self, more: u64, key: K, first: impl FnOnce() -> V) {
        let next = self.groups.len();
        let at = *self.index.entry(key).or_insert(next);
        if let Some((_, count)) = self.groups.get_mut(at) {
            *count += more;
        } else {
            self.groups.push((first(), more));
        }
    }

    /// The first of each, and how many there are.
    pub(in crate::rules) fn finish(self) -> impl Iterator<Item = (V, u64)> {
        self.groups.into_iter()
    }
}
