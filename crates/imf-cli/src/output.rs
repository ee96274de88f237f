//! A file that is written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

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

/// A new file in the folder of `target`, readable as any new file is.
fn beside(target: &Path) -> std::io::Result<NamedTempFile> {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
    Builder::new()
        .prefix(".imf-payload-")
        .make_in(folder, |path| {
            File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .open(path)
        })
}
