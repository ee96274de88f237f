//! Rules on how the metadata sets of a track file hang together (ST 377-1:2011, 9.3).

use imf_mxf::register::Group;
use imf_mxf::{HeaderMetadata, ProblemKind, Set, Uuid};

use super::mxf::place::On;
use super::mxf_required;
use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::track_file::label::class;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A reference of a metadata set leads to no set.
    ///
    /// ## Why it matters
    /// What the reference stands for, such as a track or a descriptor, is missing.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with the set that is missing or without the reference.
    MXF_DANGLING_STRONG_REFERENCE = "mxf-dangling-strong-reference" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A reference of a metadata set leads back to a set that it hangs under itself.
    ///
    /// ## Why it matters
    /// Readers that follow references go around in a circle, and what should hang there is missing.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with the reference to the set that belongs there.
    MXF_CIRCULAR_STRONG_REFERENCE = "mxf-circular-strong-reference" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// Two references lead to one metadata set.
    ///
    /// A set belongs to one other set, and one reference says so.
    ///
    /// ## Why it matters
    /// Readers that take sets apart by what they belong to lose one of the two.
    ///
    /// ## How to fix it
    /// Write a set for each, or take one of the references away.
    MXF_DUPLICATE_STRONG_REFERENCE = "mxf-duplicate-strong-reference" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// Two metadata sets of a track file have one InstanceID.
    ///
    /// ## Why it matters
    /// References lead to either of them, and which one is the reader's choice.
    ///
    /// ## How to fix it
    /// Give every set an InstanceID of its own.
    MXF_DUPLICATE_INSTANCE_ID = "mxf-duplicate-instance-id" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.3.3")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// Nothing refers to a metadata set of a track file.
    ///
    /// ## Why it matters
    /// Readers that follow references do not see it. What it says, such as the label of a sound channel, is lost.
    ///
    /// ## How to fix it
    /// Refer to the set where it belongs, or take it away.
    MXF_ORPHAN_SET = "mxf-orphan-set" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(orphans),
    }
}

/// Classes of which OP1a counts the sets: one too many is a fault of that.
const COUNTED: [imf_mxf::Ul; 4] = [
    class::PREFACE,
    class::CONTENT_STORAGE,
    class::ESSENCE_DATA,
    class::MATERIAL_PACKAGE,
];

fn orphans(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let (track_file, path) = (file.track_file, file.path);
    let header = &track_file.header;
    let Some(metadata) = track_file.metadata().filter(|_| header.is_whole) else {
        return;
    };
    let orphans = unknown_to_all(metadata);
    if orphans.is_empty() {
        return;
    }
    // A reference that leads elsewhere leaves a set behind, and so does one that is missing.
    let leads_astray = |kind| {
        matches!(
            kind,
            ProblemKind::CircularReference
                | ProblemKind::DanglingReference
                | ProblemKind::DuplicateInstance
                | ProblemKind::PrefaceCount
                | ProblemKind::SharedReference
        )
    };
    let is_told = track_file
        .problems
        .iter()
        .any(|problem| leads_astray(problem.kind));
    if is_told || mxf_required::is_broken(metadata, header) {
        return;
    }
    let mut on = On::new(package, file, sink);
    for set in orphans {
        let message = format!(
            "no other set refers to the `{}` at byte {} of `{path}`",
            set.name(),
            set.item.offset
        );
        on.set(set, message).expected("a reference to it");
    }
}

