//! A walk over the items of a whole track file while its bytes go by.
//!
//! The reader of this crate goes from partition to partition and leaves essence alone. A walk meets every item: it
//! counts the elements of each partition and track, and finds what only shows there, such as a key that is none. It
//! rides on whatever reads the file anyway, in pieces of any size, or asks for the ranges that it needs: keys, lengths
//! and partition packs. Both ways lead to the same answer, in less than 2 MiB of memory
//! whatever the file has.
//!
//! ```
//! use imf_mxf::essence::{Extent, Walk};
//!
//! let file = [[6, 0x0e, 0x2b, 0x34, 1, 2, 1, 1, 13, 1, 3, 1, 0x15, 1, 8, 1].as_slice(), &[3], b"j2k"].concat();
//! let mut walk = Walk::new(Extent { length: 20, ..Extent::default() });
//! walk.feed(0, &file[..10]);
//! walk.feed(10, &file[10..]);
//! let counts = walk.finish();
//! assert_eq!((counts.elements[0].tally.count, counts.elements[0].tally.bytes), (1, 3));
//! ```

mod class;
mod container;
mod counts;
mod fault;
mod first;
mod head;
mod stated;
mod tally;

use std::ops::Range;

pub use class::{ElementKind, Wrapping};
pub use container::{Container, Holds};
pub use counts::Counts;
pub use fault::{Fault, FaultKind, LengthFault};
pub use first::{Element, first_element, first_part};
pub use stated::Stated;
pub use tally::{ElementTally, PartitionTally, StreamTally, Tally};

use crate::klv::BerFault;
use crate::label::Ul;
use class::Class;
use head::{Head, Reading};
use tally::Met;

/// The part of a file that is walked, and what is known of it beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Where the header partition begins: the bytes of the run-in, 0 in IMF.
    pub start: u64,
    /// The length of the file in bytes.
    pub length: u64,
    /// Where partition packs and the random index pack are known to lie, in any order; may be empty. No item reaches
    /// past one, and where the walk loses its way it goes on at the next.
    pub landmarks: Vec<u64>,
}

/// A walk over the items of a file.
#[derive(Clone, Debug)]
pub struct Walk {
    length: u64,
    /// Where the walk may go on, farthest first.
    landmarks: Vec<u64>,
    /// The beginning of the item at hand, as far as it is known.
    head: Head,
    /// Where the item before it began.
    before: Option<u64>,
    /// Where it has to end: at the next landmark, or with the file.
    limit: u64,
    /// The item before the one at hand, if its key is none: the one at hand tells whether that alone is wrong.
    doubt: Option<Doubt>,
    counts: Counts,
}

/// An item whose key is none.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    /// Where it begins.
    start: u64,
    /// What stands there.
    found: Ul,
}

impl Walk {
    /// A walk that has not begun.
    pub fn new(extent: Extent) -> Self {
        let Extent {
            start,
            length,
            mut landmarks,
        } = extent;
        landmarks.retain(|&landmark| landmark > start && landmark < length);
        landmarks.sort_unstable_by(|one, other| other.cmp(one));
        landmarks.dedup();
        let mut walk = Self {
            length,
            landmarks,
            head: Head::new(start),
            before: None,
            limit: length,
            doubt: None,
            counts: Counts::default(),
        };
        walk.go_to(start);
        walk
    }

    /// The bytes that are needed next; `None` where the walk is at its end. All before them may be skipped.
    pub fn wants(&self) -> Option<Range<u64>> {
        let range = self.head.wants();
        let range = range.start..range.end.min(self.limit);
        (range.start < self.length && !range.is_empty()).then_some(range)
    }

    /// Takes `bytes`, which lie at `offset`, and gives the place from which the walk needs bytes next.
    ///
    /// Bytes that the walk does not need are passed over. A piece behind the place that it needs changes nothing, so
    /// pieces come in order and without gaps but for those that the walk allows.
    pub fn feed(&mut self, offset: u64, bytes: &[u8]) -> Option<u64> {
        while let Some(wanted) = self.wants() {
            let Some(rest) = wanted
                .start
                .checked_sub(offset)
                .and_then(|skip| usize::try_from(skip).ok())
                .and_then(|skip| bytes.get(skip..))
                .filter(|rest| !rest.is_empty())
            else {
                return Some(wanted.start);
            };
            let count = usize::try_from(wanted.end - wanted.start).unwrap_or(usize::MAX);
            self.head.extend(&rest[..rest.len().min(count)]);
            self.step();
        }
        None
    }

