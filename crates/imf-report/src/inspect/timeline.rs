//! The packages of a track file with their tracks, and who wrote it.

use imf_mxf::{HeaderMetadata, Umid};
use serde::Serialize;

use super::node::Node;
use super::track_file::{Label, length, segment};
use super::value;

/// How many pieces of a track are listed; more are only counted.
const PIECES: usize = 64;

/// A package: a timeline of tracks.
#[derive(Clone, Debug, Serialize)]
pub struct EssencePackage {
    /// `MaterialPackage` or `SourcePackage`, as a rule.
    pub class: Option<&'static str>,
    /// Its UMID.
    pub id: Option<String>,
    /// The track file id in that, where it is that of an IMF track file.
    pub track_file_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it describes the essence in this file.
    pub describes_essence: bool,
    /// When it was made.
    pub created: Option<String>,
    /// Its tracks.
    pub tracks: Vec<Track>,
}

/// A track.
#[derive(Clone, Debug, Serialize)]
pub struct Track {
    /// `TimelineTrack`, `StaticTrack` or `EventTrack`.
    pub class: Option<&'static str>,
    /// `TrackID`.
    pub id: Option<i64>,
    /// `EssenceTrackNumber`, which ties it to the essence: `0x15010801`; `null` where that is zero.
    pub number: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it holds.
    pub data_definition: Option<Label>,
    /// Edit units a second.
    pub edit_rate: Option<String>,
    /// Where its zero lies, in edit units.
    pub origin: Option<i64>,
    /// Its length in edit units; `null` where the file does not know it.
    pub duration: Option<i64>,
    /// The same as hours, minutes, seconds and milliseconds.
    pub time: Option<String>,
    /// What it is made of, in its order; at most 64 pieces.
    pub components: Vec<Component>,
    /// How many more pieces it has.
    pub components_left_out: usize,
}

/// A piece of a track.
#[derive(Clone, Debug, Serialize)]
pub struct Component {
    /// `SourceClip`, `Timecode`, `Filler`, `DescriptiveMarker` …
    pub class: Option<&'static str>,
    /// Its length in edit units.
    pub duration: Option<i64>,
    /// Of a clip: the first edit unit of its source.
    pub start: Option<i64>,
    /// Of a clip: the package that it is from; `null` where there is none behind it.
    pub source_package: Option<String>,
    /// Of a clip: the track of that package.
    pub source_track: Option<i64>,
    /// Of timecode: the first.
    pub timecode: Option<String>,
    /// Of timecode: whether it drops numbers.
    pub drop_frame: Option<bool>,
}

/// A program that wrote the file.
#[derive(Clone, Debug, Serialize)]
pub struct Identification {
    /// Who made it.
    pub company: Option<String>,
    /// Its name.
    pub product: Option<String>,
    /// Its version, in its own words.
    pub version: Option<String>,
    /// What it ran on.
    pub platform: Option<String>,
    /// When it wrote.
    pub modified: Option<String>,
}

/// The programs that wrote the file, in the order in which they did.
pub(super) fn identifications(metadata: &HeaderMetadata) -> Vec<Identification> {
    preface(metadata)
        .into_iter()
        .flat_map(|preface| preface.children("IdentificationList"))
        .map(|node| Identification {
            company: node.text("ApplicationSupplierName"),
            product: node.text("ApplicationName"),
            version: node.text("ApplicationVersionString"),
            platform: node.text("ApplicationPlatform"),
            modified: node.text("FileModificationDate"),
        })
        .collect()
}

/// The packages, of which `described` describes the essence.
pub(super) fn packages(
    metadata: &HeaderMetadata,
    described: Option<Node<'_>>,
) -> Vec<EssencePackage> {
    preface(metadata)
        .into_iter()
        .flat_map(|preface| preface.children("ContentStorageObject"))
        .flat_map(|storage| storage.children("Packages"))
        .map(|package| {
            let umid = package
                .property("PackageID")
                .and_then(|property| property.umid());
            EssencePackage {
                class: package.class(),
                id: umid.map(|umid| umid.to_string()),
                track_file_id: umid
                    .filter(Umid::has_track_file_prefix)
                    .filter(|_| package.is_a("SourcePackage"))
                    .map(|umid| umid.material().to_string()),
                name: package.text("PackageName"),
                describes_essence: described
                    .is_some_and(|described| described.index == package.index),
                created: package.text("CreationTime"),
                tracks: package.children("PackageTracks").map(track).collect(),
            }
        })
        .collect()
}

