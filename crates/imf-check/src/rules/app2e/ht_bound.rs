//! Rules on the bound of a high throughput picture's code-blocks (ST 2067-21:2023, Annex I, by its draft).

use super::ht::CAPABILITIES;
use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::picture::application;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::declare_rule;

declare_rule! {
    /// The code-blocks of an HTJ2K picture may have more bits than App #2E permits.
    ///
    /// The lowest five bits of `Ccap15` bound the number of bits that a code-block needs, called B. The edition of 2021 has a
    /// table of the greatest B by bit depth, transformation of components and levels. The fifth edition has taken the table back
    /// to a recommendation where the transformation is irreversible, since encoders go beyond it, and sets 31 as the limit there.
    ///
    /// ## Why it matters
    /// Decoders reckon in words of a size that B decides. What does not fit is lost, or the decoder refuses the picture.
    ///
    /// ## How to fix it
    /// Encode the picture with options that keep B within the table, or name the fifth edition if the receiver takes it.
    APP2E_HT_B_EXCEEDS_HARD_LIMIT = "app2e-ht-b-exceeds-hard-limit" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Tables I.2 and I.3"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, hard_limit),
    }
}

fn hard_limit(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(bound) = Bound::of(package, descriptor) else {
        return;
    };
    let of = |edition| bound.picture.editions.contains(&edition);
    if of(App2e::V2021) && bound.found > bound.most {
        bound.report(
            sink,
            App2e::V2021,
            &format!("permits at most {}", bound.most),
        );
    }
    if of(App2e::Fifth) && !bound.is_reversible && bound.found > MOST {
        bound.report(sink, App2e::Fifth, &format!("permits at most {MOST}"));
    }
}

/// What the fifth edition permits at most where the transformation is irreversible.
const MOST: i128 = 31;

declare_rule! {
    /// The code-blocks of an HTJ2K picture may have more bits than the fifth edition recommends.
    ///
    /// The lowest five bits of `Ccap15` bound the number of bits that a code-block needs, called B. For the irreversible
    /// transformation the fifth edition recommends a greatest B by bit depth and transformation of components.
    ///
    /// ## Why it matters
    /// The picture is legal. Decoders that keep to the table may not take it.
    ///
    /// ## How to fix it
    /// Encode the picture with options that keep B within the table, if the receiver asks for it.
    APP2E_HT_B_EXCEEDS_LIMIT = "app2e-ht-b-exceeds-limit" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_fifth("Annex H, Table H.3")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, limit),
    }
}

fn limit(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let bound = Bound::of(package, descriptor).filter(|bound| {
        let is_fifth = bound.picture.editions.contains(&App2e::Fifth);
        is_fifth && !bound.is_reversible && (bound.most + 1..=MOST).contains(&bound.found)
    });
    if let Some(bound) = bound {
        let demand = format!("recommends at most {}", bound.most);
        bound.report(sink, App2e::Fifth, &demand);
    }
}

declare_rule! {
    /// The bound on the code-blocks of a reversible HTJ2K picture is not the one of the fifth edition's table.
    ///
    /// The lowest five bits of `Ccap15` bound the number of bits that a code-block needs, called B. Of the reversible
    /// transformation B follows from bit depth, transformation of components and levels, and the fifth edition wants just that.
    ///
    /// ## Why it matters
    /// A smaller B promises a decoder less than it gets. A greater one keeps decoders away that would do.
    ///
    /// ## How to fix it
    /// Correct the capabilities, in the codestream and in the sub-descriptor.
    APP2E_HT_B_NOT_EXPECTED = "app2e-ht-b-not-expected" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_fifth("Annex H, Table H.2")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, not_expected),
    }
}

fn not_expected(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let bound = Bound::of(package, descriptor).filter(|bound| {
        let is_fifth = bound.picture.editions.contains(&App2e::Fifth);
        is_fifth && bound.is_reversible && bound.found != bound.most
    });
    if let Some(bound) = bound {
        bound.report(sink, App2e::Fifth, &format!("wants {}", bound.most));
    }
}

/// The bound B of a picture's code-blocks.
struct Bound<'a> {
    picture: HighThroughput<'a>,
    found: i128,
    /// What the tables have.
    most: i128,
    is_reversible: bool,
}

impl<'a> Bound<'a> {
    /// The bound of a picture, if the tables have its bit depth: they do for 8, 10, 12 and 16 bits.
    fn of(package: &'a Package, descriptor: subject::EssenceDescriptor<'a>) -> Option<Self> {
        let picture = HighThroughput::of(package, descriptor)?;
        let style = picture.coding_style()?;
        let word = picture.ccap15()?;
        let ssiz = picture
            .ssiz()
            .filter(|ssiz| matches!(ssiz, 7 | 9 | 11 | 15))?;
        // The tables in one line each.
        let transform = i128::from(style.transforms_components);
        let most = if style.is_reversible {
            ssiz + 4 + transform + i128::from(style.levels > 5)
        } else {
            ssiz + 2 + if ssiz > 9 { transform } else { 0 }
        };
        Some(Self {
            found: (word & 0x1f) + 8,
            most,
            is_reversible: style.is_reversible,
            picture,
        })
    }

    fn report(&self, sink: &mut Sink<'_>, edition: App2e, demand: &str) {
        let found = self.found;
        let kind = if self.is_reversible {
            "reversible"
        } else {
            "irreversible"
        };
        let message = format!(
            "the bound B of the {kind} HTJ2K picture is {found}, and {} {demand}",
            application(&[edition])
        );
        self.picture
            .finding(sink, CAPABILITIES, message)
            .found(found)
            .expected(demand);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::ht::testing::{WORD, capabilities, ht, ht_under, style};

    use crate::rules::case::Case;

    const PART_15: u32 = 1 << 17;
    /// Bit 5 of Ccap15: irreversible.
    const HTIRV: u16 = 1 << 5;
    &[
        Case::fires_in(
            "app2e-ht-b-exceeds-hard-limit",
            "15 of 10 bits, reversible",
            || ht(|set| capabilities(set, PART_15, &[WORD + 1])),
        ),
        Case::fires_in(
            "app2e-ht-b-exceeds-hard-limit",
            "32 in the fifth edition",
            || {
                ht_under(App2e::Fifth, |set| {
                    style(set, &[(9, 0)]);
                    capabilities(set, PART_15, &[HTIRV | 0x18]);
                })
            },
        ),
        Case::silent_in("app2e-ht-b-exceeds-hard-limit", "14 of 10 bits", || {
            ht(|_| {})
        }),
        Case::fires_in(
            "app2e-ht-b-exceeds-limit",
            "12 of 10 bits, irreversible",
            || {
                ht_under(App2e::Fifth, |set| {
                    style(set, &[(9, 0)]);
                    capabilities(set, PART_15, &[HTIRV | 4]);
                })
            },
        ),
        Case::silent_in(
            "app2e-ht-b-exceeds-limit",
            "11 of 10 bits, irreversible",
            || {
                ht_under(App2e::Fifth, |set| {
                    style(set, &[(9, 0)]);
                    capabilities(set, PART_15, &[HTIRV | 3]);
                })
            },
        ),
        Case::fires_in("app2e-ht-b-not-expected", "less than the table", || {
            ht_under(App2e::Fifth, |set| capabilities(set, PART_15, &[WORD - 1]))
        }),
        Case::silent_in("app2e-ht-b-not-expected", "less, in 2021", || {
            ht(|set| capabilities(set, PART_15, &[WORD - 1]))
        }),
    ]
};
