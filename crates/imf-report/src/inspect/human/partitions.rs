//! Partitions, index tables and metadata of a file for people.

use std::io::{self, Write};

use super::super::structure::{IndexSegment, Partition, Structure};
use super::super::value::whole;
use super::LISTED;
use super::timeline::units;
use crate::human::Paint;
use crate::text::count;

/// The partitions of a file.
pub(super) fn write(
    out: &mut dyn Write,
    structure: &Structure<'_>,
    paint: &Paint,
) -> io::Result<()> {
    let partitions = &structure.partitions;
    writeln!(out, "\n{}", paint.strong("partitions"))?;
    if structure.run_in > 0 {
        writeln!(out, "  behind a run-in of {} bytes", structure.run_in)?;
    }
    let rows: Vec<[String; 5]> = partitions
        .iter()
        .zip(0_usize..)
        .filter(|(_, index)| listed(*index, partitions.len()))
        .map(|(partition, _)| row(partition))
        .collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3)];
    for (place, [at, kind, bytes, status, holds]) in rows.iter().enumerate() {
        if place == LISTED && partitions.len() > rows.len() {
            let more = partitions.len() - rows.len();
            writeln!(out, "  … {}", count(more, "more partition"))?;
        }
        let line = format!(
            "  at {at:>0$}  {kind:<1$}  {bytes:>2$}  {status:<3$}  {holds}",
            widths[0], widths[1], widths[2], widths[3]
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let mut labels: Vec<&str> = Vec::new();
    for partition in partitions {
        let containers = partition.essence_containers.iter();
        for label in std::iter::once(&partition.operational_pattern).chain(containers) {
            if labels.len() < LISTED && !labels.contains(&label.name()) {
                labels.push(label.name());
            }
        }
    }
    if !labels.is_empty() {
        writeln!(out, "  of {}", labels.join(", "))?;
    }
    match &structure.random_index {
        Some(pack) => writeln!(
            out,
            "  at {}  random index pack, which lists {}",
            pack.offset,
            count(pack.entries.len(), "partition")
        ),
        None => writeln!(out, "  no random index pack at the end"),
    }
}

/// Whether the row with `index` of `number` is listed: the first ones, and the last.
fn listed(index: usize, number: usize) -> bool {
    index < LISTED || index + 1 == number
}

fn row(partition: &Partition) -> [String; 5] {
    let kind = match partition.kind {
        Some("generic_stream") => "generic stream",
        Some(kind) => kind,
        None => "unknown kind",
    };
    let status = match (partition.closed, partition.complete) {
        (Some(closed), Some(complete)) => format!(
            "{}, {}",
            if closed { "closed" } else { "open" },
            if complete { "complete" } else { "incomplete" }
        ),
        _ => String::new(),
    };
    let mut holds = Vec::new();
    if partition.header_bytes > 0 {
        holds.push(format!("{} bytes of metadata", partition.header_bytes));
    }
    if partition.index_bytes > 0 {
        holds.push(format!(
            "{} bytes of index (stream {})",
            partition.index_bytes, partition.index_sid
        ));
    }
    if partition.body_sid > 0 {
        let what = if partition.kind == Some("generic_stream") {
            "generic data"
        } else {
            "essence"
        };
        holds.push(format!("{what} (stream {})", partition.body_sid));
    }
    [
        partition.offset.to_string(),
        kind.to_owned(),
        format!("{} bytes", partition.end.saturating_sub(partition.offset)),
        status,
        holds.join(", "),
    ]
}

/// Its index tables.
pub(super) fn write_index(
    out: &mut dyn Write,
    structure: &Structure<'_>,
    paint: &Paint,
) -> io::Result<()> {
    let segments = &structure.index_segments;
    writeln!(out, "\n{}", paint.strong("index tables"))?;
    if segments.is_empty() {
        return writeln!(out, "  none");
    }
    for (index, segment) in segments.iter().enumerate() {
        if index == LISTED && segments.len() > LISTED + 1 {
            let more = segments.len() - LISTED - 1;
            writeln!(out, "  … {}", count(more, "more segment"))?;
        }
        if listed(index, segments.len()) {
            writeln!(out, "  at {}  {}", segment.offset, indexed(segment))?;
        }
    }
    Ok(())
}

fn indexed(segment: &IndexSegment) -> String {
    let stream = |stream: Option<u32>| stream.map_or("?".to_owned(), |stream| stream.to_string());
    let which = match (segment.start, segment.duration) {
        (Some(start), Some(0)) if segment.edit_unit_bytes.is_some_and(|bytes| bytes > 0) => {
            format!("all edit units from {start} on")
        }
        (Some(start), Some(duration)) => format!("{} from {start} on", units(duration)),
        _ => "unknown edit units".to_owned(),
    };
    let rate = segment
        .edit_rate
        .as_deref()
        .map_or("an unknown rate", whole);
    let how = match (segment.edit_unit_bytes, segment.entries) {
        (Some(bytes), _) if bytes > 0 => format!("{bytes} bytes each"),
        (_, Some(1)) => "1 entry".to_owned(),
        (_, Some(entries)) => format!("{entries} entries"),
        _ => "no entries".to_owned(),
    };
    format!(
        "{which} at {rate}, {how}; index stream {} of essence stream {}",
        stream(segment.index_sid),
        stream(segment.body_sid)
    )
}

/// Where its metadata is, and what of that hangs under nothing.
pub(super) fn write_metadata(
    out: &mut dyn Write,
    structure: &Structure<'_>,
    paint: &Paint,
) -> io::Result<()> {
    writeln!(out, "\n{}", paint.strong("header metadata"))?;
    if structure.metadata.is_empty() {
        return writeln!(out, "  none that can be read");
    }
    for metadata in &structure.metadata {
        let of = structure
            .partitions
            .get(metadata.partition)
            .and_then(|partition| partition.kind)
            .unwrap_or("first");
        let in_force = if metadata.in_force || structure.metadata.len() < 2 {
            ""
        } else {
            "; not final, the other counts"
        };
        writeln!(
            out,
            "  at {}  in the {of} partition, {} bytes: {}{in_force}",
            metadata.offset,
            metadata.bytes,
            count(metadata.sets, "set")
        )?;
        let unknown = metadata.orphans.len();
        if unknown > 0 {
            writeln!(out, "    {} under no other", count(unknown, "set"))?;
        }
        if !metadata.dark.is_empty() {
            let keys: Vec<&str> = metadata
                .dark
                .iter()
                .take(4)
                .map(|item| &*item.key)
                .collect();
            writeln!(
                out,
                "    {} without a known meaning: {}",
                count(metadata.dark.len(), "item"),
                keys.join(", ")
            )?;
        }
    }
    writeln!(
        out,
        "  `--format json` and `--format regxml-header` write all of it"
    )
}
