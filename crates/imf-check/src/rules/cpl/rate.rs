//! Rates as ratios, exact.

use imf_parse::model::EditRate;

/// A positive ratio in lowest terms: equal ratios are equal, however they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules) struct Ratio {
    pub(in crate::rules) numerator: u128,
    pub(in crate::rules) denominator: u128,
}

impl Ratio {
    /// The ratio of `rate`, where it is positive.
    pub(in crate::rules) fn of(rate: EditRate) -> Option<Self> {
        if !rate.is_positive() {
            return None;
        }
        Some(Self::reduced(
            rate.numerator().unsigned_abs().into(),
            rate.denominator().unsigned_abs().into(),
        ))
    }

    fn reduced(numerator: u128, denominator: u128) -> Self {
        let divisor = common_divisor(numerator, denominator);
        Self {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        }
    }

    /// How many units of `self` one unit of `other` lasts. Both come from 64-bit numbers, so nothing overflows.
    pub(in crate::rules) fn per_unit_of(self, other: Self) -> Self {
        Self::reduced(
            self.numerator * other.denominator,
            self.denominator * other.numerator,
        )
    }

    /// The whole number of units that `count` units of this length make, and whether something is left over.
    pub(in crate::rules) fn times(self, count: u128) -> (u128, bool) {
        let whole = (count / self.denominator).saturating_mul(self.numerator);
        let rest = count % self.denominator;
        let more = match rest.checked_mul(self.numerator) {
            Some(product) => product / self.denominator,
            // Rates that no camera has: about so many.
            None if self.numerator >= self.denominator => {
                rest.saturating_mul(self.numerator / self.denominator)
            }
            None => rest / (self.denominator / self.numerator),
        };
        (whole.saturating_add(more), rest != 0)
    }

    /// The next whole number, if it is none itself: 24 for 24000/1001.
    pub(in crate::rules) const fn nominal(self) -> u128 {
        self.numerator.div_ceil(self.denominator)
    }
}

fn common_divisor(mut left: u128, mut right: u128) -> u128 {
    while right != 0 {
        // Divisions of 64 bits are many times faster, and the rates of cameras fit.
        if let (Ok(left), Ok(right)) = (u64::try_from(left), u64::try_from(right)) {
            return common_divisor_of_64_bits(left, right).into();
        }
        (left, right) = (right, left % right);
    }
    left.max(1)
}

fn common_divisor_of_64_bits(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> Ratio {
        Ratio::of(EditRate::new(numerator, denominator)).expect("a positive rate")
    }

    #[test]
    fn equal_ratios_are_equal() {
        assert_eq!(ratio(48000, 2002), ratio(24000, 1001));
        assert_ne!(ratio(24, 1), ratio(24000, 1001));
        assert_eq!(Ratio::of(EditRate::new(0, 1)), None);
        assert_eq!(Ratio::of(EditRate::new(24, 0)), None);
        assert_eq!(Ratio::of(EditRate::new(-24, -1)), None);
    }

    #[test]
    fn samples_make_frames() {
        let frame_per_sample = ratio(24000, 1001).per_unit_of(ratio(48000, 1));
        assert_eq!(frame_per_sample.times(48048), (24, false));
        assert_eq!(frame_per_sample.times(48049), (24, true));
        assert_eq!(frame_per_sample.times(48047), (23, true));
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let large = ratio(i64::MAX, 1).per_unit_of(ratio(1, i64::MAX));
        assert_eq!(large.times(u128::MAX), (u128::MAX, false));
        let small = ratio(1, i64::MAX).per_unit_of(ratio(i64::MAX, 1));
        assert_eq!(small.times(u128::from(u64::MAX)), (0, true));
        assert_eq!(ratio(60000, 1001).nominal(), 60);
        assert_eq!(ratio(25, 1).nominal(), 25);
    }
}
