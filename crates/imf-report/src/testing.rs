//! Rules and reports for the tests of this crate.

use std::time::Duration;

use imf_check::Provenance;
use imf_check::finding::{Excerpt, Finding, Location, Related, Severity};
use imf_check::judge::Check;
use imf_check::report::{
    CertificateSummary, CompositionSummary, Coverage, DigestCoverage, DigestSummary,
    EssenceCoverage, HeaderCoverage, NotChecked, Report, SignatureSummary, SignatureVerdict,
    TrackFileCoverage, VirtualTrackSummary, Why,
};
use imf_check::rule::{Citation, Needs, Rule};

/// A rule of the test catalogue.
pub(crate) static HASH_MISMATCH: Rule = Rule {
    id: "pkl-asset-hash-mismatch",
    severity: Severity::Error,
    page: concat!(
        " A packing-list hash differs from the hash of the file.\n",
        "\n",
        " ## Why it matters\n",
        " The file was damaged or replaced\n",
        " after the packing list was written.\n",
        "\n",
        " ## How to fix it\n",
        " Fetch the file again, or have the packing list reissued.\n",
    ),
    citations: &[
        Citation::clause("ST 429-8", "2007", "6.3"),
        Citation::document("ST 2067-2", "2016"),
    ],
    photon_code: "IMF_PKL_ERROR",
    needs: Needs::Digests,
    check: Check::Problem,
    file: file!(),
    line: line!(),
};

/// A rule of the test catalogue.
pub(crate) static FOREIGN: Rule = Rule {
    id: "pkg-file-unexpected",
    severity: Severity::Warning,
    page: concat!(
        " A file lies in the package | and no document names it.\n",
        "\n",
        " ## Why it matters\n",
        " Nobody can tell what it is for.\n",
    ),
    citations: &[],
    photon_code: "IMF_MASTER_PACKAGE_ERROR",
    needs: Needs::Documents,
    check: Check::Problem,
    file: file!(),
    line: line!(),
};

/// A rule of the test catalogue.
pub(crate) static WIDTH_MISSING: Rule = Rule {
    id: "tf-stored-width-missing",
    severity: Severity::Info,
    page: concat!(
        " The stored width is missing.\n",
        "\n",
        " ## How to fix it\n",
        " Write the property `StoredWidth`.\n",
    ),
    citations: &[Citation {
        document: "ST 2067-21",
        edition: "2026",
        clause: Some("5.2"),
        draft: true,
    }],
    photon_code: "IMF_ESSENCE_COMPONENT_ERROR",
    needs: Needs::Headers,
    check: Check::Problem,
    file: file!(),
    line: line!(),
};

/// The rules above.
pub(crate) static RULES: &[&Rule] = &[&FOREIGN, &HASH_MISMATCH, &WIDTH_MISSING];

/// A finding with an excerpt, a bare one, and one in a track file.
pub(crate) fn findings() -> Vec<Finding> {
    vec![
        Finding {
            rule: &FOREIGN,
            citations: FOREIGN.citations.to_vec(),
            photon_code: FOREIGN.photon_code,
            severity: Severity::Warning,
            message: "no document names this file".to_owned(),
            help: None,
            found: None,
            expected: None,
            location: at("notes.txt"),
            related: Vec::new(),
        },
        Finding {
            rule: &HASH_MISMATCH,
            citations: HASH_MISMATCH.citations.to_vec(),
            photon_code: HASH_MISMATCH.photon_code,
            severity: Severity::Error,
            message: "the hash of `video.mxf` is not the one of the packing list".to_owned(),
            help: None,
            found: Some("2jmj7l5rSw0yVb/vlWAYkK/YBwk=".to_owned()),
            expected: Some("Vt3rF1yH3AbWnoTdYfQk1jIBGQs=".to_owned()),
            location: Location {
                line: Some(42),
                column: Some(7),
                path: Some("/PackingList/AssetList/Asset[2]/Hash".to_owned()),
                excerpt: Some(excerpt(
                    "      <Hash>Vt3rF1yH3AbWnoTdYfQk1jIBGQs=</Hash>",
                    "<Hash>",
                )),
                asset: Some("urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85".to_owned()),
                ..at("PKL_1.xml")
            },
            related: vec![
                Related {
                    location: Location {
                        line: Some(9),
                        column: Some(5),
                        excerpt: Some(excerpt("    <Asset>", "<Asset>")),
                        ..at("ASSETMAP.xml")
                    },
                    message: "the asset map names the file here".to_owned(),
                },
                Related {
                    location: at("video.mxf"),
                    message: "this is the file".to_owned(),
                },
            ],
        },
        Finding {
            rule: &WIDTH_MISSING,
            citations: WIDTH_MISSING.citations.to_vec(),
            photon_code: WIDTH_MISSING.photon_code,
            severity: Severity::Info,
            message: "`RGBADescriptor` has no `StoredWidth`".to_owned(),
            help: Some("export the track file again".to_owned()),
            found: None,
            expected: Some("a width in pixels".to_owned()),
            location: Location {
                byte_offset: Some(4660),
                set: Some("RGBADescriptor".to_owned()),
                property: Some("StoredWidth".to_owned()),
                ..at("video.mxf")
            },
            related: Vec::new(),
        },
    ]
}

