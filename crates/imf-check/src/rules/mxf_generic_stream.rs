//! Rules on generic streams: partitions of data beside the essence, which sets of the metadata name by number (ST 410).

use imf_mxf::first_bytes::Content;
use imf_mxf::register::Group;
use imf_mxf::{PartitionKind, Set, Ul};

use super::mxf::place::On;
use super::mxf_essence_content::looks;
use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// A class of sets that name a generic stream.
struct Naming {
    /// The class (ST 395).
    class: Ul,
    /// What the stream holds.
    holds: &'static str,
    /// The property with the number of the stream.
    stream: Ul,
    /// The property with the media type of what is in it, if the class has one.
    media_type: Option<Ul>,
    /// Whether 0 says that there is no stream.
    may_be_none: bool,
}

const NAMING: [Naming; 4] = [
    Naming {
        class: Ul::from_u128(0x060e_2b34_0253_0101_0d01_0101_0101_6500),
        holds: "a resource of timed text",
        stream: Ul::from_u128(0x060e_2b34_0101_0104_0103_0404_0000_0000),
        media_type: Some(Ul::from_u128(0x060e_2b34_0101_0107_0409_0201_0000_0000)),
        may_be_none: false,
    },
    Naming {
        class: Ul::from_u128(0x060e_2b34_0253_0101_0d01_0101_0101_7a00),
        holds: "a target frame",
        stream: Ul::from_u128(0x060e_2b34_0101_010e_0401_0609_0800_0000),
        media_type: Some(Ul::from_u128(0x060e_2b34_0101_010e_0401_0609_0200_0000)),
        may_be_none: false,
    },
    Naming {
        class: Ul::from_u128(0x060e_2b34_0253_0101_0d01_0401_0402_0100),
        holds: "a text",
        stream: Ul::from_u128(0x060e_2b34_0101_010d_0103_0408_0000_0000),
        media_type: Some(Ul::from_u128(0x060e_2b34_0101_010d_0409_0202_0000_0000)),
        may_be_none: false,
    },
    Naming {
        class: Ul::from_u128(0x060e_2b34_0253_0105_0e09_0607_0101_0103),
        holds: "the metadata of PHDR",
        stream: Ul::from_u128(0x060e_2b34_0101_0105_0e09_0607_0101_0106),
        media_type: None,
        may_be_none: true,
    },
];

declare_rule! {
    /// The metadata names a generic stream that is not in the file.
    ///
    /// Pictures and fonts of timed text, target frames and texts lie beside the essence, in partitions of their own. The
    /// metadata says of each what it is, and gives the number of its stream.
    ///
    /// ## Why it matters
    /// What the metadata promises is not there: a subtitle without its picture, or a font that a player cannot load.
    ///
    /// ## How to fix it
    /// Wrap the file again with all that belongs to it, or take out the set that names it.
    MXF_GENERIC_STREAM_MISSING = "mxf-generic-stream-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::unedited("ST 410")],
        needs: Headers,
        check: TrackFile(missing),
    }
}

declare_rule! {
    /// What lies in a generic stream is not of the media type that the metadata gives it.
    ///
    /// The first bytes of a stream are looked at: PNG and TIFF images, OpenType fonts and XML documents are known.
    ///
    /// ## Why it matters
    /// A player that goes by the media type cannot make anything of the bytes.
    ///
    /// ## How to fix it
    /// Wrap the right resource under that number, or write the media type that it has.
    MXF_GENERIC_STREAM_CONTENT_MISMATCH = "mxf-generic-stream-content-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::unedited("ST 410")],
        needs: Essence,
        check: TrackFile(content),
    }
}

