//! What checks are called with: a piece of the package, and what it is part of.

use imf_parse::model;

use crate::descriptor::{Node, Origin};
use crate::package::{self, DocumentIndex, FileIndex, Link, LoadedDocument, MapEntry};
use crate::storage::Entry;

/// The asset map.
#[derive(Clone, Copy, Debug)]
pub struct AssetMap<'a> {
    /// Its document.
    pub document: DocumentIndex,
    /// Its content.
    pub map: &'a model::AssetMap,
}

/// An asset of the asset map.
#[derive(Clone, Copy, Debug)]
pub struct MapAsset<'a> {
    /// The asset map.
    pub asset_map: AssetMap<'a>,
    /// Its content.
    pub asset: &'a model::MapAsset,
    /// Which asset of the map it is, and which of [`package::Package::map_entries`].
    pub index: usize,
    /// Where it leads.
    pub entry: &'a MapEntry,
}

/// A document.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Which one.
    pub index: DocumentIndex,
    /// What was read.
    pub loaded: &'a LoadedDocument,
}

/// An entry of the inventory.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Which one.
    pub index: FileIndex,
    /// What lies there.
    pub entry: &'a Entry,
}

/// A packing list.
#[derive(Clone, Copy, Debug)]
pub struct PackingList<'a> {
    /// Its content.
    pub list: &'a model::PackingList,
    /// Its links.
    pub info: &'a package::PackingList,
}

/// An asset of a packing list.
#[derive(Clone, Copy, Debug)]
pub struct PackedAsset<'a> {
    /// The packing list.
    pub packing_list: PackingList<'a>,
    /// Its content.
    pub asset: &'a model::PackedAsset,
    /// Which of the list's assets it is.
    pub index: usize,
    /// Where it leads.
    pub link: Link,
}

/// A composition.
#[derive(Clone, Copy, Debug)]
pub struct Composition<'a> {
    /// Its content.
    pub playlist: &'a model::CompositionPlaylist,
    /// Its tracks, editions and document.
    pub info: &'a package::Composition,
}

impl<'a> Composition<'a> {
    /// Its segments.
    pub fn segments(self) -> impl Iterator<Item = Segment<'a>> {
        let segments = self.playlist.segments.iter().enumerate();
        segments.map(move |(index, segment)| Segment {
            composition: self,
            segment,
            index,
        })
    }

    /// The segment of that number.
    pub fn segment(self, index: usize) -> Option<Segment<'a>> {
        Some(Segment {
            composition: self,
            segment: self.playlist.segments.get(index)?,
            index,
        })
    }

    /// Its virtual tracks.
    pub fn virtual_tracks(self) -> impl Iterator<Item = VirtualTrack<'a>> {
        self.info
            .virtual_tracks
            .iter()
            .map(move |track| VirtualTrack {
                composition: self,
                track,
            })
    }

    /// How its resources use track files, in the order of the text.
    pub fn uses(self) -> impl Iterator<Item = Use<'a>> {
        let uses = self.info.uses.iter();
        uses.filter_map(move |used| Use::new(self, used))
    }

    /// The essence descriptor of that id, the first where there are several.
    pub fn descriptor(self, id: model::Uuid) -> Option<EssenceDescriptor<'a>> {
        let index = *self.info.descriptors_by_id.get(&id)?;
        Some(EssenceDescriptor {
            composition: self,
            descriptor: self.playlist.essence_descriptors.get(index)?,
            described: self.info.descriptors.get(index)?,
            index,
        })
    }

    /// Its essence descriptors.
    pub fn descriptors(self) -> impl Iterator<Item = EssenceDescriptor<'a>> {
        let descriptors = self.playlist.essence_descriptors.iter();
        let described = descriptors.zip(&self.info.descriptors).enumerate();
        described.map(move |(index, (descriptor, described))| EssenceDescriptor {
            composition: self,
            descriptor,
            described,
            index,
        })
    }
}

/// An essence descriptor of a composition.
#[derive(Clone, Copy, Debug)]
pub struct EssenceDescriptor<'a> {
    /// The composition.
    pub composition: Composition<'a>,
    /// Its content.
    pub descriptor: &'a model::EssenceDescriptor,
    /// Its content as a typed tree, and the track files that it describes.
    pub described: &'a package::Described,
    /// Which of the list it is.
    pub index: usize,
}

/// Every essence descriptor of a composition: for rules that look at all of them.
pub fn every_listed(_: &package::Package, _: EssenceDescriptor<'_>) -> bool {
    true
}

/// Every essence descriptor: for rules that look at all of them.
pub fn every(_: &package::Package, _: Descriptor<'_>) -> bool {
    true
}

/// An essence descriptor, of a composition or of a track file.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor<'a> {
    /// Its top: of several in a multiple descriptor, each is a subject.
    pub node: &'a Node,
    /// Where it stands.
    pub origin: Origin,
    /// The entry of the composition's list that holds it, where it stands in a composition.
    pub listed: Option<EssenceDescriptor<'a>>,
}

