//! Rules on properties that metadata sets have to have.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use imf_mxf::register::{Element, Group, GroupProperty};
use imf_mxf::{HeaderMetadata, Set};

use super::app5;
use super::cpl::and_more;
use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::{Header, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A metadata set of a track file lacks a property without which it says nothing.
    ///
    /// ## Why it matters
    /// Readers cannot find the essence, or cannot tell what it is.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with that property.
    MXF_SET_ITEM_MISSING = "mxf-set-item-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::document("ST 377-1", "2019")],
        needs: Headers,
        check: TrackFile(items),
    }
}

declare_rule! {
    /// A metadata set of a track file lacks a property that the SMPTE registers say its class has to have.
    ///
    /// The registers (ST 395) mark each property of a class as required or optional.
    ///
    /// ## Why it matters
    /// Most readers do without, or take a default. Some refuse the file.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with that property.
    MXF_SET_REQUIRED_ITEM_MISSING = "mxf-set-required-item-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::document("ST 377-1", "2019")],
        needs: Headers,
        check: TrackFile(required_items),
    }
}

/// What a class and all below it cannot do without, by symbols. What the reader misses itself (the InstanceID), and what
/// has a rule of its own, is not here.
const ITEMS: [(&str, &[&str]); 12] = [
    ("Preface", &["OperationalPattern", "EssenceContainers"]),
    ("ContentStorage", &["Packages"]),
    ("EssenceData", &["LinkedPackageID"]),
    ("Package", &["PackageID", "PackageTracks"]),
    ("TimelineTrack", &["EditRate"]),
    ("Sequence", &["ComponentDataDefinition", "ComponentObjects"]),
    ("SourceClip", &["SourcePackageID"]),
    (
        "SoundDescriptor",
        &["AudioSampleRate", "ChannelCount", "QuantizationBits"],
    ),
    ("WAVEPCMDescriptor", &["BlockAlign"]),
    (
        "MCALabelSubDescriptor",
        &["MCALabelDictionaryID", "MCALinkID", "MCATagSymbol"],
    ),
    (
        "MGASoundEssenceDescriptor",
        &[
            "MGASoundEssenceBlockAlign",
            "MGASoundEssenceAverageBytesPerSecond",
        ],
    ),
    (
        "TextBasedObject",
        &[
            "TextBasedMetadataPayloadSchemeID",
            "TextMIMEMediaType",
            "RFC5646TextLanguageCode",
        ],
    ),
];

/// What another rule asks for: of these classes and all below them.
const ELSEWHERE: [(&str, &[&str]); 11] = [
    ("Preface", &["ContentStorageObject"]),
    ("SourcePackage", &["EssenceDescription"]),
    ("Track", &["TrackSegment"]),
    (
        "IABEssenceDescriptor",
        &["AudioSampleRate", "QuantizationBits"],
    ),
    (
        "MGASoundEssenceDescriptor",
        &["AudioSampleRate", "QuantizationBits"],
    ),
    ("SoundfieldGroupLabelSubDescriptor", &["MCALinkID"]),
    (
        "MGASoundfieldGroupLabelSubDescriptor",
        &["MCALabelDictionaryID", "MCATagSymbol"],
    ),
    (
        "IABSoundfieldLabelSubDescriptor",
        &["MCALabelDictionaryID", "MCATagSymbol"],
    ),
    (
        "IABChannelSubDescriptor",
        &["IABAudioDescription", "IABBedMetaID", "IABChannelID"],
    ),
    (
        "MGAAudioMetadataSubDescriptor",
        &[
            "MGAAudioMetadataIdentifier",
            "MGAAudioMetadataIndex",
            "MGAAudioMetadataPayloadULArray",
            "MGALinkID",
        ],
    ),
    (
        "SADMAudioMetadataSubDescriptor",
        &["SADMMetadataSectionLinkID"],
    ),
];

/// What becomes of a property that is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    Essential,
    Required,
}

