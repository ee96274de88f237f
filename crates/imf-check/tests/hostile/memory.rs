//! The memory that something takes at its peak.

use std::sync::{Mutex, MutexGuard, PoisonError};

use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

static ALONE: Mutex<()> = Mutex::new(());

/// A test that runs while no other of this program does: the allocator counts for all of them.
pub(crate) struct Alone(#[expect(dead_code, reason = "it is held")] MutexGuard<'static, ()>);

impl Alone {
    /// Waits for the others.
    pub(crate) fn new() -> Self {
        Self(ALONE.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What `work` gives, and how many bytes more than before were allocated at the peak while it ran.
    #[expect(clippy::unused_self, reason = "who measures has to be alone")]
    pub(crate) fn measure<T>(&self, work: impl FnOnce() -> T) -> (T, usize) {
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        let value = work();
        (value, ALLOCATOR.peak_usage().saturating_sub(before))
    }
}
