//! `xs:integer` and `xs:decimal`.

/// A whole number of a few digits and nothing else, as nearly all are.
pub(super) fn short(text: &str) -> Option<u32> {
    if !(1..=9).contains(&text.len()) {
        return None;
    }
    text.bytes().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

/// A whole number of any length; the nearest that fits where it is too large for 128 bits, far beyond every bound
/// that a schema sets.
pub(super) fn whole(text: &str) -> Option<i128> {
    let (is_negative, digits) = sign(text);
    if digits.is_empty() {
        return None;
    }
    let magnitude = magnitude(digits)?;
    Some(if is_negative { -magnitude } else { magnitude })
}

/// A decimal number, as exact as its bounds need it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal<'a> {
    is_negative: bool,
    /// Before the point.
    whole: i128,
    /// After the point, without zeros at the end.
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (is_negative, digits) = sign(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let has_digit = !whole.is_empty() || !fraction.is_empty();
        if !has_digit || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            is_negative,
            whole: magnitude(whole)?,
            fraction: fraction.trim_end_matches('0'),
        })
    }

    /// How many digits after the point say something.
    pub(super) fn fraction_digits(self) -> usize {
        self.fraction.len()
    }

    /// Whether it is neither below `min` nor above `max`.
    pub(super) fn is_between(self, min: i32, max: i32) -> bool {
        let (min, max) = (i128::from(min), i128::from(max));
        // A fraction moves the number away from zero, but never as far as to the next whole number.
        let beyond = i128::from(!self.fraction.is_empty());
        if self.is_negative {
            -self.whole <= max && -self.whole - beyond >= min
        } else {
            self.whole >= min && self.whole + beyond <= max
        }
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The largest number that this module tells from others.
const LARGEST: i128 = i128::MAX / 16;

fn magnitude(digits: &str) -> Option<i128> {
    digits.bytes().try_fold(0_i128, |number, byte| {
        byte.is_ascii_digit()
            .then(|| (number * 10 + i128::from(byte - b'0')).min(LARGEST))
    })
}
