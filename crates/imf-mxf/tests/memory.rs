//! What a hostile file may cost in memory: a process of its own, so that its peak is that of these readings.

#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;

use imf_mxf::{Limits, Source, read};

const PACK: u128 = 0x060e_2b34_0205_0101_0d01_0201_0102_0400;
const PRIMER: u128 = 0x060e_2b34_0205_0101_0d01_0201_0105_0100;
const SET: u128 = 0x060e_2b34_0253_0101_0d01_0101_0101_1800;
const SEGMENT: u128 = 0x060e_2b34_0213_0101_0d01_0201_0110_0100;
const OTHER: u128 = 0x060e_2b34_0205_0101_0f0f_0f0f_0000_0000;
const RANDOM_INDEX: u128 = 0x060e_2b34_0205_0101_0d01_0201_0111_0100;

/// A file that repeats some bytes to a length without having them in memory.
struct Repeated {
    start: Vec<u8>,
    again: Vec<u8>,
    end: Vec<u8>,
    length: u64,
}

impl Source for Repeated {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        let start = self.start.len() as u64;
        let end = self.length - self.end.len() as u64;
        for (at, byte) in (offset..).zip(&mut buffer[..count]) {
            let place = |from: u64, length: usize| {
                let place = (at - from) % length as u64;
                usize::try_from(place).expect("it is below a length")
            };
            *byte = match at {
                _ if at < start => self.start[place(0, self.start.len())],
                _ if at >= end => self.end[place(end, self.end.len())],
                _ => self.again[place(start, self.again.len())],
            };
        }
        Ok(count)
    }
}

fn item(key: u128, length: u64, value: &[u8]) -> Vec<u8> {
    [
        key.to_be_bytes().as_slice(),
        &[0x88],
        &length.to_be_bytes(),
        value,
    ]
    .concat()
}

fn pack(footer: u64, header_byte_count: u64, index_byte_count: u64) -> Vec<u8> {
    let mut value = vec![0; 88];
    value[24..32].copy_from_slice(&footer.to_be_bytes());
    value[32..40].copy_from_slice(&header_byte_count.to_be_bytes());
    value[40..48].copy_from_slice(&index_byte_count.to_be_bytes());
    item(PACK, 88, &value)
}

/// The most memory that this process had at any time, in bytes.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? << 10)
}

#[test]
fn no_file_makes_a_reading_keep_more_than_its_limit() {
    let Some(before) = peak() else {
        imf_testkit::say(format_args!(
            "skipped: this system does not tell the peak of memory"
        ));
        return;
    };
    let length = 1 << 40;
    let huge = length - 200;
    let batch = [255; 8];
    let file = |start: Vec<u8>, again: Vec<u8>, end: Vec<u8>| Repeated {
        start,
        again,
        end,
        length,
    };
    let metadata = |again: Vec<u8>| file(pack(0, huge, 0), again, vec![0]);
    let entry = [[0x3c, 0x0b].as_slice(), &[0, 0]].concat();
    let mut random_index = item(RANDOM_INDEX, u64::from(u32::MAX) - 25, &[]);
    random_index.extend([1; 100]);
    let hostile = [
        ("sets without properties", metadata(item(SET, 0, &[]))),
        (
            "sets of empty properties",
            metadata(item(SET, 4000, &entry.repeat(1000))),
        ),
        ("a set of all the file", metadata(item(SET, huge, &entry))),
        (
            "a set of 40 MiB",
            file(
                [pack(0, huge, 0), item(SET, 40 << 20, &[])].concat(),
                entry.clone(),
                vec![0],
            ),
        ),
        ("items without a meaning", metadata(item(OTHER, 0, &[]))),
        (
            "a primer that claims 2^32 entries",
            file(
                [pack(0, huge, 0), item(PRIMER, huge, &batch)].concat(),
                vec![1, 2, 3],
                vec![0],
            ),
        ),
        (
            "segments without properties",
            file(pack(0, 0, huge), item(SEGMENT, 0, &[]), vec![0]),
        ),
        (
            "segments that claim 2^32 entries",
            file(
                pack(0, 0, huge),
                item(
                    SEGMENT,
                    12,
                    &[&[0x3f, 0x0a, 9], batch.as_slice(), &[0]].concat(),
                ),
                vec![0],
            ),
        ),
        (
            "a primer of all the file",
            file(
                [
                    pack(0, huge, 0),
                    item(PRIMER, huge, &[255, 255, 255, 255, 0, 0, 0, 18]),
                ]
                .concat(),
                vec![1; 18],
                vec![0],
            ),
        ),
        (
            "a set of 4 MiB of one tag",
            file(
                [pack(0, huge, 0), item(SET, 4 << 20, &[])].concat(),
                entry.clone(),
                vec![0],
            ),
        ),
        (
            "a segment of all the file",
            file(
                [pack(0, 0, huge), item(SEGMENT, huge, &[])].concat(),
                vec![0; 4],
                vec![0],
            ),
        ),
        (
            "keys that cannot be followed",
            metadata([&SET.to_be_bytes(), [0x89].as_slice(), &[7; 2000]].concat()),
        ),
        ("partitions", file(pack(0, 0, 0), pack(0, 0, 0), vec![0])),
        (
            "a random index pack of 4 GiB",
            file(pack(0, 0, 0), random_index, u32::MAX.to_be_bytes().to_vec()),
        ),
    ];
    let limits = Limits {
        memory: 32 << 20,
        items: 1 << 16,
        ..Limits::default()
    };
    for (what, source) in hostile {
        let parsed = read(&source, &limits).expect("the source never fails");
        assert!(!parsed.problems.is_empty(), "{what}");
        drop(parsed);
        let grown = peak().expect("it was told before") - before;
        // A few buffers, and what the allocator keeps to itself.
        assert!(grown < limits.memory + (8 << 20), "{what}: {grown} bytes");
    }
}
