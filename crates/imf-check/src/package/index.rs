//! What a package looks up by id or by file, so that the cost of a check grows with its assets and not with their square.

use imf_parse::model::Uuid;

use super::composition::for_each_track_file;
use super::kind::Kind;
use super::{DocumentIndex, FileIndex, Link, Package, PackedAt};

use crate::hash::{HashMap, HashSet};

/// What the asset map and the documents say.
#[derive(Debug, Default)]
pub(super) struct ByMap {
    /// The assets of the map by id, and where the id leads.
    pub(super) mapped: HashMap<Uuid, (Vec<u32>, Link)>,
    /// The assets of the map by the file that they lead to, links followed.
    pub(super) by_file: HashMap<FileIndex, Vec<u32>>,
    /// The documents by file, links followed.
    pub(super) documents: HashMap<FileIndex, DocumentIndex>,
    /// The files that the asset map marks as packing lists, links followed.
    pub(super) marked: HashSet<FileIndex>,
    /// Whether there is an asset map, read to its end.
    pub(super) is_whole: bool,
}

impl ByMap {
    pub(super) fn new(package: &Package) -> Self {
        let mut index = Self::default();
        for (at, entry) in (0..).zip(&package.map_entries) {
            if let Some(id) = entry.id {
                let (entries, link) = index
                    .mapped
                    .entry(id)
                    .or_insert_with(|| (Vec::new(), entry.link));
                if !entries.is_empty() {
                    *link = both(*link, entry.link);
                }
                entries.push(at);
            }
            if let Some(file) = entry.link.file() {
                index
                    .by_file
                    .entry(package.inventory.target(file))
                    .or_default()
                    .push(at);
            }
        }
        for (at, document) in (0..).map(DocumentIndex).zip(&package.documents) {
            index
                .documents
                .entry(package.inventory.target(document.file))
                .or_insert(at);
        }
        index.is_whole = package
            .asset_map
            .is_some_and(|document| package.document(document).is_whole());
        let assets = package.asset_map().map_or(&[][..], |(_, map)| &map.assets);
        let marked = assets
            .iter()
            .zip(&package.map_entries)
            .filter(|(asset, _)| asset.is_packing_list());
        let files = marked.filter_map(|(_, entry)| entry.link.file());
        index.marked = files.map(|file| package.inventory.target(file)).collect();
        index
    }
}

/// What packing lists and compositions say.
#[derive(Debug, Default)]
pub(super) struct ByList {
    /// The assets of packing lists by id.
    pub(super) packed: HashMap<Uuid, Vec<PackedAt>>,
    /// The track files that compositions use.
    pub(super) used: HashSet<Uuid>,
    /// Those of them that are the main image of a composition under App #5.
    pub(super) app5_images: HashSet<Uuid>,
    pub(super) is_listed_wholly: bool,
}

impl ByList {
    pub(super) fn new(package: &Package) -> Self {
        let mut packed: HashMap<Uuid, Vec<PackedAt>> = HashMap::default();
        for (packing_list, info) in (0..).zip(&package.packing_lists) {
            let assets = package
                .packing_list(info.document)
                .map_or(&[][..], |list| &list.assets);
            for (asset, listed) in (0..).zip(assets) {
                if let Some(id) = listed.id {
                    packed.entry(id.value).or_default().push(PackedAt {
                        packing_list,
                        asset,
                    });
                }
            }
        }
        let track_files = package
            .compositions
            .iter()
            .flat_map(|composition| &composition.track_files);
        Self {
            packed,
            used: track_files.map(|track_file| track_file.id).collect(),
            app5_images: app5_images(package),
            is_listed_wholly: is_listed_wholly(package),
        }
    }
}

/// The track files that compositions under App #5 have for their main image.
fn app5_images(package: &Package) -> HashSet<Uuid> {
    let compositions = package.compositions.iter();
    let playlists = compositions
        .filter(|composition| composition.is_app5)
        .filter_map(|composition| Some((package.playlist(composition.document)?, composition)));
    let mut images = HashSet::default();
    for (playlist, composition) in playlists {
        let uses = composition.uses.iter();
        for (sequence, resource) in uses.filter_map(|used| used.first.of(playlist)) {
            if composition.kinds.get(sequence.kind as usize) == Some(&Kind::MainImage) {
                for_each_track_file(resource, &mut |reference| {
                    images.extend(reference.track_file_id.map(|id| id.value));
                });
            }
        }
    }
    images
}

/// Where an id leads that two entries have.
fn both(left: Link, right: Link) -> Link {
    match (left, right) {
        (Link::Resolved(left) | Link::Duplicate(left), Link::Resolved(right)) if left == right => {
            Link::Duplicate(left)
        }
        _ => Link::Ambiguous,
    }
}

fn is_listed_wholly(package: &Package) -> bool {
    let Some((_, map)) = package.asset_map() else {
        return false;
    };
    let is_read = |link: Link| {
        let document = link.file().and_then(|file| package.document_of(file));
        document
            .is_some_and(|at| package.packing_list(at).is_some() && package.document(at).is_whole())
    };
    let mut assets = map.assets.iter().zip(&package.map_entries);
    package.is_mapped_wholly()
        && assets.all(|(asset, entry)| !asset.is_packing_list() || is_read(entry.link))
}
