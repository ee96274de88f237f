//! From a storage to a [`Package`]: what lies there, its documents, and how they hang together.

use std::io::{self, BufReader};

use imf_mxf::is_mxf;
use imf_parse::Limits;
use imf_parse::model::{AssetMap, Document, Uuid};

use crate::hash::{HashMap, HashSet};
use crate::package::{
    Composition, Content, DocumentIndex, FileIndex, Inventory, Link, LoadedDocument, MapEntry,
    MapPath, Package, PackingList,
};
use crate::report::{NotChecked, Why};
use crate::storage::{EntryKind, LinkTarget, Storage, Whole};

/// The asset map's name (ST 429-9).
pub(crate) const ASSET_MAP: &str = "ASSETMAP.xml";
/// The volume index's name (ST 429-9).
pub(crate) const VOLUME_INDEX: &str = "VOLINDEX.xml";

/// How much of a file is looked at to see what it is: the longest run-in of MXF (ST 377-1) and a partition pack's key.
const SNIFFED: usize = 64 * 1024 + 16;

/// The buffer that a document is read through, at least: one that became longer since it was listed is read too.
const LEAST_BUFFER: usize = 512;
/// The same at most.
const MOST_BUFFER: usize = 16 * 1024;

/// Reads the package. Only a root that cannot be listed is an error; anything else that could not be read is added
/// to `not_checked`.
pub(crate) fn load(
    storage: &dyn Storage,
    limits: &Limits,
    not_checked: &mut Vec<NotChecked>,
) -> io::Result<Package> {
    let mut loader = Loader::new(storage, limits, not_checked)?;
    for entry in loader.inventory.entries() {
        if let EntryKind::Unreadable(fault) = &entry.kind {
            loader
                .not_checked
                .push(unreadable(&entry.path, "file", fault));
        }
    }
    for path in [ASSET_MAP, VOLUME_INDEX] {
        if let Some(file) = loader.inventory.find(path) {
            loader.read(file);
        }
    }
    let map_entries = loader.map_entries();
    loader.read_packing_lists(&map_entries);
    loader.read_the_rest(&map_entries);
    Ok(loader.link(map_entries))
}

/// Reads one document of the folder in `storage` and nothing around it; nothing if it is not there.
pub(crate) fn load_document(
    storage: &dyn Storage,
    path: &str,
    limits: &Limits,
    not_checked: &mut Vec<NotChecked>,
) -> io::Result<Package> {
    let mut loader = Loader::new(storage, limits, not_checked)?;
    match loader.inventory.find(path) {
        // An empty file is read too: that it is no document is all there is to say.
        Some(file) => loader.parse(file),
        None => loader
            .not_checked
            .push(unreadable(path, "document", &"there is no such file")),
    }
    let mut package = loader.link(Vec::new());
    package.is_alone = true;
    Ok(package)
}

/// Lists one track file of the folder in `storage`, and nothing around it; gives its index, if it is there.
pub(crate) fn load_track_file(
    storage: &dyn Storage,
    path: &str,
    limits: &Limits,
    not_checked: &mut Vec<NotChecked>,
) -> io::Result<(Package, Option<FileIndex>)> {
    let loader = Loader::new(storage, limits, not_checked)?;
    let file = loader.inventory.find(path);
    if file.is_none() {
        loader
            .not_checked
            .push(unreadable(path, "header", &"there is no such file"));
    }
    let mut package = loader.link(Vec::new());
    package.is_alone = true;
    Ok((package, file))
}

struct Loader<'a> {
    storage: &'a dyn Storage,
    limits: &'a Limits,
    inventory: Inventory,
    documents: Vec<LoadedDocument>,
    // The files that were read or could not be, links followed.
    read: HashSet<FileIndex>,
    contents: HashMap<FileIndex, Content>,
    not_checked: &'a mut Vec<NotChecked>,
}

