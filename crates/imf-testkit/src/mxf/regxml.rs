//! The RegXML of a descriptor (ST 2001-1), as a composition's list of essence descriptors holds it.

use std::fmt::Display;

use super::property::INSTANCE_ID;
use super::set::{Set, Value};
use crate::xml::Xml;

/// The namespaces of sets, of properties and of types in the SMPTE metadata registers; those of what private companies
/// have defined last.
const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:r0", "http://www.smpte-ra.org/reg/395/2014/13/1/aaf"),
    ("xmlns:r1", "http://www.smpte-ra.org/reg/335/2012"),
    ("xmlns:r2", "http://www.smpte-ra.org/reg/2003/2012"),
    ("xmlns:r3", "http://www.smpte-ra.org/reg/395/2014/14/9"),
    ("xmlns:r4", "http://www.smpte-ra.org/reg/335/2012/14/9"),
];

/// What the last eight bytes of labels of a private company begin with (ST 298): node 14, and its number.
const PRIVATE: [u8; 2] = [0x0e, 0x09];

/// Writes a descriptor with the sets below it.
pub(crate) fn write(xml: &mut Xml, set: &Set) {
    let public = NAMESPACES.len() - 2;
    let namespaces = if is_private(&set.class.key) {
        &NAMESPACES
    } else {
        &NAMESPACES[..public]
    };
    set_element(xml, set, namespaces);
}

fn is_private(label: &[u8; 16]) -> bool {
    label[8..].starts_with(&PRIVATE)
}

fn set_element(xml: &mut Xml, set: &Set, namespaces: &[(&str, &str)]) {
    let prefix = if is_private(&set.class.key) {
        "r3"
    } else {
        "r0"
    };
    xml.open_with(&format!("{prefix}:{}", set.class.name), namespaces);
    xml.leaf(&format!("r1:{}", INSTANCE_ID.name), set.instance);
    for (property, value) in &set.properties {
        let prefix = if is_private(&property.label) {
            "r4"
        } else {
            "r1"
        };
        let name = format!("{prefix}:{}", property.name);
        match value {
            Value::Boolean(value) => xml.leaf(&name, if *value { "True" } else { "False" }),
            Value::Chromaticity(color) => {
                xml.open(&name);
                for (member, value) in coordinates(*color) {
                    xml.leaf(&format!("r2:{member}"), value);
                }
                xml.close();
            }
            Value::ComponentSizing(items) => {
                let member =
                    |item: &[u8; 3]| [("Ssiz", item[0]), ("XRSiz", item[1]), ("YRSiz", item[2])];
                records(xml, &name, "J2KComponentSizing", items.iter().map(member));
            }
            Value::ExtendedCapabilities(pcap, words) => {
                xml.open(&name);
                xml.leaf("r2:Pcap", pcap);
                items_of(xml, "r2:Ccapi", "UInt16", words);
                xml.close();
            }
            Value::Id(id) | Value::Reference(id) => xml.leaf(&name, id),
            Value::Int8(value) => xml.leaf(&name, value),
            Value::Int32(value) => xml.leaf(&name, value),
            Value::Int32Array(items) => items_of(xml, &name, "Int32", items),
            Value::Int64(value) => xml.leaf(&name, value),
            Value::Iso7(text) | Value::Utf16(text) => xml.leaf(&name, text),
            Value::Label(label) => xml.leaf(&name, label),
            Value::Labels(labels) => items_of(xml, &name, "AUID", labels),
            Value::Octets(octets) => xml.leaf(&name, hex(octets)),
            Value::Primaries(colors) => {
                records(
                    xml,
                    &name,
                    "ColorPrimary",
                    colors.iter().copied().map(coordinates),
                );
            }
            // What nothing refers to is in no tree.
            Value::Orphan(_) => xml.leaf(&name, ""),
            Value::Rational(numerator, denominator) => {
                xml.leaf(&name, format!("{numerator}/{denominator}"));
            }
            Value::RgbaLayout(components) => {
                let member = |&(code, bits): &(u8, u8)| {
                    [
                        ("Code", component(code)),
                        ("ComponentSize", bits.to_string()),
                    ]
                };
                records(xml, &name, "RGBAComponent", components.iter().map(member));
            }
            Value::Set(set) => {
                xml.open(&name);
                set_element(xml, set, &[]);
                xml.close();
            }
            Value::Sets(sets) => {
                xml.open(&name);
                for set in sets {
                    set_element(xml, set, &[]);
                }
                xml.close();
            }
            Value::Symbol(_, symbol) => xml.leaf(&name, symbol),
            Value::TimeStamp(year, [month, day, hour, minute, second]) => {
                xml.leaf(
                    &name,
                    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
                );
            }
            Value::UInt8(value) => xml.leaf(&name, value),
            Value::UInt16(value) => xml.leaf(&name, value),
            Value::UInt32(value) => xml.leaf(&name, value),
            Value::UInt64(value) => xml.leaf(&name, value),
            Value::Umid(umid) => xml.leaf(&name, umid_text(umid)),
            Value::Version(major, minor) => xml.leaf(&name, format!("{major}.{minor}")),
        }
    }
    xml.close();
}

fn items_of(xml: &mut Xml, name: &str, item: &str, items: &[impl Display]) {
    xml.open(name);
    for value in items {
        xml.leaf(&format!("r2:{item}"), value);
    }
    xml.close();
}

fn records<const N: usize, T: Display>(
    xml: &mut Xml,
    name: &str,
    item: &str,
    items: impl Iterator<Item = [(&'static str, T); N]>,
) {
    xml.open(name);
    for values in items {
        members(xml, &format!("r2:{item}"), values);
    }
    xml.close();
}

fn members<const N: usize, T: Display>(xml: &mut Xml, name: &str, members: [(&str, T); N]) {
    xml.open(name);
    for (member, value) in members {
        xml.leaf(&format!("r2:{member}"), value);
    }
    xml.close();
}

const fn coordinates(color: [u16; 2]) -> [(&'static str, u16); 2] {
    [("X", color[0]), ("Y", color[1])]
}

/// The symbols of RGBAComponentKind that the descriptors here use.
fn component(code: u8) -> String {
    let symbol = match code {
        0 => "CompNull",
        b'A' => "CompAlpha",
        b'B' => "CompBlue",
        b'G' => "CompGreen",
        b'R' => "CompRed",
        b'U' => "CompColorDifferenceU",
        b'V' => "CompColorDifferenceV",
        b'Y' => "CompLuma",
        _ => panic!("a component of code {code} has no symbol here"),
    };
    symbol.to_owned()
}

fn umid_text(umid: &[u8]) -> String {
    let groups: Vec<_> = umid.chunks(4).map(hex).collect();
    format!("urn:smpte:umid:{}", groups.join("."))
}

fn hex(octets: &[u8]) -> String {
    use std::fmt::Write as _;
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}
