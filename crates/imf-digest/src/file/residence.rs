//! Which parts of a file the system had in memory before anybody read it here.

use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::io::IoSliceMut;
use std::time::{Duration, Instant};

use rustix::fs::{Advice, fadvise};
use rustix::io::{ReadWriteFlags, preadv2};

/// So many parts at most are told apart.
const REGIONS: u64 = 16;

/// The most that the system keeps in one piece, which it gives up as a whole or not at all. Such pieces begin where
/// these many bytes divide.
pub(super) const FOLIO: u64 = 2 * 1024 * 1024;

/// So often it is looked at a part, as long as it is not clear.
const LOOKS: u32 = 4;

/// No storage answers as fast. A look that takes longer was held up, or the system has fetched what was looked at.
const AT_ONCE: Duration = Duration::from_micros(20);

/// Parts of a file of equal length, and for each whether it is in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Residence {
    region: u64,
    resident: Vec<bool>,
}

impl Residence {
    /// Looks at a few bytes somewhere in each part. Where they are differs from time to time: the system may begin to
    /// fetch what it does not have, and nobody is to take that for all of the part. Where the system does not tell,
    /// nothing is taken to be in memory.
    pub(super) fn of(file: &File, length: u64) -> Self {
        let region = length.div_ceil(REGIONS).max(1).next_multiple_of(FOLIO);
        // A look shall not make the system read ahead. These are hints: where they are not taken, little is lost.
        let _ = fadvise(file, 0, None, Advice::Random);
        let chance = RandomState::new();
        let starts = (0..REGIONS).map(|number| number * region);
        let resident = starts
            .take_while(|&start| start < length)
            .map(|start| {
                // The last part may be shorter. Its foot was read by others, and the first one's head.
                let size = region.min(length - start);
                let somewhere = |look| chance.hash_one((start, look)) % (size / 2).max(1);
                let mut looks =
                    (0..LOOKS).map(|look| is_resident(file, start + size / 4 + somewhere(look)));
                looks.find_map(|clear| clear) == Some(true)
            })
            .collect();
        let _ = fadvise(file, 0, None, Advice::Sequential);
        Self { region, resident }
    }

    /// Whether all of the file is in memory.
    pub(super) fn is_whole(&self) -> bool {
        self.resident.iter().all(|resident| *resident)
    }

    /// Where the part that holds `offset` ends, and whether it was in memory.
    pub(super) fn at(&self, offset: u64) -> (u64, bool) {
        let number = offset / self.region;
        let resident = usize::try_from(number)
            .ok()
            .and_then(|number| self.resident.get(number));
        match resident {
            Some(resident) => ((number + 1).saturating_mul(self.region), *resident),
            None => (u64::MAX, false),
        }
    }
}

/// Whether the byte at `offset` can be had without waiting for the storage; `None` where that is not clear.
fn is_resident(file: &File, offset: u64) -> Option<bool> {
    let mut byte = [0];
    let start = Instant::now();
    let result = preadv2(
        file,
        &mut [IoSliceMut::new(&mut byte)],
        offset,
        ReadWriteFlags::NOWAIT,
    );
    match result {
        Ok(_) => (start.elapsed() < AT_ONCE).then_some(true),
        Err(_) => Some(false),
    }
}
