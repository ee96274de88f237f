//! From problems of a track file's structure to rules: the table.

pub(super) mod essence_track;
pub(super) mod place;
mod stated;
mod walk;

use imf_mxf::{HeaderMetadata, PackField, Problem, ProblemKind, Set};
use imf_parse::model::Uuid;

use super::{
    mxf_index_segment, mxf_klv, mxf_pack, mxf_partition, mxf_primer, mxf_random_index,
    mxf_reference, mxf_required, mxf_set, op1a_storage,
};
use crate::hash::HashSet;
use crate::judge::{BytePlace, Drafts, Sink};
use crate::package::{Package, TrackFile};
use crate::rule::Rule;

pub(super) use walk::differs;
pub(crate) use walk::faults;

/// The name that problems give a partition pack.
const PARTITION_PACK: &str = "partition pack";
/// The name that problems give a primer pack.
const PRIMER_PACK: &str = "primer pack";
/// The name that problems give a segment of an index table.
pub(super) const INDEX_SEGMENT: &str = "IndexTableSegment";

/// Raises the rule of every problem of every track file.
pub(crate) fn problems(package: &Package, drafts: &mut Drafts) {
    for track_file in &package.track_files {
        let path = package.inventory.path(track_file.file);
        let mut said = HashSet::default();
        for problem in &track_file.problems {
            let Some(rule) = rule_of(track_file, problem) else {
                continue;
            };
            if !said.insert(sameness(problem)) {
                continue;
            }
            let place = BytePlace {
                file: track_file.file,
                offset: problem.at,
                set: problem.set.clone(),
                property: problem.property.clone(),
            };
            let mut sink = Sink::new(drafts, rule, None);
            let draft = sink.at_byte(place, sentence(path, problem));
            draft.asset(asset(package, track_file));
            if !problem.found.is_empty() {
                draft.found(&problem.found);
            }
            if !problem.expected.is_empty() {
                draft.expected(&problem.expected);
            }
        }
    }
}

/// What two problems have in common that are one fault: metadata is repeated in the footer partition as it stands in the
/// header partition, and a tag that the primer pack leaves out is left out for every set.
fn sameness(problem: &Problem) -> (ProblemKind, &str, &str, &str, u64) {
    let Problem {
        kind,
        at,
        set,
        property,
        found,
        ..
    } = problem;
    match kind {
        ProblemKind::LocalTagUnknown => (*kind, "", "", found, 0),
        ProblemKind::CircularReference
        | ProblemKind::DanglingReference
        | ProblemKind::DuplicateInstance
        | ProblemKind::SharedReference => (*kind, set, property, found, 0),
        _ => (*kind, set, property, found, *at),
    }
}

/// The id that the asset map gives the file.
pub(super) fn asset(package: &Package, track_file: &TrackFile) -> Option<Uuid> {
    package
        .entries_of(track_file.file)
        .find_map(|entry| entry.id)
}

/// The rule that `problem` breaks, if it is one of the file's structure.
fn rule_of(track_file: &TrackFile, problem: &Problem) -> Option<&'static Rule> {
    match &*problem.set {
        PARTITION_PACK => of_partition_pack(track_file, problem),
        PRIMER_PACK => of_primer_pack(track_file, problem),
        INDEX_SEGMENT => of_index_segment(problem),
        _ => of_file(track_file, problem),
    }
}

/// The rule that a problem of a partition pack breaks.
fn of_partition_pack(track_file: &TrackFile, problem: &Problem) -> Option<&'static Rule> {
    let structure = &track_file.structure;
    // A number of 2^63 and more is a fault of its own.
    let is_negative = problem
        .found
        .parse::<u64>()
        .is_ok_and(mxf_pack::is_negative);
    let is_of_header = structure
        .header_partition()
        .is_some_and(|header| header.place(PackField::HeaderByteCount) == problem.at);
    Some(match problem.kind {
        ProblemKind::PartitionLinkWrong | ProblemKind::ByteCountWrong if is_negative => {
            return None;
        }
        // That a link to the footer leads nowhere where there is none is said once.
        ProblemKind::PartitionLinkWrong
            if &*problem.property == "FooterPartition"
                && structure.footer_partition().is_none() =>
        {
            return None;
        }
        ProblemKind::PartitionLinkWrong => &mxf_partition::MXF_PARTITION_CHAIN,
        ProblemKind::PartitionKindUnknown | ProblemKind::PartitionPackShort => {
            &mxf_partition::MXF_PARTITION_INVALID
        }
        ProblemKind::BatchInvalid => &mxf_pack::MXF_PARTITION_EC_BATCH_ELEMENT_SIZE,
        ProblemKind::ByteCountWrong if is_of_header && &*problem.found == "0" => {
            &mxf_pack::MXF_HEADER_PARTITION_INVALID
        }
        ProblemKind::ByteCountWrong => &mxf_primer::MXF_BYTE_COUNT_WRONG,
        _ => return of_file(track_file, problem),
    })
}

