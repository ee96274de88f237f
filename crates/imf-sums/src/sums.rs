//! Lines of digest and name, as `sha1sum` and `shasum` write them, or of algorithm, name and digest, as `--tag`, BSD's
//! `sha1` and OpenSSL do.

use crate::{Error, Format, LeftOut, List, Stated, algorithm, error, from_hex};
use imf_digest::Algorithm;

/// The fewest digits that a checksum has: CRC-32.
const FEWEST_DIGITS: usize = 8;

pub(crate) fn read(text: &str) -> Result<List, Error> {
    let mut list = List::new(Format::Sums);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let (is_escaped, line) = match line.strip_prefix('\\') {
            Some(line) => (true, line),
            None => (false, line),
        };
        let parts = plain(line).or_else(|| tagged(line));
        let Parts { by, digits, name } =
            parts.ok_or_else(|| error(number, "no digest and name"))?;
        let digest = from_hex(digits).ok_or_else(|| error(number, "half a byte"))?;
        let name = if is_escaped {
            unescaped(name).ok_or_else(|| error(number, "no escape is written like that"))?
        } else {
            name.to_owned()
        };
        let algorithm = match by {
            By::Length => of_length(digest.len()),
            By::Name(by) => algorithm(by),
        };
        match algorithm {
            Some(algorithm) if algorithm.digest_bytes() == digest.len() => {
                list.digests.push(Stated {
                    name,
                    length: None,
                    algorithm,
                    digest,
                });
            }
            Some(algorithm) => {
                let what = format!(
                    "{} bytes, and {} gives {}",
                    digest.len(),
                    algorithm.name(),
                    algorithm.digest_bytes()
                );
                return Err(error(number, what));
            }
            None => list.leave_out(LeftOut::Algorithm(match by {
                By::Length => format!("an algorithm of {} bits", digest.len() * 8),
                By::Name(by) => by.to_owned(),
            })),
        }
    }
    Ok(list)
}

/// A line, taken apart.
struct Parts<'a> {
    by: By<'a>,
    digits: &'a str,
    name: &'a str,
}

/// What tells the algorithm.
#[derive(Clone, Copy)]
enum By<'a> {
    Length,
    Name(&'a str),
}

/// `digits  name`, or `digits *name` for a file that was read as bytes.
fn plain(line: &str) -> Option<Parts<'_>> {
    let (digits, rest) = line.split_once([' ', '\t'])?;
    let name = rest.strip_prefix([' ', '*']).unwrap_or(rest);
    (digits.len() >= FEWEST_DIGITS && is_hex(digits) && !name.is_empty()).then_some(Parts {
        by: By::Length,
        digits,
        name,
    })
}

/// `SHA1 (name) = digits`, with or without the spaces.
fn tagged(line: &str) -> Option<Parts<'_>> {
    let (before, digits) = line.rsplit_once('=')?;
    let (by, name) = before.trim_end().strip_suffix(')')?.split_once('(')?;
    let (by, digits) = (by.trim(), digits.trim());
    let is_sound = !by.is_empty() && !name.is_empty() && !digits.is_empty() && is_hex(digits);
    is_sound.then_some(Parts {
        by: By::Name(by),
        digits,
        name,
    })
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The algorithm whose digests are so long. Others are as long, and nothing tells them apart.
fn of_length(bytes: usize) -> Option<Algorithm> {
    let mut all = Algorithm::ALL.into_iter();
    all.find(|algorithm| algorithm.digest_bytes() == bytes)
}

/// A name in which line breaks and the sign itself are escaped.
fn unescaped(name: &str) -> Option<String> {
    let mut text = String::new();
    let mut letters = name.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    const SHA256: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

    #[track_caller]
    fn check(line: &str, algorithm: Algorithm, name: &str) {
        let list = read(line).expect("a list");
        let [stated] = &*list.digests else {
            panic!("{list:?}");
        };
        assert_eq!((stated.algorithm, &*stated.name), (algorithm, name));
        assert_eq!(stated.digest.len(), algorithm.digest_bytes());
        assert!(matches!(stated.digest[0], 0xda | 0xe3));
        assert!(list.left_out.is_empty());
    }

    #[test]
    fn lines_of_every_sort() {
        use Algorithm::{Sha1, Sha256};

        for end in ["", "\n", "\r\n"] {
            check(&format!("{SHA1}  a b.mxf{end}"), Sha1, "a b.mxf");
            check(&format!("{SHA1} *a.mxf{end}"), Sha1, "a.mxf");
            check(&format!("{SHA1}\ta.mxf{end}"), Sha1, "a.mxf");
            check(&format!("{SHA1} a.mxf{end}"), Sha1, "a.mxf");
            check(&format!("{SHA256}  ./x/a.mxf{end}"), Sha256, "./x/a.mxf");
            check(&format!("SHA1 (a.mxf) = {SHA1}{end}"), Sha1, "a.mxf");
            check(&format!("SHA1(a.mxf)= {SHA1}{end}"), Sha1, "a.mxf");
            check(&format!("SHA2-256(a.mxf)= {SHA256}{end}"), Sha256, "a.mxf");
            check(
                &format!("SHA256 (a) = b (c.mxf) = {SHA256}{end}"),
                Sha256,
                "a) = b (c.mxf",
            );
        }
        check(&format!("# by sha1sum\n\n{SHA1}   a.mxf"), Sha1, " a.mxf");
    }

    #[test]
    fn names_are_escaped_where_the_line_says_so() {
        check(
            &format!("\\{SHA1}  a\\\\b\\nc\\r"),
            Algorithm::Sha1,
            "a\\b\nc\r",
        );
        check(&format!("\\SHA1 (a\\nb) = {SHA1}"), Algorithm::Sha1, "a\nb");
        check(&format!("{SHA1}  a\\nb"), Algorithm::Sha1, "a\\nb");
        for name in ["a\\", "a\\tb"] {
            assert!(read(&format!("\\{SHA1}  {name}")).is_err());
        }
    }

    #[test]
    fn other_algorithms_are_left_out_and_counted() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        let text =
            format!("{md5}  a\n{md5}  b\nMD5 (c) = {md5}\nBLAKE2b (d) = {SHA256}\n{SHA1}  e\n");
        let list = read(&text).expect("a list");
        assert_eq!(list.digests.len(), 1);
        let left_out: Vec<(String, usize)> = list
            .left_out
            .into_iter()
            .map(|(what, count)| (what.to_string(), count))
            .collect();
        let by = |name: &str| format!("a digest by {name}, which packing lists do not use");
        assert_eq!(
            left_out,
            [
                (by("BLAKE2b"), 1),
                (by("MD5"), 1),
                (by("an algorithm of 128 bits"), 2)
            ]
        );
    }

    #[test]
    fn what_is_no_line_of_such_a_list_says_where() {
        for line in [
            "hello",
            "hello world",
            SHA1,
            &format!("{SHA1} "),
            &format!("{SHA1}  "),
            &format!("{SHA1}0  a"),
            &format!("SHA1 (a) = {SHA256}"),
            "SHA1 (a) = ",
            "SHA1 () = 00",
            &format!("SHA1 a = {SHA1}"),
            &format!(" {SHA1}  a"),
        ] {
            let found = read(&format!("# first\n{line}\n")).expect_err(line);
            assert_eq!(found.line, 2, "{line}");
        }
    }
}
