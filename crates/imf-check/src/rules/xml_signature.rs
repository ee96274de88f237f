//! Rules on XML signatures (packing list, composition, output profile list, sidecar map): so far what can be said of one
//! without verifying it.

use imf_parse::model::{self, DigestAlgorithm, Signature, X509Item};

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A document carries an XML signature that cannot be valid.
    ///
    /// ## Why it matters
    /// A receiver that verifies signatures refuses the document, or takes it for a forgery. A document without a
    /// signature is fine.
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

fn signature_invalid(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let signature = match &document.loaded.value {
        Some(model::Document::CompositionPlaylist(playlist)) => &playlist.signature,
        Some(model::Document::OutputProfileList(list)) => &list.signature,
        Some(model::Document::PackingList(list)) => &list.signature,
        Some(model::Document::SidecarCompositionMap(map)) => &map.signature,
        _ => return,
    };
    let Some(signature) = signature else { return };
    digests(signature, sink);
    value(signature, sink);
    certificates(signature, sink);
}

fn digests(signature: &Signature, sink: &mut Sink<'_>) {
    for reference in &signature.references {
        let (Some(method), Some(value)) = (&reference.digest_method, &reference.digest_value)
        else {
            continue;
        };
        let length = match method.value {
            DigestAlgorithm::Sha1 => 20,
            DigestAlgorithm::Sha256 => 32,
            DigestAlgorithm::Sha384 => 48,
            DigestAlgorithm::Sha512 => 64,
            DigestAlgorithm::Other(_) => continue,
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

fn value(signature: &Signature, sink: &mut Sink<'_>) {
    let is_rsa = signature
        .method
        .as_ref()
        .and_then(|method| method.algorithm.as_ref())
        .is_some_and(|uri| uri.contains("#rsa-"));
    let Some(value) = signature
        .value
        .as_ref()
        .filter(|value| is_rsa && value.len() < SHORTEST_RSA)
    else {
        return;
    };
    sink.at(value.at, "the signature is shorter than any RSA signature")
        .found(format_args!("{} bytes", value.len()))
        .expected("as many bytes as the key has, 256 for 2048 bits");
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
    use imf_testkit::Imp;

    use super::super::case::Case;
    use super::*;

    pub(in crate::rules) const CASES: &[Case] = &[
        Case::fires("xml-signature-invalid", "a digest of three bytes", |imp| {
            sign(imp, "AAAA", &VALUE, &CERTIFICATE);
        }),
        Case::fires(
            "xml-signature-invalid",
            "an RSA signature of three bytes",
            |imp| sign(imp, DIGEST, "AAAA", &CERTIFICATE),
        ),
        Case::fires(
            "xml-signature-invalid",
            "a certificate of three bytes",
            |imp| sign(imp, DIGEST, &VALUE, "AAAA"),
        ),
        Case::silent(
            "xml-signature-invalid",
            "lengths as they should be",
            |imp| sign(imp, DIGEST, &VALUE, &CERTIFICATE),
        ),
    ];

    const DIGEST: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    static VALUE: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| "A".repeat(344 - 2) + "==");
    static CERTIFICATE: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| "MAMCAQA=".to_owned());

    /// Adds a signature to the packing list.
    fn sign(imp: &mut Imp, digest: &str, value: &str, certificate: &str) {
        let signature = format!(
            "<Signer><ds:X509Data xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509SubjectName>CN=n</ds:X509SubjectName></ds:X509Data></Signer>\
             <Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo>\
             <CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>\
             <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
             <Reference URI=\"\"><DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/><DigestValue>{digest}</DigestValue></Reference>\
             </SignedInfo><SignatureValue>{value}</SignatureValue>\
             <KeyInfo><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></Signature></PackingList>"
        );
        let path = imp.packing_list();
        imp.edit(&path, "</PackingList>", &signature);
        imp.reseal_asset_map();
    }

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
