//! Header metadata: the primer pack and the sets, from the preface down (ST 377-1, 9).

use super::file::{Essence, Kind};
use super::klv::{item, local_set};
use super::partition::OP_1A;
use super::property::Property;
use super::set::{Label, Set, Value, batch};
use super::{class, property};
use crate::ids::{Id, octets};
use crate::track_file::{Rate, instance, signed};

const PRIMER: [u8; 16] = octets("060e2b34.02050101.0d010201.01050100");

/// When everything was made: as the documents' issue date.
const MADE: Value = Value::TimeStamp(2026, [1, 2, 3, 4, 5]);

const TIMECODE: Label = Label::parse("060e2b34.04010101.01030201.01000000");
const PICTURE: Label = Label::parse("060e2b34.04010101.01030202.01000000");
const SOUND: Label = Label::parse("060e2b34.04010101.01030202.02000000");
const DATA: Label = Label::parse("060e2b34.04010101.01030202.03000000");

/// Primer pack and sets of a file, from the preface down, and the sets that hang under none of these.
pub(super) fn metadata(preface: &Set, loose: &[Set]) -> Vec<u8> {
    let mut primer = Primer::default();
    let mut sets = Vec::new();
    for set in [preface].into_iter().chain(loose) {
        write(set, &mut primer, &mut sets);
    }
    [primer.pack(), sets].concat()
}

/// The UMID whose material number is the file's id (ST 2067-2, ST 330).
pub(super) fn umid(file: Id) -> [u8; 32] {
    let mut umid = [0; 32];
    umid[..16].copy_from_slice(&octets("060a2b34.01010105.01010f20.13000000"));
    umid[16..].copy_from_slice(&file.0);
    umid
}

/// The preface of a file, with all that hangs under it.
pub(super) fn preface(file: Id, essence: &Essence, index_sid: u32, body_sid: u32) -> Set {
    let source = source_package(file, essence);
    let primary = source.instance;
    let identification = Set::new(class::IDENTIFICATION, instance(file, "Identification"))
        .with(
            property::GENERATION_ID,
            Value::Id(instance(file, "generation")),
        )
        .with(
            property::APPLICATION_SUPPLIER_NAME,
            Value::text("the imf contributors"),
        )
        .with(property::APPLICATION_NAME, Value::text("imf-testkit"))
        .with(property::APPLICATION_VERSION_STRING, Value::text("1"))
        .with(
            property::APPLICATION_PRODUCT_ID,
            Value::Id(Id::derived("imf-testkit")),
        )
        .with(property::FILE_MODIFICATION_DATE, MADE);
    let data = Set::new(class::ESSENCE_DATA, instance(file, "EssenceData"))
        .with(property::LINKED_PACKAGE_ID, Value::Umid(umid(file)))
        .with(property::INDEX_STREAM_ID, Value::UInt32(index_sid))
        .with(property::ESSENCE_STREAM_ID, Value::UInt32(body_sid));
    let storage = Set::new(class::CONTENT_STORAGE, instance(file, "ContentStorage"))
        .with(
            property::PACKAGES,
            Value::Sets(vec![material_package(file, essence), source]),
        )
        .with(property::ESSENCE_DATA_OBJECTS, Value::Sets(vec![data]));
    let preface = Set::new(class::PREFACE, instance(file, "Preface"))
        .with(property::FILE_LAST_MODIFIED, MADE)
        .with(property::FORMAT_VERSION, Value::Version(1, 3))
        .with(property::OBJECT_MODEL_VERSION, Value::UInt32(1))
        .with(property::PRIMARY_PACKAGE, Value::Reference(primary))
        .with(
            property::IDENTIFICATION_LIST,
            Value::Sets(vec![identification]),
        )
        .with(
            property::CONTENT_STORAGE_OBJECT,
            Value::Set(Box::new(storage)),
        )
        .with(property::OPERATIONAL_PATTERN, Value::Label(OP_1A))
        .with(
            property::ESSENCE_CONTAINERS,
            Value::Labels(vec![essence.container]),
        )
        .with(property::DESCRIPTIVE_SCHEMES, Value::Labels(Vec::new()));
    match &essence.conforms_to {
        Some(labels) => preface.with(
            property::CONFORMS_TO_SPECIFICATIONS,
            Value::Labels(labels.clone()),
        ),
        None => preface,
    }
}

fn material_package(file: Id, essence: &Essence) -> Set {
    let id = instance(file, "material");
    let tracks = tracks(file, essence, "MaterialPackage", 0, umid(file), 2);
    package(
        class::MATERIAL_PACKAGE,
        instance(file, "MaterialPackage"),
        umid(id),
        tracks,
    )
}

fn source_package(file: Id, essence: &Essence) -> Set {
    // Where the essence came from is not known: the clip refers to nothing.
    let tracks = tracks(
        file,
        essence,
        "SourcePackage",
        essence.track_number(),
        [0; 32],
        0,
    );
    package(
        class::SOURCE_PACKAGE,
        instance(file, "SourcePackage"),
        umid(file),
        tracks,
    )
    .with(
        property::ESSENCE_DESCRIPTION,
        Value::Set(Box::new(essence.descriptor.clone())),
    )
}

