//! Lists of digests that others made: what `sha1sum` and its kin write, ASC-MHL, and what S3 says of its objects.
//!
//! [`read`] tells by the text which it is. What a list says is not judged here: names are as the list has them, and
//! nobody looks whether there are such files.
//!
//! ```
//! let list = imf_sums::read(b"da39a3ee5e6b4b0d3255bfef95601890afd80709  empty.mxf\n")?;
//! assert_eq!(list.digests[0].name, "empty.mxf");
//! assert_eq!(list.digests[0].algorithm, imf_digest::Algorithm::Sha1);
//! # Ok::<(), imf_sums::Error>(())
//! ```

use std::collections::BTreeMap;
use std::fmt;

use imf_digest::Algorithm;

mod csv;
mod mhl;
mod s3;
mod sums;

/// The longest list that is read, in bytes: half a million lines.
pub const MOST_BYTES: u64 = 64 << 20;

/// What a list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// What kind of list it is.
    pub format: Format,
    /// The digests, in the order of the list.
    pub digests: Vec<Stated>,
    /// What is in the list and is no digest to compare with, and how often.
    pub left_out: BTreeMap<LeftOut, usize>,
}

/// A digest as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The name of the file.
    pub name: String,
    /// Its length in bytes, if that is said.
    pub length: Option<u64>,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The digest, as long as the algorithm makes it.
    pub digest: Box<[u8]>,
}

/// A kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines of digest and name, or of algorithm, name and digest.
    Sums,
    /// A media hash list: of ASC-MHL 2.0, or of its forerunner 1.x.
    Mhl,
    /// The completion report of an S3 Batch Operations job that computed checksums.
    S3Report,
    /// The answers of S3 on objects, each with its key.
    S3Objects,
}

/// What is in a list and is no digest to compare with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A digest by an algorithm that no packing list uses, by its name or its number of bits.
    Algorithm(String),
    /// A digest of the digests of parts, or one that does not say that it is of the whole object.
    Composite,
    /// A digest that did not hold when the list was made, or a task that failed.
    Failed,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm(name) => {
                write!(f, "a digest by {name}, which packing lists do not use")
            }
            Self::Composite => f.write_str("a checksum that is not said to be of the full object"),
            Self::Failed => f.write_str("an entry that failed when the list was made"),
        }
    }
}

/// Why a text is no list of digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for Error {}

/// Reads a list, whichever it is. A part of it that cannot be understood is an error: what is taken on trust is taken
/// to the letter.
pub fn read(bytes: &[u8]) -> Result<List, Error> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(error(1, "the list is too long"));
    }
    let text = str::from_utf8(bytes).map_err(|fault| {
        let before = bytes.get(..fault.valid_up_to()).unwrap_or_default();
        error(line_at(before), "not UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().chars().next() {
        Some('<') => mhl::read(text),
        Some('{' | '[') => s3::objects(text),
        _ if s3::is_report(text) => s3::report(text),
        _ => sums::read(text),
    }
}

impl List {
    fn new(format: Format) -> Self {
        Self {
            format,
            digests: Vec::new(),
            left_out: BTreeMap::new(),
        }
    }

    fn leave_out(&mut self, what: LeftOut) {
        *self.left_out.entry(what).or_default() += 1;
    }
}

fn error(line: usize, what: impl Into<String>) -> Error {
    Error {
        line,
        what: what.into(),
    }
}

/// The line at which what comes after `before` begins.
fn line_at(before: &[u8]) -> usize {
    before.split(|byte| *byte == b'\n').count()
}

/// The algorithm of that name, however it is written: `SHA1`, `sha-1`, `SHA2-256`.
fn algorithm(name: &str) -> Option<Algorithm> {
    let letters = name.chars().filter(|letter| !matches!(letter, '-' | '_'));
    let name: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
    match name.as_str() {
        "SHA1" => Some(Algorithm::Sha1),
        "SHA256" | "SHA2256" => Some(Algorithm::Sha256),
        "SHA384" | "SHA2384" => Some(Algorithm::Sha384),
        "SHA512" | "SHA2512" => Some(Algorithm::Sha512),
        _ => None,
    }
}

/// The bytes of `digits`, if these are hexadecimal and in pairs.
fn from_hex(digits: &str) -> Option<Box<[u8]>> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes = pairs
        .iter()
        .map(|[high, low]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok());
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_whatever_do_harm(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }

        /// Pieces of what lists are made of, in whatever order.
        #[test]
        fn no_list_whatever_does_harm(
            pieces in prop::collection::vec(
                prop::sample::select(&[
                    "\\", " ", "  ", " *", "\n", "\r\n", "(", ")", "=", "SHA1", "SHA2-256 (", ") = ",
                    "da39a3ee5e6b4b0d3255bfef95601890afd80709", "0", "name", "é", "#", "<", ">", "/",
                    "<hashlist>", "<hashes>", "<hash>", "<path size='1'>", "</path>", "<sha1>", "</sha1>",
                    "</hash>", "&lt;", "&x;", "<!--", "-->", "<![CDATA[", "]]>", "{", "}", "[", "]", ":", ",",
                    "\"", "\"\"", "\"Key\"", "\"Checksum\"", "\"ChecksumSHA1\"", "\"ChecksumType\"",
                    "\"FULL_OBJECT\"", "succeeded", "b,k,,succeeded,200,,", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
                ][..]),
                0..40,
            ),
        ) {
            if let Ok(list) = read(pieces.concat().as_bytes()) {
                for stated in list.digests {
                    prop_assert_eq!(stated.digest.len(), stated.algorithm.digest_bytes());
                    prop_assert!(!stated.name.is_empty());
                }
            }
        }
    }

    #[test]
    fn a_list_that_is_no_text_says_where() {
        let found = read(b"# one\n# two\xff\n").expect_err("no UTF-8");
        assert_eq!(found, error(2, "not UTF-8"));
        // As PowerShell writes it.
        assert!(read(&[0xff, 0xfe, b'd', 0, b'a', 0]).is_err());
    }

    #[test]
    fn an_empty_list_says_nothing() {
        for text in ["", "\n\n", "\u{feff}", "# nothing\n"] {
            let list = read(text.as_bytes()).expect("a list");
            assert_eq!(list, List::new(Format::Sums));
        }
    }
}
