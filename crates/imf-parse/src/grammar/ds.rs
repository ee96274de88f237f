//! XML-Signature Syntax and Processing: signatures and keys.

use super::notation::{
    Schema, choice_term, complex, complex_element, declared_other, many, one, optional, other,
    required, sequence, sequence_term, simple_element, some, text,
};
use super::simple::simple;
use super::xs::{ANY_URI, BASE64, ID, INTEGER, STRING};
use super::{AttributeDecl, ComplexType, ElementDecl, Ns, SimpleKind, SimpleType, Term, Wildcard};

const NS: Ns = Ns::DS;

pub(crate) static SCHEMA: Schema = Schema {
    elements: &[
        &CANONICALIZATION_METHOD,
        &DIGEST_METHOD,
        &DIGEST_VALUE,
        &DSA_KEY_VALUE,
        &KEY_INFO,
        &KEY_NAME,
        &KEY_VALUE,
        &MANIFEST,
        &MGMT_DATA,
        &OBJECT,
        &PGP_DATA,
        &REFERENCE,
        &RETRIEVAL_METHOD,
        &RSA_KEY_VALUE,
        &SIGNATURE,
        &SIGNATURE_METHOD,
        &SIGNATURE_PROPERTIES,
        &SIGNATURE_PROPERTY,
        &SIGNATURE_VALUE,
        &SIGNED_INFO,
        &SPKI_DATA,
        &TRANSFORM,
        &TRANSFORMS,
        &X509_DATA,
    ],
    complex_types: &[
        &CANONICALIZATION_METHOD_TYPE,
        &DIGEST_METHOD_TYPE,
        &DSA_KEY_VALUE_TYPE,
        &KEY_INFO_TYPE,
        &KEY_VALUE_TYPE,
        &MANIFEST_TYPE,
        &OBJECT_TYPE,
        &PGP_DATA_TYPE,
        &REFERENCE_TYPE,
        &RETRIEVAL_METHOD_TYPE,
        &RSA_KEY_VALUE_TYPE,
        &SIGNATURE_METHOD_TYPE,
        &SIGNATURE_PROPERTIES_TYPE,
        &SIGNATURE_PROPERTY_TYPE,
        &SIGNATURE_TYPE,
        &SIGNATURE_VALUE_TYPE,
        &SIGNED_INFO_TYPE,
        &SPKI_DATA_TYPE,
        &TRANSFORMS_TYPE,
        &TRANSFORM_TYPE,
        &X509_DATA_TYPE,
        &X509_ISSUER_SERIAL_TYPE,
    ],
    simple_types: &[
        ("CryptoBinary", &CRYPTO_BINARY),
        ("DigestValueType", &DIGEST_VALUE_TYPE),
        ("HMACOutputLengthType", &HMAC_OUTPUT_LENGTH_TYPE),
    ],
};

static CANONICALIZATION_METHOD: ElementDecl =
    complex_element(NS, "CanonicalizationMethod", &CANONICALIZATION_METHOD_TYPE);
static DIGEST_METHOD: ElementDecl = complex_element(NS, "DigestMethod", &DIGEST_METHOD_TYPE);
static DIGEST_VALUE: ElementDecl = simple_element(NS, "DigestValue", &DIGEST_VALUE_TYPE);
static DSA_KEY_VALUE: ElementDecl = complex_element(NS, "DSAKeyValue", &DSA_KEY_VALUE_TYPE);
static KEY_INFO: ElementDecl = complex_element(NS, "KeyInfo", &KEY_INFO_TYPE);
static KEY_NAME: ElementDecl = simple_element(NS, "KeyName", &STRING);
static KEY_VALUE: ElementDecl = complex_element(NS, "KeyValue", &KEY_VALUE_TYPE);
static MANIFEST: ElementDecl = complex_element(NS, "Manifest", &MANIFEST_TYPE);
static MGMT_DATA: ElementDecl = simple_element(NS, "MgmtData", &STRING);
static OBJECT: ElementDecl = complex_element(NS, "Object", &OBJECT_TYPE);
static PGP_DATA: ElementDecl = complex_element(NS, "PGPData", &PGP_DATA_TYPE);
static REFERENCE: ElementDecl = complex_element(NS, "Reference", &REFERENCE_TYPE);
static RETRIEVAL_METHOD: ElementDecl =
    complex_element(NS, "RetrievalMethod", &RETRIEVAL_METHOD_TYPE);
