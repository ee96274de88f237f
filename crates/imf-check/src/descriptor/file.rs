//! Trees from the header metadata of a track file.

use std::slice;

use imf_mxf::register::Element;
use imf_mxf::typed::Value;
use imf_mxf::{HeaderMetadata, Leads, Property, Set, Ul};

use super::{At, Content, Field, Node};
use crate::package::TrackFile;

/// How many sets may hang under each other: no descriptor comes near, and no hostile file goes beyond.
const DEPTH: usize = 16;
/// `EssenceDescription` of a source package.
const ESSENCE_DESCRIPTION: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0203_0000);

/// The essence descriptor of the track file, with all that hangs under it.
pub(crate) fn of_file(track_file: &TrackFile) -> Option<Node> {
    let metadata = track_file.metadata()?;
    let package = track_file.file_package()?;
    let from = metadata
        .sets
        .iter()
        .position(|set| std::ptr::eq(set, package))?;
    let description = package.property(ESSENCE_DESCRIPTION)?;
    let reference = metadata
        .references_of(from)
        .iter()
        .find(|reference| reference.at == description.at)?;
    let Leads::Down(index) = reference.leads else {
        return None;
    };
    Some(node(metadata, index, metadata.sets.get(index)?, DEPTH))
}

/// The descriptors that describe essence: the one at the top, or those that a multiple descriptor holds.
pub(crate) fn described(descriptor: &Node) -> &[Node] {
    match descriptor.nodes("FileDescriptors") {
        [] => slice::from_ref(descriptor),
        parts => parts,
    }
}

fn node(metadata: &HeaderMetadata, index: usize, set: &Set, depth: usize) -> Node {
    let group = set.group();
    let fields = set
        .properties()
        .map(|property| field(metadata, index, property, depth));
    let name = group.map_or_else(
        || set.item.key.to_string().into(),
        |group| group.symbol().into(),
    );
    Node::new(group, name, At::Byte(set.item.offset), fields)
}

fn field(metadata: &HeaderMetadata, set: usize, property: Property<'_>, depth: usize) -> Field {
    let element = property.element();
    let of = element.and_then(Element::value_type);
    let mut references = metadata.references_in(set, &property).iter().peekable();
    let content = if references.peek().is_some() && depth > 0 {
        let nodes = references.filter_map(|reference| match reference.leads {
            Leads::Down(to) => Some(node(metadata, to, metadata.sets.get(to)?, depth - 1)),
            Leads::Across(_) | Leads::Back(_) | Leads::Nowhere => None,
        });
        Content::Nodes(nodes.collect())
    } else {
        Content::Value(match of {
            Some(of) => Value::of(of, property.value),
            None => Value::Data(property.value.into()),
        })
    };
    Field {
        element,
        name: element.map_or_else(|| property.name().into(), |element| element.symbol().into()),
        at: At::Byte(property.at),
        content,
    }
}
