//! Rules on the assets of packing lists (ST 429-8): each once, of the right size, type and name.

use imf_parse::model::{Document, PackedAsset, Uuid};

use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::{Content, FileIndex, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A packing list has the same asset twice.
    ///
    /// ## Why it matters
    /// Readers take the first entry or the last. Where sizes or digests differ, they disagree on what was sent.
    ///
    /// ## How to fix it
    /// Remove the wrong entry.
    PKL_DUPLICATE_ASSET_ID = "pkl-duplicate-asset-id" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-8", "2007")],
        needs: Documents,
        check: PackingList(duplicate_ids),
    }
}

declare_rule! {
    /// A packing list lists itself.
    ///
    /// ## Why it matters
    /// A document cannot hold its own digest, so this entry can never be right.
    ///
    /// ## How to fix it
    /// Remove the entry: the asset map leads to the packing list.
    PKL_OWN_ID_UNEXPECTED = "pkl-own-id-unexpected" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: PackedAsset(lists_itself),
    }
}

declare_rule! {
    /// The size in a packing list is not the size of the file.
    ///
    /// ## Why it matters
    /// The file was cut off, replaced or edited after the packing list was written. A receiver refuses the delivery.
    ///
    /// ## How to fix it
    /// Fetch the file again, or correct `Size` and `Hash` if the file is right.
    PKL_ASSET_SIZE_MISMATCH = "pkl-asset-size-mismatch" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-8", "2007")],
        needs: Documents,
        check: PackedAsset(size_mismatch),
    }
}

declare_rule! {
    /// The type that a packing list gives a file does not fit its content.
    ///
    /// ## Why it matters
    /// Readers go by the type: to them a composition that is not `text/xml`, or a track file that is not
    /// `application/mxf`, does not exist.
    ///
    /// ## How to fix it
    /// Set `Type` to `text/xml` for the documents of IMF and to `application/mxf` for track files. Where the type is
    /// right, fetch the file again.
    PKL_ASSET_TYPE_UNEXPECTED = "pkl-asset-type-unexpected" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-8", "2007")],
        needs: Documents,
        check: PackedAsset(type_unexpected),
    }
}

declare_rule! {
    /// The original file name in a packing list is not the file's present name.
    ///
    /// ## Why it matters
    /// The name is a hint for people, and for tools that restore a delivery. The asset map alone says where the file
    /// lies, so nothing is broken.
    ///
    /// ## How to fix it
    /// Write the file's present name in `OriginalFileName`, or leave the old one on purpose.
    PKL_ORIGINAL_FILE_NAME_DIFFERS = "pkl-original-file-name-differs" {
        severity: Info,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-8", "2007")],
        needs: Documents,
        check: PackedAsset(original_file_name),
    }
}

declare_rule! {
    /// No asset of any packing list is of the type `text/xml`.
    ///
    /// ## Why it matters
    /// Readers look for compositions among the assets of that type, and find none in this package.
    ///
    /// ## How to fix it
    /// Add the composition to the packing list, with the type `text/xml`.
    PKG_NO_XML_ASSETS = "pkg-no-xml-assets" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Package(no_xml_assets),
    }
}

fn duplicate_ids(_: &Package, packing_list: subject::PackingList<'_>, sink: &mut Sink<'_>) {
    let mut first: HashMap<Uuid, &PackedAsset> = HashMap::default();
    for asset in &packing_list.list.assets {
        let Some(id) = asset.id else { continue };
        let known = *first.entry(id.value).or_insert(asset);
        if !std::ptr::eq(known, asset) {
            sink.at(
                id.at,
                format!("the packing list lists `{}` a second time", id.value),
            )
            .found(id.value)
            .expected("each id once")
            .asset(id.value)
            .related(
                packing_list.info.document,
                known.at,
                "the first time is here",
            );
        }
    }
}

