//! How long resources and sequences last, exact and without overflow.

use std::cell::Cell;

use imf_parse::model::{EditRate, EditUnits, Resource, ResourceKind};

use super::descriptor::Descriptor;
use super::rate::Ratio;
use crate::judge::subject::{self, Composition, Segment, Sequence};
use crate::package::Evenness;
use crate::package::kind::Kind;

/// What a resource plays, in its own edit units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Span {
    /// Nothing, since its entry point lies at the end or beyond it.
    BeyondEnd { entry_point: u64, intrinsic: u64 },
    /// Nothing, since it says so.
    Empty,
    /// More than there is.
    TooLong { source: u64, available: u64 },
    /// Something that is not written down.
    Unknown,
    /// So many edit units, repetitions counted.
    Units(u128),
}

impl Span {
    #[inline]
    pub(in crate::rules) fn of(resource: &Resource) -> Self {
        let number =
            |units: Option<imf_parse::Located<EditUnits>>| units.map(|units| units.value.get());
        let Some(intrinsic) = number(resource.intrinsic_duration) else {
            return Self::Unknown;
        };
        let entry_point = number(resource.entry_point).unwrap_or(0);
        let available = intrinsic.saturating_sub(entry_point);
        if available == 0 && intrinsic > 0 {
            return Self::BeyondEnd {
                entry_point,
                intrinsic,
            };
        }
        match number(resource.source_duration).unwrap_or(available) {
            0 => Self::Empty,
            source if source > available => Self::TooLong { source, available },
            source => match number(resource.repeat_count) {
                // The schema has its word on a repeat count of zero.
                Some(0) => Self::Unknown,
                repeat => Self::Units(u128::from(source) * u128::from(repeat.unwrap_or(1))),
            },
        }
    }
}

/// The timeline of a composition.
pub(in crate::rules) struct Timeline<'a> {
    composition: Composition<'a>,
    /// The rate of its edit units.
    pub(in crate::rules) rate: EditRate,
    base: Ratio,
    /// Whether sound is used whose edit units are not those of its samples.
    has_doubtful: bool,
    /// The rate of the last sequence, and how long its edit units are: the next is usually of that rate as well.
    last: Cell<Option<(Ratio, Ratio)>>,
}

/// How long a sequence lasts in edit units of the composition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Length {
    /// A whole number and a part, which it may not: the number, and the sum in edit units of its resources.
    Broken { whole: u128, units: u128 },
    /// A whole number.
    Whole(u128),
}

impl<'a> Timeline<'a> {
    /// The timeline of `composition`, in units of its edit rate. Where the whole main image agrees on another rate,
    /// that one counts: the wrong edit rate is a finding of its own, and everything else then fits the image.
    pub(in crate::rules) fn new(composition: Composition<'a>) -> Option<Self> {
        let stated = composition.playlist.edit_rate.map(|rate| rate.value);
        let rate = image_rate(composition).or(stated)?;
        let mut timeline = Self {
            composition,
            rate,
            base: Ratio::of(rate)?,
            has_doubtful: false,
            last: Cell::new(None),
        };
        timeline.has_doubtful = composition.uses().any(|used| {
            let subject::Resource {
                resource, sequence, ..
            } = used.resource;
            let ratio = Ratio::of(timeline.rate_of(resource));
            ratio.is_some_and(|ratio| timeline.is_doubtful(Kind::of(sequence), resource, ratio))
        });
        Some(timeline)
    }

    /// How long `sequence` lasts; `None` where that cannot be said, since a resource has a finding of its own.
    pub(in crate::rules) fn length(&self, sequence: Sequence<'a>) -> Option<Length> {
        let kind = Kind::of(sequence);
        let mut units = 0u128;
        let mut common: Option<(EditRate, Ratio)> = None;
        for resource in &sequence.sequence.resources {
            if matches!(resource.kind, ResourceKind::Unknown) && kind != Kind::Unsupported {
                return None;
            }
            let Span::Units(more) = Span::of(resource) else {
                return None;
            };
            units = units.saturating_add(more);
            let rate = self.rate_of(resource);
            let ratio = match common {
                Some((common, ratio)) if common == rate => ratio,
                _ => Ratio::of(rate)?,
            };
            if common.get_or_insert((rate, ratio)).1 != ratio
                || self.has_doubtful && self.is_doubtful(kind, resource, ratio)
            {
                return None;
            }
        }
        let (_, common) = common?;
        Some(match self.unit_of(common).times(units) {
            (whole, false) => Length::Whole(whole),
            (whole, true) => Length::Broken { whole, units },
        })
    }

    /// The rate of the edit units of `resource`.
    fn rate_of(&self, resource: &Resource) -> EditRate {
        resource.edit_rate.map_or(self.rate, |rate| rate.value)
    }

