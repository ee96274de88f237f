//! The certificates that a signature brings, and which of their keys signed.

use imf_parse::model::{KeyInfo, Signature, X509Item};
use imf_parse::{Located, Place};
use imf_signature::{Certificate, End, Scheme, chain};

use super::plan::{algorithm, clip};
use crate::package::{CertificateChain, Moment, SignerCertificate, ValueOutcome};

/// How many certificates are read; a chain has two to four.
const MOST: usize = 16;

/// The certificates of a signature.
#[derive(Debug, Default)]
pub(super) struct Certificates {
    read: Vec<Certificate>,
    places: Vec<Place>,
    /// Why some are missing among them.
    missing: Option<String>,
}

impl Certificates {
    /// Reads those of `info`.
    pub(super) fn new(info: Option<&KeyInfo>) -> Self {
        let mut certificates = Self::default();
        let items = info.into_iter().flat_map(|info| &info.x509);
        let found = items.filter_map(|item| match &item.value {
            X509Item::Certificate(der) => Some(Located::new(der, item.at)),
            _ => None,
        });
        for (count, der) in found.enumerate() {
            if count == MOST {
                certificates.missing = Some(format!("only the first {MOST} certificates are read"));
                break;
            }
            match Certificate::from_der(der.value) {
                Ok(certificate) => {
                    certificates.read.push(certificate);
                    certificates.places.push(der.at);
                }
                Err(error) => certificates.missing = Some(error.to_string()),
            }
        }
        certificates
    }

    /// What they say, for the report.
    pub(super) fn described(&self) -> Vec<SignerCertificate> {
        let moment = |moment: imf_signature::Moment| Moment {
            seconds: i64::try_from(moment.0).unwrap_or(i64::MAX),
            text: moment.to_string(),
        };
        let described = self.read.iter().zip(&self.places);
        described
            .map(|(certificate, &at)| SignerCertificate {
                at,
                subject: certificate.subject.clone(),
                issuer: certificate.issuer.clone(),
                serial: certificate.serial.clone(),
                not_before: moment(certificate.validity.from),
                not_after: moment(certificate.validity.to),
            })
            .collect()
    }

    /// Whether the key of one of them made the value of `signature` over what has `digest`.
    pub(super) fn verify(
        &self,
        signature: &Signature,
        scheme: Scheme,
        digest: &[u8],
    ) -> ValueOutcome {
        let Some(value) = &signature.value else {
            return ValueOutcome::NotChecked(
                "it has no signature value that can be read".to_owned(),
            );
        };
        let mut is_usable = false;
        let mut why = self.missing.clone();
        for (index, certificate) in self.read.iter().enumerate() {
            match &certificate.key {
                Ok(key) if key.kind() == scheme.key => {
                    is_usable = true;
                    if key.verifies(scheme, digest, &value.value) {
                        return ValueOutcome::Verified(index);
                    }
                }
                Ok(_) => {}
                Err(error) => why = Some(error.to_string()),
            }
        }
        match why {
            // What could not be used may be what signed.
            Some(why) => ValueOutcome::NotChecked(why),
            None if is_usable => ValueOutcome::Mismatch,
            None if self.read.is_empty() => ValueOutcome::NotChecked(
                "it brings no certificate, so that its key is not known".to_owned(),
            ),
            None => ValueOutcome::NotChecked(
                "none of its certificates has a key for its signature algorithm".to_owned(),
            ),
        }
    }

    /// The chain upwards from the certificate at `signer`.
    pub(super) fn chain(&self, signer: usize) -> CertificateChain {
        let found = chain(&self.read, signer);
        let (refuted_by, not_checked) = match found.end {
            End::Absent | End::Root => (None, None),
            End::Broken { issuer } => (Some(issuer), None),
            End::Unverified(error) => (None, Some(error)),
        };
        CertificateChain {
            links: found.links,
            refuted_by,
            not_checked: not_checked.map(|error| format!("its chain of certificates: {error}")),
        }
    }
}

/// The algorithm of the signature value, or why it is not verified.
pub(super) fn scheme(signature: &Signature) -> Result<Scheme, String> {
    let Some(method) = &signature.method else {
        return Err("it names no signature algorithm".to_owned());
    };
    let uri = algorithm(method);
    Scheme::from_uri(uri)
        .filter(|_| !method.has_parameters)
        .ok_or_else(|| format!("the signature algorithm `{}` is not supported", clip(uri)))
}