fn lists_itself(_: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    let (Some(id), Some(own)) = (asset.asset.id, asset.packing_list.list.id) else {
        return;
    };
    if id.value == own.value {
        sink.at(
            id.at,
            format!("the packing list lists itself, `{}`", id.value),
        )
        .found(id.value)
        .asset(id.value);
    }
}

fn size_mismatch(package: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    let (Some(size), Some(file)) = (asset.asset.size, asset.link.file()) else {
        return;
    };
    let Some(actual) = package.inventory.length(file) else {
        return;
    };
    // Zero and what is beyond 64 bits are findings of their own.
    let is_readable = !matches!(size.value, 0 | u64::MAX);
    if size.value != actual
        && is_readable
        && !is_own_file(package, asset, file)
        && !is_explained(package, file)
    {
        let path = package.inventory.path(file);
        sink.at(
            size.at,
            format!(
                "`{path}` has {actual} bytes, and the packing list says {}",
                size.value
            ),
        )
        .found(actual)
        .expected(size.value)
        .asset(asset.asset.id.map(|id| id.value))
        .related_file(path, "the file is here");
    }
}

fn type_unexpected(package: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    let (Some(media_type), Some(file)) = (&asset.asset.media_type, asset.link.file()) else {
        return;
    };
    let Some(content) = package.content(file) else {
        return;
    };
    let stated = media_type.value.trim();
    let what = match content {
        Content::Empty => return,
        Content::Mxf => "an MXF file",
        Content::Other => "neither XML nor an MXF file",
        Content::Xml => "an XML document",
    };
    let expected = match content {
        Content::Empty => return,
        Content::Mxf => (stated != "application/mxf").then_some("application/mxf"),
        // What is to be XML was read as such, and its fault named.
        Content::Other if is_type(stated, "text/xml") && package.document_of(file).is_some() => {
            None
        }
        Content::Other if is_type(stated, "text/xml") || is_type(stated, "application/mxf") => {
            Some("the type of its content")
        }
        Content::Other => None,
        Content::Xml => {
            let document = package
                .document_of(file)
                .and_then(|document| package.document(document).value.as_ref());
            // What other documents are called is theirs to say (an image in XML, a report), short of calling them MXF.
            match document {
                Some(Document::Other(_)) | None => {
                    is_type(stated, "application/mxf").then_some("the type of its content")
                }
                Some(_) => (stated != "text/xml").then_some("text/xml"),
            }
        }
    };
    let Some(expected) = expected else { return };
    let path = package.inventory.path(file);
    sink.at(
        media_type.at,
        format!("`{path}` is {what}, and the packing list gives it the type `{stated}`"),
    )
    .found(stated)
    .expected(expected)
    .asset(asset.asset.id.map(|id| id.value))
    .related_file(path, "the file is here");
}

/// Whether `stated` is that media type, in whatever letter case and with whatever parameters.
fn is_type(stated: &str, media_type: &str) -> bool {
    let essence = stated.split(';').next().unwrap_or(stated).trim();
    essence.eq_ignore_ascii_case(media_type)
}

