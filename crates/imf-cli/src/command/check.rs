//! `imf check`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use imf_check::{Report, Verdict};
use imf_report::text::visible;
use imf_report::{Format, json};

use crate::args::CheckArguments;
use crate::interrupt::{Interrupt, Stoppable};
use crate::progress::Bar;
use crate::status::{self, Status};
use crate::{interrupt, package, terminal};

pub(crate) fn run(arguments: &CheckArguments) -> Result<Status> {
    let format = arguments.format.into();
    let style = terminal::stdout_style(arguments.look.color);
    let mut out = terminal::stdout();
    let mut reports = Reports {
        arguments,
        interrupt: Interrupt::watch(),
        next: 0,
        worst: Status::Passed,
    };
    // No report is kept once it is written: there may be thousands of packages.
    if format == Format::Json && arguments.packages.len() > 1 {
        json::write_array(&mut out, &mut reports)?;
    } else {
        let is_json = matches!(format, Format::Json | Format::JsonLines);
        let mut written = false;
        for report in &mut reports {
            if arguments.quiet && !is_json && report.verdict() == Verdict::Pass {
                continue;
            }
            if written && format == Format::Human {
                writeln!(out)?;
            }
            imf_report::write(&mut out, std::slice::from_ref(&report), format, &style)?;
            out.flush()?;
            written = true;
        }
    }
    out.flush()?;
    Ok(reports.worst)
}

/// The reports on the packages that the user named, each made when it is asked for.
struct Reports<'a> {
    arguments: &'a CheckArguments,
    interrupt: Interrupt,
    next: usize,
    worst: Status,
}

impl Iterator for Reports<'_> {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        let rest = self.arguments.packages.get(self.next..)?;
        let path = rest.first()?;
        // The first package has a report in any case, which says the same.
        if self.next > 0 && self.interrupt.is_asked() {
            terminal::say(&left_out(rest));
            self.worst = self.worst.max(Status::Unreadable);
            self.next = usize::MAX;
            return None;
        }
        self.next += 1;
        let report = check(self.arguments, path, &self.interrupt);
        self.worst = self.worst.max(status::of_report(&report));
        Some(report)
    }
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
