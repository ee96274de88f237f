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

/// A local set of properties (ST 377-1, 9.3): tags and lengths of two bytes each or, where a value is longer than that
/// can say, lengths in BER and a key that says so (ST 336).
pub(super) fn local_set(key: &[u8; 16], properties: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let is_short = |value: &[u8]| u16::try_from(value.len()).is_ok();
    if properties.iter().all(|(_, value)| is_short(value)) {
        let value: Vec<u8> = properties
            .iter()
            .flat_map(|(tag, value)| local(*tag, value))
            .collect();
        return item(key, &value);
    }
    let mut key = *key;
    key[5] = 0x13;
    let mut bytes = Vec::new();
    for (tag, value) in properties {
        bytes.extend(tag.to_be_bytes());
        bytes.push(0x88);
        bytes.extend((value.len() as u64).to_be_bytes());
        bytes.extend(value);
    }
    item(&key, &bytes)
}

/// A property of a local set: tag and length of two bytes each (ST 377-1, 9.3).
pub(super) fn local(tag: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).expect("a property here is shorter than 64 KiB");
    [tag.to_be_bytes().as_slice(), &length.to_be_bytes(), value].concat()
}
