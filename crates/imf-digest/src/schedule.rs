//! Many files, several at a time.

mod overlap;
mod pace;
mod pool;
mod stream;

use std::cmp::Reverse;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::panic;
use std::thread::{self, Builder};

use overlap::Ring;
use pace::Spent;
use pool::Pool;
use stream::{Source, go_on, go_on_overlapped};

use crate::hashers::Hashers;
use crate::{Algorithm, BUFFER_BYTES, Checkpoint, Digests};

/// Below so many bytes a second thread costs more than it saves.
const LITTLE_BYTES: u64 = 4 * 1024 * 1024;

/// Below so much work, a thread that reads for another costs more than it saves.
const OVERLAPPED_BYTES: u64 = 8 * 1024 * 1024;

/// So many threads keep any disk busy.
const MOST_THREADS: usize = 64;

/// What a thread's buffer has at most, shared by the files that it reads side by side: what was copied there is still in
/// the processor's nearest memories when it is hashed.
const MOST_BUFFER_BYTES: usize = BUFFER_BYTES / 2;

/// What it has at least.
const LEAST_BUFFER_BYTES: usize = 16 * 1024;

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// How long it is said to be, for the order of work, and so that a file that grows while it is read has an end.
    pub length: u64,
    /// What is wanted of it.
    pub algorithms: Vec<Algorithm>,
    /// Where to go on, if a part was done before: by these algorithms and no others.
    pub from: Option<Checkpoint>,
}

impl Job {
    /// A file of `length` bytes, to be read from its start.
    pub const fn new(length: u64, algorithms: Vec<Algorithm>) -> Self {
        Self {
            length,
            algorithms,
            from: None,
        }
    }

    /// The byte at which reading starts.
    pub fn start(&self) -> u64 {
        self.from.as_ref().map_or(0, Checkpoint::length)
    }

    fn hashers(&self) -> io::Result<Hashers> {
        let Some(from) = &self.from else {
            return Ok(Hashers::new(&self.algorithms));
        };
        let resumed = Hashers::resume(from).filter(|_| from.is_of(&self.algorithms));
        resumed.ok_or_else(|| io::Error::other("a checkpoint of other algorithms"))
    }

    /// The work that is left when so many bytes are done: bytes through one algorithm.
    fn work(&self, done: u64) -> u64 {
        let algorithms = Algorithm::ALL
            .iter()
            .filter(|algorithm| self.algorithms.contains(algorithm));
        let passes = algorithms.count().max(1) as u64;
        self.length.saturating_sub(done).saturating_mul(passes)
    }
}

/// What reads a file.
type Reader<'s> = Box<dyn Read + Send + 's>;

/// What opens the file of a job.
type Open<'s> = dyn Fn(usize) -> io::Result<Reader<'s>> + Sync + 's;

/// What is told of a job, by its index, that it can be taken up from there.
type OnCheckpoint<'s> = dyn Fn(usize, Checkpoint) + Sync + 's;

/// Computes the digests of `jobs`, a thread to a file, the longest first; the results are in the order of `jobs`.
///
/// Where storage gives more than the cores can hash, and this processor gains by it, a thread takes up to four files
/// further side by side if SHA-1 is all that is wanted of them; the file that decides how long the whole takes is
/// never among them. Where cores are left over, the last file is read by a thread of its own while another hashes.
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
    digest_all_from(jobs, threads, open, on_bytes, None)
}

