//! What is known of a track file.

mod header;
mod index;
pub(crate) mod label;
pub(crate) mod length;
mod timing;

use std::sync::OnceLock;

use imf_mxf::essence::{Container, Holds, Wrapping};
use imf_mxf::{HeaderMetadata, PartitionStatus, Problem, ProblemKind, Property, Set, Ul, Umid};

use super::{Essence, FileIndex};
use crate::descriptor::{At, Node, described, of_file};
use label::property;
use length::Lengths;

pub use header::{Header, Package as TrackPackage, Track, TrackKind};
pub use index::{Bound, IndexEntries, WrongEntry};
pub(crate) use index::{is_essence, stream_lengths};
pub use timing::Timing;
pub(crate) use timing::edit_rate;

/// A track file, as far as its structure could be read.
#[derive(Debug)]
pub struct TrackFile {
    /// Its file, links followed.
    pub file: FileIndex,
    /// Its partitions and metadata.
    pub structure: imf_mxf::TrackFile,
    /// What was wrong with them.
    pub problems: Vec<Problem>,
    /// The essence descriptor, with all that hangs under it.
    pub descriptor: Option<Node>,
    /// Its essence, as far as it was looked at.
    pub essence: Essence,
    /// The packages and tracks of the metadata that counts.
    pub header: Header,
    /// How fast and how long it says that its essence is.
    pub timing: Timing,
    /// The entries of each segment of the structure's index tables; `None` where they were not read.
    pub index_entries: Vec<Option<IndexEntries>>,
    /// What says how long the essence is, if that was asked.
    lengths: OnceLock<Lengths>,
}

/// A value of the metadata, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a, T> {
    /// The value.
    pub value: T,
    /// Its set.
    pub set: &'a Set,
    /// Its property.
    pub property: Property<'a>,
}

/// What the classes of descriptors describe that describe one thing only.
const CLASSES: [(&str, Holds); 5] = [
    ("DCTimedTextDescriptor", Holds::TimedText),
    ("IABEssenceDescriptor", Holds::ImmersiveAudio),
    ("ISXDDataEssenceDescriptor", Holds::Isxd),
    ("MGASoundEssenceDescriptor", Holds::MetadataGuidedAudio),
    ("WAVEPCMDescriptor", Holds::Sound),
];
/// What the label of the container is called in a file descriptor.
const CONTAINER_FORMAT: &str = "ContainerFormat";

impl TrackFile {
    /// The track file in `file`, of which `structure` was read, with `problems`.
    pub(crate) fn new(
        file: FileIndex,
        structure: imf_mxf::TrackFile,
        problems: Vec<Problem>,
    ) -> Self {
        let mut track_file = Self {
            file,
            structure,
            problems,
            descriptor: None,
            essence: Essence::default(),
            header: Header::default(),
            timing: Timing::default(),
            index_entries: Vec::new(),
            lengths: OnceLock::new(),
        };
        if let Some(metadata) = track_file.metadata() {
            let header = Header::new(&track_file.structure, metadata, &track_file.problems);
            let timing = Timing::new(metadata, &header);
            (track_file.header, track_file.timing) = (header, timing);
        }
        track_file.descriptor = of_file(&track_file);
        track_file
    }

    /// Whether what the metadata says was read without loss: what is not in it is not there.
    pub fn is_described_wholly(&self) -> bool {
        let loses = |problem: &Problem| {
            matches!(
                problem.kind,
                ProblemKind::BatchInvalid
                    | ProblemKind::BerInvalid
                    | ProblemKind::CircularReference
                    | ProblemKind::DanglingReference
                    | ProblemKind::LimitExceeded
                    | ProblemKind::PrimerMissing
                    | ProblemKind::SharedReference
                    | ProblemKind::SyncLost
                    | ProblemKind::Truncated
            )
        };
        !self.problems.iter().any(loses)
    }

    /// Whether the file was found from its header to its end, with all its partitions: what is not there is missing.
    pub fn is_whole(&self) -> bool {
        let structure = &self.structure;
        let hides = |problem: &Problem| {
            matches!(
                problem.kind,
                ProblemKind::BerInvalid
                    | ProblemKind::LimitExceeded
                    | ProblemKind::RandomIndexInvalid
                    | ProblemKind::RandomIndexMissing
                    | ProblemKind::SyncLost
                    | ProblemKind::Truncated
            )
        };
        structure.header_partition().is_some()
            && structure.footer_partition().is_some()
            && !self.problems.iter().any(hides)
    }

    /// The header metadata that counts: that of the footer partition where that of the header is not final.
    pub fn metadata(&self) -> Option<&HeaderMetadata> {
        let all = &self.structure.metadata;
        let is_open = |metadata: &&HeaderMetadata| {
            let partition = self.structure.partitions.get(metadata.partition);
            let status = partition.and_then(|partition| partition.status);
            matches!(
                status,
                Some(PartitionStatus::OpenComplete | PartitionStatus::OpenIncomplete)
            )
        };
        all.iter()
            .find(|metadata| !is_open(metadata))
            .or(all.first())
    }

    /// The package that describes the essence, as [`Header::file_package`] finds it.
    pub fn file_package(&self) -> Option<&Set> {
        let package = self.header.file_package()?;
        self.metadata()?.sets.get(package.set)
    }

    /// The identifier of that package, whose second half is the id of the track file (ST 2067-2).
    pub fn package_id(&self) -> Option<Stated<'_, Umid>> {
        let set = self.file_package()?;
        let property = set.property(property::PACKAGE_ID)?;
        Some(Stated {
            value: property.umid()?,
            set,
            property,
        })
    }

    /// The descriptor of the essence. Of the parts of a multiple descriptor it is the first that names a container.
    pub fn essence_descriptor(&self) -> Option<&Node> {
        let parts = described(self.descriptor.as_ref()?);
        let contained = parts
            .iter()
            .find(|part| part.field(CONTAINER_FORMAT).is_some());
        contained.or(parts.first())
    }

    /// The label of the container that the essence is in.
    pub fn container_label(&self) -> Option<Ul> {
        self.essence_descriptor()?.label(CONTAINER_FORMAT)
    }

    /// What that label says of the essence; `None` where it is not known. Where it is not a label for what the descriptor
    /// describes, it is the label that is at fault, and it says nothing.
    pub fn container(&self) -> Option<Container> {
        let descriptor = self.essence_descriptor()?;
        let container = Container::of(self.container_label()?)?;
        let class = CLASSES.iter().find(|(class, _)| descriptor.is(class));
        class
            .is_none_or(|(_, holds)| *holds == container.holds)
            .then_some(container)
    }

    /// The set that a node of the descriptor was made from.
    pub fn set_of(&self, node: &Node) -> Option<&Set> {
        let sets = &self.metadata()?.sets;
        sets.iter().find(|set| At::Byte(set.item.offset) == node.at)
    }

    /// How the essence is cut whose elements have `key`: by that key or, where it does not tell, by the label of the
    /// container.
    pub fn wrapping(&self, key: Option<Ul>) -> Option<Wrapping> {
        let by_key = key.and_then(Wrapping::of);
        by_key.or_else(|| self.container()?.wrapping)
    }
}
