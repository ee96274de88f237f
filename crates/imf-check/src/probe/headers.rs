//! The structure of track files, read by byte range.

use std::collections::BTreeSet;
use std::io;

use imf_mxf::{Limits, Source};

use crate::load::unreadable;
use crate::package::{Content, FileIndex, Package, TrackFile};
use crate::report::{HeaderCoverage, NotChecked, Why};
use crate::storage::Storage;

/// Reads the structure of every MXF file that the asset map leads to, and puts it into `package`.
pub(crate) fn headers(
    storage: &dyn Storage,
    package: &mut Package,
    not_checked: &mut Vec<NotChecked>,
) -> HeaderCoverage {
    let files = wanted(package);
    headers_of(storage, package, &files, not_checked)
}

/// Reads the structure of `files`, and puts it into `package`.
pub(crate) fn headers_of(
    storage: &dyn Storage,
    package: &mut Package,
    files: &BTreeSet<FileIndex>,
    not_checked: &mut Vec<NotChecked>,
) -> HeaderCoverage {
    let mut coverage = HeaderCoverage::default();
    let mut track_files = Vec::new();
    for &file in files {
        let path = package.inventory.path(file);
        let source = Stored {
            storage,
            path,
            length: package.inventory.length(file).unwrap_or_default(),
        };
        match imf_mxf::read(&source, &Limits::default()) {
            Ok(parsed) => {
                coverage.read += 1;
                track_files.push(TrackFile::new(file, parsed.value, parsed.problems));
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
            why: Why::Unsupported(
                "this version does not look at descriptors, index tables and essence of track files"
                    .to_owned(),
            ),
        });
    }
    package.track_files = track_files;
    coverage
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
struct Stored<'a> {
    storage: &'a dyn Storage,
    path: &'a str,
    length: u64,
}

impl Source for Stored<'_> {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.storage.read_at(self.path, offset, buffer)
    }
}
