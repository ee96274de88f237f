//! `xs:dateTime`.

use super::pair;
use crate::model::DateTime;

/// Reads a date and time, white space around it already set aside.
pub(super) fn parse(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    let (year, month, day) = parse_date(date)?;
    let (time, offset) = split_zone(time)?;
    let [h1, h2, b':', m1, m2, b':', seconds @ ..] = time.as_bytes() else {
        return None;
    };
    let (hour, minute) = (pair(*h1, *h2)?, pair(*m1, *m2)?);
    let [s1, s2, fraction @ ..] = seconds else {
        return None;
    };
    let second = pair(*s1, *s2)?;
    let fraction = parse_fraction(fraction)?;
    // Midnight may also be written as the end of its day, exactly.
    let is_end_of_day = hour == 24 && minute == 0 && second == 0 && fraction.is_zero;
    let in_range = (hour < 24 || is_end_of_day) && minute < 60 && second < 60;
    in_range.then_some(DateTime {
        year: year.into(),
        month,
        day,
        hour,
        minute,
        second,
        nanosecond: fraction.nanoseconds,
        offset,
    })
}

fn parse_date(date: &str) -> Option<(i32, u8, u8)> {
    let (is_negative, date) = match date.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, date),
    };
    let (digits, rest) = date.split_once('-')?;
    // No leading zeros beyond four digits, and no year 0 in XML Schema 1.0.
    if digits.len() < 4 || (digits.len() > 4 && digits.starts_with('0')) {
        return None;
    }
    let mut year = 0_i64;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        year = year.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
    }
    // How many digits a year may have is left to the processor, beyond four; 32 bits are what others read.
    let year = i32::try_from(if is_negative { -year } else { year }).ok()?;
    let [m1, m2, b'-', d1, d2] = *rest.as_bytes() else {
        return None;
    };
    let (month, day) = (pair(m1, m2)?, pair(d1, d2)?);
    (year != 0 && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day))
        .then_some((year, month, day))
}

fn days(year: i32, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The time without its zone, and the zone in minutes east of UTC.
fn split_zone(time: &str) -> Option<(&str, Option<i16>)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, Some(0)));
    }
    let Some(at) = time.find(['+', '-']) else {
        return Some((time, None));
    };
    let [sign, h1, h2, b':', m1, m2] = time.as_bytes()[at..] else {
        return None;
    };
    let (hours, minutes) = (i16::from(pair(h1, h2)?), i16::from(pair(m1, m2)?));
    let offset = hours * 60 + minutes;
    (minutes < 60 && offset <= 14 * 60).then_some((
        &time[..at],
        Some(if sign == b'-' { -offset } else { offset }),
    ))
}

/// What stands after whole seconds.
struct Fraction {
    nanoseconds: u32,
    is_zero: bool,
}

fn parse_fraction(text: &[u8]) -> Option<Fraction> {
    let digits = match text {
        [] => &[][..],
        [b'.', digits @ ..] if !digits.is_empty() => digits,
        _ => return None,
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let nanoseconds = (0..9).fold(0, |number, index| {
        number * 10 + digits.get(index).map_or(0, |digit| u32::from(digit - b'0'))
    });
    Some(Fraction {
        nanoseconds,
        is_zero: digits.iter().all(|digit| *digit == b'0'),
    })
}
