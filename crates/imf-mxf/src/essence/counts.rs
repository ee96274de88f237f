//! What a walk counts.

use super::class::{Class, ElementKind};
use super::fault::{Fault, FaultKind};
use super::head::Pack;
use super::tally::{ElementTally, Met, PartitionTally, StreamTally, Tally};

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
