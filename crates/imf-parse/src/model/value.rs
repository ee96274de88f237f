//! Values that several documents share.

use std::cmp::Ordering;
use std::fmt;

use crate::Located;

/// A UUID (RFC 9562), its 16 bytes in the order of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// Reads `urn:uuid:` and 8-4-4-4-12 hexadecimal digits, in either case; nothing else.
    ///
    /// ```
    /// use imf_parse::model::Uuid;
    /// let id = Uuid::from_urn("urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85");
    /// assert_eq!(id.map(|id| id.0[0]), Some(0x0e));
    /// assert_eq!(Uuid::from_urn("0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85"), None);
    /// ```
    #[inline]
    pub fn from_urn(text: &str) -> Option<Self> {
        /// Where the two digits of each byte are.
        const PAIRS: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
        let digits = text.strip_prefix("urn:uuid:")?.as_bytes();
        let digits: &[u8; 36] = digits.try_into().ok()?;
        let are_hyphens = [8, 13, 18, 23].into_iter().all(|at| digits[at] == b'-');
        // A long composition has millions of them: all digits are looked up, and only then is asked what they are.
        let mut seen = 0;
        let number = PAIRS.into_iter().fold(0_u128, |number, at| {
            let high = HEX[usize::from(digits[at])];
            let low = HEX[usize::from(digits[at + 1])];
            seen |= high | low;
            number << 8 | u128::from(high << 4 | low)
        });
        (are_hyphens && seen < 16).then_some(Self(number.to_be_bytes()))
    }
}

/// What a byte means as a hexadecimal digit; 255 where it is none.
static HEX: [u8; 256] = {
    let mut table = [u8::MAX; 256];
    let mut value: u8 = 0;
    while value < 16 {
        table[b"0123456789abcdef"[value as usize] as usize] = value;
        table[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    table
};

impl fmt::Display for Uuid {
    /// Writes the URN, in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = *b"urn:uuid:00000000-0000-0000-0000-000000000000";
        let places = text.iter_mut().skip("urn:uuid:".len());
        let nibbles = self.0.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        for (place, nibble) in places.filter(|place| **place == b'0').zip(nibbles) {
            *place = b"0123456789abcdef"[usize::from(nibble)];
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A count of edit units (or of anything else in the text's `nonNegativeInteger`s), in four-byte alignment so
/// that a located, optional one takes twelve bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EditUnits {
    high: u32,
    low: u32,
}

impl EditUnits {
    /// `count` edit units.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the two halves of the number"
    )]
    pub const fn new(count: u64) -> Self {
        Self {
            high: (count >> 32) as u32,
            low: count as u32,
        }
    }

    /// The count.
    pub const fn get(self) -> u64 {
        ((self.high as u64) << 32) | self.low as u64
    }
}

impl fmt::Debug for EditUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.get(), f)
    }
}

/// An edit rate as it is written: edit units a second, numerator and denominator (ST 2067-3, ST 433 `RationalType`).
///
/// Equality is that of the text (`48 2` is not `24 1`); [`EditRate::same_ratio`] compares what they mean.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EditRate {
    // In halves, for four-byte alignment.
    numerator: [u32; 2],
    denominator: [u32; 2],
}

impl EditRate {
    /// `numerator` edit units in `denominator` seconds; either may be nonsense, since text may be.
    pub const fn new(numerator: i64, denominator: i64) -> Self {
        Self {
            numerator: halves(numerator),
            denominator: halves(denominator),
        }
    }

    /// The numerator as written.
    pub const fn numerator(self) -> i64 {
        whole(self.numerator)
    }

    /// The denominator as written.
    pub const fn denominator(self) -> i64 {
        whole(self.denominator)
    }

    /// Whether both numbers are above zero.
    pub const fn is_positive(self) -> bool {
        self.numerator() > 0 && self.denominator() > 0
    }

