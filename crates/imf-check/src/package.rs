//! A package as its rules see it: what lies there, its documents, and how they hang together.

mod application;
mod composition;
mod edition;
mod essence;
mod index;
mod inventory;
pub(crate) mod kind;
mod link;
mod path;
pub(crate) mod plug_in;
mod signature;
pub(crate) mod track_file;
mod uses;

use imf_digest::Digests;
use imf_parse::model::{self, Document, Uuid};
use imf_parse::{Problem, ProblemClass, ProblemKind};

use crate::hash::HashMap;
use crate::known::Provenance;

pub use application::App2e;
pub use composition::{Composition, Described, SequenceAt, TrackFileUse, VirtualTrack};
pub(crate) use composition::{Evenness, for_each_track_file};
pub use edition::CoreConstraints;
pub use essence::{Essence, First};
pub use inventory::{Content, FileIndex, Inventory};
pub use link::Link;
pub use path::MapPath;
pub use signature::{
    CertificateChain, Cover, Moment, ReferenceOutcome, SignerCertificate, ValueOutcome,
    Verification,
};
pub use track_file::{
    Bound, Header, IndexEntries, Stated, Timing, Track, TrackFile, TrackKind, TrackPackage,
    WrongEntry,
};
pub use uses::{ResourceAt, Use};

/// A package: inventory, documents, links and facts.
#[derive(Debug, Default)]
pub struct Package {
    /// What lies there.
    pub inventory: Inventory,
    /// Whether only one document was read, and nothing around it.
    pub is_alone: bool,
    /// The documents that were read, sorted by path.
    pub documents: Vec<LoadedDocument>,
    /// The document at `ASSETMAP.xml`, if it is an asset map.
    pub asset_map: Option<DocumentIndex>,
    /// The assets of the asset map, in its order.
    pub map_entries: Vec<MapEntry>,
    /// The document at `VOLINDEX.xml`, if it is a volume index.
    pub volume_index: Option<DocumentIndex>,
    /// The packing lists.
    pub packing_lists: Vec<PackingList>,
    /// The compositions.
    pub compositions: Vec<Composition>,
    /// The output profile lists.
    pub output_profile_lists: Vec<DocumentIndex>,
    /// The sidecar composition maps.
    pub sidecar_maps: Vec<DocumentIndex>,
    /// The track files whose structure was read, sorted by file.
    pub track_files: Vec<TrackFile>,
    /// What verifying the signatures came to, sorted by document.
    pub verifications: Vec<Verification>,
    pub(crate) digests: HashMap<FileIndex, Digests>,
    /// Where the digests of files come from that were not read in this run from end to end.
    pub(crate) provenances: HashMap<FileIndex, Provenance>,
    pub(crate) contents: HashMap<FileIndex, Content>,
    by_map: index::ByMap,
    by_list: index::ByList,
}

/// Which of [`Package::documents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentIndex(pub u32);

/// An XML document of the package, read.
#[derive(Debug)]
pub struct LoadedDocument {
    /// Its path.
    pub path: String,
    /// Its file.
    pub file: FileIndex,
    /// What could be made of it.
    pub value: Option<Document>,
    /// What was wrong with the text and its schema.
    pub problems: Vec<Problem>,
}

/// An asset of the asset map, and where it leads.
#[derive(Debug)]
pub struct MapEntry {
    /// Its id, if it has one.
    pub id: Option<Uuid>,
    /// What its first chunk's path means; `None` where it has none.
    pub path: Option<MapPath>,
    /// Where that leads.
    pub link: Link,
}

/// A packing list, and where its assets lead.
#[derive(Debug)]
pub struct PackingList {
    /// Its document.
    pub document: DocumentIndex,
    /// The asset of the map that led to it: which of [`Package::map_entries`].
    pub map_entry: usize,
    /// Where each of its assets leads, in its order.
    pub links: Vec<Link>,
}

/// An asset of a packing list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedAt {
    /// Which of [`Package::packing_lists`].
    pub packing_list: u32,
    /// Which of its assets.
    pub asset: u32,
}

impl LoadedDocument {
    /// Whether the document was read to its end: what is not in it is not there.
    pub fn is_whole(&self) -> bool {
        let stops = |problem: &Problem| {
            matches!(problem.kind.class(), ProblemClass::WellFormedness)
                || problem.kind == ProblemKind::LimitExceeded
        };
        !self.problems.iter().any(stops)
    }
}

impl Package {
    /// Whether the asset map was read to its end: what it does not list, the package does not have.
    pub fn is_mapped_wholly(&self) -> bool {
        self.by_map.is_whole
    }

    /// Whether the asset map and every packing list that it marks were read to their ends: what they do not list, the
    /// package does not have.
    pub fn is_listed_wholly(&self) -> bool {
        self.by_list.is_listed_wholly
    }

    /// The document of that index.
    pub fn document(&self, index: DocumentIndex) -> &LoadedDocument {
        &self.documents[index.0 as usize]
    }

    /// The asset map and its document.
    pub fn asset_map(&self) -> Option<(DocumentIndex, &model::AssetMap)> {
        let index = self.asset_map?;
        match &self.document(index).value {
            Some(Document::AssetMap(map)) => Some((index, map)),
            _ => None,
        }
    }

    /// The packing list in that document.
    pub fn packing_list(&self, index: DocumentIndex) -> Option<&model::PackingList> {
        match &self.document(index).value {
            Some(Document::PackingList(list)) => Some(list),
            _ => None,
        }
    }

