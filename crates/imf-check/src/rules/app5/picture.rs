//! Rules on what describes the picture, and how it is wrapped (ST 2067-50, ST 2065-5).

use super::{APP5, CONTAINER, ED_2018, image, is_held, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::Essence;
use crate::rule::declare_rule;
use crate::rules::set::Demand;

declare_rule! {
    /// The picture of App #5 is not described as RGB.
    ///
    /// App #5 carries ACES pictures: red, green and blue as half floats, uncompressed. The descriptor of such a picture is an
    /// `RGBADescriptor`.
    ///
    /// ## Why it matters
    /// Another descriptor describes another picture. A player that goes by it takes red, green and blue for luma and color
    /// differences.
    ///
    /// ## How to fix it
    /// If the picture is ACES, have it wrapped again by a program that knows App #5. If it is not, the composition claims the
    /// wrong application: correct `ApplicationIdentification`.
    APP5_NOT_RGBA = "app5-not-rgba" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_held, not_rgba),
    }
}

fn not_rgba(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let node = subject.node;
    // A descriptor of something else is a finding of the core constraints.
    let may_be_picture =
        Essence::of_descriptor(&node.name).is_none_or(|essence| essence == Essence::Image);
    if node.is("RGBADescriptor") || !may_be_picture || !is_held(package, subject) {
        return;
    }
    let message = format!(
        "the main image is described by a `{}`, and {APP5} asks for an `RGBADescriptor`",
        node.name
    );
    sink.finding(node.spot(subject.origin), message)
        .found(&node.name)
        .expected("RGBADescriptor");
}

declare_rule! {
    /// The picture does not say how it is wrapped.
    ///
    /// `ContainerFormat` in the descriptor is the label of the way in which the essence lies in the track file. For ACES
    /// pictures there is one: each frame is an item of its own.
    ///
    /// ## Why it matters
    /// Players choose their reader by this label, and cannot find the frames without it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that knows App #5. If only the essence descriptor of the composition
    /// lacks the label, have that regenerated from the track file.
    APP5_CONTAINER_MISSING = "app5-container-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_container),
    }
}

fn no_container(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.no_label(sink, "ContainerFormat", CONTAINER);
    }
}

declare_rule! {
    /// The picture is not in the container of ACES pictures.
    ///
    /// `ContainerFormat` in the descriptor is the label of the way in which the essence lies in the track file. For ACES
    /// pictures there is one: each frame is an item of its own.
    ///
    /// ## Why it matters
    /// Players choose their reader by this label. By another one they take the frames for something else.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that knows App #5. If only the essence descriptor of the composition is
    /// wrong, have that regenerated from the track file.
    APP5_CONTAINER_INVALID = "app5-container-invalid" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, container),
    }
}

fn container(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.another_label(sink, "ContainerFormat", CONTAINER);
    }
}

/// The number of `FullFrame`.
const FULL_FRAME: i128 = 0;

declare_rule! {
    /// The picture is interlaced, or does not say how its lines lie.
    ///
    /// `FrameLayout` says whether a frame is one picture or two fields. ACES pictures are whole frames: `FullFrame`.
    ///
    /// ## Why it matters
    /// A player that expects fields shows every second line a moment too late, or waits for a second field that never comes.
    ///
    /// ## How to fix it
    /// If the frames are whole, set `FrameLayout` to `FullFrame` in the track file and in the essence descriptor. Interlaced
    /// material has no place in App #5.
    APP5_FRAME_LAYOUT = "app5-frame-layout" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, frame_layout),
    }
}

fn frame_layout(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        let demand = Demand::shall("`FullFrame`");
        sets.missing(sink, "FrameLayout", demand);
        sets.incorrect(sink, "FrameLayout", demand, |layout| {
            layout.integer() == Some(FULL_FRAME)
        });
    }
}

declare_rule! {
    /// The picture does not say how wide it is to be shown for its height.
    ///
    /// `ImageAspectRatio` is the width of the shown picture to its height, as 16/9 or 239/100.
    ///
    /// ## Why it matters
    /// A player without it takes all pixels to be square, and shows an anamorphic picture too narrow.
    ///
    /// ## How to fix it
    /// Set `ImageAspectRatio` in the track file and in the essence descriptor to the shape of the picture as it is to be seen.
    APP5_ASPECT_RATIO_MISSING = "app5-aspect-ratio-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, aspect_ratio),
    }
}

