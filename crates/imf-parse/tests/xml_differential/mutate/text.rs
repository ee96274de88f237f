//! Damage to the text itself: what is no well-formed XML, and what only looks so.

use super::{Mutant, Mutants};
use crate::scan::Element;

/// The mutants of one document, whose first element is its root.
pub(super) fn mutate(base: &Mutant, text: &str, elements: &[Element], mutants: &mut Mutants) {
    let mut add = |what: String, document: Vec<u8>| {
        mutants.add(format!("{}: {}", base.name, what.escape_debug()), || {
            document
        });
    };
    let root = &elements[0];
    let prolog_end = root.start.start;
    let body = &text[prolog_end..];
    for prolog in PROLOGS {
        add(
            format!("begins with `{prolog}`"),
            format!("{prolog}{body}").into_bytes(),
        );
    }
    for epilog in EPILOGS {
        add(
            format!("ends with `{epilog}`"),
            format!("{}{epilog}", text.trim_end()).into_bytes(),
        );
    }
    for (what, document) in encodings(body) {
        add(what.to_owned(), document);
    }
    let leaf = elements
        .iter()
        .find(|element| element.descendants == 0 && !element.is_empty_tag());
    // What is not of our namespaces may hold anything.
    let free = elements
        .iter()
        .find(|element| text[element.name.clone()].starts_with("x:") && !element.is_empty_tag());
    let places = [
        Some(root.start.end),
        leaf.map(|leaf| leaf.start.end),
        free.map(|free| free.start.end),
    ];
    for (place, at) in ["in the root", "in a leaf", "in what is not checked"]
        .into_iter()
        .zip(places)
    {
        let Some(at) = at else { continue };
        for inserted in INSERTIONS {
            add(
                format!("`{}` {place}", String::from_utf8_lossy(inserted)),
                splice(text, at, inserted),
            );
        }
    }
    for inserted in ATTRIBUTES {
        add(
            format!("`{}` in the root's tag", String::from_utf8_lossy(inserted)),
            splice(text, root.name.end, inserted),
        );
    }
    // Truncations and lost bytes, spread over the document by steps that divide nothing.
    let bytes = text.as_bytes();
    let step = (bytes.len() / 61).max(1);
    for at in (0..bytes.len()).step_by(step) {
        add(format!("cut at {at}"), bytes[..at].to_vec());
    }
    for byte in *b"<>/\"'=& \n:?!" {
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == byte).collect();
        for at in places.iter().step_by((places.len() / 12).max(1)) {
            let mut lost = bytes.to_vec();
            lost.remove(*at);
            add(format!("`{}` lost at {at}", char::from(byte)), lost);
        }
    }
    for at in (step / 2..bytes.len()).step_by(step) {
        for byte in [0, b'<', b'&', b'"', 0x80, 0xFF] {
            let mut damaged = bytes.to_vec();
            damaged[at] = byte;
            add(format!("byte {byte:#04x} at {at}"), damaged);
        }
    }
}

fn splice(text: &str, at: usize, inserted: &[u8]) -> Vec<u8> {
    [&text.as_bytes()[..at], inserted, &text.as_bytes()[at..]].concat()
}

