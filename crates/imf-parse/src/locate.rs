//! From places to lines, columns, paths and excerpts.

use std::io::{self, BufRead, Read};

use memchr::memchr2_iter;

use crate::decode::Decoder;
use crate::reader::{Reader, Token, split_name};
use crate::{Limits, Place};

/// The most characters of an excerpt.
const EXCERPT: usize = 240;

/// A place as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The path of the element that is or holds the place: `/PackingList/AssetList/Asset[2]/Hash`. An element of a
    /// list has its number among those of its name, and so has any other that is not the first of its name.
    pub path: String,
    /// What stands there: at most 240 characters of the line; control characters as U+FFFD.
    pub excerpt: String,
    /// Where in `excerpt` the place is.
    pub start: usize,
    /// Where in `excerpt` what is meant ends: the element's end or the line's.
    pub end: usize,
}

/// Reads the document once more, up to the last of `places` (in ascending order), and says where they are.
///
/// # Errors
///
/// Only a `reader` that fails.
pub fn locate(
    reader: &mut dyn BufRead,
    places: &[Place],
    limits: &Limits,
) -> io::Result<Vec<Location>> {
    let mut found = Vec::with_capacity(places.len());
    let Ok(decoder) = Decoder::new(reader)? else {
        // An encoding that cannot be read: the start of the file is all that is known.
        let start = Location {
            line: 1,
            column: 1,
            path: String::new(),
            excerpt: String::new(),
            start: 0,
            end: 0,
        };
        return Ok(vec![start; places.len()]);
    };
    let mut lines = Lines::new(decoder, places);
    let mut paths = Paths::default();
    {
        let mut tokens = Reader::new(&mut lines, *limits);
        let mut next = 0;
        while next < places.len() {
            let token = match tokens.next(true) {
                Ok(None) => continue,
                Ok(Some(token)) => token,
                Err(_) => break,
            };
            let at = match &token {
                Token::Start(tag) => tag.at,
                Token::End { at } | Token::Text { at, .. } => *at,
                Token::Comment(_) | Token::Instruction(_) => continue,
                Token::Eof => break,
            };
            // What lies before this token belongs to the element that was open before it.
            while next < places.len() && places[next] < at {
                paths.note();
                next += 1;
            }
            if let Token::Start(tag) = &token {
                paths.open(tag.split_name().1);
            }
            while next < places.len() && places[next] == at {
                paths.note();
                next += 1;
            }
            if let Token::End { .. } = token {
                paths.close();
            }
        }
        // The tag that stopped the reading stands where its faults are.
        if let Some((at, name)) = tokens.broken() {
            while next < places.len() && places[next] < at {
                paths.note();
                next += 1;
            }
            paths.open(split_name(name).1);
        }
        while paths.noted.len() < places.len() {
            paths.note();
        }
    }
    lines.finish()?;
    for (path, line) in paths.noted.into_iter().zip(lines.found) {
        let (excerpt, start) = line.excerpt();
        let end = start + extent(&excerpt[start..]);
        found.push(Location {
            line: line.number,
            column: line.column,
            path,
            excerpt,
            start,
            end,
        });
    }
    Ok(found)
}

/// How much of `text` is meant: an element with its text where that ends on the line, else the tag, else the line.
fn extent(text: &str) -> usize {
    let whole = text.trim_end().len();
    let Some(tag) = text
        .strip_prefix('<')
        .and_then(|rest| rest.find('>'))
        .map(|end| end + 2)
    else {
        // Not an element: an attribute with its value, or text.
        let attribute = text.find('=').filter(|equals| {
            text[..*equals]
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.' | b' '))
        });
        let quoted = attribute.and_then(|equals| {
            let value = &text[equals + 1..];
            let quote = value
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''))?;
            value[1..].find(quote).map(|end| equals + 1 + 1 + end + 1)
        });
        return quoted.unwrap_or(whole);
    };
    if text[..tag].ends_with("/>") || text.starts_with("</") {
        return tag.min(whole);
    }
    let name = text[1..]
        .split(|c: char| c.is_ascii_whitespace() || c == '>')
        .next()
        .unwrap_or_default();
    let end_tag = format!("</{name}>");
    match text[tag..].find(&end_tag) {
        Some(end) if !text[tag..tag + end].contains('<') => tag + end + end_tag.len(),
        _ => tag.min(whole),
    }
}

/// The path of the open element.
#[derive(Default)]
struct Paths {
    open: Vec<Step>,
    /// By depth: names met there and how often, below the element that is open above.
    counts: Vec<Vec<(Box<str>, u32)>>,
    noted: Vec<String>,
}

struct Step {
    name: Box<str>,
    number: u32,
}

impl Paths {
    fn open(&mut self, name: &str) {
        let depth = self.open.len();
        if self.counts.len() == depth {
            self.counts.push(Vec::new());
        }
        let counts = &mut self.counts[depth];
        let number = if let Some((_, count)) = counts.iter_mut().find(|(known, _)| &**known == name)
        {
            *count += 1;
            *count
        } else {
            // Elements of one parent have few names; a hostile document gets no numbers past a thousand of them.
            if counts.len() < 1000 {
                counts.push((name.into(), 1));
            }
            1
        };
        self.open.push(Step {
            name: name.into(),
            number,
        });
    }

