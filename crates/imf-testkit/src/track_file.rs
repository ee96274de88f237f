//! Track files: what they hold, and the descriptor that a composition repeats.

mod audio;
mod image;
mod timed_text;

use std::fmt;

pub use audio::Audio;
pub use image::{Image, Picture};
pub use timed_text::TimedText;

use crate::ids::Id;
use crate::mxf;
use crate::mxf::set::Set;

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
}

/// What a track file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Essence {
    /// Sound.
    Audio(Audio),
    /// Picture.
    Image(Image),
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
            Essence::Audio(audio) => audio.descriptor(self.id),
            Essence::Image(image) => image.descriptor(self.id),
            Essence::TimedText(text) => text.descriptor(self.id),
        }
    }

    /// The edit rate of the essence.
    pub const fn edit_rate(&self) -> Rate {
        match &self.essence {
            Essence::Audio(_) => audio::RATE,
            Essence::Image(image) => image.edit_rate,
            Essence::TimedText(text) => text.edit_rate,
        }
    }

    /// The length of the essence in edit units.
    pub fn duration(&self) -> u64 {
        match &self.essence {
            Essence::Audio(audio) => u64::from(audio.samples),
            Essence::Image(image) => image.frames.len() as u64,
            Essence::TimedText(text) => u64::from(text.frames),
        }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let descriptor = self
            .file_descriptor
            .clone()
            .unwrap_or_else(|| self.descriptor());
        let (kind, container, image_rate, units) = match &self.essence {
            Essence::Audio(audio) => {
                let units = mxf::Units::Clip(audio.samples(), audio::BLOCK.into());
                (mxf::Kind::Sound, audio::CONTAINER, audio.image_rate, units)
            }
            Essence::Image(image) => {
                let frames = image
                    .frames
                    .iter()
                    .map(|frame| frame.codestream().to_vec())
                    .collect();
                (
                    mxf::Kind::Picture,
                    image::CONTAINER,
                    image.edit_rate,
                    mxf::Units::Frames(frames),
                )
            }
            Essence::TimedText(text) => {
                let units = mxf::Units::Whole(text.document().into_bytes());
                (
                    mxf::Kind::Data,
                    timed_text::CONTAINER,
                    text.edit_rate,
                    units,
                )
            }
        };
        let (edit_rate, duration) = (self.edit_rate(), self.duration());
        mxf::write(
            self.id,
            &mxf::Essence {
                kind,
                container,
                descriptor,
                edit_rate,
                duration,
                image_rate,
                units,
            },
        )
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
