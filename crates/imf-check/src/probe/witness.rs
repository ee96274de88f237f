//! Whether a file is the same when reading it begins and when it ends.

use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use imf_digest::Identity;

use super::plan::changed;
use crate::storage::{Identify, Opened};

/// What was seen of a file while it was read.
#[derive(Debug, Default)]
pub(super) struct Witness(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// The identity with which reading began; absent where a change might not show in it.
    begun: Option<Identity>,
    /// Whether it was the same at the end.
    ended: bool,
}

impl Witness {
    /// The reader of the file, watched. Fails where the file is not the one that is expected.
    pub(super) fn watch<'a>(
        &'a self,
        opened: Opened<'a>,
        expected: Option<Identity>,
    ) -> io::Result<Box<dyn Read + Send + 'a>> {
        let now = SystemTime::now();
        let identity = match &opened.identify {
            Some(ask) => ask()?,
            None => None,
        };
        if expected.is_some() && identity != expected {
            return Err(changed());
        }
        let Some(ask) = opened.identify else {
            return Ok(opened.reader);
        };
        self.seen().begun = identity.filter(|identity| identity.is_settled(now));
        Ok(Box::new(Watched {
            reader: opened.reader,
            ask,
            witness: self,
        }))
    }

    /// The state of the file of which bytes were read.
    pub(super) fn begun(&self) -> Option<Identity> {
        self.seen().begun
    }

    /// The same, if it was still that when the last byte was read.
    pub(super) fn ended(&self) -> Option<Identity> {
        let seen = self.seen();
        seen.begun.filter(|_| seen.ended)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader that looks at its file again when it is at the end.
struct Watched<'a> {
    reader: Box<dyn Read + Send + 'a>,
    ask: Identify<'a>,
    witness: &'a Witness,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            let identity = (self.ask)().ok().flatten();
            let mut seen = self.witness.seen();
            seen.ended = identity.is_some() && identity == seen.begun;
        }
        Ok(count)
    }
}
