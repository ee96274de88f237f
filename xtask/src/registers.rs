//! `cargo xtask registers`: the tables of `imf-mxf`, from the registers that SMPTE publishes as XML.
//!
//! The tables have no pointers: names are offsets into one text, and everything else is a number or an index. So the
//! program has nothing to relocate or to build when it starts, and what it does not look up stays on the disk.

mod read;
mod tables;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Args;

use read::{keyed, leaves};
use tables::Registers;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with Elements.xml, Groups.xml, Types.xml and Labels.xml
    registers: PathBuf,
    /// Write nothing; fail where a table is not as it would be written
    #[arg(long)]
    check: bool,
}

/// Where the tables are, below the workspace.
const TABLES: &str = "crates/imf-mxf/src/register";
/// The most bytes of a table's file.
const MOST: usize = 500_000;

/// Writes or checks the tables of the workspace at `root`.
pub(crate) fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let register = |name: &str| {
        let path = arguments.registers.join(name);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        leaves(&text).with_context(|| path.display().to_string())
    };
    let tables = Registers {
        elements: keyed(register("Elements.xml")?, false)?,
        groups: keyed(register("Groups.xml")?, true)?,
        types: keyed(register("Types.xml")?, false)?,
        labels: keyed(register("Labels.xml")?, false)?,
    }
    .tables()?;
    let mut stale = Vec::new();
    for (name, text) in &tables {
        ensure!(
            text.len() < MOST,
            "`{name}` has {} bytes; at most {MOST} are wanted",
            text.len()
        );
        let path = root.join(TABLES).join(name);
        if fs::read_to_string(&path).is_ok_and(|current| current == *text) {
            continue;
        }
        stale.push(*name);
        if !arguments.check {
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
    }
    if arguments.check && !stale.is_empty() {
        bail!(
            "{TABLES}: {} not current; run `cargo xtask registers`",
            stale.join(", ")
        );
    }
    writeln!(
        out,
        "{TABLES}: {} tables, {} changed",
        tables.len(),
        stale.len()
    )?;
    Ok(())
}
