//! One signature, verified.

use std::io::{self, BufRead, BufReader};

use imf_parse::model::{Document, Signature};
use imf_parse::{Limits, Part, Place, Top, View, canonicalize};
use imf_signature::{Hasher, Scheme};

use super::certificates::{Certificates, scheme};
use super::plan::{Form, Plan, Refusal, Target, algorithm, canonical_form, clip, plan};
use crate::package::{Cover, DocumentIndex, Package, ReferenceOutcome, ValueOutcome, Verification};
use crate::storage::{Storage, Whole};

/// How many references are verified; a signature of a whole document needs one.
const MOST: usize = 16;

/// Verifies the signature of a document, if it has one. Only a document that cannot be read is an error.
pub(super) fn verify(
    storage: &dyn Storage,
    package: &Package,
    index: DocumentIndex,
    limits: &Limits,
) -> io::Result<Option<Verification>> {
    let document = package.document(index);
    let Some(signature) = document.value.as_ref().and_then(Document::signature) else {
        return Ok(None);
    };
    let plans: Vec<Result<Plan<'_>, Refusal>> = signature
        .references
        .iter()
        .enumerate()
        .map(|(at, reference)| {
            if at < MOST {
                return plan(reference);
            }
            Err(Refusal {
                why: format!("only the first {MOST} references are verified"),
                cover: Cover::Unknown,
            })
        })
        .collect();
    let value = value_plan(signature);
    let length = package.inventory.length(document.file).unwrap_or(u64::MAX);
    let reader = Whole::new(storage.open(&document.path)?, length);
    let digests = digest(
        &mut BufReader::new(reader),
        signature,
        &plans,
        &value,
        limits,
    )?;

    let certificates = Certificates::new(signature.key_info.as_ref());
    let mut verification = Verification {
        document: index,
        references: Vec::new(),
        cover: Cover::Part,
        value: ValueOutcome::Mismatch,
        certificates: certificates.described(),
        chain: None,
    };
    judge_references(&mut verification, signature, &plans, &digests);
    verification.value = match (value, digests.value) {
        (Err(why), _) => ValueOutcome::NotChecked(why),
        (Ok((scheme, ..)), Some(digest)) => certificates.verify(signature, scheme, &digest),
        (Ok(_), None) => ValueOutcome::NotChecked(digests.obstacle.unwrap_or_default()),
    };
    if let ValueOutcome::Verified(signer) = verification.value {
        verification.chain = Some(certificates.chain(signer));
    }
    Ok(Some(verification))
}

/// What is signed, and how: the algorithm, the place of `SignedInfo`, and its canonical form.
type ValuePlan<'a> = Result<(Scheme, Place, Form<'a>), String>;

fn value_plan(signature: &Signature) -> ValuePlan<'_> {
    let scheme = scheme(signature)?;
    let (Some(at), Some(method)) = (signature.signed_info, &signature.canonicalization) else {
        return Err("it names no canonicalization".to_owned());
    };
    let form = canonical_form(method).ok_or_else(|| {
        let uri = clip(algorithm(method));
        format!("the canonicalization `{uri}` is not supported")
    })?;
    Ok((scheme, at, form))
}

/// The digests that a signature asks for.
struct Digests {
    /// For each reference that is verified, and what it turned out to name.
    references: Vec<Option<(Box<[u8]>, Top)>>,
    /// That of `SignedInfo`.
    value: Option<Box<[u8]>>,
    /// Why they are missing.
    obstacle: Option<String>,
}

/// Computes all digests in one pass over the document.
fn digest(
    reader: &mut dyn BufRead,
    signature: &Signature,
    plans: &[Result<Plan<'_>, Refusal>],
    value: &ValuePlan<'_>,
    limits: &Limits,
) -> io::Result<Digests> {
    let asked = || plans.iter().filter_map(|plan| plan.as_ref().ok());
    let value = value.as_ref().ok();
    let mut hashers: Vec<Hasher> = asked()
        .map(|plan| Hasher::new(plan.hash))
        .chain(value.map(|(scheme, ..)| Hasher::new(scheme.hash)))
        .collect();
    let mut digests = Digests {
        references: plans.iter().map(|_| None).collect(),
        value: None,
        obstacle: None,
    };
    if hashers.is_empty() {
        return Ok(digests);
    }
    let mut sinks: Vec<_> = hashers
        .iter_mut()
        .map(|hasher| |piece: &[u8]| hasher.update(piece))
        .collect();
    let references = asked().map(|plan| {
        let part = match plan.target {
            Target::Document => Part::Document,
            Target::Id(id) => Part::Id(id),
        };
        (part, plan.is_enveloped.then_some(signature.at), &plan.form)
    });
    let signed_info = value.map(|(_, at, form)| (Part::Element(*at), None, form));
    let views = references.chain(signed_info).zip(&mut sinks);
    let views = views.map(|((part, without, form), sink)| View {
        part,
        without,
        method: form.method,
        comments: form.comments,
        prefixes: form.prefixes.clone(),
        out: sink,
    });
    let tops = match canonicalize(reader, views, limits)? {
        Ok(tops) => tops,
        Err(obstacle) => {
            digests.obstacle = Some(obstacle.to_string());
            return Ok(digests);
        }
    };
    let mut computed = hashers.into_iter().map(Hasher::finish).zip(tops);
    for (plan, slot) in plans.iter().zip(&mut digests.references) {
        if plan.is_ok() {
            *slot = computed.next();
        }
    }
    digests.value = computed.next().map(|(digest, _)| digest);
    Ok(digests)
}

fn judge_references(
    verification: &mut Verification,
    signature: &Signature,
    plans: &[Result<Plan<'_>, Refusal>],
    digests: &Digests,
) {
    for ((reference, plan), digest) in signature
        .references
        .iter()
        .zip(plans)
        .zip(&digests.references)
    {
        let (outcome, cover) = match (plan, digest) {
            (Err(refusal), _) => (
                ReferenceOutcome::NotChecked(refusal.why.clone()),
                refusal.cover,
            ),
            (Ok(plan), None) => (
                ReferenceOutcome::NotChecked(digests.obstacle.clone().unwrap_or_default()),
                match plan.target {
                    Target::Document => Cover::Whole,
                    Target::Id(_) => Cover::Unknown,
                },
            ),
            (Ok(plan), Some((digest, top))) => {
                let stated = reference.digest_value.as_ref();
                match (plan.target, top.count) {
                    (Target::Id(id), 0) => (
                        ReferenceOutcome::NotChecked(format!(
                            "no element has the `Id` that the reference `#{}` names",
                            clip(id)
                        )),
                        Cover::Part,
                    ),
                    // Which of them is meant cannot be told, and to choose is what an attacker hopes for.
                    (Target::Id(id), 2..) => (
                        ReferenceOutcome::NotChecked(format!(
                            "several elements have the `Id` that the reference `#{}` names",
                            clip(id)
                        )),
                        Cover::Part,
                    ),
                    _ if stated.is_some_and(|stated| stated.value == *digest) => {
                        (ReferenceOutcome::Verified, cover(*top))
                    }
                    _ => (ReferenceOutcome::Mismatch(digest.clone()), cover(*top)),
                }
            }
        };
        verification.references.push(outcome);
        verification.cover = verification.cover.max(cover);
    }
}

fn cover(top: Top) -> Cover {
    if top.is_root {
        Cover::Whole
    } else {
        Cover::Part
    }
}
