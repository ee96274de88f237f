//! Local sets (ST 336, ST 377-1:2011, 9.3): a class, and properties by local tag.

use std::io;

use crate::cursor::{Cursor, Short};
use crate::klv::{BerFault, Item, LocalLength, ber};
use crate::label::{Ul, Uuid};
use crate::primer::Primer;
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;
use crate::register::{Element, Group, Type};
use crate::source::Window;

/// The InstanceID of every set.
pub(crate) const INSTANCE_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0101_1502_0000_0000);

/// A set with all its properties, whether the registers know them or not.
#[derive(Clone, Debug)]
pub struct Set {
    /// The item of the set.
    pub item: Item,
    /// Its InstanceID.
    pub instance: Option<Uuid>,
    group: Option<Group>,
    bytes: Box<[u8]>,
    entries: Vec<Entry>,
}

/// A property in the bytes of its set.
#[derive(Clone, Copy, Debug)]
struct Entry {
    tag: u16,
    meaning: Meaning,
    start: u32,
    length: u32,
}

/// What a tag stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) label: Option<Ul>,
    /// What the registers say of the label: looked up once, for it is asked for again and again.
    pub(crate) element: Option<Element>,
}

impl Meaning {
    pub(crate) fn of(label: Option<Ul>) -> Self {
        let element = label.and_then(Element::of);
        Self { label, element }
    }
}

/// A property of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property<'s> {
    /// Its local tag.
    pub tag: u16,
    /// What the tag stands for: by the primer pack or, where that does not list it, by the registers.
    pub label: Option<Ul>,
    /// Where in the file the value begins.
    pub at: u64,
    /// The bytes of the value.
    pub value: &'s [u8],
    pub(crate) element: Option<Element>,
}

impl Set {
    /// The class of the set, if the registers know it.
    pub fn group(&self) -> Option<Group> {
        self.group
    }

    /// The symbol of the class, or the key where the registers do not know it.
    pub fn name(&self) -> String {
        key_name(self.item.key)
    }

    /// The properties, in the order of the file.
    pub fn properties(&self) -> impl Iterator<Item = Property<'_>> {
        self.entries.iter().map(|entry| self.of_entry(entry))
    }

    /// Whether it has a property of this element.
    pub fn has(&self, element: Element) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| entry.meaning.element == Some(element))
    }

    /// The first property with this label, whatever its version.
    pub fn property(&self, label: Ul) -> Option<Property<'_>> {
        let is_wanted = |entry: &&Entry| {
            let found = entry.meaning.label;
            found.is_some_and(|found| found.matches(label))
        };
        let entry = self.entries.iter().find(is_wanted)?;
        Some(self.of_entry(entry))
    }

    fn of_entry(&self, entry: &Entry) -> Property<'_> {
        let start = entry.start as usize;
        Property {
            tag: entry.tag,
            label: entry.meaning.label,
            at: self.item.value + u64::from(entry.start),
            value: self
                .bytes
                .get(start..start + entry.length as usize)
                .unwrap_or_default(),
            element: entry.meaning.element,
        }
    }
}

impl<'s> Property<'s> {
    /// Bytes by themselves, to be read as the value of a property is.
    pub(crate) const fn of_value(value: &'s [u8]) -> Self {
        Self {
            tag: 0,
            label: None,
            at: 0,
            value,
            element: None,
        }
    }
}

impl Property<'_> {
    /// What the registers say of the property.
    pub fn element(&self) -> Option<Element> {
        self.element
    }

    /// The symbol of the property, or its label or tag where the registers do not know it.
    pub fn name(&self) -> String {
        match (self.element(), self.label) {
            (Some(element), _) => element.symbol().to_owned(),
            (None, Some(label)) => label.to_string(),
            (None, None) => format!("0x{:04x}", self.tag),
        }
    }
}

/// So many properties most sets have at most.
const MOST_HAVE: usize = 16;

/// The symbol of the class of sets with this key, or the key where the registers do not know it.
pub(crate) fn key_name(key: Ul) -> String {
    Group::of(key).map_or_else(|| key.to_string(), |group| group.symbol().to_owned())
}

