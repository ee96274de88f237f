//! SHA-1 (FIPS 180-4) with a state of our own: several streams can be taken further side by side, and a stream can be
//! left and taken up again. The rounds of a single stream are those of the `sha1` crate, which is as fast as one
//! stream can be.

mod lanes;

use std::array;

use lanes::Lanes;

pub(crate) use lanes::MOST as MOST_LANES;

/// The five words between two blocks.
type State = [u32; 5];

const BLOCK_BYTES: usize = 64;

/// The length of a [`State`] as bytes.
const STATE_BYTES: usize = 20;

type Block = [u8; BLOCK_BYTES];

/// The words before the first block (FIPS 180-4, 5.3.1).
const INITIAL: State = [
    0x6745_2301,
    0xefcd_ab89,
    0x98ba_dcfe,
    0x1032_5476,
    0xc3d2_e1f0,
];

/// A stream on the way to its digest.
#[derive(Clone, Debug)]
pub(crate) struct Sha1 {
    state: State,
    /// How many bytes there were so far.
    length: u64,
    /// Those since the last whole block, at its front.
    tail: Block,
}

impl Sha1 {
    pub(crate) const fn new() -> Self {
        Self {
            state: INITIAL,
            length: 0,
            tail: [0; BLOCK_BYTES],
        }
    }

    /// A stream that was left after `length` bytes in `state`, as [`Sha1::state`] gave it.
    pub(crate) fn resume(length: u64, state: &[u8]) -> Option<Self> {
        let (words, tail) = state.split_at_checked(STATE_BYTES)?;
        let mut stream = Self {
            state: INITIAL,
            length,
            tail: tail.try_into().ok()?,
        };
        for (word, bytes) in stream.state.iter_mut().zip(words.as_chunks::<4>().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        Some(stream)
    }

    /// The words between two blocks, and the bytes since the last whole block.
    pub(crate) fn state(&self) -> Vec<u8> {
        let words = self.state.iter().flat_map(|word| word.to_be_bytes());
        // What is left of an older block is no part of the state.
        let (tail, rest) = self.tail.split_at(self.tail_bytes());
        words
            .chain(tail.iter().copied())
            .chain(rest.iter().map(|_| 0))
            .collect()
    }

    /// Takes more bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let blocks = self.blocks(bytes);
        sha1::block_api::compress(&mut self.state, blocks);
    }

    /// The digest of all the bytes.
    pub(crate) fn finish(mut self) -> [u8; 20] {
        let bits = self.length.wrapping_mul(8);
        let used = self.tail_bytes();
        // A one bit, zeros, and the length in bits in the last eight bytes of a block (5.1.1).
        let mut end = [[0; BLOCK_BYTES]; 2];
        end[0][..used].copy_from_slice(&self.tail[..used]);
        end[0][used] = 0x80;
        let last = usize::from(used >= BLOCK_BYTES - 8);
        end[last][BLOCK_BYTES - 8..].copy_from_slice(&bits.to_be_bytes());
        sha1::block_api::compress(&mut self.state, &end[..=last]);
        let mut digest = [0; 20];
        for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        digest
    }

    fn tail_bytes(&self) -> usize {
        // Two hundred and fifty-six is a multiple of the block's length: the last byte of the number tells.
        usize::from(self.length.to_le_bytes()[0]) % BLOCK_BYTES
    }

    /// The whole blocks of `bytes`, after the tail is completed and compressed; what is left is the new tail.
    fn blocks<'a>(&mut self, mut bytes: &'a [u8]) -> &'a [Block] {
        let used = self.tail_bytes();
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if used > 0 {
            let (missing, rest) = bytes.split_at(bytes.len().min(BLOCK_BYTES - used));
            self.tail[used..used + missing.len()].copy_from_slice(missing);
            if used + missing.len() < BLOCK_BYTES {
                return &[];
            }
            sha1::block_api::compress(&mut self.state, &[self.tail]);
            bytes = rest;
        }
        let (blocks, rest) = bytes.as_chunks();
        self.tail[..rest.len()].copy_from_slice(rest);
        blocks
    }
}

/// Whether this machine takes several streams further at a time faster than one after the other.
pub(crate) fn is_faster_together() -> bool {
    Lanes::detect().is_some()
}

