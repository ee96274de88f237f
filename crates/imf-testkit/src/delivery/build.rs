//! A description made into a package.

use super::{Delivery, PackingList};
use crate::document::asset_map::{MappedAsset, asset_map, volume_index};
use crate::document::composition::composition;
use crate::document::output_profile_list::output_profile_list;
use crate::document::packing_list::{PackedAsset, PackingListEdition, packing_list};
use crate::document::sidecar::sidecar_composition_map;
use crate::hash::HashAlgorithm;
use crate::ids::{self, Id};
use crate::imp::{ASSET_MAP, Imp};

/// The volume index's path.
const VOLUME_INDEX: &str = "VOLINDEX.xml";

impl Delivery {
    /// Makes the package.
    ///
    /// # Panics
    /// Where the description contradicts itself: a resource whose track file is not among the track files.
    pub fn build(&self) -> Imp {
        let assets = self.assets();
        let mut imp = Imp::default();
        let mut mapped = Vec::new();
        for list in &self.packing_lists {
            let packed: Vec<_> = assets
                .iter()
                .filter(|asset| self.lists(list, asset.id))
                .map(Asset::packed)
                .collect();
            let hash = if list.edition == PackingListEdition::St429_8_2007 {
                HashAlgorithm::Sha1
            } else {
                self.hash
            };
            let bytes = packing_list(self.form, list.edition, list.id, hash, &packed);
            let path = format!("{}PKL_{:#}.xml", self.folder, list.id);
            mapped.push(MappedAsset {
                id: list.id,
                packing_list: true,
                path: path.clone(),
                length: bytes.len(),
            });
            imp.files.insert(path, bytes);
        }
        for asset in assets {
            mapped.push(MappedAsset {
                id: asset.id,
                packing_list: false,
                path: asset.path.clone(),
                length: asset.bytes.len(),
            });
            imp.files.insert(asset.path, asset.bytes);
        }
        imp.files
            .insert(ASSET_MAP.to_owned(), asset_map(self.form, &mapped));
        if self.volume_index {
            imp.files
                .insert(VOLUME_INDEX.to_owned(), volume_index(self.form));
        }
        imp
    }

    /// Everything that a packing list may list.
    fn assets(&self) -> Vec<Asset> {
        let mut assets = Vec::new();
        for described in &self.compositions {
            let bytes = composition(self.form, described, self.hash, &self.track_files);
            assets.push(self.xml(described.id, "CPL", bytes));
        }
        let first = self.compositions.first().map(|composition| composition.id);
        if let (true, Some(composition)) = (self.output_profile_list, first) {
            assets.push(self.xml(
                ids::OPL_ID,
                "OPL",
                output_profile_list(self.form, composition),
            ));
        }
        if let (true, Some(composition)) = (self.sidecar, first) {
            assets.push(self.xml(
                ids::SCM_ID,
                "SCM",
                sidecar_composition_map(self.form, composition),
            ));
            let path = format!("{}sidecar.json", self.folder);
            let bytes = b"{\"note\": \"a file beside the composition\"}\n".to_vec();
            assets.push(Asset {
                id: ids::SIDECAR_ID,
                path,
                media_type: "application/json",
                bytes,
            });
        }
        for file in self.track_files.iter().filter(|file| !file.external) {
            let path = format!("{}{}", self.folder, file.path);
            assets.push(Asset {
                id: file.id,
                path,
                media_type: "application/mxf",
                bytes: file.bytes(),
            });
        }
        assets
    }

    fn xml(&self, id: Id, kind: &str, bytes: Vec<u8>) -> Asset {
        Asset {
            id,
            path: format!("{}{kind}_{id:#}.xml", self.folder),
            media_type: "text/xml",
            bytes,
        }
    }

    fn lists(&self, list: &PackingList, asset: Id) -> bool {
        match &list.assets {
            Some(assets) => assets.contains(&asset),
            None => !self
                .packing_lists
                .iter()
                .any(|other| other.assets.iter().flatten().any(|&id| id == asset)),
        }
    }
}

/// A file of the package that a packing list lists.
struct Asset {
    id: Id,
    path: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    fn packed(&self) -> PackedAsset<'_> {
        PackedAsset {
            id: self.id,
            path: &self.path,
            media_type: self.media_type,
            bytes: &self.bytes,
        }
    }
}
