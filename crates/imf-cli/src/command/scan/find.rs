//! Where the packages are.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use imf_report::text::visible;
use walkdir::{DirEntry, WalkDir};

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
    let mut walk = WalkDir::new(root).into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() || entry.depth() == 0 => {
                match is_package(&entry) {
                    Ok(true) => {
                        found.packages.push(entry.into_path());
                        walk.skip_current_dir();
                    }
                    Ok(false) => {}
                    Err(error) => {
                        let path = entry.path().to_string_lossy();
                        found
                            .unreadable
                            .push(format!("`{}` could not be read: {error}", visible(&path)));
                        walk.skip_current_dir();
                    }
                }
            }
            Ok(_) => {}
            Err(error) => {
                // The folder that could not be listed was told above.
                let path = error.path().unwrap_or(root).to_string_lossy().into_owned();
                let told = found
                    .unreadable
                    .iter()
                    .any(|told| told.starts_with(&format!("`{}`", visible(&path))));
                if !told {
                    found
                        .unreadable
                        .push(format!("`{}` could not be read", visible(&path)));
                }
            }
        }
    }
}

/// Whether the folder has an asset map.
fn is_package(entry: &DirEntry) -> io::Result<bool> {
    for inner in fs::read_dir(entry.path())? {
        if inner?
            .file_name()
            .to_string_lossy()
            .eq_ignore_ascii_case("ASSETMAP.xml")
        {
            return Ok(true);
        }
    }
    Ok(false)
}
