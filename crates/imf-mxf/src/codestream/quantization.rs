//! Quantization default (ISO/IEC 15444-1, A.6.4).

use super::fault::Body;

/// How the coefficients of the components are quantized, where nothing else is said of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantization {
    /// Where the first parameter, Sqcd, lies in the file.
    pub at: u64,
    /// All parameters as they stand there, as QuantizationDefault has them.
    pub octets: Vec<u8>,
    /// The style, by the low five bits of Sqcd.
    pub style: QuantizationStyle,
    /// The guard bits, by the high three bits of Sqcd.
    pub guard_bits: u8,
    /// The step size of each sub-band, the lowest first; one for all where the others are derived.
    pub steps: Vec<StepSize>,
}

/// How step sizes are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuantizationStyle {
    /// For the lowest sub-band; the others follow from it (1).
    Derived,
    /// For each sub-band (2).
    Expounded,
    /// Not at all: there is no quantization, and only exponents are said (0).
    None,
}

/// The size of a quantization step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepSize {
    /// The exponent, in five bits.
    pub exponent: u8,
    /// The mantissa, in eleven bits; 0 where there is no quantization.
    pub mantissa: u16,
}

impl Quantization {
    pub(super) fn read(body: &mut Body<'_>) -> Option<Self> {
        let at = body.at();
        let octets = body.octets.to_vec();
        let sqcd = body.u8()?;
        let style = match sqcd & 0x1f {
            0 => QuantizationStyle::None,
            1 => QuantizationStyle::Derived,
            2 => QuantizationStyle::Expounded,
            other => {
                body.invalid(at, "quantization style", other.into(), "0 to 2");
                return None;
            }
        };
        let size = match style {
            QuantizationStyle::None => 1,
            QuantizationStyle::Derived | QuantizationStyle::Expounded => 2,
        };
        let count = match style {
            QuantizationStyle::Derived => 1,
            // Three for each of up to 32 levels, and one.
            QuantizationStyle::Expounded | QuantizationStyle::None => {
                (body.left() / size).clamp(1, 97)
            }
        };
        body.expect(1 + size * count);
        let mut steps = Vec::with_capacity(count);
        for _ in 0..count.min(body.left() / size) {
            steps.push(if size == 1 {
                StepSize {
                    exponent: body.u8()? >> 3,
                    mantissa: 0,
                }
            } else {
                let [high, low] = body.u16()?.to_be_bytes();
                StepSize {
                    exponent: high >> 3,
                    mantissa: u16::from_be_bytes([high & 7, low]),
                }
            });
        }
        Some(Self {
            at,
            octets,
            style,
            guard_bits: sqcd >> 5,
            steps,
        })
    }
}
