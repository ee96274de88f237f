//! Asset map and volume index (ST 429-9).

use super::{DateTime, UserText, Uuid};
use crate::{Located, Place};

/// `AssetMap`: which id lies at which path.
#[derive(Clone, Debug)]
pub struct AssetMap {
    /// The place of the root element.
    pub at: Place,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `AnnotationText`.
    pub annotation: Option<Located<UserText>>,
    /// `Creator`.
    pub creator: Option<Located<UserText>>,
    /// `VolumeCount`.
    pub volume_count: Option<Located<u64>>,
    /// `IssueDate`.
    pub issue_date: Option<Located<DateTime>>,
    /// `Issuer`.
    pub issuer: Option<Located<UserText>>,
    /// The place of `AssetList`, if it is there.
    pub asset_list: Option<Place>,
    /// `AssetList/Asset`.
    pub assets: Vec<MapAsset>,
}

/// `Asset` of an asset map.
#[derive(Clone, Debug)]
pub struct MapAsset {
    /// The place of the element.
    pub at: Place,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `AnnotationText`.
    pub annotation: Option<Located<UserText>>,
    /// `PackingList`: whether the asset is a packing list. Tools write `false` too.
    pub packing_list: Option<Located<bool>>,
    /// The place of `ChunkList`, if it is there.
    pub chunk_list: Option<Place>,
    /// `ChunkList/Chunk`.
    pub chunks: Vec<Chunk>,
}

impl MapAsset {
    /// Whether the asset says that it is a packing list.
    pub fn is_packing_list(&self) -> bool {
        self.packing_list.is_some_and(|flag| flag.value)
    }
}

/// `Chunk` of an asset: a file, or a piece of one.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The place of the element.
    pub at: Place,
    /// `Path`, relative to the folder of the asset map, white space at its ends removed.
    pub path: Option<Located<Box<str>>>,
    /// `VolumeIndex`, 1 where absent.
    pub volume_index: Option<Located<u64>>,
    /// `Offset` in bytes, 0 where absent.
    pub offset: Option<Located<u64>>,
    /// `Length` in bytes, that of the file where absent.
    pub length: Option<Located<u64>>,
}

/// `VolumeIndex`: which volume of a set this is.
#[derive(Clone, Debug)]
pub struct VolumeIndex {
    /// The place of the root element.
    pub at: Place,
    /// `Index`.
    pub index: Option<Located<u64>>,
}
