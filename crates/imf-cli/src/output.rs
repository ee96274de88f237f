//! A file that is written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use tempfile::{Builder, NamedTempFile};

/// Writes the file at `path` through `write`. A file that was there stays as it was until all is written; a device
/// or a pipe is written to as it is.
pub(crate) fn replace(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let target = match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::canonicalize(path)?,
        Ok(_) => {
            let mut file = BufWriter::new(OpenOptions::new().write(true).open(path)?);
            write(&mut file)?;
            return Ok(file.flush()?);
        }
        Err(_) => path.to_owned(),
    };
    let mut file = BufWriter::new(beside(&target)?);
    write(&mut file)?;
    let file = file
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Whether the file at `path`, there already or not, lies in `folder`, links followed.
pub(crate) fn is_below(path: &Path, folder: &Path) -> bool {
    // What is there of it, up to the whole path: what is not is to be made below that.
    let there = path.ancestors().find_map(|path| {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        fs::canonicalize(path).ok()
    });
    match (there, fs::canonicalize(folder)) {
        (Some(there), Ok(folder)) => there.starts_with(folder),
        // What is not there is told where it is read or written.
        _ => false,
    }
}

/// A new file in the folder of `target`, readable as any new file is.
fn beside(target: &Path) -> std::io::Result<NamedTempFile> {
    Builder::new()
        .prefix(".imf-")
        .make_in(parent(target), |path| {
            File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .open(path)
        })
}

fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