fn original_file_name(package: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    let (Some(name), Some(file)) = (&asset.asset.original_file_name, asset.link.file()) else {
        return;
    };
    let path = package.inventory.path(file);
    let last = |path: &str| {
        path.rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let stated = name.value.text.trim();
    if last(stated) != last(path) && !is_explained(package, file) {
        sink.at(
            name.at,
            format!("`OriginalFileName` is `{stated}`, and the file is `{path}`"),
        )
        .found(stated)
        .expected(last(path))
        .asset(asset.asset.id.map(|id| id.value));
    }
}

/// Whether the file is one of the documents of an IMF package.
fn is_document(package: &Package, file: FileIndex) -> bool {
    let document = package.document_of(file);
    let value = document.and_then(|document| package.document(document).value.as_ref());
    value.is_some_and(|value| !matches!(value, Document::Other(_)))
}

fn no_xml_assets(package: &Package, sink: &mut Sink<'_>) {
    let lists = package
        .packing_lists
        .iter()
        .filter_map(|info| package.packing_list(info.document));
    let mut assets = lists.flat_map(|list| &list.assets).peekable();
    let has_assets = assets.peek().is_some();
    let is_xml = |asset: &PackedAsset| {
        let is_stated = asset
            .media_type
            .as_ref()
            .is_some_and(|text| is_type(text.value.trim(), "text/xml"));
        // A document under another type has its own rule.
        let file = asset.id.and_then(|id| package.resolve(id.value).file());
        is_stated || file.is_some_and(|file| is_document(package, file))
    };
    if has_assets && package.is_listed_wholly() && !assets.any(is_xml) {
        sink.on_package("no asset of the packing lists is of the type `text/xml`")
            .expected("text/xml");
    }
}

/// Whether a finding of its own says that `file` cannot be what its assets say: it is empty, several assets have it, or
/// it is one chunk of several. What is then said of its length and digest is an echo.
pub(super) fn is_explained(package: &Package, file: FileIndex) -> bool {
    /// Of the assets of a file so many are looked at: a good one has one.
    const LOOKED_AT: usize = 8;
    if package.inventory.length(file) == Some(0) {
        return true;
    }
    let Some((index, (_, map))) = package.first_entry_of(file).zip(package.asset_map()) else {
        return false;
    };
    let first = &package.map_entries[index];
    let mut entries = package.entries_of(file).take(LOOKED_AT);
    map.assets
        .get(index)
        .is_some_and(|asset| asset.chunks.len() > 1)
        || entries.any(|entry| entry.id != first.id && entry.path == first.path)
}

/// Whether the asset is the packing list itself: its size and digest are wrong of necessity.
pub(super) fn is_own_file(
    package: &Package,
    asset: subject::PackedAsset<'_>,
    file: FileIndex,
) -> bool {
    package.document(asset.packing_list.info.document).file == file
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;
    &[
        Case::fires("pkl-duplicate-asset-id", "an entry twice", |package| {
            let list = package.packing_list();
            package.edit_with(&list, |text| {
                let asset = asset(text, ids::AUDIO_FILE_ID);
                text.replacen("</AssetList>", &format!("{asset}</AssetList>"), 1)
            });
            package.reseal_asset_map();
        }),
        Case::silent(
            "pkl-duplicate-asset-id",
            "an asset in two packing lists",
            |package| {
                *package = Delivery::two_packing_lists().build();
                let second = package.documents("PackingList").pop().expect("two");
                let asset = asset(&package.text(&package.packing_list()), ids::IMAGE_FILE_ID);
                package
                    .edit(&second, "</AssetList>", &format!("{asset}</AssetList>"))
                    .reseal_asset_map();
            },
        ),
        Case::fires(
            "pkl-own-id-unexpected",
            "an entry with the list's own id",
            |package| {
                let list = package.packing_list();
                package.edit_with(&list, |text| {
                    let asset = asset(text, ids::CPL_ID)
                        .replace(&ids::CPL_ID.to_string(), &ids::PACKING_LIST_ID.to_string());
                    let name = format!("<OriginalFileName>{list}<");
                    let old = asset.find("<OriginalFileName>").expect("a name");
                    let end = old + asset[old + 1..].find('<').expect("its end") + 2;
                    let asset = format!("{}{name}{}", &asset[..old], &asset[end..]);
                    text.replacen("</AssetList>", &format!("{asset}</AssetList>"), 1)
                });
                package.reseal_asset_map();
            },
        ),
        Case::silent("pkl-own-id-unexpected", "another packing list", |package| {
            *package = Delivery::two_packing_lists().build();
            let second = package.documents("PackingList").pop().expect("two");
            package.edit_with(&second, |text| {
                let cpl = asset(text, ids::SECOND_CPL_ID);
                let old = format!("{}", ids::SECOND_CPL_ID);
                let name = cpl.find("<OriginalFileName>").expect("a name");
                let end =
                    cpl.find("</OriginalFileName>").expect("a name") + "</OriginalFileName>".len();
                let other = format!("{}{}", &cpl[..name], &cpl[end..])
                    .replace(&old, &ids::PACKING_LIST_ID.to_string());
                text.replacen("</AssetList>", &format!("{other}</AssetList>"), 1)
            });
            package.reseal();
        }),
        Case::fires("pkl-asset-size-mismatch", "one byte more", |package| {
            let list = package.packing_list();
            package.edit_with(&list, |text| {
                let start = text.find("<Size>").expect("a size") + "<Size>".len();
                let end = text.find("</Size>").expect("a size");
                let size: u64 = text[start..end].parse().expect("a number");
                format!("{}{}{}", &text[..start], size + 1, &text[end..])
            });
            package.reseal_asset_map();
        }),
        Case::silent("pkl-asset-size-mismatch", "leading zeros", |package| {
            let list = package.packing_list();
            package
                .edit(&list, "<Size>", "<Size>000")
                .reseal_asset_map();
        }),
        Case::fires("pkl-asset-type-unexpected", "a video type", |package| {
            let list = package.packing_list();
            package
                .edit(&list, ">application/mxf<", ">video/mxf<")
                .reseal_asset_map();
        }),
        Case::fires(
            "pkl-asset-type-unexpected",
            "a composition as bytes",
            |package| {
                let list = package.packing_list();
                package
                    .edit(&list, ">text/xml<", ">application/octet-stream<")
                    .reseal_asset_map();
            },
        ),
        Case::fires(
            "pkl-asset-type-unexpected",
            "a text in the picture's place",
            |package| {
                let path = package.path_of(ids::IMAGE_FILE_ID);
                package.files.insert(path, b"no picture".to_vec());
                package.reseal();
            },
        ),
        Case::silent(
            "pkl-asset-type-unexpected",
            "a sidecar of a type of its own",
            |package| {
                *package = Delivery {
                    sidecar: true,
                    ..Delivery::minimal()
                }
                .build();
            },
        ),
        Case::fires(
            "pkl-original-file-name-differs",
            "another name",
            |package| {
                let list = package.packing_list();
                package
                    .edit(&list, "<OriginalFileName>", "<OriginalFileName>old_")
                    .reseal_asset_map();
            },
        ),
        Case::silent(
            "pkl-original-file-name-differs",
            "the same name in another folder",
            |package| {
                let list = package.packing_list();
                package
                    .edit(&list, "<OriginalFileName>", "<OriginalFileName>D:\\out/")
                    .reseal_asset_map();
            },
        ),
        Case::fires(
            "pkg-no-xml-assets",
            "a packing list of one track file",
            |package| {
                let list = package.packing_list();
                package
                    .edit_with(&list, |text| {
                        text.replacen(&asset(text, ids::CPL_ID), "", 1)
                    })
                    .reseal_asset_map();
            },
        )
        .with(&["am-asset-not-in-any-pkl"]),
        Case::silent(
            "pkg-no-xml-assets",
            "a second packing list without any",
            |package| {
                *package = Delivery::two_packing_lists().build();
                let second = package.documents("PackingList").pop().expect("two");
                package
                    .edit_with(&second, |text| {
                        text.replacen(&asset(text, ids::SECOND_CPL_ID), "", 1)
                    })
                    .reseal_asset_map();
            },
        )
        .with(&["am-asset-not-in-any-pkl"]),
    ]
};

/// The whole `Asset` element of that id.
#[cfg(test)]
fn asset(text: &str, id: imf_testkit::ids::Id) -> String {
    let at = text.find(&id.to_string()).expect("the asset");
    let start = text[..at].rfind("<Asset>").expect("its start tag");
    let end = at + text[at..].find("</Asset>").expect("its end tag") + "</Asset>".len();
    text[start..end].to_owned()
}
