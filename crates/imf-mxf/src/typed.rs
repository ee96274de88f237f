//! Values by their types in the registers, apart from how they are written: in the bytes of a set, or as RegXML.

use std::fmt::{self, Write as _};

use crate::label::{Ul, Umid, Uuid};
use crate::register::{Label, Type, TypeKind};
use crate::regxml::value::{items, number, string, take};
use crate::set::Property;
use crate::value::Rational;

/// How deep values may lie in each other; no type of the registers comes near.
const DEPTH: usize = 16;

/// The value of a property, of a member of a record, or of an item.
#[derive(Clone, Debug)]
pub enum Value {
    /// A label, or a UUID with its halves swapped, as an AUID holds either.
    Auid(Ul),
    /// Bytes without a meaning of their own.
    Data(Box<[u8]>),
    /// A number.
    Integer(i128),
    /// Values in their order.
    List(Box<[Value]>),
    /// What is no value of the type, as text: the text itself, or the bytes in hexadecimal.
    Odd(Box<str>),
    /// A fraction, as it is written.
    Rational(Rational),
    /// Values of several types by name.
    Record(Box<[(&'static str, Value)]>),
    /// Values in no order.
    Set(Box<[Value]>),
    /// A number that stands for something: `FullFrame`, `True`.
    Symbol {
        /// The type that gives numbers their symbols.
        of: Type,
        /// The number.
        number: i64,
    },
    /// Characters; dates and times too.
    Text(Box<str>),
    /// The identifier of a package.
    Umid(Umid),
    /// An identifier.
    Uuid(Uuid),
}

/// How much two values have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They mean the same, however they are written.
    Same,
    /// They are labels that differ in their version bytes alone, or hold such.
    Version,
    /// They mean different things.
    Different,
}

impl Value {
    /// The value that `bytes` have as a value of type `of`. Strong references are no values.
    ///
    /// ```
    /// use imf_mxf::Ul;
    /// use imf_mxf::register::Element;
    /// use imf_mxf::typed::Value;
    ///
    /// let width = Element::of(Ul::from_u128(0x060e2b34_01010101_04010502_02000000)).ok_or("not in the register")?;
    /// let of = width.value_type().ok_or("without a type")?;
    /// assert_eq!(Value::of(of, &[0, 0, 7, 128]).integer(), Some(1920));
    /// assert_eq!(Value::of(of, &[7, 128]).to_string(), "0780");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of(of: Type, bytes: &[u8]) -> Self {
        Self::within(of, bytes, DEPTH)
    }

    fn within(of: Type, bytes: &[u8], depth: usize) -> Self {
        let Some(depth) = depth.checked_sub(1) else {
            return Self::odd(bytes);
        };
        if of
            .fixed_length()
            .is_some_and(|length| length as usize != bytes.len())
        {
            return Self::odd(bytes);
        }
        if let Some(text) = string(of, bytes) {
            return Self::Text(text.into());
        }
        let read = match of.kind() {
            TypeKind::Rename(of) => Some(Self::within(of, bytes, depth)),
            TypeKind::Integer { signed, .. } => number(bytes, signed).map(Self::Integer),
            TypeKind::Enumeration { base } => {
                let signed = matches!(base.plain_kind(), TypeKind::Integer { signed: true, .. });
                number(bytes, signed)
                    .and_then(|number| i64::try_from(number).ok())
                    .map(|number| Self::Symbol { of, number })
            }
            TypeKind::Labels | TypeKind::WeakReference(_) => sixteen(bytes).map(Self::auid),
            TypeKind::FixedArray { .. } if of.is_named("UUID") => {
                sixteen(bytes).map(|id| Self::Uuid(Uuid(id)))
            }
            TypeKind::FixedArray { of: item, count } => {
                let mut rest = bytes;
                let values = (0..count).map(|_| Self::within(item, take(item, &mut rest), depth));
                Some(Self::List(values.collect()))
            }
            TypeKind::VariableArray(_) if of.is_named("DataValue") => {
                Some(Self::Data(bytes.into()))
            }
            TypeKind::VariableArray(item) => Some(Self::List(Self::items(item, bytes, depth))),
            TypeKind::Set(item) => Some(Self::Set(Self::items(item, bytes, depth))),
            TypeKind::Record => Self::record(of, bytes, depth),
            TypeKind::Character
            | TypeKind::Indirect
            | TypeKind::Opaque
            | TypeKind::Stream
            | TypeKind::String(_)
            | TypeKind::StrongReference(_) => Some(Self::Data(bytes.into())),
        };
        read.unwrap_or_else(|| Self::odd(bytes))
    }

    fn items(item: Type, bytes: &[u8], depth: usize) -> Box<[Self]> {
        let values = items(item, bytes).into_iter();
        values
            .map(|value| Self::within(item, value, depth))
            .collect()
    }

    fn record(of: Type, bytes: &[u8], depth: usize) -> Option<Self> {
        let value = Property::of_value(bytes);
        Some(match of.symbol() {
            "AUID" => Self::auid(sixteen(bytes)?),
            "PackageIDType" => Self::Umid(value.umid()?),
            "Rational" => Self::Rational(value.rational()?),
            symbol => {
                if let Some(text) = crate::regxml::value::record(symbol, bytes) {
                    return Some(Self::Text(text.into()));
                }
                let mut rest = bytes;
                let members = of.members().map(|(name, member)| {
                    let value = take(member, &mut rest);
                    (name, Self::within(member, value, depth))
                });
                Self::Record(members.collect())
            }
        })
    }

    fn auid(bytes: [u8; 16]) -> Self {
        Self::Auid(Ul(bytes))
    }

    fn odd(bytes: &[u8]) -> Self {
        Self::Odd(crate::regxml::text::hexadecimal(bytes).into())
    }

    /// The number, of a symbol too.
    pub fn integer(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Symbol { number, .. } => Some((*number).into()),
            _ => None,
        }
    }

