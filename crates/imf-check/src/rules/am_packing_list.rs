//! Rules on how the asset map leads to the packing lists.

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The asset map lists no packing list.
    ///
    /// ## Why it matters
    /// The packing list defines the delivery: which files belong to it, their sizes and their digests. Without it
    /// nothing can be verified.
    ///
    /// ## How to fix it
    /// Add the packing list to the asset map, with `<PackingList>true</PackingList>`.
    AM_NO_PACKING_LIST = "am-no-packing-list" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: AssetMap(no_packing_list),
    }
}

declare_rule! {
    /// The asset map does not mark a packing list as one.
    ///
    /// ## Why it matters
    /// Readers look for the mark: to them, the package has no such packing list.
    ///
    /// ## How to fix it
    /// Add `<PackingList>true</PackingList>` to the asset.
    AM_PKL_NOT_FLAGGED = "am-pkl-not-flagged" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: PackingList(not_flagged),
    }
}

declare_rule! {
    /// The asset map marks a file as a packing list that is not one.
    ///
    /// ## Why it matters
    /// Readers open the file as the packing list and fail.
    ///
    /// ## How to fix it
    /// Remove `<PackingList>true</PackingList>` from this asset, and set it on the packing list.
    AM_PKL_FLAG_INCORRECT = "am-pkl-flag-incorrect" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: MapAsset(flag_incorrect),
    }
}

declare_rule! {
    /// A packing list's own id is not the id that the asset map gives it.
    ///
    /// ## Why it matters
    /// Systems refer to the packing list by its id: the asset map may lead to another delivery than the one that was
    /// meant.
    ///
    /// ## How to fix it
    /// Write the packing list's own `Id` in the asset map.
    AM_PKL_ID_MISMATCH = "am-pkl-id-mismatch" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: PackingList(id_mismatch),
    }
}

fn no_packing_list(package: &Package, asset_map: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    // A map that was not read to its end may list one, and an empty one has its own rule.
    if asset_map.map.assets.is_empty() || !package.document(asset_map.document).is_whole() {
        return;
    }
    let is_marked = asset_map
        .map
        .assets
        .iter()
        .any(imf_parse::model::MapAsset::is_packing_list);
    // One that is there and not marked has its own rule.
    if !is_marked && package.packing_lists.is_empty() {
        sink.at(
            asset_map.map.asset_list.unwrap_or(asset_map.map.at),
            "no asset of the asset map is a packing list",
        )
        .expected("an asset with `<PackingList>true</PackingList>`");
    }
}

fn not_flagged(package: &Package, packing_list: subject::PackingList<'_>, sink: &mut Sink<'_>) {
    let Some((document, map)) = package.asset_map() else {
        return;
    };
    let file = package.document(packing_list.info.document).file;
    if package.is_marked_packing_list(file) {
        return;
    }
    let Some(asset) = map.assets.get(packing_list.info.map_entry) else {
        return;
    };
    let path = package.inventory.path(file);
    sink.in_document(
        document,
        asset.at,
        format!("`{path}` is a packing list, and the asset map does not mark it as one"),
    )
    .expected("`<PackingList>true</PackingList>`")
    .asset(asset.id.map(|id| id.value));
}

fn flag_incorrect(package: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let Some(flag) = asset.asset.packing_list.filter(|flag| flag.value) else {
        return;
    };
    let Some(file) = asset.entry.link.file() else {
        return;
    };
    let Some(document) = package.document_of(file) else {
        return;
    };
    // What cannot be read at all, or is a packing list of an unknown edition, has other rules.
    let Some(value) = &package.document(document).value else {
        return;
    };
    if value.root_name() != "PackingList" {
        let path = package.inventory.path(file);
        sink.at(
            flag.at,
            format!(
                "`{path}` is marked as packing list, and its root element is `{}`",
                value.root_name()
            ),
        )
        .found(value.root_name())
        .expected("PackingList")
        .asset(asset.entry.id);
    }
}

fn id_mismatch(package: &Package, packing_list: subject::PackingList<'_>, sink: &mut Sink<'_>) {
    let Some((document, map)) = package.asset_map() else {
        return;
    };
    let Some(id) = packing_list.list.id else {
        return;
    };
    let asset = map.assets.get(packing_list.info.map_entry);
    let Some(expected) = asset.and_then(|asset| asset.id) else {
        return;
    };
    if id.value != expected.value && !leads_here(package, packing_list, id.value) {
        sink.at(
            id.at,
            format!(
                "the packing list has the id `{}`, and the asset map calls it `{}`",
                id.value, expected.value
            ),
        )
        .found(id.value)
        .expected(expected.value)
        .asset(expected.value)
        .related(document, expected.at, "the asset map's id is here");
    }
}

/// Whether another asset of the map leads to this very packing list by its own id.
fn leads_here(
    package: &Package,
    packing_list: subject::PackingList<'_>,
    id: imf_parse::model::Uuid,
) -> bool {
    package.resolve(id).file() == Some(package.document(packing_list.info.document).file)
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;
    const MAP: &str = "ASSETMAP.xml";
    const MARK: &str = "<PackingList>true</PackingList>";
    &[
        Case::fires(
            "am-no-packing-list",
            "the packing list is not listed",
            |package| {
                package.edit_with(MAP, |text| {
                    let at = text.find(MARK).expect("a mark");
                    let start = text[..at].rfind("<Asset>").expect("its start tag");
                    let end =
                        at + text[at..].find("</Asset>").expect("its end tag") + "</Asset>".len();
                    format!("{}{}", &text[..start], &text[end..])
                });
            },
        )
        .with(&["am-file-not-mapped"]),
        Case::silent("am-no-packing-list", "the mark as 1", |package| {
            package.edit(MAP, MARK, "<PackingList>1</PackingList>");
        }),
        Case::fires("am-pkl-not-flagged", "no mark", |package| {
            package.edit(MAP, MARK, "");
        }),
        Case::fires("am-pkl-not-flagged", "marked as not being one", |package| {
            package.edit(MAP, MARK, "<PackingList>false</PackingList>");
        }),
        Case::silent(
            "am-pkl-not-flagged",
            "two packing lists, both marked",
            |package| {
                *package = Delivery::two_packing_lists().build();
            },
        ),
        Case::fires(
            "am-pkl-flag-incorrect",
            "the composition is marked too",
            |package| {
                let id = format!("<Id>{}</Id>", ids::CPL_ID);
                package.edit(MAP, &id, &format!("{id}{MARK}"));
            },
        ),
        Case::silent(
            "am-pkl-flag-incorrect",
            "the composition is marked as not being one",
            |package| {
                let id = format!("<Id>{}</Id>", ids::CPL_ID);
                package.edit(MAP, &id, &format!("{id}<PackingList>false</PackingList>"));
            },
        ),
        Case::fires(
            "am-pkl-id-mismatch",
            "another id in the asset map",
            |package| {
                package.edit(
                    MAP,
                    &ids::PACKING_LIST_ID.to_string(),
                    &ids::SECOND_PACKING_LIST_ID.to_string(),
                );
            },
        ),
        Case::silent("am-pkl-id-mismatch", "the id in capitals", |package| {
            let capitals = format!("{:#}", ids::PACKING_LIST_ID).to_ascii_uppercase();
            package.edit(
                MAP,
                &format!("<Id>{}", ids::PACKING_LIST_ID),
                &format!("<Id>urn:uuid:{capitals}"),
            );
        }),
    ]
};
