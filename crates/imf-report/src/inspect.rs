//! What is in a package or in a document, without a judgement.

use std::io::{self, Write};

use imf_check::Package;
use imf_check::package::{DocumentIndex, FileIndex};
use imf_check::report::CompositionSummary;
use imf_check::storage::{EntryKind, LinkTarget};
use imf_parse::model::{Document, UserText, Uuid};
use imf_parse::{Located, Parsed, model};
use serde::Serialize;

use crate::Style;
use crate::json::{self, SCHEMA_VERSION, wire};

mod human;

/// What is in a package or in a document.
///
/// As JSON it is written as it stands here, every key always there.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection<'a> {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The package or the document as the caller named it.
    pub path: &'a str,
    /// `package` or `document`.
    pub kind: &'static str,
    /// What lies in the package, sorted by path; of a single document the document.
    pub files: Vec<File<'a>>,
    /// The XML documents that were read.
    pub documents: Vec<Xml<'a>>,
    /// The asset map.
    pub asset_map: Option<AssetMap<'a>>,
    /// The packing lists.
    pub packing_lists: Vec<PackingList<'a>>,
    /// The compositions.
    pub compositions: Vec<wire::Composition<'a>>,
}

/// Something that lies in the package.
#[derive(Clone, Debug, Serialize)]
pub struct File<'a> {
    /// Its path from the package's root.
    pub path: &'a str,
    /// `file`, `folder`, `link`, `special` or `unreadable`.
    pub kind: &'static str,
    /// Its length in bytes, or that of the file that a link leads to.
    pub bytes: Option<u64>,
    /// The ids under which the asset map knows it, as URNs.
    pub assets: Vec<String>,
}

/// An XML document.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Xml<'a> {
    /// Its path.
    pub file: &'a str,
    /// The name of its root element; `null` where it is no XML at all.
    pub root: Option<&'a str>,
    /// How many problems its text and schema have.
    pub problems: usize,
}

/// An asset map.
#[derive(Clone, Debug, Serialize)]
pub struct AssetMap<'a> {
    /// Its path.
    pub file: &'a str,
    /// Its id as a URN.
    pub id: Option<String>,
    /// `AnnotationText`.
    pub annotation: Option<&'a str>,
    /// `Issuer`.
    pub issuer: Option<&'a str>,
    /// `Creator`.
    pub creator: Option<&'a str>,
    /// `VolumeCount`.
    pub volumes: Option<u64>,
    /// The assets, in the order of the text.
    pub assets: Vec<MapAsset<'a>>,
}

/// An asset of an asset map.
#[derive(Clone, Debug, Serialize)]
pub struct MapAsset<'a> {
    /// Its id as a URN.
    pub id: Option<String>,
    /// The path of its first chunk, as it stands.
    pub path: Option<&'a str>,
    /// Whether the map says that it is a packing list.
    pub packing_list: bool,
}

/// A packing list.
#[derive(Clone, Debug, Serialize)]
pub struct PackingList<'a> {
    /// Its path.
    pub file: &'a str,
    /// Its id as a URN.
    pub id: Option<String>,
    /// `AnnotationText`.
    pub annotation: Option<&'a str>,
    /// `Issuer`.
    pub issuer: Option<&'a str>,
    /// `Creator`.
    pub creator: Option<&'a str>,
    /// Whether it bears a signature; it is not verified here.
    pub signed: bool,
    /// The assets, in the order of the text.
    pub assets: Vec<PackedAsset<'a>>,
}

/// An asset of a packing list.
#[derive(Clone, Debug, Serialize)]
pub struct PackedAsset<'a> {
    /// Its id as a URN.
    pub id: Option<String>,
    /// `Type`.
    pub media_type: Option<&'a str>,
    /// `Size` in bytes.
    pub bytes: Option<u64>,
    /// The path of the file that the asset map gives for it, where there is such a file.
    pub file: Option<&'a str>,
    /// `OriginalFileName`.
    pub original_file_name: Option<&'a str>,
}

impl<'a> Inspection<'a> {
    /// What is in `package`, whose compositions a check summarized.
    pub fn of_package(
        path: &'a str,
        package: &'a Package,
        compositions: &'a [CompositionSummary],
    ) -> Self {
        let file = |index: DocumentIndex| &*package.document(index).path;
        let packing_lists = package.packing_lists.iter().filter_map(|list| {
            let value = package.packing_list(list.document)?;
            Some(packing_list(file(list.document), value, |id| {
                package
                    .resolve(id)
                    .file()
                    .map(|at| package.inventory.path(at))
            }))
        });
        let documents = package.documents.iter().map(|document| Xml {
            file: &document.path,
            root: document.value.as_ref().map(Document::root_name),
            problems: document.problems.len(),
        });
        Self {
            schema_version: SCHEMA_VERSION,
            path,
            kind: "package",
            files: files(package),
            documents: documents.collect(),
            asset_map: package
                .asset_map()
                .map(|(index, map)| asset_map(file(index), map)),
            packing_lists: packing_lists.collect(),
            compositions: compositions.iter().map(Into::into).collect(),
        }
    }

