//! Rules on the components of high throughput pictures (ST 2067-21:2023, Annex I, by its draft).

use super::ht::HighThroughput;
use super::ht::is_high_throughput;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

const PROPERTY: &str = "PictureComponentSizing";

declare_rule! {
    /// An HTJ2K picture has no component, or more than four.
    ///
    /// ## Why it matters
    /// A picture of App #2E has three components. The decoders that are made for it take four at most.
    ///
    /// ## How to fix it
    /// Encode red, green and blue, or luma and color differences, and nothing else.
    APP2E_HT_COMPONENT_COUNT = "app2e-ht-component-count" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, count),
    }
}

fn count(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let count = picture.node.integer("Csiz");
    let Some(count) = count.filter(|count| !(1..=4).contains(count)) else {
        return;
    };
    let message = format!(
        "the HTJ2K picture has {count} components, and {} permits 1 to 4",
        picture.application()
    );
    picture
        .finding(sink, "Csiz", message)
        .found(count)
        .expected("1 to 4");
}

declare_rule! {
    /// The first component of an HTJ2K picture is subsampled.
    ///
    /// `XRSiz` says for how many samples of the grid the component has one from left to right. It is 1 for all components; for
    /// 4:2:2 it is 2 for the second and the third.
    ///
    /// ## Why it matters
    /// The component has fewer samples than the others. A decoder that does not expect that fails, or shows it at half its width.
    ///
    /// ## How to fix it
    /// Encode the picture again. If the codestream is right, correct `PictureComponentSizing` in the track file and in the
    /// composition.
    APP2E_HT_XRSIZ_COMPONENT_1 = "app2e-ht-xrsiz-component-1" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, xrsiz::<1>),
    }
}

declare_rule! {
    /// The second component of an HTJ2K picture is subsampled otherwise than for 4:2:2.
    ///
    /// `XRSiz` says for how many samples of the grid the component has one from left to right. It is 1 for all components; for
    /// 4:2:2 it is 2 for the second and the third.
    ///
    /// ## Why it matters
    /// The component has fewer samples than the others. A decoder that does not expect that fails, or shows it at half its width.
    ///
    /// ## How to fix it
    /// Encode the picture again. If the codestream is right, correct `PictureComponentSizing` in the track file and in the
    /// composition.
    APP2E_HT_XRSIZ_COMPONENT_2 = "app2e-ht-xrsiz-component-2" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, xrsiz::<2>),
    }
}

declare_rule! {
    /// The third component of an HTJ2K picture is subsampled otherwise than for 4:2:2.
    ///
    /// `XRSiz` says for how many samples of the grid the component has one from left to right. It is 1 for all components; for
    /// 4:2:2 it is 2 for the second and the third.
    ///
    /// ## Why it matters
    /// The component has fewer samples than the others. A decoder that does not expect that fails, or shows it at half its width.
    ///
    /// ## How to fix it
    /// Encode the picture again. If the codestream is right, correct `PictureComponentSizing` in the track file and in the
    /// composition.
    APP2E_HT_XRSIZ_COMPONENT_3 = "app2e-ht-xrsiz-component-3" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, xrsiz::<3>),
    }
}

declare_rule! {
    /// The fourth component of an HTJ2K picture is subsampled.
    ///
    /// `XRSiz` says for how many samples of the grid the component has one from left to right. It is 1 for all components; for
    /// 4:2:2 it is 2 for the second and the third.
    ///
    /// ## Why it matters
    /// The component has fewer samples than the others. A decoder that does not expect that fails, or shows it at half its width.
    ///
    /// ## How to fix it
    /// Encode the picture again. If the codestream is right, correct `PictureComponentSizing` in the track file and in the
    /// composition.
    APP2E_HT_XRSIZ_COMPONENT_4 = "app2e-ht-xrsiz-component-4" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, xrsiz::<4>),
    }
}

/// The rule on component `N`, counted from 1.
fn xrsiz<const N: usize>(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let components = picture.components();
    let across = |number: usize| {
        let component = components.get(number.checked_sub(1)?)?;
        component[1]
    };
    let Some(found) = across(N).filter(|found| *found != 1) else {
        return;
    };
    let is_pair = across(2) == Some(2) && across(3) == Some(2);
    let may_be_half = matches!(N, 2 | 3);
    if may_be_half && is_pair {
        return;
    }
    let expected = if may_be_half {
        "1, or 2 for components 2 and 3 together"
    } else {
        "1"
    };
    let message = format!(
        "`XRSiz` of component {N} of the HTJ2K picture is {found}, and {} wants {expected}",
        picture.application()
    );
    picture
        .finding(sink, PROPERTY, message)
        .found(found)
        .expected(expected);
}

