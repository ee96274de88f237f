//! Sidecar composition map (ST 2067-9:2018).

use super::{DateTime, Element, KeyInfo, Signature, UserText, Uuid};
use crate::{Located, Place};

/// `SidecarCompositionMap`: which sidecar belongs to which composition.
#[derive(Clone, Debug)]
pub struct SidecarCompositionMap {
    /// The place of the root element.
    pub at: Place,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `Properties/Annotation`.
    pub annotation: Option<Located<UserText>>,
    /// `Properties/IssueDate`.
    pub issue_date: Option<Located<DateTime>>,
    /// `Properties/Issuer`.
    pub issuer: Option<Located<UserText>>,
    /// Other children of `Properties`.
    pub extension_properties: Vec<Element>,
    /// `SidecarAssetList/SidecarAsset`.
    pub assets: Vec<SidecarAsset>,
    /// `Signer`.
    pub signer: Option<Box<KeyInfo>>,
    /// `Signature`.
    pub signature: Option<Box<Signature>>,
}

/// `SidecarAsset`.
#[derive(Clone, Debug)]
pub struct SidecarAsset {
    /// The place of the element.
    pub at: Place,
    /// `Id`: an asset of a packing list.
    pub id: Option<Located<Uuid>>,
    /// `AssociatedCPLList/CPLId`.
    pub composition_ids: Vec<Located<Uuid>>,
}