const PROLOGS: &[&str] = &[
    "",
    "\u{FEFF}",
    "\u{FEFF}<?xml version=\"1.0\"?>",
    " <?xml version=\"1.0\"?>",
    "\n",
    "x",
    "<?xml version=\"1.0\"?>",
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>",
    "<?xml version='1.0' standalone='no' ?>",
    "<?xml version='1.0' standalone='maybe'?>",
    "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>",
    "<?xml encoding='UTF-8'?>",
    "<?xml?>",
    "<?xml ?>",
    "<?xml version=1.0?>",
    "<?xml version='1.0'encoding='UTF-8'?>",
    "<?xml version='1.0' encoding=''?>",
    "<?xml version='1.0' encoding='8-bit'?>",
    "<?xml version='1.0' encoding='unknown'?>",
    "<?xml version='1.0' encoding='utf-8'?>",
    "<?xml version='1.0' encoding='UTF-16'?>",
    "<?xml version='1.0' encoding='ISO-8859-1'?>",
    "<?xml version='1.0' encoding='US-ASCII'?>",
    "<?xml version='1.0' encoding='UTF-8' unknown='1'?>",
    "<?xml version='1.0' encoding='UTF-8'/>",
    "<?xml version='1.0' encoding='UTF-8'>",
    "<?xml version='1.1'?>",
    "<?xml version='2.0'?>",
    "<?xml version=''?>",
    "<?xml version = '1.0' ?>",
    "<?xml\tversion='1.0'\n?>",
    "<?XML version='1.0'?>",
    "<?Xml version='1.0'?>",
    "<?xml version='1.0'?><?xml version='1.0'?>",
    "<?xml version='1.0'?><?a?><!-- b --> ",
    "<?xml version='1.0'?><?a:b c?>",
    "<?xml-stylesheet href='a'?>",
    "<!-- a -- b -->",
    "<!-- a --->",
    "<!---->",
    "<!--->",
    "<!-- a",
    "<?a",
    "<??>",
    "<? a?>",
    "<?1?>",
    "<![CDATA[]]>",
    "&#32;",
    "<!DOCTYPE a>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "<!doctype a>",
    "<!UNKNOWN>",
    "</a>",
    "<a/>",
];

const EPILOGS: &[&str] = &[
    "",
    " \n\t",
    "<!-- a -->",
    "<?a?>",
    "<?xml version='1.0'?>",
    "x",
    "\0",
    "&#32;",
    "<a/>",
    "</a>",
    "<",
    "<!--",
    "<![CDATA[]]>",
    "\u{FEFF}",
    "\u{85}",
];

