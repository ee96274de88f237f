//! Many files, several at a time.

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::{Algorithm, BUFFER_BYTES, Digests, digest};

/// Below so many bytes a second thread costs more than it saves.
const ONE_THREAD_BYTES: u64 = 4 * 1024 * 1024;

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// How long it is said to be, for the order of work.
    pub length: u64,
    /// What is wanted of it.
    pub algorithms: Vec<Algorithm>,
}

/// Computes the digests of `jobs`, a thread to a file, the longest first; the results are in the order of `jobs`.
///
/// `open` gives the reader of a job by its index. `on_bytes` is told of every piece that was read, from whatever
/// thread. `threads` bounds the threads; without it there are as many as the machine has processors. A few small
/// files are read on the caller's thread.
pub fn digest_all<'a>(
    jobs: &[Job],
    threads: Option<NonZeroUsize>,
    open: &(dyn Fn(usize) -> io::Result<Box<dyn Read + Send + 'a>> + Sync),
    on_bytes: &(dyn Fn(u64) + Sync),
) -> Vec<io::Result<Digests>> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(jobs[index].length));
    let total = jobs
        .iter()
        .fold(0_u64, |total, job| total.saturating_add(job.length));
    let most = threads
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let threads = if total < ONE_THREAD_BYTES {
        1
    } else {
        most.min(jobs.len())
    };

    let next = AtomicUsize::new(0);
    let work = || {
        let mut results = Vec::new();
        let longest = order.first().map_or(0, |&index| jobs[index].length);
        let mut buffer = vec![0; buffer_bytes(longest)];
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = open(index).and_then(|mut reader| {
                digest(
                    &mut *reader,
                    &jobs[index].algorithms,
                    &mut buffer,
                    &mut |count| on_bytes(count),
                )
            });
            results.push((index, result));
        }
        results
    };
    let mut results = if threads <= 1 {
        work()
    } else {
        thread::scope(|scope| {
            let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut results = work();
            for worker in workers {
                match worker.join() {
                    Ok(more) => results.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            results
        })
    };
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// As much as the longest file needs, so that small packages do not pay for a large buffer.
fn buffer_bytes(longest: u64) -> usize {
    usize::try_from(longest)
        .unwrap_or(BUFFER_BYTES)
        .clamp(4096, BUFFER_BYTES)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicU64;

    use super::*;

    fn files() -> Vec<Vec<u8>> {
        let lengths = [0, 1, 3_000_000, 70_000, 2_000_000, 5];
        lengths
            .into_iter()
            .zip(b'a'..)
            .map(|(length, byte)| vec![byte; length])
            .collect()
    }

    fn jobs(files: &[Vec<u8>]) -> Vec<Job> {
        let job = |file: &Vec<u8>| Job {
            length: file.len() as u64,
            algorithms: vec![Algorithm::Sha1, Algorithm::Sha256],
        };
        files.iter().map(job).collect()
    }

    #[test]
    fn the_answer_does_not_depend_on_the_threads() {
        let files = files();
        let run = |threads| -> Vec<Digests> {
            let read = AtomicU64::new(0);
            let results = digest_all(
                &jobs(&files),
                NonZeroUsize::new(threads),
                &|index| Ok(Box::new(files[index].as_slice())),
                &|count| {
                    read.fetch_add(count, Ordering::Relaxed);
                },
            );
            assert_eq!(read.into_inner(), 5_070_006);
            results
                .into_iter()
                .map(|result| result.expect("memory does not fail"))
                .collect()
        };
        let one = run(1);
        assert_eq!(
            one.iter().map(|digests| digests.length).collect::<Vec<_>>(),
            [0, 1, 3_000_000, 70_000, 2_000_000, 5]
        );
        assert_eq!(one, run(4));
    }

    #[test]
    fn the_longest_comes_first_and_each_is_opened_once() {
        let files = files();
        let opened = Mutex::new(Vec::new());
        digest_all(
            &jobs(&files),
            NonZeroUsize::new(1),
            &|index| {
                opened.lock().expect("no panic").push(index);
                Ok(Box::new(files[index].as_slice()))
            },
            &|_| {},
        );
        assert_eq!(*opened.lock().expect("no panic"), [2, 4, 3, 5, 1, 0]);
    }

    #[test]
    fn a_file_that_fails_fails_alone() {
        let files = files();
        let results = digest_all(
            &jobs(&files),
            NonZeroUsize::new(3),
            &|index| {
                if index == 4 {
                    Err(io::ErrorKind::NotFound.into())
                } else {
                    Ok(Box::new(files[index].as_slice()))
                }
            },
            &|_| {},
        );
        assert_eq!(
            results.iter().map(Result::is_ok).collect::<Vec<_>>(),
            [true, true, true, true, false, true]
        );
    }
}
