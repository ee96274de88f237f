//! Rules on the content of the asset map (ST 429-9): one volume, and each asset one whole file.

use imf_parse::model::Uuid;

use super::pkl_asset::is_explained;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The asset map lists no assets.
    ///
    /// ## Why it matters
    /// Readers find every file through the asset map: without assets the package is empty to them.
    ///
    /// ## How to fix it
    /// Add an `Asset` for the packing list, and one for each file that it lists.
    AM_NO_ASSETS = "am-no-assets" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// An asset of the asset map has no chunk.
    ///
    /// ## Why it matters
    /// The chunk gives the path of the file: without one the asset cannot be found.
    ///
    /// ## How to fix it
    /// Add a `ChunkList` with one `Chunk` that holds the file's `Path`.
    AM_NO_CHUNKS = "am-no-chunks" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "6.4")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// An asset of the asset map is split into several chunks.
    ///
    /// ## Why it matters
    /// In IMF an asset is one file. Readers take the first chunk for the whole, so that size and digest do not match,
    /// or refuse the asset map.
    ///
    /// ## How to fix it
    /// Join the pieces into one file, and give the asset one `Chunk`.
    AM_MULTIPLE_CHUNKS = "am-multiple-chunks" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "6.4")],
        needs: Documents,
        check: MapAsset(multiple_chunks),
    }
}

declare_rule! {
    /// The asset map states a number of volumes other than one.
    ///
    /// ## Why it matters
    /// An IMF package is one volume. A reader may wait for another folder, or refuse the package.
    ///
    /// ## How to fix it
    /// Write `<VolumeCount>1</VolumeCount>`.
    AM_VOLUME_COUNT_NOT_ONE = "am-volume-count-not-one" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "5.4")],
        needs: Documents,
        check: AssetMap(volume_count),
    }
}

declare_rule! {
    /// The asset map places a chunk on another volume than the first.
    ///
    /// ## Why it matters
    /// An IMF package is one volume, so a reader looks for the file elsewhere, or refuses the package.
    ///
    /// ## How to fix it
    /// Write `<VolumeIndex>1</VolumeIndex>`, or leave it out.
    AM_VOLUME_INDEX_NOT_ONE = "am-volume-index-not-one" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: MapAsset(volume_index),
    }
}

declare_rule! {
    /// A chunk of the asset map does not start at the first byte of its asset.
    ///
    /// ## Why it matters
    /// In IMF an asset is one whole file. An offset says that the bytes before it are somewhere else.
    ///
    /// ## How to fix it
    /// Write `<Offset>0</Offset>`, or leave it out.
    AM_OFFSET_NOT_ZERO = "am-offset-not-zero" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: MapAsset(offset),
    }
}

declare_rule! {
    /// The length in the asset map is not the length of the file.
    ///
    /// ## Why it matters
    /// The file was cut off, replaced or edited after the asset map was written, or the asset map is wrong. A reader
    /// that trusts the length reads too little or too much.
    ///
    /// ## How to fix it
    /// Fetch the file again, or correct `Length` if the file is right.
    AM_LENGTH_MISMATCH = "am-length-mismatch" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: MapAsset(length),
    }
}

fn multiple_chunks(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let chunks = &asset.asset.chunks;
    if let [_, second, ..] = chunks.as_slice() {
        sink.at(
            second.at,
            format!(
                "the asset has {} chunks, and an IMF asset is one file",
                chunks.len()
            ),
        )
        .found(chunks.len())
        .expected(1)
        .asset(asset.entry.id);
    }
}

fn volume_count(_: &Package, asset_map: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    let Some(count) = asset_map.map.volume_count else {
        return;
    };
    // Zero breaks the schema, which says so.
    if count.value > 1 {
        sink.at(
            count.at,
            format!(
                "`VolumeCount` is {}, and an IMF package is one volume",
                count.value
            ),
        )
        .found(count.value)
        .expected(1);
    }
}

fn volume_index(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for index in asset
        .asset
        .chunks
        .iter()
        .filter_map(|chunk| chunk.volume_index)
    {
        // Zero breaks the schema, which says so.
        if index.value > 1 {
            sink.at(
                index.at,
                format!(
                    "`VolumeIndex` is {}, and an IMF package is one volume",
                    index.value
                ),
            )
            .found(index.value)
            .expected(1)
            .asset(asset.entry.id);
        }
    }
}

fn offset(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    // Later chunks have an offset by right: that they are there is the fault.
    let Some(offset) = asset.asset.chunks.first().and_then(|chunk| chunk.offset) else {
        return;
    };
    if offset.value != 0 {
        sink.at(
            offset.at,
            format!(
                "`Offset` is {}, and an asset begins at its first byte",
                offset.value
            ),
        )
        .found(offset.value)
        .expected(0)
        .asset(asset.entry.id);
    }
}