const INSERTIONS: &[&[u8]] = &[
    b"&amp;",
    b"&#x41;",
    b"&#X41;",
    b"&#0;",
    b"&#x0;",
    b"&#1;",
    b"&#x10FFFF;",
    b"&#x110000;",
    b"&#xD800;",
    b"&#xFFFE;",
    b"&#xFFFFFFFFFFFFFFFFFF41;",
    b"&#-65;",
    b"&#+65;",
    b"&#;",
    b"&#x;",
    b"&#65",
    b"&;",
    b"&",
    b"& ",
    b"&amp",
    b"&unknown;",
    b"&nbsp;",
    b"& amp;",
    b"&amp ;",
    b"&AMP;",
    b"&1;",
    b"]]>",
    b"]]",
    b">",
    b"]]&gt;",
    b"<",
    b"< a/>",
    b"<1/>",
    b"<-a/>",
    b"<a",
    b"<a>",
    b"</a>",
    b"<a></ a>",
    b"<a></a >",
    b"<a></a\n>",
    b"<a></a b='c'>",
    b"<a></A>",
    b"<a / >",
    b"<a/ >",
    b"<a//>",
    b"<a b/>",
    b"<a b=/>",
    b"<a b=c/>",
    b"<a b='c\"/>",
    b"<a b='<'/>",
    b"<a b='&'/>",
    b"<a b='&unknown;'/>",
    b"<a b='>'/>",
    b"<a b='c'd='e'/>",
    b"<a b='c' b='d'/>",
    b"<a b = 'c'/>",
    b"<a\nb\n=\n'c'\n/>",
    b"<a 'b'/>",
    b"<a =''/>",
    b"<a b:c=''/>",
    b"<b:a/>",
    b"<a:b:c/>",
    b"<:a/>",
    b"<a:/>",
    b"<p:a xmlns:p='urn:p'/>",
    b"<p:a xmlns:p='urn:p'></p:a>",
    b"<p:a xmlns:p='urn:p'></q:a>",
    b"<p:a xmlns:p=''/>",
    b"<a xmlns:p='urn:p' xmlns:q='urn:p' p:b='' q:b=''/>",
    b"<a xmlns:p='urn:p' xmlns='urn:p' p:b='' b=''/>",
    b"<a xmlns='' xmlns=''/>",
    b"<xmlns:a/>",
    b"<xml:a/>",
    b"<xmla/>",
    b"<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
    b"<a xmlns:xml='urn:a'/>",
    b"<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
    b"<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
    b"<a xmlns:xmlns='urn:a'/>",
    b"<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
    b"<a xmlns='http://www.w3.org/2000/xmlns/'/>",
    b"<a xmlns:='urn:a'/>",
    b"<a xmlns:p:q='urn:a'/>",
    b"<a xml:lang='en' xml:space='preserve'/>",
    b"<a xmlns:p='a b'/>",
    b"<a xmlns:p=' urn:a '/>",
    b"<a xmlns:p='&#x75;rn:a'/>",
    b"<!-- a -->",
    b"<!-- a -- b -->",
    b"<!-- a --->",
    b"<!--->-->",
    b"<!-- <a> & ]]> -->",
    b"<!-- \x01 -->",
    b"<!-- \xFF -->",
    b"<!--",
    b"<!>",
    b"<!a>",
    b"<!DOCTYPE a>",
    b"<!ELEMENT a ANY>",
    b"<![CDATA[ <a> & ]] > ]]>",
    b"<![CDATA[]]]]>",
    b"<![CDATA[]]]>",
    b"<![CDATA[\x01]]>",
    b"<![CDATA[\xFF]]>",
    b"<![cdata[]]>",
    b"<![CDATA []]>",
    b"<![ CDATA[]]>",
    b"<![CDATA[",
    b"<![INCLUDE[]]>",
    b"<?a?>",
    b"<?a b?>",
    b"<?a ? > ?>",
    b"<?a?b?>",
    b"<?a\x01?>",
    b"<? a?>",
    b"<?xml?>",
    b"<?xml version='1.0'?>",
    b"<?XmL?>",
    b"<?xmla?>",
    b"<?a:b?>",
    b"<?a",
    b"<?a>",
    b"\0",
    b"\x01",
    b"\x08",
    b"\x0B",
    b"\x0C",
    b"\x1F",
    b"\x7F",
    b"\r",
    b"\r\n",
    b"\xC2\x85",
    b"\xC2\xA0",
    b"\xE2\x80\xA8",
    b"\xEF\xBB\xBF",
    b"\xEF\xBF\xBD",
    b"\xEF\xBF\xBE",
    b"\xEF\xBF\xBF",
    b"\xED\xA0\x80",
    b"\xC0\x80",
    b"\xE0\x80\xAF",
    b"\xF0\x90\x80\x80",
    b"\xF4\x8F\xBF\xBF",
    b"\xF4\x90\x80\x80",
    b"\xF8\x88\x80\x80\x80",
    b"\x80",
    b"\xC3",
    b"<\xC3\xA9/>",
    b"<a\xC2\xB7/>",
    b"<\xC2\xB7a/>",
    b"<\xE2\x81\xB0/>",
    b"<\xC3\x97/>",
    b"<a\xC3\x97/>",
    b"<\xF0\x90\x80\x80/>",
    b"<\xCD\xBE/>",
    b"<\xE4\xB8\xAD/>",
];

const ATTRIBUTES: &[&[u8]] = &[
    b" a",
    b" a=",
    b" a=b",
    b" a='<'",
    b" a='&lt;'",
    b" a='&'",
    b" a='&#10;'",
    b" a='\n'",
    b" a='",
    b" a=\"'\"",
    b" a='' a=''",
    b" a=''b=''",
    b"a=''",
    b" 1a=''",
    b" a:b=''",
    b" xmlns:a=''",
    b" xmlns:a='urn:a'",
    b" xmlns:xml='http://www.w3.org/XML/1998/namespace'",
    b" xmlns:xmlns='http://www.w3.org/2000/xmlns/'",
    b" xml:lang='en'",
    b" xml:unknown='en'",
    b" a='\0'",
    b" a='\x01'",
    b" a='\xFF'",
    b" a='\xEF\xBF\xBF'",
    b" a='&#0;'",
    b" a='&unknown;'",
    b"/",
    b" /",
    b" <",
    b" &amp;",
    b" <!-- -->",
    b"\x0B",
    b"\xC2\xA0",
    b"\xC2\x85",
];