/// As [`digest_all`], for jobs of which a part may be done: the reader of such a job gives the bytes from
/// [`Job::start`] on, and the lengths of [`Digests`] are those of whole files.
///
/// `on_checkpoint` is told of each job, by its index, where it can be taken up again: every gibibyte, and where reading
/// fails.
pub fn digest_all_from<'a>(
    jobs: &[Job],
    threads: Option<NonZeroUsize>,
    open: &(dyn Fn(usize) -> io::Result<Box<dyn Read + Send + 'a>> + Sync),
    on_bytes: &(dyn Fn(u64) + Sync),
    on_checkpoint: Option<&(dyn Fn(usize, Checkpoint) + Sync)>,
) -> Vec<io::Result<Digests>> {
    let open = |index| open(index).map(|reader| -> Reader<'_> { reader });
    let source = Source {
        open: &open,
        on_bytes,
        on_checkpoint,
    };
    let cores = core_count(threads);
    let threads = thread_count(jobs, cores);
    let buffer_bytes = buffer_bytes(jobs);
    let pool = Pool::new(jobs, threads, cores);
    let work = || {
        let _watch = pool.watch();
        let mut buffer = vec![0; buffer_bytes];
        let mut ring = Ring::default();
        while let Some(mut share) = pool.take() {
            let mut spent = Spent::default();
            let (streams, bytes) = (&mut share.streams, share.bytes);
            let outcomes = match streams.as_mut_slice() {
                [stream] if share.has_helper => {
                    let reader = Builder::new().name("read".to_owned());
                    let (ring, buffer) = (&mut ring, &mut buffer);
                    vec![go_on_overlapped(
                        stream, bytes, ring, buffer, source, &mut spent, reader,
                    )]
                }
                streams => go_on(streams, bytes, &mut buffer, source, &mut spent),
            };
            pool.give_back(share.streams, outcomes, &spent);
        }
    };
    thread::scope(|scope| {
        // Where the system grants no more threads, those that there are do the work.
        let others: Vec<_> = (1..threads)
            .map_while(|number| {
                let thread = Builder::new().name(format!("digest-{number}"));
                thread.spawn_scoped(scope, work).ok()
            })
            .collect();
        work();
        for other in others {
            if let Err(words) = other.join() {
                panic::resume_unwind(words);
            }
        }
    });
    let outcomes = pool.into_outcomes().into_iter();
    outcomes
        .map(|outcome| outcome.unwrap_or_else(|| Err(io::Error::other("the file was not read"))))
        .collect()
}

/// The indices of `jobs`, the one with the most work first.
fn by_work(jobs: &[Job]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&index| Reverse(jobs[index].work(jobs[index].start())));
    order
}

/// How many cores may be used at a time.
fn core_count(threads: Option<NonZeroUsize>) -> usize {
    let cores = threads.or_else(|| thread::available_parallelism().ok());
    cores.map_or(1, NonZeroUsize::get)
}

/// The threads for `jobs`, as many as `cores` at most; one where the caller's own does as well.
fn thread_count(jobs: &[Job], cores: usize) -> usize {
    let total = jobs
        .iter()
        .fold(0_u64, |total, job| total.saturating_add(job.length));
    if total < LITTLE_BYTES || jobs.len() < 2 {
        return 1;
    }
    cores.min(jobs.len()).min(MOST_THREADS)
}

