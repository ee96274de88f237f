//! What a walk counts.

use super::class::{Class, ElementKind};
use super::fault::{Fault, FaultKind};
use super::head::Pack;
use crate::label::Ul;

/// The most partitions that are counted apart.
const PARTITIONS: usize = 4096;
/// The most tracks and streams that are counted apart.
const TRACKS: usize = 64;
/// The most faults that are listed.
const FAULTS: usize = 100;

/// The items of a file, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The partitions in their order: the first 4096.
    pub partitions: Vec<PartitionTally>,
    /// What the partitions behind those hold in all; its offset and streams are those of the first of them.
    pub other_partitions: Option<PartitionTally>,
    /// The elements of essence by stream and key, in the order in which they were met: the first 64 pairs. Generic
    /// streams are counted in their partitions alone.
    pub elements: Vec<ElementTally>,
    /// The elements with other keys than those.
    pub other_elements: Tally,
    /// The streams of essence, in the order in which they were met: the first 64.
    pub streams: Vec<StreamTally>,
    /// What was wrong, in the order in which it was met: the first 100.
    pub faults: Vec<Fault>,
    /// How many faults there are beyond those.
    pub other_faults: u64,
    /// The bytes between places where the walk lost its way and those where it found it again.
    pub lost: u64,
    /// Whether the walk came to the end of the file.
    pub ended: bool,
    /// Where it came to.
    pub end: u64,
    /// Whether something went uncounted, whatever the reason.
    uncounted: bool,
    /// The partition at hand.
    open: Option<PartitionTally>,
    /// The bytes of fill in it since the last essence.
    fill: u64,
}

/// How many items of a sort there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The bytes of their values.
    pub bytes: u64,
    /// Where the first begins; 0 where there is none.
    pub first: u64,
    /// Where the last begins; 0 where there is none.
    pub last: u64,
}

/// The items of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionTally {
    /// Where it begins.
    pub offset: u64,
    /// Where it ends.
    pub end: u64,
    /// The key of its pack; `None` for items before any partition.
    pub key: Option<Ul>,
    /// The stream of its essence, 0 for none; `None` where the pack is too short to say it.
    pub body_sid: Option<u32>,
    /// The stream of its index table, 0 for none.
    pub index_sid: u32,
    /// What it says that its stream has before it, in bytes.
    pub body_offset: u64,
    /// Keys that are not known.
    pub dark: Tally,
    /// Elements of essence.
    pub elements: Tally,
    /// Fill.
    pub fill: Tally,
    /// Parts of a generic stream.
    pub generic_stream: Tally,
    /// Index table segments.
    pub index_segments: Tally,
    /// Primer packs and sets.
    pub metadata: Tally,
    /// System items.
    pub system: Tally,
}

/// The elements of a stream that have one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementTally {
    /// The stream; 0 for essence in a partition without one.
    pub body_sid: u32,
    /// The key of the first element; those of the others differ in their version bytes at most.
    pub key: Ul,
    /// How many, and where.
    pub tally: Tally,
    /// Where the value of the first element begins.
    pub first_value: u64,
    /// Where the second element begins; 0 where there is none.
    pub second: u64,
    /// The bytes of the shortest value.
    pub shortest: u64,
    /// The bytes of the longest value.
    pub longest: u64,
}

/// The bytes of a stream of essence, as `BodyOffset` and index tables count them: from the first element of a
/// partition on, with keys, lengths and fill between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamTally {
    /// The stream.
    pub body_sid: u32,
    /// Its bytes.
    pub bytes: u64,
    /// Its bytes without fill that no essence follows in the same partition; writers count it to the stream or not.
    pub bytes_without_last_fill: u64,
}

/// An item where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) key: Ul,
    pub(super) start: u64,
    pub(super) value: u64,
    pub(super) end: u64,
}

impl Met {
    /// The bytes of the value that can belong to it.
    fn bytes(self) -> u64 {
        self.end.saturating_sub(self.value)
    }
}

