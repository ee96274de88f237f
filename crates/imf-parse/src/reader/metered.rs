//! A reader that counts down what an item and the document may still take.

use std::io::{self, BufRead, Read};

/// Counts down what an item and the document may still take.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) item_left: u64,
    pub(super) document_left: u64,
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

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.item_left.min(self.document_left);
        let hit = if self.document_left == 0 {
            LimitHit::Document
        } else {
            LimitHit::Item
        };
        let available = self.inner.fill_buf()?;
        if left == 0 && !available.is_empty() {
            return Err(io::Error::other(hit));
        }
        let end = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(available.len());
        Ok(&available[..end])
    }

    fn consume(&mut self, count: usize) {
        self.item_left = self.item_left.saturating_sub(count as u64);
        self.document_left = self.document_left.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}
