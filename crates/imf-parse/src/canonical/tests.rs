use super::*;

/// The canonical form of `text`, and what it begins with.
#[track_caller]
fn written(text: &str, change: impl FnOnce(&mut View<'_>)) -> (String, Top) {
    match attempt(text, change) {
        Ok(found) => found,
        Err(obstacle) => panic!("{obstacle}"),
    }
}

fn attempt(text: &str, change: impl FnOnce(&mut View<'_>)) -> Result<(String, Top), Obstacle> {
    let mut octets = Vec::new();
    let mut out = |piece: &[u8]| octets.extend_from_slice(piece);
    let mut view = View {
        part: Part::Document,
        without: None,
        method: Canonicalization::Inclusive,
        comments: true,
        prefixes: Vec::new(),
        out: &mut out,
    };
    change(&mut view);
    let tops = canonicalize(&mut text.as_bytes(), [view], &Limits::default()).unwrap()?;
    Ok((String::from_utf8(octets).unwrap(), tops[0]))
}

/// The place of the first `needle`.
fn place(text: &str, needle: &str) -> Place {
    Place::new(text.find(needle).unwrap() as u64)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(written(text, |_| {}).0, expected);
}

#[track_caller]
fn check_element(text: &str, start: &str, method: Canonicalization, expected: &str) {
    let at = place(text, start);
    let (octets, _) = written(text, |view| {
        view.part = Part::Element(at);
        view.method = method;
    });
    assert_eq!(octets, expected);
}

#[test]
fn what_surrounds_the_root_stands_on_lines_of_its_own() {
    let text = "<?xml version=\"1.0\"?>\r\n\r\n<?p  d  ?>\n<!-- a\r\nb --><r/> \n<?q?><!--c-->\n";
    check(text, "<?p d  ?>\n<!-- a\nb -->\n<r></r>\n<?q?>\n<!--c-->");
    let (octets, top) = written(text, |view| view.comments = false);
    assert_eq!(octets, "<?p d  ?>\n<r></r>\n<?q?>");
    assert_eq!(
        top,
        Top {
            count: 1,
            is_root: true
        }
    );
}

#[test]
fn tags_have_one_form() {
    check(
        "<a  z = '1'\n y=\"2\" ><b\t/></a >",
        "<a y=\"2\" z=\"1\"><b></b></a>",
    );
}

#[test]
fn attributes_are_sorted_by_namespace_and_local_name() {
    check(
        "<a xmlns:b='urn:2' xmlns:a='urn:1' xmlns='urn:0' b:x='1' a:y='2' c='3' a:x='4' B='5' é='6'/>",
        "<a xmlns=\"urn:0\" xmlns:a=\"urn:1\" xmlns:b=\"urn:2\" B=\"5\" c=\"3\" é=\"6\" a:x=\"4\" a:y=\"2\" b:x=\"1\"></a>",
    );
}

#[test]
fn characters_are_escaped_as_little_as_can_be() {
    check(
        "<a b='\t\n&#9;&#10;&#13;&lt;>&amp;&quot;&apos;'>&#9;&#10;&#13;\r\n\r&lt;&gt;>&amp;\"'<![CDATA[<&>]]></a>",
        "<a b=\"  &#x9;&#xA;&#xD;&lt;>&amp;&quot;'\">\t\n&#xD;\n\n&lt;&gt;&gt;&amp;\"'&lt;&amp;&gt;</a>",
    );
    check(
        "<a xmlns='urn:a&amp;b&#10;'/>",
        "<a xmlns=\"urn:a&amp;b&#xA;\"></a>",
    );
}

#[test]
fn a_namespace_is_written_where_it_comes_into_force() {
    check(
        "<a xmlns='urn:1'><b xmlns='urn:1' xmlns:x='urn:2'><x:c xmlns:x='urn:2' xmlns=''><d/></x:c><x:e xmlns:x='urn:3'/></b><f/></a>",
        "<a xmlns=\"urn:1\"><b xmlns:x=\"urn:2\"><x:c xmlns=\"\"><d></d></x:c><x:e xmlns:x=\"urn:3\"></x:e></b><f></f></a>",
    );
    check(
        "<a xmlns='' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        "<a></a>",
    );
}

#[test]
fn the_exclusive_form_has_what_is_used() {
    let text = "<a xmlns='urn:1' xmlns:x='urn:2' xmlns:y='urn:3'><x:b y:c=''><x:d/><e/><y:f xmlns=''><g/></y:f></x:b></a>";
    let (octets, _) = written(text, |view| view.method = Canonicalization::Exclusive);
    assert_eq!(
        octets,
        "<a xmlns=\"urn:1\"><x:b xmlns:x=\"urn:2\" xmlns:y=\"urn:3\" y:c=\"\"><x:d></x:d><e></e><y:f><g xmlns=\"\"></g></y:f></x:b></a>"
    );
    let (octets, _) = written(text, |view| {
        view.method = Canonicalization::Exclusive;
        view.prefixes = vec!["y", "none"];
        view.part = Part::Element(place(text, "<x:b"));
    });
    assert_eq!(
        octets,
        "<x:b xmlns:x=\"urn:2\" xmlns:y=\"urn:3\" y:c=\"\"><x:d></x:d><e xmlns=\"urn:1\"></e><y:f><g></g></y:f></x:b>"
    );
    let (octets, _) = written(text, |view| {
        view.method = Canonicalization::Exclusive;
        view.prefixes = vec!["#default"];
        view.part = Part::Element(place(text, "<x:b"));
    });
    assert_eq!(
        octets,
        "<x:b xmlns=\"urn:1\" xmlns:x=\"urn:2\" xmlns:y=\"urn:3\" y:c=\"\"><x:d></x:d><e></e><y:f xmlns=\"\"><g></g></y:f></x:b>"
    );
}

#[test]
fn an_element_takes_over_what_is_in_force_around_it() {
    let text = "<a xmlns='urn:1' xmlns:x='urn:2' xml:lang='en' xml:id='i'><b xmlns:x='urn:3' xml:space='preserve' xml:lang='fr'><c k='v' xml:lang='de'/>t</b></a>";
    check_element(
        text,
        "<c",
        Canonicalization::Inclusive,
        "<c xmlns=\"urn:1\" xmlns:x=\"urn:3\" k=\"v\" xml:id=\"i\" xml:lang=\"de\" xml:space=\"preserve\"></c>",
    );
    check_element(
        text,
        "<c",
        Canonicalization::Inclusive11,
        "<c xmlns=\"urn:1\" xmlns:x=\"urn:3\" k=\"v\" xml:lang=\"de\" xml:space=\"preserve\"></c>",
    );
    check_element(
        text,
        "<c",
        Canonicalization::Exclusive,
        "<c xmlns=\"urn:1\" k=\"v\" xml:lang=\"de\"></c>",
    );
}

#[test]
fn a_base_that_would_have_to_be_joined_is_an_obstacle_to_version_1_1_alone() {
    let text = "<a xml:base='http://x/'><b/></a>";
    let at = place(text, "<b");
    let form = |method| {
        attempt(text, |view| {
            view.part = Part::Element(at);
            view.method = method;
        })
        .map(|(octets, _)| octets)
    };
    assert_eq!(form(Canonicalization::Inclusive11), Err(Obstacle::Base));
    assert_eq!(
        form(Canonicalization::Inclusive).as_deref(),
        Ok("<b xml:base=\"http://x/\"></b>")
    );
}

#[test]
fn what_is_left_out_leaves_no_trace() {
    let text = "<a xmlns='urn:1'>t<s xmlns='urn:2'><a/><!--x-->t</s><b xmlns='urn:2'/>u</a>";
    let (octets, _) = written(text, |view| view.without = Some(place(text, "<s")));
    assert_eq!(octets, "<a xmlns=\"urn:1\">t<b xmlns=\"urn:2\"></b>u</a>");
    let (octets, _) = written(text, |view| view.without = Some(place(text, "<a")));
    assert_eq!(octets, "");
}

#[test]
fn an_id_names_the_first_and_counts_all() {
    let text = "<a Id='1'><b Id='x'><c xml:id='x'/></b><d id='x' ID='x'/><e Id='x'/></a>";
    let by_id = |id| written(text, |view| view.part = Part::Id(id));
    let (octets, top) = by_id("x");
    assert_eq!(octets, "<b Id=\"x\"><c xml:id=\"x\"></c></b>");
    assert_eq!(
        top,
        Top {
            count: 3,
            is_root: false
        }
    );
    let (_, top) = by_id("1");
    assert!(top.is_root);
    assert_eq!(by_id("y"), (String::new(), Top::default()));
}

#[test]
fn long_texts_arrive_whole() {
    let text = "x&amp;".repeat(20_000);
    check(
        &format!("<a b='{text}'>{text}</a>"),
        &format!("<a b=\"{text}\">{text}</a>"),
    );
}

#[test]
fn every_encoding_gives_the_same_octets() {
    let text = "\u{feff}<?xml version='1.0' encoding='UTF-16'?><a>é😀</a>";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut octets = Vec::new();
    let view = View {
        part: Part::Document,
        without: None,
        method: Canonicalization::Inclusive,
        comments: false,
        prefixes: Vec::new(),
        out: &mut |piece| octets.extend_from_slice(piece),
    };
    let outcome = canonicalize(&mut bytes.as_slice(), [view], &Limits::default()).unwrap();
    assert!(outcome.is_ok());
    assert_eq!(octets, "<a>é😀</a>".as_bytes());
}

#[test]
fn what_cannot_be_written_is_an_obstacle() {
    let obstacle = |text: &str| attempt(text, |_| {}).unwrap_err().to_string();
    for (text, expected) in [
        (
            "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]><a/>",
            "a document type declaration may add to the document",
        ),
        ("<?xml version='1.1'?><a/>", "the document is not XML 1.0"),
        ("<a><b></a>", "the document is not well-formed"),
        ("<x:a/>", "the document is not well-formed"),
        (
            "<?xml version='1.0' encoding='none'?><a/>",
            "the encoding of the document cannot be read",
        ),
    ] {
        assert_eq!(obstacle(text), expected, "{text}");
    }
    let many: Vec<String> = (0..1001)
        .map(|n| format!("<b xmlns:p{n}='urn:{n}'/>"))
        .collect();
    assert_eq!(
        attempt(&format!("<a>{}</a>", many.concat()), |_| {}),
        Err(Obstacle::TooManyNames)
    );
    let long = "x".repeat(MOST_INHERITED);
    assert_eq!(
        attempt(&format!("<a xml:lang='{long}'/>"), |_| {}),
        Err(Obstacle::TooManyNames)
    );
}

#[test]
fn a_failing_reader_is_an_error_and_no_obstacle() {
    struct Failing;
    impl io::Read for Failing {
        fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
    }
    let mut reader = io::BufReader::new(io::Read::chain(&b"<a>"[..], Failing));
    let outcome = canonicalize(&mut reader, [], &Limits::default());
    assert_eq!(
        outcome.map_err(|error| error.kind()),
        Err(io::ErrorKind::PermissionDenied)
    );
}
