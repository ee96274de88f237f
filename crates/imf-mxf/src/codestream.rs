//! The main header of a JPEG 2000 codestream (ISO/IEC 15444-1 and 15444-15), up to its first tile-part.
//!
//! What it says is named as in the JPEG2000SubDescriptor of a track file (ST 422), so that one can be held against the
//! other. A few KiB of the first picture hold it; where they do not, [`MainHeader::needs`] says how many would.
//!
//! ```
//! use imf_mxf::codestream::{FaultKind, Marker, main_header};
//!
//! let header = main_header(&[0xff, 0x4f, 0xff, 0x90], 100, 4);
//! assert_eq!(header.first_tile_part, Some(102));
//! let missing = FaultKind::MarkerMissing { marker: Marker::SIZ };
//! assert!(header.faults.iter().any(|fault| fault.kind == missing));
//! ```

mod capabilities;
mod coding_style;
mod fault;
mod image_size;
mod marker;
mod quantization;

pub use capabilities::{Capabilities, Profile};
pub use coding_style::CodingStyle;
pub use fault::{Fault, FaultKind};
pub use image_size::{ComponentSizing, ImageSize};
pub use marker::{Marker, Segment};
pub use quantization::{Quantization, QuantizationStyle, StepSize};

use fault::Body;

/// The most faults that are listed.
const FAULTS: usize = 100;
/// The most markers that are listed; the standards have fewer.
const MARKERS: usize = 128;

/// What the main header of a codestream says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MainHeader {
    /// Image and tile size (SIZ): Rsiz to PictureComponentSizing.
    pub size: Option<ImageSize>,
    /// Extended capabilities (CAP): J2KExtendedCapabilities.
    pub extended_capabilities: Option<Capabilities>,
    /// The profile (PRF): J2KProfile.
    pub profile: Option<Profile>,
    /// The profile that a codestream of Part 15 corresponds to (CPF): J2KCorrespondingProfile.
    pub corresponding_profile: Option<Profile>,
    /// The coding style (COD): CodingStyleDefault.
    pub coding_style_default: Option<CodingStyle>,
    /// The quantization (QCD): QuantizationDefault.
    pub quantization_default: Option<Quantization>,
    /// The markers with segments, each once, in their order.
    pub segments: Vec<Segment>,
    /// Where the first tile-part begins (SOT), which ends the header; `None` where it was not reached.
    pub first_tile_part: Option<u64>,
    /// How many bytes of the codestream are needed at least to read on; `None` where more would not help.
    pub needs: Option<u64>,
    /// What was wrong, in the order in which it was met: the first 100.
    pub faults: Vec<Fault>,
}

/// Reads a main header. `bytes` are the first bytes of a codestream of `length` bytes, which lies at `at` in its file.
pub fn main_header(bytes: &[u8], at: u64, length: u64) -> MainHeader {
    let mut reader = Reader {
        bytes,
        // No file is longer, and what lies behind can be counted on from there.
        at: at.min(u64::MAX >> 1),
        length: length.max(bytes.len() as u64),
        position: 0,
        header: MainHeader::default(),
    };
    if reader.start_of_codestream().is_some() {
        while reader.segment().is_some() {}
    }
    reader.header
}

impl MainHeader {
    /// Whether the header has a segment with `marker`.
    pub fn has(&self, marker: Marker) -> bool {
        self.segments.iter().any(|segment| segment.marker == marker)
    }

    fn report(&mut self, at: u64, kind: FaultKind) {
        if self.faults.len() < FAULTS {
            self.faults.push(Fault { at, kind });
        }
    }
}

#[derive(Debug)]
struct Reader<'b> {
    bytes: &'b [u8],
    at: u64,
    length: u64,
    position: usize,
    header: MainHeader,
}

impl<'b> Reader<'b> {
    fn start_of_codestream(&mut self) -> Option<()> {
        let found = self.u16(0)?;
        if Marker(found) == Marker::SOC {
            self.position = 2;
            return Some(());
        }
        let kind = FaultKind::NotCodestream { found };
        self.header.report(self.at, kind);
        None
    }

