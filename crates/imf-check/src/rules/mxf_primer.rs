//! Rules on where the header metadata of a track file lies, and on the primer pack that it begins with.

use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A partition pack gives a wrong number of bytes for its header metadata or index table.
    ///
    /// ## Why it matters
    /// Readers skip or read as many bytes as the pack says, and end in the middle of something else.
    ///
    /// ## How to fix it
    /// Write the number of bytes from the primer pack to the end of the metadata, with the fill behind it.
    MXF_BYTE_COUNT_WRONG = "mxf-byte-count-wrong" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// The header metadata of a track file does not begin with a primer pack.
    ///
    /// The primer pack tells what the tags of the properties stand for.
    ///
    /// ## Why it matters
    /// Without it a reader can only guess what the properties are.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_PRIMER_MISSING = "mxf-primer-missing" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A primer pack lists a tag of zero, a tag twice, or another number of tags than it holds.
    ///
    /// ## Why it matters
    /// The pack tells what the tags of the properties stand for; where it is damaged they can be taken for others.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_PRIMER_INVALID = "mxf-primer-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, header};
    use imf_mxf::PackField as Field;
    &[
        Case::fires("mxf-byte-count-wrong", "one byte more", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::HeaderByteCount) + 7] ^= 1;
            });
        }),
        Case::silent("mxf-byte-count-wrong", "the right count", |_| {}),
        Case::fires("mxf-primer-missing", "fill in its place", |package| {
            damage(package, SOUND, |bytes| {
                let fill = 0x060e_2b34_0101_0102_0301_0210_0100_0000_u128.to_be_bytes();
                let primer = primer(bytes);
                bytes[primer..primer + 16].copy_from_slice(&fill);
            });
        }),
        Case::silent("mxf-primer-missing", "it is there", |_| {}),
        Case::fires("mxf-primer-invalid", "four billion tags", |package| {
            damage(package, SOUND, |bytes| {
                let primer = primer(bytes);
                bytes[primer + 20..primer + 24].fill(0xff);
            });
        }),
        Case::silent("mxf-primer-invalid", "as many tags as it says", |_| {}),
    ]
};

/// Where the primer pack begins.
#[cfg(test)]
pub(super) fn primer(bytes: &[u8]) -> usize {
    let key = 0x060e_2b34_0205_0101_0d01_0201_0105_0100_u128.to_be_bytes();
    bytes.windows(16).position(|found| found == key).unwrap()
}
