//! The packages and tracks that the header metadata of a track file describes (ST 377-1:2011, 9.5).

use imf_mxf::register::Group;
use imf_mxf::{
    HeaderMetadata, Leads, PartitionStatus, Problem, ProblemKind, Rational, Set, Ul, Umid,
};

use super::label::{class, data, property};

/// The sets that matter most, each by its index in the metadata.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Whether the metadata was read from end to end and is said to be complete: what is not in it is missing.
    pub is_whole: bool,
    /// The content storages; OP1a has one.
    pub content_storages: Vec<usize>,
    /// The sets that tie essence to packages; OP1a has one.
    pub essence_data: Vec<usize>,
    /// The packages that say what is played; OP1a has one.
    pub material_packages: Vec<Package>,
    /// The packages that say where it comes from.
    pub source_packages: Vec<Package>,
    /// Which of them describes the essence.
    file_package: Option<usize>,
}

/// A package of tracks.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its set.
    pub set: usize,
    /// Its identifier.
    pub id: Option<Umid>,
    /// Its tracks, in its order.
    pub tracks: Vec<Track>,
    /// Its essence descriptor.
    pub descriptor: Option<usize>,
    /// The descriptors of single essences: that one, or those that it is made up of.
    pub descriptors: Vec<usize>,
}

/// A track of a package.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its set.
    pub set: usize,
    /// What it carries.
    pub kind: TrackKind,
    /// Whether it is a timeline track, and not one of events or without time.
    pub is_timeline: bool,
    /// Its edit units a second.
    pub edit_rate: Option<Rational>,
    /// The set of what is on it: a sequence, as a rule.
    pub segment: Option<usize>,
    /// How long that is in edit units; negative where the file does not know.
    pub length: Option<i64>,
    /// The components of the sequence, or the only one where there is no sequence.
    pub components: Vec<usize>,
}

/// What a track carries, by the data definition of its sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackKind {
    /// Data: timed text too.
    Data,
    /// Nothing of the essence: timecode, descriptions, private metadata.
    Other,
    /// Picture.
    Picture,
    /// Sound.
    Sound,
}

impl Header {
    /// Looks at `metadata`, which was read with `problems`.
    pub(super) fn new(
        structure: &imf_mxf::TrackFile,
        metadata: &HeaderMetadata,
        problems: &[Problem],
    ) -> Self {
        let of = |label| -> Vec<usize> {
            let group = Group::of(label);
            group.map_or_else(Vec::new, |group| {
                metadata.sets_of(group).map(|(index, _)| index).collect()
            })
        };
        let packages = |label| -> Vec<Package> {
            of(label)
                .into_iter()
                .filter_map(|set| package(metadata, set))
                .collect()
        };
        let mut header = Self {
            is_whole: is_whole(structure, metadata, problems),
            content_storages: of(class::CONTENT_STORAGE),
            essence_data: of(class::ESSENCE_DATA),
            material_packages: packages(class::MATERIAL_PACKAGE),
            source_packages: packages(class::SOURCE_PACKAGE),
            file_package: None,
        };
        header.file_package = header.find_file_package(metadata);
        header
    }

    /// The package that describes the essence: the source package that the first `EssenceData` names. Where it names
    /// none that is there, the only source package with an essence descriptor.
    pub fn file_package(&self) -> Option<&Package> {
        self.source_packages.get(self.file_package?)
    }

    /// The only track of that package that carries essence.
    pub fn essence_track(&self) -> Option<&Track> {
        let mut tracks = self.file_package()?.essence_tracks();
        tracks.next().filter(|_| tracks.next().is_none())
    }

    fn find_file_package(&self, metadata: &HeaderMetadata) -> Option<usize> {
        let linked = self
            .essence_data
            .iter()
            .filter_map(|&set| metadata.sets.get(set))
            .find_map(|set| set.property(property::LINKED_PACKAGE_ID)?.umid());
        let packages = &self.source_packages;
        let named = packages
            .iter()
            .position(|package| linked.is_some() && package.id == linked);
        named.or_else(|| {
            let is_described = |package: &Package| {
                let set = metadata.sets.get(package.set);
                set.is_some_and(|set| set.property(property::ESSENCE_DESCRIPTION).is_some())
            };
            let mut described = (0..)
                .zip(packages)
                .filter(|(_, package)| is_described(package));
            let (first, _) = described.next()?;
            described.next().is_none().then_some(first)
        })
    }
}

impl Package {
    /// The timeline tracks that carry essence.
    pub fn essence_tracks(&self) -> impl Iterator<Item = &Track> {
        self.tracks
            .iter()
            .filter(|track| track.is_timeline && track.kind != TrackKind::Other)
    }
}

