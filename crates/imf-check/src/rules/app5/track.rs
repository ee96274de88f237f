//! Rules on a main image from end to end (ST 2067-50).

use super::sub_descriptor::AUTHORING;
use super::{ACES, ED_2018};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::Kind;
use crate::rule::{Citation, declare_rule};
use crate::rules::cpl;
use crate::rules::cpl::descriptor::Descriptor;

declare_rule! {
    /// Parts of the main image say that they were graded through different transforms.
    ///
    /// ACES colors are not made for any screen; a transform turns them into what a screen shows. An `ACESPictureSubDescriptor`
    /// names the one through which the picture was seen when it was graded (`ACESAuthoringInformation`), such as
    /// `ODT.Academy.Rec709_100nits_dim.a1.0.3` for television. All track files of a main image have as many of them, and name
    /// the same transforms.
    ///
    /// ## Why it matters
    /// A program that renders the picture for a screen takes one transform for the whole track. Where another one belongs to a
    /// part, that part comes out with other contrast and color.
    ///
    /// ## How to fix it
    /// If only the name differs, have the track file wrapped again with the name that the others have. If the part was graded
    /// through another transform, it has to be graded again or belongs in a composition of its own.
    APP5_ACES_NOT_HOMOGENEOUS = "app5-aces-not-homogeneous" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018, Citation { draft: true, ..Citation::unedited("Academy S-2018-001") }],
        needs: Documents,
        check: Composition(not_homogeneous),
    }
}

fn not_homogeneous(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    if !composition.info.is_app5 {
        return;
    }
    for track in composition.virtual_tracks() {
        let images = track
            .uses()
            .filter(|used| Kind::of(used.resource.sequence) == Kind::MainImage);
        let mut described = images.filter_map(|used| {
            let descriptor = Descriptor::of_resource(composition, used.resource.resource)?;
            let is_picture = descriptor.node.is("RGBADescriptor");
            is_picture.then_some((used.resource, descriptor))
        });
        let Some((_, reference)) = described.next() else {
            continue;
        };
        let wanted = transforms(reference.node);
        let mut previous = reference.index;
        for (resource, descriptor) in described {
            if descriptor.index == previous {
                continue;
            }
            previous = descriptor.index;
            let found = transforms(descriptor.node);
            if found == wanted {
                continue;
            }
            let (found, wanted) = (in_words(&found), in_words(&wanted));
            let document = composition.info.document;
            sink.at(
                resource.resource.at,
                format!(
                    "{} has {found}, and the first resource of the track has {wanted}",
                    cpl::resource_name(resource)
                ),
            )
            .found(found)
            .expected(wanted)
            .related(document, descriptor.place(""), "its descriptor")
            .related(
                document,
                reference.place(""),
                "the descriptor of the first resource",
            );
            // One finding a track: what follows is of that make, or of the first, again and again.
            break;
        }
    }
}

/// What each `ACESPictureSubDescriptor` says, in no order.
fn transforms(node: &Node) -> Vec<Option<&str>> {
    let pictures = node.subs(ACES);
    let mut names: Vec<Option<&str>> = pictures
        .map(|picture| {
            let name = picture.value(AUTHORING).and_then(|name| name.text());
            name.map(str::trim).filter(|name| !name.is_empty())
        })
        .collect();
    names.sort_unstable();
    names
}

fn in_words(transforms: &[Option<&str>]) -> String {
    if transforms.is_empty() {
        return format!("no `{ACES}`");
    }
    let names: Vec<String> = transforms
        .iter()
        .map(|name| match name {
            Some(name) => format!("an `{ACES}` of `{name}`"),
            None => format!("an `{ACES}` without a transform"),
        })
        .collect();
    names.join(" and ")
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::testing::{delivery, two_pictures};
    use crate::rules::case::Case;

    const TRANSFORM: &str = ">ODT.Academy.Rec709_100nits_dim.a1.0.3<";
    const LIGHT: &str = ":ACESMasteringDisplayMaximumLuminance>1000000<";
    &[
        Case::fires_for("app5-aces-not-homogeneous", "another transform", || {
            two_pictures(&delivery(|_| {}), TRANSFORM, ">ODT.Academy.P3D60.a1.0.3<")
        })
        .with(&["cpl-ed-mismatch"]),
        Case::silent_for("app5-aces-not-homogeneous", "another screen", || {
            two_pictures(
                &delivery(|_| {}),
                LIGHT,
                ":ACESMasteringDisplayMaximumLuminance>2000000<",
            )
        })
        .with(&["cpl-ed-mismatch"]),
        Case::silent_for("app5-aces-not-homogeneous", "none in either", || {
            let without = delivery(|set| {
                let subs = set.sub_descriptors();
                subs.retain(|sub| sub.class.name == "ContainerConstraintsSubDescriptor");
            });
            two_pictures(&without, ":StoredWidth>4<", ":StoredWidth> 4 <")
        })
        .with(&["app5-no-aces-subdescriptor", "app5-no-target-frame"]),
    ]
};
