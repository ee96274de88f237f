//! What was found, and what was not looked at.

use std::time::Duration;

use crate::finding::{Finding, Severity};
use crate::known::Provenance;

/// The answer for one package.
#[derive(Clone, Debug)]
pub struct Report {
    /// The package as the caller named it.
    pub package: String,
    /// The lowest severity that fails the package; `None` lets everything pass.
    pub fail_on: Option<Severity>,
    /// What was checked, and what was not.
    pub coverage: Coverage,
    /// The compositions of the package, in the order of their files' paths.
    pub compositions: Vec<CompositionSummary>,
    /// The signatures of its documents, in the order of the documents' paths.
    pub signatures: Vec<SignatureSummary>,
    /// The digests that were compared, in the order of the files' paths and of the algorithms.
    pub digests: Vec<DigestSummary>,
    /// Sorted by document, place and rule.
    pub findings: Vec<Finding>,
    /// How long the check took; the only part that differs from run to run.
    pub elapsed: Duration,
}

/// The verdict on a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing at or above the level that fails, and everything asked for was checked.
    Pass,
    /// The same, but something was left out or could not be read.
    Incomplete,
    /// A finding at or above the level that fails.
    Fail,
}

impl Verdict {
    /// `pass`, `incomplete` or `fail`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Incomplete => "incomplete",
            Self::Fail => "fail",
        }
    }
}

impl Report {
    /// A report that says nothing yet.
    pub(crate) fn new(package: &str, fail_on: Option<Severity>) -> Self {
        Self {
            package: package.to_owned(),
            fail_on,
            coverage: Coverage::default(),
            compositions: Vec::new(),
            signatures: Vec::new(),
            digests: Vec::new(),
            findings: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    /// The verdict, from the findings and the coverage.
    pub fn verdict(&self) -> Verdict {
        if self.has_failing_finding() {
            Verdict::Fail
        } else if self.coverage.is_complete() {
            Verdict::Pass
        } else {
            Verdict::Incomplete
        }
    }

    /// The exit status: 0 passed, 1 a finding at or above the level that fails, 3 something could not be read.
    pub fn exit_status(&self) -> u8 {
        if self.coverage.has_failures() {
            3
        } else {
            u8::from(self.has_failing_finding())
        }
    }

    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    fn has_failing_finding(&self) -> bool {
        self.fail_on.is_some_and(|level| {
            self.findings
                .iter()
                .any(|finding| finding.severity >= level)
        })
    }
}

/// What was checked, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Digests of files.
    pub digests: DigestCoverage,
    /// Headers of track files.
    pub headers: HeaderCoverage,
    /// Essence of track files.
    pub essence: EssenceCoverage,
    /// Track files that compositions use.
    pub track_files: TrackFileCoverage,
    /// What was not checked, sorted.
    pub not_checked: Vec<NotChecked>,
}

impl Coverage {
    /// Whether everything that was asked for was checked: nothing left out, elsewhere or unreadable. What this version
    /// cannot check is listed, and changes no verdict: no one could have asked for it. So is what was trusted, as
    /// the user asked for just that.
    pub fn is_complete(&self) -> bool {
        self.not_checked
            .iter()
            .all(|item| matches!(item.why, Why::Trusted(_) | Why::Unsupported(_)))
    }

    /// Whether something could not be read.
    pub fn has_failures(&self) -> bool {
        self.not_checked.iter().any(|item| item.why.is_failure())
    }
}

/// Counts of files by what became of their digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DigestCoverage {
    /// Computed and compared, equal or not.
    pub verified: u64,
    /// Left out on request.
    pub skipped: u64,
    /// Compared, equal or not, and taken from elsewhere: without reading the file in this run, or not all of it.
    pub trusted: u64,
    /// The file could not be read.
    pub failed: u64,
}

/// Counts of track files by what became of their header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeaderCoverage {
    /// Read.
    pub read: u64,
    /// Not read.
    pub unreadable: u64,
}

