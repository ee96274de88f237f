//! Rules on the samples of high throughput pictures (ST 2067-21:2023, Annex I, by its draft).

use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

const PROPERTY: &str = "PictureComponentSizing";

declare_rule! {
    /// An HTJ2K picture has not 8 to 16 bits without a sign.
    ///
    /// `Ssiz` is the number of bits of a component, less one; its highest bit says that values have a sign.
    ///
    /// ## Why it matters
    /// Decoders that are made for App #2E reserve 16 bits for a sample, and know no values below zero.
    ///
    /// ## How to fix it
    /// Encode the picture with 8 to 16 bits. If it has them, correct `PictureComponentSizing` in the track file and in the
    /// composition.
    APP2E_HT_BIT_DEPTH = "app2e-ht-bit-depth" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, bit_depth),
    }
}

fn bit_depth(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let Some(found) = picture.ssiz().filter(|found| !(7..=15).contains(found)) else {
        return;
    };
    let sign = if found & 0x80 == 0 { "" } else { " and a sign" };
    let message = format!(
        "`Ssiz` of the HTJ2K picture is {found}, which is {} bits{sign}, and {} permits 8 to 16 bits (7 to 15)",
        (found & 0x7f) + 1,
        picture.application()
    );
    picture
        .finding(sink, PROPERTY, message)
        .found(found)
        .expected("7 to 15");
}

declare_rule! {
    /// The components of an HTJ2K picture have different bit depths.
    ///
    /// ## Why it matters
    /// Black and white are levels of one bit depth. A component with another one is too dark or too light.
    ///
    /// ## How to fix it
    /// Encode all components with the same number of bits. If they have it, correct `PictureComponentSizing` in the track file
    /// and in the composition.
    APP2E_HT_BIT_DEPTH_DIFFERS = "app2e-ht-bit-depth-differs" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, bit_depth_differs),
    }
}

fn bit_depth_differs(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let Some(first) = picture.ssiz() else { return };
    let components = picture.components();
    let other = (1..).zip(&components).find_map(|(number, component)| {
        let found = component[0].filter(|found| *found != first)?;
        Some((number, found))
    });
    let Some((number, found)): Option<(u32, i128)> = other else {
        return;
    };
    let message = format!(
        "`Ssiz` of component {number} of the HTJ2K picture is {found}, and that of the first is {first}"
    );
    picture
        .finding(sink, PROPERTY, message)
        .found(found)
        .expected(first);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::ht::testing::ht;
    use super::testing::yuv;
    use crate::rules::case::Case;

    fn sizing(set: &mut Set, components: &[[u8; 3]]) {
        let count = u16::try_from(components.len()).expect("a few");
        set.set(PROPERTY, Value::ComponentSizing(components.to_vec()))
            .set("Csiz", Value::UInt16(count));
    }

    const TEN: [u8; 3] = [9, 1, 1];
    &[
        Case::fires_in("app2e-ht-bit-depth", "with a sign", || {
            ht(|set| sizing(set, &[[0x89, 1, 1]; 3]))
        }),
        Case::silent_in("app2e-ht-bit-depth", "of another profile", || {
            yuv(|set| {
                let sizing = vec![[0x89, 1, 1], [0x89, 2, 1], [0x89, 2, 1]];
                set.sub("JPEG2000SubDescriptor")
                    .set(PROPERTY, Value::ComponentSizing(sizing));
            })
        }),
        Case::fires_in("app2e-ht-bit-depth-differs", "12 bits of blue", || {
            ht(|set| sizing(set, &[TEN, TEN, [11, 1, 1]]))
        }),
        Case::silent_in("app2e-ht-bit-depth-differs", "the same", || ht(|_| {})),
    ]
};
