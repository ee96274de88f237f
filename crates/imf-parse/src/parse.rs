//! From the bytes of a document to its value.

use std::io::{self, BufRead};

use crate::build;
use crate::decode::Decoder;
use crate::validate::Engine;
use crate::{Document, Limits, Parsed};

/// Reads one document, whatever it is: the root element decides.
///
/// The document is streamed and never held whole; memory grows with the typed value alone. The value is `None` where
/// nothing of the document could be read (no root element, an encoding that is not supported).
///
/// # Errors
///
/// Only a `reader` that fails. Everything that is wrong with the document is a [`Problem`](crate::Problem).
pub fn parse(reader: &mut dyn BufRead, limits: &Limits) -> io::Result<Parsed<Document>> {
    let decoder = match Decoder::new(reader)? {
        Ok(decoder) => decoder,
        Err(problem) => {
            return Ok(Parsed {
                value: None,
                problems: vec![problem],
            });
        }
    };
    let (builder, problems) = Engine::new(*limits).run(decoder, build::AnyBuilder::new);
    Ok(Parsed {
        value: builder?.map(build::AnyBuilder::finish),
        problems,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, ProblemKind, locate};

    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AssetMap xmlns=\"http://www.smpte-ra.org/schemas/429-9/2007/AM\">\n";
    const ID: &str = "<Id>urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85</Id>\n";
    const FRONT: &str = "<Creator>c</Creator>\n<VolumeCount>1</VolumeCount>\n<IssueDate>2026-01-02T03:04:05Z</IssueDate>\n<Issuer>i</Issuer>\n";
    const ASSET: &str = "<AssetList>\n<Asset><Id>urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca86</Id><ChunkList><Chunk><Path>a.xml</Path></Chunk></ChunkList></Asset>\n</AssetList>\n";

    /// An asset map with `body` inside.
    fn asset_map(body: &str) -> String {
        format!("{HEAD}{body}</AssetMap>")
    }

    fn good() -> String {
        asset_map(&format!("{ID}{FRONT}{ASSET}"))
    }

    /// Kind, line and subject of every problem of `text`.
    #[track_caller]
    fn problems(text: impl AsRef<[u8]>) -> Vec<(ProblemKind, u32, String)> {
        let parsed = parse(&mut text.as_ref(), &Limits::default()).unwrap();
        let places: Vec<Place> = parsed.problems.iter().map(|problem| problem.at).collect();
        let lines = locate(&mut text.as_ref(), &places, &Limits::default()).unwrap();
        parsed
            .problems
            .iter()
            .zip(lines)
            .map(|(problem, at)| (problem.kind, at.line, problem.subject.to_string()))
            .collect()
    }

    #[track_caller]
    fn check(text: impl AsRef<[u8]>, expected: &[(ProblemKind, u32, &str)]) {
        let found = problems(text);
        let found: Vec<(ProblemKind, u32, &str)> = found
            .iter()
            .map(|(kind, line, subject)| (*kind, *line, subject.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn value(text: impl AsRef<[u8]>) -> crate::model::AssetMap {
        match parse(&mut text.as_ref(), &Limits::default()).unwrap().value {
            Some(Document::AssetMap(map)) => map,
            other => panic!("no asset map but {other:?}"),
        }
    }

    #[test]
    fn a_good_document_has_no_problems_and_all_its_values() {
        check(good(), &[]);
        let map = value(good());
        assert_eq!(map.volume_count.map(|count| count.value), Some(1));
        assert_eq!(
            map.assets[0].chunks[0]
                .path
                .as_ref()
                .map(|path| &*path.value),
            Some("a.xml")
        );
        assert_eq!(
            map.issue_date.map(|date| (date.year, date.offset)),
            Some((2026, Some(0)))
        );
    }

    #[test]
    fn comments_cdata_references_and_instructions_may_stand_anywhere() {
        let text = good()
            .replace("a.xml", "<![CDATA[a]]><!-- b -->.&#x78;m<?p i?>l")
            .replace("<Creator>", "<!-- c --><?p?>\n<Creator>");
        check(&text, &[]);
        assert_eq!(
            value(&text).assets[0].chunks[0]
                .path
                .as_ref()
                .map(|path| &*path.value),
            Some("a.xml")
        );
    }

    #[test]
    fn prefixes_mean_nothing() {
        let text = good()
            .replace("</", "</am:")
            .replace('<', "<am:")
            .replace("<am:/", "</")
            .replace("<am:?", "<?")
            .replace("xmlns=", "xmlns:am=");
        check(&text, &[]);
        assert_eq!(value(&text).assets.len(), 1);
    }

    #[test]
    fn every_encoding_gives_the_same_value() {
        let text = good().replace("<Creator>c", "<Creator>é");
        let latin1: Vec<u8> = text
            .replace("UTF-8", "ISO-8859-1")
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        let wide = |big: bool| -> Vec<u8> {
            let text = format!("\u{feff}{}", text.replace("UTF-8", "UTF-16"));
            text.encode_utf16()
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        for bytes in [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            latin1,
            wide(false),
            wide(true),
        ] {
            check(&bytes, &[]);
            assert_eq!(
                value(&bytes).creator.map(|creator| creator.value.text),
                Some("é".into())
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_have_their_place_in_any_encoding() {
        use ProblemKind::{EncodingInvalid, NotWellFormed};
        let head = "<?xml version='1.0' encoding='us-ascii'?>\n<a>\n";
        let with = |body: &[u8]| [head.as_bytes(), body].concat();
        check(with(b"\n\xE9</a>"), &[(EncodingInvalid, 4, "")]);
        // Of two faults the first is told.
        check(with(b"]]>\n\xE9</a>"), &[(NotWellFormed, 3, "")]);
    }

    #[test]
    fn a_missing_element_is_named_where_it_should_be() {
        check(
            asset_map(&format!("{FRONT}{ASSET}")),
            &[(ProblemKind::MissingElement, 3, "Id")],
        );
        check(
            asset_map(&format!("{ID}{FRONT}")),
            &[(ProblemKind::MissingElement, 8, "AssetList")],
        );
    }

    #[test]
    fn two_elements_out_of_order_are_one_problem() {
        let text = good()
            .replace("<Issuer>i</Issuer>\n", "")
            .replace("<IssueDate>", "<Issuer>i</Issuer>\n<IssueDate>");
        check(text, &[(ProblemKind::UnexpectedElement, 7, "IssueDate")]);
    }

    #[test]
    fn an_element_twice_is_one_problem_and_the_first_counts() {
        let text = good().replace(
            "<VolumeCount>1</VolumeCount>",
            "<VolumeCount>1</VolumeCount>\n<VolumeCount>2</VolumeCount>",
        );
        check(&text, &[(ProblemKind::UnexpectedElement, 6, "VolumeCount")]);
        assert_eq!(value(&text).volume_count.map(|count| count.value), Some(1));
    }

    #[test]
    fn an_unknown_element_hides_nothing_after_it() {
        let text = good().replace(
            "<AssetList>",
            "<Hello><Deep at='1'>x</Deep></Hello><AssetList>",
        );
        check(&text, &[(ProblemKind::UnexpectedElement, 8, "Hello")]);
        assert_eq!(value(&text).assets.len(), 1);
    }

    #[test]
    fn values_are_held_to_their_types() {
        check(
            good().replace(">1<", ">0<"),
            &[(ProblemKind::InvalidValue, 5, "VolumeCount")],
        );
        check(
            good().replace("2026-01-02T03:04:05Z", "yesterday"),
            &[(ProblemKind::InvalidValue, 6, "IssueDate")],
        );
        check(
            good().replace("dca86", "dca8"),
            &[(ProblemKind::InvalidUuid, 9, "Id")],
        );
        check(
            good().replace("<Creator>", "<Creator language='e n'>"),
            &[(ProblemKind::InvalidValue, 4, "language")],
        );
        check(
            good().replace("<Creator>", "<Creator colour='red'>"),
            &[(ProblemKind::UnexpectedAttribute, 4, "colour")],
        );
        check(
            good().replace("<AssetList>", "<AssetList>stray"),
            &[(ProblemKind::UnexpectedText, 8, "AssetList")],
        );
    }

    #[test]
    fn every_attribute_is_judged_though_the_last_one_said_the_same() {
        use ProblemKind::InvalidValue;
        let with = |creator: &str, issuer: &str| {
            let text = good().replace("<Creator>", &format!("<Creator language='{creator}'>"));
            text.replace("<Issuer>", &format!("<Issuer language='{issuer}'>"))
        };
        check(with("en", "en"), &[]);
        check(with("en", "e n"), &[(InvalidValue, 7, "language")]);
        check(
            with("e n", "e n"),
            &[(InvalidValue, 4, "language"), (InvalidValue, 7, "language")],
        );
    }

    #[test]
    fn text_around_what_does_not_belong_there_is_one_value() {
        let text = good().replace("a.xml", "a<Hello>b</Hello>.<!-- c -->x<Hello/>m&#x6C;");
        check(
            &text,
            &[
                (ProblemKind::UnexpectedElement, 9, "Hello"),
                (ProblemKind::UnexpectedElement, 9, "Hello"),
            ],
        );
        let path = value(&text).assets[0].chunks[0].path.clone();
        assert_eq!(path.as_ref().map(|path| &*path.value), Some("a.xml"));
    }

    #[test]
    fn numbers_beyond_any_file_are_said_to_be_so() {
        let text = good().replace(
            "<Path>a.xml</Path>",
            "<Path>a.xml</Path><Length>1180591620717411303424</Length>",
        );
        check(&text, &[(ProblemKind::NumberTooLarge, 9, "Length")]);
        assert_eq!(
            value(&text).assets[0].chunks[0]
                .length
                .map(|length| length.value),
            Some(u64::MAX)
        );
    }

    #[test]
    fn faults_of_well_formedness_stop_the_reading_and_keep_what_was_read() {
        use ProblemKind::NotWellFormed;
        let cases: &[(&str, &str, u32)] = &[
            ("</Creator>", "</Creato>", 4),
            ("<Creator>c", "<Creator>c & d", 4),
            ("<Creator>c", "<Creator>&nbsp;", 4),
            ("<Creator>c", "<Creator>&#0;", 4),
            ("<Creator>c", "<Creator>]]>", 4),
            ("<Creator>c", "<Creator>\u{1}", 4),
            ("<Creator>", "<Creator a='1' a='2'>", 4),
            ("<Creator>", "<Creator a='<'>", 4),
            ("<Creator>", "<Creator a=1>", 4),
            ("<Creator>", "<Creator a='1'b='2'>", 4),
            ("<Creator>", "<x:Creator>", 4),
            ("<Creator>", "<!-- -- --><Creator>", 4),
            ("<Creator>", "<?xml version='1.0'?><Creator>", 4),
            ("</AssetMap>", "</AssetMap>x", 11),
            ("</AssetMap>", "</AssetMap><a/>", 11),
            ("</AssetMap>", "", 11),
            ("<?xml version=\"1.0\"", "<?xml", 1),
        ];
        for (old, new, line) in cases {
            let text = good().replacen(old, new, 1);
            let found = problems(&text);
            assert_eq!(found.len(), 1, "{old} -> {new}: {found:?}");
            assert_eq!(
                (found[0].0, found[0].1),
                (NotWellFormed, *line),
                "{old} -> {new}"
            );
        }
        assert!(value(good().replace("</AssetMap>", "x & y")).assets.len() == 1);
        check("", &[(NotWellFormed, 1, "")]);
        check("garbage", &[(NotWellFormed, 1, "")]);
    }

    #[test]
    fn document_types_and_entities_are_reported_and_never_expanded() {
        let bomb = "<!DOCTYPE AssetMap [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<AssetMap";
        let text = good()
            .replacen("<AssetMap", bomb, 1)
            .replace("<Creator>c", "<Creator>x&b;y");
        check(
            &text,
            &[
                (ProblemKind::Doctype, 2, "DOCTYPE"),
                (ProblemKind::EntityReference, 5, "b"),
            ],
        );
        assert_eq!(
            value(&text).creator.map(|creator| creator.value.text),
            Some("xy".into())
        );
        let external = "<!DOCTYPE AssetMap SYSTEM \"file:///etc/hostname\">\n<AssetMap";
        check(
            good().replacen("<AssetMap", external, 1),
            &[(ProblemKind::Doctype, 2, "DOCTYPE")],
        );
    }

    #[test]
    fn another_version_of_xml_is_reported_and_read() {
        check(
            good().replacen("1.0", "1.1", 1),
            &[(ProblemKind::VersionUnsupported, 1, "version")],
        );
    }

    #[test]
    fn limits_end_the_reading() {
        let deep = good().replace(
            "<AssetList>",
            &("<x>".repeat(100_000) + &"</x>".repeat(100_000) + "<AssetList>"),
        );
        let found = problems(deep);
        assert!(
            found
                .iter()
                .any(|(kind, _, subject)| *kind == ProblemKind::LimitExceeded
                    && subject == "elements inside each other"),
            "{found:?}"
        );

        let attributes: Vec<String> = (0..200_000).map(|n| format!(" a{n}=''")).collect();
        let attributes = attributes.concat();
        let wide = good().replace("<Creator>", &format!("<Creator{attributes}>"));
        check(
            wide,
            &[(ProblemKind::LimitExceeded, 4, "attributes of one element")],
        );

        let limits = Limits {
            document_bytes: 100,
            ..Limits::default()
        };
        let parsed = parse(&mut good().as_bytes(), &limits).unwrap();
        assert_eq!(
            parsed.problems.last().map(|problem| problem.kind),
            Some(ProblemKind::LimitExceeded)
        );

        let limits = Limits {
            item_bytes: 1000,
            ..Limits::default()
        };
        let parsed = parse(
            &mut good()
                .replace("<Creator>c", &format!("<Creator>{}", "c".repeat(2000)))
                .as_bytes(),
            &limits,
        )
        .unwrap();
        assert_eq!(
            parsed.problems.last().map(|problem| problem.kind),
            Some(ProblemKind::LimitExceeded)
        );

        let many = good().replace("<AssetList>", &("<Hello/>".repeat(5000) + "<AssetList>"));
        let found = problems(many);
        assert_eq!(found.len(), Limits::default().problems + 1);
    }

    #[test]
    fn a_failing_reader_is_an_error_and_no_problem() {
        struct Failing;
        impl io::Read for Failing {
            fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::PermissionDenied))
            }
        }
        let text = good();
        let mut reader = io::BufReader::new(io::Read::chain(
            &text.as_bytes()[..2000.min(text.len() - 50)],
            Failing,
        ));
        assert_eq!(
            parse(&mut reader, &Limits::default()).unwrap_err().kind(),
            io::ErrorKind::PermissionDenied
        );
    }

    #[test]
    fn every_truncation_and_every_flipped_byte_is_read_without_a_panic() {
        let text = good();
        for end in 0..text.len() {
            let parsed = parse(&mut &text.as_bytes()[..end], &Limits::default()).unwrap();
            assert!(!parsed.problems.is_empty(), "cut at {end}");
        }
        let mut bytes = text.into_bytes();
        for at in 0..bytes.len() {
            for flip in [0x01, 0x20, 0x80, 0xFF] {
                bytes[at] ^= flip;
                let parsed = parse(&mut bytes.as_slice(), &Limits::default()).unwrap();
                let places: Vec<Place> = parsed.problems.iter().map(|problem| problem.at).collect();
                assert_eq!(
                    locate(&mut bytes.as_slice(), &places, &Limits::default())
                        .unwrap()
                        .len(),
                    places.len()
                );
                bytes[at] ^= flip;
            }
        }
    }
}
