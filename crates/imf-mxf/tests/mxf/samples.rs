//! The sample files, where they are.

use std::fs;
use std::path::{Path, PathBuf};

use imf_mxf::{Leads, Limits, PartitionKind, ProblemKind, Source, read};

/// What is wrong with some of them.
const FAULTY: &[(&str, ProblemKind)] = &[
    ("mxf-files/audio1.mxf", ProblemKind::DuplicateTag),
    ("mxf-files/video1.mxf", ProblemKind::DuplicateTag),
    // The label of a property was changed to that of another.
    (
        "no_conformstospecifications.mxf",
        ProblemKind::LengthInvalid,
    ),
];

/// The folder of the corpus; `None` where it is not there.
pub(crate) fn root() -> Option<PathBuf> {
    imf_testkit::samples("track files of the samples").map(|samples| samples.join("corpus"))
}

/// Every track file of the samples, with its path below them; none where the samples are not there.
pub(crate) fn track_files() -> Vec<(String, Vec<u8>)> {
    let Some(root) = root() else {
        return Vec::new();
    };
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if matches!(extension, Some("mxf" | "hdr")) {
                let bytes = fs::read(&path).unwrap();
                if !bytes.is_empty() {
                    files.push((name, bytes));
                }
            }
        }
    }
    files.sort();
    imf_testkit::say(format_args!("{} sample files", files.len()));
    files
}

#[test]
fn the_partitions_of_all_samples_are_found() {
    for (name, bytes) in track_files() {
        let parsed = read(&bytes, &Limits::default()).unwrap();
        let kinds: Vec<ProblemKind> = parsed.problems.iter().map(|problem| problem.kind).collect();
        if Path::new(&name).extension() == Some("hdr".as_ref()) {
            assert_eq!(parsed.value.partitions.len(), 1, "{name}");
            assert!(
                kinds.contains(&ProblemKind::RandomIndexMissing),
                "{name}: {:?}",
                parsed.problems
            );
            continue;
        }
        let known = FAULTY.iter().filter(|(file, _)| name.ends_with(file));
        let known: Vec<ProblemKind> = known.map(|(_, kind)| *kind).collect();
        assert_eq!(kinds, known, "{name}: {:#?}", parsed.problems);
        let footer = parsed
            .value
            .footer_partition()
            .unwrap_or_else(|| panic!("{name}: no footer"));
        assert_eq!(
            footer.end,
            parsed.value.random_index.as_ref().unwrap().item.offset,
            "{name}"
        );
    }
}

#[test]
fn without_their_index_the_same_partitions_are_found() {
    for (name, mut bytes) in track_files() {
        let whole = read(&bytes, &Limits::default()).unwrap().value;
        let Some(index) = whole.random_index else {
            continue;
        };
        bytes.truncate(usize::try_from(index.item.offset).unwrap());
        let parsed = read(&bytes.as_slice(), &Limits::default()).unwrap();
        assert_eq!(parsed.value.partitions, whole.partitions, "{name}");
        assert_eq!(bytes.as_slice().length(), parsed.value.length);
    }
}

#[test]
fn generic_streams_are_told_from_bodies() {
    let mut streams = 0;
    for (_, bytes) in track_files() {
        let file = read(&bytes, &Limits::default()).unwrap().value;
        for partition in &file.partitions {
            if partition.kind == Some(PartitionKind::GenericStream) {
                assert_eq!(partition.status, None);
                assert!(partition.has_essence());
                streams += 1;
            }
        }
    }
    imf_testkit::say(format_args!("{streams} generic stream partitions"));
}

#[test]
fn all_that_refers_in_the_samples_leads_down_one_tree() {
    for (name, bytes) in track_files() {
        let file = read(&bytes, &Limits::default()).unwrap().value;
        for metadata in &file.metadata {
            let preface = metadata
                .preface()
                .unwrap_or_else(|| panic!("{name}: no preface"));
            let root = metadata.find(preface.instance.unwrap()).unwrap();
            let mut below = vec![root];
            let mut met = 0;
            while let Some(set) = below.pop() {
                met += 1;
                below.extend(metadata.children(set).map(|(index, _)| index));
            }
            let down = |leads| matches!(leads, Leads::Down(_));
            assert!(
                metadata
                    .references
                    .iter()
                    .all(|reference| down(reference.leads)),
                "{name}"
            );
            // One sample has sets of AAF besides those of MXF.
            if !name.ends_with("indirect.mxf") {
                assert_eq!(met, metadata.sets.len(), "{name}");
                assert_eq!(metadata.orphans().count(), 0, "{name}");
            }
            assert!(metadata.dark.is_empty(), "{name}");
        }
    }
}

#[test]
fn the_index_tables_of_the_samples_are_read() {
    let mut segments = 0;
    for (name, bytes) in track_files() {
        let file = read(&bytes, &Limits::default()).unwrap().value;
        for segment in &file.index_segments {
            segments += 1;
            let partition = &file.partitions[segment.partition];
            assert_eq!(segment.index_sid, Some(partition.index_sid), "{name}");
            let mut offsets = segment
                .read_entries(&bytes)
                .map(|entry| entry.unwrap().stream_offset);
            assert!(offsets.by_ref().is_sorted(), "{name}");
        }
    }
    imf_testkit::say(format_args!("{segments} index table segments"));
}
