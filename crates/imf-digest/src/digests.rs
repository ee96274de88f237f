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

    /// The digest by that algorithm, if it was asked for.
    pub fn get(&self, algorithm: Algorithm) -> Option<&[u8]> {
        self.values
            .iter()
            .find(|(have, _)| *have == algorithm)
            .map(|(_, bytes)| &**bytes)
    }
}
