//! A file on the way to its digests, a stretch at a time, alone or in company.

use std::io;
use std::slice;
use std::thread::Builder;
use std::time::Instant;

use super::overlap::Ring;
use super::pace::Spent;
use super::{Job, OnCheckpoint, Open, Reader};
use crate::hashers::Hashers;
use crate::stream::read;
use crate::{Algorithm, BUFFER_BYTES, Digests};

/// How far two checkpoints of a file lie apart: less than a second of work where nothing holds it up.
const CHECKPOINT_BYTES: u64 = 1 << 30;

/// A file that is being read, or waits for it.
pub(super) struct Stream<'s> {
    /// Which of the jobs it is.
    pub(super) index: usize,
    job: &'s Job,
    opened: Option<Opened<'s>>,
}

struct Opened<'s> {
    reading: Reading<'s>,
    hashers: Hashers,
    /// Where the last checkpoint is.
    checkpoint: u64,
}

/// The half of a stream that gives bytes.
pub(super) struct Reading<'s> {
    reader: Reader<'s>,
    /// How many bytes it gave.
    read: u64,
    /// How many it may give.
    most: u64,
}

/// Where bytes come from, and who is told of them.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) open: &'s Open<'s>,
    pub(super) on_bytes: &'s (dyn Fn(u64) + Sync),
    pub(super) on_checkpoint: Option<&'s OnCheckpoint<'s>>,
}

/// What a stream that came to its end gave.
pub(super) type Outcome = io::Result<Digests>;

/// Takes each of `streams` further by about so many `bytes`, through `buffer`, and says what became of each: `None`
/// where there is more to do. Where one comes to its end, the others make a stop too.
pub(super) fn go_on<'s>(
    streams: &mut [Stream<'s>],
    bytes: u64,
    buffer: &mut [u8],
    source: Source<'s>,
    spent: &mut Spent,
) -> Vec<Option<Outcome>> {
    // A power of two, so that the pieces of a file begin where its pages do.
    let room = buffer.len() / streams.len().next_power_of_two();
    let room = room.min(BUFFER_BYTES);
    let mut done = 0;
    loop {
        let start = Instant::now();
        let pieces = streams.iter_mut().zip(buffer.chunks_mut(room));
        let fills: Vec<io::Result<Fill>> = pieces
            .map(|(stream, buffer)| stream.fill(buffer, source))
            .collect();
        let between = Instant::now();
        let read = hash(streams, &fills, buffer.chunks(room));
        spent.reading(read, between - start);
        if streams.len() == 1 {
            // Side by side, the time says nothing of one stream.
            spent.hashing(read, between.elapsed());
        }
        done += room as u64;
        let ends = fills
            .iter()
            .any(|fill| fill.as_ref().map_or(true, |fill| fill.is_last));
        if ends || done >= bytes {
            for (stream, fill) in streams.iter_mut().zip(&fills) {
                stream.leave_checkpoint(fill.is_err(), source);
            }
            let outcomes = streams.iter_mut().zip(fills);
            return outcomes
                .map(|(stream, fill)| match fill {
                    Ok(fill) => fill.is_last.then(|| Ok(stream.finish())),
                    Err(error) => Some(Err(error)),
                })
                .collect();
        }
    }
}

/// Takes `stream` further by about so many `bytes`, which another thread reads into the pieces of `ring` while this one
/// hashes; says what became of it, `None` where there is more to do. Where `builder` makes no thread, this one does both,
/// through `buffer`.
pub(super) fn go_on_overlapped<'s>(
    stream: &mut Stream<'s>,
    bytes: u64,
    ring: &mut Ring,
    buffer: &mut [u8],
    source: Source<'s>,
    spent: &mut Spent,
    builder: Builder,
) -> Option<Outcome> {
    let run = match stream.opened(source) {
        Ok(Opened {
            reading, hashers, ..
        }) => ring.run(bytes, reading, hashers, source, spent, builder),
        Err(error) => Some(Err(error)),
    };
    let Some(result) = run else {
        let outcomes = go_on(slice::from_mut(stream), bytes, buffer, source, spent);
        return outcomes.into_iter().next().flatten();
    };
    stream.leave_checkpoint(result.is_err(), source);
    match result {
        Ok(is_last) => is_last.then(|| Ok(stream.finish())),
        Err(error) => Some(Err(error)),
    }
}

