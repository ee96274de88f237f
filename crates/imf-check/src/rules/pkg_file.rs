//! Rules on what lies in the folder: files that should be there, and things that should not.

use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::load::{ASSET_MAP, VOLUME_INDEX};
use crate::package::{Link, MapEntry, MapPath, Package};
use crate::rule::{Citation, declare_rule};
use crate::storage::{EntryKind, LinkTarget};

declare_rule! {
    /// The file of an asset is missing.
    ///
    /// ## Why it matters
    /// The asset map or a packing list promises the file, so it is part of this delivery. (A track file of another
    /// package is listed in neither.)
    ///
    /// ## How to fix it
    /// Fetch the file again, or correct its path in the asset map.
    PKG_ASSET_FILE_MISSING = "pkg-asset-file-missing" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: AssetMap(asset_files_missing),
    }
}

declare_rule! {
    /// The file of a packing list is missing.
    ///
    /// ## Why it matters
    /// The packing list defines the delivery: without it no file can be compared with its size and digest.
    ///
    /// ## How to fix it
    /// Fetch the packing list again, or correct its path in the asset map.
    PKG_PKL_FILE_MISSING = "pkg-pkl-file-missing" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: AssetMap(packing_lists_missing),
    }
}

declare_rule! {
    /// A packing list lists an asset that is not in the asset map.
    ///
    /// ## Why it matters
    /// Nothing says where the file lies, so nobody can find or verify it.
    ///
    /// ## How to fix it
    /// Add the asset and its path to the asset map, or remove it from the packing list.
    PKG_ASSET_PATH_UNKNOWN = "pkg-asset-path-unknown" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: PackingList(path_unknown),
    }
}

declare_rule! {
    /// There is a folder in place of an asset's file.
    ///
    /// ## Why it matters
    /// There is nothing to read: the asset is missing.
    ///
    /// ## How to fix it
    /// Put the file in place of the folder, or correct its path in the asset map.
    PKG_FOLDER_UNEXPECTED = "pkg-folder-unexpected" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: MapAsset(folder),
    }
}

declare_rule! {
    /// The file of an asset is empty.
    ///
    /// ## Why it matters
    /// No document and no track file is empty: the copy failed.
    ///
    /// ## How to fix it
    /// Fetch the file again.
    PKG_FILE_EMPTY = "pkg-file-empty" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: File(empty),
    }
}

declare_rule! {
    /// The package holds something that is neither a file nor a folder.
    ///
    /// ## Why it matters
    /// Pipes, sockets and devices cannot be delivered, and reading one may never end. It is not opened here.
    ///
    /// ## How to fix it
    /// Remove it, and put the real file in its place if the asset map names one.
    PKG_SPECIAL_FILE_UNEXPECTED = "pkg-special-file-unexpected" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: File(special),
    }
}

declare_rule! {
    /// The package holds a symbolic link to something inside it.
    ///
    /// ## Why it matters
    /// Links to files are followed here. Copies to other systems and object stores often lose links, or store the file
    /// twice.
    ///
    /// ## How to fix it
    /// Replace the link with the file itself.
    PKG_LINK_UNEXPECTED = "pkg-link-unexpected" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: File(link),
    }
}

declare_rule! {
    /// The package holds a symbolic link that leads out of it.
    ///
    /// ## Why it matters
    /// What it leads to is not part of the package and is left behind when the package is sent. It is not opened here.
    ///
    /// ## How to fix it
    /// Replace the link with the file itself.
    PKG_LINK_OUTSIDE_ROOT = "pkg-link-outside-root" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: File(link_outside),
    }
}

declare_rule! {
    /// The package holds a symbolic link that leads nowhere.
    ///
    /// ## Why it matters
    /// The file that should be there is missing.
    ///
    /// ## How to fix it
    /// Replace the link with the file itself, or remove it.
    PKG_LINK_DANGLING = "pkg-link-dangling" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: File(link_dangling),
    }
}

fn asset_files_missing(package: &Package, asset_map: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    missing(package, asset_map, false, sink);
}

fn packing_lists_missing(package: &Package, asset_map: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    missing(package, asset_map, true, sink);
}

