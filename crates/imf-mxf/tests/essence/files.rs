//! Small files, byte by byte.

use imf_mxf::essence::Extent;

pub(crate) const PICTURE: u128 = 0x060e_2b34_0102_0101_0d01_0301_1501_0801;
pub(crate) const SOUND_CLIP: u128 = 0x060e_2b34_0102_0101_0d01_0301_1601_0201;
pub(crate) const DYNAMIC: u128 = 0x060e_2b34_0102_0105_0e09_0607_0101_0103;
pub(crate) const SYSTEM: u128 = 0x060e_2b34_0253_0101_0d01_0301_1402_0100;
pub(crate) const FILL: u128 = 0x060e_2b34_0101_0102_0301_0210_0100_0000;
pub(crate) const INDEX: u128 = 0x060e_2b34_0253_0101_0d01_0201_0110_0100;
pub(crate) const PREFACE: u128 = 0x060e_2b34_0253_0101_0d01_0101_0101_2f00;
pub(crate) const STREAM_DATA: u128 = 0x060e_2b34_0101_010c_0d01_0509_0100_0000;
pub(crate) const DARK: u128 = 0x060e_2b34_0101_0101_0e0e_0e0e_0e0e_0e0e;
const RANDOM_INDEX: u128 = 0x060e_2b34_0205_0101_0d01_0201_0111_0100;
const PACK: u128 = 0x060e_2b34_0205_0101_0d01_0201_0100_0000;
pub(crate) const HEADER: u128 = PACK | 0x02_0400;
pub(crate) const BODY: u128 = PACK | 0x03_0400;
pub(crate) const STREAM: u128 = PACK | 0x03_1100;
pub(crate) const FOOTER: u128 = PACK | 0x04_0400;

/// The bytes of a partition pack without essence containers: key, length in four bytes, value.
pub(crate) const PACK_BYTES: u64 = 16 + 4 + 88;

/// A file that is put together item by item.
#[derive(Clone, Debug, Default)]
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) landmarks: Vec<u64>,
}

impl File {
    /// The file with an item, whose length is written in four bytes.
    pub(crate) fn item(mut self, key: u128, value: &[u8]) -> Self {
        let [_, length @ ..] = u32::try_from(value.len()).unwrap().to_be_bytes();
        self.bytes.extend(key.to_be_bytes());
        self.bytes.push(0x83);
        self.bytes.extend(length);
        self.bytes.extend(value);
        self
    }

    /// The file with a partition pack.
    pub(crate) fn pack(mut self, key: u128, body_sid: u32, body_offset: u64) -> Self {
        self.landmarks.push(self.at());
        let mut value = [0; 88];
        value[48..52].copy_from_slice(&7_u32.to_be_bytes());
        value[52..60].copy_from_slice(&body_offset.to_be_bytes());
        value[60..64].copy_from_slice(&body_sid.to_be_bytes());
        self.item(key, &value)
    }

    /// The file with a footer partition and a random index pack.
    pub(crate) fn end(self) -> Self {
        let mut file = self.pack(FOOTER, 0, 0);
        file.landmarks.push(file.at());
        file.item(RANDOM_INDEX, &[0; 16])
    }

    /// The file with bytes that are no item.
    pub(crate) fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    /// Where the next item begins.
    pub(crate) fn at(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Where all is known.
    pub(crate) fn extent(&self) -> Extent {
        Extent {
            landmarks: self.landmarks.clone(),
            ..self.plain()
        }
    }

    /// Where nothing is known but the length.
    pub(crate) fn plain(&self) -> Extent {
        Extent {
            length: self.at(),
            ..Extent::default()
        }
    }
}

/// Header, body with three pictures, footer.
pub(crate) fn pictures() -> File {
    let file = File::default().pack(HEADER, 0, 0).item(PREFACE, &[1; 50]);
    let file = file.item(FILL, &[0; 300]).pack(BODY, 1, 0);
    let file = file.item(PICTURE, &[2; 100]).item(PICTURE, &[3; 140]);
    file.item(PICTURE, &[4; 120]).end()
}
