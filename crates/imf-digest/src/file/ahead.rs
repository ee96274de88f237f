//! Fetches a file from the storage itself, several blocks ahead of its reader.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::{Errno, pread};

use super::residence::Residence;
use super::wake::Wake;

/// What is fetched at a time, by as many threads as there are blocks: each waits for the answer to its own.
const BLOCK: usize = 1024 * 1024;

const BLOCKS: usize = 8;

/// Storage itself is read from and to where these many bytes divide.
const ALIGNMENT: usize = 4096;

/// What the blocks of all files take at most. Files that find nothing left are read without this.
const BUDGET: usize = 32 * 1024 * 1024;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

/// A file whose next blocks are fetched by other threads.
#[derive(Debug)]
pub(super) struct Ahead {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// The block that is being given out, and how much of it was.
    current: Option<(Block, usize)>,
    /// The number of the block after it.
    next: u64,
    /// What of that one is not given out.
    skipped: usize,
    ended: bool,
}

#[derive(Debug)]
struct Shared {
    file: Arc<File>,
    /// Held as long as there are blocks.
    _grant: Grant,
    direct: AtomicBool,
    state: Mutex<State>,
    /// A block is free, or nobody wants one any more.
    freed: Condvar,
    /// A block was fetched, or a thread is gone.
    fetched: Condvar,
}

#[derive(Debug)]
struct State {
    free: Vec<Block>,
    fetched: BTreeMap<u64, io::Result<Block>>,
    /// The number of the block to fetch next.
    next: u64,
    /// Whether there is nothing more to fetch, or nobody who wants it.
    over: bool,
    /// How many threads fetch.
    running: usize,
    wake: Wake,
}

impl Ahead {
    /// Begins to fetch what comes from the byte `from` on; `None` where the file system does not let itself be asked, or there is no memory or no thread
    /// to be had for it.
    pub(super) fn start(file: &Arc<File>, residence: &Residence, from: u64) -> Option<Self> {
        let first = from / BLOCK as u64;
        let grant = Grant::new(BLOCK * BLOCKS)?;
        set_direct(file, true).ok()?;
        let shared = Arc::new(Shared {
            file: Arc::clone(file),
            _grant: grant,
            direct: AtomicBool::new(true),
            state: Mutex::new(State {
                free: (0..BLOCKS).map(|_| Block::new()).collect(),
                fetched: BTreeMap::new(),
                next: first,
                over: false,
                running: 0,
                wake: Wake::new(Arc::clone(file), residence.clone()),
            }),
            freed: Condvar::new(),
            fetched: Condvar::new(),
        });
        let threads: Vec<_> = (0..BLOCKS).map_while(|_| fetching(&shared)).collect();
        if threads.is_empty() {
            let _ = set_direct(file, false);
            return None;
        }
        Some(Self {
            shared,
            threads,
            current: None,
            next: first,
            skipped: usize::try_from(from % BLOCK as u64).unwrap_or(0),
            ended: false,
        })
    }

    /// Waits for the next block.
    fn block(&mut self) -> io::Result<Block> {
        let mut state = self.shared.lock();
        loop {
            if let Some(result) = state.fetched.remove(&self.next) {
                self.next += 1;
                return result;
            }
            if state.running == 0 {
                return Err(io::Error::other("the reading broke off"));
            }
            state = wait(&self.shared.fetched, state);
        }
    }

    /// At the end of the file the threads are at theirs, and what they leave behind is to be gone with the reader.
    fn end(&mut self) {
        self.ended = true;
        self.shared.close();
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended && !buffer.is_empty() {
            let Some((block, at)) = &mut self.current else {
                match self.block() {
                    Ok(block) => self.current = Some((block, mem::take(&mut self.skipped))),
                    Err(error) => {
                        self.ended = true;
                        return Err(error);
                    }
                }
                continue;
            };
            let rest = block.bytes().get(*at..).unwrap_or_default();
            if !rest.is_empty() {
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                *at += count;
                return Ok(count);
            }
            let is_last = block.length < BLOCK;
            if let Some((block, _)) = self.current.take() {
                self.shared.lock().free.push(block);
                self.shared.freed.notify_one();
            }
            if is_last {
                self.end();
            }
        }
        Ok(0)
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        // Whoever stops early does not wait for storage that does not answer: the threads go when they have their
        // answer.
        self.shared.close();
    }
}

