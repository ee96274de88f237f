//! What the references of a signature ask to have digested.

use imf_parse::Canonicalization;
use imf_parse::model::{DigestAlgorithm, Method, Reference};
use imf_signature::Hash;

use crate::package::Cover;

/// A reference in terms of what is digested.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// What is digested.
    pub(super) target: Target<'a>,
    /// Whether the signature itself is left out.
    pub(super) is_enveloped: bool,
    /// In which form.
    pub(super) form: Form<'a>,
    pub(super) hash: Hash,
}

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// The whole document.
    Document,
    /// The element with that id.
    Id(&'a str),
}

/// A canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form<'a> {
    pub(super) method: Canonicalization,
    pub(super) comments: bool,
    pub(super) prefixes: Vec<&'a str>,
}

/// A reference that is not verified.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) why: String,
    /// How much of the document it covers all the same.
    pub(super) cover: Cover,
}

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// What `reference` asks for, or why it is not done.
pub(super) fn plan(reference: &Reference) -> Result<Plan<'_>, Refusal> {
    let (target, keeps_comments) = target(reference)?;
    // Of a part that is not the root no transform makes the whole; whether one takes something away from the root
    // depends on what it does.
    let refuse = |why| Refusal {
        why,
        cover: Cover::Unknown,
    };
    let (is_enveloped, form) = transforms(&reference.transforms).map_err(refuse)?;
    let mut form = form.unwrap_or(Form {
        method: Canonicalization::Inclusive,
        comments: false,
        prefixes: Vec::new(),
    });
    form.comments &= keeps_comments;
    let hash = match reference.digest_method.as_ref().map(|method| &method.value) {
        Some(DigestAlgorithm::Sha1) => Hash::Sha1,
        Some(DigestAlgorithm::Sha256) => Hash::Sha256,
        Some(DigestAlgorithm::Sha384) => Hash::Sha384,
        Some(DigestAlgorithm::Sha512) => Hash::Sha512,
        Some(DigestAlgorithm::Other(uri)) => {
            return Err(refuse(format!(
                "the digest algorithm `{}` is not supported",
                clip(uri)
            )));
        }
        None => return Err(refuse("a reference names no digest algorithm".to_owned())),
    };
    if reference.digest_value.is_none() {
        return Err(refuse("a reference states no digest".to_owned()));
    }
    Ok(Plan {
        target,
        is_enveloped,
        form,
        hash,
    })
}

/// What a reference names, and whether that includes comments. The core of XML Signature, 4.4.3.3, has the four pointers.
fn target(reference: &Reference) -> Result<(Target<'_>, bool), Refusal> {
    let refuse = |why, cover| Err(Refusal { why, cover });
    let Some(uri) = reference.uri.as_ref().map(|uri| &*uri.value) else {
        let why = "a reference has no URI, so that only its maker knows what it names".to_owned();
        return refuse(why, Cover::Unknown);
    };
    if uri.is_empty() {
        return Ok((Target::Document, false));
    }
    let Some(pointer) = uri.strip_prefix('#') else {
        let why = format!(
            "the reference `{}` leads out of the document, and nothing is fetched",
            clip(uri)
        );
        return refuse(why, Cover::Part);
    };
    if pointer == "xpointer(/)" {
        return Ok((Target::Document, true));
    }
    let quoted = pointer
        .strip_prefix("xpointer(id(")
        .and_then(|rest| rest.strip_suffix("))"));
    if let Some(quoted) = quoted {
        for quote in ['\'', '"'] {
            if let Some(id) = quoted
                .strip_prefix(quote)
                .and_then(|rest| rest.strip_suffix(quote))
            {
                return Ok((Target::Id(id), true));
            }
        }
    }
    if pointer.is_empty() || pointer.contains('(') {
        let why = format!("the pointer `{}` is not supported", clip(uri));
        return refuse(why, Cover::Unknown);
    }
    Ok((Target::Id(pointer), false))
}

/// Whether the transforms leave the signature out, and the canonical form that they ask for at their end.
fn transforms(transforms: &[Method]) -> Result<(bool, Option<Form<'_>>), String> {
    let mut is_enveloped = false;
    let mut form = None;
    for transform in transforms {
        let uri = algorithm(transform);
        if form.is_some() {
            return Err(format!(
                "the transform `{}` after a canonicalization is not supported",
                clip(uri)
            ));
        }
        if uri == ENVELOPED && !transform.has_parameters && transform.prefixes.is_none() {
            is_enveloped = true;
        } else {
            form = Some(
                canonical_form(transform)
                    .ok_or_else(|| format!("the transform `{}` is not supported", clip(uri)))?,
            );
        }
    }
    Ok((is_enveloped, form))
}

/// The canonical form that a method names; `None` where it is none, or has parameters that mean nothing here.
pub(super) fn canonical_form(method: &Method) -> Option<Form<'_>> {
    let uri = algorithm(method);
    let (name, comments) = match uri.strip_suffix("WithComments") {
        Some(name) => (name, true),
        None => (uri, false),
    };
    let canonicalization = match (name, comments) {
        ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", false)
        | ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#", true) => Canonicalization::Inclusive,
        ("http://www.w3.org/2006/12/xml-c14n11", false)
        | ("http://www.w3.org/2006/12/xml-c14n11#", true) => Canonicalization::Inclusive11,
        ("http://www.w3.org/2001/10/xml-exc-c14n#", _) => Canonicalization::Exclusive,
        _ => return None,
    };
    let list = method.prefixes.as_ref();
    if method.has_parameters || (list.is_some() && canonicalization != Canonicalization::Exclusive)
    {
        return None;
    }
    Some(Form {
        method: canonicalization,
        comments,
        prefixes: list.map_or_else(Vec::new, |list| list.split_ascii_whitespace().collect()),
    })
}

/// The URI of a method; empty where it names none.
pub(super) fn algorithm(method: &Method) -> &str {
    method.algorithm.as_ref().map_or("", |uri| &uri.value)
}

/// At most 80 characters of a text that is repeated in a reason.
pub(super) fn clip(text: &str) -> &str {
    match text.char_indices().nth(80) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
