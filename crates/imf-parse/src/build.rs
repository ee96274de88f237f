//! Typed values from the subtrees that the engine hands over.

use base64::Engine as _;

use crate::Located;
use crate::grammar::Ns;
use crate::grammar::lexical::Value;
use crate::model::{
    DateTime, DigestAlgorithm, Document, EditRate, EditUnits, Element, Name, UserText, Uuid,
};
use crate::tree::NodeRef;
use crate::validate::{Builder, Opened, Role};

mod asset_map;
mod composition;
mod output_profile;
mod packing_list;
mod sidecar;
mod signature;

/// The builder of whatever document this is.
pub(crate) enum AnyBuilder {
    AssetMap(asset_map::AssetMapBuilder),
    Composition(Box<composition::CompositionBuilder>),
    OutputProfile(output_profile::OutputProfileBuilder),
    PackingList(packing_list::PackingListBuilder),
    Sidecar(sidecar::SidecarBuilder),
    VolumeIndex(asset_map::VolumeIndexBuilder),
    Other(Located<Name>),
}

impl AnyBuilder {
    /// The builder for the document that has this root element.
    pub(crate) fn new(root: &Opened<'_>) -> Self {
        match (root.ns, root.local) {
            (Ns::AM, "AssetMap") => Self::AssetMap(asset_map::AssetMapBuilder::new(root.at)),
            (Ns::AM, "VolumeIndex") => {
                Self::VolumeIndex(asset_map::VolumeIndexBuilder::new(root.at))
            }
            (Ns::PKL_2007 | Ns::PKL_2016, "PackingList") => {
                Self::PackingList(packing_list::PackingListBuilder::new(root))
            }
            (Ns::CPL_2013 | Ns::CPL_2016, "CompositionPlaylist") => {
                Self::Composition(Box::new(composition::CompositionBuilder::new(root)))
            }
            (Ns::OPL, "OutputProfileList") => {
                Self::OutputProfile(output_profile::OutputProfileBuilder::new(root.at))
            }
            (Ns::SCM, "SidecarCompositionMap") => {
                Self::Sidecar(sidecar::SidecarBuilder::new(root.at))
            }
            _ => Self::Other(Located::new(
                Name {
                    namespace: root.uri.into(),
                    local: root.local.into(),
                },
                root.at,
            )),
        }
    }

    pub(crate) fn finish(self) -> Document {
        match self {
            Self::AssetMap(builder) => Document::AssetMap(builder.finish()),
            Self::Composition(builder) => Document::CompositionPlaylist(Box::new(builder.finish())),
            Self::OutputProfile(builder) => Document::OutputProfileList(builder.finish()),
            Self::PackingList(builder) => Document::PackingList(builder.finish()),
            Self::Sidecar(builder) => Document::SidecarCompositionMap(builder.finish()),
            Self::VolumeIndex(builder) => Document::VolumeIndex(builder.finish()),
            Self::Other(name) => Document::Other(name),
        }
    }

    fn inner(&mut self) -> Option<&mut dyn Builder> {
        match self {
            Self::AssetMap(builder) => Some(builder),
            Self::Composition(builder) => Some(&mut **builder),
            Self::OutputProfile(builder) => Some(builder),
            Self::PackingList(builder) => Some(builder),
            Self::Sidecar(builder) => Some(builder),
            Self::VolumeIndex(builder) => Some(builder),
            Self::Other(_) => None,
        }
    }
}

impl Builder for AnyBuilder {
    fn open(&mut self, element: &Opened<'_>) -> Role {
        self.inner()
            .map_or(Role::Ignore, |builder| builder.open(element))
    }

    fn unit(&mut self, unit: NodeRef<'_>) {
        if let Some(builder) = self.inner() {
            builder.unit(unit);
        }
    }

    fn close(&mut self) {
        if let Some(builder) = self.inner() {
            builder.close();
        }
    }
}

