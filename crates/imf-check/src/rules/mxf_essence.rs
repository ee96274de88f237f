//! Rules on how much essence a track file has.

use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A track file has a partition for essence, and no essence in it.
    ///
    /// ## Why it matters
    /// There is nothing to play. Often the program that wrote the file was stopped, or only its header was sent.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_ESSENCE_MISSING = "mxf-essence-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Essence,
        check: Problem,
    }
}

declare_rule! {
    /// Essence of a track file lies in a partition whose pack says that it has none.
    ///
    /// The `BodySID` of a partition pack names the stream of essence that the partition holds a part of; 0 stands for
    /// none.
    ///
    /// ## Why it matters
    /// Readers look for essence only where a stream is named, and do not find this.
    ///
    /// ## How to fix it
    /// Write the `BodySID` of the essence into that partition pack.
    MXF_ESSENCE_STREAM_MISSING = "mxf-essence-stream-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Essence,
        check: Problem,
    }
}

declare_rule! {
    /// The number of essence elements in a track file is not what its metadata and its index table say.
    ///
    /// Essence that is wrapped in frames has one element for each edit unit and track; essence that is wrapped as a clip
    /// has one element in all.
    ///
    /// ## Why it matters
    /// Frames are missing, or there are more than anything will play. A file that was cut short and closed again looks
    /// like this.
    ///
    /// ## How to fix it
    /// Write the track file again from its source. If the essence is right, correct the durations and the index table.
    MXF_ESSENCE_COUNT_MISMATCH = "mxf-essence-count-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Essence,
        check: Problem,
    }
}

declare_rule! {
    /// The essence of a track file has another number of bytes than its durations and its index table make it.
    ///
    /// ## Why it matters
    /// Where every edit unit has the same size, the size of all of them follows. Samples are missing, or the durations
    /// are wrong.
    ///
    /// ## How to fix it
    /// Write the track file again from its source. If the essence is right, correct the durations and the index table.
    MXF_ESSENCE_SIZE_MISMATCH = "mxf-essence-size-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Essence,
        check: Problem,
    }
}

declare_rule! {
    /// A partition pack gives a wrong number of bytes that its stream has in the partitions before it.
    ///
    /// ## Why it matters
    /// Index tables count the bytes of a stream across partitions. A reader that goes to a frame by them ends elsewhere.
    ///
    /// ## How to fix it
    /// Write the bytes of essence in the partitions before, with keys and lengths, as `BodyOffset`.
    MXF_BODY_OFFSET_INCORRECT = "mxf-body-offset-incorrect" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Essence,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{
        PICTURE, PICTURE_KEY, SOUND, damage, element, essence, header, partitions,
    };
    use imf_mxf::PackField;
    const FILL: [u8; 16] = 0x060e_2b34_0101_0102_0301_0210_0100_0000_u128.to_be_bytes();
    &[
        Case::fires(
            "mxf-essence-missing",
            "fill in the place of the sound",
            |package| {
                damage(package, SOUND, |bytes| {
                    let essence = essence(bytes);
                    bytes[essence..essence + 16].copy_from_slice(&FILL);
                });
            },
        ),
        Case::silent("mxf-essence-missing", "the sound is there", |_| {}),
        Case::fires(
            "mxf-essence-stream-missing",
            "a body partition without its stream, and a random index pack that says the same",
            |package| {
                damage(package, SOUND, |bytes| {
                    let body = partitions(bytes)[1];
                    let field = body + header(PackField::BodySid);
                    bytes[field..field + 4].fill(0);
                    // From the end: the pack's length, and an entry for each partition from the body on.
                    let entry = bytes.len() - 4 - 12 * (partitions(bytes).len() - 1);
                    bytes[entry..entry + 4].fill(0);
                });
            },
        ),
        Case::silent(
            "mxf-essence-stream-missing",
            "the partition has its stream",
            |_| {},
        ),
        Case::fires(
            "mxf-essence-count-mismatch",
            "fill in the place of a picture",
            |package| {
                damage(package, PICTURE, |bytes| {
                    let key = PICTURE_KEY.to_be_bytes();
                    let last = bytes.windows(16).rposition(|found| found == key).unwrap();
                    bytes[last..last + 16].copy_from_slice(&FILL);
                });
            },
        ),
        Case::fires(
            "mxf-essence-count-mismatch",
            "the sound in two elements",
            |package| {
                damage(package, SOUND, |bytes| {
                    let start = essence(bytes);
                    let (head, length) = clip(bytes, start);
                    let half = length / 2;
                    set_length(bytes, start, half);
                    let second = start + head + half;
                    let [key, size] = [start..start + 16, start + 16..start + head];
                    let [key, size] = [bytes[key].to_vec(), bytes[size].to_vec()];
                    bytes[second..second + 16].copy_from_slice(&key);
                    bytes[second + 16..second + head].copy_from_slice(&size);
                    set_length(bytes, second, length - half - head);
                });
            },
        ),
        Case::silent(
            "mxf-essence-count-mismatch",
            "a picture whose key is of another version",
            |package| {
                damage(package, PICTURE, |bytes| {
                    let first = element(bytes, PICTURE_KEY);
                    bytes[first + 7] = 7;
                });
            },
        ),
        Case::fires(
            "mxf-essence-size-mismatch",
            "fill in the place of the last samples",
            |package| {
                damage(package, SOUND, |bytes| {
                    let start = essence(bytes);
                    let (head, length) = clip(bytes, start);
                    set_length(bytes, start, length - 36);
                    let fill = start + head + length - 36;
                    bytes[fill..fill + 16].copy_from_slice(&FILL);
                    bytes[fill + 16] = 19;
                });
            },
        ),
        Case::silent("mxf-essence-size-mismatch", "all samples are there", |_| {}),
        Case::fires(
            "mxf-body-offset-incorrect",
            "bytes before the first ones",
            |package| {
                damage(package, SOUND, |bytes| {
                    let field = partitions(bytes)[1] + header(PackField::BodyOffset);
                    bytes[field + 7] = 5;
                });
            },
        ),
        Case::silent("mxf-body-offset-incorrect", "none before them", |_| {}),
    ]
};

/// How long the key and the length of the clip at `start` are, and how long it is.
#[cfg(test)]
fn clip(bytes: &[u8], start: usize) -> (usize, usize) {
    // A length of eight bytes behind a first one.
    let length = bytes[start + 17..].first_chunk().unwrap();
    let length = usize::try_from(u64::from_be_bytes(*length)).unwrap();
    (16 + 9, length)
}

/// Changes that length.
#[cfg(test)]
fn set_length(bytes: &mut [u8], start: usize, length: usize) {
    bytes[start + 17..start + 25].copy_from_slice(&(length as u64).to_be_bytes());
}
