//! The sample files, where they are.

use std::fs;

/// Every track file of the samples, with its path below them; none where the samples are not there.
pub(crate) fn track_files() -> Vec<(String, Vec<u8>)> {
    let Some(root) = imf_testkit::samples("track files of the samples") else {
        return Vec::new();
    };
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
    imf_testkit::say(format_args!("{} sample files", files.len()));
    files
}
