//! Rules on what a partition pack says is in its partition.

use imf_mxf::{PackField, Partition};

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A track file does not begin with its header partition: other bytes, a run-in, come before.
    ///
    /// ## Why it matters
    /// MXF allows a run-in, IMF does not. Readers of IMF look for the header partition at the first byte.
    ///
    /// ## How to fix it
    /// Write the track file without a run-in.
    MXF_HEADER_NOT_AT_ZERO = "mxf-header-not-at-zero" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 2067-5", "2013")],
        needs: Headers,
        check: TrackFile(run_in),
    }
}

fn run_in(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let structure = &file.track_file.structure;
    let header = structure.header_partition();
    if let Some(header) = header.filter(|_| structure.run_in > 0) {
        let (path, found) = (file.path, structure.run_in);
        let message = format!(
            "the header partition of `{path}` begins at byte {found}, and has to begin at 0"
        );
        On::new(package, file, sink)
            .field(header, PackField::ThisPartition, message)
            .found(found)
            .expected(0);
    }
}

declare_rule! {
    /// A partition of a track file holds header metadata together with essence or with an index table.
    ///
    /// ## Why it matters
    /// In an IMF track file a partition holds one thing, so that readers can fetch or skip it as a whole.
    ///
    /// ## How to fix it
    /// Write the track file with a partition each for metadata, essence and index table.
    MXF_PARTITION_MIXED = "mxf-partition-mixed" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-5", "2013", "5.1.5")],
        needs: Headers,
        check: TrackFile(mixed),
    }
}

fn mixed(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for partition in &file.track_file.structure.partitions {
        let (field, others) = match (has_index(partition), partition.has_essence()) {
            _ if !partition.has_metadata() => continue,
            (false, false) => continue,
            (true, false) => (PackField::IndexSid, "an index table"),
            (false, true) => (PackField::BodySid, "essence"),
            (true, true) => (PackField::BodySid, "an index table and essence"),
        };
        let message = format!("a partition of `{path}` holds header metadata and {others}");
        on.field(partition, field, message)
            .found(format!("header metadata and {others}"))
            .expected("header metadata alone");
    }
}

declare_rule! {
    /// A partition of a track file holds an index table and essence.
    ///
    /// ## Why it matters
    /// In an IMF track file a partition holds one thing. Readers that look for the index table in a partition of its own
    /// do not find it.
    ///
    /// ## How to fix it
    /// Write the track file with a partition each for essence and index table.
    MXF_PARTITION_INDEX_AND_ESSENCE = "mxf-partition-index-and-essence" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-5", "2013", "5.1.1")],
        needs: Headers,
        check: TrackFile(index_and_essence),
    }
}

fn index_and_essence(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for partition in &file.track_file.structure.partitions {
        // With metadata besides, that is what is said of it.
        if has_index(partition) && partition.has_essence() && !partition.has_metadata() {
            let message = format!("a partition of `{path}` holds an index table and essence");
            on.field(partition, PackField::BodySid, message)
                .found("an index table and essence")
                .expected("an index table or essence");
        }
    }
}

/// Whether the pack says that there is an index table, and which.
fn has_index(partition: &Partition) -> bool {
    partition.has_index() && partition.index_sid != 0
}

declare_rule! {
    /// The header partition of a track file says that it has no header metadata.
    ///
    /// ## Why it matters
    /// Readers skip the metadata by that count, and do not learn what is in the file.
    ///
    /// ## How to fix it
    /// Write the number of bytes from the primer pack to the end of the metadata as `HeaderByteCount`.
    MXF_HEADER_PARTITION_INVALID = "mxf-header-partition-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// An offset or a byte count in a partition pack is 2^63 or more.
    ///
    /// ## Why it matters
    /// No file is that long. Readers that take these numbers as signed read a negative one.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_PARTITION_VALUE_NEGATIVE = "mxf-partition-value-negative" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(negative),
    }
}

/// Whether a number is negative for those who take it as signed.
pub(super) fn is_negative(number: u64) -> bool {
    i64::try_from(number).is_err()
}

fn negative(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for partition in &file.track_file.structure.partitions {
        let fields = [
            (PackField::ThisPartition, partition.this_partition),
            (PackField::PreviousPartition, partition.previous_partition),
            (PackField::FooterPartition, partition.footer_partition),
            (PackField::HeaderByteCount, partition.header_byte_count),
            (PackField::IndexByteCount, partition.index_byte_count),
            (PackField::BodyOffset, partition.body_offset),
        ];
        for (field, value) in fields.into_iter().filter(|&(_, value)| is_negative(value)) {
            let name = field.name();
            let message = format!(
                "`{name}` of a partition pack in `{path}` is {value}, and has to be below 2^63"
            );
            on.field(partition, field, message)
                .found(value)
                .expected("below 2^63");
        }
    }
}

