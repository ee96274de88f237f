//! Rules on what the JPEG 2000 sub-descriptor says of the codestream, against what the descriptor says (ST 2067-21, 6.2.1,
//! 6.4.1 and 6.5).

use super::jpeg_2000::{jpeg_2000, sizing};
use super::picture::{application, is_picture};
use imf_mxf::typed::Value;

use super::table::characteristics::Model;
use super::table::profile;
use super::{of_2021, of_fifth};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The codestream has another size than the stored picture.
    ///
    /// `Xsiz` and `Ysiz` of the JPEG 2000 sub-descriptor, less `XOsiz` and `YOsiz`, are the size of the codestream. That is what
    /// is stored: `StoredWidth` and `StoredHeight`, for an interlaced picture the size of a field.
    ///
    /// ## Why it matters
    /// One of the two is wrong. A player that reserves its picture by the descriptor gets another one out of the decoder.
    ///
    /// ## How to fix it
    /// Correct the one that is wrong, in the track file and in the essence descriptor.
    APP2E_J2K_SIZE_DIFFERS = "app2e-j2k-size-differs" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.1.1, Table 9"), of_fifth("7.2.1.2, Table 8")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, size),
    }
}

fn size(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, jpeg_2000)) = jpeg_2000(package, descriptor) else {
        return;
    };
    let (Some((width, height)), Some(stored)) =
        (picture.codestream_size(), picture.described_size())
    else {
        return;
    };
    let drafted = picture.drafted();
    let is_frame = picture.is_frame_of((width, height));
    // That it has to be the height of a field only the drafts say.
    if (width, height) == stored || (is_frame && drafted.is_empty()) {
        return;
    }
    let (properties, axis) = if width == stored.0 {
        (["StoredHeight", "StoredWidth"], "Ysiz")
    } else {
        (["StoredWidth", "StoredHeight"], "Xsiz")
    };
    picture
        .finding_on(
            sink,
            &properties,
            if is_frame {
                format!(
                    "`StoredHeight` is {}, the height of a frame, and {} wants that of a field, {height}",
                    stored.1,
                    application(&drafted)
                )
            } else {
                format!(
                    "the codestream is {width} by {height} pixels, and the stored picture {} by {}",
                    stored.0, stored.1
                )
            },
        )
        .found(format!("{} by {}", stored.0, stored.1))
        .expected(format!("{width} by {height}"))
        .related_spot(
            jpeg_2000.field_spot(picture.origin(), axis),
            "the size of the codestream",
        );
}

declare_rule! {
    /// The descriptor gives the picture different bit depths.
    ///
    /// The number of bits of a component stands in `J2CLayout`, in `PictureComponentSizing` (as `Ssiz`, one less) and, for Y'CbCr,
    /// in `ComponentDepth`.
    ///
    /// ## Why it matters
    /// A player that shows 12 bits as if they were 10 shows a picture that is too dark, or noise.
    ///
    /// ## How to fix it
    /// Find out what the codestream holds, and correct the value that differs, in the track file and in the essence descriptor.
    APP2E_COMPONENT_DEPTH_DIFFERS = "app2e-component-depth-differs" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [
            of_2021("6.4.1, Table 12"),
            of_2021("6.5.2"),
            of_fifth("7.4.1, Table 11"),
            of_fifth("7.5.2"),
        ],
        needs: Documents,
        check: EssenceDescriptor(is_picture, depth),
    }
}

fn depth(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, jpeg_2000)) = jpeg_2000(package, descriptor) else {
        return;
    };
    let component_depth = picture
        .node
        .integer("ComponentDepth")
        .filter(|_| picture.model == Model::YCbCr);
    let sized = sizing(jpeg_2000).first().and_then(bits);
    let stated = [
        (picture.node, "ComponentDepth", component_depth),
        (jpeg_2000, "J2CLayout", picture.depth()),
        (jpeg_2000, "PictureComponentSizing", sized),
    ];
    let stated = stated
        .into_iter()
        .filter_map(|(node, property, depth)| Some((node, property, depth?)));
    let stated: Vec<(&Node, &str, i128)> = stated.collect();
    let Some((_, _, first)) = stated.first() else {
        return;
    };
    let Some((node, property, _)) = stated.iter().find(|(_, _, depth)| depth != first) else {
        return;
    };
    let words: Vec<String> = stated
        .iter()
        .map(|(_, property, depth)| format!("{depth} bits by `{property}`"))
        .collect();
    let words = words.join(", ");
    picture
        .finding_in(sink, node, property, format!("the picture has {words}"))
        .found(words)
        .expected("one bit depth");
}

declare_rule! {
    /// The JPEG 2000 sub-descriptor counts its components differently.
    ///
    /// `Csiz` is the number of components of the codestream. `PictureComponentSizing` has an entry for each.
    ///
    /// ## Why it matters
    /// One of the two is wrong. Programs that read as many entries as `Csiz` says read too few, or beyond the end.
    ///
    /// ## How to fix it
    /// Wrap the picture again by another program, or correct the sub-descriptor, in the track file and in the composition.
    APP2E_J2K_COMPONENT_COUNT_MISMATCH = "app2e-j2k-component-count-mismatch" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [],
        needs: Documents,
        check: EssenceDescriptor(is_picture, component_count),
    }
}

