//! Files that are kept open: a package is looked at in many small pieces, and resolving a path costs more than reading
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

/// A regular file that is open.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) file: File,
    /// How long it was when it was opened.
    pub(super) length: u64,
}

impl OpenFile {
    pub(super) fn is_small(&self) -> bool {
        self.length < SMALL
    }

    /// Up to `buffer.len()` bytes from `offset`.
    pub(super) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        beneath::read_at(&self.file, offset, buffer)
    }
}

/// The files that were opened last, by their paths.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<Vec<(String, Arc<OpenFile>)>>);

impl Held {
    pub(super) fn get(&self, path: &str) -> Option<Arc<OpenFile>> {
        // Elsewhere a file has one position, which two readers would move.
        if !cfg!(unix) {
            return None;
        }
        let files = self.files();
        let (_, file) = files.iter().find(|(of, _)| of == path)?;
        Some(Arc::clone(file))
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
