//! What the first bytes of an element or of a generic stream look like.
//!
//! A container label says what essence is in a track file; this looks. It tells kinds apart, and reads no more of them
//! than that takes.
//!
//! ```
//! use imf_mxf::first_bytes::{Content, content};
//!
//! assert_eq!(content(&[0xff, 0x4f, 0xff, 0x51, 0, 47], 1000), Content::Jpeg2000);
//! let Content::Xml(root) = content(br#"<tt xmlns="http://www.w3.org/ns/ttml"/>"#, 39) else { panic!() };
//! assert!(root.is_timed_text());
//! ```

mod xml;

pub use xml::{Encoding, Root};

/// What bytes look like.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Nothing: there are no bytes.
    Empty,
    /// Immersive audio (ST 2098-2): a preamble and a frame.
    ImmersiveAudio {
        /// The bytes of the preamble.
        preamble: u32,
        /// The bytes of the first frame.
        frame: u32,
    },
    /// A JPEG 2000 codestream: start of codestream, then image and tile size.
    Jpeg2000,
    /// So many bytes from the start have to be seen to tell.
    More(u64),
    /// An OpenEXR image, as ACES has.
    OpenExr,
    /// An OpenType or TrueType font, or a collection of them.
    OpenType,
    /// None of these.
    Other,
    /// A PNG image.
    Png,
    /// A TIFF image.
    Tiff,
    /// An XML document.
    Xml(Root),
}

/// How much more of an XML document is asked for, whose root was not seen yet.
const STEP: u64 = 4096;

/// What the content of `length` bytes is that begins with `bytes`.
pub fn content(bytes: &[u8], length: u64) -> Content {
    let length = length.max(bytes.len() as u64);
    if length == 0 {
        return Content::Empty;
    }
    let signatures: [(&[u8], Content); 9] = [
        (&[0xff, 0x4f, 0xff, 0x51], Content::Jpeg2000),
        (&[0x76, 0x2f, 0x31, 0x01], Content::OpenExr),
        (b"\x89PNG\r\n\x1a\n", Content::Png),
        (b"OTTO", Content::OpenType),
        (b"true", Content::OpenType),
        (b"ttcf", Content::OpenType),
        (b"II*\0", Content::Tiff),
        (b"MM\0*", Content::Tiff),
        (&[0, 1, 0, 0, 0], Content::OpenType),
    ];
    for (signature, content) in signatures {
        if bytes.starts_with(signature) {
            return content;
        }
        // The bytes may still become it.
        if signature.starts_with(bytes) && length >= signature.len() as u64 {
            return Content::More(signature.len() as u64);
        }
    }
    if let Some(content) = immersive_audio(bytes, length) {
        return content;
    }
    match xml::root(bytes, bytes.len() as u64 == length) {
        xml::Found::Root(root) => Content::Xml(root),
        xml::Found::More => Content::More((bytes.len() as u64).saturating_add(STEP).min(length)),
        xml::Found::None => Content::Other,
    }
}

/// Immersive audio: tag 1, length and preamble; tag 2, length and frame, which is an element with the id 8
/// (ST 2098-2). `None` where it is something else.
fn immersive_audio(bytes: &[u8], length: u64) -> Option<Content> {
    const PREAMBLE: u8 = 1;
    const FRAME: u8 = 2;
    const FRAME_ELEMENT: u8 = 8;
    /// A tag and a length.
    const HEAD: u64 = 5;

    if bytes.first() != Some(&PREAMBLE) || length < 2 * HEAD + 1 {
        return None;
    }
    let number = |at: u64| {
        let bytes = bytes.get(usize::try_from(at).ok()?..)?.first_chunk()?;
        Some(u32::from_be_bytes(*bytes))
    };
    let Some(preamble) = number(1) else {
        return Some(Content::More(HEAD));
    };
    let head = HEAD + u64::from(preamble);
    let start = head + HEAD;
    if start >= length {
        return None;
    }
    let Some(&element) = usize::try_from(start).ok().and_then(|at| bytes.get(at)) else {
        return Some(Content::More(start + 1));
    };
    let tag = usize::try_from(head).ok().and_then(|at| bytes.get(at))?;
    let frame = number(head + 1)?;
    let fits = frame > 0 && start + u64::from(frame) <= length;
    (*tag == FRAME && element == FRAME_ELEMENT && fits)
        .then_some(Content::ImmersiveAudio { preamble, frame })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], wanted: &Content) {
        let length = bytes.len() as u64;
        assert_eq!(content(bytes, length), *wanted);
        // A beginning says the same, or asks for more until it does.
        for count in 0..bytes.len() {
            let mut needs = count as u64;
            let found = loop {
                let count = usize::try_from(needs).unwrap();
                match content(&bytes[..count], length) {
                    Content::More(more) => {
                        assert!(more > needs && more <= length);
                        needs = more;
                    }
                    found => break found,
                }
            };
            assert_eq!(found, *wanted, "from {count} bytes");
        }
    }

    #[test]
    fn signatures_are_known() {
        check(&[0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0], &Content::Jpeg2000);
        check(&[0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0], &Content::OpenExr);
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &Content::Png);
        check(b"OTTO\0\x0c", &Content::OpenType);
        check(b"ttcf\0\x01", &Content::OpenType);
        check(b"II*\0\x08\0", &Content::Tiff);
        check(b"MM\0*\0\0\0\x08", &Content::Tiff);
        check(&[0, 1, 0, 0, 0, 0x12], &Content::OpenType);
        check(&[], &Content::Empty);
    }

    #[test]
    fn what_is_none_of_them_is_something_else() {
        check(&[0; 50], &Content::Other);
        check(&[0xff, 0x4f, 0xff, 0x52, 0], &Content::Other);
        check(&[0xff, 0x4f], &Content::Other);
        check(b"text", &Content::Other);
        check(b"<", &Content::Other);
        check(&[1], &Content::Other);
    }

    fn frame(preamble: &[u8], tag: u8, frame: &[u8]) -> Vec<u8> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [
            [1].as_slice(),
            &length(preamble),
            preamble,
            &[tag],
            &length(frame),
            frame,
        ]
        .concat()
    }

    #[test]
    fn immersive_audio_is_a_preamble_and_a_frame() {
        let wanted = Content::ImmersiveAudio {
            preamble: 30,
            frame: 3,
        };
        check(&frame(&[7; 30], 2, &[8, 0, 0]), &wanted);
        let wanted = Content::ImmersiveAudio {
            preamble: 0,
            frame: 1,
        };
        check(&frame(&[], 2, &[8]), &wanted);
        check(&frame(&[7; 30], 3, &[8, 0, 0]), &Content::Other);
        check(&frame(&[7; 30], 2, &[9, 0, 0]), &Content::Other);
        check(&frame(&[7; 30], 2, &[8, 0, 0])[..42], &Content::Other);
        check(
            &[1, 255, 255, 255, 255, 2, 0, 0, 0, 1, 8, 0],
            &Content::Other,
        );
    }
}
