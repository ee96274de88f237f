//! `imf rules`.

use std::io::Write;

use anyhow::Result;
use imf_check::RULES;
use imf_report::catalog;

use crate::args::{PageFormat, RulesArguments};
use crate::status::Status;
use crate::terminal;

pub(crate) fn run(arguments: &RulesArguments) -> Result<Status> {
    let mut out = terminal::stdout();
    match arguments.format {
        PageFormat::Human => catalog::write_list(
            &mut out,
            RULES,
            &terminal::stdout_style(arguments.look.color),
        )?,
        PageFormat::Json => catalog::write_list_json(&mut out, RULES)?,
    }
    out.flush()?;
    Ok(Status::Passed)
}
