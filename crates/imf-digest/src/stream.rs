//! One pass over a reader.

use std::io::{self, ErrorKind, Read};

use crate::hashers::Hashers;
use crate::{Algorithm, Digests};

/// A length for the buffer of [`digest`]: what is copied into it is still in the processor's caches when it is hashed.
///
/// Some processors copy larger pieces past their caches: reads of 256 KiB and more then cost four times as much as
/// those of 128 KiB (`benches/RESULTS.md`).
pub const BUFFER_BYTES: usize = 128 * 1024;

/// Reads `reader` to its end and computes its digest by each of `algorithms`, an algorithm named twice counting once.
///
/// `buffer` is scratch space, best [`BUFFER_BYTES`] long and used again for the next file; an empty one is replaced.
/// `on_bytes` is told of every piece that was read. An error of the reader ends the pass; interruptions are retried.
pub fn digest(
    reader: &mut dyn Read,
    algorithms: &[Algorithm],
    buffer: &mut Vec<u8>,
    on_bytes: &mut dyn FnMut(u64),
) -> io::Result<Digests> {
    if buffer.is_empty() {
        buffer.resize(BUFFER_BYTES, 0);
    }
    let mut hashers = Hashers::new(algorithms);
    loop {
        let piece = match read(reader, buffer)? {
            [] => return Ok(hashers.finish()),
            piece => piece,
        };
        hashers.update(piece);
        on_bytes(piece.len() as u64);
    }
}

/// Reads once into `buffer`; nothing at the end of the file.
pub(crate) fn read<'a>(reader: &mut dyn Read, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let count = loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => break result?,
        }
    };
    // A reader that claims more than the buffer holds breaks its contract; `get` makes that an error, not a panic.
    buffer
        .get(..count)
        .ok_or_else(|| io::Error::other("a reader returned more bytes than it was given room for"))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes everything");
            text
        })
    }

    #[track_caller]
    fn check(text: &[u8], algorithm: Algorithm, expected: &str) {
        let mut reader = text;
        let digests = digest(&mut reader, &[algorithm], &mut Vec::new(), &mut |_| {})
            .expect("memory does not fail");
        assert_eq!(hex(digests.get(algorithm).expect("asked for")), expected);
        assert_eq!(expected.len(), algorithm.digest_bytes() * 2);
    }

    // The values are those of FIPS 180's examples.
    #[test]
    fn published_examples() {
        check(
            b"",
            Algorithm::Sha1,
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        );
        check(
            b"abc",
            Algorithm::Sha1,
            "a9993e364706816aba3e25717850c26c9cd0d89d",
        );
        check(
            b"abc",
            Algorithm::Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        );
        check(
            b"abc",
            Algorithm::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        );
        check(
            b"abc",
            Algorithm::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        );
    }

    /// Gives at most `step` bytes at a time, each after an interruption.
    struct Slow<'a> {
        rest: &'a [u8],
        step: usize,
        interrupt: bool,
    }

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.interrupt = !self.interrupt;
            if self.interrupt {
                return Err(ErrorKind::Interrupted.into());
            }
            let count = self.step.min(self.rest.len()).min(buffer.len());
            let (now, later) = self.rest.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.rest = later;
            Ok(count)
        }
    }

    proptest! {
        #[test]
        fn the_answer_does_not_depend_on_read_sizes(text: Vec<u8>, step in 1..64_usize, room in 1..100_usize) {
            let whole = digest(&mut text.as_slice(), &Algorithm::ALL, &mut Vec::new(), &mut |_| {})?;
            let mut told = 0;
            let mut slow = Slow { rest: &text, step, interrupt: false };
            let pieces = digest(&mut slow, &Algorithm::ALL, &mut vec![0; room], &mut |count| told += count)?;
            prop_assert_eq!(&whole, &pieces);
            prop_assert_eq!(told, text.len() as u64);
            prop_assert_eq!(whole.length, text.len() as u64);
        }
    }

    #[test]
    fn an_error_of_the_reader_ends_the_pass() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(ErrorKind::PermissionDenied.into())
            }
        }
        let error = digest(
            &mut Broken,
            &[Algorithm::Sha1],
            &mut Vec::new(),
            &mut |_| {},
        )
        .expect_err("it fails");
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    }

    #[test]
    fn what_was_not_asked_for_is_not_there() {
        let twice = [Algorithm::Sha256, Algorithm::Sha256];
        let digests = digest(&mut b"x".as_slice(), &twice, &mut Vec::new(), &mut |_| {})
            .expect("memory does not fail");
        assert_eq!(digests.get(Algorithm::Sha1), None);
        assert!(digests.get(Algorithm::Sha256).is_some());
    }
}
