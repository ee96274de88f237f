//! Rules on the precincts of high throughput pictures, and on the bound of their code-blocks (ST 2067-21:2023, Annex I, by
//! its draft).

use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The precincts of an HTJ2K picture's lowest resolution are not 128 by 128.
    ///
    /// Precincts are the parts of a resolution that are coded as one packet. `CodingStyleDefault` has their sizes, the lowest
    /// resolution first.
    ///
    /// ## Why it matters
    /// Decoders that are made for App #2E reckon with these sizes when they cut the work into pieces.
    ///
    /// ## How to fix it
    /// Encode the picture with precincts of 128 by 128 for the lowest resolution and 256 by 256 for all others.
    APP2E_HT_PRECINCT_LL = "app2e-ht-precinct-ll" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, lowest),
    }
}

const STYLE: &str = "CodingStyleDefault";

fn lowest(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let Some(style) = picture.coding_style() else {
        return;
    };
    let found = match style.precincts.map(<[u8]>::first) {
        Some(Some(0x77)) => return,
        Some(Some(&size)) => precinct(size),
        Some(None) | None => "of the greatest size".to_owned(),
    };
    let message = format!(
        "the precincts of the HTJ2K picture's lowest resolution are {found}, and {} wants 128 by 128",
        picture.application()
    );
    picture
        .finding(sink, STYLE, message)
        .found(found)
        .expected("128 by 128");
}

declare_rule! {
    /// The precincts of a higher resolution of an HTJ2K picture are not 256 by 256.
    ///
    /// ## Why it matters
    /// Decoders that are made for App #2E reckon with these sizes when they cut the work into pieces.
    ///
    /// ## How to fix it
    /// Encode the picture with precincts of 128 by 128 for the lowest resolution and 256 by 256 for all others.
    APP2E_HT_PRECINCT_OTHER = "app2e-ht-precinct-other" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, others),
    }
}

fn others(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let Some(style) = picture.coding_style() else {
        return;
    };
    let precincts = style.precincts.unwrap_or_default().iter().copied();
    let wrong = (0_u32..).zip(precincts).skip(1);
    let Some((level, size)) = wrong.into_iter().find(|(_, size)| *size != 0x88) else {
        return;
    };
    let found = precinct(size);
    let message = format!(
        "the precincts of resolution {level} of the HTJ2K picture are {found}, and {} wants 256 by 256",
        picture.application()
    );
    picture
        .finding(sink, STYLE, message)
        .found(found)
        .expected("256 by 256");
}

/// The size that a byte stands for: the exponent of the width in its lower half, that of the height in its upper half.
fn precinct(size: u8) -> String {
    format!("{} by {}", 1_u32 << (size & 0x0f), 1_u32 << (size >> 4))
}

declare_rule! {
    /// The capabilities of an HTJ2K picture promise a reversible transformation, and its coding style has the other one.
    ///
    /// Bit 5 of `Ccap15` says whether a decoder needs the irreversible transformation (9-7). Where it is 0, the transformation is
    /// the reversible one (5-3).
    ///
    /// ## Why it matters
    /// A decoder that knows the reversible one alone starts, and shows a wrong picture.
    ///
    /// ## How to fix it
    /// Correct the capabilities, in the codestream too if they are wrong there.
    APP2E_HT_HTREV_WITH_IRREVERSIBLE = "app2e-ht-htrev-with-irreversible" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, htrev),
    }
}

const CAPABILITIES: &str = "J2KExtendedCapabilities";

fn htrev(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let (Some(style), Some(word)) = (picture.coding_style(), picture.ccap15()) else {
        return;
    };
    if word & 0x20 == 0 && !style.is_reversible {
        let message = "`Ccap15` of the HTJ2K picture promises the reversible transformation (bit 5 is 0), and \
                       `CodingStyleDefault` has the irreversible one";
        picture
            .finding(sink, CAPABILITIES, message)
            .found(word)
            .expected(word | 0x20);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::ht::testing::{STYLE as WHOLE, capabilities, ht, style};
    use imf_testkit::mxf::set::Value;

    use crate::rules::case::Case;

    const PART_15: u32 = 1 << 17;
    /// Bit 5 of Ccap15: irreversible.
    const HTIRV: u16 = 1 << 5;
    &[
        Case::fires_in("app2e-ht-precinct-ll", "256", || {
            ht(|set| style(set, &[(10, 0x88)]))
        }),
        Case::fires_in("app2e-ht-precinct-ll", "the greatest", || {
            ht(|set| {
                let mut style = WHOLE[..10].to_vec();
                style[0] = 0;
                set.set("CodingStyleDefault", Value::Octets(style));
            })
        }),
        Case::silent_in("app2e-ht-precinct-ll", "128", || ht(|_| {})),
        Case::fires_in("app2e-ht-precinct-other", "128", || {
            ht(|set| style(set, &[(13, 0x77)]))
        }),
        Case::silent_in("app2e-ht-precinct-other", "256", || ht(|_| {})),
        Case::fires_in("app2e-ht-htrev-with-irreversible", "9-7", || {
            ht(|set| {
                style(set, &[(9, 0)]);
                capabilities(set, PART_15, &[3]);
            })
        }),
        Case::silent_in(
            "app2e-ht-htrev-with-irreversible",
            "9-7, as it says",
            || {
                ht(|set| {
                    style(set, &[(9, 0)]);
                    capabilities(set, PART_15, &[HTIRV | 3]);
                })
            },
        ),
    ]
};
