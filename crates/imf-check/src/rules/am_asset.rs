//! Rules on how the assets of the asset map stand to each other, to the packing lists and to the folder.

use std::cell::LazyCell;

use imf_parse::model::MapAsset;

use crate::hash::{HashMap, HashSet};
use crate::judge::{Sink, subject};
use crate::load::{ASSET_MAP, VOLUME_INDEX};
use crate::package::{FileIndex, MapEntry, MapPath, Package};
use crate::rule::{Citation, declare_rule};
use crate::storage::EntryKind;

declare_rule! {
    /// Two assets of the asset map have the same id.
    ///
    /// ## Why it matters
    /// The id leads to two places. Readers take the first or the last, and so may open different files.
    ///
    /// ## How to fix it
    /// Remove the wrong entry, or give the asset its own id.
    AM_DUPLICATE_ASSET_ID = "am-duplicate-asset-id" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: MapAsset(duplicate_id),
    }
}

declare_rule! {
    /// Two assets of the asset map have the same path.
    ///
    /// ## Why it matters
    /// A file has one id. Where two ids lead to one file, at least one of them stands for a file that is not there.
    ///
    /// ## How to fix it
    /// Correct the path of the asset whose own file it is not.
    AM_DUPLICATE_PATH = "am-duplicate-path" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: AssetMap(duplicate_paths),
    }
}

declare_rule! {
    /// The asset map and one of its assets have the same id.
    ///
    /// ## Why it matters
    /// An id stands for one thing. Systems that keep documents by their ids lose one of the two.
    ///
    /// ## How to fix it
    /// Give the asset map an id of its own.
    AM_DUPLICATE_ID = "am-duplicate-id" {
        severity: Warning,
        photon: "IMF_AM_ERROR",
        citations: [],
        needs: Documents,
        check: AssetMap(own_id),
    }
}

declare_rule! {
    /// An asset of the asset map is in no packing list.
    ///
    /// ## Why it matters
    /// Only a packing list states sizes and digests. Nobody can tell whether this file is what was sent, and a delivery
    /// may leave it out.
    ///
    /// ## How to fix it
    /// List the asset in the packing list, or remove it from the asset map.
    AM_ASSET_NOT_IN_ANY_PKL = "am-asset-not-in-any-pkl" {
        severity: Warning,
        photon: "IMF_AM_ERROR",
        citations: [],
        needs: Documents,
        check: MapAsset(not_in_any_packing_list),
    }
}

declare_rule! {
    /// The package holds a file that the asset map does not list.
    ///
    /// ## Why it matters
    /// Nothing leads to the file: it was forgotten in the asset map, or it does not belong to the delivery.
    ///
    /// ## How to fix it
    /// Remove the file, or add it to the asset map and the packing list.
    AM_FILE_NOT_MAPPED = "am-file-not-mapped" {
        severity: Warning,
        photon: "IMF_AM_ERROR",
        citations: [],
        needs: Documents,
        check: Package(files_not_mapped),
    }
}

fn duplicate_id(package: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let Some(id) = asset.asset.id else { return };
    let first = package
        .mapped(id.value)
        .first()
        .map_or(asset.index, |&first| first as usize);
    if first == asset.index {
        return;
    }
    let assets = &asset.asset_map.map.assets;
    let draft = sink.at(
        id.at,
        format!("the asset map lists `{}` a second time", id.value),
    );
    draft
        .found(id.value)
        .expected("each id once")
        .asset(id.value);
    if let Some(first) = assets.get(first).and_then(|asset| asset.id) {
        draft.related(asset.asset_map.document, first.at, "the first time is here");
    }
}

fn duplicate_paths(package: &Package, asset_map: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    let place = |asset: &MapAsset| {
        let path = asset.chunks.iter().find_map(|chunk| chunk.path.as_ref());
        path.map_or(asset.at, |path| path.at)
    };
    let mut first: HashMap<&str, (&MapAsset, &MapEntry)> = HashMap::default();
    for (asset, entry) in asset_map.map.assets.iter().zip(&package.map_entries) {
        let Some(path) = entry.path.as_ref().and_then(MapPath::inside) else {
            continue;
        };
        let (other, known) = *first.entry(path).or_insert((asset, entry));
        // The same id twice has its own rule.
        if std::ptr::eq(other, asset) || (entry.id.is_some() && known.id == entry.id) {
            continue;
        }
        sink.at(place(asset), format!("two assets lead to `{path}`"))
            .found(path)
            .expected("a file for each asset")
            .asset(entry.id)
            .related(asset_map.document, place(other), "the other asset is here");
    }
}

