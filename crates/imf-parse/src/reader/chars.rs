//! The characters and names of XML 1.0 (fifth edition, productions 2, 4, 4a and 5) and of Namespaces in XML.

/// Whether XML allows the character.
pub(crate) fn is_char(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// What a look at every byte of a text tells.
pub(super) struct Survey {
    /// Whether there may be a character that XML does not allow.
    pub(super) is_suspicious: bool,
    pub(super) has_return: bool,
}

impl Survey {
    pub(super) fn of(text: &str) -> Self {
        // Text without control characters and without U+FFFE and U+FFFF, whose UTF-8 begins with EF, is the rule. The
        // fold has no branch, so that it is done for many bytes at a time.
        let seen = text.bytes().fold(0, |seen, byte| {
            seen | u8::from(is_suspicious(byte)) | u8::from(byte == b'\r') << 1
        });
        Self {
            is_suspicious: seen & 1 != 0,
            has_return: seen & 2 != 0,
        }
    }
}

/// Whether a character that begins with the byte may be one that XML does not allow.
fn is_suspicious(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0xEF
}

/// The first character that XML does not allow, and its offset.
pub(super) fn bad_char(text: &str) -> Option<(usize, char)> {
    let suspects = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| is_suspicious(*byte));
    suspects
        .filter_map(|(offset, _)| Some((offset, text.get(offset..)?.chars().next()?)))
        .find(|(_, character)| !is_char(*character))
}

/// Whether `text` is a Name.
pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first == ':' || is_name_start(first))
        && characters.all(|c| c == ':' || is_name_char(c))
}

/// Whether `text` is an NCName: a Name without a colon.
pub(crate) fn is_ncname(text: &str) -> bool {
    // Nearly every name is ASCII.
    if let Some((first, rest)) = text.as_bytes().split_first()
        && NAME[usize::from(*first)] == START
        && rest
            .iter()
            .all(|byte| NAME[usize::from(*byte)] & (START | INSIDE) != 0)
    {
        return true;
    }
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_char)
}

/// Whether `text` is a QName: an NCName, or two with a colon between.
pub(super) fn is_qname(text: &str) -> bool {
    match text.split_once(':') {
        Some((prefix, local)) => is_ncname(prefix) && is_ncname(local),
        None => is_ncname(text),
    }
}

/// Prefix and local part of a QName; no prefix is an empty one.
pub(crate) fn split_name(name: &str) -> (&str, &str) {
    // Names are too short for the machinery of `str::split_once` to pay.
    match name.bytes().position(|byte| byte == b':') {
        Some(colon) => (&name[..colon], &name[colon + 1..]),
        None => ("", name),
    }
}

/// What a byte may do in a name.
const NEITHER: u8 = 0;
const INSIDE: u8 = 1;
const START: u8 = 2;
const COLON: u8 = 4;
/// Part of a character that is not ASCII: that takes a closer look.
const WIDE: u8 = 8;

#[expect(clippy::cast_possible_truncation, reason = "a byte is below 256")]
static NAME: [u8; 256] = {
    let mut table = [NEITHER; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => START,
            b'0'..=b'9' | b'-' | b'.' => INSIDE,
            b':' => COLON,
            0x80.. => WIDE,
            _ => NEITHER,
        };
        byte += 1;
    }
    table
};

/// A name as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned {
    /// Where it ends, in the window.
    pub(super) end: usize,
    /// How much of it is the prefix.
    pub(super) prefix: usize,
    /// Whether it is a QName.
    pub(super) is_valid: bool,
}

/// The name that begins at `from`; `None` where it may go on behind the window.
#[inline]
pub(super) fn scan_name(window: &str, from: usize) -> Option<Scanned> {
    let bytes = window.as_bytes();
    let rest = bytes.get(from..)?;
    let length = plain(rest)?;
    if NAME[usize::from(rest[length])] == NEITHER {
        return Some(Scanned {
            end: from + length,
            prefix: 0,
            is_valid: NAME[usize::from(rest[0])] == START,
        });
    }
    scan_odd_name(window, from, length)
}

/// How many bytes of `rest` are letters, digits and the like; `None` where all are.
#[inline]
fn plain(rest: &[u8]) -> Option<usize> {
    rest.iter()
        .position(|byte| NAME[usize::from(*byte)] & (START | INSIDE) == 0)
}

/// The same, where the name has a colon or a character that is not ASCII at `length`.
fn scan_odd_name(window: &str, from: usize, length: usize) -> Option<Scanned> {
    let rest = window.as_bytes().get(from..)?;
    if rest[length] == b':' {
        let local = rest.get(length + 1..)?;
        let end = plain(local)?;
        if NAME[usize::from(local[end])] == NEITHER {
            return Some(Scanned {
                end: from + length + 1 + end,
                prefix: length,
                // Where one of them is empty, it begins with what is no letter.
                is_valid: NAME[usize::from(rest[0])] == START
                    && NAME[usize::from(local[0])] == START,
            });
        }
    }
    let length = rest
        .iter()
        .position(|byte| NAME[usize::from(*byte)] == NEITHER)?;
    let name = &window[from..from + length];
    Some(Scanned {
        end: from + length,
        prefix: name.find(':').unwrap_or(0),
        is_valid: is_qname(name),
    })
}

fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
