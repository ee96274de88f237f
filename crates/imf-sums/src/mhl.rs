//! Media hash lists: ASC-MHL 2.0 (`path`), and the older lists 1.x (`file`, `size`).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::{Error, Format, LeftOut, List, Stated, algorithm, error, from_hex, line_at};

/// How deep elements may lie in each other; five are needed.
const DEEPEST: usize = 32;

/// Digests by algorithms that no packing list uses.
const OTHERS: &[&str] = &[
    "c4",
    "md5",
    "xxh128",
    "xxh3",
    "xxh32",
    "xxh64",
    "xxhash",
    "xxhash64",
    "xxhash64be",
];

pub(crate) fn read(text: &str) -> Result<List, Error> {
    let mut reader = Reader::from_str(text);
    let mut state = State {
        list: List::new(Format::Mhl),
        open: Vec::new(),
        entry: Entry::default(),
        text: String::new(),
        is_root_met: false,
    };
    loop {
        let event = reader.read_event();
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = || line_at(text.as_bytes().get(..position).unwrap_or(text.as_bytes()));
        let fault = |what: String| error(line(), what);
        match event.map_err(|fault| error(line(), fault.to_string()))? {
            Event::Start(tag) => state.start(&tag).map_err(fault)?,
            Event::Empty(tag) => {
                state.start(&tag).map_err(fault)?;
                state.end().map_err(fault)?;
            }
            Event::End(_) => state.end().map_err(fault)?,
            Event::Text(text) => state.text.push_str(&text.xml10_content()),
            Event::CData(text) => state.text.push_str(&text),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref();
                if let Some(character) = character.map_err(|it| fault(it.to_string()))? {
                    state.text.push(character);
                } else {
                    let name = &*reference;
                    let meant = quick_xml::escape::resolve_predefined_entity(name);
                    let meant = meant.ok_or_else(|| fault(format!("no entity `{name}`")))?;
                    state.text.push_str(meant);
                }
            }
            Event::DocType(_) => return Err(fault("a document type is not read".to_owned())),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof if state.open.is_empty() && state.is_root_met => return Ok(state.list),
            Event::Eof => return Err(fault("the document breaks off".to_owned())),
        }
    }
}

/// What was read so far.
struct State {
    list: List,
    /// The elements that are open.
    open: Vec<String>,
    entry: Entry,
    /// The text of the innermost element.
    text: String,
    is_root_met: bool,
}

/// A file.
#[derive(Default)]
struct Entry {
    name: String,
    length: Option<u64>,
    /// Name of the algorithm, digits, and whether they held when the list was made.
    digests: Vec<(String, String, bool)>,
    /// Whether the digest that is open held.
    is_failed: bool,
}

