//! `imf check`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use imf_check::{Report, Verdict};
use imf_report::text::visible;
use imf_report::{Format, json};

use crate::args::CheckArguments;
use crate::copy::{Copying, Destination};
use crate::interrupt::{Interrupt, Stoppable};
use crate::known::Knowledge;
use crate::progress::Bar;
use crate::status::{self, Misuse, Status};
use crate::{interrupt, package, terminal};

pub(crate) fn run(arguments: &CheckArguments) -> Result<Status> {
    let destination = match (&arguments.copy_to, arguments.packages.as_slice()) {
        (Some(place), [package]) => Some(Destination::new(place, package)?),
        (Some(_), _) => {
            let words = "`--copy-to` is for one package at a time".to_owned();
            return Err(Misuse(words).into());
        }
        (None, _) => None,
    };
    let known = Knowledge::new(&arguments.check, &arguments.offers, &arguments.packages)?;
    if arguments.copy_to.is_some() && known.is_trusting() {
        let words = "a copy is made of what is read: `--copy-to` trusts nobody's digests";
        return Err(Misuse(words.to_owned()).into());
    }
    let format = arguments.format.into();
    let style = terminal::stdout_style(arguments.look.color);
    let mut out = terminal::stdout();
    let mut reports = Reports {
        arguments,
        destination,
        known,
        interrupt: Interrupt::watch(),
        next: 0,
        worst: Status::Passed,
        failure: None,
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
    reports.known.tell();
    match reports.failure {
        Some(failure) => Err(failure),
        None => Ok(reports.worst),
    }
}

/// The reports on the packages that the user named, each made when it is asked for.
struct Reports<'a> {
    arguments: &'a CheckArguments,
    destination: Option<Destination>,
    known: Knowledge,
    interrupt: Interrupt,
    next: usize,
    worst: Status,
    /// Why the copy could not be made.
    failure: Option<anyhow::Error>,
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
        let report = self.check(path);
        self.worst = self.worst.max(status::of_report(&report));
        Some(report)
    }
}

impl Reports<'_> {
    fn check(&mut self, path: &Path) -> Report {
        let package = package::open(path, self.arguments.check.io.into());
        let storage = Stoppable::new(package, &self.interrupt);
        let bar = Bar::new(self.arguments.quiet);
        let bar = storage.watched(&bar);
        let name = path.to_string_lossy();
        let options = self.arguments.check.options(self.known.of(path));
        let Some(destination) = &self.destination else {
            let mut report = imf_check::check(&storage, &name, &options, &bar);
            interrupt::name_the_cause(&mut report);
            return report;
        };
        let copying = Copying::new(&storage, destination);
        let mut report = imf_check::check(&copying, &name, &options, &copying.watched(&bar));
        interrupt::name_the_cause(&mut report);
        match copying.finish(&report) {
            Ok(None) => {}
            Ok(Some(why)) => {
                terminal::say(&format!("there is no copy: {why}"));
                self.worst = self.worst.max(Status::Failed);
            }
            Err(error) => self.failure = Some(error),
        }
        report
    }
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
