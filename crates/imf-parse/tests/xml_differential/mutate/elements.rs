//! One element or attribute changed.

use std::ops::Range;

use super::{Mutant, Mutants};
use crate::scan::Element;
use crate::values::{ATTRIBUTES, CHILDREN, PREFIXES, TEXTS, TYPES};

/// The element at the wrong place, missing, too often, renamed; others around it.
pub(super) fn mutate_structure(
    base: &Mutant,
    text: &str,
    elements: &[Element],
    element: &Element,
    mutants: &mut Mutants,
) {
    structure(
        &mut Editor {
            base,
            text,
            path: &element.path,
            mutants,
        },
        elements,
        element,
    );
}

/// Other texts, attributes and types, all of them or a few.
pub(super) fn mutate_content(
    base: &Mutant,
    text: &str,
    element: &Element,
    all: bool,
    mutants: &mut Mutants,
) {
    let step = if all { 1 } else { 7 };
    let from = mutants.made;
    let mut editor = Editor {
        base,
        text,
        path: &element.path,
        mutants,
    };
    content(&mut editor, element, from, step);
    attributes(&mut editor, element, from, step);
    types(&mut editor, element, from, step);
}

/// Every `step`th value, beginning with another one each time.
fn some<'a>(values: &'a [&'a str], from: usize, step: usize) -> impl Iterator<Item = &'a str> {
    values.iter().copied().skip(from % step).step_by(step)
}

/// Turns edits into mutants.
struct Editor<'a> {
    base: &'a Mutant,
    text: &'a str,
    path: &'a str,
    mutants: &'a mut Mutants,
}

impl Editor<'_> {
    /// Adds the document with the ranges, in ascending order, replaced.
    fn add(&mut self, what: &str, edits: &[(Range<usize>, &str)]) {
        let name = format!("{}: {}: {}", self.base.name, self.path, what.escape_debug());
        let text = self.text;
        self.mutants.add(name, || {
            let mut document = String::with_capacity(text.len() + 64);
            let mut at = 0;
            for (range, replacement) in edits {
                document.push_str(&text[at..range.start]);
                document.push_str(replacement);
                at = range.end;
            }
            document.push_str(&text[at..]);
            document.into_bytes()
        });
    }

    fn insert(&mut self, what: &str, at: usize, inserted: &str) {
        self.add(what, &[(at..at, inserted)]);
    }
}

fn structure(editor: &mut Editor<'_>, elements: &[Element], element: &Element) {
    let text = editor.text;
    let whole = element.whole();
    let own = &text[whole.clone()];
    editor.add("deleted", &[(whole.clone(), "")]);
    if element.parent.is_some() {
        editor.insert("twice", whole.end, own);
        editor.insert("three times", whole.end, &own.repeat(2));
    }
    let next = elements
        .iter()
        .find(|other| other.parent == element.parent && other.start.start >= whole.end);
    if let Some(next) = next {
        let other = &text[next.whole()];
        editor.add(
            "swapped with the next",
            &[(whole.clone(), other), (next.whole(), own)],
        );
    }
    for name in ["Unknown", "unknown:Name", "Id", "IdX", "id"] {
        let prefixed = match text[element.name.clone()].split_once(':') {
            Some((prefix, _)) if !name.contains(':') => format!("{prefix}:{name}"),
            _ => name.to_owned(),
        };
        let end = element.end.start + 2..element.end.start + 2 + element.name.len();
        if element.is_empty_tag() {
            editor.add(
                &format!("named {name}"),
                &[(element.name.clone(), &prefixed)],
            );
        } else {
            editor.add(
                &format!("named {name}"),
                &[(element.name.clone(), &prefixed), (end, &prefixed)],
            );
        }
    }
    let has_default = element
        .attributes
        .iter()
        .any(|attribute| &text[attribute.name.clone()] == "xmlns");
    if !has_default {
        for namespace in [
            "",
            "urn:example",
            "http://www.smpte-ra.org/schemas/2067-3/2016",
            "http://www.w3.org/2000/09/xmldsig#",
        ] {
            editor.insert(
                &format!("xmlns={namespace}"),
                element.name.end,
                &format!(" xmlns=\"{namespace}\""),
            );
        }
    }
    for child in CHILDREN {
        let declared = child.replacen(
            ['/', '>'],
            &format!(
                "{PREFIXES}{}",
                if child.contains("/>") && child.find('/') < child.find('>') {
                    "/"
                } else {
                    ">"
                }
            ),
            1,
        );
        let declared = if child
            .find(' ')
            .is_some_and(|space| Some(space) < child.find(['/', '>']))
        {
            child.replacen(' ', &format!("{PREFIXES} "), 1)
        } else {
            declared
        };
        if element.parent.is_some() {
            editor.insert(&format!("{child} before it"), whole.start, &declared);
            editor.insert(&format!("{child} after it"), whole.end, &declared);
        }
        if !element.is_empty_tag() {
            editor.insert(
                &format!("{child} as last in it"),
                element.end.start,
                &declared,
            );
        }
    }
}

