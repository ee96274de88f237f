//! Packages and their tracks for people.

use std::io::{self, Write};

use super::super::structure::Structure;
use super::super::timeline::{Component, EssencePackage, Track};
use super::super::track_file::Label;
use super::super::value::whole;
use super::{LISTED, TEXT};
use crate::human::Paint;
use crate::text::{count, shortened};

/// The packages of a file, each with its tracks.
pub(super) fn write(
    out: &mut dyn Write,
    structure: &Structure<'_>,
    paint: &Paint,
) -> io::Result<()> {
    for package in &structure.packages {
        let what = match package.class {
            Some("MaterialPackage") => "material package, what is to be played",
            _ if package.describes_essence => "source package, the essence in this file",
            Some("SourcePackage") => "source package, where the essence comes from",
            _ => "package",
        };
        let name = package
            .name
            .as_deref()
            .map(|name| format!(" `{}`", shortened(name, TEXT)))
            .unwrap_or_default();
        writeln!(out, "\n{}{name}", paint.strong(what))?;
        writeln!(out, "  {}", package.id.as_deref().unwrap_or("no UMID"))?;
        for track in &package.tracks {
            write_track(out, package, track)?;
        }
    }
    Ok(())
}

fn write_track(out: &mut dyn Write, package: &EssencePackage, track: &Track) -> io::Result<()> {
    let id = track.id.map_or("?".to_owned(), |id| id.to_string());
    let name = track
        .name
        .as_deref()
        .map(|name| format!(" `{}`", shortened(name, TEXT)))
        .unwrap_or_default();
    let holds = track.data_definition.as_ref().map(Label::name);
    let mut parts = vec![
        match holds {
            Some("PictureEssenceTrack") => "picture",
            Some("SoundEssenceTrack") => "sound",
            Some("DataEssenceTrack") => "data",
            Some(timecode) if timecode.starts_with("SMPTE12MTimecodeTrack") => "timecode",
            Some(other) => other,
            None => "no data definition",
        }
        .to_owned(),
    ];
    parts.extend(length(
        track.duration,
        track.edit_rate.as_deref(),
        track.time.as_deref(),
    ));
    if let Some(origin) = track.origin.filter(|&origin| origin != 0) {
        parts.push(format!("starting {origin} edit units late"));
    }
    if let Some(number) = &track.number {
        parts.push(format!("track number {number}"));
    }
    writeln!(out, "  track {id}{name}: {}", parts.join(", "))?;
    // One piece that is as long as the track and comes from nowhere else says nothing more.
    let pieces: Vec<String> = track
        .components
        .iter()
        .filter_map(|piece| words_of(package, piece))
        .collect();
    for piece in pieces.iter().take(LISTED) {
        writeln!(out, "    {piece}")?;
    }
    let more = pieces.len().saturating_sub(LISTED) + track.components_left_out;
    if more > 0 {
        writeln!(out, "    and {}", count(more, "more piece"))?;
    }
    Ok(())
}

/// What a piece adds to what is said of its track.
fn words_of(package: &EssencePackage, piece: &Component) -> Option<String> {
    let long = piece.duration.map(units).unwrap_or_default();
    match piece.class {
        Some("Timecode") => {
            let first = piece.timecode.as_deref().unwrap_or("an unknown number");
            let drop = if piece.drop_frame == Some(true) {
                ", drop frame"
            } else {
                ""
            };
            Some(format!("from {first}{drop}"))
        }
        Some("SourceClip") => {
            let source = piece.source_package.as_ref();
            if source.is_none() && package.describes_essence {
                return None;
            }
            let from = source.map_or("nothing", String::as_str);
            let track = piece
                .source_track
                .map(|track| format!(", track {track}"))
                .unwrap_or_default();
            let start = piece.start.filter(|&start| start != 0);
            let start = start
                .map(|start| format!(", from edit unit {start} on"))
                .unwrap_or_default();
            Some(format!("{long} of {from}{track}{start}"))
        }
        class => Some(
            format!("{} {long}", class.unwrap_or("unknown piece"))
                .trim_end()
                .to_owned(),
        ),
    }
}

/// `0:00:00.501 (12 edit units at 24000/1001)`
pub(super) fn length(
    duration: Option<i64>,
    rate: Option<&str>,
    time: Option<&str>,
) -> Option<String> {
    let units = match (duration.map(units), rate.map(whole)) {
        (Some(units), Some(rate)) => format!("{units} at {rate}"),
        (Some(units), None) => units,
        (None, Some(rate)) => format!("unknown length at {rate}"),
        (None, None) => return None,
    };
    Some(match time {
        Some(time) => format!("{time} ({units})"),
        None => units,
    })
}

/// `1 edit unit`, `2 edit units`.
pub(super) fn units(number: i64) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} edit unit{ending}")
}
