//! Which digests are wanted, and which of them are known.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::SystemTime;

use imf_digest::{Algorithm, Digests, Identity, Job, Record};
use imf_parse::model::{DigestAlgorithm, Uuid};

use crate::hash::HashSet;
use crate::known::{Known, Offered, Provenance};
use crate::package::{FileIndex, Package, for_each_track_file};
use crate::report::{NotChecked, Why};
use crate::storage::Storage;

/// What the packing lists and compositions ask for, by file.
pub(super) type Wanted = BTreeMap<FileIndex, Vec<Algorithm>>;

/// What is to be done to have the digests.
#[derive(Default)]
pub(super) struct Plan {
    /// What is read.
    pub(super) read: Vec<ToRead>,
    /// What is known.
    pub(super) taken: Vec<Taken>,
}

/// A file to be read.
pub(super) struct ToRead {
    pub(super) file: FileIndex,
    /// Its identity when this was planned.
    pub(super) identity: Option<Identity>,
    /// What the store knows of it, which is kept beside what is read.
    pub(super) others: Digests,
}

/// A file whose digests are known.
pub(super) struct Taken {
    pub(super) file: FileIndex,
    pub(super) digests: Digests,
    pub(super) provenance: Provenance,
    /// The state of the file that they are of, where that is known.
    pub(super) identity: Option<Identity>,
}

impl Plan {
    /// How to come by what is `wanted`, with a job for each file that is to be read.
    pub(super) fn new(
        storage: &dyn Storage,
        package: &Package,
        known: &Known,
        wanted: Wanted,
        not_checked: &mut Vec<NotChecked>,
    ) -> (Self, Vec<Job>) {
        let now = SystemTime::now();
        let documents: HashSet<FileIndex> = package
            .documents
            .iter()
            .map(|document| package.inventory.target(document.file))
            .collect();
        let offers = Offers::new(package, known, not_checked);
        let mut plan = Self::default();
        let mut jobs = Vec::new();
        let mut is_anonymous = false;
        for (file, algorithms) in wanted {
            let inventory = &package.inventory;
            let mut job = Job::new(inventory.length(file).unwrap_or_default(), algorithms);
            let mut to_read = ToRead {
                file,
                identity: None,
                others: Digests::default(),
            };
            if !documents.contains(&file) {
                if let Some(store) = &known.store {
                    // What cannot be opened now cannot be read either, which is told then.
                    let identity = storage.identity(inventory.path(file));
                    is_anonymous |= matches!(identity, Ok(None));
                    to_read.identity = identity.ok().flatten();
                    let settled = to_read.identity.filter(|one| one.is_settled(now));
                    let record = settled.and_then(|identity| store.get(&identity));
                    let Record {
                        digests,
                        checkpoint,
                    } = record.unwrap_or_default();
                    if known.trust.cache {
                        if has_all(&digests, &job) {
                            plan.taken.push(Taken {
                                file,
                                digests: chosen(&digests, &job),
                                provenance: Provenance::Cache,
                                identity: settled,
                            });
                            continue;
                        }
                        job.from = checkpoint.filter(|checkpoint| {
                            checkpoint.is_of(&job.algorithms) && checkpoint.length() <= job.length
                        });
                    }
                    to_read.others = digests;
                }
                if let Some(taken) = offers.of(package, file, &job, not_checked) {
                    plan.taken.push(taken);
                    continue;
                }
            }
            plan.read.push(to_read);
            jobs.push(job);
        }
        if is_anonymous {
            not_checked.push(NotChecked {
                subject: ".".to_owned(),
                what: "digest cache",
                why: Why::Unsupported(
                    "nothing here tells a file that was changed from one that was not: no digest is kept"
                        .to_owned(),
                ),
            });
        }
        (plan, jobs)
    }
}

/// Whether those are all the digests that are wanted, of a file of that length.
fn has_all(digests: &Digests, job: &Job) -> bool {
    let mut algorithms = job.algorithms.iter();
    digests.length == job.length && algorithms.all(|one| digests.get(*one).is_some())
}

