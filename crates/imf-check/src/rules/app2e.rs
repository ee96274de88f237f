//! Rules of App #2E (ST 2067-21): what the main image may be like.
//!
//! They are held on the essence descriptors of a composition that claims the application, for the pictures of its main
//! image. Editions differ by tables. What only the committee's drafts say is held for the two editions that they
//! became; of the others no more is known than what other programs hold pictures to.

pub(super) mod characteristics;
pub(super) mod codestream;
pub(super) mod color;
pub(super) mod color_system;
mod components;
mod finding;
pub(super) mod hdr;
mod ht;
pub(super) mod ht_bound;
pub(super) mod ht_capability;
pub(super) mod ht_code_block;
pub(super) mod ht_coding;
pub(super) mod ht_component;
pub(super) mod ht_marker;
pub(super) mod ht_precinct;
pub(super) mod ht_sample;
pub(super) mod ht_size;
pub(super) mod interlace;
pub(super) mod item;
pub(super) mod j2c_component;
pub(super) mod j2c_layout;
pub(super) mod j2c_model;
pub(super) mod jpeg_2000;
mod nearest;
mod picture;
pub(super) mod profile;
pub(super) mod quantization;
pub(super) mod sampling;
pub(super) mod segment;
pub(super) mod size;
mod table;
#[cfg(test)]
mod testing;

#[cfg(test)]
pub(super) use testing::yuv_delivery;

use crate::rule::Citation;

/// A clause of the draft that became ST 2067-21:2023.
const fn of_2021(clause: &'static str) -> Citation {
    Citation::draft("ST 2067-21", "2021-11-26", clause)
}

/// A clause of the draft of the fifth edition.
const fn of_fifth(clause: &'static str) -> Citation {
    Citation::draft("ST 2067-21", "2025-06-17", clause)
}
