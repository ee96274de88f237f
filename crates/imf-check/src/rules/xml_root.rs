//! Rules on documents in a namespace of IMF whose root element that namespace does not have.

use imf_parse::model::Document;

use crate::judge::{Sink, subject};
use crate::load::{ASSET_MAP, VOLUME_INDEX};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// The namespaces of documents, and the root elements that they have.
const ROOTS: [(&str, &str); 7] = [
    (
        "http://www.smpte-ra.org/ns/2067-9/2018",
        "SidecarCompositionMap",
    ),
    (
        "http://www.smpte-ra.org/schemas/2067-100/2014",
        "OutputProfileList",
    ),
    (
        "http://www.smpte-ra.org/schemas/2067-2/2016/PKL",
        "PackingList",
    ),
    (
        "http://www.smpte-ra.org/schemas/2067-3/2013",
        "CompositionPlaylist",
    ),
    (
        "http://www.smpte-ra.org/schemas/2067-3/2016",
        "CompositionPlaylist",
    ),
    (
        "http://www.smpte-ra.org/schemas/429-8/2007/PKL",
        "PackingList",
    ),
    ("http://www.smpte-ra.org/schemas/429-9/2007/AM", "AssetMap"),
];

declare_rule! {
    /// A document's root element is not one that its namespace has.
    ///
    /// ## Why it matters
    /// Readers know a document by its root element: to them this one is no document of IMF, and they pass over it.
    ///
    /// ## How to fix it
    /// Correct the name of the root element. Where a packing list lists the document, update its size and digest there.
    XML_ROOT_ELEMENT_UNEXPECTED = "xml-root-element-unexpected" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 429-9", "2014"),
            Citation::document("ST 429-8", "2007"),
            Citation::document("ST 2067-2", "2016"),
            Citation::document("ST 2067-3", "2016"),
            Citation::document("ST 2067-100", "2014"),
            Citation::document("ST 2067-9", "2018"),
        ],
        needs: Package,
        check: Document(root_element),
    }
}

fn root_element(package: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    let loaded = document.loaded;
    // What has to be a certain document has a rule of its own.
    if matches!(&*loaded.path, ASSET_MAP | VOLUME_INDEX)
        || package.is_marked_packing_list(loaded.file)
    {
        return;
    }
    let Some(Document::Other(name)) = &loaded.value else {
        return;
    };
    let root = ROOTS
        .iter()
        .find(|(namespace, _)| *name.namespace == **namespace);
    if let Some((namespace, expected)) = root {
        sink.at(
            name.at,
            format!(
                "the root element is `{}`, which the namespace `{namespace}` does not have",
                name.local
            ),
        )
        .found(&name.local)
        .expected(expected);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    &[
        Case::fires(
            "xml-root-element-unexpected",
            "a composition under another name",
            |package| {
                let composition = package.composition();
                package
                    .edit_all(&composition, "CompositionPlaylist", "Composition")
                    .reseal_packing_lists();
            },
        ),
        Case::silent(
            "xml-root-element-unexpected",
            "a document of something else",
            |package| {
                let composition = package.composition();
                package
                    .files
                    .insert(composition, b"<report xmlns=\"urn:example\"/>".to_vec());
                package.reseal();
            },
        ),
    ]
};
