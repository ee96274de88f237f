//! What the rules on high throughput JPEG 2000 (HTJ2K: ISO/IEC 15444-15) look at.

use imf_mxf::typed::Value;

use super::jpeg_2000::{jpeg_2000, sizing};
use super::picture::{Picture, application};
use super::table::profile::permitted;
use crate::descriptor::Node;
use crate::judge::subject::EssenceDescriptor;
use crate::judge::{Draft, Sink};
use crate::package::{App2e, Package};

/// A picture of high throughput JPEG 2000, with its sub-descriptor.
pub(super) struct HighThroughput<'a> {
    picture: Picture<'a>,
    pub(super) node: &'a Node,
    /// The editions that the composition claims and that permit it.
    pub(super) editions: Vec<App2e>,
}

/// The coding style of a codestream (ISO/IEC 15444-1, A.6.1), as `CodingStyleDefault` has it.
pub(super) struct CodingStyle<'a> {
    pub(super) progression: u8,
    pub(super) layers: u16,
    /// Whether a transformation was made over the components.
    pub(super) transforms_components: bool,
    /// Levels of decomposition.
    pub(super) levels: u8,
    /// The exponents of a code-block's width and height.
    pub(super) code_block: [u8; 2],
    /// Flags on how code-blocks are coded.
    pub(super) style: u8,
    /// Whether the wavelet transformation is the reversible one, 5-3.
    pub(super) is_reversible: bool,
    /// The sizes of precincts, lowest resolution first, where they are not the greatest there are.
    pub(super) precincts: Option<&'a [u8]>,
}

/// Whether `descriptor` describes a picture of high throughput under an edition that permits it.
pub(super) fn is_high_throughput(package: &Package, descriptor: EssenceDescriptor<'_>) -> bool {
    HighThroughput::of(package, descriptor).is_some()
}

impl<'a> HighThroughput<'a> {
    /// The picture of `descriptor`, if it is one of high throughput under an edition that permits it.
    pub(super) fn of(package: &'a Package, descriptor: EssenceDescriptor<'a>) -> Option<Self> {
        let (picture, node) = jpeg_2000(package, descriptor)?;
        let profile = picture.profile().filter(|profile| profile.is_ht)?;
        let editions = picture.editions().iter().copied();
        let editions: Vec<App2e> = editions
            .filter(|&edition| permitted(edition).contains(&profile))
            .collect();
        (!editions.is_empty()).then_some(Self {
            picture,
            node,
            editions,
        })
    }

    /// What the application is called in a message.
    pub(super) fn application(&self) -> String {
        application(&self.editions)
    }

    /// A finding on a property of the sub-descriptor.
    pub(super) fn finding<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        property: &str,
        message: impl Into<String>,
    ) -> &'s mut Draft {
        self.picture.finding_in(sink, self.node, property, message)
    }

    /// Ssiz, XRSiz and YRSiz of each component.
    pub(super) fn components(&self) -> Vec<[Option<i128>; 3]> {
        sizing(self.node)
    }

    /// Ssiz of the first component.
    pub(super) fn ssiz(&self) -> Option<i128> {
        self.components().first().and_then(|[ssiz, ..]| *ssiz)
    }

    /// Pcap, and the words that follow it.
    pub(super) fn capabilities(&self) -> Option<(i128, Vec<i128>)> {
        let value = self.node.value("J2KExtendedCapabilities")?;
        let words = value.member("Ccapi").map_or(&[][..], Value::values);
        let words: Option<Vec<i128>> = words.iter().map(Value::integer).collect();
        Some((value.member("Pcap")?.integer()?, words?))
    }

    /// The word on high throughput, Ccap15, where it is the only one.
    pub(super) fn ccap15(&self) -> Option<i128> {
        match self.capabilities()? {
            (PCAP, words) => match words.as_slice() {
                [word] => Some(*word),
                _ => None,
            },
            _ => None,
        }
    }

    /// The coding style, where it can be read.
    pub(super) fn coding_style(&self) -> Option<CodingStyle<'a>> {
        let node: &'a Node = self.node;
        let Value::Data(bytes) = node.value("CodingStyleDefault")? else {
            return None;
        };
        let (head, precincts) = bytes.split_first_chunk::<10>()?;
        let [
            flags,
            progression,
            a,
            b,
            transform,
            levels,
            x,
            y,
            style,
            wavelet,
        ] = *head;
        Some(CodingStyle {
            progression,
            layers: u16::from_be_bytes([a, b]),
            transforms_components: transform != 0,
            levels,
            code_block: [x, y].map(|exponent| exponent.saturating_add(2)),
            style,
            is_reversible: wavelet == 1,
            precincts: (flags & 1 != 0).then_some(precincts),
        })
    }
}

