//! `cargo xtask testdata`: the packages below `testdata/packages`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use imf_testkit::packages::{differences, write};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where a file is not as it would be written
    #[arg(long)]
    check: bool,
}

/// Writes or checks the packages of the workspace at `root`.
pub(crate) fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = root.join("testdata/packages");
    if !arguments.check {
        let written =
            write(&folder).with_context(|| format!("cannot write `{}`", folder.display()))?;
        writeln!(out, "{} files written or removed", written.len())?;
        return Ok(());
    }
    let differences =
        differences(&folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    for difference in &differences {
        writeln!(out, "testdata/packages: {difference}")?;
    }
    match differences.len() {
        0 => Ok(()),
        1 => bail!("1 file is not current; run `cargo xtask testdata`"),
        count => bail!("{count} files are not current; run `cargo xtask testdata`"),
    }
}
