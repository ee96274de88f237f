//! Rules on the keys of essence elements.

use imf_mxf::essence::{ElementKind, Holds, Wrapping};
use imf_mxf::register::Label;

use super::app5;
use super::mxf::{asset, essence_track};
use crate::judge::{BytePlace, Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The key of an essence element does not fit the container, the track or the other elements of its file.
    ///
    /// The key says what sort of essence an element holds and how it is wrapped, as the label of the container does. Its
    /// last four bytes are the number of the track that the element belongs to.
    ///
    /// ## Why it matters
    /// A reader takes the element for something that it is not, or does not find it.
    ///
    /// ## How to fix it
    /// Write the keys that the container asks for, and the number of their track in the metadata.
    MXF_ESSENCE_KEY_MISMATCH = "mxf-essence-key-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 379", "2004")],
        needs: Essence,
        check: TrackFile(key),
    }
}

fn key(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let Some(first) = &track_file.essence.first else {
        return;
    };
    let key = first.element.item.key;
    let path = file.path;
    let place = || BytePlace {
        file: track_file.file,
        offset: first.element.item.offset,
        set: "essence element".into(),
        property: "key".into(),
    };
    let container = track_file.container_label().zip(track_file.container());
    if let Some((label, container)) = container.filter(|(_, container)| !container.fits(key)) {
        // That the container is wrong is a finding of its own.
        if app5::is_in_other_container(package, track_file) {
            return;
        }
        let name = Label::of(label).map(|known| known.symbol().to_owned());
        let name = name.unwrap_or_else(|| label.to_string());
        let expected = match container.nearest(key) {
            Some(nearest) => nearest.to_string(),
            None => "a key of the generic container".to_owned(),
        };
        let message = format!(
            "the first essence element of `{path}` has a key for {}{}, and its container `{name}` holds {}{}",
            kind(ElementKind::of(key)),
            wrapped(Wrapping::of(key)),
            holds(container.holds),
            wrapped(container.wrapping),
        );
        sink.at_byte(place(), message)
            .found(key)
            .expected(expected)
            .asset(asset(package, track_file));
        return;
    }
    let tracks = essence_track::numbers(track_file);
    let [.., n0, n1, n2, n3] = key.0;
    let number = u32::from_be_bytes([n0, n1, n2, n3]);
    if tracks.is_empty() || tracks.contains(&number) {
        return;
    }
    let numbers: Vec<String> = tracks
        .iter()
        .map(|number| format!("{number:08x}"))
        .collect();
    let numbers = numbers.join(", ");
    let message = format!(
        "the essence elements of `{path}` belong to a track of the number {number:08x}, and the numbers of its tracks are {numbers}"
    );
    sink.at_byte(place(), message)
        .found(format_args!("{number:08x}"))
        .expected(numbers)
        .asset(asset(package, track_file));
}

/// What elements with a key are.
fn kind(kind: ElementKind) -> &'static str {
    match kind {
        ElementKind::Compound => "picture, sound and data in one",
        ElementKind::Data => "data",
        ElementKind::Picture => "pictures",
        ElementKind::Private => "essence of a sort of its own",
        ElementKind::Sound => "sound",
        ElementKind::System => "system items",
    }
}

/// How they are wrapped, where that is known.
fn wrapped(wrapping: Option<Wrapping>) -> &'static str {
    match wrapping {
        Some(Wrapping::Clip) => " as a clip",
        Some(Wrapping::Frame) => " by frame",
        None => "",
    }
}

/// What a container holds.
pub(super) fn holds(holds: Holds) -> &'static str {
    match holds {
        Holds::Aces => "ACES pictures",
        Holds::ImmersiveAudio => "immersive audio",
        Holds::Isxd => "XML documents",
        Holds::Jpeg2000 => "JPEG 2000 pictures",
        Holds::MetadataGuidedAudio => "metadata-guided audio",
        Holds::Sound => "sound",
        Holds::TimedText => "timed text",
        _ => "something else",
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{
        PICTURE, PICTURE_KEY, SOUND, SOUND_KEY, damage, element, essence, replace,
    };
    &[
        Case::fires(
            "mxf-essence-key-mismatch",
            "sound that is wrapped by frame by its key",
            |package| {
                damage(package, SOUND, |bytes| {
                    replace(bytes, &SOUND_KEY.to_be_bytes()[12..], &[0x16, 1, 1, 1]);
                });
            },
        ),
        Case::fires(
            "mxf-essence-key-mismatch",
            "a number that no track has",
            |package| {
                damage(package, SOUND, |bytes| {
                    let essence = essence(bytes);
                    bytes[essence + 15] = 9;
                });
            },
        ),
        Case::fires(
            "mxf-essence-key-mismatch",
            "a second picture of another number",
            |package| {
                damage(package, PICTURE, |bytes| {
                    let first = element(bytes, PICTURE_KEY);
                    let second = first + 16 + element(&bytes[first + 16..], PICTURE_KEY);
                    bytes[second + 15] = 2;
                });
            },
        ),
        Case::silent(
            "mxf-essence-key-mismatch",
            "another number of both element and track",
            |package| {
                damage(package, SOUND, |bytes| {
                    replace(bytes, &SOUND_KEY.to_be_bytes()[12..], &[0x16, 1, 2, 9]);
                });
            },
        ),
    ]
};
