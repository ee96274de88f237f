//! Where the elements and attributes of a well-formed document stand. Small and naive: it serves the mutations.

use std::ops::Range;

/// An element.
#[derive(Debug)]
pub(crate) struct Element {
    /// The namespace of the root and the names down to this element, without prefixes.
    pub(crate) path: String,
    /// Its start tag, or its only tag.
    pub(crate) start: Range<usize>,
    /// Its end tag; empty, at the end of the only tag, where there is but one.
    pub(crate) end: Range<usize>,
    pub(crate) name: Range<usize>,
    pub(crate) attributes: Vec<Attribute>,
    /// The number of elements in it, at any depth.
    pub(crate) descendants: usize,
    pub(crate) parent: Option<usize>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Range<usize>,
    /// Without its quotes.
    pub(crate) value: Range<usize>,
}

impl Element {
    /// The whole element.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.start.start..self.end.end
    }

    /// What stands between its tags.
    pub(crate) fn content(&self) -> Range<usize> {
        self.start.end..self.end.start
    }

    /// Whether it has but one tag.
    pub(crate) fn is_empty_tag(&self) -> bool {
        self.end.is_empty()
    }
}

/// The elements in the order of the text; `None` where the document is none that this module understands.
pub(crate) fn elements(text: &str) -> Option<Vec<Element>> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let rest = &text[start..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((_, close)) = skipped.iter().find(|(open, _)| rest.starts_with(open)) {
            at = start + rest.find(close)? + close.len();
            continue;
        }
        if rest.starts_with("<!") {
            return None;
        }
        let end = start + tag_length(rest)?;
        at = end;
        if rest.starts_with("</") {
            let index = open.pop()?;
            elements[index].end = start..end;
            elements[index].descendants = elements.len() - index - 1;
            continue;
        }
        let is_empty = text[..end].ends_with("/>");
        let name = name_at(text, start + 1);
        let attributes = attributes(text, name.end, end)?;
        let parent = open.last().copied();
        let local = text[name.clone()].rsplit(':').next()?;
        let path = match parent {
            Some(parent) => format!("{}/{local}", elements[parent].path),
            None => format!("{} {local}", root_namespace(text, &name, &attributes)),
        };
        if !is_empty {
            open.push(elements.len());
        }
        elements.push(Element {
            path,
            start: start..end,
            end: end..end,
            name,
            attributes,
            descendants: 0,
            parent,
        });
    }
    (open.is_empty() && !elements.is_empty()).then_some(elements)
}

/// Up to and with the `>`, which may stand in an attribute's value as well.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn name_at(text: &str, start: usize) -> Range<usize> {
    let length = text[start..]
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '='))
        .unwrap_or(0);
    start..start + length
}

fn attributes(text: &str, mut at: usize, end: usize) -> Option<Vec<Attribute>> {
    let mut attributes = Vec::new();
    loop {
        at += text[at..end].find(|c: char| !c.is_whitespace())?;
        if matches!(text.as_bytes()[at], b'/' | b'>') {
            return Some(attributes);
        }
        let name = name_at(text, at);
        let quote_at = name.end + text[name.end..end].find(['"', '\''])?;
        let quote = char::from(text.as_bytes()[quote_at]);
        let value = quote_at + 1..quote_at + 1 + text[quote_at + 1..end].find(quote)?;
        at = value.end + 1;
        attributes.push(Attribute { name, value });
    }
}

fn root_namespace<'a>(text: &'a str, name: &Range<usize>, attributes: &[Attribute]) -> &'a str {
    let declaration = match text[name.clone()].split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    let declared = attributes
        .iter()
        .find(|attribute| text[attribute.name.clone()] == declaration);
    declared.map_or("", |attribute| &text[attribute.value.clone()])
}