declare_rule! {
    /// The list of essence containers in a partition pack does not fit: its items are not of 16 bytes, or do not fill the
    /// pack.
    ///
    /// ## Why it matters
    /// A reader cannot tell what containers the file has, or refuses it.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_PARTITION_EC_BATCH_ELEMENT_SIZE = "mxf-partition-ec-batch-element-size" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A partition pack gives an alignment grid (KAG) that the header metadata behind it does not keep.
    ///
    /// The grid begins at the partition pack. With a size of 0 or 1 there is none.
    ///
    /// ## Why it matters
    /// Readers that fetch whole blocks by that grid find the beginning of nothing.
    ///
    /// ## How to fix it
    /// Put a fill item behind the partition pack, or write 1 as `KAGSize`.
    MXF_KAG = "mxf-kag" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(grid),
    }
}

fn grid(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let mut on = On::new(package, file, sink);
    let (structure, path) = (&file.track_file.structure, file.path);
    for metadata in &structure.metadata {
        let primer = metadata.primer.as_ref();
        let (Some(partition), Some(primer)) =
            (structure.partitions.get(metadata.partition), primer)
        else {
            continue;
        };
        let size = partition.kag_size;
        let distance = primer.item.offset.saturating_sub(partition.offset());
        if size > 1 && distance % u64::from(size) != 0 {
            let message = format!(
                "the header metadata of `{path}` begins {distance} bytes behind the start of its partition pack, which is not on the grid of {size} bytes that the pack gives"
            );
            on.field(partition, PackField::KagSize, message)
                .found(distance)
                .expected(format!("a multiple of {size}"));
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_mxf::PackField as Field;

    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, header, partitions, random_index};
    /// Writes the stream of a partition into its pack and into the random index pack.
    fn body_sid(bytes: &mut [u8], number: usize, sid: u8) {
        let pack = partitions(bytes)[number];
        bytes[pack + header(Field::BodySid) + 3] = sid;
        let index = bytes.len() - random_index(bytes).len();
        bytes[index + 20 + number * 12 + 3] = sid;
    }
    &[
        Case::fires("mxf-header-not-at-zero", "a run-in", |package| {
            damage(package, SOUND, |bytes| {
                bytes.splice(..0, [0; 16]);
            });
        }),
        Case::silent("mxf-header-not-at-zero", "no run-in", |_| {}),
        Case::fires("mxf-partition-mixed", "essence in the header", |package| {
            damage(package, SOUND, |bytes| body_sid(bytes, 0, 1));
        }),
        Case::silent("mxf-partition-mixed", "a partition each", |_| {}),
        Case::fires(
            "mxf-partition-index-and-essence",
            "a stream of essence in the partition of the index table",
            |package| {
                damage(package, SOUND, |bytes| {
                    body_sid(bytes, 2, 1);
                    let at = partitions(bytes);
                    // A pack with one essence container comes before the essence.
                    let essence = at[2] - at[1] - 124;
                    let field = at[2] + header(Field::BodyOffset);
                    bytes[field..field + 8].copy_from_slice(&(essence as u64).to_be_bytes());
                });
            },
        ),
        Case::silent(
            "mxf-partition-index-and-essence",
            "a partition each",
            |_| {},
        ),
        Case::fires("mxf-header-partition-invalid", "no bytes", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::HeaderByteCount)..][..8].fill(0);
            });
        }),
        Case::silent("mxf-header-partition-invalid", "all bytes", |_| {}),
        Case::fires("mxf-partition-value-negative", "a footer", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::FooterPartition)] = 0x80;
            });
        }),
        Case::fires(
            "mxf-partition-value-negative",
            "a stream's offset",
            |package| {
                damage(package, SOUND, |bytes| {
                    let essence = partitions(bytes)[1];
                    bytes[essence + header(Field::BodyOffset)] = 0xff;
                });
            },
        ),
        Case::fires("mxf-partition-value-negative", "a byte count", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::HeaderByteCount)..][..8].fill(0xff);
            });
        }),
        Case::silent("mxf-partition-value-negative", "zeros", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::FooterPartition)..][..8].fill(0);
            });
        }),
        Case::fires(
            "mxf-partition-ec-batch-element-size",
            "items of 15 bytes",
            |package| {
                damage(package, SOUND, |bytes| {
                    let footer = partitions(bytes)[3];
                    bytes[footer + header(Field::EssenceContainers) + 7] = 15;
                });
            },
        ),
        Case::silent(
            "mxf-partition-ec-batch-element-size",
            "items of 16 bytes",
            |_| {},
        ),
        Case::fires("mxf-kag", "a grid of 512 bytes, and no fill", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::KagSize) + 2..][..2].copy_from_slice(&[2, 0]);
            });
        }),
        Case::silent("mxf-kag", "a grid of the pack's length", |package| {
            damage(package, SOUND, |bytes| {
                let primer = super::mxf_primer::primer(bytes);
                bytes[header(Field::KagSize) + 3] = u8::try_from(primer).unwrap();
            });
        }),
        Case::silent("mxf-kag", "a grid that is not known", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::KagSize) + 3] = 0;
            });
        }),
    ]
};
