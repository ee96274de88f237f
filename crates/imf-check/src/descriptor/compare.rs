//! What a composition says of a track file against what the track file says of itself, by meaning.

use std::collections::VecDeque;
use std::fmt;
use std::hash::Hash;
use std::iter::Peekable;
use std::vec;

use imf_mxf::Uuid;
use imf_mxf::register::Element;
use imf_mxf::typed::{Likeness, Value};

use super::{Content, Field, Node};

use crate::hash::HashMap;

/// A place in which two trees differ.
#[derive(Clone, Debug)]
pub struct Difference<'t> {
    /// How much it matters.
    pub grade: Grade,
    /// The names from the top to what differs: `SubDescriptors/JPEG2000SubDescriptor/Xsiz`.
    pub path: String,
    /// The sets on either side that it lies in, the composition's first.
    pub nodes: (&'t Node, &'t Node),
    /// What stands in the composition.
    pub stated: Option<Side<'t>>,
    /// What stands in the track file.
    pub actual: Option<Side<'t>>,
}

/// One side of a difference.
#[derive(Clone, Copy, Debug)]
pub enum Side<'t> {
    /// A property.
    Field(&'t Field),
    /// A set.
    Node(&'t Node),
}

/// How much a difference matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// A value, or the class of a set, is another.
    Value,
    /// A property or a set stands on one side only.
    Absent,
    /// Labels differ in their version bytes alone.
    Version,
    /// Identifiers that only tie sets together, within a file or a document, are others.
    Identifier,
}

/// The properties that tie sets together and say nothing of essence.
const IDENTIFIERS: [&str; 3] = ["InstanceID", "LinkedGenerationID", "ObjectClass"];

/// The class that compositions repeat in part: it is made when the essence is wrapped and says nothing of the picture.
const REPEATED_IN_PART: &str = "PHDRMetadataTrackSubDescriptor";

/// In what `stated`, of a composition, differs from `actual`, of a track file.
///
/// What the registers do not know is left out: a track file may hold properties that no composition can.
pub fn compare<'t>(stated: &'t Node, actual: &'t Node) -> Vec<Difference<'t>> {
    compared(stated, actual, By::Content)
}

/// How sets without a common identifier are paired.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// By what they say, then in their order.
    Content,
    /// In their order alone: within a comparison that serves to pair. Otherwise each depth would multiply with the one
    /// above it, and a tree of a few thousand sets be compared for hours.
    Order,
}

fn compared<'t>(stated: &'t Node, actual: &'t Node, by: By) -> Vec<Difference<'t>> {
    let mut differences = Vec::new();
    // Most programs write a composition's descriptor in the order of the track file's.
    if repeats(stated, actual) {
        return differences;
    }
    nodes(stated, actual, None, by, &mut differences);
    differences
}

/// The names from the top to a property or a set. They are written out only where something differs.
#[derive(Clone, Copy)]
struct Path<'p> {
    above: Option<&'p Path<'p>>,
    name: &'p str,
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            write!(out, "{above}/")?;
        }
        out.write_str(self.name)
    }
}

/// The properties of `node` that the registers know, by the rank of their symbols; of several with one symbol, the first.
fn by_symbol(node: &Node) -> Vec<(u16, &Field)> {
    let known = node.fields().iter();
    let mut fields: Vec<(u16, &Field)> = Vec::with_capacity(known.len());
    fields.extend(known.filter_map(|field| Some((field.element?.symbol_rank(), field))));
    fields.sort_by_key(|(rank, _)| *rank);
    fields.dedup_by_key(|(rank, _)| *rank);
    fields
}

