//! A file that has to be as long as it was listed.

use std::io::{self, ErrorKind, Read};

/// A reader that must give so many bytes, no fewer and no more. Anything else is an error of reading, and not a fault
/// of what is read: the file changes under our hands.
///
/// ```
/// use std::io::Read;
/// use imf_check::storage::Whole;
///
/// let mut text = String::new();
/// assert!(Whole::new(&b"alpha"[..], 5).read_to_string(&mut text).is_ok());
/// assert!(Whole::new(&b"alpha"[..], 6).read_to_string(&mut text).is_err());
/// assert!(Whole::new(&b"alpha"[..], 4).read_to_string(&mut text).is_err());
/// ```
#[derive(Debug)]
pub struct Whole<R> {
    inner: R,
    length: u64,
    read: u64,
}

impl<R> Whole<R> {
    /// `inner`, which was said to have `length` bytes.
    pub fn new(inner: R, length: u64) -> Self {
        Self {
            inner,
            length,
            read: 0,
        }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read = self.read.saturating_add(count as u64);
        let ended = count == 0 && !buffer.is_empty();
        if self.read > self.length || (ended && self.read < self.length) {
            let comparison = if ended { "" } else { "at least " };
            return Err(io::Error::new(
                ErrorKind::UnexpectedEof,
                format!(
                    "the file changed while it was read: {} bytes, then {comparison}{}",
                    self.length, self.read
                ),
            ));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(length: u64, expected: Result<usize, &str>) {
        let mut text = Vec::new();
        let result = Whole::new(&b"alpha"[..], length).read_to_end(&mut text);
        assert_eq!(
            result.map_err(|error| error.to_string()),
            expected.map_err(str::to_owned)
        );
    }

    #[test]
    fn a_file_is_as_long_as_it_was_said_to_be() {
        check(5, Ok(5));
        check(
            9,
            Err("the file changed while it was read: 9 bytes, then 5"),
        );
        check(
            0,
            Err("the file changed while it was read: 0 bytes, then at least 5"),
        );
        assert!(Whole::new(&b""[..], 0).read_to_end(&mut Vec::new()).is_ok());
    }

    #[test]
    fn no_room_is_no_end() {
        let mut whole = Whole::new(&b"alpha"[..], 5);
        assert_eq!(whole.read(&mut []).expect("nothing was asked"), 0);
        assert_eq!(whole.read(&mut [0; 9]).expect("all of it"), 5);
        assert_eq!(whole.read(&mut [0; 9]).expect("the end"), 0);
    }
}
