//! From problems of a track file's structure to rules: the table.

pub(super) mod essence_track;
mod stated;
mod walk;

use imf_mxf::{Problem, ProblemKind};
use imf_parse::model::Uuid;

use super::{mxf_klv, mxf_partition, mxf_primer, mxf_random_index};
use crate::judge::{BytePlace, Drafts, Sink};
use crate::package::{Package, TrackFile};
use crate::rule::Rule;

pub(crate) use walk::faults;

/// The name that problems give a partition pack.
const PARTITION_PACK: &str = "partition pack";
/// The name that problems give a primer pack.
const PRIMER_PACK: &str = "primer pack";

/// Raises the rule of every problem of every track file.
pub(crate) fn problems(package: &Package, drafts: &mut Drafts) {
    for track_file in &package.track_files {
        let path = package.inventory.path(track_file.file);
        for problem in &track_file.problems {
            let Some(rule) = rule_of(track_file, problem) else {
                continue;
            };
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

/// The id that the asset map gives the file.
pub(super) fn asset(package: &Package, track_file: &TrackFile) -> Option<Uuid> {
    package
        .entries_of(track_file.file)
        .find_map(|entry| entry.id)
}

/// The rule that `problem` breaks, if it is one of the file's structure.
fn rule_of(track_file: &TrackFile, problem: &Problem) -> Option<&'static Rule> {
    let is_pack = &*problem.set == PARTITION_PACK;
    Some(match problem.kind {
        ProblemKind::NotMxf | ProblemKind::HeaderPartitionMissing => {
            &mxf_partition::PKG_HEADER_PARTITION_UNREADABLE
        }
        ProblemKind::RandomIndexMissing => &mxf_random_index::MXF_RIP_MISSING,
        ProblemKind::RandomIndexInvalid | ProblemKind::RandomIndexWrong => {
            &mxf_random_index::MXF_RIP_INVALID
        }
        // That a link to the footer leads nowhere where there is none is said once.
        ProblemKind::PartitionLinkWrong
            if &*problem.property == "FooterPartition"
                && track_file.structure.footer_partition().is_none() =>
        {
            return None;
        }
        ProblemKind::PartitionLinkWrong => &mxf_partition::MXF_PARTITION_CHAIN,
        ProblemKind::PartitionKindUnknown | ProblemKind::PartitionPackShort => {
            &mxf_partition::MXF_PARTITION_INVALID
        }
        ProblemKind::BatchInvalid if is_pack => &mxf_partition::MXF_PARTITION_INVALID,
        ProblemKind::BatchInvalid | ProblemKind::DuplicateTag if &*problem.set == PRIMER_PACK => {
            &mxf_primer::MXF_PRIMER_INVALID
        }
        ProblemKind::PrimerDuplicate | ProblemKind::PrimerTagZero => {
            &mxf_primer::MXF_PRIMER_INVALID
        }
        ProblemKind::PrimerMissing => &mxf_primer::MXF_PRIMER_MISSING,
        ProblemKind::ByteCountWrong => &mxf_primer::MXF_BYTE_COUNT_WRONG,
        ProblemKind::Truncated => &mxf_klv::MXF_KLV_TRUNCATED,
        ProblemKind::BerInvalid | ProblemKind::SyncLost => &mxf_klv::MXF_KLV_INVALID,
        ProblemKind::LimitExceeded => &mxf_klv::MXF_LIMIT_EXCEEDED,
        _ => return None,
    })
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
    use imf_testkit::ids::{self, Id};

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
