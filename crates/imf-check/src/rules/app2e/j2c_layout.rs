//! Rules on `J2CLayout`, which names the components of the codestream (ST 2067-21, 6.5.2).

use super::components::{codes, components, doubles, finding, model};

use super::picture::{Picture, is_picture};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The JPEG 2000 sub-descriptor does not name the components of the codestream.
    ///
    /// `J2CLayout` says in which order the codestream holds red, green and blue, or luma and color differences, and how many
    /// bits each has.
    ///
    /// ## Why it matters
    /// A decoder gets three planes of numbers. Without the layout it does not know which is which.
    ///
    /// ## How to fix it
    /// Add `J2CLayout` in the track file and in the essence descriptor. Most programs that wrap JPEG 2000 write it; wrap the
    /// picture again by one that does.
    APP2E_J2C_LAYOUT_MISSING = "app2e-j2c-layout-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.1, Table 14"), of_fifth("7.5.1, Table 13")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, missing),
    }
}

fn missing(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let Some(jpeg_2000) = picture.jpeg_2000() else {
        return;
    };
    if jpeg_2000.field("J2CLayout").is_none() {
        let message = format!(
            "the JPEG 2000 sub-descriptor has no `J2CLayout`, and {} wants the components {}",
            picture.application(),
            model(picture).names
        );
        picture
            .finding_in(sink, jpeg_2000, "J2CLayout", message)
            .expected(model(picture).names);
    }
}

declare_rule! {
    /// `J2CLayout` holds no component.
    ///
    /// It is a list of `RGBAComponent`, each with a `Code` and a `ComponentSize`.
    ///
    /// ## Why it matters
    /// A decoder does not know which plane of the codestream is which.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file. If the track file's own layout is empty, wrap the picture
    /// again.
    APP2E_J2C_LAYOUT_EMPTY = "app2e-j2c-layout-empty" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, empty),
    }
}

fn empty(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    if !components.is_empty() {
        return;
    }
    let model = model(picture);
    finding(
        picture,
        sink,
        format!(
            "`J2CLayout` holds no `RGBAComponent`, and {} wants {}",
            picture.application(),
            model.names
        ),
    )
    .expected(model.names);
}

declare_rule! {
    /// `J2CLayout` has not three components and five empty places.
    ///
    /// The layout has eight places. App #2E fills three, and the other five hold `CompNull`.
    ///
    /// ## Why it matters
    /// A fourth component (alpha, depth) is not part of any picture of App #2E; a missing one leaves a color out.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file. If the track file's own layout is so, wrap the picture
    /// again.
    APP2E_J2C_NULL_COUNT = "app2e-j2c-null-count" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.5.2"), of_fifth("7.5.2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, null_count),
    }
}

fn null_count(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, components)) = components(package, descriptor) else {
        return;
    };
    let nulls = components.iter().filter(|component| component.is_null());
    let nulls = nulls.count();
    let others = components.len() - nulls;
    let known = codes(&components);
    let is_known = known.len() == others && known.iter().all(|code| model(picture).has(*code));
    // What does not belong there, and what is there twice, has a finding of its own; empty places may be left out.
    if components.is_empty()
        || !is_known
        || !doubles(&known).is_empty()
        || (others == 3 && matches!(nulls, 0 | 5))
    {
        return;
    }
    finding(
        picture,
        sink,
        format!("`J2CLayout` has {others} components and {nulls} empty places, expected 3 and 5"),
    )
    .found(format!("{others} and {nulls}"))
    .expected("3 and 5");
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::testing::{rgb, yuv};

    use crate::rules::case::Case;
    use crate::rules::cpl::testing::edit;

    /// Gives the layout these components, and `CompNull` behind them.
    fn layout(set: &mut Set, components: &[(u8, u8)]) {
        let mut layout = [(0, 0); 8];
        layout[..components.len()].copy_from_slice(components);
        set.sub("JPEG2000SubDescriptor")
            .set("J2CLayout", Value::RgbaLayout(layout));
    }

    const NULL: &str = "<r2:RGBAComponent><r2:Code>CompNull</r2:Code><r2:ComponentSize>0</r2:ComponentSize></r2:RGBAComponent></r1:J2CLayout>";
    &[
        Case::fires_in("app2e-j2c-layout-missing", "none", || {
            rgb(|set| {
                set.sub("JPEG2000SubDescriptor").remove("J2CLayout");
            })
        }),
        Case::silent_in("app2e-j2c-layout-missing", "of Y'CbCr", || yuv(|_| {})),
        Case::fires(
            "app2e-j2c-layout-empty",
            "items of another name",
            |package| {
                let path = package.composition();
                package.edit_with(&path, |text| {
                    let (before, layout) = text.rsplit_once("<r1:J2CLayout>").expect("a layout");
                    let (layout, after) = layout.split_once("</r1:J2CLayout>").expect("its end");
                    let layout = layout.replace("RGBAComponent", "Component");
                    format!("{before}<r1:J2CLayout>{layout}</r1:J2CLayout>{after}")
                });
                package.reseal();
            },
        )
        .with(&["regxml-value-length-mismatch"]),
        Case::silent("app2e-j2c-layout-empty", "no empty places", |package| {
            for _ in 0..5 {
                edit(package, NULL, "</r1:J2CLayout>");
            }
        })
        .with(&["cpl-ed-mismatch"]),
        Case::fires_in("app2e-j2c-null-count", "two components", || {
            rgb(|set| layout(set, &[(b'R', 10), (b'G', 10)]))
        }),
        Case::silent_in("app2e-j2c-null-count", "three components", || rgb(|_| {})),
    ]
};
