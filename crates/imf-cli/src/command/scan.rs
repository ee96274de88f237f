//! `imf scan` and `imf merge`: many packages, one stream of reports.

mod find;
mod kept;
mod pool;
mod shard;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::{Context as _, Result};
use imf_check::{Checked, Subject};
use imf_report::Format;
use imf_report::scan::{Entry, Tally};
use imf_report::text::visible;

use crate::args::{MergeArguments, OfferOptions, ScanArguments};
use crate::interrupt::{self, Interrupt, Stoppable};
use crate::known::Knowledge;
use crate::status::{self, Status};
use crate::{package, terminal};
use find::Found;
use kept::Kept;

/// What came of one package.
struct Done {
    /// What goes to standard output.
    text: Vec<u8>,
    tally: Tally,
    status: Status,
}

pub(crate) fn run(arguments: &ScanArguments) -> Result<Status> {
    let interrupt = Interrupt::watch();
    let Found {
        mut packages,
        unreadable,
    } = find::packages(&arguments.roots, arguments.manifest.as_deref())?;
    for problem in &unreadable {
        terminal::say(problem);
    }
    if let Some(shard) = &arguments.shard {
        let shard = shard::Shard::parse(shard, |name| std::env::var(name).ok())?;
        packages = shard.of(packages);
    }
    if packages.is_empty() && arguments.shard.is_none() {
        terminal::say("no package was found: a package is a folder with an ASSETMAP.xml");
    }
    let known = Knowledge::new(&arguments.check, &OfferOptions::default(), &packages)?;
    let kept = match &arguments.out {
        Some(folder) => Some(Kept::new(folder, &arguments.check)?),
        None => None,
    };
    let workers = workers(arguments.check.jobs, packages.len());
    let options = imf_check::Options {
        // Many packages keep the processors busy by themselves; a few share them out.
        jobs: NonZeroUsize::new(processors(arguments.check.jobs).div_ceil(workers.get())),
        ..arguments.check.options(known.of_any())
    };
    let format = arguments.format.into();
    let style = terminal::stdout_style(arguments.look.color);
    let tell = |mut report: imf_check::Report| -> io::Result<Done> {
        interrupt::name_the_cause(&mut report);
        if let Some(kept) = &kept {
            kept.keep(&report)?;
        }
        let mut text = Vec::new();
        imf_report::write(&mut text, std::slice::from_ref(&report), format, &style)?;
        let mut tally = Tally::default();
        tally.add(&report);
        Ok(Done {
            text,
            tally,
            status: status::of_report(&report),
        })
    };
    let work = |desk: &pool::Desk<'_, io::Result<Done>>| {
        // The numbers of those that are being checked.
        let numbers = RefCell::new(VecDeque::new());
        let mut next = || {
            loop {
                let number = desk.next()?;
                let path = &packages[number];
                let name = path.to_string_lossy();
                if let Some(done) = kept.as_ref().and_then(|kept| kept.done(&name)) {
                    desk.done(number, again(&done, format));
                    continue;
                }
                numbers.borrow_mut().push_back(number);
                let package = package::open(path, arguments.check.io.into());
                let storage = Stoppable::new(package, &interrupt);
                return Some(Subject {
                    name: name.into_owned(),
                    progress: Box::new(storage.watched(&imf_check::Silent)),
                    storage: Box::new(storage),
                });
            }
        };
        let mut done = |checked: Checked| {
            let number = numbers.borrow_mut().pop_front();
            if let Some(number) = number {
                desk.done(number, tell(checked.report));
            }
        };
        imf_check::check_each(&mut next, together(workers), &options, &mut done);
    };
    let mut out = terminal::stdout();
    let mut total = Tally::default();
    let mut worst = if unreadable.is_empty() && (!packages.is_empty() || arguments.shard.is_some())
    {
        Status::Passed
    } else {
        Status::Unreadable
    };
    let count = pool::in_order(
        packages.len(),
        workers,
        &|| interrupt.is_asked(),
        &work,
        &mut |index, done| -> Result<()> {
            let Some(done) = done else {
                // A bug of ours, of which the panic has spoken: it says nothing about the other packages.
                worst = worst.max(Status::Fault);
                terminal::say(&format!(
                    "`{}` was not checked",
                    visible(&packages[index].to_string_lossy())
                ));
                return Ok(());
            };
            let done = done.with_context(|| format!("{}", packages[index].display()))?;
            out.write_all(&done.text)?;
            out.flush()?;
            worst = worst.max(done.status);
            add(&mut total, &done.tally);
            Ok(())
        },
    )?;
    known.tell();
    total.left_out = (packages.len() - count) as u64;
    if total.left_out > 0 {
        worst = worst.max(Status::Unreadable);
    }
    finish(&mut out, &total, format)?;
    Ok(worst)
}

pub(crate) fn merge(arguments: &MergeArguments) -> Result<Status> {
    let format = if arguments.summary {
        Format::Concise
    } else {
        Format::JsonLines
    };
    let mut out = terminal::stdout();
    let mut total = Tally::default();
    let mut worst = Status::Passed;
    for path in kept::files(&arguments.folder)? {
        let bytes = std::fs::read(&path).with_context(|| shown(&path))?;
        let entry = Entry::read(&bytes).with_context(|| shown(&path))?;
        total.add_entry(&entry).with_context(|| shown(&path))?;
        if format == Format::JsonLines {
            entry.write_report(&mut out)?;
        }
        worst = worst.max(of_exit_status(entry.exit_status));
    }
    finish(&mut out, &total, format)?;
    Ok(worst)
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// The report of a package that an earlier run checked.
fn again(entry: &Entry, format: Format) -> io::Result<Done> {
    let mut text = Vec::new();
    if format == Format::JsonLines {
        entry.write_report(&mut text)?;
    } else {
        writeln!(
            text,
            "{}: checked by an earlier run",
            visible(&entry.package)
        )?;
    }
    let mut tally = Tally::default();
    tally.add_entry(entry)?;
    Ok(Done {
        text,
        tally,
        status: of_exit_status(entry.exit_status),
    })
}

fn of_exit_status(exit_status: u8) -> Status {
    match exit_status {
        0 => Status::Passed,
        1 => Status::Failed,
        2 => Status::Misused,
        3 => Status::Unreadable,
        _ => Status::Fault,
    }
}

fn add(total: &mut Tally, tally: &Tally) {
    total.packages += tally.packages;
    total.pass += tally.pass;
    total.incomplete += tally.incomplete;
    total.fail += tally.fail;
    total.unreadable += tally.unreadable;
    total.errors += tally.errors;
    total.warnings += tally.warnings;
    total.infos += tally.infos;
}

fn finish(out: &mut dyn Write, total: &Tally, format: Format) -> Result<()> {
    if format == Format::JsonLines {
        total.write_line(out)?;
    } else {
        total.write_text(out)?;
    }
    Ok(out.flush()?)
}

/// How many small packages a worker takes together: each has files open, and a process may have some hundred.
fn together(workers: NonZeroUsize) -> NonZeroUsize {
    const ALL: usize = 64;
    const MOST: usize = 8;
    let each = (ALL / workers.get()).clamp(1, MOST);
    NonZeroUsize::new(each).unwrap_or(NonZeroUsize::MIN)
}

/// How many packages are checked at a time.
fn workers(jobs: Option<NonZeroUsize>, packages: usize) -> NonZeroUsize {
    let most = processors(jobs).min(packages.max(1));
    NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN)
}

fn processors(jobs: Option<NonZeroUsize>) -> usize {
    jobs.or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get)
        .min(64)
}
