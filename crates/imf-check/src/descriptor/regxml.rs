//! Trees from the RegXML of a composition (ST 2001-1).

use imf_mxf::register::{self, Group, Type, TypeKind};
use imf_mxf::typed::Value;
use imf_mxf::{Rational, Ul, Umid, Uuid};
use imf_parse::model::Element;

use super::{At, Content, Field, Node};

/// How deep sets and values may lie in each other, as in a track file.
const DEPTH: usize = 16;

/// The tree of a descriptor's element.
pub(crate) fn of_element(element: &Element) -> Node {
    node(element, DEPTH)
}

fn node(element: &Element, depth: usize) -> Node {
    let (namespace, local) = (&*element.name.namespace, &*element.name.local);
    let group = Group::named(namespace, local).or_else(|| Group::with_symbol(local));
    let fields = element.children.iter().map(|child| field(child, depth));
    let name = group.map_or_else(|| local.to_owned().into(), |group| group.symbol().into());
    Node::new(group, name, At::Text(element.at), fields)
}

fn field(element: &Element, depth: usize) -> Field {
    let (namespace, local) = (&*element.name.namespace, &*element.name.local);
    let known = register::Element::named(namespace, local)
        .or_else(|| register::Element::with_symbol(local));
    let of = known.and_then(register::Element::value_type);
    let content = match (of, depth.checked_sub(1)) {
        (Some(of), Some(depth)) if refers(of) => {
            let nodes = element.children.iter().map(|child| node(child, depth));
            Content::Nodes(nodes.collect())
        }
        (Some(of), Some(depth)) => Content::Value(value(of, element, depth)),
        _ => Content::Value(odd(element)),
    };
    Field {
        element: known,
        name: known.map_or_else(|| local.to_owned().into(), |known| known.symbol().into()),
        at: At::Text(element.at),
        content,
    }
}

/// Whether values of the type are strong references.
fn refers(of: Type) -> bool {
    match of.plain_kind() {
        TypeKind::StrongReference(_) => true,
        TypeKind::VariableArray(item) | TypeKind::Set(item) => {
            matches!(item.plain_kind(), TypeKind::StrongReference(_))
        }
        _ => false,
    }
}

/// The value that the content of `element` has as a value of type `of`.
fn value(of: Type, element: &Element, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else {
        return odd(element);
    };
    let text = || trimmed(element);
    let read = match of.kind() {
        TypeKind::Rename(of) => Some(value(of, element, depth)),
        TypeKind::Integer { bytes, signed } => integer(text(), bytes, signed),
        TypeKind::Enumeration { .. } => symbol(of, text()),
        TypeKind::Labels | TypeKind::WeakReference(_) => auid(text()),
        TypeKind::FixedArray { .. } if of.is_named("UUID") => uuid(text()).map(Value::Uuid),
        TypeKind::VariableArray(_) if of.is_named("DataValue") => data(text()),
        // Of a layout of pixels the empty places may be left out.
        TypeKind::FixedArray { of: item, count } => (list(element)
            && element.children.len() <= usize::from(count))
        .then(|| Value::List(items(item, element, depth))),
        TypeKind::VariableArray(item) => {
            list(element).then(|| Value::List(items(item, element, depth)))
        }
        TypeKind::Set(item) => list(element).then(|| Value::Set(items(item, element, depth))),
        TypeKind::Record => record(of, element, depth),
        TypeKind::String(_) => Some(Value::Text(unescaped(&element.text).into())),
        TypeKind::Opaque | TypeKind::Indirect | TypeKind::Stream => data(text()),
        TypeKind::Character | TypeKind::StrongReference(_) => None,
    };
    read.unwrap_or_else(|| odd(element))
}

/// Whether an element can be a list: it has no text of its own.
fn list(element: &Element) -> bool {
    trimmed(element).is_empty()
}

/// The text of an element without white space around it, most of which stands between its children and is ASCII.
fn trimmed(element: &Element) -> &str {
    element.text.trim_ascii().trim()
}

fn items(item: Type, element: &Element, depth: usize) -> Box<[Value]> {
    let is_record = matches!(item.kind(), TypeKind::Record)
        && !matches!(item.symbol(), "AUID" | "PackageIDType" | "Rational");
    let items = element.children.iter().map(|child| {
        // The items of an array have the name of their type.
        if is_record && *child.name.local != *item.symbol() {
            return odd(child);
        }
        value(item, child, depth)
    });
    items.collect()
}

