//! Where the bytes of a track file come from.

use std::io;

/// A file of known length whose bytes can be had by range.
///
/// A slice is one, and so is whatever lies behind a package's storage. All reading goes through [`Source::read_at`],
/// so that a test can count what a reading costs.
pub trait Source {
    /// The length in bytes.
    fn length(&self) -> u64;

    /// Up to `buffer.len()` bytes from `offset`; 0 at and past the end.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl Source for [u8] {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|offset| self.get(offset..))
            .unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl Source for Vec<u8> {
    fn length(&self) -> u64 {
        self.as_slice().length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buffer)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn length(&self) -> u64 {
        (**self).length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

/// A view on a source through a buffer: one stretch of bytes at a time.
pub(crate) struct Window<'s> {
    source: &'s dyn Source,
    length: u64,
    /// The least that is fetched at a time.
    fetch: usize,
    start: u64,
    bytes: Vec<u8>,
}

impl<'s> Window<'s> {
    /// A view on `source` that fetches `fetch` bytes at a time, or as many as are asked for.
    pub(crate) fn new(source: &'s dyn Source, fetch: usize) -> Self {
        Self::until(source, fetch, u64::MAX)
    }

    /// The same, of nothing but the bytes up to `end`.
    pub(crate) fn until(source: &'s dyn Source, fetch: usize, end: u64) -> Self {
        Self {
            source,
            length: source.length().min(end),
            fetch,
            start: 0,
            bytes: Vec::new(),
        }
    }

    /// The `count` bytes from `offset`; fewer at the end of the source.
    ///
    /// The caller bounds `count`: so much is allocated, unless the source is shorter.
    pub(crate) fn at(&mut self, offset: u64, count: usize) -> io::Result<&[u8]> {
        let available = self.length.saturating_sub(offset);
        let count = usize::try_from(available).unwrap_or(usize::MAX).min(count);
        let held = offset
            .checked_sub(self.start)
            .and_then(|skip| usize::try_from(skip).ok())
            .filter(|skip| {
                skip.checked_add(count)
                    .is_some_and(|end| end <= self.bytes.len())
            });
        let skip = if let Some(skip) = held {
            skip
        } else {
            let wanted = usize::try_from(available)
                .unwrap_or(usize::MAX)
                .min(count.max(self.fetch));
            self.fill(offset, wanted)?;
            0
        };
        Ok(&self.bytes[skip..skip + count])
    }

    /// A copy of the `count` bytes from `offset`; fewer at the end of the source. What the buffer has is not fetched
    /// again, and the buffer does not grow.
    pub(crate) fn copy(&mut self, offset: u64, count: usize) -> io::Result<Vec<u8>> {
        let available = self.length.saturating_sub(offset);
        let count = usize::try_from(available).unwrap_or(usize::MAX).min(count);
        if count <= self.fetch {
            return self.at(offset, count).map(<[u8]>::to_vec);
        }
        let mut copy = vec![0; count];
        let held = offset
            .checked_sub(self.start)
            .and_then(|skip| usize::try_from(skip).ok())
            .and_then(|skip| self.bytes.get(skip..))
            .unwrap_or_default();
        let done = held.len().min(count);
        copy[..done].copy_from_slice(&held[..done]);
        read_exact(self.source, offset + done as u64, &mut copy[done..])?;
        Ok(copy)
    }

    /// Takes `wanted` bytes from `offset` into the buffer.
    fn fill(&mut self, offset: u64, wanted: usize) -> io::Result<()> {
        // What is overwritten next does not have to be emptied.
        self.bytes.truncate(wanted);
        // A buffer that grew for one long value does not stay so.
        self.bytes.shrink_to(wanted.max(self.fetch));
        self.bytes.resize(wanted, 0);
        self.start = offset;
        read_exact(self.source, offset, &mut self.bytes).inspect_err(|_| self.bytes.clear())
    }
}

/// Fills `buffer` from `offset`.
fn read_exact(source: &dyn Source, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    let mut done = 0;
    while done < buffer.len() {
        match source.read_at(offset + done as u64, &mut buffer[done..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_gives_what_lies_there_and_no_more() {
        let bytes: Vec<u8> = (0..100).collect();
        let mut window = Window::new(&bytes, 8);
        assert_eq!(window.at(10, 3).unwrap(), [10, 11, 12]);
        assert_eq!(window.at(11, 20).unwrap(), &bytes[11..31]);
        assert_eq!(window.at(98, 20).unwrap(), [98, 99]);
        assert!(window.at(100, 1).unwrap().is_empty());
        assert!(window.at(u64::MAX, usize::MAX).unwrap().is_empty());
        assert_eq!(window.at(0, usize::MAX).unwrap(), bytes);
        assert_eq!(window.copy(5, 3).unwrap(), [5, 6, 7]);
        let mut window = Window::new(&bytes, 8);
        assert_eq!(window.at(10, 3).unwrap(), [10, 11, 12]);
        assert_eq!(window.copy(12, 40).unwrap(), bytes[12..52]);
        assert_eq!(window.copy(95, 40).unwrap(), bytes[95..]);
        let mut window = Window::until(&bytes, 8, 12);
        assert_eq!(window.at(10, 3).unwrap(), [10, 11]);
        assert!(window.at(12, 3).unwrap().is_empty());
    }

    #[test]
    fn a_source_that_ends_before_its_length_is_an_error() {
        struct Short;
        impl Source for Short {
            fn length(&self) -> u64 {
                10
            }
            fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
                b"12345".as_slice().read_at(offset, buffer)
            }
        }
        let mut window = Window::new(&Short, 1);
        assert_eq!(window.at(0, 5).unwrap(), b"12345");
        let error = window.at(0, 6).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(window.at(3, 2).unwrap(), b"45");
    }
}
