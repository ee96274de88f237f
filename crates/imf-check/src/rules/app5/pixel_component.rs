//! Rules on the components of a pixel (ST 2067-50).

use super::pixel::{Component, HALF, Layout, PLACES, WANTED};
use super::{APP5, ED_2018, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// A component of the pixels is no half float.
    ///
    /// Red, green, blue and alpha of an ACES picture are floating-point numbers of 16 bits, called half floats. `PixelLayout`
    /// says so by the size 253, which stands for them; empty places have the size 0.
    ///
    /// ## Why it matters
    /// A player that takes the numbers for whole ones shows noise.
    ///
    /// ## How to fix it
    /// If the picture holds half floats, correct `ComponentSize` in the track file and in the essence descriptor. If it does
    /// not, it is no ACES picture; convert it first.
    APP5_PIXEL_COMPONENT_SIZE = "app5-pixel-component-size" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, component_size),
    }
}

fn component_size(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(layout) = Layout::of(package, subject) else {
        return;
    };
    let wanted = |component: &Component<'_>| if component.code == 0 { 0 } else { HALF };
    let components = layout.components.iter();
    let wrong: Vec<&Component<'_>> = components
        .filter(|component| component.size != wanted(component))
        .collect();
    let Some(first) = wrong.first() else { return };
    let sizes: Vec<String> = wrong
        .iter()
        .map(|component| format!("`{}` {}", component.name.described(), component.size))
        .collect();
    let sizes = sizes.join(", ");
    let (wanted, meaning) = match wanted(first) {
        0 => (0, "an empty place"),
        _ => (HALF, "a half float"),
    };
    let message =
        format!("`PixelLayout` gives the sizes {sizes}, and {APP5} asks for {wanted}, {meaning}");
    layout.finding(sink, message).found(sizes).expected(wanted);
}

declare_rule! {
    /// A component stands twice in the layout of pixels.
    ///
    /// ## Why it matters
    /// One of the two is another component in truth, and a player does not know which.
    ///
    /// ## How to fix it
    /// Correct `PixelLayout` in the track file and in the essence descriptor.
    APP5_PIXEL_COMPONENT_DUPLICATE = "app5-pixel-component-duplicate" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, duplicate),
    }
}

fn duplicate(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(layout) = Layout::of(package, subject) else {
        return;
    };
    if let Some(component) = layout.double() {
        let name = component.name.described();
        let message = format!("`PixelLayout` holds `{name}` more than once");
        layout.finding(sink, message).found(name).expected(WANTED);
    }
}

declare_rule! {
    /// The pixels are not blue, green and red, or alpha, blue, green and red, in this order.
    ///
    /// ACES pictures store the components of a pixel in the order of their English names: alpha if there is any, blue, green,
    /// red. `PixelLayout` lists them so, and the empty places behind them.
    ///
    /// ## Why it matters
    /// A player that goes by the layout takes one color for another, or finds one missing.
    ///
    /// ## How to fix it
    /// Correct `PixelLayout` in the track file and in the essence descriptor. If the pictures really have that order, they are no
    /// ACES pictures; convert them first.
    APP5_PIXEL_LAYOUT_ORDER = "app5-pixel-layout-order" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, order),
    }
}

fn order(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(layout) = Layout::of(package, subject) else {
        return;
    };
    // A component that is there twice has a finding of its own.
    if layout.is_in_order() || layout.double().is_some() {
        return;
    }
    let names = layout.components.iter();
    let names: Vec<String> = names.map(|component| component.name.described()).collect();
    let found = names.join(", ");
    let message = format!("`PixelLayout` is {found}, and {APP5} asks for {WANTED}");
    layout.finding(sink, message).found(found).expected(WANTED);
}

declare_rule! {
    /// The layout of pixels has not as many empty places as belong there.
    ///
    /// A layout has eight places. An ACES picture fills three of them or, with alpha, four; the others are empty, and stand
    /// there as `CompNull`.
    ///
    /// ## Why it matters
    /// Readers that count on eight places read beyond the layout, or take what follows for a part of it.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file, where the layout always has eight places.
    APP5_PIXEL_NULL_COUNT = "app5-pixel-null-count" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, null_count),
    }
}

fn null_count(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(layout) = Layout::of(package, subject) else {
        return;
    };
    let components = layout.codes().len();
    let nulls = layout.components.len() - components;
    // RegXML may leave empty places out, and what is wrong with the others has findings of its own.
    if !layout.is_in_order() || nulls == 0 || nulls + components == PLACES {
        return;
    }
    let wanted = PLACES - components;
    let message = format!(
        "`PixelLayout` has {components} components and {nulls} empty places, expected {wanted} of these"
    );
    layout.finding(sink, message).found(nulls).expected(wanted);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use super::testing::{alone, layout};
    use crate::rules::case::Case;

    const NULL: &str = "<r2:RGBAComponent><r2:Code>CompNull</r2:Code><r2:ComponentSize>0</r2:ComponentSize></r2:RGBAComponent></r1:PixelLayout>";
    const END: &str = "</r1:PixelLayout>";
    &[
        Case::fires_for(
            "app5-pixel-component-size",
            "whole numbers of 16 bits",
            || layout(&[(b'B', 16), (b'G', 16), (b'R', 16)]),
        ),
        Case::silent_for("app5-pixel-component-size", "half floats", || {
            layout(&[(b'B', 253), (b'G', 253), (b'R', 253)])
        }),
        Case::fires_for("app5-pixel-component-duplicate", "two blues", || {
            layout(&[(b'B', 253), (b'B', 253), (b'R', 253)])
        }),
        Case::silent_for("app5-pixel-component-duplicate", "each once", || {
            layout(&[(b'B', 253), (b'G', 253), (b'R', 253)])
        }),
        Case::fires_for("app5-pixel-layout-order", "red first", || {
            layout(&[(b'R', 253), (b'G', 253), (b'B', 253)])
        }),
        Case::fires_for(
            "app5-pixel-layout-order",
            "alpha first, and red next",
            || layout(&[(b'A', 253), (b'R', 253), (b'G', 253), (b'B', 253)]),
        ),
        Case::fires_for("app5-pixel-layout-order", "no red", || {
            layout(&[(b'B', 253), (b'G', 253)])
        }),
        Case::fires_for("app5-pixel-layout-order", "an empty place between", || {
            layout(&[(b'B', 253), (0, 0), (b'G', 253), (b'R', 253)])
        }),
        Case::silent_for("app5-pixel-layout-order", "with alpha", || {
            layout(&[(b'A', 253), (b'B', 253), (b'G', 253), (b'R', 253)])
        }),
        Case::fires_in("app5-pixel-null-count", "four empty places", || {
            alone(|text| text.replacen(NULL, END, 1))
        }),
        Case::silent_in("app5-pixel-null-count", "none, as in a short form", || {
            alone(|text| (0..5).fold(text.to_owned(), |text, _| text.replacen(NULL, END, 1)))
        }),
    ]
};
