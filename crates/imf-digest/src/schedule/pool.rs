//! The streams of all threads: who goes on with what.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::pace::{Load, Pace, Spent};
use super::stream::{Outcome, Stream};
use super::{Job, LITTLE_BYTES, OVERLAPPED_BYTES, by_work};
use crate::sha1;

/// A stream alone is left so seldom that a disk with a moving arm does not suffer from it.
const ALONE_BYTES: u64 = 16 * 1024 * 1024;

/// Where nothing else waits to be read, nobody has to stop.
const LONG_BYTES: u64 = 256 * 1024 * 1024;

/// In company, and as long as the speed of the storage is not known, streams are shared out again after so much.
const SHORT_BYTES: u64 = 4 * 1024 * 1024;

/// All streams, from which each thread takes some, goes on with them for a while, and gives them back.
///
/// The longest file is always being read. Where storage outruns the cores, a thread takes several others at a time,
/// as many as the work that is left leaves it; when the end comes near, they spread over the threads again.
pub(super) struct Pool<'s> {
    state: Mutex<State<'s>>,
    changed: Condvar,
}

struct State<'s> {
    threads: usize,
    /// How many cores may be used.
    cores: usize,
    /// Whether one thread does it all, and that is so little that nobody measures what storage gives: nothing counts but
    /// the sum then, and whatever can be hashed side by side is.
    is_little: bool,
    /// Not begun, the longest first.
    waiting: VecDeque<Stream<'s>>,
    /// Begun or next, and nobody works on them.
    idle: Vec<Stream<'s>>,
    /// The work left, when they were taken, on those that somebody works on.
    taken: Vec<(usize, u64)>,
    /// How many threads have taken something.
    working: usize,
    /// The work left on all that waits.
    waiting_work: u64,
    pace: Pace,
    outcomes: Vec<Option<Outcome>>,
    /// Whether a thread came to grief: then nobody waits for what it took.
    broken: bool,
}

/// What a thread goes on with, and for about how many bytes of each.
pub(super) struct Share<'s> {
    pub(super) streams: Vec<Stream<'s>>,
    pub(super) bytes: u64,
    /// Whether a core is to be had besides, which may read while another hashes.
    pub(super) has_helper: bool,
}