    /// What is in the document at `path`, so many bytes long; that of a composition comes with its summary.
    pub fn of_document(
        path: &'a str,
        bytes: u64,
        document: &'a Parsed<Document>,
        compositions: &'a [CompositionSummary],
    ) -> Self {
        let value = document.value.as_ref();
        let asset_map = match value {
            Some(Document::AssetMap(map)) => Some(asset_map(path, map)),
            _ => None,
        };
        let packing_list = match value {
            Some(Document::PackingList(list)) => Some(packing_list(path, list, |_| None)),
            _ => None,
        };
        Self {
            schema_version: SCHEMA_VERSION,
            path,
            kind: "document",
            files: vec![File {
                path,
                kind: "file",
                bytes: Some(bytes),
                assets: Vec::new(),
            }],
            documents: vec![Xml {
                file: path,
                root: value.map(Document::root_name),
                problems: document.problems.len(),
            }],
            asset_map,
            packing_lists: packing_list.into_iter().collect(),
            // The summary knows the document by its name alone.
            compositions: compositions
                .iter()
                .map(|summary| wire::Composition {
                    file: path,
                    ..summary.into()
                })
                .collect(),
        }
    }

    /// Writes it for people.
    pub fn write(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        human::write(out, self, style)
    }

    /// Writes it as a JSON object.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::pretty(out, self)
    }
}

fn files(package: &Package) -> Vec<File<'_>> {
    let inventory = &package.inventory;
    let mut assets: Vec<Vec<String>> = vec![Vec::new(); inventory.entries().len()];
    for entry in &package.map_entries {
        if let (Some(id), Some(FileIndex(file))) = (entry.id, entry.link.file())
            && let Some(ids) = assets.get_mut(file as usize)
        {
            ids.push(id.to_string());
        }
    }
    let files = inventory
        .entries()
        .iter()
        .zip(assets)
        .map(|(entry, assets)| {
            let (kind, bytes) = match &entry.kind {
                EntryKind::File { length } => ("file", Some(*length)),
                EntryKind::Folder => ("folder", None),
                EntryKind::Link {
                    leads: LinkTarget::File { length, .. },
                    ..
                } => ("link", Some(*length)),
                EntryKind::Link { .. } => ("link", None),
                EntryKind::Special => ("special", None),
                EntryKind::Unreadable(_) => ("unreadable", None),
            };
            File {
                path: &entry.path,
                kind,
                bytes,
                assets,
            }
        });
    files.collect()
}

fn asset_map<'a>(file: &'a str, map: &'a model::AssetMap) -> AssetMap<'a> {
    let assets = map.assets.iter().map(|asset| MapAsset {
        id: urn(asset.id),
        path: asset
            .chunks
            .first()
            .and_then(|chunk| chunk.path.as_ref())
            .map(|path| &*path.value),
        packing_list: asset.is_packing_list(),
    });
    AssetMap {
        file,
        id: urn(map.id),
        annotation: text(map.annotation.as_ref()),
        issuer: text(map.issuer.as_ref()),
        creator: text(map.creator.as_ref()),
        volumes: map.volume_count.map(|count| count.value),
        assets: assets.collect(),
    }
}

fn packing_list<'a>(
    file: &'a str,
    list: &'a model::PackingList,
    file_of: impl Fn(Uuid) -> Option<&'a str>,
) -> PackingList<'a> {
    let assets = list.assets.iter().map(|asset| PackedAsset {
        id: urn(asset.id),
        media_type: asset
            .media_type
            .as_ref()
            .map(|media_type| &*media_type.value),
        bytes: asset.size.map(|size| size.value),
        file: asset.id.and_then(|id| file_of(id.value)),
        original_file_name: text(asset.original_file_name.as_ref()),
    });
    PackingList {
        file,
        id: urn(list.id),
        annotation: text(list.annotation.as_ref()),
        issuer: text(list.issuer.as_ref()),
        creator: text(list.creator.as_ref()),
        signed: list.signature.is_some(),
        assets: assets.collect(),
    }
}

fn urn(id: Option<Located<Uuid>>) -> Option<String> {
    id.map(|id| id.value.to_string())
}

fn text(text: Option<&Located<UserText>>) -> Option<&str> {
    text.map(|text| &*text.value.text)
}