impl<'a> Loader<'a> {
    fn new(
        storage: &'a dyn Storage,
        limits: &'a Limits,
        not_checked: &'a mut Vec<NotChecked>,
    ) -> io::Result<Self> {
        Ok(Self {
            inventory: Inventory::new(storage.list()?),
            storage,
            limits,
            documents: Vec::new(),
            read: HashSet::default(),
            contents: HashMap::default(),
            not_checked,
        })
    }

    fn asset_map(&self) -> Option<&AssetMap> {
        match &self.document(ASSET_MAP)?.value {
            Some(Document::AssetMap(map)) => Some(map),
            _ => None,
        }
    }

    fn document(&self, path: &str) -> Option<&LoadedDocument> {
        self.documents.iter().find(|document| document.path == path)
    }

    fn map_entries(&self) -> Vec<MapEntry> {
        let assets = self.asset_map().map_or(&[][..], |map| &map.assets);
        let entry = |asset: &imf_parse::model::MapAsset| {
            let path = asset.chunks.iter().find_map(|chunk| chunk.path.as_ref());
            let path = path.map(|path| MapPath::new(&path.value));
            let link = path
                .as_ref()
                .map_or(Link::Refused, |path| follow(&self.inventory, path));
            MapEntry {
                id: asset.id.map(|id| id.value),
                path,
                link,
            }
        };
        assets.iter().map(entry).collect()
    }

    /// The documents that the asset map says are packing lists.
    fn read_packing_lists(&mut self, entries: &[MapEntry]) {
        let assets = self.asset_map().map_or(&[][..], |map| &map.assets);
        let flagged = assets
            .iter()
            .zip(entries)
            .filter(|(asset, _)| asset.is_packing_list());
        let files: Vec<FileIndex> = flagged.filter_map(|(_, entry)| entry.link.file()).collect();
        for file in files {
            self.sniff(file);
            self.read(file);
        }
    }

    /// Every other file of the asset map that is markup, or that a packing list says is.
    fn read_the_rest(&mut self, entries: &[MapEntry]) {
        let mut markup: HashSet<Uuid> = HashSet::default();
        for document in &self.documents {
            let Some(Document::PackingList(list)) = &document.value else {
                continue;
            };
            let is_markup = |text: &str| text.trim().to_ascii_lowercase().starts_with("text/xml");
            let assets = list.assets.iter().filter(|asset| {
                asset
                    .media_type
                    .as_ref()
                    .is_some_and(|text| is_markup(&text.value))
            });
            markup.extend(assets.filter_map(|asset| Some(asset.id?.value)));
        }
        for entry in entries {
            let Some(file) = entry.link.file() else {
                continue;
            };
            self.sniff(file);
            let is_xml = self.contents.get(&self.inventory.target(file)) == Some(&Content::Xml);
            if is_xml || entry.id.is_some_and(|id| markup.contains(&id)) {
                self.read(file);
            }
        }
    }

    /// Looks at the first bytes of a file, once.
    fn sniff(&mut self, file: FileIndex) {
        let target = self.inventory.target(file);
        if self.contents.contains_key(&target) {
            return;
        }
        let path = self.inventory.path(file);
        match sniff(self.storage, path) {
            Ok(content) => {
                self.contents.insert(target, content);
            }
            Err(error) => self.not_checked.push(unreadable(path, "content", &error)),
        }
    }

    /// Reads the document in a file, once; an empty file has none.
    fn read(&mut self, file: FileIndex) {
        let target = self.inventory.target(file);
        if self.inventory.length(file).is_none_or(|length| length == 0) || !self.read.insert(target)
        {
            return;
        }
        self.parse(file);
    }

