//! Walks over the items of track files.

#![cfg(test)]

mod corpus;
mod files;
mod first;
mod hostile;
mod samples;
mod walks;

use std::fmt::Debug;

use imf_mxf::essence::{Counts, Extent, Walk};

/// The whole file in one piece.
pub(crate) fn whole(extent: &Extent, bytes: &[u8]) -> Counts {
    let mut walk = Walk::new(extent.clone());
    walk.feed(0, bytes);
    walk.finish()
}

/// Only the ranges that the walk asks for, and how many bytes they had.
pub(crate) fn by_ranges(extent: &Extent, bytes: &[u8]) -> (Counts, u64) {
    let mut walk = Walk::new(extent.clone());
    let mut read = 0;
    while let Some(range) = walk.wants() {
        let [from, to] = [range.start, range.end].map(|at| usize::try_from(at).unwrap());
        let Some(piece) = bytes.get(from..to.min(bytes.len())) else {
            break;
        };
        if piece.is_empty() {
            break;
        }
        read += piece.len() as u64;
        walk.feed(range.start, piece);
    }
    (walk.finish(), read)
}

/// Pieces whose lengths `next` gives.
pub(crate) fn in_pieces(extent: &Extent, bytes: &[u8], mut next: impl FnMut() -> usize) -> Counts {
    let mut walk = Walk::new(extent.clone());
    let mut offset = 0;
    while offset < bytes.len() {
        let end = bytes.len().min(offset + next().max(1));
        walk.feed(offset as u64, &bytes[offset..end]);
        offset = end;
    }
    walk.finish()
}

/// The walk in every way, which has to come to the same.
#[track_caller]
pub(crate) fn every_way(extent: &Extent, bytes: &[u8], what: &dyn Debug) -> Counts {
    let counts = whole(extent, bytes);
    let mut random = Random(bytes.len() as u64);
    let pieces = in_pieces(extent, bytes, || random.below(60));
    assert_eq!(pieces, counts, "{what:?} in small pieces");
    let pieces = in_pieces(extent, bytes, || random.below(100_000));
    assert_eq!(pieces, counts, "{what:?} in large pieces");
    assert_eq!(by_ranges(extent, bytes).0, counts, "{what:?} by ranges");
    if bytes.len() < 100_000 {
        assert_eq!(in_pieces(extent, bytes, || 1), counts, "{what:?} by bytes");
    }
    counts
}

/// Numbers that look random and are the same every time.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % end
    }
}