fn items(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    report(package, file, sink, Grade::Essential);
}

fn required_items(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    report(package, file, sink, Grade::Required);
}

/// Whether a set lacks something without which others cannot be found.
pub(super) fn is_broken(metadata: &HeaderMetadata, header: &Header) -> bool {
    let mut is_broken = false;
    for_each_missing(metadata, header, Grade::Essential, |_, _| is_broken = true);
    is_broken
}

fn report(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>, wanted: Grade) {
    let (header, path) = (&file.track_file.header, file.path);
    let Some(metadata) = file.track_file.metadata().filter(|_| header.is_whole) else {
        return;
    };
    let mut on = On::new(package, file, sink);
    // A program that leaves a property out leaves it out of all sets of the class.
    let mut found: BTreeMap<(String, &str), (&Set, u64)> = BTreeMap::new();
    let asked =
        |set: &Set, symbol| app5::asks_for(package, file.track_file.file, &set.name(), symbol);
    for_each_missing(metadata, header, wanted, |set, symbol| {
        if !asked(set, symbol) {
            let entry = found.entry((set.name(), symbol)).or_insert((set, 0));
            entry.1 += 1;
        }
    });
    for ((class, symbol), (set, count)) in found {
        let more = and_more(count);
        let message = format!("the `{class}`{more} in `{path}` has no `{symbol}`");
        on.at(set.item.offset, &class, symbol, message)
            .expected(format!("`{symbol}`"));
    }
}

/// Calls `visit` for each property of that grade that a set lacks.
fn for_each_missing<'a>(
    metadata: &'a HeaderMetadata,
    header: &'a Header,
    grade: Grade,
    mut visit: impl FnMut(&'a Set, &'static str),
) {
    for set in &metadata.sets {
        let demands = set.group().map_or(&[][..], demands);
        for demand in demands.iter().filter(|demand| demand.grade == grade) {
            if !set.has(demand.element) {
                visit(set, demand.symbol);
            }
        }
    }
    if grade == Grade::Essential {
        for (set, symbol) in without_length(metadata, header) {
            visit(set, symbol);
        }
    }
}

/// A property that sets of a class have to have.
struct Demand {
    element: Element,
    symbol: &'static str,
    grade: Grade,
}

/// What sets of that class have to have: found out for the first of them, since every track file has the same few classes.
fn demands(group: Group) -> &'static [Demand] {
    static DEMANDS: [OnceLock<Box<[Demand]>>; Group::COUNT] =
        [const { OnceLock::new() }; Group::COUNT];

    let of_group = || {
        let demand = |property: GroupProperty| {
            Some(Demand {
                element: property.element,
                symbol: property.element.symbol(),
                grade: grade(group, property)?,
            })
        };
        group.all_properties().filter_map(demand).collect()
    };
    DEMANDS
        .get(group.index())
        .map_or(&[], |demands| demands.get_or_init(of_group))
}

/// A table of classes and their items, in the order of the items: each with a class that has it.
type Resolved = Vec<(Element, Group)>;

fn resolved(table: &[(&str, &[&str])]) -> Resolved {
    let rows = table.iter().filter_map(|(class, items)| {
        let class = Group::with_symbol(class)?;
        Some(
            items
                .iter()
                .map(move |item| (Element::with_symbol(item), class)),
        )
    });
    let mut rows: Resolved = rows
        .flatten()
        .filter_map(|(element, class)| Some((element?, class)))
        .collect();
    rows.sort_by_key(|(element, _)| *element);
    rows
}

