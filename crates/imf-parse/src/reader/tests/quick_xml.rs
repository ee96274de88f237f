//! Our reader beside quick-xml, which is another's work and reads the same language more leniently.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::documents::each;
use super::{Told, read, tell_text};
use crate::Limits;

/// What quick-xml tells of the text; `None` where it refuses it.
fn told(text: &[u8]) -> Option<Vec<Told>> {
    let mut reader = quick_xml::Reader::from_reader(text);
    reader.config_mut().check_comments = true;
    let mut told = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) => told.push(start(&tag)?),
            Event::Empty(tag) => told.extend([start(&tag)?, Told::End]),
            Event::End(_) => told.push(Told::End),
            Event::Text(text) => tell_text(&mut told, &text.xml10_content()),
            Event::CData(text) => tell_text(&mut told, &text.xml10_content()),
            Event::Comment(text) => told.push(Told::Comment(text.xml10_content().into())),
            Event::PI(text) => {
                // It has no such thing for instructions.
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                told.push(Told::Instruction(text));
            }
            Event::GeneralRef(name) => match name.resolve_char_ref().ok()? {
                Some(character) => tell_text(&mut told, character.encode_utf8(&mut [0; 4])),
                // Others are passed over, as ours does.
                None => tell_text(&mut told, resolve_predefined_entity(&name).unwrap_or("")),
            },
            Event::Decl(_) | Event::DocType(_) => {}
            Event::Eof => return Some(told),
        }
    }
}

fn start(tag: &BytesStart<'_>) -> Option<Told> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let resolve = |name: &str| Some(resolve_predefined_entity(name).unwrap_or(""));
        let value = attribute
            .normalized_value_with(XmlVersion::Implicit1_0, 1, resolve)
            .ok()?;
        attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Some(Told::Start(tag.name().0.to_owned(), attributes))
}

/// White space outside the root element, which ours does not tell.
fn without_outside(told: Vec<Told>) -> Vec<Told> {
    let mut depth = 0_usize;
    told.into_iter()
        .filter(|piece| {
            match piece {
                Told::Start(..) => depth += 1,
                Told::End => depth -= 1,
                Told::Text(_) => return depth > 0,
                _ => {}
            }
            true
        })
        .collect()
}

#[test]
fn what_we_accept_quick_xml_reads_the_same() {
    let mut accepted = 0;
    let count = each(|text| {
        let (ours, stop, _) = read(text, 64 * 1024, Limits::default());
        if stop.is_some() {
            return;
        }
        accepted += 1;
        let theirs = told(text).map(without_outside);
        let shown = || String::from_utf8_lossy(text).into_owned();
        assert_eq!(Some(ours), theirs, "{}", shown());
    });
    assert!(count > 3000, "{count} documents");
    assert!(accepted > count / 5, "{accepted} of {count} accepted");
}

#[test]
fn however_the_text_comes_it_is_read_the_same() {
    each(|text| {
        let whole = read(text, 64 * 1024, Limits::default());
        for block in [1, 3, 64, 1000] {
            // The smallest blocks take long, and cut everything in two that can be.
            if block >= 64 || text.len() < 3000 {
                let cut = read(text, block, Limits::default());
                assert_eq!(cut, whole, "{}", String::from_utf8_lossy(text));
            }
        }
    });
}
