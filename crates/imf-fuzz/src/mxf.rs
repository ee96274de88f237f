//! Track files, whole and in parts.

use std::io;

use imf_mxf::essence::{Counts, Extent, Walk, first_element, first_part};
use imf_mxf::register::Element;
use imf_mxf::typed::{Likeness, Value};
use imf_mxf::{
    HeaderMetadata, Leads, Limits, Parsed, Problem, Source, TrackFile, codestream, first_bytes,
    read, regxml,
};
use imf_parse::ProblemKind;

/// The bytes of a partition pack without containers: key, length, value.
const PACK: usize = 17 + 88;

/// A track file, or what is taken for one: its structure, its metadata as RegXML and as values, its index tables, its
/// essence.
pub fn track_file(bytes: &[u8]) {
    let parsed = structure(bytes);
    let file = &parsed.value;
    for metadata in &file.metadata {
        sets(metadata);
        values(metadata, bytes);
        written(metadata);
    }
    index_tables(file, bytes);
    essence(file, bytes);
    start_of_essence(file, bytes);
    // As a file that fails, or gives little at a time, does.
    let short = Stingy {
        bytes,
        at_a_time: 1 + bytes.len() % 61,
    };
    let again = read(&short, &Limits::default()).expect("memory does not fail");
    assert_eq!(told(&again.problems), told(&parsed.problems));
    assert_eq!(format!("{:?}", again.value), format!("{file:?}"));
}

/// Items behind the pack of a header partition, of which no link leads on: the reader walks over them, and so does the
/// walk over essence.
pub fn klv(bytes: &[u8]) {
    let file = [pack(2, 0, 0).as_slice(), bytes].concat();
    let parsed = structure(&file);
    essence(&parsed.value, &file);
    // Whatever lies at the start of an element.
    let _ = first_bytes::content(bytes, bytes.len() as u64);
    let _ = codestream::main_header(bytes, 0, bytes.len() as u64);
    let _ = imf_mxf::is_mxf(bytes);
}

/// The header metadata of a partition: primer pack and sets.
pub fn header_metadata(bytes: &[u8]) {
    let file = [pack(2, bytes.len() as u64, 0).as_slice(), bytes].concat();
    let parsed = structure(&file);
    for metadata in &parsed.value.metadata {
        sets(metadata);
        values(metadata, &file);
        written(metadata);
    }
}

/// The segments of an index table.
pub fn index_table(bytes: &[u8]) {
    let file = [pack(2, 0, bytes.len() as u64).as_slice(), bytes].concat();
    let parsed = structure(&file);
    index_tables(&parsed.value, &file);
}

/// A closed and complete partition pack of that kind at the start of a file, which states so many bytes of header
/// metadata and of index tables.
fn pack(kind: u8, header_byte_count: u64, index_byte_count: u64) -> [u8; PACK] {
    let mut pack = [0; PACK];
    let key = [6, 14, 43, 52, 2, 5, 1, 1, 13, 1, 2, 1, 1, kind, 4, 0, 88];
    let index_sid = u32::from(index_byte_count > 0).to_be_bytes();
    let parts: [(usize, &[u8]); 6] = [
        (0, &key),
        // Version 1.3, nothing aligned.
        (17, &[0, 1, 0, 3, 0, 0, 0, 1]),
        (49, &header_byte_count.to_be_bytes()),
        (57, &index_byte_count.to_be_bytes()),
        (65, &index_sid),
        // The size of an entry of the containers.
        (101, &[0, 0, 0, 16]),
    ];
    for (at, bytes) in parts {
        pack[at..at + bytes.len()].copy_from_slice(bytes);
    }
    pack
}

/// Reads a file, and holds what came of it to the file.
fn structure(bytes: &[u8]) -> Parsed<TrackFile> {
    let parsed = read(&bytes, &Limits::default()).expect("memory does not fail");
    let length = bytes.len() as u64;
    let file = &parsed.value;
    assert_eq!(file.length, length);
    for problem in &parsed.problems {
        assert!(problem.at <= length, "{problem:?}");
    }
    let mut end = 0;
    for partition in &file.partitions {
        assert!(
            end <= partition.offset() && partition.offset() < partition.end,
            "{partition:?}"
        );
        assert!(partition.end <= length, "{partition:?}");
        end = partition.end;
    }
    for metadata in &file.metadata {
        assert!(metadata.partition < file.partitions.len());
        assert!(metadata.start <= metadata.end && metadata.end <= length);
    }
    for segment in &file.index_segments {
        assert!(segment.partition < file.partitions.len());
        assert!(segment.item.offset < length);
    }
    // Nothing is kept for which the limits leave no room.
    let few = Limits {
        memory: 4096,
        partitions: 2,
        items: 16,
        problems: 3,
    };
    let cut = read(&bytes, &few).expect("memory does not fail");
    assert!(cut.problems.len() <= few.problems + 1);
    assert!(cut.value.partitions.len() <= few.partitions);
    parsed
}

