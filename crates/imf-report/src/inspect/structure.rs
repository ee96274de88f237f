//! The structure of one track file: partitions, header metadata, index tables.

use imf_check::package;
use imf_check::report::Report;
use imf_mxf::{
    HeaderMetadata, IndexSegment as Segment, Item, Partition as Pack, PartitionKind,
    PartitionStatus,
};
use serde::Serialize;

use super::audio_label::{self, AudioLabel};
use super::node::Node;
use super::set::SetTree;
use super::timeline::{self, EssencePackage, Identification};
use super::track_file::{Label, file_package};
use super::value;
use crate::json::wire;

/// What is in a track file besides its essence.
#[derive(Clone, Debug, Serialize)]
pub struct Structure<'a> {
    /// The bytes before the first partition.
    pub run_in: u64,
    /// The partitions, in the order of the file.
    pub partitions: Vec<Partition>,
    /// The random index pack at the end of the file.
    pub random_index: Option<RandomIndex>,
    /// The programs that wrote the file.
    pub identifications: Vec<Identification>,
    /// The packages, each with its tracks.
    pub packages: Vec<EssencePackage>,
    /// The essence descriptor of the package that describes the essence.
    pub descriptor: Option<SetTree<'a>>,
    /// What the channels of the sound are (ST 377-4).
    pub audio_labels: Vec<AudioLabel>,
    /// The segments of index tables, in the order of the file.
    pub index_segments: Vec<IndexSegment>,
    /// The header metadata of the header partition and, if that has some too, of the footer partition.
    pub metadata: Vec<Metadata<'a>>,
    /// What the rules have to say of the file by itself.
    pub findings: Vec<wire::Finding<'a>>,
}

/// A partition.
#[derive(Clone, Debug, Serialize)]
pub struct Partition {
    /// Where it begins.
    pub offset: u64,
    /// Where the next one or the random index pack begins, or the file ends.
    pub end: u64,
    /// `header`, `body`, `generic_stream` or `footer`; `null` where the standard knows none such.
    pub kind: Option<&'static str>,
    /// Whether its metadata is final.
    pub closed: Option<bool>,
    /// Whether its metadata is all there.
    pub complete: Option<bool>,
    /// The version of the format: `1.3`.
    pub version: String,
    /// The alignment grid in bytes.
    pub kag_bytes: u32,
    /// Where its pack says that it is, counted from behind the run-in.
    pub this_partition: u64,
    /// Where its pack says that the partition before it is.
    pub previous_partition: u64,
    /// Where its pack says that the footer partition is; 0 where it does not know.
    pub footer_partition: u64,
    /// Bytes of header metadata.
    pub header_bytes: u64,
    /// Bytes of index table segments.
    pub index_bytes: u64,
    /// The stream of its index table; 0 where there is none.
    pub index_sid: u32,
    /// The stream of its essence; 0 where there is none.
    pub body_sid: u32,
    /// How many bytes of that stream lie in partitions before it.
    pub body_offset: u64,
    /// The operational pattern.
    pub operational_pattern: Label,
    /// The essence containers.
    pub essence_containers: Vec<Label>,
}

/// The random index pack.
#[derive(Clone, Debug, Serialize)]
pub struct RandomIndex {
    /// Where it begins.
    pub offset: u64,
    /// Its partitions.
    pub entries: Vec<RandomIndexEntry>,
}

/// A partition, as the random index pack has it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RandomIndexEntry {
    /// The stream of its essence.
    pub body_sid: u32,
    /// Where it is, counted from behind the run-in.
    pub offset: u64,
}

/// A segment of an index table.
#[derive(Clone, Debug, Serialize)]
pub struct IndexSegment {
    /// Which of the partitions it is in, from 0.
    pub partition: usize,
    /// Where it begins.
    pub offset: u64,
    /// The stream of the index table.
    pub index_sid: Option<u32>,
    /// The stream of the essence.
    pub body_sid: Option<u32>,
    /// Edit units a second.
    pub edit_rate: Option<String>,
    /// The first edit unit.
    pub start: Option<i64>,
    /// How many edit units there are; 0 for all of an essence of edit units of one size.
    pub duration: Option<i64>,
    /// The bytes of every edit unit; 0 where they differ.
    pub edit_unit_bytes: Option<u32>,
    /// How many slices an edit unit has besides the first.
    pub slices: Option<u8>,
    /// How many positions an entry has.
    pub positions: Option<u8>,
    /// How many elements an edit unit has, by the delta entries.
    pub deltas: Option<u64>,
    /// How many edit units have an entry.
    pub entries: Option<u64>,
    /// Whether all segments lie in one partition.
    pub single_index_location: Option<bool>,
    /// Whether all essence lies in one partition.
    pub single_essence_location: Option<bool>,
    /// Whether the table comes before its essence.
    pub forward_index_direction: Option<bool>,
}

/// The header metadata of a partition.
#[derive(Clone, Debug, Serialize)]
pub struct Metadata<'a> {
    /// Which of the partitions it is in, from 0.
    pub partition: usize,
    /// Whether it is the one that counts, and that all else here is told from.
    pub in_force: bool,
    /// Where it begins.
    pub offset: u64,
    /// Its bytes, with the fill behind it.
    pub bytes: u64,
    /// How many local tags its primer pack lists; `null` where there is no primer pack.
    pub primer_tags: Option<usize>,
    /// How many sets it has.
    pub sets: usize,
    /// The preface, and all that hangs under it.
    pub preface: Option<SetTree<'a>>,
    /// The sets that hang under nothing.
    pub orphans: Vec<SetTree<'a>>,
    /// Items that are no sets, and that have no meaning here.
    pub dark: Vec<Dark>,
}

