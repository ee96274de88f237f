//! From the values of the check to what is written.

use imf_check::Provenance;
use imf_check::finding::{self, Severity};
use imf_check::report::{self, Why};
use imf_check::rule;

use super::{SCHEMA_VERSION, wire};
use crate::catalog;

impl<'a> From<&'a report::Report> for wire::Report<'a> {
    fn from(report: &'a report::Report) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: wire::Tool {
                name: "imf",
                version: env!("CARGO_PKG_VERSION"),
            },
            package: &report.package,
            verdict: report.verdict().as_str(),
            summary: wire::Summary {
                errors: report.count(Severity::Error),
                warnings: report.count(Severity::Warning),
                infos: report.count(Severity::Info),
            },
            coverage: (&report.coverage).into(),
            compositions: report.compositions.iter().map(Into::into).collect(),
            signatures: report.signatures.iter().map(Into::into).collect(),
            digests: report.digests.iter().map(Into::into).collect(),
            findings: report.findings.iter().map(Into::into).collect(),
            timings: wire::Timings {
                total_ms: report.elapsed.as_millis(),
            },
        }
    }
}

impl<'a> From<&'a report::Coverage> for wire::Coverage<'a> {
    fn from(coverage: &'a report::Coverage) -> Self {
        let report::DigestCoverage {
            verified,
            skipped,
            trusted,
            failed,
        } = coverage.digests;
        let report::HeaderCoverage { read, unreadable } = coverage.headers;
        let report::EssenceCoverage {
            walked,
            skipped: essence_skipped,
            failed: essence_failed,
        } = coverage.essence;
        let report::TrackFileCoverage {
            present,
            external,
            missing,
        } = coverage.track_files;
        Self {
            digests: wire::Digests {
                verified,
                skipped,
                trusted,
                failed,
            },
            headers: wire::Headers { read, unreadable },
            essence: wire::Essence {
                walked,
                skipped: essence_skipped,
                failed: essence_failed,
            },
            track_files: wire::TrackFiles {
                present,
                external,
                missing,
            },
            not_checked: coverage.not_checked.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a report::NotChecked> for wire::NotChecked<'a> {
    fn from(item: &'a report::NotChecked) -> Self {
        let why = match &item.why {
            Why::External => "external".to_owned(),
            Why::Interrupted => "interrupted".to_owned(),
            Why::LeftOut(option) => (*option).to_owned(),
            Why::Trusted(provenance) => format!("trusted: {provenance}"),
            Why::Unsupported(what) => format!("unsupported: {what}"),
            Why::Unreadable(error) => format!("unreadable: {error}"),
        };
        Self {
            subject: &item.subject,
            what: item.what,
            why,
        }
    }
}

impl<'a> From<&'a report::CompositionSummary> for wire::Composition<'a> {
    fn from(composition: &'a report::CompositionSummary) -> Self {
        Self {
            id: composition.id.as_deref(),
            file: &composition.file,
            title: composition.title.as_deref(),
            edit_rate: composition.edit_rate.as_deref(),
            duration: composition.duration,
            editions: &composition.editions,
            virtual_tracks: composition.virtual_tracks.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a report::VirtualTrackSummary> for wire::VirtualTrack<'a> {
    fn from(track: &'a report::VirtualTrackSummary) -> Self {
        Self {
            id: track.id.as_deref(),
            kind: &track.kind,
            resources: track.resources,
            track_files: &track.track_files,
        }
    }
}

impl<'a> From<&'a report::SignatureSummary> for wire::Signature<'a> {
    fn from(signature: &'a report::SignatureSummary) -> Self {
        let mut chain = signature.chain.iter().map(Into::into);
        Self {
            file: &signature.file,
            verdict: signature.verdict.as_str(),
            algorithm: signature.algorithm.as_deref(),
            signer: chain.next(),
            issuers: chain.collect(),
        }
    }
}

impl<'a> From<&'a report::DigestSummary> for wire::Digest<'a> {
    fn from(digest: &'a report::DigestSummary) -> Self {
        let (resumed_at, list) = match &digest.provenance {
            Provenance::Resumed { from } => (Some(*from), None),
            Provenance::Offered { list } => (None, Some(&**list)),
            _ => (None, None),
        };
        Self {
            file: &digest.file,
            algorithm: digest.algorithm,
            value: &digest.value,
            source: digest.provenance.as_str(),
            resumed_at,
            list,
        }
    }
}

impl<'a> From<&'a report::CertificateSummary> for wire::Certificate<'a> {
    fn from(certificate: &'a report::CertificateSummary) -> Self {
        Self {
            subject: &certificate.subject,
            issuer: &certificate.issuer,
            serial: &certificate.serial,
            not_before: &certificate.not_before,
            not_after: &certificate.not_after,
        }
    }
}

impl<'a> From<&'a finding::Finding> for wire::Finding<'a> {
    fn from(finding: &'a finding::Finding) -> Self {
        Self {
            rule: finding.rule.id,
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help(),
            found: finding.found.as_deref(),
            expected: finding.expected.as_deref(),
            photon_code: finding.photon_code,
            spec: finding.citations.iter().map(Into::into).collect(),
            house_rule: finding.citations.is_empty(),
            profile: None,
            location: (&finding.location).into(),
            related: finding.related.iter().map(Into::into).collect(),
        }
    }
}

impl From<&rule::Citation> for wire::Citation {
    fn from(citation: &rule::Citation) -> Self {
        let rule::Citation {
            document,
            edition,
            clause,
            draft,
        } = *citation;
        Self {
            document,
            edition: Some(edition).filter(|edition| !edition.is_empty()),
            clause,
            draft,
        }
    }
}

impl<'a> From<&'a finding::Location> for wire::Location<'a> {
    fn from(location: &'a finding::Location) -> Self {
        Self {
            file: &location.file,
            line: location.line,
            column: location.column,
            path: location.path.as_deref(),
            excerpt: location
                .excerpt
                .as_ref()
                .map(|excerpt| excerpt.text.as_str()),
            byte_offset: location.byte_offset,
            set: location.set.as_deref(),
            property: location.property.as_deref(),
            asset: location.asset.as_deref(),
        }
    }
}

impl<'a> From<&'a finding::Related> for wire::Related<'a> {
    fn from(related: &'a finding::Related) -> Self {
        Self {
            file: &related.location.file,
            line: related.location.line,
            column: related.location.column,
            byte_offset: related.location.byte_offset,
            set: related.location.set.as_deref(),
            property: related.location.property.as_deref(),
            message: &related.message,
        }
    }
}

impl From<&rule::Rule> for wire::Rule {
    fn from(rule: &rule::Rule) -> Self {
        Self {
            id: rule.id,
            severity: rule.severity.as_str(),
            summary: rule.summary(),
            spec: rule.citations.iter().map(Into::into).collect(),
            house_rule: rule.is_house_rule(),
            photon_code: rule.photon_code,
            needs: catalog::needs(rule),
            page: catalog::body(rule),
        }
    }
}
