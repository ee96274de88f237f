//! Rules of App #5 (ST 2067-50): the main image is in the colors of ACES, uncompressed.
//!
//! They are held on the descriptor of a main image wherever it stands, in a composition that claims the application and in
//! the track files that it shows. A track file by itself is held against them if its container is that of ACES.

pub(super) mod color;
pub(super) mod item;
pub(super) mod picture;
mod pixel;
pub(super) mod pixel_component;
pub(super) mod pixel_layout;
pub(super) mod size;
pub(super) mod sub_descriptor;
pub(super) mod target_frame;
#[cfg(test)]
mod testing;
pub(super) mod track;

use imf_mxf::Ul;

use super::cpl::descriptor::is_main_image;
use super::set::Sets;
use crate::descriptor::{Origin, described};
use crate::judge::subject;
use crate::package::plug_in::Standard;
use crate::package::{FileIndex, Package, TrackFile};
use crate::rule::Citation;

/// The application.
const APP5: Standard = Standard {
    name: "App #5",
    editions: &["ST 2067-50:2018"],
};

/// How ACES pictures are wrapped, on which the application builds.
const WRAPPING: Standard = Standard {
    name: "ST 2065-5",
    editions: &[],
};

/// The document of the application, of which few clauses are known for certain.
const ED_2018: Citation = Citation::document("ST 2067-50", "2018");

/// ACES pictures, a frame in each item.
const CONTAINER: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0d01_0301_0219_0100);

/// The sub-descriptor that says what was made of the picture.
const ACES: &str = "ACESPictureSubDescriptor";
/// The sub-descriptor of a picture that shows how a frame looks on a screen.
const TARGET_FRAME: &str = "TargetFrameSubDescriptor";
/// What a target frame says of itself.
const TARGET_FRAME_ITEMS: [&str; 8] = [
    "TargetFrameAncillaryResourceID",
    "MediaType",
    "TargetFrameIndex",
    "TargetFrameTransferCharacteristic",
    "TargetFrameColorPrimaries",
    "TargetFrameComponentMaxRef",
    "TargetFrameComponentMinRef",
    "TargetFrameEssenceStreamID",
];

/// Whether a descriptor is held against these rules.
fn is_held(package: &Package, subject: subject::Descriptor<'_>) -> bool {
    match (subject.listed, subject.origin) {
        (Some(listed), _) => listed.composition.info.is_app5 && is_main_image(listed),
        (None, Origin::File(file)) => is_file(package, file),
        // Does not occur: a descriptor in a composition is listed there.
        (None, Origin::Document(_)) => false,
    }
}

/// Whether the descriptor of that track file is held against these rules.
fn is_file(package: &Package, file: FileIndex) -> bool {
    let is_aces = || {
        let track_file = package.track_file(file);
        let top = track_file.and_then(|track_file| track_file.descriptor.as_ref());
        top.into_iter().flat_map(described).any(|node| {
            let label = node.label("ContainerFormat");
            label.is_some_and(|label| label.matches(CONTAINER))
        })
    };
    package.is_app5_image(file) || package.compositions.is_empty() && is_aces()
}

/// Whether one of these rules says that a set of that class lacks that property in that track file.
pub(super) fn asks_for(package: &Package, file: FileIndex, class: &str, property: &str) -> bool {
    let is_asked = match class {
        "RGBADescriptor" => matches!(
            property,
            "FrameLayout"
                | "ImageAspectRatio"
                | "PixelLayout"
                | "StoredHeight"
                | "StoredWidth"
                | "VideoLineMap"
        ),
        TARGET_FRAME => TARGET_FRAME_ITEMS.contains(&property),
        _ => false,
    };
    is_asked && is_file(package, file)
}

/// Whether one of these rules says that a track file names another container than that of ACES pictures: what lies in it
/// is none of that then, and follows.
pub(super) fn is_in_other_container(package: &Package, track_file: &TrackFile) -> bool {
    let top = track_file.descriptor.as_ref();
    let mut pictures = top
        .into_iter()
        .flat_map(described)
        .filter(|node| node.is("RGBADescriptor"));
    let is_other = pictures.any(|node| {
        let label = node.label("ContainerFormat");
        label.is_some_and(|label| !label.matches(CONTAINER))
    });
    is_other && is_file(package, track_file.file)
}

/// Whether `subject` is a descriptor of a main image, of the class that the application wants.
fn is_image(package: &Package, subject: subject::Descriptor<'_>) -> bool {
    subject.node.is("RGBADescriptor") && is_held(package, subject)
}

/// The descriptor of `subject`, where it is one of a main image and of the class that the application wants.
fn image<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    is_image(package, subject).then(|| Sets::of(package, subject.node, subject.origin, APP5))
}
