//! Values as text, by their types.

use super::text::{auid, hexadecimal};
use crate::label::{Ul, Umid, Uuid};
use crate::metadata::HeaderMetadata;
use crate::register::{Type, TypeKind};
use crate::set::Property;

/// The unique property of packages.
const PACKAGE_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0101_1510_0000_0000);

/// The text of a value that is one text, other than a string.
pub(super) fn simple(metadata: &HeaderMetadata, of: Type, bytes: &[u8]) -> Option<String> {
    match of.kind() {
        TypeKind::Rename(of) => simple(metadata, of, bytes),
        TypeKind::Integer { signed, .. } => Some(integer(bytes, signed)),
        TypeKind::Enumeration { base } => Some(symbol(of, base, bytes)),
        TypeKind::WeakReference(group) if group.symbol() == "Package" => {
            let package = <[u8; 16]>::try_from(bytes)
                .ok()
                .and_then(|id| metadata.find(Uuid(id)));
            let package =
                package.and_then(|index| metadata.sets.get(index)?.property(PACKAGE_ID)?.umid());
            Some(package.map_or_else(|| hexadecimal(bytes), |umid| umid.to_string()))
        }
        TypeKind::Labels | TypeKind::WeakReference(_) => Some(auid(bytes)),
        TypeKind::FixedArray { .. } if of.is_named("UUID") => {
            let uuid = <[u8; 16]>::try_from(bytes);
            Some(uuid.map_or_else(|_| hexadecimal(bytes), |uuid| Uuid(uuid).to_string()))
        }
        TypeKind::VariableArray(_) if of.is_named("DataValue") => Some(hexadecimal(bytes)),
        TypeKind::Record => record(of.symbol(), bytes),
        _ => None,
    }
}

/// The text of a record that has one.
pub(crate) fn record(symbol: &str, bytes: &[u8]) -> Option<String> {
    let value = Property::of_value(bytes);
    match symbol {
        "AUID" => Some(auid(bytes)),
        "DateStruct" => date(bytes),
        "PackageIDType" => <[u8; 32]>::try_from(bytes)
            .ok()
            .map(|umid| Umid(umid).to_string()),
        "Rational" => value
            .rational()
            .map(|ratio| format!("{}/{}", ratio.numerator, ratio.denominator)),
        "TimeStamp" => {
            let (day, time) = bytes.split_at_checked(4)?;
            Some(format!("{}T{}", date(day)?, time_of_day(time)?))
        }
        "TimeStruct" => time_of_day(bytes),
        "VersionType" => match bytes {
            [major, minor] => Some(format!("{major}.{minor}")),
            _ => None,
        },
        _ => None,
    }
}

