//! From faults of a walk over the items of a track file to rules: the table.

use imf_mxf::essence::{Container, Counts, ElementKind, Fault, FaultKind, LengthFault};
use imf_mxf::{Problem, ProblemKind, Ul};

use super::stated::{body_sid, stated};
use super::{PARTITION_PACK, asset};
use crate::judge::{BytePlace, Drafts, Sink};
use crate::package::{Package, TrackFile};
use crate::rule::Rule;
use crate::rules::{mxf_essence, mxf_essence_key, mxf_klv, mxf_pack, mxf_random_index};

/// The key of a random index pack.
const RANDOM_INDEX: Ul = Ul::from_u128(0x060e_2b34_0205_0101_0d01_0201_0111_0100);

/// Raises the rule of every fault that the walk over a track file found, and of what its metadata say wrong of it.
pub(crate) fn faults(package: &Package, drafts: &mut Drafts) {
    for track_file in &package.track_files {
        let Some(counts) = &track_file.essence.counts else {
            continue;
        };
        let mut telling = Telling {
            package,
            track_file,
            path: package.inventory.path(track_file.file),
            drafts,
        };
        for fault in &counts.faults {
            if !telling.is_told(fault) {
                telling.tell(fault, "");
            }
        }
        telling.more(counts);
        telling.against_metadata(counts);
    }
}

/// Whether the walk met another amount of essence than the file says it has, which is told.
pub(in crate::rules) fn differs(track_file: &TrackFile) -> bool {
    let counted = track_file.essence.counts.as_ref().zip(body_sid(track_file));
    counted
        .and_then(|(counts, body_sid)| Some((counts, stated(track_file, body_sid, counts)?)))
        .is_some_and(|(counts, (stated, _))| !counts.against(&stated).is_empty())
}

/// What a fault says.
struct Words {
    rule: &'static Rule,
    set: &'static str,
    property: &'static str,
    message: String,
    found: String,
    expected: String,
}

/// The telling of the faults of one track file.
struct Telling<'a> {
    package: &'a Package,
    track_file: &'a TrackFile,
    path: &'a str,
    drafts: &'a mut Drafts,
}

impl Telling<'_> {
    /// Whether the fault follows from one of the file's structure, which is told already.
    fn is_told(&self, fault: &Fault) -> bool {
        let from = match fault.kind {
            FaultKind::SyncLost { after, .. } => after.unwrap_or(fault.at),
            FaultKind::Overrun { key, .. } if RANDOM_INDEX.matches(key) => {
                return self.has_no_random_index();
            }
            FaultKind::TrailingBytes { .. } => return self.has_no_random_index(),
            // The random index pack gives the stream that the partition does not.
            FaultKind::EssenceWithoutStream { .. } => return self.has_listed_stream(fault.at),
            // A number of 2^63 and more is a fault of its own.
            FaultKind::BodyOffsetWrong { stated, .. } => return mxf_pack::is_negative(stated),
            FaultKind::KeyInvalid { .. }
            | FaultKind::LengthInvalid { .. }
            | FaultKind::Overrun { .. }
            | FaultKind::Truncated { .. } => fault.at.saturating_sub(16),
            _ => return false,
        };
        // The item before, or this one up to the end of its length.
        let until = fault.at.saturating_add(25);
        let is_told = |problem: &Problem| {
            matches!(
                problem.kind,
                ProblemKind::BerInvalid
                    | ProblemKind::PartitionPackShort
                    | ProblemKind::SyncLost
                    | ProblemKind::Truncated
            ) && (from..=until).contains(&problem.at)
        };
        self.track_file.problems.iter().any(is_told)
    }

    /// Whether something is wrong with the random index pack at the end of the file.
    fn has_no_random_index(&self) -> bool {
        self.track_file.problems.iter().any(|problem| {
            matches!(
                problem.kind,
                ProblemKind::RandomIndexInvalid
                    | ProblemKind::RandomIndexMissing
                    | ProblemKind::RandomIndexWrong
            )
        })
    }

    /// Whether the random index pack gives a stream for the partition at which `at` lies.
    fn has_listed_stream(&self, at: u64) -> bool {
        let structure = &self.track_file.structure;
        let mut partitions = structure.partitions.iter();
        let partition = partitions.rfind(|partition| partition.offset() <= at);
        let start =
            partition.and_then(|partition| partition.offset().checked_sub(structure.run_in));
        let entries = structure
            .random_index
            .iter()
            .flat_map(|index| &index.entries);
        entries
            .filter(|entry| Some(entry.offset) == start)
            .any(|entry| entry.body_sid != 0)
    }

    /// What the metadata and the index table say that is not so. Of a file that ends too early nothing more is said.
    fn against_metadata(&mut self, counts: &Counts) {
        let structure = &self.track_file.structure;
        if structure.footer_partition().is_none() {
            return;
        }
        // Nor of one whose elements do not all belong to their stream and their track.
        let strays = |fault: &Fault| {
            matches!(
                fault.kind,
                FaultKind::ElementKeyMismatch { .. } | FaultKind::EssenceWithoutStream { .. }
            )
        };
        if counts.faults.iter().any(strays) || !self.fits_container() {
            return;
        }
        let Some(body_sid) = body_sid(self.track_file) else {
            return;
        };
        let Some((stated, by)) = stated(self.track_file, body_sid, counts) else {
            return;
        };
        for fault in counts.against(&stated) {
            self.tell(&fault, by);
        }
    }

    /// Whether the first element is one that its container may hold, as far as that is known.
    fn fits_container(&self) -> bool {
        let container = self.track_file.container();
        let first = self.track_file.essence.first.as_ref();
        let fits =
            |container: Container| first.is_none_or(|first| container.fits(first.element.item.key));
        container.is_none_or(fits)
    }

    /// A word on the faults that are not listed.
    fn more(&mut self, counts: &Counts) {
        if counts.other_faults > 0 {
            let (path, more) = (self.path, counts.other_faults);
            let message = format!("`{path}` has {more} more faults of its items than are listed");
            self.raise(
                counts.end,
                &Words {
                    rule: &mxf_klv::MXF_LIMIT_EXCEEDED,
                    set: "",
                    property: "",
                    message,
                    found: format!("{more} more faults"),
                    expected: format!("at most {} faults", counts.faults.len()),
                },
            );
        }
    }

    fn tell(&mut self, fault: &Fault, by: &str) {
        if let Some(words) = words(self.path, fault, by) {
            self.raise(fault.at, &words);
        }
    }

    fn raise(&mut self, offset: u64, words: &Words) {
        let place = BytePlace {
            file: self.track_file.file,
            offset,
            set: words.set.into(),
            property: words.property.into(),
        };
        let mut sink = Sink::new(self.drafts, words.rule, None);
        let draft = sink.at_byte(place, words.message.as_str());
        draft.asset(asset(self.package, self.track_file));
        draft.found(&words.found).expected(&words.expected);
    }
}

