//! `cargo xtask testdata`: the packages below `testdata/packages`, and the seeds below `fuzz/seeds`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use imf_testkit::kept::{differences, write};
use imf_testkit::packages;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where a file is not as it would be written
    #[arg(long)]
    check: bool,
}

/// Writes or checks what the workspace at `root` keeps.
pub(crate) fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let kept: [(&str, BTreeMap<String, Vec<u8>>); 2] = [
        ("testdata/packages", packages::files()),
        ("fuzz/seeds", imf_fuzz::seed_files()),
    ];
    let mut count = 0;
    for (name, files) in &kept {
        let folder = root.join(name);
        if !arguments.check {
            let written = write(&folder, files)
                .with_context(|| format!("cannot write `{}`", folder.display()))?;
            writeln!(out, "{name}: {} files written or removed", written.len())?;
            continue;
        }
        let differences = differences(&folder, files)
            .with_context(|| format!("cannot read `{}`", folder.display()))?;
        for difference in &differences {
            writeln!(out, "{name}: {difference}")?;
        }
        count += differences.len();
    }
    match count {
        0 => Ok(()),
        1 => bail!("1 file is not current; run `cargo xtask testdata`"),
        count => bail!("{count} files are not current; run `cargo xtask testdata`"),
    }
}