    fn parse(&mut self, file: FileIndex) {
        let path = self.inventory.path(file);
        // A file that became shorter since it was listed is no document that breaks off.
        let length = self.inventory.length(file).unwrap_or(u64::MAX);
        let parsed = self.storage.open(path).and_then(|reader| {
            let room = usize::try_from(length).unwrap_or(usize::MAX);
            let room = room.clamp(LEAST_BUFFER, MOST_BUFFER);
            let mut reader = BufReader::with_capacity(room, Whole::new(reader, length));
            imf_parse::parse(&mut reader, self.limits)
        });
        match parsed {
            Ok(parsed) => self.documents.push(LoadedDocument {
                path: path.to_owned(),
                file,
                value: parsed.value,
                problems: parsed.problems,
            }),
            Err(error) => self.not_checked.push(unreadable(path, "document", &error)),
        }
    }

    /// Puts the pieces together.
    fn link(mut self, map_entries: Vec<MapEntry>) -> Package {
        self.documents
            .sort_by(|left, right| left.path.cmp(&right.path));
        let mut package = Package::default();
        package.inventory = self.inventory;
        package.documents = self.documents;
        package.map_entries = map_entries;
        package.contents = self.contents;
        let map = package.documents.iter().position(|document| {
            document.path == ASSET_MAP && matches!(document.value, Some(Document::AssetMap(_)))
        });
        package.asset_map = map.and_then(|at| u32::try_from(at).ok()).map(DocumentIndex);
        package.index_map();
        for (index, document) in (0..).map(DocumentIndex).zip(&package.documents) {
            match &document.value {
                Some(Document::CompositionPlaylist(playlist)) => {
                    package.compositions.push(Composition::new(index, playlist));
                }
                Some(Document::OutputProfileList(_)) => package.output_profile_lists.push(index),
                Some(Document::PackingList(_)) => {
                    let map_entry = package.first_entry_of(document.file);
                    // A packing list under the name of the asset map or volume index was not reached as one.
                    if let Some(map_entry) = map_entry {
                        package.packing_lists.push(PackingList {
                            document: index,
                            map_entry,
                            links: Vec::new(),
                        });
                    }
                }
                Some(Document::SidecarCompositionMap(_)) => package.sidecar_maps.push(index),
                Some(Document::VolumeIndex(_)) if document.path == VOLUME_INDEX => {
                    package.volume_index = Some(index);
                }
                _ => {}
            }
        }
        package.index_lists();
        let links: Vec<Vec<Link>> = package
            .packing_lists
            .iter()
            .map(|info| links_of(&package, info))
            .collect();
        for (info, links) in package.packing_lists.iter_mut().zip(links) {
            info.links = links;
        }
        package
    }
}

fn links_of(package: &Package, info: &PackingList) -> Vec<Link> {
    let assets = package
        .packing_list(info.document)
        .map_or(&[][..], |list| &list.assets);
    assets
        .iter()
        .map(|asset| {
            asset
                .id
                .map_or(Link::Refused, |id| package.resolve(id.value))
        })
        .collect()
}

/// Where a path of the asset map leads.
/// `path` with the links to folders on its way replaced by the folders; `None` where there is none, or too many.
fn through_links(inventory: &Inventory, path: &str) -> Option<String> {
    /// As many as a system follows before it takes them for a circle.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let next = path.match_indices('/').find_map(|(at, _)| {
            let link = inventory.find(&path[..at])?;
            match &inventory.entry(link).kind {
                EntryKind::Link {
                    leads: LinkTarget::Folder { path: folder },
                    ..
                } => Some(format!("{folder}{}", &path[at..])),
                _ => None,
            }
        });
        // A link to the root itself leaves nothing before the slash.
        path = String::from(next?.trim_start_matches('/'));
        if inventory.find(&path).is_some() {
            return Some(path);
        }
    }
    None
}

