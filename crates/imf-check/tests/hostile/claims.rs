//! Counts and lengths of 2^32 and more, which nothing is allocated for.

use imf_check::EssenceDepth;
use imf_mxf::{Limits, Set, TrackFile, Ul, read};

use crate::memory::Alone;
use crate::package::{Package, checked, rules, said};
use crate::sparse::Sparse;

const SUB_DESCRIPTORS: Ul = Ul::from_u128(0x060e_2b34_0101_0109_0601_0104_0610_0000);
const ALL_ONES: [u8; 4] = [255; 4];

/// A place in the file, and what is claimed there.
type Claim = (&'static str, fn(&TrackFile) -> u64, &'static [u8]);

/// Where a property of some set begins.
fn property(file: &TrackFile, label: Ul) -> u64 {
    let mut sets = file.metadata[0].sets.iter();
    let property = sets.find_map(|set: &Set| set.property(label));
    property.expect("a set has it").at
}

#[test]
fn nothing_is_allocated_for_what_is_only_claimed() {
    let alone = Alone::new();
    let claims: [Claim; 10] = [
        ("entries of the primer pack", |file| primer(file), &ALL_ONES),
        (
            "bytes of an entry of the primer pack",
            |file| primer(file) + 4,
            &ALL_ONES,
        ),
        (
            "containers of the header partition",
            |file| file.partitions[0].item.value + 80,
            &ALL_ONES,
        ),
        (
            "containers of the footer partition",
            |file| file.partitions[3].item.value + 80,
            &ALL_ONES,
        ),
        (
            "bytes of metadata",
            |file| file.partitions[0].item.value + 32,
            &[0x7f, 255, 255, 255, 255, 255, 255, 255],
        ),
        (
            "bytes of the index table",
            |file| file.partitions[2].item.value + 40,
            &[0x7f, 255, 255, 255, 255, 255, 255, 255],
        ),
        (
            "entries of the index table",
            |file| file.index_segments[0].entries.expect("it has").at - 8,
            &ALL_ONES,
        ),
        (
            "bytes of an entry of the index table",
            |file| file.index_segments[0].entries.expect("it has").at - 4,
            &ALL_ONES,
        ),
        (
            "references to sub-descriptors",
            |file| property(file, SUB_DESCRIPTORS),
            &ALL_ONES,
        ),
        (
            "bytes of the random index pack",
            |file| file.length - 4,
            &ALL_ONES,
        ),
    ];
    let package = Package::new();
    let whole = read(&package.file(), &Limits::default())
        .expect("memory")
        .value;
    let good = package.storage(package.file().to_vec());
    let (good, usual) = alone.measure(|| checked(&good));
    for (what, at, claim) in claims {
        let mut bytes = package.file().to_vec();
        let at = usize::try_from(at(&whole)).expect("a small file");
        bytes[at..at + claim.len()].copy_from_slice(claim);
        let storage = package.storage(bytes);
        let (report, peak) = alone.measure(|| checked(&storage));
        assert!(report.findings.len() > good.findings.len(), "{what}");
        assert!(peak < usual + (64 << 10), "{what}: {peak} of {usual} bytes");
        assert_eq!(said(&report), said(&checked(&storage)), "{what}");
    }
}

/// Where the count of the primer pack is.
fn primer(file: &TrackFile) -> u64 {
    file.metadata[0].primer.as_ref().expect("it has").item.value
}

#[test]
fn lengths_of_items_beyond_the_file_allocate_nothing() {
    let alone = Alone::new();
    let package = Package::new();
    let whole = read(&package.file(), &Limits::default())
        .expect("memory")
        .value;
    let good = package.storage(package.file().to_vec());
    let (_, usual) = alone.measure(|| checked(&good));
    let sets = whole.metadata[0].sets.iter().map(|set| set.item);
    let packs = whole.partitions.iter().map(|partition| partition.item);
    let segments = whole.index_segments.iter().map(|segment| segment.item);
    for item in sets.chain(packs).chain(segments) {
        let mut bytes = package.file().to_vec();
        // Behind the key, and the byte that says that three follow.
        let at = usize::try_from(item.offset).expect("a small file") + 17;
        bytes[at..at + 3].copy_from_slice(&[255; 3]);
        let storage = package.storage(bytes);
        let (report, peak) = alone.measure(|| checked(&storage));
        assert!(!report.findings.is_empty());
        assert!(
            peak < usual + (64 << 10),
            "{item:?}: {peak} of {usual} bytes"
        );
    }
}

#[test]
fn an_index_table_of_48_gib_that_is_there_is_not_read() {
    let alone = Alone::new();
    // Key and length, then the array of entries: its tag and length, 2^32 - 1 entries of 11 bytes.
    let zeros = u64::from(u32::MAX) * 11;
    let array = [ALL_ONES, [0, 0, 0, 11]].concat();
    let length = (array.len() as u64 + zeros).to_be_bytes();
    let local = [[0x3f, 0x0a, 0x88].as_slice(), &length, &array].concat();
    let key = 0x060e_2b34_0213_0101_0d01_0201_0110_0100_u128.to_be_bytes();
    let length = (local.len() as u64 + zeros).to_be_bytes();
    let head = [key.as_slice(), &[0x88], &length, &local].concat();
    let at = |file: &TrackFile| file.partitions[2].item.end();
    let sparse = Sparse::with(at, &head, zeros, |_| {});
    let (report, count) = sparse.check(&alone, EssenceDepth::Headers);
    assert!(!rules(&report).is_empty());
    assert!(count < 64 << 10, "{count} bytes");
    let not_checked = &report.coverage.not_checked;
    assert!(
        not_checked.iter().any(|line| line.what == "index table"),
        "{not_checked:?}"
    );
}