fn aspect_ratio(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        let demand = Demand::shall("the ratio of width to height");
        sets.missing(sink, "ImageAspectRatio", demand);
    }
}

declare_rule! {
    /// The picture does not say which line its image begins on.
    ///
    /// `VideoLineMap` is two numbers: the line of the video signal on which each field begins. For whole frames of files, which
    /// have no signal, they are formal, as 1 and 0; MXF asks for them all the same.
    ///
    /// ## Why it matters
    /// Strict readers of MXF refuse a picture without it.
    ///
    /// ## How to fix it
    /// Add `VideoLineMap` to the track file and to the essence descriptor.
    APP5_VIDEO_LINE_MAP_MISSING = "app5-video-line-map-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, video_line_map),
    }
}

fn video_line_map(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.missing(sink, "VideoLineMap", Demand::shall("the first lines"));
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::described;
    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edited;

    const JPEG_2000: Label = Label::parse("060e2b34.0401010d.0d010301.020c0600");
    const UNCOMPRESSED: Label = Label::parse("060e2b34.0401010a.0d010301.02050101");
    const NEWER: Label = Label::parse("060e2b34.0401010e.0d010301.02190100");
    const APP_5: &str = ">http://www.smpte-ra.org/ns/2067-50/2017<";
    const APP_2E: &str = ">http://www.smpte-ra.org/ns/2067-21/2021<";
    &[
        Case::fires_for("app5-not-rgba", "luma and color differences", || {
            let mut delivery = crate::rules::app2e::yuv_delivery();
            delivery.compositions[0].application = Some("http://www.smpte-ra.org/ns/2067-50/2017");
            edited(&delivery, &[])
        })
        .with(&["cc-namespace-not-expected"]),
        Case::silent_for("app5-not-rgba", "an RGB descriptor", || described(|_| {})),
        Case::fires_for("app5-container-missing", "none", || {
            described(|set| {
                set.remove("ContainerFormat");
            })
        }),
        Case::silent_for("app5-container-missing", "of a newer register", || {
            described(|set| {
                set.set("ContainerFormat", Value::Label(NEWER));
            })
        }),
        Case::fires_for(
            "app5-container-invalid",
            "that of other uncompressed pictures",
            || {
                described(|set| {
                    set.set("ContainerFormat", Value::Label(UNCOMPRESSED));
                })
            },
        ),
        Case::fires_for("app5-container-invalid", "that of JPEG 2000", || {
            described(|set| {
                set.set("ContainerFormat", Value::Label(JPEG_2000));
            })
        }),
        Case::silent_for("app5-container-invalid", "of a newer register", || {
            described(|set| {
                set.set("ContainerFormat", Value::Label(NEWER));
            })
        }),
        Case::fires_for("app5-frame-layout", "separate fields", || {
            described(|set| {
                set.set("FrameLayout", Value::Symbol(1, "SeparateFields"));
            })
        }),
        Case::fires_for("app5-frame-layout", "none", || {
            described(|set| {
                set.remove("FrameLayout");
            })
        }),
        Case::silent_for("app5-frame-layout", "under another application", || {
            edited(&Delivery::minimal(), &[(APP_2E, APP_2E)])
        }),
        Case::fires_for("app5-aspect-ratio-missing", "none", || {
            described(|set| {
                set.remove("ImageAspectRatio");
            })
        }),
        Case::silent_for("app5-aspect-ratio-missing", "any", || {
            described(|set| {
                set.set("ImageAspectRatio", Value::Rational(239, 100));
            })
        }),
        Case::fires_for("app5-video-line-map-missing", "none", || {
            described(|set| {
                set.remove("VideoLineMap");
            })
        }),
        Case::silent_for("app5-video-line-map-missing", "in capitals", || {
            edited(
                &Delivery::aces(),
                &[(APP_5, ">HTTP://WWW.SMPTE-RA.ORG/NS/2067-50/2017<")],
            )
        }),
    ]
};
