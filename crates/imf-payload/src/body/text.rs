//! Bytes of a document as the inside of a JSON string.

use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{DocumentSummary, Output};
use crate::member::XmlMember;
use crate::{Error, Result};

/// How many bytes are read at once: a multiple of three, so that base64 needs no padding before the end.
const PIECE: usize = 48 * 1024;

/// The byte order mark of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes the text of `reader` with the escapes that JSON demands.
pub(super) fn write_raw(
    out: &mut Output<'_>,
    reader: &mut dyn Read,
    member: XmlMember,
) -> Result<DocumentSummary> {
    let mut buffer = vec![0; PIECE];
    let mut summary = DocumentSummary {
        bytes: 0,
        byte_order_mark: false,
    };
    // Bytes at the start of the buffer that begin a character which the next piece ends.
    let mut held = 0;
    let mut first = true;
    loop {
        let read =
            fill(reader, &mut buffer[held..]).map_err(|source| Error::Read { member, source })?;
        let bytes = &buffer[..held + read];
        if first {
            if let Some(encoding) = foreign_encoding(bytes) {
                return Err(Error::EncodingUnsupported { member, encoding });
            }
            summary.byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK);
            first = false;
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let (valid, _) = bytes.split_at(error.valid_up_to());
                // A character that the end of the piece cuts is no fault, unless it is the end of the document.
                if error.error_len().is_some() || read == 0 {
                    return Err(Error::InvalidUtf8 {
                        member,
                        offset: summary.bytes + valid.len() as u64,
                    });
                }
                std::str::from_utf8(valid).unwrap_or_default()
            }
        };
        write_escaped(out, text)?;
        let written = text.len();
        summary.bytes += written as u64;
        let end = held + read;
        held = end - written;
        if read == 0 {
            return Ok(summary);
        }
        buffer.copy_within(written..end, 0);
    }
}

/// Writes the bytes of `reader` in base64.
pub(super) fn write_base64(
    out: &mut Output<'_>,
    reader: &mut dyn Read,
    member: XmlMember,
) -> Result<DocumentSummary> {
    let mut buffer = vec![0; PIECE];
    let mut text = String::new();
    let mut summary = DocumentSummary {
        bytes: 0,
        byte_order_mark: false,
    };
    loop {
        let read = fill(reader, &mut buffer).map_err(|source| Error::Read { member, source })?;
        if read == 0 {
            return Ok(summary);
        }
        let bytes = &buffer[..read];
        summary.byte_order_mark |= summary.bytes == 0 && bytes.starts_with(BYTE_ORDER_MARK);
        summary.bytes += read as u64;
        text.clear();
        STANDARD.encode_string(bytes, &mut text);
        out.write(&text)?;
    }
}

/// Writes `text` with the escapes that JSON demands (RFC 8259, section 7): quotation mark, reverse solidus and the
/// control characters below U+0020, the short form where there is one.
pub(super) fn write_escaped(out: &mut Output<'_>, text: &str) -> Result<()> {
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))
    {
        let (plain, escaped) = rest.split_at(at);
        // All of these are one byte long.
        let (character, after) = escaped.split_at(1);
        out.write(plain)?;
        match character.as_bytes() {
            b"\"" => out.write("\\\"")?,
            b"\\" => out.write("\\\\")?,
            b"\n" => out.write("\\n")?,
            b"\r" => out.write("\\r")?,
            b"\t" => out.write("\\t")?,
            [0x08] => out.write("\\b")?,
            [0x0c] => out.write("\\f")?,
            other => out.write(&format!(
                "\\u{:04x}",
                other.first().copied().unwrap_or_default()
            ))?,
        }
        rest = after;
    }
    out.write(rest)
}

/// Reads until `buffer` is full or nothing is left, so that what is written does not depend on the size of reads.
fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The encoding that the first bytes of a document show or declare, where it is not UTF-8 (XML 1.0, appendix F).
fn foreign_encoding(start: &[u8]) -> Option<String> {
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32".to_owned()),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..] => {
            return Some("UTF-16".to_owned());
        }
        _ => {}
    }
    let declared = declared_encoding(start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start))?;
    // ASCII is UTF-8 too.
    let utf_8 = ["UTF-8", "UTF8", "US-ASCII", "ASCII"]
        .iter()
        .any(|name| declared.eq_ignore_ascii_case(name));
    (!utf_8).then_some(declared)
}

/// The `encoding` of an XML declaration.
fn declared_encoding(start: &[u8]) -> Option<String> {
    let declaration = start.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|two| two == b"?>")?;
    let declaration = String::from_utf8_lossy(&declaration[..end]);
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}
