//! Rules on which components `J2CLayout` names, and in which order (ST 2067-21, 5.5.3 and 6.5.2).

use super::components::{Component, codes, components, doubles, finding, model};

use super::picture::{application, is_picture};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// A component of `J2CLayout` does not belong to such a picture.
    ///
    /// An `RGBADescriptor` describes red, green and blue; a `CDCIDescriptor` luma and two color differences.
    ///
    /// ## Why it matters
    /// Descriptor and layout say different things of the same planes. A player that believes the wrong one shows a picture in
    /// green and magenta.
    ///
    /// ## How to fix it
    /// Find out what the codestream holds, and correct the layout or take the other descriptor, in the track file and in the
    /// composition.
    APP2E_J2C_COMPONENT_NOT_IN_MODEL = "app2e-j2c-component-not-in-model" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, not_in_model),
    }
}

fn not_in_model(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    let model = model(picture);
    let strange: Vec<String> = components
        .iter()
        .filter(|component| component.code.is_some() && !component.is_null())
        .filter(|component| !component.number().is_some_and(|code| model.has(code)))
        .map(|component| format!("`{}`", component.name()))
        .collect();
    if strange.is_empty() {
        return;
    }
    let strange = strange.join(", ");
    finding(
        picture,
        sink,
        format!(
            "`J2CLayout` holds {strange}, and the components of a `{}` are {}",
            picture.node.name, model.names
        ),
    )
    .found(strange)
    .expected(model.names);
}

declare_rule! {
    /// A component stands twice in `J2CLayout`.
    ///
    /// ## Why it matters
    /// One of the two is another component in truth, and a decoder does not know which.
    ///
    /// ## How to fix it
    /// Correct the layout in the track file and in the essence descriptor.
    APP2E_J2C_COMPONENT_DUPLICATE = "app2e-j2c-component-duplicate" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, duplicate),
    }
}

fn duplicate(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    let model = model(picture);
    let doubles = doubles(&codes(&components));
    let double = components.iter().find(|component| {
        let code = component.number();
        code.is_some_and(|code| doubles.contains(&code) && model.has(code))
    });
    if let Some(component) = double {
        let name = component.name();
        finding(
            picture,
            sink,
            format!("`J2CLayout` holds `{name}` more than once"),
        )
        .found(name)
        .expected(model.names);
    }
}

declare_rule! {
    /// The components stand in `J2CLayout` in another order than App #2E wants.
    ///
    /// The codestream holds red, green, blue, or luma, blue difference, red difference, in this order.
    ///
    /// ## Why it matters
    /// Decoders that do not look at the layout take the components in the usual order, and show wrong colors.
    ///
    /// ## How to fix it
    /// If the layout alone is wrong, correct it in the track file and in the essence descriptor. If the codestream has that
    /// order, encode the picture again.
    APP2E_J2C_COMPONENT_ORDER_INCORRECT = "app2e-j2c-component-order-incorrect" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("5.5.3"), of_fifth("6.5.3")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, order),
    }
}

fn order(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    let drafted = picture.drafted();
    let model = model(picture);
    let codes = codes(&components);
    let is_complete = codes.len() == 3 && model.codes.iter().all(|code| codes.contains(code));
    if drafted.is_empty() || !is_complete || codes == model.codes {
        return;
    }
    let names: Vec<String> = components
        .iter()
        .filter(|component| !component.is_null())
        .map(Component::name)
        .collect();
    let found = names.join(", ");
    finding(
        picture,
        sink,
        format!(
            "`J2CLayout` has the order {found}, and {} wants {}",
            application(&drafted),
            model.names
        ),
    )
    .found(found)
    .expected(model.names);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::testing::{rgb, rgb_under, yuv};
    use crate::package::App2e;
    use crate::rules::case::Case;

    /// Gives the layout these components, and `CompNull` behind them.
    fn layout(set: &mut Set, components: &[(u8, u8)]) {
        let mut layout = [(0, 0); 8];
        layout[..components.len()].copy_from_slice(components);
        set.sub("JPEG2000SubDescriptor")
            .set("J2CLayout", Value::RgbaLayout(layout));
    }

    &[
        Case::fires_in("app2e-j2c-component-not-in-model", "luma in RGB", || {
            rgb(|set| layout(set, &[(b'Y', 10), (b'U', 10), (b'V', 10)]))
        }),
        Case::fires_in("app2e-j2c-component-not-in-model", "alpha", || {
            rgb(|set| layout(set, &[(b'R', 10), (b'G', 10), (b'B', 10), (b'A', 10)]))
        }),
        Case::silent_in("app2e-j2c-component-not-in-model", "luma in Y'CbCr", || {
            yuv(|_| {})
        }),
        Case::fires_in("app2e-j2c-component-duplicate", "red twice", || {
            rgb(|set| layout(set, &[(b'R', 10), (b'G', 10), (b'R', 10)]))
        }),
        Case::silent_in("app2e-j2c-component-duplicate", "each once", || rgb(|_| {})),
        Case::fires_in("app2e-j2c-component-order-incorrect", "blue first", || {
            rgb(|set| layout(set, &[(b'B', 10), (b'G', 10), (b'R', 10)]))
        }),
        Case::silent_in(
            "app2e-j2c-component-order-incorrect",
            "an edition without a draft",
            || {
                rgb_under(App2e::V2020, |set| {
                    layout(set, &[(b'B', 10), (b'G', 10), (b'R', 10)]);
                })
            },
        ),
    ]
};
