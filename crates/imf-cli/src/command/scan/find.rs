//! Where the packages are.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use imf_report::text::visible;

/// Packages, and what could not be looked at on the way to them.
pub(super) struct Found {
    /// The folders, in an order that depends on their names alone.
    pub(super) packages: Vec<PathBuf>,
    /// Sentences for people.
    pub(super) unreadable: Vec<String>,
}

/// The packages below `roots`, and those that `manifest` lists, a path on each line; `-` stands for standard input.
pub(super) fn packages(roots: &[PathBuf], manifest: Option<&Path>) -> Result<Found> {
    let mut found = Found {
        packages: Vec::new(),
        unreadable: Vec::new(),
    };
    for root in roots {
        below(root, &mut found);
    }
    if let Some(manifest) = manifest {
        let shown = || format!("the manifest `{}`", visible(&manifest.to_string_lossy()));
        let reader: Box<dyn Read> = if manifest == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(fs::File::open(manifest).with_context(shown)?)
        };
        for line in BufReader::new(reader).lines() {
            let line = line.with_context(shown)?;
            let line = line.trim_end_matches('\r');
            if !line.is_empty() {
                found.packages.push(PathBuf::from(line));
            }
        }
    }
    found.packages.sort();
    found.packages.dedup();
    Ok(found)
}

/// Looks for packages at and below `root`. What lies in a package is its own, and links are not followed.
fn below(root: &Path, found: &mut Found) {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        match look(&folder) {
            Ok(Look::Package) => found.packages.push(folder),
            Ok(Look::Folders(inner)) => folders.extend(inner),
            Err(error) => {
                let path = folder.to_string_lossy();
                found
                    .unreadable
                    .push(format!("`{}` could not be read: {error}", visible(&path)));
            }
        }
    }
}

/// What a folder is.
enum Look {
    /// It has an asset map.
    Package,
    /// It has none, but these folders.
    Folders(Vec<PathBuf>),
}

fn look(folder: &Path) -> io::Result<Look> {
    // The standard's own spelling is asked for by name, which is one call for a package that has it.
    if fs::symlink_metadata(folder.join("ASSETMAP.xml")).is_ok() {
        return Ok(Look::Package);
    }
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().eq_ignore_ascii_case("ASSETMAP.xml") {
            return Ok(Look::Package);
        }
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(Look::Folders(folders))
}