fn own_id(package: &Package, asset_map: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    let Some(id) = asset_map.map.id else { return };
    let Some(&asset) = package.mapped(id.value).first() else {
        return;
    };
    let draft = sink.at(
        id.at,
        format!(
            "the asset map and an asset of it have the id `{}`",
            id.value
        ),
    );
    draft
        .found(id.value)
        .expected("an id of its own")
        .asset(id.value);
    if let Some(other) = asset_map
        .map
        .assets
        .get(asset as usize)
        .and_then(|asset| asset.id)
    {
        draft.related(asset_map.document, other.at, "the asset is here");
    }
}

fn not_in_any_packing_list(package: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let Some(id) = asset.asset.id else { return };
    let is_packing_list = |entry: &MapEntry| {
        let document = entry.link.file().and_then(|file| package.document_of(file));
        document.is_some_and(|document| package.packing_list(document).is_some())
    };
    // A packing list that could not be read may list anything; where there is none, that is the fault.
    if package.packing_lists.is_empty()
        || !package.is_listed_wholly()
        || asset.asset.is_packing_list()
        || is_packing_list(asset.entry)
        || !package.packed(id.value).is_empty()
    {
        return;
    }
    let use_of_it = if package.is_used(id.value) {
        ", and a composition uses it"
    } else {
        ""
    };
    sink.at(
        id.at,
        format!("no packing list lists `{}`{use_of_it}", id.value),
    )
    .asset(id.value);
}

fn files_not_mapped(package: &Package, sink: &mut Sink<'_>) {
    // Without an asset map nothing is mapped, nor by an empty one: that has its own rules. One that was not read to
    // its end may list anything.
    let is_map = |(document, map): (_, &imf_parse::model::AssetMap)| {
        !map.assets.is_empty() && package.document(document).is_whole()
    };
    if !package.asset_map().is_some_and(is_map) {
        return;
    }
    let files = package
        .map_entries
        .iter()
        .filter_map(|entry| entry.link.file());
    let mut mapped: HashSet<FileIndex> = files
        .flat_map(|file| [file, package.inventory.target(file)])
        .collect();
    // What is there and cannot be opened is known all the same, and so are later chunks.
    let chunks = package
        .asset_map()
        .map_or(&[][..], |(_, map)| &map.assets)
        .iter()
        .flat_map(|asset| &asset.chunks);
    let paths = chunks
        .filter_map(|chunk| chunk.path.as_ref())
        .map(|path| MapPath::new(&path.value));
    mapped.extend(paths.filter_map(|path| package.inventory.find(path.inside()?)));
    for own in [ASSET_MAP, VOLUME_INDEX]
        .into_iter()
        .filter_map(|path| package.inventory.find(path))
    {
        mapped.extend([own, package.inventory.target(own)]);
    }
    let wanted = LazyCell::new(|| Wanted::new(package));
    for (index, entry) in (0..).map(FileIndex).zip(package.inventory.entries()) {
        if mapped.contains(&index) || !matches!(entry.kind, EntryKind::File { .. }) {
            continue;
        }
        let path = &entry.path;
        if wanted.may_be(path, package.inventory.length(index)) {
            continue;
        }
        let draft = sink.on_file(
            path,
            format!("the asset map does not list the file `{path}`"),
        );
        if let Some(maker) = foreign(path) {
            draft.help(format!(
                "Remove the file: {maker} left it behind, and it is not part of the delivery."
            ));
        }
    }
}

/// What is known of the files of assets that lead to none: a file like that is theirs, and what is wrong is their path,
/// which has a finding of its own.
#[derive(Default)]
struct Wanted {
    names: HashSet<String>,
    sizes: HashSet<u64>,
}

impl Wanted {
    fn new(package: &Package) -> Self {
        let mut wanted = Self::default();
        let lost = |entry: &&MapEntry| entry.link.file().is_none();
        for entry in package.map_entries.iter().filter(lost) {
            if let Some(path) = entry.path.as_ref().and_then(MapPath::inside) {
                wanted.names.insert(name(path));
            }
            let packed = entry.id.and_then(|id| package.packed(id).first());
            let Some(asset) = packed.and_then(|&at| package.packed_asset(at)) else {
                continue;
            };
            wanted.sizes.extend(asset.size.map(|size| size.value));
            if let Some(original) = &asset.original_file_name {
                wanted.names.insert(name(original.value.text.trim()));
            }
        }
        wanted
    }

    fn may_be(&self, path: &str, length: Option<u64>) -> bool {
        self.names.contains(&name(path))
            || length.is_some_and(|length| self.sizes.contains(&length))
    }
}

/// The last part of a path in small letters, whatever separates its parts.
fn name(path: &str) -> String {
    let last = path.rsplit(['/', '\\']).next().unwrap_or(path);
    last.to_ascii_lowercase()
}