/// The set in `item`, whose items state their lengths as `coding`; `None` where there is no room to keep it.
pub(crate) fn set(
    reading: &mut Reading<'_>,
    window: &mut Window<'_>,
    item: Item,
    coding: LocalLength,
    end: u64,
    primer: Option<&Primer>,
) -> io::Result<Option<Set>> {
    let length = item.end().min(end).saturating_sub(item.value);
    let Some(length) = usize::try_from(length)
        .ok()
        .filter(|&length| u32::try_from(length).is_ok())
    else {
        reading.limit(item.offset, &"4 GiB for a set");
        return Ok(None);
    };
    if !reading.keep(size_of::<Set>() + length, item.offset) {
        return Ok(None);
    }
    let bytes = window.copy(item.value, length)?.into_boxed_slice();
    let mut set = Set {
        item,
        instance: None,
        group: Group::of(item.key),
        bytes,
        entries: Vec::new(),
    };
    let mut entries: Vec<Entry> = Vec::with_capacity(MOST_HAVE.min(length / 5));
    let mut cursor = Cursor::new(&set.bytes, item.value);
    while cursor.left() > 0 {
        let at = cursor.offset();
        let head = match coding {
            LocalLength::Two => cursor.short_head(),
            LocalLength::Ber => None,
        };
        let (tag, length) = match head.map_or_else(|| local_head(&mut cursor, coding), Ok) {
            Ok(head) => head,
            Err(problem) => {
                reading.report(problem.set(set.name()));
                break;
            }
        };
        let listed = primer.map(|primer| primer.meaning(tag));
        let meaning = meaning_of(tag, listed.flatten());
        let property = |at, value| Property {
            tag,
            label: meaning.label,
            at,
            value,
            element: meaning.element,
        };
        if length > cursor.left() as u64 {
            let left = cursor.left();
            let problem = Problem::new(ProblemKind::Truncated, at)
                .set(set.name())
                .property(property(at, &[]).name())
                .found(&format_args!("{left} bytes"))
                .expected(&format_args!("{length} bytes"));
            reading.report(problem);
            break;
        }
        // Three times, for the list grows by doubling, and its tags are sorted.
        if !reading.keep(3 * size_of::<Entry>(), at) {
            break;
        }
        let start = cursor.offset() - item.value;
        let (Ok(start), Ok(length)) = (u32::try_from(start), u32::try_from(length)) else {
            break;
        };
        let Ok(value) = cursor.take("value", length as usize) else {
            break;
        };
        let property = || property(item.value + u64::from(start), value);
        // A primer pack that there was no room for may list it.
        if listed == Some(None) && !reading.is_cut() {
            report_unlisted(reading, &set, property());
        }
        if !fits(meaning.element, value) {
            report_misfit(reading, &set, property());
        }
        entries.push(Entry {
            tag,
            meaning,
            start,
            length,
        });
    }
    report_duplicates(reading, &set, &entries);
    set.entries = entries;
    set.instance = set
        .property(INSTANCE_ID)
        .and_then(|property| property.uuid());
    if set.instance.is_none() && !reading.is_cut() {
        let problem = Problem::new(ProblemKind::InstanceMissing, item.offset).set(set.name());
        reading.report(
            problem
                .property("InstanceID")
                .expected(&"an identifier of 16 bytes"),
        );
    }
    Ok(Some(set))
}

/// The tag and the length of the next item.
fn local_head(cursor: &mut Cursor<'_>, coding: LocalLength) -> Result<(u16, u64), Problem> {
    let short = |short: Short| {
        let (wanted, left) = (short.wanted, short.left);
        Problem::new(ProblemKind::Truncated, short.at)
            .property(short.field)
            .found(&format_args!("{left} bytes"))
            .expected(&format_args!("{wanted} bytes"))
    };
    let tag = cursor.u16("local tag").map_err(short)?;
    let length = match coding {
        LocalLength::Two => cursor.u16("local length").map_err(short)?.into(),
        LocalLength::Ber => {
            let at = cursor.offset();
            let (length, taken) =
                ber(cursor.rest()).map_err(|fault: BerFault| fault.problem(at))?;
            cursor.take("local length", taken).map_err(short)?;
            length
        }
    };
    Ok((tag, length))
}

