//! Metadata sets: a tree of properties and values that is written both as KLV and as RegXML.

use crate::ids::{Id, octets};
use crate::mxf::class::Class;
use crate::mxf::property::Property;

/// A metadata set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Its kind.
    pub class: Class,
    /// Its InstanceID.
    pub instance: Id,
    /// Its other properties, in the order of the file.
    pub properties: Vec<(Property, Value)>,
}

impl Set {
    /// A set without properties.
    pub const fn new(class: Class, instance: Id) -> Self {
        Self {
            class,
            instance,
            properties: Vec::new(),
        }
    }

    /// The set with one more property.
    #[must_use]
    pub fn with(mut self, property: Property, value: Value) -> Self {
        self.properties.push((property, value));
        self
    }

    /// Gives a property that the set has another value.
    ///
    /// # Panics
    /// Where the set has no property of this name.
    #[track_caller]
    pub fn set(&mut self, name: &str, value: Value) -> &mut Self {
        let property = self
            .properties
            .iter_mut()
            .find(|(property, _)| property.name == name);
        property
            .unwrap_or_else(|| panic!("no `{name}` in this set"))
            .1 = value;
        self
    }

    /// Takes a property away.
    ///
    /// # Panics
    /// Where the set has no property of this name.
    #[track_caller]
    pub fn remove(&mut self, name: &str) -> &mut Self {
        let count = self.properties.len();
        self.properties
            .retain(|(property, _)| property.name != name);
        assert!(self.properties.len() < count, "no `{name}` in this set");
        self
    }

