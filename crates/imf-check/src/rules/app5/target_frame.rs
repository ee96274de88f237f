//! Rules on target frames: pictures that show how a frame is to look on a screen (ST 2067-50).

use imf_mxf::typed::{Likeness, Value};

use super::{ACES, APP5, ED_2018, TARGET_FRAME, TARGET_FRAME_ITEMS, image, is_image};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;
use crate::rules::set::{Sets, has, list};

/// The property that refers to the sub-descriptor of the picture.
pub(super) const REFERENCE: &str = "ACESPictureSubDescriptorInstanceID";

declare_rule! {
    /// A target frame is not described wholly.
    ///
    /// A target frame is a picture in the track file that shows how a frame is to look on a screen. Its
    /// `TargetFrameSubDescriptor` says where in the file it lies, what kind of picture it is, which frame it shows and in which
    /// colors.
    ///
    /// ## Why it matters
    /// The picture cannot be found, or is shown in the wrong colors, and so is no measure for anything.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with these properties. If only the essence descriptor of the composition lacks them,
    /// have that regenerated from the track file.
    APP5_TARGET_FRAME_ITEM_MISSING = "app5-target-frame-item-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, item_missing),
    }
}

fn item_missing(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = image(package, subject).filter(Sets::is_whole) else {
        return;
    };
    for frame in sets.subs(TARGET_FRAME).nodes() {
        let mut missing = TARGET_FRAME_ITEMS
            .into_iter()
            .filter(|property| !has(frame, property))
            .peekable();
        if missing.peek().is_some() {
            let missing = list(missing);
            let message = format!("the {} has no {missing}", name(frame));
            sets.at(sink, frame, "", message).expected(missing);
        }
    }
}

/// What a target frame is called in a message.
fn name(frame: &Node) -> String {
    match frame.integer("TargetFrameIndex") {
        Some(index) => format!("`{TARGET_FRAME}` of frame {index}"),
        None => format!("`{TARGET_FRAME}`"),
    }
}

/// The target frames of `subject` that refer to the sub-descriptor of the picture, with the value that does, and the ids
/// of the sub-descriptors.
fn references<'a>(sets: &Sets<'a>) -> (Vec<(&'a Node, &'a Value)>, Vec<&'a Value>) {
    let frames = sets.subs(TARGET_FRAME);
    let frames = frames.nodes().iter();
    let references = frames.filter_map(|frame| Some((*frame, frame.value(REFERENCE)?)));
    let pictures = sets.subs(ACES);
    let pictures = pictures.nodes().iter();
    let ids = pictures.filter_map(|picture| picture.value("InstanceID"));
    (references.collect(), ids.collect())
}

declare_rule! {
    /// A target frame refers to a description of the ACES picture that is not there.
    ///
    /// `ACESPictureSubDescriptorInstanceID` of a target frame names the `ACESPictureSubDescriptor` through whose transform the
    /// target frame was made. There is no such sub-descriptor.
    ///
    /// ## Why it matters
    /// Nobody knows how the target frame was made, and so what it is a measure for.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the sub-descriptor, or without the reference.
    APP5_TARGET_FRAME_ACES_REF_NONE = "app5-target-frame-aces-ref-none" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, reference_to_none),
    }
}

fn reference_to_none(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = image(package, subject).filter(Sets::is_whole) else {
        return;
    };
    if !sets.subs(ACES).nodes().is_empty() {
        return;
    }
    for (frame, id) in references(&sets).0 {
        let (name, id) = (name(frame), id.described());
        let message = format!("the {name} refers to an `{ACES}`, and there is none");
        sets.at(sink, frame, REFERENCE, message)
            .found(id)
            .expected(format!("an `{ACES}`, or no reference"));
    }
}

declare_rule! {
    /// A target frame refers to a description of the ACES picture by an id that none has.
    ///
    /// `ACESPictureSubDescriptorInstanceID` of a target frame names the `ACESPictureSubDescriptor` through whose transform the
    /// target frame was made, by its `InstanceID`. There are such sub-descriptors, and none of that id.
    ///
    /// ## Why it matters
    /// Nobody knows how the target frame was made, and so what it is a measure for.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the right reference. Programs that give sets new ids have to change the references
    /// too.
    APP5_TARGET_FRAME_ACES_REF_DANGLING = "app5-target-frame-aces-ref-dangling" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, reference_dangles),
    }
}

