//! What is kept of a file.

use std::fmt::Write as _;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::{Algorithm, Checkpoint, Digests, Identity};

/// What is known of a file in a certain state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its digests, as far as they were computed.
    pub digests: Digests,
    /// Where to go on with others.
    pub checkpoint: Option<Checkpoint>,
}

/// A record as it is written down: whose it is, and when it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) identity: Identity,
    /// In nanoseconds since 1970.
    pub(crate) kept: i128,
    pub(crate) record: Record,
}

/// What every entry begins with. The number is raised when an entry changes its meaning, and when the crates do whose
/// states are in it.
const HEAD: &str = "imf digests 1\n";

/// What its last line begins with: the SHA-256 digest of all lines before.
const SUM: &str = "sum ";

impl Entry {
    /// The entry as lines of text.
    pub(crate) fn encode(&self) -> String {
        let Identity {
            device,
            inode,
            length,
            modified,
            changed,
        } = self.identity;
        let mut text = format!(
            "{HEAD}file {device} {inode} {length} {modified} {changed}\nkept {}\n",
            self.kept
        );
        for (algorithm, bytes) in self.record.digests.iter() {
            let _ = writeln!(text, "digest {} {}", algorithm.name(), hex(bytes));
        }
        if let Some(checkpoint) = &self.record.checkpoint {
            let _ = writeln!(text, "checkpoint {}", checkpoint.length());
            for (algorithm, bytes) in checkpoint.states() {
                let _ = writeln!(text, "state {} {}", algorithm.name(), hex(bytes));
            }
        }
        let sum = hex(&Sha256::digest(text.as_bytes()));
        let _ = writeln!(text, "{SUM}{sum}");
        text
    }

    /// The entry that was written down as `text`; `None` where it is anything else, by a single bit.
    pub(crate) fn decode(text: &[u8]) -> Option<Self> {
        let text = str::from_utf8(text).ok()?;
        let body = text.get(..text.rfind(SUM)?)?;
        let mut lines = body.strip_prefix(HEAD)?.lines().peekable();

        let mut numbers = lines.next()?.strip_prefix("file ")?.split(' ');
        let identity = Identity {
            device: number(numbers.next()?)?,
            inode: number(numbers.next()?)?,
            length: number(numbers.next()?)?,
            modified: number(numbers.next()?)?,
            changed: number(numbers.next()?)?,
        };
        let kept = number(lines.next()?.strip_prefix("kept ")?)?;
        let mut values = Vec::new();
        while let Some(line) = lines.peek().and_then(|line| line.strip_prefix("digest ")) {
            values.push(value(line)?);
            lines.next();
        }
        let mut checkpoint = None;
        if let Some(line) = lines.next() {
            let length = number(line.strip_prefix("checkpoint ")?)?;
            let states = lines.map(|line| value(line.strip_prefix("state ")?));
            checkpoint = Some(Checkpoint::restored(
                length,
                states.collect::<Option<_>>()?,
            )?);
        }
        let entry = Self {
            identity,
            kept,
            record: Record {
                digests: Digests::stated(identity.length, values),
                checkpoint,
            },
        };
        // There is one way to write an entry, the sum included.
        (entry.encode() == text).then_some(entry)
    }
}

fn number<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// `SHA-1 0123…`
fn value(line: &str) -> Option<(Algorithm, Box<[u8]>)> {
    let (name, digits) = line.split_once(' ')?;
    let mut algorithms = Algorithm::ALL.into_iter();
    let algorithm = algorithms.find(|algorithm| algorithm.name() == name)?;
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let bytes = pairs.iter().map(|pair| {
        let pair = str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    Some((algorithm, bytes.collect::<Option<_>>()?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hashers::Hashers;

    fn entry() -> Entry {
        let mut hashers = Hashers::new(&Algorithm::ALL);
        hashers.update(b"alpha");
        let checkpoint = hashers.checkpoint();
        let digests = hashers.finish();
        Entry {
            identity: Identity {
                device: 64769,
                inode: 1234,
                length: 5,
                modified: -1,
                changed: 1_700_000_000_123_456_789,
            },
            kept: 1_700_000_010_000_000_000,
            record: Record {
                digests,
                checkpoint: Some(checkpoint),
            },
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was() {
        let mut entry = entry();
        assert_eq!(
            Entry::decode(entry.encode().as_bytes()),
            Some(entry.clone())
        );
        entry.record.checkpoint = None;
        assert_eq!(
            Entry::decode(entry.encode().as_bytes()),
            Some(entry.clone())
        );
        entry.record.digests = Digests::stated(5, []);
        assert_eq!(Entry::decode(entry.encode().as_bytes()), Some(entry));
    }

    #[test]
    fn any_bit_that_flips_is_noticed() {
        let text = entry().encode().into_bytes();
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut text = text.clone();
                text[at] ^= 1 << bit;
                assert_eq!(Entry::decode(&text), None, "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn any_end_but_its_own_is_noticed() {
        let text = entry().encode().into_bytes();
        for length in 0..text.len() {
            assert_eq!(Entry::decode(&text[..length]), None, "{length} bytes");
        }
        for more in ["\n", " ", "x", "sum "] {
            let longer = [&text, more.as_bytes()].concat();
            assert_eq!(Entry::decode(&longer), None);
        }
        assert_eq!(Entry::decode(&[text.clone(), text].concat()), None);
    }

    #[test]
    fn a_sum_that_is_right_makes_nothing_right_of_what_is_wrong() {
        let text = entry().encode();
        for (from, to) in [
            ("imf digests 1", "imf digests 2"),
            ("digest SHA-1 ", "digest SHA-1 00"),
            ("digest SHA-256", "digest SHA-1"),
            ("digest SHA-384", "digest MD5"),
            ("state SHA-1 ", "state SHA-1 0"),
            ("checkpoint 5", "checkpoint -5"),
            ("kept 17", "kept x17"),
            ("file 64769", "file 064769"),
        ] {
            let body = text.get(..text.rfind(SUM).expect("a sum")).expect("a body");
            let body = body.replacen(from, to, 1);
            let changed = format!("{body}{SUM}{}\n", hex(&Sha256::digest(body.as_bytes())));
            assert_ne!(changed, text);
            assert_eq!(Entry::decode(changed.as_bytes()), None, "{to}");
        }
    }

    proptest! {
        #[test]
        fn garbage_is_no_entry(text: Vec<u8>, after_head: bool) {
            let head = if after_head { HEAD.as_bytes() } else { b"" };
            prop_assert_eq!(Entry::decode(&[head, &text].concat()), None);
        }
    }
}
