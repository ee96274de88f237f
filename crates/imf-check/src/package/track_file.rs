//! What is known of a track file without looking at its essence.

use imf_mxf::register::Group;
use imf_mxf::{HeaderMetadata, PartitionStatus, Problem, ProblemKind, Property, Set, Ul, Umid};

use super::FileIndex;
use crate::descriptor::{Node, of_file};

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

/// `EssenceData`, the set that ties essence to the package that describes it.
const ESSENCE_DATA: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_2300);
/// `SourcePackage`.
const SOURCE_PACKAGE: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_3700);
/// `LinkedPackageID` of `EssenceData`.
const LINKED_PACKAGE_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0601_0106_0100_0000);
/// `PackageID` of a package.
const PACKAGE_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0101_1510_0000_0000);
/// `EssenceDescription` of a source package.
const ESSENCE_DESCRIPTION: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0203_0000);

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
        };
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

    /// The package that describes the essence: the source package that the first `EssenceData` names. Where it names
    /// none that is there, the only source package with an essence descriptor.
    pub fn file_package(&self) -> Option<&Set> {
        let metadata = self.metadata()?;
        let linked = metadata
            .sets_of(Group::of(ESSENCE_DATA)?)
            .find_map(|(_, set)| set.property(LINKED_PACKAGE_ID)?.umid());
        let packages: Vec<&Set> = metadata
            .sets_of(Group::of(SOURCE_PACKAGE)?)
            .map(|(_, set)| set)
            .collect();
        let id = |set: &Set| set.property(PACKAGE_ID).and_then(|id| id.umid());
        let named = packages
            .iter()
            .find(|set| linked.is_some() && id(set) == linked);
        named.copied().or_else(|| {
            let mut described = packages
                .iter()
                .filter(|set| set.property(ESSENCE_DESCRIPTION).is_some());
            let first = described.next()?;
            described.next().is_none().then_some(*first)
        })
    }

    /// The identifier of that package, whose second half is the id of the track file (ST 2067-2).
    pub fn package_id(&self) -> Option<Stated<'_, Umid>> {
        let set = self.file_package()?;
        let property = set.property(PACKAGE_ID)?;
        Some(Stated {
            value: property.umid()?,
            set,
            property,
        })
    }
}