/// Counts of the track files whose header was read by what became of the walk over their essence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EssenceCoverage {
    /// Walked from end to end.
    pub walked: u64,
    /// Left out on request.
    pub skipped: u64,
    /// The file could not be read.
    pub failed: u64,
}

/// Counts of the track files that compositions use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrackFileCoverage {
    /// In the package.
    pub present: u64,
    /// Neither in the asset map nor in a packing list: in another package.
    pub external: u64,
    /// Listed, and not there.
    pub missing: u64,
}

/// Something that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotChecked {
    /// The file's path, an asset's URN, or `.` for the whole package.
    pub subject: String,
    /// `digest`, `track file`, `header`, `document` …
    pub what: &'static str,
    /// Why.
    pub why: Why,
}

/// Why something was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is not in this package, and need not be.
    External,
    /// The work was interrupted.
    Interrupted,
    /// The user left it out, by this option.
    LeftOut(&'static str),
    /// Someone else looked at it, whom the user trusts.
    Trusted(Provenance),
    /// This version cannot: what is missing, in plain words.
    Unsupported(String),
    /// Reading failed: the system's words.
    Unreadable(String),
}

impl Why {
    /// Whether the work could not be done, as against left out or not there to do.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Interrupted | Self::Unreadable(_))
    }
}

/// A composition in a few words.
#[derive(Clone, Debug)]
pub struct CompositionSummary {
    /// Its id as a URN; `None` where it has none that can be read.
    pub id: Option<String>,
    /// Its file.
    pub file: String,
    /// `ContentTitle`.
    pub title: Option<String>,
    /// `24000/1001`.
    pub edit_rate: Option<String>,
    /// In composition edit units; `None` where its sequences do not agree on a whole number.
    pub duration: Option<u64>,
    /// The namespaces in force: of the playlist, the core constraints, the applications.
    pub editions: Vec<String>,
    /// The virtual tracks, in the order in which they first occur.
    pub virtual_tracks: Vec<VirtualTrackSummary>,
}

/// A virtual track in a few words.
#[derive(Clone, Debug)]
pub struct VirtualTrackSummary {
    /// `TrackId` as a URN.
    pub id: Option<String>,
    /// `MainImageSequence` …
    pub kind: String,
    /// How many resources it has.
    pub resources: usize,
    /// The track files it uses, each once, in the order of the timeline, as URNs.
    pub track_files: Vec<String>,
}

/// A signature in a few words.
#[derive(Clone, Debug)]
pub struct SignatureSummary {
    /// The document that carries it.
    pub file: String,
    /// What verifying it came to.
    pub verdict: SignatureVerdict,
    /// The URI of the signature algorithm.
    pub algorithm: Option<String>,
    /// The certificates from that of the key that signed upwards, as far as the document brings them; none where no key
    /// is known to have signed.
    pub chain: Vec<CertificateSummary>,
}

/// What verifying a signature came to. Whether its signer is to be trusted is another question, which nobody asked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// The document is not what was signed, or was not signed by this key.
    Invalid,
    /// It could not be verified, or not wholly; the coverage says why.
    NotChecked,
    /// The whole document is as it was signed, by the key of the first certificate.
    Valid,
}

impl SignatureVerdict {
    /// `invalid`, `not checked` or `valid`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::NotChecked => "not checked",
            Self::Valid => "valid",
        }
    }
}

/// A certificate in a few words.
#[derive(Clone, Debug)]
pub struct CertificateSummary {
    /// Whom it is for, as RFC 4514 writes a name.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its serial number, decimal.
    pub serial: String,
    /// The first moment at which it is valid: `2026-01-02T03:04:05Z`.
    pub not_before: String,
    /// The last.
    pub not_after: String,
}

/// A digest that was compared, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestSummary {
    /// The file.
    pub file: String,
    /// `SHA-1` …
    pub algorithm: &'static str,
    /// The digest in base64, as packing lists write it.
    pub value: String,
    /// Where it comes from.
    pub provenance: Provenance,
}
