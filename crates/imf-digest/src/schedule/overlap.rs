//! One file by two threads: one reads while the other hashes.

use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

use super::pace::Spent;
use super::stream::{Fill, Reading, Source};
use crate::BUFFER_BYTES;
use crate::hashers::Hashers;

/// What is handed over at a time: enough that waking each other costs little.
const PIECE_BYTES: usize = BUFFER_BYTES;

/// So many pieces are under way, so that a storage which answers unevenly is not waited for each time.
const PIECES: usize = 8;

/// The pieces that go round between two threads; they are made when they are first needed.
#[derive(Default)]
pub(super) struct Ring {
    pieces: Vec<Vec<u8>>,
}

/// A piece that was filled.
struct Filled {
    buffer: Vec<u8>,
    fill: io::Result<Fill>,
    took: Duration,
}

impl Ring {
    /// Reads about so many `bytes` in a thread by `builder` and hashes them meanwhile; whether they were the last. `None` where
    /// the system grants no thread: then nothing was read.
    pub(super) fn run<'s>(
        &mut self,
        bytes: u64,
        reading: &mut Reading<'s>,
        hashers: &mut Hashers,
        source: Source<'s>,
        spent: &mut Spent,
        builder: Builder,
    ) -> Option<io::Result<bool>> {
        self.pieces.resize_with(PIECES, || vec![0; PIECE_BYTES]);
        let (to_hash, filled) = sync_channel(PIECES);
        let (to_fill, free) = channel();
        for piece in self.pieces.drain(..) {
            // The other end is right here.
            let _ = to_fill.send(piece);
        }
        thread::scope(|scope| {
            let read = move || {
                read(bytes, reading, &free, &to_hash, source);
                free
            };
            let reader = builder.spawn_scoped(scope, read).ok()?;
            let result = hash(hashers, &filled, &to_fill, spent);
            drop((filled, to_fill));
            match reader.join() {
                Ok(free) => self.pieces.extend(free),
                Err(words) => std::panic::resume_unwind(words),
            }
            Some(result)
        })
    }
}

/// Fills free pieces, until there are enough, or the file is at its end, or nobody wants them.
fn read<'s>(
    bytes: u64,
    reading: &mut Reading<'s>,
    free: &Receiver<Vec<u8>>,
    to_hash: &SyncSender<Filled>,
    source: Source<'s>,
) {
    let mut done = 0;
    while done < bytes {
        let Ok(mut buffer) = free.recv() else {
            return;
        };
        let start = Instant::now();
        let fill = reading.fill(&mut buffer, source);
        let took = start.elapsed();
        done += buffer.len() as u64;
        let goes_on = fill.as_ref().is_ok_and(|fill| !fill.is_last);
        let is_taken = to_hash.send(Filled { buffer, fill, took }).is_ok();
        if !(goes_on && is_taken) {
            return;
        }
    }
}

