//! What rules ask of the properties of metadata sets, wherever these stand, and how that is said.

use imf_mxf::Ul;
use imf_mxf::typed::Value;

use super::cpl::and_more;
use super::cpl::groups::Groups;
use crate::descriptor::{Content, Node, Origin};
use crate::judge::{Draft, Sink, subject};
use crate::package::plug_in::{PlugIn, Standard};
use crate::package::{Package, TrackFile};

/// Sets of one class, all of one descriptor, and the standard that they are held against.
pub(super) struct Sets<'a> {
    nodes: Vec<&'a Node>,
    origin: Origin,
    standard: Standard,
    /// Whether what is not in them is not there, and not just unread.
    is_whole: bool,
}

/// What a standard wants to find.
#[derive(Clone, Copy)]
pub(super) struct Demand<'a> {
    verb: &'static str,
    wanted: &'a str,
    /// All that will do, where that is too long for a sentence.
    listed: Option<&'a str>,
}

impl<'a> Demand<'a> {
    /// Demanded (*shall*).
    pub(super) const fn shall(wanted: &'a str) -> Self {
        Self::new("asks for", wanted)
    }

    /// Recommended (*should*).
    pub(super) const fn should(wanted: &'a str) -> Self {
        Self::new("recommends", wanted)
    }

    const fn new(verb: &'static str, wanted: &'a str) -> Self {
        Self {
            verb,
            wanted,
            listed: None,
        }
    }

    /// The same, with all that will do.
    pub(super) const fn listing(self, listed: &'a str) -> Self {
        Self {
            listed: Some(listed),
            ..self
        }
    }

    fn expected(self) -> &'a str {
        self.listed.unwrap_or(self.wanted)
    }
}

impl<'a> Sets<'a> {
    /// The descriptor of `subject`, where it is one of the plug-in.
    pub(super) fn of_plug_in(
        package: &Package,
        subject: subject::Descriptor<'a>,
        plug_in: &PlugIn,
    ) -> Option<Self> {
        let is_own = subject.node.is(plug_in.descriptor);
        is_own.then(|| Self::of(package, subject.node, subject.origin, plug_in.standard))
    }

    /// A descriptor.
    pub(super) fn of(
        package: &Package,
        node: &'a Node,
        origin: Origin,
        standard: Standard,
    ) -> Self {
        let is_whole = match origin {
            Origin::Document(_) => true,
            Origin::File(file) => package
                .track_file(file)
                .is_none_or(TrackFile::is_described_wholly),
        };
        Self {
            nodes: vec![node],
            origin,
            standard,
            is_whole,
        }
    }

    /// The sub-descriptors of that very class.
    pub(super) fn subs(&self, class: &str) -> Self {
        let all = self.nodes.iter().flat_map(|node| node.sub_descriptors());
        Self {
            nodes: all.filter(|node| &*node.name == class).collect(),
            ..*self
        }
    }

