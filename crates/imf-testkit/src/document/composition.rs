//! The composition playlist (ST 2067-3) under the core constraints (ST 2067-2).

use super::{CREATOR, ISSUE_DATE, ISSUER, type_name};
use crate::form::Form;
use crate::hash::HashAlgorithm;
use crate::ids::Id;
use crate::mxf::regxml;
use crate::track_file::{Rate, TrackFile};
use crate::xml::Xml;

/// The document that defines a composition's namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompositionEdition {
    /// ST 2067-3:2013: a resource's digest is SHA-1, and nothing says so.
    St2067_3_2013,
    /// ST 2067-3:2016, whose namespace the 2020 edition keeps.
    #[default]
    St2067_3_2016,
}

impl CompositionEdition {
    const fn namespace(self) -> &'static str {
        match self {
            Self::St2067_3_2013 => "http://www.smpte-ra.org/schemas/2067-3/2013",
            Self::St2067_3_2016 => "http://www.smpte-ra.org/schemas/2067-3/2016",
        }
    }
}

/// The document that defines the namespace of the sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoreConstraints {
    /// ST 2067-2:2013.
    St2067_2_2013,
    /// ST 2067-2:2016.
    St2067_2_2016,
    /// ST 2067-2:2020.
    #[default]
    St2067_2_2020,
}

impl CoreConstraints {
    const fn namespace(self) -> &'static str {
        match self {
            Self::St2067_2_2013 => "http://www.smpte-ra.org/schemas/2067-2/2013",
            Self::St2067_2_2016 => "http://www.smpte-ra.org/schemas/2067-2/2016",
            Self::St2067_2_2020 => "http://www.smpte-ra.org/ns/2067-2/2020",
        }
    }
}

/// A composition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Its namespace.
    pub edition: CompositionEdition,
    /// The namespace of its sequences and of its application identification.
    pub core: CoreConstraints,
    /// The applications it claims, if it says so.
    pub application: Option<&'static str>,
    /// Its edit rate, in edit units a second.
    pub edit_rate: Rate,
    /// Whether it has a composition timecode.
    pub timecode: bool,
    /// Its running time as `hh:mm:ss`, if it says one.
    pub total_running_time: Option<&'static str>,
    /// Languages and regions of its locales.
    pub locales: Vec<(&'static str, &'static str)>,
    /// What it says of its tracks of metadata-guided audio.
    pub mga_parameter_sets: Vec<MgaParameterSet>,
    /// Its segments.
    pub segments: Vec<Segment>,
}

/// How a track of metadata-guided audio is played (ST 2067-203).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MgaParameterSet {
    /// Its id.
    pub id: Id,
    /// The virtual track.
    pub track_id: Id,
    /// The operational mode.
    pub mode: &'static str,
    /// Resources of the track, and the labels of what is played of each.
    pub selectors: Vec<(Id, Vec<Id>)>,
}

/// A segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its id.
    pub id: Id,
    /// Its marker sequence, if it has one.
    pub markers: Option<MarkerSequence>,
    /// Its other sequences.
    pub sequences: Vec<Sequence>,
}

/// A marker sequence of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerSequence {
    /// Its id.
    pub id: Id,
    /// Its virtual track.
    pub track_id: Id,
    /// The id of its resource.
    pub resource_id: Id,
    /// The length of its resource, in edit units of the composition.
    pub duration: u64,
    /// Labels and offsets, in edit units of the composition.
    pub markers: Vec<(&'static str, u64)>,
}

/// A sequence of track file resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The element's local name, such as `MainImageSequence`.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// Its virtual track.
    pub track_id: Id,
    /// Its resources.
    pub resources: Vec<Resource>,
}

/// A track file resource. Durations are in edit units of its edit rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its id.
    pub id: Id,
    /// Its edit rate, if it says one.
    pub edit_rate: Option<Rate>,
    /// The length of the track file.
    pub intrinsic_duration: u64,
    /// Where it begins, if it says so.
    pub entry_point: Option<u64>,
    /// How long it plays, if it says so.
    pub source_duration: Option<u64>,
    /// How often it plays, if it says so.
    pub repeat_count: Option<u64>,
    /// The track file.
    pub track_file: Id,
    /// Whether it gives the digest of the track file.
    pub hash: bool,
}

