//! Rules on what the essence of a track file looks like.

use imf_mxf::essence::Holds;
use imf_mxf::first_bytes::{Content, Encoding};

use super::mxf::asset;
use crate::judge::{BytePlace, Sink, subject};
use crate::package::{First, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The essence of a track file is not of the sort that its container is for.
    ///
    /// Timed text and data are XML documents, immersive audio begins with a preamble and a frame, ACES pictures are
    /// OpenEXR files. The first element is looked at.
    ///
    /// ## Why it matters
    /// A player takes the essence for what the header says, and cannot make anything of it.
    ///
    /// ## How to fix it
    /// Wrap the right essence, or write the label of the container that the essence belongs into.
    MXF_ESSENCE_CONTENT_MISMATCH = "mxf-essence-content-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Essence,
        check: TrackFile(check),
    }
}

declare_rule! {
    /// A timed text document is not encoded in UTF-8.
    ///
    /// Its first bytes are looked at: UTF-16 has a mark there, or a zero beside each character.
    ///
    /// ## Why it matters
    /// Players of IMF read UTF-8 and nothing else; other text comes out garbled or not at all.
    ///
    /// ## How to fix it
    /// Convert the document to UTF-8 and wrap it again.
    TT_DOCUMENT_ENCODING_INVALID = "tt-document-encoding-invalid" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.4")],
        needs: Essence,
        check: TrackFile(encoding),
    }
}

fn encoding(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let (track_file, path) = (file.track_file, file.path);
    let Some(first) = &track_file.essence.first else {
        return;
    };
    let Some(Content::Xml(root)) = first.content.as_ref().filter(|content| is_text(content)) else {
        return;
    };
    let found = match root.encoding {
        Encoding::Utf16Be => "UTF-16, the most significant byte first",
        Encoding::Utf16Le => "UTF-16, the least significant byte first",
        Encoding::Utf8 => return,
    };
    // That the descriptor says so is a fault of its own.
    let stated = track_file
        .essence_descriptor()
        .and_then(|node| node.text("UCSEncoding"));
    if stated.is_some_and(|stated| !stated.eq_ignore_ascii_case("UTF-8")) {
        return;
    }
    let place = BytePlace {
        file: track_file.file,
        offset: first.element.item.value,
        set: "essence element".into(),
        property: Box::default(),
    };
    sink.at_byte(
        place,
        format!("the timed text of `{path}` is encoded in {found}, and has to be in UTF-8"),
    )
    .found(found)
    .expected("UTF-8")
    .asset(asset(package, track_file));
}

/// Whether it is a timed text document.
fn is_text(content: &Content) -> bool {
    matches!(content, Content::Xml(root) if root.is_timed_text())
}

fn check(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let (track_file, path) = (file.track_file, file.path);
    let (Some(container), Some(first)) = (track_file.container(), &track_file.essence.first) else {
        return;
    };
    // An element of another key is a fault of its own.
    if !container.fits(first.element.item.key) {
        return;
    }
    let Some(content) = &first.content else {
        return;
    };
    let (what, expected, fits) = match (container.holds, content) {
        (Holds::TimedText, content) => (
            "timed text",
            "an XML document whose root is `tt` of TTML",
            is_text(content),
        ),
        (Holds::Isxd, content) => (
            "data",
            "an XML document",
            matches!(content, Content::Xml(_)),
        ),
        (Holds::ImmersiveAudio, content) => (
            "immersive audio",
            "the preamble and the frame of an immersive audio bitstream",
            matches!(content, Content::ImmersiveAudio { .. }),
        ),
        (Holds::Aces, content) => (
            "ACES pictures",
            "an OpenEXR image",
            *content == Content::OpenExr,
        ),
        _ => return,
    };
    if fits {
        return;
    }
    let place = BytePlace {
        file: track_file.file,
        offset: first.element.item.value,
        set: "essence element".into(),
        property: Box::default(),
    };
    let found = looks(first);
    sink.at_byte(
        place,
        format!("the {what} of `{path}` begins with {found}, and not with {expected}"),
    )
    .found(found)
    .expected(expected)
    .asset(asset(package, track_file));
}

/// What the start of an element looks like.
pub(super) fn looks(first: &First) -> String {
    match &first.content {
        Some(Content::Empty) => "nothing".to_owned(),
        Some(Content::ImmersiveAudio { .. }) => "immersive audio".to_owned(),
        Some(Content::Jpeg2000) => "a JPEG 2000 codestream".to_owned(),
        Some(Content::OpenExr) => "an OpenEXR image".to_owned(),
        Some(Content::OpenType) => "an OpenType font".to_owned(),
        Some(Content::Png) => "a PNG image".to_owned(),
        Some(Content::Tiff) => "a TIFF image".to_owned(),
        Some(Content::Xml(root)) => format!("an XML document whose root is `{}`", root.name),
        _ => {
            let octets = first.bytes.iter().map(|octet| format!("{octet:02x}"));
            format!("the bytes {}", octets.collect::<Vec<_>>().join(" "))
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{damage, element};
    use crate::storage::MemoryStorage;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;
    const RULE: &str = "mxf-essence-content-mismatch";
    /// A package with timed text that is changed in its file.
    fn text(make: fn(&mut [u8])) -> MemoryStorage {
        let mut package = Delivery::with_timed_text().build();
        damage(&mut package, ids::TIMED_TEXT_FILE_ID, |bytes| {
            // Behind a key and a length of four bytes.
            let start = element(bytes, 0x060e_2b34_0102_0101_0d01_0301_1701_0b01) + 20;
            let [high, middle, low] = *bytes[start - 3..].first_chunk().unwrap();
            let length = u32::from_be_bytes([0, high, middle, low]) as usize;
            make(&mut bytes[start..start + length]);
        });
        MemoryStorage::new(package.files)
    }
    &[
        Case::fires_for(RULE, "timed text that is none", || {
            text(|document| document[..100].fill(b'x'))
        }),
        Case::fires_for(RULE, "another document than timed text", || {
            text(|document| {
                let root = document
                    .windows(3)
                    .position(|found| found == b"<tt")
                    .unwrap();
                document[root + 2] = b'x';
            })
        }),
        Case::silent_for(RULE, "timed text", || text(|_| {})),
        Case::fires_for("tt-document-encoding-invalid", "UTF-16", || {
            text(|document| {
                let root = r#"<tt xmlns="http://www.w3.org/ns/ttml"/>"#;
                let mut units = std::iter::once(0xfeff).chain(root.encode_utf16());
                for pair in document.chunks_exact_mut(2) {
                    pair.copy_from_slice(&units.next().unwrap_or(0x20).to_be_bytes());
                }
            })
        }),
        Case::silent_for("tt-document-encoding-invalid", "UTF-8 with a mark", || {
            text(|document| {
                document[..3].copy_from_slice(&[0xef, 0xbb, 0xbf]);
                // The declaration that was there becomes white space, up to the root.
                let root = document
                    .windows(3)
                    .position(|found| found == b"<tt")
                    .unwrap();
                document[3..root].fill(b' ');
            })
        }),
    ]
};
