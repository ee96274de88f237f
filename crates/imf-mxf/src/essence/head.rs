//! The beginning of an item: as much of it as a walk has to see.

use std::ops::Range;

use crate::klv::{BerFault, ber};
use crate::label::Ul;

/// The bytes of a key.
const KEY: usize = 16;
/// The most bytes of a length.
const LENGTH: usize = 9;
/// The bytes of a partition pack's value up to the end of its `BodySID` (ST 377-1, 7.1).
const PACK: usize = 64;

/// The bytes of an item that are known.
#[derive(Clone, Debug)]
pub(super) struct Head {
    start: u64,
    bytes: [u8; KEY + LENGTH + PACK],
    filled: usize,
    wanted: usize,
}

/// What a head says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reading {
    /// Nothing yet.
    More,
    /// No key of SMPTE.
    NoKey {
        /// The bytes that stand there.
        found: Ul,
        /// Where the next item would begin, if what follows the bytes is a length.
        next: Option<u64>,
    },
    /// A key, and a length that cannot be taken.
    NoLength(Ul, BerFault),
    /// An item.
    Item {
        key: Ul,
        /// Where its value begins.
        value: u64,
        length: u64,
    },
}

/// What a partition pack says of the streams.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pack {
    pub(super) index_sid: u32,
    pub(super) body_offset: u64,
    pub(super) body_sid: u32,
}

impl Head {
    /// The head of an item at `start`, of which nothing is known.
    pub(super) fn new(start: u64) -> Self {
        Self {
            start,
            bytes: [0; KEY + LENGTH + PACK],
            filled: 0,
            wanted: KEY + 1,
        }
    }

    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The bytes of the file that come next.
    pub(super) fn wants(&self) -> Range<u64> {
        let at = |count: usize| self.start.saturating_add(count as u64);
        at(self.filled)..at(self.wanted)
    }

    /// Adds bytes, no more than are wanted.
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        let room = &mut self.bytes[self.filled..self.wanted];
        let count = room.len().min(bytes.len());
        room[..count].copy_from_slice(&bytes[..count]);
        self.filled += count;
    }

    /// What the bytes say. It is the same however they came: nothing is said until all that is wanted is there, and
    /// then more is wanted or the item is known.
    pub(super) fn read(&mut self) -> Reading {
        if self.filled < self.wanted {
            return Reading::More;
        }
        let bytes = &self.bytes[..self.filled];
        let Some((key, rest)) = bytes.split_first_chunk::<KEY>() else {
            return Reading::More;
        };
        let key = Ul(*key);
        let length = match ber(rest) {
            Err(BerFault::Short) => {
                let count = rest.first().map_or(0, |first| usize::from(first & 0x7f));
                self.wanted = (KEY + 1 + count).min(KEY + LENGTH);
                return Reading::More;
            }
            other => other,
        };
        let behind = |taken: usize| self.start.saturating_add((KEY + taken) as u64);
        if !key.is_smpte() {
            let end = |(length, taken)| behind(taken).saturating_add(length);
            let (found, next) = (key, length.ok().map(end));
            return Reading::NoKey { found, next };
        }
        let (length, taken) = match length {
            Ok(length) => length,
            Err(fault) => return Reading::NoLength(key, fault),
        };
        if super::Class::of(key) == super::Class::Partition {
            let value = usize::try_from(length).unwrap_or(usize::MAX).min(PACK);
            if self.filled < KEY + taken + value {
                self.wanted = KEY + taken + value;
                return Reading::More;
            }
        }
        let value = behind(taken);
        Reading::Item { key, value, length }
    }

    /// The bytes where the key should be, if they are known to be none.
    pub(super) fn no_key(&self) -> Option<Ul> {
        let (key, rest) = self.bytes.get(..self.filled)?.split_first_chunk::<KEY>()?;
        let key = Ul(*key);
        (!rest.is_empty() && !key.is_smpte()).then_some(key)
    }

    /// What the partition pack says whose value begins at `value`; `None` where it is too short for it.
    pub(super) fn pack(&self, value: u64) -> Option<Pack> {
        let skip = usize::try_from(value.checked_sub(self.start)?).ok()?;
        let pack = self.bytes.get(skip..self.filled)?;
        Some(Pack {
            index_sid: u32::from_be_bytes(*pack.get(48..)?.first_chunk()?),
            body_offset: u64::from_be_bytes(*pack.get(52..)?.first_chunk()?),
            body_sid: u32::from_be_bytes(*pack.get(60..)?.first_chunk()?),
        })
    }
}
