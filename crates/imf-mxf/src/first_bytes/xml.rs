//! The root element of an XML document, as far as its start tag says it.

use std::borrow::Cow;

/// The namespace of TTML (ST 2067-2, 5.4).
const TTML: &str = "http://www.w3.org/ns/ttml";

/// The root element of an XML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// How the document is encoded, by its first bytes.
    pub encoding: Encoding,
    /// The local name.
    pub name: Box<str>,
    /// The namespace, as it stands there; `None` where there is none.
    pub namespace: Option<Box<str>>,
}

/// How an XML document is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-16, the most significant byte first.
    Utf16Be,
    /// UTF-16, the least significant byte first.
    Utf16Le,
    /// UTF-8, or another encoding that has the characters of ASCII where UTF-8 has them.
    Utf8,
}

impl Root {
    /// Whether it is the root of a timed text document.
    pub fn is_timed_text(&self) -> bool {
        &*self.name == "tt" && self.namespace.as_deref() == Some(TTML)
    }
}

/// What is found at the beginning of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The start of its root element.
    Root(Root),
    /// A document whose root lies further on, or the beginning of one.
    More,
    /// No document.
    None,
}

/// Looks for the root element; `whole` where nothing follows `bytes`.
pub(super) fn root(bytes: &[u8], whole: bool) -> Found {
    // Pictures and sound are not decoded for nothing.
    if !may_be_text(bytes) {
        return Found::None;
    }
    let (encoding, text) = decode(bytes);
    let mut scanner = Scanner { rest: &text };
    match scanner.root() {
        Ok((name, namespace)) => Found::Root(Root {
            encoding,
            name: name.into(),
            namespace: namespace.map(Into::into),
        }),
        Err(Stop::End) if whole => Found::None,
        Err(Stop::End) => Found::More,
        Err(Stop::NoXml) => Found::None,
    }
}

/// Whether a document may begin so, in whatever encoding.
fn may_be_text(bytes: &[u8]) -> bool {
    match bytes {
        // Of the shorter ones it cannot be told yet.
        [0 | 0xef | 0xfe | 0xff]
        | [0xef, 0xbb]
        | [0, b'<', ..]
        | [0xfe, 0xff, ..]
        | [0xff, 0xfe, ..]
        | [0xef, 0xbb, 0xbf, ..] => true,
        _ => {
            let mut bytes = bytes.iter().skip_while(|byte| byte.is_ascii_whitespace());
            matches!(bytes.next(), None | Some(b'<'))
        }
    }
}

/// The text, without a byte order mark. Characters that cannot be read become another.
fn decode(bytes: &[u8]) -> (Encoding, Cow<'_, str>) {
    let wide = |bytes: &[u8], word: fn([u8; 2]) -> u16| {
        let (words, _) = bytes.as_chunks::<2>();
        let words: Vec<u16> = words.iter().map(|&bytes| word(bytes)).collect();
        Cow::Owned(String::from_utf16_lossy(&words))
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] | rest @ [0, b'<', ..] => {
            (Encoding::Utf16Be, wide(rest, u16::from_be_bytes))
        }
        [0xff, 0xfe, rest @ ..] | rest @ [b'<', 0, ..] => {
            (Encoding::Utf16Le, wide(rest, u16::from_le_bytes))
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => (Encoding::Utf8, utf8(rest)),
        // These may still become a byte order mark.
        [] | [0xef | 0xfe | 0xff | 0] | [0xef, 0xbb] => (Encoding::Utf8, Cow::Borrowed("")),
        _ => (Encoding::Utf8, utf8(bytes)),
    }
}

/// The text up to a character that is cut.
fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()])
        }
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Why there is no root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// The text ends before it.
    End,
    /// Something stands there that cannot be XML.
    NoXml,
}

#[derive(Debug)]
struct Scanner<'t> {
    rest: &'t str,
}

impl<'t> Scanner<'t> {
    /// The local name of the root element, and its namespace.
    fn root(&mut self) -> Result<(&'t str, Option<&'t str>), Stop> {
        loop {
            self.skip_space();
            if self.takes("<?")? {
                self.after("?>")?;
            } else if self.takes("<!--")? {
                self.after("-->")?;
            } else if self.takes("<!DOCTYPE")? {
                self.after_doctype()?;
            } else if self.takes("<")? {
                return self.start_tag();
            } else {
                return Err(Stop::NoXml);
            }
        }
    }

    fn start_tag(&mut self) -> Result<(&'t str, Option<&'t str>), Stop> {
        let tag = self.name()?;
        let (prefix, name) = tag.split_once(':').unwrap_or(("", tag));
        let mut namespace = None;
        loop {
            self.skip_space();
            match self.rest.chars().next().ok_or(Stop::End)? {
                '>' | '/' => return Ok((name, namespace)),
                _ => {}
            }
            let attribute = self.name()?;
            self.skip_space();
            if !self.takes("=")? {
                return Err(Stop::NoXml);
            }
            self.skip_space();
            let quote = match self.rest.chars().next().ok_or(Stop::End)? {
                '"' => "\"",
                '\'' => "'",
                _ => return Err(Stop::NoXml),
            };
            self.takes(quote)?;
            let value = self.after(quote)?;
            let declared = match attribute.split_once(':') {
                Some(("xmlns", prefix)) => Some(prefix),
                None if attribute == "xmlns" => Some(""),
                _ => None,
            };
            if declared == Some(prefix) && !value.is_empty() {
                namespace = Some(value);
            }
        }
    }

