//! Rules on code values: black and white, and the range of color differences (ST 2067-21, 5.4, 6.3 and 6.4).

use super::picture::{Picture, application, is_picture};
use super::table::characteristics::Model;
use super::table::color::System;
use super::table::quantization::Levels;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// An RGB picture does not say which code values are black and white.
    ///
    /// `ComponentMinRef` and `ComponentMaxRef` are the least and the most that a component has: 64 and 940 where there is
    /// room below and above, 0 and 1023 where the whole range is used.
    ///
    /// ## Why it matters
    /// A player that takes one for the other shows gray blacks, or crushes shadows and clips lights.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor, as the picture was mastered.
    APP2E_COMPONENT_REF_MISSING = "app2e-component-ref-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.3.1, Table 10"), of_fifth("7.3.1, Table 9")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, component_ref),
    }
}

fn component_ref(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    references(package, descriptor, Model::Rgb, sink);
}

declare_rule! {
    /// A Y'CbCr picture does not say which code values are black and white.
    ///
    /// `BlackRefLevel` and `WhiteRefLevel` are the code values of black and white: 64 and 940 of 10 bits, where there is
    /// room below and above, as in television.
    ///
    /// ## Why it matters
    /// A player that takes other levels shows gray blacks, or crushes shadows and clips lights.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor, as the picture was mastered.
    APP2E_BLACK_WHITE_REF_MISSING = "app2e-black-white-ref-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.4.1, Table 12"), of_fifth("7.4.1, Table 11")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, black_white),
    }
}

fn black_white(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    references(package, descriptor, Model::YCbCr, sink);
}

fn references(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    model: Model,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = Picture::of(package, descriptor).filter(|picture| picture.model == model)
    else {
        return;
    };
    let (least, most) = picture.references();
    let missing: Vec<&str> = [least, most]
        .into_iter()
        .filter(|name| picture.node.integer(name).is_none())
        .collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let draft = picture.finding(
        sink,
        missing.first().copied().unwrap_or(least),
        format!(
            "the picture has no {}, and {} wants both",
            names.join(" and no "),
            picture.application()
        ),
    );
    if let Some(levels) = picture.depth().and_then(Levels::of) {
        draft.expected(systems(levels, (least, most)));
    }
}

declare_rule! {
    /// The code values of black and white fit no quantization system.
    ///
    /// App #2E knows two: QE.1 leaves room below black and above white, as in television, and QE.2 uses the whole range. Each
    /// has its values for every bit depth.
    ///
    /// ## Why it matters
    /// The values are wrong, or do not go with the bit depth. A player that believes them shows wrong blacks and whites.
    ///
    /// ## How to fix it
    /// Correct the values, or the bit depth, in the track file and in the essence descriptor.
    APP2E_QUANTIZATION_UNKNOWN = "app2e-quantization-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [
            of_2021("6.3.2, Table 11"),
            of_2021("6.4.3, Table 13"),
            of_fifth("7.3.2, Table 10"),
            of_fifth("7.4.3, Table 12"),
        ],
        needs: Documents,
        check: EssenceDescriptor(is_picture, unknown),
    }
}

fn unknown(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let (least, most) = picture.references();
    let (Some(low), Some(high)) = (picture.node.integer(least), picture.node.integer(most)) else {
        return;
    };
    // A bit depth that App #2E does not know is for the table of characteristics.
    let Some(levels) = picture.depth().and_then(Levels::of) else {
        return;
    };
    if levels.system((low, high)).is_some() {
        return;
    }
    // The one that fits to neither system comes first to mind.
    let properties = if low == levels.qe1.0 || low == levels.qe2.0 {
        [most, least]
    } else {
        [least, most]
    };
    let expected = systems(levels, (least, most));
    picture
        .finding_on(
            sink,
            &properties,
            format!(
                "`{least}` {low} and `{most}` {high} are no quantization system of {} for {} bits: {expected}",
                picture.application(),
                levels.depth,
            ),
        )
        .found(format!("{low} and {high}"))
        .expected(expected);
}

