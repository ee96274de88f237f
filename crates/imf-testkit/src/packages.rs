//! The packages that the repository keeps below `testdata/packages`, so that one can look at them and try the program.

mod faulty;
mod valid;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use crate::imp::Imp;

/// How a package is made.
pub type Make = fn() -> Imp;

/// A package that the repository keeps.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// The name of its folder. Of a package with a fault it says the fault.
    pub name: &'static str,
    /// Whether it has a fault.
    pub faulty: bool,
    /// Makes it.
    pub make: Make,
}

/// The packages: the valid ones, then those with one fault each.
pub fn packages() -> Vec<Package> {
    let package =
        |faulty| move |&(name, make): &(&'static str, Make)| Package { name, faulty, make };
    let valid = valid::PACKAGES.iter().map(package(false));
    valid
        .chain(faulty::PACKAGES.iter().map(package(true)))
        .collect()
}

/// A file that is not as it would be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It has other bytes.
    Changed(String),
    /// It is there, and no package has it.
    Extra(String),
    /// It is not there.
    Missing(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(path) => write!(out, "`{path}` differs from what is built"),
            Self::Extra(path) => write!(out, "`{path}` belongs to no package"),
            Self::Missing(path) => write!(out, "`{path}` is missing"),
        }
    }
}

/// How the folder differs from the packages, by path.
pub fn differences(folder: &Path) -> io::Result<Vec<Difference>> {
    let mut present = BTreeMap::new();
    if folder.exists() {
        list(folder, "", &mut present)?;
    }
    let mut differences = Vec::new();
    for (path, wanted) in files() {
        match present.remove(&path) {
            None => differences.push(Difference::Missing(path)),
            Some(bytes) if bytes != wanted => differences.push(Difference::Changed(path)),
            Some(_) => {}
        }
    }
    differences.extend(present.into_keys().map(Difference::Extra));
    Ok(differences)
}

/// Writes the packages into the folder, and removes what belongs to none.
pub fn write(folder: &Path) -> io::Result<Vec<Difference>> {
    let differences = differences(folder)?;
    let files = files();
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

/// Every file of every package, by its path below the folder.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for package in packages() {
        for (path, bytes) in (package.make)().files {
            files.insert(format!("{}/{path}", package.name), bytes);
        }
    }
    files
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
