//! Rules on the capabilities of high throughput pictures (ST 2067-21:2023, Annex I, by its draft).

use super::ht::is_high_throughput;
use super::ht::{HighThroughput, PCAP};
use super::picture::application;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The capabilities of an HTJ2K picture are not those of high throughput alone.
    ///
    /// `J2KExtendedCapabilities` repeats the capability marker of the codestream: `Pcap` names the parts of the JPEG 2000
    /// standard that a decoder needs, one bit for each, and `Ccapi` has a word on each of them. App #2E wants Part 15, high
    /// throughput, and no other. The fifth edition wants the property to be there.
    ///
    /// ## Why it matters
    /// A decoder that lacks one of the parts refuses the codestream. Without the word on Part 15 nothing is known of the blocks.
    ///
    /// ## How to fix it
    /// Wrap the picture again by a program that copies the capabilities from the codestream. If the codestream itself asks for
    /// more, encode it again.
    APP2E_HT_CAP_INVALID = "app2e-ht-cap-invalid" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [
            of_2021("Annex I, Table I.1"),
            of_fifth("Annex H, Table H.1"),
            Citation::clause("ISO/IEC 15444-1", "2019", "A.5.2"),
        ],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, capabilities),
    }
}

const PROPERTY: &str = "J2KExtendedCapabilities";

fn capabilities(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let Some(field) = picture.node.field(PROPERTY) else {
        // Before the fifth edition the codestream alone has to say so.
        if picture.editions.contains(&App2e::Fifth) {
            let application = application(&[App2e::Fifth]);
            let message = format!(
                "the sub-descriptor of the HTJ2K picture has no `{PROPERTY}`, and {application} wants it"
            );
            picture.finding(sink, PROPERTY, message).expected(PROPERTY);
        }
        return;
    };
    let message = match picture.capabilities() {
        Some((PCAP, words)) if words.len() == 1 => return,
        Some((PCAP, words)) => format!(
            "`Ccapi` has {} words, and `Pcap` {PCAP} goes with one",
            words.len()
        ),
        Some((pcap, _)) => format!(
            "`Pcap` is {pcap}, and an HTJ2K picture of {} has {PCAP}, for high throughput alone",
            picture.application()
        ),
        None => format!("`{PROPERTY}` cannot be read"),
    };
    picture
        .finding(sink, PROPERTY, message)
        .found(field.shown())
        .expected(format!("Pcap {PCAP} and one word"));
}

declare_rule! {
    /// The capabilities of an HTJ2K picture ask for what App #2E does not permit.
    ///
    /// The highest five bits of the word on high throughput, `Ccap15`, say whether blocks of another coder may occur, several
    /// coding passes, regions of interest, and blocks that differ from each other. In App #2E they are 0.
    ///
    /// ## Why it matters
    /// Decoders that are made for App #2E do not know these, and fail in the middle of a frame.
    ///
    /// ## How to fix it
    /// Encode the picture with the options of App #2E.
    APP2E_HT_CCAP_BITS_12_15 = "app2e-ht-ccap-bits-12-15" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, ccap),
    }
}

fn ccap(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let Some(word) = picture.ccap15().filter(|word| word & 0xf800 != 0) else {
        return;
    };
    let bits: Vec<String> = (11..16)
        .filter(|bit| word >> bit & 1 != 0)
        .map(|bit| bit.to_string())
        .collect();
    let message = format!(
        "`Ccap15` of the HTJ2K picture is {word}, and {} wants bits 11 to 15 to be 0, of which {} is set",
        picture.application(),
        bits.join(", ")
    );
    picture
        .finding(sink, PROPERTY, message)
        .found(word)
        .expected(word & 0x07ff);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::ht::testing::{WORD, capabilities, ht, ht_under};
    use crate::rules::case::Case;

    const PART_15: u32 = 1 << 17;
    &[
        Case::fires_in("app2e-ht-cap-invalid", "Part 2 too", || {
            ht(|set| capabilities(set, PART_15 | 1 << 30, &[0, WORD]))
        }),
        Case::fires_in("app2e-ht-cap-invalid", "two words", || {
            ht(|set| capabilities(set, PART_15, &[WORD, WORD]))
        }),
        Case::fires_in("app2e-ht-cap-invalid", "none in the fifth edition", || {
            ht_under(App2e::Fifth, |set| {
                set.remove(PROPERTY);
            })
        }),
        Case::silent_in("app2e-ht-cap-invalid", "none in 2021", || {
            ht(|set| {
                set.remove(PROPERTY);
            })
        }),
        Case::fires_in("app2e-ht-ccap-bits-12-15", "blocks that differ", || {
            ht(|set| capabilities(set, PART_15, &[1 << 11 | WORD]))
        }),
        Case::fires_in("app2e-ht-ccap-bits-12-15", "another coder", || {
            ht(|set| capabilities(set, PART_15, &[1 << 15 | WORD]))
        }),
        Case::silent_in("app2e-ht-ccap-bits-12-15", "none", || ht(|_| {})),
    ]
};