/// As much as the longest file needs, so that small packages do not pay for a large buffer.
fn buffer_bytes(jobs: &[Job]) -> usize {
    let longest = jobs.iter().map(|job| job.length).max().unwrap_or(0);
    usize::try_from(longest)
        .unwrap_or(usize::MAX)
        .clamp(LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    use sha1::Digest as _;

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
        let job =
            |file: &Vec<u8>| Job::new(file.len() as u64, vec![Algorithm::Sha1, Algorithm::Sha256]);
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
        let job = Job::new(5_000_000, vec![Algorithm::Sha1]);
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
        let running = Mutex::new((0_usize, HashSet::new()));
        let jobs = vec![Job::new(10_000, vec![Algorithm::Sha1]); 1000];
        let results = digest_all(
            &jobs,
            NonZeroUsize::new(1000),
            &|_| {
                let mut running = running.lock().expect("no panic");
                running.0 += 1;
                running.1.insert(thread::current().id());
                Ok(Box::new(io::repeat(1).take(10_000)))
            },
            &|_| {},
        );
        assert!(results.iter().all(Result::is_ok));
        let (files, threads) = running.into_inner().expect("no panic");
        assert_eq!(files, 1000);
        assert!(threads.len() <= MOST_THREADS, "{}", threads.len());
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

    /// Memory is faster than any core hashes: where the processor can, these files are taken further side by side.
    #[test]
    fn the_answer_does_not_depend_on_the_company() {
        /// Gives pieces of its own size.
        struct Pieces<'a>(&'a [u8], usize);

        impl Read for Pieces<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let room = buffer.len().min(self.1);
                self.0.read(&mut buffer[..room])
            }
        }

        let files: Vec<Vec<u8>> = (0..12_u64)
            .map(|number| {
                let words = (number..).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let length = 5_000_000 + usize::try_from(number).expect("a small one") * 330_011;
                words.flat_map(u64::to_be_bytes).take(length).collect()
            })
            .collect();
        let mut jobs: Vec<Job> = jobs(&files);
        for job in &mut jobs[..9] {
            job.algorithms = vec![Algorithm::Sha1];
        }
        let expected: Vec<_> = files.iter().map(sha1::Sha1::digest).collect();
        for threads in 1..4 {
            let results = digest_all(
                &jobs,
                NonZeroUsize::new(threads),
                &|index| Ok(Box::new(Pieces(&files[index], 100_003 * (index + 1)))),
                &|_| {},
            );
            for (result, (file, expected)) in results.into_iter().zip(files.iter().zip(&expected)) {
                let digests = result.expect("memory does not fail");
                assert_eq!(digests.length, file.len() as u64);
                assert_eq!(digests.get(Algorithm::Sha1), Some(expected.as_slice()));
            }
        }
    }

    /// Each file breaks off somewhere; the second run reads the rest, and no byte twice.
    #[test]
    fn what_was_interrupted_is_taken_up_where_it_was_left() {
        let files = files();
        let jobs = jobs(&files);
        let whole = digest_all(
            &jobs,
            None,
            &|index| Ok(Box::new(files[index].as_slice())),
            &|_| {},
        );
        let left = Mutex::new(vec![None; jobs.len()]);
        let results = digest_all_from(
            &jobs,
            NonZeroUsize::new(2),
            &|index| {
                let half = &files[index][..files[index].len() / 2];
                Ok(Box::new(half.chain(Failing)))
            },
            &|_| {},
            Some(&|index, checkpoint| {
                left.lock().expect("no panic")[index] = Some(checkpoint);
            }),
        );
        assert!(results.iter().all(Result::is_err));
        let mut again = jobs;
        for (job, checkpoint) in again.iter_mut().zip(left.into_inner().expect("no panic")) {
            // Of what is shorter than a piece nothing was hashed.
            assert_eq!(checkpoint.is_some(), job.length > 2_000_000 - 1);
            job.from = checkpoint;
        }
        let done: u64 = again.iter().map(Job::start).sum();
        assert!(done > 2_000_000, "{done}");
        let read = AtomicU64::new(0);
        let results = digest_all_from(
            &again,
            NonZeroUsize::new(2),
            &|index| {
                let start = usize::try_from(again[index].start()).expect("a few bytes");
                Ok(Box::new(&files[index][start..]))
            },
            &|count| {
                read.fetch_add(count, Ordering::Relaxed);
            },
            None,
        );
        assert_eq!(read.into_inner(), 5_070_006 - done);
        for (result, whole) in results.into_iter().zip(whole) {
            let whole = whole.expect("memory does not fail");
            assert_eq!(result.expect("memory does not fail"), whole);
        }
    }

    /// Gives nothing but an error.
    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("interrupted"))
        }
    }

    #[test]
    fn checkpoints_come_every_gibibyte() {
        let job = Job::new((5 << 29) + 1, vec![Algorithm::Sha1]);
        let told = Mutex::new(Vec::new());
        digest_all_from(
            &[job],
            None,
            &|_| Ok(Box::new(io::repeat(0))),
            &|_| {},
            Some(&|_, checkpoint: Checkpoint| {
                told.lock().expect("no panic").push(checkpoint.length());
            }),
        );
        let told = told.into_inner().expect("no panic");
        assert_eq!(told.len(), 2, "{told:?}");
        for (number, length) in (1..).zip(told) {
            assert!((number << 30..(number << 30) + (1 << 28)).contains(&length));
        }
    }

    #[test]
    fn a_checkpoint_of_other_algorithms_is_an_error() {
        let checkpoint = Hashers::new(&[Algorithm::Sha1]).checkpoint();
        let job = Job {
            from: Some(checkpoint),
            ..Job::new(5, vec![Algorithm::Sha256])
        };
        let results = digest_all(&[job], None, &|_| Ok(Box::new(&b"alpha"[..])), &|_| {});
        assert!(results[0].is_err());
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