    /// The playlist in that document.
    pub fn playlist(&self, index: DocumentIndex) -> Option<&model::CompositionPlaylist> {
        match &self.document(index).value {
            Some(Document::CompositionPlaylist(playlist)) => Some(playlist),
            _ => None,
        }
    }

    /// The document that was read from that file, or from the one that a link leads to.
    pub fn document_of(&self, file: FileIndex) -> Option<DocumentIndex> {
        self.by_map
            .documents
            .get(&self.inventory.target(file))
            .copied()
    }

    /// Where that id leads.
    pub fn resolve(&self, id: Uuid) -> Link {
        match self.by_map.mapped.get(&id) {
            Some((_, link)) => *link,
            None if self.by_list.packed.contains_key(&id) => Link::Missing,
            None => Link::External,
        }
    }

    /// The assets of the map that have that id: indices of [`Package::map_entries`].
    pub fn mapped(&self, id: Uuid) -> &[u32] {
        self.by_map
            .mapped
            .get(&id)
            .map_or(&[], |(entries, _)| entries)
    }

    /// Whether that track file is the main image of a composition under App #5.
    pub fn is_app5_image(&self, file: FileIndex) -> bool {
        let images = &self.by_list.app5_images;
        let mut ids = self.entries_of(file).filter_map(|entry| entry.id);
        !images.is_empty() && ids.any(|id| images.contains(&id))
    }

    /// The assets of the map that lead to that file, links followed.
    pub fn entries_of(&self, file: FileIndex) -> impl Iterator<Item = &MapEntry> {
        let entries = self.by_map.by_file.get(&self.inventory.target(file));
        entries
            .into_iter()
            .flatten()
            .map(|&at| &self.map_entries[at as usize])
    }

    /// The first of them: which of [`Package::map_entries`].
    pub(crate) fn first_entry_of(&self, file: FileIndex) -> Option<usize> {
        let entries = self.by_map.by_file.get(&self.inventory.target(file))?;
        entries.first().map(|&at| at as usize)
    }

    /// Whether a composition uses the track file of that id.
    pub fn is_used(&self, id: Uuid) -> bool {
        self.by_list.used.contains(&id)
    }

    /// The assets of packing lists that have that id.
    pub fn packed(&self, id: Uuid) -> &[PackedAt] {
        self.by_list.packed.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The packing list's asset at `at`.
    pub fn packed_asset(&self, at: PackedAt) -> Option<&model::PackedAsset> {
        let list = self.packing_lists.get(at.packing_list as usize)?;
        self.packing_list(list.document)?
            .assets
            .get(at.asset as usize)
    }

    /// The types that packing lists give that file.
    pub fn media_types(&self, file: FileIndex) -> impl Iterator<Item = &str> {
        let ids = self.entries_of(file).filter_map(|entry| entry.id);
        let assets = ids
            .flat_map(|id| self.packed(id))
            .filter_map(|&at| self.packed_asset(at));
        assets.filter_map(|asset| asset.media_type.as_ref().map(|text| &*text.value))
    }

    /// Whether the asset map marks that file as a packing list.
    pub fn is_marked_packing_list(&self, file: FileIndex) -> bool {
        self.by_map.marked.contains(&self.inventory.target(file))
    }

    /// What the first bytes of that file say it is; `None` where they were not looked at.
    pub fn content(&self, file: FileIndex) -> Option<Content> {
        self.contents.get(&self.inventory.target(file)).copied()
    }

    /// The digests of that file; `None` where they were not asked for or the file could not be read.
    pub fn digests(&self, file: FileIndex) -> Option<&Digests> {
        self.digests.get(&self.inventory.target(file))
    }

    /// Where those come from.
    pub fn provenance(&self, file: FileIndex) -> &Provenance {
        let target = self.inventory.target(file);
        self.provenances.get(&target).unwrap_or(&Provenance::Read)
    }

    /// The track file in that file, links followed; `None` where it is none or could not be read.
    pub fn track_file(&self, file: FileIndex) -> Option<&TrackFile> {
        let target = self.inventory.target(file);
        let at = self
            .track_files
            .binary_search_by_key(&target, |track_file| track_file.file)
            .ok()?;
        self.track_files.get(at)
    }

    /// The track files that an essence descriptor describes, those that are here and were read. One whose own id is
    /// another than is meant is left out: of it nothing can be said but that.
    pub fn track_files_of<'p>(
        &'p self,
        described: &'p Described,
    ) -> impl Iterator<Item = &'p TrackFile> {
        let files = described.track_files.iter();
        files.filter_map(|&id| {
            let file = self.track_file(self.resolve(id).file()?)?;
            let is_other = file
                .package_id()
                .is_some_and(|stated| stated.value.material().0 != id.0);
            (!is_other).then_some(file)
        })
    }

    /// What verifying the signature of that document came to; `None` where it has none, or that was not tried.
    pub fn verification(&self, document: DocumentIndex) -> Option<&Verification> {
        let at = self
            .verifications
            .binary_search_by_key(&document, |verification| verification.document)
            .ok()?;
        self.verifications.get(at)
    }

    /// Makes the lookups that need the asset map and the documents.
    pub(crate) fn index_map(&mut self) {
        self.by_map = index::ByMap::new(self);
    }

    /// Makes those that need the packing lists and the compositions too.
    pub(crate) fn index_lists(&mut self) {
        self.by_list = index::ByList::new(self);
    }
}
