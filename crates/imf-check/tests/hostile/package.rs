//! The package around a hostile track file.

use std::collections::BTreeMap;

use imf_check::storage::MemoryStorage;
use imf_check::{EssenceDepth, Options, Report, Silent, check};
use imf_testkit::delivery::{Delivery, composition_of};
use imf_testkit::ids;
use imf_testkit::mxf::Parts;

/// A package with the smallest track file that there is, a line of text, and nothing else to look at.
pub(crate) struct Package {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The path of that file.
    pub(crate) path: String,
}

impl Package {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// With what `change` makes of the parts of the file. The package around it is right.
    pub(crate) fn with(change: impl FnOnce(&mut Parts)) -> Self {
        let mut delivery = Delivery::with_timed_text();
        delivery.track_files.drain(..2);
        let files: Vec<_> = delivery.track_files.iter().collect();
        delivery.compositions = vec![composition_of(ids::CPL_ID, "Test Package", &files)];
        let bytes = delivery.track_files[0].bytes_with(change);
        let mut package = delivery.build();
        let path = package.path_of(ids::TIMED_TEXT_FILE_ID);
        package.files.insert(path.clone(), bytes);
        package.reseal();
        Self {
            files: package.files,
            path,
        }
    }

    /// The bytes of the track file.
    pub(crate) fn file(&self) -> &[u8] {
        &self.files[&self.path]
    }

    /// The package with other bytes in the place of the track file.
    pub(crate) fn storage(&self, bytes: Vec<u8>) -> MemoryStorage {
        let mut files = self.files.clone();
        files.insert(self.path.clone(), bytes);
        MemoryStorage::new(files)
    }
}

/// Everything but digests, which would be wrong, and say so.
pub(crate) fn options() -> Options {
    Options {
        digests: false,
        essence: EssenceDepth::Headers,
        ..Options::default()
    }
}

/// Checks the package in `storage` by every rule.
pub(crate) fn checked(storage: &MemoryStorage) -> Report {
    check(storage, "hostile", &options(), &Silent)
}

/// The rules that found something.
pub(crate) fn rules(report: &Report) -> Vec<&'static str> {
    let mut rules: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    rules.dedup();
    rules
}

/// All that a report says, but for how long it took.
pub(crate) fn said(report: &Report) -> String {
    use std::fmt::Write as _;
    let mut said = format!("{:?}", report.coverage);
    for finding in &report.findings {
        let _ = write!(
            said,
            "\n{} {:?} {} {:?} {:?} {:?} {:?}",
            finding.rule.id,
            finding.severity,
            finding.message,
            finding.found,
            finding.expected,
            finding.location,
            finding.related
        );
    }
    said
}
