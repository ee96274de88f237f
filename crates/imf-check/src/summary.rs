//! The compositions of a package in a few words.

use std::collections::HashSet;

use imf_parse::model::{CompositionPlaylist, EditRate, Name, Resource, Uuid};

use crate::judge::subject;
use crate::package::{Composition, Package, for_each_track_file};
use crate::report::{CompositionSummary, VirtualTrackSummary};

/// A summary of each composition, in the order of their files' paths.
pub(crate) fn compositions(package: &Package) -> Vec<CompositionSummary> {
    let readable = package
        .compositions
        .iter()
        .filter_map(|info| Some((info, package.playlist(info.document)?)));
    readable
        .map(|(info, playlist)| composition(package, info, playlist))
        .collect()
}

fn composition(
    package: &Package,
    info: &Composition,
    playlist: &CompositionPlaylist,
) -> CompositionSummary {
    let subject = subject::Composition { playlist, info };
    let mut editions = vec![
        playlist.namespace.to_owned(),
        info.core_constraints.namespace().to_owned(),
    ];
    for id in &info.application_ids {
        if !editions.iter().any(|edition| **edition == *id.value) {
            editions.push(id.value.to_string());
        }
    }
    CompositionSummary {
        id: playlist.id.map(|id| id.value.to_string()),
        file: package.document(info.document).path.clone(),
        title: playlist
            .content_title
            .as_ref()
            .map(|title| title.value.text.to_string()),
        edit_rate: playlist.edit_rate.map(|rate| rate.value.to_string()),
        duration: duration(subject),
        editions,
        virtual_tracks: subject.virtual_tracks().map(virtual_track).collect(),
    }
}

fn virtual_track(track: subject::VirtualTrack<'_>) -> VirtualTrackSummary {
    let mut seen: HashSet<Uuid> = HashSet::new();
    let mut track_files = Vec::new();
    let mut resources = 0;
    for resource in track.resources() {
        resources += 1;
        for_each_track_file(resource.resource, &mut |reference| {
            if let Some(id) = reference.track_file_id
                && seen.insert(id.value)
            {
                track_files.push(id.value.to_string());
            }
        });
    }
    VirtualTrackSummary {
        id: track.track.id.map(|id| id.to_string()),
        kind: kind(track.kind()),
        resources,
        track_files,
    }
}

fn kind(name: &Name) -> String {
    name.local.to_string()
}

/// How long the composition is in its edit units: the sum over its segments of their longest sequence that is no
/// marker sequence; `None` where that is no whole number or cannot be told.
fn duration(composition: subject::Composition<'_>) -> Option<u64> {
    let rate = composition
        .playlist
        .edit_rate
        .map(|rate| rate.value)
        .filter(|rate| rate.is_positive())?;
    let mut total = Ratio::ZERO;
    for segment in composition.segments() {
        let mut longest = Ratio::ZERO;
        for sequence in segment
            .sequences()
            .filter(|sequence| &*sequence.kind().local != "MarkerSequence")
        {
            let mut sum = Ratio::ZERO;
            for resource in sequence.resources() {
                sum = sum.plus(length(resource.resource, rate)?)?;
            }
            longest = if longest.less_than(sum)? {
                sum
            } else {
                longest
            };
        }
        total = total.plus(longest)?;
    }
    total
        .numerator
        .is_multiple_of(total.denominator)
        .then(|| total.numerator / total.denominator)
        .and_then(|whole| whole.try_into().ok())
}

/// `SourceDuration` times `RepeatCount`, with the defaults of ST 2067-3, in edit units of the composition.
fn length(resource: &Resource, rate: EditRate) -> Option<Ratio> {
    let own = resource.edit_rate.map_or(rate, |rate| rate.value);
    if !own.is_positive() {
        return None;
    }
    let source = if let Some(source) = resource.source_duration {
        source.get()
    } else {
        let entry = resource.entry_point.map_or(0, |entry| entry.get());
        resource.intrinsic_duration?.get().checked_sub(entry)?
    };
    let repeats = resource.repeat_count.map_or(1, |count| count.get());
    let units = u128::from(source).checked_mul(u128::from(repeats))?;
    let positive = |number: i64| u128::try_from(number).ok();
    Ratio::new(
        units
            .checked_mul(positive(rate.numerator())?)?
            .checked_mul(positive(own.denominator())?)?,
        positive(rate.denominator())?.checked_mul(positive(own.numerator())?)?,
    )
}

/// An exact number, zero or more; every sum that does not fit is none.
#[derive(Clone, Copy)]
struct Ratio {
    numerator: u128,
    denominator: u128,
}

impl Ratio {
    const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };

    fn new(numerator: u128, denominator: u128) -> Option<Self> {
        let divisor = greatest_common_divisor(numerator, denominator);
        (denominator > 0).then(|| Self {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(
            left.checked_add(right)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    fn less_than(self, other: Self) -> Option<bool> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Some(left < right)
    }
}

fn greatest_common_divisor(mut left: u128, mut right: u128) -> u128 {
    while right > 0 {
        (left, right) = (right, left % right);
    }
    left.max(1)
}