/// Hashes what was filled in, and says how much it was.
fn hash<'b>(
    streams: &mut [Stream<'_>],
    fills: &[io::Result<Fill>],
    buffers: impl Iterator<Item = &'b [u8]>,
) -> u64 {
    let mut pieces: Vec<(&mut Hashers, &[u8])> = Vec::with_capacity(streams.len());
    let mut total = 0;
    for ((stream, fill), buffer) in streams.iter_mut().zip(fills).zip(buffers) {
        if let (Some(opened), Ok(fill)) = (&mut stream.opened, fill) {
            let piece = buffer.get(..fill.count).unwrap_or_default();
            total += piece.len() as u64;
            pieces.push((&mut opened.hashers, piece));
        }
    }
    Hashers::update_together(&mut pieces);
    total
}

/// What a buffer was filled with.
pub(super) struct Fill {
    pub(super) count: usize,
    /// Whether nothing comes after that.
    pub(super) is_last: bool,
}

impl<'s> Reading<'s> {
    /// Reads until `buffer` is full or the file at its end.
    pub(super) fn fill(&mut self, buffer: &mut [u8], source: Source<'s>) -> io::Result<Fill> {
        let mut count = 0;
        while let Some(room) = buffer.get_mut(count..).filter(|room| !room.is_empty()) {
            let left = self.most.saturating_sub(self.read);
            let most = usize::try_from(left).unwrap_or(usize::MAX);
            let room = room.len().min(most);
            let room = buffer.get_mut(count..count + room).unwrap_or_default();
            let read = match room {
                [] => 0,
                room => read(&mut *self.reader, room)?.len(),
            };
            if read == 0 {
                return Ok(Fill {
                    count,
                    is_last: true,
                });
            }
            count += read;
            self.read += read as u64;
            (source.on_bytes)(read as u64);
        }
        Ok(Fill {
            count,
            is_last: false,
        })
    }
}

impl<'s> Stream<'s> {
    pub(super) fn new(index: usize, job: &'s Job) -> Self {
        Self {
            index,
            job,
            opened: None,
        }
    }

    /// The work that is left.
    pub(super) fn left(&self) -> u64 {
        let done = self.opened.as_ref().map(|opened| opened.reading.read);
        self.job.work(done.unwrap_or_else(|| self.job.start()))
    }

    /// Whether it gains by company: only SHA-1 is taken further side by side.
    pub(super) fn is_sociable(&self) -> bool {
        let algorithms = &self.job.algorithms;
        !algorithms.is_empty() && algorithms.iter().all(|one| *one == Algorithm::Sha1)
    }

    fn fill(&mut self, buffer: &mut [u8], source: Source<'s>) -> io::Result<Fill> {
        self.opened(source)?.reading.fill(buffer, source)
    }

    fn opened(&mut self, source: Source<'s>) -> io::Result<&mut Opened<'s>> {
        Ok(match &mut self.opened {
            Some(opened) => opened,
            none => {
                let hashers = self.job.hashers()?;
                let reading = Reading {
                    reader: (source.open)(self.index)?,
                    read: self.job.start(),
                    // Of a file that is longer than its job says, a byte more.
                    most: self.job.length.saturating_add(1),
                };
                none.insert(Opened {
                    reading,
                    hashers,
                    checkpoint: self.job.start(),
                })
            }
        })
    }

    /// Hands a checkpoint on where the last one is far behind, or where the stream breaks off.
    fn leave_checkpoint(&mut self, breaks_off: bool, source: Source<'s>) {
        let (Some(opened), Some(on_checkpoint)) = (&mut self.opened, source.on_checkpoint) else {
            return;
        };
        let done = opened.hashers.length();
        let ahead = done.saturating_sub(opened.checkpoint);
        if ahead >= CHECKPOINT_BYTES || (breaks_off && ahead > 0) {
            opened.checkpoint = done;
            on_checkpoint(self.index, opened.hashers.checkpoint());
        }
    }

    fn finish(&mut self) -> Digests {
        let opened = self.opened.take();
        opened.map_or_else(Digests::default, |opened| opened.hashers.finish())
    }
}
