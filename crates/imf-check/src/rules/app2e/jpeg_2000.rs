//! Rules on the JPEG 2000 sub-descriptor, and on what it says against what the descriptor says (ST 2067-21, 6.5.1).

use imf_mxf::typed::Value;

use super::picture::{Picture, Stated, application, is_picture};
use super::table::profile;
use super::{of_2021, of_fifth};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The picture's descriptor has no sub-descriptors.
    ///
    /// What is particular to JPEG 2000 stands in a `JPEG2000SubDescriptor` under `SubDescriptors`.
    ///
    /// ## Why it matters
    /// Tiles, components and bit depth of the codestream are not described, and a receiver has to decode a frame to know them.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file, with all that hangs under it. If the track file has none
    /// itself, wrap the picture again.
    APP2E_SUBDESCRIPTORS_MISSING = "app2e-subdescriptors-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.1"), of_fifth("7.5.1")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, none),
    }
}

fn none(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = maybe_jpeg_2000(package, descriptor) else {
        return;
    };
    if picture.node.field("SubDescriptors").is_none() {
        let message = format!(
            "the picture has no `SubDescriptors`, and {} wants a `JPEG2000SubDescriptor`",
            picture.application()
        );
        picture
            .finding(sink, "", message)
            .expected("JPEG2000SubDescriptor");
    }
}

declare_rule! {
    /// The picture's descriptor has sub-descriptors, and none for JPEG 2000.
    ///
    /// ## Why it matters
    /// Tiles, components and bit depth of the codestream are not described, and a receiver has to decode a frame to know them.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file, with all that hangs under it. If the track file has none
    /// itself, wrap the picture again.
    APP2E_J2K_SUBDESCRIPTOR_MISSING = "app2e-j2k-subdescriptor-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.1"), of_fifth("7.5.1")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, no_jpeg_2000),
    }
}

fn no_jpeg_2000(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = maybe_jpeg_2000(package, descriptor) else {
        return;
    };
    if picture.jpeg_2000().is_some() {
        return;
    }
    if let Some(field) = picture.node.field("SubDescriptors") {
        let message = format!(
            "the picture has no `JPEG2000SubDescriptor` among its sub-descriptors, and {} wants one",
            picture.application()
        );
        picture
            .finding(sink, "SubDescriptors", message)
            .found(field.shown())
            .expected("JPEG2000SubDescriptor");
    }
}

/// A picture that is not known to be coded otherwise.
fn maybe_jpeg_2000<'a>(
    package: &'a Package,
    descriptor: subject::EssenceDescriptor<'a>,
) -> Option<Picture<'a>> {
    let picture = Picture::of(package, descriptor)?;
    match picture.stated("PictureCompression") {
        Stated::Label(label) if !profile::is_jpeg_2000(label) => None,
        _ => Some(picture),
    }
}

declare_rule! {
    /// The JPEG 2000 sub-descriptor does not say how the picture was coded.
    ///
    /// `CodingStyleDefault` repeats the coding style of the codestream: order of progression, layers, transformation, code-blocks
    /// and precincts.
    ///
    /// ## Why it matters
    /// A receiver cannot tell whether its decoder takes the picture without reading the codestream.
    ///
    /// ## How to fix it
    /// Wrap the picture again by a program that writes `CodingStyleDefault`, and have the essence descriptor regenerated.
    APP2E_J2K_CODING_STYLE_MISSING = "app2e-j2k-coding-style-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.1, Table 14"), of_fifth("7.5.1, Table 13")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, coding_style),
    }
}

fn coding_style(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some((picture, jpeg_2000)) = jpeg_2000(package, descriptor) else {
        return;
    };
    // High throughput has a rule of its own on it.
    let is_ht = picture.profile().is_some_and(|profile| profile.is_ht);
    let drafted = picture.drafted();
    if is_ht || drafted.is_empty() || jpeg_2000.field("CodingStyleDefault").is_some() {
        return;
    }
    let message = format!(
        "the JPEG 2000 sub-descriptor has no `CodingStyleDefault`, and {} wants it",
        application(&drafted)
    );
    picture
        .finding_in(sink, jpeg_2000, "CodingStyleDefault", message)
        .expected("CodingStyleDefault");
}

/// A picture with its JPEG 2000 sub-descriptor.
pub(super) fn jpeg_2000<'a>(
    package: &'a Package,
    descriptor: subject::EssenceDescriptor<'a>,
) -> Option<(Picture<'a>, &'a Node)> {
    let picture = Picture::of(package, descriptor)?;
    Some((picture, picture.jpeg_2000()?))
}

/// The entries of `PictureComponentSizing`: Ssiz, XRSiz and YRSiz, as far as each can be read.
pub(super) fn sizing(jpeg_2000: &Node) -> Vec<[Option<i128>; 3]> {
    let entries = jpeg_2000
        .value("PictureComponentSizing")
        .map_or(&[][..], Value::values);
    entries.iter().map(sizes).collect()
}

/// Ssiz, XRSiz and YRSiz of an entry.
pub(super) fn sizes(entry: &Value) -> [Option<i128>; 3] {
    ["Ssiz", "XRSiz", "YRSiz"].map(|name| entry.member(name).and_then(Value::integer))
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::testing::{rgb, rgb_under};
    use crate::package::App2e;
    use crate::rules::case::Case;

    const SUB: &str = "JPEG2000SubDescriptor";
    &[
        Case::fires_in("app2e-subdescriptors-missing", "none", || {
            rgb(|set| {
                set.remove("SubDescriptors");
            })
        }),
        Case::silent_in(
            "app2e-subdescriptors-missing",
            "that of JPEG 2000 alone",
            || {
                rgb(|set| {
                    set.sub_descriptors().retain(|set| set.class.name == SUB);
                })
            },
        ),
        Case::fires_in("app2e-j2k-subdescriptor-missing", "another alone", || {
            rgb(|set| {
                set.sub_descriptors().retain(|set| set.class.name != SUB);
            })
        }),
        Case::silent_in("app2e-j2k-subdescriptor-missing", "as the last", || {
            rgb(|set| set.sub_descriptors().reverse())
        }),
        Case::fires_in("app2e-j2k-coding-style-missing", "none", || {
            rgb(|set| {
                set.sub(SUB).remove("CodingStyleDefault");
            })
        }),
        Case::silent_in("app2e-j2k-coding-style-missing", "none in 2016", || {
            rgb_under(App2e::V2016, |set| {
                set.sub(SUB).remove("CodingStyleDefault");
            })
        }),
    ]
};