/// The rule that a problem of a primer pack breaks.
fn of_primer_pack(track_file: &TrackFile, problem: &Problem) -> Option<&'static Rule> {
    Some(match problem.kind {
        ProblemKind::BatchInvalid
        | ProblemKind::DuplicateTag
        | ProblemKind::PrimerDuplicate
        | ProblemKind::PrimerTagZero => &mxf_primer::MXF_PRIMER_INVALID,
        ProblemKind::PrimerMissing => &mxf_primer::MXF_PRIMER_MISSING,
        _ => return of_file(track_file, problem),
    })
}

/// The rule that a problem of a segment of an index table breaks.
fn of_index_segment(problem: &Problem) -> Option<&'static Rule> {
    Some(match problem.kind {
        ProblemKind::BatchInvalid | ProblemKind::LengthInvalid => {
            &mxf_index_segment::MXF_INDEX_ITEM_SIZE
        }
        ProblemKind::DuplicateTag => &mxf_set::MXF_SET_DUPLICATE_ITEM,
        _ => return of_item(problem),
    })
}

/// The rule that a problem of an item breaks, whatever it is.
fn of_item(problem: &Problem) -> Option<&'static Rule> {
    Some(match problem.kind {
        ProblemKind::Truncated => &mxf_klv::MXF_KLV_TRUNCATED,
        ProblemKind::BerInvalid | ProblemKind::SyncLost => &mxf_klv::MXF_KLV_INVALID,
        ProblemKind::LimitExceeded => &mxf_klv::MXF_LIMIT_EXCEEDED,
        _ => return None,
    })
}

/// The rule that a problem of the file or of a set of its metadata breaks.
fn of_file(track_file: &TrackFile, problem: &Problem) -> Option<&'static Rule> {
    if let Some(rule) = of_item(problem) {
        return Some(rule);
    }
    let has = |kind| {
        track_file
            .problems
            .iter()
            .any(|problem| problem.kind == kind)
    };
    let rule = match problem.kind {
        ProblemKind::NotMxf | ProblemKind::HeaderPartitionMissing => {
            return Some(&mxf_partition::PKG_HEADER_PARTITION_UNREADABLE);
        }
        ProblemKind::RandomIndexMissing => return Some(&mxf_random_index::MXF_RIP_MISSING),
        ProblemKind::RandomIndexInvalid | ProblemKind::RandomIndexWrong => {
            return Some(&mxf_random_index::MXF_RIP_INVALID);
        }
        ProblemKind::BatchInvalid | ProblemKind::LengthInvalid => {
            return is_judged(track_file, problem).then_some(&mxf_set::MXF_SET_ITEM_SIZE);
        }
        ProblemKind::DuplicateTag => return Some(&mxf_set::MXF_SET_DUPLICATE_ITEM),
        ProblemKind::DuplicateInstance => return Some(&mxf_reference::MXF_DUPLICATE_INSTANCE_ID),
        ProblemKind::CircularReference => &mxf_reference::MXF_CIRCULAR_STRONG_REFERENCE,
        // Nothing can lead to a set without an InstanceID, which is a fault of its own.
        ProblemKind::DanglingReference if has(ProblemKind::InstanceMissing) => return None,
        ProblemKind::DanglingReference => &mxf_reference::MXF_DANGLING_STRONG_REFERENCE,
        ProblemKind::InstanceMissing => &mxf_required::MXF_SET_ITEM_MISSING,
        ProblemKind::LocalTagUnknown => &mxf_set::MXF_LOCAL_TAG_UNKNOWN,
        ProblemKind::PrefaceCount if problem.found.starts_with("0 ") => {
            &op1a_storage::OP1A_PREFACE_MISSING
        }
        ProblemKind::PrefaceCount => &op1a_storage::MXF_PREFACE_COUNT,
        // References to two sets of one InstanceID lead to the first of them.
        ProblemKind::SharedReference if has(ProblemKind::DuplicateInstance) => return None,
        ProblemKind::SharedReference => &mxf_reference::MXF_DUPLICATE_STRONG_REFERENCE,
        _ => return None,
    };
    // Where the metadata could not be read from end to end, what is missing may be there. Where it is read twice, that
    // which does not count is a draft of the other.
    let counts = metadata_at(track_file, problem.at).is_none_or(|metadata| {
        track_file
            .metadata()
            .is_some_and(|counting| std::ptr::eq(counting, metadata))
    });
    (track_file.header.is_whole && counts).then_some(rule)
}

