//! The rule on the combination of size, rate, color and samples (ST 2067-21, 5.2 and Table 3).

use super::nearest::{ASPECTS, Aspect, Characteristics, Nearest};
use super::picture::{Picture, application, is_picture};
use super::table::characteristics::permitted;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::declare_rule;

declare_rule! {
    /// App #2E does not permit a picture of this size, frame rate, color and bit depth.
    ///
    /// Each edition has a table of the pictures that it permits. Every line of it goes together: a greatest size, color systems,
    /// bit depths, frame rates, progressive or interlaced, 4:2:2 or 4:4:4, the levels of black and white, RGB or Y'CbCr. A
    /// picture has to fit into one of the lines.
    ///
    /// The finding names what differs from the nearest line, and what that line permits.
    ///
    /// ## Why it matters
    /// Receivers are built for the pictures of the table. What is outside may not decode, play or convert, each value being
    /// legal by itself.
    ///
    /// ## How to fix it
    /// If a value is described wrongly, correct it in the track file and in the essence descriptor. If the picture is so,
    /// convert it to what the table permits, or name an edition of the application that permits it.
    APP2E_IMAGE_CHARACTERISTICS = "app2e-image-characteristics" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("5.2, Table 3"), of_fifth("6.2.1, Table 2")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, check),
    }
}

fn check(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let characteristics = Characteristics::of(picture);
    let mut verdicts: Vec<(Vec<App2e>, Nearest)> = Vec::new();
    for &edition in picture.editions() {
        let Some(nearest) = characteristics.nearest(permitted(edition)) else {
            continue;
        };
        match verdicts.iter_mut().find(|(_, known)| known.says(&nearest)) {
            Some((editions, _)) => editions.push(edition),
            None => verdicts.push((vec![edition], nearest)),
        }
    }
    for (editions, nearest) in verdicts {
        let Nearest { row, differing } = nearest;
        let here = |aspect: &Aspect| characteristics.shown(*aspect);
        let there = |aspect: &Aspect| characteristics.wanted(*aspect, row);
        let found: Vec<String> = differing.iter().filter_map(here).collect();
        let expected: Vec<String> = differing.iter().map(there).collect();
        let rest = ASPECTS.iter().filter(|aspect| !differing.contains(aspect));
        let rest: Vec<String> = rest.filter_map(here).collect();
        let properties: Vec<&str> = differing
            .iter()
            .map(|aspect| aspect.property(picture))
            .collect();
        let (found, expected, rest) = (found.join(", "), expected.join(", "), rest.join(", "));
        picture
            .finding_on(
                sink,
                &properties,
                format!(
                    "{} does not permit {found} in a picture of {rest}; the nearest that it permits is {expected}",
                    application(&editions)
                ),
            )
            .found(found)
            .expected(expected);
    }
}

/// Whether the edition permits a picture of this size in its color and so on.
pub(super) fn is_size_permitted(picture: Picture<'_>, edition: App2e) -> bool {
    let nearest = Characteristics::of(picture).nearest(permitted(edition));
    nearest.is_none_or(|nearest| !nearest.differing.contains(&Aspect::Size))
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Set, Value};

    use super::testing::{broadcast, interlaced, resize, rgb, rgb_under, yuv, yuv_under};
    use crate::rules::case::Case;

    /// Gives a picture of Y'CbCr 12 bits.
    fn twelve_bits(set: &mut Set) {
        set.set("ComponentDepth", Value::UInt32(12))
            .set("BlackRefLevel", Value::UInt32(256))
            .set("WhiteRefLevel", Value::UInt32(3760))
            .set("ColorRange", Value::UInt32(3585));
        let mut layout = [(0, 0); 8];
        layout[..3].copy_from_slice(&[(b'Y', 12), (b'U', 12), (b'V', 12)]);
        set.sub("JPEG2000SubDescriptor")
            .set("J2CLayout", Value::RgbaLayout(layout))
            .set(
                "PictureComponentSizing",
                Value::ComponentSizing(vec![[11, 1, 1], [11, 2, 1], [11, 2, 1]]),
            );
    }

    &[
        Case::fires_in("app2e-image-characteristics", "8K in 2021", || {
            rgb(|set| resize(set, 7680, 4320))
        }),
        Case::silent_in(
            "app2e-image-characteristics",
            "a size like no other",
            || rgb(|set| resize(set, 1998, 1080)),
        ),
        Case::fires_in("app2e-image-characteristics", "12 bits in 2016", || {
            yuv_under(App2e::V2016, twelve_bits)
        }),
        Case::silent_in(
            "app2e-image-characteristics",
            "a rate that is not the composition's",
            || {
                rgb(|set| {
                    set.set("SampleRate", Value::Rational(26_000, 1001));
                })
            },
        )
        .with(&["cc-image-sample-rate-differs"]),
        Case::silent_in("app2e-image-characteristics", "12 bits in 2021", || {
            yuv(twelve_bits)
        }),
        Case::fires_in(
            "app2e-image-characteristics",
            "the whole range in Y'CbCr",
            || {
                yuv(|set| {
                    set.set("BlackRefLevel", Value::UInt32(0))
                        .set("WhiteRefLevel", Value::UInt32(1023));
                })
            },
        ),
        Case::silent_in(
            "app2e-image-characteristics",
            "the whole range in RGB",
            || {
                rgb(|set| {
                    set.set("ComponentMinRef", Value::UInt32(0))
                        .set("ComponentMaxRef", Value::UInt32(1023));
                })
            },
        ),
        Case::fires_in("app2e-image-characteristics", "no layout of lines", || {
            rgb(|set| {
                set.remove("FrameLayout");
            })
        }),
        Case::fires_in("app2e-image-characteristics", "fields of UHD", || {
            interlaced(|set| resize(set, 3840, 1080))
        }),
        Case::silent_in("app2e-image-characteristics", "fields of HD", || {
            interlaced(|_| {})
        }),
        Case::silent_in(
            "app2e-image-characteristics",
            "24 frames of 4:4:4 in the oldest edition",
            || rgb_under(App2e::V2014, broadcast),
        ),
    ]
};

#[cfg(test)]
mod tests {
    use imf_testkit::delivery::Delivery;

    use super::super::testing::{messages, of_delivery, resize, rgb};

    #[test]
    fn the_nearest_picture_that_is_permitted_is_said() {
        assert_eq!(
            messages(rgb(|set| resize(set, 7680, 4320))),
            [
                "App #2E (2021) does not permit 7680 by 4320 pixels in a picture of 24000/1001 frames a second, the frame \
              layout `FullFrame`, 10 bits, QE.1, 4:4:4, RGB, COLOR.3; the nearest that it permits is at most 4096 by 3112 \
              pixels"
            ]
        );
    }

    #[test]
    fn what_several_editions_say_alike_is_said_once() {
        let delivery = super::super::testing::described(Delivery::minimal(), |set| {
            resize(set, 7680, 4320);
        });
        let two = of_delivery(
            &delivery,
            &[(
                "/2067-21/2021<",
                "/2067-21/2021 http://www.smpte-ra.org/ns/2067-21/2020 http://www.smpte-ra.org/ns/2067-21/5ED<",
            )],
        );
        let found = messages(two);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("App #2E (2020, 2021) does not permit"));
    }
}
