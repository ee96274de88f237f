//! The digests: read, or taken from where they are known.

use std::io;

use imf_digest::{Digests, Job, Record, digest_all_from};

use super::Walks;
use super::plan::{Plan, wanted};
use super::witness::Witness;
use crate::check::Options;
use crate::known::Provenance;
use crate::load::unreadable;
use crate::package::{FileIndex, Package};
use crate::progress::Progress;
use crate::report::{DigestCoverage, NotChecked, Why};
use crate::storage::Storage;

/// Finds out the digests that packing lists and compositions ask for, and puts them into `package`. The bytes that go
/// by are shown to `walks`; what is not read for a digest from end to end, they read themselves. The option `left_out` says
/// that none is wanted.
pub(crate) fn digests(
    storage: &dyn Storage,
    package: &mut Package,
    options: &Options,
    left_out: Option<&'static str>,
    progress: &dyn Progress,
    walks: &mut Walks,
    not_checked: &mut Vec<NotChecked>,
) -> DigestCoverage {
    let wanted = wanted(package, not_checked);
    if let Some(option) = left_out {
        walks.by_ranges(storage, &package.inventory, &|_| false, not_checked);
        let left_out = |file: &FileIndex| NotChecked {
            subject: package.inventory.path(*file).to_owned(),
            what: "digest",
            why: Why::LeftOut(option),
        };
        not_checked.extend(wanted.keys().map(left_out));
        return DigestCoverage {
            skipped: wanted.len() as u64,
            ..DigestCoverage::default()
        };
    }
    let (plan, jobs) = Plan::new(storage, package, &options.known, wanted, not_checked);
    let mut coverage = DigestCoverage::default();
    read(
        &Reading {
            storage,
            plan: &plan,
            jobs: &jobs,
            options,
            progress,
        },
        package,
        walks,
        &mut coverage,
        not_checked,
    );
    for taken in plan.taken {
        let path = package.inventory.path(taken.file);
        if let Err(error) = taken.still(storage, path) {
            coverage.failed += 1;
            not_checked.push(unreadable(path, "digest", &error));
            walks.fail(&package.inventory, taken.file, &error, not_checked);
            continue;
        }
        coverage.trusted += 1;
        not_checked.push(trusted(path, &taken.provenance));
        package.digests.insert(taken.file, taken.digests);
        package.provenances.insert(taken.file, taken.provenance);
    }
    coverage
}

/// What is to be read, and how.
struct Reading<'a> {
    storage: &'a dyn Storage,
    plan: &'a Plan,
    jobs: &'a [Job],
    options: &'a Options,
    progress: &'a dyn Progress,
}

fn read(
    reading: &Reading<'_>,
    package: &mut Package,
    walks: &mut Walks,
    coverage: &mut DigestCoverage,
    not_checked: &mut Vec<NotChecked>,
) {
    let Reading {
        storage,
        plan,
        jobs,
        options,
        progress,
    } = *reading;
    let inventory = &package.inventory;
    let store = options.known.store.as_ref();
    let is_read_whole = |file| {
        let at = plan.read.binary_search_by_key(&file, |read| read.file);
        at.is_ok_and(|at| jobs[at].from.is_none())
    };
    walks.by_ranges(storage, inventory, &is_read_whole, not_checked);
    let left = |job: &Job| job.length.saturating_sub(job.start());
    progress.start(
        jobs.iter()
            .fold(0, |total, job| total.saturating_add(left(job))),
    );
    let witnesses: Vec<Witness> = plan.read.iter().map(|_| Witness::default()).collect();
    let results = digest_all_from(
        jobs,
        options.jobs,
        &|index| {
            let (to_read, job) = (&plan.read[index], &jobs[index]);
            let path = inventory.path(to_read.file);
            // Without an identity there is nothing to watch.
            let reader = if to_read.identity.is_some() {
                let opened = storage.open_at(path, job.start())?;
                let expected = job.from.as_ref().and(to_read.identity);
                witnesses[index].watch(opened, expected)?
            } else {
                storage.open(path)?
            };
            Ok(match job.from {
                None => walks.ride(to_read.file, reader),
                Some(_) => reader,
            })
        },
        &|bytes| progress.advance(bytes),
        Some(&|index, checkpoint| {
            if let (Some(store), Some(identity)) = (store, witnesses[index].begun()) {
                let record = Record {
                    digests: plan.read[index].others.clone(),
                    checkpoint: Some(checkpoint),
                };
                store.put(&identity, &record);
            }
        }),
    );
    progress.finish();
    let done = plan.read.iter().zip(jobs).zip(witnesses).zip(results);
    for (((to_read, job), witness), result) in done {
        let file = to_read.file;
        let path = inventory.path(file);
        let digests = match result.and_then(|digests| steady(job, digests)) {
            Ok(digests) => digests,
            Err(error) => {
                coverage.failed += 1;
                not_checked.push(unreadable(path, "digest", &error));
                walks.fail(inventory, file, &error, not_checked);
                continue;
            }
        };
        if let (Some(store), Some(identity)) = (store, witness.ended()) {
            store.put(&identity, &record(&digests, &to_read.others));
        }
        package.digests.insert(file, digests);
        if let Some(from) = &job.from {
            coverage.trusted += 1;
            let provenance = Provenance::Resumed {
                from: from.length(),
            };
            not_checked.push(trusted(path, &provenance));
            package.provenances.insert(file, provenance);
        } else {
            coverage.verified += 1;
        }
    }
}

/// What is kept of a file: its digests, and what was known by other algorithms.
fn record(digests: &Digests, others: &Digests) -> Record {
    let all = digests.iter().chain(others.iter());
    let all = all.map(|(algorithm, bytes)| (algorithm, bytes.into()));
    Record {
        digests: Digests::stated(digests.length, all),
        checkpoint: None,
    }
}

fn trusted(path: &str, provenance: &Provenance) -> NotChecked {
    NotChecked {
        subject: path.to_owned(),
        what: "bytes",
        why: Why::Trusted(provenance.clone()),
    }
}

/// A file that turns out longer or shorter than it was listed changes under our hands: nothing can be said about it.
fn steady(job: &Job, digests: Digests) -> io::Result<Digests> {
    if digests.length == job.length {
        return Ok(digests);
    }
    let message = format!(
        "the file changed while it was read: {} bytes, then {}{}",
        job.length,
        if digests.length > job.length {
            "at least "
        } else {
            ""
        },
        digests.length
    );
    Err(io::Error::other(message))
}
