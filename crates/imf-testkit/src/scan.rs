//! Finds elements in XML text by their local names: enough to correct digests and to look up paths, and nothing more.
//!
//! Documents under test are damaged on purpose, so this goes on where a reader would stop.

use std::ops::Range;

/// Where an element stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its start tag, from `<` to `>`.
    pub(crate) start_tag: Range<usize>,
    /// What is between its tags.
    pub(crate) inner: Range<usize>,
}

/// The elements of that local name whose start tag is in the range, in document order, nested ones too.
pub(crate) fn elements(text: &str, range: &Range<usize>, name: &str) -> Vec<Element> {
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut position = range.start;
    while let Some(tag) = next_tag(text, position, range.end) {
        position = tag.end;
        let body = &text[tag.start + 1..tag.end - 1];
        if let Some(closed) = body.strip_prefix('/') {
            let closed = local(closed);
            let Some(depth) = open.iter().rposition(|(name, _)| *name == closed) else {
                continue;
            };
            let (_, start_tag) = open.swap_remove(depth);
            open.truncate(depth);
            if closed == name {
                found.push(Element {
                    inner: start_tag.end..tag.start,
                    start_tag,
                });
            }
        } else if body.ends_with('/') {
            if local(body) == name {
                found.push(Element {
                    inner: tag.end..tag.end,
                    start_tag: tag,
                });
            }
        } else {
            open.push((local(body), tag));
        }
    }
    found.sort_by_key(|element| element.start_tag.start);
    found
}

/// The text of the first element of that name in the range, without the space around it.
pub(crate) fn value<'t>(text: &'t str, range: &Range<usize>, name: &str) -> Option<&'t str> {
    let element = elements(text, range, name).into_iter().next()?;
    Some(text[element.inner].trim())
}

/// The value of an attribute in a start tag.
pub(crate) fn attribute<'t>(start_tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = start_tag.split_once(&format!(" {name}="))?;
    let quote = rest.chars().next()?;
    rest[1..].split(quote).next()
}

/// The local name of the root element.
pub(crate) fn root(text: &str) -> Option<&str> {
    let tag = next_tag(text, 0, text.len())?;
    Some(local(&text[tag.start + 1..tag.end - 1]))
}

/// The next start or end tag; comments, instructions, sections and declarations are stepped over.
fn next_tag(text: &str, mut position: usize, end: usize) -> Option<Range<usize>> {
    loop {
        let start = position + text.get(position..end)?.find('<')?;
        let rest = &text[start..end];
        let close = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<![CDATA[") => "]]>",
            _ if rest.starts_with("<?") => "?>",
            _ => ">",
        };
        position = start + rest.find(close)? + close.len();
        if close == ">" && !rest.starts_with("<!") {
            return Some(start..position);
        }
    }
}

fn local(tag: &str) -> &str {
    let name = tag
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()
        .unwrap_or(tag);
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, expected: &[&str]) {
        let found = elements(text, &(0..text.len()), name);
        assert_eq!(
            found
                .into_iter()
                .map(|element| &text[element.inner])
                .collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn elements_are_found_by_local_name() {
        check("<r><a>1</a><p:a x='y'>2</p:a></r>", "a", &["1", "2"]);
        check("<a><b/><a>1</a></a>", "a", &["<b/><a>1</a>", "1"]);
        check(
            "<?xml version='1.0'?><!-- <a>0</a> --><r><a/><![CDATA[<a>]]></r>",
            "a",
            &[""],
        );
        check("<r><a>1</b></a><a>2", "a", &["1</b>"]);
    }

    #[test]
    fn attributes_are_found_by_name() {
        assert_eq!(attribute("<a Algorithm='x' b=\"y\">", "b"), Some("y"));
        assert_eq!(attribute("<a Algorithm='x'/>", "Algorithm"), Some("x"));
        assert_eq!(attribute("<a/>", "b"), None);
    }
}
