//! Header metadata as RegXML.

use std::fs;

use imf_mxf::{Limits, Ul, read, regxml};
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::bytes::{FILES, batch, local, package, text_file};
use crate::metadata::{
    CONTENT_STORAGE, LABELS, NAME, PACKAGE, PACKAGES, PREFACE, STORAGE, UNKNOWN, VENDOR, chain,
    header, id, primer, set,
};
use crate::samples;

/// An element: its name with its namespace, its attributes, its text, its children.
#[derive(Debug, Default, PartialEq, Eq)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

/// The root of a document, without comments and the white space between elements.
fn tree(document: &str) -> Node {
    let mut reader = NsReader::from_str(document);
    let mut open = vec![Node::default()];
    let name = |namespace: ResolveResult<'_>, local: &str| match namespace {
        ResolveResult::Bound(namespace) => format!("{{{}}}{local}", namespace.as_ref()),
        _ => local.to_owned(),
    };
    loop {
        let event = reader.read_event().unwrap();
        match event {
            Event::Start(_) | Event::Empty(_) => {
                let (Event::Start(start) | Event::Empty(start)) = &event else {
                    unreachable!()
                };
                let (namespace, local) = reader.resolver().resolve_element(start.name());
                let mut node = Node {
                    name: name(namespace, local.as_ref()),
                    ..Node::default()
                };
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    if attribute.key.as_ref().starts_with("xmlns") {
                        continue;
                    }
                    let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
                    node.attributes
                        .push((name(namespace, local.as_ref()), attribute.value.to_string()));
                }
                if matches!(event, Event::Empty(_)) {
                    open.last_mut().unwrap().children.push(node);
                } else {
                    open.push(node);
                }
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(name) => {
                let character = match &*name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    number => {
                        let number = number
                            .strip_prefix('#')
                            .and_then(|number| number.parse().ok());
                        number.and_then(char::from_u32).expect("a character")
                    }
                };
                open.last_mut().unwrap().text.push(character);
            }
            Event::End(_) => {
                let mut node = open.pop().unwrap();
                if !node.children.is_empty() || node.text.trim().is_empty() {
                    node.text.clear();
                }
                open.last_mut().unwrap().children.push(node);
            }
            Event::Eof => return open.pop().unwrap().children.pop().expect("a root"),
            _ => {}
        }
    }
}

/// Where two trees differ first, if they do.
fn difference(found: &Node, wanted: &Node, path: &str) -> Option<String> {
    let path = format!(
        "{path}/{}",
        found.name.rsplit('}').next().unwrap_or_default()
    );
    if found.name != wanted.name
        || found.attributes != wanted.attributes
        || found.text != wanted.text
    {
        let shown = |node: &Node| format!("{} {:?} `{}`", node.name, node.attributes, node.text);
        return Some(format!(
            "{path}: {} instead of {}",
            shown(found),
            shown(wanted)
        ));
    }
    let children = found.children.iter().zip(&wanted.children);
    let below = children
        .into_iter()
        .find_map(|(found, wanted)| difference(found, wanted, &path));
    let names = |node: &Node| {
        node.children
            .iter()
            .map(|child| child.name.clone())
            .collect::<Vec<_>>()
    };
    below.or_else(|| {
        (found.children.len() != wanted.children.len())
            .then(|| format!("{path}: {:?} instead of {:?}", names(found), names(wanted)))
    })
}

fn document(bytes: &[u8]) -> String {
    let parsed = read(&bytes, &Limits::default()).unwrap().value;
    let metadata = parsed.header_metadata().expect("metadata");
    let preface = metadata
        .preface()
        .and_then(|preface| preface.instance)
        .expect("a preface");
    let mut document = Vec::new();
    regxml::write(metadata, metadata.find(preface).unwrap(), &mut document).unwrap();
    String::from_utf8(document).unwrap()
}