/// An item without a meaning.
#[derive(Clone, Debug, Serialize)]
pub struct Dark {
    /// Its key as a URN.
    pub key: String,
    /// Where it begins.
    pub offset: u64,
    /// The length of its value.
    pub bytes: u64,
}

impl<'a> Structure<'a> {
    /// The structure of `track_file`, of which `report` is.
    pub(super) fn new(track_file: &'a package::TrackFile, report: &'a Report) -> Self {
        let structure = &track_file.structure;
        let in_force = track_file.metadata();
        let described = file_package(track_file);
        let is_in_force = |metadata: &HeaderMetadata| {
            in_force.is_some_and(|in_force| std::ptr::eq(in_force, metadata))
        };
        Self {
            run_in: structure.run_in,
            partitions: structure.partitions.iter().map(Into::into).collect(),
            random_index: structure.random_index.as_ref().map(|pack| RandomIndex {
                offset: pack.item.offset,
                entries: pack
                    .entries
                    .iter()
                    .map(|entry| RandomIndexEntry {
                        body_sid: entry.body_sid,
                        offset: entry.offset,
                    })
                    .collect(),
            }),
            identifications: in_force.map(timeline::identifications).unwrap_or_default(),
            packages: in_force
                .map(|metadata| timeline::packages(metadata, described))
                .unwrap_or_default(),
            descriptor: described
                .and_then(|package| package.children("EssenceDescription").next())
                .map(SetTree::new),
            audio_labels: in_force.map(audio_label::all).unwrap_or_default(),
            index_segments: structure.index_segments.iter().map(Into::into).collect(),
            metadata: structure
                .metadata
                .iter()
                .map(|metadata| Metadata::new(metadata, is_in_force(metadata)))
                .collect(),
            findings: report.findings.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Pack> for Partition {
    fn from(pack: &Pack) -> Self {
        let (closed, complete) = match pack.status {
            Some(PartitionStatus::OpenIncomplete) => (Some(false), Some(false)),
            Some(PartitionStatus::ClosedIncomplete) => (Some(true), Some(false)),
            Some(PartitionStatus::OpenComplete) => (Some(false), Some(true)),
            Some(PartitionStatus::ClosedComplete) => (Some(true), Some(true)),
            None => (None, None),
        };
        Self {
            offset: pack.offset(),
            end: pack.end,
            kind: pack.kind.map(|kind| match kind {
                PartitionKind::Header => "header",
                PartitionKind::Body => "body",
                PartitionKind::GenericStream => "generic_stream",
                PartitionKind::Footer => "footer",
            }),
            closed,
            complete,
            version: format!("{}.{}", pack.major_version, pack.minor_version),
            kag_bytes: pack.kag_size,
            this_partition: pack.this_partition,
            previous_partition: pack.previous_partition,
            footer_partition: pack.footer_partition,
            header_bytes: pack.header_byte_count,
            index_bytes: pack.index_byte_count,
            index_sid: pack.index_sid,
            body_sid: pack.body_sid,
            body_offset: pack.body_offset,
            operational_pattern: Label::new(pack.operational_pattern),
            essence_containers: pack
                .essence_containers
                .iter()
                .map(|&label| Label::new(label))
                .collect(),
        }
    }
}

impl From<&Segment> for IndexSegment {
    fn from(segment: &Segment) -> Self {
        Self {
            partition: segment.partition,
            offset: segment.item.offset,
            index_sid: segment.index_sid,
            body_sid: segment.body_sid,
            edit_rate: segment.edit_rate.map(value::fraction),
            start: segment.start_position,
            duration: segment.duration,
            edit_unit_bytes: segment.edit_unit_byte_count,
            slices: segment.slice_count,
            positions: segment.position_table_count,
            deltas: segment.deltas.map(|array| array.count),
            entries: segment.entries.map(|array| array.count),
            single_index_location: segment.single_index_location,
            single_essence_location: segment.single_essence_location,
            forward_index_direction: segment.forward_index_direction,
        }
    }
}

impl<'a> Metadata<'a> {
    fn new(metadata: &'a HeaderMetadata, in_force: bool) -> Self {
        let preface = metadata
            .preface()
            .and_then(|preface| Node::new(metadata, preface));
        let orphans = metadata
            .orphans()
            .filter_map(|(index, _)| Node::at(metadata, index));
        Self {
            partition: metadata.partition,
            in_force,
            offset: metadata.start,
            bytes: metadata.end.saturating_sub(metadata.start),
            primer_tags: metadata.primer.as_ref().map(imf_mxf::Primer::tags),
            sets: metadata.sets.len(),
            preface: preface.map(SetTree::new),
            orphans: orphans.map(SetTree::new).collect(),
            dark: metadata.dark.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Item> for Dark {
    fn from(item: &Item) -> Self {
        Self {
            key: item.key.to_string(),
            offset: item.offset,
            bytes: item.length,
        }
    }
}
