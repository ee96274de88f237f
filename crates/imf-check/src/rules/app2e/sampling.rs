//! Rules on the samples of Y'CbCr pictures, and on how lines and color samples lie (ST 2067-21, 6.3.1 and 6.4).

use super::picture::{Picture, application, is_picture};
use super::table::characteristics::Model;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// A Y'CbCr picture does not say how many bits its components have.
    ///
    /// ## Why it matters
    /// `ComponentDepth` is what a player reads first to know how large code values get. Without it the levels of black and
    /// white mean nothing.
    ///
    /// ## How to fix it
    /// Set `ComponentDepth` in the track file and in the essence descriptor.
    APP2E_COMPONENT_DEPTH_MISSING = "app2e-component-depth-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.4.1, Table 12"), of_fifth("7.4.1, Table 11")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, component_depth),
    }
}

fn component_depth(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = yuv(package, descriptor) else {
        return;
    };
    if picture.node.integer("ComponentDepth").is_some() {
        return;
    }
    let message = format!(
        "the picture has no `ComponentDepth`, and {} wants its bits",
        picture.application()
    );
    let draft = picture.finding(sink, "ComponentDepth", message);
    if let Some(depth) = picture.depth() {
        draft.expected(depth);
    }
}

declare_rule! {
    /// A Y'CbCr picture does not say how many color samples it has.
    ///
    /// `HorizontalSubsampling` and `VerticalSubsampling` say for how many samples of luma there is one of each color
    /// difference: 2 and 1 for 4:2:2, 1 and 1 for 4:4:4.
    ///
    /// ## Why it matters
    /// Without them a player does not know how wide the planes of color are.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor.
    APP2E_SUBSAMPLING_MISSING = "app2e-subsampling-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.4.2"), of_fifth("7.4.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, subsampling_missing),
    }
}

const SUBSAMPLING: [&str; 2] = ["HorizontalSubsampling", "VerticalSubsampling"];

fn subsampling_missing(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = yuv(package, descriptor) else {
        return;
    };
    let missing: Vec<String> = SUBSAMPLING
        .iter()
        .filter(|name| picture.node.integer(name).is_none())
        .map(|name| format!("`{name}`"))
        .collect();
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "the picture has no {}, and {} wants both",
        missing.join(" and no "),
        picture.application()
    );
    picture
        .finding(sink, "", message)
        .expected("2 and 1 for 4:2:2, 1 and 1 for 4:4:4");
}

declare_rule! {
    /// A Y'CbCr picture is neither 4:2:2 nor 4:4:4.
    ///
    /// `HorizontalSubsampling` and `VerticalSubsampling` say for how many samples of luma there is one of each color
    /// difference. App #2E has half as many across (4:2:2), or all of them (4:4:4), and never fewer from top to bottom.
    ///
    /// ## Why it matters
    /// 4:2:0 and 4:1:1 are formats of distribution. Players of masters do not decode them, and color has been lost that no
    /// one can bring back.
    ///
    /// ## How to fix it
    /// If the numbers are wrong, correct them in the track file and in the essence descriptor. If the picture is 4:2:0, make
    /// the master from a better source.
    APP2E_SUBSAMPLING_UNKNOWN = "app2e-subsampling-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.4.2"), of_fifth("7.4.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, subsampling_unknown),
    }
}

fn subsampling_unknown(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = yuv(package, descriptor).filter(|picture| picture.sampling().is_none())
    else {
        return;
    };
    let [Some(across), Some(down)] = SUBSAMPLING.map(|name| picture.node.integer(name)) else {
        return;
    };
    let [horizontal, vertical] = SUBSAMPLING;
    let properties = if down == 1 {
        [horizontal, vertical]
    } else {
        [vertical, horizontal]
    };
    let called = match (across, down) {
        (2, 2) => " (4:2:0)",
        (4, 1) => " (4:1:1)",
        _ => "",
    };
    picture
        .finding_on(
            sink,
            &properties,
            format!(
                "`HorizontalSubsampling` {across} and `VerticalSubsampling` {down}{called} are no sampling of {}: 2 and 1 are \
                 4:2:2, 1 and 1 are 4:4:4",
                picture.application()
            ),
        )
        .found(format!("{across} and {down}"))
        .expected("2 and 1, or 1 and 1");
}

declare_rule! {
    /// The color samples of a Y'CbCr picture do not lie where App #2E wants them.
    ///
    /// `ColorSiting` is 0 (`CoSiting`): the samples of color difference lie on every second sample of luma.
    ///
    /// ## Why it matters
    /// A player that believes another value moves the colors by half a sample, and edges get fringes.
    ///
    /// ## How to fix it
    /// Set `ColorSiting` to 0 in the track file and in the essence descriptor. If the samples do lie elsewhere, the picture
    /// has to be converted.
    APP2E_COLOR_SITING_NOT_ZERO = "app2e-color-siting-not-zero" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.4.1, Table 12"), of_fifth("7.4.1, Table 11")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, color_siting),
    }
}

