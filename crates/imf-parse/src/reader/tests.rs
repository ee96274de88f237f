//! What the reader tells, and that it tells the same however the text comes.

use std::io::BufReader;

use super::{Reader, Stop, Token};
use crate::{Limits, ProblemKind};

mod documents;
mod quick_xml;

/// A token of either reader; texts next to each other are one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Start(String, Vec<(String, String)>),
    End,
    Text(String),
    Comment(String),
    Instruction(String),
}

/// Adds a text to what was told.
fn tell_text(told: &mut Vec<Told>, text: &str) {
    match told.last_mut() {
        _ if text.is_empty() => {}
        Some(Told::Text(before)) => before.push_str(text),
        _ => told.push(Told::Text(text.to_owned())),
    }
}

/// What is wrong, and where.
type Fault = (ProblemKind, u32);

/// All that our reader tells of a text that comes in blocks of that size, and the fault that stops it.
fn read(text: &[u8], block: usize, limits: Limits) -> (Vec<Told>, Option<Fault>, Vec<Fault>) {
    let mut reader = Reader::new(BufReader::with_capacity(block.max(2), text), limits);
    reader.source.set_block(block);
    let mut told = Vec::new();
    let stop = loop {
        match reader.next(false) {
            Ok(None) => {}
            Ok(Some(Token::Eof)) => break None,
            Ok(Some(Token::Start(tag))) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|found| (found.name.into(), found.value.into()));
                told.push(Told::Start(tag.name.into(), attributes.collect()));
            }
            Ok(Some(Token::End { .. })) => told.push(Told::End),
            Ok(Some(Token::Comment(text))) => told.push(Told::Comment(text.into())),
            Ok(Some(Token::Instruction(text))) => told.push(Told::Instruction(text.into())),
            Ok(Some(Token::Text { text, .. })) => tell_text(&mut told, text),
            Err(Stop::Fatal(problem)) => break Some((problem.kind, problem.at.offset())),
            Err(Stop::Io(error)) => panic!("memory does not fail: {error}"),
        }
    };
    let problems = reader.problems.iter();
    let problems = problems.map(|problem| (problem.kind, problem.at.offset()));
    (told, stop, problems.collect())
}

#[track_caller]
fn check(text: impl AsRef<[u8]>, kind: ProblemKind, at: usize) {
    let text = text.as_ref();
    for block in [1, 2, 5, 64 * 1024] {
        let (_, stop, _) = read(text, block, Limits::default());
        let at = u32::try_from(at).unwrap();
        assert_eq!(stop, Some((kind, at)), "{}", String::from_utf8_lossy(text));
    }
}

/// The place of the first `what` in `text`.
fn at(text: &str, what: &str) -> usize {
    text.find(what).expect("it is in the text")
}

#[test]
fn of_two_faults_the_first_is_told() {
    use ProblemKind::{EncodingInvalid, NotWellFormed};
    for (text, what) in [
        ("<a>]]>\u{1}</a>", "]]>"),
        ("<a>\u{1}]]></a>", "\u{1}"),
        ("<a><!-- a -- \u{1} --></a>", "-- \u{1}"),
        ("<a b='<\u{1}'/>", "<\u{1}"),
        ("<a b='&x \u{1}'/>", "&x"),
        ("<a b='1' b='\u{1}'/>", "b='\u{1}"),
        ("<a b='1'c='\u{1}'/>", "c="),
        ("<a b=\u{fffe}/>", "\u{fffe}"),
        ("<a>&#0;\u{1}</a>", "&#0;"),
        ("<a><b></c \u{1}></a>", "</c"),
        ("<a/>x\u{1}", "x"),
        ("<a/><b \u{1}/>", "<b"),
        ("<a><?b:c \u{1}?></a>", "<?b"),
        ("<a>\u{1}&", "\u{1}"),
    ] {
        check(text, NotWellFormed, at(text, what));
    }
    let bad = |text: &str| -> Vec<u8> {
        text.bytes()
            .map(|byte| if byte == b'!' { 0xFF } else { byte })
            .collect()
    };
    for (text, kind, what) in [
        ("<a>]]>!</a>", NotWellFormed, "]]>"),
        ("<a>!]]></a>", EncodingInvalid, "!"),
        ("<a b='<!'/>", NotWellFormed, "<!"),
        ("<a b='!<'/>", EncodingInvalid, "!"),
        ("<a></b>!", NotWellFormed, "</b"),
        ("<a/>!", EncodingInvalid, "!"),
        ("<!", EncodingInvalid, "!"),
    ] {
        check(bad(text), kind, at(text, what));
    }
}

#[test]
fn bytes_that_are_no_text_have_their_place() {
    use ProblemKind::{EncodingInvalid, NotWellFormed};
    // A character cut short, by another and by the end; one too long; a surrogate; past the last character.
    check(b"<a>\xE2\x82x</a>", EncodingInvalid, 3);
    check(b"<a>\xE2\x82", EncodingInvalid, 3);
    check(b"<a>\xC3\xA9\xC0\x80</a>", EncodingInvalid, 5);
    check(b"<a>\xED\xA0\x80</a>", EncodingInvalid, 3);
    check(b"<a>\xF4\x90\x80\x80</a>", EncodingInvalid, 3);
    check("<a>\u{ffff}</a>", NotWellFormed, 3);
    check("<a>\u{fffd}\u{fffe}</a>", NotWellFormed, 6);
    check("<a>\u{7f}\u{0}</a>", NotWellFormed, 4);
}

