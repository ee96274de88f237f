//! Sets of header metadata with all that hangs under them.
//!
//! They are written while they are read, one property at a time: a tree of a whole file would take many times the
//! memory that the file's metadata may take.

use imf_mxf::Property;
use imf_mxf::register::Element;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::node::Node;
use super::value;

/// How many sets may hang under each other; what is deeper is left out, and counted. Programs that read JSON take 128
/// levels as a rule, and each set takes four.
const DEPTH: usize = 24;

/// A set, and those that hang under it.
///
/// As JSON it has `class`, `key`, `offset`, `bytes`, `instance`, `properties` and `left_out`. Each property has `name`,
/// `label`, `tag`, `offset`, `bytes`, `value`, `text` and, where it holds strong references, `sets`.
#[derive(Clone, Copy, Debug)]
pub struct SetTree<'a> {
    node: Node<'a>,
    depth: usize,
}

/// A property of a set.
#[derive(Clone, Debug, Serialize)]
pub struct SetProperty<'a> {
    /// Its symbol; `null` where the registers do not know it.
    pub name: Option<&'static str>,
    /// What its local tag stands for, as a URN.
    pub label: Option<String>,
    /// Its local tag: `0x4401`.
    pub tag: String,
    /// Where in the file its value begins.
    pub offset: u64,
    /// The length of its value.
    pub bytes: usize,
    /// Its value; `null` where its type is not known, where it is very long, and for references to sets.
    pub value: Option<serde_json::Value>,
    /// Its value in words, labels by name; the bytes where their type is not known.
    pub text: String,
    /// The sets that it refers to; `null` where it does not.
    pub sets: Option<Vec<SetTree<'a>>>,
}

impl<'a> SetTree<'a> {
    pub(super) fn new(node: Node<'a>) -> Self {
        Self { node, depth: 1 }
    }

    /// The symbol of its class, or its key where the registers do not know that.
    pub(super) fn name(self) -> String {
        self.node.set.name()
    }

    /// Its properties, in the order of the file.
    pub(super) fn properties(self) -> impl Iterator<Item = SetProperty<'a>> {
        let properties = self.node.set.properties();
        properties.map(move |property| self.property(&property))
    }

    /// How many sets hang right under it and are left out, because it is so deep itself.
    pub(super) fn left_out(self) -> usize {
        if self.depth < DEPTH {
            0
        } else {
            self.node.metadata.children(self.node.index).count()
        }
    }

    fn property(self, property: &Property<'_>) -> SetProperty<'a> {
        let element = property.element();
        let sets = self.sets(property);
        let read = sets.is_none().then(|| value::read(property)).flatten();
        let text = match (&read, &sets) {
            (Some(read), _) => element
                .and_then(|element| value::meaning(element.symbol(), read))
                .unwrap_or_else(|| value::words(read)),
            (None, Some(_)) => "sets".to_owned(),
            (None, None) => value::data(property.value),
        };
        SetProperty {
            name: element.map(Element::symbol),
            label: property.label.map(|label| label.to_string()),
            tag: format!("0x{:04x}", property.tag),
            offset: property.at,
            bytes: property.value.len(),
            value: read.as_ref().map(value::json),
            text,
            sets,
        }
    }

    /// The sets that a property refers to.
    fn sets(self, property: &Property<'_>) -> Option<Vec<Self>> {
        property
            .element()
            .and_then(Element::value_type)
            .filter(|of| value::refers(*of))?;
        let depth = self.depth + 1;
        let children = self.node.children_of(property);
        let kept = children.filter(|_| depth <= DEPTH);
        Some(kept.map(|node| Self { node, depth }).collect())
    }
}

impl Serialize for SetTree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let set = self.node.set;
        let mut fields = serializer.serialize_struct("Set", 7)?;
        fields.serialize_field("class", &self.node.class())?;
        fields.serialize_field("key", &set.item.key.to_string())?;
        fields.serialize_field("offset", &set.item.offset)?;
        fields.serialize_field("bytes", &set.item.length)?;
        fields.serialize_field("instance", &set.instance.map(|id| id.to_string()))?;
        fields.serialize_field("properties", &Properties(*self))?;
        fields.serialize_field("left_out", &self.left_out())?;
        fields.end()
    }
}

struct Properties<'a>(SetTree<'a>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.properties())
    }
}

#[cfg(test)]
mod tests {
    use imf_mxf::{Limits, TrackFile, read};

    use super::*;

    /// An item with a length of nine bytes.
    fn item(key: u128, value: &[u8]) -> Vec<u8> {
        let length = (value.len() as u64).to_be_bytes();
        [key.to_be_bytes().as_slice(), &[0x88], &length, value].concat()
    }

    /// A file of a header partition whose sets, so many, hang under each other.
    fn chain(sets: u8) -> TrackFile {
        let mut metadata = Vec::new();
        for number in 0..sets {
            // InstanceID, and Packages with one reference.
            let own = [&[0x3c, 0x0a, 0, 16], [number; 16].as_slice()].concat();
            let next = [number + 1; 16];
            let batch = [&[0, 0, 0, 1, 0, 0, 0, 16], next.as_slice()].concat();
            let packages = [&[0x19, 0x01, 0, 24], batch.as_slice()].concat();
            let storage = 0x060e_2b34_0253_0101_0d01_0101_0101_1800;
            metadata.extend(item(storage, &[own, packages].concat()));
        }
        let mut pack = [0; 88];
        pack[39] = 1;
        let header = item(0x060e_2b34_0205_0101_0d01_0201_0102_0400, &pack);
        let bytes = [header, metadata].concat();
        read(&bytes, &Limits::default()).unwrap().value
    }

    #[test]
    fn a_tree_is_no_deeper_than_programs_take() {
        let file = chain(200);
        let node = Node::at(&file.metadata[0], 0).unwrap();
        let text = serde_json::to_string(&[[[SetTree::new(node)]]]).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut set = &value[0][0][0];
        for _ in 1..DEPTH {
            assert_eq!(set["left_out"], 0);
            set = &set["properties"][1]["sets"][0];
        }
        assert_eq!(set["left_out"], 1);
        assert_eq!(
            set["properties"][1]["sets"].as_array().map(Vec::len),
            Some(0)
        );
    }
}
