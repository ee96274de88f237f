//! Rules on what describes the picture at all, and on its stored and sampled size (ST 2067-21, 6.1.1 and 6.2.1).

use super::picture::{Picture, application, is_picture, main_image};
use super::{of_2021, of_fifth};
use crate::descriptor::{Origin, described};
use crate::judge::{Sink, subject};
use crate::package::kind::Essence;
use crate::package::{Package, TrackFile};
use crate::rule::declare_rule;

declare_rule! {
    /// The main image is described neither by an `RGBADescriptor` nor by a `CDCIDescriptor`.
    ///
    /// An `RGBADescriptor` describes a picture of red, green and blue, a `CDCIDescriptor` one of luma and color differences.
    ///
    /// ## Why it matters
    /// No player knows what the components of the picture are, and nothing else of it can be checked.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file. If the track file itself has another descriptor, wrap the
    /// picture again by a program that knows App #2E.
    APP2E_COLOR_MODEL_UNKNOWN = "app2e-color-model-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.1.1"), of_fifth("7.1.2")],
        needs: Documents,
        check: EssenceDescriptor(subject::every_listed, color_model),
    }
}

fn color_model(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = main_image(descriptor).filter(|_| Picture::of(package, descriptor).is_none())
    else {
        return;
    };
    // A descriptor of something else is a finding of the core constraints.
    if Essence::of_descriptor(&node.name).is_some() {
        return;
    }
    // And one that the track file has otherwise is a mismatch, whatever it is.
    let mut files = package.track_files_of(descriptor.described);
    let is_other = |file: &TrackFile| {
        let described = file.descriptor.iter().flat_map(described).next();
        described.is_some_and(|actual| actual.name != node.name)
    };
    if files.any(is_other) {
        return;
    }
    let info = descriptor.composition.info;
    sink.finding(
        node.spot(Origin::Document(info.document)),
        format!(
            "the main image is described by a `{}`, and {} wants an `RGBADescriptor` or a `CDCIDescriptor`",
            node.name,
            application(&info.app2e)
        ),
    )
    .found(&node.name)
    .expected("RGBADescriptor or CDCIDescriptor");
}

declare_rule! {
    /// The picture has no width or no height.
    ///
    /// ## Why it matters
    /// `StoredWidth` and `StoredHeight` are the size of the coded picture in pixels. Everything else is measured by it.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor to the size of the codestream. `StoredHeight` of an
    /// interlaced picture is the height of a field.
    APP2E_STORED_SIZE_INVALID = "app2e-stored-size-invalid" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1.1, Table 9"), of_fifth("7.2.1.2, Table 8")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, stored_size),
    }
}

fn stored_size(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    for property in ["StoredWidth", "StoredHeight"] {
        let field = picture.node.field(property);
        if picture.node.integer(property).is_some_and(|size| size > 0) {
            continue;
        }
        let message = match field {
            Some(field) => format!("`{property}` is `{}`, which is no size", field.shown()),
            None => format!("the picture has no `{property}`"),
        };
        let draft = picture.finding(sink, property, message);
        draft.expected("a number of pixels");
        if let Some(field) = field {
            draft.found(field.shown());
        }
    }
}

declare_rule! {
    /// The sampled size is not the stored size.
    ///
    /// `SampledWidth` and `SampledHeight` are the part of the stored picture that was sampled from a source. In App #2E that
    /// is all of it.
    ///
    /// ## Why it matters
    /// A player that crops to the sampled size shows a part of the picture, or lines that are not there.
    ///
    /// ## How to fix it
    /// Leave both out, or set them to `StoredWidth` and `StoredHeight`, in the track file and in the essence descriptor.
    APP2E_SAMPLED_SIZE_DIFFERS = "app2e-sampled-size-differs" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1, Table 8"), of_fifth("7.2.1.1, Table 7")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, sampled_size),
    }
}

fn sampled_size(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let (width, height) = picture.codestream_size().unzip();
    for (sampled, stored, coded) in [
        ("SampledWidth", "StoredWidth", width),
        ("SampledHeight", "StoredHeight", height),
    ] {
        let (Some(found), Some(expected)) =
            (picture.node.integer(sampled), picture.node.integer(stored))
        else {
            continue;
        };
        // Where the codestream has the sampled size too, the stored one is wrong, which is a finding of its own.
        if found == expected || expected == 0 || coded == Some(found) {
            continue;
        }
        picture
            .finding_on(
                sink,
                &[sampled, stored],
                format!(
                    "`{sampled}` is {found} and `{stored}` is {expected}, and in {} they are the same",
                    picture.application()
                ),
            )
            .found(found)
            .expected(expected);
    }
}

