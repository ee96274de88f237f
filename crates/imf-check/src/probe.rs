//! What costs reading: the digests of the files, the structure and essence of track files, and the signatures of
//! documents.

mod essence;
mod first;
mod headers;
mod signatures;

use std::collections::BTreeMap;
use std::io;

use imf_digest::{Algorithm, Digests, Job, digest_all};
use imf_parse::model::{DigestAlgorithm, Uuid};

use crate::check::Options;
use crate::load::unreadable;
use crate::package::{FileIndex, Package, for_each_track_file};
use crate::progress::Progress;
use crate::report::{DigestCoverage, NotChecked, Why};
use crate::storage::Storage;

pub(crate) use essence::Walks;
pub(crate) use headers::{headers, headers_of};
pub(crate) use signatures::signatures;

/// What the packing lists and compositions ask for, by file.
type Wanted = BTreeMap<FileIndex, Vec<Algorithm>>;

/// Computes the digests that packing lists and compositions ask for, and puts them into `package`. The bytes that go by
/// are shown to `walks`; what is not read for a digest, they read themselves. The option `left_out` says that none is to
/// be computed.
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
    let count = wanted.len() as u64;
    let is_read = |file| left_out.is_none() && wanted.contains_key(&file);
    walks.by_ranges(storage, &package.inventory, &is_read, not_checked);
    if let Some(option) = left_out {
        let left_out = |file: &FileIndex| NotChecked {
            subject: package.inventory.path(*file).to_owned(),
            what: "digest",
            why: Why::LeftOut(option),
        };
        not_checked.extend(wanted.keys().map(left_out));
        return DigestCoverage {
            skipped: count,
            ..DigestCoverage::default()
        };
    }
    let inventory = &package.inventory;
    let (files, jobs): (Vec<FileIndex>, Vec<Job>) = wanted
        .into_iter()
        .map(|(file, algorithms)| {
            (
                file,
                Job {
                    length: inventory.length(file).unwrap_or_default(),
                    algorithms,
                },
            )
        })
        .unzip();
    progress.start(
        jobs.iter()
            .fold(0, |total, job| total.saturating_add(job.length)),
    );
    let results = digest_all(
        &jobs,
        options.jobs,
        &|index| {
            let file = files[index];
            let reader = storage.open(inventory.path(file))?;
            Ok(walks.ride(file, reader))
        },
        &|bytes| progress.advance(bytes),
    );
    progress.finish();
    let mut coverage = DigestCoverage::default();
    let mut digests = Vec::new();
    for ((file, job), result) in files.into_iter().zip(&jobs).zip(results) {
        match result.and_then(|digests| steady(job, digests)) {
            Ok(values) => {
                coverage.verified += 1;
                digests.push((file, values));
            }
            Err(error) => {
                coverage.failed += 1;
                not_checked.push(unreadable(inventory.path(file), "digest", &error));
                walks.fail(inventory, file, &error, not_checked);
            }
        }
    }
    package.digests.extend(digests);
    coverage
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

fn wanted(package: &Package, not_checked: &mut Vec<NotChecked>) -> Wanted {
    let mut wanted = Wanted::new();
    let mut want = |package: &Package, id: Uuid, algorithm: &DigestAlgorithm, bytes: &[u8]| {
        let Some(file) = package.resolve(id).file() else {
            return;
        };
        let file = package.inventory.target(file);
        match algorithm_of(algorithm) {
            // A digest of another length is wrong whatever the file holds: there is nothing to compare.
            Some(algorithm) if algorithm.digest_bytes() == bytes.len() => {
                let algorithms = wanted.entry(file).or_default();
                if !algorithms.contains(&algorithm) {
                    algorithms.push(algorithm);
                }
            }
            Some(_) => {}
            None => not_checked.push(NotChecked {
                subject: package.inventory.path(file).to_owned(),
                what: "digest",
                why: Why::Unsupported(format!(
                    "the digest algorithm `{}` is not supported",
                    algorithm.uri()
                )),
            }),
        }
    };
    for info in &package.packing_lists {
        let assets = package
            .packing_list(info.document)
            .map_or(&[][..], |list| &list.assets);
        for asset in assets {
            if let (Some(id), Some(hash)) = (asset.id, &asset.hash) {
                want(package, id.value, asset.digest_algorithm(), &hash.value);
            }
        }
    }
    for info in &package.compositions {
        let Some(playlist) = package.playlist(info.document) else {
            continue;
        };
        let sequences = playlist
            .segments
            .iter()
            .flat_map(|segment| &segment.sequences);
        let mut last = None;
        for resource in sequences.flat_map(|sequence| &sequence.resources) {
            for_each_track_file(resource, &mut |reference| {
                let (Some(id), Some(digest)) = (reference.track_file_id, &reference.digest) else {
                    return;
                };
                // A timeline of a million cuts asks for the same few digests again and again.
                let this = Some((id.value, digest.digest));
                if last != this {
                    last = this;
                    want(
                        package,
                        id.value,
                        playlist.algorithm_of(digest),
                        playlist.digest_of(digest),
                    );
                }
            });
        }
    }
    wanted
}

/// The algorithm to compute, where there is one of that name.
pub(crate) fn algorithm_of(algorithm: &DigestAlgorithm) -> Option<Algorithm> {
    match algorithm {
        DigestAlgorithm::Sha1 => Some(Algorithm::Sha1),
        DigestAlgorithm::Sha256 => Some(Algorithm::Sha256),
        DigestAlgorithm::Sha384 => Some(Algorithm::Sha384),
        DigestAlgorithm::Sha512 => Some(Algorithm::Sha512),
        DigestAlgorithm::Other(_) => None,
    }
}
