//! The tables, held against themselves.

use super::*;
use crate::label::Ul;

#[test]
fn every_entry_is_found_by_its_label_and_by_its_name() {
    for index in 0..u16::try_from(elements::ELEMENTS.len()).unwrap() {
        let element = Element(index);
        assert_eq!(Element::of(element.ul()), Some(element));
        assert_eq!(
            Element::named(element.namespace(), element.symbol()),
            Some(element)
        );
    }
    for index in 0..u16::try_from(groups::GROUPS.len()).unwrap() {
        let group = Group(index);
        assert_eq!(Group::of(group.ul()), Some(group));
        assert_eq!(Group::named(group.namespace(), group.symbol()), Some(group));
    }
    for index in 0..u16::try_from(types::TYPES.len()).unwrap() {
        assert_eq!(Type::of(Type(index).ul()), Some(Type(index)));
        assert!(!Type(index).symbol().is_empty() && !Type(index).namespace().is_empty());
    }
    for index in 0..u16::try_from(labels::LABELS.len()).unwrap() {
        assert_eq!(Label::of(Label(index).ul()), Some(Label(index)));
        assert!(!Label(index).symbol().is_empty() && !Label(index).namespace().is_empty());
    }
    assert_eq!(Element::of(Ul([0xff; 16])), None);
    assert_eq!(Element::named("", "StoredWidth"), None);
}

#[test]
fn elements_are_ranked_by_their_symbols() {
    let elements = (0..u16::try_from(elements::ELEMENTS.len()).unwrap()).map(Element);
    let mut elements: Vec<Element> = elements.collect();
    elements.sort_by_key(|element| element.symbol_rank());
    for pair in elements.windows(2) {
        assert_eq!(
            pair[0].symbol().cmp(pair[1].symbol()),
            pair[0].symbol_rank().cmp(&pair[1].symbol_rank())
        );
    }
}

#[test]
fn every_index_of_the_tables_leads_somewhere() {
    for index in 0..u16::try_from(elements::ELEMENTS.len()).unwrap() {
        let _ = Element(index).value_type().map(Type::kind);
    }
    let mut properties = 0;
    for index in 0..u16::try_from(groups::GROUPS.len()).unwrap() {
        assert!(
            Group(index).line().take(20).count() < 20,
            "{}",
            Group(index).symbol()
        );
        properties += Group(index)
            .own_properties()
            .inspect(|own| assert!(!own.element.symbol().is_empty()))
            .count();
    }
    assert_eq!(properties, groups::RECORDS.len());
    let (mut members, mut symbols, mut values) = (0, 0, 0);
    for index in 0..u16::try_from(types::TYPES.len()).unwrap() {
        let of = Type(index);
        let _ = (of.plain_kind(), of.fixed_length());
        members += of
            .members()
            .inspect(|(_, of)| assert!(!of.symbol().is_empty()))
            .count();
        symbols += of.symbols().count();
        values += of.labels().count();
    }
    assert_eq!(members, types::MEMBERS.len());
    assert_eq!(symbols, types::SYMBOLS.len());
    assert_eq!(values, types::LABEL_VALUES.len());
    for &(tag, element) in &elements::STATIC_TAGS {
        assert_eq!(Element::with_tag(tag), Some(Element(element)));
    }
}

#[test]
fn types_have_the_lengths_of_their_values() {
    let length = |symbol: &str| {
        let element = Element::named("http://www.smpte-ra.org/reg/335/2012", symbol);
        element
            .and_then(Element::value_type)
            .and_then(Type::fixed_length)
    };
    assert_eq!(length("SampleRate"), Some(8));
    assert_eq!(length("FrameLayout"), Some(1));
    assert_eq!(length("PackageID"), Some(32));
    assert_eq!(length("InstanceID"), Some(16));
    assert_eq!(length("PixelLayout"), Some(16));
    assert_eq!(length("FileLastModified"), Some(8));
    assert_eq!(length("ColorPrimaries"), Some(16));
    assert_eq!(length("PrimaryPackage"), Some(16));
    assert_eq!(length("ToolkitVersion"), Some(10));
    assert_eq!(length("VideoLineMap"), None);
    assert_eq!(length("MCATagName"), None);
}