/// Whether a path ends in that extension, in whatever letter case.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, have)| have.eq_ignore_ascii_case(extension))
}

/// Who leaves files of that name behind.
fn foreign(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.starts_with("._")
        || matches!(name, ".DS_Store" | ".localized")
        || path.starts_with("__MACOSX/")
    {
        Some("macOS")
    } else if name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini") {
        Some("Windows")
    } else if name == ".directory" || name.starts_with(".nfs") || name.starts_with(".fuse_hidden") {
        Some("a file manager or network drive")
    } else if name.ends_with('~')
        || ["swp", "bak", "part"]
            .into_iter()
            .any(|extension| has_extension(name, extension))
    {
        Some("an editor or an unfinished copy")
    } else {
        None
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;
    const MAP: &str = "ASSETMAP.xml";
    &[
        Case::fires("am-duplicate-asset-id", "an entry twice", |package| {
            package.edit_with(MAP, |text| {
                let asset = asset(text, ids::AUDIO_FILE_ID);
                text.replacen("</AssetList>", &format!("{asset}</AssetList>"), 1)
            });
        }),
        Case::fires(
            "am-duplicate-asset-id",
            "the sound under the picture's id",
            |package| {
                package.edit(
                    MAP,
                    &ids::AUDIO_FILE_ID.to_string(),
                    &ids::IMAGE_FILE_ID.to_string(),
                );
            },
        )
        .with(&["pkg-asset-path-unknown"]),
        Case::silent(
            "am-duplicate-asset-id",
            "ids that differ in one digit",
            |package| {
                *package = Delivery::two_compositions().build();
            },
        ),
        Case::fires(
            "am-duplicate-path",
            "a second id for the sound",
            |package| {
                package.edit_with(MAP, |text| {
                    let asset = asset(text, ids::AUDIO_FILE_ID);
                    let other = asset.replace(
                        &ids::AUDIO_FILE_ID.to_string(),
                        &ids::SECOND_AUDIO_FILE_ID.to_string(),
                    );
                    text.replacen("</AssetList>", &format!("{other}</AssetList>"), 1)
                });
            },
        )
        .with(&["am-asset-not-in-any-pkl"]),
        Case::silent("am-duplicate-path", "one name in two folders", |package| {
            let (image, audio) = (
                package.path_of(ids::IMAGE_FILE_ID),
                package.path_of(ids::AUDIO_FILE_ID),
            );
            let list = package.packing_list();
            for (old, new) in [(image, "image/track.mxf"), (audio, "audio/track.mxf")] {
                package
                    .edit(MAP, &format!(">{old}<"), &format!(">{new}<"))
                    .rename(&old, new);
                package.edit(
                    &list,
                    &format!("<OriginalFileName>{old}<"),
                    "<OriginalFileName>track.mxf<",
                );
            }
            package.reseal();
        }),
        Case::fires("am-duplicate-id", "the composition's id", |package| {
            package.edit(
                MAP,
                &ids::ASSET_MAP_ID.to_string(),
                &ids::CPL_ID.to_string(),
            );
        }),
        Case::silent(
            "am-duplicate-id",
            "an id that nothing else has",
            |package| {
                package.edit(
                    MAP,
                    &ids::ASSET_MAP_ID.to_string(),
                    &ids::SECOND_CPL_ID.to_string(),
                );
            },
        ),
        Case::fires(
            "am-asset-not-in-any-pkl",
            "a track file that the composition uses",
            |package| {
                let list = package.packing_list();
                package
                    .edit_with(&list, |text| {
                        text.replacen(&asset(text, ids::AUDIO_FILE_ID), "", 1)
                    })
                    .reseal();
            },
        ),
        Case::silent(
            "am-asset-not-in-any-pkl",
            "an asset of the second packing list",
            |package| {
                *package = Delivery::two_packing_lists().build();
            },
        ),
        Case::fires("am-file-not-mapped", "a text file", |package| {
            package
                .files
                .insert("README.txt".to_owned(), b"read me".to_vec());
        }),
        Case::fires(
            "am-file-not-mapped",
            "what macOS leaves behind",
            |package| {
                package.files.insert("media/.DS_Store".to_owned(), vec![0]);
            },
        ),
        Case::silent(
            "am-file-not-mapped",
            "no volume index, and nothing in its place",
            |package| {
                package.remove("VOLINDEX.xml");
            },
        )
        .with(&["volidx-missing"]),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_files_are_known_by_their_makers() {
        for (path, maker) in [
            (".DS_Store", Some("macOS")),
            ("media/._video.mxf", Some("macOS")),
            ("Thumbs.db", Some("Windows")),
            ("README.txt", None),
            ("video.mxf", None),
        ] {
            assert_eq!(foreign(path), maker, "{path}");
        }
    }
}
