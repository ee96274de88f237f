//! The digests of one file.

use crate::Algorithm;

/// What one pass over a file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests {
    /// How many bytes were read.
    pub length: u64,
    values: Vec<(Algorithm, Box<[u8]>)>,
}

impl Digests {
    /// The digests of `length` bytes, in the order of their algorithms.
    pub(crate) fn new(length: u64, values: Vec<(Algorithm, Box<[u8]>)>) -> Self {
        Self { length, values }
    }

    /// The digests of `length` bytes that someone else computed; those whose length is not that of their algorithm, and
    /// the second of two by one algorithm, are left out.
    pub fn stated(length: u64, stated: impl IntoIterator<Item = (Algorithm, Box<[u8]>)>) -> Self {
        let mut digests = Self::new(length, Vec::new());
        for (algorithm, bytes) in stated {
            if bytes.len() == algorithm.digest_bytes() && digests.get(algorithm).is_none() {
                digests.values.push((algorithm, bytes));
            }
        }
        digests.values.sort_by_key(|(algorithm, _)| *algorithm);
        digests
    }

    /// All of them, in the order of their algorithms.
    pub fn iter(&self) -> impl Iterator<Item = (Algorithm, &[u8])> {
        self.values
            .iter()
            .map(|(algorithm, bytes)| (*algorithm, &**bytes))
    }

    /// The digest by that algorithm, if it was asked for.
    pub fn get(&self, algorithm: Algorithm) -> Option<&[u8]> {
        self.values
            .iter()
            .find(|(have, _)| *have == algorithm)
            .map(|(_, bytes)| &**bytes)
    }
}
