//! What the label of an essence container says of the elements in it.

use super::Wrapping;
use crate::label::Ul;

/// An essence container as its label describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Container {
    /// What is in it.
    pub holds: Holds,
    /// How it is cut; `None` where that is not known.
    pub wrapping: Option<Wrapping>,
    /// The item type (byte 13) of the keys of its elements; `None` where its keys are not those of the generic
    /// container.
    item_type: Option<u8>,
    /// Their element type (byte 15); `None` where that is not known.
    element_type: Option<u8>,
}

/// What an essence container holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Holds {
    /// ACES pictures (ST 2065-5).
    Aces,
    /// Immersive audio (ST 2067-201).
    ImmersiveAudio,
    /// XML documents for each picture (ST 2067-202).
    Isxd,
    /// JPEG 2000 pictures (ST 422).
    Jpeg2000,
    /// Metadata-guided audio (ST 2127-10).
    MetadataGuidedAudio,
    /// Sound without compression (ST 382).
    Sound,
    /// Timed text (ST 429-5).
    TimedText,
}

impl Container {
    /// The container with this label, whatever its version; `None` for those that IMF has no use for.
    ///
    /// ```
    /// use imf_mxf::Ul;
    /// use imf_mxf::essence::{Container, Holds, Wrapping};
    ///
    /// let sound = Ul::from_u128(0x060e2b34_04010101_0d010301_02060200);
    /// let container = Container::of(sound).ok_or("no container of IMF")?;
    /// assert_eq!((container.holds, container.wrapping), (Holds::Sound, Some(Wrapping::Clip)));
    /// assert!(container.fits(Ul::from_u128(0x060e2b34_01020101_0d010301_16010201)));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of(label: Ul) -> Option<Self> {
        use Wrapping::{Clip, Frame};
        let (holds, wrapping, item_type, element_type) = match label.0 {
            [
                6,
                0x0e,
                0x2b,
                0x34,
                4,
                1,
                1,
                _,
                13,
                1,
                3,
                1,
                2,
                mapping,
                kind,
                _,
            ] => {
                match (mapping, kind) {
                    // The kinds that IMF does not have are by frame, or not Broadcast Wave.
                    (0x06, 2) => (Holds::Sound, Some(Clip), Some(0x16), Some(0x02)),
                    (0x06, _) => (Holds::Sound, None, Some(0x16), None),
                    // Of the kinds of wrapping only Cn is by clip.
                    (0x0c, 2) => (Holds::Jpeg2000, Some(Clip), Some(0x15), Some(0x09)),
                    (0x0c, 1 | 3..=6) => (Holds::Jpeg2000, Some(Frame), Some(0x15), Some(0x08)),
                    (0x0c, _) => (Holds::Jpeg2000, None, Some(0x15), None),
                    (0x13, _) => (Holds::TimedText, Some(Clip), Some(0x17), Some(0x0b)),
                    (0x19, 1) => (Holds::Aces, Some(Frame), Some(0x15), None),
                    (0x1d, 1) => (Holds::ImmersiveAudio, Some(Clip), Some(0x16), Some(0x0d)),
                    (0x25, 2) => (
                        Holds::MetadataGuidedAudio,
                        Some(Clip),
                        Some(0x16),
                        Some(0x0f),
                    ),
                    _ => return None,
                }
            }
            [6, 0x0e, 0x2b, 0x34, 4, 1, 1, _, 14, 9, 6, 7, 1, 1, 1, 3] => {
                (Holds::Isxd, Some(Frame), None, None)
            }
            _ => return None,
        };
        Some(Self {
            holds,
            wrapping,
            item_type,
            element_type,
        })
    }

    /// Whether an element with `key` may be in it.
    pub fn fits(self, key: Ul) -> bool {
        let [.., item_type, _, element_type, _] = key.0;
        self.item_type.is_none_or(|wanted| {
            is_generic(key)
                && item_type == wanted
                && self
                    .element_type
                    .is_none_or(|wanted| element_type == wanted)
        })
    }

    /// The key that fits and is nearest to `key`; `None` where that is not known.
    pub fn nearest(self, key: Ul) -> Option<Ul> {
        let mut nearest = if is_generic(key) {
            key
        } else {
            self.element_type.map(|_| ELEMENT)?
        };
        nearest.0[12] = self.item_type?;
        if let Some(element_type) = self.element_type {
            nearest.0[14] = element_type;
        }
        Some(nearest)
    }
}

