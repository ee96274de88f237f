//! The body of a delivery, written as it is read.

use std::io::{Read, Write};

use crate::member::{Members, XmlMember};
use crate::{Error, Result};

mod text;

/// How the three documents become strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum XmlEncoding {
    /// Their text, with the escapes that JSON demands and no others. UTF-8 only.
    #[default]
    Raw,
    /// Their bytes in base64 (RFC 4648, section 4, with padding), whatever they are.
    Base64,
}

/// What public material leaves open. The default is what it makes likeliest: raw text, no wrapper, nothing added.
#[derive(Clone, Debug, Default)]
pub struct BodyOptions {
    /// How the documents become strings.
    pub xml_encoding: XmlEncoding,
    /// The name of an only member that holds everything else.
    pub wrap_key: Option<String>,
    /// Members beside the three documents, after them in the body.
    pub members: Members,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The length of the body in bytes, with its final newline.
    pub bytes: u64,
    /// The documents, in the order of [`XmlMember::ALL`].
    pub documents: [DocumentSummary; 3],
}

/// What is worth knowing about a document that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentSummary {
    /// Its length in bytes.
    pub bytes: u64,
    /// Whether it begins with the byte order mark of UTF-8. It is kept: the packing list's hash is about it too.
    pub byte_order_mark: bool,
}

/// Writes the body: one object, compact, and a newline.
///
/// The documents are read once, in pieces; memory does not grow with them. What is wrong with one shows only when
/// it is reached, so a body that must be whole or not at all is first written to [`std::io::sink`].
///
/// ```
/// use imf_payload::{BodyOptions, write_body};
///
/// let mut body = Vec::new();
/// write_body(&mut body, &b"<a/>\r\n"[..], &b"<p x=\"1\"/>"[..], &b"<c/>"[..], &BodyOptions::default())?;
/// assert_eq!(
///     String::from_utf8_lossy(&body),
///     concat!(
///         r#"{"assetMapXml":"<a/>\r\n","packingListXml":"<p x=\"1\"/>","compositionPlaylistXml":"<c/>"}"#,
///         "\n"
///     ),
/// );
/// # Ok::<(), imf_payload::Error>(())
/// ```
pub fn write_body(
    out: &mut dyn Write,
    asset_map: impl Read,
    packing_list: impl Read,
    composition: impl Read,
    options: &BodyOptions,
) -> Result<Written> {
    let mut out = Output { out, bytes: 0 };
    if let Some(name) = &options.wrap_key {
        out.write("{")?;
        out.name(name)?;
    }
    let mut document = |start: &str, member: XmlMember, mut reader: &mut dyn Read| {
        out.write(start)?;
        out.name(member.name())?;
        out.write("\"")?;
        let summary = match options.xml_encoding {
            XmlEncoding::Raw => text::write_raw(&mut out, &mut reader, member)?,
            XmlEncoding::Base64 => text::write_base64(&mut out, &mut reader, member)?,
        };
        out.write("\"")?;
        Ok(summary)
    };
    let (mut asset_map, mut packing_list, mut composition) = (asset_map, packing_list, composition);
    let documents = [
        document("{", XmlMember::AssetMap, &mut asset_map)?,
        document(",", XmlMember::PackingList, &mut packing_list)?,
        document(",", XmlMember::CompositionPlaylist, &mut composition)?,
    ];
    for (name, value) in options.members.iter() {
        out.write(",")?;
        out.name(name)?;
        out.write(value)?;
    }
    out.write(if options.wrap_key.is_some() {
        "}}\n"
    } else {
        "}\n"
    })?;
    Ok(Written {
        bytes: out.bytes,
        documents,
    })
}

/// A writer that counts, and whose failures are told from those of readers.
struct Output<'a> {
    out: &'a mut dyn Write,
    bytes: u64,
}

impl Output<'_> {
    fn write(&mut self, text: &str) -> Result<()> {
        self.out
            .write_all(text.as_bytes())
            .map_err(|source| Error::Write { source })?;
        self.bytes += text.len() as u64;
        Ok(())
    }

    fn name(&mut self, name: &str) -> Result<()> {
        self.write("\"")?;
        text::write_escaped(self, name)?;
        self.write("\":")
    }
}

#[cfg(test)]
mod tests;
