//! Primer packs, sets and references.

use imf_mxf::register::Group;
use imf_mxf::{
    HeaderMetadata, Leads, Limits, PackField, Parsed, ProblemKind, TrackFile, Ul, Uuid, read,
};

use crate::bytes::{FILES, FILL, PACK, Pack, batch, find, item, key, local, package};

pub(crate) const PRIMER: u128 = 0x060e_2b34_0205_0101_0d01_0201_0105_0100;
pub(crate) const PREFACE: u128 = 0x060e_2b34_0253_0101_0d01_0101_0101_2f00;
pub(crate) const STORAGE: u128 = 0x060e_2b34_0253_0101_0d01_0101_0101_1800;
pub(crate) const PACKAGE: u128 = 0x060e_2b34_0253_0101_0d01_0101_0101_3600;
pub(crate) const UNKNOWN: u128 = 0x060e_2b34_0253_0101_0d01_0101_01fe_fe00;

pub(crate) const INSTANCE: u16 = 0x3c0a;
pub(crate) const CONTENT_STORAGE: u16 = 0x3b03;
pub(crate) const PACKAGES: u16 = 0x1901;
pub(crate) const NAME: u16 = 0x4402;
pub(crate) const VENDOR: u16 = 0x8001;

pub(crate) const LABELS: [(u16, u128); 5] = [
    (INSTANCE, 0x060e_2b34_0101_0101_0101_1502_0000_0000),
    (CONTENT_STORAGE, 0x060e_2b34_0101_0102_0601_0104_0201_0000),
    (PACKAGES, 0x060e_2b34_0101_0102_0601_0104_0501_0000),
    (NAME, 0x060e_2b34_0101_0101_0103_0302_0100_0000),
    (VENDOR, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
];

pub(crate) fn primer(labels: &[(u16, u128)]) -> Vec<u8> {
    let entries = labels
        .iter()
        .flat_map(|(tag, label)| [tag.to_be_bytes().as_slice(), &key(*label)].concat());
    item(PRIMER, &batch(18, &entries.collect::<Vec<u8>>()))
}

pub(crate) fn id(number: u8) -> [u8; 16] {
    [number; 16]
}

pub(crate) fn set(digits: u128, number: u8, properties: &[Vec<u8>]) -> Vec<u8> {
    item(
        digits,
        &[local(INSTANCE, &id(number)), properties.concat()].concat(),
    )
}

/// A file of one header partition with this metadata.
pub(crate) fn header(metadata: &[u8]) -> Vec<u8> {
    let pack = Pack {
        header_byte_count: metadata.len() as u64,
        ..Pack::new(2, 0, 0, 0)
    };
    [pack.bytes(), metadata.to_vec()].concat()
}

/// Preface, storage and a package, each below the one before.
pub(crate) fn chain() -> Vec<Vec<u8>> {
    vec![
        primer(&LABELS),
        set(PREFACE, 1, &[local(CONTENT_STORAGE, &id(2))]),
        set(STORAGE, 2, &[local(PACKAGES, &batch(16, &id(3)))]),
        set(PACKAGE, 3, &[local(NAME, &[0, b'a', 0, b'b'])]),
    ]
}

fn parse(bytes: &[u8]) -> Parsed<TrackFile> {
    read(&bytes, &Limits::default()).unwrap()
}

/// Reads `bytes` and holds the problems with metadata against `wanted`: kind, offset, set, property.
#[track_caller]
fn check(bytes: &[u8], wanted: &[(ProblemKind, u64, &str, &str)]) -> HeaderMetadata {
    let mut parsed = parse(bytes);
    let found: Vec<_> = parsed
        .problems
        .iter()
        .filter(|problem| problem.kind != ProblemKind::RandomIndexMissing)
        .map(|problem| (problem.kind, problem.at, &*problem.set, &*problem.property))
        .collect();
    assert_eq!(found, wanted, "{:#?}", parsed.problems);
    parsed.value.metadata.remove(0)
}

/// Where the first item with this key begins.
fn place(bytes: &[u8], digits: u128) -> u64 {
    find(bytes, &key(digits)) as u64
}

#[test]
fn a_chain_of_sets_valid() {
    let bytes = header(&chain().concat());
    let metadata = check(&bytes, &[]);
    assert_eq!(metadata.sets.len(), 3);
    assert_eq!(metadata.start, PACK as u64);
    assert_eq!(metadata.end, bytes.len() as u64);
    let preface = metadata.preface().unwrap();
    assert_eq!(preface.name(), "Preface");
    assert_eq!(preface.instance, Some(Uuid(id(1))));
    let children = |set| {
        metadata
            .children(set)
            .map(|(index, _)| index)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (children(0), children(1), children(2)),
        (vec![1], vec![2], vec![])
    );
    let name = metadata.sets[2]
        .property(Ul::from_u128(LABELS[3].1))
        .unwrap();
    assert_eq!(
        (name.name(), name.utf16()),
        ("PackageName".to_owned(), Some("ab".to_owned()))
    );
    assert_eq!(&bytes[usize::try_from(name.at).unwrap()..][..4], name.value);
    let group = Group::of(Ul::from_u128(PACKAGE)).unwrap();
    assert_eq!(metadata.sets_of(group).count(), 1);
}

#[test]
fn files_of_a_package_valid() {
    let package = package();
    for id in FILES {
        let bytes = &package.files[&package.path_of(id)];
        let metadata = check(bytes, &[]);
        assert!(metadata.sets.len() > 15);
        assert_eq!(metadata.orphans().count(), 0);
        let umid = Ul::from_u128(0x060e_2b34_0101_0101_0101_1510_0000_0000);
        let file = metadata
            .sets
            .iter()
            .find(|set| set.name() == "SourcePackage")
            .unwrap();
        let umid = file
            .property(umid)
            .and_then(|property| property.umid())
            .unwrap();
        assert!(umid.has_track_file_prefix());
        assert_eq!(umid.material().0, id.0);
    }
}

#[test]
fn fill_anywhere_valid() {
    let fill = item(FILL, &[0; 100]);
    let items: Vec<u8> = chain()
        .into_iter()
        .flat_map(|set| [set, fill.clone()].concat())
        .collect();
    let count = items.len() as u64;
    let bytes = [
        Pack {
            header_byte_count: count,
            ..Pack::new(2, 0, 0, 0)
        }
        .bytes(),
        fill,
        items,
    ]
    .concat();
    assert_eq!(check(&bytes, &[]).sets.len(), 3);
}

#[test]
fn lengths_as_ber_valid() {
    let value = [
        [0x3c, 0x0a, 0x10].as_slice(),
        &id(1),
        &[0x3b, 0x03, 0x82, 0, 0x10],
        &id(2),
    ];
    let preface = item(PREFACE & !(0x40 << 80), &value.concat());
    let metadata = [primer(&LABELS), preface, chain().split_off(2).concat()].concat();
    let metadata = check(&header(&metadata), &[]);
    assert_eq!(
        metadata
            .preface()
            .map(|preface| preface.properties().count()),
        Some(2)
    );
    assert_eq!(metadata.children(0).count(), 1);
}

#[test]
fn dark_properties_sets_and_items_are_kept_valid() {
    let mut sets = chain();
    sets.push(set(UNKNOWN, 9, &[local(VENDOR, b"what")]));
    let odd = 0x060e_2b34_0205_0101_0f0f_0f0f_0000_0000;
    sets.push(item(odd, b"ever"));
    let metadata = check(&header(&sets.concat()), &[]);
    let dark = &metadata.sets[3];
    assert_eq!(
        (dark.group(), dark.name()),
        (None, Ul::from_u128(UNKNOWN).to_string())
    );
    let vendor = dark.property(Ul::from_u128(LABELS[4].1)).unwrap();
    assert_eq!((vendor.value, vendor.element()), (b"what".as_slice(), None));
    assert_eq!(metadata.dark[0].key, Ul::from_u128(odd));
    assert_eq!(
        metadata
            .orphans()
            .map(|(index, _)| index)
            .collect::<Vec<_>>(),
        [3]
    );
}

#[test]
fn no_primer_error() {
    let sets = chain().split_off(1).concat();
    let bytes = header(&sets);
    let metadata = check(
        &bytes,
        &[(ProblemKind::PrimerMissing, PACK as u64, "primer pack", "")],
    );
    // The static tags say enough.
    assert_eq!(metadata.children(0).count(), 1);
}

#[test]
fn a_tag_that_the_primer_does_not_list_error() {
    let mut sets = chain();
    sets[0] = primer(&LABELS[..3]);
    let bytes = header(&sets.concat());
    let at = find(&bytes, &[0, b'a', 0, b'b']) as u64;
    check(
        &bytes,
        &[(
            ProblemKind::LocalTagUnknown,
            at,
            "MaterialPackage",
            "PackageName",
        )],
    );
}

#[test]
fn a_primer_with_tags_of_zero_and_twice_error() {
    let mut sets = chain();
    sets[0] = primer(&[&LABELS[..], &[(0, 1), (NAME, 2)]].concat());
    let bytes = header(&sets.concat());
    let at = PACK as u64 + 25 + 8 + 5 * 18;
    let batch = "LocalTagEntryBatch";
    check(
        &bytes,
        &[
            (ProblemKind::PrimerTagZero, at, "primer pack", batch),
            (ProblemKind::DuplicateTag, at + 18, "primer pack", batch),
        ],
    );
}

#[test]
fn a_primer_that_claims_too_much_error() {
    for (offset, count) in [(0, u32::MAX), (4, 17), (4, 0)] {
        let mut bytes = header(&chain().concat());
        let at = PACK + 25;
        bytes[at + offset..at + offset + 4].copy_from_slice(&count.to_be_bytes());
        let problem = &parse(&bytes).problems[1];
        assert_eq!(
            (problem.kind, problem.at),
            (ProblemKind::BatchInvalid, at as u64)
        );
    }
}

#[test]
fn a_second_primer_and_a_second_preface_error() {
    let mut sets = chain();
    sets.push(primer(&LABELS));
    sets.push(set(PREFACE, 8, &[]));
    let bytes = header(&sets.concat());
    let second = bytes.len() as u64 - (25 + 20);
    let primer = second - (25 + 8 + 5 * 18);
    check(
        &bytes,
        &[
            (ProblemKind::PrimerDuplicate, primer, "primer pack", ""),
            (ProblemKind::PrefaceCount, second, "Preface", ""),
        ],
    );
}

#[test]
fn an_item_that_reaches_past_its_set_error() {
    let mut bytes = header(&chain().concat());
    let item = find(&bytes, &local(NAME, &[0, b'a', 0, b'b']));
    bytes[item + 3] = 5;
    let metadata = check(
        &bytes,
        &[(
            ProblemKind::Truncated,
            item as u64,
            "MaterialPackage",
            "PackageName",
        )],
    );
    assert_eq!(metadata.sets[2].properties().count(), 1);
}

#[test]
fn a_set_that_reaches_past_its_partition_hides_none_behind_it_error() {
    let mut bytes = header(&chain().concat());
    let storage = place(&bytes, STORAGE);
    bytes[usize::try_from(storage).unwrap() + 17] = 1;
    let metadata = check(
        &bytes,
        &[(ProblemKind::Truncated, storage, "ContentStorage", "")],
    );
    assert_eq!(metadata.sets.len(), 3);
    assert_eq!(metadata.children(1).count(), 1);
}

#[test]
fn a_length_that_cannot_be_read_hides_none_behind_it_error() {
    let mut bytes = header(&chain().concat());
    let storage = place(&bytes, STORAGE);
    bytes[usize::try_from(storage).unwrap() + 16] = 0x89;
    let parsed = parse(&bytes);
    let kinds: Vec<_> = parsed
        .problems
        .iter()
        .map(|problem| (problem.kind, problem.at))
        .skip(1)
        .collect();
    let reference = find(&bytes, &id(2)) as u64;
    assert_eq!(
        kinds,
        [
            (ProblemKind::BerInvalid, storage + 16),
            (ProblemKind::DanglingReference, reference)
        ]
    );
    assert_eq!(parsed.value.metadata[0].sets.len(), 2);
}

#[test]
fn metadata_never_ends_before_it_begins() {
    let mut preface = set(PREFACE, 1, &[]);
    preface[16] = 0x89;
    let mut bytes = header(&[item(FILL, &[0; 100]), primer(&LABELS), preface].concat());
    let (primer, preface) = (place(&bytes, PRIMER), place(&bytes, PREFACE));
    // A length that reaches past the file, and behind that nothing that can be read.
    bytes[usize::try_from(primer).unwrap() + 17] = 1;
    let metadata = &parse(&bytes).value.metadata[0];
    assert_eq!((metadata.start, metadata.end), (primer, preface));
}

#[test]
fn a_byte_count_that_ends_within_a_set_error() {
    let metadata = chain().concat();
    let mut bytes = header(&metadata);
    let place = 25 + 32 + 7;
    bytes[place] ^= 1;
    let field = PackField::HeaderByteCount;
    let at = 25 + 32;
    let parsed = parse(&bytes);
    assert_eq!(parsed.value.partitions[0].place(field), at);
    check(
        &bytes,
        &[(
            ProblemKind::ByteCountWrong,
            at,
            "partition pack",
            "HeaderByteCount",
        )],
    );
}

#[test]
fn a_reference_to_nothing_error() {
    let mut sets = chain();
    sets[3] = set(PACKAGE, 4, &[]);
    let bytes = header(&sets.concat());
    let at = find(&bytes, &id(3)) as u64;
    let metadata = check(
        &bytes,
        &[(
            ProblemKind::DanglingReference,
            at,
            "ContentStorage",
            "Packages",
        )],
    );
    assert_eq!(metadata.references[1].leads, Leads::Nowhere);
    assert_eq!(metadata.orphans().count(), 1);
}

#[test]
fn references_in_a_circle_error() {
    let mut sets = chain();
    sets[3] = set(STORAGE, 3, &[local(PACKAGES, &batch(16, &id(2)))]);
    let bytes = header(&sets.concat());
    let at = bytes.len() as u64 - 16;
    let metadata = check(
        &bytes,
        &[(
            ProblemKind::CircularReference,
            at,
            "ContentStorage",
            "Packages",
        )],
    );
    assert_eq!(metadata.references_of(2)[0].leads, Leads::Back(1));
    assert_eq!(metadata.children(2).count(), 0);
}

#[test]
fn a_set_that_refers_to_itself_error() {
    let mut sets = chain();
    sets[3] = set(STORAGE, 3, &[local(PACKAGES, &batch(16, &id(3)))]);
    let bytes = header(&sets.concat());
    let at = bytes.len() as u64 - 16;
    check(
        &bytes,
        &[(
            ProblemKind::CircularReference,
            at,
            "ContentStorage",
            "Packages",
        )],
    );
}

#[test]
fn two_references_to_one_set_error() {
    let mut sets = chain();
    sets[2] = set(
        STORAGE,
        2,
        &[local(PACKAGES, &batch(16, &[id(3), id(3)].concat()))],
    );
    let bytes = header(&sets.concat());
    let at = find(&bytes, &[id(3), id(3)].concat()) as u64 + 16;
    let metadata = check(
        &bytes,
        &[(
            ProblemKind::SharedReference,
            at,
            "ContentStorage",
            "Packages",
        )],
    );
    assert_eq!(metadata.children(1).count(), 1);
}

#[test]
fn two_sets_with_one_instance_error() {
    let mut sets = chain();
    sets.push(set(PACKAGE, 3, &[]));
    let bytes = header(&sets.concat());
    let at = bytes.len() as u64 - 45;
    let metadata = check(
        &bytes,
        &[(
            ProblemKind::DuplicateInstance,
            at,
            "MaterialPackage",
            "InstanceID",
        )],
    );
    assert_eq!(metadata.find(Uuid(id(3))), Some(2));
}

#[test]
fn a_set_without_an_instance_error() {
    let mut sets = chain();
    sets.push(item(UNKNOWN, &local(NAME, &[0, b'x'])));
    let bytes = header(&sets.concat());
    let name = Ul::from_u128(UNKNOWN).to_string();
    check(
        &bytes,
        &[(
            ProblemKind::InstanceMissing,
            place(&bytes, UNKNOWN),
            &name,
            "InstanceID",
        )],
    );
}

#[test]
fn values_of_other_lengths_than_their_types_error() {
    let mut sets = chain();
    sets[1] = set(PREFACE, 1, &[local(CONTENT_STORAGE, &id(2)[..15])]);
    sets[2] = set(STORAGE, 2, &[local(PACKAGES, &batch(15, &[9; 30]))]);
    let bytes = header(&sets.concat());
    let parsed = parse(&bytes);
    let found: Vec<_> = parsed.problems[1..3]
        .iter()
        .map(|problem| (problem.kind, &*problem.property))
        .collect();
    assert_eq!(
        found,
        [
            (ProblemKind::LengthInvalid, "ContentStorageObject"),
            (ProblemKind::BatchInvalid, "Packages")
        ]
    );
}

#[test]
fn metadata_of_the_footer_is_read_too() {
    let metadata = chain().concat();
    let footer = (PACK + metadata.len()) as u64;
    let pack = |kind, this, previous| Pack {
        header_byte_count: metadata.len() as u64,
        ..Pack::new(kind, this, previous, footer)
    };
    let bytes = [
        pack(2, 0, 0).bytes(),
        metadata.clone(),
        pack(4, footer, 0).bytes(),
        metadata.clone(),
    ]
    .concat();
    let file = parse(&bytes).value;
    assert_eq!(
        file.header_metadata().map(|metadata| metadata.sets.len()),
        Some(3)
    );
    assert_eq!(
        file.footer_metadata().map(|metadata| metadata.partition),
        Some(1)
    );
}