    /// Reads the next marker and its segment; `None` where the header ends or cannot be read on.
    fn segment(&mut self) -> Option<()> {
        let at = self.place(0);
        let marker = Marker(self.u16(0)?);
        if marker == Marker::SOT {
            self.header.first_tile_part = Some(at);
            self.complete(at);
            return None;
        }
        if !marker.is_marker() {
            let found = marker.0;
            self.header.report(at, FaultKind::MarkerInvalid { found });
            return None;
        }
        if !marker.may_be_in_main_header() {
            self.header
                .report(at, FaultKind::MarkerUnexpected { marker });
        }
        if !marker.has_segment() {
            // Reserved markers without a segment may be anywhere; the others that have none end what can be read.
            self.position += 2;
            return marker.may_be_in_main_header().then_some(());
        }
        let stated = self.u16(2)?;
        if stated < 2 {
            let kind = FaultKind::LengthInvalid {
                marker,
                found: stated,
                expected: 2,
            };
            self.header.report(at + 2, kind);
            return None;
        }
        let end = 2 + usize::from(stated);
        let first = self.header.segments.is_empty();
        let repeated = self.list(marker, at, stated);
        if first && marker != Marker::SIZ {
            self.header.report(at, FaultKind::SizeNotFirst { marker });
        }
        if (self.position + end) as u64 > self.length {
            self.truncated();
            return None;
        }
        if marker.is_read() {
            let value = self.take(4, end)?;
            if repeated {
                self.header
                    .report(at, FaultKind::MarkerDuplicate { marker });
            } else {
                self.read(marker, stated, value, at + 4);
            }
        }
        self.position += end;
        Some(())
    }

    /// Lists a segment; whether its marker was there before.
    fn list(&mut self, marker: Marker, at: u64, length: u16) -> bool {
        let segments = &mut self.header.segments;
        if let Some(segment) = segments.iter_mut().find(|segment| segment.marker == marker) {
            segment.count = segment.count.saturating_add(1);
            return true;
        }
        if segments.len() < MARKERS {
            segments.push(Segment {
                marker,
                at,
                length,
                count: 1,
            });
        }
        false
    }

    /// Reads the segment whose parameters `value` lie at `at`.
    fn read(&mut self, marker: Marker, stated: u16, value: &'b [u8], at: u64) {
        let mut body = Body::new(marker, stated, value, at);
        let header = &mut self.header;
        match marker {
            Marker::SIZ => header.size = ImageSize::read(&mut body),
            Marker::CAP => header.extended_capabilities = Capabilities::read(&mut body),
            Marker::PRF => header.profile = Profile::read(&mut body),
            Marker::CPF => header.corresponding_profile = Profile::read(&mut body),
            Marker::COD => header.coding_style_default = CodingStyle::read(&mut body),
            Marker::QCD => header.quantization_default = Quantization::read(&mut body),
            _ => {}
        }
        for Fault { at, kind } in body.faults {
            header.report(at, kind);
        }
    }

    /// Judges a header that was read to its end at `at`.
    fn complete(&mut self, at: u64) {
        for marker in [Marker::SIZ, Marker::COD, Marker::QCD] {
            if !self.header.has(marker) {
                self.header.report(at, FaultKind::MarkerMissing { marker });
            }
        }
        let size = self.header.size.as_ref();
        if size.is_some_and(ImageSize::wants_capabilities) && !self.header.has(Marker::CAP) {
            let marker = Marker::CAP;
            self.header.report(at, FaultKind::MarkerMissing { marker });
        }
        let (Some(coding), Some(quantization)) = (
            &self.header.coding_style_default,
            &self.header.quantization_default,
        ) else {
            return;
        };
        let expected = 3 * u32::from(coding.decomposition_levels) + 1;
        let found = u32::try_from(quantization.steps.len()).unwrap_or(u32::MAX);
        if quantization.style != QuantizationStyle::Derived && found < expected {
            let at = quantization.at;
            let kind = FaultKind::StepSizesMissing { found, expected };
            self.header.report(at, kind);
        }
    }

    /// Where the byte lies that is so far from the position.
    fn place(&self, skip: usize) -> u64 {
        self.at.saturating_add((self.position + skip) as u64)
    }

    fn u16(&mut self, skip: usize) -> Option<u16> {
        let bytes = self.take(skip, skip + 2)?;
        bytes.first_chunk().map(|&bytes| u16::from_be_bytes(bytes))
    }

    /// The bytes between two distances from the position; or a word on why they are not there.
    fn take(&mut self, from: usize, to: usize) -> Option<&'b [u8]> {
        let end = self.position + to;
        let taken = self.bytes.get(self.position + from..end);
        if taken.is_none() {
            let needed = end as u64;
            if needed <= self.length {
                self.header.needs = Some(needed);
            } else {
                self.truncated();
            }
        }
        taken
    }

    /// Reports that the codestream ends within the marker or segment at the position.
    fn truncated(&mut self) {
        let left = self.length.saturating_sub(self.position as u64);
        let at = self.place(0);
        self.header.report(at, FaultKind::Truncated { left });
    }
}
