//! Work on many things at a time, whose results come in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

/// How far a worker may be ahead of the slowest: what is done waits in memory for what comes before it.
const AHEAD: usize = 256;

/// Does `work` for the numbers below `count`, and hands each result to `take` in their order; `None` where the work panics.
/// Once `is_over`, nothing new is begun. Gives how many were begun and taken; all of them lie before the rest.
pub(super) fn in_order<T: Send, E>(
    count: usize,
    workers: NonZeroUsize,
    is_over: &(dyn Fn() -> bool + Sync),
    work: &(dyn Fn(usize) -> T + Sync),
    take: &mut dyn FnMut(usize, Option<T>) -> Result<(), E>,
) -> Result<usize, E> {
    let next = AtomicUsize::new(0);
    let taken = (Mutex::new(0_usize), Condvar::new());
    let (results, received) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            let results = results.clone();
            let (next, taken) = (&next, &taken);
            scope.spawn(move || {
                loop {
                    if is_over() {
                        return;
                    }
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    let (lock, moved) = taken;
                    let mut done = lock.lock().unwrap_or_else(PoisonError::into_inner);
                    while index >= done.saturating_add(AHEAD) {
                        done = moved.wait(done).unwrap_or_else(PoisonError::into_inner);
                    }
                    drop(done);
                    let result = panic::catch_unwind(AssertUnwindSafe(|| work(index)));
                    if results.send((index, result.ok())).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        let mut failed = None;
        for (index, result) in received {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                if failed.is_none() {
                    failed = take(due, result).err();
                }
                due += 1;
            }
            let (lock, moved) = &taken;
            // After a failure the workers run out by themselves: nobody waits for room any more.
            let room = if failed.is_some() { usize::MAX } else { due };
            *lock.lock().unwrap_or_else(PoisonError::into_inner) = room;
            moved.notify_all();
            if failed.is_some() {
                next.store(count, Ordering::Relaxed);
            }
        }
        failed.map_or(Ok(due), Err)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workers(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    #[test]
    fn results_come_in_order_whoever_is_first() {
        for count in [0, 1, 7, 1000] {
            let mut taken = Vec::new();
            let begun = in_order(
                count,
                workers(4),
                &|| false,
                &|index| {
                    if index % 3 == 0 {
                        thread::yield_now();
                    }
                    index * 2
                },
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

    #[test]
    fn a_panic_costs_one_result() {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        let mut taken = Vec::new();
        let begun = in_order(
            5,
            workers(2),
            &|| false,
            &|index| assert!(index != 2, "on purpose"),
            &mut |_, result| {
                taken.push(result.is_some());
                Ok::<(), ()>(())
            },
        );
        panic::set_hook(hook);
        assert_eq!(begun, Ok(5));
        assert_eq!(taken, [true, true, false, true, true]);
    }

    #[test]
    fn the_end_comes_when_it_is_asked_for() {
        let over = AtomicUsize::new(0);
        let begun = in_order(
            1000,
            workers(1),
            &|| over.load(Ordering::Relaxed) >= 3,
            &|_| over.fetch_add(1, Ordering::Relaxed),
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
            &|index| index,
            &mut |index, _| {
                if index == 4 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!(result, Err("full"));
    }
}