fn record(of: Type, element: &Element, depth: usize) -> Option<Value> {
    let text = trimmed(element);
    match of.symbol() {
        "AUID" => return auid(text),
        "PackageIDType" => return umid(text),
        "Rational" => return rational(text),
        _ => {}
    }
    // Dates, times and versions are one text.
    if element.children.is_empty() && !text.is_empty() {
        return Some(Value::Text(text.into()));
    }
    // A member that is not there is missing from the record too, which says so to the rules.
    let members: Vec<(&'static str, Value)> = of
        .members()
        .filter_map(|(name, member)| {
            let child = element.child(name)?;
            Some((name, value(member, child, depth)))
        })
        .collect();
    (!members.is_empty()).then(|| Value::Record(members.into()))
}

/// A number that so many bytes can hold.
fn integer(text: &str, bytes: u8, signed: bool) -> Option<Value> {
    let number: i128 = text.parse().ok()?;
    let bits = (8 * u32::from(bytes)).min(126);
    let fits = if signed {
        (-(1_i128 << (bits - 1))..1 << (bits - 1)).contains(&number)
    } else {
        (0..1 << bits).contains(&number)
    };
    fits.then_some(Value::Integer(number))
}

/// A symbol of an enumeration, or the number that it stands for.
fn symbol(of: Type, text: &str) -> Option<Value> {
    let number = match text.parse() {
        Ok(number) => Some(number),
        Err(_) if of.is_named("Boolean") => match text {
            "True" | "true" => Some(1),
            "False" | "false" => Some(0),
            _ => None,
        },
        Err(_) => of
            .symbols()
            .find_map(|(number, symbol)| (symbol == text).then_some(number)),
    };
    number.map(|number| Value::Symbol { of, number })
}

/// A fraction: `24000/1001`, `24000 1001` or `24`.
fn rational(text: &str) -> Option<Value> {
    let mut numbers = text
        .split(|char: char| char == '/' || char.is_ascii_whitespace())
        .filter(|number| !number.is_empty());
    let numerator = numbers.next()?.parse().ok()?;
    let denominator = numbers.next().map_or(Ok(1), str::parse).ok()?;
    numbers
        .next()
        .is_none()
        .then_some(Value::Rational(Rational {
            numerator,
            denominator,
        }))
}

/// The bytes that hexadecimal digits stand for, wherever dots and hyphens part them.
fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let mut count = 0;
    for byte in text.bytes() {
        if matches!(byte, b'.' | b'-') {
            continue;
        }
        let digit = u8::try_from(char::from(byte).to_digit(16)?).ok()?;
        let byte = bytes.get_mut(count / 2)?;
        *byte = *byte << 4 | digit;
        count += 1;
    }
    (count == 2 * N).then_some(bytes)
}

/// What follows `prefix`, in any case.
fn behind<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn uuid(text: &str) -> Option<Uuid> {
    digits(behind(text, "urn:uuid:").unwrap_or(text)).map(Uuid)
}

fn umid(text: &str) -> Option<Value> {
    digits(behind(text, "urn:smpte:umid:")?).map(|bytes| Value::Umid(Umid(bytes)))
}

/// A label, or a UUID, whose halves an AUID has swapped.
fn auid(text: &str) -> Option<Value> {
    if let Some(label) = behind(text, "urn:smpte:ul:") {
        return digits(label).map(|bytes| Value::Auid(Ul(bytes)));
    }
    let bytes: [u8; 16] = digits(behind(text, "urn:uuid:")?)?;
    let swapped = u128::from_be_bytes(bytes).rotate_left(64);
    Some(Value::Auid(Ul(swapped.to_be_bytes())))
}

fn data(text: &str) -> Option<Value> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|character| !character.is_ascii_whitespace())
        .map(|character| u8::try_from(character.to_digit(16)?).ok())
        .collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    let bytes = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]);
    Some(Value::Data(bytes.collect()))
}

/// The string with `$#x41;` and its like turned into characters again.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("$#x") {
        plain.push_str(&rest[..start]);
        let tail = &rest[start + 3..];
        let character = tail.split_once(';').and_then(|(digits, behind)| {
            let number = u32::from_str_radix(digits, 16).ok()?;
            Some((char::from_u32(number)?, behind))
        });
        if let Some((character, behind)) = character {
            plain.push(character);
            rest = behind;
        } else {
            plain.push_str("$#x");
            rest = tail;
        }
    }
    plain.push_str(rest);
    plain
}

fn odd(element: &Element) -> Value {
    if element.children.is_empty() {
        return Value::Odd(trimmed(element).into());
    }
    let names: Vec<&str> = element
        .children
        .iter()
        .map(|child| &*child.name.local)
        .collect();
    Value::Odd(names.join(", ").into())
}
