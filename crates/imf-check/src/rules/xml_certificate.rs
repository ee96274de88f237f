//! Rules on the certificates of XML signatures.

use super::xml_signature::clip;
use super::xml_signature_reference::verified;
use crate::judge::{Sink, subject};
use crate::package::{Package, SignerCertificate};
use crate::rule::declare_rule;

declare_rule! {
    /// A certificate of a signature was not valid on the date of the document.
    ///
    /// ## Why it matters
    /// A receiver that verifies signatures is likely to refuse it. Compared are the validity of every certificate from
    /// the signer's upwards and the document's `IssueDate`, which stands for the time of the signing: when that was, a
    /// signature does not say. What the clock of this machine says is not asked, so a certificate that ran out since is
    /// no finding; the report shows until when each of them is valid.
    ///
    /// ## How to fix it
    /// Renew the certificate and sign the document again, or correct `IssueDate` before it is signed.
    XML_CERTIFICATE_DATE_MISMATCH = "xml-certificate-date-mismatch" {
        severity: Warning,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Document(date_mismatch),
    }
}

declare_rule! {
    /// A certificate of a signature was not signed by the issuer that it names.
    ///
    /// ## Why it matters
    /// The certificate of the issuer is there, and its key did not sign this one: it was forged, or the document brings
    /// another certificate of that name. No receiver can get from the signer to an authority that it trusts.
    ///
    /// A chain that ends before its root is fine, since receivers have the roots. Whether an issuer was allowed to issue,
    /// and whether a certificate was revoked, is not looked at.
    ///
    /// ## How to fix it
    /// Put the certificates of the signer's own authorities into the signature.
    XML_CERTIFICATE_ISSUER_MISMATCH = "xml-certificate-issuer-mismatch" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Document(issuer_mismatch),
    }
}

declare_rule! {
    /// The certificates of a signature are not in the order of their chain, the signer's first.
    ///
    /// ## Why it matters
    /// XML Signature leaves the order open, and it makes no difference here. But there are receivers that take the first
    /// certificate for the signer's, and find the signature invalid where it is another's.
    ///
    /// ## How to fix it
    /// Write the signer's certificate first, then that of its issuer, and so on. They are not part of what is signed, so
    /// the signature stays valid.
    XML_CERTIFICATE_ORDER_INCORRECT = "xml-certificate-order-incorrect" {
        severity: Warning,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Document(order_incorrect),
    }
}

/// How far the zones of the world reach, in seconds: where a date states none, all are meant.
const FARTHEST: i64 = 14 * 3600;

fn date_mismatch(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some((_, verification)) = verified(package, document) else {
        return;
    };
    let Some(date) = document
        .loaded
        .value
        .as_ref()
        .and_then(imf_parse::Document::issue_date)
    else {
        return;
    };
    let local = date.local_seconds();
    let (earliest, latest) = match date.offset {
        Some(minutes) => {
            let moment = local - i64::from(minutes) * 60;
            (moment, moment)
        }
        None => (local - FARTHEST, local + FARTHEST),
    };
    for certificate in verification.chained() {
        let SignerCertificate {
            not_before,
            not_after,
            ..
        } = certificate;
        let (what, is_outside) = if latest < not_before.seconds {
            ("not yet valid", true)
        } else {
            ("no longer valid", earliest > not_after.seconds)
        };
        if !is_outside {
            continue;
        }
        let message = format!(
            "the certificate of `{}` was {what} on the date of the document, {}: it is valid from {} to {}",
            clip(&certificate.subject),
            date.value,
            not_before.text,
            not_after.text
        );
        sink.at(certificate.at, message)
            .found(date.value)
            .expected(format_args!("{} to {}", not_before.text, not_after.text))
            .related(document.index, date.at, "the date of the document");
    }
}

fn issuer_mismatch(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some((_, verification)) = verified(package, document) else {
        return;
    };
    let issuer = verification
        .chain
        .as_ref()
        .and_then(|chain| chain.refuted_by);
    let issuer = issuer.and_then(|index| verification.certificates.get(index));
    let (Some(certificate), Some(issuer)) = (verification.chained().last(), issuer) else {
        return;
    };
    let message = format!(
        "the certificate of `{}` names `{}` as its issuer, and the key of that one's certificate did not sign it",
        clip(&certificate.subject),
        clip(&issuer.subject)
    );
    let draft = sink.at(certificate.at, message);
    draft
        .found("a signature by another key")
        .expected(format_args!(
            "a signature by the key of the certificate with the serial number {}",
            issuer.serial
        ));
    if certificate.at != issuer.at {
        draft.related(document.index, issuer.at, "the certificate of the issuer");
    }
}

fn order_incorrect(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some((_, verification)) = verified(package, document) else {
        return;
    };
    let links = verification
        .chain
        .as_ref()
        .map_or(&[][..], |chain| &chain.links);
    let (Some(&signer), true) = (links.first(), verification.certificates.len() > 1) else {
        return;
    };
    if signer == 0 && links.is_sorted() {
        return;
    }
    let Some(certificate) = verification.certificates.get(signer) else {
        return;
    };
    let names = |certificates: &mut dyn Iterator<Item = &SignerCertificate>| {
        let names: Vec<String> = certificates
            .map(|certificate| format!("`{}`", clip(&certificate.subject)))
            .collect();
        names.join(", ")
    };
    let message = if signer == 0 {
        "the certificates after the signer's are not in the order of their chain".to_owned()
    } else {
        format!(
            "the signer's certificate is number {} of {}, and some receivers take the first for it",
            signer + 1,
            verification.certificates.len()
        )
    };
    sink.at(certificate.at, message)
        .found(names(&mut verification.certificates.iter()))
        .expected(names(&mut verification.chained()));
}

#[cfg(test)]
pub(super) use tests::CASES;

#[cfg(test)]
mod tests {
    use super::super::case::{Case, sample};

    pub(in crate::rules) const CASES: &[Case] = &[
        Case::fires_alone(
            "xml-certificate-date-mismatch",
            "a certificate that ran out five years before",
            sample!("certificate-expired"),
        ),
        Case::silent_alone(
            "xml-certificate-date-mismatch",
            "certificates that are valid on the date",
            sample!("pkl-rsa-sha1"),
        ),
        Case::silent_alone(
            "xml-certificate-date-mismatch",
            "a date on the last day, by one zone of the world",
            sample!("certificate-last-day"),
        ),
        Case::fires_alone(
            "xml-certificate-issuer-mismatch",
            "an issuer of the same name with another key",
            sample!("chain-broken"),
        ),
        Case::silent_alone(
            "xml-certificate-issuer-mismatch",
            "no root",
            sample!("chain-without-root"),
        ),
        Case::silent_alone(
            "xml-certificate-issuer-mismatch",
            "an issuer of the same name, told apart by the identifier of its key",
            sample!("chain-of-another-key"),
        ),
        Case::fires_alone(
            "xml-certificate-order-incorrect",
            "the root first",
            sample!("chain-out-of-order"),
        ),
        Case::fires_alone(
            "xml-certificate-order-incorrect",
            "the root before its issue",
            sample!("chain-root-second"),
        ),
        Case::silent_alone(
            "xml-certificate-order-incorrect",
            "the signer first",
            sample!("pkl-comments"),
        ),
    ];
}