/// The document in other encodings, rightly and wrongly declared.
fn encodings(body: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    };
    let with = |declaration: &str| format!("<?xml version='1.0' encoding='{declaration}'?>{body}");
    // A letter beyond ASCII, where text may stand.
    let latin = |declaration: &str| {
        let mut bytes = with(declaration).into_bytes();
        bytes.extend(b"<!-- \xE9 -->");
        bytes
    };
    vec![
        (
            "UTF-16LE with a mark",
            utf16(&format!("\u{FEFF}{}", with("UTF-16")), u16::to_le_bytes),
        ),
        (
            "UTF-16BE with a mark",
            utf16(&format!("\u{FEFF}{}", with("UTF-16")), u16::to_be_bytes),
        ),
        (
            "UTF-16LE with a mark, undeclared",
            utf16(&format!("\u{FEFF}{body}"), u16::to_le_bytes),
        ),
        (
            "UTF-16BE with a mark, undeclared",
            utf16(&format!("\u{FEFF}{body}"), u16::to_be_bytes),
        ),
        (
            "UTF-16LE without a mark",
            utf16(&with("UTF-16LE"), u16::to_le_bytes),
        ),
        (
            "UTF-16BE without a mark",
            utf16(&with("UTF-16BE"), u16::to_be_bytes),
        ),
        (
            "UTF-16LE without a mark, declared UTF-16",
            utf16(&with("UTF-16"), u16::to_le_bytes),
        ),
        (
            "UTF-16BE without a mark, declared UTF-16",
            utf16(&with("UTF-16"), u16::to_be_bytes),
        ),
        (
            "UTF-16LE without a mark, undeclared",
            utf16(body, u16::to_le_bytes),
        ),
        (
            "UTF-16LE with a mark, declared UTF-8",
            utf16(&format!("\u{FEFF}{}", with("UTF-8")), u16::to_le_bytes),
        ),
        ("UTF-16LE with half a character", {
            let mut bytes = utf16(&format!("\u{FEFF}{}", with("UTF-16")), u16::to_le_bytes);
            bytes.push(b' ');
            bytes
        }),
        ("UTF-16LE with half a surrogate pair", {
            let mut bytes = utf16(
                &format!("\u{FEFF}{}<!-- ", with("UTF-16")),
                u16::to_le_bytes,
            );
            bytes.extend([0x00, 0xD8]);
            bytes.extend(utf16(" -->", u16::to_le_bytes));
            bytes
        }),
        (
            "UTF-32BE",
            body.chars()
                .flat_map(|c| u32::from(c).to_be_bytes())
                .collect(),
        ),
        ("Latin-1", latin("ISO-8859-1")),
        ("Windows-1252", latin("windows-1252")),
        ("Latin-1, declared ASCII", latin("US-ASCII")),
        ("Latin-1, declared UTF-8", latin("UTF-8")),
        ("Shift_JIS", with("Shift_JIS").into_bytes()),
        ("EUC-JP", with("EUC-JP").into_bytes()),
        ("GB18030", with("GB18030").into_bytes()),
        ("Big5", with("Big5").into_bytes()),
        ("KOI8-R", with("KOI8-R").into_bytes()),
        ("UTF-7", with("UTF-7").into_bytes()),
        ("latin1", with("latin1").into_bytes()),
        ("UTF8", with("UTF8").into_bytes()),
    ]
}
