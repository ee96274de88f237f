use std::fmt::Write as _;

use proptest::prelude::*;

use super::{Value, check};
use crate::grammar::dcml::{RATIONAL, UUID};
use crate::grammar::simple::{running_time, simple, timecode};
use crate::grammar::xs::{
    ANY_URI, BASE64, BOOLEAN, DATE_TIME, DECIMAL, ID, INTEGER, LANGUAGE, LONG,
    NON_NEGATIVE_INTEGER, POSITIVE_INTEGER, STRING, TOKEN, UNSIGNED_SHORT,
};
use crate::grammar::{SimpleKind, SimpleType};
use crate::model::{DateTime, EditRate, Timecode};

static RUNNING_TIME: SimpleType = running_time();
static TIMECODE: SimpleType = timecode();

/// `texts` are cut at `|`.
#[track_caller]
fn valid(ty: &SimpleType, texts: &str) {
    for text in texts.split('|') {
        assert!(check(ty, text).is_ok(), "`{text}` should be {}", ty.label);
    }
}

#[track_caller]
fn invalid(ty: &SimpleType, texts: &str) {
    for text in texts.split('|') {
        assert!(
            check(ty, text).is_err(),
            "`{text}` should not be {}",
            ty.label
        );
    }
}

#[test]
fn uris() {
    valid(
        &ANY_URI,
        "| |a.mxf|a b.mxf|ä~{}\\^`<>\"|../a|a/b:c|?a:b|#a:b|?|#|%41|a%41b|urn:uuid:x|\
        http://example.com/a?b#c|http://user@example.com:80/|http://example.com:port/|\
        file:///a|///|//?|//a|a:?|a:[b]|?[a]|#[a]|http://[::1]|\
        //[1:2:3:4:5:6:7:8]:80/a|//[::1.2.3.4]|//user@[1::]|//[1:2:3:4:5:6:1.2.3.4]:",
    );
    invalid(
        &ANY_URI,
        ":|:a|%|%4|%zz|a%4|%é|##|a#b#c|a:|a:#b|1a:b|a b:c|é:a|//|file://|[a]|a:/[b]|\
        http://[|http://]|http://[]|//[1:2:3:4:5:6:7]|//[1:2:3:4:5:6:7:8:9]|\
        //[1::2::3]|//[12345::]|//[::1.2.3]|//[::256.1.1.1]|//[::1.2.3.4:5]|\
        //[::1]:65536|//[::1]:-1|//[::1]a|//a[::1]|//[a]@[::1]|//[::1]/[",
    );
}

#[test]
fn base64() {
    valid(
        &BASE64,
        "| |AAAA|AAA=|AA==|A A\n=\t=|+/09|AAAAAAAA|AAE=|AQ==",
    );
    invalid(
        &BASE64,
        "A|AA|AAA|=|====|A===|AA=A|AA==AAAA|AAB=|AB==|AAA-|AAAä|AA\u{A0}==",
    );
}

#[test]
fn booleans() {
    for (text, meaning) in [
        ("true", true),
        ("1", true),
        (" false\n", false),
        ("0", false),
    ] {
        assert_eq!(check(&BOOLEAN, text), Ok(Value::Boolean(meaning)));
    }
    invalid(&BOOLEAN, "|True|TRUE|yes|01|tru e");
}

#[test]
fn dates() {
    let noon = |offset| DateTime {
        year: 2024,
        month: 2,
        day: 29,
        hour: 12,
        minute: 0,
        second: 0,
        nanosecond: 500_000_000,
        offset,
    };
    for (zone, offset) in [
        ("", None),
        ("Z", Some(0)),
        ("+14:00", Some(840)),
        ("-00:30", Some(-30)),
    ] {
        let text = format!("\n2024-02-29T12:00:00.5{zone} ");
        assert_eq!(
            check(&DATE_TIME, &text),
            Ok(Value::DateTime(noon(offset))),
            "{text}"
        );
    }
    valid(
        &DATE_TIME,
        "-0001-01-01T00:00:00|12024-01-01T00:00:00|2024-12-31T24:00:00|\
        2024-12-31T24:00:00.000Z|2000-02-29T00:00:00|2024-01-01T23:59:59.9999999999999",
    );
    invalid(
        &DATE_TIME,
        "|2024-01-01|2024-01-01 00:00:00|0000-01-01T00:00:00|02024-01-01T00:00:00|\
        224-01-01T00:00:00|+2024-01-01T00:00:00|99999999999-01-01T00:00:00|\
        2024-00-01T00:00:00|2024-13-01T00:00:00|2024-01-00T00:00:00|\
        2023-02-29T00:00:00|1900-02-29T00:00:00|2024-04-31T00:00:00|\
        2024-01-01T24:00:01|2024-01-01T24:00:00.1|2024-01-01T25:00:00|\
        2024-01-01T00:60:00|2024-01-01T00:00:60|2024-01-01T00:00|2024-01-01T0:00:00|\
        2024-01-01T00:00:00.|2024-01-01T00:00:00z|2024-01-01T00:00:00+14:01|\
        2024-01-01T00:00:00+15:00|2024-01-01T00:00:00+01:60|2024-01-01T00:00:00+0100|\
        2024-01-01T00:00:00+1:00|2024-01-01T00:00:00ZZ|2024-01-01T00:00:00 Z|\
        2024-01-01T00:00:00.1.2|2024-01-01T00:00:0a",
    );
}

