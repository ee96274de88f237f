//! What the cases do to a package with an ACES picture.

use imf_testkit::delivery::Delivery;
use imf_testkit::mxf::set::{Set, Value};

use crate::storage::MemoryStorage;
use crate::{Options, check_track_file};

/// The package, with the descriptor of the picture changed, in the track file and in the composition.
pub(super) fn described(change: impl FnOnce(&mut Set)) -> MemoryStorage {
    MemoryStorage::new(delivery(change).build().files)
}

/// What is built of it.
pub(super) fn delivery(change: impl FnOnce(&mut Set)) -> Delivery {
    let mut delivery = Delivery::aces();
    let path = delivery.track_files[0].path.clone();
    crate::rules::set::testing::describe(&mut delivery, &path, change);
    delivery
}

/// `delivery`, its picture shown by two resources, the second with a descriptor of its own in which `field` is `other`.
pub(super) fn two_pictures(delivery: &Delivery, field: &str, other: &str) -> MemoryStorage {
    let mut package = delivery.build();
    let path = package.composition();
    package.edit_with(&path, |text| {
        let text: String = text.split('\n').map(str::trim_start).collect();
        let part = |start: &str, end: &str| {
            let from = text.find(start).expect("its start");
            let to = from + text[from..].find(end).expect("its end") + end.len();
            text[from..to].to_owned()
        };
        let descriptor = part("<EssenceDescriptor>", "</EssenceDescriptor>");
        let resource = part("<Resource xsi:type", "</Resource>");
        assert!(descriptor.contains(field), "no `{field}`");
        let second = |text: &str| {
            let text = text.replace("000000000034", "000000000134");
            text.replace("000000000024", "000000000124")
        };
        let more = second(&descriptor).replacen(field, other, 1);
        let text = text
            .replacen(&descriptor, &format!("{descriptor}{more}"), 1)
            .replacen(&resource, &format!("{resource}{}", second(&resource)), 1);
        let (before, after) = text.rsplit_once("<RepeatCount>1<").expect("the sound's");
        format!("{before}<RepeatCount>2<{after}")
    });
    package.reseal();
    MemoryStorage::new(package.files)
}

/// The package, its pixels made of these components and empty places.
pub(super) fn layout(components: &[(u8, u8)]) -> MemoryStorage {
    let mut layout = [(0, 0); 8];
    layout[..components.len()].copy_from_slice(components);
    described(|set| {
        set.set("PixelLayout", Value::RgbaLayout(layout));
    })
}

/// The composition by itself, with its text changed. White space between its elements is gone by then.
pub(super) fn alone(change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut package = Delivery::aces().build();
    let path = package.composition();
    package.edit_with(&path, |text| {
        let text: String = text.split('\n').map(str::trim_start).collect();
        change(&text)
    });
    package.remove(&path)
}

#[test]
fn a_track_file_by_itself_is_held_by_its_container() {
    let delivery = delivery(|set| {
        set.remove("VideoLineMap");
    });
    let path = &delivery.track_files[0].path;
    let storage = MemoryStorage::new(delivery.build().files);
    let found = check_track_file(&storage, path, &Options::default()).report;
    let found: Vec<&str> = found
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    assert_eq!(found, ["app5-video-line-map-missing"]);
}