fn content(editor: &mut Editor<'_>, element: &Element, from: usize, step: usize) {
    let name = &editor.text[element.name.clone()];
    if element.is_empty_tag() {
        // `<a/>` becomes `<a>…</a>`.
        let slash = element.start.end - 2..element.start.end;
        for text in some(TEXTS, from, step) {
            editor.add(
                &format!("`{text}` in it"),
                &[(slash.clone(), &format!(">{text}</{name}>"))],
            );
        }
        return;
    }
    if element.descendants == 0 {
        for text in some(TEXTS, from, step) {
            editor.add(&format!("`{text}` in it"), &[(element.content(), text)]);
        }
        for (what, before, after) in [
            ("a comment before", "<!-- c -->", ""),
            ("a comment after", "", "<!---->"),
            ("spaces around", " \t", "\n"),
        ] {
            editor.add(
                what,
                &[
                    (element.start.end..element.start.end, before),
                    (element.end.start..element.end.start, after),
                ],
            );
        }
        let middle = element.start.end + element.content().len() / 2;
        if editor.text.is_char_boundary(middle) {
            editor.insert("a comment within", middle, "<!-- c -->");
            editor.insert("an instruction within", middle, "<?a b?>");
            editor.insert("an element within", middle, "<Unknown/>");
        }
    } else {
        for text in [
            "text",
            "\u{a0}",
            "&#32;",
            "&#65;",
            "<!-- c -->",
            "<?a b?>",
            "<![CDATA[]]>",
            "<![CDATA[ ]]>",
            "<![CDATA[x]]>",
        ] {
            editor.insert(&format!("`{text}` first in it"), element.start.end, text);
            editor.insert(&format!("`{text}` last in it"), element.end.start, text);
        }
        editor.add("emptied", &[(element.content(), "")]);
        editor.add("only white space in it", &[(element.content(), " \n")]);
    }
    editor.add("one tag", &[(element.start.end - 1..element.end.end, "/>")]);
}

fn attributes(editor: &mut Editor<'_>, element: &Element, from: usize, step: usize) {
    const XSI: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let text = editor.text;
    let declared = if text[element.start.clone()].contains("xmlns:xsi=") {
        ""
    } else {
        XSI
    };
    for (what, attribute) in [
        ("an unknown attribute", "unknown=\"\""),
        ("a language", "language=\"en\""),
        ("a scope", "scope=\"urn:a\""),
        ("an Id", "Id=\"_another\""),
        ("a second Id", "Id=\"_signer\""),
        ("an Algorithm", "Algorithm=\"urn:a\""),
        ("a qualified attribute", "xmlns:q=\"urn:example\" q:a=\"\""),
        ("xml:lang", "xml:lang=\"en\""),
        ("xml:space", "xml:space=\"preserve\""),
        ("xml:space of no known value", "xml:space=\"x\""),
    ] {
        editor.insert(what, element.name.end, &format!(" {attribute}"));
    }
    for (what, attribute) in [
        ("xsi:nil=true", "xsi:nil=\"true\""),
        ("xsi:nil=false", "xsi:nil=\"false\""),
        ("xsi:nil=x", "xsi:nil=\"x\""),
        ("xsi:schemaLocation", "xsi:schemaLocation=\"urn:a b.xsd\""),
        ("half an xsi:schemaLocation", "xsi:schemaLocation=\"urn:a\""),
        (
            "xsi:noNamespaceSchemaLocation",
            "xsi:noNamespaceSchemaLocation=\"b.xsd\"",
        ),
        ("xsi:unknown", "xsi:unknown=\"\""),
    ] {
        editor.insert(what, element.name.end, &format!(" {declared} {attribute}"));
    }
    for attribute in &element.attributes {
        let name = &text[attribute.name.clone()];
        let whole = attribute.name.start..attribute.value.end + 1;
        editor.add(&format!("@{name} deleted"), &[(whole.clone(), "")]);
        editor.insert(
            &format!("@{name} twice"),
            whole.end,
            &format!(" {}", &text[whole.clone()]),
        );
        editor.add(
            &format!("@{name} renamed"),
            &[(attribute.name.clone(), "renamed")],
        );
        if name.starts_with("xmlns") || name.ends_with(":type") {
            continue;
        }
        editor.add(
            &format!("@{name} qualified"),
            &[(
                attribute.name.clone(),
                &format!("xmlns:q=\"urn:example\" q:{name}"),
            )],
        );
        for value in some(ATTRIBUTES, from, step) {
            editor.add(
                &format!("@{name}=`{value}`"),
                &[(attribute.value.clone(), value)],
            );
        }
    }
}

fn types(editor: &mut Editor<'_>, element: &Element, from: usize, step: usize) {
    let text = editor.text;
    let of_own = |name: &str| text[element.start.clone()].contains(&format!(" xmlns:{name}="));
    // Declarations that the element does not have yet.
    let mut declarations = String::new();
    for declaration in PREFIXES.split(" xmlns:").skip(1) {
        let prefix = declaration.split('=').next().unwrap_or_default();
        if !of_own(prefix) {
            declarations.push_str(" xmlns:");
            declarations.push_str(declaration);
        }
    }
    if !of_own("xsi") {
        declarations.push_str(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    }
    let own = element
        .attributes
        .iter()
        .find(|attribute| text[attribute.name.clone()].ends_with(":type"));
    for ty in some(TYPES, from, step) {
        let what = format!("xsi:type=`{ty}`");
        match own {
            Some(attribute) => editor.add(
                &what,
                &[
                    (element.name.end..element.name.end, &declarations),
                    (attribute.value.clone(), ty),
                ],
            ),
            None => editor.insert(
                &what,
                element.name.end,
                &format!("{declarations} xsi:type=\"{ty}\""),
            ),
        }
    }
}
