//! Rules on color (ST 2067-21, 5.3 and 6.2.2 to 6.2.4).

use super::picture::{Picture, Stated, either, is_picture, named};
use super::table::characteristics::Model;
use super::table::color::{EQUATIONS, Named, PRIMARIES, TRANSFERS};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The picture does not say which color primaries it has, or has some that App #2E does not know.
    ///
    /// `ColorPrimaries` says which red, green and blue the picture is made of: ITU-R BT.709 for HD, ITU-R BT.2020 or P3
    /// for wide color, those of standard definition for old material.
    ///
    /// ## Why it matters
    /// The same numbers are other colors in other primaries. Without them a player guesses, and skin turns orange or gray.
    ///
    /// ## How to fix it
    /// Set `ColorPrimaries` in the track file and in the essence descriptor to the label of the primaries in which the
    /// picture was mastered. A picture in primaries that App #2E does not know has to be converted.
    APP2E_COLOR_PRIMARIES_UNKNOWN = "app2e-color-primaries-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.4"), of_fifth("7.2.4")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, primaries),
    }
}

fn primaries(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(picture) = Picture::of(package, descriptor) {
        known(picture, "ColorPrimaries", PRIMARIES, sink);
    }
}

declare_rule! {
    /// The picture does not say which transfer characteristic it has, or has one that App #2E does not know.
    ///
    /// `TransferCharacteristic` says how code values become light: as in television (ITU-R BT.709), or as in high dynamic
    /// range (PQ, HLG).
    ///
    /// ## Why it matters
    /// A picture in PQ that is shown as BT.709 is gray and flat, the other way round it glares. Without the label a player
    /// guesses.
    ///
    /// ## How to fix it
    /// Set `TransferCharacteristic` in the track file and in the essence descriptor to the label of the curve in which the
    /// picture was mastered. A picture in another curve has to be converted.
    APP2E_TRANSFER_UNKNOWN = "app2e-transfer-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.2"), of_fifth("7.2.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, transfer),
    }
}

fn transfer(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(picture) = Picture::of(package, descriptor) {
        known(picture, "TransferCharacteristic", TRANSFERS, sink);
    }
}

declare_rule! {
    /// A Y'CbCr picture does not say how luma and color differences were made, or in a way that App #2E does not know.
    ///
    /// `CodingEquations` says by which weights red, green and blue became luma and two color differences. RGB pictures have
    /// no need of it, and what they say of it does not count.
    ///
    /// ## Why it matters
    /// A player turns luma and color differences back into colors by the same weights. With others, greens and reds shift.
    ///
    /// ## How to fix it
    /// Set `CodingEquations` in the track file and in the essence descriptor to the label of the equations that were used.
    APP2E_CODING_EQUATIONS_UNKNOWN = "app2e-coding-equations-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.3"), of_fifth("7.2.3")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, equations),
    }
}

fn equations(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(picture) = Picture::of(package, descriptor)
        && picture.model == Model::YCbCr
    {
        known(picture, "CodingEquations", EQUATIONS, sink);
    }
}

fn known(
    picture: Picture<'_>,
    property: &str,
    labels: &'static [&'static Named],
    sink: &mut Sink<'_>,
) {
    let application = picture.application();
    let (message, found) = match picture.stated(property) {
        Stated::Label(_) if picture.one_of(property, labels).is_some() => return,
        Stated::Absent => (format!("the picture has no `{property}`"), None),
        Stated::Odd(field) => (
            format!("`{property}` is `{}`, which is no label", field.shown()),
            Some(field.shown()),
        ),
        Stated::Label(label) => (
            format!(
                "`{property}` is {}, which {application} does not know",
                named(label)
            ),
            Some(label.to_string()),
        ),
    };
    let names = labels
        .iter()
        .map(|named| format!("{} ({})", named.name, named.label));
    let draft = picture.finding(sink, property, message);
    draft.expected(either(names));
    if let Some(found) = found {
        draft.found(found);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::{rgb, yuv};
    use crate::rules::case::Case;

    const fn label(text: &str) -> Value {
        Value::Label(Label::parse(text))
    }

    const DCDM: Value = label("060e2b34.0401010d.04010101.03050000");
    const PRIMARIES_2020: Value = label("060e2b34.0401010d.04010101.03040000");
    const PQ: Value = label("060e2b34.0401010d.04010101.010a0000");
    const GAMMA: Value = label("060e2b34.0401010d.04010101.010c0000");
    const ICTCP: Value = label("060e2b34.0401010d.04010101.02070000");
    &[
        Case::fires_in("app2e-color-primaries-unknown", "of digital cinema", || {
            rgb(|set| {
                set.set("ColorPrimaries", DCDM);
            })
        }),
        Case::fires_in("app2e-color-primaries-unknown", "none", || {
            rgb(|set| {
                set.remove("ColorPrimaries");
            })
        }),
        Case::silent_in(
            "app2e-color-primaries-unknown",
            "a newer version of the register",
            || {
                rgb(|set| {
                    set.set(
                        "ColorPrimaries",
                        label("060e2b34.0401010e.04010101.03030000"),
                    );
                })
            },
        ),
        Case::fires_in("app2e-transfer-unknown", "gamma 2.6", || {
            rgb(|set| {
                set.set("TransferCharacteristic", GAMMA);
            })
        }),
        Case::silent_in("app2e-transfer-unknown", "PQ, in COLOR.7", || {
            rgb(|set| {
                set.set("TransferCharacteristic", PQ)
                    .set("ColorPrimaries", PRIMARIES_2020);
            })
        }),
        Case::fires_in("app2e-coding-equations-unknown", "ICtCp", || {
            yuv(|set| {
                set.set("CodingEquations", ICTCP);
            })
        }),
        Case::fires_in("app2e-coding-equations-unknown", "none", || {
            yuv(|set| {
                set.remove("CodingEquations");
            })
        }),
        Case::silent_in("app2e-coding-equations-unknown", "ICtCp, of RGB", || {
            rgb(|set| set.properties.push((property::CODING_EQUATIONS, ICTCP)))
        }),
    ]
};

#[cfg(test)]
mod tests {
    use imf_testkit::mxf::set::{Label, Value};

    use super::super::testing::{messages, rgb, yuv};

    #[test]
    fn what_would_make_a_color_system_is_said() {
        let p3 = rgb(|set| {
            let p3 = Label::parse("060e2b34.0401010d.04010101.03060000");
            set.set("ColorPrimaries", Value::Label(p3));
        });
        assert_eq!(
            messages(p3),
            [
                "primaries P3 D65, transfer characteristic ITU-R BT.709 make no color system of App #2E (2021): \
              COLOR.6 needs the transfer characteristic SMPTE ST 2084 (PQ)"
            ]
        );
        let old = yuv(|set| {
            let old = Label::parse("060e2b34.04010101.04010101.02010000");
            set.set("CodingEquations", Value::Label(old));
        });
        assert_eq!(
            messages(old),
            [
                "primaries ITU-R BT.709, transfer characteristic ITU-R BT.709, coding equations ITU-R BT.601 make no color \
              system of App #2E (2021): COLOR.3 needs the coding equations ITU-R BT.709"
            ]
        );
    }
}
