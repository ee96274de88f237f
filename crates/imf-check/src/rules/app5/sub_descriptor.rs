//! Rules on the sub-descriptors of an ACES picture (ST 2067-50, ST 379-2).

use super::{ACES, ED_2018, TARGET_FRAME, image, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::plug_in::CONSTRAINED;
use crate::rule::{Citation, declare_rule};
use crate::rules::set::{Demand, Sets, has, list};

const CONSTRAINTS: &str = "ContainerConstraintsSubDescriptor";

declare_rule! {
    /// The descriptor of an ACES picture has no sub-descriptor.
    ///
    /// Sub-descriptors are sets below the descriptor. An ACES picture has one that says that the container is constrained
    /// (`ContainerConstraintsSubDescriptor`), and should have one that says how the picture was made
    /// (`ACESPictureSubDescriptor`).
    ///
    /// ## Why it matters
    /// Readers that can do only the constrained form refuse the file. Without a word on how the picture was seen when it was
    /// graded, nobody can show it as it was meant.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that adds the sets. If only the essence descriptor of the composition
    /// lacks them, have that regenerated from the track file.
    APP5_SUBDESCRIPTORS_MISSING = "app5-subdescriptors-missing" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7"), ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_subs),
    }
}

fn no_subs(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.under(CONSTRAINED).without_subs(sink, CONSTRAINTS);
    }
}

declare_rule! {
    /// The descriptor of an ACES picture does not say that the container is constrained.
    ///
    /// A file in the constrained form of the generic container says so by a `ContainerConstraintsSubDescriptor`, a set without
    /// properties of its own below the descriptor. There are other sub-descriptors here, and not this one.
    ///
    /// ## Why it matters
    /// Readers that can do only the constrained form look for the set, and refuse a file without it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that adds the set. If only the essence descriptor of the composition
    /// lacks it, have that regenerated from the track file.
    APP5_CONTAINER_CONSTRAINTS_MISSING = "app5-container-constraints-missing" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [Citation::clause("ST 379-2", "2010", "7")],
        needs: Documents,
        check: Descriptor(is_image, no_constraints),
    }
}

fn no_constraints(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.under(CONSTRAINED).without_sub(sink, CONSTRAINTS);
    }
}

/// Says that there are sub-descriptors, and none of that class, which there need not be.
fn without(sets: &Sets<'_>, sink: &mut Sink<'_>, class: &str, meaning: &str) {
    let Some(node) = sets.nodes().first() else {
        return;
    };
    if sets.all_subs().next().is_none() || !sets.subs(class).nodes().is_empty() || !sets.is_whole()
    {
        return;
    }
    let message = format!(
        "the `{}` has no `{class}`: {meaning} is not known",
        node.name
    );
    sets.at(sink, node, "SubDescriptors", message)
        .found(0)
        .expected(format!("a `{class}`"));
}

declare_rule! {
    /// The picture does not say how it was made.
    ///
    /// ACES colors are not made for any screen; a transform turns them into what a screen shows. An `ACESPictureSubDescriptor`
    /// names the one through which the picture was seen when it was graded, and that screen. It may be left out.
    ///
    /// ## Why it matters
    /// Without that transform nobody knows how the picture looked to those who graded it.
    ///
    /// ## How to fix it
    /// Nothing has to be done. If the transform is known, have the track file wrapped again by a program that writes it.
    APP5_NO_ACES_SUBDESCRIPTOR = "app5-no-aces-subdescriptor" {
        severity: Info,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_aces),
    }
}

fn no_aces(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = image(package, subject) else {
        return;
    };
    // Where a target frame refers to one, that is an error.
    let frames = sets.subs(TARGET_FRAME);
    let refers = |frame: &&&crate::descriptor::Node| has(frame, super::target_frame::REFERENCE);
    if frames.nodes().iter().any(|frame| refers(&frame)) {
        return;
    }
    without(
        &sets,
        sink,
        ACES,
        "how the picture was seen when it was graded",
    );
}

declare_rule! {
    /// The picture does not say through which transform it was seen when it was graded.
    ///
    /// `ACESAuthoringInformation` names the transforms that made the picture what it looked like, as
    /// `ODT.Academy.Rec709_100nits_dim.a1.0.3`.
    ///
    /// ## Why it matters
    /// ACES colors are not made for any screen. Without that transform nobody knows how the picture looked to those who graded it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again with the name of the output transform as `ACESAuthoringInformation`.
    APP5_ACES_AUTHORING_INFO_MISSING = "app5-aces-authoring-info-missing" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_authoring),
    }
}

/// The property that names transforms.
pub(super) const AUTHORING: &str = "ACESAuthoringInformation";

fn no_authoring(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        let demand = Demand::should("the transform through which the picture was seen");
        sets.subs(ACES).missing(sink, AUTHORING, demand);
    }
}