    /// The sub-descriptors.
    ///
    /// # Panics
    /// Where the set has none.
    #[track_caller]
    pub fn sub_descriptors(&mut self) -> &mut Vec<Set> {
        let mut values = self.properties.iter_mut();
        values
            .find_map(|(property, value)| match value {
                Value::Sets(sets) if property.name == "SubDescriptors" => Some(sets),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no sub-descriptors in this set"))
    }

    /// The first sub-descriptor of this class.
    ///
    /// # Panics
    /// Where the set has none.
    #[track_caller]
    pub fn sub(&mut self, class: &str) -> &mut Self {
        let mut subs = self.sub_descriptors().iter_mut();
        subs.find(|set| set.class.name == class)
            .unwrap_or_else(|| panic!("no `{class}` in this set"))
    }

    /// The first set of this kind: this one, or one of those that hang under it, from the top down.
    #[track_caller]
    pub fn find(&mut self, class: Class) -> &mut Self {
        let mut all = self.all(class);
        assert!(!all.is_empty(), "there is no {}", class.name);
        all.swap_remove(0)
    }

    /// The sets of this kind: this one, or all that hang under it, from the top down.
    pub fn all(&mut self, class: Class) -> Vec<&mut Self> {
        let mut found = Vec::new();
        if self.class == class {
            found.push(self);
        } else {
            for (_, value) in &mut self.properties {
                match value {
                    Value::Orphan(set) | Value::Set(set) => found.extend(set.all(class)),
                    Value::Sets(sets) => {
                        found.extend(sets.iter_mut().flat_map(|set| set.all(class)));
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The value of a property, where the set has it.
    pub fn get(&self, property: Property) -> Option<&Value> {
        let mut properties = self.properties.iter();
        properties
            .find(|(found, _)| *found == property)
            .map(|(_, value)| value)
    }

    /// The value of a property that the set has.
    #[track_caller]
    pub fn value(&mut self, property: Property) -> &mut Value {
        let found = self
            .properties
            .iter_mut()
            .find(|(found, _)| *found == property);
        &mut found
            .unwrap_or_else(|| panic!("{} has no {}", self.class.name, property.name))
            .1
    }

    /// Takes a property out of the set.
    #[track_caller]
    pub fn take(&mut self, property: Property) -> Value {
        let at = self
            .properties
            .iter()
            .position(|(found, _)| *found == property);
        let at = at.unwrap_or_else(|| panic!("{} has no {}", self.class.name, property.name));
        self.properties.remove(at).1
    }
}

/// The value of a property, by the type that the registers give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A truth value.
    Boolean(bool),
    /// A color by its x and y coordinates, in units of 0.00002.
    Chromaticity([u16; 2]),
    /// Component sizes of a JPEG 2000 codestream: Ssiz, XRsiz and YRsiz of each.
    ComponentSizing(Vec<[u8; 3]>),
    /// Capabilities of a JPEG 2000 codestream: Pcap, and the words that follow it.
    ExtendedCapabilities(u32, Vec<u16>),
    /// A UUID that is no reference.
    Id(Id),
    /// A signed integer of 8 bits.
    Int8(i8),
    /// A signed integer of 32 bits.
    Int32(i32),
    /// An array of signed integers of 32 bits.
    Int32Array(Vec<i32>),
    /// A signed integer of 64 bits.
    Int64(i64),
    /// A string of 7-bit characters.
    Iso7(String),
    /// A universal label.
    Label(Label),
    /// A batch of universal labels.
    Labels(Vec<Label>),
    /// Octets without a structure of their own.
    Octets(Vec<u8>),
    /// Nothing at all, with a set that is written all the same and that nothing refers to.
    Orphan(Box<Set>),
    /// Three colors that span all others, each as [`Value::Chromaticity`].
    Primaries([[u16; 2]; 3]),
    /// Numerator and denominator.
    Rational(i32, i32),
    /// A weak reference to a set by its InstanceID.
    Reference(Id),
    /// Components of a pixel: code and bits of each; eight of them.
    RgbaLayout([(u8, u8); 8]),
    /// A strong reference.
    Set(Box<Set>),
    /// An array of strong references.
    Sets(Vec<Set>),
    /// A value of an enumeration, with the symbol that RegXML writes.
    Symbol(u8, &'static str),
    /// A point in time: year, month, day, hour, minute, second.
    TimeStamp(u16, [u8; 5]),
    /// An unsigned integer of 8 bits.
    UInt8(u8),
    /// An unsigned integer of 16 bits.
    UInt16(u16),
    /// An unsigned integer of 32 bits.
    UInt32(u32),
    /// An unsigned integer of 64 bits.
    UInt64(u64),
    /// A package's UMID.
    Umid([u8; 32]),
    /// A string, in UTF-16.
    Utf16(String),
    /// Major and minor number of a version.
    Version(u8, u8),
}

impl Value {
    /// A string.
    pub fn text(text: &str) -> Self {
        Self::Utf16(text.to_owned())
    }

    /// The octets of the value in a local set, numbers with their big end first (ST 377-1).
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Boolean(value) => vec![u8::from(*value)],
            Self::Chromaticity(color) => {
                color.iter().flat_map(|value| value.to_be_bytes()).collect()
            }
            Self::ComponentSizing(items) => batch(3, items.iter().map(<[u8; 3]>::as_slice)),
            Self::ExtendedCapabilities(pcap, words) => {
                let words = batch(2, words.iter().map(|word| word.to_be_bytes()));
                [pcap.to_be_bytes().as_slice(), &words].concat()
            }
            Self::Id(id) | Self::Reference(id) => id.0.to_vec(),
            Self::Int8(value) => value.to_be_bytes().to_vec(),
            Self::Int32(value) => value.to_be_bytes().to_vec(),
            Self::Int32Array(items) => batch(4, items.iter().map(|item| item.to_be_bytes())),
            Self::Int64(value) => value.to_be_bytes().to_vec(),
            Self::Iso7(text) => text.as_bytes().to_vec(),
            Self::Label(label) => label.0.to_vec(),
            Self::Labels(labels) => batch(16, labels.iter().map(|label| label.0)),
            Self::Octets(octets) => octets.clone(),
            Self::Orphan(_) => Vec::new(),
            Self::Primaries(colors) => colors
                .iter()
                .flatten()
                .flat_map(|value| value.to_be_bytes())
                .collect(),
            Self::Rational(numerator, denominator) => {
                [numerator.to_be_bytes(), denominator.to_be_bytes()].concat()
            }
            Self::RgbaLayout(components) => components
                .iter()
                .flat_map(|&(code, bits)| [code, bits])
                .collect(),
            Self::Set(set) => set.instance.0.to_vec(),
            Self::Sets(sets) => batch(16, sets.iter().map(|set| set.instance.0)),
            Self::Symbol(value, _) | Self::UInt8(value) => vec![*value],
            Self::TimeStamp(year, rest) => [year.to_be_bytes().as_slice(), rest, &[0]].concat(),
            Self::UInt16(value) => value.to_be_bytes().to_vec(),
            Self::UInt32(value) => value.to_be_bytes().to_vec(),
            Self::UInt64(value) => value.to_be_bytes().to_vec(),
            Self::Umid(umid) => umid.to_vec(),
            Self::Utf16(text) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Version(major, minor) => vec![*major, *minor],
        }
    }
}

/// Items behind their count and their size.
pub(crate) fn batch<T: AsRef<[u8]>>(size: u32, items: impl ExactSizeIterator<Item = T>) -> Vec<u8> {
    let count = u32::try_from(items.len()).expect("no test needs four milliards of items");
    let mut bytes = [count.to_be_bytes(), size.to_be_bytes()].concat();
    for item in items {
        bytes.extend_from_slice(item.as_ref());
    }
    bytes
}

/// A universal label (ST 298).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(pub [u8; 16]);

impl Label {
    /// A label written as four groups of eight hexadecimal digits.
    ///
    /// # Panics
    /// Where the text is anything else.
    pub const fn parse(text: &str) -> Self {
        Self(octets(text))
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("urn:smpte:ul:")?;
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 8 | 12) {
                out.write_str(".")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}
