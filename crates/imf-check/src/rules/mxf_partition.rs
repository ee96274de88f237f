//! Rules on the partitions of a track file.

use imf_mxf::{PackField, Partition, PartitionStatus, Set, Ul};

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::track_file::label::property;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A track file does not begin with a header partition that can be read.
    ///
    /// ## Why it matters
    /// The header tells what is in the file and where. Without it nothing can be played.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    PKG_HEADER_PARTITION_UNREADABLE = "pkg-header-partition-unreadable" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// The last partition of a track file is not a footer partition.
    ///
    /// ## Why it matters
    /// The file was cut off, or the program that wrote it did not come to an end.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_FOOTER_MISSING = "mxf-footer-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(footer),
    }
}

declare_rule! {
    /// The metadata of a track file is not final.
    ///
    /// A file is closed if its header partition is, or if its footer partition is and has metadata of its own.
    ///
    /// ## Why it matters
    /// The program that wrote the file did not come to an end: durations and other values may be missing or wrong.
    ///
    /// ## How to fix it
    /// Have the file finished by the program that wrote it, or write it again.
    MXF_HEADER_OPEN_INCOMPLETE = "mxf-header-open-incomplete" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "6.2.4")],
        needs: Headers,
        check: TrackFile(closed),
    }
}

declare_rule! {
    /// A partition pack gives a wrong offset for its own partition, the previous one or the footer.
    ///
    /// ## Why it matters
    /// Readers go from partition to partition by these offsets and are led astray.
    ///
    /// ## How to fix it
    /// Write the offset of the partition in that field, counted from the header partition.
    MXF_PARTITION_CHAIN = "mxf-partition-chain" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A partition pack is of an unknown kind or too short, or its list of essence containers is damaged.
    ///
    /// ## Why it matters
    /// A reader does not know what is in the partition, or refuses the file.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    MXF_PARTITION_INVALID = "mxf-partition-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A partition pack gives a major version of the format other than 1.
    ///
    /// ## Why it matters
    /// There is no other. A reader has to take the file for something that it does not know.
    ///
    /// ## How to fix it
    /// Write 1 as `MajorVersion`.
    MXF_PARTITION_VERSION_INVALID = "mxf-partition-version-invalid" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(version),
    }
}

declare_rule! {
    /// Two partition packs of a track file, or a pack and the preface, give different operational patterns.
    ///
    /// ## Why it matters
    /// The pattern tells how complex the whole file is; it is the same in every partition and in the preface.
    ///
    /// ## How to fix it
    /// Write the label of the header partition in every partition pack, and in the preface.
    MXF_PARTITION_OP_DIFFERS = "mxf-partition-op-differs" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(same_pattern),
    }
}

declare_rule! {
    /// The operational pattern of a track file is not OP1a.
    ///
    /// OP1a is one item of one package: all of the file is played from its start to its end.
    ///
    /// ## Why it matters
    /// Players of IMF read OP1a only, and refuse or misread a file that says it is more complex.
    ///
    /// ## How to fix it
    /// Write the track file as OP1a.
    OP1A_OPERATIONAL_PATTERN = "op1a-operational-pattern" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-5", "2013", "5.1.1")],
        needs: Headers,
        check: TrackFile(op1a),
    }
}

fn footer(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let structure = &file.track_file.structure;
    let Some(last) = structure.partitions.last() else {
        return;
    };
    if structure.footer_partition().is_none() {
        let message = format!("`{}` has no footer partition at its end", file.path);
        On::new(package, file, sink)
            .pack(last, message)
            .expected("a footer partition");
    }
}

fn closed(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let structure = &file.track_file.structure;
    let is_open = |partition: &Partition| {
        matches!(
            partition.status,
            Some(PartitionStatus::OpenComplete | PartitionStatus::OpenIncomplete)
        )
    };
    let Some(header) = structure
        .header_partition()
        .filter(|header| is_open(header))
    else {
        return;
    };
    let footer = structure.footer_partition();
    if footer.is_some_and(|footer| footer.has_metadata() && !is_open(footer)) {
        return;
    }
    let path = file.path;
    let message = format!(
        "the header partition of `{path}` is open, and no closed footer partition has metadata"
    );
    On::new(package, file, sink)
        .pack(header, message)
        .found("an open header partition")
        .expected("a closed header partition");
}

