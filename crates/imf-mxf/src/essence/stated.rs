//! What metadata and index tables say of essence, held against what is there.

use super::{Counts, ElementKind, ElementTally, Fault, FaultKind, Wrapping};

/// What is said of the essence of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The stream.
    pub body_sid: u32,
    /// How the essence is cut.
    pub wrapping: Wrapping,
    /// How many edit units there are; `None` where nothing says it.
    pub units: Option<u64>,
    /// How many bytes each edit unit has, keys and lengths of a frame's elements included (`EditUnitByteCount`);
    /// `None` where they differ.
    pub unit_bytes: Option<u64>,
}

impl Counts {
    /// The elements of a stream that are the essence itself, not the metadata that may be interleaved with it, unless
    /// there is nothing else; the first of them where there are several tracks.
    pub fn track(&self, body_sid: u32) -> Option<&ElementTally> {
        let of_stream = |wanted: fn(ElementKind) -> bool| {
            self.elements
                .iter()
                .find(|track| track.body_sid == body_sid && wanted(ElementKind::of(track.key)))
        };
        of_stream(|kind| !matches!(kind, ElementKind::Private | ElementKind::System))
            .or_else(|| of_stream(|kind| kind == ElementKind::Private))
    }

    /// What of `stated` the stream does not keep. Nothing is said where items went [uncounted](Counts::intact): what
    /// made them so is a fault of its own.
    pub fn against(&self, stated: &Stated) -> Vec<Fault> {
        if !self.intact() {
            return Vec::new();
        }
        let track = self.track(stated.body_sid).copied();
        let Some(track) = track else {
            let at = self
                .partitions
                .iter()
                .find(|partition| partition.body_sid == Some(stated.body_sid))
                .map_or(0, |partition| partition.offset);
            let body_sid = stated.body_sid;
            let kind = FaultKind::EssenceMissing { body_sid };
            return vec![Fault { at, kind }];
        };
        let key = track.key;
        let (count, bytes) = (track.tally.count, track.tally.bytes);
        let mut faults = Vec::new();
        let mut report = |at, kind| faults.push(Fault { at, kind });
        match stated.wrapping {
            Wrapping::Clip => {
                if count > 1 {
                    let kind = FaultKind::ClipDivided {
                        key,
                        counted: count,
                    };
                    report(track.second, kind);
                    return faults;
                }
                let size = stated.units.zip(stated.unit_bytes);
                let size = size.and_then(|(units, unit)| units.checked_mul(unit));
                if let Some(stated) = size.filter(|&size| size != bytes) {
                    let kind = FaultKind::BytesWrong {
                        key,
                        stated,
                        counted: bytes,
                    };
                    report(track.tally.first, kind);
                }
            }
            Wrapping::Frame => {
                let kind = ElementKind::of(key);
                let beside = self.elements.iter().filter(|other| {
                    other.body_sid == stated.body_sid && ElementKind::of(other.key) == kind
                });
                for track in beside {
                    let (key, counted) = (track.key, track.tally.count);
                    if let Some(stated) = stated.units.filter(|&units| units != counted) {
                        let kind = FaultKind::ElementCountWrong {
                            key,
                            stated,
                            counted,
                        };
                        report(track.tally.last, kind);
                    }
                }
                let size = stated.unit_bytes.and_then(|unit| unit.checked_mul(count));
                let stream = self
                    .streams
                    .iter()
                    .find(|stream| stream.body_sid == stated.body_sid);
                if let (Some(stated), Some(stream)) = (size, stream)
                    && stated != stream.bytes
                    && stated != stream.bytes_without_last_fill
                {
                    let kind = FaultKind::BytesWrong {
                        key,
                        stated,
                        counted: stream.bytes,
                    };
                    report(track.tally.first, kind);
                }
            }
        }
        faults
    }
}