/// Those of the digests that are wanted.
fn chosen(digests: &Digests, job: &Job) -> Digests {
    let wanted = digests
        .iter()
        .filter(|(algorithm, _)| job.algorithms.contains(algorithm));
    Digests::stated(
        job.length,
        wanted.map(|(algorithm, bytes)| (algorithm, bytes.into())),
    )
}

/// What lists say of the files of a package.
struct Offers<'a>(BTreeMap<FileIndex, Vec<&'a Offered>>);

impl<'a> Offers<'a> {
    /// What is trusted of them. A list that says nothing of any file here is told of: it may be the wrong one.
    fn new(package: &Package, known: &'a Known, not_checked: &mut Vec<NotChecked>) -> Self {
        let mut offers: BTreeMap<_, Vec<&Offered>> = BTreeMap::new();
        if !known.trust.offered {
            return Self(offers);
        }
        let inventory = &package.inventory;
        let mut lists: BTreeMap<&str, bool> = BTreeMap::new();
        for offered in &known.offered {
            let is_of_use = lists.entry(&offered.list).or_default();
            let file = inventory.find(&offered.path);
            if let Some(file) = file.filter(|file| inventory.is_file(*file)) {
                *is_of_use = true;
                offers
                    .entry(inventory.target(file))
                    .or_default()
                    .push(offered);
            }
        }
        let useless = lists.into_iter().filter(|(_, is_of_use)| !is_of_use);
        not_checked.extend(useless.map(|(list, _)| {
            let why = "it names no file of this package".to_owned();
            refused(list, why)
        }));
        Self(offers)
    }

    /// The digests of `file`, if all that are wanted are offered and nothing speaks against them.
    fn of(
        &self,
        package: &Package,
        file: FileIndex,
        job: &Job,
        not_checked: &mut Vec<NotChecked>,
    ) -> Option<Taken> {
        let path = package.inventory.path(file);
        let mut values: Vec<(Algorithm, &Offered)> = Vec::new();
        for &offered in self.0.get(&file)? {
            if let Some(length) = offered.length
                && length != job.length
            {
                let why = format!(
                    "it says that `{path}` has {length} bytes, and there are {}: the file is read",
                    job.length
                );
                not_checked.push(refused(&offered.list, why));
                return None;
            }
            let mut same = values.iter().filter(|(one, _)| *one == offered.algorithm);
            match same.next() {
                Some((_, first)) if first.digest != offered.digest => {
                    let why = if first.list == offered.list {
                        format!("it says two things of `{path}`: the file is read")
                    } else {
                        format!(
                            "`{}` says something else of `{path}`: the file is read",
                            first.list
                        )
                    };
                    not_checked.push(refused(&offered.list, why));
                    return None;
                }
                Some(_) => {}
                None => values.push((offered.algorithm, offered)),
            }
        }
        let used: BTreeSet<&str> = values
            .iter()
            .filter(|(algorithm, _)| job.algorithms.contains(algorithm))
            .map(|(_, offered)| &*offered.list)
            .collect();
        let stated = values
            .iter()
            .map(|(algorithm, offered)| (*algorithm, offered.digest.clone()));
        let digests = Digests::stated(job.length, stated);
        has_all(&digests, job).then(|| Taken {
            file,
            digests: chosen(&digests, job),
            provenance: Provenance::Offered {
                list: used.into_iter().collect::<Vec<_>>().join("`, `"),
            },
            identity: None,
        })
    }
}

fn refused(list: &str, why: String) -> NotChecked {
    NotChecked {
        subject: list.to_owned(),
        what: "list of digests",
        why: Why::Unsupported(why),
    }
}

impl Taken {
    /// Fails if the file is no longer the one that the digests are of.
    pub(super) fn still(&self, storage: &dyn Storage, path: &str) -> io::Result<()> {
        if self.identity.is_some() && storage.identity(path)? != self.identity {
            return Err(changed());
        }
        Ok(())
    }
}

/// A file that changes under our hands: nothing can be said about it.
pub(super) fn changed() -> io::Error {
    io::Error::other("the file changed while it was checked")
}

/// The digests that packing lists and compositions ask for.
pub(super) fn wanted(package: &Package, not_checked: &mut Vec<NotChecked>) -> Wanted {
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
