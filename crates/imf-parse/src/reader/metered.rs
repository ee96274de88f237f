//! A reader that counts down what an item and the document may still take.

use std::io::{self, BufRead, Read};

/// How much is taken over from the reader below at a time.
const BLOCK: usize = 64 * 1024;

/// Counts down what an item and the document may still take.
///
/// quick-xml asks for the next bytes several times a token. They lie in a buffer here, because each of the readers
/// below costs a call, and the last one a call through a pointer.
pub(super) struct Metered<R> {
    inner: R,
    block: Vec<u8>,
    used: usize,
    item_left: usize,
    document_left: usize,
}

#[derive(Debug)]
pub(super) enum LimitHit {
    Document,
    Item,
}

impl std::fmt::Display for LimitHit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a limit was reached")
    }
}

impl std::error::Error for LimitHit {}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> Metered<R> {
    pub(super) fn new(inner: R, document_bytes: u32) -> Self {
        Self {
            inner,
            block: Vec::new(),
            used: 0,
            item_left: 0,
            document_left: usize::try_from(document_bytes).unwrap_or(usize::MAX),
        }
    }

    /// Begins an item, which may take so many bytes.
    pub(super) fn begin_item(&mut self, bytes: u32) {
        self.item_left = usize::try_from(bytes).unwrap_or(usize::MAX);
    }

    fn refill(&mut self) -> io::Result<()> {
        self.block.clear();
        self.used = 0;
        let available = self.inner.fill_buf()?;
        let count = available.len().min(BLOCK);
        self.block.extend_from_slice(&available[..count]);
        self.inner.consume(count);
        Ok(())
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used == self.block.len() {
            self.refill()?;
        }
        let available = &self.block[self.used..];
        let left = self.item_left.min(self.document_left);
        if left >= available.len() {
            return Ok(available);
        }
        if left == 0 {
            let hit = if self.document_left == 0 {
                LimitHit::Document
            } else {
                LimitHit::Item
            };
            return Err(io::Error::other(hit));
        }
        Ok(&available[..left])
    }

    fn consume(&mut self, count: usize) {
        self.used += count;
        self.item_left = self.item_left.saturating_sub(count);
        self.document_left = self.document_left.saturating_sub(count);
    }
}