fn color_siting(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    if let Some(picture) = yuv(package, descriptor) {
        zero(picture, "ColorSiting", "`CoSiting` (0)", sink);
    }
}

declare_rule! {
    /// An RGB picture does not run from left to right and from top to bottom, or does not say so.
    ///
    /// `ScanningDirection` says in which corner the first sample lies, and is 0 (left to right, top to bottom).
    ///
    /// ## Why it matters
    /// A player that believes another value shows the picture mirrored or upside down.
    ///
    /// ## How to fix it
    /// Set `ScanningDirection` to 0 in the track file and in the essence descriptor.
    APP2E_SCANNING_DIRECTION_NOT_ZERO = "app2e-scanning-direction-not-zero" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.3.1, Table 10"), of_fifth("7.3.1, Table 9")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, scanning_direction),
    }
}

fn scanning_direction(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let picture = Picture::of(package, descriptor).filter(|picture| picture.model == Model::Rgb);
    if let Some(picture) = picture {
        let expected = "`ScanningDirection_LeftToRightTopToBottom` (0)";
        zero(picture, "ScanningDirection", expected, sink);
    }
}

/// Wants a property that is there and 0, in the editions whose drafts say so.
fn zero(picture: Picture<'_>, property: &str, expected: &str, sink: &mut Sink<'_>) {
    let drafted = picture.drafted();
    if drafted.is_empty() || picture.node.integer(property) == Some(0) {
        return;
    }
    let application = application(&drafted);
    let field = picture.node.field(property);
    let message = match field {
        Some(field) => format!(
            "`{property}` is `{}`, and {application} wants {expected}",
            field.shown()
        ),
        None => format!("the picture has no `{property}`, and {application} wants {expected}"),
    };
    let draft = picture.finding(sink, property, message);
    draft.expected(expected);
    if let Some(field) = field {
        draft.found(field.shown());
    }
}

fn yuv<'a>(
    package: &'a Package,
    descriptor: subject::EssenceDescriptor<'a>,
) -> Option<Picture<'a>> {
    Picture::of(package, descriptor).filter(|picture| picture.model == Model::YCbCr)
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use super::testing::{rgb, rgb_under, yuv, yuv_under};
    use crate::package::App2e;
    use crate::rules::case::Case;

    &[
        Case::fires_in("app2e-component-depth-missing", "none", || {
            yuv(|set| {
                set.remove("ComponentDepth");
            })
        }),
        Case::silent_in("app2e-component-depth-missing", "none in RGB", || {
            rgb(|_| {})
        }),
        Case::fires_in(
            "app2e-subsampling-missing",
            "none from top to bottom",
            || {
                yuv(|set| {
                    set.remove("VerticalSubsampling");
                })
            },
        ),
        Case::silent_in("app2e-subsampling-missing", "both", || yuv(|_| {})),
        Case::fires_in("app2e-subsampling-unknown", "4:2:0", || {
            yuv(|set| {
                set.set("VerticalSubsampling", Value::UInt32(2));
            })
        }),
        Case::silent_in("app2e-subsampling-unknown", "4:4:4 in HD", || {
            yuv(|set| {
                set.set("HorizontalSubsampling", Value::UInt32(1));
            })
        }),
        Case::fires_in("app2e-color-siting-not-zero", "in the middle", || {
            yuv(|set| {
                set.set("ColorSiting", Value::Symbol(1, "HorizontalMidpoint"));
            })
        }),
        Case::silent_in(
            "app2e-color-siting-not-zero",
            "an edition without a draft",
            || {
                yuv_under(App2e::V2020, |set| {
                    set.set("ColorSiting", Value::Symbol(1, "HorizontalMidpoint"));
                })
            },
        ),
        Case::fires_in("app2e-scanning-direction-not-zero", "upside down", || {
            rgb(|set| {
                let up = Value::Symbol(2, "ScanningDirection_LeftToRightBottomToTop");
                set.set("ScanningDirection", up);
            })
        }),
        Case::fires_in("app2e-scanning-direction-not-zero", "none", || {
            rgb_under(App2e::Fifth, |set| {
                set.remove("ScanningDirection");
            })
        }),
        Case::silent_in(
            "app2e-scanning-direction-not-zero",
            "none in Y'CbCr",
            || yuv(|_| {}),
        ),
    ]
};
