//! Packing list (ST 429-8:2007, ST 2067-2:2016).

use super::{DateTime, DigestAlgorithm, KeyInfo, Signature, UserText, Uuid};
use crate::{Located, Place};

/// `PackingList`: hash, size and type of every asset.
#[derive(Clone, Debug)]
pub struct PackingList {
    /// The place of the root element.
    pub at: Place,
    /// Its namespace, which is that of its edition.
    pub namespace: &'static str,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `AnnotationText`.
    pub annotation: Option<Located<UserText>>,
    /// `IconId`.
    pub icon_id: Option<Located<Uuid>>,
    /// `IssueDate`.
    pub issue_date: Option<Located<DateTime>>,
    /// `Issuer`.
    pub issuer: Option<Located<UserText>>,
    /// `Creator`.
    pub creator: Option<Located<UserText>>,
    /// `GroupId`.
    pub group_id: Option<Located<Uuid>>,
    /// `AssetList/Asset`.
    pub assets: Vec<PackedAsset>,
    /// `Signer`.
    pub signer: Option<Box<KeyInfo>>,
    /// `ds:Signature`.
    pub signature: Option<Box<Signature>>,
}

/// `Asset` of a packing list.
#[derive(Clone, Debug)]
pub struct PackedAsset {
    /// The place of the element.
    pub at: Place,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `AnnotationText`.
    pub annotation: Option<Located<UserText>>,
    /// `Hash`, decoded from base64; `None` too where it is no base64.
    pub hash: Option<Located<Box<[u8]>>>,
    /// `Size` in bytes.
    pub size: Option<Located<u64>>,
    /// `Type`: a media type.
    pub media_type: Option<Located<Box<str>>>,
    /// `OriginalFileName`.
    pub original_file_name: Option<Located<UserText>>,
    /// `HashAlgorithm` (2016 only). [`PackedAsset::digest_algorithm`] gives the default.
    pub hash_algorithm: Option<Located<DigestAlgorithm>>,
}

impl PackedAsset {
    /// The algorithm of `Hash`: what the asset says, else SHA-1 (ST 429-8).
    pub fn digest_algorithm(&self) -> &DigestAlgorithm {
        self.hash_algorithm
            .as_ref()
            .map_or(&DigestAlgorithm::Sha1, |algorithm| &algorithm.value)
    }
}
