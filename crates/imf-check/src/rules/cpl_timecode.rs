//! Rules on the composition timecode and the running time (ST 2067-3, 6.1).

use imf_parse::model::{CompositionTimecode, EditRate};

use super::cpl::rate::Ratio;
use super::cpl::timeline::Timeline;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// The rates at which frame numbers are dropped: 30, 60 and 120 frames in 1.001 seconds.
const DROP_FRAME_RATES: [EditRate; 3] = [
    EditRate::new(30_000, 1001),
    EditRate::new(60_000, 1001),
    EditRate::new(120_000, 1001),
];

declare_rule! {
    /// The timecode rate does not fit the edit rate of the composition.
    ///
    /// ## Why it matters
    /// `TimecodeRate` is the number of frame numbers in a second of timecode: the edit rate rounded up (24 for
    /// 24000/1001), or a half or a quarter of it at high frame rates. With another number every address that a person
    /// notes from this composition is off, more so the later it is.
    ///
    /// ## How to fix it
    /// Set `TimecodeRate` to the edit rate, rounded up to a whole number.
    CPL_TIMECODE_RATE_DIFFERS = "cpl-timecode-rate-differs" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(rate_differs),
    }
}

fn rate_differs(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some((timecode, edit_rate)) = timecode(composition) else {
        return;
    };
    let (Some(rate), Some(ratio)) = (timecode.rate, Ratio::of(edit_rate)) else {
        return;
    };
    let nominal = ratio.nominal();
    let counted = u128::from(rate.value);
    let is_part = |parts: u128| counted >= 24 && counted.checked_mul(parts) == Some(nominal);
    if counted != nominal && !is_part(2) && !is_part(4) {
        sink.at(
            rate.at,
            format!(
                "the timecode counts {counted} frames a second, and the edit rate {edit_rate} asks for {nominal}"
            ),
        )
        .found(counted)
        .expected(nominal);
    }
}

declare_rule! {
    /// The timecode is drop-frame at a rate that has no drop-frame count.
    ///
    /// ## Why it matters
    /// Drop-frame timecode skips frame numbers so that 30000/1001 frames a second (and its multiples) keep in step with
    /// the clock. At any other rate there is no such count: equipment refuses it or shows wrong addresses.
    ///
    /// ## How to fix it
    /// Set `TimecodeDropFrame` to `false`.
    CPL_TIMECODE_DROP_FRAME_INVALID = "cpl-timecode-drop-frame-invalid" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(drop_frame),
    }
}

fn drop_frame(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some((timecode, edit_rate)) = timecode(composition) else {
        return;
    };
    let Some(drop_frame) = timecode.drop_frame.filter(|drop_frame| drop_frame.value) else {
        return;
    };
    if !drops(edit_rate) {
        sink.at(
            drop_frame.at,
            format!("the timecode is drop-frame, and there is no drop-frame count at the edit rate {edit_rate}"),
        )
        .found("true")
        .expected("false");
    }
}

fn drops(edit_rate: EditRate) -> bool {
    DROP_FRAME_RATES
        .iter()
        .any(|rate| rate.same_ratio(edit_rate))
}

declare_rule! {
    /// The timecode starts at an address that does not exist.
    ///
    /// ## Why it matters
    /// Hours go from 0 to 23 and frames from 0 to one less than the timecode rate; drop-frame timecode has no frames 0
    /// and 1 (0 to 3 at 60) at the start of most minutes. Equipment refuses a start address that no clock shows.
    ///
    /// ## How to fix it
    /// Write an address that exists, such as `01:00:00:00`.
    CPL_TIMECODE_START_INVALID = "cpl-timecode-start-invalid" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(start_invalid),
    }
}

fn start_invalid(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some((timecode, edit_rate)) = timecode(composition) else {
        return;
    };
    let (Some(start), Some(rate)) = (timecode.start_address, timecode.rate) else {
        return;
    };
    let address = start.value;
    let is_dropping = timecode
        .drop_frame
        .is_some_and(|drop_frame| drop_frame.value)
        && drops(edit_rate);
    let expected = if address.hours > 23 {
        "hours from 00 to 23".to_owned()
    } else if u64::from(address.frames) >= rate.value {
        format!("frames below the timecode rate {}", rate.value)
    } else if is_dropping
        && address.seconds == 0
        && address.minutes % 10 != 0
        && u64::from(address.frames) < rate.value / 15
    {
        "a frame number that drop-frame timecode does not leave out".to_owned()
    } else {
        return;
    };
    let found = format!(
        "{:02}:{:02}:{:02}:{:02}",
        address.hours, address.minutes, address.seconds, address.frames
    );
    sink.at(
        start.at,
        format!("the timecode starts at {found}, expected {expected}"),
    )
    .found(found)
    .expected(expected);
}

