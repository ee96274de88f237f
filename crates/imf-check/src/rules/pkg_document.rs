//! Rules on the ids of documents: what the packing list and asset map call them, and what they call themselves.

use imf_parse::Located;
use imf_parse::model::{Document, Uuid};

use crate::judge::{Sink, subject};
use crate::package::{Content, Link, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A composition's own id is not the id that the package gives it.
    ///
    /// ## Why it matters
    /// Asset map and packing list lead to a composition by its id: a reader that asks for one composition gets another.
    ///
    /// ## How to fix it
    /// Write the composition's own `Id` in the packing list and the asset map.
    PKG_CPL_ID_MISMATCH = "pkg-cpl-id-mismatch" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Composition(composition),
    }
}

declare_rule! {
    /// An output profile list's own id is not the id that the package gives it.
    ///
    /// ## Why it matters
    /// Asset map and packing list lead to the document by its id: a reader that asks for one list gets another.
    ///
    /// ## How to fix it
    /// Write the output profile list's own `Id` in the packing list and the asset map.
    PKG_OPL_ID_MISMATCH = "pkg-opl-id-mismatch" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: OutputProfileList(output_profile_list),
    }
}

declare_rule! {
    /// A sidecar composition map's own id is not the id that the package gives it.
    ///
    /// ## Why it matters
    /// Asset map and packing list lead to the document by its id: a reader that asks for one map gets another.
    ///
    /// ## How to fix it
    /// Write the map's own `Id` in the packing list and the asset map.
    PKG_SCM_ID_MISMATCH = "pkg-scm-id-mismatch" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: SidecarMap(sidecar_map),
    }
}

declare_rule! {
    /// An output profile list is for a composition that is not in the package.
    ///
    /// ## Why it matters
    /// An output profile list says how to make a version of that composition; without it there is nothing to make the
    /// version from.
    ///
    /// ## How to fix it
    /// Correct `CompositionPlaylistId`, or add the composition to the package.
    PKG_OPL_CPL_NOT_FOUND = "pkg-opl-cpl-not-found" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-100", "2014")],
        needs: Package,
        check: OutputProfileList(composition_not_found),
    }
}

declare_rule! {
    /// A sidecar composition map names an asset or a composition that the package does not have.
    ///
    /// ## Why it matters
    /// The map ties sidecar files to compositions. Where one end is missing, a receiver cannot tell what the sidecar
    /// belongs to.
    ///
    /// ## How to fix it
    /// Correct the id, or add what it names to the package.
    SIDECAR_ID_UNKNOWN = "sidecar-id-unknown" {
        severity: Warning,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-9", "2018")],
        needs: Package,
        check: SidecarMap(sidecar_ids),
    }
}

fn composition(package: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    own_id(
        package,
        composition.info.document,
        composition.playlist.id,
        "composition",
        sink,
    );
}

fn output_profile_list(
    package: &Package,
    list: subject::OutputProfileList<'_>,
    sink: &mut Sink<'_>,
) {
    own_id(
        package,
        list.document,
        list.list.id,
        "output profile list",
        sink,
    );
}

fn sidecar_map(package: &Package, map: subject::SidecarMap<'_>, sink: &mut Sink<'_>) {
    own_id(
        package,
        map.document,
        map.map.id,
        "sidecar composition map",
        sink,
    );
}

fn own_id(
    package: &Package,
    document: crate::package::DocumentIndex,
    id: Option<Located<Uuid>>,
    name: &str,
    sink: &mut Sink<'_>,
) {
    let Some(id) = id else { return };
    let file = package.document(document).file;
    let names = || package.entries_of(file).filter_map(|entry| entry.id);
    if names().any(|name| name == id.value) {
        return;
    }
    let Some(expected) = names().next() else {
        return;
    };
    let draft = sink.at(
        id.at,
        format!(
            "the {name} has the id `{}`, and the package calls it `{expected}`",
            id.value
        ),
    );
    draft.found(id.value).expected(expected).asset(expected);
    for &at in package.packed(expected) {
        let (Some(asset), Some(list)) = (
            package.packed_asset(at),
            package.packing_lists.get(at.packing_list as usize),
        ) else {
            continue;
        };
        draft.related(
            list.document,
            asset.id.map_or(asset.at, |id| id.at),
            "the packing list's id is here",
        );
    }
}

fn composition_not_found(
    package: &Package,
    list: subject::OutputProfileList<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(id) = list.list.composition_id else {
        return;
    };
    if !may_be_composition(package, id.value) {
        sink.at(
            id.at,
            format!("the package has no composition `{}`", id.value),
        )
        .found(id.value)
        .asset(id.value);
    }
}

fn sidecar_ids(package: &Package, map: subject::SidecarMap<'_>, sink: &mut Sink<'_>) {
    for asset in &map.map.assets {
        if let Some(id) = asset.id
            && package.resolve(id.value) == Link::External
        {
            sink.at(id.at, format!("the package has no asset `{}`", id.value))
                .found(id.value)
                .asset(id.value);
        }
        for id in &asset.composition_ids {
            if !may_be_composition(package, id.value) {
                sink.at(
                    id.at,
                    format!("the package has no composition `{}`", id.value),
                )
                .found(id.value)
                .asset(id.value);
            }
        }
    }
}

