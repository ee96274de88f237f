//! The packages that the repository keeps below `testdata/packages`, so that one can look at them and try the program.

mod faulty;
mod valid;

use std::collections::BTreeMap;

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

/// Every file of every package, by its path below the folder.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for package in packages() {
        for (path, bytes) in (package.make)().files {
            files.insert(format!("{}/{path}", package.name), bytes);
        }
    }
    files
}