static RSA_KEY_VALUE: ElementDecl = complex_element(NS, "RSAKeyValue", &RSA_KEY_VALUE_TYPE);
pub(crate) static SIGNATURE: ElementDecl = complex_element(NS, "Signature", &SIGNATURE_TYPE);
static SIGNATURE_METHOD: ElementDecl =
    complex_element(NS, "SignatureMethod", &SIGNATURE_METHOD_TYPE);
static SIGNATURE_PROPERTIES: ElementDecl =
    complex_element(NS, "SignatureProperties", &SIGNATURE_PROPERTIES_TYPE);
static SIGNATURE_PROPERTY: ElementDecl =
    complex_element(NS, "SignatureProperty", &SIGNATURE_PROPERTY_TYPE);
static SIGNATURE_VALUE: ElementDecl = complex_element(NS, "SignatureValue", &SIGNATURE_VALUE_TYPE);
static SIGNED_INFO: ElementDecl = complex_element(NS, "SignedInfo", &SIGNED_INFO_TYPE);
static SPKI_DATA: ElementDecl = complex_element(NS, "SPKIData", &SPKI_DATA_TYPE);
static TRANSFORM: ElementDecl = complex_element(NS, "Transform", &TRANSFORM_TYPE);
static TRANSFORMS: ElementDecl = complex_element(NS, "Transforms", &TRANSFORMS_TYPE);
static X509_DATA: ElementDecl = complex_element(NS, "X509Data", &X509_DATA_TYPE);

static CRYPTO_BINARY: SimpleType = simple("base64 text", SimpleKind::Base64).restricts(&BASE64);
pub(crate) static DIGEST_VALUE_TYPE: SimpleType =
    simple("a digest in base64", SimpleKind::Base64).restricts(&BASE64);
static HMAC_OUTPUT_LENGTH_TYPE: SimpleType = simple(
    "a whole number",
    SimpleKind::Integer {
        min: None,
        max: None,
    },
)
.restricts(&INTEGER);

const OPTIONAL_ID: AttributeDecl = optional("Id", &ID);
const ALGORITHM: AttributeDecl = required("Algorithm", &ANY_URI);

pub(crate) static SIGNATURE_TYPE: ComplexType = complex(
    NS,
    "SignatureType",
    sequence!(NS;
        one ref SIGNED_INFO;
        one ref SIGNATURE_VALUE;
        opt ref KEY_INFO;
        many ref OBJECT;
    ),
)
.with(&[OPTIONAL_ID]);

static SIGNATURE_VALUE_TYPE: ComplexType =
    text(NS, "SignatureValueType", &BASE64).with(&[OPTIONAL_ID]);

static SIGNED_INFO_TYPE: ComplexType = complex(
    NS,
    "SignedInfoType",
    sequence!(NS;
        one ref CANONICALIZATION_METHOD;
        one ref SIGNATURE_METHOD;
        some ref REFERENCE;
    ),
)
.with(&[OPTIONAL_ID]);

static CANONICALIZATION_METHOD_TYPE: ComplexType = complex(
    NS,
    "CanonicalizationMethodType",
    sequence!(NS;
        many term Term::Wildcard(Wildcard { other_than: None, strict: true });
    ),
)
.mixed()
.with(&[ALGORITHM]);

static SIGNATURE_METHOD_TYPE: ComplexType = complex(
    NS,
    "SignatureMethodType",
    sequence!(NS;
        opt HMACOutputLength: HMAC_OUTPUT_LENGTH_TYPE;
        many term declared_other(NS);
    ),
)
.mixed()
.with(&[ALGORITHM]);

static REFERENCE_TYPE: ComplexType = complex(
    NS,
    "ReferenceType",
    sequence!(NS;
        opt ref TRANSFORMS;
        one ref DIGEST_METHOD;
        one ref DIGEST_VALUE;
    ),
)
.with(&[
    OPTIONAL_ID,
    optional("URI", &ANY_URI),
    optional("Type", &ANY_URI),
]);

static TRANSFORMS_TYPE: ComplexType = complex(
    NS,
    "TransformsType",
    sequence!(NS;
        some ref TRANSFORM;
    ),
);

static TRANSFORM_TYPE: ComplexType = complex(
    NS,
    "TransformType",
    many(choice_term!(NS;
        one term other(NS);
        one XPath: STRING;
    )),
)
.mixed()
.with(&[ALGORITHM]);

pub(crate) static DIGEST_METHOD_TYPE: ComplexType = complex(
    NS,
    "DigestMethodType",
    sequence!(NS;
        many term other(NS);
    ),
)
.mixed()
.with(&[ALGORITHM]);