fn grade(group: Group, property: GroupProperty) -> Option<Grade> {
    /// The tables by the registers' numbers: rules ask for every property of a class.
    static TABLES: LazyLock<[Resolved; 2]> =
        LazyLock::new(|| [resolved(&ELSEWHERE), resolved(&ITEMS)]);

    let [elsewhere, items] = &*TABLES;
    let is_in = |table: &Resolved| {
        let start = table.partition_point(|(element, _)| *element < property.element);
        let rest = table.get(start..).unwrap_or_default().iter();
        let mut classes = rest.take_while(|(element, _)| *element == property.element);
        classes.any(|(_, class)| group.is_a(*class))
    };
    if is_in(elsewhere) {
        return None;
    }
    let is_essential = is_in(items);
    match (is_essential, property.optional) {
        (true, _) => Some(Grade::Essential),
        (false, false) => Some(Grade::Required),
        (false, true) => None,
    }
}

/// The sequences and components of timeline tracks that lack a length. Those of other tracks have none: the registers
/// call it optional.
fn without_length<'a>(
    metadata: &'a HeaderMetadata,
    header: &'a Header,
) -> impl Iterator<Item = (&'a Set, &'static str)> {
    let packages = header
        .material_packages
        .iter()
        .chain(&header.source_packages);
    let tracks = packages
        .flat_map(|package| &package.tracks)
        .filter(|track| track.is_timeline);
    let parts = tracks.flat_map(|track| {
        let sequence = track
            .segment
            .filter(|segment| !track.components.contains(segment));
        sequence.into_iter().chain(track.components.iter().copied())
    });
    let sets = parts.filter_map(|set| metadata.sets.get(set));
    sets.filter(|set| {
        let length = crate::package::track_file::label::property::COMPONENT_LENGTH;
        set.property(length).is_none()
    })
    .map(|set| (set, "ComponentLength"))
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::mxf::{class, property, set::Value};

    use super::case::Case;
    use super::mxf::testing::{PRIVATE, SOUND, damage, rebuild, tag_of};
    &[
        Case::fires(
            "mxf-set-item-missing",
            "no tracks in the material package",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let material = parts.preface.find(class::MATERIAL_PACKAGE);
                    material.take(property::PACKAGE_TRACKS);
                });
            },
        ),
        Case::fires(
            "mxf-set-item-missing",
            "sequences without a length",
            |package| {
                rebuild(package, SOUND, |parts| {
                    for sequence in parts.preface.all(class::SEQUENCE) {
                        sequence.take(property::COMPONENT_LENGTH);
                    }
                });
            },
        ),
        Case::fires(
            "mxf-set-item-missing",
            "essence data of no package",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let data = parts.preface.find(class::ESSENCE_DATA);
                    data.take(property::LINKED_PACKAGE_ID);
                });
            },
        ),
        Case::fires("mxf-set-item-missing", "no InstanceID", |package| {
            rebuild(package, SOUND, |parts| {
                parts.preface.properties.push((PRIVATE, Value::UInt8(1)));
            });
            damage(package, SOUND, |bytes| {
                let key = class::IDENTIFICATION.key;
                let set = bytes.windows(16).position(|found| found == key).unwrap();
                let other = tag_of(bytes, PRIVATE);
                bytes[set + 20..set + 22].copy_from_slice(&other);
            });
        }),
        Case::silent(
            "mxf-set-item-missing",
            "a track without a name",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = parts.preface.find(class::TIMELINE_TRACK);
                    track.take(property::TRACK_NAME);
                });
            },
        ),
        Case::fires(
            "mxf-set-required-item-missing",
            "timecodes of neither kind",
            |package| {
                rebuild(package, SOUND, |parts| {
                    for timecode in parts.preface.all(class::TIMECODE) {
                        timecode.take(property::DROP_FRAME);
                    }
                });
            },
        ),
        Case::silent(
            "mxf-set-required-item-missing",
            "no version of the model",
            |package| {
                rebuild(package, SOUND, |parts| {
                    parts.preface.take(property::OBJECT_MODEL_VERSION);
                });
            },
        ),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_name_what_the_registers_have() {
        for table in [ITEMS.as_slice(), ELSEWHERE.as_slice()] {
            let items: usize = table.iter().map(|(_, items)| items.len()).sum();
            assert_eq!(resolved(table).len(), items);
        }
    }
}