fn nodes<'t>(
    stated: &'t Node,
    actual: &'t Node,
    path: Option<&Path<'_>>,
    by: By,
    differences: &mut Vec<Difference<'t>>,
) {
    if stated.group != actual.group {
        differences.push(Difference {
            grade: Grade::Value,
            path: path.map_or_else(String::new, ToString::to_string),
            nodes: (stated, actual),
            stated: Some(Side::Node(stated)),
            actual: Some(Side::Node(actual)),
        });
        return;
    }
    // By their symbols, so that the order of the properties makes no difference.
    let mut left = by_symbol(stated).into_iter().peekable();
    let mut right = by_symbol(actual).into_iter().peekable();
    loop {
        let next = [left.peek(), right.peek()].into_iter().flatten();
        let Some(&(rank, field)) = next.min_by_key(|(rank, _)| *rank) else {
            break;
        };
        let take = |side: &mut Peekable<vec::IntoIter<(u16, &'t Field)>>| {
            side.next_if(|(other, _)| *other == rank)
                .map(|(_, field)| field)
        };
        let pair = (take(&mut left), take(&mut right));
        let symbol = field.element.map_or("", Element::symbol);
        let path = Path {
            above: path,
            name: symbol,
        };
        let mut differs = |grade| {
            let grade = if IDENTIFIERS.contains(&symbol) {
                Grade::Identifier
            } else {
                grade
            };
            differences.push(Difference {
                grade,
                path: path.to_string(),
                nodes: (stated, actual),
                stated: pair.0.map(Side::Field),
                actual: pair.1.map(Side::Field),
            });
        };
        match (
            pair.0.map(|field| &field.content),
            pair.1.map(|field| &field.content),
        ) {
            (Some(Content::Value(one)), Some(Content::Value(other))) => {
                match likeness(one, other) {
                    Likeness::Same => {}
                    Likeness::Version => differs(Grade::Version),
                    Likeness::Different => differs(Grade::Value),
                }
            }
            (Some(Content::Nodes(one)), Some(Content::Nodes(other))) => {
                lists((stated, actual), one, other, &path, by, differences);
            }
            (Some(_), Some(_)) => differs(Grade::Value),
            // An empty list says as much as none.
            (Some(only), None) | (None, Some(only)) => {
                if !is_empty(only) {
                    differs(Grade::Absent);
                }
            }
            (None, None) => {}
        }
    }
}

/// Whether `stated` says the same as `actual`, property by property in the same order.
fn repeats(stated: &Node, actual: &Node) -> bool {
    if stated.group.is_none() || stated.group != actual.group {
        return false;
    }
    let is_known = |field: &&Field| field.element.is_some();
    let (mut left, mut right) = (stated.fields().iter(), actual.fields().iter());
    loop {
        let (one, other) = match (left.find(is_known), right.find(is_known)) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.element == other.element => (one, other),
            _ => return false,
        };
        let is_same = match (&one.content, &other.content) {
            (Content::Value(one), Content::Value(other)) => likeness(one, other) == Likeness::Same,
            (Content::Nodes(one), Content::Nodes(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| repeats(one, other))
            }
            _ => false,
        };
        if !is_same {
            return false;
        }
    }
}

fn is_empty(content: &Content) -> bool {
    match content {
        Content::Nodes(nodes) => nodes.is_empty(),
        Content::Value(Value::List(values) | Value::Set(values)) => values.is_empty(),
        Content::Value(_) => false,
    }
}

/// RegXML writes the word `UNDEFINED` for numbers that have no symbol.
fn likeness(stated: &Value, actual: &Value) -> Likeness {
    match (stated, actual) {
        (Value::Odd(text), Value::Symbol { of, number })
            if &**text == "UNDEFINED" && !of.symbols().any(|(known, _)| known == *number) =>
        {
            Likeness::Same
        }
        _ => stated.likeness(actual),
    }
}

/// The longest lists whose sets are also paired by their content, which costs a comparison of each with each.
const PAIRED_BY_CONTENT: usize = 128;

/// Holds the sets of one property against each other: those of a class by their identifiers, then by their content, then in
/// their order, which itself means nothing.
fn lists<'t>(
    owners: (&'t Node, &'t Node),
    stated: &'t [Node],
    actual: &'t [Node],
    path: &Path<'_>,
    by: By,
    differences: &mut Vec<Difference<'t>>,
) {
    let mut pairing = Pairing {
        left: stated.iter().collect(),
        free: actual.iter().map(Some).collect(),
        pairs: Vec::new(),
    };
    // One and one of known classes are a pair if these are the same, whatever they say.
    let is_plain =
        matches!((stated, actual), ([one], [other]) if one.group.and(other.group).is_some());
    if !is_plain {
        for symbol in ["InstanceID", "MCALinkID"] {
            pairing.by_key(|node| Some((node.group?, Tie::of(node.value(symbol)?))));
        }
        if by == By::Content && stated.len().max(actual.len()) <= PAIRED_BY_CONTENT {
            pairing.by_content();
        }
    }
    pairing.by_key(|node| node.group.map(|group| (group, ())));
    for (one, other) in pairing.pairs {
        if &*one.name != REPEATED_IN_PART {
            let path = Path {
                above: Some(path),
                name: &one.name,
            };
            nodes(one, other, Some(&path), by, differences);
        }
    }
    let absent = |node: &'t Node, is_stated: bool| Difference {
        grade: Grade::Absent,
        path: format!("{path}/{}", node.name),
        nodes: owners,
        stated: is_stated.then_some(Side::Node(node)),
        actual: (!is_stated).then_some(Side::Node(node)),
    };
    // What the registers do not know has no place in RegXML.
    let known = |node: &&Node| node.group.is_some();
    let (left, free) = (pairing.left, pairing.free);
    differences.extend(
        left.into_iter()
            .filter(known)
            .map(|node| absent(node, true)),
    );
    differences.extend(
        free.into_iter()
            .flatten()
            .filter(known)
            .map(|node| absent(node, false)),
    );
}

