//! Track files: what they hold, and the descriptor that a composition repeats.

mod aces;
mod audio;
mod iab;
mod image;
mod isxd;
mod mga;
mod timed_text;

use std::fmt;

pub use aces::Aces;
pub use audio::Audio;
pub use iab::Iab;
pub use image::{Image, Picture};
pub use isxd::Isxd;
pub use mga::Mga;
pub use timed_text::TimedText;

use crate::ids::Id;
use crate::mxf;
use crate::mxf::property;
use crate::mxf::set::{Set, Value};

/// A track file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackFile {
    /// Its id.
    pub id: Id,
    /// The id of its entry in a composition's list of essence descriptors.
    pub encoding: Id,
    /// Its path below the package's folder.
    pub path: String,
    /// What it holds.
    pub essence: Essence,
    /// Whether compositions use it though the package does not carry it, as in a supplemental package.
    pub external: bool,
    /// The descriptor of the essence, in the file and in compositions, where it is to be another than the essence has.
    pub described: Option<Set>,
    /// The descriptor in the file, where it is to differ from what compositions say.
    pub file_descriptor: Option<Set>,
    /// What lies in generic streams beside the essence, with the number of each stream.
    pub streams: Vec<(u32, Vec<u8>)>,
}

/// What a track file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Essence {
    /// Picture in the colors of ACES.
    Aces(Aces),
    /// Sound.
    Audio(Audio),
    /// Immersive sound.
    Iab(Iab),
    /// Picture.
    Image(Image),
    /// Data in XML documents, one for each frame.
    Isxd(Isxd),
    /// Sound with S-ADM metadata.
    Mga(Mga),
    /// Timed text.
    TimedText(TimedText),
}

impl TrackFile {
    /// The descriptor of the essence, as compositions say it.
    pub fn descriptor(&self) -> Set {
        if let Some(described) = &self.described {
            return described.clone();
        }
        match &self.essence {
            Essence::Aces(aces) => aces.descriptor(self.id),
            Essence::Audio(audio) => audio.descriptor(self.id),
            Essence::Iab(sound) => sound.descriptor(self.id),
            Essence::Image(image) => image.descriptor(self.id),
            Essence::Isxd(data) => data.descriptor(self.id),
            Essence::Mga(sound) => sound.descriptor(self.id),
            Essence::TimedText(text) => text.descriptor(self.id),
        }
    }

    /// The edit rate of the essence.
    pub const fn edit_rate(&self) -> Rate {
        match &self.essence {
            Essence::Aces(aces) => aces.edit_rate,
            Essence::Audio(_) => audio::RATE,
            Essence::Iab(sound) => sound.edit_rate,
            Essence::Image(image) => image.edit_rate,
            Essence::Isxd(data) => data.edit_rate,
            Essence::Mga(sound) => sound.edit_rate,
            Essence::TimedText(text) => text.edit_rate,
        }
    }

    /// The length of the essence in edit units.
    pub fn duration(&self) -> u64 {
        match &self.essence {
            Essence::Aces(aces) => u64::from(aces.frames),
            Essence::Audio(audio) => u64::from(audio.samples),
            Essence::Iab(sound) => u64::from(sound.frames),
            Essence::Image(image) => image.frames.len() as u64,
            Essence::Isxd(data) => u64::from(data.frames),
            Essence::Mga(sound) => u64::from(sound.frames),
            Essence::TimedText(text) => u64::from(text.frames),
        }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes_with(|_| {})
    }

    /// The bytes of the file, with what `change` makes of its parts.
    pub fn bytes_with(&self, change: impl FnOnce(&mut mxf::Parts)) -> Vec<u8> {
        let descriptor = self
            .file_descriptor
            .clone()
            .unwrap_or_else(|| self.descriptor());
        let mut essence = self.wrapped(descriptor);
        // Packs and preface name the container that the descriptor names.
        if let Some(Value::Label(label)) = essence.descriptor.get(property::CONTAINER_FORMAT) {
            essence.container = *label;
        }
        let mut parts = mxf::Parts::new(self.id, &essence);
        parts.streams.clone_from(&self.streams);
        change(&mut parts);
        parts.write()
    }

    fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        match &self.essence {
            Essence::Aces(aces) => aces.wrapped(descriptor),
            Essence::Audio(audio) => audio.wrapped(descriptor),
            Essence::Iab(sound) => sound.wrapped(descriptor),
            Essence::Image(image) => image.wrapped(descriptor),
            Essence::Isxd(data) => data.wrapped(descriptor),
            Essence::Mga(sound) => sound.wrapped(descriptor),
            Essence::TimedText(text) => text.wrapped(descriptor),
        }
    }
}

/// A rate in edit units a second, as numerator and denominator. Displayed as compositions write it: `24000 1001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(pub u32, pub u32);

impl Rate {
    /// The rate as a whole number, as timecodes count: 24 for 24000/1001.
    pub const fn nominal(self) -> u32 {
        self.0.div_ceil(self.1)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.0, self.1)
    }
}

/// An id for a set of a track file.
pub(crate) fn instance(file: Id, name: &str) -> Id {
    Id::derived(&format!("{name} of {file}"))
}

/// A number that fits by construction.
pub(crate) fn signed(value: u32) -> i32 {
    i32::try_from(value).expect("rates and sizes here are small")
}