fn preface(metadata: &HeaderMetadata) -> Option<Node<'_>> {
    Node::new(metadata, metadata.preface()?)
}

fn track(track: Node<'_>) -> Track {
    let segment = segment(track);
    let rate = track.rational("EditRate");
    let duration = length(track);
    // A segment is a sequence of pieces, or one piece.
    let pieces = || {
        segment.into_iter().flat_map(|segment| {
            let alone = (!segment.is_a("Sequence")).then_some(segment);
            segment.children("ComponentObjects").chain(alone)
        })
    };
    Track {
        class: track.class(),
        id: track.integer("TrackID"),
        number: track
            .integer("EssenceTrackNumber")
            .filter(|&number| number != 0)
            .map(|number| format!("0x{number:08x}")),
        name: track.text("TrackName"),
        data_definition: segment
            .and_then(|segment| segment.label("ComponentDataDefinition"))
            .map(Label::new),
        edit_rate: rate.map(value::fraction),
        origin: track.integer("Origin"),
        duration,
        time: duration
            .zip(rate)
            .and_then(|(duration, rate)| value::clock(duration, rate)),
        components: pieces().take(PIECES).map(component).collect(),
        components_left_out: pieces().count().saturating_sub(PIECES),
    }
}

fn component(piece: Node<'_>) -> Component {
    let package = piece
        .property("SourcePackageID")
        .and_then(|property| property.umid());
    Component {
        class: piece.class(),
        duration: piece
            .integer("ComponentLength")
            .filter(|&length| length >= 0),
        start: piece.integer("StartPosition"),
        source_package: package
            .filter(|umid| !umid.is_zero())
            .map(|umid| umid.to_string()),
        source_track: piece.integer("SourceTrackID"),
        timecode: timecode(piece),
        drop_frame: piece.integer("DropFrame").map(|drop| drop != 0),
    }
}

/// `01:00:00:00`, or with `;` before the frames where numbers are dropped.
fn timecode(piece: Node<'_>) -> Option<String> {
    let start = piece.integer("StartTimecode").filter(|&start| start >= 0)?;
    let base = piece.integer("FramesPerSecond").filter(|&base| base > 0)?;
    let drop = piece.integer("DropFrame").is_some_and(|drop| drop != 0);
    Some(numbered(start, base, drop))
}

fn numbered(frame: i64, base: i64, drop: bool) -> String {
    let (frame, base) = (i128::from(frame), i128::from(base));
    // Two numbers of each thirty a second are left out in every minute but the tenth (ST 12-1).
    let frame = match base / 30 * 2 {
        left_out if drop && left_out > 0 => {
            let minute = base * 60 - left_out;
            let ten = minute * 10 + left_out;
            let (tens, rest) = (frame / ten, frame % ten);
            let minutes = (rest - left_out).max(0) / minute;
            frame + left_out * (9 * tens + minutes)
        }
        _ => frame,
    };
    let seconds = frame / base;
    format!(
        "{:02}:{:02}:{:02}{}{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        if drop { ';' } else { ':' },
        frame % base
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_numbered_as_a_display_shows_them() {
        assert_eq!(numbered(0, 24, false), "00:00:00:00");
        assert_eq!(numbered(86_399, 24, false), "00:59:59:23");
        assert_eq!(numbered(86_400, 24, false), "01:00:00:00");
        assert_eq!(numbered(1799, 30, true), "00:00:59;29");
        assert_eq!(numbered(1800, 30, true), "00:01:00;02");
        assert_eq!(numbered(17_981, 30, true), "00:09:59;29");
        assert_eq!(numbered(17_982, 30, true), "00:10:00;00");
        assert_eq!(numbered(107_892, 30, true), "01:00:00;00");
        assert_eq!(numbered(3600, 60, true), "00:01:00;04");
        assert_eq!(numbered(1800, 24, true), "00:01:15;00");
    }
}
