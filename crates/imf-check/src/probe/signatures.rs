//! The signatures of the documents, verified.

use imf_parse::Limits;
use imf_parse::model::Document;

use crate::package::{DocumentIndex, Package};
use crate::report::{NotChecked, Why};
use crate::storage::Storage;

#[cfg(feature = "signatures")]
mod certificates;
#[cfg(feature = "signatures")]
mod plan;
#[cfg(feature = "signatures")]
mod verify;

/// Verifies the signature of every document that has one, and puts what that came to into `package`.
///
/// It costs one more pass over such a document, whatever its size, and keeps nothing of it. Nothing outside the
/// document is looked at.
pub(crate) fn signatures(
    storage: &dyn Storage,
    package: &mut Package,
    limits: &Limits,
    not_checked: &mut Vec<NotChecked>,
) {
    let documents = (0..).map(DocumentIndex).zip(&package.documents);
    let signed: Vec<DocumentIndex> = documents
        .filter(|(_, document)| {
            document
                .value
                .as_ref()
                .and_then(Document::signature)
                .is_some()
        })
        .map(|(index, _)| index)
        .collect();
    for index in signed {
        let why = verify(storage, package, index, limits);
        let subject = &package.document(index).path;
        not_checked.extend(why.into_iter().map(|why| NotChecked {
            subject: subject.clone(),
            what: "signature",
            why,
        }));
    }
}

/// Verifies the signature of one document; why that cannot be done, or not wholly.
#[cfg(feature = "signatures")]
fn verify(
    storage: &dyn Storage,
    package: &mut Package,
    index: DocumentIndex,
    limits: &Limits,
) -> Vec<Why> {
    use crate::package::{ReferenceOutcome, ValueOutcome};

    let verified = verify::verify(storage, package, index, limits);
    let verification = match verified {
        Ok(Some(verification)) => verification,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![Why::Unreadable(error.to_string())],
    };
    let mut reasons: Vec<&String> = Vec::new();
    for outcome in &verification.references {
        if let ReferenceOutcome::NotChecked(why) = outcome {
            reasons.push(why);
        }
    }
    if let ValueOutcome::NotChecked(why) = &verification.value {
        reasons.push(why);
    }
    let chain = verification.chain.as_ref();
    reasons.extend(chain.and_then(|chain| chain.not_checked.as_ref()));
    let why = reasons.into_iter().cloned().map(Why::Unsupported).collect();
    package.verifications.push(verification);
    why
}

/// Says that this build does without.
#[cfg(not(feature = "signatures"))]
fn verify(_: &dyn Storage, _: &mut Package, _: DocumentIndex, _: &Limits) -> Vec<Why> {
    vec![Why::Unsupported(
        "this build does not verify signatures".to_owned(),
    )]
}