/// The metadata that the byte at `at` is in.
fn metadata_at(track_file: &TrackFile, at: u64) -> Option<&HeaderMetadata> {
    let mut all = track_file.structure.metadata.iter();
    all.find(|metadata| (metadata.start..metadata.end).contains(&at))
}

/// The set that the byte at `at` is in.
fn set_at(track_file: &TrackFile, at: u64) -> Option<&Set> {
    let sets = &metadata_at(track_file, at)?.sets;
    let behind = sets.partition_point(|set| set.item.offset <= at);
    sets.get(behind.checked_sub(1)?)
}

/// Whether the length of a property that is wrong matters: it is one of those that the class of its set has, and no
/// empty array, which old writers leave without a count.
fn is_judged(track_file: &TrackFile, problem: &Problem) -> bool {
    let Some(set) = set_at(track_file, problem.at) else {
        return true;
    };
    let Some(group) = set.group() else {
        return false;
    };
    let property = set.properties().find(|property| property.at == problem.at);
    let Some((property, element)) = property.and_then(|found| Some((found, found.element()?)))
    else {
        return false;
    };
    let is_empty_array = problem.kind == ProblemKind::BatchInvalid && property.value.is_empty();
    !is_empty_array && group.all_properties().any(|known| known.element == element)
}

/// What is wrong in one sentence.
fn sentence(path: &str, problem: &Problem) -> String {
    let Problem {
        set,
        property,
        found,
        expected,
        ..
    } = problem;
    let against = match (found.is_empty(), expected.is_empty()) {
        (false, false) => format!(": found {found}, expected {expected}"),
        (false, true) => format!(": found {found}"),
        (true, false) => format!(": expected {expected}"),
        (true, true) => String::new(),
    };
    // A set has a symbol or a key; a pack has a name in plain words.
    let set = if set.contains(' ') {
        set.to_string()
    } else {
        format!("`{set}`")
    };
    let part = match (problem.set.is_empty(), property.is_empty()) {
        (false, false) => format!("`{property}` of the {set} in `{path}`"),
        (false, true) => format!("the {set} in `{path}`"),
        (true, false) => format!("`{property}` in `{path}`"),
        (true, true) => format!("an item in `{path}`"),
    };
    match problem.kind {
        ProblemKind::NotMxf => {
            format!("`{path}` does not begin with a partition pack, as an MXF file does")
        }
        ProblemKind::HeaderPartitionMissing => {
            format!("`{path}` does not begin with a header partition")
        }
        ProblemKind::RandomIndexMissing => {
            format!("`{path}` does not end with a random index pack")
        }
        ProblemKind::RandomIndexInvalid => {
            format!("the random index pack of `{path}` cannot be read{against}")
        }
        ProblemKind::PrimerMissing => {
            format!("the header metadata of `{path}` does not begin with a primer pack")
        }
        ProblemKind::PrimerDuplicate => {
            format!("the header metadata of `{path}` has a second primer pack")
        }
        ProblemKind::PartitionKindUnknown => {
            format!("the key of a partition pack in `{path}` is unknown{against}")
        }
        ProblemKind::PartitionPackShort => {
            format!("a partition pack in `{path}` ends before its `{property}`{against}")
        }
        ProblemKind::Truncated => format!("{part} is cut off{against}"),
        ProblemKind::CircularReference => {
            format!("{part} leads back to a set that it hangs under: `{found}`")
        }
        ProblemKind::DanglingReference => format!("{part} leads to no set: `{found}`"),
        ProblemKind::SharedReference => {
            format!("{part} leads to a set that another reference leads to: `{found}`")
        }
        ProblemKind::DuplicateInstance => {
            format!("the {set} in `{path}` has the InstanceID of another set: `{found}`")
        }
        ProblemKind::DuplicateTag if &*problem.set != PRIMER_PACK => {
            format!("{part} stands there twice")
        }
        ProblemKind::InstanceMissing => format!("the {set} in `{path}` has no InstanceID"),
        ProblemKind::LocalTagUnknown => {
            format!("{part} has the local tag {found}, which the primer pack does not list")
        }
        ProblemKind::PrefaceCount => {
            format!("the header metadata of `{path}` has {found}, and has to have one")
        }
        ProblemKind::BerInvalid => format!("a length in `{path}` is invalid{against}"),
        ProblemKind::SyncLost => {
            format!("bytes in `{path}` are no key where an item has to begin{against}")
        }
        ProblemKind::LimitExceeded => {
            format!("`{path}` goes past a limit of this reader{against}")
        }
        _ => format!("{part} is incorrect{against}"),
    }
}

