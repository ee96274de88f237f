//! What is written, key by key, in the order in which it is written.

use serde::Serialize;

/// The report on one package.
#[derive(Clone, Debug, Serialize)]
pub struct Report<'a> {
    /// [`SCHEMA_VERSION`](super::SCHEMA_VERSION).
    pub schema_version: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The package as given on the command line.
    pub package: &'a str,
    /// `pass`, `incomplete` or `fail`.
    pub verdict: &'static str,
    /// How many findings there are of each severity.
    pub summary: Summary,
    /// What was checked, and what was not.
    pub coverage: Coverage<'a>,
    /// The compositions, in the order of their files' paths.
    pub compositions: Vec<Composition<'a>>,
    /// The signatures of documents, in the order of the documents' paths.
    pub signatures: Vec<Signature<'a>>,
    /// The digests that were compared, in the order of the files' paths and of the algorithms.
    pub digests: Vec<Digest<'a>>,
    /// The findings, sorted by document, place and rule.
    pub findings: Vec<Finding<'a>>,
    /// The only part that differs from run to run.
    pub timings: Timings,
}

/// Who wrote a report.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tool {
    /// `imf`.
    pub name: &'static str,
    /// The version of the program.
    pub version: &'static str,
}

/// Counts of findings.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Summary {
    /// Of severity `error`.
    pub errors: usize,
    /// Of severity `warning`.
    pub warnings: usize,
    /// Of severity `info`.
    pub infos: usize,
}

/// What was checked, and what was not.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage<'a> {
    /// Files by what became of their digest.
    pub digests: Digests,
    /// Track files by what became of their header.
    pub headers: Headers,
    /// Track files by what became of the walk over their essence.
    pub essence: Essence,
    /// Track files that compositions use.
    pub track_files: TrackFiles,
    /// What was not checked, sorted.
    pub not_checked: Vec<NotChecked<'a>>,
}

/// Files by what became of their digest.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Digests {
    /// Computed and compared, equal or not.
    pub verified: u64,
    /// Left out on request.
    pub skipped: u64,
    /// Compared, equal or not, and taken from elsewhere, wholly or in part.
    pub trusted: u64,
    /// The file could not be read.
    pub failed: u64,
}

/// Track files by what became of their header.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Headers {
    /// Read.
    pub read: u64,
    /// Not read.
    pub unreadable: u64,
}

/// Track files whose header was read by what became of the walk over their essence.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Essence {
    /// Walked from end to end.
    pub walked: u64,
    /// Left out on request.
    pub skipped: u64,
    /// The file could not be read.
    pub failed: u64,
}

/// Track files that compositions use.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TrackFiles {
    /// In the package.
    pub present: u64,
    /// In another package.
    pub external: u64,
    /// Listed, and not there.
    pub missing: u64,
}

/// Something that was not checked.
#[derive(Clone, Debug, Serialize)]
pub struct NotChecked<'a> {
    /// A path, an asset's URN, or `.` for the whole package.
    pub subject: &'a str,
    /// `digest`, `track file`, `header`, `document` …
    pub what: &'static str,
    /// The option that left it out, or `external`, `interrupted`, `trusted: …`, `unsupported: …`, `unreadable: …`.
    pub why: String,
}

/// A composition in a few words.
#[derive(Clone, Debug, Serialize)]
pub struct Composition<'a> {
    /// Its id as a URN.
    pub id: Option<&'a str>,
    /// Its file.
    pub file: &'a str,
    /// `ContentTitle`.
    pub title: Option<&'a str>,
    /// `24000/1001`.
    pub edit_rate: Option<&'a str>,
    /// In edit units of the composition.
    pub duration: Option<u64>,
    /// The namespaces in force.
    pub editions: &'a [String],
    /// The virtual tracks, in the order in which they first occur.
    pub virtual_tracks: Vec<VirtualTrack<'a>>,
}

/// A virtual track in a few words.
#[derive(Clone, Debug, Serialize)]
pub struct VirtualTrack<'a> {
    /// `TrackId` as a URN.
    pub id: Option<&'a str>,
    /// `MainImageSequence` …
    pub kind: &'a str,
    /// How many resources it has.
    pub resources: usize,
    /// The track files it uses, each once, as URNs.
    pub track_files: &'a [String],
}

