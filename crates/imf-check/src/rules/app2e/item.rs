//! Rules on what may not stand in the picture's descriptor (ST 2067-21, Tables 8, 10 and 12).

use super::picture::{Picture, application, is_picture};
use super::table::characteristics::{Layout, Model};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::declare_rule;

declare_rule! {
    /// The descriptor says where the second field is stored.
    ///
    /// `StoredF2Offset` is for pictures whose two fields begin on different lines of the stored picture. App #2E stores every
    /// field as a picture of its own, so that it has no meaning there.
    ///
    /// ## Why it matters
    /// A player that believes it moves the second field by some lines.
    ///
    /// ## How to fix it
    /// Remove `StoredF2Offset` from the track file and from the essence descriptor.
    APP2E_STORED_F2_OFFSET_PRESENT = "app2e-stored-f2-offset-present" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1, Table 8"), of_fifth("7.2.1.1, Table 7")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, stored_f2_offset),
    }
}

fn stored_f2_offset(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    if let Some(field) = picture.node.field("StoredF2Offset") {
        let message = format!(
            "the picture has a `StoredF2Offset`, which {} does not permit",
            picture.application()
        );
        picture
            .finding(sink, "StoredF2Offset", message)
            .found(field.shown())
            .expected("no StoredF2Offset");
    }
}

/// A property that may not be there.
struct Item {
    name: &'static str,
    /// Of which pictures.
    of: Of,
    /// In which editions.
    editions: &'static [App2e],
}

/// Pictures in which a property means nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    All,
    Model(Model),
    Progressive,
}

const DRAFTED: &[App2e] = &[App2e::V2021, App2e::Fifth];

const fn item(name: &'static str, of: Of) -> Item {
    Item {
        name,
        of,
        editions: DRAFTED,
    }
}

const ITEMS: [Item; 12] = {
    const RGB: Of = Of::Model(Model::Rgb);
    const YUV: Of = Of::Model(Model::YCbCr);
    [
        item("ImageAlignmentFactor", Of::All),
        item("ImageStartOffset", Of::All),
        item("ImageEndOffset", Of::All),
        // From the fifth edition on it is passed over.
        Item {
            name: "AlphaTransparency",
            of: Of::All,
            editions: &[App2e::V2021],
        },
        item("FieldDominance", Of::Progressive),
        item("AlphaMaxRef", RGB),
        item("AlphaMinRef", RGB),
        item("Palette", RGB),
        item("PaletteLayout", RGB),
        item("ReversedByteOrder", YUV),
        item("PaddingBits", YUV),
        item("AlphaSampleDepth", YUV),
    ]
};

declare_rule! {
    /// The picture's descriptor has a property that App #2E does not permit.
    ///
    /// The descriptors of MXF serve many kinds of picture. Some of their properties have no meaning for pictures of App #2E:
    /// palettes, alpha, padding and byte order of uncompressed samples, the order of fields in a picture that has none.
    ///
    /// ## Why it matters
    /// What has no meaning can be believed all the same. It often tells of a descriptor that was made for another format.
    ///
    /// ## How to fix it
    /// Remove the property from the track file and from the essence descriptor.
    APP2E_PROPERTY_UNEXPECTED = "app2e-property-unexpected" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [
            of_2021("6.2.1, Table 8"),
            of_2021("6.3.1, Table 10"),
            of_2021("6.4.1, Table 12"),
            of_fifth("7.2.1.1, Table 7"),
            of_fifth("7.3.1, Table 9"),
            of_fifth("7.4.1, Table 11"),
        ],
        needs: Documents,
        check: EssenceDescriptor(is_picture, unexpected),
    }
}

fn unexpected(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    for item in &ITEMS {
        let Some(field) = picture.node.field(item.name) else {
            continue;
        };
        let (of, holds) = match item.of {
            Of::All => ("", true),
            Of::Model(Model::Rgb) => (" of an RGB picture", picture.model == Model::Rgb),
            Of::Model(Model::YCbCr) => (" of a Y'CbCr picture", picture.model == Model::YCbCr),
            Of::Progressive => (
                " of a progressive picture",
                picture.layout() == Some(Layout::FullFrame),
            ),
        };
        let editions = picture.editions().iter().copied();
        let editions: Vec<App2e> = editions
            .filter(|edition| item.editions.contains(edition))
            .collect();
        if !holds || editions.is_empty() {
            continue;
        }
        let (name, application) = (item.name, application(&editions));
        picture
            .finding(
                sink,
                name,
                format!("the descriptor has `{name}`, which {application} does not permit{of}"),
            )
            .found(field.shown())
            .expected(format!("no {name}"));
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::Value;

    use super::testing::{rgb, rgb_under, yuv};
    use crate::package::App2e;
    use crate::rules::case::Case;

    &[
        Case::fires_in("app2e-stored-f2-offset-present", "even 0", || {
            rgb(|set| {
                let offset = (property::STORED_F2_OFFSET, Value::Int32(0));
                set.properties.push(offset);
            })
        }),
        Case::silent_in("app2e-stored-f2-offset-present", "none", || rgb(|_| {})),
        Case::fires_in(
            "app2e-property-unexpected",
            "an offset of the image",
            || {
                rgb(|set| {
                    let offset = (property::IMAGE_START_OFFSET, Value::UInt32(0));
                    set.properties.push(offset);
                })
            },
        ),
        Case::fires_in("app2e-property-unexpected", "alpha in Y'CbCr", || {
            yuv(|set| {
                let depth = (property::ALPHA_SAMPLE_DEPTH, Value::UInt32(10));
                set.properties.push(depth);
            })
        }),
        Case::fires_in("app2e-property-unexpected", "a first field", || {
            rgb(|set| {
                let first = Value::Symbol(1, "FieldOne");
                set.properties.push((property::FIELD_DOMINANCE, first));
            })
        }),
        Case::fires_in("app2e-property-unexpected", "transparency", || {
            rgb(|set| {
                let none = Value::Symbol(0, "MinValueTransparent");
                set.properties.push((property::ALPHA_TRANSPARENCY, none));
            })
        }),
        Case::silent_in(
            "app2e-property-unexpected",
            "transparency in the fifth edition",
            || {
                rgb_under(App2e::Fifth, |set| {
                    let none = Value::Symbol(0, "MinValueTransparent");
                    set.properties.push((property::ALPHA_TRANSPARENCY, none));
                })
            },
        ),
        Case::silent_in(
            "app2e-property-unexpected",
            "alpha of RGB in Y'CbCr",
            || {
                yuv(|set| {
                    let most = (property::ALPHA_MAX_REF, Value::UInt32(1023));
                    set.properties.push(most);
                })
            },
        ),
    ]
};
