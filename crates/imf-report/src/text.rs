//! Text of strangers, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every character escaped that would move the cursor, change the terminal's state or reorder what is
/// read: control characters, ANSI sequences (by their first byte), bidirectional controls, invisible separators.
///
/// ```
/// use imf_report::text::visible;
/// assert_eq!(visible("a\u{1b}[31mb\r\n"), r"a\u{1b}[31mb\r\n");
/// assert_eq!(visible("Größe 大きさ"), "Größe 大きさ");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            other if is_unsafe(other) => {
                // Writing to a string does not fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(other));
            }
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

/// [`visible`], cut after `limit` characters of the original, with a word on how much is left out.
pub fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    let Some((cut, _)) = text.char_indices().nth(limit) else {
        return visible(text);
    };
    let (shown, rest) = text.split_at(cut);
    Cow::Owned(format!(
        "{}… ({})",
        visible(shown),
        count(rest.chars().count(), "more character")
    ))
}

/// Whether a character must not reach a terminal as it is.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' // Arabic letter mark
            | '\u{200b}' // zero width space
            | '\u{200e}' | '\u{200f}' // left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}' // line and paragraph separators, embeddings, overrides
            | '\u{2060}'..='\u{206f}' // word joiner, isolates, deprecated format characters
            | '\u{feff}' // byte order mark
            | '\u{fff9}'..='\u{fffb}' // interlinear annotation
            | '\u{e0000}'..='\u{e007f}' // tags
        )
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_is_escaped_and_nothing_else() {
        for code in 0..=0x0010_ffff_u32 {
            let Some(character) = char::from_u32(code) else {
                continue;
            };
            let text = character.to_string();
            let shown = visible(&text);
            assert!(!shown.chars().any(is_unsafe), "U+{code:04X} gets through");
            assert_eq!(is_unsafe(character), shown != text, "U+{code:04X}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüß", 3), "äöü… (1 more character)");
        assert_eq!(shortened("\u{1b}\u{1b}", 1), r"\u{1b}… (1 more character)");
    }
}
