//! Rules on the coding style of high throughput pictures (ST 2067-21:2023, Annex I, by its draft).

use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::ht::{says, styled};
use super::picture::application;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::declare_rule;

const PROPERTY: &str = "CodingStyleDefault";

declare_rule! {
    /// The sub-descriptor of an HTJ2K picture does not say how the picture was coded.
    ///
    /// `CodingStyleDefault` repeats the coding style of the codestream: ten bytes, and the sizes of precincts behind them.
    ///
    /// ## Why it matters
    /// Whether a decoder takes the picture cannot be told without reading the codestream.
    ///
    /// ## How to fix it
    /// Wrap the picture again by a program that writes `CodingStyleDefault`, and have the essence descriptor regenerated.
    APP2E_HT_COD_MISSING = "app2e-ht-cod-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.1, Table 14"), of_fifth("7.5.1, Table 13")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, missing),
    }
}

fn missing(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    if picture.coding_style().is_some() {
        return;
    }
    let application = picture.application();
    match picture.node.field(PROPERTY) {
        None => picture.finding(
            sink,
            PROPERTY,
            format!("the sub-descriptor of the HTJ2K picture has no `{PROPERTY}`, and {application} wants it"),
        ),
        Some(field) => picture
            .finding(
                sink,
                PROPERTY,
                format!("`{PROPERTY}` of the HTJ2K picture is `{}`, which is no coding style", field.shown()),
            )
            .found(field.shown()),
    }
    .expected("ten bytes or more");
}

declare_rule! {
    /// The packets of an HTJ2K picture do not come in an order that App #2E permits.
    ///
    /// The fifth edition wants RPCL: resolution by resolution, so that a receiver can stop after the one it needs. The edition of
    /// 2021 permits all five orders of the standard.
    ///
    /// ## Why it matters
    /// With another order a receiver has to read the whole frame even for a small picture.
    ///
    /// ## How to fix it
    /// Encode the picture in the order RPCL; most encoders can reorder packets without coding again.
    APP2E_HT_PROGRESSION_NOT_RPCL = "app2e-ht-progression-not-rpcl" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, progression),
    }
}

fn progression(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    const ORDERS: [&str; 5] = ["LRCP", "RLCP", "RPCL", "PCRL", "CPRL"];
    const RPCL: u8 = 2;
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    let found = style.progression;
    let name = ORDERS.get(usize::from(found));
    let editions: Vec<App2e> = picture
        .editions
        .iter()
        .copied()
        .filter(|edition| found != RPCL && (*edition == App2e::Fifth || name.is_none()))
        .collect();
    let Some(newest) = editions.last() else {
        return;
    };
    let found = name.map_or_else(|| found.to_string(), |name| (*name).to_owned());
    let expected = match newest {
        App2e::Fifth => "RPCL".to_owned(),
        _ => ORDERS.join(", "),
    };
    picture
        .finding(
            sink,
            PROPERTY,
            format!(
                "the order of progression of the HTJ2K picture is {found}, and {} wants {expected}",
                application(&editions)
            ),
        )
        .found(found)
        .expected(expected);
}

declare_rule! {
    /// An HTJ2K picture is not decomposed at all.
    ///
    /// The wavelet transformation splits a picture into one of half the size and the details that it lacks, once for each level.
    ///
    /// ## Why it matters
    /// With no level the picture compresses badly, and no smaller picture can be had without decoding all of it.
    ///
    /// ## How to fix it
    /// Encode the picture with at least one level; five are usual.
    APP2E_HT_DECOMPOSITION_ZERO = "app2e-ht-decomposition-zero" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, no_level),
    }
}

fn no_level(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    if style.levels == 0 {
        let what = "the number of decomposition levels";
        says(&picture, sink, what, "0", "1 or more");
    }
}

declare_rule! {
    /// An HTJ2K picture has more levels of decomposition than App #2E permits for its size.
    ///
    /// Up to 2048 pixels there are at most five levels, up to 4096 six, and up to 8192 seven.
    ///
    /// ## Why it matters
    /// Decoders are built for that many. More levels make the smallest picture a few pixels wide, and gain nothing.
    ///
    /// ## How to fix it
    /// Encode the picture with fewer levels.
    APP2E_HT_DECOMPOSITION_TOO_MANY = "app2e-ht-decomposition-too-many" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, many_levels),
    }
}

/// The longer side of a picture, and the levels that it may have at most.
const LEVELS: [(i128, u8); 3] = [(2048, 5), (4096, 6), (8192, 7)];

fn many_levels(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    let (Some(width), Some(height)) = (picture.node.integer("Xsiz"), picture.node.integer("Ysiz"))
    else {
        return;
    };
    // A picture that is larger than all of these has a finding of its own.
    let longer = width.max(height);
    let Some((most_pixels, most)) = LEVELS.iter().find(|(most, _)| longer <= *most) else {
        return;
    };
    if style.levels > *most {
        let expected = format!("at most {most} up to {most_pixels} pixels");
        let what = "the number of decomposition levels";
        says(&picture, sink, what, &style.levels.to_string(), &expected);
    }
}

declare_rule! {
    /// An HTJ2K picture has several quality layers.
    ///
    /// ## Why it matters
    /// Layers order the codestream by quality. High throughput codes each block once, so that there is nothing to order, and
    /// decoders that are made for App #2E expect one.
    ///
    /// ## How to fix it
    /// Encode the picture with one layer.
    APP2E_HT_LAYERS = "app2e-ht-layers" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, layers),
    }
}

fn layers(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    if style.layers != 1 {
        let found = style.layers.to_string();
        says(&picture, sink, "the number of layers", &found, "1");
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use super::ht::testing::{ht, ht_under, style};
    use crate::rules::case::Case;

    &[
        Case::fires_in("app2e-ht-cod-missing", "none", || {
            ht(|set| {
                set.remove(PROPERTY);
            })
        }),
        Case::fires_in("app2e-ht-cod-missing", "nine bytes", || {
            ht(|set| {
                set.set(PROPERTY, Value::Octets(vec![1; 9]));
            })
        }),
        Case::silent_in("app2e-ht-cod-missing", "all of it", || ht(|_| {})),
        Case::fires_in(
            "app2e-ht-progression-not-rpcl",
            "CPRL in the fifth edition",
            || ht_under(App2e::Fifth, |set| style(set, &[(1, 4)])),
        ),
        Case::fires_in("app2e-ht-progression-not-rpcl", "no order", || {
            ht(|set| style(set, &[(1, 5)]))
        }),
        Case::silent_in("app2e-ht-progression-not-rpcl", "CPRL in 2021", || {
            ht(|set| style(set, &[(1, 4)]))
        }),
        Case::fires_in("app2e-ht-decomposition-zero", "none", || {
            ht(|set| style(set, &[(5, 0)]))
        }),
        Case::silent_in("app2e-ht-decomposition-zero", "one", || {
            ht(|set| style(set, &[(5, 1)]))
        }),
        Case::fires_in("app2e-ht-decomposition-too-many", "six for HD", || {
            ht(|set| {
                // More than five levels raise what the bound may be.
                style(set, &[(5, 6)]);
            })
        }),
        Case::silent_in("app2e-ht-decomposition-too-many", "five for HD", || {
            ht(|_| {})
        }),
        Case::fires_in("app2e-ht-layers", "two", || ht(|set| style(set, &[(3, 2)]))),
        Case::silent_in("app2e-ht-layers", "one", || ht(|_| {})),
    ]
};
