//! Documents to read: seeds, what the schema tests use, samples, and thousands of mutants of them.

use std::path::{Path, PathBuf};

/// What is put into a document to damage it, or not.
const PIECES: &[&str] = &[
    "<",
    ">",
    "&",
    "\"",
    "'",
    "]]>",
    "--",
    "-->",
    "<!--",
    "<!-- a -->",
    "<![CDATA[",
    "<![CDATA[ <&]] ]]>",
    "]]",
    "<?",
    "?>",
    "<?a?>",
    "<?a b?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE a>",
    "<!DOCTYPE a [<!ENTITY b 'x>'><!-- ]> --><?p ]> ?>]>",
    "&amp;",
    "&lt;",
    "&quot;",
    "&#65;",
    "&#xD;",
    "&#0;",
    "&nbsp;",
    "\r\n",
    "\r",
    "\n",
    "\t",
    " ",
    "\u{1}",
    "\u{fffe}",
    "\u{ffff}",
    "é",
    "日本",
    "😀",
    "/",
    "/>",
    "</",
    "</a>",
    "<a/>",
    "<a b='c'>",
    "<a>b</a>",
    "<é/>",
    "=",
    "  a='1'",
    " a=\"x&lt;\r\ny\"",
    " a='1' a='2'",
    "xmlns:",
    ":",
    "text",
    "[",
    "!",
    "<!",
    "<!ELEMENT a>",
    "&#x110000;",
    "&;",
    "&#;",
    "\u{feff}",
    "-",
    "]",
    "<!-",
    "<![CDATA",
    "<!DOCTYPE",
    "xml",
    "<a\n/>",
    "</a\n>",
];

/// The documents that are in the repository, and the small ones among the samples.
fn bases() -> Vec<Vec<u8>> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&own.join("../../fuzz/seeds/document"), &mut files);
    walk(&own.join("tests/xml_differential/documents"), &mut files);
    assert!(files.len() > 10, "{files:?}");
    if let Some(samples) = imf_testkit::samples("XML against another reader") {
        walk(&samples.join("corpus"), &mut files);
    }
    files.sort();
    let mut bases: Vec<Vec<u8>> = files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    bases.retain(|bytes| bytes.len() < 60_000);
    // As it is in UTF-8, without a byte order mark: what is below makes that of every document.
    for base in &mut bases {
        if base.starts_with(b"\xEF\xBB\xBF") {
            base.drain(..3);
        }
    }
    bases
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            found.push(path);
        }
    }
}

/// A generator of numbers that are the same on every machine (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("48 bits") % below.max(1)
    }
}

/// Gives every document, and mutants of it, to `run`; how many there were.
pub(super) fn each(mut run: impl FnMut(&[u8])) -> usize {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut count = 0;
    for base in bases() {
        run(&base);
        // Long documents are mutated less often: together they get as much time as short ones.
        let mutants = (800_000 / base.len().max(1)).clamp(20, 300);
        for _ in 0..mutants {
            let mut bytes = base.clone();
            for _ in 0..=numbers.next(2) {
                mutate(&mut bytes, &mut numbers);
            }
            run(&bytes);
        }
        count += 1 + mutants;
    }
    count
}

fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.next(bytes.len() + 1);
    let end = (at + numbers.next(30)).min(bytes.len());
    match numbers.next(10) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            // A stretch once more, elsewhere.
            let stretch = bytes[at..end].to_vec();
            let to = numbers.next(bytes.len());
            bytes.splice(to..to, stretch);
        }
        3 if at < bytes.len() => bytes[at] = u8::try_from(numbers.next(256)).expect("a byte"),
        4..7 => {
            // Behind a tag, where much may stand.
            let tag = bytes[at..].iter().position(|byte| *byte == b'>');
            let to = tag.map_or(at, |tag| at + tag + 1);
            bytes.splice(to..to, PIECES[numbers.next(PIECES.len())].bytes());
        }
        _ => drop(bytes.splice(at..at, PIECES[numbers.next(PIECES.len())].bytes())),
    }
}
