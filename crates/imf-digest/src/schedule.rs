//! Many files, several at a time.

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{Algorithm, BUFFER_BYTES, Digests, digest};

/// Below so many bytes a second thread costs more than it saves.
const ONE_THREAD_BYTES: u64 = 4 * 1024 * 1024;

/// Each thread has a buffer of its own: so many keep any disk busy, and their buffers stay small beside a machine's memory.
const MOST_THREADS: usize = 64;

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// How long it is said to be, for the order of work, and so that a file that grows while it is read has an end.
    pub length: u64,
    /// What is wanted of it.
    pub algorithms: Vec<Algorithm>,
}

/// Computes the digests of `jobs`, a thread to a file, the longest first; the results are in the order of `jobs`.
///
/// `open` gives the reader of a job by its index. A reader is read from front to back and each byte once, whatever else
/// is read meanwhile, so that it can look at the bytes that go by. Of a file that is longer than its job says one byte
/// more is read, so that the length of its [`Digests`] tells. `on_bytes` is told of every piece that was read, from whatever
/// thread. `threads` bounds the threads, and so do 64; without it there are as many as the machine has processors.
/// A few small files are read on the caller's thread.
pub fn digest_all<'a>(
    jobs: &[Job],
    threads: Option<NonZeroUsize>,
    open: &(dyn Fn(usize) -> io::Result<Box<dyn Read + Send + 'a>> + Sync),
    on_bytes: &(dyn Fn(u64) + Sync),
) -> Vec<io::Result<Digests>> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(jobs[index].length));
    let longest = order.first().map_or(0, |&index| jobs[index].length);

    let next = AtomicUsize::new(0);
    let work = || {
        let mut results = Vec::new();
        let mut buffer = vec![0; buffer_bytes(longest)];
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Job { length, algorithms } = &jobs[index];
            let result = open(index).and_then(|reader| {
                let mut reader = reader.take(length.saturating_add(1));
                digest(&mut reader, algorithms, &mut buffer, &mut |count| {
                    on_bytes(count);
                })
            });
            results.push((index, result));
        }
        results
    };
    let mut results = match pool(jobs, threads) {
        Some(pool) => pool.broadcast(|_| work()).into_iter().flatten().collect(),
        None => work(),
    };
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The threads for `jobs`; `None` where the caller's own does as well, or the system grants no more.
fn pool(jobs: &[Job], threads: Option<NonZeroUsize>) -> Option<ThreadPool> {
    let total = jobs
        .iter()
        .fold(0_u64, |total, job| total.saturating_add(job.length));
    if total < ONE_THREAD_BYTES || jobs.len() < 2 {
        return None;
    }
    let most = threads
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let threads = most.min(jobs.len()).min(MOST_THREADS);
    if threads < 2 {
        return None;
    }
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("digest-{index}"))
        .build()
        .ok()
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
    fn a_file_that_grows_has_an_end() {
        let job = Job {
            length: 5_000_000,
            algorithms: vec![Algorithm::Sha1],
        };
        for jobs in [vec![job.clone()], vec![job.clone(), job]] {
            let results = digest_all(&jobs, None, &|_| Ok(Box::new(io::repeat(0))), &|_| {});
            assert_eq!(results.len(), jobs.len());
            for result in results {
                assert_eq!(result.expect("it does not fail").length, 5_000_001);
            }
        }
    }

    #[test]
    fn a_thousand_threads_are_not_needed_for_a_thousand_files() {
        let running = Mutex::new((0_usize, 0_usize));
        let jobs = vec![
            Job {
                length: 10_000,
                algorithms: vec![Algorithm::Sha1],
            };
            1000
        ];
        let results = digest_all(
            &jobs,
            NonZeroUsize::new(1000),
            &|_| {
                let mut running = running.lock().expect("no panic");
                running.0 += 1;
                running.1 = running.1.max(rayon::current_num_threads());
                Ok(Box::new(io::repeat(1).take(10_000)))
            },
            &|_| {},
        );
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(*running.lock().expect("no panic"), (1000, MOST_THREADS));
    }

    #[test]
    fn a_reader_sees_its_bytes_go_by() {
        /// Passes on what another reader gives, and writes it down.
        struct Watching<'a>(&'a [u8], &'a Mutex<Vec<u8>>);

        impl Read for Watching<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let count = self.0.read(buffer)?;
                let mut seen = self.1.lock().expect("no panic");
                seen.extend_from_slice(&buffer[..count]);
                Ok(count)
            }
        }

        let files = files();
        let seen: Vec<_> = files.iter().map(|_| Mutex::new(Vec::new())).collect();
        let results = digest_all(
            &jobs(&files),
            NonZeroUsize::new(4),
            &|index| Ok(Box::new(Watching(&files[index], &seen[index]))),
            &|_| {},
        );
        assert!(results.iter().all(Result::is_ok));
        for (file, seen) in files.iter().zip(seen) {
            assert!(*file == seen.into_inner().expect("no panic"));
        }
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
