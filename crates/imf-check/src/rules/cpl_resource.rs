//! Rules on the type of resources and on their edit rates (ST 2067-3, 6.11 to 6.13).

use imf_parse::Place;
use imf_parse::model::{self, EditRate, ResourceKind};

use super::cpl;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::Kind;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// An edit rate is zero.
    ///
    /// ## Why it matters
    /// The edit rate says how many edit units (frames or samples) make a second. With zero, no duration can be turned
    /// into time, and nothing can be played.
    ///
    /// ## How to fix it
    /// Write the rate of the material as numerator and denominator, such as `24000 1001`.
    CPL_EDIT_RATE_ZERO = "cpl-edit-rate-zero" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2020", "6.11.3"), Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(edit_rate_zero),
    }
}

fn edit_rate_zero(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    // A denominator of zero breaks the schema, which has its own finding.
    edit_rates(composition, |rate, at, name| {
        if rate.numerator() == 0 && rate.denominator() > 0 {
            sink.at(
                at,
                format!("the edit rate of {name} is {rate}, and has to be above zero"),
            )
            .found(rate)
            .expected("above 0");
        }
    });
}

declare_rule! {
    /// An edit rate is negative.
    ///
    /// ## Why it matters
    /// The edit rate says how many edit units (frames or samples) make a second. A negative number has no meaning, and
    /// a program that computes with it gets positions before the start.
    ///
    /// ## How to fix it
    /// Write the rate of the material as numerator and denominator, such as `24000 1001`.
    CPL_EDIT_RATE_NOT_POSITIVE = "cpl-edit-rate-not-positive" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2020", "6.11.3"), Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(edit_rate_not_positive),
    }
}

fn edit_rate_not_positive(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    edit_rates(composition, |rate, at, name| {
        if rate.numerator() < 0 && rate.denominator() > 0 {
            sink.at(
                at,
                format!("the edit rate of {name} is {rate}, and has to be above zero"),
            )
            .found(rate)
            .expected("above 0");
        }
    });
}

/// Calls `visit` for every edit rate that is not positive, with what it is the rate of.
fn edit_rates(
    composition: subject::Composition<'_>,
    mut visit: impl FnMut(EditRate, Place, String),
) {
    if let Some(rate) = composition.playlist.edit_rate {
        visit(rate.value, rate.at, "the composition".to_owned());
    }
    let mut uses = composition.uses();
    if uses.all(|used| all_positive(used.resource.resource)) {
        return;
    }
    for resource in cpl::resources(composition) {
        cpl::with_eyes(resource.resource, |content| {
            if let Some(rate) = content.edit_rate.filter(|rate| !rate.is_positive()) {
                visit(rate.value, rate.at, cpl::resource_name(resource));
            }
        });
    }
}

fn all_positive(resource: &model::Resource) -> bool {
    let mut all = true;
    cpl::with_eyes(resource, |content| {
        all &= content.edit_rate.is_none_or(|rate| rate.is_positive());
    });
    all
}

declare_rule! {
    /// A resource in a sequence of track files is not a track file resource.
    ///
    /// ## Why it matters
    /// Image, sound and text sequences consist of track file resources. A marker resource among them names no file, so
    /// there is nothing to play. The two eyes of a stereoscopic resource belong in an image sequence only.
    ///
    /// ## How to fix it
    /// Set `xsi:type="TrackFileResourceType"` and add what belongs to it, or move the markers to a marker sequence.
    CPL_RESOURCE_TYPE_UNSUPPORTED = "cpl-resource-type-unsupported" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.12")],
        needs: Documents,
        check: Sequence(resource_type),
    }
}

fn resource_type(_: &Package, sequence: subject::Sequence<'_>, sink: &mut Sink<'_>) {
    let kind = Kind::of(sequence);
    if matches!(kind, Kind::Marker | Kind::Unsupported) {
        return;
    }
    for resource in sequence.resources() {
        let found = match &resource.resource.kind {
            ResourceKind::Marker(_) => "MarkerResourceType",
            ResourceKind::StereoImage(_) if kind != Kind::MainImage => {
                "StereoImageTrackFileResourceType"
            }
            // A type that is missing or not known breaks the schema.
            ResourceKind::StereoImage(_) | ResourceKind::TrackFile(_) | ResourceKind::Unknown => {
                continue;
            }
        };
        let name = cpl::resource_name(resource);
        sink.at(
            resource.resource.at,
            format!("{name} is of the type `{found}`, and has to name a track file"),
        )
        .found(found)
        .expected("TrackFileResourceType");
    }
}

declare_rule! {
    /// A resource in a marker sequence is not a marker resource.
    ///
    /// ## Why it matters
    /// A marker sequence labels points of the timeline and plays nothing. No player shows a track file in it, and the
    /// markers that should be there are missing.
    ///
    /// ## How to fix it
    /// Move the resource to the sequence that should play it, or make it a marker resource.
    CPL_MARKER_RESOURCE_TYPE = "cpl-marker-resource-type" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.13")],
        needs: Documents,
        check: Sequence(marker_resource_type),
    }
}