fn package(class: class::Class, instance: Id, umid: [u8; 32], tracks: Vec<Set>) -> Set {
    Set::new(class, instance)
        .with(property::PACKAGE_ID, Value::Umid(umid))
        .with(property::CREATION_TIME, MADE)
        .with(property::PACKAGE_LAST_MODIFIED, MADE)
        .with(property::PACKAGE_TRACKS, Value::Sets(tracks))
}

/// The timecode track and the essence track of a package.
fn tracks(
    file: Id,
    essence: &Essence,
    package: &str,
    number: u32,
    source: [u8; 32],
    source_track: u32,
) -> Vec<Set> {
    let name = |set: &str| instance(file, &format!("{set} of {package}"));
    let rate = essence.image_rate;
    let frames = essence.frames();
    let timecode = Set::new(class::TIMECODE, name("Timecode"))
        .with(property::COMPONENT_DATA_DEFINITION, Value::Label(TIMECODE))
        .with(property::COMPONENT_LENGTH, Value::Int64(frames))
        .with(
            property::FRAMES_PER_SECOND,
            Value::UInt16(rate.nominal().try_into().expect("rates here are small")),
        )
        .with(property::START_TIMECODE, Value::Int64(0))
        .with(property::DROP_FRAME, Value::Boolean(false));
    let definition = match essence.kind {
        Kind::Data => DATA,
        Kind::Picture => PICTURE,
        Kind::Sound => SOUND,
    };
    let length = i64::try_from(essence.duration).expect("essence here is short");
    let clip = Set::new(class::SOURCE_CLIP, name("SourceClip"))
        .with(
            property::COMPONENT_DATA_DEFINITION,
            Value::Label(definition),
        )
        .with(property::COMPONENT_LENGTH, Value::Int64(length))
        .with(property::START_POSITION, Value::Int64(0))
        .with(property::SOURCE_PACKAGE_ID, Value::Umid(source))
        .with(property::SOURCE_TRACK_ID, Value::UInt32(source_track));
    let track = |id: u32,
                 number: u32,
                 label: &str,
                 rate: Rate,
                 definition: Label,
                 length: i64,
                 component: Set| {
        let sequence = Set::new(class::SEQUENCE, name(&format!("{label} sequence")))
            .with(
                property::COMPONENT_DATA_DEFINITION,
                Value::Label(definition),
            )
            .with(property::COMPONENT_LENGTH, Value::Int64(length))
            .with(property::COMPONENT_OBJECTS, Value::Sets(vec![component]));
        Set::new(class::TIMELINE_TRACK, name(&format!("{label} track")))
            .with(property::TRACK_ID, Value::UInt32(id))
            .with(property::ESSENCE_TRACK_NUMBER, Value::UInt32(number))
            .with(property::TRACK_NAME, Value::text(label))
            .with(
                property::EDIT_RATE,
                Value::Rational(signed(rate.0), signed(rate.1)),
            )
            .with(property::ORIGIN, Value::Int64(0))
            .with(property::TRACK_SEGMENT, Value::Set(Box::new(sequence)))
    };
    vec![
        track(1, 0, "Timecode", rate, TIMECODE, frames, timecode),
        track(
            2,
            number,
            "Essence",
            essence.edit_rate,
            definition,
            length,
            clip,
        ),
    ]
}

/// Writes a set and, behind it, the sets that it owns.
fn write(set: &Set, primer: &mut Primer, bytes: &mut Vec<u8>) {
    let mut properties = vec![(primer.tag(property::INSTANCE_ID), set.instance.0.to_vec())];
    for (property, content) in &set.properties {
        properties.push((primer.tag(*property), content.encode()));
    }
    bytes.extend(local_set(&set.class.key, &properties));
    for (_, content) in &set.properties {
        match content {
            Value::Orphan(owned) | Value::Set(owned) => write(owned, primer, bytes),
            Value::Sets(owned) => owned.iter().for_each(|set| write(set, primer, bytes)),
            _ => {}
        }
    }
}

/// The local tags of a file, in the order of first use.
#[derive(Default)]
struct Primer(Vec<(u16, [u8; 16])>);

impl Primer {
    fn tag(&mut self, property: Property) -> u16 {
        if let Some((tag, _)) = self.0.iter().find(|(_, label)| *label == property.label) {
            return *tag;
        }
        let lowest = self
            .0
            .iter()
            .map(|(tag, _)| *tag)
            .filter(|tag| *tag >= 0x8000)
            .min();
        let tag = property
            .tag
            .unwrap_or_else(|| lowest.map_or(0xffff, |lowest| lowest - 1));
        self.0.push((tag, property.label));
        tag
    }

    fn pack(&self) -> Vec<u8> {
        let entry = |(tag, label): &(u16, [u8; 16])| [tag.to_be_bytes().as_slice(), label].concat();
        item(&PRIMER, &batch(18, self.0.iter().map(entry)))
    }
}