/// The missing files of assets that are marked as packing lists, or of the others.
fn missing(
    package: &Package,
    asset_map: subject::AssetMap<'_>,
    packing_lists: bool,
    sink: &mut Sink<'_>,
) {
    let assets = asset_map.map.assets.iter().zip(&package.map_entries);
    let lost = assets.filter(|(asset, entry)| {
        entry.link == Link::Missing && asset.is_packing_list() == packing_lists
    });
    // Made for the first that is missing.
    let mut names: Option<Names<'_>> = None;
    for (asset, entry) in lost {
        let Some(path) = entry.path.as_ref().and_then(MapPath::inside) else {
            continue;
        };
        let Some(written) = asset.chunks.iter().find_map(|chunk| chunk.path.as_ref()) else {
            continue;
        };
        // The wrong separator is said of the path.
        if path.contains('\\') && package.inventory.find(&path.replace('\\', "/")).is_some() {
            continue;
        }
        let names = names.get_or_insert_with(|| Names::new(package));
        let draft = sink.at(written.at, format!("the file `{path}` is not there"));
        draft.expected(path).asset(entry.id);
        if let Some(there) = names.by_path.get(&path.to_ascii_lowercase()) {
            draft
                .found(there)
                .help(format!("Mind the letter case: `{there}` is there."));
        } else if let Some(there) = names.by_name.get(last_part(path)) {
            draft.found(there).help(format!(
                "Move the file, or correct the path: `{there}` is there."
            ));
        }
        if let Some(&at) = entry.id.and_then(|id| package.packed(id).first())
            && let (Some(packed), Some(list)) = (
                package.packed_asset(at),
                package.packing_lists.get(at.packing_list as usize),
            )
        {
            draft.related(list.document, packed.at, "the packing list names it here");
        }
    }
}

/// What is there, by what a mistaken path may have in common with it.
struct Names<'a> {
    /// By path in small letters.
    by_path: HashMap<String, &'a str>,
    /// By the last part.
    by_name: HashMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    fn new(package: &'a Package) -> Self {
        let paths = || {
            package
                .inventory
                .entries()
                .iter()
                .map(|entry| entry.path.as_str())
        };
        Self {
            by_path: paths()
                .map(|path| (path.to_ascii_lowercase(), path))
                .collect(),
            by_name: paths().map(|path| (last_part(path), path)).collect(),
        }
    }
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn path_unknown(package: &Package, packing_list: subject::PackingList<'_>, sink: &mut Sink<'_>) {
    // A map that was not read to its end may list it, and so may an asset whose id cannot be read.
    let is_nameless = |entry: &MapEntry| entry.id.is_none();
    if !package.is_mapped_wholly() || package.map_entries.iter().any(is_nameless) {
        return;
    }
    let own = packing_list.list.id.map(|own| own.value);
    for asset in &packing_list.list.assets {
        let Some(id) = asset.id else { continue };
        // A list that names itself has its own rule.
        if package.mapped(id.value).is_empty() && own != Some(id.value) {
            sink.at(id.at, format!("the asset map does not list `{}`", id.value))
                .found(id.value)
                .asset(id.value);
        }
    }
}

fn folder(package: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let Some(MapPath::Inside { path, .. }) = &asset.entry.path else {
        return;
    };
    let Some(file) = package.inventory.find(path) else {
        return;
    };
    let Some(written) = asset
        .asset
        .chunks
        .iter()
        .find_map(|chunk| chunk.path.as_ref())
    else {
        return;
    };
    if matches!(
        package.inventory.entry(file).kind,
        EntryKind::Folder
            | EntryKind::Link {
                leads: LinkTarget::Folder { .. },
                ..
            }
    ) {
        sink.at(
            written.at,
            format!("`{path}` is a folder, and should be a file"),
        )
        .found("a folder")
        .expected("a file")
        .asset(asset.entry.id);
    }
}