fn follow(inventory: &Inventory, path: &MapPath) -> Link {
    let Some(path) = path.inside() else {
        return Link::Refused;
    };
    let Some(file) = inventory
        .find(path)
        .or_else(|| inventory.find(&percent_decoded(path)?))
        .or_else(|| inventory.find(&through_links(inventory, path)?))
    else {
        let folders = path
            .match_indices('/')
            .filter_map(|(at, _)| inventory.find(&path[..at]));
        let is_hidden = |folder| matches!(inventory.entry(folder).kind, EntryKind::Unreadable(_));
        return if folders.into_iter().any(is_hidden) {
            Link::Unreadable
        } else {
            Link::Missing
        };
    };
    match &inventory.entry(file).kind {
        EntryKind::File { .. }
        | EntryKind::Link {
            leads: LinkTarget::File { .. },
            ..
        } => Link::Resolved(file),
        EntryKind::Folder | EntryKind::Link { .. } | EntryKind::Special => Link::Refused,
        EntryKind::Unreadable(_) => Link::Unreadable,
    }
}

/// `path` with its percent-encoded bytes as they are; `None` where there are none, or what comes out is no path.
fn percent_decoded(path: &str) -> Option<String> {
    let (_, _) = path.split_once('%')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, tail @ ..]) => {
                let digit = |byte: u8| {
                    char::from(byte)
                        .to_digit(16)
                        .and_then(|digit| u8::try_from(digit).ok())
                };
                bytes.push(digit(*high)? << 4 | digit(*low)?);
                rest = tail;
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn sniff(storage: &dyn Storage, path: &str) -> io::Result<Content> {
    let mut buffer = vec![0; 512];
    let count = fill(storage, path, 0, &mut buffer)?;
    if count == 0 {
        return Ok(Content::Empty);
    }
    if is_markup(&buffer[..count]) {
        return Ok(Content::Xml);
    }
    if is_mxf(&buffer[..count]) {
        return Ok(Content::Mxf);
    }
    // A run-in may come before the header partition, but whoever uses one has a file longer than this.
    if count == buffer.len() {
        buffer.resize(SNIFFED, 0);
        let count = 512 + fill(storage, path, 512, &mut buffer[512..])?;
        if is_mxf(&buffer[..count]) {
            return Ok(Content::Mxf);
        }
    }
    Ok(Content::Other)
}

/// Reads until `buffer` is full or the file at its end; how many bytes there were.
pub(crate) fn fill(
    storage: &dyn Storage,
    path: &str,
    offset: u64,
    buffer: &mut [u8],
) -> io::Result<usize> {
    let mut count = 0;
    while count < buffer.len() {
        match storage.read_at(path, offset + count as u64, &mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// Whether the text begins with `<`, whatever Unicode encoding it is in.
fn is_markup(start: &[u8]) -> bool {
    let start = start
        .strip_prefix(b"\xef\xbb\xbf")
        .or_else(|| start.strip_prefix(b"\xff\xfe"))
        .unwrap_or(start);
    let start = start.strip_prefix(b"\xfe\xff").unwrap_or(start);
    start
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0))
        == Some(&b'<')
}

pub(crate) fn unreadable(
    path: &str,
    what: &'static str,
    why: &dyn std::fmt::Display,
) -> NotChecked {
    NotChecked {
        subject: path.to_owned(),
        what,
        why: Why::Unreadable(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone_where_it_is_right() {
        assert_eq!(percent_decoded("a%20b%2e"), Some("a b.".to_owned()));
        assert_eq!(percent_decoded("plain"), None);
        assert_eq!(percent_decoded("a%2"), Some("a%2".to_owned()));
        assert_eq!(percent_decoded("a%zz"), None);
        assert_eq!(percent_decoded("a%ff"), None);
    }

    #[test]
    fn markup_is_known_in_every_encoding() {
        assert!(is_markup(b"<?xml?>"));
        assert!(is_markup(b"\xef\xbb\xbf \n<a/>"));
        assert!(is_markup(b"\xff\xfe<\0a\0"));
        assert!(is_markup(b"\xfe\xff\0<\0a"));
        assert!(!is_markup(b"plain <text>"));
        assert!(!is_markup(b"\n"));
    }
}
