//! XML signature (XML-DSig), as packing lists, compositions, output profile lists and sidecar maps carry it.

use super::{DigestAlgorithm, Element};
use crate::{Located, Place};

/// `ds:Signature`.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The place of the element.
    pub at: Place,
    /// The attribute `Id`.
    pub id: Option<Located<Box<str>>>,
    /// The place of `SignedInfo`: what the signature value is computed over.
    pub signed_info: Option<Place>,
    /// `SignedInfo/CanonicalizationMethod`.
    pub canonicalization: Option<Method>,
    /// `SignedInfo/SignatureMethod`.
    pub method: Option<Method>,
    /// `SignedInfo/Reference`.
    pub references: Vec<Reference>,
    /// `SignatureValue`, decoded.
    pub value: Option<Located<Box<[u8]>>>,
    /// `KeyInfo`.
    pub key_info: Option<KeyInfo>,
    /// `Object`.
    pub objects: Vec<Element>,
}

/// An algorithm and its parameters: `CanonicalizationMethod`, `SignatureMethod`, `Transform`.
#[derive(Clone, Debug)]
pub struct Method {
    /// The place of the element.
    pub at: Place,
    /// The attribute `Algorithm`.
    pub algorithm: Option<Located<Box<str>>>,
    /// `InclusiveNamespaces/@PrefixList` of Exclusive XML Canonicalization.
    pub prefixes: Option<Located<Box<str>>>,
    /// Whether it has other parameters.
    pub has_parameters: bool,
}

/// `ds:Reference`: what is signed.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The place of the element.
    pub at: Place,
    /// The attribute `Id`.
    pub id: Option<Located<Box<str>>>,
    /// The attribute `URI`; empty for the whole document.
    pub uri: Option<Located<Box<str>>>,
    /// The attribute `Type`.
    pub reference_type: Option<Located<Box<str>>>,
    /// `Transforms/Transform`.
    pub transforms: Vec<Method>,
    /// `DigestMethod/@Algorithm`.
    pub digest_method: Option<Located<DigestAlgorithm>>,
    /// `DigestValue`, decoded.
    pub digest_value: Option<Located<Box<[u8]>>>,
}

/// `ds:KeyInfo`, also the type of `Signer`.
#[derive(Clone, Debug)]
pub struct KeyInfo {
    /// The place of the element.
    pub at: Place,
    /// The items of every `X509Data`, in the order of the text.
    pub x509: Vec<Located<X509Item>>,
    /// Its other children.
    pub other: Vec<Element>,
}

/// An item of `ds:X509Data`.
#[derive(Clone, Debug)]
pub enum X509Item {
    /// `X509Certificate`, DER.
    Certificate(Box<[u8]>),
    /// `X509CRL`, DER.
    Crl(Box<[u8]>),
    /// `X509IssuerSerial`: name and decimal serial number.
    IssuerSerial {
        /// `X509IssuerName`.
        issuer: Box<str>,
        /// `X509SerialNumber`.
        serial: Box<str>,
    },
    /// `X509SKI`.
    Ski(Box<[u8]>),
    /// `X509SubjectName`.
    SubjectName(Box<str>),
}
