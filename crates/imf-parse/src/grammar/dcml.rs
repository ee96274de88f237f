//! ST 433:2008: the types that the other documents share, and two elements of its own.

use super::ds::DIGEST_VALUE_TYPE;
use super::notation::{
    Schema, complex, complex_element, optional, required, sequence, sequence_term, text,
};
use super::simple::{simple, token, uuid};
use super::xs::{ANY_URI, DECIMAL, LANGUAGE, STRING, TOKEN};
use super::{ComplexType, ElementDecl, Ns, SimpleKind, SimpleType};

const NS: Ns = Ns::DCML;

pub(crate) static SCHEMA: Schema = Schema {
    elements: &[&DEVICE_DESCRIPTION, &DEVICE_IDENTIFIER_LIST],
    complex_types: &[
        &CURRENT_TYPE,
        &DEVICE_DESCRIPTION_TYPE,
        &DEVICE_IDENTIFIER_LIST_TYPE,
        &DEVICE_IDENTIFIER_POLY_TYPE,
        &DEVICE_TYPE_TYPE,
        &DURATION_TYPE,
        &NAMED_PARM_TYPE,
        &PARAMETER_LIST_TYPE,
        &RATE_TYPE,
        &SCOPED_TOKEN_TYPE,
        &TEMPERATURE_TYPE,
        &USER_TEXT_TYPE,
        &VERSION_INFO_LIST_TYPE,
        &VOLTAGE_TYPE,
    ],
    simple_types: &[
        ("RationalType", &RATIONAL),
        ("UUIDType", &UUID),
        ("currentModeToken", &CURRENT_MODE),
        ("currentUnitsToken", &CURRENT_UNITS),
        ("deviceIdentifierUnion", &DEVICE_IDENTIFIER),
        ("temperatureUnitsToken", &TEMPERATURE_UNITS),
        ("timeUnitToken", &TIME_UNIT),
        ("voltageUnitsToken", &VOLTAGE_UNITS),
    ],
};

static DEVICE_DESCRIPTION: ElementDecl =
    complex_element(NS, "DeviceDescription", &DEVICE_DESCRIPTION_TYPE);
static DEVICE_IDENTIFIER_LIST: ElementDecl =
    complex_element(NS, "DeviceIdentifierList", &DEVICE_IDENTIFIER_LIST_TYPE);

pub(crate) static UUID: SimpleType = uuid();
pub(crate) static RATIONAL: SimpleType = simple(
    "two whole numbers with a space between, the second above zero, such as `24000 1001`",
    SimpleKind::Rational,
);
static CURRENT_MODE: SimpleType = token("`AC` or `DC`", &["AC", "DC"]);
static CURRENT_UNITS: SimpleType = token("`amps` or `milliamps`", &["amps", "milliamps"]);
static TEMPERATURE_UNITS: SimpleType = token(
    "`celsius`, `fahrenheit` or `kelvin`",
    &["celsius", "fahrenheit", "kelvin"],
);
static TIME_UNIT: SimpleType = token(
    "a unit of time from `week` to `microsecond`",
    &[
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "millisecond",
        "microsecond",
    ],
);
static VOLTAGE_UNITS: SimpleType = token(
    "`volts`, `millivolts` or `microvolts`",
    &["volts", "millivolts", "microvolts"],
);
static DEVICE_IDENTIFIER: SimpleType = simple(
    "a UUID as URN, or a digest in base64",
    SimpleKind::Union(&[&UUID, &DIGEST_VALUE_TYPE]),
);
static IDENTIFIER_SORT: SimpleType = token(
    "`DeviceUID` or `CertThumbprint`",
    &["DeviceUID", "CertThumbprint"],
);

pub(crate) static USER_TEXT_TYPE: ComplexType =
    text(NS, "UserTextType", &STRING).with(&[optional("language", &LANGUAGE)]);

static TEMPERATURE_TYPE: ComplexType =
    text(NS, "temperatureType", &DECIMAL).with(&[required("units", &TEMPERATURE_UNITS)]);
static VOLTAGE_TYPE: ComplexType = text(NS, "voltageType", &DECIMAL).with(&[
    required("units", &VOLTAGE_UNITS),
    required("mode", &CURRENT_MODE),
]);
static CURRENT_TYPE: ComplexType = text(NS, "currentType", &DECIMAL).with(&[
    required("units", &CURRENT_UNITS),
    required("mode", &CURRENT_MODE),
]);
static DURATION_TYPE: ComplexType =
    text(NS, "durationType", &DECIMAL).with(&[required("units", &TIME_UNIT)]);
static RATE_TYPE: ComplexType = text(NS, "rateType", &RATIONAL).with(&[
    optional("eventscope", &ANY_URI),
    optional("event", &TOKEN),
    required("period", &TIME_UNIT),
]);
static DEVICE_IDENTIFIER_POLY_TYPE: ComplexType =
    text(NS, "deviceIdentifierPolyType", &DEVICE_IDENTIFIER)
        .with(&[required("idtype", &IDENTIFIER_SORT)]);
static DEVICE_TYPE_TYPE: ComplexType =
    text(NS, "deviceTypeType", &TOKEN).with(&[optional("scope", &ANY_URI)]);
static SCOPED_TOKEN_TYPE: ComplexType =
    text(NS, "scopedTokenType", &TOKEN).with(&[optional("scope", &ANY_URI)]);

static DEVICE_IDENTIFIER_LIST_TYPE: ComplexType = complex(
    NS,
    "deviceIdentifierListType",
    sequence!(NS;
        one PrimaryID: complex DEVICE_IDENTIFIER_POLY_TYPE;
        opt SecondaryID: complex DEVICE_IDENTIFIER_POLY_TYPE;
    ),
);

static NAMED_PARM_TYPE: ComplexType = complex(
    NS,
    "namedParmType",
    sequence!(NS;
        one Name: complex SCOPED_TOKEN_TYPE;
        one Value: any;
    ),
);

static PARAMETER_LIST_TYPE: ComplexType = complex(
    NS,
    "parameterListType",
    sequence!(NS;
        some Parameter: complex NAMED_PARM_TYPE;
    ),
);

static VERSION_INFO_LIST_TYPE: ComplexType = complex(
    NS,
    "versionInfoListType",
    sequence!(NS;
        some term sequence_term!(NS;
            one Name: STRING;
            one Value: STRING;
        );
    ),
);

static DEVICE_DESCRIPTION_TYPE: ComplexType = complex(
    NS,
    "deviceDescriptionType",
    sequence!(NS;
        one DeviceIdentifier: complex DEVICE_IDENTIFIER_POLY_TYPE;
        one DeviceTypeID: complex DEVICE_TYPE_TYPE;
        opt DeviceSubsystemTypeID: complex DEVICE_TYPE_TYPE;
        opt AdditionalID: any;
        one DeviceSerial: STRING;
        opt ManufacturerID: ANY_URI;
        opt ManufacturerCertID: DIGEST_VALUE_TYPE;
        opt DeviceCertID: DIGEST_VALUE_TYPE;
        opt ManufacturerName: STRING;
        opt DeviceName: STRING;
        opt ModelNumber: STRING;
        one VersionInfo: complex VERSION_INFO_LIST_TYPE;
        opt DeviceComment: complex USER_TEXT_TYPE;
    ),
);
