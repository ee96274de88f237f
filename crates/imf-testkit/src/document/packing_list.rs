//! The packing list (ST 429-8, ST 2067-2).

use super::{CREATOR, ISSUE_DATE, ISSUER};
use crate::form::Form;
use crate::hash::HashAlgorithm;
use crate::ids::Id;
use crate::xml::Xml;

/// The document that defines a packing list's namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackingListEdition {
    /// ST 429-8:2007: digests are SHA-1, and nothing says so.
    St429_8_2007,
    /// ST 2067-2:2016: every asset names its digest algorithm.
    #[default]
    St2067_2_2016,
}

impl PackingListEdition {
    const fn namespace(self) -> &'static str {
        match self {
            Self::St429_8_2007 => "http://www.smpte-ra.org/schemas/429-8/2007/PKL",
            Self::St2067_2_2016 => "http://www.smpte-ra.org/schemas/2067-2/2016/PKL",
        }
    }
}

/// An asset of the list.
pub(crate) struct PackedAsset<'p> {
    pub(crate) id: Id,
    pub(crate) path: &'p str,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: &'p [u8],
}

/// A packing list of these assets.
pub(crate) fn packing_list(
    form: Form,
    edition: PackingListEdition,
    id: Id,
    hash: HashAlgorithm,
    assets: &[PackedAsset<'_>],
) -> Vec<u8> {
    let mut xml = Xml::new(form, "PackingList", edition.namespace(), &[]);
    xml.leaf("Id", id);
    xml.leaf("AnnotationText", "test package");
    xml.leaf("IssueDate", ISSUE_DATE);
    xml.leaf("Issuer", ISSUER);
    xml.leaf("Creator", CREATOR);
    xml.open("AssetList");
    for asset in assets {
        let name = asset.path.rsplit('/').next().unwrap_or(asset.path);
        xml.open("Asset");
        xml.leaf("Id", asset.id);
        xml.leaf("AnnotationText", name);
        xml.leaf("Hash", hash.base64(asset.bytes));
        xml.leaf("Size", asset.bytes.len());
        xml.leaf("Type", asset.media_type);
        xml.leaf("OriginalFileName", name);
        if edition == PackingListEdition::St2067_2_2016 {
            xml.empty("HashAlgorithm", &[("Algorithm", hash.uri())]);
        }
        xml.close();
    }
    xml.finish()
}
