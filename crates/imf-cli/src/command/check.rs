//! `imf check`.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use imf_check::{Report, Verdict};
use imf_report::Format;

use crate::args::CheckArguments;
use crate::progress::Bar;
use crate::status::{self, Status};
use crate::{package, terminal};

pub(crate) fn run(arguments: &CheckArguments) -> Result<Status> {
    let format = arguments.format.into();
    let style = terminal::stdout_style(arguments.look.color);
    let mut out = terminal::stdout();
    let mut worst = Status::Passed;
    // One JSON document holds all reports; the other formats give each as soon as it is there.
    let mut kept = Vec::new();
    let mut written = false;
    for path in &arguments.packages {
        let report = check(arguments, path);
        worst = worst.max(status::of_report(&report));
        if format == Format::Json {
            kept.push(report);
            continue;
        }
        let silent =
            arguments.quiet && format != Format::JsonLines && report.verdict() == Verdict::Pass;
        if !silent {
            if written && format == Format::Human {
                writeln!(out)?;
            }
            imf_report::write(&mut out, std::slice::from_ref(&report), format, &style)?;
            out.flush()?;
            written = true;
        }
    }
    if format == Format::Json {
        imf_report::write(&mut out, &kept, format, &style)?;
    }
    out.flush()?;
    Ok(worst)
}

fn check(arguments: &CheckArguments, path: &Path) -> Report {
    let storage = package::open(path);
    imf_check::check(
        &*storage,
        &path.to_string_lossy(),
        &arguments.check.options(),
        &Bar::new(arguments.quiet),
    )
}