/// Hashes what was filled, and gives the pieces back; whether they were the last.
fn hash(
    hashers: &mut Hashers,
    filled: &Receiver<Filled>,
    to_fill: &Sender<Vec<u8>>,
    spent: &mut Spent,
) -> io::Result<bool> {
    for Filled { buffer, fill, took } in filled {
        let fill = fill?;
        let piece = buffer.get(..fill.count).unwrap_or_default();
        let start = Instant::now();
        hashers.update(piece);
        spent.hashing(piece.len() as u64, start.elapsed());
        spent.reading(piece.len() as u64, took);
        if fill.is_last {
            return Ok(true);
        }
        // Where the reader is done, nobody needs it.
        let _ = to_fill.send(buffer);
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Read};
    use std::num::NonZeroUsize;
    use std::sync::Mutex;
    use std::thread::ThreadId;

    use sha1::{Digest as _, Sha1};

    use super::*;
    use crate::schedule::stream::{Stream, go_on_overlapped};
    use crate::schedule::{Job, OVERLAPPED_BYTES, digest_all, digest_all_from};
    use crate::{Algorithm, Digests};

    fn content(length: usize) -> Vec<u8> {
        let words = (0_u64..).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        words.flat_map(u64::to_be_bytes).take(length).collect()
    }

    /// Gives pieces of its own size, an error after so many bytes, and writes down who asks.
    struct Uneven<'a> {
        rest: &'a [u8],
        piece: usize,
        asked_by: &'a Mutex<Vec<ThreadId>>,
        end: Option<ErrorKind>,
    }

    impl Read for Uneven<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let mut threads = self.asked_by.lock().expect("no panic");
            let this = thread::current().id();
            if !threads.contains(&this) {
                threads.push(this);
            }
            let room = buffer.len().min(self.piece);
            match (self.rest, self.end) {
                ([], Some(error)) => Err(error.into()),
                _ => self.rest.read(&mut buffer[..room]),
            }
        }
    }

    /// The digests of one file, and how many threads read it.
    fn run(
        content: &[u8],
        length: u64,
        threads: usize,
        piece: usize,
        end: Option<ErrorKind>,
    ) -> (io::Result<Digests>, usize) {
        let asked_by = Mutex::new(Vec::new());
        let open = |_| -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(Uneven {
                rest: content,
                piece,
                asked_by: &asked_by,
                end,
            }))
        };
        let job = Job::new(length, vec![Algorithm::Sha1]);
        let mut results = digest_all(&[job], NonZeroUsize::new(threads), &open, &|_| {});
        let result = results.pop().expect("one job");
        let this = thread::current().id();
        let others = asked_by.into_inner().expect("no panic");
        (
            result,
            others.iter().filter(|other| **other != this).count(),
        )
    }

    fn least() -> usize {
        usize::try_from(OVERLAPPED_BYTES).expect("a few mebibytes")
    }

    #[test]
    fn a_second_core_reads_and_the_digest_is_the_same() {
        for (length, piece) in [
            (least(), usize::MAX),
            (least() + 1, 77_777),
            (least() + PIECE_BYTES - 1, PIECE_BYTES),
            (least() + 3 * PIECE_BYTES, 1_000_003),
        ] {
            let content = content(length);
            let (result, readers) = run(&content, length as u64, 2, piece, None);
            let digests = result.expect("memory does not fail");
            assert_eq!(digests.length, length as u64);
            let expected = Sha1::digest(&content);
            assert_eq!(digests.get(Algorithm::Sha1), Some(expected.as_slice()));
            assert_eq!(readers, 1);
        }
    }

    #[test]
    fn one_core_does_both() {
        let content = content(least());
        let (result, readers) = run(&content, content.len() as u64, 1, usize::MAX, None);
        assert!(result.is_ok());
        assert_eq!(readers, 0);
        let (result, readers) = run(&content[1..], least() as u64 - 1, 2, usize::MAX, None);
        assert!(result.is_ok());
        assert_eq!(readers, 0, "a small file is not worth a thread");
    }

    #[test]
    fn a_file_shorter_or_longer_than_said_has_its_own_length() {
        let content = content(least() + 5_000);
        let told = content.len() as u64;
        let (result, _) = run(&content, told + 1_000_000, 2, usize::MAX, None);
        assert_eq!(result.expect("memory does not fail").length, told);
        let (result, _) = run(&content, told - 4_000, 2, usize::MAX, None);
        assert_eq!(result.expect("memory does not fail").length, told - 3_999);
    }

    #[test]
    fn a_failure_comes_with_a_checkpoint_of_what_was_read() {
        let content = content(least());
        let half = &content[..least() / 2];
        let (result, _) = run(
            half,
            content.len() as u64,
            2,
            usize::MAX,
            Some(ErrorKind::NotConnected),
        );
        assert_eq!(
            result.expect_err("it broke off").kind(),
            ErrorKind::NotConnected
        );

        let asked_by = Mutex::new(Vec::new());
        let left = Mutex::new(None);
        let mut job = Job::new(content.len() as u64, vec![Algorithm::Sha1]);
        digest_all_from(
            &[job.clone()],
            NonZeroUsize::new(2),
            &|_| {
                Ok(Box::new(Uneven {
                    rest: half,
                    piece: usize::MAX,
                    asked_by: &asked_by,
                    end: Some(ErrorKind::NotConnected),
                }))
            },
            &|_| {},
            Some(&|_, checkpoint| *left.lock().expect("no panic") = Some(checkpoint)),
        );
        job.from = left.into_inner().expect("no panic");
        let start = usize::try_from(job.start()).expect("a few mebibytes");
        assert_eq!(start, half.len());
        let results = digest_all(
            &[job],
            NonZeroUsize::new(2),
            &|_| Ok(Box::new(&content[start..])),
            &|_| {},
        );
        let expected = Sha1::digest(&content);
        let digests = results[0].as_ref().expect("memory does not fail");
        assert_eq!(digests.get(Algorithm::Sha1), Some(expected.as_slice()));
    }

    #[test]
    fn without_a_thread_to_be_had_one_does_both() {
        let content = content(least());
        let job = Job::new(content.len() as u64, vec![Algorithm::Sha1]);
        let source = Source {
            open: &|_| Ok(Box::new(content.as_slice())),
            on_bytes: &|_| {},
            on_checkpoint: None,
        };
        // No machine has room for such a stack.
        let builder = || Builder::new().stack_size(1 << 60);
        let mut stream = Stream::new(0, &job);
        let (mut ring, mut buffer, mut spent) = (Ring::default(), vec![0; 4096], Spent::default());
        let outcome = (0..100_000).find_map(|_| {
            let bytes = 1024 * 1024;
            let (ring, buffer) = (&mut ring, &mut buffer);
            go_on_overlapped(
                &mut stream,
                bytes,
                ring,
                buffer,
                source,
                &mut spent,
                builder(),
            )
        });
        let digests = outcome.expect("it ends").expect("memory does not fail");
        let expected = Sha1::digest(&content);
        assert_eq!(digests.get(Algorithm::Sha1), Some(expected.as_slice()));
    }

    #[test]
    fn a_panic_of_the_reader_is_nobody_elses_wait() {
        struct Panicking;

        impl Read for Panicking {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("on purpose")
            }
        }

        let job = Job::new(OVERLAPPED_BYTES, vec![Algorithm::Sha1]);
        let run = || {
            digest_all(
                &[job],
                NonZeroUsize::new(2),
                &|_| Ok(Box::new(Panicking)),
                &|_| {},
            )
        };
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        assert!(outcome.is_err());
    }
}
