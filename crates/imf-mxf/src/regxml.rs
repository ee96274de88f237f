//! Header metadata as RegXML (ST 2001-1): sets and properties as elements, named and typed by the registers.
//!
//! What the registers do not know becomes a comment. Sets hang under each other as their strong references do, and a
//! reference that leads nowhere, back or across has an empty place, so the document is as finite as the metadata.

use std::io::{self, Write};

use crate::metadata::HeaderMetadata;
use crate::register::{Element, Group, Type, TypeKind};
use crate::set::{Property, Set};

pub(crate) mod text;
pub(crate) mod value;

/// The namespace of the attributes that RegXML adds (ST 2001-1).
pub const ATTRIBUTES: &str = "http://sandflow.com/ns/SMPTEST2001-1/baseline";

/// How many sets may hang under each other; what is deeper is left out, with a comment.
const DEPTH: usize = 64;

/// Writes the set with index `set`, and all that hangs under it, as one element with its namespaces.
///
/// A set that the registers do not know gives a comment and no element.
///
/// ```
/// use imf_mxf::{Limits, read, regxml};
/// let file = read(&b"no track file".as_slice(), &Limits::default())?.value;
/// let mut document = Vec::new();
/// for metadata in &file.metadata {
///     regxml::write(metadata, 0, &mut document)?;
/// }
/// assert!(document.is_empty());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(metadata: &HeaderMetadata, set: usize, out: &mut dyn Write) -> io::Result<()> {
    write_as(metadata, set, out, false)
}

/// As [`write()`], with a line for each element, for people.
pub fn write_indented(
    metadata: &HeaderMetadata,
    set: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_as(metadata, set, out, true)
}

fn write_as(
    metadata: &HeaderMetadata,
    set: usize,
    out: &mut dyn Write,
    indented: bool,
) -> io::Result<()> {
    let Some(root) = metadata.sets.get(set) else {
        return Ok(());
    };
    // First for the namespaces alone: they stand on the root, before what needs them.
    let mut writer = Writer {
        metadata,
        out: &mut io::sink(),
        namespaces: vec![ATTRIBUTES],
        root: false,
        depth: 0,
        indented,
        open: 0,
        has_children: false,
    };
    writer.set(set, root)?;
    let namespaces = writer.namespaces;
    Writer {
        metadata,
        out,
        namespaces,
        root: true,
        depth: 0,
        indented,
        open: 0,
        has_children: false,
    }
    .set(set, root)
}

struct Writer<'w> {
    metadata: &'w HeaderMetadata,
    out: &'w mut dyn Write,
    /// Their prefixes are `r` and their places here.
    namespaces: Vec<&'static str>,
    /// Whether the next element is the root.
    root: bool,
    /// How many sets the one that is written hangs under.
    depth: usize,
    /// Whether each element has a line of its own.
    indented: bool,
    /// How many elements are open.
    open: usize,
    /// Whether the element that is open has elements or comments in it already.
    has_children: bool,
}