impl<'s> Pool<'s> {
    /// The streams of `jobs`, for so many threads on so many cores.
    pub(super) fn new(jobs: &'s [Job], threads: usize, cores: usize) -> Self {
        let waiting: VecDeque<_> = by_work(jobs)
            .into_iter()
            .map(|index| Stream::new(index, &jobs[index]))
            .collect();
        let all = jobs.iter().map(|job| job.length);
        let total = all.fold(0_u64, u64::saturating_add);
        let state = State {
            threads,
            cores,
            is_little: threads == 1 && total < LITTLE_BYTES && sha1::is_faster_together(),
            waiting_work: waiting
                .iter()
                .fold(0, |sum, stream| sum.saturating_add(stream.left())),
            waiting,
            idle: Vec::new(),
            taken: Vec::new(),
            working: 0,
            pace: Pace::default(),
            outcomes: jobs.iter().map(|_| None).collect(),
            broken: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// Something to go on with; waits for others to give back what they cannot use. `None` when all is done.
    pub(super) fn take(&self) -> Option<Share<'s>> {
        let mut state = self.lock();
        loop {
            if state.broken {
                return None;
            }
            if let Some(share) = state.choose() {
                state.working += 1;
                return Some(share);
            }
            if state.working == 0 {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes back what was taken, with what became of it and what it took.
    pub(super) fn give_back(
        &self,
        streams: Vec<Stream<'s>>,
        outcomes: Vec<Option<Outcome>>,
        spent: &Spent,
    ) {
        let mut state = self.lock();
        state.working = state.working.saturating_sub(1);
        state.pace.learn(spent);
        for (stream, outcome) in streams.into_iter().zip(outcomes) {
            state.taken.retain(|(index, _)| *index != stream.index);
            match outcome {
                None => state.idle.push(stream),
                outcome => {
                    if let Some(place) = state.outcomes.get_mut(stream.index) {
                        *place = outcome;
                    }
                }
            }
        }
        // Nobody waits where there is one thread, and to wake nobody costs a call of the system.
        let may_wait = state.threads > 1;
        drop(state);
        if may_wait {
            self.changed.notify_all();
        }
    }

    /// What became of each job, in their order.
    pub(super) fn into_outcomes(self) -> Vec<Option<Outcome>> {
        self.state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .outcomes
    }

    /// To be held by a thread while it works: where it panics, the others do not wait for it.
    pub(super) fn watch(&self) -> Watch<'_, 's> {
        Watch(self)
    }

    fn lock(&self) -> MutexGuard<'_, State<'s>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Watch<'p, 's>(&'p Pool<'s>);

impl Drop for Watch<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().broken = true;
            self.0.changed.notify_all();
        }
    }
}

impl<'s> State<'s> {
    fn choose(&mut self) -> Option<Share<'s>> {
        let outruns = self.pace.storage_outruns();
        let company = self.is_little || outruns == Some(true);
        let open = if company {
            self.threads * sha1::MOST_LANES
        } else {
            self.threads
        };
        while self.idle.len() + self.taken.len() < open {
            let Some(stream) = self.waiting.pop_front() else {
                break;
            };
            self.waiting_work = self.waiting_work.saturating_sub(stream.left());
            self.idle.push(stream);
        }
        // The longest last, where it is taken from.
        self.idle
            .sort_by_key(|stream| (stream.left(), Reverse(stream.index)));
        let load = self.load();
        let resting = self.threads.saturating_sub(self.working).max(1);
        let share = self.idle.len().div_ceil(resting);
        let first = self.idle.pop()?;
        let width = if company && first.is_sociable() {
            let most = if self.is_little {
                sha1::MOST_LANES
            } else {
                load.company(first.left())
            };
            most.min(share)
        } else {
            1
        };
        let mut streams = vec![first];
        while streams.len() < width {
            let Some(next) = self.idle.iter().rposition(Stream::is_sociable) else {
                break;
            };
            streams.push(self.idle.remove(next));
        }
        self.taken
            .extend(streams.iter().map(|stream| (stream.index, stream.left())));
        let is_last = self.idle.is_empty() && self.waiting.is_empty();
        let has_helper = is_last
            && streams.len() == 1
            && self.working + 1 < self.cores
            && streams[0].left() >= OVERLAPPED_BYTES;
        let bytes = if has_helper {
            LONG_BYTES
        } else if outruns == Some(false) {
            ALONE_BYTES
        } else {
            SHORT_BYTES
        };
        Some(Share {
            streams,
            bytes,
            has_helper,
        })
    }

    /// What is left to do. Of what others work on, it is what was left when they took it.
    fn load(&self) -> Load {
        let begun = self.idle.iter().map(Stream::left);
        let begun = begun.chain(self.taken.iter().map(|(_, left)| *left));
        let next = self.waiting.front().map_or(0, Stream::left);
        let (total, longest) = begun.fold((self.waiting_work, next), |(sum, longest), left| {
            (sum.saturating_add(left), longest.max(left))
        });
        Load {
            total,
            longest,
            threads: self.threads,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Algorithm;

    fn jobs(mebibytes: &[u64]) -> Vec<Job> {
        let job = |mebibytes: &u64| Job::new(mebibytes << 20, vec![Algorithm::Sha1]);
        mebibytes.iter().map(job).collect()
    }

    /// What a thread measures that reads so many times as fast as it hashes.
    fn spent(times: u32) -> Spent {
        let mut spent = Spent::default();
        spent.reading(4 << 20, Duration::from_millis(10) / times);
        spent.hashing(4 << 20, Duration::from_millis(10));
        spent
    }

    fn indices(share: &Share<'_>) -> Vec<usize> {
        share.streams.iter().map(|stream| stream.index).collect()
    }

    fn return_all<'s>(pool: &Pool<'s>, share: Share<'s>, spent: &Spent) {
        let outcomes = share.streams.iter().map(|_| None).collect();
        pool.give_back(share.streams, outcomes, spent);
    }

    /// What two threads take when both came to know how fast storage is.
    #[track_caller]
    fn check(mebibytes: &[u64], times: u32, expected: [&[usize]; 2]) {
        if !sha1::is_faster_together() {
            println!("skipped: this processor has no SHA instructions");
            return;
        }
        let jobs = jobs(mebibytes);
        let pool = Pool::new(&jobs, 2, 2);
        let [first, second] = [pool.take(), pool.take()].map(|share| share.expect("two files"));
        assert_eq!([indices(&first), indices(&second)], [[0], [1]]);
        return_all(&pool, first, &spent(times));
        return_all(&pool, second, &spent(times));
        let shares = [pool.take(), pool.take()].map(|share| share.expect("the same two"));
        assert_eq!(shares.each_ref().map(indices), expected);
    }

    #[test]
    fn equal_files_are_shared_out() {
        check(&[100; 2], 9, [&[0], &[1]]);
        check(&[100; 4], 9, [&[0, 1], &[2, 3]]);
        check(&[100; 8], 9, [&[0, 1, 2, 3], &[4, 5, 6, 7]]);
        check(&[100; 30], 9, [&[0, 1, 2, 3], &[4, 5, 6, 7]]);
    }

    #[test]
    fn the_file_that_decides_the_end_goes_alone() {
        check(&[400, 100, 100, 100, 100], 9, [&[0], &[1, 2, 3, 4]]);
        check(&[400, 390, 10, 10], 9, [&[0], &[1]]);
    }

    #[test]
    fn a_few_small_files_keep_each_other_company_from_the_start() {
        if !sha1::is_faster_together() {
            println!("skipped: this processor has no SHA instructions");
            return;
        }
        let lengths = [53_000, 13_000, 7_000, 2_000, 1_000];
        let jobs = lengths.map(|length| Job::new(length, vec![Algorithm::Sha1]));
        let pool = Pool::new(&jobs, 1, 1);
        assert_eq!(indices(&pool.take().expect("there is work")), [0, 1, 2, 3]);
        let pool = Pool::new(&jobs, 2, 2);
        assert_eq!(indices(&pool.take().expect("there is work")), [0]);
    }

    #[test]
    fn slow_storage_is_not_asked_for_more_files_at_a_time() {
        check(&[100; 8], 2, [&[0], &[1]]);
        check(&[100; 8], 1, [&[0], &[1]]);
    }

    #[test]
    fn a_core_with_nothing_to_do_helps_the_file_that_is_left() {
        let files = jobs(&[100; 2]);
        let pool = Pool::new(&files, 2, 3);
        let shares = [pool.take(), pool.take()].map(|share| share.expect("two files"));
        // The second may still be wanted by a thread when the first is taken.
        assert_eq!(shares.map(|share| share.has_helper), [false, true]);
        let pool = Pool::new(&files, 2, 2);
        let shares = [pool.take(), pool.take()].map(|share| share.expect("two files"));
        assert_eq!(shares.each_ref().map(|share| share.has_helper), [false; 2]);
        let [first, second] = shares;
        let done = Some(Ok(crate::Digests::default()));
        pool.give_back(first.streams, vec![done], &spent(9));
        return_all(&pool, second, &spent(9));
        assert!(pool.take().expect("one is left").has_helper);
        let small = jobs(&[7]);
        let pool = Pool::new(&small, 1, 2);
        assert!(!pool.take().expect("one file").has_helper);
    }

    #[test]
    fn what_is_hashed_otherwise_as_well_goes_alone() {
        let mut jobs = jobs(&[100; 6]);
        for job in &mut jobs[..3] {
            job.algorithms.push(Algorithm::Sha256);
        }
        let pool = Pool::new(&jobs, 1, 1);
        for _ in 0..4 {
            let share = pool.take().expect("there is work");
            assert_eq!(indices(&share), [0]);
            return_all(&pool, share, &spent(9));
        }
    }

    #[test]
    fn a_thread_that_has_nothing_gets_of_what_others_give_back() {
        let jobs = jobs(&[100; 2]);
        let pool = Pool::new(&jobs, 2, 2);
        let [first, second] = [pool.take(), pool.take()].map(|share| share.expect("two files"));
        let outcome = Some(Ok(crate::Digests::default()));
        pool.give_back(first.streams, vec![outcome], &spent(9));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.take().map(|share| indices(&share)));
            return_all(&pool, second, &spent(9));
            assert_eq!(waiting.join().expect("no panic"), Some(vec![1]));
        });
    }

    #[test]
    fn nobody_waits_for_a_thread_that_came_to_grief() {
        let jobs = jobs(&[100; 2]);
        let pool = Pool::new(&jobs, 3, 3);
        thread::scope(|scope| {
            let shares = [pool.take(), pool.take()];
            let waiting = scope.spawn(|| pool.take().is_none());
            let grief = scope.spawn(|| {
                let _watch = pool.watch();
                panic!("on purpose");
            });
            assert!(grief.join().is_err());
            assert!(waiting.join().expect("no panic"));
            drop(shares);
        });
    }
}
