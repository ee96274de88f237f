//! Image and tile size (ISO/IEC 15444-1, A.5.1).

use super::fault::Body;

/// The size of the image and its tiles on the reference grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSize {
    /// Where the first parameter, Rsiz, lies in the file.
    pub at: u64,
    /// Rsiz: the capabilities that a decoder needs, or the profile.
    pub rsiz: u16,
    /// Xsiz: the width of the grid.
    pub xsiz: u32,
    /// Ysiz: the height of the grid.
    pub ysiz: u32,
    /// XOsiz: where the image begins, from the left.
    pub xosiz: u32,
    /// YOsiz: where the image begins, from the top.
    pub yosiz: u32,
    /// XTsiz: the width of a tile.
    pub xtsiz: u32,
    /// YTsiz: the height of a tile.
    pub ytsiz: u32,
    /// XTOsiz: where the first tile begins, from the left.
    pub xtosiz: u32,
    /// YTOsiz: where the first tile begins, from the top.
    pub ytosiz: u32,
    /// Csiz: how many components there are said to be.
    pub csiz: u16,
    /// PictureComponentSizing: the components that are there.
    pub picture_component_sizing: Vec<ComponentSizing>,
}

/// The size of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComponentSizing {
    /// Ssiz: the bits of a sample less one; the first bit says whether it has a sign.
    pub ssiz: u8,
    /// XRSiz: the distance of samples from left to right.
    pub xrsiz: u8,
    /// YRSiz: the distance of samples from top to bottom.
    pub yrsiz: u8,
}

impl ComponentSizing {
    /// The bits of a sample.
    pub fn depth(self) -> u8 {
        (self.ssiz & 0x7f) + 1
    }

    /// Whether samples have a sign.
    pub fn is_signed(self) -> bool {
        self.ssiz & 0x80 != 0
    }
}

impl ImageSize {
    /// The bytes before the components.
    const FIXED: usize = 36;

    pub(super) fn read(body: &mut Body<'_>) -> Option<Self> {
        let at = body.at();
        let mut size = Self {
            at,
            rsiz: body.u16()?,
            xsiz: body.u32()?,
            ysiz: body.u32()?,
            xosiz: body.u32()?,
            yosiz: body.u32()?,
            xtsiz: body.u32()?,
            ytsiz: body.u32()?,
            xtosiz: body.u32()?,
            ytosiz: body.u32()?,
            csiz: body.u16()?,
            picture_component_sizing: Vec::new(),
        };
        let sides = [
            (["Xsiz", "XOsiz", "XTsiz", "XTOsiz"], [2, 10, 18, 26]),
            (["Ysiz", "YOsiz", "YTsiz", "YTOsiz"], [6, 14, 22, 30]),
        ];
        let values = [
            [size.xsiz, size.xosiz, size.xtsiz, size.xtosiz],
            [size.ysiz, size.yosiz, size.ytsiz, size.ytosiz],
        ];
        for ((names, places), values) in sides.into_iter().zip(values) {
            let [end, start, tile, first] = values;
            let mut invalid = |index: usize, expected| {
                body.invalid(at + places[index], names[index], values[index], expected);
            };
            if end == 0 {
                invalid(0, "1 or more");
            } else if start >= end {
                invalid(1, "less than the size of the grid");
            }
            if tile == 0 {
                invalid(2, "1 or more");
            } else if start >= end {
                // Nothing can be said of the tile.
            } else if first > start {
                invalid(3, "no more than the offset of the image");
            } else if first.saturating_add(tile) <= start {
                invalid(3, "an offset whose tile reaches into the image");
            }
        }
        if !(1..=16_384).contains(&size.csiz) {
            body.invalid(at + 34, "Csiz", size.csiz.into(), "1 to 16384");
        }
        body.expect(Self::FIXED + 3 * usize::from(size.csiz));
        // As many as are there, whatever the count claims.
        let count = usize::from(size.csiz).min(body.left() / 3);
        for _ in 0..count {
            let at = body.at();
            let component = ComponentSizing {
                ssiz: body.u8()?,
                xrsiz: body.u8()?,
                yrsiz: body.u8()?,
            };
            if component.depth() > 38 {
                body.invalid(at, "Ssiz", component.ssiz.into(), "1 to 38 bits");
            }
            for (place, field, value) in
                [(1, "XRsiz", component.xrsiz), (2, "YRsiz", component.yrsiz)]
            {
                if value == 0 {
                    body.invalid(at + place, field, 0, "1 to 255");
                }
            }
            size.picture_component_sizing.push(component);
        }
        Some(size)
    }

    /// Whether Rsiz says that there are extended capabilities (bit 14).
    pub fn wants_capabilities(&self) -> bool {
        self.rsiz & 0x4000 != 0
    }
}
