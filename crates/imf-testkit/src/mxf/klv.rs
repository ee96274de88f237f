//! Key, length, value (ST 336).

/// An item whose length is written in four bytes.
pub(super) fn item(key: &[u8; 16], value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len())
        .ok()
        .filter(|&length| length < 1 << 24);
    let [_, length @ ..] = length
        .expect("nothing here is longer than 16 MiB")
        .to_be_bytes();
    [key.as_slice(), &[0x83], &length, value].concat()
}

/// An item whose length is written in nine bytes, as writers do that learn it last.
pub(super) fn long_item(key: &[u8; 16], value: &[u8]) -> Vec<u8> {
    [
        key.as_slice(),
        &[0x88],
        &(value.len() as u64).to_be_bytes(),
        value,
    ]
    .concat()
}

/// A property of a local set: tag and length of two bytes each (ST 377-1, 9.3).
pub(super) fn local(tag: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).expect("a property here is shorter than 64 KiB");
    [tag.to_be_bytes().as_slice(), &length.to_be_bytes(), value].concat()
}
