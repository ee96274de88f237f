//! JPEG 2000 profiles (ST 2067-21:2023, Table 6 and Annex G, by its draft): their labels, and the sizes of their
//! pictures.

use imf_mxf::Ul;

use crate::package::App2e;

/// `PictureCompression` of JPEG 2000, but for the bytes of profile and level.
const BASE: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0401_0202_0301_0000);

/// A family of profiles that differ by their levels.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::rules::app2e) struct Profile {
    /// What people call it.
    pub(in crate::rules::app2e) name: &'static str,
    /// The byte of the label that stands for it.
    byte: u8,
    /// The last byte of the label, which stands for main level and sublevel.
    levels: &'static [u8],
    /// The sizes of its pictures; `None` where they are those of the table of characteristics.
    pub(in crate::rules::app2e) sizes: Option<Sizes>,
    /// Whether its blocks are coded for high throughput (ISO/IEC 15444-15).
    pub(in crate::rules::app2e) is_ht: bool,
}

/// A range of picture sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules::app2e) struct Sizes {
    /// The picture is wider than this.
    pub(in crate::rules::app2e) beyond: i128,
    /// The width and height that it has at most.
    pub(in crate::rules::app2e) most: (i128, i128),
}

const TO_UHD: Sizes = sizes(0, (3840, 2160));
const TO_2K: Sizes = sizes(0, (2048, 1556));
const TO_4K: Sizes = sizes(2048, (4096, 3112));
const TO_8K: Sizes = sizes(4096, (8192, 6224));

const fn sizes(beyond: i128, most: (i128, i128)) -> Sizes {
    Sizes { beyond, most }
}

const fn profile(name: &'static str, byte: u8, levels: &'static [u8], sizes: Sizes) -> Profile {
    Profile {
        name,
        byte,
        levels,
        sizes: Some(sizes),
        is_ht: false,
    }
}

// Sublevel 0 is reversible, the others are lossy. 2K goes up to main level 6, 4K to 8 and 8K to 10.
const LOSSY_2K: &[u8] = &[
    0x03, 0x05, 0x07, 0x09, 0x0a, 0x0c, 0x0d, 0x0e, 0x10, 0x11, 0x12, 0x13,
];
const LOSSY_4K: &[u8] = &[
    0x03, 0x05, 0x07, 0x09, 0x0a, 0x0c, 0x0d, 0x0e, 0x10, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18,
    0x19, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20,
];
const LOSSY_8K: &[u8] = &[
    0x03, 0x05, 0x07, 0x09, 0x0a, 0x0c, 0x0d, 0x0e, 0x10, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18,
    0x19, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x2a, 0x2b,
    0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31,
];
const REVERSIBLE_2K: &[u8] = &[0x02, 0x04, 0x06, 0x08, 0x0b, 0x0f];
const REVERSIBLE_4K: &[u8] = &[0x02, 0x04, 0x06, 0x08, 0x0b, 0x0f, 0x14, 0x1a];
const REVERSIBLE_8K: &[u8] = &[0x02, 0x04, 0x06, 0x08, 0x0b, 0x0f, 0x14, 0x1a, 0x21, 0x29];
const CONTRIBUTION: &[u8] = &[0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17];

static BROADCAST: Profile = profile("broadcast contribution", 0x01, CONTRIBUTION, TO_UHD);
static IMF_2K: Profile = profile("IMF 2K lossy", 0x02, LOSSY_2K, TO_2K);
static IMF_4K: Profile = profile("IMF 4K lossy", 0x03, LOSSY_4K, TO_4K);
static IMF_8K: Profile = profile("IMF 8K lossy", 0x04, LOSSY_8K, TO_8K);
static IMF_2K_R: Profile = profile("IMF 2K reversible", 0x05, REVERSIBLE_2K, TO_2K);
static IMF_4K_R: Profile = profile("IMF 4K reversible", 0x06, REVERSIBLE_4K, TO_4K);
static IMF_8K_R: Profile = profile("IMF 8K reversible", 0x07, REVERSIBLE_8K, TO_8K);
static HT: Profile = Profile {
    name: "high throughput (HTJ2K)",
    byte: 0x08,
    levels: &[0x01],
    sizes: None,
    is_ht: true,
};

static OF_2014: &[&Profile] = &[&BROADCAST];
static OF_2016: &[&Profile] = &[&BROADCAST, &IMF_2K, &IMF_2K_R, &IMF_4K, &IMF_4K_R];
static OF_2021: &[&Profile] = &[&BROADCAST, &IMF_2K, &IMF_2K_R, &IMF_4K, &IMF_4K_R, &HT];
static OF_FIFTH: &[&Profile] = &[
    &BROADCAST, &IMF_2K, &IMF_2K_R, &IMF_4K, &IMF_4K_R, &IMF_8K, &IMF_8K_R, &HT,
];