/// A thread that fetches block after block.
fn fetching(shared: &Arc<Shared>) -> Option<JoinHandle<()>> {
    let mine = Running::new(shared);
    let thread = Builder::new().name("fetch".to_owned());
    thread.spawn(move || mine.0.fetch()).ok()
}

/// The share of a thread in the work, until it is gone for whatever reason.
struct Running(Arc<Shared>);

impl Running {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.lock().running += 1;
        Self(Arc::clone(shared))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.fetched.notify_all();
    }
}

impl Shared {
    fn fetch(&self) {
        let mut state = self.lock();
        while !state.over {
            let Some(mut block) = state.free.pop() else {
                state = wait(&self.freed, state);
                continue;
            };
            let number = state.next;
            state.next += 1;
            drop(state);
            let offset = number.saturating_mul(BLOCK as u64);
            let result = self.fill(&mut block, offset).map(|()| block);
            state = self.lock();
            let filled = result.as_ref().map_or(0, |block| block.length);
            if filled < BLOCK {
                state.over = true;
                self.freed.notify_all();
            }
            state.fetched.insert(number, result);
            self.fetched.notify_all();
            if !self.direct.load(Ordering::Relaxed) {
                state.wake.passed(offset.saturating_add(filled as u64));
            }
        }
    }

    /// Reads until the block is full or the file at its end.
    fn fill(&self, block: &mut Block, offset: u64) -> io::Result<()> {
        block.length = 0;
        while block.length < BLOCK {
            let at = offset.saturating_add(block.length as u64);
            match pread(&*self.file, block.free(), at) {
                Ok(0) => break,
                Ok(count) => {
                    block.length += count;
                    // What is no multiple is the end of the file; past it, nothing could be read directly.
                    if count % ALIGNMENT != 0 && self.direct.load(Ordering::Relaxed) {
                        break;
                    }
                }
                Err(Errno::INTR) => {}
                // Some file systems let themselves be asked, and refuse only then.
                Err(Errno::INVAL) if self.direct.swap(false, Ordering::Relaxed) => {
                    set_direct(&self.file, false)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn close(&self) {
        self.lock().over = true;
        self.freed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait<'a>(condition: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    condition
        .wait(state)
        .unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct Block {
    memory: Vec<u8>,
    /// Where in the memory it begins, so that it is aligned.
    start: usize,
    length: usize,
}

impl Block {
    fn new() -> Self {
        let memory = vec![0; BLOCK + ALIGNMENT];
        Self {
            // Where the address could not be told, which is never, direct reading fails and the other is taken.
            start: memory.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT),
            memory,
            length: 0,
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.length]
    }

    fn free(&mut self) -> &mut [u8] {
        &mut self.memory[self.start + self.length..self.start + BLOCK]
    }
}

/// So much of the memory for all blocks, until this is dropped.
#[derive(Debug)]
struct Grant(usize);

impl Grant {
    fn new(bytes: usize) -> Option<Self> {
        let more = |used: usize| Some(used + bytes).filter(|used| *used <= BUDGET);
        IN_USE
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .ok()
            .map(|_| Self(bytes))
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        IN_USE.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// Past the system's memory, or through it.
fn set_direct(file: &File, direct: bool) -> io::Result<()> {
    let mut flags = fcntl_getfl(file)?;
    flags.set(OFlags::DIRECT, direct);
    Ok(fcntl_setfl(file, flags)?)
}
