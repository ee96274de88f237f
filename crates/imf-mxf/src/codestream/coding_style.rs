//! Coding style default (ISO/IEC 15444-1, A.6.1).

use super::fault::Body;

/// How the components are coded, where nothing else is said of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingStyle {
    /// Where the first parameter, Scod, lies in the file.
    pub at: u64,
    /// All parameters as they stand there, as CodingStyleDefault has them.
    pub octets: Vec<u8>,
    /// Scod: bit 0 for precincts of their own, bit 1 for SOP and bit 2 for EPH markers.
    pub scod: u8,
    /// The progression order: 0 LRCP, 1 RLCP, 2 RPCL, 3 PCRL, 4 CPRL.
    pub progression_order: u8,
    /// How many quality layers there are.
    pub layers: u16,
    /// Whether the first three components are transformed: 0 or 1.
    pub multiple_component_transform: u8,
    /// How many times the image is halved.
    pub decomposition_levels: u8,
    /// The width of a code-block as a power of two, less 2.
    pub code_block_width: u8,
    /// The height of a code-block as a power of two, less 2.
    pub code_block_height: u8,
    /// The style of code-blocks; bit 6 is for the high throughput coder of Part 15.
    pub code_block_style: u8,
    /// The wavelet transformation: 0 for 9-7 irreversible, 1 for 5-3 reversible.
    pub transformation: u8,
    /// The precincts of each resolution level, the lowest first: width (low half) and height (high half) as powers of
    /// two; empty where they are as large as can be.
    pub precincts: Vec<u8>,
}

impl CodingStyle {
    pub(super) fn read(body: &mut Body<'_>) -> Option<Self> {
        let at = body.at();
        let octets = body.octets.to_vec();
        let mut style = Self {
            at,
            octets,
            scod: body.u8()?,
            progression_order: body.u8()?,
            layers: body.u16()?,
            multiple_component_transform: body.u8()?,
            decomposition_levels: body.u8()?,
            code_block_width: body.u8()?,
            code_block_height: body.u8()?,
            code_block_style: body.u8()?,
            transformation: body.u8()?,
            precincts: Vec::new(),
        };
        let count = if style.scod & 1 == 0 {
            0
        } else {
            usize::from(style.decomposition_levels) + 1
        };
        body.expect(10 + count);
        for _ in 0..count.min(body.left()) {
            style.precincts.push(body.u8()?);
        }
        style.judge(body);
        Some(style)
    }

    fn judge(&self, body: &mut Body<'_>) {
        let mut limit = |place, field, found: u16, fits: bool, expected| {
            if !fits {
                body.invalid(self.at + place, field, found.into(), expected);
            }
        };
        let order = self.progression_order;
        limit(1, "progression order", order.into(), order <= 4, "0 to 4");
        let layers = self.layers;
        limit(2, "number of layers", layers, layers > 0, "1 to 65535");
        let levels = self.decomposition_levels;
        let field = "number of decomposition levels";
        limit(5, field, levels.into(), levels <= 32, "0 to 32");
        let (width, height) = (self.code_block_width, self.code_block_height);
        limit(6, "code-block width", width.into(), width <= 8, "0 to 8");
        limit(7, "code-block height", height.into(), height <= 8, "0 to 8");
        if width <= 8 && height <= 8 {
            let expected = "a height that makes 4096 samples or fewer with the width";
            limit(
                7,
                "code-block height",
                height.into(),
                width + height <= 8,
                expected,
            );
        }
    }

    /// Whether the transformation keeps every bit.
    pub fn is_reversible(&self) -> bool {
        self.transformation == 1
    }

    /// Whether some code-blocks are coded for high throughput (ISO/IEC 15444-15).
    pub fn is_high_throughput(&self) -> bool {
        self.code_block_style & 0x40 != 0
    }
}