fn empty(package: &Package, file: subject::File<'_>, sink: &mut Sink<'_>) {
    let path = &file.entry.path;
    let asset = package.entries_of(file.index).next();
    if package.inventory.length(file.index) == Some(0)
        && (asset.is_some() || path == ASSET_MAP || path == VOLUME_INDEX)
    {
        sink.on_file(path, format!("the file `{path}` is empty"))
            .found("0 bytes")
            .asset(asset.and_then(|entry| entry.id));
    }
}

fn special(_: &Package, file: subject::File<'_>, sink: &mut Sink<'_>) {
    if matches!(
        file.entry.kind,
        EntryKind::Special
            | EntryKind::Link {
                leads: LinkTarget::Special,
                ..
            }
    ) {
        sink.on_file(
            &file.entry.path,
            format!(
                "`{}` is neither file nor folder, and is not opened",
                file.entry.path
            ),
        )
        .expected("a file");
    }
}

fn link(_: &Package, file: subject::File<'_>, sink: &mut Sink<'_>) {
    let path = &file.entry.path;
    let EntryKind::Link { target, leads } = &file.entry.kind else {
        return;
    };
    let message = match leads {
        LinkTarget::File { path: end, .. } => format!("`{path}` is a link to the file `{end}`"),
        LinkTarget::Folder { .. } => format!("`{path}` is a link to a folder"),
        LinkTarget::Dangling | LinkTarget::Loop | LinkTarget::Outside | LinkTarget::Special => {
            return;
        }
    };
    sink.on_file(path, message)
        .found(target)
        .expected("a file or folder");
}

fn link_outside(_: &Package, file: subject::File<'_>, sink: &mut Sink<'_>) {
    let path = &file.entry.path;
    if let EntryKind::Link {
        target,
        leads: LinkTarget::Outside,
    } = &file.entry.kind
    {
        sink.on_file(
            path,
            format!("`{path}` is a link that leaves the package, and is not opened"),
        )
        .found(target)
        .expected("a file");
    }
}

