//! `imf explain`.

use std::io::Write;

use anyhow::Result;
use imf_check::RULES;
use imf_report::catalog;

use crate::args::{ExplainArguments, PageFormat};
use crate::status::{Misuse, Status};
use crate::terminal;

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Status> {
    let Some(rule) = imf_check::rules::find(&arguments.rule) else {
        return Err(Misuse(unknown(&arguments.rule)).into());
    };
    let mut out = terminal::stdout();
    match arguments.format {
        PageFormat::Human => catalog::write_page(
            &mut out,
            rule,
            &terminal::stdout_style(arguments.look.color),
        )?,
        PageFormat::Json => catalog::write_page_json(&mut out, rule)?,
    }
    out.flush()?;
    Ok(Status::Passed)
}

fn unknown(id: &str) -> String {
    let nearest: Vec<String> = catalog::nearest(RULES, id)
        .iter()
        .map(|rule| format!("`{}`", rule.id))
        .collect();
    let help = match &*nearest {
        [] => "`imf rules` lists them all".to_owned(),
        nearest => format!("perhaps {}?", nearest.join(" or ")),
    };
    format!("there is no rule `{id}`; {help}")
}
