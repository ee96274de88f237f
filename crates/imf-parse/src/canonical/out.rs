//! Octets on their way out, gathered to pieces of a sensible size.

/// How many octets are gathered before they are handed on.
const PIECE: usize = 16 * 1024;

/// Gathers octets.
pub(super) struct Out<'v> {
    gathered: Vec<u8>,
    sink: &'v mut dyn FnMut(&[u8]),
}

impl<'v> Out<'v> {
    pub(super) fn new(sink: &'v mut dyn FnMut(&[u8])) -> Self {
        Self {
            gathered: Vec::new(),
            sink,
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        if self.gathered.len() + text.len() > PIECE {
            self.flush();
        }
        if text.len() > PIECE {
            (self.sink)(text.as_bytes());
        } else {
            self.gathered.extend_from_slice(text.as_bytes());
        }
    }

    /// Text between tags.
    pub(super) fn text(&mut self, text: &str) {
        self.escaped(text, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            b'\r' => Some("&#xD;"),
            _ => None,
        });
    }

    /// The value of an attribute or of a namespace declaration.
    pub(super) fn value(&mut self, text: &str) {
        self.escaped(text, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'"' => Some("&quot;"),
            b'\t' => Some("&#x9;"),
            b'\n' => Some("&#xA;"),
            b'\r' => Some("&#xD;"),
            _ => None,
        });
    }

    fn escaped(&mut self, text: &str, escape: impl Fn(u8) -> Option<&'static str>) {
        let mut rest = text;
        while let Some((at, written)) = rest
            .bytes()
            .enumerate()
            .find_map(|(at, byte)| escape(byte).map(|written| (at, written)))
        {
            self.push(&rest[..at]);
            self.push(written);
            // What is escaped is one byte long.
            rest = &rest[at + 1..];
        }
        self.push(rest);
    }

    /// Hands on what is gathered.
    pub(super) fn flush(&mut self) {
        if !self.gathered.is_empty() {
            (self.sink)(&self.gathered);
            self.gathered.clear();
        }
    }
}