/// The rule of a fault, and what is said of it; `by` is who states what is not so.
fn words(path: &str, fault: &Fault, by: &str) -> Option<Words> {
    let at = fault.at;
    let words = |rule, set, property, message: String, found: String, expected: String| {
        Some(Words {
            rule,
            set,
            property,
            message,
            found,
            expected,
        })
    };
    let a_key = || "a key that begins with 06 0e 2b 34".to_owned();
    match &fault.kind {
        FaultKind::KeyInvalid { found } => words(
            &mxf_klv::MXF_KLV_INVALID,
            "item",
            "key",
            format!(
                "the key of the item at byte {at} of `{path}` is damaged: found {}",
                octets(*found)
            ),
            octets(*found),
            a_key(),
        ),
        FaultKind::SyncLost { found, after } => words(
            &mxf_klv::MXF_KLV_INVALID,
            "item",
            "key",
            match after {
                Some(after) => format!(
                    "no item begins at byte {at} of `{path}`, where the item at byte {after} ends by its length: found {}",
                    octets(*found)
                ),
                None => format!(
                    "no item begins at byte {at} of `{path}`: found {}",
                    octets(*found)
                ),
            },
            octets(*found),
            a_key(),
        ),
        FaultKind::LengthInvalid { key, length } => {
            let found = match length {
                LengthFault::Huge(length) => format!("a length of {length}"),
                LengthFault::Indefinite => "an indefinite length".to_owned(),
                LengthFault::Long(count) => format!("a length of {count} bytes"),
            };
            words(
                &mxf_klv::MXF_KLV_INVALID,
                item(*key),
                "length",
                format!(
                    "the length of the {} in `{path}` is invalid: found {found}",
                    item(*key)
                ),
                found,
                "a length of at most eight bytes, below 2^63".to_owned(),
            )
        }
        FaultKind::Overrun {
            key,
            length,
            room,
            end_of_file,
        } => {
            let until = if *end_of_file {
                "the end of the file"
            } else {
                "the next partition"
            };
            words(
                &mxf_klv::MXF_KLV_TRUNCATED,
                item(*key),
                "length",
                format!(
                    "the {} at byte {at} of `{path}` has {length} bytes by its length, and {until} is {room} bytes away",
                    item(*key)
                ),
                format!("{length} bytes"),
                format!("{room} bytes or fewer"),
            )
        }
        FaultKind::Truncated { left } => words(
            &mxf_klv::MXF_KLV_TRUNCATED,
            "item",
            "",
            format!("the item at byte {at} of `{path}` breaks off after {left} bytes"),
            format!("{left} bytes"),
            "a key, a length and a value".to_owned(),
        ),
        FaultKind::BodyOffsetWrong {
            body_sid,
            stated,
            counted,
        } => words(
            &mxf_essence::MXF_BODY_OFFSET_INCORRECT,
            PARTITION_PACK,
            "BodyOffset",
            format!(
                "a partition of `{path}` says that {stated} bytes of the stream {body_sid} come before it, and {counted} do"
            ),
            stated.to_string(),
            counted.to_string(),
        ),
        FaultKind::BytesWrong {
            key,
            stated,
            counted,
        } => words(
            &mxf_essence::MXF_ESSENCE_SIZE_MISMATCH,
            item(*key),
            "length",
            format!(
                "the essence of `{path}` has {counted} bytes, and {} makes that {stated}",
                of(by)
            ),
            format!("{counted} bytes"),
            format!("{stated} bytes"),
        ),
        FaultKind::ClipDivided { key, counted } => words(
            &mxf_essence::MXF_ESSENCE_COUNT_MISMATCH,
            item(*key),
            "",
            format!(
                "the essence of `{path}` is wrapped as one clip, and it is in {counted} elements"
            ),
            format!("{counted} elements"),
            "1 element".to_owned(),
        ),
        FaultKind::ElementCountWrong {
            key,
            stated,
            counted,
        } => words(
            &mxf_essence::MXF_ESSENCE_COUNT_MISMATCH,
            item(*key),
            "",
            format!(
                "`{path}` has {counted} {}s, and {} says {stated}",
                item(*key),
                of(by)
            ),
            format!("{counted} elements"),
            format!("{stated} elements, one for each edit unit"),
        ),
        FaultKind::ElementKeyMismatch { key, first } => words(
            &mxf_essence_key::MXF_ESSENCE_KEY_MISMATCH,
            item(*key),
            "key",
            format!(
                "the key of an element in `{path}` does not fit that of the first one: found {key}, and the first has {first}"
            ),
            key.to_string(),
            first.to_string(),
        ),
        FaultKind::EssenceMissing { body_sid } => words(
            &mxf_essence::MXF_ESSENCE_MISSING,
            PARTITION_PACK,
            "BodySID",
            format!(
                "`{path}` has a partition for the stream {body_sid}, and no element of essence in it"
            ),
            "no element".to_owned(),
            "1 element or more".to_owned(),
        ),
        FaultKind::EssenceWithoutStream { key } => words(
            &mxf_essence::MXF_ESSENCE_STREAM_MISSING,
            item(*key),
            "",
            format!(
                "the {} at byte {at} of `{path}` is in a partition that has no stream",
                item(*key)
            ),
            "BodySID 0".to_owned(),
            "the BodySID of the essence".to_owned(),
        ),
        FaultKind::TrailingBytes { bytes } => words(
            &mxf_random_index::MXF_RIP_DUPLICATE,
            "random index pack",
            "",
            format!(
                "`{path}` has a random index pack that is not its last item: {bytes} bytes come behind it"
            ),
            format!("{bytes} bytes"),
            "nothing behind the random index pack".to_owned(),
        ),
        _ => None,
    }
}

/// Who says something, where it is known.
fn of(by: &str) -> &str {
    if by.is_empty() { "its index table" } else { by }
}

/// What an item with `key` is called.
fn item(key: Ul) -> &'static str {
    match (key.0, ElementKind::of(key)) {
        ([_, _, _, _, 1, 1, 1, _, 13, 1, 5, 9, ..], _) => "generic stream element",
        ([_, _, _, _, 1, 2, 1, ..], ElementKind::Picture) => "picture element",
        ([_, _, _, _, 1, 2, 1, ..], ElementKind::Sound) => "sound element",
        ([_, _, _, _, 1, 2, 1, ..], ElementKind::Data) => "data element",
        ([_, _, _, _, 1, 2, 1, ..], _) => "essence element",
        _ => "item",
    }
}

/// Sixteen bytes that are no key.
fn octets(found: Ul) -> String {
    let octets = found.0.map(|octet| format!("{octet:02x}"));
    octets.join(" ")
}