    /// The label.
    pub fn label(&self) -> Option<Ul> {
        match self {
            Self::Auid(label) => Some(*label),
            _ => None,
        }
    }

    /// The characters.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The values of a list or a set.
    pub fn values(&self) -> &[Self] {
        match self {
            Self::List(values) | Self::Set(values) => values,
            _ => &[],
        }
    }

    /// The member of a record by its name.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Record(members) => {
                let mut members = members.iter();
                members.find_map(|(known, value)| (*known == name).then_some(value))
            }
            _ => None,
        }
    }

    /// How much the value has in common with `other`. Fractions are compared as what they are worth, numbers whether they
    /// have a symbol or not, sets without regard to order.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let same = |same: bool| {
            if same {
                Likeness::Same
            } else {
                Likeness::Different
            }
        };
        match (self, other) {
            (Self::Auid(one), Self::Auid(other)) => match () {
                () if one == other => Likeness::Same,
                () if one.matches(*other) && one.is_smpte() => Likeness::Version,
                () => Likeness::Different,
            },
            (Self::Rational(one), Self::Rational(other)) => same(one.is_worth(*other)),
            (Self::Set(one), Self::Set(other)) if one.len() > 1 => {
                let (one, other) = (in_order(one), in_order(other));
                alike(one.into_iter(), other.into_iter())
            }
            (Self::List(one), Self::List(other)) | (Self::Set(one), Self::Set(other)) => {
                alike(one.iter(), other.iter())
            }
            (Self::Record(one), Self::Record(other)) => alike(
                one.iter().map(|(_, value)| value),
                other.iter().map(|(_, value)| value),
            ),
            (Self::Text(one), Self::Text(other)) => same(one == other),
            (Self::Data(one), Self::Data(other)) => same(one == other),
            (Self::Umid(one), Self::Umid(other)) => same(one == other),
            (Self::Uuid(one), Self::Uuid(other)) => same(one == other),
            _ => match (self.integer(), other.integer()) {
                (Some(one), Some(other)) => same(one == other),
                _ => Likeness::Different,
            },
        }
    }

    /// The value with the name of a label, where the register has one: what a person reads.
    pub fn described(&self) -> String {
        match self.label().and_then(Label::of) {
            Some(label) => format!("{} ({self})", label.symbol()),
            None => self.to_string(),
        }
    }
}

