//! The simple types that several schemas share.

use super::{SimpleKind, SimpleType};

/// A simple type: what a message calls it, and what decides it.
pub(crate) const fn simple(label: &'static str, kind: SimpleKind) -> SimpleType {
    SimpleType { label, kind }
}

/// An integer type between two bounds.
const fn integer(label: &'static str, min: Option<i128>, max: Option<i128>) -> SimpleType {
    simple(label, SimpleKind::Integer { min, max })
}

pub(crate) static ANY_URI: SimpleType = simple("a URI", SimpleKind::AnyUri);
pub(crate) static BASE64: SimpleType = simple("base64 text", SimpleKind::Base64);
pub(crate) static BOOLEAN: SimpleType = simple("`true` or `false`", SimpleKind::Boolean);
pub(crate) static DATE_TIME: SimpleType = simple(
    "a date and time such as `2026-01-31T12:00:00Z`",
    SimpleKind::DateTime,
);
pub(crate) static DECIMAL: SimpleType = simple(
    "a decimal number",
    SimpleKind::Decimal {
        range: None,
        fraction_digits: None,
    },
);
pub(crate) static ID: SimpleType = simple("an XML name without a colon", SimpleKind::Id);
pub(crate) static INTEGER: SimpleType = integer("a whole number", None, None);
pub(crate) static LANGUAGE: SimpleType =
    simple("a language tag such as `en-US`", SimpleKind::Language);
pub(crate) static LONG: SimpleType = integer(
    "a whole number of 64 bits",
    Some(i64::MIN as i128),
    Some(i64::MAX as i128),
);
pub(crate) static NON_NEGATIVE_INTEGER: SimpleType =
    integer("a whole number, zero or above", Some(0), None);
pub(crate) static POSITIVE_INTEGER: SimpleType =
    integer("a whole number above zero", Some(1), None);
pub(crate) static RATIONAL: SimpleType = simple(
    "two whole numbers with a space between, the second above zero, such as `24000 1001`",
    SimpleKind::Rational,
);
pub(crate) static RUNNING_TIME: SimpleType =
    simple("a running time `HH:MM:SS`", SimpleKind::RunningTime);
pub(crate) static STRING: SimpleType = simple("text", SimpleKind::String);
pub(crate) static TIMECODE: SimpleType = simple("a timecode `HH:MM:SS:FF`", SimpleKind::Timecode);
pub(crate) static TOKEN: SimpleType = simple("text on one line", SimpleKind::Token);
pub(crate) static UNSIGNED_SHORT: SimpleType =
    integer("a whole number from 0 to 65535", Some(0), Some(65535));
pub(crate) static UUID: SimpleType = simple(
    "a UUID as URN (`urn:uuid:` and 32 hexadecimal digits in groups of 8-4-4-4-12)",
    SimpleKind::Uuid,
);