/// What a stream is to take next.
pub(crate) struct Piece<'a> {
    pub(crate) stream: &'a mut Sha1,
    pub(crate) bytes: &'a [u8],
}

/// Takes the bytes of each piece, as [`Sha1::update`] does, side by side where the machine can.
pub(crate) fn update_together(pieces: &mut [Piece<'_>]) {
    let Some(lanes) = Lanes::detect() else {
        for piece in pieces {
            piece.stream.update(piece.bytes);
        }
        return;
    };
    for pieces in pieces.chunks_mut(MOST_LANES) {
        together(lanes, pieces);
    }
}

/// At most as many pieces as there are lanes.
fn together(lanes: Lanes, pieces: &mut [Piece<'_>]) {
    let mut left: Vec<(&mut State, &[Block])> = Vec::with_capacity(MOST_LANES);
    for piece in pieces {
        let blocks = piece.stream.blocks(piece.bytes);
        left.push((&mut piece.stream.state, blocks));
    }
    loop {
        left.retain(|(_, blocks)| !blocks.is_empty());
        let count = left.iter().map(|(_, blocks)| blocks.len()).min();
        match &mut *left {
            [] => return,
            [(state, blocks)] => {
                sha1::block_api::compress(state, blocks);
                return;
            }
            [first, second] => side_by_side(lanes, [first, second]),
            [first, second, third] => side_by_side(lanes, [first, second, third]),
            [first, second, third, fourth, ..] => {
                side_by_side(lanes, [first, second, third, fourth]);
            }
        }
        for (_, blocks) in &mut left {
            *blocks = blocks.get(count.unwrap_or(0)..).unwrap_or_default();
        }
    }
}

fn side_by_side<const N: usize>(lanes: Lanes, streams: [&mut (&mut State, &[Block]); N]) {
    let blocks = array::from_fn(|lane| streams[lane].1);
    lanes.compress(streams.map(|(state, _)| &mut **state), blocks);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha1::Digest as _;

    use super::*;

    fn reference(bytes: &[u8]) -> [u8; 20] {
        sha1::Sha1::digest(bytes).into()
    }

    /// Bytes that do not repeat, from a few.
    fn bytes(length: usize, seed: u64) -> Vec<u8> {
        let mut state = seed | 1;
        let next = |_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        (0..length).map(next).collect()
    }

    #[test]
    fn every_length_around_the_blocks() {
        for length in 0..300 {
            let bytes = bytes(length, 7);
            let mut stream = Sha1::new();
            stream.update(&bytes);
            assert_eq!(stream.finish(), reference(&bytes), "{length}");
        }
    }

    proptest! {
        #[test]
        fn in_whatever_pieces(length in 0..5000_usize, seed: u64, cuts: Vec<u16>) {
            let bytes = bytes(length, seed);
            let mut stream = Sha1::new();
            let mut rest = &*bytes;
            for cut in cuts {
                let (piece, after) = rest.split_at(usize::from(cut).min(rest.len()));
                stream.update(piece);
                rest = after;
            }
            stream.update(rest);
            prop_assert_eq!(stream.finish(), reference(&bytes));
        }

        /// Streams of any length, each in pieces of its own, as many at a time as come.
        #[test]
        fn side_by_side_as_one_by_one(
            streams in prop::collection::vec((0..9000_usize, 1..3000_usize, any::<u64>()), 0..7),
        ) {
            let bytes: Vec<_> = streams.iter().map(|&(length, _, seed)| bytes(length, seed)).collect();
            let mut states: Vec<_> = streams.iter().map(|_| Sha1::new()).collect();
            let mut pieces: Vec<_> = bytes
                .iter()
                .zip(&streams)
                .map(|(bytes, &(_, step, _))| bytes.chunks(step))
                .collect();
            loop {
                let mut now: Vec<Piece<'_>> = states
                    .iter_mut()
                    .zip(&mut pieces)
                    .filter_map(|(stream, pieces)| Some(Piece { stream, bytes: pieces.next()? }))
                    .collect();
                if now.is_empty() {
                    break;
                }
                update_together(&mut now);
            }
            for (stream, bytes) in states.into_iter().zip(&bytes) {
                prop_assert_eq!(stream.finish(), reference(bytes));
            }
        }
    }
}
