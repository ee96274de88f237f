//! Rules on the size and the tile of high throughput pictures (ST 2067-21:2023, Annex I, by its draft).

use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The sub-descriptor of an HTJ2K picture leaves out what describes its codestream.
    ///
    /// It repeats the size marker of the codestream: capabilities, size, offset, tile size, tile offset, and the components.
    ///
    /// ## Why it matters
    /// Whether a receiver can decode the picture cannot be told, here or there.
    ///
    /// ## How to fix it
    /// Wrap the picture again by a program that writes the whole `JPEG2000SubDescriptor`, and have the essence descriptor
    /// regenerated.
    APP2E_HT_PARAMETERS_MISSING = "app2e-ht-parameters-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.1, Table 14"), of_fifth("7.5.1, Table 13")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, parameters),
    }
}

fn parameters(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    const NUMBERS: [&str; 10] = [
        "Rsiz", "Xsiz", "Ysiz", "XOsiz", "YOsiz", "XTsiz", "YTsiz", "XTOsiz", "YTOsiz", "Csiz",
    ];
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let numbers = NUMBERS.iter().copied();
    let mut missing: Vec<&str> = numbers
        .filter(|name| picture.node.integer(name).is_none())
        .collect();
    let is_whole = |component: &[Option<i128>; 3]| component.iter().all(Option::is_some);
    let components = picture.components();
    if components.is_empty() || !components.iter().all(is_whole) {
        missing.push("PictureComponentSizing");
    }
    let Some(first) = missing.first() else { return };
    let names = missing.join(", ");
    picture
        .finding(
            sink,
            first,
            format!("the sub-descriptor of the HTJ2K picture does not give {names}"),
        )
        .expected(names);
}

declare_rule! {
    /// An HTJ2K picture or its tiles do not begin at zero.
    ///
    /// ## Why it matters
    /// The picture and its one tile begin in the corner of the codestream's grid. Decoders that are made for App #2E do not
    /// reckon with offsets, and show a shifted picture or none.
    ///
    /// ## How to fix it
    /// Encode the picture without offsets. If the codestream has none, correct the sub-descriptor in the track file and in the
    /// composition.
    APP2E_HT_OFFSETS_NOT_ZERO = "app2e-ht-offsets-not-zero" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, offsets),
    }
}

fn offsets(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let wrong: Vec<(&str, i128)> = ["XOsiz", "YOsiz", "XTOsiz", "YTOsiz"]
        .into_iter()
        .filter_map(|name| Some((name, picture.node.integer(name)?)))
        .filter(|(_, offset)| *offset != 0)
        .collect();
    let Some((first, _)) = wrong.first() else {
        return;
    };
    let found: Vec<String> = wrong
        .iter()
        .map(|(name, offset)| format!("`{name}` {offset}"))
        .collect();
    let found = found.join(", ");
    let application = picture.application();
    picture
        .finding(
            sink,
            first,
            format!("the HTJ2K picture has {found}, and {application} wants 0"),
        )
        .found(found)
        .expected(0);
}

declare_rule! {
    /// An HTJ2K picture is cut into several tiles.
    ///
    /// ## Why it matters
    /// App #2E has one tile for the whole picture. Decoders that are made for it reserve one, and decode the upper left corner or
    /// nothing.
    ///
    /// ## How to fix it
    /// Encode the picture in one tile. If the codestream has one, correct `XTsiz` and `YTsiz` in the track file and in the
    /// composition.
    APP2E_HT_TILE_SMALLER_THAN_IMAGE = "app2e-ht-tile-smaller-than-image" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, tile),
    }
}

fn tile(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let number = |name| picture.node.integer(name);
    let end = |size, offset| Some(number(size)? + number(offset)?);
    let (Some(width), Some(height), Some(right), Some(bottom)) = (
        number("Xsiz"),
        number("Ysiz"),
        end("XTsiz", "XTOsiz"),
        end("YTsiz", "YTOsiz"),
    ) else {
        return;
    };
    if right >= width && bottom >= height {
        return;
    }
    let property = if right < width { "XTsiz" } else { "YTsiz" };
    let application = picture.application();
    picture
        .finding(
            sink,
            property,
            format!(
                "the first tile of the HTJ2K picture ends at {right} by {bottom}, and {application} wants one tile for all of \
                 {width} by {height}"
            ),
        )
        .found(format!("{right} by {bottom}"))
        .expected(format!("{width} by {height}"));
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use super::ht::testing::ht;
    use super::testing::rgb;
    use crate::rules::case::Case;

    const SUB: &str = "JPEG2000SubDescriptor";
    &[
        Case::fires_in("app2e-ht-parameters-missing", "no tile size", || {
            ht(|set| {
                set.remove("XTsiz").remove("YTsiz");
            })
        }),
        Case::silent_in("app2e-ht-parameters-missing", "no quantization", || {
            ht(|set| {
                set.remove("QuantizationDefault");
            })
        }),
        Case::fires_in("app2e-ht-offsets-not-zero", "of the tile", || {
            ht(|set| {
                set.set("XTOsiz", Value::UInt32(8));
            })
        }),
        Case::silent_in("app2e-ht-offsets-not-zero", "of another profile", || {
            rgb(|set| {
                set.sub(SUB).set("XTOsiz", Value::UInt32(8));
            })
        }),
        Case::fires_in("app2e-ht-tile-smaller-than-image", "two tiles", || {
            ht(|set| {
                set.set("XTsiz", Value::UInt32(960));
            })
        }),
        Case::silent_in("app2e-ht-tile-smaller-than-image", "a larger tile", || {
            ht(|set| {
                set.set("XTsiz", Value::UInt32(2048));
            })
        }),
    ]
};