declare_rule! {
    /// The sampled picture does not begin in the corner of the stored picture.
    ///
    /// `SampledXOffset` and `SampledYOffset` say where in the stored picture the sampled part begins. In App #2E that is its
    /// first pixel.
    ///
    /// ## Why it matters
    /// A player that believes the offset moves the picture.
    ///
    /// ## How to fix it
    /// Leave both out, or set them to 0, in the track file and in the essence descriptor.
    APP2E_SAMPLED_OFFSET_NOT_ZERO = "app2e-sampled-offset-not-zero" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1, Table 8"), of_fifth("7.2.1.1, Table 7")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, sampled_offset),
    }
}

fn sampled_offset(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let drafted = picture.drafted();
    if drafted.is_empty() {
        return;
    }
    for property in ["SampledXOffset", "SampledYOffset"] {
        let Some(found) = picture.node.integer(property).filter(|found| *found != 0) else {
            continue;
        };
        picture
            .finding(
                sink,
                property,
                format!(
                    "`{property}` is {found}, and {} has it 0 or not at all",
                    application(&drafted)
                ),
            )
            .found(found)
            .expected(0);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use super::testing::{edited, rgb, rgb_under};
    use crate::package::App2e;
    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edit_all;

    &[
        Case::fires_in("app2e-color-model-unknown", "an invented one", || {
            edited(&[
                ("<r0:RGBADescriptor", "<r0:XYZDescriptor"),
                ("</r0:RGBADescriptor", "</r0:XYZDescriptor"),
            ])
        }).with(&["regxml-unknown-group"]),
        Case::fires_in("app2e-color-model-unknown", "a picture of no kind", || {
            edited(&[
                ("<r0:RGBADescriptor", "<r0:PictureDescriptor"),
                ("</r0:RGBADescriptor", "</r0:PictureDescriptor"),
            ])
        }),
        Case::silent_in("app2e-color-model-unknown", "no application", || {
            const ELEMENT: &str = "<cc:ApplicationIdentification>http://www.smpte-ra.org/ns/2067-21/2021</cc:ApplicationIdentification>";
            edited(&[
                ("<r0:RGBADescriptor", "<r0:XYZDescriptor"),
                ("</r0:RGBADescriptor", "</r0:XYZDescriptor"),
                (ELEMENT, "<x:Note xmlns:x=\"urn:example\"/>"),
            ])
        })
        .with(&["cpl-application-id-missing", "regxml-unknown-group"]),
        Case::silent("app2e-color-model-unknown", "what the track file says otherwise", |package| {
            edit_all(package, "r0:RGBADescriptor", "r0:XYZDescriptor");
        })
        .with(&["cpl-ed-mismatch", "regxml-unknown-group"]),
        Case::fires_in("app2e-stored-size-invalid", "no width", || {
            rgb(|set| {
                set.remove("StoredWidth");
            })
        }),
        Case::fires_in("app2e-stored-size-invalid", "a height of 0", || {
            rgb(|set| {
                set.set("StoredHeight", Value::UInt32(0));
            })
        }),
        Case::silent_in("app2e-stored-size-invalid", "no display size", || {
            rgb(|set| {
                set.remove("DisplayWidth").remove("DisplayHeight");
            })
        }),
        Case::fires_in("app2e-sampled-size-differs", "less", || {
            rgb(|set| {
                set.set("SampledHeight", Value::UInt32(804));
            })
        }),
        Case::silent_in("app2e-sampled-size-differs", "none", || {
            rgb(|set| {
                set.remove("SampledHeight");
            })
        }),
        Case::fires_in("app2e-sampled-offset-not-zero", "further down", || {
            rgb(|set| {
                set.set("SampledYOffset", Value::Int32(138));
            })
        }),
        Case::silent_in("app2e-sampled-offset-not-zero", "none", || {
            rgb(|set| {
                set.remove("SampledXOffset").remove("SampledYOffset");
            })
        }),
        Case::silent_in(
            "app2e-sampled-offset-not-zero",
            "an edition without a draft",
            || {
                rgb_under(App2e::V2016, |set| {
                    set.set("SampledYOffset", Value::Int32(138));
                })
            },
        ),
    ]
};
