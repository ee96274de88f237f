//! Values of metadata in words and as JSON.

use std::fmt::Write as _;

use imf_mxf::register::{Element, Group, Label, Type, TypeKind};
use imf_mxf::typed::Value;
use imf_mxf::{Property, Rational, Ul};
use serde_json::{Map, Number};

/// How many bytes of data are written out for people.
const BYTES: usize = 32;
/// How many values of a list are.
const VALUES: usize = 32;

/// The longest value that is read, in bytes. Those that describe essence have a few hundred at most.
const LONGEST: usize = 64 << 10;

/// The value of a property, if the registers know its type and it is not far longer than any real one.
pub(super) fn read(property: &Property<'_>) -> Option<Value> {
    let of = property.element()?.value_type()?;
    (property.value.len() <= LONGEST).then(|| Value::of(of, property.value))
}

/// Whether values of that type are strong references, one or several.
pub(super) fn refers(of: Type) -> bool {
    match of.plain_kind() {
        TypeKind::StrongReference(_) => true,
        TypeKind::VariableArray(item) | TypeKind::Set(item) => {
            matches!(item.plain_kind(), TypeKind::StrongReference(_))
        }
        _ => false,
    }
}

/// A value for people: labels by their names, too.
pub(super) fn words(value: &Value) -> String {
    match value {
        Value::Auid(label) => match name(*label) {
            Some(name) => format!("{name} ({value})"),
            None => value.to_string(),
        },
        Value::Data(bytes) => data(bytes),
        Value::List(values) | Value::Set(values) => list(values),
        Value::Record(members) => {
            // A component of a picture, of which there are several in a row.
            if let [("Code", code), ("ComponentSize", size)] = &**members {
                return format!("{code} {size}");
            }
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name} {}", words(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Rational(rational) => ratio(*rational),
        _ => value.to_string(),
    }
}

/// What the value of the property with that symbol means, in the units of people.
pub(super) fn meaning(symbol: &str, value: &Value) -> Option<String> {
    // In fifty-thousandths, and in ten-thousandths of a candela per square meter (ST 2067-21).
    let coordinates = |value: &Value| {
        let of = |name| Some(decimal(value.member(name)?.integer()? * 2, 5));
        Some(format!("x {}, y {}", of("X")?, of("Y")?))
    };
    match symbol {
        "MasteringDisplayPrimaries" => {
            let primaries: Option<Vec<String>> = value.values().iter().map(coordinates).collect();
            primaries.map(|primaries| primaries.join("; "))
        }
        "MasteringDisplayWhitePointChromaticity" => coordinates(value),
        "MasteringDisplayMaximumLuminance" | "MasteringDisplayMinimumLuminance" => {
            Some(format!("{} cd/m²", decimal(value.integer()?, 4)))
        }
        _ => None,
    }
}

/// A number of parts, of which 10 to the power of `places` make one.
fn decimal(parts: i128, places: usize) -> String {
    let digits = format!("{parts:0>width$}", width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{whole}{point}{rest}")
}

/// Bytes as digits; of many the first.
pub(super) fn data(bytes: &[u8]) -> String {
    let shown = hexadecimal(&bytes[..bytes.len().min(BYTES)]);
    match bytes.len() {
        0 => "nothing".to_owned(),
        1..=BYTES => shown,
        length => format!("{shown}… ({length} bytes)"),
    }
}

/// Bytes as digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn list(values: &[Value]) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    // Some labels are typed as sixteen numbers.
    let bytes: Option<Vec<u8>> = values
        .iter()
        .map(|value| u8::try_from(value.integer()?).ok())
        .collect();
    if let Some(label) = bytes.and_then(|bytes| bytes.try_into().ok().map(Ul))
        && label.is_smpte()
    {
        return words(&Value::Auid(label));
    }
    // Components of a picture: there is room for eight, and a code of zero ends them.
    let is_end = |value: &Value| {
        value.member("Code").and_then(Value::integer) == Some(0)
            && value.member("ComponentSize").is_some()
    };
    let used = values
        .iter()
        .position(is_end)
        .map_or(values, |end| &values[..end]);
    let shown: Vec<String> = used.iter().take(VALUES).map(words).collect();
    let more = match used.len().saturating_sub(VALUES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", shown.join(", "))
}

/// The name of a label, whatever register it is in.
pub(super) fn name(label: Ul) -> Option<&'static str> {
    if !label.is_smpte() {
        return None;
    }
    let names = [
        Label::of(label).map(Label::symbol),
        Group::of(label).map(Group::symbol),
        Element::of(label).map(Element::symbol),
    ];
    names.into_iter().flatten().next()
}