/// A segment of a composition.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// The composition.
    pub composition: Composition<'a>,
    /// Its content.
    pub segment: &'a model::Segment,
    /// Which segment it is.
    pub index: usize,
}

impl<'a> Segment<'a> {
    /// Its sequences.
    pub fn sequences(self) -> impl Iterator<Item = Sequence<'a>> {
        let sequences = self.segment.sequences.iter().enumerate();
        sequences.map(move |(index, sequence)| Sequence {
            segment: self,
            sequence,
            index,
        })
    }
}

/// A sequence of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Sequence<'a> {
    /// The segment.
    pub segment: Segment<'a>,
    /// Its content.
    pub sequence: &'a model::Sequence,
    /// Which of the segment's sequences it is.
    pub index: usize,
}

impl<'a> Sequence<'a> {
    /// The name of its element: `MainImageSequence` …
    pub fn kind(self) -> &'a model::Name {
        self.segment.composition.playlist.kind_of(self.sequence)
    }

    /// Its resources.
    pub fn resources(self) -> impl Iterator<Item = Resource<'a>> {
        let resources = self.sequence.resources.iter().enumerate();
        resources.map(move |(index, resource)| Resource {
            sequence: self,
            resource,
            index,
        })
    }
}

/// A resource of a sequence.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The sequence.
    pub sequence: Sequence<'a>,
    /// Its content.
    pub resource: &'a model::Resource,
    /// Which of the sequence's resources it is.
    pub index: usize,
}

impl<'a> Resource<'a> {
    /// The composition.
    pub fn composition(self) -> Composition<'a> {
        self.sequence.segment.composition
    }
}

/// Resources of a virtual track that differ in no more than their times.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// The first of them.
    pub resource: Resource<'a>,
    /// How many there are.
    pub count: u64,
}

impl<'a> Use<'a> {
    fn new(composition: Composition<'a>, used: &package::Use) -> Option<Self> {
        let at = used.first.sequence;
        let segment = composition.segment(at.segment as usize)?;
        let sequence = Sequence {
            segment,
            sequence: segment.segment.sequences.get(at.sequence as usize)?,
            index: at.sequence as usize,
        };
        let resource = Resource {
            sequence,
            resource: sequence
                .sequence
                .resources
                .get(used.first.resource as usize)?,
            index: used.first.resource as usize,
        };
        Some(Self {
            resource,
            count: used.count.into(),
        })
    }
}

/// A track file.
#[derive(Clone, Copy, Debug)]
pub struct TrackFile<'a> {
    /// Its structure.
    pub track_file: &'a package::TrackFile,
    /// Its path.
    pub path: &'a str,
}

/// A virtual track of a composition.
#[derive(Clone, Copy, Debug)]
pub struct VirtualTrack<'a> {
    /// The composition.
    pub composition: Composition<'a>,
    /// Its id, kind and sequences.
    pub track: &'a package::VirtualTrack,
}

impl<'a> VirtualTrack<'a> {
    /// The name of its first sequence.
    pub fn kind(self) -> &'a model::Name {
        self.track.kind_name(self.composition.playlist)
    }

    /// Its sequences over all segments.
    pub fn sequences(self) -> impl Iterator<Item = Sequence<'a>> {
        self.track.sequences.iter().map(move |at| {
            let segment = &self.composition.playlist.segments[at.segment as usize];
            let sequence = &segment.sequences[at.sequence as usize];
            let segment = Segment {
                composition: self.composition,
                segment,
                index: at.segment as usize,
            };
            Sequence {
                segment,
                sequence,
                index: at.sequence as usize,
            }
        })
    }

    /// How its resources use track files, in the order of the timeline.
    pub fn uses(self) -> impl Iterator<Item = Use<'a>> {
        let uses = self.track.uses.iter();
        uses.filter_map(move |&index| {
            Use::new(
                self.composition,
                self.composition.info.uses.get(index as usize)?,
            )
        })
    }

    /// Its resources over all segments, in the order of the timeline.
    pub fn resources(self) -> impl Iterator<Item = Resource<'a>> {
        self.sequences().flat_map(Sequence::resources)
    }
}

/// An output profile list.
#[derive(Clone, Copy, Debug)]
pub struct OutputProfileList<'a> {
    /// Its document.
    pub document: DocumentIndex,
    /// Its content.
    pub list: &'a model::OutputProfileList,
}

/// A sidecar composition map.
#[derive(Clone, Copy, Debug)]
pub struct SidecarMap<'a> {
    /// Its document.
    pub document: DocumentIndex,
    /// Its content.
    pub map: &'a model::SidecarCompositionMap,
}

/// The volume index.
#[derive(Clone, Copy, Debug)]
pub struct VolumeIndex<'a> {
    /// Its document.
    pub document: DocumentIndex,
    /// Its content.
    pub index: &'a model::VolumeIndex,
}
