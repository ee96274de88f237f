//! The text of a document, a window of it at a time.

use std::io::{self, BufRead, ErrorKind};

use super::chars::{Survey, bad_char};
use super::fault::is_bad_bytes;

/// How much is read at a time: little enough that it is still in the nearest cache of a core when its tokens are made.
const BLOCK: usize = 16 * 1024;

/// A window of the text, read on when a token does not end in it.
///
/// Each block is held to UTF-8 and to the characters of XML once, as it is read. What is refused ends the window, so it is
/// told when the reading comes to it, and not before a fault that stands in front of it.
pub(super) struct Source<R> {
    inner: R,
    window: String,
    /// Where in the window the next token begins.
    at: usize,
    /// Where in the text the window begins.
    start: u64,
    /// The first bytes of a character that the last block cut in two.
    split: Vec<u8>,
    /// How many bytes more the document may have.
    left: usize,
    end: Option<End>,
    has_return: bool,
    /// How much is read at a time.
    block: usize,
}

/// What comes after the window.
#[derive(Debug)]
pub(super) enum End {
    /// Nothing: the document is over.
    Nothing,
    /// Bytes that are no characters in the document's encoding.
    BadBytes,
    /// A character that XML does not allow.
    BadChar(char),
    /// More than the document may have.
    Limit,
    /// The reader below failed.
    Failure(io::Error),
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(inner: R, document_bytes: u32) -> Self {
        Self {
            inner,
            window: String::new(),
            at: 0,
            start: 0,
            split: Vec::new(),
            left: usize::try_from(document_bytes).unwrap_or(usize::MAX),
            end: None,
            has_return: false,
            block: BLOCK,
        }
    }

    /// Reads so much at a time.
    #[cfg(test)]
    pub(super) fn set_block(&mut self, block: usize) {
        self.block = block;
    }

    /// Reads on behind the window, and drops what lies before the next token. A token that is longer than a block is
    /// read in blocks that grow with it, so that looking at it again from its start costs no more than reading it.
    pub(super) fn more(&mut self) {
        self.start += self.at as u64;
        self.window.drain(..self.at);
        self.at = 0;
        let wanted = self.window.len() + self.block.max(self.window.len());
        while self.end.is_none() && self.window.len() < wanted {
            self.end = self.fill(wanted - self.window.len());
        }
    }

    /// Reads what the reader below has, `room` bytes at most; what came instead, if something did.
    fn fill(&mut self, room: usize) -> Option<End> {
        let bytes = match self.inner.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => return None,
            Err(error) if is_bad_bytes(&error) => return Some(End::BadBytes),
            Err(error) => return Some(End::Failure(error)),
        };
        if bytes.is_empty() {
            let is_whole = self.split.is_empty();
            return Some(if is_whole {
                End::Nothing
            } else {
                End::BadBytes
            });
        }
        if self.left == 0 {
            return Some(End::Limit);
        }
        // What is left of a character comes byte by byte.
        let most = if self.split.is_empty() { room } else { 1 };
        let bytes = &bytes[..bytes.len().min(most).min(self.left)];
        let (mut end, mut split) = (None, &bytes[..0]);
        let whole: &[u8] = if self.split.is_empty() {
            bytes
        } else {
            self.split.extend(bytes);
            &self.split
        };
        let text = std::str::from_utf8(whole).unwrap_or_else(|error| {
            let (valid, rest) = whole.split_at(error.valid_up_to());
            match error.error_len() {
                Some(_) => end = Some(End::BadBytes),
                None => split = rest,
            }
            std::str::from_utf8(valid).unwrap_or_default()
        });
        let survey = Survey::of(text);
        self.has_return |= survey.has_return;
        let bad = survey.is_suspicious.then(|| bad_char(text)).flatten();
        match bad {
            None => self.window.push_str(text),
            Some((offset, character)) => {
                self.window.push_str(&text[..offset]);
                end = Some(End::BadChar(character));
            }
        }
        let split = split.to_vec();
        let count = bytes.len();
        self.split = split;
        self.left -= count;
        self.inner.consume(count);
        end
    }

    /// The window, and where in it the next token begins.
    pub(super) fn window(&self) -> (&str, usize) {
        (&self.window, self.at)
    }

    /// Steps over a token: the next one begins at `at`.
    pub(super) fn step_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Where in the text the window begins.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Where in the text the next token begins.
    pub(super) fn offset(&self) -> u64 {
        self.start + self.at as u64
    }

    /// Where in the text the window ends.
    pub(super) fn end_offset(&self) -> u64 {
        self.start + self.window.len() as u64
    }

    /// What comes after the window, if that was read.
    pub(super) fn end(&mut self) -> &mut Option<End> {
        &mut self.end
    }

    /// Whether the window reaches to the end of the document.
    pub(super) fn is_last(&self) -> bool {
        matches!(self.end, Some(End::Nothing))
    }

    /// How many bytes of the next token there are, at most.
    pub(super) fn waiting(&self) -> usize {
        self.window.len() - self.at
    }

    /// Whether a carriage return may stand in the window.
    pub(super) fn has_return(&self) -> bool {
        self.has_return
    }
}
