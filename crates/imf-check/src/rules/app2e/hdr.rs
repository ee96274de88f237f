//! Rules on the metadata of high dynamic range: the display of the mastering, and light levels (ST 2067-21, 6.2.7 and 7.5).

use std::collections::BTreeMap;

use imf_parse::model::Element;

use super::picture::{Picture, application, is_picture};
use super::table::color::System;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::declare_rule;

declare_rule! {
    /// The display on which the picture was mastered is described in part, or in a color system that has no such display.
    ///
    /// Four properties describe the mastering display: its primaries, its white point, its greatest and its least luminance. App
    /// #2E has all four or none, and none with the color systems of standard definition and xvYCC (COLOR.1, COLOR.2, COLOR.4).
    ///
    /// ## Why it matters
    /// Televisions fit the picture to what they can show by these values. With a part of them they guess the rest.
    ///
    /// ## How to fix it
    /// Give all four, as the mastering facility states them, or remove them, in the track file and in the essence descriptor.
    APP2E_MASTERING_DISPLAY = "app2e-mastering-display" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.7"), of_fifth("7.2.7")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, mastering_display),
    }
}

const MASTERING_DISPLAY: [&str; 4] = [
    "MasteringDisplayPrimaries",
    "MasteringDisplayWhitePointChromaticity",
    "MasteringDisplayMaximumLuminance",
    "MasteringDisplayMinimumLuminance",
];

fn mastering_display(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let drafted = picture.drafted();
    let (present, missing): (Vec<&str>, Vec<&str>) = MASTERING_DISPLAY
        .iter()
        .partition(|name| picture.node.field(name).is_some());
    let Some(first) = present.first() else { return };
    if drafted.is_empty() {
        return;
    }
    let application = application(&drafted);
    if let Some(color) = picture
        .color()
        .filter(|color| matches!(color, System::Color1 | System::Color2 | System::Color4))
    {
        let color = color.name();
        let message = format!(
            "the picture is in {color} and has `{first}`, and {application} has no mastering display there"
        );
        picture
            .finding(sink, first, message)
            .found(present.join(", "))
            .expected("no mastering display");
    } else if !missing.is_empty() {
        let missing = missing.join(", ");
        let message = format!(
            "the picture has `{first}` and lacks {missing}, and {application} has all four or none"
        );
        picture
            .finding(sink, first, message)
            .found(present.join(", "))
            .expected(MASTERING_DISPLAY.join(", "));
    }
}

declare_rule! {
    /// A content light level stands in the composition more than once.
    ///
    /// `MaxCLL` is the light of the brightest pixel of the whole program, `MaxFALL` that of the brightest frame on average, in
    /// candela per square meter. Each stands once, or not at all.
    ///
    /// ## Why it matters
    /// Televisions darken the picture by these values. With two of them, one program takes the first and another the last.
    ///
    /// ## How to fix it
    /// Keep the one that is right.
    APP2E_MAXCLL_MAXFALL = "app2e-maxcll-maxfall" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("7.5, Table 16"), of_fifth("8.3.3")],
        needs: Documents,
        check: Composition(light_level_twice),
    }
}

fn light_level_twice(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let drafted = drafted(composition);
    if drafted.is_empty() {
        return;
    }
    let mut first: BTreeMap<&str, &Element> = BTreeMap::new();
    for element in light_levels(composition) {
        let name = &*element.name.local;
        let Some(before) = first.get(name) else {
            first.insert(name, element);
            continue;
        };
        sink.at(
            element.at,
            format!(
                "`{name}` stands a second time, and {} has it once at most",
                application(&drafted)
            ),
        )
        .found(element.text.trim())
        .expected("one")
        .related(composition.info.document, before.at, "the first");
    }
}

declare_rule! {
    /// The composition has content light levels, and its picture is not in PQ.
    ///
    /// `MaxCLL` and `MaxFALL` go with the color systems of absolute light, COLOR.6 and COLOR.7. A level of 0 says that it is not
    /// known, and is passed over.
    ///
    /// ## Why it matters
    /// The levels have no meaning for other pictures. Either they were left behind by another version of the program, or the
    /// picture's transfer characteristic is wrong.
    ///
    /// ## How to fix it
    /// Remove `MaxCLL` and `MaxFALL`, or correct the color of the picture.
    APP2E_LIGHT_LEVEL_UNEXPECTED = "app2e-light-level-unexpected" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("7.5, Table 16"), of_fifth("8.3.3")],
        needs: Documents,
        check: Composition(light_level_unexpected),
    }
}