    /// A name, which something else has to follow.
    fn name(&mut self) -> Result<&'t str, Stop> {
        let is_end = |char: char| {
            char.is_ascii_whitespace() || matches!(char, '=' | '>' | '/' | '<' | '"' | '\'' | '&')
        };
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let starts = |char: char| char.is_alphabetic() || matches!(char, '_' | ':');
        if name.is_empty() && !rest.is_empty()
            || !name.chars().next().is_none_or(starts)
            || name.contains(|char: char| char.is_control() || char == char::REPLACEMENT_CHARACTER)
        {
            return Err(Stop::NoXml);
        }
        if rest.is_empty() {
            return Err(Stop::End);
        }
        self.rest = rest;
        Ok(name)
    }

    fn skip_space(&mut self) {
        self.rest = self
            .rest
            .trim_start_matches(|char: char| char.is_ascii_whitespace());
    }

    /// Goes past `text` if it stands there; the end where it still might.
    fn takes(&mut self, text: &str) -> Result<bool, Stop> {
        if let Some(rest) = self.rest.strip_prefix(text) {
            self.rest = rest;
            return Ok(true);
        }
        if text.starts_with(self.rest) {
            return Err(Stop::End);
        }
        Ok(false)
    }

    /// Goes past the next `text`, and gives what stands before it.
    fn after(&mut self, text: &str) -> Result<&'t str, Stop> {
        let (before, rest) = self.rest.split_once(text).ok_or(Stop::End)?;
        self.rest = rest;
        Ok(before)
    }

    /// Goes past a document type and what it declares.
    fn after_doctype(&mut self) -> Result<(), Stop> {
        let mut inner = false;
        loop {
            let at = self
                .rest
                .find(['>', '[', ']', '"', '\''])
                .ok_or(Stop::End)?;
            let (char, rest) = self.rest.split_at(at).1.split_at(1);
            self.rest = rest;
            match char {
                "[" => inner = true,
                "]" => inner = false,
                ">" if !inner => return Ok(()),
                "\"" | "'" => {
                    self.after(char)?;
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: Encoding, name: &str, namespace: Option<&str>) {
        let wanted = Found::Root(Root {
            encoding,
            name: name.into(),
            namespace: namespace.map(Into::into),
        });
        assert_eq!(root(bytes, true), wanted);
        // No beginning says anything else.
        for count in 0..bytes.len() {
            let found = root(&bytes[..count], false);
            assert!(
                found == Found::More || found == wanted,
                "{count}: {found:?}"
            );
        }
    }

    #[test]
    fn a_root_is_found_behind_whatever_may_stand_before_it() {
        let utf8 = Encoding::Utf8;
        check(b"<tt/>", utf8, "tt", None);
        check(b"<tt xmlns='u'>", utf8, "tt", Some("u"));
        check(
            b"\n<a:tt xmlns=\"o\" b='c' xmlns:a = \"u\"/>",
            utf8,
            "tt",
            Some("u"),
        );
        check(b"<tt xmlns:a='u'>", utf8, "tt", None);
        check(
            b"<?xml version='1.0'?>\n<!-- <no/> -->\n<tt>",
            utf8,
            "tt",
            None,
        );
        let doctype = b"<!DOCTYPE tt SYSTEM \"a>b\" [ <!ENTITY c \"]>\"> ] > <tt>";
        check(doctype, utf8, "tt", None);
        check("\u{feff}<t\u{e4}t>".as_bytes(), utf8, "t\u{e4}t", None);
    }

    #[test]
    fn a_root_is_found_in_utf_16() {
        let text = "<?xml version='1.0' encoding='UTF-16'?><tt xmlns='u'/>";
        let words = |mark: &str| -> Vec<u16> { format!("{mark}{text}").encode_utf16().collect() };
        for mark in ["", "\u{feff}"] {
            let big: Vec<u8> = words(mark).into_iter().flat_map(u16::to_be_bytes).collect();
            check(&big, Encoding::Utf16Be, "tt", Some("u"));
            let little: Vec<u8> = words(mark).into_iter().flat_map(u16::to_le_bytes).collect();
            check(&little, Encoding::Utf16Le, "tt", Some("u"));
        }
    }

    #[test]
    fn what_is_no_xml_has_no_root() {
        for bytes in [
            b"".as_slice(),
            b"tt",
            b"<",
            b"<<",
            b"<1>",
            b"<tt",
            b"<tt a",
            b"<tt a=b>",
            b"<tt a='b>",
            b"<!-- tt>",
            b"<\0\0",
            b"<t\x01t>",
            b"\xff\xff\xff",
        ] {
            assert_eq!(root(bytes, true), Found::None, "{bytes:?}");
        }
        assert_eq!(root(b"tt", false), Found::None);
        assert_eq!(root(b"\xff\x4f\xff\x51", false), Found::None);
    }

    #[test]
    fn timed_text_is_known_by_name_and_namespace() {
        let is = |name: &str, namespace: Option<&str>| {
            let root = Root {
                encoding: Encoding::Utf8,
                name: name.into(),
                namespace: namespace.map(Into::into),
            };
            root.is_timed_text()
        };
        assert!(is("tt", Some(TTML)));
        assert!(!is("tt", None) && !is("TT", Some(TTML)) && !is("tt", Some("u")));
    }
}
