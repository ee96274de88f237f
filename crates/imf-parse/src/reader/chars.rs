//! The characters and names of XML 1.0 (fifth edition, productions 2, 4, 4a and 5) and of Namespaces in XML.

/// Whether XML allows the character.
pub(crate) fn is_char(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The first character that XML does not allow, and its offset.
pub(crate) fn bad_char(text: &str) -> Option<(usize, char)> {
    // Text without control characters and without U+FFFE and U+FFFF, whose UTF-8 begins with EF, is the rule. The
    // fold has no branch, so that it is done for many bytes at a time.
    let is_suspicious = |byte: u8| {
        u8::from(byte < 0x20) & u8::from(!matches!(byte, b'\t' | b'\n' | b'\r'))
            | u8::from(byte == 0xEF)
    };
    let suspicious = text
        .bytes()
        .fold(0, |seen, byte| seen | is_suspicious(byte))
        != 0;
    if !suspicious {
        return None;
    }
    text.char_indices()
        .find(|(_, character)| !is_char(*character))
}

/// Whether `text` is a Name.
pub(crate) fn is_name(text: &str) -> bool {
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
        && ASCII_NAME[usize::from(*first)] == START
        && rest
            .iter()
            .all(|byte| ASCII_NAME[usize::from(*byte)] != NEITHER)
    {
        return true;
    }
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_char)
}

/// What an ASCII character may do in a name without a colon.
const NEITHER: u8 = 0;
const INSIDE: u8 = 1;
const START: u8 = 2;

static ASCII_NAME: [u8; 256] = {
    let mut table = [NEITHER; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => START,
            b'0'..=b'9' | b'-' | b'.' => INSIDE,
            _ => NEITHER,
        };
        byte += 1;
    }
    table
};

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
