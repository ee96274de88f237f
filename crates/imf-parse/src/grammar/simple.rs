//! The simple types of our own schemas.

use super::xs::{ANY_URI, STRING, TOKEN};
use super::{SimpleKind, SimpleType};

/// A list or a union: what a message calls it, and what decides it.
pub(crate) const fn simple(label: &'static str, kind: SimpleKind) -> SimpleType {
    SimpleType {
        label,
        kind,
        base: None,
    }
}

impl SimpleType {
    pub(crate) const fn restricts(mut self, base: &'static SimpleType) -> Self {
        self.base = Some(base);
        self
    }
}

/// One of the tokens, white space around it set aside.
pub(crate) const fn token(label: &'static str, values: &'static [&'static str]) -> SimpleType {
    simple(
        label,
        SimpleKind::Enumeration {
            collapse: true,
            values,
        },
    )
    .restricts(&TOKEN)
}

/// A UUID as each schema defines it anew.
pub(crate) const fn uuid() -> SimpleType {
    let label = "a UUID as URN (`urn:uuid:` and 32 hexadecimal digits in groups of 8-4-4-4-12)";
    simple(label, SimpleKind::Uuid).restricts(&ANY_URI)
}

/// A running time in each edition of a composition playlist.
pub(crate) const fn running_time() -> SimpleType {
    simple("a running time `HH:MM:SS`", SimpleKind::RunningTime).restricts(&STRING)
}

/// A timecode in each edition of a composition playlist.
pub(crate) const fn timecode() -> SimpleType {
    simple("a timecode `HH:MM:SS:FF`", SimpleKind::Timecode).restricts(&STRING)
}