impl State {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.local_name().as_ref().to_owned();
        if self.open.is_empty() {
            if name != "hashlist" || self.is_root_met {
                return Err("no media hash list: its one root is `hashlist`".to_owned());
            }
            self.is_root_met = true;
        }
        if self.open.len() >= DEEPEST {
            return Err("elements lie too deep in each other".to_owned());
        }
        self.open.push(name);
        self.text.clear();
        if self.is_entry() {
            self.entry = Entry::default();
        }
        if self.is_in_entry() {
            self.entry.is_failed = attribute(tag, "action")?.as_deref() == Some("failed");
            if let Some(size) = attribute(tag, "size")? {
                self.entry.length = Some(length(&size)?);
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        if self.is_in_entry() {
            self.value()?;
        } else if self.is_entry() {
            self.finish()?;
        }
        self.open.pop();
        self.text.clear();
        Ok(())
    }

    /// Whether the innermost element is a file's: those of folders are another thing.
    fn is_entry(&self) -> bool {
        let open: Vec<&str> = self.open.iter().map(String::as_str).collect();
        matches!(
            open[..],
            ["hashlist", "hash"] | ["hashlist", "hashes", "hash"]
        )
    }

    /// Whether it is one of those in that.
    fn is_in_entry(&self) -> bool {
        let open: Vec<&str> = self.open.iter().take(5).map(String::as_str).collect();
        matches!(
            open[..],
            ["hashlist", "hash", _] | ["hashlist", "hashes", "hash", _]
        )
    }

    fn value(&mut self) -> Result<(), String> {
        let name = self.open.last().map_or("", |name| name.as_str());
        match name {
            "path" | "file" => self.entry.name.clone_from(&self.text),
            "size" => self.entry.length = Some(length(&self.text)?),
            name if algorithm(name).is_some() || OTHERS.contains(&name) => {
                let digits = self.text.trim().to_owned();
                let digest = (name.to_owned(), digits, self.entry.is_failed);
                self.entry.digests.push(digest);
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        let entry = std::mem::take(&mut self.entry);
        if entry.name.is_empty() {
            return Err("a hash without a name".to_owned());
        }
        for (by, digits, is_failed) in entry.digests {
            let Some(algorithm) = algorithm(&by) else {
                self.list.leave_out(LeftOut::Algorithm(by));
                continue;
            };
            if is_failed {
                self.list.leave_out(LeftOut::Failed);
                continue;
            }
            let digest = from_hex(&digits).filter(|it| it.len() == algorithm.digest_bytes());
            self.list.digests.push(Stated {
                name: entry.name.clone(),
                length: entry.length,
                algorithm,
                digest: digest.ok_or_else(|| format!("no digest by {}", algorithm.name()))?,
            });
        }
        Ok(())
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let found = tag.try_get_attribute(name).map_err(|it| it.to_string())?;
    Ok(found.map(|found| found.value.into_owned()))
}

fn length(text: &str) -> Result<u64, String> {
    let length = text.trim().parse();
    length.map_err(|_| "a size that is no number of bytes".to_owned())
}

#[cfg(test)]
mod tests {
    use imf_digest::Algorithm;

    use super::*;

    const SHA1: &str = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

    fn list(hashes: &str) -> String {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
  <creatorinfo><creationdate>2026-01-02T03:04:05Z</creationdate><hostname>demo</hostname></creatorinfo>
  <processinfo><process>in-place</process>
    <roothash><content><sha1>{SHA1}</sha1></content><structure><sha1>{SHA1}</sha1></structure></roothash>
  </processinfo>
  <hashes>{hashes}</hashes>
</hashlist>
"#
        )
    }

    #[test]
    fn a_list_of_today() {
        let text = list(&format!(
            r#"
    <hash>
      <path size="5" lastmodificationdate="2026-01-02T03:04:05Z">a &amp; b&#x2e;mxf</path>
      <md5 action="original">d41d8cd98f00b204e9800998ecf8427e</md5>
      <sha1 action="verified" hashdate="2026-01-02T03:04:05Z">{SHA1}</sha1>
      <metadata><sha1>no digest</sha1></metadata>
    </hash>
    <hash><path>c.mxf</path><sha1 action="failed">{SHA1}</sha1></hash>
    <directoryhash><path>x</path><content><sha1>{SHA1}</sha1></content></directoryhash>"#
        ));
        let list = read(&text).expect("a list");
        let digest = from_hex(SHA1).expect("digits");
        assert_eq!(
            list.digests,
            [Stated {
                name: "a & b.mxf".to_owned(),
                length: Some(5),
                algorithm: Algorithm::Sha1,
                digest,
            }]
        );
        let left_out: Vec<_> = list.left_out.into_iter().collect();
        assert_eq!(
            left_out,
            [
                (LeftOut::Algorithm("md5".to_owned()), 1),
                (LeftOut::Failed, 1)
            ]
        );
    }

    #[test]
    fn a_list_of_yesterday() {
        let text = format!(
            "<hashlist version='1.1'><creatorinfo/><hash><file>x/a.mxf</file><size>7</size>\
             <sha1>{SHA1}</sha1><hashdate>2016-01-02T03:04:05Z</hashdate></hash></hashlist>"
        );
        let list = read(&text).expect("a list");
        assert_eq!(list.digests.len(), 1);
        assert_eq!(
            (&*list.digests[0].name, list.digests[0].length),
            ("x/a.mxf", Some(7))
        );
    }

    #[test]
    fn what_is_no_such_list_says_where() {
        let deep = format!("<hashlist>{}", "<a>".repeat(100_000));
        let bomb = "<!DOCTYPE hashlist [<!ENTITY a 'aaaa'>]>\n<hashlist>&a;</hashlist>";
        for text in [
            "<",
            "<hashlist>",
            "<other/>",
            "<hashlist/><hashlist/>",
            "<hashlist></other>",
            "<hashlist>&unknown;</hashlist>",
            "<!-- nothing -->",
            &deep,
            bomb,
            &list("<hash><sha1>00</sha1></hash>"),
            &list("<hash><path>a</path><sha1>00</sha1></hash>"),
            &list("<hash><path size='-1'>a</path></hash>"),
            &list(&format!("<hash><path>a</path><sha1>{SHA1}0</sha1></hash>")),
        ] {
            let found = read(text).expect_err(text.get(..40).unwrap_or(text));
            assert!(found.line <= 12, "{found}");
        }
    }
}
