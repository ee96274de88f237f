//! From the bytes of a document to UTF-8, as XML 1.0 (4.3.3 and appendix F) says.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, DecoderResult, Encoding};

use crate::{Place, Problem, ProblemKind};

/// How many bytes are looked at for a byte order mark and an encoding declaration.
const HEAD: usize = 1024;

/// A reader of UTF-8 text over a document in its own encoding, without a byte order mark.
pub(crate) struct Decoder<'r> {
    inner: &'r mut dyn BufRead,
    /// Bytes read to find the encoding, still to be handed on.
    head: Vec<u8>,
    head_used: usize,
    scheme: Scheme,
    /// Decoded text that waits to be read; for schemes that change bytes.
    decoded: Vec<u8>,
    used: usize,
    finished: bool,
    /// Whether what comes after that text is none.
    is_bad: bool,
}

enum Scheme {
    /// The bytes are the text.
    Utf8,
    /// Every byte is the character of that number.
    Latin1,
    /// Seven bits.
    Ascii,
    Other(Box<encoding_rs::Decoder>),
}

/// Bytes that are no text in the declared encoding; travels through `io::Error` to the reader above.
#[derive(Debug)]
pub(crate) struct BadBytes;

impl std::fmt::Display for BadBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("bytes that are no text in the document's encoding")
    }
}

impl std::error::Error for BadBytes {}

impl<'r> Decoder<'r> {
    /// Finds the encoding of the document. The inner error is a document in an encoding that cannot be read.
    pub(crate) fn new(inner: &'r mut dyn BufRead) -> io::Result<Result<Self, Problem>> {
        let mut head = Vec::with_capacity(HEAD);
        (&mut *inner).take(HEAD as u64).read_to_end(&mut head)?;
        Ok(detect(&head).map(|(scheme, mark)| Self {
            inner,
            head,
            head_used: mark,
            scheme,
            decoded: Vec::new(),
            used: 0,
            finished: false,
            is_bad: false,
        }))
    }

    /// The next bytes of the document, before decoding.
    fn raw(&mut self) -> io::Result<&[u8]> {
        if self.head_used < self.head.len() {
            return Ok(&self.head[self.head_used..]);
        }
        self.inner.fill_buf()
    }

    fn consume_raw(&mut self, count: usize) {
        if self.head_used < self.head.len() {
            self.head_used += count;
        } else {
            self.inner.consume(count);
        }
    }

    /// Decodes the next bytes into `decoded`.
    fn refill(&mut self) -> io::Result<()> {
        self.decoded.clear();
        self.used = 0;
        if self.is_bad {
            return Err(bad());
        }
        while self.decoded.is_empty() && !self.finished {
            let mut scheme = std::mem::replace(&mut self.scheme, Scheme::Utf8);
            let mut decoded = std::mem::take(&mut self.decoded);
            let raw = self.raw();
            let outcome = raw.and_then(|raw| {
                scheme
                    .decode(raw, &mut decoded)
                    .map(|read| (read, raw.is_empty()))
            });
            self.scheme = scheme;
            self.decoded = decoded;
            let (read, at_end) = match outcome {
                Ok(done) => done,
                // What stands before bad bytes is text, and read before they are told.
                Err(_) if !self.decoded.is_empty() => {
                    self.is_bad = true;
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            self.consume_raw(read);
            self.finished = at_end;
        }
        Ok(())
    }
}

fn bad() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, BadBytes)
}