fn component_count(
    package: &Package,
    descriptor: subject::EssenceDescriptor<'_>,
    sink: &mut Sink<'_>,
) {
    let Some((picture, jpeg_2000)) = jpeg_2000(package, descriptor) else {
        return;
    };
    let Some(Value::List(sizing)) = jpeg_2000.value("PictureComponentSizing") else {
        return;
    };
    let Some(stated) = jpeg_2000.integer("Csiz") else {
        return;
    };
    let count = sizing.len();
    if i128::try_from(count) == Ok(stated) {
        return;
    }
    let origin = picture.origin();
    picture
        .finding_in(
            sink,
            jpeg_2000,
            "Csiz",
            format!("`Csiz` is {stated}, and `PictureComponentSizing` has {count} entries"),
        )
        .found(stated)
        .expected(count)
        .related_spot(
            jpeg_2000.field_spot(origin, "PictureComponentSizing"),
            "the entries",
        );
}

declare_rule! {
    /// `PictureCompression` and `Rsiz` name different JPEG 2000 profiles.
    ///
    /// Every codestream says by `Rsiz` which profile and level it keeps to, and the JPEG 2000 sub-descriptor repeats it.
    /// `PictureCompression` says the same as a label.
    ///
    /// ## Why it matters
    /// A receiver plans by the label, and its decoder goes by the codestream. Where the label promises less than the codestream
    /// asks for, the decoder may not keep up.
    ///
    /// ## How to fix it
    /// Correct the label in the track file and in the essence descriptor. If the codestream itself names the wrong profile,
    /// encode the picture again.
    APP2E_J2K_RSIZ_MISMATCH = "app2e-j2k-rsiz-mismatch" {
        severity: Warning,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [],
        needs: Documents,
        check: EssenceDescriptor(is_picture, rsiz),
    }
}

fn rsiz(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some((picture, jpeg_2000)) = jpeg_2000(package, descriptor) else {
        return;
    };
    let label = picture.node.label("PictureCompression");
    let (Some(found), Some((profile, expected))) =
        (jpeg_2000.integer("Rsiz"), label.and_then(profile::rsiz))
    else {
        return;
    };
    // Of a profile that is not permitted the label is what is wrong.
    let mut editions = picture.editions().iter();
    if !editions.any(|&edition| profile::permitted(edition).contains(&profile)) {
        return;
    }
    if found == expected || (profile.is_ht && found & expected != 0) {
        return;
    }
    let origin = picture.origin();
    picture.finding_in(
        sink,
        jpeg_2000,
        "Rsiz",
        format!(
            "`Rsiz` is {found}, and with the label of `PictureCompression`, {}, it is {expected}",
            profile.name
        ),
    )
    .found(found)
    .expected(expected)
    .related_spot(
        picture.node.field_spot(origin, "PictureCompression"),
        "the label",
    );
}

/// The number of bits that an Ssiz stands for; its highest bit says whether they have a sign.
fn bits(&[ssiz, ..]: &[Option<i128>; 3]) -> Option<i128> {
    ssiz.map(|ssiz| (ssiz & 0x7f) + 1)
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::Value;

    use super::testing::{broadcast, rgb, rgb_under, yuv};
    use crate::package::App2e;
    use crate::rules::case::Case;

    const SUB: &str = "JPEG2000SubDescriptor";
    &[
        Case::fires_in("app2e-j2k-size-differs", "a narrower codestream", || {
            rgb(|set| {
                set.sub(SUB).set("Xsiz", Value::UInt32(1440));
            })
        }),
        Case::silent_in("app2e-j2k-size-differs", "an offset", || {
            rgb(|set| {
                set.sub(SUB)
                    .set("Xsiz", Value::UInt32(1928))
                    .set("XOsiz", Value::UInt32(8));
            })
        }),
        Case::fires_in("app2e-component-depth-differs", "12 bits of 10", || {
            yuv(|set| {
                set.set("ComponentDepth", Value::UInt32(12));
            })
        }),
        Case::fires_in(
            "app2e-component-depth-differs",
            "12 bits in the codestream",
            || {
                rgb(|set| {
                    let sizing = Value::ComponentSizing(vec![[11, 1, 1]; 3]);
                    set.sub(SUB).set("PictureComponentSizing", sizing);
                })
            },
        ),
        Case::silent_in("app2e-component-depth-differs", "the same", || yuv(|_| {})),
        Case::fires_in("app2e-j2k-component-count-mismatch", "four", || {
            rgb(|set| {
                set.sub(SUB).set("Csiz", Value::UInt16(4));
            })
        }),
        Case::silent_in("app2e-j2k-component-count-mismatch", "three", || {
            rgb(|_| {})
        }),
        Case::fires_in("app2e-j2k-rsiz-mismatch", "another level", || {
            rgb_under(App2e::V2014, |set| {
                broadcast(set);
                set.sub(SUB).set("Rsiz", Value::UInt16(0x0105));
            })
        }),
        Case::silent_in("app2e-j2k-rsiz-mismatch", "the same level", || {
            rgb_under(App2e::V2014, broadcast)
        }),
    ]
};
