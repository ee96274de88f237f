//! Markers (ISO/IEC 15444-1, A.2).

use std::fmt;

/// A marker: what begins each part of a codestream. Displayed by its name, or in hexadecimal where it has none here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marker(pub u16);

/// A marker with a segment in a main header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The marker.
    pub marker: Marker,
    /// Where the first of this marker lies in the file.
    pub at: u64,
    /// The length of the first segment in bytes, without the marker.
    pub length: u16,
    /// How many there are.
    pub count: u32,
}

impl Marker {
    /// Start of codestream.
    pub const SOC: Self = Self(0xff4f);
    /// Extended capabilities.
    pub const CAP: Self = Self(0xff50);
    /// Image and tile size.
    pub const SIZ: Self = Self(0xff51);
    /// Coding style default.
    pub const COD: Self = Self(0xff52);
    /// Coding style of a component.
    pub const COC: Self = Self(0xff53);
    /// Lengths of tile-parts.
    pub const TLM: Self = Self(0xff55);
    /// Profile.
    pub const PRF: Self = Self(0xff56);
    /// Lengths of packets, in the main header.
    pub const PLM: Self = Self(0xff57);
    /// Lengths of packets, in a tile-part header.
    pub const PLT: Self = Self(0xff58);
    /// Corresponding profile (ISO/IEC 15444-15).
    pub const CPF: Self = Self(0xff59);
    /// Quantization default.
    pub const QCD: Self = Self(0xff5c);
    /// Quantization of a component.
    pub const QCC: Self = Self(0xff5d);
    /// Region of interest.
    pub const RGN: Self = Self(0xff5e);
    /// Change of progression order.
    pub const POC: Self = Self(0xff5f);
    /// Packed packet headers, in the main header.
    pub const PPM: Self = Self(0xff60);
    /// Packed packet headers, in a tile-part header.
    pub const PPT: Self = Self(0xff61);
    /// Registration of components.
    pub const CRG: Self = Self(0xff63);
    /// Comment.
    pub const COM: Self = Self(0xff64);
    /// Start of tile-part.
    pub const SOT: Self = Self(0xff90);
    /// Start of packet.
    pub const SOP: Self = Self(0xff91);
    /// End of packet header.
    pub const EPH: Self = Self(0xff92);
    /// Start of data.
    pub const SOD: Self = Self(0xff93);
    /// End of codestream.
    pub const EOC: Self = Self(0xffd9);

    /// The marker's name, where it has one here.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::SOC => "SOC",
            Self::CAP => "CAP",
            Self::SIZ => "SIZ",
            Self::COD => "COD",
            Self::COC => "COC",
            Self::TLM => "TLM",
            Self::PRF => "PRF",
            Self::PLM => "PLM",
            Self::PLT => "PLT",
            Self::CPF => "CPF",
            Self::QCD => "QCD",
            Self::QCC => "QCC",
            Self::RGN => "RGN",
            Self::POC => "POC",
            Self::PPM => "PPM",
            Self::PPT => "PPT",
            Self::CRG => "CRG",
            Self::COM => "COM",
            Self::SOT => "SOT",
            Self::SOP => "SOP",
            Self::EPH => "EPH",
            Self::SOD => "SOD",
            Self::EOC => "EOC",
            _ => return None,
        })
    }

    /// Whether the number is that of a marker: 0xff01 to 0xfffe.
    pub(super) fn is_marker(self) -> bool {
        (0xff01..=0xfffe).contains(&self.0)
    }

    /// Whether a length follows.
    pub(super) fn has_segment(self) -> bool {
        !matches!(
            self,
            Self::SOC | Self::EPH | Self::SOD | Self::EOC | Self(0xff30..=0xff3f)
        )
    }

    pub(super) fn may_be_in_main_header(self) -> bool {
        !matches!(
            self,
            Self::SOC | Self::PLT | Self::PPT | Self::SOP | Self::EPH | Self::SOD | Self::EOC
        )
    }

    /// Whether its segment is read here; there may be one of each.
    pub(super) fn is_read(self) -> bool {
        matches!(
            self,
            Self::SIZ | Self::CAP | Self::PRF | Self::CPF | Self::COD | Self::QCD
        )
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => out.write_str(name),
            None => write!(out, "0x{:04x}", self.0),
        }
    }
}

impl fmt::Debug for Marker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