/// What a tag stands for, which may be `listed` in the primer pack.
fn meaning_of(tag: u16, listed: Option<Meaning>) -> Meaning {
    listed.unwrap_or_else(|| {
        let element = Element::with_tag(tag);
        let label = element.map(Element::ul);
        Meaning { label, element }
    })
}

/// Reports a property whose tag the primer pack does not list.
fn report_unlisted(reading: &mut Reading<'_>, set: &Set, property: Property<'_>) {
    let problem = Problem::new(ProblemKind::LocalTagUnknown, property.at)
        .set(set.name())
        .property(property.name())
        .found(&format_args!("0x{:04x}", property.tag))
        .expected(&"a tag that the primer pack lists");
    reading.report(problem);
}

/// Whether a value has the length that its type wants, or is a batch of items that do.
fn fits(element: Option<Element>, value: &[u8]) -> bool {
    let Some(of) = element.and_then(Element::value_type) else {
        return true;
    };
    match (of.fixed_length(), of.batch_item()) {
        (Some(wanted), _) => value.len() as u64 == u64::from(wanted),
        (None, None) => true,
        (None, Some(item)) => {
            let wanted = item.fixed_length();
            Property::of_value(value).batch().is_some_and(|batch| {
                batch.count == 0 || wanted.is_none_or(|wanted| wanted == batch.size)
            })
        }
    }
}

/// Reports a property whose value does not fit its type.
fn report_misfit(reading: &mut Reading<'_>, set: &Set, property: Property<'_>) {
    let Some(of) = property.element().and_then(Element::value_type) else {
        return;
    };
    let length = property.value.len();
    if let Some(wanted) = of.fixed_length() {
        let problem = Problem::new(ProblemKind::LengthInvalid, property.at)
            .set(set.name())
            .property(property.name())
            .found(&format_args!("{length} bytes"))
            .expected(&format_args!("{wanted} bytes"));
        reading.report(problem);
        return;
    }
    let found = match property.batch_head() {
        Some((count, size)) => format!("{count} items of {size} bytes in {length} bytes"),
        None => format!("{length} bytes"),
    };
    let wanted = of.batch_item().and_then(Type::fixed_length);
    let wanted = wanted.map_or("items".to_owned(), |wanted| {
        format!("items of {wanted} bytes")
    });
    let problem = Problem::new(ProblemKind::BatchInvalid, property.at)
        .set(set.name())
        .property(property.name())
        .found(&found)
        .expected(&format_args!("{wanted} that fill the value"));
    reading.report(problem);
}

/// Reports the tags that occur twice.
fn report_duplicates(reading: &mut Reading<'_>, set: &Set, entries: &[Entry]) {
    // Of a thousand bits each tag has one. That two tags of a set have the same is rare, and most sets need no more than this.
    let mut seen = [0_u64; 16];
    let is_new = |entry: &Entry| {
        let hash = usize::from(entry.tag ^ entry.tag >> 10) % 1024;
        let bit = 1 << (hash % 64);
        let word = &mut seen[hash / 64];
        let was_seen = *word & bit != 0;
        *word |= bit;
        !was_seen
    };
    if entries.iter().all(is_new) {
        return;
    }
    let mut tags: Vec<(u16, usize)> = entries.iter().map(|entry| entry.tag).zip(0..).collect();
    tags.sort_unstable();
    for pair in tags.windows(2) {
        let [(first, _), (second, index)] = *pair else {
            continue;
        };
        if let Some(entry) = entries.get(index).filter(|_| first == second) {
            let at = set.item.value + u64::from(entry.start);
            let property = Property {
                tag: second,
                label: entry.meaning.label,
                at,
                value: &[],
                element: entry.meaning.element,
            };
            let problem = Problem::new(ProblemKind::DuplicateTag, at)
                .set(set.name())
                .property(property.name());
            reading.report(problem.found(&format_args!("a second item with tag 0x{second:04x}")));
        }
    }
}
