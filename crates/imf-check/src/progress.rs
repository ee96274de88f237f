//! How far the reading has come.

use crate::report::Report;

/// Told of the bytes that digests read, from several threads at a time.
pub trait Progress: Sync {
    /// Whether [`Self::early`] is to be called.
    fn wants_early(&self) -> bool {
        false
    }

    /// What was found before the digests, which may take hours: `report` is final but for what they and the walk over
    /// essence add to it.
    fn early(&self, report: &Report) {
        let _ = report;
    }

    /// So many bytes are to be read.
    fn start(&self, total_bytes: u64);

    /// So many more were read.
    fn advance(&self, bytes: u64);

    /// That was all, whether or not every byte could be read.
    fn finish(&self);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: u64) {}

    fn advance(&self, _: u64) {}

    fn finish(&self) {}
}
