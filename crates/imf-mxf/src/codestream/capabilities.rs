//! Extended capabilities and profiles (ISO/IEC 15444-1, A.5.2 and A.5.3; ISO/IEC 15444-15, A.3 and A.6).

use super::fault::Body;

/// Capabilities beyond Part 1 of the standard that a decoder needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Where the first parameter, Pcap, lies in the file.
    pub at: u64,
    /// Pcap: a bit for each part of the standard, the first bit for Part 1.
    pub pcap: u32,
    /// Ccapi: two bytes for each bit of Pcap that is set, in the order of parts.
    pub ccapi: Vec<u16>,
}

impl Capabilities {
    pub(super) fn read(body: &mut Body<'_>) -> Option<Self> {
        let at = body.at();
        let pcap = body.u32()?;
        let count = usize::try_from(pcap.count_ones()).ok()?;
        body.expect(4 + 2 * count);
        let mut ccapi = Vec::new();
        for _ in 0..count.min(body.left() / 2) {
            ccapi.push(body.u16()?);
        }
        Some(Self { at, pcap, ccapi })
    }

    /// What is said of a part of the standard, 1 to 32; `None` where nothing is.
    pub fn part(&self, part: u32) -> Option<u16> {
        let bit = 32_u32.checked_sub(part).filter(|&bit| bit < 32)?;
        if self.pcap >> bit & 1 == 0 {
            return None;
        }
        let before = self.pcap.checked_shr(bit + 1).unwrap_or(0).count_ones();
        self.ccapi.get(usize::try_from(before).ok()?).copied()
    }

    /// Whether the high throughput block coder of Part 15 is needed.
    pub fn is_high_throughput(&self) -> bool {
        self.pcap & 1 << 17 != 0
    }
}

/// A profile by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Where the first word lies in the file.
    pub at: u64,
    /// The words of the number, the least significant first.
    pub words: Vec<u16>,
}

impl Profile {
    pub(super) fn read(body: &mut Body<'_>) -> Option<Self> {
        let at = body.at();
        let count = body.left() / 2;
        body.expect(2 * count.max(1));
        let mut words = Vec::with_capacity(count);
        for _ in 0..count {
            words.push(body.u16()?);
        }
        Some(Self { at, words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_parts_lie_in_the_order_of_parts() {
        let capabilities = Capabilities {
            at: 0,
            pcap: 1 << 31 | 1 << 17 | 1,
            ccapi: vec![1, 15, 32],
        };
        assert!(capabilities.is_high_throughput());
        let said: Vec<_> = (0..40)
            .filter_map(|part| Some((part, capabilities.part(part)?)))
            .collect();
        assert_eq!(said, [(1, 1), (15, 15), (32, 32)]);
    }
}
