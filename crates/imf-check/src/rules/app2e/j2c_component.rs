//! Rules on the components that `J2CLayout` names (ST 2067-21, 5.5.3 and 6.5.2).

use super::components::{Component, components, finding};

use super::picture::is_picture;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// A component of `J2CLayout` has no code.
    ///
    /// ## Why it matters
    /// `Code` says what the component is: red, luma, a color difference. A decoder does not know what to do with one that has
    /// none.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    APP2E_J2C_COMPONENT_CODE_MISSING = "app2e-j2c-component-code-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, code_missing),
    }
}

fn code_missing(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    lacks(
        package,
        descriptor,
        "Code",
        |component| component.code.is_none(),
        sink,
    );
}

declare_rule! {
    /// A component of `J2CLayout` has no size.
    ///
    /// ## Why it matters
    /// `ComponentSize` is the number of bits of the component. The levels of black and white mean nothing without it.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    APP2E_J2C_COMPONENT_SIZE_MISSING = "app2e-j2c-component-size-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, size_missing),
    }
}

fn size_missing(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let lacking = |component: &Component<'_>| component.size.is_none();
    lacks(package, descriptor, "ComponentSize", lacking, sink);
}

fn lacks(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    member: &str,
    is_lacking: impl Fn(&Component<'_>) -> bool,
    sink: &mut Sink<'_>,
) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    let which: Vec<String> = (1..)
        .zip(&components)
        .filter(|(_, component)| is_lacking(component))
        .map(|(number, _): (u32, _)| number.to_string())
        .collect();
    if which.is_empty() {
        return;
    }
    let which = which.join(", ");
    finding(
        picture,
        sink,
        format!("component {which} of `J2CLayout` has no `{member}`"),
    )
    .expected(member);
}

declare_rule! {
    /// The components of `J2CLayout` have different sizes.
    ///
    /// The three components of a picture have the same number of bits, and the places behind them, which are filled with
    /// `CompNull`, have 0.
    ///
    /// ## Why it matters
    /// Black and white are levels of one bit depth. Where components differ, one of the sizes is wrong.
    ///
    /// ## How to fix it
    /// Correct `ComponentSize` in the track file and in the essence descriptor.
    APP2E_J2C_COMPONENT_SIZE_INVALID = "app2e-j2c-component-size-invalid" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, size_invalid),
    }
}

fn size_invalid(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    let Some(first) = components.first().and_then(|first| first.size) else {
        return;
    };
    let wrong = (1..).zip(&components).find_map(|(number, component)| {
        let expected = if component.is_null() { 0 } else { first };
        let found = component.size.filter(|found| *found != expected)?;
        Some((number, component, found, expected))
    });
    let Some((number, component, found, expected)): Option<(u32, _, _, _)> = wrong else {
        return;
    };
    let why = if component.is_null() {
        "and an empty place has"
    } else {
        "and the first has"
    };
    finding(
        picture,
        sink,
        format!(
            "component {number} of `J2CLayout`, `{}`, has {found} bits, {why} {expected}",
            component.name()
        ),
    )
    .found(found)
    .expected(expected);
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::testing::{edited, rgb};

    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edit;

    /// Gives the layout these components, and `CompNull` behind them.
    fn layout(set: &mut Set, components: &[(u8, u8)]) {
        let mut layout = [(0, 0); 8];
        layout[..components.len()].copy_from_slice(components);
        set.sub("JPEG2000SubDescriptor")
            .set("J2CLayout", Value::RgbaLayout(layout));
    }

    const BLUE: &str = "<r2:Code>CompBlue</r2:Code><r2:ComponentSize>10</r2:ComponentSize>";
    const OF_LAYOUT: &str = "<r1:J2CLayout><r2:RGBAComponent><r2:Code>CompRed</r2:Code><r2:ComponentSize>10</r2:ComponentSize></r2:RGBAComponent>";
    &[
        Case::fires_in("app2e-j2c-component-code-missing", "the first", || {
            edited(&[(
                OF_LAYOUT,
                &OF_LAYOUT.replace("<r2:Code>CompRed</r2:Code>", ""),
            )])
        }),
        Case::silent(
            "app2e-j2c-component-code-missing",
            "by its number",
            |package| {
                let number = OF_LAYOUT.replace("CompRed", "82");
                edit(package, OF_LAYOUT, &number);
            },
        ),
        Case::fires_in("app2e-j2c-component-size-missing", "the first", || {
            let size = "<r2:ComponentSize>10</r2:ComponentSize>";
            edited(&[(OF_LAYOUT, &OF_LAYOUT.replace(size, ""))])
        }),
        Case::silent(
            "app2e-j2c-component-size-missing",
            "size before code",
            |package| {
                let other = "<r2:ComponentSize>10</r2:ComponentSize><r2:Code>CompBlue</r2:Code>";
                edit(package, BLUE, other);
            },
        ),
        Case::fires_in(
            "app2e-j2c-component-size-invalid",
            "12 bits of blue",
            || rgb(|set| layout(set, &[(b'R', 10), (b'G', 10), (b'B', 12)])),
        ),
        Case::silent_in("app2e-j2c-component-size-invalid", "the same", || {
            rgb(|_| {})
        }),
    ]
};
