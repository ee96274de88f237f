//! The typed values of the documents.
//!
//! Reading goes on past a fault, so every element is optional here, whatever its schema says; what is absent
//! has its [`Problem`](crate::Problem). Of an element that stands twice where once is allowed the first is kept.

mod asset_map;
mod composition;
mod element;
mod output_profile;
mod packing_list;
mod sidecar;
mod signature;
mod value;

pub use asset_map::{AssetMap, Chunk, MapAsset, VolumeIndex};
pub use composition::{
    Audience, CompositionPlaylist, CompositionTimecode, ContentKind, ContentVersion, DigestRef,
    EssenceDescriptor, Locale, Marker, MaturityRating, Resource, ResourceKind, Segment, Sequence,
    StatedDigest, StereoEye, TrackFileRef,
};
pub use element::{Attribute, Element, Name};
pub use output_profile::{
    Alias, ImageMacro, ImageOperation, Macro, MacroKind, Margins, OutputAudioChannel,
    OutputProfileList,
};
pub use packing_list::{PackedAsset, PackingList};
pub use sidecar::{SidecarAsset, SidecarCompositionMap};
pub use signature::{KeyInfo, Method, Reference, Signature, X509Item};
pub use value::{DateTime, DigestAlgorithm, EditRate, EditUnits, Timecode, UserText, Uuid};

/// A document of a package.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Document {
    /// `AssetMap` (ST 429-9).
    AssetMap(AssetMap),
    /// `CompositionPlaylist` (ST 2067-3).
    CompositionPlaylist(Box<CompositionPlaylist>),
    /// `OutputProfileList` (ST 2067-100).
    OutputProfileList(OutputProfileList),
    /// `PackingList` (ST 429-8, ST 2067-2).
    PackingList(PackingList),
    /// `SidecarCompositionMap` (ST 2067-9).
    SidecarCompositionMap(SidecarCompositionMap),
    /// `VolumeIndex` (ST 429-9).
    VolumeIndex(VolumeIndex),
    /// An XML document with another root element; only its name and place are known.
    Other(crate::Located<Name>),
}

impl Document {
    /// Its signature, where its schema admits one and it has one.
    pub fn signature(&self) -> Option<&Signature> {
        match self {
            Self::CompositionPlaylist(playlist) => playlist.signature.as_deref(),
            Self::OutputProfileList(list) => list.signature.as_deref(),
            Self::PackingList(list) => list.signature.as_deref(),
            Self::SidecarCompositionMap(map) => map.signature.as_deref(),
            Self::AssetMap(_) | Self::VolumeIndex(_) | Self::Other(_) => None,
        }
    }

    /// `IssueDate`.
    pub fn issue_date(&self) -> Option<crate::Located<DateTime>> {
        match self {
            Self::AssetMap(map) => map.issue_date,
            Self::CompositionPlaylist(playlist) => playlist.issue_date,
            Self::OutputProfileList(list) => list.issue_date,
            Self::PackingList(list) => list.issue_date,
            Self::SidecarCompositionMap(map) => map.issue_date,
            Self::VolumeIndex(_) | Self::Other(_) => None,
        }
    }

    /// The name of the root element of this kind of document; of another document, its own.
    pub fn root_name(&self) -> &str {
        match self {
            Self::AssetMap(_) => "AssetMap",
            Self::CompositionPlaylist(_) => "CompositionPlaylist",
            Self::OutputProfileList(_) => "OutputProfileList",
            Self::PackingList(_) => "PackingList",
            Self::SidecarCompositionMap(_) => "SidecarCompositionMap",
            Self::VolumeIndex(_) => "VolumeIndex",
            Self::Other(name) => &name.local,
        }
    }
}