/// What the cases do to track files.
#[cfg(test)]
pub(super) mod testing {
    use imf_mxf::{Limits, PackField, TrackFile, read};
    use imf_testkit::Imp;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids::{self, Id};
    use imf_testkit::mxf::Parts;
    use imf_testkit::mxf::property::Property;

    /// The track file that most damages are done to.
    pub(in crate::rules) const SOUND: Id = ids::AUDIO_FILE_ID;

    /// The track file of the pictures.
    pub(in crate::rules) const PICTURE: Id = ids::IMAGE_FILE_ID;

    /// Changes the bytes of a track file, and makes digests and sizes right again.
    pub(in crate::rules) fn damage(package: &mut Imp, id: Id, make: impl FnOnce(&mut Vec<u8>)) {
        let path = package.path_of(id);
        make(package.files.get_mut(&path).unwrap());
        package.reseal();
    }

    /// A property that no register knows.
    pub(in crate::rules) const PRIVATE: Property = Property {
        name: "Private",
        label: 0x060e_2b34_0101_010e_0e7f_7f01_0000_0000_u128.to_be_bytes(),
        tag: None,
    };

    /// Changes the parts of a track file before it is laid out, and makes digests and sizes right again.
    pub(in crate::rules) fn rebuild(package: &mut Imp, id: Id, change: impl FnOnce(&mut Parts)) {
        let files = Delivery::minimal().track_files;
        let file = files.iter().find(|file| file.id == id).unwrap();
        let bytes = file.bytes_with(change);
        damage(package, id, |old| *old = bytes);
    }

    /// The tag of a property in the primer pack.
    pub(in crate::rules) fn tag_of(bytes: &[u8], property: Property) -> [u8; 2] {
        let at = bytes
            .windows(16)
            .position(|label| label == property.label)
            .unwrap();
        bytes[at - 2..at].try_into().unwrap()
    }

    fn structure(bytes: &[u8]) -> TrackFile {
        read(&bytes, &Limits::default()).unwrap().value
    }

    /// Where the partitions begin.
    pub(in crate::rules) fn partitions(bytes: &[u8]) -> Vec<usize> {
        let partitions = structure(bytes).partitions;
        partitions
            .iter()
            .map(|partition| usize::try_from(partition.offset()).unwrap())
            .collect()
    }

    /// Where the footer partition begins.
    pub(in crate::rules) fn footer(bytes: &[u8]) -> usize {
        *partitions(bytes).last().unwrap()
    }

    /// Where the field of a partition pack is, from the start of the pack.
    pub(in crate::rules) fn header(field: PackField) -> usize {
        // A key of 16 bytes and a length of four come before.
        20 + field as usize
    }

    /// The key of the sound.
    pub(in crate::rules) const SOUND_KEY: u128 = 0x060e_2b34_0102_0101_0d01_0301_1601_0201;

    /// The key of the pictures.
    pub(in crate::rules) const PICTURE_KEY: u128 = 0x060e_2b34_0102_0101_0d01_0301_1501_0801;

    /// Writes `by` over each occurrence of `octets`, which are as many.
    pub(in crate::rules) fn replace(bytes: &mut [u8], octets: &[u8], by: &[u8]) {
        assert_eq!(octets.len(), by.len());
        for at in 0..bytes.len() - octets.len() {
            if bytes[at..].starts_with(octets) {
                bytes[at..at + by.len()].copy_from_slice(by);
            }
        }
    }

    /// Where the item of the sound begins.
    pub(in crate::rules) fn essence(bytes: &[u8]) -> usize {
        element(bytes, SOUND_KEY)
    }

    /// Where the first item with that key begins.
    pub(in crate::rules) fn element(bytes: &[u8], key: u128) -> usize {
        let key = key.to_be_bytes();
        bytes.windows(16).position(|found| found == key).unwrap()
    }

    /// The random index pack.
    pub(in crate::rules) fn random_index(bytes: &[u8]) -> &[u8] {
        let index = structure(bytes).random_index.unwrap();
        &bytes[usize::try_from(index.item.offset).unwrap()..]
    }
}
