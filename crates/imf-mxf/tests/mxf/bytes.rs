//! Bytes of track files for tests, and damage to them.

use imf_testkit::Imp;
use imf_testkit::delivery::Delivery;
use imf_testkit::ids::{AUDIO_FILE_ID, IMAGE_FILE_ID, Id, TIMED_TEXT_FILE_ID};

/// The track files of a small package: picture, sound, timed text.
pub(crate) const FILES: [Id; 3] = [IMAGE_FILE_ID, AUDIO_FILE_ID, TIMED_TEXT_FILE_ID];

pub(crate) fn package() -> Imp {
    Delivery::with_timed_text().build()
}

/// The track file of a small package that is the smallest.
pub(crate) fn text_file() -> Vec<u8> {
    let package = package();
    package.files[&package.path_of(TIMED_TEXT_FILE_ID)].clone()
}

/// The bytes of a key.
pub(crate) fn key(digits: u128) -> [u8; 16] {
    digits.to_be_bytes()
}

pub(crate) const FILL: u128 = 0x060e_2b34_0101_0102_0301_0210_0100_0000;
pub(crate) const ESSENCE: u128 = 0x060e_2b34_0102_0101_0d01_0301_1501_0801;

/// An item with a length of nine bytes.
pub(crate) fn item(digits: u128, value: &[u8]) -> Vec<u8> {
    let length = (value.len() as u64).to_be_bytes();
    [&key(digits), [0x88].as_slice(), &length, value].concat()
}

/// An item of a local set, its length in two bytes.
pub(crate) fn local(tag: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).expect("a short value");
    [tag.to_be_bytes().as_slice(), &length.to_be_bytes(), value].concat()
}

/// A batch of items of `size` bytes.
pub(crate) fn batch(size: u32, items: &[u8]) -> Vec<u8> {
    let count = u32::try_from(items.len()).expect("a short batch") / size;
    [count.to_be_bytes().as_slice(), &size.to_be_bytes(), items].concat()
}

/// What a partition pack says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pack {
    /// Header 2, body 3, footer 4.
    pub(crate) kind: u8,
    pub(crate) status: u8,
    pub(crate) this: u64,
    pub(crate) previous: u64,
    pub(crate) footer: u64,
    pub(crate) header_byte_count: u64,
    pub(crate) index_byte_count: u64,
    pub(crate) index_sid: u32,
    pub(crate) body_sid: u32,
}

/// The bytes of a pack.
pub(crate) const PACK: usize = 25 + 88;

impl Pack {
    pub(crate) fn new(kind: u8, this: u64, previous: u64, footer: u64) -> Self {
        Self {
            kind,
            status: 4,
            this,
            previous,
            footer,
            ..Self::default()
        }
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        let digits = 0x060e_2b34_0205_0101_0d01_0201_0100_0000
            | u128::from(self.kind) << 16
            | u128::from(self.status) << 8;
        let value = [
            [0, 1, 0, 3, 0, 0, 0, 1].as_slice(),
            &self.this.to_be_bytes(),
            &self.previous.to_be_bytes(),
            &self.footer.to_be_bytes(),
            &self.header_byte_count.to_be_bytes(),
            &self.index_byte_count.to_be_bytes(),
            &self.index_sid.to_be_bytes(),
            &[0; 8],
            &self.body_sid.to_be_bytes(),
            &key(0x060e_2b34_0401_0101_0d01_0201_0101_0100),
            &[0, 0, 0, 0, 0, 0, 0, 16],
        ]
        .concat();
        item(digits, &value)
    }
}

/// A random index pack of entries (BodySID, offset).
pub(crate) fn random_index(entries: &[(u32, u64)]) -> Vec<u8> {
    let mut value: Vec<u8> = entries
        .iter()
        .flat_map(|(sid, offset)| [sid.to_be_bytes().as_slice(), &offset.to_be_bytes()].concat())
        .collect();
    let length = u32::try_from(25 + value.len() + 4).expect("few entries");
    value.extend(length.to_be_bytes());
    item(0x060e_2b34_0205_0101_0d01_0201_0111_0100, &value)
}

/// Where `needle` begins in `bytes`, the first time.
#[track_caller]
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> usize {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
        .expect("it is there")
}
