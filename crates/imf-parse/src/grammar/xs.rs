//! The types of XML Schema itself: those that the schemas use, and those that an `xsi:type` may name.

use super::notation::optional;
use super::simple::simple;
use super::{AttributeDecl, SimpleKind, SimpleType};

/// A type with nothing between it and `xs:anySimpleType`.
const fn primitive(label: &'static str, kind: SimpleKind) -> SimpleType {
    simple(label, kind).restricts(&ANY_SIMPLE_TYPE)
}

const fn integer(
    label: &'static str,
    min: Option<i128>,
    max: Option<i128>,
    base: &'static SimpleType,
) -> SimpleType {
    simple(label, SimpleKind::Integer { min, max }).restricts(base)
}

pub(crate) static ANY_SIMPLE_TYPE: SimpleType = simple("text", SimpleKind::String);
pub(crate) static ANY_URI: SimpleType = primitive("a URI", SimpleKind::AnyUri);
pub(crate) static BASE64: SimpleType = primitive("base64 text", SimpleKind::Base64);
pub(crate) static BOOLEAN: SimpleType = primitive("`true` or `false`", SimpleKind::Boolean);
pub(crate) static DATE_TIME: SimpleType = primitive(
    "a date and time such as `2026-01-31T12:00:00Z`",
    SimpleKind::DateTime,
);
pub(crate) static DECIMAL: SimpleType = primitive(
    "a decimal number",
    SimpleKind::Decimal {
        range: None,
        fraction_digits: None,
    },
);
pub(crate) static STRING: SimpleType = primitive("text", SimpleKind::String);

static NORMALIZED_STRING: SimpleType =
    simple("text on one line", SimpleKind::String).restricts(&STRING);
pub(crate) static TOKEN: SimpleType =
    simple("text on one line", SimpleKind::Token).restricts(&NORMALIZED_STRING);
pub(crate) static LANGUAGE: SimpleType =
    simple("a language tag such as `en-US`", SimpleKind::Language).restricts(&TOKEN);
static NAME: SimpleType = simple("an XML name", SimpleKind::Token).restricts(&TOKEN);
static NC_NAME: SimpleType = simple("an XML name without a colon", SimpleKind::Id).restricts(&NAME);
pub(crate) static ID: SimpleType =
    simple("an XML name without a colon", SimpleKind::Id).restricts(&NC_NAME);

pub(crate) static INTEGER: SimpleType = integer("a whole number", None, None, &DECIMAL);
pub(crate) static NON_NEGATIVE_INTEGER: SimpleType =
    integer("a whole number, zero or above", Some(0), None, &INTEGER);
pub(crate) static POSITIVE_INTEGER: SimpleType = integer(
    "a whole number above zero",
    Some(1),
    None,
    &NON_NEGATIVE_INTEGER,
);
static NON_POSITIVE_INTEGER: SimpleType =
    integer("a whole number, zero or below", None, Some(0), &INTEGER);
static NEGATIVE_INTEGER: SimpleType = integer(
    "a whole number below zero",
    None,
    Some(-1),
    &NON_POSITIVE_INTEGER,
);
pub(crate) static LONG: SimpleType = integer(
    "a whole number of 64 bits",
    Some(i64::MIN as i128),
    Some(i64::MAX as i128),
    &INTEGER,
);
static INT: SimpleType = integer(
    "a whole number of 32 bits",
    Some(i32::MIN as i128),
    Some(i32::MAX as i128),
    &LONG,
);
static SHORT: SimpleType = integer(
    "a whole number of 16 bits",
    Some(i16::MIN as i128),
    Some(i16::MAX as i128),
    &INT,
);
static BYTE: SimpleType = integer(
    "a whole number of 8 bits",
    Some(i8::MIN as i128),
    Some(i8::MAX as i128),
    &SHORT,
);
static UNSIGNED_LONG: SimpleType = integer(
    "a whole number from 0 to 2^64 - 1",
    Some(0),
    Some(u64::MAX as i128),
    &NON_NEGATIVE_INTEGER,
);
static UNSIGNED_INT: SimpleType = integer(
    "a whole number from 0 to 2^32 - 1",
    Some(0),
    Some(u32::MAX as i128),
    &UNSIGNED_LONG,
);
pub(crate) static UNSIGNED_SHORT: SimpleType = integer(
    "a whole number from 0 to 65535",
    Some(0),
    Some(65535),
    &UNSIGNED_INT,
);
static UNSIGNED_BYTE: SimpleType = integer(
    "a whole number from 0 to 255",
    Some(0),
    Some(255),
    &UNSIGNED_SHORT,
);

/// The attributes of the instance namespace that are more than a name.
pub(crate) static NIL: AttributeDecl = optional("nil", &BOOLEAN);
pub(crate) static NO_NAMESPACE_SCHEMA_LOCATION: AttributeDecl =
    optional("noNamespaceSchemaLocation", &ANY_URI);
pub(crate) static SCHEMA_LOCATION: AttributeDecl = optional("schemaLocation", &URIS);
static URIS: SimpleType = simple(
    "URIs with spaces between",
    SimpleKind::List {
        item: &ANY_URI,
        min: 0,
        max: None,
    },
);

/// A type that no schema of ours uses. It can only be named on an element that may hold anything, and its text is
/// not looked at.
macro_rules! unused {
    ($name:ident) => {
        (stringify!($name), {
            static TYPE: SimpleType = primitive("text", SimpleKind::String);
            &TYPE
        })
    };
}

/// All types but `xs:anyType`, by name.
pub(crate) static TYPES: &[(&str, &SimpleType)] = &[
    ("ID", &ID),
    ("NCName", &NC_NAME),
    ("Name", &NAME),
    ("anySimpleType", &ANY_SIMPLE_TYPE),
    ("anyURI", &ANY_URI),
    ("base64Binary", &BASE64),
    ("boolean", &BOOLEAN),
    ("byte", &BYTE),
    ("dateTime", &DATE_TIME),
    ("decimal", &DECIMAL),
    ("int", &INT),
    ("integer", &INTEGER),
    ("language", &LANGUAGE),
    ("long", &LONG),
    ("negativeInteger", &NEGATIVE_INTEGER),
    ("nonNegativeInteger", &NON_NEGATIVE_INTEGER),
    ("nonPositiveInteger", &NON_POSITIVE_INTEGER),
    ("normalizedString", &NORMALIZED_STRING),
    ("positiveInteger", &POSITIVE_INTEGER),
    ("short", &SHORT),
    ("string", &STRING),
    ("token", &TOKEN),
    ("unsignedByte", &UNSIGNED_BYTE),
    ("unsignedInt", &UNSIGNED_INT),
    ("unsignedLong", &UNSIGNED_LONG),
    ("unsignedShort", &UNSIGNED_SHORT),
    unused!(ENTITIES),
    unused!(ENTITY),
    unused!(IDREF),
    unused!(IDREFS),
    unused!(NMTOKEN),
    unused!(NMTOKENS),
    unused!(NOTATION),
    unused!(QName),
    unused!(date),
    unused!(double),
    unused!(duration),
    unused!(float),
    unused!(gDay),
    unused!(gMonth),
    unused!(gMonthDay),
    unused!(gYear),
    unused!(gYearMonth),
    unused!(hexBinary),
    unused!(time),
];
