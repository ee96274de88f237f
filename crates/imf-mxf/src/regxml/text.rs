//! Text of RegXML.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::label::{Ul, Uuid};

/// Characters as XML writes them between tags and in attributes.
pub(super) fn markup(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\t', '\n']) {
        return text.into();
    }
    let mut markup = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            other => markup.push(other),
        }
    }
    markup.into()
}

/// The string with characters that RegXML does not take as they are written as `$#x` and their number; `None` where
/// there are none.
pub(super) fn escaped(text: &str) -> Option<String> {
    let plain = |character: char| matches!(character, '\t' | '\n' | '\u{20}'..='\u{23}' | '\u{25}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(plain) {
        return None;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if plain(character) {
            escaped.push(character);
        } else {
            let _ = write!(escaped, "$#x{:x};", u32::from(character));
        }
    }
    Some(escaped)
}

/// Bytes as digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(
        String::with_capacity(2 * bytes.len()),
        |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        },
    )
}

/// An AUID: a label or, with its halves swapped, a UUID, which the highest bit tells.
pub(crate) fn auid(bytes: &[u8]) -> String {
    let Ok(bytes) = <[u8; 16]>::try_from(bytes) else {
        return hexadecimal(bytes);
    };
    if bytes[0] & 0x80 == 0 {
        return Ul(bytes).to_string();
    }
    Uuid(u128::from_be_bytes(bytes).rotate_left(64).to_be_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_regxml_does_not_take_are_escaped() {
        assert_eq!(escaped("a b\t<&>\u{e9}"), None);
        assert_eq!(escaped("a$\r\u{1}").as_deref(), Some("a$#x24;$#xd;$#x1;"));
        assert_eq!(markup("a<b&c>\"").as_ref(), "a&lt;b&amp;c&gt;&quot;");
        assert_eq!(markup("plain").as_ref(), "plain");
    }

    #[test]
    fn an_auid_is_a_label_or_a_uuid() {
        let label = 0x060e_2b34_0401_0101_0d01_0301_0206_0200_u128.to_be_bytes();
        assert_eq!(
            auid(&label),
            "urn:smpte:ul:060e2b34.04010101.0d010301.02060200"
        );
        let uuid = 0xa642_99ca_1e8b_766a_4f63_ee26_2f3d_488f_u128.to_be_bytes();
        assert_eq!(auid(&uuid), "urn:uuid:4f63ee26-2f3d-488f-a642-99ca1e8b766a");
        assert_eq!(auid(&[1, 0xab]), "01ab");
    }
}