/// The sets of a track file that name generic streams, with the number of each.
fn naming(
    file: subject::TrackFile<'_>,
) -> impl Iterator<Item = (&'static Naming, &Set, u32)> + use<'_> {
    let sets = file.track_file.metadata().map(|metadata| &*metadata.sets);
    sets.unwrap_or_default().iter().filter_map(|set| {
        let group = set.group();
        let naming = NAMING
            .iter()
            .find(|naming| group.is_some() && group == Group::of(naming.class))?;
        let stream = set.property(naming.stream)?.u32()?;
        Some((naming, set, stream)).filter(|_| stream != 0 || !naming.may_be_none)
    })
}

fn missing(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    // Of a file that is cut off the stream may be what is missing, which is told.
    if !file.track_file.is_whole() {
        return;
    }
    let partitions = file.track_file.structure.partitions.iter();
    let mut there: Vec<u32> = partitions
        .filter(|partition| partition.kind == Some(PartitionKind::GenericStream))
        .map(|partition| partition.body_sid)
        .collect();
    there.sort_unstable();
    there.dedup();
    let expected = match &*there {
        [] => "a file with generic streams; it has none".to_owned(),
        there => {
            let numbers = there.iter().take(20).map(u32::to_string);
            format!(
                "one of the file's generic streams: {}",
                numbers.collect::<Vec<_>>().join(", ")
            )
        }
    };
    let mut on = On::new(package, file, sink);
    for (naming, set, stream) in naming(file) {
        if there.binary_search(&stream).is_ok() {
            continue;
        }
        let message = format!(
            "`{}` in `{}` is to find {} in the generic stream {stream}, and the file has no such stream",
            set.name(),
            file.path,
            naming.holds,
        );
        let draft = on.property(set, naming.stream, message);
        draft.found(stream).expected(&expected);
    }
}

fn content(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let parts = file.track_file.essence.parts.iter().rev();
    // A stream may go on in further partitions; its first part says what it is.
    let parts: HashMap<_, _> = parts.map(|part| (part.element.body_sid, part)).collect();
    if parts.is_empty() {
        return;
    }
    let mut on = On::new(package, file, sink);
    for (naming, set, stream) in naming(file) {
        let Some(label) = naming.media_type else {
            continue;
        };
        let media_type = set.property(label).and_then(|property| property.utf16());
        let (Some(media_type), Some(part)) = (media_type, parts.get(&stream)) else {
            continue;
        };
        let Some((expected, fits)) = wanted(&media_type) else {
            continue;
        };
        // What cannot be told from the first bytes is no mismatch.
        if part.content.as_ref().is_none_or(fits) {
            continue;
        }
        let found = looks(part);
        let message = format!(
            "the generic stream {stream} of `{}` begins with {found}, and is {} of the type `{media_type}` by `{}`",
            file.path,
            naming.holds,
            set.name(),
        );
        let draft = on.at(part.element.item.value, "generic stream", "", message);
        draft.found(found).expected(expected);
    }
}

/// Whether content is what it has to be.
type Fits = fn(&Content) -> bool;

/// What content of that media type looks like, if that is known.
fn wanted(media_type: &str) -> Option<(&'static str, Fits)> {
    // Parameters such as `charset` do not change what it is.
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let is = |wanted: &str| kind.eq_ignore_ascii_case(wanted);
    if is("image/png") {
        Some(("a PNG image", |content| *content == Content::Png))
    } else if is("image/tiff") {
        Some(("a TIFF image", |content| *content == Content::Tiff))
    } else if is("application/x-font-opentype") || is("font/otf") || is("font/ttf") {
        Some(("an OpenType font", |content| *content == Content::OpenType))
    } else if is("text/xml") || is("application/xml") || kind.ends_with("+xml") {
        Some(("an XML document", |content| {
            matches!(content, Content::Xml(_))
        }))
    } else {
        None
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::set::{Set, Value};
    use imf_testkit::mxf::{class, property};

    use super::case::Case;
    use crate::storage::MemoryStorage;

    const MISSING: &str = "mxf-generic-stream-missing";
    const CONTENT: &str = "mxf-generic-stream-content-mismatch";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    /// Timed text that names a resource of that type in stream 2, and what is in generic streams.
    fn text(media_type: &str, streams: &[(u32, &[u8])]) -> MemoryStorage {
        let mut delivery = Delivery::with_timed_text();
        let file = &mut delivery.track_files[2];
        let mut descriptor = file.descriptor();
        let resource = Set::new(
            class::DC_TIMED_TEXT_RESOURCE_SUB_DESCRIPTOR,
            Id::derived("a resource of timed text"),
        )
        .with(
            property::ANCILLARY_RESOURCE_ID,
            Value::Id(Id::derived("a picture")),
        )
        .with(property::MIME_TYPE, Value::text(media_type))
        .with(property::ESSENCE_STREAM_ID, Value::UInt32(2));
        descriptor.sub_descriptors().push(resource);
        file.described = Some(descriptor);
        file.streams = streams
            .iter()
            .map(|(id, bytes)| (*id, bytes.to_vec()))
            .collect();
        MemoryStorage::new(delivery.build().files)
    }

    &[
        Case::fires_for(MISSING, "a picture that was left out", || {
            text("image/png", &[])
        }),
        Case::fires_for(MISSING, "a picture in another stream", || {
            text("image/png", &[(3, PNG)])
        }),
        Case::silent_for(MISSING, "a picture that is there", || {
            text("image/png", &[(2, PNG)])
        }),
        Case::fires_for(CONTENT, "a font instead of a picture", || {
            text("image/png", &[(2, b"OTTO\0\x0c\0\x80")])
        }),
        Case::silent_for(CONTENT, "a font", || {
            text("application/x-font-opentype", &[(2, b"OTTO\0\x0c\0\x80")])
        }),
    ]
};
