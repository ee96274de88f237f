//! A package that the user named.

use std::io::{self, Read};
use std::path::Path;

use imf_check::Storage;
use imf_check::storage::{Entry, LocalStorage};

use crate::terminal;

/// The folder at `path`. Where it cannot be opened, a storage that says so: the check then reports what it reports
/// of any package that cannot be read.
pub(crate) fn open(path: &Path) -> Box<dyn Storage> {
    match LocalStorage::new(path) {
        Ok(storage) => Box::new(storage),
        Err(error) => {
            if let Some(hint) = hint(path) {
                terminal::say(&hint);
            }
            Box::new(Closed(error))
        }
    }
}

/// What the user probably meant by naming a file.
fn hint(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let shown = |path: &Path| imf_report::text::visible(&path.to_string_lossy()).into_owned();
    let (folder, _) = folder_and_file(path);
    let file = shown(path);
    Some(
        if path
            .file_name()
            .is_some_and(|name| name.eq_ignore_ascii_case("ASSETMAP.xml"))
        {
            format!(
                "`{file}` is the asset map of a package: name the folder that holds it, `{}`",
                shown(folder)
            )
        } else {
            format!(
                "`{file}` is a file: name the package's folder, the one that holds ASSETMAP.xml; `imf inspect` reads single documents"
            )
        },
    )
}

/// The folder that holds the file at `path`, and the file's name.
pub(crate) fn folder_and_file(path: &Path) -> (&Path, String) {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let name = path.file_name().unwrap_or_default();
    (
        folder.unwrap_or(Path::new(".")),
        name.to_string_lossy().into_owned(),
    )
}

/// A folder that could not be opened.
struct Closed(io::Error);

impl Closed {
    fn error(&self) -> io::Error {
        match self.0.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(self.0.kind(), self.0.to_string()),
        }
    }
}

impl Storage for Closed {
    fn list(&self) -> io::Result<Vec<Entry>> {
        Err(self.error())
    }

    fn open(&self, _: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        Err(self.error())
    }

    fn read_at(&self, _: &str, _: u64, _: &mut [u8]) -> io::Result<usize> {
        Err(self.error())
    }
}
