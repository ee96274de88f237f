//! Rules on the asset map as a file.

use imf_parse::model::Document;

use crate::judge::{Sink, subject};
use crate::load::ASSET_MAP;
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::storage::EntryKind;

declare_rule! {
    /// The folder has no asset map.
    ///
    /// ## Why it matters
    /// Readers begin at `ASSETMAP.xml`: without it the folder is no package to them.
    ///
    /// ## How to fix it
    /// Check that the path names the folder that holds `ASSETMAP.xml`. If there is none, fetch the delivery again or
    /// have it exported again.
    PKG_ASSETMAP_COUNT = "pkg-assetmap-count" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: Package(count),
    }
}

declare_rule! {
    /// `ASSETMAP.xml` is not a file.
    ///
    /// ## Why it matters
    /// Readers begin at the asset map, and find nothing to read.
    ///
    /// ## How to fix it
    /// Put the asset map there in place of what is there now.
    PKG_ASSETMAP_NOT_FILE = "pkg-assetmap-not-file" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [],
        needs: Documents,
        check: Package(not_file),
    }
}

declare_rule! {
    /// `ASSETMAP.xml` holds another document than an asset map.
    ///
    /// ## Why it matters
    /// Readers begin at the asset map: without it they find nothing of the package.
    ///
    /// ## How to fix it
    /// Replace the file with the asset map of this package.
    AM_ROOT_ELEMENT_UNEXPECTED = "am-root-element-unexpected" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: Document(root_element),
    }
}

fn count(package: &Package, sink: &mut Sink<'_>) {
    if package.inventory.find(ASSET_MAP).is_some() {
        return;
    }
    let entries = package.inventory.entries();
    let draft = sink.on_package(format!("the folder has no `{ASSET_MAP}`"));
    draft.expected(ASSET_MAP);
    let is_misspelled =
        |path: &str| path.eq_ignore_ascii_case(ASSET_MAP) || path.eq_ignore_ascii_case("ASSETMAP");
    let below = |path: &str| {
        path.strip_suffix(ASSET_MAP)
            .is_some_and(|folder| folder.ends_with('/'))
    };
    if entries.is_empty() {
        draft.help("Check that this is the folder you mean: it is empty.");
    } else if let Some(entry) = entries.iter().find(|entry| is_misspelled(&entry.path)) {
        draft
            .found(&entry.path)
            .help(format!("Rename `{}` to `{ASSET_MAP}`.", entry.path));
    } else if let Some(entry) = entries.iter().find(|entry| below(&entry.path)) {
        let folder = entry.path.trim_end_matches(ASSET_MAP);
        draft.found(&entry.path).help(format!(
            "Check the folder `{folder}` instead, which holds one."
        ));
    }
}

fn not_file(package: &Package, sink: &mut Sink<'_>) {
    folder_for_file(package, ASSET_MAP, sink);
}

/// A folder where the file at `path` should be. Links that cannot be followed and special files have their own rules.
pub(super) fn folder_for_file(package: &Package, path: &str, sink: &mut Sink<'_>) {
    let is_folder = package
        .inventory
        .find(path)
        .is_some_and(|file| package.inventory.entry(file).kind == EntryKind::Folder);
    if is_folder {
        sink.on_file(path, format!("`{path}` is a folder, and should be a file"))
            .found("a folder")
            .expected("a file");
    }
}

fn root_element(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    other_root(document, ASSET_MAP, "AssetMap", sink);
}

/// Another root element than `expected` in the document at `path`. In another namespace it has its own rule.
pub(super) fn other_root(
    document: subject::Document<'_>,
    path: &str,
    expected: &str,
    sink: &mut Sink<'_>,
) {
    let Some(value) = &document.loaded.value else {
        return;
    };
    if document.loaded.path != path || value.root_name() == expected {
        return;
    }
    let at = match value {
        Document::Other(name) => name.at,
        _ => imf_parse::Place::START,
    };
    sink.at(
        at,
        format!("the root element of `{path}` is `{}`", value.root_name()),
    )
    .found(value.root_name())
    .expected(expected);
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use crate::storage::MemoryStorage;
    use imf_testkit::Imp;
    &[
        Case::fires("pkg-assetmap-count", "an empty folder", |package| {
            package.files.clear();
        }),
        Case::fires(
            "pkg-assetmap-count",
            "the name in small letters",
            |package| {
                package.rename("ASSETMAP.xml", "assetmap.xml");
            },
        ),
        Case::fires(
            "pkg-assetmap-count",
            "the package one folder down",
            |package| {
                let files = std::mem::take(&mut package.files);
                package.files = files
                    .into_iter()
                    .map(|(path, bytes)| (format!("package/{path}"), bytes))
                    .collect();
            },
        ),
        Case::silent(
            "pkg-assetmap-count",
            "a second asset map in a folder",
            |package| {
                let map = package.files["ASSETMAP.xml"].clone();
                package.files.insert("old/ASSETMAP.xml".to_owned(), map);
            },
        )
        .with(&["am-file-not-mapped"]),
        Case::fires_for("pkg-assetmap-not-file", "a folder", || {
            let mut package = Imp::minimal();
            package.remove("ASSETMAP.xml");
            MemoryStorage::new(package.files).folder("ASSETMAP.xml")
        }),
        Case::silent_for("pkg-assetmap-not-file", "a link to the file", || {
            let mut package = Imp::minimal();
            package.rename("ASSETMAP.xml", "map.xml");
            MemoryStorage::new(package.files).link("ASSETMAP.xml", "map.xml")
        })
        .with(&["pkg-link-unexpected"]),
        Case::fires(
            "am-root-element-unexpected",
            "the packing list",
            |package| {
                let list = package.files[&package.packing_list()].clone();
                package.files.insert("ASSETMAP.xml".to_owned(), list);
            },
        ),
        Case::fires(
            "am-root-element-unexpected",
            "the asset map inside another element",
            |package| {
                package
                    .edit("ASSETMAP.xml", "<AssetMap ", "<root><AssetMap ")
                    .edit("ASSETMAP.xml", "</AssetMap>", "</AssetMap></root>");
            },
        ),
        Case::silent(
            "am-root-element-unexpected",
            "a comment before it",
            |package| {
                package.edit(
                    "ASSETMAP.xml",
                    "<AssetMap ",
                    "<!-- <PackingList/> --><AssetMap ",
                );
            },
        ),
    ]
};