/// The systems in words.
fn systems(levels: &Levels, (least, most): (&str, &str)) -> String {
    let (qe1, qe2) = (levels.qe1, levels.qe2);
    format!(
        "QE.1 has `{least}` {} and `{most}` {}, QE.2 has {} and {}",
        qe1.0, qe1.1, qe2.0, qe2.1
    )
}

declare_rule! {
    /// The range of color differences is not the one that goes with the bit depth.
    ///
    /// `ColorRange` is the number of values that a color difference of a Y'CbCr picture can have: 897 of 10 bits, from 64 to
    /// 960. COLOR.4 goes further.
    ///
    /// ## Why it matters
    /// A player scales color differences by this number. With another, colors are too strong or too weak.
    ///
    /// ## How to fix it
    /// Set `ColorRange` in the track file and in the essence descriptor to the number that goes with the bit depth.
    APP2E_COLOR_RANGE = "app2e-color-range" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.4.3, Table 13"), of_fifth("7.4.3, Table 12")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, color_range),
    }
}

fn color_range(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) =
        Picture::of(package, descriptor).filter(|picture| picture.model == Model::YCbCr)
    else {
        return;
    };
    let drafted = picture.drafted();
    // Of a color system that is not known it is not known either; nor of COLOR.4 in depths that it does not have.
    let (false, Some(levels), Some(color)) = (
        drafted.is_empty(),
        picture.depth().and_then(Levels::of),
        picture.color(),
    ) else {
        return;
    };
    let expected = match color {
        System::Color4 => levels.extended_color_range,
        _ => Some(levels.color_range),
    };
    let Some(expected) = expected else { return };
    let Some(found) = picture.node.integer("ColorRange") else {
        return;
    };
    if found == expected {
        return;
    }
    picture
        .finding(
            sink,
            "ColorRange",
            format!(
                "`ColorRange` is {found}, and {} wants {expected} for {} bits in {}",
                application(&drafted),
                levels.depth,
                color.name()
            ),
        )
        .found(found)
        .expected(expected);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::{rgb, yuv, yuv_under};
    use crate::package::App2e;
    use crate::rules::case::Case;

    &[
        Case::fires_in("app2e-component-ref-missing", "no least", || {
            rgb(|set| {
                set.remove("ComponentMinRef");
            })
        }),
        Case::silent_in("app2e-component-ref-missing", "the least is 0", || {
            rgb(|set| {
                set.set("ComponentMinRef", Value::UInt32(0))
                    .set("ComponentMaxRef", Value::UInt32(1023));
            })
        }),
        Case::fires_in("app2e-black-white-ref-missing", "neither", || {
            yuv(|set| {
                set.remove("BlackRefLevel").remove("WhiteRefLevel");
            })
        }),
        Case::silent_in("app2e-black-white-ref-missing", "both", || yuv(|_| {})),
        Case::fires_in("app2e-quantization-unknown", "white of QE.2", || {
            rgb(|set| {
                set.set("ComponentMaxRef", Value::UInt32(1023));
            })
        }),
        Case::fires_in("app2e-quantization-unknown", "values of 8 bits", || {
            yuv(|set| {
                set.set("BlackRefLevel", Value::UInt32(16))
                    .set("WhiteRefLevel", Value::UInt32(235));
            })
        }),
        Case::silent_in("app2e-quantization-unknown", "QE.2", || {
            rgb(|set| {
                set.set("ComponentMinRef", Value::UInt32(0))
                    .set("ComponentMaxRef", Value::UInt32(1023));
            })
        }),
        Case::fires_in("app2e-color-range", "the whole range", || {
            yuv(|set| {
                set.set("ColorRange", Value::UInt32(1013));
            })
        }),
        Case::silent_in("app2e-color-range", "the whole range in COLOR.4", || {
            yuv(|set| {
                let xvycc = Label::parse("060e2b34.0401010d.04010101.01080000");
                set.set("ColorRange", Value::UInt32(1013))
                    .set("TransferCharacteristic", Value::Label(xvycc));
            })
        }),
        Case::silent_in("app2e-color-range", "an edition without a draft", || {
            yuv_under(App2e::V2016, |set| {
                set.set("ColorRange", Value::UInt32(1013));
            })
        }),
    ]
};
