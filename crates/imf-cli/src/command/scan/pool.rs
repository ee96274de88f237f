//! Work on many things at a time, whose results come in order.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How far a worker may be ahead of the slowest: what is done waits in memory for what comes before it.
const AHEAD: usize = 256;

/// What takes the results.
type Take<'t, T, E> = dyn FnMut(usize, Option<T>) -> Result<(), E> + Send + 't;

/// What gives a worker its next number, and takes what came of one.
pub(super) struct Desk<'d, T> {
    next: &'d dyn Fn() -> Option<usize>,
    done: &'d dyn Fn(usize, T),
}

impl<T> Desk<'_, T> {
    /// The next number, if there is one to be had without waiting.
    pub(super) fn next(&self) -> Option<usize> {
        (self.next)()
    }

    /// Takes the result of a number that was given.
    pub(super) fn done(&self, number: usize, result: T) {
        (self.done)(number, result);
    }
}

/// Has `work` done for the numbers below `count`, and hands each result to `take` in their order; `None` where the work
/// panics. Once `is_over`, nothing new is begun. Gives how many were begun and taken; all of them lie before the rest.
///
/// A worker takes as many numbers from its desk as it likes to work on together; where it panics, and more than one is not
/// done, each of them is given to it once more, alone. The caller's thread is one of the workers, and whichever has the result that is due
/// hands it over: to wake a thread for each would cost as much as a small package does.
pub(super) fn in_order<T: Send, E: Send>(
    count: usize,
    workers: NonZeroUsize,
    is_over: &(dyn Fn() -> bool + Sync),
    work: &(dyn Fn(&Desk<'_, T>) + Sync),
    take: &mut Take<'_, T, E>,
) -> Result<usize, E> {
    let queue = Queue {
        line: Mutex::new(Line {
            next: 0,
            due: 0,
            waiting: BTreeMap::new(),
            failed: None,
            take,
        }),
        moved: Condvar::new(),
        count,
    };
    let run = || {
        while let Some(first) = queue.next(is_over, true) {
            let left = queue.work(first, &|| queue.next(is_over, false), work);
            // One alone is to blame itself; a large one would be read for hours once more.
            let was_alone = left.len() == 1;
            for number in left {
                if was_alone || !queue.work(number, &|| None, work).is_empty() {
                    queue.done(number, None);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers.get() {
            scope.spawn(run);
        }
        run();
    });
    let line = queue.line.into_inner();
    let line = line.unwrap_or_else(PoisonError::into_inner);
    line.failed.map_or(Ok(line.due), Err)
}

struct Queue<'t, T, E> {
    line: Mutex<Line<'t, T, E>>,
    /// Somebody may go on who was too far ahead.
    moved: Condvar,
    count: usize,
}

struct Line<'t, T, E> {
    /// The number that is begun next.
    next: usize,
    /// The number whose result is taken next.
    due: usize,
    /// Results that came before it.
    waiting: BTreeMap<usize, Option<T>>,
    failed: Option<E>,
    take: &'t mut Take<'t, T, E>,
}

impl<'t, T, E> Queue<'t, T, E> {
    /// Has a worker work on `first` and whatever it takes from `more`; gives the numbers that were not done.
    fn work(
        &self,
        first: usize,
        more: &dyn Fn() -> Option<usize>,
        work: &dyn Fn(&Desk<'_, T>),
    ) -> Vec<usize> {
        let first = Cell::new(Some(first));
        let left = RefCell::new(Vec::new());
        let next = || {
            let number = first.take().or_else(more)?;
            left.borrow_mut().push(number);
            Some(number)
        };
        let done = |number, result| {
            left.borrow_mut().retain(|other| *other != number);
            self.done(number, Some(result));
        };
        let desk = Desk {
            next: &next,
            done: &done,
        };
        // What of the work is broken by a panic is not looked at again; of the panic itself its hook has spoken.
        let _ = panic::catch_unwind(AssertUnwindSafe(|| work(&desk)));
        left.into_inner()
    }

    /// What to begin, if there is more; where that is only to be had by waiting for others, and the caller must not wait,
    /// nothing.
    fn next(&self, is_over: &dyn Fn() -> bool, may_wait: bool) -> Option<usize> {
        let mut line = self.line();
        loop {
            if is_over() || line.failed.is_some() || line.next >= self.count {
                return None;
            }
            if line.next < line.due.saturating_add(AHEAD) {
                line.next += 1;
                return Some(line.next - 1);
            }
            // Whoever has something that is due must not wait for that.
            if !may_wait {
                return None;
            }
            line = self
                .moved
                .wait(line)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Hands over what is due now.
    fn done(&self, index: usize, result: Option<T>) {
        let line = &mut *self.line();
        let held_up = line.next >= line.due.saturating_add(AHEAD);
        line.waiting.insert(index, result);
        while let Some(result) = line.waiting.remove(&line.due) {
            if line.failed.is_none() {
                line.failed = (line.take)(line.due, result).err();
            }
            line.due += 1;
        }
        if held_up {
            self.moved.notify_all();
        }
    }

    fn line(&self) -> MutexGuard<'_, Line<'t, T, E>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn workers(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    /// Does `work` for one number after the other.
    fn each<T>(work: impl Fn(usize) -> T + Sync) -> impl Fn(&Desk<'_, T>) + Sync {
        move |desk| {
            while let Some(number) = desk.next() {
                desk.done(number, work(number));
            }
        }
    }

    /// The same, so many at a time.
    fn together<T>(most: usize, work: impl Fn(usize) -> T + Sync) -> impl Fn(&Desk<'_, T>) + Sync {
        move |desk| {
            let numbers: Vec<usize> = std::iter::from_fn(|| desk.next()).take(most).collect();
            let results: Vec<T> = numbers.iter().map(|&number| work(number)).collect();
            for (number, result) in numbers.into_iter().zip(results) {
                desk.done(number, result);
            }
        }
    }

    #[test]
    fn results_come_in_order_whoever_is_first() {
        for count in [0, 1, 7, 1000] {
            for most in [1, 5, 2000] {
                let mut taken = Vec::new();
                let begun = in_order(
                    count,
                    workers(4),
                    &|| false,
                    &together(most, |index| {
                        if index % 3 == 0 {
                            thread::yield_now();
                        }
                        index * 2
                    }),
                    &mut |index, result| {
                        taken.push((index, result));
                        Ok::<(), ()>(())
                    },
                );
                assert_eq!(begun, Ok(count));
                let expected: Vec<_> = (0..count).map(|index| (index, Some(index * 2))).collect();
                assert_eq!(taken, expected);
            }
        }
    }

    #[test]
    fn a_panic_costs_one_result() {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        let mut all = Vec::new();
        for most in [1, 3, 9] {
            let mut taken = Vec::new();
            let tries = AtomicUsize::new(0);
            let begun = in_order(
                5,
                workers(2),
                &|| false,
                &together(most, |index| {
                    if index == 2 {
                        tries.fetch_add(1, Ordering::Relaxed);
                        panic!("on purpose");
                    }
                }),
                &mut |_, result| {
                    taken.push(result.is_some());
                    Ok::<(), ()>(())
                },
            );
            all.push((begun, taken, tries.into_inner() <= 2));
        }
        panic::set_hook(hook);
        for outcome in all {
            assert_eq!(outcome, (Ok(5), vec![true, true, false, true, true], true));
        }
    }

    #[test]
    fn the_end_comes_when_it_is_asked_for() {
        let over = AtomicUsize::new(0);
        let begun = in_order(
            1000,
            workers(1),
            &|| over.load(Ordering::Relaxed) >= 3,
            &each(|_| over.fetch_add(1, Ordering::Relaxed)),
            &mut |_, _| Ok::<(), ()>(()),
        );
        assert_eq!(begun, Ok(3));
    }

    #[test]
    fn a_failure_to_take_ends_it() {
        let result = in_order(
            1000,
            workers(3),
            &|| false,
            &each(|index| index),
            &mut |index, _| {
                if index == 4 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!(result, Err("full"));
    }
}