fn date(bytes: &[u8]) -> Option<String> {
    let [y0, y1, month, day] = *bytes else {
        return None;
    };
    let year = u16::from_be_bytes([y0, y1]);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A time of the day; its last byte counts four milliseconds.
fn time_of_day(bytes: &[u8]) -> Option<String> {
    let [hour, minute, second, fraction] = *bytes else {
        return None;
    };
    let fraction = match u32::from(fraction) * 4 {
        0 => String::new(),
        milliseconds => format!(".{milliseconds:03}"),
    };
    Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// A number of up to 16 bytes; of what is there, if it is short.
fn integer(bytes: &[u8], signed: bool) -> String {
    match bits(bytes, signed) {
        Some(bits) if signed => bits.cast_signed().to_string(),
        Some(bits) => bits.to_string(),
        None => "NaN".to_owned(),
    }
}

/// That number, unless it is too large.
pub(crate) fn number(bytes: &[u8], signed: bool) -> Option<i128> {
    let bits = bits(bytes, signed)?;
    if signed {
        Some(bits.cast_signed())
    } else {
        i128::try_from(bits).ok()
    }
}

/// The bits of that number.
fn bits(bytes: &[u8], signed: bool) -> Option<u128> {
    let &first = bytes.first().filter(|_| bytes.len() <= 16)?;
    let fill = if signed && first & 0x80 != 0 {
        u128::MAX
    } else {
        0
    };
    let bytes = bytes.iter();
    Some(bytes.fold(fill, |number, &byte| number << 8 | u128::from(byte)))
}

/// The symbol of a value of an enumeration.
fn symbol(of: Type, base: Type, bytes: &[u8]) -> String {
    let signed = matches!(base.plain_kind(), TypeKind::Integer { signed: true, .. });
    let value = number(bytes, signed).and_then(|number| i64::try_from(number).ok());
    let Some(value) = value else {
        return "ERROR".to_owned();
    };
    if of.is_named("Boolean") {
        return if value == 0 { "False" } else { "True" }.to_owned();
    }
    let known = of.symbols().find(|(known, _)| *known == value);
    known.map_or("UNDEFINED", |(_, symbol)| symbol).to_owned()
}

/// The value of a string; `None` for other types.
pub(crate) fn string(of: Type, bytes: &[u8]) -> Option<String> {
    let TypeKind::String(character) = of.plain_kind() else {
        return None;
    };
    let value = Property::of_value(bytes);
    if character.is_named("Character") {
        // What is left of a code unit at the end is no character.
        let even = Property {
            value: &bytes[..bytes.len() & !1],
            ..value
        };
        return even.utf16();
    }
    Some(value.utf8())
}

/// The bytes of the next value of a type, which are taken off `rest`.
pub(crate) fn take<'b>(of: Type, rest: &mut &'b [u8]) -> &'b [u8] {
    let value = Property::of_value(rest);
    let wanted = match (of.fixed_length(), of.batch_item().and(value.batch_head())) {
        (Some(length), _) => u64::from(length),
        (None, Some((count, size))) => 8 + u64::from(count) * u64::from(size),
        (None, None) => u64::MAX,
    };
    let wanted = usize::try_from(wanted)
        .unwrap_or(usize::MAX)
        .min(rest.len());
    let (taken, left) = rest.split_at(wanted);
    *rest = left;
    taken
}

/// The bytes of the items of an array or set.
pub(crate) fn items(item: Type, bytes: &[u8]) -> Vec<&[u8]> {
    let value = Property::of_value(bytes);
    match (item.fixed_length(), value.batch_head()) {
        // What the items are long is by their type; how many there are is by the head, and by what is there.
        (Some(length), Some((count, _))) => {
            let length = usize::try_from(length).unwrap_or(usize::MAX).max(1);
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            bytes[8..].chunks_exact(length).take(count).collect()
        }
        (Some(_), None) => Vec::new(),
        // Strings stand behind each other, each with its end.
        (None, _) => {
            let units = bytes.chunks(2).collect::<Vec<_>>();
            let mut items = Vec::new();
            let mut start = 0;
            for (index, unit) in units.iter().enumerate() {
                if *unit == [0, 0] {
                    items.push(&bytes[2 * start..2 * index]);
                    start = index + 1;
                }
            }
            items
        }
    }
}

/// The type and the bytes of a value of any type, its numbers with their big end first.
pub(super) fn indirect(bytes: &[u8]) -> Option<(Type, Vec<u8>)> {
    let (order, rest) = bytes.split_first()?;
    let (of, value) = rest.split_first_chunk::<16>()?;
    let little = *order == 0x4c;
    let of = Type::of(Ul(if little { swapped(*of) } else { *of }))
        .or_else(|| Type::of(Ul(u128::from_be_bytes(*of).rotate_left(64).to_be_bytes())))?;
    let mut value = value.to_vec();
    if little {
        // Strings are of code units of two bytes; numbers are one.
        let width = match of.plain_kind() {
            TypeKind::String(character) if character.is_named("Character") => 2,
            TypeKind::Integer { .. } | TypeKind::Enumeration { .. } => value.len().max(1),
            _ => 1,
        };
        value.chunks_mut(width).for_each(<[u8]>::reverse);
    }
    Some((of, value))
}

/// The label of an AUID whose numbers have their little end first, and whose halves are swapped.
fn swapped(bytes: [u8; 16]) -> [u8; 16] {
    let mut label = bytes;
    label[..4].reverse();
    label[4..6].reverse();
    label[6..8].reverse();
    u128::from_be_bytes(label).rotate_left(64).to_be_bytes()
}
