//! Rules on the random index pack of a track file.

use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A track file does not end with a random index pack.
    ///
    /// The pack tells where each partition begins. Its last four bytes give its own length, by which it is found from
    /// the end of the file.
    ///
    /// ## Why it matters
    /// Often the end of the file is missing or something was written behind it. Readers that find the parts of the
    /// file by this pack refuse it.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again; if it is whole, have it written with a random index pack.
    MXF_RIP_MISSING = "mxf-rip-missing" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 2067-5", "2013"),
            Citation::document("ST 377-1", "2011"),
        ],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// The random index pack of a track file cannot be read, or does not agree with the partitions.
    ///
    /// ## Why it matters
    /// A reader that goes where the pack points finds no partition there, or misses one.
    ///
    /// ## How to fix it
    /// Write the offset and the stream of every partition in the pack, in the order of the file.
    MXF_RIP_INVALID = "mxf-rip-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A track file has a random index pack in its midst, and another one at its end.
    ///
    /// ## Why it matters
    /// The pack is the last item of a file. Something was written behind the end of this one, or two files became one.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_RIP_DUPLICATE = "mxf-rip-duplicate" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Essence,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, random_index};
    &[
        Case::fires(
            "mxf-rip-missing",
            "bytes behind the random index pack",
            |package| damage(package, SOUND, |bytes| bytes.extend([0; 4096])),
        ),
        Case::fires(
            "mxf-rip-missing",
            "a length of more than there is",
            |package| {
                damage(package, SOUND, |bytes| {
                    let end = bytes.len();
                    bytes[end - 4..].fill(0xff);
                });
            },
        ),
        Case::fires("mxf-rip-missing", "a byte less of it", |package| {
            damage(package, SOUND, |bytes| {
                bytes.pop();
            });
        }),
        Case::silent("mxf-rip-missing", "it is there", |_| {}),
        Case::fires(
            "mxf-rip-invalid",
            "an offset where no partition is",
            |package| {
                damage(package, SOUND, |bytes| {
                    // Before it lie the stream and offset of the last partition, and the pack's length.
                    let offset = bytes.len() - 4 - 12 - 1;
                    bytes[offset] ^= 1;
                });
            },
        ),
        Case::silent("mxf-rip-invalid", "all offsets are right", |_| {}),
        Case::fires("mxf-rip-duplicate", "the pack twice", |package| {
            damage(package, SOUND, |bytes| {
                let pack = random_index(bytes).to_vec();
                bytes.extend(pack);
            });
        }),
        Case::silent("mxf-rip-duplicate", "the pack once", |_| {}),
    ]
};