#[test]
fn numbers() {
    let natural = |number, too_large| Ok(Value::Natural { number, too_large });
    assert_eq!(check(&NON_NEGATIVE_INTEGER, " +007\n"), natural(7, false));
    assert_eq!(check(&NON_NEGATIVE_INTEGER, "-0"), natural(0, false));
    assert_eq!(
        check(&NON_NEGATIVE_INTEGER, "18446744073709551615"),
        natural(u64::MAX, false)
    );
    assert_eq!(
        check(&NON_NEGATIVE_INTEGER, "18446744073709551616"),
        natural(u64::MAX, true)
    );
    assert_eq!(check(&INTEGER, &"9".repeat(1000)), natural(u64::MAX, true));
    assert_eq!(check(&INTEGER, "-1"), Ok(Value::None));
    invalid(&INTEGER, "|+|-|1.0|1e3|0x1|1 2|--1|٣|1,000");
    invalid(&NON_NEGATIVE_INTEGER, "-1");
    invalid(&POSITIVE_INTEGER, "0|-0|-1");
    valid(&LONG, "9223372036854775807|-9223372036854775808");
    invalid(&LONG, "9223372036854775808|-9223372036854775809");
    valid(&UNSIGNED_SHORT, "0|65535|000065535");
    invalid(&UNSIGNED_SHORT, "65536|-1");
    valid(&DECIMAL, "1|-1.5|+.5|1.| 0.0 ");
    invalid(&DECIMAL, "|.|-|-.|1e3|1.2.3|1,5|NaN");
}

#[test]
fn decimals_in_a_range() {
    let gain = simple(
        "a gain",
        SimpleKind::Decimal {
            range: Some((-20, 20)),
            fraction_digits: Some(1),
        },
    );
    valid(&gain, "20|-20|20.000|-19.9|0.50|+20.|-.1");
    invalid(
        &gain,
        "20.1|-20.1|21|-21|0.55|19.99|99999999999999999999999999999999999999999",
    );
}

#[test]
fn rationals() {
    assert_eq!(
        check(&RATIONAL, "24000 1001"),
        Ok(Value::Rational(EditRate::new(24000, 1001)))
    );
    assert_eq!(
        check(&RATIONAL, "\n-5\t 007 "),
        Ok(Value::Rational(EditRate::new(-5, 7)))
    );
    valid(
        &RATIONAL,
        "0 1|+24 1|9223372036854775807 9223372036854775807",
    );
    invalid(
        &RATIONAL,
        "|24|24/1|24 0|24 +1|24 -1|24 1 1|24. 1|24 1a|9223372036854775808 1|\
        1 9223372036854775808|24\u{A0}1",
    );
}

#[test]
fn times() {
    assert_eq!(
        check(&RUNNING_TIME, "01:02:03"),
        Ok(Value::RunningTime(3723))
    );
    assert_eq!(
        check(&RUNNING_TIME, "99:59:59"),
        Ok(Value::RunningTime(359_999))
    );
    invalid(
        &RUNNING_TIME,
        "| 01:02:03|01:02:03 |01:60:00|01:00:60|1:02:03|01:02|01.02.03",
    );
    let code = Timecode {
        hours: 29,
        minutes: 59,
        seconds: 58,
        frames: 57,
    };
    for text in ["29:59:58:57", "29:59:58;57", "29/59,58.57", "29+59-58:57"] {
        assert_eq!(check(&TIMECODE, text), Ok(Value::Timecode(code)), "{text}");
    }
    invalid(
        &TIMECODE,
        "|30:00:00:00|00:60:00:00|00:00:60:00|00:00:00:60|00:00:00 00|0:00:00:00| 00:00:00:00",
    );
}

