//! Universal labels (ST 298) and the other identifiers of sixteen bytes.

use std::fmt;

/// The byte of a label that holds the version of the register it is from (ST 298, byte 8).
const VERSION: usize = 7;

/// A universal label or key (ST 298): sixteen bytes that registers give a meaning.
///
/// Equality is by every byte. [`Ul::matches`] leaves the version byte out, as ST 336 wants of a reader that looks a
/// label up.
///
/// ```
/// use imf_mxf::Ul;
/// let seven = Ul::from_u128(0x060e2b34_04010107_0d010301_02060200);
/// let one = Ul::from_u128(0x060e2b34_04010101_0d010301_02060200);
/// assert!(seven != one && seven.matches(one));
/// assert_eq!(one.to_string(), "urn:smpte:ul:060e2b34.04010101.0d010301.02060200");
/// assert_eq!(Ul::from_urn(&one.to_string()), Some(one));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ul(pub [u8; 16]);

impl Ul {
    /// The label whose bytes are those of `number`, the first being the most significant.
    pub const fn from_u128(number: u128) -> Self {
        Self(number.to_be_bytes())
    }

    /// Reads `urn:smpte:ul:` and four groups of eight hexadecimal digits in either case; nothing else.
    pub fn from_urn(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("urn:smpte:ul:")?;
        let mut groups = digits.split('.');
        let mut number = 0;
        for _ in 0..4 {
            let group = groups.next()?;
            if group.len() != 8 || !group.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            number = number << 32 | u128::from(u32::from_str_radix(group, 16).ok()?);
        }
        groups.next().is_none().then(|| Self::from_u128(number))
    }

    /// The bytes as a number, the first being the most significant.
    pub const fn to_u128(self) -> u128 {
        u128::from_be_bytes(self.0)
    }

    /// The version byte (byte 8).
    pub const fn version(self) -> u8 {
        self.0[VERSION]
    }

    /// The label with `version` for its version byte.
    #[must_use]
    pub const fn with_version(mut self, version: u8) -> Self {
        self.0[VERSION] = version;
        self
    }

    /// Whether the labels are the same but for their version bytes.
    pub fn matches(self, other: Self) -> bool {
        /// All bits but those of the version.
        const PLAIN: u128 = u128::from_ne_bytes(Ul([0xff; 16]).with_version(0).0);
        let differing = u128::from_ne_bytes(self.0) ^ u128::from_ne_bytes(other.0);
        differing & PLAIN == 0
    }

    /// Whether the bytes are a label of SMPTE: `06 0e 2b 34`, in any case.
    pub fn is_smpte(self) -> bool {
        self.0.starts_with(&[0x06, 0x0e, 0x2b, 0x34])
    }
}

impl fmt::Display for Ul {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("urn:smpte:ul:")?;
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 8 | 12) {
                out.write_str(".")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Ul {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A UUID (RFC 9562), its bytes in the order of its digits, as MXF stores it.
///
/// ```
/// let id = imf_mxf::Uuid([0xab; 16]);
/// assert_eq!(id.to_string(), "urn:uuid:abababab-abab-abab-abab-abababababab");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

impl fmt::Display for Uuid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("urn:uuid:")?;
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A basic UMID (ST 330): the identifier of a package.
///
/// ```
/// use imf_mxf::{Umid, Uuid};
/// let mut bytes = [0; 32];
/// bytes[..16].copy_from_slice(&Umid::TRACK_FILE);
/// bytes[16..].fill(0xcd);
/// let umid = Umid(bytes);
/// assert!(umid.has_track_file_prefix());
/// assert_eq!(umid.material(), Uuid([0xcd; 16]));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Umid(pub [u8; 32]);

impl Umid {
    /// The first half of the UMID of an IMF track file's package (ST 2067-2:2016, 5.1.5): the label with UUID as its
    /// material number generation, the length, and no instance number.
    pub const TRACK_FILE: [u8; 16] = 0x060a_2b34_0101_0105_0101_0f20_1300_0000_u128.to_be_bytes();

    /// The material number, which is the track file id in IMF.
    pub fn material(&self) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.0[16..]);
        Uuid(bytes)
    }

    /// Whether the first half is that of an IMF track file's package.
    pub fn has_track_file_prefix(&self) -> bool {
        self.0[..16] == Self::TRACK_FILE
    }

    /// Whether all bytes are zero: what ends a chain of source references (ST 377-1).
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 32]
    }
}

impl fmt::Display for Umid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("urn:smpte:umid:")?;
        for (index, byte) in self.0.iter().enumerate() {
            if index > 0 && index % 4 == 0 {
                out.write_str(".")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Umid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_that_is_no_label_is_refused() {
        for text in [
            "060e2b34.04010101.0d010301.02060200",
            "urn:smpte:ul:060e2b34.04010101.0d010301",
            "urn:smpte:ul:060e2b34.04010101.0d010301.02060200.00000000",
            "urn:smpte:ul:060e2b34.04010101.0d010301.0206020",
            "urn:smpte:ul:+60e2b34.04010101.0d010301.02060200",
            "urn:smpte:ul:060e2b34.04010101.0d010301.0206020\u{e9}",
        ] {
            assert_eq!(Ul::from_urn(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_version_byte_may_differ_in_a_match() {
        let label = Ul::from_u128(0x060e_2b34_0401_0101_0d01_0301_0206_0200);
        for index in 0..16 {
            let mut other = label;
            other.0[index] ^= 0x80;
            assert_eq!(label.matches(other), index == 7, "byte {index}");
            assert_ne!(label, other);
        }
    }

    #[test]
    fn a_umid_is_written_in_eight_groups() {
        let text = Umid([1; 32]).to_string();
        assert_eq!(
            text,
            format!("urn:smpte:umid:{}", ["01010101"; 8].join("."))
        );
        assert!(Umid([0; 32]).is_zero());
        assert!(!Umid([1; 32]).has_track_file_prefix());
    }
}