fn version(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let mut on = On::new(package, file, sink);
    let path = file.path;
    for partition in &file.track_file.structure.partitions {
        let version = partition.major_version;
        if version != 1 {
            let message =
                format!("a partition pack in `{path}` gives the major version {version}, not 1");
            on.field(partition, PackField::MajorVersion, message)
                .found(version)
                .expected(1);
        }
    }
}

/// The operational pattern of the preface, and its set.
fn of_preface(file: subject::TrackFile<'_>) -> Option<(&Set, Ul)> {
    let preface = file.track_file.metadata()?.preface()?;
    Some((
        preface,
        preface.property(property::OPERATIONAL_PATTERN)?.ul()?,
    ))
}

fn same_pattern(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let [first, others @ ..] = &*file.track_file.structure.partitions else {
        return;
    };
    let wanted = first.operational_pattern;
    let mut on = On::new(package, file, sink);
    let path = file.path;
    // One is enough: usually it is the first pack that was changed, and all others differ from it.
    let differing = others
        .iter()
        .find(|partition| !partition.operational_pattern.matches(wanted));
    if let Some(partition) = differing {
        let found = partition.operational_pattern;
        let message = format!(
            "a partition pack in `{path}` gives the operational pattern `{found}`, the first one `{wanted}`"
        );
        on.field(partition, PackField::OperationalPattern, message)
            .found(found)
            .expected(wanted);
        return;
    }
    // One that is not OP1a is a fault of its own.
    let differing = of_preface(file)
        .filter(|&(_, found)| !found.matches(wanted) && is_op1a(found) && is_op1a(wanted));
    if let Some((preface, found)) = differing {
        let message = format!(
            "the preface of `{path}` gives the operational pattern `{found}`, the partition packs `{wanted}`"
        );
        on.property(preface, property::OPERATIONAL_PATTERN, message)
            .found(found)
            .expected(wanted);
    }
}

fn op1a(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    // Of the packs the first decides; another one that differs is a fault of its own.
    let Some(first) = file.track_file.structure.partitions.first() else {
        return;
    };
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let found = first.operational_pattern;
    if !is_op1a(found) {
        let message = format!("`{path}` has the operational pattern `{found}`, which is not OP1a");
        on.field(first, PackField::OperationalPattern, message)
            .found(found)
            .expected(OP1A);
        return;
    }
    if let Some((preface, found)) = of_preface(file).filter(|(_, found)| !is_op1a(*found)) {
        let message = format!(
            "the preface of `{path}` has the operational pattern `{found}`, which is not OP1a"
        );
        on.property(preface, property::OPERATIONAL_PATTERN, message)
            .found(found)
            .expected(OP1A);
    }
}

/// OP1a without qualifiers (ST 378).
const OP1A: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0d01_0201_0101_0000);

