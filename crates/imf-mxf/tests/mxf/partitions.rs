//! Run-in, partition packs, their chain and the random index pack.

use imf_mxf::{
    Limits, PackField, Parsed, PartitionKind, PartitionStatus, ProblemKind, TrackFile, read,
};

use crate::bytes::{ESSENCE, FILES, PACK, Pack, find, item, package, random_index};

/// Header at 0, body with an item of essence, footer; and where body and footer begin.
fn file() -> (Vec<u8>, u64, u64) {
    let essence = item(ESSENCE, &[7; 1000]);
    let body = PACK as u64;
    let footer = body + (PACK + essence.len()) as u64;
    let mut bytes = Pack::new(2, 0, 0, footer).bytes();
    bytes.extend(
        Pack {
            body_sid: 1,
            ..Pack::new(3, body, 0, footer)
        }
        .bytes(),
    );
    bytes.extend(essence);
    bytes.extend(Pack::new(4, footer, body, footer).bytes());
    bytes.extend(random_index(&[(0, 0), (1, body), (0, footer)]));
    (bytes, body, footer)
}

fn parse(bytes: &[u8]) -> Parsed<TrackFile> {
    read(&bytes, &Limits::default()).unwrap()
}

/// Reads `bytes` and holds the problems about partitions against `wanted`: kind, offset, property.
#[track_caller]
fn check(bytes: &[u8], wanted: &[(ProblemKind, u64, &str)]) -> TrackFile {
    let parsed = parse(bytes);
    let found: Vec<_> = parsed
        .problems
        .iter()
        .filter(|problem| {
            !matches!(
                problem.kind,
                ProblemKind::PrimerMissing | ProblemKind::PrefaceCount
            )
        })
        .map(|problem| (problem.kind, problem.at, &*problem.property))
        .collect();
    assert_eq!(found, wanted, "{:#?}", parsed.problems);
    parsed.value
}

fn offsets(file: &TrackFile) -> Vec<u64> {
    file.partitions
        .iter()
        .map(imf_mxf::Partition::offset)
        .collect()
}

#[test]
fn a_small_file_valid() {
    let (bytes, body, footer) = file();
    let file = check(&bytes, &[]);
    assert_eq!(offsets(&file), [0, body, footer]);
    let ends: Vec<u64> = file
        .partitions
        .iter()
        .map(|partition| partition.end)
        .collect();
    assert_eq!(ends, [body, footer, footer + PACK as u64]);
    assert_eq!(file.partitions[1].kind, Some(PartitionKind::Body));
    assert_eq!(
        file.partitions[1].status,
        Some(PartitionStatus::ClosedComplete)
    );
    assert!(file.partitions[1].has_essence());
    assert_eq!(file.random_index.map(|pack| pack.entries.len()), Some(3));
}

#[test]
fn files_of_a_package_valid() {
    let package = package();
    for id in FILES {
        let file = parse(&package.files[&package.path_of(id)]).value;
        assert_eq!(file.partitions.len(), 4);
        assert!(file.header_partition().is_some() && file.footer_partition().is_some());
        assert_eq!(file.partitions[0].essence_containers.len(), 1);
    }
}

#[test]
fn a_run_in_valid() {
    let (bytes, body, footer) = file();
    for run_in in [1, 11, 65_535] {
        let with = [vec![0x20; run_in], bytes.clone()].concat();
        let file = check(&with, &[]);
        let run_in = run_in as u64;
        assert_eq!(file.run_in, run_in);
        assert_eq!(offsets(&file), [run_in, run_in + body, run_in + footer]);
    }
    let far = [vec![0x20; 65_537], bytes].concat();
    check(&far, &[(ProblemKind::NotMxf, 0, "")]);
}

#[test]
fn no_random_index_is_found_by_links_error() {
    let (mut bytes, body, footer) = file();
    bytes.truncate(usize::try_from(footer).unwrap() + PACK);
    let at = bytes.len() as u64 - 4;
    let file = check(&bytes, &[(ProblemKind::RandomIndexMissing, at, "Length")]);
    assert_eq!(offsets(&file), [0, body, footer]);
}

#[test]
fn neither_random_index_nor_links_is_found_by_a_walk_error() {
    let (mut bytes, body, footer) = file();
    bytes.truncate(usize::try_from(footer).unwrap() + PACK);
    let at = bytes.len() as u64 - 4;
    // The header does not know its footer yet, as in a file that is being written.
    bytes[25 + 24..25 + 32].fill(0);
    let file = check(&bytes, &[(ProblemKind::RandomIndexMissing, at, "Length")]);
    assert_eq!(offsets(&file), [0, body, footer]);
}

#[test]
fn a_walk_ends_at_its_limit_error() {
    let (mut bytes, _, footer) = file();
    bytes.truncate(usize::try_from(footer).unwrap());
    bytes[25 + 24..25 + 32].fill(0);
    for _ in 0..10 {
        bytes.extend(item(ESSENCE, &[]));
    }
    let parsed = read(
        &bytes,
        &Limits {
            items: 5,
            ..Limits::default()
        },
    )
    .unwrap();
    assert!(
        parsed
            .problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::LimitExceeded)
    );
}

#[test]
fn a_length_of_the_random_index_that_leads_nowhere_error() {
    for length in [0x7fff_ffff_u32, u32::MAX, 0, 20] {
        let (mut bytes, body, footer) = file();
        let at = bytes.len() - 4;
        bytes[at..].copy_from_slice(&length.to_be_bytes());
        let parsed = parse(&bytes);
        assert_eq!(parsed.problems[0].kind, ProblemKind::RandomIndexMissing);
        assert_eq!(parsed.problems[0].found, length.to_string().into());
        assert_eq!(offsets(&parsed.value), [0, body, footer]);
    }
}