    /// What was counted and found. A walk that was not fed to its end says so in [`Counts::ended`].
    pub fn finish(mut self) -> Counts {
        if let Some(Doubt { start, found }) = self.doubt.take() {
            let after = self.before;
            self.counts.lost(0);
            self.counts
                .report(start, FaultKind::SyncLost { found, after });
        }
        let end = self.head.start().min(self.length);
        self.counts.close(end);
        self.counts.ended = self.wants().is_none();
        self.counts.end = end;
        self.counts
    }

    /// Acts on the head, if all is there that it wants or can get.
    fn step(&mut self) {
        let start = self.head.start();
        let cut = self.head.wants().start >= self.limit;
        let reading = self.head.read();
        if matches!(reading, Reading::More) && !cut {
            return;
        }
        if let Some(doubt) = self.doubt.take() {
            // A key that is known does not stand there by chance.
            if !matches!(reading, Reading::Item { key, .. } if Class::of(key) != Class::Dark) {
                self.lose_sync(doubt);
                return;
            }
            self.pass(doubt, start);
        }
        match reading {
            Reading::Item { key, value, length } => self.item(key, value, length),
            Reading::More => {
                let left = self.limit - start;
                match self.head.no_key() {
                    Some(found) => self.lose_sync(Doubt { start, found }),
                    None => self.lose(start, FaultKind::Truncated { left }),
                }
            }
            Reading::NoKey { found, next } => {
                let doubt = Doubt { start, found };
                match next {
                    Some(next) if next < self.limit => {
                        self.doubt = Some(doubt);
                        self.go_to(next);
                    }
                    Some(next) if next == self.limit => {
                        self.pass(doubt, next);
                        self.go_to(next);
                    }
                    _ => self.lose_sync(doubt),
                }
            }
            Reading::NoLength(key, fault) => {
                let length = match fault {
                    BerFault::Huge(length) => LengthFault::Huge(length),
                    BerFault::Long(count) => LengthFault::Long(count),
                    BerFault::Indefinite | BerFault::Short => LengthFault::Indefinite,
                };
                self.lose(start + 16, FaultKind::LengthInvalid { key, length });
            }
        }
    }

    /// Counts the item at hand and goes on behind it.
    fn item(&mut self, key: Ul, value: u64, length: u64) {
        let start = self.head.start();
        let class = Class::of(key);
        let end = value.saturating_add(length);
        let next = end.min(self.limit);
        let met = Met {
            key,
            start,
            value,
            end: next,
        };
        if class == Class::Partition {
            self.counts.partition(met, self.head.pack(value));
        } else {
            self.counts.item(class, met);
        }
        self.before = Some(start);
        if end > self.limit {
            let kind = FaultKind::Overrun {
                key,
                length,
                room: self.limit - value,
                end_of_file: self.limit == self.length,
            };
            self.counts.lost(0);
            self.counts.report(start, kind);
        }
        if class == Class::RandomIndex && next < self.length {
            self.counts.close(start);
            let bytes = self.length - next;
            self.counts.report(next, FaultKind::TrailingBytes { bytes });
            let landmark = self.next_landmark(start);
            self.go_to(landmark.max(next));
            return;
        }
        self.go_to(next);
    }

    /// Reports an item of which only the key is wrong, and that ends at `end`.
    fn pass(&mut self, doubt: Doubt, end: u64) {
        let Doubt { start, found } = doubt;
        self.counts.lost(end - start);
        self.counts.report(start, FaultKind::KeyInvalid { found });
        self.before = Some(start);
    }

    /// Reports bytes from which no way leads on, and goes on at the next landmark.
    fn lose_sync(&mut self, doubt: Doubt) {
        let Doubt { start, found } = doubt;
        let after = self.before;
        self.head = Head::new(start);
        self.lose(start, FaultKind::SyncLost { found, after });
    }

    /// Reports a fault at `at` after which the next item cannot be found, and goes on at the next landmark.
    fn lose(&mut self, at: u64, kind: FaultKind) {
        let from = self.head.start();
        self.counts.lost(self.limit - from);
        self.counts.report(at, kind);
        self.go_to(self.limit);
    }

    fn go_to(&mut self, position: u64) {
        self.limit = self.next_landmark(position);
        self.head = Head::new(position);
    }

    /// The first landmark behind `position`, or the end of the file.
    fn next_landmark(&mut self, position: u64) -> u64 {
        while self
            .landmarks
            .last()
            .is_some_and(|&landmark| landmark <= position)
        {
            self.landmarks.pop();
        }
        self.landmarks.last().copied().unwrap_or(self.length)
    }
}
