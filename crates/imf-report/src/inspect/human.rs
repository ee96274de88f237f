//! An inspection for people.

use std::collections::HashMap;
use std::io::{self, Write};

mod partitions;
mod set;
mod timeline;
mod track_file;

use super::{AssetMap, Inspection, PackedAsset, PackingList};
use crate::Style;
use crate::human::Paint;
use crate::json::wire::{Composition, Signature};
use crate::text::{count, shortened, visible};

/// How many partitions, segments and pieces are listed before the rest is counted.
const LISTED: usize = 16;
/// How many characters of a text are shown.
const TEXT: usize = 120;

pub(super) fn write(
    out: &mut dyn Write,
    inspection: &Inspection<'_>,
    style: &Style,
) -> io::Result<()> {
    let paint = Paint::new(style.color);
    if let (Some(track_file), Some(structure)) =
        (inspection.track_files.first(), &inspection.structure)
    {
        let bytes = inspection.files.first().and_then(|file| file.bytes);
        return track_file::write(out, track_file, bytes, structure, &paint);
    }
    write_files(out, inspection, &paint)?;
    // Of a package the files say already what the map says.
    if let Some(map) = inspection
        .asset_map
        .as_ref()
        .filter(|_| inspection.kind == "document")
    {
        write_asset_map(out, map, &paint)?;
    }
    for list in &inspection.packing_lists {
        write_packing_list(out, list, &paint)?;
    }
    write_track_files(out, inspection, &paint)?;
    let files: HashMap<&str, &str> = inspection
        .files
        .iter()
        .flat_map(|file| file.assets.iter().map(|asset| (&**asset, file.path)))
        .collect();
    let elsewhere = if inspection.kind == "package" {
        "  not in this package"
    } else {
        ""
    };
    let file_of = |id: &str| {
        files.get(id).map_or_else(
            || elsewhere.to_owned(),
            |file| format!("  {}", visible(file)),
        )
    };
    for composition in &inspection.compositions {
        write_composition(out, composition, &file_of, &paint)?;
    }
    inspection
        .signatures
        .iter()
        .try_for_each(|signature| write_signature(out, signature, &paint))
}

fn write_files(out: &mut dyn Write, inspection: &Inspection<'_>, paint: &Paint) -> io::Result<()> {
    let total: u128 = inspection
        .files
        .iter()
        .filter_map(|file| file.bytes)
        .map(u128::from)
        .sum();
    let path = paint.strong(&visible(inspection.path));
    let number = inspection
        .files
        .iter()
        .filter(|file| file.kind != "folder")
        .count();
    writeln!(out, "{path}: {}, {}", count(number, "file"), size(total))?;
    for file in inspection.files.iter().filter(|file| file.kind != "folder") {
        let bytes = file
            .bytes
            .map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
        let document = inspection
            .documents
            .iter()
            .find(|document| document.file == file.path);
        let mut notes = Vec::new();
        if file.kind != "file" {
            notes.push(file.kind.to_owned());
        }
        match document.map(|document| document.root) {
            Some(Some(root)) => notes.push(visible(root).into_owned()),
            Some(None) => notes.push("no readable XML".to_owned()),
            None => {}
        }
        if let Some(document) = document.filter(|document| document.problems > 0) {
            notes.push(count(document.problems, "problem"));
        }
        notes.extend(file.assets.iter().cloned());
        writeln!(
            out,
            "  {bytes:>12}  {}",
            [visible(file.path).into_owned(), notes.join(", ")]
                .join("  ")
                .trim_end()
        )?;
    }
    Ok(())
}

fn write_track_files(
    out: &mut dyn Write,
    inspection: &Inspection<'_>,
    paint: &Paint,
) -> io::Result<()> {
    if inspection.track_files.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.strong("track files"))?;
    for file in &inspection.track_files {
        let problems = match file.findings {
            0 => String::new(),
            findings => format!(", {}", count(findings, "problem")),
        };
        writeln!(
            out,
            "  {}  {}{problems}",
            visible(file.file),
            track_file::words(file)
        )?;
    }
    Ok(())
}

fn write_asset_map(out: &mut dyn Write, map: &AssetMap<'_>, paint: &Paint) -> io::Result<()> {
    heading(out, paint, "asset map", map.file, None)?;
    facts(
        out,
        map.id.as_deref(),
        map.annotation,
        map.issuer,
        map.creator,
    )?;
    for asset in &map.assets {
        let kind = if asset.packing_list {
            "  packing list"
        } else {
            ""
        };
        writeln!(
            out,
            "  {}  {}{kind}",
            id(asset.id.as_deref()),
            visible(asset.path.unwrap_or("no path"))
        )?;
    }
    Ok(())
}

