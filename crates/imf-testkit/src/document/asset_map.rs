//! The asset map and the volume index (ST 429-9).

use super::{CREATOR, ISSUE_DATE, ISSUER};
use crate::form::Form;
use crate::ids::{ASSET_MAP_ID, Id};
use crate::xml::Xml;

const NAMESPACE: &str = "http://www.smpte-ra.org/schemas/429-9/2007/AM";

/// An asset of the map.
pub(crate) struct MappedAsset {
    pub(crate) id: Id,
    pub(crate) packing_list: bool,
    pub(crate) path: String,
    pub(crate) length: usize,
}

/// The asset map of these assets.
pub(crate) fn asset_map(form: Form, assets: &[MappedAsset]) -> Vec<u8> {
    let mut xml = Xml::new(form, "AssetMap", NAMESPACE, &[]);
    xml.leaf("Id", ASSET_MAP_ID);
    xml.leaf("AnnotationText", "test package");
    xml.leaf("Creator", CREATOR);
    xml.leaf("VolumeCount", 1);
    xml.leaf("IssueDate", ISSUE_DATE);
    xml.leaf("Issuer", ISSUER);
    xml.open("AssetList");
    for asset in assets {
        xml.open("Asset");
        xml.leaf("Id", asset.id);
        xml.optional("PackingList", asset.packing_list.then_some("true"));
        xml.open("ChunkList");
        xml.open("Chunk");
        xml.leaf("Path", &asset.path);
        xml.leaf("VolumeIndex", 1);
        xml.leaf("Offset", 0);
        xml.leaf("Length", asset.length);
        xml.close();
        xml.close();
        xml.close();
    }
    xml.finish()
}

/// The volume index of the only volume.
pub(crate) fn volume_index(form: Form) -> Vec<u8> {
    let mut xml = Xml::new(form, "VolumeIndex", NAMESPACE, &[]);
    xml.leaf("Index", 1);
    xml.finish()
}