fn length(package: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let [chunk] = asset.asset.chunks.as_slice() else {
        return;
    };
    let (Some(length), Some(file)) = (chunk.length, asset.entry.link.file()) else {
        return;
    };
    let Some(actual) = package.inventory.length(file) else {
        return;
    };
    // Zero and what is beyond 64 bits are findings of their own, and so is a packing list that says the same.
    let is_readable = !matches!(length.value, 0 | u64::MAX);
    if length.value != actual
        && is_readable
        && !is_explained(package, file)
        && !is_packed(package, asset.entry.id, length.value)
    {
        let path = package.inventory.path(file);
        sink.at(
            length.at,
            format!(
                "`{path}` has {actual} bytes, and the asset map says {}",
                length.value
            ),
        )
        .found(actual)
        .expected(length.value)
        .asset(asset.entry.id);
    }
}

/// Whether a packing list states that size of the asset.
fn is_packed(package: &Package, id: Option<Uuid>, size: u64) -> bool {
    /// An asset stands in one packing list, or a few.
    const LOOKED_AT: usize = 8;
    let assets = id.map_or(&[][..], |id| package.packed(id)).iter();
    assets
        .take(LOOKED_AT)
        .filter_map(|&at| package.packed_asset(at))
        .any(|asset| asset.size.is_some_and(|stated| stated.value == size))
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    const MAP: &str = "ASSETMAP.xml";
    &[
        Case::fires("am-no-assets", "an empty list", |package| {
            package.edit_with(MAP, |text| emptied(text, "AssetList"));
        }),
        Case::silent("am-no-assets", "a comment in the list", |package| {
            package.edit(MAP, "<AssetList>", "<AssetList><!-- all -->");
        }),
        Case::fires("am-no-chunks", "an empty list", |package| {
            let packing_list = package.packing_list();
            package.edit_with(MAP, |text| {
                let at = text.find(&packing_list).expect("the packing list");
                let (head, tail) =
                    text.split_at(text[..at].rfind("<ChunkList>").expect("its list"));
                format!("{head}{}", emptied(tail, "ChunkList"))
            });
        })
        .with(&["am-file-not-mapped"]),
        Case::silent(
            "am-no-chunks",
            "a chunk with nothing but a path",
            |package| {
                package.edit_with(MAP, |text| {
                    let start = text.find("</Path>").expect("a path") + "</Path>".len();
                    let end = text.find("</Chunk>").expect("a chunk");
                    format!("{}{}", &text[..start], &text[end..])
                });
            },
        ),
        Case::fires("am-multiple-chunks", "two chunks", |package| {
            package.edit(
                MAP,
                "</ChunkList>",
                "<Chunk><Path>half.mxf</Path><Offset>10</Offset></Chunk></ChunkList>",
            );
        }),
        Case::silent("am-multiple-chunks", "one chunk and a comment", |package| {
            package.edit(MAP, "</ChunkList>", "<!-- <Chunk/> --></ChunkList>");
        }),
        Case::fires("am-volume-count-not-one", "two volumes", |package| {
            package.edit(MAP, "<VolumeCount>1<", "<VolumeCount>2<");
        }),
        Case::silent(
            "am-volume-count-not-one",
            "one volume, written +01",
            |package| {
                package.edit(MAP, "<VolumeCount>1<", "<VolumeCount> +01 <");
            },
        ),
        Case::fires("am-volume-index-not-one", "the second volume", |package| {
            package.edit(MAP, "<VolumeIndex>1<", "<VolumeIndex>2<");
        }),
        Case::silent("am-volume-index-not-one", "no index", |package| {
            package.edit(MAP, "<VolumeIndex>1</VolumeIndex>", "");
        }),
        Case::fires("am-offset-not-zero", "an offset of one", |package| {
            package.edit(MAP, "<Offset>0<", "<Offset>1<");
        }),
        Case::silent("am-offset-not-zero", "no offset", |package| {
            package.edit(MAP, "<Offset>0</Offset>", "");
        }),
        Case::fires("am-length-mismatch", "a length of 16 GiB", |package| {
            package.edit_with(MAP, |text| {
                let start = text.find("<Length>").expect("a length") + "<Length>".len();
                let end = text.find("</Length>").expect("a length");
                format!("{}17179869184{}", &text[..start], &text[end..])
            });
        }),
        Case::silent("am-length-mismatch", "no length", |package| {
            package.edit_with(MAP, |text| {
                let start = text.find("<Length>").expect("a length");
                let end = text.find("</Length>").expect("a length") + "</Length>".len();
                format!("{}{}", &text[..start], &text[end..])
            });
        }),
    ]
};

/// `text` with nothing in the first element of that name.
#[cfg(test)]
fn emptied(text: &str, element: &str) -> String {
    let start_tag = format!("<{element}>");
    let start = text.find(&start_tag).expect("a start tag") + start_tag.len();
    let end = text.find(&format!("</{element}>")).expect("an end tag");
    format!("{}{}", &text[..start], &text[end..])
}
