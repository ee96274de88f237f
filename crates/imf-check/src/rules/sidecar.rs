//! Rules on what a sidecar composition map says twice, says of a track file, or leaves unsigned (ST 2067-9).

use crate::hash::{HashMap, HashSet};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A sidecar composition map has the same asset twice.
    ///
    /// ## Why it matters
    /// Readers take the first entry or the last, so that the sidecar is tied to some of its compositions only.
    ///
    /// ## How to fix it
    /// Join the entries: one `SidecarAsset` lists all the compositions.
    SIDECAR_DUPLICATE_ASSET_ID = "sidecar-duplicate-asset-id" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-9", "2018")],
        needs: Documents,
        check: SidecarMap(duplicate_asset),
    }
}

declare_rule! {
    /// A sidecar composition map ties an asset to the same composition twice.
    ///
    /// ## Why it matters
    /// The second entry says nothing new. Often it should have been another composition, which then goes without its
    /// sidecar.
    ///
    /// ## How to fix it
    /// Remove the second entry, or write the id of the composition that was meant.
    SIDECAR_DUPLICATE_COMPOSITION_ID = "sidecar-duplicate-composition-id" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-9", "2018")],
        needs: Documents,
        check: SidecarMap(duplicate_composition),
    }
}

declare_rule! {
    /// A sidecar composition map lists a track file that a composition plays.
    ///
    /// ## Why it matters
    /// A sidecar accompanies a composition and is not part of its timeline. A file that is both is treated as one of the
    /// two, and not by every receiver as the same one.
    ///
    /// ## How to fix it
    /// Remove the track file from the sidecar composition map, or write the id of the sidecar that was meant.
    SIDECAR_TRACK_FILE_UNEXPECTED = "sidecar-track-file-unexpected" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-9", "2018")],
        needs: Package,
        check: SidecarMap(track_file),
    }
}

declare_rule! {
    /// A sidecar composition map names who signed it, and is not signed.
    ///
    /// ## Why it matters
    /// `Signer` and `Signature` belong together. A receiver that verifies signatures takes a map without its signature
    /// for one that somebody has changed.
    ///
    /// ## How to fix it
    /// Sign the map, or remove `Signer`.
    SIDECAR_SIGNATURE_MISSING = "sidecar-signature-missing" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-9", "2018")],
        needs: Documents,
        check: SidecarMap(signature_missing),
    }
}

fn duplicate_asset(_: &Package, map: subject::SidecarMap<'_>, sink: &mut Sink<'_>) {
    let mut first = HashMap::default();
    for id in map.map.assets.iter().filter_map(|asset| asset.id) {
        let before = *first.entry(id.value).or_insert(id.at);
        if before != id.at {
            sink.at(
                id.at,
                format!(
                    "the sidecar composition map lists `{}` a second time",
                    id.value
                ),
            )
            .found(id.value)
            .expected("each asset once")
            .asset(id.value)
            .related(map.document, before, "the first time is here");
        }
    }
}

fn duplicate_composition(_: &Package, map: subject::SidecarMap<'_>, sink: &mut Sink<'_>) {
    for asset in &map.map.assets {
        let mut seen = HashSet::default();
        for id in &asset.composition_ids {
            if !seen.insert(id.value) {
                sink.at(
                    id.at,
                    format!(
                        "the sidecar asset lists the composition `{}` a second time",
                        id.value
                    ),
                )
                .found(id.value)
                .expected("each composition once")
                .asset(asset.id.map(|id| id.value));
            }
        }
    }
}

fn track_file(package: &Package, map: subject::SidecarMap<'_>, sink: &mut Sink<'_>) {
    for id in map.map.assets.iter().filter_map(|asset| asset.id) {
        if package.is_used(id.value) {
            sink.at(
                id.at,
                format!(
                    "the sidecar asset `{}` is a track file that a composition plays",
                    id.value
                ),
            )
            .found(id.value)
            .expected("an asset that no composition plays")
            .asset(id.value);
        }
    }
}

fn signature_missing(package: &Package, map: subject::SidecarMap<'_>, sink: &mut Sink<'_>) {
    // What comes last is what a text that breaks off loses.
    let is_whole = package.document(map.document).is_whole();
    if let (Some(signer), None, true) = (&map.map.signer, &map.map.signature, is_whole) {
        sink.at(
            signer.at,
            "the sidecar composition map has a `Signer` and no `Signature`",
        )
        .expected("both, or neither");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::Imp;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;

    /// A package with a sidecar and its map, in which `old` is replaced.
    fn edited(package: &mut Imp, old: &str, new: &str) {
        *package = Delivery {
            sidecar: true,
            ..Delivery::minimal()
        }
        .build();
        let map = package.documents("SidecarCompositionMap");
        for path in map {
            package.edit(&path, old, new);
        }
        package.reseal();
    }
    fn again(asset: ids::Id, composition: ids::Id) -> String {
        format!(
            "<SidecarAsset><Id>{asset}</Id><AssociatedCPLList><CPLId>{composition}</CPLId></AssociatedCPLList>\
             </SidecarAsset></SidecarAssetList>"
        )
    }

    &[
        Case::fires("sidecar-duplicate-asset-id", "an entry twice", |package| {
            edited(
                package,
                "</SidecarAssetList>",
                &again(ids::SIDECAR_ID, ids::CPL_ID),
            );
        }),
        Case::silent(
            "sidecar-duplicate-asset-id",
            "two sidecars of one composition",
            |package| {
                edited(
                    package,
                    "</SidecarAssetList>",
                    &again(ids::CPL_ID, ids::CPL_ID),
                );
            },
        ),
        Case::fires(
            "sidecar-duplicate-composition-id",
            "an id twice",
            |package| {
                let id = format!("<CPLId>{}</CPLId></AssociatedCPLList>", ids::CPL_ID);
                edited(package, "</AssociatedCPLList>", &id);
            },
        ),
        Case::silent("sidecar-duplicate-composition-id", "one id", |package| {
            edited(package, "<CPLId>", "<!-- once --><CPLId>");
        }),
        Case::fires("sidecar-track-file-unexpected", "the sound", |package| {
            edited(
                package,
                "</SidecarAssetList>",
                &again(ids::AUDIO_FILE_ID, ids::CPL_ID),
            );
        }),
        Case::silent(
            "sidecar-track-file-unexpected",
            "a file that is no track file",
            |package| {
                edited(package, "<CPLId>", "<CPLId>");
            },
        ),
        Case::fires("sidecar-signature-missing", "a signer alone", |package| {
            edited(
                package,
                "</SidecarAssetList>",
                "</SidecarAssetList><Signer><KeyName xmlns=\"http://www.w3.org/2000/09/xmldsig#\">n</KeyName></Signer>",
            );
        }),
        Case::silent("sidecar-signature-missing", "neither", |package| {
            edited(package, "<CPLId>", "<CPLId>");
        }),
    ]
};