/// The signature of a document in a few words.
#[derive(Clone, Debug, Serialize)]
pub struct Signature<'a> {
    /// The document.
    pub file: &'a str,
    /// `invalid`, `not checked` or `valid`; whether its signer is to be trusted is not decided.
    pub verdict: &'static str,
    /// The URI of the signature algorithm.
    pub algorithm: Option<&'a str>,
    /// The certificate whose key signed; `null` where that is not known.
    pub signer: Option<Certificate<'a>>,
    /// The certificates of its issuer, of that one's issuer and so on, as far as the document brings them.
    pub issuers: Vec<Certificate<'a>>,
}

/// A digest that was compared, and where it comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Digest<'a> {
    /// The file.
    pub file: &'a str,
    /// `SHA-1` …
    pub algorithm: &'static str,
    /// The digest in base64, as packing lists write it.
    pub value: &'a str,
    /// `read` in this run; `resumed` where only the rest was; `cache` where an earlier run read it; `offered` by a list.
    pub source: &'static str,
    /// Of a resumed file, the first byte that this run read.
    pub resumed_at: Option<u64>,
    /// The list that offers it.
    pub list: Option<&'a str>,
}

/// A certificate.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Certificate<'a> {
    /// Whom it is for, as RFC 4514 writes a name.
    pub subject: &'a str,
    /// Who issued it.
    pub issuer: &'a str,
    /// Its serial number, decimal.
    pub serial: &'a str,
    /// The first moment at which it is valid: `2026-01-02T03:04:05Z`.
    pub not_before: &'a str,
    /// The last.
    pub not_after: &'a str,
}

/// One fault of the package.
#[derive(Clone, Debug, Serialize)]
pub struct Finding<'a> {
    /// The id of the rule.
    pub rule: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// One sentence.
    pub message: &'a str,
    /// What to do.
    pub help: Option<String>,
    /// What stands there.
    pub found: Option<&'a str>,
    /// What should stand there.
    pub expected: Option<&'a str>,
    /// The category that Photon would use.
    pub photon_code: &'static str,
    /// Where the demand is stated.
    pub spec: Vec<Citation>,
    /// Whether no standard states it.
    pub house_rule: bool,
    /// The delivery profile that asks for it; `null` where the standards do.
    pub profile: Option<&'a str>,
    /// Where.
    pub location: Location<'a>,
    /// Other places that take part.
    pub related: Vec<Related<'a>>,
}

/// Where a demand is stated.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Citation {
    /// `ST 429-8`.
    pub document: &'static str,
    /// `2007`; `null` where it is not known.
    pub edition: Option<&'static str>,
    /// `6.3`.
    pub clause: Option<&'static str>,
    /// Whether the text is a committee draft.
    pub draft: bool,
}

/// Where a finding is.
#[derive(Clone, Debug, Serialize)]
pub struct Location<'a> {
    /// The path from the package's root, `/` between its parts; `.` for the folder itself.
    pub file: &'a str,
    /// From 1.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
    /// An XPath-like path.
    pub path: Option<&'a str>,
    /// The text at that place.
    pub excerpt: Option<&'a str>,
    /// In a track file.
    pub byte_offset: Option<u64>,
    /// The metadata set of a track file.
    pub set: Option<&'a str>,
    /// The property of that set.
    pub property: Option<&'a str>,
    /// The asset, as a URN.
    pub asset: Option<&'a str>,
}

/// Another place that takes part in a finding.
#[derive(Clone, Debug, Serialize)]
pub struct Related<'a> {
    /// The path from the package's root.
    pub file: &'a str,
    /// From 1.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
    /// In a track file.
    pub byte_offset: Option<u64>,
    /// The metadata set of a track file.
    pub set: Option<&'a str>,
    /// The property of that set.
    pub property: Option<&'a str>,
    /// What it has to do with the finding.
    pub message: &'a str,
}

/// How long it took.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Timings {
    /// The whole check, in milliseconds.
    pub total_ms: u128,
}

/// A rule of the catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    /// Kebab-case with an area prefix.
    pub id: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What the rule says, in one line.
    pub summary: String,
    /// Where the demand is stated.
    pub spec: Vec<Citation>,
    /// Whether no standard states it.
    pub house_rule: bool,
    /// The category that Photon would use.
    pub photon_code: &'static str,
    /// What the check needs: `documents`, `digests`, `essence`, `headers` or `package`.
    pub needs: &'static str,
    /// The page, in Markdown.
    pub page: String,
}