/// Keeps the first of an element that may stand once.
fn set<T>(slot: &mut Option<T>, value: impl FnOnce() -> Option<T>) {
    if slot.is_none() {
        *slot = value();
    }
}

fn uuid(node: NodeRef<'_>) -> Option<Located<Uuid>> {
    let uuid = match node.value() {
        Value::Uuid(uuid) => Some(uuid),
        // Not held against a grammar: behind a wildcard, or inside something that is wrong.
        _ => Uuid::from_urn(node.text().trim_ascii()),
    };
    uuid.map(|uuid| Located::new(uuid, node.at()))
}

fn natural(node: NodeRef<'_>) -> Option<Located<u64>> {
    let number = match node.value() {
        Value::Natural { number, .. } => Some(number),
        _ => node.text().trim_ascii().parse().ok(),
    };
    number.map(|number| Located::new(number, node.at()))
}

fn edit_units(node: NodeRef<'_>) -> Option<Located<EditUnits>> {
    natural(node).map(|number| Located::new(EditUnits::new(number.value), number.at))
}

fn edit_rate(node: NodeRef<'_>) -> Option<Located<EditRate>> {
    let rate = if let Value::Rational(rate) = node.value() {
        Some(rate)
    } else {
        // What the pattern refuses (a denominator of zero) is still worth judging.
        let mut numbers = node.text().split_ascii_whitespace().map(str::parse);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(numerator)), Some(Ok(denominator)), None) => {
                Some(EditRate::new(numerator, denominator))
            }
            _ => None,
        }
    };
    rate.map(|rate| Located::new(rate, node.at()))
}

fn boolean(node: NodeRef<'_>) -> Option<Located<bool>> {
    match node.value() {
        Value::Boolean(value) => Some(Located::new(value, node.at())),
        _ => None,
    }
}

fn date_time(node: NodeRef<'_>) -> Option<Located<DateTime>> {
    match node.value() {
        Value::DateTime(value) => Some(Located::new(value, node.at())),
        _ => None,
    }
}

fn string(node: NodeRef<'_>) -> Located<Box<str>> {
    Located::new(node.text().into(), node.at())
}

/// A token, a URI, a path: white space around it means nothing.
fn token(node: NodeRef<'_>) -> Located<Box<str>> {
    Located::new(node.text().trim_ascii().into(), node.at())
}

fn attribute(node: NodeRef<'_>, name: &str) -> Option<Located<Box<str>>> {
    node.attribute(name)
        .map(|value| Located::new(value.value.trim_ascii().into(), value.at))
}

fn user_text(node: NodeRef<'_>) -> Located<UserText> {
    Located::new(
        UserText {
            text: node.text().into(),
            language: attribute(node, "language"),
        },
        node.at(),
    )
}

fn bytes(node: NodeRef<'_>) -> Option<Located<Box<[u8]>>> {
    const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;
    let text = node.text().trim_ascii();
    // A digest has no space in it and fits here; anything else takes longer.
    let mut digest = [0; 64];
    let short = BASE64.decode_slice(text, &mut digest);
    let bytes: Box<[u8]> = if let Ok(length) = short {
        digest[..length].into()
    } else {
        let text: String = text.split_ascii_whitespace().collect();
        BASE64.decode(text).ok()?.into()
    };
    Some(Located::new(bytes, node.at()))
}

fn digest_algorithm(node: NodeRef<'_>) -> Option<Located<DigestAlgorithm>> {
    let uri = node.attribute("Algorithm")?;
    Some(Located::new(
        DigestAlgorithm::from_uri(uri.value.trim_ascii()),
        node.at(),
    ))
}

fn elements(node: NodeRef<'_>) -> Vec<Element> {
    node.children().map(NodeRef::to_element).collect()
}

/// Children of another namespace than their parent's.
fn foreign(node: NodeRef<'_>) -> Vec<Element> {
    let ns = node.ns();
    node.children()
        .filter(|child| child.ns() != ns)
        .map(NodeRef::to_element)
        .collect()
}
