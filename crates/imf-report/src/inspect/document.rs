//! Asset maps and packing lists.

use imf_parse::Located;
use imf_parse::model::{self, UserText, Uuid};
use serde::Serialize;

/// An asset map.
#[derive(Clone, Debug, Serialize)]
pub struct AssetMap<'a> {
    /// Its path.
    pub file: &'a str,
    /// Its id as a URN.
    pub id: Option<String>,
    /// `AnnotationText`.
    pub annotation: Option<&'a str>,
    /// `Issuer`.
    pub issuer: Option<&'a str>,
    /// `Creator`.
    pub creator: Option<&'a str>,
    /// `VolumeCount`.
    pub volumes: Option<u64>,
    /// The assets, in the order of the text.
    pub assets: Vec<MapAsset<'a>>,
}

/// An asset of an asset map.
#[derive(Clone, Debug, Serialize)]
pub struct MapAsset<'a> {
    /// Its id as a URN.
    pub id: Option<String>,
    /// The path of its first chunk, as it stands.
    pub path: Option<&'a str>,
    /// Whether the map says that it is a packing list.
    pub packing_list: bool,
}

/// A packing list.
#[derive(Clone, Debug, Serialize)]
pub struct PackingList<'a> {
    /// Its path.
    pub file: &'a str,
    /// Its id as a URN.
    pub id: Option<String>,
    /// `AnnotationText`.
    pub annotation: Option<&'a str>,
    /// `Issuer`.
    pub issuer: Option<&'a str>,
    /// `Creator`.
    pub creator: Option<&'a str>,
    /// Whether it bears a signature.
    pub signed: bool,
    /// The assets, in the order of the text.
    pub assets: Vec<PackedAsset<'a>>,
}

/// An asset of a packing list.
#[derive(Clone, Debug, Serialize)]
pub struct PackedAsset<'a> {
    /// Its id as a URN.
    pub id: Option<String>,
    /// `Type`.
    pub media_type: Option<&'a str>,
    /// `Size` in bytes.
    pub bytes: Option<u64>,
    /// The path of the file that the asset map gives for it, where there is such a file.
    pub file: Option<&'a str>,
    /// `OriginalFileName`.
    pub original_file_name: Option<&'a str>,
}

/// What is in the asset map in `file`.
pub(super) fn asset_map<'a>(file: &'a str, map: &'a model::AssetMap) -> AssetMap<'a> {
    let assets = map.assets.iter().map(|asset| MapAsset {
        id: urn(asset.id),
        path: asset
            .chunks
            .first()
            .and_then(|chunk| chunk.path.as_ref())
            .map(|path| &*path.value),
        packing_list: asset.is_packing_list(),
    });
    AssetMap {
        file,
        id: urn(map.id),
        annotation: text(map.annotation.as_ref()),
        issuer: text(map.issuer.as_ref()),
        creator: text(map.creator.as_ref()),
        volumes: map.volume_count.map(|count| count.value),
        assets: assets.collect(),
    }
}

/// What is in the packing list in `file`, of which `file_of` knows the files.
pub(super) fn packing_list<'a>(
    file: &'a str,
    list: &'a model::PackingList,
    file_of: impl Fn(Uuid) -> Option<&'a str>,
) -> PackingList<'a> {
    let assets = list.assets.iter().map(|asset| PackedAsset {
        id: urn(asset.id),
        media_type: asset
            .media_type
            .as_ref()
            .map(|media_type| &*media_type.value),
        bytes: asset.size.map(|size| size.value),
        file: asset.id.and_then(|id| file_of(id.value)),
        original_file_name: text(asset.original_file_name.as_ref()),
    });
    PackingList {
        file,
        id: urn(list.id),
        annotation: text(list.annotation.as_ref()),
        issuer: text(list.issuer.as_ref()),
        creator: text(list.creator.as_ref()),
        signed: list.signature.is_some(),
        assets: assets.collect(),
    }
}

fn urn(id: Option<Located<Uuid>>) -> Option<String> {
    id.map(|id| id.value.to_string())
}

fn text(text: Option<&Located<UserText>>) -> Option<&str> {
    text.map(|text| &*text.value.text)
}
