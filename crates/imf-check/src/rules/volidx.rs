//! Rules on `VOLINDEX.xml` (ST 429-9).

use super::pkg_asset_map::{folder_for_file, other_root};
use crate::judge::{Sink, subject};
use crate::load::VOLUME_INDEX;
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The package has no volume index.
    ///
    /// ## Why it matters
    /// ST 429-9 puts a `VOLINDEX.xml` beside the asset map. Whether an IMF package, which is always one volume, needs it
    /// is disputed: many deliveries have none, and readers do without it.
    ///
    /// ## How to fix it
    /// Add a `VOLINDEX.xml` with `<Index>1</Index>` where a receiver asks for it.
    VOLIDX_MISSING = "volidx-missing" {
        severity: Info,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: AssetMap(missing),
    }
}

declare_rule! {
    /// `VOLINDEX.xml` is not a file.
    ///
    /// ## Why it matters
    /// Readers that look for the volume number there find nothing to read.
    ///
    /// ## How to fix it
    /// Put a volume index there in place of what is there now, or remove it.
    VOLIDX_NOT_FILE = "volidx-not-file" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [],
        needs: Documents,
        check: Package(not_file),
    }
}

declare_rule! {
    /// `VOLINDEX.xml` holds another document than a volume index.
    ///
    /// ## Why it matters
    /// Readers that look for the volume number there do not find it.
    ///
    /// ## How to fix it
    /// Replace the file with a volume index, or remove it.
    VOLIDX_SCHEMA = "volidx-schema" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: Document(schema),
    }
}

declare_rule! {
    /// The volume index is not 1.
    ///
    /// ## Why it matters
    /// An IMF package is one volume. A volume index of 2 says that this folder is the second part of a set, and a
    /// reader may wait for the first.
    ///
    /// ## How to fix it
    /// Write `<Index>1</Index>`, or leave `VOLINDEX.xml` out.
    VOLIDX_INDEX_NOT_ONE = "volidx-index-not-one" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: VolumeIndex(index_not_one),
    }
}

fn missing(package: &Package, _: subject::AssetMap<'_>, sink: &mut Sink<'_>) {
    if package.inventory.find(VOLUME_INDEX).is_none() {
        sink.on_package(format!("the package has no `{VOLUME_INDEX}`"))
            .expected(VOLUME_INDEX);
    }
}

fn not_file(package: &Package, sink: &mut Sink<'_>) {
    folder_for_file(package, VOLUME_INDEX, sink);
}

fn schema(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    other_root(document, VOLUME_INDEX, "VolumeIndex", sink);
}

fn index_not_one(_: &Package, volume: subject::VolumeIndex<'_>, sink: &mut Sink<'_>) {
    let Some(index) = volume.index.index else {
        return;
    };
    // Zero breaks the schema, which says so.
    if index.value > 1 {
        sink.at(
            index.at,
            format!(
                "the volume index is {}, and a package is volume 1 of 1",
                index.value
            ),
        )
        .found(index.value)
        .expected(1);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    const ONE: &str = "<Index>1</Index>";
    &[
        Case::fires("volidx-missing", "no such file", |package| {
            package.remove("VOLINDEX.xml");
        }),
        Case::silent("volidx-missing", "it is there", |_| {}),
        Case::fires_for("volidx-not-file", "a folder", || {
            let mut files = imf_testkit::Imp::minimal().files;
            files.remove("VOLINDEX.xml");
            crate::storage::MemoryStorage::new(files).folder("VOLINDEX.xml")
        }),
        Case::silent("volidx-not-file", "a file", |_| {}),
        Case::fires("volidx-schema", "the asset map once more", |package| {
            let map = package.files["ASSETMAP.xml"].clone();
            package.files.insert("VOLINDEX.xml".to_owned(), map);
        }),
        Case::silent(
            "volidx-schema",
            "a comment before the root element",
            |package| {
                package.edit(
                    "VOLINDEX.xml",
                    "<VolumeIndex",
                    "<!-- <AssetMap/> --><VolumeIndex",
                );
            },
        ),
        Case::fires("volidx-index-not-one", "the index is 2", |package| {
            package.edit("VOLINDEX.xml", ONE, "<Index>2</Index>");
        }),
        Case::silent(
            "volidx-index-not-one",
            "the index is written 01",
            |package| {
                package.edit("VOLINDEX.xml", ONE, "<Index>01</Index>");
            },
        ),
    ]
};
