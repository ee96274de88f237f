//! The rule on the length of segments (ST 2067-21:2023, 7.4, by its draft).

use super::picture::application;
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::kind::Kind;
use crate::package::{App2e, Package};
use crate::rule::declare_rule;
use crate::rules::cpl::rate::Ratio;
use crate::rules::cpl::timeline::{Length, Timeline};

declare_rule! {
    /// A segment ends between two samples of sound.
    ///
    /// At 29.97 and 59.94 frames a second a frame lasts no whole number of samples of sound; five frames do. So every segment
    /// lasts a multiple of five edit units there.
    ///
    /// ## Why it matters
    /// Sound cannot be cut within a sample. At every such seam it runs ahead of the picture or behind it.
    ///
    /// ## How to fix it
    /// Cut the program so that each segment lasts a multiple of five edit units.
    APP2E_SEGMENT_DURATION_INCORRECT = "app2e-segment-duration-incorrect" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("7.4"), of_fifth("8.3.2")],
        needs: Documents,
        check: Composition(duration),
    }
}

/// Of how many edit units the duration has to be a multiple.
const MULTIPLE: u128 = 5;

fn duration(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let editions = composition.info.app2e.iter().copied();
    let drafted: Vec<App2e> = editions.filter(|edition| edition.is_drafted()).collect();
    if drafted.is_empty() {
        return;
    }
    let Some(timeline) = Timeline::new(composition) else {
        return;
    };
    let Some(frame) = Ratio::of(timeline.rate) else {
        return;
    };
    // Other fractions come from sample rates that no application has.
    let sampled = composition
        .descriptors()
        .filter_map(|descriptor| descriptor.described.node.as_ref()?.rate("AudioSampleRate"))
        .find(|rate| {
            Ratio::of(*rate).is_some_and(|rate| rate.per_unit_of(frame).denominator == MULTIPLE)
        });
    let Some(sampled) = sampled else { return };
    for segment in composition.segments() {
        let mut image = None;
        // Sound that ends within an edit unit has a finding of its own.
        let mut is_broken = false;
        for sequence in segment.sequences() {
            match timeline.length(sequence) {
                Some(Length::Whole(units)) if Kind::of(sequence) == Kind::MainImage => {
                    image = Some(units);
                }
                Some(Length::Broken { .. }) => is_broken = true,
                _ => {}
            }
        }
        let Some(units) = image.filter(|units| units % MULTIPLE != 0 && !is_broken) else {
            continue;
        };
        let down = units - units % MULTIPLE;
        let up = down + MULTIPLE;
        let nearest = if down == 0 {
            up.to_string()
        } else {
            format!("{down} or {up}")
        };
        sink.at(
            segment.segment.at,
            format!(
                "segment {} lasts {units} edit units, and at {} frames and {sampled} samples a second {} wants a multiple of 5: \
                 {nearest}",
                segment.index + 1,
                timeline.rate,
                application(&drafted)
            ),
        )
        .found(units)
        .expected(nearest);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::{self, Delivery, composition_of};
    use imf_testkit::ids;
    use imf_testkit::track_file::{Audio, Image, Rate};

    use super::testing::playlist;
    use crate::rules::case::Case;

    /// Frames at a rate, and sound that is counted in frames.
    fn frames(rate: Rate, count: u32) -> Vec<u8> {
        let image = delivery::image_file(Image::gray(rate, count as usize));
        let audio = delivery::audio_file(Audio::for_frames(rate, 5, "en"));
        let mut composition = composition_of(ids::CPL_ID, "Test Package", &[&image, &audio]);
        composition.edit_rate = rate;
        let sound = &mut composition.segments[0].sequences[1];
        sound.kind = "KaraokeSequence";
        let resource = &mut sound.resources[0];
        resource.edit_rate = Some(rate);
        resource.intrinsic_duration = count.into();
        resource.source_duration = Some(count.into());
        let delivery = Delivery {
            compositions: vec![composition],
            track_files: vec![image, audio],
            ..Delivery::minimal()
        };
        playlist(&delivery)
    }

    &[
        Case::fires_in("app2e-segment-duration-incorrect", "7 frames", || {
            frames(Rate(30_000, 1001), 7)
        }),
        Case::silent_in("app2e-segment-duration-incorrect", "10 frames", || {
            frames(Rate(30_000, 1001), 10)
        }),
        Case::silent_in(
            "app2e-segment-duration-incorrect",
            "7 frames of 23.98",
            || frames(Rate(24_000, 1001), 7),
        ),
    ]
};
