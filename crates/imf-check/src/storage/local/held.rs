//! Files that were opened already: a package is looked at in many small pieces, and resolving a path costs more than reading
//! one of them.

use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::beneath;

/// As many as a small package has files. Each thread of a scan has a package of its own, and a process may have some
/// hundred files open.
const MOST: usize = 8;

/// Whole files below this are read through the handle that is held. For longer ones it is no cost to open them once
/// more, and how they are read changes the handle.
const SMALL: u64 = 1024 * 1024;

/// Of a file that is no longer, the bytes are held and not the handle: they are asked for in a score of pieces, and all of
/// them for the digest.
const TINY: u64 = 64 * 1024;

/// Whether a file of that length is read through what is held.
pub(super) const fn is_small(length: u64) -> bool {
    length < SMALL
}

/// A regular file that was opened.
#[derive(Debug)]
pub(super) struct OpenFile {
    content: Content,
    /// How long it was when it was opened.
    length: u64,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    Handle(File),
}

impl OpenFile {
    /// A file whose length is known; a tiny one is read and closed.
    pub(super) fn new(file: File, length: u64) -> io::Result<Self> {
        let content = if length <= TINY {
            Content::Bytes(bytes(&file, length)?)
        } else {
            Content::Handle(file)
        };
        Ok(Self { content, length })
    }

    pub(super) fn is_small(&self) -> bool {
        is_small(self.length)
    }

    /// Up to `buffer.len()` bytes from `offset`.
    pub(super) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.content {
            Content::Bytes(bytes) => {
                let from = usize::try_from(offset).ok();
                let rest = from.and_then(|from| bytes.get(from..)).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
            Content::Handle(file) => beneath::read_at(file, offset, buffer),
        }
    }
}

/// The first `length` bytes of a file; fewer, where it has fewer.
fn bytes(file: &File, length: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(length).unwrap_or(0);
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        match beneath::read_more(file, bytes.len() as u64, &mut bytes) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // There may be more room than was asked for, and a file that grew meanwhile fills it.
    bytes.truncate(length);
    Ok(bytes)
}

/// The files that were opened last, by their paths.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<Vec<(String, Arc<OpenFile>)>>);

impl Held {
    pub(super) fn get(&self, path: &str) -> Option<Arc<OpenFile>> {
        let files = self.files();
        let (_, file) = files.iter().find(|(of, _)| of == path)?;
        // Elsewhere a handle has one position, which two readers would move.
        let is_shared = cfg!(unix) || matches!(file.content, Content::Bytes(_));
        is_shared.then(|| Arc::clone(file))
    }

    pub(super) fn put(&self, path: &str, file: &Arc<OpenFile>) {
        let mut files = self.files();
        if files.len() == MOST {
            files.remove(0);
        }
        files.push((path.to_owned(), Arc::clone(file)));
    }

    fn files(&self) -> MutexGuard<'_, Vec<(String, Arc<OpenFile>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a file from front to back with a position of its own.
#[derive(Debug)]
pub(super) struct FrontToBack {
    file: Arc<OpenFile>,
    position: u64,
}

impl FrontToBack {
    pub(super) fn new(file: Arc<OpenFile>) -> Self {
        Self { file, position: 0 }
    }
}

impl Read for FrontToBack {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(self.position, buffer)?;
        self.position = self.position.saturating_add(count as u64);
        Ok(count)
    }
}
