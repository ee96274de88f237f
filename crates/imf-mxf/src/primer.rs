//! The primer pack (ST 377-1:2011, 9.2): what the local tags of a header metadata stand for.

mod tags;

use std::io;

use self::tags::Tags;
use crate::klv::Item;
use crate::label::Ul;
use crate::problem::{Problem, ProblemKind};
use crate::reading::Reading;
use crate::set::Meaning;
use crate::source::Window;

/// The name of the pack in problems.
pub(crate) const PACK: &str = "primer pack";
/// The name of its batch in problems.
const BATCH: &str = "LocalTagEntryBatch";
/// The bytes of an entry: tag and label.
const ENTRY: u32 = 18;

/// The primer pack of a header metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Primer {
    /// The item of the pack.
    pub item: Item,
    tags: Tags,
}

impl Primer {
    /// What a local tag stands for: the label of an element, or a UUID in its place.
    pub fn label(&self, tag: u16) -> Option<Ul> {
        self.meaning(tag)?.label
    }

    /// How many tags it lists.
    pub fn tags(&self) -> usize {
        self.tags.len()
    }

    pub(crate) fn meaning(&self, tag: u16) -> Option<Meaning> {
        self.tags.get(tag)
    }
}

/// The primer in `item`, which is read up to `end`.
pub(crate) fn primer(
    reading: &mut Reading<'_>,
    window: &mut Window<'_>,
    item: Item,
    end: u64,
) -> io::Result<Primer> {
    let mut primer = Primer {
        item,
        tags: Tags::new(),
    };
    let end = item.end().min(end);
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |number, &byte| number << 8 | u32::from(byte))
    };
    let head = window.at(item.value, 8)?;
    let (count, size) = (
        number(&head[..head.len().min(4)]),
        number(head.get(4..).unwrap_or_default()),
    );
    let available = end.saturating_sub(item.value).saturating_sub(8);
    if size != ENTRY || u64::from(count) * u64::from(ENTRY) != available {
        let problem = Problem::new(ProblemKind::BatchInvalid, item.value)
            .set(PACK)
            .property(BATCH)
            .found(&format_args!(
                "{count} items of {size} bytes in {available} bytes"
            ))
            .expected(&"items of 18 bytes that fill the pack");
        reading.report(problem);
    }
    if size < ENTRY {
        return Ok(primer);
    }
    // As many as are there, whatever the count claims.
    let count = u64::from(count).min(available / u64::from(size));
    // There are no more tags than this.
    let count = count.min(u16::MAX.into());
    for index in 0..count {
        let at = item.value + 8 + index * u64::from(size);
        let [t0, t1, label @ ..] = window.at(at, ENTRY as usize)? else {
            break;
        };
        let Some(label) = label.first_chunk() else {
            break;
        };
        let (tag, label) = (u16::from_be_bytes([*t0, *t1]), Ul(*label));
        let problem = |kind| Problem::new(kind, at).set(PACK).property(BATCH);
        if tag == 0 {
            reading.report(
                problem(ProblemKind::PrimerTagZero)
                    .found(&label)
                    .expected(&"a tag that is not zero"),
            );
            continue;
        }
        if primer.tags.get(tag).is_some() {
            let duplicate = problem(ProblemKind::DuplicateTag);
            reading.report(duplicate.found(&format_args!("a second entry for 0x{tag:04x}")));
        } else if reading.keep(primer.tags.cost(tag), at) {
            primer.tags.insert(tag, Meaning::of(Some(label)));
        } else {
            break;
        }
    }
    Ok(primer)
}
