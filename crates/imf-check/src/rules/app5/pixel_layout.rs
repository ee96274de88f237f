//! Rules on whether the components of a pixel are listed at all (ST 2067-50).

use super::pixel::{WANTED, stated};
use super::{APP5, ED_2018, image, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;
use crate::rules::cpl::and_more;
use crate::rules::set::Demand;

declare_rule! {
    /// The picture does not say what its pixels are made of.
    ///
    /// `PixelLayout` lists the components of a pixel in the order in which they are stored, each with its size.
    ///
    /// ## Why it matters
    /// A player does not know which of the numbers is red and which is blue, and whether there is alpha.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again. If only the essence descriptor of the composition lacks the layout, have that
    /// regenerated from the track file.
    APP5_PIXEL_LAYOUT_MISSING = "app5-pixel-layout-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, missing),
    }
}

fn missing(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.missing(sink, "PixelLayout", Demand::shall(WANTED));
    }
}

declare_rule! {
    /// The layout of pixels holds no component.
    ///
    /// `PixelLayout` lists the components of a pixel in the order in which they are stored. In a composition each is an
    /// `RGBAComponent` with a `Code`, which says what it is, and a `ComponentSize`.
    ///
    /// ## Why it matters
    /// A player does not know which of the numbers is red and which is blue, and whether there is alpha.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    APP5_PIXEL_LAYOUT_EMPTY = "app5-pixel-layout-empty" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, empty),
    }
}

fn empty(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some((sets, components)) = stated(package, subject) else {
        return;
    };
    if components.is_empty() {
        let message = format!("`PixelLayout` holds no component, and {APP5} asks for {WANTED}");
        sets.at(sink, subject.node, "PixelLayout", message)
            .found("no component")
            .expected(WANTED);
    }
}

/// Says which components do not have that member.
fn without(
    package: &Package,
    subject: subject::Descriptor<'_>,
    sink: &mut Sink<'_>,
    member: &str,
    meaning: &str,
) {
    let Some((sets, components)) = stated(package, subject) else {
        return;
    };
    let numbered = (1..).zip(components);
    let mut lacking = numbered.filter(|(_, component)| component.member(member).is_none());
    let Some((first, component)) = lacking.next() else {
        return;
    };
    let more = and_more(1 + lacking.count() as u64);
    let message =
        format!("component {first}{more} of `PixelLayout` has no `{member}`, which says {meaning}");
    sets.at(sink, subject.node, "PixelLayout", message)
        .found(component.described())
        .expected(format!("a `{member}`"));
}

declare_rule! {
    /// A component of the pixels does not say what it is.
    ///
    /// `PixelLayout` in a composition lists the components of a pixel, each with a `Code`: `CompRed`, `CompGreen`, `CompBlue`,
    /// `CompAlpha`, or `CompNull` for an empty place.
    ///
    /// ## Why it matters
    /// A player does not know which of the numbers is red and which is blue.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    APP5_PIXEL_COMPONENT_CODE_MISSING = "app5-pixel-component-code-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_code),
    }
}

fn no_code(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    without(package, subject, sink, "Code", "what it is");
}

declare_rule! {
    /// A component of the pixels does not say how large it is.
    ///
    /// `PixelLayout` in a composition lists the components of a pixel, each with a `ComponentSize`. That of half floats, of which
    /// ACES pictures are made, is 253; an empty place has the size 0.
    ///
    /// ## Why it matters
    /// A player does not know where one number ends and the next begins, nor that it is a floating-point number.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    APP5_PIXEL_COMPONENT_SIZE_MISSING = "app5-pixel-component-size-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, no_size),
    }
}

fn no_size(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    without(package, subject, sink, "ComponentSize", "how large it is");
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::testing::{alone, described, layout};
    use crate::rules::case::Case;

    const START: &str = "<r1:PixelLayout>";
    const END: &str = "</r1:PixelLayout>";
    &[
        Case::fires_for("app5-pixel-layout-missing", "none", || {
            described(|set| {
                set.remove("PixelLayout");
            })
        }),
        Case::silent_for("app5-pixel-layout-missing", "with alpha", || {
            layout(&[(b'A', 253), (b'B', 253), (b'G', 253), (b'R', 253)])
        }),
        Case::fires_in("app5-pixel-layout-empty", "no component", || {
            alone(|text| {
                let (before, rest) = text.split_once(START).expect("a layout");
                let (_, after) = rest.split_once(END).expect("its end");
                format!("{before}{START}{END}{after}")
            })
        }),
        Case::silent_in("app5-pixel-layout-empty", "all there", || {
            alone(str::to_owned)
        }),
        Case::fires_in("app5-pixel-component-code-missing", "blue has none", || {
            alone(|text| text.replacen("<r2:Code>CompBlue</r2:Code>", "", 1))
        }),
        Case::silent_in("app5-pixel-component-code-missing", "size first", || {
            alone(|text| {
                let (code, size) = (
                    "<r2:Code>CompBlue</r2:Code>",
                    "<r2:ComponentSize>253</r2:ComponentSize>",
                );
                text.replacen(&format!("{code}{size}"), &format!("{size}{code}"), 1)
            })
        }),
        Case::fires_in("app5-pixel-component-size-missing", "blue has none", || {
            alone(|text| text.replacen("<r2:ComponentSize>253</r2:ComponentSize>", "", 1))
        }),
        Case::silent_in(
            "app5-pixel-component-size-missing",
            "with a zero before",
            || alone(|text| text.replacen(">253<", ">0253<", 1)),
        ),
    ]
};
