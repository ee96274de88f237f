//! What metadata and index tables say of how long the essence is.

use imf_mxf::essence::{Counts, Stated, Wrapping};
use imf_mxf::{IndexSegment, PartitionKind, Rational, Set, Ul};

use super::essence_track;
use crate::package::TrackFile;

/// `EditRate` of a track.
const EDIT_RATE: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0530_0405_0000_0000);
/// `ComponentLength` of what is on a track.
const COMPONENT_LENGTH: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0702_0201_0103_0000);

/// How long something says that the essence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    /// Who says it, in plain words.
    pub(super) by: &'static str,
    /// In edit units of its rate.
    pub(super) units: u64,
    /// The edit units of a second; `None` where that is not said.
    pub(super) rate: Option<Rational>,
}

/// The stream of the essence; `None` where the file has no partition for one.
pub(super) fn body_sid(track_file: &TrackFile) -> Option<u32> {
    let mut partitions = track_file.structure.partitions.iter();
    let first = partitions.find(|partition| {
        partition.has_essence() && partition.kind != Some(PartitionKind::GenericStream)
    });
    first.map(|partition| partition.body_sid)
}

/// What is said of the essence that was counted: of several lengths the one that is right, if there is one, since
/// that they differ is a fault of its own. With it goes who says so.
pub(super) fn stated(
    track_file: &TrackFile,
    body_sid: u32,
    counts: &Counts,
) -> Option<(Stated, &'static str)> {
    let key = counts.track(body_sid).map(|track| track.key);
    let wrapping = track_file.wrapping(key)?;
    let lengths = lengths(track_file, body_sid, key);
    let mut stated = Stated {
        body_sid,
        wrapping,
        units: None,
        unit_bytes: None,
    };
    let Some(track) = counts.track(body_sid) else {
        return Some((stated, ""));
    };
    let by = match wrapping {
        Wrapping::Frame => {
            let right = lengths
                .iter()
                .any(|length| length.units == track.tally.count);
            let length = lengths.first().filter(|_| !right);
            stated.units = length.map(|length| length.units);
            // The bytes of an edit unit count for all that there are, whatever is said of their number.
            stated.unit_bytes = unit_bytes(track_file, body_sid).map(|(bytes, _)| bytes);
            length
        }
        Wrapping::Clip => {
            let sizes: Vec<(&Length, u64)> = lengths
                .iter()
                .filter_map(|length| Some((length, bytes_of(track_file, body_sid, length)?)))
                .collect();
            let is_right = |(length, bytes): &(&Length, u64)| {
                length.units.checked_mul(*bytes) == Some(track.tally.bytes)
            };
            let right = sizes.iter().any(is_right);
            let size = sizes.first().filter(|_| !right);
            stated.units = size.map(|(length, _)| length.units);
            stated.unit_bytes = size.map(|(_, bytes)| *bytes);
            size.map(|(length, _)| *length)
        }
    };
    Some((stated, by.map_or("", |length| length.by)))
}

/// Every length that the file states of its essence.
fn lengths(track_file: &TrackFile, body_sid: u32, key: Option<Ul>) -> Vec<Length> {
    let mut lengths = Vec::new();
    let mut say = |by, units: Option<i64>, rate| {
        // A length below zero stands for one that is not known.
        if let Some(units) = units.and_then(|units| u64::try_from(units).ok()) {
            lengths.push(Length { by, units, rate });
        }
    };
    if let Some(node) = track_file.essence_descriptor() {
        let units = node.integer("EssenceLength");
        say(
            "`EssenceLength` of its descriptor",
            units.and_then(|units| i64::try_from(units).ok()),
            node.rational("SampleRate"),
        );
    }
    if let Some((track, component)) = key.and_then(|key| essence_track::of(track_file, key)) {
        say(
            "its track",
            number(component, COMPONENT_LENGTH),
            rate(track, EDIT_RATE),
        );
    }
    let segments = || segments(track_file, body_sid);
    let end = segments().filter_map(|segment| {
        let duration = segment.duration.filter(|&duration| duration > 0)?;
        segment.start_position.unwrap_or(0).checked_add(duration)
    });
    say(
        "its index table",
        end.max(),
        segments().find_map(|segment| segment.edit_rate),
    );
    lengths
}

/// The bytes of each edit unit of `length`, where something says so.
fn bytes_of(track_file: &TrackFile, body_sid: u32, length: &Length) -> Option<u64> {
    if let Some((bytes, rate)) = unit_bytes(track_file, body_sid)
        && rate.is_some()
        && rate == length.rate
    {
        return Some(bytes);
    }
    // A sample of all channels is as long as a block.
    let node = track_file.essence_descriptor()?;
    let block = u64::try_from(node.integer("BlockAlign")?).ok()?;
    let rate = node.rational("AudioSampleRate");
    (block > 0 && rate.is_some() && rate == length.rate).then_some(block)
}

/// The bytes of each edit unit and the rate of edit units, as the index table says them.
fn unit_bytes(track_file: &TrackFile, body_sid: u32) -> Option<(u64, Option<Rational>)> {
    let mut sizes = segments(track_file, body_sid)
        .map(|segment| (segment.edit_unit_byte_count.unwrap_or(0), segment.edit_rate));
    let (bytes, rate) = sizes.next().filter(|&(bytes, _)| bytes > 0)?;
    sizes
        .all(|other| other == (bytes, rate))
        .then_some((bytes.into(), rate))
}

/// The segments of the index table of the stream.
fn segments(track_file: &TrackFile, body_sid: u32) -> impl Iterator<Item = &IndexSegment> {
    let segments = track_file.structure.index_segments.iter();
    segments.filter(move |segment| segment.body_sid == Some(body_sid))
}

fn number(set: &Set, label: Ul) -> Option<i64> {
    set.property(label)?.i64()
}

fn rate(set: &Set, label: Ul) -> Option<Rational> {
    set.property(label)?.rational()
}
