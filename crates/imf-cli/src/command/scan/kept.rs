//! Reports that a scan keeps in a folder: one file for each package, complete or absent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use imf_check::Report;
use imf_report::scan::Entry;
use imf_report::text::visible;

use crate::args::CheckOptions;
use crate::output;

/// What the names of such files end with.
const ENDING: &str = ".imf.json";

/// A folder of reports.
pub(super) struct Kept {
    folder: PathBuf,
    /// What a report depends on beside the package: another one does not count as done.
    options: String,
}

impl Kept {
    /// The folder, which is made where it is not there.
    pub(super) fn new(folder: &Path, check: &CheckOptions) -> Result<Self> {
        // Where digests are kept decides nothing.
        let check = CheckOptions {
            digest_cache: None,
            ..check.clone()
        };
        fs::create_dir_all(folder)
            .with_context(|| format!("the folder `{}`", visible(&folder.to_string_lossy())))?;
        Ok(Self {
            folder: folder.to_owned(),
            options: format!("imf {} {check:?}", env!("CARGO_PKG_VERSION")),
        })
    }

    /// What an earlier run found, if it could read the package and was run with the same options. Whether the package
    /// changed since then is for the user to know.
    pub(super) fn done(&self, package: &str) -> Option<Entry> {
        let bytes = fs::read(self.path(package)).ok()?;
        let entry = Entry::read(&bytes).ok()?;
        let is_same = entry.package == package && entry.options == self.options;
        (is_same && entry.exit_status < 2).then_some(entry)
    }

    pub(super) fn keep(&self, report: &Report) -> io::Result<()> {
        let entry = Entry::new(report, &self.options)?;
        output::replace(&self.path(&report.package), &mut |out| {
            entry.write(out)?;
            Ok(out.flush()?)
        })
        .map_err(io::Error::other)
    }

    /// The file for a package: its name for people, and a number that tells it from others of that name.
    fn path(&self, package: &str) -> PathBuf {
        let name = package.trim_end_matches('/').rsplit('/').next();
        let name: String = name
            .unwrap_or_default()
            .chars()
            .filter(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
            .take(40)
            .collect();
        self.folder
            .join(format!("{name}-{:016x}{ENDING}", number(package)))
    }
}

/// The files of such a folder, sorted by name.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let shown = || format!("the folder `{}`", visible(&folder.to_string_lossy()));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(shown)? {
        let path = entry.with_context(shown)?.path();
        if path.to_string_lossy().ends_with(ENDING) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// FNV-1a: the same on every machine, so that shards of one scan may share a folder.
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}