/// An attribute of RegXML.
type Attribute = (&'static str, String);

impl Writer<'_> {
    /// The prefix of a namespace.
    fn prefix(&mut self, namespace: &'static str) -> usize {
        let known = self.namespaces.iter().position(|&known| known == namespace);
        known.unwrap_or_else(|| {
            self.namespaces.push(namespace);
            self.namespaces.len() - 1
        })
    }

    /// An element, with what `content` writes in it.
    fn element(
        &mut self,
        (namespace, name): (&'static str, &str),
        attribute: Option<Attribute>,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let prefix = self.prefix(namespace);
        self.line()?;
        write!(self.out, "<r{prefix}:{name}")?;
        if std::mem::take(&mut self.root) {
            for (index, namespace) in self.namespaces.iter().enumerate() {
                write!(self.out, " xmlns:r{index}=\"{namespace}\"")?;
            }
        }
        if let Some((attribute, value)) = attribute {
            // The attributes' namespace is the first.
            write!(self.out, " r0:{attribute}=\"{}\"", text::markup(&value))?;
        }
        write!(self.out, ">")?;
        self.open += 1;
        self.has_children = false;
        content(self)?;
        self.open -= 1;
        if self.has_children {
            self.line()?;
        }
        self.has_children = true;
        write!(self.out, "</r{prefix}:{name}>")
    }

    fn comment(&mut self, comment: &str) -> io::Result<()> {
        self.line()?;
        self.has_children = true;
        write!(self.out, "<!--{comment}-->")
    }

    /// Begins a line, if there are lines; the first has begun.
    fn line(&mut self) -> io::Result<()> {
        if self.indented && (self.open > 0 || self.has_children) {
            write!(self.out, "\n{:1$}", "", 2 * self.open)?;
        }
        Ok(())
    }

    fn text(&mut self, value: &str) -> io::Result<()> {
        self.out.write_all(text::markup(value).as_bytes())
    }

    /// A set and all that hangs under it.
    fn set(&mut self, index: usize, set: &Set) -> io::Result<()> {
        let Some(group) = set.group() else {
            return self.comment(&format!("Unknown set {}", set.item.key));
        };
        if self.depth == DEPTH {
            return self.comment("Deeper sets are left out");
        }
        self.depth += 1;
        let uid = unique(set, group).map(|uid| ("uid", uid));
        self.element((group.namespace(), group.symbol()), uid, |writer| {
            set.properties()
                .try_for_each(|property| writer.property(index, property))
        })?;
        self.depth -= 1;
        Ok(())
    }

    /// A property of the set with this index.
    fn property(&mut self, set: usize, property: Property<'_>) -> io::Result<()> {
        let known = property.element();
        let Some((element, of)) = known.and_then(|element| Some((element, element.value_type()?)))
        else {
            let (name, data) = (property.name(), text::hexadecimal(property.value));
            return self.comment(&format!("Unknown property {name}: {data}"));
        };
        let name = (element.namespace(), element.symbol());
        if let Some(special) = special(element, property) {
            return self.element(name, None, |writer| writer.text(&special));
        }
        if let Some(string) = value::string(of, property.value) {
            let escaped = text::escaped(&string);
            let attribute = escaped.is_some().then(|| ("escape", "true".to_owned()));
            return self.element(name, attribute, |writer| {
                writer.text(&escaped.unwrap_or(string))
            });
        }
        if of.plain_kind() == TypeKind::Indirect {
            return self.indirect(name, property);
        }
        self.element(name, None, |writer| {
            if refers(of) {
                writer.children(set, property)
            } else {
                writer.value(of, property.value)
            }
        })
    }

    /// The sets that a property of strong references leads to.
    fn children(&mut self, set: usize, property: Property<'_>) -> io::Result<()> {
        let metadata = self.metadata;
        let mut references = metadata.references_in(set, &property).iter();
        references.try_for_each(|reference| match reference.leads {
            crate::Leads::Down(to) => match metadata.sets.get(to) {
                Some(child) => self.set(to, child),
                None => Ok(()),
            },
            _ => Ok(()),
        })
    }

    /// A value behind a byte for its byte order and its type.
    fn indirect(&mut self, name: (&'static str, &str), property: Property<'_>) -> io::Result<()> {
        let indirect = value::indirect(property.value);
        let Some((of, bytes)) = indirect else {
            return self.comment(&format!(
                "Unknown type: {}",
                text::hexadecimal(property.value)
            ));
        };
        let attribute = Some(("actualType", of.symbol().to_owned()));
        self.element(name, attribute, |writer| match value::string(of, &bytes) {
            Some(string) => writer.text(&text::escaped(&string).unwrap_or(string)),
            None => writer.value(of, &bytes),
        })
    }

    /// A value that is no string and refers to no set.
    fn value(&mut self, of: Type, bytes: &[u8]) -> io::Result<()> {
        if let Some(value) = value::simple(self.metadata, of, bytes) {
            return self.text(&value);
        }
        let mut rest = bytes;
        match of.plain_kind() {
            TypeKind::Record => of.members().try_for_each(|(name, member)| {
                let value = value::take(member, &mut rest);
                self.element((of.namespace(), name), None, |writer| {
                    writer.value(member, value)
                })
            }),
            TypeKind::FixedArray { of: item, count } => {
                (0..count).try_for_each(|_| self.item(item, value::take(item, &mut rest)))
            }
            TypeKind::VariableArray(item) | TypeKind::Set(item) => value::items(item, bytes)
                .into_iter()
                .try_for_each(|value| self.item(item, value)),
            _ => self.comment(&text::hexadecimal(bytes)),
        }
    }

    /// An item of an array.
    fn item(&mut self, of: Type, bytes: &[u8]) -> io::Result<()> {
        self.element(
            (of.namespace(), of.symbol()),
            None,
            |writer| match value::string(of, bytes) {
                Some(string) => writer.text(&text::escaped(&string).unwrap_or(string)),
                None => writer.value(of, bytes),
            },
        )
    }
}

/// Whether values of the type are strong references.
fn refers(of: Type) -> bool {
    match of.plain_kind() {
        TypeKind::StrongReference(_) => true,
        TypeKind::VariableArray(item) | TypeKind::Set(item) => {
            matches!(item.plain_kind(), TypeKind::StrongReference(_))
        }
        _ => false,
    }
}

/// The value by which others refer to the set, as text.
fn unique(set: &Set, group: Group) -> Option<String> {
    let unique = group.all_properties().find(|property| property.unique)?;
    let property = set.property(unique.element.ul())?;
    Some(match property.umid() {
        Some(umid) => umid.to_string(),
        None => text::auid(property.value),
    })
}

/// The text of a property that is written otherwise than its type says (ST 2001-1).
fn special(element: Element, property: Property<'_>) -> Option<String> {
    match element.symbol() {
        "ByteOrder" => match property.u16()? {
            0x4d4d => Some("BigEndian".to_owned()),
            0x4949 => Some("LittleEndian".to_owned()),
            _ => None,
        },
        // AUIDs by type that are UUIDs by use, and stored as such.
        "ApplicationProductID" | "GenerationID" | "LinkedGenerationID" => {
            property.uuid().map(|uuid| uuid.to_string())
        }
        _ => None,
    }
}
