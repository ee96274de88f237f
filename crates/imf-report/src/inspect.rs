//! What is in a package, in a document or in a track file.

use std::collections::HashMap;
use std::io::{self, Write};

use imf_check::Package;
use imf_check::package::{DocumentIndex, FileIndex};
use imf_check::report::Report;
use imf_check::storage::{EntryKind, LinkTarget};
use imf_parse::Parsed;
use imf_parse::model::Document;
use serde::Serialize;

use self::document::{asset_map, packing_list};
use self::node::Node;
use self::track_file::file_package;
use crate::Style;
use crate::json::{self, SCHEMA_VERSION, wire};

mod audio_label;
mod document;
mod essence;
mod human;
mod node;
mod set;
mod structure;
mod timeline;
mod track_file;
mod value;

pub use audio_label::AudioLabel;
pub use document::{AssetMap, MapAsset, PackedAsset, PackingList};
pub use set::{SetProperty, SetTree};
pub use structure::{
    Dark, IndexSegment, Metadata, Partition, RandomIndex, RandomIndexEntry, Structure,
};
pub use timeline::{Component, EssencePackage, Identification, Track};
pub use track_file::{Label, TrackFile};

/// What is in a package, in a document or in a track file.
///
/// As JSON it is written as it stands here, every key always there.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection<'a> {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The package or the file as the caller named it.
    pub path: &'a str,
    /// `package`, `document` or `track_file`.
    pub kind: &'static str,
    /// What lies in the package, sorted by path; of a single file that file.
    pub files: Vec<File<'a>>,
    /// The XML documents that were read.
    pub documents: Vec<Xml<'a>>,
    /// The asset map.
    pub asset_map: Option<AssetMap<'a>>,
    /// The packing lists.
    pub packing_lists: Vec<PackingList<'a>>,
    /// The compositions.
    pub compositions: Vec<wire::Composition<'a>>,
    /// The signatures of documents, in the order of the documents' paths.
    pub signatures: Vec<wire::Signature<'a>>,
    /// The track files, sorted by path.
    pub track_files: Vec<TrackFile<'a>>,
    /// What a single track file is made of; `null` for a package and a document.
    pub structure: Option<Structure<'a>>,
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

impl<'a> Inspection<'a> {
    /// What is in `package`, on which a check made `report`.
    pub fn of_package(path: &'a str, package: &'a Package, report: &'a Report) -> Self {
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
            compositions: report.compositions.iter().map(Into::into).collect(),
            signatures: report.signatures.iter().map(Into::into).collect(),
            track_files: track_files(package, report),
            structure: None,
        }
    }

    /// What is in the track file at `path`, which `package` holds alone, and on which a check made `report`.
    pub fn of_track_file(path: &'a str, package: &'a Package, report: &'a Report) -> Self {
        // The check knows the file by its name alone.
        let renamed = |track_file: TrackFile<'a>| TrackFile {
            file: path,
            ..track_file
        };
        Self {
            schema_version: SCHEMA_VERSION,
            path,
            kind: "track_file",
            files: files(package)
                .into_iter()
                .map(|file| File { path, ..file })
                .collect(),
            documents: Vec::new(),
            asset_map: None,
            packing_lists: Vec::new(),
            compositions: Vec::new(),
            signatures: Vec::new(),
            track_files: track_files(package, report)
                .into_iter()
                .map(renamed)
                .collect(),
            structure: package
                .track_files
                .first()
                .map(|track_file| Structure::new(track_file, report)),
        }
    }

    /// What is in the document at `path`, so many bytes long, on which a check made `report`.
    pub fn of_document(
        path: &'a str,
        bytes: u64,
        document: &'a Parsed<Document>,
        report: &'a Report,
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
            // The report knows the document by its name alone.
            compositions: report
                .compositions
                .iter()
                .map(|summary| wire::Composition {
                    file: path,
                    ..summary.into()
                })
                .collect(),
            signatures: report
                .signatures
                .iter()
                .map(|summary| wire::Signature {
                    file: path,
                    ..summary.into()
                })
                .collect(),
            track_files: Vec::new(),
            structure: None,
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

/// Writes metadata of the only track file in `package` as RegXML (ST 2001-1), as one document: the preface with all that
/// hangs under it where `is_whole`, else the essence descriptor as a composition holds it. Says whether there was any.
pub fn write_regxml(out: &mut dyn Write, package: &Package, is_whole: bool) -> io::Result<bool> {
    let track_file = package.track_files.first();
    let node = track_file.and_then(|track_file| {
        if is_whole {
            let metadata = track_file.metadata()?;
            return Node::new(metadata, metadata.preface()?);
        }
        file_package(track_file)?
            .children("EssenceDescription")
            .next()
    });
    // Of a class that the registers do not know there is no element.
    let Some(node) = node.filter(|node| node.class().is_some()) else {
        return Ok(false);
    };
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    imf_mxf::regxml::write_indented(node.metadata, node.index, out)?;
    writeln!(out)?;
    Ok(true)
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

fn track_files<'a>(package: &'a Package, report: &Report) -> Vec<TrackFile<'a>> {
    let mut findings: HashMap<&str, usize> = HashMap::new();
    for finding in &report.findings {
        *findings.entry(&finding.location.file).or_default() += 1;
    }
    let words = package.track_files.iter().map(|track_file| {
        let path = package.inventory.path(track_file.file);
        TrackFile::new(
            path,
            track_file,
            findings.get(path).copied().unwrap_or_default(),
        )
    });
    words.collect()
}