impl Scheme {
    /// Decodes some of `raw` (all there is left if it is empty) to the end of `text`; how many bytes it took.
    fn decode(&mut self, raw: &[u8], text: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Utf8 => text.extend_from_slice(raw),
            Self::Ascii => {
                let ascii = raw.iter().take_while(|byte| byte.is_ascii()).count();
                text.extend_from_slice(&raw[..ascii]);
                if ascii < raw.len() {
                    return Err(bad());
                }
            }
            Self::Latin1 => {
                let mut utf8 = [0; 4];
                for byte in raw {
                    text.extend_from_slice(char::from(*byte).encode_utf8(&mut utf8).as_bytes());
                }
            }
            Self::Other(decoder) => {
                let room = decoder
                    .max_utf8_buffer_length_without_replacement(raw.len())
                    .unwrap_or(raw.len() * 4 + 16);
                let start = text.len();
                text.resize(start + room, 0);
                let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                    raw,
                    &mut text[start..],
                    raw.is_empty(),
                );
                text.truncate(start + written);
                return match result {
                    DecoderResult::InputEmpty | DecoderResult::OutputFull => Ok(read),
                    DecoderResult::Malformed(..) => Err(bad()),
                };
            }
        }
        Ok(raw.len())
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Decoder<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(self.scheme, Scheme::Utf8) {
            return self.raw();
        }
        if self.used == self.decoded.len() {
            self.refill()?;
        }
        Ok(&self.decoded[self.used..])
    }

    fn consume(&mut self, count: usize) {
        if matches!(self.scheme, Scheme::Utf8) {
            self.consume_raw(count);
        } else {
            self.used += count;
        }
    }
}

/// The encoding of a document that begins with `head`, and the length of its byte order mark.
fn detect(head: &[u8]) -> Result<(Scheme, usize), Problem> {
    let refuse = |found: &str, expected: &str| {
        Err(Problem {
            kind: ProblemKind::EncodingUnsupported,
            at: Place::START,
            subject: "encoding".into(),
            found: found.into(),
            expected: expected.into(),
        })
    };
    let (wide, mark) = match head {
        [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0xFE, 0xFF, ..]
        | [0, 0, 0, b'<', ..]
        | [b'<', 0, 0, 0, ..] => {
            return refuse("UTF-32", "UTF-8 or UTF-16");
        }
        [0xFF, 0xFE, ..] => (Some(encoding_rs::UTF_16LE), 2),
        [0xFE, 0xFF, ..] => (Some(encoding_rs::UTF_16BE), 2),
        [b'<', 0, b'?', 0, ..] => (Some(encoding_rs::UTF_16LE), 0),
        [0, b'<', 0, b'?', ..] => (Some(encoding_rs::UTF_16BE), 0),
        [0xEF, 0xBB, 0xBF, ..] => (None, 3),
        _ => (None, 0),
    };
    if let Some(encoding) = wide {
        let declared = declared_encoding(&narrow(encoding, &head[mark..]));
        return match declared.as_deref().map(str::to_ascii_uppercase).as_deref() {
            None | Some("UTF-16" | "UTF-16LE" | "UTF-16BE" | "ISO-10646-UCS-2") => {
                Ok((other(encoding), mark))
            }
            Some(name) => refuse(
                name,
                "UTF-16, which is what the first bytes of the file are",
            ),
        };
    }
    let Some(declared) = declared_encoding(&head[mark..]) else {
        return Ok((Scheme::Utf8, mark));
    };
    let name = declared.to_ascii_uppercase();
    let scheme = match name.as_str() {
        "UTF-8" | "UTF8" => Scheme::Utf8,
        _ if mark == 3 => {
            return refuse(&declared, "UTF-8, which is what the byte order mark says");
        }
        "ISO-8859-1" | "ISO_8859-1" | "LATIN1" | "L1" => Scheme::Latin1,
        "US-ASCII" | "ASCII" | "ISO646-US" => Scheme::Ascii,
        _ if name.starts_with("UTF-16") || name.starts_with("ISO-10646") => {
            return refuse(
                &declared,
                "UTF-8, which is what the first bytes of the file are",
            );
        }
        _ => match Encoding::for_label(declared.as_bytes()) {
            Some(encoding) if encoding.is_ascii_compatible() => other(encoding),
            _ => {
                return refuse(
                    &declared,
                    "UTF-8, UTF-16 or another encoding with a registered name",
                );
            }
        },
    };
    Ok((scheme, mark))
}

