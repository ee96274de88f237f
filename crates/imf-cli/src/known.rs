//! Digests that are known before a package is read: where they are kept, and who is trusted.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use imf_check::known::FolderStore;
use imf_check::{DigestStore, Known, Trust};
use imf_report::text::{count, visible};

use crate::args::{CheckOptions, OfferOptions, Whose};
use crate::offered::Lists;
use crate::output;
use crate::status::Misuse;
use crate::terminal;

/// What the user says of digests.
pub(crate) struct Knowledge {
    store: Option<(Arc<FolderStore>, PathBuf)>,
    lists: Lists,
    trust: Trust,
}

impl Knowledge {
    /// What `options` say, for these packages.
    pub(crate) fn new(
        options: &CheckOptions,
        offers: &OfferOptions,
        packages: &[PathBuf],
    ) -> Result<Self> {
        let trust = Trust {
            cache: options.trust_digests.contains(&Whose::Cache),
            offered: options.trust_digests.contains(&Whose::Offered),
        };
        if trust.offered == offers.lists.is_empty() {
            return Err(misuse(if trust.offered {
                "`--trust-digests offered` needs `--digests FILE`, which `imf check` and `imf payload` know"
                    .to_owned()
            } else {
                "nobody trusts the list of `--digests`: add `--trust-digests offered`".to_owned()
            }));
        }
        if trust.cache && options.digest_cache.is_none() {
            return Err(misuse(
                "`--trust-digests cache` needs `--digest-cache DIR`".to_owned(),
            ));
        }
        let store = match &options.digest_cache {
            Some(folder) => Some((Arc::new(open(folder, packages)?), folder.clone())),
            None => None,
        };
        Ok(Self {
            store,
            lists: Lists::read(offers)?,
            trust,
        })
    }

    /// The same for the check of the package in that folder.
    pub(crate) fn of(&self, package: &Path) -> Known {
        Known {
            offered: self.lists.of(package),
            ..self.of_any()
        }
    }

    /// The same for whatever package, where nothing is offered.
    pub(crate) fn of_any(&self) -> Known {
        let store = self.store.as_ref();
        Known {
            store: store.map(|(store, _)| -> Arc<dyn DigestStore> { Arc::clone(store) as _ }),
            offered: Vec::new(),
            trust: self.trust,
        }
    }

    /// Whether a file may be taken to be right that is not read.
    pub(crate) const fn is_trusting(&self) -> bool {
        self.trust.is_any()
    }

    /// Tells what could not be kept.
    pub(crate) fn tell(&self) {
        if let Some((store, folder)) = &self.store
            && store.failures() > 0
        {
            let failures = usize::try_from(store.failures()).unwrap_or(usize::MAX);
            terminal::say(&format!(
                "{} could not be kept in {}",
                count(failures, "digest"),
                shown(folder)
            ));
        }
    }
}

/// The store in `folder`, which lies in none of the packages: they stay as they are.
fn open(folder: &Path, packages: &[PathBuf]) -> Result<FolderStore> {
    let mut packages = packages.iter();
    if let Some(package) = packages.find(|package| output::is_below(folder, package)) {
        return Err(misuse(format!(
            "{} lies in the package {}, which stays as it is: name a folder elsewhere",
            shown(folder),
            shown(package)
        )));
    }
    FolderStore::open(folder).with_context(|| format!("the digest cache {}", shown(folder)))
}

fn shown(path: &Path) -> String {
    format!("`{}`", visible(&path.to_string_lossy()))
}

fn misuse(words: String) -> anyhow::Error {
    Misuse(words).into()
}