#[test]
fn what_has_no_end_is_said_where_it_begins() {
    for (text, what) in [
        ("<a><b", "<b"),
        ("<a><b c", "<b"),
        ("<a><b c='d", "c="),
        ("<a></a", "</a"),
        ("<a></", "</"),
        ("<a><", "<"),
        ("<a><!", "<!"),
        ("<a><!-- b -", "<!--"),
        ("<a><![CDATA[ b ]]", "<!["),
        ("<a><?b c", "<?b"),
        ("<?xml version='1.0'", "<?xml"),
        ("<!DOCTYPE a [ <!-- ]> ", "<!D"),
        ("<!DOCTYPE a [ <?b ]> ", "<!D"),
        ("<!DOCTYPE a [ <!ENTITY b ']>'> ", "<!D"),
        ("<a>&b", "&b"),
    ] {
        let place = if what == "<" { 3 } else { at(text, what) };
        check(text, ProblemKind::NotWellFormed, place);
    }
    check("<a>b", ProblemKind::NotWellFormed, 4);
}

#[test]
fn what_is_no_markup_is_refused() {
    for (text, what) in [
        ("<!doctype a><a/>", "<!d"),
        ("<!DOCTYPEa><a/>", "<!D"),
        ("<!DOCTYPE ><a/>", "<!D"),
        ("<!DOCTYPE a><!DOCTYPE a><a/>", "<!DOCTYPE a><a/>"),
        ("<a><![cdata[]]></a>", "<!["),
        ("<a><!ELEMENT a></a>", "<!E"),
        ("<![CDATA[]]><a/>", "<!["),
        ("<a/>&amp;", "&amp;"),
        ("<a:b:c/>", "<a"),
        ("<:a/>", "<:"),
        ("<a:/>", "<a"),
        ("<a:1/>", "<a"),
        ("<1/>", "<1"),
        ("< a/>", "<"),
        ("<a/ >", "<a"),
        ("<a b/>", "b/"),
        ("<a b :c='d'/>", "b "),
        ("<a b='c'/ >", "/ >"),
        ("<é\u{d7}/>", "<é"),
        ("<a></a b='c'>", "</a b"),
        ("</a>", "</a"),
        ("<a/></a>", "</a"),
        ("<a><?XmL b?></a>", "<?XmL"),
        (" <?xml version='1.0'?><a/>", "<?xml"),
        ("<a>&b c;</a>", "&b"),
        ("<a>&#x;</a>", "&#x"),
        ("<a>&#xD800;</a>", "&#x"),
        ("\u{feff}<a/>", "\u{feff}"),
    ] {
        check(text, ProblemKind::NotWellFormed, at(text, what));
    }
}

#[test]
fn a_limit_ends_the_reading() {
    let limits = |document_bytes, item_bytes| Limits {
        document_bytes,
        item_bytes,
        ..Limits::default()
    };
    let fault = |text: &str, limits| read(text.as_bytes(), 7, limits).1;
    let text = format!("<a>{}</a>", "b".repeat(50));
    assert_eq!(fault(&text, limits(57, 50)), None);
    let stop = Some((ProblemKind::LimitExceeded, 3));
    assert_eq!(fault(&text, limits(57, 49)), stop);
    assert_eq!(fault(&text, limits(40, 50)), stop);
    let stop = Some((ProblemKind::LimitExceeded, 53));
    assert_eq!(fault(&text, limits(56, 50)), stop);
    // Whether the window had all of it already does not matter.
    let (_, stop, _) = read(text.as_bytes(), 1000, limits(57, 49));
    assert_eq!(stop, Some((ProblemKind::LimitExceeded, 3)));
}

#[test]
fn a_token_may_be_longer_than_a_block() {
    let long = "é".repeat(200_000);
    let text = format!("<a b='{long}'>{long}<!--{long}--><?c {long}?><![CDATA[{long}]]></a>");
    let (told, stop, _) = read(text.as_bytes(), 64 * 1024, Limits::default());
    assert_eq!(stop, None);
    let expected = [
        Told::Start("a".into(), vec![("b".into(), long.clone())]),
        Told::Text(long.clone()),
        Told::Comment(long.clone()),
        Told::Instruction(format!("c {long}")),
        Told::Text(long),
        Told::End,
    ];
    assert_eq!(told, expected);
}

#[test]
fn line_ends_are_one_however_the_text_is_cut() {
    let text = "<a b='\r\n\r\t&#xD;'>\r\n\r\r\n&#xD;\n<![CDATA[\r]]>\n<!--\r\n--><?c \rd?></a>\r\n";
    for block in 1..20 {
        let (told, stop, _) = read(text.as_bytes(), block, Limits::default());
        assert_eq!(stop, None);
        let expected = [
            Told::Start("a".into(), vec![("b".into(), "   \r".into())]),
            Told::Text("\n\n\n\r\n\n\n".into()),
            Told::Comment("\n".into()),
            Told::Instruction("c \nd".into()),
            Told::End,
        ];
        assert_eq!(told, expected, "{block}");
    }
}

#[test]
fn who_passes_over_space_gets_all_other_text() {
    let text = b"<a> <b> c </b>\r\n&#32; <![CDATA[ ]]> d <e/> </a> ";
    let mut reader = Reader::new(&text[..], Limits::default());
    let mut texts = Vec::new();
    loop {
        match reader.next(true).unwrap() {
            Some(Token::Text { text, .. }) => texts.push(text.to_owned()),
            Some(Token::Eof) => break,
            _ => {}
        }
    }
    assert_eq!(texts, [" c ", " ", " ", " d "]);
}
