//! Rules on the codestream of high throughput pictures itself, the first of each track file (ST 2067-21:2023, Annex I, by
//! its draft).

use imf_mxf::codestream::Marker;

use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::{of_2021, of_fifth};
use crate::judge::{BytePlace, Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The codestream of an HTJ2K picture has no table of its tile-parts, or has segments that it may not have.
    ///
    /// The main header of the codestream has to hold the lengths of its tile-parts (TLM). Headers of packets may not be
    /// packed together there (PPM), and the order of progression may not change (POC). The first picture of each track
    /// file is looked at.
    ///
    /// ## Why it matters
    /// With the table a decoder finds the lower resolutions without reading the rest. Without it, or with the other two,
    /// it has to take the picture as a whole.
    ///
    /// ## How to fix it
    /// Have the encoder write TLM, and leave PPM and POC out.
    APP2E_HT_MARKERS = "app2e-ht-markers" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Essence,
        check: EssenceDescriptor(is_high_throughput, markers),
    }
}

/// What a decoder does not expect, each with its name.
const FORBIDDEN: [(Marker, &str); 2] = [
    (Marker::PPM, "packed packet headers (PPM)"),
    (Marker::POC, "a change of the progression order (POC)"),
];

fn markers(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let application = picture.application();
    for file in package.track_files_of(descriptor.described) {
        let Some(first) = &file.essence.first else {
            continue;
        };
        // Of a header that was not read to its end nothing is known to be missing.
        let Some(header) = &first.codestream else {
            continue;
        };
        let path = package.inventory.path(file.file);
        let place = |offset, marker: Marker| BytePlace {
            file: file.file,
            offset,
            set: marker.to_string().into(),
            property: Box::default(),
        };
        if header.first_tile_part.is_some() && !header.has(Marker::TLM) {
            let message = format!(
                "the first picture of `{path}` has no lengths of its tile-parts (TLM), which {application} wants in HTJ2K"
            );
            sink.at_byte(place(first.element.item.value, Marker::TLM), message)
                .expected("TLM");
        }
        for (marker, what) in FORBIDDEN {
            let mut segments = header.segments.iter();
            if let Some(segment) = segments.find(|segment| segment.marker == marker) {
                let message = format!(
                    "the first picture of `{path}` has {what}, which {application} does not permit in HTJ2K"
                );
                sink.at_byte(place(segment.at, marker), message)
                    .found(marker);
            }
        }
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use std::sync::LazyLock;

    use imf_testkit::delivery::{self, Delivery, EDIT_RATE, FRAMES};
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::{Label, Value};
    use imf_testkit::track_file::{Image, Picture};

    use super::ht::testing::{STYLE, WORD};
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;

    const RULE: &str = "app2e-ht-markers";
    /// One tile-part of the only tile, so long with its header.
    const TLM: &[u8] = &[0xff, 0x55, 0, 8, 0, 0x40, 0, 0, 0, 14];
    const POC: &[u8] = &[0xff, 0x5f, 0, 9, 0, 0, 0, 1, 6, 3, 2];
    const PPM: &[u8] = &[0xff, 0x60, 0, 3, 0];

    /// A codestream of high throughput with these segments: the gray picture's size and quantization, and no data.
    fn codestream(segments: &[&[u8]]) -> Vec<u8> {
        let gray = Picture::Gray.codestream();
        let segment = |marker: [u8; 2]| {
            let start = gray.windows(2).position(|found| found == marker).unwrap();
            let length = u16::from_be_bytes([gray[start + 2], gray[start + 3]]);
            gray[start..start + 2 + usize::from(length)].to_vec()
        };
        let mut size = segment([0xff, 0x51]);
        (size[4], size[5]) = (0x40, 0);
        let [high, low] = WORD.to_be_bytes();
        let capabilities = [0xff, 0x50, 0, 8, 0, 2, 0, 0, high, low];
        let style = [&[0xff, 0x52, 0, 18], STYLE.as_slice()].concat();
        [
            &[0xff, 0x4f],
            &*size,
            &capabilities,
            &*style,
            &segment([0xff, 0x5c]),
            &*segments.concat(),
            // The start of a tile-part, its data, which are none, and the end.
            &[
                0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 14, 0, 1, 0xff, 0x93, 0xff, 0xd9,
            ],
        ]
        .concat()
    }

    /// A package whose pictures are `codestream`, described as it is.
    fn package(codestream: &'static [u8]) -> MemoryStorage {
        let mut delivery = Delivery::minimal();
        delivery.track_files[0] = delivery::image_file(Image {
            edit_rate: EDIT_RATE,
            frames: vec![Picture::Given(codestream); FRAMES as usize],
        });
        let picture = &mut delivery.track_files[0];
        let mut set = picture.descriptor();
        let label = Label::parse("060e2b34.0401010d.04010202.03010801");
        set.set("PictureCompression", Value::Label(label));
        set.sub("JPEG2000SubDescriptor").properties.push((
            property::J2K_EXTENDED_CAPABILITIES,
            Value::ExtendedCapabilities(1 << 17, vec![WORD]),
        ));
        picture.described = Some(set);
        MemoryStorage::new(delivery.build().files)
    }

    static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| codestream(&[TLM]));
    static WITHOUT: LazyLock<Vec<u8>> = LazyLock::new(|| codestream(&[]));
    static CHANGED: LazyLock<Vec<u8>> = LazyLock::new(|| codestream(&[TLM, POC]));
    static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| codestream(&[TLM, PPM]));

    &[
        Case::fires_for(RULE, "no lengths of tile-parts", || package(&WITHOUT)),
        Case::fires_for(RULE, "a change of progression", || package(&CHANGED)),
        Case::fires_for(RULE, "packed headers", || package(&PACKED)),
        Case::silent_for(RULE, "lengths of tile-parts, and no more", || {
            package(&GOOD)
        }),
    ]
};
