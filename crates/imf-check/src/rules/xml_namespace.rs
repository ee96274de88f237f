//! Rules on documents of a known name in a namespace that no edition has.

use imf_parse::Located;
use imf_parse::model::{Document, Name};

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The asset map is in a namespace that no edition of ST 429-9 has.
    ///
    /// ## Why it matters
    /// Readers know the document by its namespace. In another one, such as Interop's, it is no asset map to them, and
    /// they find nothing of the package.
    ///
    /// ## How to fix it
    /// Export the asset map in the namespace `http://www.smpte-ra.org/schemas/429-9/2007/AM`.
    XML_NAMESPACE_UNSUPPORTED_AM = "xml-namespace-unsupported-am" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: Document(asset_map),
    }
}

declare_rule! {
    /// A packing list is in a namespace that no edition of the standard has.
    ///
    /// ## Why it matters
    /// Readers know the document by its namespace. In another one it is no packing list to them, and no file is
    /// compared with its size and digest.
    ///
    /// ## How to fix it
    /// Export the packing list in the namespace `http://www.smpte-ra.org/schemas/2067-2/2016/PKL`.
    XML_NAMESPACE_UNSUPPORTED_PKL = "xml-namespace-unsupported-pkl" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Document(packing_list),
    }
}

declare_rule! {
    /// A composition is in a namespace that no edition of ST 2067-3 has.
    ///
    /// ## Why it matters
    /// Readers know the document by its namespace. In another one it is no composition to them, and nothing can be
    /// played.
    ///
    /// ## How to fix it
    /// Export the composition in the namespace `http://www.smpte-ra.org/schemas/2067-3/2016`. The edition of 2020 uses
    /// it too.
    XML_NAMESPACE_UNSUPPORTED_CPL = "xml-namespace-unsupported-cpl" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Document(composition),
    }
}

declare_rule! {
    /// An output profile list, sidecar map or volume index is in a namespace that no edition of its standard has.
    ///
    /// ## Why it matters
    /// Readers know the document by its namespace. In another one they pass over it.
    ///
    /// ## How to fix it
    /// Export the document in the namespace of its standard.
    XML_NAMESPACE_UNSUPPORTED = "xml-namespace-unsupported" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [
            Citation::document("ST 2067-100", "2014"),
            Citation::document("ST 2067-9", "2018"),
            Citation::document("ST 429-9", "2014"),
        ],
        needs: Documents,
        check: Document(other),
    }
}

fn asset_map(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    refuse(
        document,
        sink,
        "AssetMap",
        "http://www.smpte-ra.org/schemas/429-9/2007/AM",
    );
}

fn packing_list(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    refuse(
        document,
        sink,
        "PackingList",
        "http://www.smpte-ra.org/schemas/2067-2/2016/PKL",
    );
}

fn composition(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    refuse(
        document,
        sink,
        "CompositionPlaylist",
        "http://www.smpte-ra.org/schemas/2067-3/2016",
    );
}

fn other(_: &Package, document: subject::Document<'_>, sink: &mut Sink<'_>) {
    refuse(
        document,
        sink,
        "OutputProfileList",
        "http://www.smpte-ra.org/schemas/2067-100/2014",
    );
    refuse(
        document,
        sink,
        "SidecarCompositionMap",
        "http://www.smpte-ra.org/ns/2067-9/2018",
    );
    refuse(
        document,
        sink,
        "VolumeIndex",
        "http://www.smpte-ra.org/schemas/429-9/2007/AM",
    );
}

fn refuse(document: subject::Document<'_>, sink: &mut Sink<'_>, root: &str, expected: &str) {
    let Some(Document::Other(Located {
        value: Name { namespace, local },
        at,
    })) = &document.loaded.value
    else {
        return;
    };
    if &**local == root {
        let message = if namespace.is_empty() {
            format!("`{root}` is in no namespace")
        } else {
            format!("`{root}` is in the namespace `{namespace}`, which no edition has")
        };
        sink.at(*at, message).found(namespace).expected(expected);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    &[
        Case::fires("xml-namespace-unsupported-am", "Interop", |package| {
            package.edit(
                "ASSETMAP.xml",
                "http://www.smpte-ra.org/schemas/429-9/2007/AM",
                "http://www.digicine.com/PROTO-ASDCP-AM-20040311#",
            );
        }),
        Case::silent("xml-namespace-unsupported-am", "a prefix", |package| {
            *package = Delivery {
                form: imf_testkit::form::Form {
                    prefix: Some("am"),
                    ..Default::default()
                },
                ..Delivery::minimal()
            }
            .build();
        }),
        Case::fires("xml-namespace-unsupported-pkl", "2050", |package| {
            let list = package.packing_list();
            package.edit(&list, "/2067-2/2016/PKL", "/2067-2/2050/PKL");
        }),
        Case::silent(
            "xml-namespace-unsupported-pkl",
            "the first edition",
            |package| {
                *package = Delivery::first_editions().build();
            },
        ),
        Case::fires("xml-namespace-unsupported-cpl", "2099", |package| {
            let composition = package.composition();
            package
                .edit(&composition, "/2067-3/2016\"", "/2067-3/2099\"")
                .reseal_packing_lists();
        }),
        Case::silent(
            "xml-namespace-unsupported-cpl",
            "the first edition",
            |package| {
                *package = Delivery::first_editions().build();
            },
        ),
        Case::fires("xml-namespace-unsupported", "no namespace", |package| {
            package.edit(
                "VOLINDEX.xml",
                " xmlns=\"http://www.smpte-ra.org/schemas/429-9/2007/AM\"",
                "",
            );
        }),
        Case::silent(
            "xml-namespace-unsupported",
            "output profile list and sidecar map",
            |package| {
                *package = Delivery {
                    output_profile_list: true,
                    sidecar: true,
                    ..Delivery::minimal()
                }
                .build();
            },
        ),
    ]
};