impl Tally {
    fn add(&mut self, met: Met) {
        if self.count == 0 {
            self.first = met.start;
        }
        self.count += 1;
        self.bytes = self.bytes.saturating_add(met.bytes());
        self.last = met.start;
    }

    /// Adds what lies behind it.
    fn append(&mut self, other: Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            self.first = other.first;
        }
        self.count += other.count;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.last = other.last;
    }
}

impl PartitionTally {
    fn new(offset: u64) -> Self {
        let none = Tally::default();
        Self {
            offset,
            end: offset,
            key: None,
            body_sid: None,
            index_sid: 0,
            body_offset: 0,
            dark: none,
            elements: none,
            fill: none,
            generic_stream: none,
            index_segments: none,
            metadata: none,
            system: none,
        }
    }

    /// Whether it is a partition for a generic stream (ST 410).
    pub fn is_generic_stream(&self) -> bool {
        matches!(
            self.key,
            Some(Ul([_, _, _, _, _, _, _, _, _, _, _, _, _, 3, 0x11, _]))
        )
    }

    fn append(&mut self, other: &Self) {
        self.end = other.end;
        self.dark.append(other.dark);
        self.elements.append(other.elements);
        self.fill.append(other.fill);
        self.generic_stream.append(other.generic_stream);
        self.index_segments.append(other.index_segments);
        self.metadata.append(other.metadata);
        self.system.append(other.system);
    }
}

impl Counts {
    /// Whether every item of the file was met.
    pub fn intact(&self) -> bool {
        self.ended && !self.uncounted
    }

    /// Begins a partition.
    pub(super) fn partition(&mut self, met: Met, pack: Option<Pack>) {
        self.close(met.start);
        let mut partition = PartitionTally {
            key: Some(met.key),
            end: met.end,
            ..PartitionTally::new(met.start)
        };
        if let Some(pack) = pack {
            partition.body_sid = Some(pack.body_sid);
            partition.index_sid = pack.index_sid;
            partition.body_offset = pack.body_offset;
            if pack.body_sid != 0 && !partition.is_generic_stream() {
                self.body_offset(met, pack);
            }
        }
        self.open = Some(partition);
    }

    /// Holds what a partition says of its stream against what there is of it.
    fn body_offset(&mut self, met: Met, pack: Pack) {
        let body_sid = pack.body_sid;
        let stream = self
            .streams
            .iter()
            .find(|stream| stream.body_sid == body_sid);
        let (counted, or) = stream.map_or((0, 0), |stream| {
            (stream.bytes, stream.bytes_without_last_fill)
        });
        let known = stream.is_some() || self.streams.len() < TRACKS;
        let stated = pack.body_offset;
        if known && !self.uncounted && stated != counted && stated != or {
            let kind = FaultKind::BodyOffsetWrong {
                body_sid,
                stated,
                counted,
            };
            // The field lies behind ten others, 52 bytes into the pack.
            self.report(met.value.saturating_add(52), kind);
        }
    }

    /// Ends the partition at hand, if there is one, at `end`.
    pub(super) fn close(&mut self, end: u64) {
        self.fill = 0;
        let Some(mut partition) = self.open.take() else {
            return;
        };
        partition.end = end;
        if self.partitions.len() < PARTITIONS {
            self.partitions.push(partition);
        } else if let Some(others) = &mut self.other_partitions {
            others.append(&partition);
        } else {
            self.other_partitions = Some(partition);
        }
    }

