//! Rules on what an XML signature signs: its references.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_parse::model::{DigestAlgorithm, Document, Reference, Signature};

use super::xml_signature::{clip, digest_bytes, is_too_short};
use crate::judge::{Sink, subject};
use crate::package::{Cover, Package, ReferenceOutcome, ValueOutcome, Verification};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// What a signature signs has another digest than the signature says.
    ///
    /// ## Why it matters
    /// The document was changed after it was signed, be it by one space, or the signature belongs to another document. A
    /// receiver that verifies signatures refuses it.
    ///
    /// The digest is computed over the canonical form that the signature asks for, so that encoding, line ends and the
    /// quotes of attributes make no difference, and white space between elements does.
    ///
    /// ## How to fix it
    /// Fetch the document again, or have it signed again, as the last step before it is packed. Formatting a signed
    /// document breaks its signature.
    XML_SIGNATURE_DIGEST_MISMATCH = "xml-signature-digest-mismatch" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 429-8", "2007"),
            Citation::document("ST 2067-3", "2016"),
            Citation::document("ST 2067-100", "2014"),
            Citation::document("ST 2067-9", "2018"),
        ],
        needs: Documents,
        check: Document(digest_mismatch),
    }
}

declare_rule! {
    /// A signature does not cover the document that carries it.
    ///
    /// ## Why it matters
    /// A signature signs what its references name. Where none of them names the root element, the rest of the document
    /// can be exchanged and the signature stays valid: a known way to forge (signature wrapping).
    ///
    /// What is outside the document is never fetched, so a reference to it is not verified.
    ///
    /// ## How to fix it
    /// Sign the document again, with a reference whose `URI` is empty and the transform `enveloped-signature`.
    XML_SIGNATURE_REFERENCE_MISSING = "xml-signature-reference-missing" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 429-8", "2007"),
            Citation::document("ST 2067-3", "2016"),
            Citation::document("ST 2067-100", "2014"),
            Citation::document("ST 2067-9", "2018"),
        ],
        needs: Documents,
        check: Document(reference_missing),
    }
}

/// The signature of a document, and what verifying it came to.
pub(super) fn verified<'a>(
    package: &'a Package,
    document: subject::Document<'a>,
) -> Option<(&'a Signature, &'a Verification)> {
    let signature = document
        .loaded
        .value
        .as_ref()
        .and_then(Document::signature)?;
    Some((signature, package.verification(document.index)?))
}

fn digest_mismatch(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some((signature, verification)) = verified(package, document) else {
        return;
    };
    for (at, (reference, outcome)) in signature
        .references
        .iter()
        .zip(&verification.references)
        .enumerate()
    {
        let (ReferenceOutcome::Mismatch(computed), Some(stated)) =
            (outcome, &reference.digest_value)
        else {
            continue;
        };
        // A digest of the wrong length is no digest, and has its own finding.
        if digest_bytes(reference) != Some(stated.len()) {
            continue;
        }
        let (computed, says) = (STANDARD.encode(computed), STANDARD.encode(&stated.value));
        let which = match signature.references.len() {
            1 => "the signature".to_owned(),
            _ => format!("reference {} of the signature", at + 1),
        };
        let message = format!(
            "{} is not what was signed: its {} digest is `{computed}`, and {which} says `{says}`",
            what(reference),
            hash_name(reference)
        );
        let draft = sink.at(stated.at, message);
        draft.found(computed).expected(says);
        if covers_itself(reference) {
            draft.help("Sign the document with the transform `enveloped-signature`: without it the reference covers the signature itself, and no digest can be right.");
        }
        if let Some(value) = signature.value.as_ref()
            && verification.value == ValueOutcome::Mismatch
            && !is_too_short(signature)
        {
            draft.related(
                document.index,
                value.at,
                "the signature value does not fit either: the digest was changed after the signing, or another key signed",
            );
        }
    }
}