fn marker_resource_type(_: &Package, sequence: subject::Sequence<'_>, sink: &mut Sink<'_>) {
    if Kind::of(sequence) != Kind::Marker {
        return;
    }
    for resource in sequence.resources() {
        let found = match &resource.resource.kind {
            ResourceKind::StereoImage(_) => "StereoImageTrackFileResourceType",
            ResourceKind::TrackFile(_) => "TrackFileResourceType",
            ResourceKind::Marker(_) | ResourceKind::Unknown => continue,
        };
        let name = cpl::resource_name(resource);
        sink.at(
            resource.resource.at,
            format!("{name} is of the type `{found}`, and has to hold markers"),
        )
        .found(found)
        .expected("MarkerResourceType");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::{edit, edited};
    const MARKERS: &str = r#"xsi:type="MarkerResourceType">"#;
    &[
        Case::fires("cpl-edit-rate-zero", "of the composition", |package| {
            edit(
                package,
                "<EditRate>24000 1001</EditRate><Ext",
                "<EditRate>0 1001</EditRate><Ext",
            );
        }),
        Case::fires("cpl-edit-rate-zero", "of the sound", |package| {
            edit(package, "<EditRate>48000 1<", "<EditRate>0 1<");
        }),
        Case::silent("cpl-edit-rate-zero", "zeros before the number", |package| {
            edit(package, "<EditRate>48000 1<", "<EditRate>048000 01<");
        }),
        Case::fires("cpl-edit-rate-not-positive", "of the sound", |package| {
            edit(package, "<EditRate>48000 1<", "<EditRate>-48000 1<");
        }),
        Case::silent("cpl-edit-rate-not-positive", "a plus sign", |package| {
            edit(package, "<EditRate>48000 1<", "<EditRate>+48000 1<");
        }),
        Case::fires_for(
            "cpl-resource-type-unsupported",
            "markers among the pictures",
            || {
                edited(
                    &Delivery::two_segments(),
                    &[
                        (
                            "<Resource xsi:type=\"TrackFileResourceType\"><Id>urn:uuid:1333a9e0-0000-4000-8000-000000000024</Id>",
                            "<Resource xsi:type=\"MarkerResourceType\"><Id>urn:uuid:1333a9e0-0000-4000-8000-000000000024</Id><IntrinsicDuration>4</IntrinsicDuration></Resource><Resource xsi:type=\"TrackFileResourceType\"><Id>urn:uuid:1333a9e0-0000-4000-8000-000000000124</Id>",
                        ),
                        (
                            "<SourceDuration>8008</SourceDuration><RepeatCount>1<",
                            "<SourceDuration>8008</SourceDuration><RepeatCount>2<",
                        ),
                    ],
                )
            },
        ),
        Case::silent_for(
            "cpl-resource-type-unsupported",
            "markers in their own sequence",
            || edited(&Delivery::with_markers(), &[]),
        ),
        Case::fires_for(
            "cpl-marker-resource-type",
            "a track file among the markers",
            || {
                edited(
                    &Delivery::with_markers(),
                    &[
                        (
                            MARKERS,
                            "xsi:type=\"TrackFileResourceType\"><Id>urn:uuid:3a4c0000-0000-4000-8000-000000000127</Id><IntrinsicDuration>4</IntrinsicDuration><SourceDuration>2</SourceDuration><SourceEncoding>urn:uuid:1333a9e0-0000-4000-8000-000000000034</SourceEncoding><TrackFileId>urn:uuid:1333a9e0-0000-4000-8000-000000000004</TrackFileId></Resource><Resource xsi:type=\"MarkerResourceType\">",
                        ),
                        (
                            "<IntrinsicDuration>4</IntrinsicDuration><Marker>",
                            "<IntrinsicDuration>4</IntrinsicDuration><SourceDuration>2</SourceDuration><Marker>",
                        ),
                    ],
                )
            },
        ),
        Case::silent_for("cpl-marker-resource-type", "two marker resources", || {
            edited(
                &Delivery::with_markers(),
                &[
                    (
                        MARKERS,
                        "xsi:type=\"MarkerResourceType\"><Id>urn:uuid:3a4c0000-0000-4000-8000-000000000127</Id><IntrinsicDuration>2</IntrinsicDuration></Resource><Resource xsi:type=\"MarkerResourceType\">",
                    ),
                    (
                        "<IntrinsicDuration>4</IntrinsicDuration><Marker>",
                        "<IntrinsicDuration>4</IntrinsicDuration><SourceDuration>2</SourceDuration><Marker>",
                    ),
                ],
            )
        }),
    ]
};
