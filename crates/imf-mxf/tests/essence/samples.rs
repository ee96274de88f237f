//! Walks over the sample files and the testkit's.

use imf_mxf::essence::{Counts, Extent, Stated, Wrapping};
use imf_mxf::{Limits, TrackFile, read};
use imf_testkit::Imp;

use crate::corpus::track_files;
use crate::every_way;

fn extent(file: &TrackFile) -> Extent {
    let partitions = file.partitions.iter().map(imf_mxf::Partition::offset);
    let index = file.random_index.as_ref().map(|pack| pack.item.offset);
    Extent {
        start: file.run_in,
        length: file.length,
        landmarks: partitions.chain(index).collect(),
    }
}

/// Walks a good file in every way.
#[track_caller]
fn check(name: &str, bytes: &[u8]) -> Counts {
    let file = read(&bytes, &Limits::default()).unwrap().value;
    let extent = extent(&file);
    let counts = every_way(&extent, bytes, &name);
    assert_eq!(counts.faults, [], "{name}");
    assert!(counts.intact(), "{name}");
    let walked: Vec<_> = counts
        .partitions
        .iter()
        .map(|partition| (partition.offset, partition.end, partition.body_sid))
        .collect();
    let known: Vec<_> = file
        .partitions
        .iter()
        .map(|partition| (partition.offset(), partition.end, Some(partition.body_sid)))
        .collect();
    assert_eq!(walked, known, "{name}");
    let plain = Extent {
        landmarks: Vec::new(),
        ..extent
    };
    assert_eq!(every_way(&plain, bytes, &name), counts, "{name}");
    counts
}

#[test]
fn the_samples_are_walked_without_a_fault() {
    for (name, bytes) in track_files() {
        let counts = check(&name, &bytes);
        let file = read(&bytes.as_slice(), &Limits::default()).unwrap().value;
        let essence: u64 = counts
            .partitions
            .iter()
            .filter(|partition| !partition.is_generic_stream())
            .map(|partition| partition.elements.count)
            .sum();
        let tracks: u64 = counts.elements.iter().map(|track| track.tally.count).sum();
        assert_eq!(essence, tracks, "{name}");
        for (partition, known) in counts.partitions.iter().zip(&file.partitions) {
            assert_eq!(partition.metadata.count > 0, known.has_metadata(), "{name}");
            assert_eq!(
                partition.index_segments.count > 0,
                known.has_index(),
                "{name}"
            );
        }
        for track in &counts.elements {
            if Wrapping::of(track.key) == Some(Wrapping::Clip) {
                assert_eq!(track.tally.count, 1, "{name}");
            }
        }
    }
}

#[test]
fn the_essence_of_some_samples_is_what_it_is() {
    let mut seen = 0;
    for (name, bytes) in track_files() {
        // Elements by key, in their order.
        let wanted: &[u64] = if name.ends_with("ISXD_TEST_1_01_dovi_isxd.mxf") {
            &[1440]
        } else if name.ends_with("VIDEO_6ed567b7-c030-46d6-9c1c-0f09bab4b962.mxf") {
            &[80]
        } else if name.starts_with("generated") && name.ends_with("video.mxf") {
            &[24]
        } else if name.ends_with("VIDEO_23e9a145-f2da-4183-86b2-1c399db41afb.mxf") {
            &[24, 24]
        } else {
            continue;
        };
        let counts = check(&name, &bytes);
        let counted: Vec<u64> = counts
            .elements
            .iter()
            .map(|track| track.tally.count)
            .collect();
        assert_eq!(counted, wanted, "{name}");
        seen += 1;
    }
    imf_testkit::say(format_args!("{seen} samples counted"));
}

#[test]
fn the_files_of_a_package_valid() {
    let package = Imp::minimal();
    let mut files = 0;
    for (path, bytes) in &package.files {
        if !imf_mxf::is_mxf(bytes) {
            continue;
        }
        let counts = check(path, bytes);
        let [track] = counts.elements.as_slice() else {
            panic!("{path}: {:?}", counts.elements);
        };
        let wrapping = Wrapping::of(track.key).unwrap();
        let stated = Stated {
            body_sid: 1,
            wrapping,
            units: (wrapping == Wrapping::Frame).then_some(track.tally.count),
            unit_bytes: None,
        };
        assert_eq!(counts.against(&stated), []);
        files += 1;
    }
    assert!(files >= 2, "{files}");
}