/// What a reference names, in words.
fn what(reference: &Reference) -> String {
    match reference.uri.as_ref().map(|uri| &*uri.value) {
        None | Some("" | "#xpointer(/)") => "the document".to_owned(),
        Some(uri) => format!("the part `{}` of the document", clip(uri)),
    }
}

fn hash_name(reference: &Reference) -> &'static str {
    match reference.digest_method.as_ref().map(|method| &method.value) {
        Some(DigestAlgorithm::Sha1) => "SHA-1",
        Some(DigestAlgorithm::Sha256) => "SHA-256",
        Some(DigestAlgorithm::Sha384) => "SHA-384",
        Some(DigestAlgorithm::Sha512) => "SHA-512",
        Some(DigestAlgorithm::Other(_)) | None => "",
    }
}

/// Whether a reference to the whole document does not leave the signature out.
fn covers_itself(reference: &Reference) -> bool {
    let is_enveloped = reference.transforms.iter().any(|transform| {
        let uri = transform.algorithm.as_ref();
        uri.is_some_and(|uri| uri.ends_with("#enveloped-signature"))
    });
    let uri = reference.uri.as_ref().map(|uri| &*uri.value);
    matches!(uri, Some("" | "#xpointer(/)")) && !is_enveloped
}

fn reference_missing(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some((signature, verification)) = verified(package, document) else {
        return;
    };
    // That there is no reference at all is a fault of the schema.
    let [first, rest @ ..] = signature.references.as_slice() else {
        return;
    };
    if verification.cover != Cover::Part {
        return;
    }
    let named = first.uri.as_ref().map_or("", |uri| clip(&uri.value));
    let more = match rest.len() {
        0 => String::new(),
        1 => " and one more".to_owned(),
        count => format!(" and {count} more"),
    };
    let message = format!(
        "the signature covers `{named}`{more}, and not the document: what is judged here may be anything"
    );
    sink.at(signature.at, message)
        .found(format_args!("`{named}`{more}"))
        .expected("a reference with an empty `URI`, which names the whole document");
}

#[cfg(test)]
pub(super) use tests::CASES;

#[cfg(test)]
mod tests {
    use super::super::case::{Case, sample};

    pub(in crate::rules) const CASES: &[Case] = &[
        Case::fires_alone(
            "xml-signature-digest-mismatch",
            "one digit of the content changed",
            sample!("content-changed"),
        ),
        Case::fires_alone(
            "xml-signature-digest-mismatch",
            "some bytes of the digest changed",
            sample!("digest-changed"),
        ),
        Case::fires_alone(
            "xml-signature-digest-mismatch",
            "the signature is not left out",
            sample!("not-enveloped"),
        ),
        Case::silent_alone(
            "xml-signature-digest-mismatch",
            "comments, references and white space inside tags",
            sample!("pkl-comments"),
        ),
        Case::silent_alone(
            "xml-signature-digest-mismatch",
            "other line ends",
            sample!("pkl-crlf"),
        ),
        Case::silent_alone(
            "xml-signature-digest-mismatch",
            "a digest algorithm that is not supported",
            sample!("digest-unsupported"),
        ),
        Case::fires_alone(
            "xml-signature-reference-missing",
            "the signed packing list is inside the signature, and another around it",
            sample!("wrapped"),
        ),
        Case::fires_alone(
            "xml-signature-reference-missing",
            "a reference to another file",
            sample!("outside"),
        ),
        Case::silent_alone(
            "xml-signature-reference-missing",
            "a reference to the document, and one to a part",
            sample!("pkl-two-references"),
        ),
        Case::silent_alone(
            "xml-signature-reference-missing",
            "a pointer to the document",
            sample!("pkl-pointer"),
        ),
        Case::silent_alone(
            "xml-signature-reference-missing",
            "a transform that may leave out more than the signature",
            sample!("transform-unsupported"),
        ),
    ];
}
