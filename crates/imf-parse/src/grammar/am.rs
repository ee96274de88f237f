//! ST 429-9:2007: asset map and volume index.

use super::notation::{Schema, complex, complex_element, optional, sequence, text};
use super::simple::uuid;
use super::xs::{
    ANY_URI, BOOLEAN, DATE_TIME, LANGUAGE, NON_NEGATIVE_INTEGER, POSITIVE_INTEGER, STRING,
};
use super::{ComplexType, ElementDecl, Ns, SimpleType};

const NS: Ns = Ns::AM;

pub(crate) static SCHEMA: Schema = Schema {
    elements: &[&ASSET_MAP, &VOLUME_INDEX],
    complex_types: &[
        &ASSET_MAP_TYPE,
        &ASSET_TYPE,
        &CHUNK_TYPE,
        &USER_TEXT,
        &VOLUME_INDEX_TYPE,
    ],
    simple_types: &[("UUID", &UUID)],
};

pub(crate) static ASSET_MAP: ElementDecl = complex_element(NS, "AssetMap", &ASSET_MAP_TYPE);
pub(crate) static VOLUME_INDEX: ElementDecl =
    complex_element(NS, "VolumeIndex", &VOLUME_INDEX_TYPE);

static UUID: SimpleType = uuid();

static ASSET_MAP_TYPE: ComplexType = complex(
    NS,
    "AssetMapType",
    sequence!(NS;
        one Id: UUID;
        opt AnnotationText: complex USER_TEXT;
        one Creator: complex USER_TEXT;
        one VolumeCount: POSITIVE_INTEGER;
        one IssueDate: DATE_TIME;
        one Issuer: complex USER_TEXT;
        one AssetList: {
            some Asset: complex ASSET_TYPE;
        };
    ),
);

static ASSET_TYPE: ComplexType = complex(
    NS,
    "AssetType",
    sequence!(NS;
        one Id: UUID;
        opt AnnotationText: complex USER_TEXT;
        opt PackingList: BOOLEAN;
        one ChunkList: {
            some Chunk: complex CHUNK_TYPE;
        };
    ),
);

static CHUNK_TYPE: ComplexType = complex(
    NS,
    "ChunkType",
    sequence!(NS;
        one Path: ANY_URI;
        opt VolumeIndex: POSITIVE_INTEGER;
        opt Offset: NON_NEGATIVE_INTEGER;
        opt Length: POSITIVE_INTEGER;
    ),
);

static VOLUME_INDEX_TYPE: ComplexType = complex(
    NS,
    "VolumeIndexType",
    sequence!(NS;
        one Index: POSITIVE_INTEGER;
    ),
);

static USER_TEXT: ComplexType =
    text(NS, "UserText", &STRING).with(&[optional("language", &LANGUAGE)]);