pub(crate) static KEY_INFO_TYPE: ComplexType = complex(
    NS,
    "KeyInfoType",
    some(choice_term!(NS;
        one ref KEY_NAME;
        one ref KEY_VALUE;
        one ref RETRIEVAL_METHOD;
        one ref X509_DATA;
        one ref PGP_DATA;
        one ref SPKI_DATA;
        one ref MGMT_DATA;
        one term other(NS);
    )),
)
.mixed()
.with(&[OPTIONAL_ID]);

static KEY_VALUE_TYPE: ComplexType = complex(
    NS,
    "KeyValueType",
    one(choice_term!(NS;
        one ref DSA_KEY_VALUE;
        one ref RSA_KEY_VALUE;
        one term other(NS);
    )),
)
.mixed();

static RETRIEVAL_METHOD_TYPE: ComplexType = complex(
    NS,
    "RetrievalMethodType",
    sequence!(NS;
        opt ref TRANSFORMS;
    ),
)
.with(&[optional("URI", &ANY_URI), optional("Type", &ANY_URI)]);

static X509_DATA_TYPE: ComplexType = complex(
    NS,
    "X509DataType",
    some(sequence_term!(NS;
        one term choice_term!(NS;
            one X509IssuerSerial: complex X509_ISSUER_SERIAL_TYPE;
            one X509SKI: BASE64;
            one X509SubjectName: STRING;
            one X509Certificate: BASE64;
            one X509CRL: BASE64;
            one term other(NS);
        );
    )),
);

static X509_ISSUER_SERIAL_TYPE: ComplexType = complex(
    NS,
    "X509IssuerSerialType",
    sequence!(NS;
        one X509IssuerName: STRING;
        one X509SerialNumber: INTEGER;
    ),
);

static PGP_DATA_TYPE: ComplexType = complex(
    NS,
    "PGPDataType",
    one(choice_term!(NS;
        one term sequence_term!(NS;
            one PGPKeyID: BASE64;
            opt PGPKeyPacket: BASE64;
            many term other(NS);
        );
        one term sequence_term!(NS;
            one PGPKeyPacket: BASE64;
            many term other(NS);
        );
    )),
);

static SPKI_DATA_TYPE: ComplexType = complex(
    NS,
    "SPKIDataType",
    some(sequence_term!(NS;
        one SPKISexp: BASE64;
        opt term other(NS);
    )),
);

static OBJECT_TYPE: ComplexType = complex(
    NS,
    "ObjectType",
    many(sequence_term!(NS;
        one term Term::Wildcard(Wildcard { other_than: None, strict: false });
    )),
)
.mixed()
.with(&[
    OPTIONAL_ID,
    optional("MimeType", &STRING),
    optional("Encoding", &ANY_URI),
]);

static MANIFEST_TYPE: ComplexType = complex(
    NS,
    "ManifestType",
    sequence!(NS;
        some ref REFERENCE;
    ),
)
.with(&[OPTIONAL_ID]);

static SIGNATURE_PROPERTIES_TYPE: ComplexType = complex(
    NS,
    "SignaturePropertiesType",
    sequence!(NS;
        some ref SIGNATURE_PROPERTY;
    ),
)
.with(&[OPTIONAL_ID]);

static SIGNATURE_PROPERTY_TYPE: ComplexType = complex(
    NS,
    "SignaturePropertyType",
    some(choice_term!(NS;
        one term other(NS);
    )),
)
.mixed()
.with(&[required("Target", &ANY_URI), OPTIONAL_ID]);

static DSA_KEY_VALUE_TYPE: ComplexType = complex(
    NS,
    "DSAKeyValueType",
    sequence!(NS;
        opt term sequence_term!(NS;
            one P: CRYPTO_BINARY;
            one Q: CRYPTO_BINARY;
        );
        opt G: CRYPTO_BINARY;
        one Y: CRYPTO_BINARY;
        opt J: CRYPTO_BINARY;
        opt term sequence_term!(NS;
            one Seed: CRYPTO_BINARY;
            one PgenCounter: CRYPTO_BINARY;
        );
    ),
);

static RSA_KEY_VALUE_TYPE: ComplexType = complex(
    NS,
    "RSAKeyValueType",
    sequence!(NS;
        one Modulus: CRYPTO_BINARY;
        one Exponent: CRYPTO_BINARY;
    ),
);