#[test]
fn the_samples_give_their_golden_documents() {
    let Some(root) = samples::root() else {
        return;
    };
    let mut compared = 0;
    let mut differences = Vec::new();
    for (name, bytes) in samples::track_files() {
        let Some(stem) = name
            .strip_prefix("regxmllib/mxf-files/")
            .and_then(|name| name.strip_suffix(".mxf"))
        else {
            continue;
        };
        let golden = root.join(format!("regxmllib/regxml-files/{stem}.xml"));
        let Ok(golden) = fs::read_to_string(golden) else {
            continue;
        };
        compared += 1;
        let difference = difference(&tree(&document(&bytes)), &tree(&golden), "");
        differences.extend(difference.map(|difference| format!("{stem}: {difference}")));
    }
    imf_testkit::say(format_args!("{compared} golden documents"));
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn files_of_a_package_give_documents() {
    let package = package();
    for id in FILES {
        let preface = tree(&document(&package.files[&package.path_of(id)]));
        assert_eq!(
            preface.name,
            "{http://www.smpte-ra.org/reg/395/2014/13/1/aaf}Preface"
        );
        let primary = preface
            .children
            .iter()
            .find(|child| child.name.ends_with("}PrimaryPackage"))
            .unwrap();
        assert!(
            primary
                .text
                .starts_with("urn:smpte:umid:060a2b34.01010105."),
            "{}",
            primary.text
        );
    }
    assert!(!document(&text_file()).contains("<!--"));
}

#[test]
fn lines_change_nothing_but_white_space() {
    let package = package();
    for id in FILES {
        let bytes = &package.files[&package.path_of(id)];
        let file = read(bytes, &Limits::default()).unwrap().value;
        let metadata = file.header_metadata().unwrap();
        let preface = metadata.preface().and_then(|preface| preface.instance);
        let preface = metadata.find(preface.unwrap()).unwrap();
        let mut indented = Vec::new();
        regxml::write_indented(metadata, preface, &mut indented).unwrap();
        let indented = String::from_utf8(indented).unwrap();
        let difference = difference(&tree(&indented), &tree(&document(bytes)), "");
        assert_eq!(difference, None);
        let lines: String = indented.lines().map(str::trim_start).collect();
        assert_eq!(lines, document(bytes));
        assert!(indented.ends_with("\n</r1:Preface>"), "{indented}");
    }
}

#[test]
fn what_the_registers_do_not_know_becomes_a_comment() {
    let mut sets = chain();
    sets[3] = set(
        PACKAGE,
        3,
        &[local(VENDOR, b"what"), local(NAME, &[0, b'$', 0, b'<'])],
    );
    let document = document(&header(&sets.concat()));
    assert!(document.contains(
        "<!--Unknown property urn:smpte:ul:01234567.89abcdef.01234567.89abcdef: 77686174-->"
    ));
    assert!(
        document.contains("PackageName r0:escape=\"true\">$#x24;&lt;</"),
        "{document}"
    );
    let metadata = header(&[primer(&LABELS), set(UNKNOWN, 1, &[])].concat());
    let file = read(&metadata, &Limits::default()).unwrap().value;
    let mut document = Vec::new();
    regxml::write(&file.metadata[0], 0, &mut document).unwrap();
    assert_eq!(
        document,
        format!("<!--Unknown set {}-->", Ul::from_u128(UNKNOWN)).as_bytes()
    );
}

#[test]
fn sets_as_deep_as_the_file_is_long_end_at_a_depth() {
    let mut sets = vec![
        primer(&LABELS),
        set(PREFACE, 0, &[local(CONTENT_STORAGE, &id(1))]),
    ];
    for number in 1..250 {
        sets.push(set(
            STORAGE,
            number,
            &[local(PACKAGES, &batch(16, &id(number + 1)))],
        ));
    }
    let document = document(&header(&sets.concat()));
    assert_eq!(document.matches(":ContentStorage>").count(), 2 * 63);
    assert!(document.contains("<!--Deeper sets are left out-->"));
}
