//! `imf check`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use imf_check::{Report, Verdict};
use imf_report::Format;
use imf_report::text::visible;

use crate::args::CheckArguments;
use crate::interrupt::{Interrupt, Stoppable};
use crate::progress::Bar;
use crate::status::{self, Status};
use crate::{interrupt, package, terminal};

pub(crate) fn run(arguments: &CheckArguments) -> Result<Status> {
    let format = arguments.format.into();
    let style = terminal::stdout_style(arguments.look.color);
    let mut out = terminal::stdout();
    let mut worst = Status::Passed;
    // One JSON document holds all reports; the other formats give each as soon as it is there.
    let mut kept = Vec::new();
    let mut written = false;
    let interrupt = Interrupt::watch();
    for (index, path) in arguments.packages.iter().enumerate() {
        if interrupt.is_asked() {
            terminal::say(&left_out(&arguments.packages[index..]));
            worst = worst.max(Status::Unreadable);
            break;
        }
        let report = check(arguments, path, &interrupt);
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

fn check(arguments: &CheckArguments, path: &Path, interrupt: &Interrupt) -> Report {
    let storage = Stoppable::new(package::open(path), interrupt);
    let mut report = imf_check::check(
        &storage,
        &path.to_string_lossy(),
        &arguments.check.options(),
        &storage.watched(&Bar::new(arguments.quiet)),
    );
    interrupt::name_the_cause(&mut report);
    report
}

fn left_out(packages: &[PathBuf]) -> String {
    match packages {
        [one] => format!(
            "interrupted: `{}` was not checked",
            visible(&one.to_string_lossy())
        ),
        more => format!("interrupted: {} packages were not checked", more.len()),
    }
}
