//! The registers, out of their XML.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use quick_xml::Reader;
use quick_xml::events::Event;

/// An entry of a register: its simple values, and the lists of them in it (records of a group, facets of a type).
#[derive(Default)]
pub(super) struct Entry {
    pub(super) values: BTreeMap<String, String>,
    pub(super) parts: Vec<BTreeMap<String, String>>,
}

impl Entry {
    pub(super) fn value(&self, name: &str) -> anyhow::Result<&str> {
        let value = self.values.get(name).map(String::as_str);
        value.with_context(|| format!("an entry without {name}: {:?}", self.values))
    }

    pub(super) fn symbol(&self) -> anyhow::Result<&str> {
        self.value("Symbol")
    }
}

/// Entries by the label that a reader looks up.
pub(super) type Keyed = BTreeMap<u128, Entry>;

/// The entries of a register that are no nodes of its tree.
pub(super) fn leaves(text: &str) -> anyhow::Result<Vec<Entry>> {
    let mut reader = Reader::from_str(text);
    let mut entries = Vec::new();
    let mut entry = Entry::default();
    let mut value = String::new();
    let mut in_part = false;
    loop {
        match reader.read_event()? {
            Event::Start(start) => {
                value.clear();
                match start.local_name().as_ref() {
                    "Entry" => entry = Entry::default(),
                    "Record" | "Facet" => {
                        entry.parts.push(BTreeMap::new());
                        in_part = true;
                    }
                    _ => {}
                }
            }
            Event::Text(text) => value.push_str(&text),
            Event::GeneralRef(_) => value.push('&'),
            Event::End(end) => {
                let name = end.local_name().as_ref().to_owned();
                match name.as_str() {
                    "Entry" => {
                        let entry = std::mem::take(&mut entry);
                        if entry.value("Kind")? == "LEAF" {
                            entries.push(entry);
                        }
                    }
                    "Record" | "Facet" => in_part = false,
                    "Contents" | "Facets" => {}
                    _ => {
                        let part = entry.parts.last_mut().filter(|_| in_part);
                        let values = part.unwrap_or(&mut entry.values);
                        values.insert(name, std::mem::take(&mut value).trim().to_owned());
                    }
                }
            }
            Event::Eof => return Ok(entries),
            _ => {}
        }
    }
}

/// The entries by their labels, as a reader looks them up.
pub(super) fn keyed(entries: Vec<Entry>, group: bool) -> anyhow::Result<Keyed> {
    let mut keyed = Keyed::new();
    for entry in entries {
        let key = lookup(label(entry.value("UL")?)?, group);
        if let Some(other) = keyed.insert(key, entry) {
            bail!(
                "two entries for {key:032x}, one of them `{}`",
                other.symbol()?
            );
        }
    }
    Ok(keyed)
}

/// The number of a label.
pub(super) fn label(text: &str) -> anyhow::Result<u128> {
    let digits = text
        .strip_prefix("urn:smpte:ul:")
        .map(|digits| digits.replace('.', ""));
    let digits = digits.filter(|digits| digits.len() == 32);
    let number = digits.and_then(|digits| u128::from_str_radix(&digits, 16).ok());
    number.with_context(|| format!("`{text}` is no label"))
}

/// The label without its version byte and, for a group, with the wildcard that registers write for the coding of sets.
pub(super) fn lookup(label: u128, group: bool) -> u128 {
    let mut bytes = label.to_be_bytes();
    bytes[7] = 0;
    if group {
        bytes[5] = 0x7f;
    }
    u128::from_be_bytes(bytes)
}
