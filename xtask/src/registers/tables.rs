//! The tables, as Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, bail, ensure};

use super::read::{Entry, Keyed, label, lookup};

/// The registers that the tables are made of.
pub(super) struct Registers {
    pub(super) elements: Keyed,
    pub(super) groups: Keyed,
    pub(super) types: Keyed,
    pub(super) labels: Keyed,
}

/// Names and namespaces, each once.
struct Names {
    text: String,
    offsets: BTreeMap<String, usize>,
    namespaces: Vec<String>,
}

impl Names {
    /// Where the name is in the text: its offset, and its length in the lowest byte.
    fn place(&self, name: &str) -> anyhow::Result<usize> {
        let length = u8::try_from(name.len()).with_context(|| format!("`{name}` is too long"))?;
        self.offsets
            .get(name)
            .map(|offset| (offset << 8) | usize::from(length))
            .with_context(|| format!("`{name}` was not collected"))
    }

    fn namespace(&self, entry: &Entry) -> anyhow::Result<usize> {
        let name = entry.value("NamespaceName")?;
        let index = self
            .namespaces
            .iter()
            .position(|namespace| namespace == name);
        index.with_context(|| format!("`{name}` was not collected"))
    }
}

impl Registers {
    /// The text of each table, by the name of its file.
    pub(super) fn tables(&self) -> anyhow::Result<Vec<(&'static str, String)>> {
        let names = self.names()?;
        Ok(vec![
            ("elements.rs", self.elements(&names)?),
            ("groups.rs", self.groups(&names)?),
            ("labels.rs", self.labels(&names)?),
            ("names.rs", names_table(&names)?),
            ("types.rs", self.types(&names)?),
        ])
    }