    fn close(&mut self) {
        self.open.pop();
        self.counts.truncate(self.open.len() + 1);
    }

    fn note(&mut self) {
        use std::fmt::Write as _;
        let mut path = String::new();
        let mut is_list = false;
        for (depth, step) in self.open.iter().enumerate() {
            path.push('/');
            path.push_str(&step.name);
            if step.number > 1 || is_list {
                let _ = write!(path, "[{}]", step.number);
            }
            // `AssetList`, `SegmentList` … but not `PackingList`, which is a document.
            is_list = depth > 0 && step.name.ends_with("List");
        }
        self.noted.push(path);
    }
}

/// Hands text on, and keeps the lines that hold a place.
struct Lines<'p, R> {
    inner: R,
    places: &'p [Place],
    next: usize,
    offset: u64,
    number: u32,
    column: u32,
    after_return: bool,
    /// The end of the line so far, at most as much as an excerpt may show before its place.
    before: Vec<u8>,
    /// Places whose excerpt still wants the rest of its line.
    wanting: usize,
    found: Vec<Line>,
}

struct Line {
    number: u32,
    column: u32,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl<'p, R: BufRead> Lines<'p, R> {
    fn new(inner: R, places: &'p [Place]) -> Self {
        Self {
            inner,
            places,
            next: 0,
            offset: 0,
            number: 1,
            column: 1,
            after_return: false,
            before: Vec::new(),
            wanting: 0,
            found: Vec::new(),
        }
    }

    /// Reads on until every place has its line, or the text ends.
    fn finish(&mut self) -> io::Result<()> {
        while self.found.len() < self.places.len() || self.wanting > 0 {
            let available = match self.inner.fill_buf() {
                Ok(available) => available,
                // Bytes that are no text: the excerpt ends there.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => break,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break;
            }
            let count = available.len();
            self.consume(count);
        }
        while self.found.len() < self.places.len() {
            self.found.push(Line {
                number: self.number,
                column: self.column,
                before: self.before.clone(),
                after: Vec::new(),
            });
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let place = self.places.get(self.next);
            let room = place.map_or(rest.len(), |place| {
                let ahead = u64::from(place.offset()).saturating_sub(self.offset);
                usize::try_from(ahead).map_or(rest.len(), |ahead| ahead.min(rest.len()))
            });
            // Most of a document has no place, and its lines have but to be counted.
            let count = if self.wanting == 0 && room > 0 {
                self.skip(&rest[..room]);
                room
            } else {
                self.step(rest[0]);
                1
            };
            rest = &rest[count..];
        }
    }

    /// Bytes that hold no place, while no excerpt wants them.
    fn skip(&mut self, bytes: &[u8]) {
        let mut start = None;
        let mut after_return = self.after_return.then_some(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            let is_second = bytes[at] == b'\n' && after_return == Some(at);
            if !is_second {
                self.number = self.number.saturating_add(1);
            }
            after_return = (bytes[at] == b'\r').then_some(at + 1);
            start = Some(at + 1);
        }
        if start.is_some() {
            self.column = 1;
            self.before.clear();
        }
        let line = &bytes[start.unwrap_or(0)..];
        let begun = line.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        let begun = u32::try_from(begun).unwrap_or(u32::MAX);
        self.column = self.column.saturating_add(begun);
        let kept = &line[line.len().saturating_sub(4 * EXCERPT)..];
        if self.before.len() + kept.len() > 8 * EXCERPT {
            let surplus = self.before.len().saturating_sub(4 * EXCERPT);
            self.before.drain(..surplus);
        }
        self.before.extend(kept);
        self.offset += bytes.len() as u64;
        self.after_return = after_return == Some(bytes.len());
    }

    fn step(&mut self, byte: u8) {
        while self
            .places
            .get(self.next)
            .is_some_and(|place| u64::from(place.offset()) <= self.offset)
        {
            self.found.push(Line {
                number: self.number,
                column: self.column,
                before: self.before.clone(),
                after: Vec::new(),
            });
            self.next += 1;
            self.wanting += 1;
        }
        self.offset += 1;
        if byte == b'\n' || byte == b'\r' {
            if byte == b'\r' || !self.after_return {
                self.number = self.number.saturating_add(1);
            }
            self.column = 1;
            self.before.clear();
            self.wanting = 0;
        } else {
            if byte & 0xC0 != 0x80 {
                self.column = self.column.saturating_add(1);
            }
            if self.before.len() == 8 * EXCERPT {
                self.before.drain(..4 * EXCERPT);
            }
            self.before.push(byte);
            if self.wanting > 0 {
                let start = self.found.len() - self.wanting;
                for line in &mut self.found[start..] {
                    if line.after.len() < 4 * EXCERPT {
                        line.after.push(byte);
                    }
                }
                if self.found[start].after.len() >= 4 * EXCERPT {
                    self.wanting -= 1;
                }
            }
        }
        self.after_return = byte == b'\r';
    }
}

impl<R: BufRead> Read for Lines<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Lines<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // The bytes were handed out by `fill_buf`, so asking again neither reads nor fails.
        let bytes = self
            .inner
            .fill_buf()
            .map(|available| available[..count.min(available.len())].to_vec())
            .unwrap_or_default();
        self.take(&bytes);
        self.inner.consume(count);
    }
}