/// The namespace of the plug-in for metadata-guided audio.
const MGA: &str = "http://www.smpte-ra.org/ns/2067-203/2022";

/// The sequences of plug-ins, each with a prefix and its namespace.
const PLUG_INS: [(&str, &str, &str); 3] = [
    (
        "IABSequence",
        "iab",
        "http://www.smpte-ra.org/ns/2067-201/2019",
    ),
    (
        "ISXDSequence",
        "isxd",
        "http://www.smpte-ra.org/ns/2067-202/2022",
    ),
    ("MGASADMSignalSequence", "sadm", MGA),
];

impl Composition {
    /// The track files that its resources use, each once, in order of use.
    pub(crate) fn track_file_ids(&self) -> Vec<Id> {
        let mut ids = Vec::new();
        let sequences = self.segments.iter().flat_map(|segment| &segment.sequences);
        for resource in sequences.flat_map(|sequence| &sequence.resources) {
            if !ids.contains(&resource.track_file) {
                ids.push(resource.track_file);
            }
        }
        ids
    }
}

/// The document of a composition whose track files are among these.
pub(crate) fn composition(
    form: Form,
    composition: &Composition,
    hash: HashAlgorithm,
    track_files: &[TrackFile],
) -> Vec<u8> {
    let file = |id| {
        track_files
            .iter()
            .find(|file| file.id == id)
            .expect("a resource's track file is described")
    };
    let attributes = [
        ("xmlns:cc", composition.core.namespace()),
        ("xmlns:xsi", super::XSI),
    ];
    let mut xml = Xml::new(
        form,
        "CompositionPlaylist",
        composition.edition.namespace(),
        &attributes,
    );
    xml.leaf("Id", composition.id);
    xml.leaf("Annotation", "test composition");
    xml.leaf("IssueDate", ISSUE_DATE);
    xml.leaf("Issuer", ISSUER);
    xml.leaf("Creator", CREATOR);
    xml.leaf("ContentOriginator", ISSUER);
    xml.leaf("ContentTitle", &composition.title);
    xml.leaf("ContentKind", "feature");
    xml.open("ContentVersionList");
    xml.open("ContentVersion");
    xml.leaf(
        "Id",
        Id::derived(&format!("content version of {}", composition.id)),
    );
    xml.leaf("LabelText", "version 1");
    xml.close();
    xml.close();
    xml.open("EssenceDescriptorList");
    for id in composition.track_file_ids() {
        let file = file(id);
        xml.open("EssenceDescriptor");
        xml.leaf("Id", file.encoding);
        regxml::write(&mut xml, &file.descriptor());
        xml.close();
    }
    xml.close();
    if composition.timecode {
        xml.open("CompositionTimecode");
        xml.leaf("TimecodeDropFrame", false);
        xml.leaf("TimecodeRate", composition.edit_rate.nominal());
        xml.leaf("TimecodeStartAddress", "01:00:00:00");
        xml.close();
    }
    xml.leaf("EditRate", composition.edit_rate);
    xml.optional("TotalRunningTime", composition.total_running_time);
    locales(&mut xml, &composition.locales);
    extensions(&mut xml, composition);
    xml.open("SegmentList");
    for segment in &composition.segments {
        xml.open("Segment");
        xml.leaf("Id", segment.id);
        xml.open("SequenceList");
        if let Some(markers) = &segment.markers {
            marker_sequence(&mut xml, form, markers, composition.edit_rate);
        }
        for sequence in &segment.sequences {
            let plug_in = PLUG_INS.iter().find(|(kind, ..)| *kind == sequence.kind);
            if let Some((kind, prefix, namespace)) = plug_in {
                let declared = format!("xmlns:{prefix}");
                xml.open_with(&format!("{prefix}:{kind}"), &[(&declared, namespace)]);
            } else {
                xml.open(&format!("cc:{}", sequence.kind));
            }
            xml.leaf("Id", sequence.id);
            xml.leaf("TrackId", sequence.track_id);
            xml.open("ResourceList");
            for resource in &sequence.resources {
                track_file_resource(
                    &mut xml,
                    form,
                    resource,
                    file(resource.track_file),
                    composition.edition,
                    hash,
                );
            }
            xml.close();
            xml.close();
        }
        xml.close();
        xml.close();
    }
    xml.finish()
}

