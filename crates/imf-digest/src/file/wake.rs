//! What reading leaves behind in the system's memory, and that it goes.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZeroU64;
use std::sync::Arc;

use rustix::fs::{Advice, fadvise};

use super::residence::{FOLIO, Residence};

/// So much is given up at a time: enough that the calls cost nothing, and little enough that the same memory is soon
/// used again.
const STRETCH: u64 = 4 * 1024 * 1024;

/// The part of a file that was read, given up behind the reader as far as it was not in memory before.
#[derive(Debug)]
pub(super) struct Wake {
    file: Arc<File>,
    residence: Residence,
    /// Up to where it is given up.
    given_up: u64,
}

impl Wake {
    pub(super) fn new(file: Arc<File>, residence: Residence) -> Self {
        Self {
            file,
            residence,
            given_up: 0,
        }
    }

    /// The reader is at `position`.
    pub(super) fn passed(&mut self, position: u64) {
        let position = position / FOLIO * FOLIO;
        if position.saturating_sub(self.given_up) >= STRETCH {
            self.give_up(self.given_up, position);
            self.given_up = position;
        }
    }

    /// Nobody reads any more: what the system read ahead for nothing goes too.
    pub(super) fn end(&mut self) {
        self.give_up(0, u64::MAX);
    }

    fn give_up(&self, from: u64, to: u64) {
        let mut at = from;
        while at < to {
            let (end, resident) = self.residence.at(at);
            let end = end.min(to);
            if !resident {
                // To the end of the file is written as no length. A hint: where it is not taken, the memory stays full.
                let length = (end < u64::MAX).then(|| end - at).and_then(NonZeroU64::new);
                let _ = fadvise(&*self.file, at, length, Advice::DontNeed);
            }
            at = end;
        }
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        self.end();
    }
}

/// A reader that gives up what it read.
#[derive(Debug)]
pub(super) struct Behind {
    wake: Wake,
    position: u64,
}

impl Behind {
    /// A reader of what comes from `position` on, where the file's own position is.
    pub(super) fn new(wake: Wake, position: u64) -> Self {
        Self { wake, position }
    }
}

impl Read for Behind {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = (&*self.wake.file).read(buffer)?;
        self.position = self.position.saturating_add(count as u64);
        self.wake.passed(self.position);
        Ok(count)
    }
}
