//! The structure of a track file, read back with nothing but a walk over keys and lengths.

use imf_testkit::Imp;
use imf_testkit::delivery::Delivery;
use imf_testkit::ids::{AUDIO_FILE_ID, IMAGE_FILE_ID, Id, TIMED_TEXT_FILE_ID};

const FILES: [Id; 3] = [IMAGE_FILE_ID, AUDIO_FILE_ID, TIMED_TEXT_FILE_ID];

const INDEX_SEGMENT: &str = "060e2b34025301010d01020101100100";
const PRIMER: &str = "060e2b34020501010d01020101050100";
const RANDOM_INDEX: &str = "060e2b34020501010d01020101110100";
const PARTITION: &str = "060e2b34020501010d010201010";

/// An item: its offset, its key as hexadecimal digits, its value.
struct Item<'f> {
    offset: usize,
    key: String,
    value: &'f [u8],
}

fn items(file: &[u8]) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut position = 0;
    while position < file.len() {
        let key = file[position..position + 16]
            .iter()
            .fold(0, |key, &byte| key << 8 | u128::from(byte));
        let octets = usize::from(file[position + 16] & 0x7f);
        let start = position + 17 + octets;
        let length = file[position + 17..start]
            .iter()
            .fold(0, |length, &byte| length << 8 | usize::from(byte));
        items.push(Item {
            offset: position,
            key: format!("{key:032x}"),
            value: &file[start..start + length],
        });
        position = start + length;
    }
    items
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The properties of a set by tag.
fn properties(mut value: &[u8]) -> Vec<(u64, &[u8])> {
    let mut properties = Vec::new();
    while !value.is_empty() {
        let length = usize::try_from(number(&value[2..4])).expect("a length of two bytes");
        properties.push((number(&value[..2]), &value[4..4 + length]));
        value = &value[4 + length..];
    }
    properties
}

fn with_text() -> Imp {
    Delivery::with_timed_text().build()
}

#[test]
fn the_random_index_pack_points_at_every_partition() {
    let imp = with_text();
    for id in FILES {
        let file = &imp.files[&imp.path_of(id)];
        let items = items(file);
        let pack = items.last().expect("a file has items");
        assert_eq!(pack.key, RANDOM_INDEX);
        let (entries, length) = pack.value.split_at(pack.value.len() - 4);
        assert_eq!(number(length), (file.len() - pack.offset) as u64);
        let entries: Vec<_> = entries
            .chunks(12)
            .map(|entry| (number(&entry[..4]), number(&entry[4..])))
            .collect();
        let partitions = items.iter().filter(|item| {
            item.key.starts_with(PARTITION) && ["2", "3", "4"].contains(&&item.key[27..28])
        });
        let partitions: Vec<_> = partitions
            .map(|item| (number(&item.value[60..64]), item.offset as u64))
            .collect();
        assert_eq!(entries, partitions);
        assert_eq!(entries.len(), 4);
    }
}

#[test]
fn partitions_know_where_they_are_and_how_long_they_are() {
    let imp = with_text();
    for id in FILES {
        let file = &imp.files[&imp.path_of(id)];
        let items = items(file);
        let at = |key: &str| {
            items
                .iter()
                .position(|item| item.key.starts_with(key))
                .expect("the file has one")
        };
        let partition = |kind: &str| format!("{PARTITION}{kind}");
        let footer = items[at(&partition("4"))].offset as u64;
        let mut previous = 0;
        for item in items.iter().filter(|item| {
            ["2", "3", "4"]
                .iter()
                .any(|kind| item.key.starts_with(&partition(kind)))
        }) {
            assert_eq!(
                number(&item.value[8..16]),
                item.offset as u64,
                "ThisPartition"
            );
            assert_eq!(number(&item.value[16..24]), previous, "PreviousPartition");
            assert_eq!(number(&item.value[24..32]), footer, "FooterPartition");
            previous = item.offset as u64;
        }
        let body = items[at(&partition("3"))].offset;
        let primer = items[at(PRIMER)].offset;
        assert_eq!(
            number(&items[0].value[32..40]),
            (body - primer) as u64,
            "HeaderByteCount"
        );
    }
}

#[test]
fn every_tag_is_in_the_primer_once() {
    let imp = with_text();
    for id in FILES {
        let file = &imp.files[&imp.path_of(id)];
        let items = items(file);
        let primer = items
            .iter()
            .find(|item| item.key == PRIMER)
            .expect("a file has a primer");
        let mut tags: Vec<_> = primer.value[8..]
            .chunks(18)
            .map(|entry| number(&entry[..2]))
            .collect();
        let count = tags.len();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), count);
        for set in items
            .iter()
            .filter(|item| item.key.starts_with("060e2b34025301010d0101"))
        {
            for (tag, _) in properties(set.value) {
                assert!(tags.contains(&tag), "{tag:04x}");
            }
        }
    }
}

#[test]
fn the_file_package_ends_in_the_id_of_the_track_file() {
    let imp = with_text();
    for id in FILES {
        let file = &imp.files[&imp.path_of(id)];
        let items = items(file);
        let package = items
            .iter()
            .find(|item| item.key == "060e2b34025301010d01010101013700")
            .expect("a file package");
        let (_, umid) = properties(package.value)
            .into_iter()
            .find(|(tag, _)| *tag == 0x4401)
            .expect("a package has an id");
        assert_eq!(umid[16..], id.0);
    }
}

#[test]
fn a_variable_index_leads_to_the_keys_of_the_essence() {
    let imp = with_text();
    for (id, units) in [(IMAGE_FILE_ID, 4), (TIMED_TEXT_FILE_ID, 1)] {
        let file = &imp.files[&imp.path_of(id)];
        let items = items(file);
        let essence: Vec<_> = items
            .iter()
            .filter(|item| item.key.starts_with("060e2b34010201010d010301"))
            .collect();
        let segment = items
            .iter()
            .find(|item| item.key == INDEX_SEGMENT)
            .expect("a file has an index");
        let (_, entries) = properties(segment.value)
            .into_iter()
            .find(|(tag, _)| *tag == 0x3f0a)
            .expect("entries");
        let offsets: Vec<_> = entries[8..]
            .chunks(11)
            .map(|entry| number(&entry[3..]))
            .collect();
        assert_eq!(
            offsets,
            essence
                .iter()
                .map(|item| (item.offset - essence[0].offset) as u64)
                .collect::<Vec<_>>()
        );
        assert_eq!(offsets.len(), units);
    }
}

#[test]
fn a_constant_index_covers_the_clip() {
    let imp = with_text();
    let file = &imp.files[&imp.path_of(AUDIO_FILE_ID)];
    let items = items(file);
    let essence = items
        .iter()
        .find(|item| item.key.starts_with("060e2b34010201010d010301"))
        .expect("a clip");
    let segment = items
        .iter()
        .find(|item| item.key == INDEX_SEGMENT)
        .expect("a file has an index");
    let value = |wanted| {
        properties(segment.value)
            .into_iter()
            .find(|(tag, _)| *tag == wanted)
            .map(|(_, value)| number(value))
    };
    assert_eq!(value(0x3f05), Some(6));
    assert_eq!(value(0x3f0d), Some(8008));
    assert_eq!(essence.value.len(), 6 * 8008);
}