/// What is said of the screen: all of it or nothing.
const MASTERING: [&str; 4] = [
    "ACESMasteringDisplayPrimaries",
    "ACESMasteringDisplayWhitePointChromaticity",
    "ACESMasteringDisplayMaximumLuminance",
    "ACESMasteringDisplayMinimumLuminance",
];

declare_rule! {
    /// The picture describes the screen on which it was graded, and not wholly.
    ///
    /// Four properties of the `ACESPictureSubDescriptor` describe that screen: its primaries, its white, its most and its least
    /// light. They go together: all four are there, or none.
    ///
    /// ## Why it matters
    /// Programs that fit the picture to another screen need all four, and take a screen of their own where one is missing.
    ///
    /// ## How to fix it
    /// Add what is missing, or remove the rest, in the track file and in the essence descriptor.
    APP5_ACES_MASTERING_INCOMPLETE = "app5-aces-mastering-incomplete" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, mastering),
    }
}

fn mastering(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = image(package, subject).filter(Sets::is_whole) else {
        return;
    };
    for node in sets.subs(ACES).nodes() {
        let (there, missing): (Vec<&str>, Vec<&str>) =
            MASTERING.iter().partition(|property| has(node, property));
        let (Some(first), false) = (there.first(), missing.is_empty()) else {
            continue;
        };
        let (there, missing) = (list(there.iter().copied()), list(missing));
        let message = format!(
            "the `{ACES}` has {there} and not {missing}, and {} asks for all four or none",
            sets.standard()
        );
        sets.at(sink, node, first, message)
            .found(there)
            .expected("all four or none");
    }
}

declare_rule! {
    /// The picture brings no target frame.
    ///
    /// A target frame is a picture in the track file that shows how a frame is to look on a screen, described by a
    /// `TargetFrameSubDescriptor`. It may be left out.
    ///
    /// ## Why it matters
    /// ACES colors are not made for any screen. A target frame is something to hold a rendering against.
    ///
    /// ## How to fix it
    /// Nothing has to be done. If there are target frames, have the track file wrapped again by a program that adds them.
    APP5_NO_TARGET_FRAME = "app5-no-target-frame" {
        severity: Info,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_target_frame),
    }
}

fn no_target_frame(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        without(
            &sets,
            sink,
            TARGET_FRAME,
            "how a frame is to look on a screen",
        );
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::testing::described;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;

    /// The package, with these sub-descriptors of the picture.
    fn keeping(classes: &[&str]) -> MemoryStorage {
        described(|set| keep(set, classes))
    }

    fn keep(set: &mut Set, classes: &[&str]) {
        set.sub_descriptors()
            .retain(|sub| classes.contains(&sub.class.name));
    }
    &[
        Case::fires_for("app5-subdescriptors-missing", "none", || {
            described(|set| {
                set.remove("SubDescriptors");
            })
        }),
        Case::silent_for("app5-subdescriptors-missing", "the formal one", || {
            keeping(&[CONSTRAINTS])
        })
        .with(&["app5-no-aces-subdescriptor", "app5-no-target-frame"]),
        Case::fires_for("app5-container-constraints-missing", "the others", || {
            keeping(&[ACES, TARGET_FRAME])
        }),
        Case::silent_for("app5-container-constraints-missing", "all", || {
            keeping(&[CONSTRAINTS, ACES, TARGET_FRAME])
        }),
        Case::fires_for("app5-no-aces-subdescriptor", "a target frame", || {
            described(|set| {
                keep(set, &[CONSTRAINTS, TARGET_FRAME]);
                set.sub(TARGET_FRAME)
                    .remove("ACESPictureSubDescriptorInstanceID");
            })
        }),
        Case::silent_for("app5-no-aces-subdescriptor", "without a name", || {
            described(|set| {
                set.sub(ACES).remove(AUTHORING);
            })
        })
        .with(&["app5-aces-authoring-info-missing"]),
        Case::fires_for("app5-aces-authoring-info-missing", "none", || {
            described(|set| {
                set.sub(ACES).remove(AUTHORING);
            })
        }),
        Case::fires_for("app5-aces-authoring-info-missing", "an empty name", || {
            described(|set| {
                set.sub(ACES).set(AUTHORING, Value::text(""));
            })
        }),
        Case::silent_for("app5-aces-authoring-info-missing", "another", || {
            described(|set| {
                set.sub(ACES).set(AUTHORING, Value::text("another"));
            })
        }),
        Case::fires_for("app5-aces-mastering-incomplete", "no least light", || {
            described(|set| {
                set.sub(ACES).remove("ACESMasteringDisplayMinimumLuminance");
            })
        }),
        Case::silent_for("app5-aces-mastering-incomplete", "nothing of it", || {
            described(|set| {
                for name in MASTERING {
                    set.sub(ACES).remove(name);
                }
            })
        }),
        Case::fires_for("app5-no-target-frame", "none", || {
            keeping(&[CONSTRAINTS, ACES])
        }),
        Case::silent_for("app5-no-target-frame", "one", || described(|_| {})),
    ]
};