/// What the core constraints and the plug-ins say of the whole composition.
fn extensions(xml: &mut Xml, composition: &Composition) {
    let sets = &composition.mga_parameter_sets;
    if composition.application.is_none() && sets.is_empty() {
        return;
    }
    xml.open("ExtensionProperties");
    xml.optional("cc:ApplicationIdentification", composition.application);
    for set in sets {
        xml.open_with(
            "sadm:MGASADMVirtualTrackParameterSet",
            &[("xmlns:sadm", MGA)],
        );
        xml.leaf("sadm:Id", set.id);
        xml.leaf("sadm:TrackId", set.track_id);
        xml.leaf("sadm:MGASADMOperationalMode", set.mode);
        for (resource, links) in &set.selectors {
            xml.open("sadm:MGASADMSoundfieldGroupSelector");
            xml.leaf("sadm:ResourceId", resource);
            for link in links {
                xml.leaf("sadm:MGASoundfieldGroupLinkID", link);
            }
            xml.close();
        }
        xml.close();
    }
    xml.close();
}

fn locales(xml: &mut Xml, locales: &[(&str, &str)]) {
    if locales.is_empty() {
        return;
    }
    xml.open("LocaleList");
    for (language, region) in locales {
        xml.open("Locale");
        xml.open("LanguageList");
        xml.leaf("Language", language);
        xml.close();
        xml.open("RegionList");
        xml.leaf("Region", region);
        xml.close();
        xml.close();
    }
    xml.close();
}

fn marker_sequence(xml: &mut Xml, form: Form, sequence: &MarkerSequence, edit_rate: Rate) {
    xml.open("MarkerSequence");
    xml.leaf("Id", sequence.id);
    xml.leaf("TrackId", sequence.track_id);
    xml.open("ResourceList");
    xml.open_with(
        "Resource",
        &[("xsi:type", &type_name(form, "MarkerResourceType"))],
    );
    xml.leaf("Id", sequence.resource_id);
    xml.leaf("EditRate", edit_rate);
    xml.leaf("IntrinsicDuration", sequence.duration);
    for (label, offset) in &sequence.markers {
        xml.open("Marker");
        xml.leaf("Label", label);
        xml.leaf("Offset", offset);
        xml.close();
    }
    xml.close();
    xml.close();
    xml.close();
}

fn track_file_resource(
    xml: &mut Xml,
    form: Form,
    resource: &Resource,
    file: &TrackFile,
    edition: CompositionEdition,
    hash: HashAlgorithm,
) {
    xml.open_with(
        "Resource",
        &[("xsi:type", &type_name(form, "TrackFileResourceType"))],
    );
    xml.leaf("Id", resource.id);
    xml.optional("EditRate", resource.edit_rate);
    xml.leaf("IntrinsicDuration", resource.intrinsic_duration);
    xml.optional("EntryPoint", resource.entry_point);
    xml.optional("SourceDuration", resource.source_duration);
    xml.optional("RepeatCount", resource.repeat_count);
    xml.leaf("SourceEncoding", file.encoding);
    xml.leaf("TrackFileId", file.id);
    if resource.hash {
        let hash = if edition == CompositionEdition::St2067_3_2013 {
            HashAlgorithm::Sha1
        } else {
            hash
        };
        xml.leaf("Hash", hash.base64(&file.bytes()));
        if edition == CompositionEdition::St2067_3_2016 {
            xml.empty("HashAlgorithm", &[("Algorithm", hash.uri())]);
        }
    }
    xml.close();
}