/// `24000/1001`.
pub(super) fn fraction(rational: Rational) -> String {
    format!("{}/{}", rational.numerator, rational.denominator)
}

/// `24000/1001`; a whole number by itself.
pub(super) fn ratio(rational: Rational) -> String {
    whole(&fraction(rational)).to_owned()
}

/// A fraction, without its denominator where that is 1.
pub(super) fn whole(fraction: &str) -> &str {
    fraction.strip_suffix("/1").unwrap_or(fraction)
}

/// A value for programs: numbers and truth values as such, symbols, labels and identifiers as text, data as digits.
pub(super) fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Integer(number) => integer(*number),
        Value::List(values) | Value::Set(values) => values.iter().map(json).collect(),
        Value::Record(members) => members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Symbol { of, number } if of.symbol() == "Boolean" => (*number != 0).into(),
        Value::Symbol { of, number } if of.symbols().all(|(known, _)| known != *number) => {
            (*number).into()
        }
        _ => value.to_string().into(),
    }
}

fn integer(number: i128) -> serde_json::Value {
    let known = u64::try_from(number)
        .map(Number::from)
        .or_else(|_| i64::try_from(number).map(Number::from));
    known.map_or_else(|_| number.to_string().into(), Into::into)
}

/// So many edit units of that rate as hours, minutes, seconds and milliseconds.
pub(super) fn clock(units: i64, rate: Rational) -> Option<String> {
    let units = i128::from(units);
    let (numerator, denominator) = (i128::from(rate.numerator), i128::from(rate.denominator));
    if units < 0 || numerator <= 0 || denominator <= 0 {
        return None;
    }
    let thousandths = units * denominator * 1000;
    let thousandths = (thousandths + numerator / 2) / numerator;
    let seconds = thousandths / 1000;
    Some(format!(
        "{}:{:02}:{:02}.{:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        thousandths % 1000
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_on_the_clock() {
        let film = Rational {
            numerator: 24_000,
            denominator: 1001,
        };
        assert_eq!(clock(1000, film).as_deref(), Some("0:00:41.708"));
        assert_eq!(clock(24 * 3600, film).as_deref(), Some("1:00:03.600"));
        assert_eq!(clock(0, film).as_deref(), Some("0:00:00.000"));
        assert_eq!(clock(-1, film), None);
        let none = Rational {
            numerator: 0,
            denominator: 1,
        };
        assert_eq!(clock(1, none), None);
        assert!(clock(i64::MAX, film).is_some());
    }

    #[test]
    fn parts_are_written_as_people_do() {
        assert_eq!(decimal(40_000_000, 4), "4000");
        assert_eq!(decimal(50, 4), "0.005");
        assert_eq!(decimal(68_000, 5), "0.68");
        assert_eq!(decimal(0, 5), "0");
    }

    #[test]
    fn numbers_of_any_size_reach_a_program() {
        assert_eq!(integer(-1).to_string(), "-1");
        assert_eq!(integer(u64::MAX.into()).to_string(), u64::MAX.to_string());
        assert_eq!(integer(i128::MAX), i128::MAX.to_string());
    }
}
