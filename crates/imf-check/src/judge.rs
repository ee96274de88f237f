//! The engine: walks each subject of a package once and holds it against the rules.
//!
//! A check is a pure function over the [`Package`] and one subject of it; it tells a [`Sink`] what is wrong. The
//! engine binds the rule and the document, so that a check says only where and what.

mod drafts;
mod sink;
pub mod subject;
mod walk;

use crate::package::Package;

pub use drafts::Drafts;
pub use sink::{BytePlace, Draft, Sink, Spot};
pub use walk::judge;

/// The check of a rule, by its subject.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Check {
    /// The asset map.
    AssetMap(fn(&Package, subject::AssetMap<'_>, &mut Sink<'_>)),
    /// Each composition that could be read.
    Composition(fn(&Package, subject::Composition<'_>, &mut Sink<'_>)),
    /// Each essence descriptor for which the first function says so, of each composition and of each track file whose
    /// structure was read. What is found of both, in the same words, is one finding: on the track file, with the
    /// composition's line beside it. So a message says nothing of where the descriptor stands.
    ///
    /// Rules that are about the same descriptors name the same function: it is asked once for all of them.
    Descriptor(
        fn(&Package, subject::Descriptor<'_>) -> bool,
        fn(&Package, subject::Descriptor<'_>, &mut Sink<'_>),
    ),
    /// Each document that was read, whatever it is.
    Document(fn(&Package, subject::Document<'_>, &mut Sink<'_>)),
    /// Each essence descriptor of each composition for which the first function says so, as for `Descriptor`.
    EssenceDescriptor(
        fn(&Package, subject::EssenceDescriptor<'_>) -> bool,
        fn(&Package, subject::EssenceDescriptor<'_>, &mut Sink<'_>),
    ),
    /// Each entry of the inventory.
    File(fn(&Package, subject::File<'_>, &mut Sink<'_>)),
    /// Each asset of the asset map.
    MapAsset(fn(&Package, subject::MapAsset<'_>, &mut Sink<'_>)),
    /// Each output profile list.
    OutputProfileList(fn(&Package, subject::OutputProfileList<'_>, &mut Sink<'_>)),
    /// Once.
    Package(fn(&Package, &mut Sink<'_>)),
    /// Each asset of each packing list.
    PackedAsset(fn(&Package, subject::PackedAsset<'_>, &mut Sink<'_>)),
    /// Each packing list.
    PackingList(fn(&Package, subject::PackingList<'_>, &mut Sink<'_>)),
    /// None: the rule is raised for problems of a document's text, by a table.
    Problem,
    /// Each resource of each composition, in the order of the text.
    Resource(fn(&Package, subject::Resource<'_>, &mut Sink<'_>)),
    /// Each segment of each composition.
    Segment(fn(&Package, subject::Segment<'_>, &mut Sink<'_>)),
    /// Each sequence of each composition.
    Sequence(fn(&Package, subject::Sequence<'_>, &mut Sink<'_>)),
    /// Each sidecar composition map.
    SidecarMap(fn(&Package, subject::SidecarMap<'_>, &mut Sink<'_>)),
    /// Each track file whose structure was read.
    TrackFile(fn(&Package, subject::TrackFile<'_>, &mut Sink<'_>)),
    /// Each virtual track of each composition.
    VirtualTrack(fn(&Package, subject::VirtualTrack<'_>, &mut Sink<'_>)),
    /// The volume index.
    VolumeIndex(fn(&Package, subject::VolumeIndex<'_>, &mut Sink<'_>)),
}

impl Check {
    /// Whether the subject lies in one document, so that the check makes sense without the package around it.
    pub(crate) fn is_of_one_document(self) -> bool {
        match self {
            Self::AssetMap(_)
            | Self::Composition(_)
            | Self::Descriptor(..)
            | Self::Document(_)
            | Self::EssenceDescriptor(..)
            | Self::OutputProfileList(_)
            | Self::PackingList(_)
            | Self::Resource(_)
            | Self::Segment(_)
            | Self::Sequence(_)
            | Self::SidecarMap(_)
            | Self::VirtualTrack(_)
            | Self::VolumeIndex(_) => true,
            Self::File(_)
            | Self::MapAsset(_)
            | Self::Package(_)
            | Self::PackedAsset(_)
            | Self::Problem
            | Self::TrackFile(_) => false,
        }
    }

    /// Whether the subject is one track file, so that the check makes sense without the package around it.
    pub(crate) fn is_of_one_track_file(self) -> bool {
        matches!(self, Self::Descriptor(..) | Self::TrackFile(_))
    }
}
