//! Rules on the items, each a key, a length and a value, that a track file is made of.

use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// An item of a track file is longer than the room that it has.
    ///
    /// ## Why it matters
    /// Bytes are missing, or the length is wrong; what stands behind cannot be found.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_KLV_TRUNCATED = "mxf-klv-truncated" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A key or a length in a track file is not valid.
    ///
    /// A key begins with the bytes 06 0E 2B 34. A length takes at most eight bytes and is written out, never left open.
    ///
    /// ## Why it matters
    /// A reader that follows keys and lengths is lost from here on.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_KLV_INVALID = "mxf-klv-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 336", "2007"),
            Citation::document("ST 377-1", "2011"),
        ],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A track file goes past a limit of this reader.
    ///
    /// The limits bound the memory and the time that a file may cost, and lie far above every real track file.
    ///
    /// ## Why it matters
    /// What lies behind the limit was not read. A file like this is damaged, or made to do harm.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_LIMIT_EXCEEDED = "mxf-limit-exceeded" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Headers,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{
        PICTURE, PICTURE_KEY, SOUND, damage, element, essence, random_index,
    };
    &[
        Case::fires("mxf-klv-truncated", "half of the sound", |package| {
            damage(package, SOUND, |bytes| bytes.truncate(bytes.len() / 2));
        })
        .with(&["mxf-rip-missing", "mxf-footer-missing"]),
        Case::fires(
            "mxf-klv-truncated",
            "sound that reaches past the next partition by its length",
            |package| {
                damage(package, SOUND, |bytes| {
                    let essence = essence(bytes);
                    // The length has eight bytes behind a first one.
                    bytes[essence + 22] += 1;
                });
            },
        ),
        Case::silent("mxf-klv-truncated", "all of the sound", |_| {}),
        Case::fires(
            "mxf-klv-invalid",
            "an open length where the footer has to be looked for",
            |package| {
                damage(package, SOUND, |bytes| {
                    bytes.truncate(bytes.len() / 2);
                    let essence = essence(bytes);
                    bytes[essence + 16] = 0x80;
                });
            },
        )
        .with(&["mxf-rip-missing", "mxf-footer-missing"]),
        Case::fires(
            "mxf-klv-invalid",
            "a key of essence that is none",
            |package| {
                damage(package, SOUND, |bytes| {
                    let essence = essence(bytes);
                    bytes[essence] = 0;
                });
            },
        ),
        Case::fires(
            "mxf-klv-invalid",
            "a picture that is longer than it is",
            |package| {
                damage(package, PICTURE, |bytes| {
                    let essence = element(bytes, PICTURE_KEY);
                    bytes[essence + 19] ^= 1;
                });
            },
        ),
        Case::fires(
            "mxf-klv-invalid",
            "sound of an open length, in a file that is whole",
            |package| {
                damage(package, SOUND, |bytes| {
                    let essence = essence(bytes);
                    bytes[essence + 16] = 0x80;
                });
            },
        ),
        Case::silent("mxf-klv-invalid", "all lengths are right", |_| {}),
        Case::fires(
            "mxf-limit-exceeded",
            "a random index pack with more faults than are listed",
            |package| {
                damage(package, SOUND, |bytes| {
                    bytes.truncate(bytes.len() - random_index(bytes).len());
                    let entries = [0xff; 12 * 2000];
                    let mut pack = random_index_key();
                    let value = u32::try_from(entries.len() + 4).unwrap().to_be_bytes();
                    pack.extend([0x83, value[1], value[2], value[3]]);
                    pack.extend(entries);
                    let length = u32::try_from(pack.len() + 4).unwrap();
                    pack.extend(length.to_be_bytes());
                    bytes.extend(pack);
                });
            },
        )
        .with(&["mxf-rip-invalid"]),
        Case::silent("mxf-limit-exceeded", "no faults", |_| {}),
    ]
};

/// The key of a random index pack.
#[cfg(test)]
fn random_index_key() -> Vec<u8> {
    0x060e_2b34_0205_0101_0d01_0201_0111_0100_u128
        .to_be_bytes()
        .to_vec()
}