/// Whether a composition of the package has that id, or a file that could not be read as one is to have it.
fn may_be_composition(package: &Package, id: Uuid) -> bool {
    let has_id = |info: &crate::package::Composition| {
        package
            .playlist(info.document)
            .and_then(|playlist| playlist.id)
            .is_some_and(|own| own.value == id)
    };
    if package.compositions.iter().any(has_id) {
        return true;
    }
    match package.resolve(id) {
        Link::External => false,
        Link::Resolved(file) | Link::Duplicate(file) => {
            let document = package.document_of(file);
            let value = document.map(|document| package.document(document).value.as_ref());
            match value {
                // A composition under another id has its own rule, and what is broken has one too.
                Some(Some(Document::CompositionPlaylist(_)) | None) => true,
                Some(Some(other)) => other.root_name() == "CompositionPlaylist",
                // A file that is markup and no document could not be read to its end.
                None => package
                    .content(file)
                    .is_none_or(|content| matches!(content, Content::Empty | Content::Xml)),
            }
        }
        Link::Ambiguous | Link::Missing | Link::Refused | Link::Unreadable => true,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;
    &[
        Case::fires(
            "pkg-cpl-id-mismatch",
            "the composition has another id",
            |package| {
                let path = package.composition();
                package
                    .edit(
                        &path,
                        &ids::CPL_ID.to_string(),
                        &ids::SECOND_CPL_ID.to_string(),
                    )
                    .reseal();
            },
        ),
        Case::silent("pkg-cpl-id-mismatch", "the id in capitals", |package| {
            let path = package.composition();
            let capitals = format!(
                "urn:uuid:{}",
                format!("{:#}", ids::CPL_ID).to_ascii_uppercase()
            );
            package
                .edit(&path, &ids::CPL_ID.to_string(), &capitals)
                .reseal();
        }),
        Case::fires(
            "pkg-opl-id-mismatch",
            "the list has another id",
            |package| {
                *package = with_extras();
                let path = extra(package, "OutputProfileList");
                package
                    .edit(
                        &path,
                        &ids::OPL_ID.to_string(),
                        &ids::SECOND_CPL_ID.to_string(),
                    )
                    .reseal();
            },
        ),
        Case::silent(
            "pkg-opl-id-mismatch",
            "the list as it should be",
            |package| *package = with_extras(),
        ),
        Case::fires("pkg-scm-id-mismatch", "the map has another id", |package| {
            *package = with_extras();
            let path = extra(package, "SidecarCompositionMap");
            package
                .edit(
                    &path,
                    &ids::SCM_ID.to_string(),
                    &ids::SECOND_CPL_ID.to_string(),
                )
                .reseal();
        }),
        Case::silent(
            "pkg-scm-id-mismatch",
            "the map as it should be",
            |package| *package = with_extras(),
        ),
        Case::fires(
            "pkg-opl-cpl-not-found",
            "an id that nothing has",
            |package| {
                *package = with_extras();
                let path = extra(package, "OutputProfileList");
                package
                    .edit(
                        &path,
                        &format!("<CompositionPlaylistId>{}", ids::CPL_ID),
                        &format!("<CompositionPlaylistId>{}", ids::SECOND_CPL_ID),
                    )
                    .reseal();
            },
        ),
        Case::silent(
            "pkg-opl-cpl-not-found",
            "the second composition",
            |package| {
                *package = Delivery {
                    output_profile_list: true,
                    ..Delivery::two_compositions()
                }
                .build();
                let path = extra(package, "OutputProfileList");
                package
                    .edit(
                        &path,
                        &format!("<CompositionPlaylistId>{}", ids::CPL_ID),
                        &format!("<CompositionPlaylistId>{}", ids::SECOND_CPL_ID),
                    )
                    .reseal();
            },
        ),
        Case::fires(
            "sidecar-id-unknown",
            "a composition that nothing is",
            |package| {
                *package = with_extras();
                let path = extra(package, "SidecarCompositionMap");
                package
                    .edit(
                        &path,
                        &ids::CPL_ID.to_string(),
                        &ids::SECOND_CPL_ID.to_string(),
                    )
                    .reseal();
            },
        ),
        Case::fires(
            "sidecar-id-unknown",
            "an asset that nothing is",
            |package| {
                *package = with_extras();
                let path = extra(package, "SidecarCompositionMap");
                package
                    .edit(
                        &path,
                        &ids::SIDECAR_ID.to_string(),
                        &ids::TIMED_TEXT_FILE_ID.to_string(),
                    )
                    .reseal();
            },
        ),
        Case::silent("sidecar-id-unknown", "both are there", |package| {
            *package = with_extras();
        }),
    ]
};

#[cfg(test)]
fn with_extras() -> imf_testkit::Imp {
    use imf_testkit::delivery::Delivery;
    Delivery {
        output_profile_list: true,
        sidecar: true,
        ..Delivery::minimal()
    }
    .build()
}

#[cfg(test)]
fn extra(package: &imf_testkit::Imp, root: &str) -> String {
    package.documents(root).pop().expect("it is there")
}
