//! SHA-1 of several streams side by side, by the SHA instructions of x86.
//!
//! Four rounds of SHA-1 are one instruction that waits for the one before it, six cycles long; the processor can begin
//! one every two cycles. One stream leaves two thirds of that unused, whoever wrote the code. A block of each of two
//! to four streams at a time fills it.
//!
//! The only `unsafe` of the workspace is here: calling code that is compiled for instructions which not every
//! processor has. Bytes are loaded without pointers, and the compiler makes the same loads of it.
#![allow(unsafe_code)]

use super::{Block, State};

/// More streams than these gain nothing: what they need at a time does not fit in the registers.
pub(crate) const MOST: usize = 4;

#[cfg(target_arch = "x86_64")]
mod imp {
    use std::arch::x86_64::{
        __m128i, _mm_add_epi32, _mm_extract_epi32, _mm_set_epi32, _mm_set_epi64x,
        _mm_setzero_si128, _mm_sha1msg1_epu32, _mm_sha1msg2_epu32, _mm_sha1nexte_epu32,
        _mm_sha1rnds4_epu32, _mm_shuffle_epi8, _mm_xor_si128,
    };
    use std::array;

    use super::{Block, State};

    /// The knowledge that this processor has the instructions.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Lanes(());

    impl Lanes {
        /// `None` where it has not.
        pub(crate) fn detect() -> Option<Self> {
            let has = is_x86_feature_detected!("sha")
                && is_x86_feature_detected!("sse2")
                && is_x86_feature_detected!("ssse3")
                && is_x86_feature_detected!("sse4.1");
            has.then_some(Self(()))
        }

        /// Takes each of `states` over its `blocks`, as many as the fewest of them are.
        pub(crate) fn compress<const N: usize>(
            self,
            states: [&mut State; N],
            blocks: [&[Block]; N],
        ) {
            let Self(()) = self;
            // SAFETY: `compress` is a safe function but for the instructions that it is compiled for: `sha`, `sse2`,
            // `ssse3` and `sse4.1`. A `Lanes` has a private field and is made by `detect` alone, which found all four
            // in the processor that this process runs on. They do not go away while it runs.
            unsafe { compress(states, blocks) }
        }
    }

    /// The words of the state as the instructions want them: `a` on top, and `e` apart.
    #[derive(Clone, Copy)]
    struct Words {
        abcd: __m128i,
        e: __m128i,
    }

