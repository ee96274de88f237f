//! ST 2067-9:2018: sidecar composition maps.

use super::dcml::{USER_TEXT_TYPE, UUID};
use super::notation::{Schema, complex, complex_element, declared_other, sequence};
use super::xs::DATE_TIME;
use super::{ComplexType, ElementDecl, Ns, ds};

const NS: Ns = Ns::SCM;

pub(crate) static SCHEMA: Schema = Schema {
    elements: &[&SIDECAR_COMPOSITION_MAP],
    complex_types: &[&SIDECAR_ASSET_TYPE, &SIDECAR_COMPOSITION_MAP_TYPE],
    simple_types: &[],
};

pub(crate) static SIDECAR_COMPOSITION_MAP: ElementDecl =
    complex_element(NS, "SidecarCompositionMap", &SIDECAR_COMPOSITION_MAP_TYPE);

static SIDECAR_COMPOSITION_MAP_TYPE: ComplexType = complex(
    NS,
    "SidecarCompositionMapType",
    sequence!(NS;
        one Id: UUID;
        one Properties: {
            opt Annotation: complex USER_TEXT_TYPE;
            one IssueDate: DATE_TIME;
            opt Issuer: complex USER_TEXT_TYPE;
            many term declared_other(NS);
        };
        one SidecarAssetList: {
            some SidecarAsset: complex SIDECAR_ASSET_TYPE;
        };
        opt Signer: complex ds::KEY_INFO_TYPE;
        // Unlike the other documents' signature this one is an element of the map's own namespace.
        opt Signature: complex ds::SIGNATURE_TYPE;
    ),
);

static SIDECAR_ASSET_TYPE: ComplexType = complex(
    NS,
    "SidecarAssetType",
    sequence!(NS;
        one Id: UUID;
        one AssociatedCPLList: {
            some CPLId: UUID;
        };
    ),
);
