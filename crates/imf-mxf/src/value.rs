//! Values of properties (ST 377-1:2011, 4.2): numbers with their big end first, labels, strings, batches.

use crate::label::{Ul, Umid, Uuid};
use crate::set::Property;

/// A number as a fraction of two integers, as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rational {
    /// The numerator.
    pub numerator: i32,
    /// The denominator.
    pub denominator: i32,
}

impl Rational {
    /// Whether both fractions are worth the same; those without a worth where they are written alike.
    pub fn is_worth(self, other: Self) -> bool {
        let cross =
            |one: Self, other: Self| i64::from(one.numerator) * i64::from(other.denominator);
        self == other
            || self.denominator != 0
                && other.denominator != 0
                && cross(self, other) == cross(other, self)
    }
}

/// The items of a batch or array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch<'s> {
    /// How many there are.
    pub count: u32,
    /// How many bytes each has.
    pub size: u32,
    /// Their bytes.
    pub bytes: &'s [u8],
}

impl<'s> Batch<'s> {
    /// The bytes of each item; nothing for items without bytes.
    pub fn items(self) -> impl Iterator<Item = &'s [u8]> {
        self.bytes.chunks_exact((self.size as usize).max(1))
    }
}

/// The values that a property may have. Each is `None` where the length does not fit.
impl<'s> Property<'s> {
    fn array<const N: usize>(&self) -> Option<[u8; N]> {
        self.value.try_into().ok()
    }

    /// A truth value.
    pub fn boolean(&self) -> Option<bool> {
        self.u8().map(|byte| byte != 0)
    }

    /// An unsigned integer of 8 bits.
    pub fn u8(&self) -> Option<u8> {
        self.array().map(u8::from_be_bytes)
    }

    /// An unsigned integer of 16 bits.
    pub fn u16(&self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// An unsigned integer of 32 bits.
    pub fn u32(&self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// An unsigned integer of 64 bits.
    pub fn u64(&self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// A signed integer of 32 bits.
    pub fn i32(&self) -> Option<i32> {
        self.array().map(i32::from_be_bytes)
    }

    /// A signed integer of 64 bits: a position or a length.
    pub fn i64(&self) -> Option<i64> {
        self.array().map(i64::from_be_bytes)
    }

    /// A fraction.
    pub fn rational(&self) -> Option<Rational> {
        let number = self.u64()?.to_be_bytes();
        let [n0, n1, n2, n3, d0, d1, d2, d3] = number;
        Some(Rational {
            numerator: i32::from_be_bytes([n0, n1, n2, n3]),
            denominator: i32::from_be_bytes([d0, d1, d2, d3]),
        })
    }

    /// A label.
    pub fn ul(&self) -> Option<Ul> {
        self.array().map(Ul)
    }

    /// A UUID.
    pub fn uuid(&self) -> Option<Uuid> {
        self.array().map(Uuid)
    }

    /// A UMID.
    pub fn umid(&self) -> Option<Umid> {
        self.array().map(Umid)
    }

    /// A string in UTF-16, up to its first NUL; code units without a partner become U+FFFD.
    pub fn utf16(&self) -> Option<String> {
        if !self.value.len().is_multiple_of(2) {
            return None;
        }
        let units = self
            .value
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        let units = units.take_while(|&unit| unit != 0);
        Some(
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
        )
    }

    /// A string in UTF-8 or of 7-bit characters, up to its first NUL; what is neither becomes U+FFFD.
    pub fn utf8(&self) -> String {
        let text = self
            .value
            .split(|&byte| byte == 0)
            .next()
            .unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }

    /// What a batch says of its items: their count and their size.
    pub fn batch_head(&self) -> Option<(u32, u32)> {
        let (head, _) = self.value.split_first_chunk::<8>()?;
        let [c0, c1, c2, c3, s0, s1, s2, s3] = *head;
        Some((
            u32::from_be_bytes([c0, c1, c2, c3]),
            u32::from_be_bytes([s0, s1, s2, s3]),
        ))
    }

    /// A batch or array that its items fill.
    pub fn batch(&self) -> Option<Batch<'s>> {
        let (count, size) = self.batch_head()?;
        let bytes = self.value.get(8..)?;
        let stated = u64::from(count) * u64::from(size);
        (stated == bytes.len() as u64).then_some(Batch { count, size, bytes })
    }

    /// Where in the file the item with `index` of a batch begins.
    pub fn item_place(&self, index: usize, size: u32) -> u64 {
        self.at
            .saturating_add(8)
            .saturating_add(index as u64 * u64::from(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(value: &[u8]) -> Property<'_> {
        Property::of_value(value)
    }

    #[test]
    fn values_are_read_where_their_lengths_fit() {
        assert_eq!(property(&[0, 0, 1, 0]).u32(), Some(256));
        assert_eq!(property(&[0, 0, 1]).u32(), None);
        assert_eq!(property(&[255; 8]).i64(), Some(-1));
        let rate = Rational {
            numerator: 24_000,
            denominator: 1001,
        };
        assert_eq!(
            property(&[0, 0, 0x5d, 0xc0, 0, 0, 3, 0xe9]).rational(),
            Some(rate)
        );
        assert_eq!(property(&[2]).boolean(), Some(true));
    }

    #[test]
    fn strings_end_at_their_first_nul() {
        assert_eq!(property(&[0, b'a', 0, b'b']).utf16().as_deref(), Some("ab"));
        assert_eq!(
            property(&[0, b'a', 0, 0, 0, b'b']).utf16().as_deref(),
            Some("a")
        );
        assert_eq!(property(&[0xd8, 0]).utf16().as_deref(), Some("\u{fffd}"));
        assert_eq!(property(&[0]).utf16(), None);
        assert_eq!(property(b"en-US\0x").utf8(), "en-US");
        assert_eq!(property(&[b'a', 0xff]).utf8(), "a\u{fffd}");
    }

    #[test]
    fn batches_have_the_items_that_they_claim_or_none() {
        let value = [0, 0, 0, 2, 0, 0, 0, 1, 7, 8];
        let items: Vec<&[u8]> = property(&value).batch().unwrap().items().collect();
        assert_eq!(items, [[7], [8]]);
        assert_eq!(property(&value[..9]).batch(), None);
        assert_eq!(property(&[255; 8]).batch(), None);
        assert_eq!(property(&value[..7]).batch(), None);
        let without_bytes = property(&[255, 255, 255, 255, 0, 0, 0, 0]).batch().unwrap();
        assert_eq!(without_bytes.items().count(), 0);
    }
}