fn light_level_unexpected(
    package: &Package,
    composition: subject::Composition<'_>,
    sink: &mut Sink<'_>,
) {
    let drafted = drafted(composition);
    if drafted.is_empty() {
        return;
    }
    let mut levels = light_levels(composition).filter(|element| {
        let level: Option<u32> = element.text.trim().parse().ok();
        level.is_some_and(|level| level > 0)
    });
    let Some(first) = levels.next() else { return };
    let pictures = composition
        .descriptors()
        .filter_map(|descriptor| Picture::of(package, descriptor));
    let colors: Option<Vec<System>> = pictures.map(Picture::color).collect();
    let Some(colors) = colors else { return };
    let is_absolute = |color: &System| matches!(color, System::Color6 | System::Color7);
    let Some(color) = colors.first().filter(|_| !colors.iter().any(is_absolute)) else {
        return;
    };
    let (name, level) = (&first.name.local, first.text.trim());
    sink.at(
        first.at,
        format!(
            "`{name}` is {level}, and the picture is in {}, where {} has it with COLOR.6 and COLOR.7",
            color.name(),
            application(&drafted)
        ),
    )
    .found(level)
    .expected(format!("no {name}"));
}

fn drafted(composition: subject::Composition<'_>) -> Vec<App2e> {
    let editions = composition.info.app2e.iter().copied();
    editions.filter(|edition| edition.is_drafted()).collect()
}

/// `MaxCLL` and `MaxFALL`, whose namespace is that of the edition of 2016 in every later one.
fn light_levels(composition: subject::Composition<'_>) -> impl Iterator<Item = &Element> {
    let properties = composition.playlist.extension_properties.iter();
    properties.filter(|element| {
        *element.name.namespace == *App2e::V2016.uri()
            && matches!(&*element.name.local, "MaxCLL" | "MaxFALL")
    })
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::{Label, Set, Value};

    use super::testing::{described, of_delivery, rgb, rgb_under, yuv};
    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edit;

    fn luminance(set: &mut Set) {
        let most = property::MASTERING_DISPLAY_MAXIMUM_LUMINANCE;
        let least = property::MASTERING_DISPLAY_MINIMUM_LUMINANCE;
        set.properties.extend([
            (most, Value::UInt32(10_000_000)),
            (least, Value::UInt32(50)),
        ]);
    }

    fn display(set: &mut Set) {
        luminance(set);
        let primaries = property::MASTERING_DISPLAY_PRIMARIES;
        let white = property::MASTERING_DISPLAY_WHITE_POINT_CHROMATICITY;
        let colors = [[34_000, 16_000], [13_250, 34_500], [7_500, 3_000]];
        set.properties.extend([
            (primaries, Value::Primaries(colors)),
            (white, Value::Chromaticity([15_635, 16_450])),
        ]);
    }

    fn in_pq(set: &mut Set) {
        let color = |text| Value::Label(Label::parse(text));
        set.set(
            "ColorPrimaries",
            color("060e2b34.0401010d.04010101.03060000"),
        )
        .set(
            "TransferCharacteristic",
            color("060e2b34.0401010d.04010101.010a0000"),
        );
    }

    const END: &str = "</ExtensionProperties>";
    const LEVELS: &str = "<l:MaxCLL xmlns:l=\"http://www.smpte-ra.org/schemas/2067-21/2016\">1000</l:MaxCLL></ExtensionProperties>";
    const NONE: &str = "<l:MaxCLL xmlns:l=\"http://www.smpte-ra.org/schemas/2067-21/2016\">0</l:MaxCLL></ExtensionProperties>";

    /// A package in PQ, with what `edits` do to its composition.
    fn with_levels(edits: &[(&str, &str)]) -> Vec<u8> {
        of_delivery(&described(Delivery::minimal(), in_pq), edits)
    }

    &[
        Case::fires_in("app2e-mastering-display", "luminance alone", || {
            rgb(luminance)
        }),
        Case::fires_in("app2e-mastering-display", "of COLOR.4", || {
            yuv(|set| {
                let xvycc = Label::parse("060e2b34.0401010d.04010101.01080000");
                set.set("TransferCharacteristic", Value::Label(xvycc))
                    .set("ColorRange", Value::UInt32(1013));
                display(set);
            })
        }),
        Case::silent_in("app2e-mastering-display", "all of it", || rgb(display)),
        Case::silent_in("app2e-mastering-display", "luminance alone in 2016", || {
            rgb_under(App2e::V2016, luminance)
        }),
        Case::fires_in("app2e-maxcll-maxfall", "twice", || {
            with_levels(&[(END, LEVELS), (END, LEVELS)])
        }),
        Case::silent_in("app2e-maxcll-maxfall", "once", || {
            with_levels(&[(END, LEVELS)])
        }),
        Case::fires("app2e-light-level-unexpected", "in BT.709", |package| {
            edit(package, END, LEVELS);
        }),
        Case::silent("app2e-light-level-unexpected", "not known", |package| {
            edit(package, END, NONE);
        }),
    ]
};