declare_rule! {
    /// A component of an HTJ2K picture is subsampled from top to bottom.
    ///
    /// `YRSiz` says for how many lines of the grid the component has one. In App #2E that is 1.
    ///
    /// ## Why it matters
    /// 4:2:0 is a format of distribution. Decoders of masters do not expect it.
    ///
    /// ## How to fix it
    /// Encode the picture as 4:2:2 or 4:4:4. If the codestream is, correct `PictureComponentSizing` in the track file and in the
    /// composition.
    APP2E_HT_YRSIZ = "app2e-ht-yrsiz" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("Annex I, Table I.1"), of_fifth("Annex H, Table H.1")],
        needs: Documents,
        check: EssenceDescriptor(is_high_throughput, yrsiz),
    }
}

fn yrsiz(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = HighThroughput::of(package, descriptor) else {
        return;
    };
    let components = picture.components();
    let wrong = (1..).zip(&components).find_map(|(number, component)| {
        let found = component[2].filter(|found| *found != 1)?;
        Some((number, found))
    });
    let Some((number, found)): Option<(u32, i128)> = wrong else {
        return;
    };
    let message = format!(
        "`YRSiz` of component {number} of the HTJ2K picture is {found}, and {} wants 1",
        picture.application()
    );
    picture
        .finding(sink, PROPERTY, message)
        .found(found)
        .expected(1);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::ht::testing::ht;
    use super::testing::rgb;
    use crate::rules::case::Case;

    fn sizing(set: &mut Set, components: &[[u8; 3]]) {
        let count = u16::try_from(components.len()).expect("a few");
        set.set(PROPERTY, Value::ComponentSizing(components.to_vec()))
            .set("Csiz", Value::UInt16(count));
    }

    const TEN: [u8; 3] = [9, 1, 1];
    const HALF: [u8; 3] = [9, 2, 1];
    &[
        Case::fires_in("app2e-ht-component-count", "five", || {
            ht(|set| sizing(set, &[TEN; 5]))
        }),
        Case::silent_in("app2e-ht-component-count", "four", || {
            ht(|set| sizing(set, &[TEN; 4]))
        }),
        Case::fires_in("app2e-ht-xrsiz-component-1", "half", || {
            ht(|set| sizing(set, &[HALF, TEN, TEN]))
        }),
        Case::silent_in("app2e-ht-xrsiz-component-1", "half, of the others", || {
            ht(|set| sizing(set, &[TEN, HALF, HALF]))
        }),
        Case::fires_in("app2e-ht-xrsiz-component-2", "half, alone", || {
            ht(|set| sizing(set, &[TEN, HALF, TEN]))
        }),
        Case::silent_in("app2e-ht-xrsiz-component-2", "another profile", || {
            rgb(|set| sizing(set.sub("JPEG2000SubDescriptor"), &[TEN, HALF, TEN]))
        }),
        Case::fires_in("app2e-ht-xrsiz-component-3", "half, alone", || {
            ht(|set| sizing(set, &[TEN, TEN, HALF]))
        }),
        Case::silent_in("app2e-ht-xrsiz-component-3", "both", || {
            ht(|set| sizing(set, &[TEN, HALF, HALF]))
        }),
        Case::fires_in("app2e-ht-xrsiz-component-4", "half", || {
            ht(|set| sizing(set, &[TEN, TEN, TEN, HALF]))
        }),
        Case::silent_in("app2e-ht-xrsiz-component-4", "whole", || {
            ht(|set| sizing(set, &[TEN; 4]))
        }),
        Case::fires_in("app2e-ht-yrsiz", "half", || {
            ht(|set| sizing(set, &[TEN, TEN, [9, 1, 2]]))
        }),
        Case::silent_in("app2e-ht-yrsiz", "whole in 4:2:2", || {
            ht(|set| sizing(set, &[TEN, HALF, HALF]))
        }),
    ]
};