/// The timecode, and the edit rate that it counts.
fn timecode(composition: subject::Composition<'_>) -> Option<(CompositionTimecode, EditRate)> {
    let timecode = composition.playlist.timecode?.value;
    Some((timecode, Timeline::new(composition)?.rate))
}

declare_rule! {
    /// The total running time is not the duration of the timeline.
    ///
    /// ## Why it matters
    /// `TotalRunningTime` is for people and catalogs. Where it differs from what the segments play, one of the two was
    /// changed without the other, and catalogs show a wrong duration.
    ///
    /// ## How to fix it
    /// Set `TotalRunningTime` to the duration of the timeline in hours, minutes and seconds, or leave the element out.
    CPL_TOTAL_RUNNING_TIME_DIFFERS = "cpl-total-running-time-differs" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(running_time),
    }
}

fn running_time(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some(stated) = composition.playlist.total_running_time else {
        return;
    };
    let Some(timeline) = Timeline::new(composition) else {
        return;
    };
    let Some(units) = timeline.total() else {
        return;
    };
    // Rounded either way, and by the clock or by the timecode: 3600 seconds of it are 3603.6 of 24000/1001.
    let found = u128::from(stated.value);
    let (seconds, is_more) = timeline.seconds(units);
    let nominal = Ratio::of(timeline.rate).map_or(1, Ratio::nominal);
    let is_right = (seconds..=seconds + u128::from(is_more)).contains(&found)
        || (units / nominal..=units.div_ceil(nominal)).contains(&found);
    if !is_right {
        let (found, expected) = (clock(found), clock(seconds));
        sink.at(
            stated.at,
            format!("the running time is {found}, and the timeline lasts {expected}"),
        )
        .found(found)
        .expected(expected);
    }
}

fn clock(seconds: u128) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::{Delivery, audio_file, composition_of, image_file};
    use imf_testkit::ids;
    use imf_testkit::track_file::{Audio, Image, Rate};

    use super::case::Case;
    use super::cpl::testing::{edit, edited};
    const NO_DROP: &str = "<TimecodeDropFrame>false<";
    const DROP: &str = "<TimecodeDropFrame>true<";
    /// Five frames at 30000/1001 frames a second, with sound.
    fn fast() -> Delivery {
        let rate = Rate(30_000, 1_001);
        let files = vec![
            image_file(Image::gray(rate, 5)),
            audio_file(Audio::for_frames(rate, 5, "en")),
        ];
        let mut composition = composition_of(ids::CPL_ID, "Fast", &[&files[0], &files[1]]);
        composition.edit_rate = rate;
        Delivery {
            compositions: vec![composition],
            track_files: files,
            ..Delivery::minimal()
        }
    }
    &[
        Case::fires(
            "cpl-timecode-rate-differs",
            "25 frames at 24000/1001",
            |package| {
                edit(package, "<TimecodeRate>24<", "<TimecodeRate>25<");
            },
        ),
        Case::silent_for(
            "cpl-timecode-rate-differs",
            "30 frames at 30000/1001",
            || edited(&fast(), &[]),
        ),
        Case::fires(
            "cpl-timecode-drop-frame-invalid",
            "at 24000/1001",
            |package| {
                edit(package, NO_DROP, DROP);
            },
        ),
        Case::silent_for("cpl-timecode-drop-frame-invalid", "at 30000/1001", || {
            edited(&fast(), &[(NO_DROP, DROP)])
        }),
        Case::fires("cpl-timecode-start-invalid", "frame 24 of 24", |package| {
            edit(package, ">01:00:00:00<", ">01:00:00:24<");
        }),
        Case::fires("cpl-timecode-start-invalid", "hour 24", |package| {
            edit(package, ">01:00:00:00<", ">24:00:00:00<");
        }),
        Case::fires_for(
            "cpl-timecode-start-invalid",
            "a frame number that is left out",
            || {
                let start = (">01:00:00:00<", ">01:01:00;00<");
                edited(&fast(), &[(NO_DROP, DROP), start])
            },
        ),
        Case::silent_for(
            "cpl-timecode-start-invalid",
            "the tenth minute leaves none out",
            || {
                let start = (">01:00:00:00<", ">01:10:00;00<");
                edited(&fast(), &[(NO_DROP, DROP), start])
            },
        ),
        Case::fires_for(
            "cpl-total-running-time-differs",
            "an hour for four frames",
            || {
                let time = ("<TotalRunningTime>00:00:00<", "<TotalRunningTime>01:00:00<");
                edited(&Delivery::with_markers(), &[time])
            },
        ),
        Case::silent_for("cpl-total-running-time-differs", "rounded up", || {
            let time = ("<TotalRunningTime>00:00:00<", "<TotalRunningTime>00:00:01<");
            edited(&Delivery::with_markers(), &[time])
        }),
    ]
};
