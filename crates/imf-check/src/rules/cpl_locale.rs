//! Rules on the locales of a composition (ST 2067-3, 6.1).

use super::language::{is_language_tag, is_region};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A locale names a language that is not a language tag.
    ///
    /// ## Why it matters
    /// Languages are written as tags of RFC 5646, such as `en` or `pt-BR`. Anything else, such as `en_US`, does not
    /// match what receivers look for.
    ///
    /// ## How to fix it
    /// Write the language as a tag: a code of two or three letters, then script and region after hyphens where they are
    /// needed.
    CPL_LOCALE_LANGUAGE_INVALID = "cpl-locale-language-invalid" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(language),
    }
}

fn language(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let locales = composition.playlist.locales.iter();
    for language in locales.flat_map(|locale| &locale.languages) {
        if !is_language_tag(language.value.trim()) {
            sink.at(
                language.at,
                format!(
                    "the locale's language is `{}`, expected a tag such as `en` or `pt-BR`",
                    language.value
                ),
            )
            .found(&language.value)
            .expected("a language tag (RFC 5646)");
        }
    }
}

declare_rule! {
    /// A locale names a region that is not a region code.
    ///
    /// ## Why it matters
    /// Regions are written as two letters (ISO 3166-1), such as `US`, or as three digits (UN M.49), such as `419` for
    /// Latin America. Anything else does not match what receivers look for.
    ///
    /// ## How to fix it
    /// Write the region as two letters, such as `US`, or as three digits, such as `419`.
    CPL_LOCALE_REGION_INVALID = "cpl-locale-region-invalid" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(region),
    }
}

fn region(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let locales = composition.playlist.locales.iter();
    for region in locales.flat_map(|locale| &locale.regions) {
        if !is_region(region.value.trim()) {
            sink.at(
                region.at,
                format!(
                    "the locale's region is `{}`, expected a code such as `US` or `419`",
                    region.value
                ),
            )
            .found(&region.value)
            .expected("two letters (ISO 3166-1) or three digits (UN M.49)");
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::edited;
    &[
        Case::fires_for("cpl-locale-language-invalid", "an underscore", || {
            edited(
                &Delivery::with_markers(),
                &[("<Language>en<", "<Language>en_US<")],
            )
        }),
        Case::silent_for("cpl-locale-language-invalid", "script and region", || {
            edited(
                &Delivery::with_markers(),
                &[("<Language>en<", "<Language>zh-Hant-TW<")],
            )
        }),
        Case::fires_for("cpl-locale-region-invalid", "a name", || {
            edited(
                &Delivery::with_markers(),
                &[("<Region>US<", "<Region>USA<")],
            )
        }),
        Case::silent_for("cpl-locale-region-invalid", "a number", || {
            edited(
                &Delivery::with_markers(),
                &[("<Region>US<", "<Region>419<")],
            )
        }),
    ]
};