    #[target_feature(enable = "sha,sse2,ssse3,sse4.1")]
    fn compress<const N: usize>(states: [&mut State; N], blocks: [&[Block]; N]) {
        let mut words = states.each_ref().map(|state| Words::load(state));
        let count = blocks.iter().map(|blocks| blocks.len()).min().unwrap_or(0);
        // Of one length to the compiler's eyes, so that it checks no index below.
        let blocks: [&[Block]; N] =
            array::from_fn(|lane| blocks[lane].get(..count).unwrap_or_default());
        #[expect(
            clippy::needless_range_loop,
            reason = "the index is that of a block in every lane"
        )]
        for index in 0..count {
            let block = array::from_fn(|lane| &blocks[lane][index]);
            one_block(&mut words, block);
        }
        for (state, words) in states.into_iter().zip(words) {
            words.store(state);
        }
    }

    /// The 80 rounds over a block of each lane, four at a time; a step of all lanes, then the next step.
    #[inline]
    #[target_feature(enable = "sha,sse2,ssse3,sse4.1")]
    fn one_block<const N: usize>(words: &mut [Words; N], block: [&Block; N]) {
        let mut now = words.map(|words| words.abcd);
        // What `abcd` was a step before: the next `e` is made of its `a`.
        let mut before = words.map(|words| words.e);
        // The last sixteen words of the message schedule, four in a register.
        let mut schedule = [[_mm_setzero_si128(); 4]; N];
        // A macro, because the function of the rounds is part of the instruction.
        macro_rules! step {
            ($step:literal, $function:literal) => {
                for lane in 0..N {
                    let word = &mut schedule[lane];
                    let next = if $step < 4 {
                        load(block[lane], $step)
                    } else {
                        let [first, second, third, fourth] =
                            [0, 1, 2, 3].map(|ago: usize| word[($step + ago) % 4]);
                        let mixed = _mm_xor_si128(_mm_sha1msg1_epu32(first, second), third);
                        _mm_sha1msg2_epu32(mixed, fourth)
                    };
                    word[$step % 4] = next;
                    let sum = if $step == 0 {
                        _mm_add_epi32(before[lane], next)
                    } else {
                        _mm_sha1nexte_epu32(before[lane], next)
                    };
                    before[lane] = now[lane];
                    now[lane] = _mm_sha1rnds4_epu32::<$function>(now[lane], sum);
                }
            };
            ($($step:literal)* => $function:literal) => { $(step!($step, $function);)* };
        }
        step!(0 1 2 3 4 => 0);
        step!(5 6 7 8 9 => 1);
        step!(10 11 12 13 14 => 2);
        step!(15 16 17 18 19 => 3);
        for lane in 0..N {
            let words = &mut words[lane];
            words.abcd = _mm_add_epi32(words.abcd, now[lane]);
            words.e = _mm_sha1nexte_epu32(before[lane], words.e);
        }
    }

    /// Four words of the block, each with its most significant byte first, the first word on top.
    #[inline]
    #[target_feature(enable = "sse2,ssse3")]
    fn load(block: &Block, quarter: usize) -> __m128i {
        let reverse = _mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f);
        let (quarters, _) = block.as_chunks::<16>();
        let [low, high] = [0, 8].map(|at: usize| {
            let bytes: [u8; 8] = array::from_fn(|index| quarters[quarter][at + index]);
            i64::from_le_bytes(bytes)
        });
        _mm_shuffle_epi8(_mm_set_epi64x(high, low), reverse)
    }

    impl Words {
        #[inline]
        #[target_feature(enable = "sse2")]
        fn load(state: &State) -> Self {
            let word = state.map(u32::cast_signed);
            Self {
                abcd: _mm_set_epi32(word[0], word[1], word[2], word[3]),
                e: _mm_set_epi32(word[4], 0, 0, 0),
            }
        }

        #[inline]
        #[target_feature(enable = "sse2,sse4.1")]
        fn store(self, state: &mut State) {
            *state = [
                _mm_extract_epi32::<3>(self.abcd),
                _mm_extract_epi32::<2>(self.abcd),
                _mm_extract_epi32::<1>(self.abcd),
                _mm_extract_epi32::<0>(self.abcd),
                _mm_extract_epi32::<3>(self.e),
            ]
            .map(i32::cast_unsigned);
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod imp {
    use super::{Block, State};

    /// Other processors have no such instructions: there is no value of this.
    #[derive(Clone, Copy, Debug)]
    pub(crate) enum Lanes {}

    impl Lanes {
        /// `None`.
        pub(crate) fn detect() -> Option<Self> {
            None
        }

        /// Nobody can call this.
        pub(crate) fn compress<const N: usize>(self, _: [&mut State; N], _: [&[Block]; N]) {
            match self {}
        }
    }
}

pub(crate) use imp::Lanes;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The lanes of this processor. Where it has none, nothing can be compared, and that is said.
    fn lanes() -> Option<Lanes> {
        let lanes = Lanes::detect();
        if lanes.is_none() {
            println!("skipped: this processor has no SHA instructions");
        }
        lanes
    }

    #[track_caller]
    fn check<const N: usize>(lanes: Lanes, states: [State; N], blocks: &[Vec<Block>]) {
        let blocks: [&[Block]; N] = std::array::from_fn(|lane| &*blocks[lane]);
        let count = blocks.iter().map(|blocks| blocks.len()).min().unwrap_or(0);
        let mut fast = states;
        lanes.compress(fast.each_mut(), blocks);
        let mut safe = states;
        for (state, blocks) in safe.iter_mut().zip(blocks) {
            sha1::block_api::compress(state, &blocks[..count]);
        }
        assert_eq!(fast, safe);
    }

    fn states<const N: usize>(seed: &[State]) -> [State; N] {
        std::array::from_fn(|lane| seed[lane])
    }

    proptest! {
        #[test]
        fn as_the_safe_path(
            seed in prop::collection::vec(any::<State>(), MOST),
            blocks in prop::collection::vec(
                prop::collection::vec(prop::array::uniform32(any::<u16>()), 0..6),
                MOST,
            ),
        ) {
            let Some(lanes) = lanes() else { return Ok(()) };
            let blocks: Vec<Vec<Block>> = blocks
                .into_iter()
                .map(|lane| lane.into_iter().map(|words| {
                    std::array::from_fn(|at| words[at / 2].to_le_bytes()[at % 2])
                }).collect())
                .collect();
            check::<1>(lanes, states(&seed), &blocks);
            check::<2>(lanes, states(&seed), &blocks);
            check::<3>(lanes, states(&seed), &blocks);
            check::<4>(lanes, states(&seed), &blocks);
        }
    }

    #[test]
    fn a_thousand_blocks() {
        let Some(lanes) = lanes() else { return };
        let lane = |lane: u16| -> Vec<Block> {
            (0..1000_u16)
                .map(|number| {
                    let words = (0_u16..).map(|at| (number * lane + at).wrapping_mul(40_503));
                    let mut bytes = words.flat_map(u16::to_le_bytes);
                    std::array::from_fn(|_| bytes.next().unwrap_or_default())
                })
                .collect()
        };
        let blocks: Vec<_> = [3, 5, 7, 11].map(lane).into();
        check::<2>(lanes, [[1, 2, 3, 4, 5]; 2], &blocks);
        check::<3>(lanes, [[u32::MAX; 5]; 3], &blocks);
        check::<4>(lanes, [[0; 5]; 4], &blocks);
    }
}