    /// Counts an item that is no partition pack.
    pub(super) fn item(&mut self, class: Class, met: Met) {
        let partition = self
            .open
            .get_or_insert_with(|| PartitionTally::new(met.start));
        let body_sid = partition.body_sid;
        let has_essence = partition.elements.count > 0 || partition.system.count > 0;
        let tally = match class {
            Class::Dark => &mut partition.dark,
            Class::Element => &mut partition.elements,
            Class::Fill => &mut partition.fill,
            Class::GenericStream => &mut partition.generic_stream,
            Class::IndexSegment => &mut partition.index_segments,
            Class::Metadata => &mut partition.metadata,
            Class::System => &mut partition.system,
            // It lies in no partition.
            Class::Partition | Class::RandomIndex => {
                self.close(met.start);
                return;
            }
        };
        tally.add(met);
        let first = tally.count == 1;
        match class {
            Class::Element | Class::System => {
                self.element(body_sid.unwrap_or(0), met);
                if body_sid == Some(0) && !has_essence {
                    let key = met.key;
                    self.report(met.start, FaultKind::EssenceWithoutStream { key });
                }
            }
            Class::GenericStream if body_sid == Some(0) && first => {
                let key = met.key;
                self.report(met.start, FaultKind::EssenceWithoutStream { key });
            }
            Class::Fill if has_essence => self.fill_behind(body_sid.unwrap_or(0), met),
            _ => {}
        }
    }

    /// Counts an element or system item to its stream and its track.
    fn element(&mut self, body_sid: u32, met: Met) {
        let size = met.end.saturating_sub(met.start);
        let with_fill = size.saturating_add(std::mem::take(&mut self.fill));
        let stream = self
            .streams
            .iter_mut()
            .find(|stream| stream.body_sid == body_sid);
        if let Some(stream) = stream {
            stream.bytes = stream.bytes.saturating_add(size);
            stream.bytes_without_last_fill =
                stream.bytes_without_last_fill.saturating_add(with_fill);
        } else if self.streams.len() < TRACKS {
            self.streams.push(StreamTally {
                body_sid,
                bytes: size,
                bytes_without_last_fill: size,
            });
        }
        let bytes = met.bytes();
        let track = self
            .elements
            .iter_mut()
            .find(|track| track.body_sid == body_sid && track.key.matches(met.key));
        if let Some(track) = track {
            track.tally.add(met);
            if track.tally.count == 2 {
                track.second = met.start;
            }
            track.shortest = track.shortest.min(bytes);
            track.longest = track.longest.max(bytes);
            return;
        }
        if self.elements.len() >= TRACKS {
            self.other_elements.add(met);
            return;
        }
        self.fits(body_sid, met);
        let mut tally = Tally::default();
        tally.add(met);
        self.elements.push(ElementTally {
            body_sid,
            key: met.key,
            tally,
            first_value: met.value,
            second: 0,
            shortest: bytes,
            longest: bytes,
        });
    }

    /// Counts fill behind essence to the stream.
    fn fill_behind(&mut self, body_sid: u32, met: Met) {
        let stream = self
            .streams
            .iter_mut()
            .find(|stream| stream.body_sid == body_sid);
        if let Some(stream) = stream {
            let size = met.end.saturating_sub(met.start);
            stream.bytes = stream.bytes.saturating_add(size);
            self.fill = self.fill.saturating_add(size);
        }
    }

    /// Holds a new key of a stream against those of the same item (byte 13) that the stream has.
    fn fits(&mut self, body_sid: u32, met: Met) {
        if matches!(
            ElementKind::of(met.key),
            ElementKind::Private | ElementKind::System
        ) {
            return;
        }
        let [.., item_type, count, _, _] = met.key.0;
        let mut first = None;
        let mut keys = 1_usize;
        for track in &self.elements {
            let [.., other_type, _, _, _] = track.key.0;
            if track.body_sid == body_sid
                && other_type == item_type
                && ElementKind::of(track.key) == ElementKind::of(met.key)
            {
                first.get_or_insert(track.key);
                keys += 1;
            }
        }
        let Some(first) = first else { return };
        let [.., other_count, _, _] = first.0;
        if count != other_count || keys > usize::from(count) {
            let key = met.key;
            self.report(met.start, FaultKind::ElementKeyMismatch { key, first });
        }
    }

    /// Counts bytes that nothing is known of.
    pub(super) fn lost(&mut self, bytes: u64) {
        self.lost = self.lost.saturating_add(bytes);
        self.uncounted = true;
    }

    pub(super) fn report(&mut self, at: u64, kind: FaultKind) {
        if self.faults.len() < FAULTS {
            self.faults.push(Fault { at, kind });
        } else {
            self.other_faults += 1;
        }
    }
}