#[test]
fn an_entry_of_the_random_index_that_leads_nowhere_error() {
    let (mut bytes, body, footer) = file();
    let pack = usize::try_from(footer).unwrap() + PACK;
    let entry = pack + 25 + 12;
    bytes[entry + 11] ^= 1;
    let file = check(
        &bytes,
        &[
            (
                ProblemKind::RandomIndexWrong,
                entry as u64 + 4,
                "ByteOffset",
            ),
            (ProblemKind::RandomIndexWrong, pack as u64, "ByteOffset"),
        ],
    );
    assert_eq!(offsets(&file), [0, body, footer]);
}

#[test]
fn an_entry_of_the_random_index_with_another_stream_error() {
    let (mut bytes, _, footer) = file();
    let entry = usize::try_from(footer).unwrap() + PACK + 25 + 12;
    bytes[entry + 3] = 9;
    check(
        &bytes,
        &[(ProblemKind::RandomIndexWrong, entry as u64, "BodySID")],
    );
}

#[test]
fn a_random_index_that_leaves_a_partition_out_error() {
    let (mut bytes, body, footer) = file();
    bytes.truncate(usize::try_from(footer).unwrap() + PACK);
    let pack = bytes.len() as u64;
    bytes.extend(random_index(&[(0, 0), (0, footer)]));
    let file = check(
        &bytes,
        &[(ProblemKind::RandomIndexWrong, pack, "ByteOffset")],
    );
    assert_eq!(offsets(&file), [0, body, footer]);
}

#[test]
fn a_random_index_with_a_part_of_an_entry_error() {
    let (mut bytes, _, footer) = file();
    bytes.truncate(usize::try_from(footer).unwrap() + PACK);
    let pack = bytes.len() as u64;
    let mut value = vec![0; 15];
    value.extend((25 + 19_u32).to_be_bytes());
    bytes.extend(item(0x060e_2b34_0205_0101_0d01_0201_0111_0100, &value));
    let parsed = parse(&bytes);
    let problem = &parsed.problems[0];
    assert_eq!(
        (problem.kind, problem.at),
        (ProblemKind::RandomIndexInvalid, pack)
    );
}

#[test]
fn links_that_lead_elsewhere_error() {
    for (field, offset) in [
        (PackField::ThisPartition, 8),
        (PackField::PreviousPartition, 16),
        (PackField::FooterPartition, 24),
    ] {
        let (mut bytes, body, footer) = file();
        let place = usize::try_from(body).unwrap() + 25 + offset;
        bytes[place + 6] ^= 0x40;
        let file = check(
            &bytes,
            &[(ProblemKind::PartitionLinkWrong, place as u64, field.name())],
        );
        assert_eq!(file.partitions[1].place(field), place as u64);
        assert_eq!(offsets(&file), [0, body, footer]);
    }
}

#[test]
fn partitions_that_link_in_a_circle_error() {
    let mut bytes = Pack::new(2, 0, PACK as u64, 0).bytes();
    bytes.extend(Pack::new(3, PACK as u64, PACK as u64, 0).bytes());
    let file = parse(&bytes).value;
    assert_eq!(offsets(&file), [0, PACK as u64]);
}

#[test]
fn a_kind_and_a_status_that_nobody_knows_error() {
    let (mut bytes, body, _) = file();
    bytes[usize::try_from(body).unwrap() + 14] = 9;
    let file = check(&bytes, &[(ProblemKind::PartitionKindUnknown, body, "")]);
    assert_eq!(
        (file.partitions[1].kind, file.partitions[1].status),
        (Some(PartitionKind::Body), None)
    );
}

#[test]
fn a_batch_of_essence_containers_that_claims_too_much_error() {
    let (mut bytes, ..) = file();
    bytes[25 + 80..25 + 84].fill(0xff);
    let file = check(
        &bytes,
        &[(ProblemKind::BatchInvalid, 25 + 80, "EssenceContainers")],
    );
    assert!(file.partitions[0].essence_containers.is_empty());
}

#[test]
fn a_pack_that_is_too_short_error() {
    let (mut bytes, ..) = file();
    bytes[24] = 40;
    let parsed = parse(&bytes);
    let problem = &parsed.problems[0];
    assert_eq!(
        (problem.kind, problem.at),
        (ProblemKind::PartitionPackShort, 25 + 40)
    );
    assert_eq!(&*problem.property, "IndexByteCount");
    assert!(
        parsed
            .problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::HeaderPartitionMissing)
    );
}

#[test]
fn more_partitions_than_the_limit_error() {
    let (bytes, ..) = file();
    let parsed = read(
        &bytes,
        &Limits {
            partitions: 2,
            ..Limits::default()
        },
    )
    .unwrap();
    assert_eq!(parsed.value.partitions.len(), 2);
    assert!(
        parsed
            .problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::LimitExceeded)
    );
}

#[test]
fn problems_are_listed_up_to_the_limit_error() {
    let (mut bytes, body, _) = file();
    bytes[usize::try_from(body).unwrap() + 25 + 8..][..24].fill(0xee);
    let parsed = read(
        &bytes,
        &Limits {
            problems: 1,
            ..Limits::default()
        },
    )
    .unwrap();
    assert_eq!(parsed.problems.len(), 2);
    assert_eq!(parsed.problems[1].kind, ProblemKind::LimitExceeded);
}

#[test]
fn essence_in_a_container_is_no_partition() {
    let (mut bytes, body, footer) = file();
    let essence = find(&bytes, &[7; 1000]);
    let pack = Pack::new(3, 1, 2, 3).bytes();
    bytes[essence + 100..essence + 100 + PACK].copy_from_slice(&pack);
    assert_eq!(offsets(&check(&bytes, &[])), [0, body, footer]);
}
