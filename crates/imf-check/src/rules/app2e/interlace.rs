//! Rules on progressive and interlaced pictures (ST 2067-21, 6.1.1 and 6.2.1).

use super::picture::{ContainerKind, Picture, application, is_picture};
use super::table::characteristics::Layout;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The picture is not wrapped as its layout of lines wants.
    ///
    /// `ContainerFormat` says how the codestreams lie in the track file. A progressive picture (`FullFrame`) is wrapped frame
    /// by frame, which is called P1; an interlaced one (`SeparateFields`) by two fields a frame, which is called I1.
    ///
    /// ## Why it matters
    /// A player that goes by the container takes fields for frames, or frames for fields: the picture has half its height, or
    /// runs at half its speed.
    ///
    /// ## How to fix it
    /// Find out whether the picture is progressive, and correct `FrameLayout` or `ContainerFormat`, in the track file and in
    /// the essence descriptor.
    APP2E_CONTAINER_KIND_FRAME_LAYOUT = "app2e-container-kind-frame-layout" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [
            of_2021("6.1.1"),
            of_2021("6.2.1.3"),
            of_fifth("7.1.2"),
            of_fifth("7.2.1.4"),
        ],
        needs: Documents,
        check: EssenceDescriptor(is_picture, container_kind),
    }
}

fn container_kind(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let (Some(layout), Some(kind), Some(label)) = (
        picture.stated_layout(),
        picture.container_kind(),
        picture.node.label("ContainerFormat"),
    ) else {
        return;
    };
    let (what, wanted) = match layout {
        Layout::FullFrame => ("progressive", ContainerKind::P1),
        Layout::SeparateFields => ("interlaced", ContainerKind::I1),
    };
    if kind == wanted {
        return;
    }
    let symbol = layout.symbol();
    picture
        .finding_on(
            sink,
            &["ContainerFormat", "FrameLayout"],
            format!(
                "the picture is {what} (`{symbol}`), its wrapping is {}, and {} wants {}",
                kind.name(),
                picture.application(),
                wanted.name()
            ),
        )
        .found(label)
        .expected(wanted.name())
        .related_spot(
            picture.node.field_spot(picture.origin(), "FrameLayout"),
            format!("`FrameLayout` is `{symbol}`"),
        );
}

declare_rule! {
    /// An interlaced picture does not say which field comes first, or where the second is shown.
    ///
    /// `FieldDominance` says whether the first field in time is the one with the upper lines; `DisplayF2Offset` on which line
    /// the second field is shown.
    ///
    /// ## Why it matters
    /// With fields in the wrong order, movement goes back and forth in every frame.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor.
    APP2E_FIELD_ORDER_MISSING = "app2e-field-order-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1, Table 8"), of_fifth("7.2.1.1, Table 7")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, field_order),
    }
}

fn field_order(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = with_layout(package, descriptor, Layout::SeparateFields) else {
        return;
    };
    let missing: Vec<String> = ["FieldDominance", "DisplayF2Offset"]
        .iter()
        .filter(|name| picture.node.field(name).is_none())
        .map(|name| format!("`{name}`"))
        .collect();
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "the picture is interlaced and has no {}, and {} wants both",
        missing.join(" and no "),
        application(&picture.drafted())
    );
    picture
        .finding(sink, "", message)
        .expected(missing.join(" and "));
}

declare_rule! {
    /// A progressive picture says where its second field is shown.
    ///
    /// `DisplayF2Offset` is for interlaced pictures. A progressive picture has no second field.
    ///
    /// ## Why it matters
    /// The value does no harm where it is 0, as most programs write it. It is best left out, so that no one takes the picture
    /// for interlaced.
    ///
    /// ## How to fix it
    /// Leave `DisplayF2Offset` out of the track file and of the essence descriptor when they are made the next time.
    APP2E_DISPLAY_F2_OFFSET_UNEXPECTED = "app2e-display-f2-offset-unexpected" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1, Table 8"), of_fifth("7.2.1.1, Table 7")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, display_f2_offset),
    }
}

fn display_f2_offset(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = with_layout(package, descriptor, Layout::FullFrame) else {
        return;
    };
    if let Some(field) = picture.node.field("DisplayF2Offset") {
        let message = format!(
            "the picture is progressive and has a `DisplayF2Offset`, which {} would rather leave out",
            application(&picture.drafted())
        );
        picture
            .finding(sink, "DisplayF2Offset", message)
            .found(field.shown())
            .expected("no DisplayF2Offset");
    }
}

/// A picture of this layout, under an edition whose draft is known.
fn with_layout<'a>(
    package: &'a Package,
    descriptor: subject::EssenceDescriptor<'a>,
    layout: Layout,
) -> Option<Picture<'a>> {
    Picture::of(package, descriptor)
        .filter(|picture| !picture.drafted().is_empty() && picture.layout() == Some(layout))
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::{interlaced, rgb, rgb_under};
    use crate::package::App2e;
    use crate::rules::case::Case;

    const UNDEFINED: Label = Label::parse("060e2b34.04010107.0d010301.020c0100");
    const FRAMES: Label = Label::parse("060e2b34.0401010d.0d010301.020c0600");
    const OLDER_FRAMES: Label = Label::parse("060e2b34.04010107.0d010301.020c0600");
    &[
        Case::fires_in("app2e-container-kind-frame-layout", "undefined", || {
            rgb(|set| {
                set.set("ContainerFormat", Value::Label(UNDEFINED));
            })
        }),
        Case::fires_in(
            "app2e-container-kind-frame-layout",
            "frames that are fields",
            || {
                interlaced(|set| {
                    set.set("ContainerFormat", Value::Label(FRAMES));
                })
            },
        ),
        Case::silent_in("app2e-container-kind-frame-layout", "fields", || {
            interlaced(|_| {})
        }),
        Case::silent_in(
            "app2e-container-kind-frame-layout",
            "an older label",
            || {
                rgb(|set| {
                    set.set("ContainerFormat", Value::Label(OLDER_FRAMES));
                })
            },
        ),
        Case::fires_in("app2e-field-order-missing", "no first field", || {
            interlaced(|set| {
                set.remove("FieldDominance");
            })
        }),
        Case::silent_in("app2e-field-order-missing", "a progressive picture", || {
            rgb(|_| {})
        }),
        Case::fires_in("app2e-display-f2-offset-unexpected", "even 0", || {
            rgb(|set| {
                let offset = (property::DISPLAY_F2_OFFSET, Value::Int32(0));
                set.properties.push(offset);
            })
        }),
        Case::silent_in(
            "app2e-display-f2-offset-unexpected",
            "an edition without a draft",
            || {
                rgb_under(App2e::V2020, |set| {
                    let offset = (property::DISPLAY_F2_OFFSET, Value::Int32(0));
                    set.properties.push(offset);
                })
            },
        ),
    ]
};
