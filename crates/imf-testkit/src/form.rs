//! How an XML document is spelled: encoding, line ends, prefixes.

/// The spelling of a document's characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Bom,
    /// UTF-16, big end first, behind a byte order mark.
    Utf16Be,
    /// UTF-16, little end first, behind a byte order mark.
    Utf16Le,
}

/// The spelling of a document: the same infoset in other bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Lines end in CR LF; else in LF.
    pub crlf: bool,
    /// Its characters.
    pub encoding: Encoding,
    /// The prefix of the document's own namespace; else that is the default namespace.
    pub prefix: Option<&'static str>,
}

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";
const UTF16_BE_BOM: &[u8] = b"\xfe\xff";
const UTF16_LE_BOM: &[u8] = b"\xff\xfe";

impl Encoding {
    /// The name in the XML declaration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Bom => "UTF-8",
            Self::Utf16Be | Self::Utf16Le => "UTF-16",
        }
    }

    /// The bytes of a text.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8Bom => [UTF8_BOM, text.as_bytes()].concat(),
            Self::Utf16Be => UTF16_BE_BOM
                .iter()
                .copied()
                .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
                .collect(),
            Self::Utf16Le => UTF16_LE_BOM
                .iter()
                .copied()
                .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                .collect(),
        }
    }

    /// The text of bytes, and how they were spelled; none where they are no text.
    pub fn decode(bytes: &[u8]) -> Option<(Self, String)> {
        if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
            return Some((Self::Utf8Bom, String::from_utf8(rest.to_vec()).ok()?));
        }
        if let Some(rest) = bytes.strip_prefix(UTF16_BE_BOM) {
            return Some((Self::Utf16Be, utf16(rest, u16::from_be_bytes)?));
        }
        if let Some(rest) = bytes.strip_prefix(UTF16_LE_BOM) {
            return Some((Self::Utf16Le, utf16(rest, u16::from_le_bytes)?));
        }
        Some((Self::Utf8, String::from_utf8(bytes.to_vec()).ok()?))
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    String::from_utf16(&pairs.iter().map(|&pair| unit(pair)).collect::<Vec<_>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes() {
        for encoding in [
            Encoding::Utf8,
            Encoding::Utf8Bom,
            Encoding::Utf16Be,
            Encoding::Utf16Le,
        ] {
            assert_eq!(
                Encoding::decode(&encoding.encode("<a>ü𝄞</a>")),
                Some((encoding, "<a>ü𝄞</a>".to_owned()))
            );
        }
        assert_eq!(Encoding::decode(b"\xff\xfe\x00"), None);
        assert_eq!(Encoding::decode(b"\x06\x0e\x2b\x34\xff"), None);
    }
}
