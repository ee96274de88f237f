//! The sample files, where they are.

use std::fs;
use std::path::{Path, PathBuf};

/// Every track file of the samples, with its path below them; none where the samples are not there.
pub(crate) fn track_files() -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os("IMF_SAMPLES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let root = root.join("corpus");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("mxf".as_ref()) {
                let bytes = fs::read(&path).unwrap();
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                if !bytes.is_empty() {
                    files.push((name, bytes));
                }
            }
        }
    }
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: no samples at `{}`", root.display());
    } else {
        eprintln!("{} sample files", files.len());
    }
    files
}
