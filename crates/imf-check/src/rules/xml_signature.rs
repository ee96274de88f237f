//! Rules on XML signatures (packing list, composition, output profile list, sidecar map): their shape, and the signature
//! value.

use imf_parse::model::{DigestAlgorithm, Document, Reference, Signature, X509Item};

use crate::judge::{Sink, subject};
use crate::package::{Package, ReferenceOutcome, ValueOutcome, Verification};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A document carries an XML signature that is not valid: it has not the shape of one, or its value was not made with
    /// the key of any certificate that it brings.
    ///
    /// ## Why it matters
    /// A receiver that verifies signatures refuses the document, or takes it for a forgery. A document without a
    /// signature is fine. That a signature is valid says who holds the key and that nothing was changed since, and not
    /// that the signer is to be trusted: that takes certificates which the receiver has from elsewhere, so it is not
    /// decided here.
    ///
    /// ## How to fix it
    /// Sign the document again, or remove both `Signer` and `Signature`.
    XML_SIGNATURE_INVALID = "xml-signature-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 429-8", "2007"),
            Citation::document("ST 2067-3", "2016"),
            Citation::document("ST 2067-100", "2014"),
            Citation::document("ST 2067-9", "2018"),
        ],
        needs: Documents,
        check: Document(signature_invalid),
    }
}

/// The shortest RSA signature that any tool makes: of a key of 512 bits.
const SHORTEST_RSA: usize = 64;

fn signature_invalid(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some(signature) = document.loaded.value.as_ref().and_then(Document::signature) else {
        return;
    };
    digests(signature, sink);
    certificates(signature, sink);
    if is_too_short(signature) {
        short(signature, sink);
    } else if let Some(verification) = package.verification(document.index) {
        value(signature, verification, sink);
    }
}

fn digests(signature: &Signature, sink: &mut Sink<'_>) {
    for reference in &signature.references {
        let (Some(value), Some(length)) = (&reference.digest_value, digest_bytes(reference)) else {
            continue;
        };
        if value.len() != length {
            sink.at(
                value.at,
                "the digest in the signature has not the length of its algorithm",
            )
            .found(format_args!("{} bytes", value.len()))
            .expected(format_args!("{length} bytes"));
        }
    }
}

/// How many bytes the digest of `reference` should have; `None` where its algorithm is not known.
pub(super) fn digest_bytes(reference: &Reference) -> Option<usize> {
    match reference.digest_method.as_ref()?.value {
        DigestAlgorithm::Sha1 => Some(20),
        DigestAlgorithm::Sha256 => Some(32),
        DigestAlgorithm::Sha384 => Some(48),
        DigestAlgorithm::Sha512 => Some(64),
        DigestAlgorithm::Other(_) => None,
    }
}

/// Whether the value cannot be one by any key, which is then all that is said of it.
pub(super) fn is_too_short(signature: &Signature) -> bool {
    let is_rsa = algorithm(signature).is_some_and(|uri| uri.contains("#rsa-"));
    let value = signature.value.as_ref();
    is_rsa && value.is_some_and(|value| value.len() < SHORTEST_RSA)
}

/// The URI of the signature algorithm.
pub(super) fn algorithm(signature: &Signature) -> Option<&str> {
    let uri = signature.method.as_ref()?.algorithm.as_ref()?;
    Some(&uri.value)
}

fn short(signature: &Signature, sink: &mut Sink<'_>) {
    let Some(value) = &signature.value else {
        return;
    };
    sink.at(value.at, "the signature is shorter than any RSA signature")
        .found(format_args!("{} bytes", value.len()))
        .expected("as many bytes as the key has, 256 for 2048 bits");
}

