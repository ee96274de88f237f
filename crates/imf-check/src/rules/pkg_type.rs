//! Rules on what a file is, where it is looked at by itself.

use imf_parse::model;

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// A document given by itself is not one of an IMF package.
    ///
    /// ## Why it matters
    /// Nothing can be checked: it is neither an asset map, a volume index, a packing list, a composition, an output
    /// profile list nor a sidecar composition map, in any edition that is known here.
    ///
    /// ## How to fix it
    /// Name another file, or correct the name and namespace of its root element.
    PKG_FILE_TYPE_UNKNOWN = "pkg-file-type-unknown" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Document(type_unknown),
    }
}

/// Root elements whose namespace has a rule of its own.
const KNOWN: &[&str] = &[
    "AssetMap",
    "CompositionPlaylist",
    "OutputProfileList",
    "PackingList",
    "SidecarCompositionMap",
    "VolumeIndex",
];

fn type_unknown(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let Some(model::Document::Other(name)) = &document.loaded.value else {
        return;
    };
    if package.is_alone && !KNOWN.contains(&&*name.local) {
        sink.at(
            name.at,
            format!("`{}` is not a document of an IMF package", name.local),
        )
        .found(format_args!(
            "`{}` of the namespace `{}`",
            name.local, name.namespace
        ))
        .expected("one of the documents of an IMF package");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    &[
        Case::fires_alone(
            "pkg-file-type-unknown",
            "a page of hypertext",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        ),
        Case::silent_alone(
            "pkg-file-type-unknown",
            "a volume index",
            "<VolumeIndex xmlns=\"http://www.smpte-ra.org/schemas/429-9/2007/AM\"><Index>1</Index></VolumeIndex>",
        ),
    ]
};