/// Follows every reference down, and finds each set once at most.
fn sets(metadata: &HeaderMetadata) {
    let mut is_below = vec![false; metadata.sets.len()];
    for (from, set) in metadata.sets.iter().enumerate() {
        let of_set = metadata.references_of(from);
        let by_property = set
            .properties()
            .map(|property| metadata.references_in(from, &property).len());
        assert_eq!(by_property.sum::<usize>(), of_set.len());
        for reference in of_set {
            assert_eq!(reference.from, from);
            if let Leads::Down(to) = reference.leads {
                assert!(!is_below[to], "two references lead down to one set");
                is_below[to] = true;
            }
        }
    }
    let roots = (0..is_below.len()).filter(|&set| !is_below[set]);
    let mut below: Vec<usize> = roots.collect();
    let mut met = 0;
    while let Some(set) = below.pop() {
        met += 1;
        below.extend(metadata.children(set).map(|(index, _)| index));
    }
    assert_eq!(met, metadata.sets.len());
    assert!(metadata.orphans().count() <= met);
}

/// Reads the value of every property in every way.
fn values(metadata: &HeaderMetadata, bytes: &[u8]) {
    let length = bytes.len() as u64;
    for property in metadata.sets.iter().flat_map(imf_mxf::Set::properties) {
        assert!(property.at + property.value.len() as u64 <= length);
        let _ = (property.name(), property.utf16(), property.utf8());
        if let Some(batch) = property.batch() {
            assert!(batch.items().count() <= property.value.len());
        }
        let Some(of) = property.element().and_then(Element::value_type) else {
            continue;
        };
        let value = Value::of(of, property.value);
        let likeness = value.likeness(&value);
        assert!(likeness == Likeness::Same || is_odd(&value), "{value:?}");
        let _ = (value.described(), value.to_string());
    }
}

/// Whether a value, or a part of it, is none of its type: such a value is like no other.
fn is_odd(value: &Value) -> bool {
    match value {
        Value::Odd(_) => true,
        Value::List(values) | Value::Set(values) => values.iter().any(is_odd),
        Value::Record(members) => members.iter().any(|(_, value)| is_odd(value)),
        _ => false,
    }
}

/// Writes every set as RegXML, which is well-formed whatever the sets hold.
fn written(metadata: &HeaderMetadata) {
    // Sets that others hang under come with these; a thousand show as much as a million.
    for (index, set) in metadata.sets.iter().enumerate().take(1000) {
        let mut text = Vec::new();
        regxml::write(metadata, index, &mut text).expect("memory does not fail");
        if set.group().is_none() || text.len() > 1 << 20 {
            continue;
        }
        let parsed = imf_parse::parse(&mut text.as_slice(), &imf_parse::Limits::default())
            .expect("memory does not fail");
        let broken = parsed.problems.iter().find(|problem| {
            matches!(
                problem.kind,
                ProblemKind::Doctype
                    | ProblemKind::EncodingInvalid
                    | ProblemKind::EntityReference
                    | ProblemKind::NotWellFormed
            )
        });
        assert!(
            broken.is_none(),
            "{broken:?} in {}",
            String::from_utf8_lossy(&text)
        );
        let mut lines = Vec::new();
        regxml::write_indented(metadata, index, &mut lines).expect("memory does not fail");
    }
}

fn index_tables(file: &TrackFile, bytes: &[u8]) {
    for segment in &file.index_segments {
        let entries = segment.read_entries(&bytes).map(|entry| entry.map(|_| ()));
        let deltas = segment.read_deltas(&bytes).map(|entry| entry.map(|_| ()));
        for (array, read) in [
            (segment.entries, entries.collect::<io::Result<Vec<()>>>()),
            (segment.deltas, deltas.collect()),
        ] {
            let read = read.expect("what an array has room for lies in the file");
            assert_eq!(read.len() as u64, array.map_or(0, |array| array.count));
        }
    }
}

/// Walks over all items, in one piece and in several: both count the same.
fn essence(file: &TrackFile, bytes: &[u8]) {
    let extent = Extent {
        start: file.run_in,
        length: file.length,
        landmarks: file
            .partitions
            .iter()
            .map(imf_mxf::Partition::offset)
            .collect(),
    };
    let whole = walked(&extent, bytes, bytes.len().max(1));
    assert!(whole.ended);
    assert_eq!(whole.end, file.length);
    for fault in &whole.faults {
        assert!(fault.at <= file.length, "{fault:?}");
    }
    let pieces = walked(&extent, bytes, 1 + bytes.len() % 97);
    assert_eq!(whole, pieces);
}

fn walked(extent: &Extent, bytes: &[u8], piece: usize) -> Counts {
    let mut walk = Walk::new(extent.clone());
    for (index, bytes) in bytes.chunks(piece).enumerate() {
        walk.feed((index * piece) as u64, bytes);
    }
    walk.finish()
}

fn start_of_essence(file: &TrackFile, bytes: &[u8]) {
    let mut elements: Vec<_> = first_element(&bytes, file)
        .expect("memory does not fail")
        .into_iter()
        .collect();
    for partition in 0..file.partitions.len().min(64) {
        elements.extend(first_part(&bytes, file, partition).expect("memory does not fail"));
    }
    for element in elements {
        let start = usize::try_from(element.item.value).expect("it lies in the file");
        let value = bytes.get(start..).unwrap_or_default();
        let _ = first_bytes::content(value, element.length());
        let _ = codestream::main_header(value, element.item.value, element.length());
    }
}

/// Problems, as they are compared.
fn told(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("{problem:?}"))
        .collect()
}

/// A source that gives a few bytes at a time.
struct Stingy<'a> {
    bytes: &'a [u8],
    at_a_time: usize,
}

impl Source for Stingy<'_> {
    fn length(&self) -> u64 {
        self.bytes.length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.at_a_time);
        self.bytes.read_at(offset, &mut buffer[..count])
    }
}