#[test]
fn names_and_texts() {
    valid(&ID, "a| _a.b-1 |é|a·");
    invalid(&ID, "|1a|-a|a:b|a b|·");
    valid(&LANGUAGE, "en| en-US\n|x-klingon|a-1-2|abcdefgh");
    invalid(&LANGUAGE, "|en_US|en-|-en|abcdefghi|e1|en US|é");
    valid(&STRING, "| anything ");
    valid(&TOKEN, "| any\nthing ");
    valid(
        &UUID,
        "urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85|\n urn:uuid:0EB3D1B9-b77b-4d3f-bbe5-7c69b15dca85 ",
    );
    invalid(
        &UUID,
        "|0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85|\
        URN:UUID:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85",
    );
}

static WORD: SimpleType = simple(
    "`on` or `off`",
    SimpleKind::Enumeration {
        collapse: false,
        values: &["on", "off"],
    },
);
static EITHER: SimpleType = simple("either", SimpleKind::Union(&[&WORD, &POSITIVE_INTEGER]));

#[test]
fn enumerations_lists_and_unions() {
    let token = simple(
        "`on` or `off`",
        SimpleKind::Enumeration {
            collapse: true,
            values: &["on", "off"],
        },
    );
    valid(&token, "on| off ");
    invalid(&token, "|On|o n");
    valid(&WORD, "on");
    invalid(&WORD, " on");
    let two_or_three = simple(
        "numbers",
        SimpleKind::List {
            item: &POSITIVE_INTEGER,
            min: 2,
            max: Some(3),
        },
    );
    valid(&two_or_three, "1 2| 1\n2\t3 ");
    invalid(&two_or_three, "|1|1 2 3 4|1 0|1,2");
    valid(&EITHER, "on| 5 ");
    invalid(&EITHER, " on|0|");
}

/// Base64 as it is defined: the bits of all bytes in a row, six a character.
fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    while !bits.len().is_multiple_of(6) {
        bits.push(0);
    }
    let mut text: String = bits
        .chunks(6)
        .map(|six| {
            DIGITS[six
                .iter()
                .fold(0, |number, bit| number * 2 + usize::from(*bit))] as char
        })
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

proptest! {
    #[test]
    fn every_encoding_is_base64_and_none_with_a_character_more(bytes: Vec<u8>, at: usize) {
        let mut text = encode(&bytes);
        prop_assert!(check(&BASE64, &text).is_ok());
        text.insert(at % (text.len() + 1), 'A');
        prop_assert!(check(&BASE64, &text).is_err());
    }

    #[test]
    fn whole_numbers_saturate(number: u128, zeros in 0..3_usize) {
        let text = format!("{}{number}", "0".repeat(zeros));
        let number = u64::try_from(number);
        let expected = Value::Natural { number: number.unwrap_or(u64::MAX), too_large: number.is_err() };
        prop_assert_eq!(check(&INTEGER, &text), Ok(expected));
    }

    #[test]
    fn dates_come_back(
        year in 1..20_000_i64, month in 1..=12_u8, day in 1..=28_u8, hour in 0..24_u8, minute in 0..60_u8,
        second in 0..60_u8, nanosecond in 0..1_000_000_000_u32, offset in proptest::option::of(-840..=840_i16),
    ) {
        let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanosecond:09}");
        if let Some(offset) = offset {
            let sign = if offset < 0 { '-' } else { '+' };
            let _ = write!(text, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
        }
        let expected = DateTime { year, month, day, hour, minute, second, nanosecond, offset };
        prop_assert_eq!(check(&DATE_TIME, &text), Ok(Value::DateTime(expected)));
    }

    #[test]
    fn rationals_come_back(numerator: i64, denominator in 1..=i64::MAX) {
        let text = format!("{numerator} {denominator}");
        prop_assert_eq!(check(&RATIONAL, &text), Ok(Value::Rational(EditRate::new(numerator, denominator))));
    }

    #[test]
    fn decimals_keep_their_range(thousandths in -25_000..25_000_i32) {
        let range = simple("a decimal", SimpleKind::Decimal { range: Some((-20, 20)), fraction_digits: None });
        let sign = if thousandths < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:03}", thousandths.abs() / 1000, thousandths.abs() % 1000);
        prop_assert_eq!(check(&range, &text).is_ok(), (-20_000..=20_000).contains(&thousandths));
    }

    #[test]
    fn no_text_is_too_much(text in "\\PC*|[-+:TZ0-9. /#%\\[\\]=a-f]*") {
        for ty in [
            &ANY_URI, &BASE64, &BOOLEAN, &DATE_TIME, &DECIMAL, &ID, &INTEGER, &LANGUAGE, &RATIONAL, &RUNNING_TIME,
            &TIMECODE, &UUID,
        ] {
            // White space around a text changes nothing where it is collapsed, and never makes it valid.
            let padded = check(ty, &format!(" {text}\n"));
            prop_assert!(padded == check(ty, &text) || padded.is_err());
        }
    }
}