fn other(encoding: &'static Encoding) -> Scheme {
    Scheme::Other(Box::new(encoding.new_decoder_without_bom_handling()))
}

/// The ASCII characters of the start of a UTF-16 text.
fn narrow(encoding: &'static Encoding, head: &[u8]) -> Vec<u8> {
    let mut text = String::with_capacity(HEAD * 2);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (_result, _read, _): (CoderResult, usize, bool) =
        decoder.decode_to_string(head, &mut text, false);
    text.into_bytes()
}

/// The value of `encoding` in the XML declaration at the start of `text`, if there is one.
fn declared_encoding(text: &[u8]) -> Option<String> {
    let declaration = text.strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = &declaration[..end];
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration[at + b"encoding".len()..]
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = value.iter().position(|byte| byte == quote)?;
    String::from_utf8(value[..end].to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        // Every buffer size gives the same text.
        for size in [1, 3, 7, 8192] {
            let mut reader = io::BufReader::with_capacity(size, bytes);
            let mut text = String::new();
            let mut decoder = Decoder::new(&mut reader).unwrap().unwrap();
            decoder.read_to_string(&mut text).unwrap();
            assert_eq!(text, expected);
        }
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn utf8_with_and_without_mark_valid() {
        check("<a>é</a>".as_bytes(), "<a>é</a>");
        check("\u{feff}<a>é</a>".as_bytes(), "<a>é</a>");
    }

    #[test]
    fn utf16_with_mark_valid() {
        for big in [false, true] {
            check(
                &utf16(
                    "\u{feff}<?xml version='1.0' encoding='UTF-16'?><a>é😀</a>",
                    big,
                ),
                "<?xml version='1.0' encoding='UTF-16'?><a>é😀</a>",
            );
        }
    }

    #[test]
    fn latin1_declared_valid() {
        check(
            b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9\x80</a>",
            "<?xml version='1.0' encoding='iso-8859-1'?><a>é\u{80}</a>",
        );
    }

    #[test]
    fn contradictions_are_refused() {
        for bytes in [
            b"<?xml version='1.0' encoding='UTF-16'?><a/>".to_vec(),
            b"\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>".to_vec(),
            utf16("\u{feff}<?xml version='1.0' encoding='UTF-8'?><a/>", true),
            b"<?xml version='1.0' encoding='no-such-thing'?><a/>".to_vec(),
        ] {
            let mut bytes = bytes.as_slice();
            let outcome = Decoder::new(&mut bytes).unwrap();
            assert_eq!(
                outcome.err().map(|problem| problem.kind),
                Some(ProblemKind::EncodingUnsupported)
            );
        }
    }

    #[test]
    fn bad_bytes_are_told_from_faults_of_the_disk() {
        let mut bytes: &[u8] = b"<?xml version='1.0' encoding='us-ascii'?><a>\xE9</a>";
        let error = Decoder::new(&mut bytes)
            .unwrap()
            .unwrap()
            .read_to_end(&mut Vec::new())
            .unwrap_err();
        assert!(
            error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<BadBytes>())
                .is_some()
        );
    }
    #[test]
    fn what_stands_before_bad_bytes_is_text() {
        let ascii = b"<?xml version='1.0' encoding='us-ascii'?><a>b\xE9</a>".to_vec();
        let mut wide = utf16("\u{feff}<a>b!</a>", false);
        // The first half of a pair, and no second one.
        let mark = wide.iter().position(|byte| *byte == b'!').unwrap();
        wide[mark] = 0;
        wide[mark + 1] = 0xD8;
        for bytes in [ascii, wide] {
            for size in [1, 7, 8192] {
                let mut reader = io::BufReader::with_capacity(size, bytes.as_slice());
                let mut text = Vec::new();
                let mut decoder = Decoder::new(&mut reader).unwrap().unwrap();
                decoder.read_to_end(&mut text).unwrap_err();
                let text = String::from_utf8(text).unwrap();
                assert!(text.ends_with("<a>b"), "{text}");
            }
        }
    }
}