    /// The sub-descriptors.
    pub(super) fn all_subs(&self) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().flat_map(|node| node.sub_descriptors())
    }

    /// The sets.
    pub(super) fn nodes(&self) -> &[&'a Node] {
        &self.nodes
    }

    /// Whether what is not in them is not there, and not just unread.
    pub(super) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The standard.
    pub(super) const fn standard(&self) -> Standard {
        self.standard
    }

    /// A finding on one of the sets, or on a property that it has.
    pub(super) fn at<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        node: &Node,
        symbol: &str,
        message: String,
    ) -> &'s mut Draft {
        sink.finding(node.field_spot(self.origin, symbol), message)
    }

    /// Says which sets do not have the property, or have it empty.
    pub(super) fn missing(&self, sink: &mut Sink<'_>, symbol: &str, demand: Demand<'_>) {
        let mut lacking = self.nodes.iter().filter(|node| !has(node, symbol));
        let Some(first) = lacking.next().filter(|_| self.is_whole) else {
            return;
        };
        let more = and_more(1 + lacking.count() as u64);
        let (class, standard) = (&first.name, self.standard);
        let has = match first.field(symbol) {
            Some(_) => "has an empty",
            None => "has no",
        };
        let Demand { verb, wanted, .. } = demand;
        let message =
            format!("the `{class}`{more} {has} `{symbol}`, and {standard} {verb} {wanted}");
        self.at(sink, first, symbol, message)
            .expected(demand.expected());
    }

    /// Says which sets have the property with a value that is not right.
    pub(super) fn incorrect(
        &self,
        sink: &mut Sink<'_>,
        symbol: &str,
        demand: Demand<'_>,
        is_right: impl Fn(&Value) -> bool,
    ) {
        let mut groups = Groups::new();
        for node in self.nodes.iter().filter(|node| has(node, symbol)) {
            let Some(field) = node.field(symbol) else {
                continue;
            };
            if !field.value().is_some_and(&is_right) {
                groups.add(field.shown(), || (*node, field.shown()));
            }
        }
        for ((node, found), count) in groups.finish() {
            let (class, more, standard) = (&node.name, and_more(count), self.standard);
            let Demand { verb, wanted, .. } = demand;
            let message = format!(
                "`{symbol}` of the `{class}`{more} is `{found}`, and {standard} {verb} {wanted}"
            );
            self.at(sink, node, symbol, message)
                .found(found)
                .expected(demand.expected());
        }
    }

    /// Says which sets have another label, apart from versions, than this one.
    pub(super) fn another_label(&self, sink: &mut Sink<'_>, symbol: &str, label: Ul) {
        let wanted = described(label);
        let demand = Demand::shall(&wanted);
        self.incorrect(sink, symbol, demand, |value| {
            value.label().is_some_and(|found| found.matches(label))
        });
    }

    /// Says which sets do not have the property that should hold this label.
    pub(super) fn no_label(&self, sink: &mut Sink<'_>, symbol: &str, label: Ul) {
        self.missing(sink, symbol, Demand::shall(&described(label)));
    }

    /// Says which sets have the property, which may not be there.
    pub(super) fn unexpected(&self, sink: &mut Sink<'_>, symbol: &str) {
        let mut having = self
            .nodes
            .iter()
            .filter(|node| node.field(symbol).is_some());
        let Some(first) = having.next() else { return };
        let more = and_more(1 + having.count() as u64);
        let (class, standard) = (&first.name, self.standard);
        let message =
            format!("the `{class}`{more} has `{symbol}`, and {standard} has no room for it");
        let draft = self.at(sink, first, symbol, message);
        if let Some(field) = first.field(symbol) {
            draft.found(field.shown());
        }
        draft.expected(format!("no `{symbol}`"));
    }

    /// Says that a descriptor has sub-descriptors of a class that may not be there; `instead` is what belongs there.
    pub(super) fn unexpected_subs(&self, sink: &mut Sink<'_>, class: &str, instead: &str) {
        let subs = self.subs(class);
        let Some((first, more)) = subs.nodes.split_first() else {
            return;
        };
        let count = 1 + more.len();
        let sets = if count == 1 {
            format!("a `{class}`")
        } else {
            format!("{count} sub-descriptors `{class}`")
        };
        let (descriptor, standard) = (self.class(), self.standard);
        let message = format!(
            "the `{descriptor}` has {sets}, and {standard} labels such sound with `{instead}` alone"
        );
        self.at(sink, first, "", message)
            .found(class)
            .expected(instead);
    }

    /// Says that a descriptor has no sub-descriptor at all.
    pub(super) fn without_subs(&self, sink: &mut Sink<'_>, wanted: &str) {
        let Some(node) = self.nodes.first() else {
            return;
        };
        if self.all_subs().next().is_some() || !self.is_whole {
            return;
        }
        let (class, standard) = (self.class(), self.standard);
        let message =
            format!("the `{class}` has no sub-descriptor, and {standard} asks for `{wanted}`");
        self.at(sink, node, "SubDescriptors", message)
            .found("no sub-descriptor")
            .expected(wanted);
    }

    /// Says that a descriptor has sub-descriptors, and none of that class.
    pub(super) fn without_sub(&self, sink: &mut Sink<'_>, class: &str) {
        let Some(node) = self.nodes.first() else {
            return;
        };
        if self.all_subs().next().is_none() || !self.subs(class).nodes.is_empty() || !self.is_whole
        {
            return;
        }
        let (descriptor, standard) = (self.class(), self.standard);
        let message = format!("the `{descriptor}` has no `{class}`, and {standard} asks for one");
        self.at(sink, node, "SubDescriptors", message)
            .found(0)
            .expected(1);
    }

    /// Says that a descriptor has several sub-descriptors of a class of which one is enough.
    pub(super) fn several_subs(&self, sink: &mut Sink<'_>, class: &str) {
        let subs = self.subs(class);
        let [_, second, ..] = &*subs.nodes else {
            return;
        };
        let (descriptor, standard, count) = (self.class(), self.standard, subs.nodes.len());
        let message = format!(
            "the `{descriptor}` has {count} sub-descriptors `{class}`, and {standard} asks for one"
        );
        self.at(sink, second, "", message).found(count).expected(1);
    }

    /// The same sets, held against another standard.
    pub(super) fn under(&self, standard: Standard) -> Self {
        Self {
            nodes: self.nodes.clone(),
            standard,
            ..*self
        }
    }

    /// The class of the sets.
    pub(super) fn class(&self) -> &'a str {
        self.nodes.first().map_or("", |node| &node.name)
    }
}

/// Whether the set has the property, and if it is a text, not an empty one.
pub(super) fn has(node: &Node, symbol: &str) -> bool {
    node.field(symbol)
        .is_some_and(|field| match &field.content {
            Content::Nodes(nodes) => !nodes.is_empty(),
            Content::Value(value) => value.text().is_none_or(|text| !text.trim().is_empty()),
        })
}

/// The label with its name, where the register has one.
pub(super) fn described(label: Ul) -> String {
    Value::Auid(label).described()
}

/// Texts in a list: `` `A`, `B` ``.
pub(super) fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| format!("`{text}`")).collect();
    texts.join(", ")
}

/// What the cases of rules on descriptors do to a package.
#[cfg(test)]
pub(super) mod testing {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::Set;

    /// Changes the descriptor of the track file of that path, in the file and in compositions.
    #[track_caller]
    pub(in crate::rules) fn describe(
        delivery: &mut Delivery,
        path: &str,
        change: impl FnOnce(&mut Set),
    ) {
        let files = &mut delivery.track_files;
        let file = files.iter_mut().find(|file| file.path == path);
        let file = file.unwrap_or_else(|| panic!("the package has no `{path}`"));
        let mut descriptor = file.descriptor();
        change(&mut descriptor);
        file.described = Some(descriptor);
    }
}