/// The property that holds the coding style.
pub(super) const CODING_STYLE: &str = "CodingStyleDefault";
/// The property that holds the capabilities.
pub(super) const CAPABILITIES: &str = "J2KExtendedCapabilities";
/// Pcap of a codestream that needs Part 15 of the standard and no other.
pub(super) const PCAP: i128 = 1 << 17;

/// A picture of high throughput with its coding style.
pub(super) fn styled<'a>(
    package: &'a Package,
    descriptor: EssenceDescriptor<'a>,
) -> Option<(HighThroughput<'a>, CodingStyle<'a>)> {
    let picture = HighThroughput::of(package, descriptor)?;
    let style = picture.coding_style()?;
    Some((picture, style))
}

/// A finding on the coding style: it has this, and the application wants that.
pub(super) fn says(
    picture: &HighThroughput<'_>,
    sink: &mut Sink<'_>,
    what: &str,
    found: &str,
    expected: &str,
) {
    let message = format!(
        "{what} of the HTJ2K picture is {found}, and {} wants {expected}",
        picture.application()
    );
    picture
        .finding(sink, CODING_STYLE, message)
        .found(found)
        .expected(expected);
}

/// What the cases do to a package.
#[cfg(test)]
pub(super) mod testing {
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::{Label, Set, Value};

    use super::super::testing::rgb_under;
    use super::PCAP;
    use crate::package::App2e;

    /// RPCL, one layer, component transformation, five levels, blocks of 32 by 32, reversible, precincts of 128 and 256.
    pub(in crate::rules::app2e) const STYLE: [u8; 16] = [
        1, 2, 0, 1, 1, 5, 3, 3, 0x40, 1, 0x77, 0x88, 0x88, 0x88, 0x88, 0x88,
    ];
    /// Of a reversible codestream whose bound B is 14, as its 10 bits want.
    pub(in crate::rules::app2e) const WORD: u16 = 6;

    /// A picture of high throughput under `edition`, with what `change` does to its sub-descriptor.
    pub(in crate::rules::app2e) fn ht_under(
        edition: App2e,
        change: impl FnOnce(&mut Set),
    ) -> Vec<u8> {
        rgb_under(edition, |set| {
            let label = Label::parse("060e2b34.0401010d.04010202.03010801");
            set.set("PictureCompression", Value::Label(label));
            let set = set.sub("JPEG2000SubDescriptor");
            set.set("Rsiz", Value::UInt16(0x4000))
                .set("CodingStyleDefault", Value::Octets(STYLE.to_vec()));
            let capabilities = Value::ExtendedCapabilities(1 << 17, vec![WORD]);
            set.properties
                .push((property::J2K_EXTENDED_CAPABILITIES, capabilities));
            change(set);
        })
    }

    /// The same under the edition of 2021.
    pub(in crate::rules::app2e) fn ht(change: impl FnOnce(&mut Set)) -> Vec<u8> {
        ht_under(App2e::V2021, change)
    }

    /// Changes bytes of the coding style.
    pub(in crate::rules::app2e) fn style(set: &mut Set, changes: &[(usize, u8)]) {
        let mut style = STYLE;
        for &(at, byte) in changes {
            style[at] = byte;
        }
        set.set("CodingStyleDefault", Value::Octets(style.to_vec()));
    }

    /// Gives the sub-descriptor these capabilities.
    pub(in crate::rules::app2e) fn capabilities(set: &mut Set, pcap: u32, words: &[u16]) {
        let value = Value::ExtendedCapabilities(pcap, words.to_vec());
        set.set("J2KExtendedCapabilities", value);
    }

    #[test]
    fn part_15_is_the_seventeenth_bit() {
        assert_eq!(PCAP, 131_072);
    }
}
