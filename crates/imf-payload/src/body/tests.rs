use std::io;

use proptest::prelude::*;

use super::*;

fn body(documents: [&[u8]; 3], options: &BodyOptions) -> Result<String> {
    let mut out = Vec::new();
    let [asset_map, packing_list, composition] = documents;
    let written = write_body(&mut out, asset_map, packing_list, composition, options)?;
    assert_eq!(written.bytes, out.len() as u64);
    assert_eq!(
        written.documents.map(|document| document.bytes),
        documents.map(|document| document.len() as u64)
    );
    Ok(String::from_utf8(out).unwrap())
}

fn base64() -> BodyOptions {
    BodyOptions {
        xml_encoding: XmlEncoding::Base64,
        ..BodyOptions::default()
    }
}

/// A reader that gives at most so many bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.1.min(buffer.len()).min(self.0.len());
        let (now, later) = self.0.split_at(size);
        buffer[..size].copy_from_slice(now);
        self.0 = later;
        Ok(size)
    }
}

#[test]
fn members_and_wrapper() {
    let mut options = BodyOptions {
        wrap_key: Some("a \"request\"".to_owned()),
        ..BodyOptions::default()
    };
    options.members.set("requestId", "4711 \u{1}").unwrap();
    options.members.extend_from_json(r#"{"n": 1.0}"#).unwrap();
    insta::assert_snapshot!(body([b"a", b"p", b"c"], &options).unwrap(), @r#"{"a \"request\"":{"assetMapXml":"a","packingListXml":"p","compositionPlaylistXml":"c","requestId":"4711 \u0001","n":1.0}}"#);
}

#[test]
fn base64_of_anything() {
    insta::assert_snapshot!(body([b"\xff\xfe<\0", b"", b"\0"], &base64()).unwrap(), @r#"{"assetMapXml":"//48AA==","packingListXml":"","compositionPlaylistXml":"AA=="}"#);
}

#[test]
fn a_byte_order_mark_is_kept_and_told() {
    let marked = b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><c/>";
    for options in [BodyOptions::default(), base64()] {
        let written = write_body(
            &mut io::sink(),
            &b"<a/>"[..],
            &b"<p/>"[..],
            &marked[..],
            &options,
        )
        .unwrap();
        assert_eq!(
            written.documents.map(|document| document.byte_order_mark),
            [false, false, true]
        );
    }
    assert!(
        body([b"<a/>", b"<p/>", marked], &BodyOptions::default())
            .unwrap()
            .contains("\"\u{feff}<?xml")
    );
}

#[test]
fn another_encoding_is_refused() {
    let declared: [(&[u8], &str); 7] = [
        (
            b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>",
            "ISO-8859-1",
        ),
        (
            b"<?xml version='1.0' encoding = 'utf-16' standalone='yes'?><a/>",
            "utf-16",
        ),
        (
            b"\xef\xbb\xbf<?xml version='1.0' encoding='latin1'?>",
            "latin1",
        ),
        (b"\xff\xfe<\0a\0", "UTF-16"),
        (b"\xfe\xff\0<\0a", "UTF-16"),
        (b"<\0?\0x\0", "UTF-16"),
        (b"\xff\xfe\0\0", "UTF-32"),
    ];
    for (document, name) in declared {
        match body([b"<a/>", document, b"<c/>"], &BodyOptions::default()) {
            Err(Error::EncodingUnsupported {
                member: XmlMember::PackingList,
                encoding,
            }) => assert_eq!(encoding, name),
            other => panic!("{name}: {other:?}"),
        }
        assert!(body([b"<a/>", document, b"<c/>"], &base64()).is_ok());
    }
    for fine in [
        "<?xml version='1.0' encoding='us-ascii'?>",
        "<?xml version='1.0'?>",
        "<?xml encoding",
        "encoding='x'",
    ] {
        assert!(
            body([fine.as_bytes(); 3], &BodyOptions::default()).is_ok(),
            "{fine}"
        );
    }
}

#[test]
fn what_is_no_utf_8_is_refused_where_it_stands() {
    let mut cut = vec![b' '; 200_000];
    cut.extend_from_slice("大".as_bytes().split_last().unwrap().1);
    let broken: [(&[u8], u64); 4] = [
        (b"<a>\xff</a>", 3),
        (b"\xc0\x80", 0),
        (b"ab\xed\xa0\x80", 2),
        (&cut, 200_000),
    ];
    for (document, at) in broken {
        for size in [1, 2, 3, usize::MAX] {
            let result = write_body(
                &mut io::sink(),
                Drip(document, size),
                &b""[..],
                &b""[..],
                &BodyOptions::default(),
            );
            match result {
                Err(Error::InvalidUtf8 {
                    member: XmlMember::AssetMap,
                    offset,
                }) => assert_eq!(offset, at),
                other => panic!("{document:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_reader_and_a_writer_that_fail_are_told_apart() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }
    for options in [BodyOptions::default(), base64()] {
        let read = write_body(&mut io::sink(), &b""[..], &b""[..], Broken, &options);
        assert!(
            matches!(
                read,
                Err(Error::Read {
                    member: XmlMember::CompositionPlaylist,
                    ..
                })
            ),
            "{read:?}"
        );
        let write = write_body(
            &mut (&mut [0; 20][..]),
            &b"<a/>"[..],
            &b""[..],
            &b""[..],
            &options,
        );
        assert!(matches!(write, Err(Error::Write { .. })), "{write:?}");
    }
}

proptest! {
    /// Unescaping gives back the bytes, and serde_json, which escapes no more than it must, agrees on each escape.
    #[test]
    fn any_text_comes_back_byte_for_byte(
        texts in prop::array::uniform3(prop::collection::vec(any::<char>(), 0..200)),
        repeat in prop_oneof![Just(1_usize), Just(400)],
        size in prop_oneof![1_usize..5, Just(usize::MAX)],
    ) {
        // Never the start of a declaration or a byte order mark of UTF-16: those are refused.
        let texts = texts.map(|text| "x".to_owned() + &String::from_iter(text).repeat(repeat));
        let mut out = Vec::new();
        let [a, p, c] = texts.each_ref().map(|text| Drip(text.as_bytes(), size));
        write_body(&mut out, a, p, c, &BodyOptions::default()).unwrap();
        let out = String::from_utf8(out).unwrap();
        let expected = texts.each_ref().map(|text| serde_json::to_string(text).unwrap());
        let [a, p, c] = &expected;
        prop_assert_eq!(&out, &format!("{{\"assetMapXml\":{a},\"packingListXml\":{p},\"compositionPlaylistXml\":{c}}}\n"));
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        for (member, text) in XmlMember::ALL.iter().zip(&texts) {
            prop_assert_eq!(read[member.name()].as_str().unwrap(), text);
        }
    }

    #[test]
    fn any_bytes_come_back_from_base64(bytes in prop::collection::vec(any::<u8>(), 0..500), repeat in 1_usize..400) {
        use base64::Engine as _;
        let bytes = bytes.repeat(repeat);
        let out = body([&bytes, b"", b""], &base64()).unwrap();
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        let decoded = base64::engine::general_purpose::STANDARD.decode(read["assetMapXml"].as_str().unwrap()).unwrap();
        prop_assert_eq!(decoded, bytes);
    }
}
