//! The structure of track files and the start of their essence, read by byte range.

use std::collections::BTreeSet;
use std::io;

use imf_mxf::{Limits, Source};

use super::first;
use crate::check::{EssenceDepth, Options};
use crate::load::unreadable;
use crate::package::track_file::stream_lengths;
use crate::package::{Content, FileIndex, IndexEntries, Inventory, Package, TrackFile};
use crate::report::{HeaderCoverage, NotChecked, Why};
use crate::storage::Storage;

/// How many entries of index tables are read of a file: those of 38 hours at 120 frames a second.
const INDEX_ENTRIES: u64 = 1 << 24;

/// Reads the structure of every MXF file that the asset map leads to, and the start of its essence, and puts them into
/// `package`.
pub(crate) fn headers(
    storage: &dyn Storage,
    package: &mut Package,
    options: &Options,
    not_checked: &mut Vec<NotChecked>,
) -> HeaderCoverage {
    let files = wanted(package);
    headers_of(storage, package, &files, options, not_checked)
}

/// Reads the structure of `files` and, unless `options` say not to, the start of their essence, and puts them into
/// `package`.
pub(crate) fn headers_of(
    storage: &dyn Storage,
    package: &mut Package,
    files: &BTreeSet<FileIndex>,
    options: &Options,
    not_checked: &mut Vec<NotChecked>,
) -> HeaderCoverage {
    let mut coverage = HeaderCoverage::default();
    let mut track_files = Vec::new();
    // A thousand files may each take as much as the reader allows. Once one has no room, those behind it are not read either:
    // it is the package that is too large, and reading them would take as long as if there were room.
    let mut room = Some(options.structures);
    for &file in files {
        let path = package.inventory.path(file);
        let Some(left) = room else {
            coverage.unreadable += 1;
            not_checked.push(no_room(path, options));
            continue;
        };
        let source = Stored::new(storage, &package.inventory, file);
        match imf_mxf::read(&source, &Limits::default()) {
            Ok(parsed) => {
                room = left.checked_sub(parsed.value.memory);
                if room.is_none() {
                    coverage.unreadable += 1;
                    not_checked.push(no_room(path, options));
                    continue;
                }
                coverage.read += 1;
                let mut track_file = TrackFile::new(file, parsed.value, parsed.problems);
                index_entries(&source, &mut track_file, not_checked);
                if options.essence != EssenceDepth::None {
                    match first::essence(&source, &track_file, path, not_checked) {
                        Ok(essence) => track_file.essence = essence,
                        Err(error) => {
                            not_checked.push(unreadable(path, "start of the essence", &error));
                        }
                    }
                }
                track_files.push(track_file);
            }
            Err(error) => {
                coverage.unreadable += 1;
                not_checked.push(unreadable(path, "header", &error));
            }
        }
    }
    if coverage.read > 0 {
        not_checked.push(NotChecked {
            subject: ".".to_owned(),
            what: "essence",
            why: Why::Unsupported("pictures, sound and text are not decoded".to_owned()),
        });
    }
    package.track_files = track_files;
    coverage
}

/// The track file at `path` is not looked at, for the package takes up all room.
fn no_room(path: &str, options: &Options) -> NotChecked {
    NotChecked {
        subject: path.to_owned(),
        what: "header",
        why: Why::Unreadable(format!(
            "the structures of the package's track files take more than {} bytes of memory",
            options.structures
        )),
    }
}

/// Reads the entries of index tables into `track_file`.
fn index_entries(
    source: &Stored<'_>,
    track_file: &mut TrackFile,
    not_checked: &mut Vec<NotChecked>,
) {
    let structure = &track_file.structure;
    let mut budget = INDEX_ENTRIES;
    let mut entries = Vec::new();
    let mut leave_out = |why: Why| {
        not_checked.push(NotChecked {
            subject: source.path.to_owned(),
            what: "index table",
            why,
        });
    };
    let lengths = stream_lengths(structure);
    for segment in &structure.index_segments {
        let count = segment.entries.map_or(0, |array| array.count);
        let Some(left) = budget.checked_sub(count) else {
            leave_out(Why::Unsupported(format!(
                "it has more than {INDEX_ENTRIES} entries"
            )));
            break;
        };
        budget = left;
        let length = segment.body_sid.and_then(|stream| lengths.get(&stream));
        match IndexEntries::read(segment, source, length.copied()) {
            Ok(read) => entries.push(Some(read)),
            Err(error) => {
                leave_out(Why::Unreadable(error.to_string()));
                break;
            }
        }
    }
    entries.resize(structure.index_segments.len(), None);
    track_file.index_entries = entries;
}

/// The files that are MXF by their first bytes; and, where these could not be read, those that have to be. The first
/// piece of an asset in several is no track file.
fn wanted(package: &Package) -> BTreeSet<FileIndex> {
    let assets = package.asset_map().map_or(&[][..], |(_, map)| &map.assets);
    let entries = package.map_entries.iter().zip(assets);
    let whole = entries.filter(|(_, asset)| asset.chunks.len() <= 1);
    let files = whole.filter_map(|(entry, _)| Some((entry.link.file()?, entry.id)));
    let wanted = files.filter(|&(file, id)| match package.content(file) {
        Some(content) => content == Content::Mxf,
        None => {
            id.is_some_and(|id| package.is_used(id))
                || package
                    .media_types(file)
                    .any(|media_type| media_type.trim() == "application/mxf")
        }
    });
    wanted
        .map(|(file, _)| package.inventory.target(file))
        .collect()
}

/// A file of the package as a source of bytes.
pub(super) struct Stored<'a> {
    storage: &'a dyn Storage,
    path: &'a str,
    length: u64,
}

impl<'a> Stored<'a> {
    pub(super) fn new(storage: &'a dyn Storage, inventory: &'a Inventory, file: FileIndex) -> Self {
        Self {
            storage,
            path: inventory.path(file),
            length: inventory.length(file).unwrap_or_default(),
        }
    }
}

impl Source for Stored<'_> {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.storage.read_at(self.path, offset, buffer)
    }
}
