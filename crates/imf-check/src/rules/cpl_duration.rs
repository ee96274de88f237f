//! Rules on what one resource plays (ST 2067-3, 6.11).

use super::cpl;
use super::cpl::timeline::Span;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The entry point of a resource is at or beyond the end of its track file.
    ///
    /// ## Why it matters
    /// `EntryPoint` says how many edit units of the track file are skipped before it plays. Where it is not smaller
    /// than `IntrinsicDuration`, nothing is left to play, and a player stops or refuses the composition.
    ///
    /// ## How to fix it
    /// Correct `EntryPoint`, or `IntrinsicDuration` if the track file is longer than that says.
    CPL_ENTRY_POINT_EXCEEDS_INTRINSIC = "cpl-entry-point-exceeds-intrinsic" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Resource(entry_point),
    }
}

fn entry_point(_: &Package, resource: subject::Resource<'_>, sink: &mut Sink<'_>) {
    cpl::with_eyes(resource.resource, |content| {
        let Span::BeyondEnd {
            entry_point,
            intrinsic,
        } = Span::of(content)
        else {
            return;
        };
        let at = content.entry_point.map_or(content.at, |entry| entry.at);
        sink.at(
            at,
            format!(
                "{} begins at edit unit {entry_point} of a track file that has {intrinsic}",
                cpl::resource_name(resource)
            ),
        )
        .found(entry_point)
        .expected(format!("less than {intrinsic}"));
    });
}

declare_rule! {
    /// A resource plays more than its track file has after the entry point.
    ///
    /// ## Why it matters
    /// `SourceDuration` may not exceed `IntrinsicDuration` minus `EntryPoint`. A player that follows it runs out of
    /// frames or samples, and everything after it shifts.
    ///
    /// ## How to fix it
    /// Shorten `SourceDuration`, or correct `IntrinsicDuration` if the track file is longer than that says.
    CPL_RESOURCE_DURATION_EXCEEDS_INTRINSIC = "cpl-resource-duration-exceeds-intrinsic" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2013", "6.11.6")],
        needs: Documents,
        check: Resource(source_duration),
    }
}

fn source_duration(_: &Package, resource: subject::Resource<'_>, sink: &mut Sink<'_>) {
    cpl::with_eyes(resource.resource, |content| {
        let Span::TooLong { source, available } = Span::of(content) else {
            return;
        };
        let at = content
            .source_duration
            .map_or(content.at, |source| source.at);
        sink.at(
            at,
            format!(
                "{} plays {source} edit units, and its track file has {available} from the entry point on",
                cpl::resource_name(resource)
            ),
        )
        .found(source)
        .expected(format!("at most {available}"));
    });
}

declare_rule! {
    /// The duration of a resource is zero.
    ///
    /// ## Why it matters
    /// A resource whose duration is zero has no place on the timeline. Players and transcoders treat it differently:
    /// some drop it, some stop.
    ///
    /// ## How to fix it
    /// Remove the resource, or set `SourceDuration` to the number of edit units that it should play.
    CPL_RESOURCE_DURATION_ZERO = "cpl-resource-duration-zero" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2013", "6.11.6")],
        needs: Documents,
        check: Resource(duration_zero),
    }
}

fn duration_zero(_: &Package, resource: subject::Resource<'_>, sink: &mut Sink<'_>) {
    cpl::with_eyes(resource.resource, |content| {
        if Span::of(content) != Span::Empty {
            return;
        }
        let stated = content.source_duration.or(content.intrinsic_duration);
        sink.at(
            stated.map_or(content.at, |stated| stated.at),
            format!(
                "{} plays 0 edit units, and a resource plays at least one",
                cpl::resource_name(resource)
            ),
        )
        .found(0)
        .expected("at least 1");
    });
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::cpl::testing::edit;
    &[
        Case::fires(
            "cpl-entry-point-exceeds-intrinsic",
            "the entry point is the duration",
            |package| {
                edit(package, "<EntryPoint>0<", "<EntryPoint>4<");
            },
        ),
        Case::fires(
            "cpl-entry-point-exceeds-intrinsic",
            "the entry point is the largest number",
            |package| {
                edit(
                    package,
                    "<EntryPoint>0<",
                    "<EntryPoint>18446744073709551615<",
                );
            },
        ),
        Case::silent(
            "cpl-entry-point-exceeds-intrinsic",
            "one frame is left and repeated",
            |package| {
                edit(package, "<EntryPoint>0<", "<EntryPoint>3<");
                edit(package, "<SourceDuration>4<", "<SourceDuration>1<");
                edit(package, "<RepeatCount>1<", "<RepeatCount>4<");
            },
        ),
        Case::fires(
            "cpl-resource-duration-exceeds-intrinsic",
            "one frame too many",
            |package| {
                edit(package, "<SourceDuration>4<", "<SourceDuration>5<");
            },
        ),
        Case::silent(
            "cpl-resource-duration-exceeds-intrinsic",
            "the duration is left out, and is all there is",
            |package| {
                edit(package, "<SourceDuration>4</SourceDuration>", "");
            },
        ),
        Case::fires("cpl-resource-duration-zero", "no frame", |package| {
            edit(package, "<SourceDuration>4<", "<SourceDuration>0<");
        }),
        Case::silent(
            "cpl-resource-duration-zero",
            "one frame, repeated",
            |package| {
                edit(package, "<SourceDuration>4<", "<SourceDuration>1<");
                edit(package, "<RepeatCount>1<", "<RepeatCount>4<");
            },
        ),
    ]
};
