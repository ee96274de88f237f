//! XML signature.

use super::{attribute, bytes, digest_algorithm};
use crate::Located;
use crate::grammar::Ns;
use crate::model::{KeyInfo, Method, Reference, Signature, X509Item};
use crate::tree::NodeRef;

/// A child of the XML signature namespace, whatever the namespace of its parent (`Signer` is of the document's).
fn child<'t>(node: NodeRef<'t>, local: &str) -> Option<NodeRef<'t>> {
    node.children()
        .find(|child| child.ns() == Ns::DS && child.local() == local)
}

pub(super) fn signature(node: NodeRef<'_>) -> Signature {
    let info = child(node, "SignedInfo");
    let method_of = |local| info.and_then(|info| child(info, local)).map(method);
    Signature {
        at: node.at(),
        id: attribute(node, "Id"),
        signed_info: info.map(NodeRef::at),
        canonicalization: method_of("CanonicalizationMethod"),
        method: method_of("SignatureMethod"),
        references: info
            .into_iter()
            .flat_map(|info| info.children_named("Reference"))
            .map(reference)
            .collect(),
        value: child(node, "SignatureValue").and_then(bytes),
        key_info: child(node, "KeyInfo").map(key_info),
        objects: node
            .children()
            .filter(|child| child.ns() == Ns::DS && child.local() == "Object")
            .map(NodeRef::to_element)
            .collect(),
    }
}

/// The namespace of the parameters of Exclusive XML Canonicalization, and the algorithm's name.
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

fn method(node: NodeRef<'_>) -> Method {
    let prefixes = node
        .children()
        .find(|child| child.name().is(EXCLUSIVE, "InclusiveNamespaces"))
        .and_then(|list| attribute(list, "PrefixList"));
    Method {
        at: node.at(),
        algorithm: attribute(node, "Algorithm"),
        has_parameters: node.children().count() > usize::from(prefixes.is_some()),
        prefixes,
    }
}

fn reference(node: NodeRef<'_>) -> Reference {
    let transforms = child(node, "Transforms");
    Reference {
        at: node.at(),
        id: attribute(node, "Id"),
        uri: attribute(node, "URI"),
        reference_type: attribute(node, "Type"),
        transforms: transforms
            .into_iter()
            .flat_map(|list| list.children_named("Transform"))
            .map(method)
            .collect(),
        digest_method: child(node, "DigestMethod").and_then(digest_algorithm),
        digest_value: child(node, "DigestValue").and_then(bytes),
    }
}

pub(super) fn key_info(node: NodeRef<'_>) -> KeyInfo {
    let mut value = KeyInfo {
        at: node.at(),
        x509: Vec::new(),
        other: Vec::new(),
    };
    for child in node.children() {
        if child.ns() == Ns::DS && child.local() == "X509Data" {
            value.x509.extend(
                child
                    .children()
                    .filter_map(|item| x509(item).map(|value| Located::new(value, item.at()))),
            );
        } else {
            value.other.push(child.to_element());
        }
    }
    value
}

fn x509(node: NodeRef<'_>) -> Option<X509Item> {
    if node.ns() != Ns::DS {
        return None;
    }
    let decoded = || bytes(node).map(|bytes| bytes.value);
    match node.local() {
        "X509Certificate" => decoded().map(X509Item::Certificate),
        "X509CRL" => decoded().map(X509Item::Crl),
        "X509SKI" => decoded().map(X509Item::Ski),
        "X509SubjectName" => Some(X509Item::SubjectName(node.text().into())),
        "X509IssuerSerial" => Some(X509Item::IssuerSerial {
            issuer: node
                .child("X509IssuerName")
                .map(|name| name.text().into())
                .unwrap_or_default(),
            serial: node
                .child("X509SerialNumber")
                .map(|serial| serial.text().trim_ascii().into())
                .unwrap_or_default(),
        }),
        _ => None,
    }
}