    /// Whether both mean the same ratio, exactly.
    ///
    /// ```
    /// use imf_parse::model::EditRate;
    /// assert!(EditRate::new(48, 2).same_ratio(EditRate::new(24, 1)));
    /// assert!(!EditRate::new(24, 1).same_ratio(EditRate::new(24000, 1001)));
    /// ```
    pub fn same_ratio(self, other: Self) -> bool {
        let left = i128::from(self.numerator()) * i128::from(other.denominator());
        let right = i128::from(other.numerator()) * i128::from(self.denominator());
        left.cmp(&right) == Ordering::Equal
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the two halves of the number's bits"
)]
const fn halves(number: i64) -> [u32; 2] {
    [((number as u64) >> 32) as u32, number as u32]
}

#[expect(clippy::cast_possible_wrap, reason = "the inverse of `halves`")]
const fn whole(halves: [u32; 2]) -> i64 {
    (((halves[0] as u64) << 32) | halves[1] as u64) as i64
}

impl fmt::Display for EditRate {
    /// Writes `24000/1001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator(), self.denominator())
    }
}

impl fmt::Debug for EditRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text for people, and the language it says it is in (RFC 5646; `en` where it says none).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserText {
    /// The text as it stands.
    pub text: Box<str>,
    /// The attribute `language`.
    pub language: Option<Located<Box<str>>>,
}

/// An `xs:dateTime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime {
    /// The year, before year 1 negative.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 24.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Nanoseconds; finer digits are dropped.
    pub nanosecond: u32,
    /// Minutes east of UTC; `None` where the text names no zone.
    pub offset: Option<i16>,
}

impl DateTime {
    /// Seconds from the start of 1970 to the time as it is written, without regard to its zone.
    ///
    /// ```
    /// use imf_parse::model::DateTime;
    /// let time = DateTime { year: 1970, month: 1, day: 2, hour: 1, minute: 0, second: 3, nanosecond: 0, offset: Some(60) };
    /// assert_eq!(time.local_seconds(), 90_003);
    /// ```
    pub fn local_seconds(self) -> i64 {
        // Years begin in March, so that the day that leap years add is their last.
        let shift = i64::from(self.month <= 2);
        let year = self.year.clamp(-1_000_000_000, 1_000_000_000) - shift;
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (month * 153 + 2) / 5 + i64::from(self.day) - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        // The first of March of the year 0 is so many days before 1970.
        let days = year * 365 + leap_days + day_of_year - 719_468;
        days * 86_400
            + i64::from(self.hour) * 3600
            + i64::from(self.minute) * 60
            + i64::from(self.second)
    }
}

impl fmt::Display for DateTime {
    /// Writes `2026-01-02T03:04:05+01:00`, without the fractions of a second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// A timecode `HH:MM:SS:FF`, whatever its separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timecode {
    /// 0 to 29 by the schema.
    pub hours: u8,
    /// 0 to 59.
    pub minutes: u8,
    /// 0 to 59.
    pub seconds: u8,
    /// 0 to 59.
    pub frames: u8,
}

/// The algorithm of a digest, by its URI (XML-DSig, XML-Enc, RFC 9231).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DigestAlgorithm {
    /// `http://www.w3.org/2000/09/xmldsig#sha1`.
    Sha1,
    /// `http://www.w3.org/2001/04/xmlenc#sha256`.
    Sha256,
    /// `http://www.w3.org/2001/04/xmldsig-more#sha384`.
    Sha384,
    /// `http://www.w3.org/2001/04/xmlenc#sha512`.
    Sha512,
    /// Another URI.
    Other(Box<str>),
}

impl DigestAlgorithm {
    /// The algorithm that `uri` names.
    pub fn from_uri(uri: &str) -> Self {
        match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => Self::Sha1,
            "http://www.w3.org/2001/04/xmlenc#sha256" => Self::Sha256,
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Self::Sha384,
            "http://www.w3.org/2001/04/xmlenc#sha512" => Self::Sha512,
            other => Self::Other(other.into()),
        }
    }

    /// The URI of the algorithm.
    pub fn uri(&self) -> &str {
        match self {
            Self::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Self::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Self::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
            Self::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
            Self::Other(uri) => uri,
        }
    }
}