/// Whether the label is that of OP1a, with whatever qualifiers (its last two bytes).
fn is_op1a(label: Ul) -> bool {
    let Ul([start @ .., _, _]) = label.with_version(OP1A.version());
    start == OP1A.0[..14]
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, footer, header, rebuild};
    use imf_mxf::PackField as Field;
    use imf_testkit::mxf::{property, set::Set, set::Value};
    /// Changes a byte of the operational pattern of the preface.
    fn pattern(preface: &mut Set, byte: usize, by: u8) {
        let Value::Label(label) = preface.value(property::OPERATIONAL_PATTERN) else {
            unreachable!()
        };
        label.0[byte] ^= by;
    }
    &[
        Case::fires(
            "pkg-header-partition-unreadable",
            "a body in its place, and the key of a header among the sound",
            |package| {
                damage(package, SOUND, |bytes| {
                    let key: [u8; 16] = *bytes.first_chunk().unwrap();
                    // Other packs get another version, so that the first key in this one is that of a header.
                    for at in 0..bytes.len() - 16 {
                        if bytes[at..].starts_with(&key[..13]) {
                            bytes[at + 7] = 2;
                        }
                    }
                    let sound = super::mxf::testing::essence(bytes) + 100;
                    bytes[sound..][..16].copy_from_slice(&key);
                    bytes[13] = 3;
                });
            },
        ),
        Case::silent(
            "pkg-header-partition-unreadable",
            "a header at the start",
            |_| {},
        ),
        Case::fires("mxf-footer-missing", "a body in its place", |package| {
            damage(package, SOUND, |bytes| {
                let footer = footer(bytes);
                bytes[footer + 13] = 3;
            });
        }),
        Case::silent("mxf-footer-missing", "a footer", |_| {}),
        Case::fires(
            "mxf-header-open-incomplete",
            "an open header, a footer without metadata",
            |package| damage(package, SOUND, |bytes| bytes[14] = 1),
        ),
        Case::silent(
            "mxf-header-open-incomplete",
            "a header that is closed and incomplete",
            |package| damage(package, SOUND, |bytes| bytes[14] = 2),
        ),
        Case::fires("mxf-partition-chain", "another footer", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::FooterPartition) + 7] ^= 1;
            });
        }),
        Case::silent(
            "mxf-partition-chain",
            "a header that does not know the footer",
            |package| {
                damage(package, SOUND, |bytes| {
                    bytes[header(Field::FooterPartition)..][..8].fill(0);
                });
            },
        ),
        Case::fires("mxf-partition-invalid", "a status of 9", |package| {
            damage(package, SOUND, |bytes| bytes[14] = 9);
        }),
        Case::silent("mxf-partition-invalid", "a status of 2", |package| {
            damage(package, SOUND, |bytes| bytes[14] = 2);
        }),
        Case::fires("mxf-partition-version-invalid", "9", |package| {
            damage(package, SOUND, |bytes| {
                bytes[header(Field::MajorVersion) + 1] = 9;
            });
        }),
        Case::silent(
            "mxf-partition-version-invalid",
            "another minor version",
            |package| {
                damage(package, SOUND, |bytes| {
                    bytes[header(Field::MinorVersion) + 1] = 2;
                });
            },
        ),
        Case::fires(
            "mxf-partition-op-differs",
            "OP1b in the footer",
            |package| {
                damage(package, SOUND, |bytes| {
                    let pack = footer(bytes) + header(Field::OperationalPattern);
                    bytes[pack + 13] = 2;
                });
            },
        ),
        Case::fires(
            "mxf-partition-op-differs",
            "other qualifiers in the preface",
            |package| {
                rebuild(package, SOUND, |parts| {
                    pattern(&mut parts.preface, 14, 0x0c);
                });
            },
        ),
        Case::silent("mxf-partition-op-differs", "OP1a everywhere", |_| {}),
        Case::fires("op1a-operational-pattern", "OP1b everywhere", |package| {
            damage(package, SOUND, |bytes| {
                for pack in super::mxf::testing::partitions(bytes) {
                    bytes[pack + header(Field::OperationalPattern) + 13] = 2;
                }
            });
        }),
        Case::fires(
            "op1a-operational-pattern",
            "two packages, by the preface",
            |package| {
                rebuild(package, SOUND, |parts| pattern(&mut parts.preface, 13, 3));
            },
        ),
        Case::silent("op1a-operational-pattern", "other qualifiers", |package| {
            rebuild(package, SOUND, |parts| {
                pattern(&mut parts.preface, 14, 0x0c);
            });
            damage(package, SOUND, |bytes| {
                for pack in super::mxf::testing::partitions(bytes) {
                    bytes[pack + header(Field::OperationalPattern) + 14] ^= 0x0c;
                }
            });
        }),
    ]
};