fn link_dangling(_: &Package, file: subject::File<'_>, sink: &mut Sink<'_>) {
    let path = &file.entry.path;
    let (target, how) = match &file.entry.kind {
        EntryKind::Link {
            target,
            leads: LinkTarget::Dangling,
        } => (target, "leads to nothing"),
        EntryKind::Link {
            target,
            leads: LinkTarget::Loop,
        } => (target, "leads in a circle"),
        _ => return,
    };
    sink.on_file(path, format!("the link `{path}` {how}"))
        .found(target)
        .expected("a file");
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use crate::storage::MemoryStorage;
    use imf_testkit::{Imp, ids};
    const MAP: &str = "ASSETMAP.xml";
    &[
        Case::fires(
            "pkg-asset-file-missing",
            "the picture is not there",
            |package| {
                package.remove(&picture(package));
            },
        ),
        Case::fires("pkg-asset-file-missing", "another letter case", |package| {
            let path = picture(package);
            package.rename(&path, &path.to_uppercase());
        }),
        Case::silent(
            "pkg-asset-file-missing",
            "the picture is in another package",
            |package| {
                *package = Imp::supplemental();
            },
        )
        .with(&["pkg-track-file-unavailable"]),
        Case::fires(
            "pkg-pkl-file-missing",
            "the packing list is not there",
            |package| {
                package.remove(&package.packing_list());
            },
        ),
        Case::silent("pkg-pkl-file-missing", "it lies in a folder", |package| {
            let path = package.packing_list();
            package
                .edit(MAP, &path, "lists/pkl.xml")
                .rename(&path, "lists/pkl.xml");
        }),
        Case::fires(
            "pkg-asset-path-unknown",
            "the sound is not in the asset map",
            |package| {
                package.edit_with(MAP, |text| {
                    let at = text
                        .find(&ids::AUDIO_FILE_ID.to_string())
                        .expect("the sound");
                    let start = text[..at].rfind("<Asset>").expect("its start tag");
                    let end =
                        at + text[at..].find("</Asset>").expect("its end tag") + "</Asset>".len();
                    format!("{}{}", &text[..start], &text[end..])
                });
            },
        )
        .with(&["am-file-not-mapped"]),
        Case::silent("pkg-asset-path-unknown", "the id in capitals", |package| {
            let list = package.packing_list();
            let capitals = format!("{:#}", ids::AUDIO_FILE_ID).to_ascii_uppercase();
            package
                .edit(
                    &list,
                    &ids::AUDIO_FILE_ID.to_string(),
                    &format!("urn:uuid:{capitals}"),
                )
                .reseal_asset_map();
        }),
        Case::fires_for(
            "pkg-folder-unexpected",
            "a folder of the file's name",
            || {
                let mut package = Imp::minimal();
                let path = picture(&package);
                package.remove(&path);
                MemoryStorage::new(package.files).folder(&path)
            },
        ),
        Case::silent(
            "pkg-folder-unexpected",
            "a folder around the file",
            |package| {
                let path = picture(package);
                let inside = format!("{path}/{path}");
                package
                    .edit(MAP, &format!(">{path}<"), &format!(">{inside}<"))
                    .rename(&path, &inside);
            },
        ),
        Case::fires("pkg-file-empty", "the asset map", |package| {
            package.files.insert(MAP.to_owned(), Vec::new());
        }),
        Case::fires("pkg-file-empty", "the composition", |package| {
            let path = package.composition();
            package.files.insert(path, Vec::new());
        }),
        Case::silent(
            "pkg-file-empty",
            "an empty file that is no asset",
            |package| {
                package.files.insert("notes.txt".to_owned(), Vec::new());
            },
        )
        .with(&["am-file-not-mapped"]),
        Case::fires_for("pkg-special-file-unexpected", "a pipe", || {
            MemoryStorage::new(Imp::minimal().files).special("pipe")
        }),
        Case::silent_for("pkg-special-file-unexpected", "an empty folder", || {
            MemoryStorage::new(Imp::minimal().files).folder("media")
        }),
        Case::fires_for("pkg-link-unexpected", "the picture is a link", || {
            linked("media/picture.mxf", "media/picture.mxf")
        }),
        Case::fires_for(
            "pkg-link-unexpected",
            "the picture lies behind a link to its folder",
            || {
                let package = through_a_link();
                crate::storage::MemoryStorage::new(package.files).link("linked", "media")
            },
        ),
        Case::silent("pkg-link-unexpected", "no link", |_| {}),
        Case::fires_for(
            "pkg-link-outside-root",
            "the picture is a link to the folder above",
            || linked("x.mxf", "../x.mxf"),
        ),
        Case::silent_for("pkg-link-outside-root", "up and down inside", || {
            linked("media/x.mxf", "media/../media/x.mxf")
        })
        .with(&["pkg-link-unexpected"]),
        Case::fires_for("pkg-link-dangling", "a link to nothing", || {
            linked("x.mxf", "y.mxf")
        }),
        Case::fires_for("pkg-link-dangling", "a link to itself", || {
            let package = Imp::minimal();
            let path = picture(&package);
            MemoryStorage::new(package.files).link(&path, &path)
        }),
        Case::silent_for("pkg-link-dangling", "a link to a link to a file", || {
            linked("x.mxf", "y.mxf").link("y.mxf", "x.mxf")
        })
        .with(&["pkg-link-unexpected"]),
    ]
};

/// The path of the picture's track file.
#[cfg(test)]
fn picture(package: &imf_testkit::Imp) -> String {
    package.path_of(imf_testkit::ids::IMAGE_FILE_ID)
}

/// The smallest package with its picture at `path`, and a link to `target` in the picture's place.
#[cfg(test)]
fn linked(path: &str, target: &str) -> crate::storage::MemoryStorage {
    let mut package = imf_testkit::Imp::minimal();
    let old = picture(&package);
    package.rename(&old, path);
    crate::storage::MemoryStorage::new(package.files).link(&old, target)
}

/// The smallest package with its picture in the folder `media`, which the asset map calls `linked`.
#[cfg(test)]
fn through_a_link() -> imf_testkit::Imp {
    let mut package = imf_testkit::Imp::minimal();
    let old = picture(&package);
    package.rename(&old, "media/image.mxf");
    package.edit(
        "ASSETMAP.xml",
        "<Path>image.mxf<",
        "<Path>linked/image.mxf<",
    );
    package
}