impl Line {
    /// The text around the place, and where in it the place is.
    fn excerpt(&self) -> (String, usize) {
        let clean = |bytes: &[u8]| -> Vec<char> {
            let text = String::from_utf8_lossy(bytes);
            text.chars()
                .map(|c| {
                    if c.is_control() && c != '\t' {
                        '\u{FFFD}'
                    } else if c == '\t' {
                        ' '
                    } else {
                        c
                    }
                })
                .collect()
        };
        let (before, after) = (clean(&self.before), clean(&self.after));
        // As much of the line's start as leaves room for what is meant.
        let room = EXCERPT
            .saturating_sub(after.len())
            .clamp(EXCERPT / 4, EXCERPT);
        let before = &before[before.len().saturating_sub(room)..];
        let head: String = before.iter().collect();
        let tail: String = after.iter().take(EXCERPT - before.len()).collect();
        let start = head.len();
        (head + &tail, start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<?xml version=\"1.0\"?>\r\n<a>\r\n  <bList>é<c x=\"1\">one</c><c>two</c>\r\n  <d/></bList>\r\n</a>\r\n";

    /// Lines are counted in leaps between places: in whatever blocks the text comes, as when every byte is looked at.
    #[test]
    fn leaps_count_as_steps_do() {
        let text = "a\r\nb\n\nc\r\r\né\u{1f600}x\r\ry\n\r\n".repeat(6) + &"é".repeat(2500);
        // All of the breaks, and some of the long line.
        let offsets = (0..120).chain((120..text.len()).step_by(97));
        for offset in offsets.filter(|&offset| text.is_char_boundary(offset)) {
            let place = [Place::new(offset as u64)];
            let mut stepped = Lines::new(text.as_bytes(), &place);
            text.bytes().for_each(|byte| stepped.step(byte));
            for size in [1, 3, 7, 1000, 8192] {
                let reader = io::BufReader::with_capacity(size, text.as_bytes());
                let mut leapt = Lines::new(reader, &place);
                leapt.finish().unwrap();
                let (leapt, stepped) = (&leapt.found[0], &stepped.found[0]);
                assert_eq!(
                    (leapt.number, leapt.column, leapt.excerpt()),
                    (stepped.number, stepped.column, stepped.excerpt()),
                    "{offset}, {size} bytes at a time"
                );
            }
        }
    }

    #[track_caller]
    fn check(offset: usize, line: u32, column: u32, path: &str, meant: &str) {
        for size in [1, 2, 64, 8192] {
            let mut reader = io::BufReader::with_capacity(size, TEXT.as_bytes());
            let found = locate(
                &mut reader,
                &[Place::new(offset as u64)],
                &Limits::default(),
            )
            .unwrap();
            let found = &found[0];
            assert_eq!(
                (found.line, found.column, found.path.as_str()),
                (line, column, path)
            );
            assert_eq!(&found.excerpt[found.start..found.end], meant);
        }
    }

    #[test]
    fn elements_are_located_by_line_column_and_path() {
        check(TEXT.find("<a>").unwrap(), 2, 1, "/a", "<a>");
        check(
            TEXT.find("<c x").unwrap(),
            3,
            11,
            "/a/bList/c[1]",
            "<c x=\"1\">one</c>",
        );
        check(
            TEXT.find("<c>").unwrap(),
            3,
            27,
            "/a/bList/c[2]",
            "<c>two</c>",
        );
        check(TEXT.find("<d/>").unwrap(), 4, 3, "/a/bList/d[1]", "<d/>");
        check(TEXT.find("</bList>").unwrap(), 4, 7, "/a/bList", "</bList>");
    }

    #[test]
    fn attributes_belong_to_their_element() {
        check(TEXT.find("x=").unwrap(), 3, 14, "/a/bList/c[1]", "x=\"1\"");
    }

    #[test]
    fn the_end_of_the_file_has_a_place_too() {
        check(TEXT.len(), 6, 1, "", "");
        check(TEXT.len() + 100, 6, 1, "", "");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("<a>{}<b>here</b>{}</a>", "x".repeat(5000), "y".repeat(5000));
        let at = text.find("<b>").unwrap();
        let found = locate(
            &mut text.as_bytes(),
            &[Place::new(at as u64)],
            &Limits::default(),
        )
        .unwrap();
        assert_eq!(found[0].excerpt.chars().count(), EXCERPT);
        assert_eq!(
            &found[0].excerpt[found[0].start..found[0].end],
            "<b>here</b>"
        );
        assert_eq!(found[0].column, 5004);
    }
}
