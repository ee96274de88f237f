//! What a track file may cost.

/// Limits on a track file. Reaching one stops the reading of that part and is a [`Problem`](crate::Problem), not an
/// error.
///
/// The defaults lie far above every real track file and far below what hurts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory for all that is kept of a file, counted as it lies in memory and not as the file claims it.
    /// Besides this a reading takes a few buffers of at most 64 KiB.
    pub memory: usize,
    /// Partitions, by whatever way they are found.
    pub partitions: usize,
    /// KLV items that are passed in all: of header metadata, of index tables and in their segments, and of essence
    /// where that is walked to find a partition. What is read of a file is less than 4 KiB for each.
    pub items: usize,
    /// Problems that are listed; more of them are only counted in one last problem.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            partitions: 65_536,
            items: 1 << 20,
            problems: 1000,
        }
    }
}
