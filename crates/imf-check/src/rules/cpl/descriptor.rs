//! What the rules ask of essence descriptors.

use imf_parse::Place;
use imf_parse::model::{EditRate, Resource, TrackFileRef};

use crate::descriptor::{At, Node};
use crate::judge::subject::{Composition, EssenceDescriptor};
use crate::package::for_each_track_file;
use crate::package::kind::{Essence, Kind};

/// Whether a main image refers to `subject`.
pub(in crate::rules) fn is_main_image(subject: EssenceDescriptor<'_>) -> bool {
    let kinds = &subject.composition.info.kinds;
    let mut referring = subject.described.kinds.iter();
    referring.any(|&kind| kinds.get(kind as usize) == Some(&Kind::MainImage))
}

/// An essence descriptor that holds one descriptor, as it should.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Descriptor<'a> {
    /// Which of the list it is.
    pub(in crate::rules) index: usize,
    /// The descriptor.
    pub(in crate::rules) node: &'a Node,
    /// What it describes, if that is known.
    pub(in crate::rules) essence: Option<Essence>,
    /// `SampleRate`.
    pub(in crate::rules) sample_rate: Option<EditRate>,
    /// `AudioSampleRate`.
    pub(in crate::rules) audio_sample_rate: Option<EditRate>,
}

impl<'a> Descriptor<'a> {
    /// Reads `descriptor`; `None` where it holds no descriptor, or several.
    pub(in crate::rules) fn new(descriptor: EssenceDescriptor<'a>) -> Option<Self> {
        let described = descriptor.described;
        Some(Self {
            index: descriptor.index,
            node: described.node.as_ref()?,
            essence: described.essence,
            sample_rate: described.sample_rate,
            audio_sample_rate: described.audio_sample_rate,
        })
    }

    /// Whether the lines of a frame are stored as two fields.
    pub(in crate::rules) fn is_interlaced(&self) -> bool {
        self.node
            .integer("FrameLayout")
            .is_some_and(|layout| layout != 0)
    }

    /// The place of the property with this symbol; its own, where it has none.
    pub(in crate::rules) fn place(&self, symbol: &str) -> Place {
        let at = self
            .node
            .field(symbol)
            .map_or(self.node.at, |field| field.at);
        match at {
            At::Text(place) => place,
            // Does not occur: it is of a composition.
            At::Byte(_) => Place::START,
        }
    }

    /// The descriptor in `composition` that `reference` names.
    pub(in crate::rules) fn of(
        composition: Composition<'a>,
        reference: &TrackFileRef,
    ) -> Option<Self> {
        Self::new(composition.descriptor(reference.source_encoding?.value)?)
    }

    /// The descriptor in `composition` of `resource`, or of its left eye.
    pub(in crate::rules) fn of_resource(
        composition: Composition<'a>,
        resource: &Resource,
    ) -> Option<Self> {
        let mut found = None;
        for_each_track_file(resource, &mut |reference| {
            found = found.or_else(|| Self::of(composition, reference));
        });
        found
    }
}
