//! Compositions for the cases of these rules, which describe their picture otherwise. They stand by themselves, so that no
//! track file contradicts them.

use imf_testkit::delivery::{self, Delivery, EDIT_RATE, FRAMES, composition_of};
use imf_testkit::document::composition::{CompositionEdition, CoreConstraints};
use imf_testkit::ids;
use imf_testkit::mxf::property;
use imf_testkit::mxf::set::{Label, Set, Value};
use imf_testkit::track_file::{Audio, Image, Picture, Rate};

use crate::package::App2e;
use crate::rules::cpl::testing::edit;
use crate::storage::MemoryStorage;
use crate::{Options, check_document};

/// The smallest composition, whose picture is RGB of 10 bits under App #2E of 2021, with what `change` does to its
/// descriptor.
pub(super) fn rgb(change: impl FnOnce(&mut Set)) -> Vec<u8> {
    playlist(&described(Delivery::minimal(), change))
}

/// The same of Y'CbCr 4:2:2.
pub(super) fn yuv(change: impl FnOnce(&mut Set)) -> Vec<u8> {
    playlist(&described(yuv_delivery(), change))
}

/// As [`rgb`], under the application of `edition`.
pub(super) fn rgb_under(edition: App2e, change: impl FnOnce(&mut Set)) -> Vec<u8> {
    under(edition, described(Delivery::minimal(), change))
}

/// As [`yuv`], under the application of `edition`.
pub(super) fn yuv_under(edition: App2e, change: impl FnOnce(&mut Set)) -> Vec<u8> {
    under(edition, described(yuv_delivery(), change))
}

/// A composition that claims this edition, and keeps the core constraints that it builds on.
pub(super) fn under(edition: App2e, mut delivery: Delivery) -> Vec<u8> {
    let composition = &mut delivery.compositions[0];
    composition.application = Some(edition.uri());
    if edition == App2e::V2014 {
        composition.edition = CompositionEdition::St2067_3_2013;
    }
    composition.core = match edition {
        App2e::V2014 => CoreConstraints::St2067_2_2013,
        App2e::V2016 => CoreConstraints::St2067_2_2016,
        App2e::V2020 | App2e::V2021 | App2e::Fifth => CoreConstraints::St2067_2_2020,
    };
    playlist(&delivery)
}

/// The smallest package with a picture of Y'CbCr 4:2:2.
pub(in crate::rules) fn yuv_delivery() -> Delivery {
    let mut delivery = Delivery::minimal();
    delivery.track_files[0] = delivery::image_file(Image {
        edit_rate: EDIT_RATE,
        frames: vec![Picture::Gray422; FRAMES as usize],
    });
    delivery
}

/// `delivery` with its picture described otherwise.
pub(super) fn described(mut delivery: Delivery, change: impl FnOnce(&mut Set)) -> Delivery {
    let picture = &mut delivery.track_files[0];
    let mut set = picture.descriptor();
    change(&mut set);
    picture.described = Some(set);
    delivery
}

/// What is found of a composition, in words.
pub(super) fn messages(composition: Vec<u8>) -> Vec<String> {
    let storage = MemoryStorage::new([("composition.xml".to_owned(), composition)]);
    let report = check_document(&storage, "composition.xml", &Options::default());
    let findings = report.findings.into_iter();
    findings.map(|finding| finding.message).collect()
}

/// An interlaced picture: fields of 1920 by 540, 25 frames a second.
pub(super) fn interlaced(change: impl FnOnce(&mut Set)) -> Vec<u8> {
    const RATE: Rate = Rate(25, 1);
    let mut delivery = yuv_delivery();
    let image = delivery::image_file(Image {
        edit_rate: RATE,
        frames: vec![Picture::Gray422; FRAMES as usize],
    });
    let audio = delivery::audio_file(Audio::for_frames(RATE, FRAMES, "en"));
    let mut composition = composition_of(ids::CPL_ID, "Fields", &[&image, &audio]);
    composition.edit_rate = RATE;
    delivery.compositions = vec![composition];
    delivery.track_files = vec![image, audio];
    let delivery = described(delivery, |set| {
        for name in ["StoredHeight", "SampledHeight", "DisplayHeight"] {
            set.set(name, Value::UInt32(540));
        }
        let fields = Label::parse("060e2b34.0401010d.0d010301.020c0300");
        set.set("FrameLayout", Value::Symbol(1, "SeparateFields"))
            .set("ContainerFormat", Value::Label(fields));
        set.properties.extend([
            (property::FIELD_DOMINANCE, Value::Symbol(1, "FieldOne")),
            (property::DISPLAY_F2_OFFSET, Value::Int32(0)),
        ]);
        set.sub("JPEG2000SubDescriptor")
            .set("Ysiz", Value::UInt32(540))
            .set("YTsiz", Value::UInt32(540));
        change(set);
    });
    playlist(&delivery)
}

/// Gives the picture another size, and a profile that goes with it.
pub(super) fn resize(set: &mut Set, width: u32, height: u32) {
    for name in ["StoredWidth", "SampledWidth", "DisplayWidth"] {
        set.set(name, Value::UInt32(width));
    }
    for name in ["StoredHeight", "SampledHeight", "DisplayHeight"] {
        set.set(name, Value::UInt32(height));
    }
    let jpeg_2000 = set.sub("JPEG2000SubDescriptor");
    for name in ["Xsiz", "XTsiz"] {
        jpeg_2000.set(name, Value::UInt32(width));
    }
    for name in ["Ysiz", "YTsiz"] {
        jpeg_2000.set(name, Value::UInt32(height));
    }
    // IMF, main level 6, sublevel 1, for 2K, 4K and 8K.
    let (capabilities, label) = match width {
        0..=2048 => (0x0416, "060e2b34.0401010d.04010202.03010210"),
        2049..=4096 => (0x0516, "060e2b34.0401010d.04010202.03010310"),
        _ => (0x0616, "060e2b34.0401010d.04010202.03010410"),
    };
    jpeg_2000.set("Rsiz", Value::UInt16(capabilities));
    set.set("PictureCompression", Value::Label(Label::parse(label)));
}

/// Gives the picture the broadcast contribution profile, which the oldest edition wants.
pub(super) fn broadcast(set: &mut Set) {
    let label = Label::parse("060e2b34.0401010d.04010202.03010114");
    set.set("PictureCompression", Value::Label(label))
        .sub("JPEG2000SubDescriptor")
        .set("Rsiz", Value::UInt16(0x0104));
}

/// The composition of the smallest package, with these edits. White space between its elements is gone by then.
pub(super) fn edited(edits: &[(&str, &str)]) -> Vec<u8> {
    of_delivery(&Delivery::minimal(), edits)
}

/// The same of another package.
pub(super) fn of_delivery(delivery: &Delivery, edits: &[(&str, &str)]) -> Vec<u8> {
    let mut package = delivery.build();
    for (old, new) in edits {
        edit(&mut package, old, new);
    }
    let path = package.composition();
    package.remove(&path)
}

/// The composition of a package, as it is written.
pub(super) fn playlist(delivery: &Delivery) -> Vec<u8> {
    of_delivery(delivery, &[])
}
