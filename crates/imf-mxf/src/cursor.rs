//! Values out of a stretch of bytes, never past its end.

use crate::label::Ul;

/// A stretch of bytes that is read from front to back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'b> {
    bytes: &'b [u8],
    /// Where in the file the next byte lies.
    offset: u64,
}

/// A field for which too few bytes are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    /// The field.
    pub(crate) field: &'static str,
    /// Where in the file it begins.
    pub(crate) at: u64,
    /// Its length in bytes.
    pub(crate) wanted: usize,
    /// The bytes that are left.
    pub(crate) left: usize,
}

impl<'b> Cursor<'b> {
    /// A cursor on `bytes`, which lie at `offset` in the file.
    pub(crate) fn new(bytes: &'b [u8], offset: u64) -> Self {
        Self { bytes, offset }
    }

    /// Where in the file the next byte lies.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len()
    }

    /// All that is left.
    pub(crate) fn rest(&self) -> &'b [u8] {
        self.bytes
    }

    /// The next `count` bytes, which are `field`.
    pub(crate) fn take(&mut self, field: &'static str, count: usize) -> Result<&'b [u8], Short> {
        let Some((taken, rest)) = self.bytes.split_at_checked(count) else {
            return Err(Short {
                field,
                at: self.offset,
                wanted: count,
                left: self.bytes.len(),
            });
        };
        self.bytes = rest;
        self.offset += count as u64;
        Ok(taken)
    }

    /// The next `N` bytes, which are `field`.
    pub(crate) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Short> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(field, N)?);
        Ok(array)
    }

    /// Tag and length of an item whose length has two bytes; `None`, and nothing is taken, where there are too few bytes.
    pub(crate) fn short_head(&mut self) -> Option<(u16, u64)> {
        let (&[t0, t1, l0, l1], rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        self.offset += 4;
        let length = u16::from_be_bytes([l0, l1]);
        Some((u16::from_be_bytes([t0, t1]), length.into()))
    }

    /// An unsigned integer of two bytes.
    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, Short> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// An unsigned integer of four bytes.
    pub(crate) fn u32(&mut self, field: &'static str) -> Result<u32, Short> {
        self.array(field).map(u32::from_be_bytes)
    }

    /// An unsigned integer of eight bytes.
    pub(crate) fn u64(&mut self, field: &'static str) -> Result<u64, Short> {
        self.array(field).map(u64::from_be_bytes)
    }

    /// A universal label.
    pub(crate) fn ul(&mut self, field: &'static str) -> Result<Ul, Short> {
        self.array(field).map(Ul)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_runs_short_is_named_and_nothing_is_taken() {
        let mut cursor = Cursor::new(&[0, 1, 2, 3, 4], 100);
        assert_eq!(cursor.u16("First"), Ok(1));
        let short = Short {
            field: "Second",
            at: 102,
            wanted: 4,
            left: 3,
        };
        assert_eq!(cursor.u32("Second"), Err(short));
        assert_eq!((cursor.offset(), cursor.left()), (102, 3));
        assert_eq!(cursor.take("Rest", 3), Ok([2, 3, 4].as_slice()));
        assert_eq!(cursor.take("Nothing", 0), Ok([].as_slice()));
    }
}
