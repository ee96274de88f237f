//! The tracks of the package that describes the essence of a track file.

use imf_mxf::register::Group;
use imf_mxf::{Set, Ul};

use crate::package::TrackFile;

/// `TimelineTrack`.
const TIMELINE_TRACK: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_3b00);
/// `EssenceTrackNumber` of a track.
const TRACK_NUMBER: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0104_0103_0000_0000);

/// The track of the elements with `key`, and what is on it.
pub(super) fn of(track_file: &TrackFile, key: Ul) -> Option<(&Set, &Set)> {
    let [.., n0, n1, n2, n3] = key.0;
    let wanted = u32::from_be_bytes([n0, n1, n2, n3]);
    let metadata = track_file.metadata()?;
    let mut tracks = tracks(track_file);
    let (index, track, _) = tracks.find(|&(_, _, number)| number == wanted)?;
    let (_, component) = metadata.children(index).next()?;
    Some((track, component))
}

/// The numbers of the tracks that have essence: those that are not 0.
pub(in crate::rules) fn numbers(track_file: &TrackFile) -> Vec<u32> {
    tracks(track_file).map(|(_, _, number)| number).collect()
}

/// Those tracks, each with its index and its number.
fn tracks(track_file: &TrackFile) -> impl Iterator<Item = (usize, &Set, u32)> {
    let metadata = track_file.metadata();
    let package = track_file
        .file_package()
        .and_then(|package| package.instance);
    let package = package.and_then(|package| metadata?.find(package));
    let timeline = Group::of(TIMELINE_TRACK);
    let children = metadata.zip(package).into_iter();
    children
        .flat_map(|(metadata, package)| metadata.children(package))
        .filter(move |(_, set)| set.group() == timeline)
        .filter_map(|(index, set)| {
            let number = set.property(TRACK_NUMBER)?.u32()?;
            (number != 0).then_some((index, set, number))
        })
}