fn value(signature: &Signature, verification: &Verification, sink: &mut Sink<'_>) {
    let Some(value) = signature.value.as_ref() else {
        return;
    };
    // Where a digest is wrong too, that is the fault: who changed a digest has changed what the value signs.
    let is_mismatch = |outcome: &ReferenceOutcome| matches!(outcome, ReferenceOutcome::Mismatch(_));
    if verification.value != ValueOutcome::Mismatch
        || verification.references.iter().any(is_mismatch)
    {
        return;
    }
    let whose = match verification.certificates.as_slice() {
        [only] => format!("the key of its certificate, `{}`", clip(&only.subject)),
        several => format!("the key of any of its {} certificates", several.len()),
    };
    let message = format!(
        "the signature value was not made with {whose}, or what it signs (`SignedInfo`) was changed since"
    );
    let draft = sink.at(value.at, message);
    draft
        .found(format_args!(
            "{} bytes that the key does not verify",
            value.len()
        ))
        .expected(format_args!(
            "a signature of `SignedInfo` by `{}`",
            clip(algorithm(signature).unwrap_or_default())
        ));
}

/// At most 200 characters of a text that a document states.
pub(super) fn clip(text: &str) -> &str {
    match text.char_indices().nth(200) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

fn certificates(signature: &Signature, sink: &mut Sink<'_>) {
    for item in signature.key_info.iter().flat_map(|info| &info.x509) {
        if let X509Item::Certificate(bytes) = &item.value
            && !is_der_sequence(bytes)
        {
            sink.at(
                item.at,
                "the signature holds something that is not a certificate",
            )
            .found(format_args!(
                "{} bytes that are not a DER sequence",
                bytes.len()
            ))
            .expected("an X.509 certificate in DER, as base64");
        }
    }
}

/// Whether `bytes` are one DER sequence, as a certificate is (X.690).
fn is_der_sequence(bytes: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = bytes else {
        return false;
    };
    let (length, content) = match first {
        0..=0x7F => (usize::from(*first), rest),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7F);
            let Some((length, content)) = rest.split_at_checked(count) else {
                return false;
            };
            (
                length
                    .iter()
                    .fold(0, |length, byte| (length << 8) | usize::from(*byte)),
                content,
            )
        }
        _ => return false,
    };
    length > 0 && content.len() == length
}

#[cfg(test)]
pub(super) use tests::CASES;

#[cfg(test)]
mod tests {
    use super::super::case::{Case, sample};
    use super::*;

    pub(in crate::rules) const CASES: &[Case] = &[
        Case::fires_alone(
            "xml-signature-invalid",
            "a digest of three bytes",
            sample!("digest-short"),
        ),
        Case::fires_alone(
            "xml-signature-invalid",
            "an RSA signature of three bytes",
            sample!("value-short"),
        ),
        Case::fires_alone(
            "xml-signature-invalid",
            "a certificate of three bytes",
            sample!("certificate-short"),
        ),
        Case::fires_alone(
            "xml-signature-invalid",
            "some bytes of the value changed",
            sample!("value-changed"),
        ),
        Case::fires_alone(
            "xml-signature-invalid",
            "another algorithm than the one that signed",
            sample!("method-changed"),
        ),
        Case::fires_alone(
            "xml-signature-invalid",
            "the key of another certificate",
            sample!("wrong-key"),
        ),
        Case::silent_alone(
            "xml-signature-invalid",
            "a valid signature by RSA",
            sample!("pkl-rsa-sha1"),
        ),
        Case::silent_alone("xml-signature-invalid", "one by ECDSA", sample!("opl-p256")),
        Case::silent_alone(
            "xml-signature-invalid",
            "one of the sidecar map's own namespace",
            sample!("scm"),
        ),
        Case::silent_alone(
            "xml-signature-invalid",
            "an algorithm that is not known",
            sample!("method-unknown"),
        ),
    ];

    #[test]
    fn der_sequences_are_known_by_their_length() {
        assert!(is_der_sequence(&[0x30, 1, 0]));
        assert!(is_der_sequence(&[0x30, 0x81, 1, 0]));
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0],
            &[0x30, 2, 0],
            &[0x30, 0x82, 1],
            &[0x31, 1, 0],
            &[0x30, 0x80, 0, 0],
        ] {
            assert!(!is_der_sequence(bytes), "{bytes:02X?}");
        }
    }
}