/// What ties sets together.
#[derive(PartialEq, Eq, Hash)]
enum Tie {
    Id(Uuid),
    /// What is no identifier, as it is written.
    Other(String),
}

impl Tie {
    fn of(value: &Value) -> Self {
        match value {
            Value::Uuid(id) => Self::Id(*id),
            other => Self::Other(other.to_string()),
        }
    }
}

/// Two lists of sets on the way to pairs.
struct Pairing<'t> {
    /// What is left of the composition's.
    left: Vec<&'t Node>,
    /// What is left of the track file's.
    free: Vec<Option<&'t Node>>,
    pairs: Vec<(&'t Node, &'t Node)>,
}

impl Pairing<'_> {
    /// Pairs sets that have the same key, in their order.
    fn by_key<K: Hash + Eq>(&mut self, key: impl Fn(&Node) -> Option<K>) {
        if self.left.is_empty() {
            return;
        }
        let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::default();
        for (index, node) in self.free.iter().enumerate() {
            if let Some(key) = node.and_then(&key) {
                by_key.entry(key).or_default().push_back(index);
            }
        }
        let (free, pairs) = (&mut self.free, &mut self.pairs);
        self.left.retain(|&one| {
            let index = key(one)
                .and_then(|key| by_key.get_mut(&key))
                .and_then(VecDeque::pop_front);
            let other = index
                .and_then(|index| free.get_mut(index))
                .and_then(Option::take);
            pairs.extend(other.map(|other| (one, other)));
            other.is_none()
        });
    }

    /// Pairs sets that say the same.
    fn by_content(&mut self) {
        let (free, pairs) = (&mut self.free, &mut self.pairs);
        self.left.retain(|&one| {
            let found = free
                .iter_mut()
                .find(|other| other.is_some_and(|other| says_the_same(one, other)));
            let other = found.and_then(Option::take);
            pairs.extend(other.map(|other| (one, other)));
            other.is_none()
        });
    }
}

fn says_the_same(one: &Node, other: &Node) -> bool {
    one.group == other.group
        && compared(one, other, By::Order)
            .iter()
            .all(|difference| difference.grade > Grade::Absent)
}

#[cfg(test)]
mod tests {
    use imf_mxf::register::Group;

    use super::*;
    use crate::descriptor::At;

    /// A tree of that depth in which each set has two below it; no two sets say the same.
    fn tree(depth: usize, next: &mut u32) -> Node {
        *next += 1;
        let field = |symbol: &'static str, content| Field {
            element: Element::with_symbol(symbol),
            name: symbol.into(),
            at: At::Byte(0),
            content,
        };
        let number = Value::Data(next.to_be_bytes().into());
        let mut fields = vec![field("MCATagSymbol", Content::Value(number))];
        if depth > 0 {
            let below = [(); 2].map(|()| tree(depth - 1, next));
            fields.push(field("SubDescriptors", Content::Nodes(below.into())));
        }
        let class = "AudioChannelLabelSubDescriptor";
        Node::new(Group::with_symbol(class), class.into(), At::Byte(0), fields)
    }

    #[test]
    fn trees_of_thousands_of_sets_are_compared_once_for_each_depth() {
        // With each pair of each depth compared for each of the one above, these would be 6^12 comparisons.
        let (mut next, depth) = (0, 12);
        let (one, other) = (tree(depth, &mut next), tree(depth, &mut next));
        let differences = compare(&one, &other);
        assert_eq!(differences.len(), (2 << depth) - 1);
        assert!(compare(&one, &one).is_empty());
    }
}
