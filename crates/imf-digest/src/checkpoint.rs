//! A file half done.

use crate::Algorithm;
use crate::hashers::Hashers;

/// The state of a file's digests after its first bytes, from which they can be taken further later.
///
/// The states are those of this version's implementations, and mean nothing to anyone else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    length: u64,
    states: Vec<(Algorithm, Box<[u8]>)>,
}

impl Checkpoint {
    pub(crate) fn of(length: u64, states: Vec<(Algorithm, Box<[u8]>)>) -> Self {
        Self { length, states }
    }

    /// The states after `length` bytes, as they were written down; `None` where one cannot be such a state.
    pub(crate) fn restored(length: u64, states: Vec<(Algorithm, Box<[u8]>)>) -> Option<Self> {
        let checkpoint = Self::of(length, states);
        let is_sorted = checkpoint.states.is_sorted_by(|one, next| one.0 < next.0);
        (is_sorted && Hashers::resume(&checkpoint).is_some()).then_some(checkpoint)
    }

    /// How many bytes are done.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Whether it is one of these algorithms, and of no others.
    pub fn is_of(&self, algorithms: &[Algorithm]) -> bool {
        let has = |wanted| self.states.iter().any(|(own, _)| *own == wanted);
        algorithms.iter().all(|algorithm| has(*algorithm))
            && self.states.iter().all(|(own, _)| algorithms.contains(own))
    }

    pub(crate) fn states(&self) -> impl Iterator<Item = (Algorithm, &[u8])> {
        self.states
            .iter()
            .map(|(algorithm, state)| (*algorithm, &**state))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_answer_does_not_depend_on_where_the_work_was_left(
            text in prop::collection::vec(any::<u8>(), 0..700),
            cut in 0..700_usize,
            algorithms in prop::sample::subsequence(Algorithm::ALL.to_vec(), 0..5),
        ) {
            let mut whole = Hashers::new(&algorithms);
            whole.update(&text);
            let (before, after) = text.split_at(cut.min(text.len()));
            let mut first = Hashers::new(&algorithms);
            first.update(before);
            let checkpoint = first.checkpoint();
            prop_assert_eq!(checkpoint.length(), before.len() as u64);
            prop_assert!(checkpoint.is_of(&algorithms));
            let again = Checkpoint::restored(checkpoint.length, checkpoint.states.clone());
            prop_assert_eq!(again.as_ref(), Some(&checkpoint));
            let mut second = Hashers::resume(&checkpoint).expect("a checkpoint of ours");
            second.update(after);
            prop_assert_eq!(second.finish(), whole.finish());
        }

        #[test]
        fn no_state_whatever_does_harm(
            length: u64,
            states in prop::collection::vec(
                (prop::sample::select(&Algorithm::ALL), prop::collection::vec(any::<u8>(), 0..300)),
                0..5,
            ),
            text: Vec<u8>,
        ) {
            let states = states.into_iter().map(|(algorithm, bytes)| (algorithm, bytes.into()));
            if let Some(checkpoint) = Checkpoint::restored(length, states.collect()) {
                let mut hashers = Hashers::resume(&checkpoint).expect("it was restored");
                hashers.update(&text);
                let _ = hashers.finish();
            }
        }
    }

    #[test]
    fn states_of_another_length_are_none() {
        for algorithm in Algorithm::ALL {
            let state = Hashers::new(&[algorithm]).checkpoint().states.remove(0).1;
            for length in 0..state.len() {
                let states = vec![(algorithm, Box::from(&state[..length]))];
                assert_eq!(Checkpoint::restored(0, states), None, "{algorithm:?}");
            }
            let twice = vec![(algorithm, state.clone()), (algorithm, state)];
            assert_eq!(Checkpoint::restored(0, twice), None, "{algorithm:?}");
        }
    }

    #[test]
    fn it_is_of_its_algorithms_and_no_others() {
        let checkpoint = Hashers::new(&[Algorithm::Sha1, Algorithm::Sha256]).checkpoint();
        assert!(checkpoint.is_of(&[Algorithm::Sha256, Algorithm::Sha1]));
        assert!(!checkpoint.is_of(&[Algorithm::Sha1]));
        assert!(!checkpoint.is_of(&[Algorithm::Sha1, Algorithm::Sha512]));
        assert!(!checkpoint.is_of(&Algorithm::ALL));
    }
}
