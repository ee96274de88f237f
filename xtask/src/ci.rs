//! `cargo xtask ci`: `.ci/run`, for those who look for it here.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// Runs the script of the workspace at `root`.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let status = Command::new("bash")
        .arg(".ci/run")
        .current_dir(root)
        .status()
        .context("bash, which runs .ci/run")?;
    if !status.success() {
        bail!(".ci/run failed: {status}");
    }
    Ok(())
}
