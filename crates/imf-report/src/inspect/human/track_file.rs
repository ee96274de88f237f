//! A track file and its structure for people.

use std::collections::HashMap;
use std::io::{self, Write};

use imf_check::Severity;

use super::super::audio_label::AudioLabel;
use super::super::structure::Structure;
use super::super::track_file::{Label, TrackFile};
use super::timeline::length;
use super::{TEXT, partitions, set, size, timeline};
use crate::human::Paint;
use crate::text::{shortened, visible};

/// A line on a track file among others: `image, 0:00:00.501 (12 edit units at 24000/1001), 1920 × 1080 …`
pub(super) fn words(track_file: &TrackFile<'_>) -> String {
    let mut parts = vec![track_file.kind_words.unwrap_or("MXF").to_owned()];
    parts.extend(lasting(track_file));
    parts.extend(
        track_file
            .essence
            .as_deref()
            .map(|essence| shortened(essence, 2 * TEXT).into_owned()),
    );
    parts.join(", ")
}

/// `0:00:00.501 (12 edit units at 24000/1001)`
fn lasting(track_file: &TrackFile<'_>) -> Option<String> {
    length(
        track_file.duration,
        track_file.edit_rate.as_deref(),
        track_file.time.as_deref(),
    )
}

/// What the file holds, and then how it is made.
pub(super) fn write(
    out: &mut dyn Write,
    track_file: &TrackFile<'_>,
    bytes: Option<u64>,
    structure: &Structure<'_>,
    paint: &Paint,
) -> io::Result<()> {
    let kind = match track_file.kind_words {
        Some(kind) => format!("MXF track file: {kind}"),
        None => "MXF file".to_owned(),
    };
    let bytes = bytes
        .map(|bytes| format!(", {}", size(bytes.into())))
        .unwrap_or_default();
    let path = paint.strong(&visible(track_file.file));
    writeln!(out, "{path}: {kind}{bytes}")?;
    let facts = [
        ("id", track_file.id.clone()),
        ("length", lasting(track_file)),
        ("essence", track_file.essence.clone()),
        (
            "wrapping",
            track_file
                .container
                .as_ref()
                .map(|label| label.name().to_owned()),
        ),
        ("written by", writer(structure)),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "  {name:<10}  {}", shortened(&value, 2 * TEXT))?;
        }
    }
    if track_file.id.is_none() && track_file.package_id.is_some() {
        let id = track_file.package_id.as_deref().unwrap_or_default();
        writeln!(out, "  no track file id of IMF; package id: {id}")?;
    }
    write_findings(out, structure, paint)?;
    if structure.partitions.is_empty() {
        return Ok(());
    }
    write_audio_labels(out, structure, paint)?;
    timeline::write(out, structure, paint)?;
    if let Some(descriptor) = structure.descriptor {
        writeln!(out, "\n{}", paint.strong("essence descriptor"))?;
        set::write(out, descriptor, 1)?;
    }
    partitions::write(out, structure, paint)?;
    partitions::write_index(out, structure, paint)?;
    partitions::write_metadata(out, structure, paint)
}

/// The program that wrote the file last, and when.
fn writer(structure: &Structure<'_>) -> Option<String> {
    let last = structure.identifications.last()?;
    let words: Vec<&str> = [&last.company, &last.product, &last.version]
        .into_iter()
        .filter_map(|word| word.as_deref())
        .collect();
    let when = last.modified.as_ref().map(|when| format!(", {when}"));
    (!words.is_empty()).then(|| words.join(" ") + &when.unwrap_or_default())
}

fn write_findings(out: &mut dyn Write, structure: &Structure<'_>, paint: &Paint) -> io::Result<()> {
    writeln!(out, "\n{}", paint.strong("problems"))?;
    if structure.findings.is_empty() {
        return writeln!(
            out,
            "  none in the file by itself; `imf check` of its package tells more"
        );
    }
    for finding in &structure.findings {
        let severity = match finding.severity {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => Severity::Info,
        };
        let rule = paint.severity(severity, &format!("{}[{}]", finding.severity, finding.rule));
        let at = finding
            .location
            .byte_offset
            .map(|offset| format!(" at byte {offset}"))
            .unwrap_or_default();
        writeln!(out, "  {rule}{at}: {}", visible(finding.message))?;
    }
    Ok(())
}

fn write_audio_labels(
    out: &mut dyn Write,
    structure: &Structure<'_>,
    paint: &Paint,
) -> io::Result<()> {
    let labels = &structure.audio_labels;
    if labels.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.strong("audio channels"))?;
    let groups = soundfields(labels);
    let is_of_one_track = labels.iter().all(|label| label.track == labels[0].track);
    let mut track = labels[0].track;
    for (index, label) in labels.iter().enumerate() {
        if !is_of_one_track && (index == 0 || label.track != track) {
            track = label.track;
            let track = track.map_or("?".to_owned(), |track| track.to_string());
            writeln!(out, "  of track {track}")?;
        }
        let place = match (label.kind, label.channel) {
            (Some("channel"), Some(channel)) => channel.to_string(),
            (Some("channel"), None) => "channel without a number".to_owned(),
            (Some("soundfield"), _) => "soundfield".to_owned(),
            (Some("group"), _) => "group of soundfields".to_owned(),
            _ => "label".to_owned(),
        };
        // What it stands for counts; its name is only what somebody wrote.
        let known = label.label.as_ref().map(Label::name);
        let facts = [
            ("", known),
            ("", label.symbol.as_deref()),
            ("", label.name.as_deref()),
            ("language ", label.language.as_deref()),
            ("title ", label.title.as_deref()),
            ("title version ", label.title_version.as_deref()),
            ("content ", label.content.as_deref()),
            ("use ", label.use_class.as_deref()),
            ("content ", label.content_kind.as_deref()),
            ("element ", label.element_kind.as_deref()),
        ];
        let facts = facts
            .into_iter()
            .filter_map(|(what, fact)| Some((what, fact?)));
        let mut names: Vec<String> = facts
            .map(|(what, fact)| match what {
                "title " | "title version " => format!("{what}`{}`", shortened(fact, TEXT)),
                _ => format!("{what}{}", shortened(fact, TEXT)),
            })
            .collect();
        // `IAB, IAB`
        names.dedup();
        let group = label.soundfield.as_deref().and_then(|id| groups.get(id));
        if let Some(name) = group.and_then(|group| group.symbol.as_ref().or(group.name.as_ref())) {
            names.push(format!("in {}", shortened(name, TEXT)));
        }
        writeln!(out, "  {place:<10}  {}", names.join(", "))?;
    }
    Ok(())
}

/// The soundfields by their own identifiers; of several with one the first.
fn soundfields(labels: &[AudioLabel]) -> HashMap<&str, &AudioLabel> {
    let mut groups = HashMap::new();
    for label in labels
        .iter()
        .filter(|label| label.kind == Some("soundfield"))
    {
        if let Some(id) = label.link_id.as_deref() {
            groups.entry(id).or_insert(label);
        }
    }
    groups
}