/// The sets of known classes that nothing refers to, not even a property that the registers do not know.
fn unknown_to_all(metadata: &HeaderMetadata) -> Vec<&Set> {
    let is_counted = |group| COUNTED.iter().any(|&label| Group::of(label) == Some(group));
    let mut orphans: HashMap<Uuid, &Set> = HashMap::default();
    for (_, set) in metadata.orphans() {
        if set.group().is_some_and(|group| !is_counted(group))
            && let Some(instance) = set.instance
        {
            orphans.insert(instance, set);
        }
    }
    if orphans.is_empty() {
        return Vec::new();
    }
    let dark = metadata
        .sets
        .iter()
        .flat_map(Set::properties)
        .filter(|property| property.element().is_none());
    for property in dark {
        if orphans.is_empty() {
            break;
        }
        for window in property.value.windows(16) {
            if let Ok(bytes) = window.try_into() {
                orphans.remove(&Uuid(bytes));
            }
        }
    }
    let mut orphans: Vec<&Set> = orphans.into_values().collect();
    orphans.sort_by_key(|set| set.item.offset);
    orphans
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::{class, property, set::Set, set::Value};

    use super::case::Case;
    use super::mxf::testing::{PRIVATE, SOUND, rebuild};
    &[
        Case::fires(
            "mxf-dangling-strong-reference",
            "to an identification",
            |package| {
                rebuild(package, SOUND, |parts| {
                    // The reference without the set.
                    let nowhere = [[0, 0, 0, 1, 0, 0, 0, 16].as_slice(), &[7; 16]].concat();
                    *parts.preface.value(property::IDENTIFICATION_LIST) = Value::Octets(nowhere);
                });
            },
        ),
        Case::silent("mxf-dangling-strong-reference", "no reference", |package| {
            rebuild(package, SOUND, |parts| {
                *parts.preface.value(property::IDENTIFICATION_LIST) = Value::Sets(Vec::new());
            });
        }),
        Case::fires(
            "mxf-circular-strong-reference",
            "from the identification to the preface",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let preface = parts.preface.instance;
                    let identification = parts.preface.find(class::IDENTIFICATION);
                    // ApplicationPlugInObjects is a set of references, and every class has it.
                    let back = [[0, 0, 0, 1, 0, 0, 0, 16].as_slice(), &preface.0].concat();
                    identification
                        .properties
                        .push((PLUG_INS, Value::Octets(back)));
                });
            },
        ),
        Case::silent(
            "mxf-circular-strong-reference",
            "a weak one to the set above",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let preface = parts.preface.instance;
                    let identification = parts.preface.find(class::IDENTIFICATION);
                    identification
                        .properties
                        .push((PRIVATE, Value::Id(preface)));
                });
            },
        ),
        Case::fires(
            "mxf-duplicate-strong-reference",
            "to the identification, twice",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let instance = parts.preface.find(class::IDENTIFICATION).instance;
                    let twice = [[0, 0, 0, 1, 0, 0, 0, 16].as_slice(), &instance.0].concat();
                    let storage = parts.preface.find(class::CONTENT_STORAGE);
                    storage.properties.push((PLUG_INS, Value::Octets(twice)));
                });
            },
        ),
        Case::silent(
            "mxf-duplicate-strong-reference",
            "two identifications",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let mut second = parts.preface.find(class::IDENTIFICATION).clone();
                    second.instance = Id([7; 16]);
                    let list = parts.preface.value(property::IDENTIFICATION_LIST);
                    let Value::Sets(sets) = list else {
                        unreachable!()
                    };
                    sets.push(second);
                });
            },
        ),
        Case::fires("mxf-duplicate-instance-id", "of two timecodes", |package| {
            rebuild(package, SOUND, |parts| {
                let [first, second] = &mut *parts.preface.all(class::TIMECODE) else {
                    unreachable!()
                };
                second.instance = first.instance;
            });
        }),
        Case::silent("mxf-duplicate-instance-id", "every set has its own", |_| {}),
        Case::fires("mxf-orphan-set", "a second identification", |package| {
            rebuild(package, SOUND, |parts| {
                let mut second = parts.preface.find(class::IDENTIFICATION).clone();
                second.instance = Id([7; 16]);
                parts
                    .preface
                    .properties
                    .push((PRIVATE, Value::Orphan(Box::new(second))));
            });
        }),
        Case::silent(
            "mxf-orphan-set",
            "a property of one's own refers to it",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let mut second = parts.preface.find(class::IDENTIFICATION).clone();
                    second.instance = Id([7; 16]);
                    parts
                        .preface
                        .properties
                        .push((PRIVATE, Value::Set(Box::new(second))));
                });
            },
        ),
        Case::silent("mxf-orphan-set", "a class of one's own", |package| {
            rebuild(package, SOUND, |parts| {
                let class = class::Class {
                    name: "Private",
                    key: 0x060e_2b34_0253_0101_0e7f_7f01_0000_0000_u128.to_be_bytes(),
                };
                let own = Set::new(class, Id([7; 16]));
                parts
                    .preface
                    .properties
                    .push((PRIVATE, Value::Orphan(Box::new(own))));
            });
        }),
    ]
};

/// References that any set may have.
#[cfg(test)]
const PLUG_INS: imf_testkit::mxf::property::Property = imf_testkit::mxf::property::Property {
    name: "ApplicationPlugInObjects",
    label: 0x060e_2b34_0101_010c_0601_0104_020e_0000_u128.to_be_bytes(),
    tag: None,
};