fn write_packing_list(
    out: &mut dyn Write,
    list: &PackingList<'_>,
    paint: &Paint,
) -> io::Result<()> {
    heading(out, paint, "packing list", list.file, None)?;
    facts(
        out,
        list.id.as_deref(),
        list.annotation,
        list.issuer,
        list.creator,
    )?;
    for asset in &list.assets {
        let bytes = asset
            .bytes
            .map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
        let media_type = visible(asset.media_type.unwrap_or("no type"));
        writeln!(
            out,
            "  {bytes:>12}  {media_type}  {}  {}",
            id(asset.id.as_deref()),
            name(asset)
        )?;
    }
    Ok(())
}

/// The file of a packed asset, or the name it had elsewhere.
fn name(asset: &PackedAsset<'_>) -> String {
    match (asset.file, asset.original_file_name) {
        (Some(file), _) => visible(file).into_owned(),
        (None, Some(original)) => format!("({})", visible(original)),
        (None, None) => String::new(),
    }
}

fn write_composition(
    out: &mut dyn Write,
    composition: &Composition<'_>,
    file_of: &dyn Fn(&str) -> String,
    paint: &Paint,
) -> io::Result<()> {
    heading(
        out,
        paint,
        "composition",
        composition.file,
        composition.title,
    )?;
    facts(out, composition.id, None, None, None)?;
    let rate = composition
        .edit_rate
        .map_or("an unknown rate".into(), visible);
    match composition.duration {
        Some(duration) => writeln!(out, "  {duration} edit units at {rate}")?,
        None => writeln!(out, "  unknown length at {rate}")?,
    }
    for edition in composition.editions {
        writeln!(out, "  {}", visible(edition))?;
    }
    for track in &composition.virtual_tracks {
        writeln!(
            out,
            "  {} {}: {}",
            paint.strong(&visible(track.kind)),
            id(track.id),
            count(track.resources, "resource")
        )?;
        for track_file in track.track_files {
            writeln!(out, "    {}{}", visible(track_file), file_of(track_file))?;
        }
    }
    Ok(())
}

fn write_signature(
    out: &mut dyn Write,
    signature: &Signature<'_>,
    paint: &Paint,
) -> io::Result<()> {
    heading(out, paint, "signature", signature.file, None)?;
    let algorithm = signature.algorithm.unwrap_or("no algorithm");
    writeln!(
        out,
        "  {}, {}",
        signature.verdict,
        shortened(algorithm, TEXT)
    )?;
    for (what, certificate) in signature
        .signer
        .iter()
        .map(|signer| ("signed by", signer))
        .chain(
            signature
                .issuers
                .iter()
                .map(|issuer| ("certified by", issuer)),
        )
    {
        writeln!(out, "  {what} {}", shortened(certificate.subject, TEXT))?;
        writeln!(
            out,
            "    serial number {}, valid {} to {}",
            shortened(certificate.serial, TEXT),
            shortened(certificate.not_before, TEXT),
            shortened(certificate.not_after, TEXT)
        )?;
    }
    Ok(())
}

fn heading(
    out: &mut dyn Write,
    paint: &Paint,
    what: &str,
    file: &str,
    title: Option<&str>,
) -> io::Result<()> {
    let title = title
        .map(|title| format!(" `{}`", visible(title)))
        .unwrap_or_default();
    writeln!(out, "\n{} {}{title}", paint.strong(what), visible(file))
}

fn facts(
    out: &mut dyn Write,
    own_id: Option<&str>,
    annotation: Option<&str>,
    issuer: Option<&str>,
    creator: Option<&str>,
) -> io::Result<()> {
    writeln!(out, "  {}", id(own_id))?;
    for (name, value) in [
        ("annotation", annotation),
        ("issuer", issuer),
        ("creator", creator),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            writeln!(out, "  {name}: {}", visible(value))?;
        }
    }
    Ok(())
}

fn id(id: Option<&str>) -> &str {
    id.unwrap_or("no id")
}

/// Bytes in the largest unit of which there is at least one, rounded down to a tenth.
fn size(bytes: u128) -> String {
    let units = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_words() {
        let sizes = [0, 999, 1_000, 1_999, 1_713_204, 5_000_000_000_000].map(size);
        assert_eq!(
            sizes,
            [
                "0 bytes",
                "999 bytes",
                "1.0 kB",
                "1.9 kB",
                "1.7 MB",
                "5.0 TB"
            ]
        );
    }
}