/// As RegXML writes it, but for records and lists, which stand in brackets.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auid(label) => out.write_str(&crate::regxml::text::auid(&label.0)),
            Self::Data(bytes) => out.write_str(&crate::regxml::text::hexadecimal(bytes)),
            Self::Integer(number) => number.fmt(out),
            Self::List(values) | Self::Set(values) => {
                out.write_char('[')?;
                for (index, value) in values.iter().enumerate() {
                    out.write_str(if index == 0 { "" } else { ", " })?;
                    value.fmt(out)?;
                }
                out.write_char(']')
            }
            Self::Odd(text) | Self::Text(text) => out.write_str(text),
            Self::Rational(ratio) => write!(out, "{}/{}", ratio.numerator, ratio.denominator),
            Self::Record(members) => {
                out.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(out, "{comma}{name} {value}")?;
                }
                out.write_char('}')
            }
            Self::Symbol { of, number } => {
                let known = of.symbols().find(|(known, _)| known == number);
                match known {
                    Some((_, symbol)) => out.write_str(symbol),
                    None => number.fmt(out),
                }
            }
            Self::Umid(umid) => umid.fmt(out),
            Self::Uuid(uuid) => uuid.fmt(out),
        }
    }
}

fn sixteen(bytes: &[u8]) -> Option<[u8; 16]> {
    bytes.try_into().ok()
}

/// The values of a set in the order of what they are written as.
fn in_order(values: &[Value]) -> Vec<&Value> {
    let mut values: Vec<&Value> = values.iter().collect();
    values.sort_by_cached_key(ToString::to_string);
    values
}

/// The least likeness of values in their order.
fn alike<'v>(
    one: impl ExactSizeIterator<Item = &'v Value>,
    other: impl ExactSizeIterator<Item = &'v Value>,
) -> Likeness {
    if one.len() != other.len() {
        return Likeness::Different;
    }
    let pairs = one.zip(other);
    pairs
        .map(|(one, other)| one.likeness(other))
        .max()
        .unwrap_or(Likeness::Same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Element;

    const ELEMENTS: &str = "http://www.smpte-ra.org/reg/335/2012";

    fn of(symbol: &str, bytes: &[u8]) -> Value {
        let element = Element::named(ELEMENTS, symbol).unwrap();
        Value::of(element.value_type().unwrap(), bytes)
    }

    #[test]
    fn values_are_read_by_their_types() {
        assert_eq!(of("StoredWidth", &[0, 0, 7, 128]).integer(), Some(1920));
        assert_eq!(of("FrameLayout", &[0]).to_string(), "FullFrame");
        assert_eq!(
            of("SampleRate", &[0, 0, 0x5d, 0xc0, 0, 0, 3, 0xe9]).to_string(),
            "24000/1001"
        );
        let lines = [0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 7, 255, 255, 255, 255];
        assert_eq!(of("VideoLineMap", &lines).to_string(), "[7, -1]");
        let layout = of(
            "PixelLayout",
            &[b'R', 12, b'G', 12, b'B', 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        );
        let first = &layout.values()[0];
        assert_eq!(
            first.member("ComponentSize").and_then(Value::integer),
            Some(12)
        );
        assert_eq!(first.to_string(), "{Code CompRed, ComponentSize 12}");
        assert!(matches!(of("StoredWidth", &[7, 128]), Value::Odd(_)));
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let rate = |numerator, denominator| {
            Value::Rational(Rational {
                numerator,
                denominator,
            })
        };
        assert_eq!(rate(48, 2).likeness(&rate(24, 1)), Likeness::Same);
        assert_eq!(rate(24, 1).likeness(&rate(25, 1)), Likeness::Different);
        assert_eq!(rate(0, 0).likeness(&rate(1, 0)), Likeness::Different);
        let label = Ul::from_u128(0x060e_2b34_0401_0101_0d01_0301_0206_0200);
        let newer = label.with_version(9);
        assert_eq!(
            Value::Auid(label).likeness(&Value::Auid(newer)),
            Likeness::Version
        );
        let set =
            |labels: &[Ul]| Value::Set(labels.iter().map(|&label| Value::Auid(label)).collect());
        let other = Ul::from_u128(0x060e_2b34_0401_0101_0d01_0301_0206_0300);
        assert_eq!(
            set(&[label, other]).likeness(&set(&[other, label])),
            Likeness::Same
        );
        assert_eq!(set(&[label]).likeness(&set(&[other])), Likeness::Different);
    }
}