/// A key of the generic container (ST 379-2).
const ELEMENT: Ul = Ul::from_u128(0x060e_2b34_0102_0101_0d01_0301_1501_0801);

/// Whether `key` is one of those.
fn is_generic(key: Ul) -> bool {
    let known = ELEMENT.with_version(key.version()).0;
    key.0.starts_with(&known[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(label: u128, key: u128, other: u128, like: u128) {
        let container = Container::of(Ul::from_u128(label)).unwrap();
        assert!(container.fits(Ul::from_u128(key)));
        assert!(!container.fits(Ul::from_u128(other)));
        let like = Ul::from_u128(like);
        assert_eq!(container.nearest(Ul::from_u128(other)), Some(like));
        if let Some(wrapping) = Wrapping::of(Ul::from_u128(key)) {
            assert_eq!(container.wrapping, Some(wrapping));
        }
    }

    #[test]
    fn labels_say_what_keys_there_are() {
        const PICTURE: u128 = 0x060e_2b34_0102_0101_0d01_0301_1501_0801;
        const SOUND: u128 = 0x060e_2b34_0102_0107_0d01_0301_1602_0202;
        const ISXD: u128 = 0x060e_2b34_0102_0105_0e09_0502_0100_0101;
        let generic = |end: u128| 0x060e_2b34_0401_0101_0d01_0301_0200_0000 | end;
        check(
            generic(0x0c_0600),
            PICTURE,
            SOUND,
            0x060e_2b34_0102_0107_0d01_0301_1502_0802,
        );
        check(
            generic(0x0c_0200),
            PICTURE + 0x100,
            PICTURE,
            PICTURE + 0x100,
        );
        check(
            generic(0x06_0200),
            SOUND,
            PICTURE,
            0x060e_2b34_0102_0101_0d01_0301_1601_0201,
        );
        let other = Container::of(Ul::from_u128(generic(0x06_0100))).unwrap();
        assert!(other.fits(Ul::from_u128(SOUND - 0x100)));
        assert!(other.fits(Ul::from_u128(SOUND)));
        assert_eq!((other.holds, other.wrapping), (Holds::Sound, None));
        // Nothing is known of the element type of ACES.
        check(
            generic(0x19_0100),
            PICTURE + 0xa00,
            SOUND,
            0x060e_2b34_0102_0107_0d01_0301_1502_0202,
        );
        let aces = Container::of(Ul::from_u128(generic(0x19_0100))).unwrap();
        assert!(!aces.fits(Ul::from_u128(ISXD)));
        assert_eq!(aces.nearest(Ul::from_u128(ISXD)), None);
        let isxd = Ul::from_u128(0x060e_2b34_0401_0105_0e09_0607_0101_0103);
        let isxd = Container::of(isxd).unwrap();
        assert!(
            [PICTURE, SOUND, ISXD]
                .iter()
                .all(|&key| isxd.fits(Ul::from_u128(key)))
        );
        assert_eq!(isxd.holds, Holds::Isxd);
    }

    #[test]
    fn other_labels_say_nothing() {
        for label in [
            0x060e_2b34_0401_0103_0d01_0301_027f_0100,
            0x060e_2b34_0401_010d_0d01_0301_0219_0200,
            0x060e_2b34_0102_0101_0d01_0301_020c_0600,
            0,
        ] {
            assert_eq!(Container::of(Ul::from_u128(label)), None, "{label:x}");
        }
    }
}
