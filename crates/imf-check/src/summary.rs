//! The compositions and signatures of a package in a few words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_parse::model::{CompositionPlaylist, Name, Uuid};

use crate::hash::HashSet;
use crate::judge::subject;
use crate::package::{
    Composition, DocumentIndex, Package, SignerCertificate, Verification, for_each_track_file,
};
use crate::report::{
    CertificateSummary, CompositionSummary, DigestSummary, SignatureSummary, SignatureVerdict,
    VirtualTrackSummary,
};
use crate::rules;

/// A summary of each composition, in the order of their files' paths.
pub(crate) fn compositions(package: &Package) -> Vec<CompositionSummary> {
    let readable = package
        .compositions
        .iter()
        .filter_map(|info| Some((info, package.playlist(info.document)?)));
    readable
        .map(|(info, playlist)| composition(package, info, playlist))
        .collect()
}

/// The digests, in the order of the files' paths.
pub(crate) fn digests(package: &Package) -> Vec<DigestSummary> {
    let mut files: Vec<_> = package.digests.iter().collect();
    files.sort_by_key(|(file, _)| **file);
    let of_file = files.into_iter().flat_map(|(&file, digests)| {
        digests.iter().map(move |(algorithm, value)| DigestSummary {
            file: package.inventory.path(file).to_owned(),
            algorithm: algorithm.name(),
            value: STANDARD.encode(value),
            provenance: package.provenance(file).clone(),
        })
    });
    of_file.collect()
}

/// A summary of each signature, in the order of the documents' paths.
pub(crate) fn signatures(package: &Package) -> Vec<SignatureSummary> {
    let documents = (0..).map(DocumentIndex).zip(&package.documents);
    let signed = documents.filter_map(|(index, document)| {
        let signature = document.value.as_ref()?.signature()?;
        let method = signature.method.as_ref();
        let algorithm = method.and_then(|method| method.algorithm.as_ref());
        let verification = package.verification(index);
        Some(SignatureSummary {
            file: document.path.clone(),
            verdict: verification.map_or(SignatureVerdict::NotChecked, verdict),
            algorithm: algorithm.map(|uri| uri.value.to_string()),
            chain: verification
                .into_iter()
                .flat_map(Verification::chained)
                .map(certificate)
                .collect(),
        })
    });
    signed.collect()
}

fn verdict(verification: &Verification) -> SignatureVerdict {
    if verification.is_invalid() {
        SignatureVerdict::Invalid
    } else if verification.is_valid() {
        SignatureVerdict::Valid
    } else {
        SignatureVerdict::NotChecked
    }
}

fn certificate(certificate: &SignerCertificate) -> CertificateSummary {
    CertificateSummary {
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        serial: certificate.serial.clone(),
        not_before: certificate.not_before.text.clone(),
        not_after: certificate.not_after.text.clone(),
    }
}

fn composition(
    package: &Package,
    info: &Composition,
    playlist: &CompositionPlaylist,
) -> CompositionSummary {
    let subject = subject::Composition { playlist, info };
    let mut editions = vec![
        playlist.namespace.to_owned(),
        info.core_constraints.namespace().to_owned(),
    ];
    for id in &info.application_ids {
        if !editions.iter().any(|edition| **edition == *id.value) {
            editions.push(id.value.to_string());
        }
    }
    CompositionSummary {
        id: playlist.id.map(|id| id.value.to_string()),
        file: package.document(info.document).path.clone(),
        title: playlist
            .content_title
            .as_ref()
            .map(|title| title.value.text.to_string()),
        edit_rate: playlist.edit_rate.map(|rate| rate.value.to_string()),
        duration: rules::duration(subject),
        editions,
        virtual_tracks: subject.virtual_tracks().map(virtual_track).collect(),
    }
}

fn virtual_track(track: subject::VirtualTrack<'_>) -> VirtualTrackSummary {
    let mut seen: HashSet<Uuid> = HashSet::default();
    let mut track_files = Vec::new();
    let mut resources = 0;
    for subject::Use { resource, count } in track.uses() {
        resources += count;
        for_each_track_file(resource.resource, &mut |reference| {
            if let Some(id) = reference.track_file_id
                && seen.insert(id.value)
            {
                track_files.push(id.value.to_string());
            }
        });
    }
    VirtualTrackSummary {
        id: track.track.id.map(|id| id.to_string()),
        kind: kind(track.kind()),
        resources: usize::try_from(resources).unwrap_or(usize::MAX),
        track_files,
    }
}

fn kind(name: &Name) -> String {
    name.local.to_string()
}