fn package(metadata: &HeaderMetadata, set: usize) -> Option<Package> {
    let content = metadata.sets.get(set)?;
    let track = Group::of(class::TRACK)?;
    let tracks = led_to(metadata, set, property::PACKAGE_TRACKS)
        .filter(|(_, content)| content.group().is_some_and(|group| group.is_a(track)));
    let descriptor = led_to(metadata, set, property::ESSENCE_DESCRIPTION)
        .map(|(index, _)| index)
        .next();
    let mut descriptors: Vec<usize> = descriptor
        .iter()
        .flat_map(|&set| led_to(metadata, set, property::FILE_DESCRIPTORS))
        .map(|(index, _)| index)
        .collect();
    if descriptors.is_empty() {
        descriptors.extend(descriptor);
    }
    Some(Package {
        set,
        id: content
            .property(property::PACKAGE_ID)
            .and_then(|id| id.umid()),
        tracks: tracks
            .map(|(index, content)| self::track(metadata, index, content))
            .collect(),
        descriptor,
        descriptors,
    })
}

fn track(metadata: &HeaderMetadata, set: usize, content: &Set) -> Track {
    let segment = led_to(metadata, set, property::TRACK_SEGMENT).next();
    let mut components: Vec<usize> = segment
        .iter()
        .flat_map(|&(index, _)| led_to(metadata, index, property::COMPONENT_OBJECTS))
        .map(|(index, _)| index)
        .collect();
    let is_sequence = segment.is_some_and(|(_, set)| set.group() == Group::of(class::SEQUENCE));
    if !is_sequence {
        components = segment.iter().map(|&(index, _)| index).collect();
    }
    let first = components
        .first()
        .and_then(|&first| metadata.sets.get(first));
    let definition = |set: Option<&Set>| set?.property(property::COMPONENT_DATA_DEFINITION)?.ul();
    let definition = definition(segment.map(|(_, set)| set)).or_else(|| definition(first));
    Track {
        set,
        kind: definition.map_or(TrackKind::Other, TrackKind::of),
        is_timeline: content.group() == Group::of(class::TIMELINE_TRACK),
        edit_rate: content
            .property(property::EDIT_RATE)
            .and_then(|rate| rate.rational()),
        segment: segment.map(|(index, _)| index),
        length: segment.and_then(|(_, set)| set.property(property::COMPONENT_LENGTH)?.i64()),
        components,
    }
}

impl TrackKind {
    /// What a track of this data definition carries.
    fn of(definition: Ul) -> Self {
        if definition.matches(data::PICTURE) {
            Self::Picture
        } else if definition.matches(data::SOUND) {
            Self::Sound
        } else if definition.matches(data::DATA) {
            Self::Data
        } else {
            Self::Other
        }
    }
}

/// The sets that hang under `set` by that property, each with its index.
fn led_to(
    metadata: &HeaderMetadata,
    set: usize,
    property: Ul,
) -> impl Iterator<Item = (usize, &Set)> {
    metadata
        .references_of(set)
        .iter()
        .filter(move |reference| reference.property.matches(property))
        .filter_map(|reference| match reference.leads {
            Leads::Down(to) => Some((to, metadata.sets.get(to)?)),
            Leads::Across(_) | Leads::Back(_) | Leads::Nowhere => None,
        })
}

/// Whether nothing kept the reader from any part of the metadata, and its partition says that it is complete.
fn is_whole(
    structure: &imf_mxf::TrackFile,
    metadata: &HeaderMetadata,
    problems: &[Problem],
) -> bool {
    let Some(partition) = structure.partitions.get(metadata.partition) else {
        return false;
    };
    let is_complete = !matches!(
        partition.status,
        Some(PartitionStatus::OpenIncomplete | PartitionStatus::ClosedIncomplete)
    );
    let range = partition.offset()..metadata.end.max(metadata.start + 1);
    let hides = |problem: &Problem| match problem.kind {
        ProblemKind::LimitExceeded => true,
        ProblemKind::BerInvalid
        | ProblemKind::PrimerDuplicate
        | ProblemKind::PrimerMissing
        | ProblemKind::PrimerTagZero
        | ProblemKind::SyncLost
        | ProblemKind::Truncated => range.contains(&problem.at),
        ProblemKind::BatchInvalid | ProblemKind::DuplicateTag => {
            &*problem.set == "primer pack" && range.contains(&problem.at)
        }
        _ => false,
    };
    is_complete && !problems.iter().any(hides)
}