/// The profiles that an edition permits.
pub(in crate::rules::app2e) fn permitted(edition: App2e) -> &'static [&'static Profile] {
    match edition {
        App2e::V2014 => OF_2014,
        App2e::V2016 | App2e::V2020 => OF_2016,
        App2e::V2021 => OF_2021,
        App2e::Fifth => OF_FIFTH,
    }
}

/// Every profile that some edition permits.
pub(in crate::rules::app2e) static ALL: &[&Profile] = OF_FIFTH;

/// Whether the label says JPEG 2000, of whatever profile.
pub(in crate::rules::app2e) fn is_jpeg_2000(compression: Ul) -> bool {
    let [.., profile, level] = compression.0;
    let mut base = BASE;
    base.0[14] = profile;
    base.0[15] = level;
    base.matches(compression)
}

/// The profile that the label stands for.
pub(in crate::rules::app2e) fn of(compression: Ul) -> Option<&'static Profile> {
    let [.., byte, level] = compression.0;
    ALL.iter()
        .copied()
        .find(|profile| profile.byte == byte && profile.levels.contains(&level))
        .filter(|_| is_jpeg_2000(compression))
}

/// The profile that the label stands for, and how a codestream of it says so by `Rsiz` (ISO/IEC 15444-1, A.5.1): its high
/// byte names the profile, its low byte the level. Of high throughput a bit says it, and the others are free.
pub(in crate::rules::app2e) fn rsiz(compression: Ul) -> Option<(&'static Profile, i128)> {
    let profile = of(compression)?;
    let [.., level] = compression.0;
    let [high, low] = match profile.byte {
        0x01 if level <= 0x15 => [0x01, level & 0x0f],
        0x01 => [0x03, level & 0x0f],
        0x08 => [0x40, 0],
        family => {
            let (main, sub) = main_and_sublevel(level)?;
            [family + 2, sub << 4 | main]
        }
    };
    Some((profile, u16::from_be_bytes([high, low]).into()))
}

/// The main level and sublevel of an IMF profile: main levels 1 to 3 have two sublevels, and each that follows has one more.
fn main_and_sublevel(level: u8) -> Option<(u8, u8)> {
    let mut rest = level.checked_sub(2)?;
    for main in 1..=10 {
        let count = if main < 3 { 2 } else { main - 1 };
        if rest < count {
            return Some((main, rest));
        }
        rest -= count;
    }
    None
}

impl Sizes {
    pub(in crate::rules::app2e) fn hold(self, (width, height): (i128, i128)) -> bool {
        width > self.beyond && width <= self.most.0 && height <= self.most.1
    }
}

#[cfg(test)]
mod tests {
    use imf_mxf::register::Label;

    use super::*;

    #[test]
    fn the_registers_know_every_label_by_its_family() {
        for profile in ALL {
            for &level in profile.levels {
                let mut label = BASE;
                label.0[14] = profile.byte;
                label.0[15] = level;
                let symbol = Label::of(label).expect(profile.name).symbol();
                let word = match profile.name {
                    "broadcast contribution" => "BroadcastContribution",
                    "high throughput (HTJ2K)" => "HTJ2K",
                    name if name.contains("2K") => "2KIMF",
                    name if name.contains("4K") => "4KIMF",
                    _ => "8KIMF",
                };
                assert!(symbol.contains(word), "{}: {symbol}", profile.name);
                let is_lossy = symbol.contains("Lossy");
                assert_eq!(is_lossy, profile.name.contains("lossy"), "{symbol}");
                if is_lossy || symbol.contains("IMF") {
                    assert_eq!(symbol.ends_with("S0"), !is_lossy, "{symbol}");
                }
                assert_eq!(of(label), Some(*profile));
                if let Some((_, levels)) = symbol.rsplit_once("_M") {
                    let expected = levels.split_once('S').expect("main and sublevel");
                    let (main, sub) = main_and_sublevel(level).expect(symbol);
                    assert_eq!(
                        (main.to_string(), sub.to_string()),
                        (expected.0.into(), expected.1.into())
                    );
                }
            }
        }
    }

    #[test]
    fn other_labels_are_no_profile() {
        let digital_cinema = Ul::from_u128(0x060e_2b34_0401_0107_0401_0202_0301_0101);
        assert!(is_jpeg_2000(digital_cinema));
        assert_eq!(of(digital_cinema), None);
        let vc5 = Ul::from_u128(0x060e_2b34_0401_010d_0401_0202_0305_0000);
        assert!(!is_jpeg_2000(vc5));
        assert_eq!(of(vc5), None);
    }
}