fn reference_dangles(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = image(package, subject).filter(Sets::is_whole) else {
        return;
    };
    let (references, ids) = references(&sets);
    // Sub-descriptors without an id have a finding of their own.
    if ids.is_empty() {
        return;
    }
    for (frame, id) in references {
        if ids.iter().any(|known| known.likeness(id) == Likeness::Same) {
            continue;
        }
        let (name, id) = (name(frame), id.described());
        let known: Vec<String> = ids.iter().map(|id| id.described()).collect();
        let message = format!("the {name} refers to the `{ACES}` `{id}`, which is not there");
        sets.at(sink, frame, REFERENCE, message)
            .found(id)
            .expected(known.join(", "));
    }
}

declare_rule! {
    /// The brightest value of a target frame is not above its black.
    ///
    /// `TargetFrameComponentMaxRef` and `TargetFrameComponentMinRef` are the whole numbers that stand for the brightest value and
    /// for black, as 65535 and 0.
    ///
    /// ## Why it matters
    /// A program that scales by them shows the target frame black, white or inverted.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the range of the target frame's numbers.
    APP5_TARGET_FRAME_REF_ORDER = "app5-target-frame-ref-order" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, range),
    }
}

fn range(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    const MOST: &str = "TargetFrameComponentMaxRef";
    const LEAST: &str = "TargetFrameComponentMinRef";
    let Some(sets) = image(package, subject) else {
        return;
    };
    for frame in sets.subs(TARGET_FRAME).nodes() {
        let (Some(most), Some(least)) = (frame.integer(MOST), frame.integer(LEAST)) else {
            continue;
        };
        if most <= least {
            let message = format!(
                "`{MOST}` of the {} is {most} and `{LEAST}` {least}, and {APP5} asks for more than that",
                name(frame)
            );
            sets.at(sink, frame, MOST, message)
                .found(most)
                .expected(format!("more than {least}"));
        }
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::ids;
    use imf_testkit::mxf::set::Value;

    use super::testing::described;
    use crate::rules::case::Case;
    &[
        Case::fires_for(
            "app5-target-frame-item-missing",
            "no kind, no place",
            || {
                described(|set| {
                    set.sub(TARGET_FRAME)
                        .remove("MediaType")
                        .remove("TargetFrameEssenceStreamID");
                })
            },
        ),
        Case::silent_for("app5-target-frame-item-missing", "no reference", || {
            described(|set| {
                set.sub(TARGET_FRAME).remove(REFERENCE);
            })
        }),
        Case::fires_for("app5-target-frame-aces-ref-none", "none", || {
            described(|set| set.sub_descriptors().retain(|sub| sub.class.name != ACES))
        }),
        Case::silent_for("app5-target-frame-aces-ref-none", "no reference", || {
            described(|set| {
                set.sub_descriptors().retain(|sub| sub.class.name != ACES);
                set.sub(TARGET_FRAME).remove(REFERENCE);
            })
        })
        .with(&["app5-no-aces-subdescriptor"]),
        Case::fires_for("app5-target-frame-aces-ref-dangling", "another id", || {
            described(|set| {
                set.sub(TARGET_FRAME).set(REFERENCE, Value::Id(ids::CPL_ID));
            })
        }),
        Case::silent_for("app5-target-frame-aces-ref-dangling", "its id", || {
            described(|_| {})
        }),
        Case::fires_for("app5-target-frame-ref-order", "both the same", || {
            described(|set| {
                set.sub(TARGET_FRAME)
                    .set("TargetFrameComponentMaxRef", Value::UInt32(0));
            })
        }),
        Case::silent_for("app5-target-frame-ref-order", "one more", || {
            described(|set| {
                set.sub(TARGET_FRAME)
                    .set("TargetFrameComponentMaxRef", Value::UInt32(1));
            })
        }),
    ]
};
