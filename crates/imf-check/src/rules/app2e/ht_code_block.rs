//! Rules on the code-blocks of high throughput pictures (ST 2067-21:2023, Annex I, by its draft).

use super::ht::is_high_throughput;
use super::ht::{says, styled};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The code-blocks of an HTJ2K picture are not coded for high throughput, or with options that App #2E does not permit.
    ///
    /// The code-block style is 0x40: high throughput, and nothing else.
    ///
    /// ## Why it matters
    /// Blocks that are coded otherwise decode many times slower, if the decoder knows them at all.
    ///
    /// ## How to fix it
    /// Encode the picture with the options of App #2E.
    APP2E_HT_CODE_BLOCK_STYLE = "app2e-ht-code-block-style" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, code_block_style),
    }
}

fn code_block_style(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    if style.style != 0x40 {
        let found = format!("0x{:02x}", style.style);
        says(&picture, sink, "the code-block style", &found, "0x40");
    }
}

declare_rule! {
    /// The code-blocks of an HTJ2K picture are lower or higher than App #2E permits.
    ///
    /// A code-block is 32 or 64 lines high.
    ///
    /// ## Why it matters
    /// Decoders code and decode whole blocks at a time, and are built for these sizes.
    ///
    /// ## How to fix it
    /// Encode the picture with code-blocks of 32 or 64 lines.
    APP2E_HT_CODE_BLOCK_HEIGHT = "app2e-ht-code-block-height" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, height),
    }
}

fn height(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    let [_, found] = style.code_block;
    if !(5..=6).contains(&found) {
        let what = "the height of code-blocks";
        says(&picture, sink, what, &power(found), "32 or 64");
    }
}

declare_rule! {
    /// The code-blocks of an HTJ2K picture are narrower or wider than App #2E permits.
    ///
    /// A code-block is 32, 64 or 128 pixels wide.
    ///
    /// ## Why it matters
    /// Decoders code and decode whole blocks at a time, and are built for these sizes.
    ///
    /// ## How to fix it
    /// Encode the picture with code-blocks of 32, 64 or 128 pixels.
    APP2E_HT_CODE_BLOCK_WIDTH = "app2e-ht-code-block-width" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, width),
    }
}

fn width(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, style)) = styled(package, descriptor) else {
        return;
    };
    let [found, _] = style.code_block;
    if !(5..=7).contains(&found) {
        let what = "the width of code-blocks";
        says(&picture, sink, what, &power(found), "32, 64 or 128");
    }
}

/// Two to the power of `exponent`.
fn power(exponent: u8) -> String {
    match 1_u128.checked_shl(exponent.into()) {
        Some(number) => number.to_string(),
        None => format!("2^{exponent}"),
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::ht::testing::{ht, style};
    use crate::rules::case::Case;

    &[
        Case::fires_in(
            "app2e-ht-code-block-style",
            "not for high throughput",
            || ht(|set| style(set, &[(8, 0)])),
        ),
        Case::silent_in("app2e-ht-code-block-style", "high throughput", || {
            ht(|_| {})
        }),
        Case::fires_in("app2e-ht-code-block-height", "128", || {
            ht(|set| style(set, &[(7, 5)]))
        }),
        Case::silent_in("app2e-ht-code-block-height", "64", || {
            ht(|set| style(set, &[(7, 4)]))
        }),
        Case::fires_in("app2e-ht-code-block-width", "256", || {
            ht(|set| style(set, &[(6, 6)]))
        }),
        Case::silent_in("app2e-ht-code-block-width", "128", || {
            ht(|set| style(set, &[(6, 5)]))
        }),
    ]
};