    /// How many edit units of the composition one of that rate lasts.
    fn unit_of(&self, rate: Ratio) -> Ratio {
        match self.last.get() {
            Some((last, unit)) if last == rate => unit,
            _ => {
                let unit = self.base.per_unit_of(rate);
                self.last.set(Some((rate, unit)));
                unit
            }
        }
    }

    /// Whether the edit units of a sound resource are not those of its samples.
    fn is_doubtful(&self, kind: Kind, resource: &Resource, ratio: Ratio) -> bool {
        kind == Kind::MainAudio
            && Descriptor::of_resource(self.composition, resource)
                .and_then(|descriptor| descriptor.sample_rate)
                .and_then(Ratio::of)
                .is_some_and(|sample_rate| sample_rate != ratio)
    }

    /// How long the segments last together, where every sequence of each says the same.
    pub(in crate::rules) fn total(&self) -> Option<u128> {
        self.evenness().total
    }

    /// The segments whose sequences do not all last the same whole number of edit units of the composition.
    pub(in crate::rules) fn uneven(&self) -> impl Iterator<Item = Segment<'a>> {
        let uneven = self.evenness().uneven.iter();
        uneven.filter_map(|&index| self.composition.segment(index as usize))
    }

    /// Every sequence is measured once, whatever asks.
    fn evenness(&self) -> &'a Evenness {
        self.composition.info.evenness.get_or_init(|| {
            let mut total = Some(0u128);
            let mut uneven = Vec::new();
            for (index, segment) in (0..).zip(self.composition.segments()) {
                let mut lengths = segment.sequences().map(|sequence| self.length(sequence));
                let first = lengths.next();
                let is_whole = matches!(first, None | Some(Some(Length::Whole(_))));
                if !is_whole || lengths.any(|length| Some(length) != first) {
                    uneven.push(index);
                }
                total = match first {
                    Some(Some(Length::Whole(units))) => {
                        total.and_then(|total| total.checked_add(units))
                    }
                    _ => None,
                };
            }
            Evenness {
                total: total.filter(|_| uneven.is_empty()),
                uneven,
            }
        })
    }

    /// `units` of the timeline in seconds, rounded down, and whether something is left over.
    pub(in crate::rules) fn seconds(&self, units: u128) -> (u128, bool) {
        let second = Ratio {
            numerator: 1,
            denominator: 1,
        };
        second.per_unit_of(self.base).times(units)
    }
}

/// The edit rate of the main image, where it has one and only one.
fn image_rate(composition: Composition<'_>) -> Option<EditRate> {
    let stated = composition.playlist.edit_rate.map(|rate| rate.value);
    let mut common = None;
    for subject::Use { resource, .. } in composition.uses() {
        if Kind::of(resource.sequence) != Kind::MainImage {
            continue;
        }
        let rate = resource.resource.edit_rate.map(|rate| rate.value);
        let rate = rate.or(stated)?;
        if !rate.is_positive() || !common.get_or_insert(rate).same_ratio(rate) {
            return None;
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use imf_parse::{Located, Place};

    use super::*;

    fn units(number: u64) -> Located<EditUnits> {
        Located::new(EditUnits::new(number), Place::START)
    }

    #[track_caller]
    fn check(
        intrinsic: u64,
        entry: Option<u64>,
        source: Option<u64>,
        repeat: Option<u64>,
        expected: Span,
    ) {
        let resource = Resource {
            at: Place::START,
            id: None,
            annotation: None,
            edit_rate: None,
            intrinsic_duration: Some(units(intrinsic)),
            entry_point: entry.map(units),
            source_duration: source.map(units),
            repeat_count: repeat.map(units),
            kind: ResourceKind::Unknown,
        };
        assert_eq!(Span::of(&resource), expected);
    }

    #[test]
    fn what_is_absent_has_its_default() {
        check(24, None, None, None, Span::Units(24));
        check(24, Some(4), None, None, Span::Units(20));
        check(24, Some(4), Some(10), Some(3), Span::Units(30));
    }

    #[test]
    fn what_cannot_be_played_is_no_duration() {
        check(
            24,
            Some(4),
            Some(21),
            None,
            Span::TooLong {
                source: 21,
                available: 20,
            },
        );
        check(
            24,
            Some(24),
            Some(1),
            None,
            Span::BeyondEnd {
                entry_point: 24,
                intrinsic: 24,
            },
        );
        check(
            24,
            Some(25),
            None,
            None,
            Span::BeyondEnd {
                entry_point: 25,
                intrinsic: 24,
            },
        );
        check(24, None, Some(0), None, Span::Empty);
        check(0, None, None, None, Span::Empty);
        check(24, None, None, Some(0), Span::Unknown);
    }

    #[test]
    fn the_largest_durations_fit() {
        let largest = u128::from(u64::MAX);
        check(
            u64::MAX,
            None,
            None,
            Some(u64::MAX),
            Span::Units(largest * largest),
        );
    }
}
