//! Files that the repository keeps although it can make them: what of them is not current.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

/// A file that is not as it would be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It has other bytes.
    Changed(String),
    /// It is there, and belongs to nothing.
    Extra(String),
    /// It is not there.
    Missing(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(path) => write!(out, "`{path}` differs from what is built"),
            Self::Extra(path) => write!(out, "`{path}` is not built by anything"),
            Self::Missing(path) => write!(out, "`{path}` is missing"),
        }
    }
}

/// How the folder differs from `files`, by path.
pub fn differences(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
) -> io::Result<Vec<Difference>> {
    let mut present = BTreeMap::new();
    if folder.exists() {
        list(folder, "", &mut present)?;
    }
    let mut differences = Vec::new();
    for (path, wanted) in files {
        match present.remove(path) {
            None => differences.push(Difference::Missing(path.clone())),
            Some(bytes) if bytes != *wanted => differences.push(Difference::Changed(path.clone())),
            Some(_) => {}
        }
    }
    differences.extend(present.into_keys().map(Difference::Extra));
    Ok(differences)
}

/// Writes `files` into the folder, and removes all others.
pub fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> io::Result<Vec<Difference>> {
    let differences = differences(folder, files)?;
    for difference in &differences {
        match difference {
            Difference::Extra(path) => fs::remove_file(folder.join(path))?,
            Difference::Changed(path) | Difference::Missing(path) => {
                let file = folder.join(path);
                if let Some(parent) = file.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::write(file, &files[path])?;
            }
        }
    }
    Ok(differences)
}

fn list(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}