/// `text` with `meant` marked in it.
pub(crate) fn excerpt(text: &str, meant: &str) -> Excerpt {
    let start = text
        .find(meant)
        .expect("the excerpt holds what it points at");
    Excerpt {
        text: text.to_owned(),
        start,
        end: start + meant.len(),
    }
}

/// Somewhere in `file`.
pub(crate) fn at(file: &str) -> Location {
    Location {
        file: file.to_owned(),
        ..Location::default()
    }
}

/// A report on `package` with `findings`, digests left out.
pub(crate) fn report(package: &str, findings: Vec<Finding>) -> Report {
    let left_out = |subject: &str| NotChecked {
        subject: subject.to_owned(),
        what: "digest",
        why: Why::LeftOut("--no-digest"),
    };
    let mut report = passing(package);
    report.findings = findings;
    report.digests.clear();
    report.coverage.digests = DigestCoverage {
        skipped: 4,
        ..DigestCoverage::default()
    };
    report.coverage.not_checked = vec![
        left_out("CPL_1.xml"),
        left_out("audio.mxf"),
        left_out("text.mxf"),
        left_out("video.mxf"),
        NotChecked {
            subject: "urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca86".to_owned(),
            what: "track file",
            why: Why::External,
        },
    ];
    report
}

/// A certificate that `Authority` issued.
fn certificate(name: &str) -> CertificateSummary {
    CertificateSummary {
        subject: format!("CN={name},O=Example"),
        issuer: "CN=Authority,O=Example".to_owned(),
        serial: "4711".to_owned(),
        not_before: "2020-01-01T00:00:00Z".to_owned(),
        not_after: "2039-12-31T23:59:59Z".to_owned(),
    }
}

/// A report with nothing to complain about.
pub(crate) fn passing(package: &str) -> Report {
    let track = |id: &str, kind: &str, file: &str| VirtualTrackSummary {
        id: Some(format!("urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca{id}")),
        kind: kind.to_owned(),
        resources: 2,
        track_files: vec![format!("urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dcb{file}")],
    };
    Report {
        package: package.to_owned(),
        fail_on: Some(Severity::Error),
        coverage: Coverage {
            digests: DigestCoverage {
                verified: 4,
                ..DigestCoverage::default()
            },
            headers: HeaderCoverage {
                read: 1,
                unreadable: 0,
            },
            essence: EssenceCoverage {
                walked: 1,
                ..EssenceCoverage::default()
            },
            track_files: TrackFileCoverage {
                present: 1,
                external: 1,
                missing: 0,
            },
            not_checked: Vec::new(),
        },
        compositions: vec![CompositionSummary {
            id: Some("urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca80".to_owned()),
            file: "CPL_1.xml".to_owned(),
            title: Some("A Feature".to_owned()),
            edit_rate: Some("24000/1001".to_owned()),
            duration: Some(48),
            editions: vec!["http://www.smpte-ra.org/schemas/2067-3/2016".to_owned()],
            virtual_tracks: vec![
                track("01", "MainImageSequence", "01"),
                track("02", "MainAudioSequence", "02"),
                track("03", "MainAudioSequence", "03"),
            ],
        }],
        signatures: vec![SignatureSummary {
            file: "CPL_1.xml".to_owned(),
            verdict: SignatureVerdict::Valid,
            algorithm: Some("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256".to_owned()),
            chain: vec![certificate("Signer"), certificate("Authority")],
        }],
        digests: vec![DigestSummary {
            file: "video.mxf".to_owned(),
            algorithm: "SHA-1",
            value: "2jmj7l5rSw0yVb/vlWAYkK/YBwk=".to_owned(),
            provenance: Provenance::Read,
        }],
        findings: Vec::new(),
        elapsed: Duration::from_millis(12),
    }
}