    fn all(&self) -> impl Iterator<Item = &Entry> {
        [&self.elements, &self.groups, &self.types, &self.labels]
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    fn names(&self) -> anyhow::Result<Names> {
        let mut symbols = BTreeSet::new();
        let mut namespaces = BTreeSet::new();
        for entry in self.all() {
            symbols.insert(entry.symbol()?);
            namespaces.insert(entry.value("NamespaceName")?.to_owned());
            symbols.extend(
                entry
                    .parts
                    .iter()
                    .filter_map(|part| part.get("Symbol").map(String::as_str)),
            );
        }
        let mut names = Names {
            text: String::new(),
            offsets: BTreeMap::new(),
            namespaces: namespaces.into_iter().collect(),
        };
        for symbol in symbols {
            let plain = symbol
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
            ensure!(plain && !symbol.is_empty(), "`{symbol}` is no plain name");
            names.offsets.insert(symbol.to_owned(), names.text.len());
            writeln!(names.text, "{symbol}")?;
        }
        Ok(names)
    }

    fn elements(&self, names: &Names) -> anyhow::Result<String> {
        let mut rows = Vec::new();
        for entry in self.elements.values() {
            let label = hexadecimal(label(entry.value("UL")?)?);
            let name = names.place(entry.symbol()?)?;
            let namespace = names.namespace(entry)?;
            // Some elements name a type that the register of types does not have.
            let of = entry
                .values
                .get("Type")
                .map_or(Ok(None), |of| index(&self.types, of, false))?;
            let of = of.map_or("NONE".to_owned(), |of| of.to_string());
            rows.push(format!("e({label}, {name}, {namespace}, {of})"));
        }
        let mut tags = BTreeMap::new();
        for record in self.groups.values().flat_map(|group| &group.parts) {
            let Some(tag) = static_tag(record)? else {
                continue;
            };
            let element = index(&self.elements, &record["UL"], false)?;
            let element = element.with_context(|| format!("tag {tag:04x} names no element"))?;
            if let Some(other) = tags.insert(tag, element) {
                ensure!(other == element, "tag {tag:04x} names two elements");
            }
        }
        let tags = tags
            .iter()
            .map(|(tag, element)| format!("(0x{tag:04x}, {element})"));
        let mut text = head("Elements (ST 335)", "ElementRow, NONE, element as e");
        table(
            &mut text,
            "By their labels.",
            "ELEMENTS",
            "ElementRow",
            rows.into_iter(),
        );
        let by_name = by_name(&self.elements)?;
        table(
            &mut text,
            "By their symbols, then namespaces.",
            "ELEMENTS_BY_NAME",
            "u16",
            by_name,
        );
        table(
            &mut text,
            "The static local tags of all groups.",
            "STATIC_TAGS",
            "(u16, u16)",
            tags,
        );
        Ok(text)
    }

    fn groups(&self, names: &Names) -> anyhow::Result<String> {
        let mut rows = Vec::new();
        let mut records = Vec::new();
        for entry in self.groups.values() {
            let label = hexadecimal(label(entry.value("UL")?)?);
            let name = names.place(entry.symbol()?)?;
            let namespace = names.namespace(entry)?;
            let parent = match entry
                .values
                .get("Parent")
                .filter(|parent| !parent.is_empty())
            {
                Some(parent) => index(&self.groups, parent, true)?
                    .with_context(|| format!("{parent} is no group"))?
                    .to_string(),
                None => "NONE".to_owned(),
            };
            let concrete = entry
                .values
                .get("IsConcrete")
                .is_some_and(|concrete| concrete == "true");
            let (start, count) = (records.len(), entry.parts.len());
            rows.push(format!(
                "g({label}, {name}, {namespace}, {parent}, {concrete}, {start}, {count})"
            ));
            for record in &entry.parts {
                let element = index(&self.elements, &record["UL"], false)?;
                let element = element.with_context(|| format!("{} is no element", record["UL"]))?;
                let tag = static_tag(record)?.unwrap_or(0);
                let is = |name| {
                    record
                        .get(name)
                        .is_some_and(|value: &String| value == "true")
                };
                let (optional, unique) = (is("IsOptional"), is("IsUniqueID"));
                records.push(format!("r({element}, 0x{tag:04x}, {optional}, {unique})"));
            }
        }
        let mut text = head(
            "Groups (ST 395)",
            "GroupRow, NONE, RecordRow, group as g, record as r",
        );
        table(
            &mut text,
            "By their labels.",
            "GROUPS",
            "GroupRow",
            rows.into_iter(),
        );
        let by_name = by_name(&self.groups)?;
        table(
            &mut text,
            "By their symbols, then namespaces.",
            "GROUPS_BY_NAME",
            "u16",
            by_name,
        );
        table(
            &mut text,
            "What is in the groups.",
            "RECORDS",
            "RecordRow",
            records.into_iter(),
        );
        Ok(text)
    }

    fn types(&self, names: &Names) -> anyhow::Result<String> {
        let mut rows = Vec::new();
        let mut members = Vec::new();
        let mut symbols = Vec::new();
        let mut values = Vec::new();
        for entry in self.types.values() {
            let number = label(entry.value("UL")?)?;
            let name = names.place(entry.symbol()?)?;
            let namespace = names.namespace(entry)?;
            let base = || {
                let base = entry.value("BaseType")?;
                index(&self.types, base, false)?.with_context(|| format!("{base} is no type"))
            };
            let target = || {
                let target = entry.value("BaseType")?;
                index(&self.groups, target, true)?.with_context(|| format!("{target} is no group"))
            };
            let size = || anyhow::Ok(entry.value("TypeSize")?.parse::<u16>()?);
            let count = entry.parts.len();
            let kind = match entry.value("TypeKind")? {
                "Character" => "K::Character".to_owned(),
                "Enumeration"
                    if entry
                        .parts
                        .iter()
                        .any(|facet| !facet.contains_key("Symbol")) =>
                {
                    let start = values.len();
                    for facet in &entry.parts {
                        values.push(hexadecimal(label(&facet["Value"])?));
                    }
                    format!("K::Labels {{ start: {start}, count: {count} }}")
                }
                // One application's enumerations have words for values; they are read as what they are based on.
                "Enumeration" if entry.parts.iter().all(|facet| value_of(facet).is_some()) => {
                    let start = symbols.len();
                    for facet in &entry.parts {
                        let value = value_of(facet).context("a value that is no number")?;
                        symbols.push(format!("({value}, {})", names.place(&facet["Symbol"])?));
                    }
                    format!(
                        "K::Enumeration {{ base: {}, start: {start}, count: {count} }}",
                        base()?
                    )
                }
                "FixedArray" => format!("K::FixedArray {{ of: {}, count: {} }}", base()?, size()?),
                "Indirect" => "K::Indirect".to_owned(),
                "Integer" => {
                    let qualifiers = entry.values.get("TypeQualifiers");
                    let signed = qualifiers.is_some_and(|text| text.contains("isSigned"));
                    format!("K::Integer {{ bytes: {}, signed: {signed} }}", size()?)
                }
                "Opaque" => "K::Opaque".to_owned(),
                "Record" => {
                    let start = members.len();
                    for facet in &entry.parts {
                        let of = index(&self.types, &facet["Type"], false)?;
                        let of = of.with_context(|| format!("{} is no type", facet["Type"]))?;
                        members.push(format!("({}, {of})", names.place(&facet["Symbol"])?));
                    }
                    format!("K::Record {{ start: {start}, count: {count} }}")
                }
                "Enumeration" | "Rename" => format!("K::Rename({})", base()?),
                "Set" => format!("K::Set({})", base()?),
                "Stream" => "K::Stream".to_owned(),
                "String" => format!("K::String({})", base()?),
                "StrongReference" => format!("K::StrongReference({})", target()?),
                "VariableArray" => format!("K::VariableArray({})", base()?),
                "WeakReference" => format!("K::WeakReference({})", target()?),
                other => bail!("`{other}` is no kind of type"),
            };
            rows.push(format!(
                "t({}, {name}, {namespace}, {kind})",
                hexadecimal(number)
            ));
        }
        let mut text = head("Types (ST 2003)", "KindRow as K, TypeRow, type_of as t");
        table(
            &mut text,
            "By their labels.",
            "TYPES",
            "TypeRow",
            rows.into_iter(),
        );
        table(
            &mut text,
            "Members of records: name, type.",
            "MEMBERS",
            "(u32, u16)",
            members.into_iter(),
        );
        table(
            &mut text,
            "Values of enumerations: value, name.",
            "SYMBOLS",
            "(i64, u32)",
            symbols.into_iter(),
        );
        table(
            &mut text,
            "Values of enumerations of labels.",
            "LABEL_VALUES",
            "u128",
            values.into_iter(),
        );
        Ok(text)
    }

    fn labels(&self, names: &Names) -> anyhow::Result<String> {
        let mut rows = Vec::new();
        for entry in self.labels.values() {
            let label = hexadecimal(label(entry.value("UL")?)?);
            let name = names.place(entry.symbol()?)?;
            rows.push(format!("l({label}, {name}, {})", names.namespace(entry)?));
        }
        let mut text = head("Labels (ST 400)", "LabelRow, label as l");
        table(
            &mut text,
            "By their bytes.",
            "LABELS",
            "LabelRow",
            rows.into_iter(),
        );
        Ok(text)
    }
}

/// The value of a symbol of an enumeration.
fn value_of(facet: &BTreeMap<String, String>) -> Option<i64> {
    facet.get("Value")?.parse().ok()
}

/// The static local tag of a record. Tags of one byte belong to packs outside of MXF's header metadata.
fn static_tag(record: &BTreeMap<String, String>) -> anyhow::Result<Option<u16>> {
    let tag = record.get("LocalTag").filter(|tag| tag.len() == 4);
    Ok(tag.map(|tag| u16::from_str_radix(tag, 16)).transpose()?)
}

/// The index of the entry that `text` names, if there is one.
fn index(entries: &Keyed, text: &str, group: bool) -> anyhow::Result<Option<usize>> {
    let key = lookup(label(text)?, group);
    Ok(entries
        .contains_key(&key)
        .then(|| entries.range(..key).count()))
}

/// The indices of the entries in the order of their names.
fn by_name(entries: &Keyed) -> anyhow::Result<impl Iterator<Item = String>> {
    let mut named = Vec::new();
    for (index, entry) in entries.values().enumerate() {
        named.push((entry.symbol()?, entry.value("NamespaceName")?, index));
    }
    named.sort_unstable();
    Ok(named.into_iter().map(|(_, _, index)| index.to_string()))
}

/// Digits in groups of four, as clippy wants them.
fn hexadecimal(number: u128) -> String {
    let digits = format!("{number:032x}");
    let groups: Vec<&str> = (0..8).map(|group| &digits[group * 4..][..4]).collect();
    format!("0x{}", groups.join("_"))
}

/// What the tables are allowed.
const ALLOW: &str = "// Offsets are not for people to read.\n#![allow(clippy::unreadable_literal)]";

fn head(title: &str, names: &str) -> String {
    format!(
        "//! {title}. Written by `cargo xtask registers`; see THIRD-PARTY.md.\n\n{ALLOW}\n\nuse super::row::{};\n",
        if names.contains(',') || names.contains(' ') {
            format!("{{{names}}}")
        } else {
            names.to_owned()
        }
    )
}

/// A table, a row on each line; short rows share lines.
fn table(
    text: &mut String,
    comment: &str,
    name: &str,
    of: &str,
    rows: impl Iterator<Item = String>,
) {
    let rows: Vec<String> = rows.collect();
    let _ = write!(
        text,
        "\n/// {comment}\n#[rustfmt::skip]\npub(super) static {name}: [{of}; {}] = [\n",
        rows.len()
    );
    let mut line = String::new();
    for row in &rows {
        if line.len() + row.len() > 110 {
            let _ = writeln!(text, "   {line}");
            line.clear();
        }
        let _ = write!(line, " {row},");
    }
    let _ = write!(text, "   {line}\n];\n");
}

fn names_table(names: &Names) -> anyhow::Result<String> {
    let mut text =
        "//! Names of the registers. Written by `cargo xtask registers`; see THIRD-PARTY.md.\n"
            .to_owned();
    let namespaces = names.namespaces.iter().map(|name| format!("{name:?}"));
    table(&mut text, "Namespaces.", "NAMESPACES", "&str", namespaces);
    write!(
        text,
        "\n/// Symbols, each on a line.\npub(super) static NAMES: &str = \"\\\n{}\";\n",
        names.text
    )?;
    Ok(text)
}
