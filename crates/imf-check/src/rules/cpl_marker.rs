//! Rules on markers (ST 2067-3, 6.13).

use imf_parse::model::{Marker, ResourceKind};

use super::cpl;
use super::cpl::groups::Groups;
use crate::hash::HashSet;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// The standard labels: first and last frames of things, and where a commercial may go.
const LABELS: [&str; 35] = [
    "FFBT", "FFCB", "FFCL", "FFCO", "FFDL", "FFEC", "FFHS", "FFMC", "FFOB", "FFOC", "FFOI", "FFSP",
    "FFTC", "FFTS", "FPCI", "FTXC", "FTXE", "FTXM", "LFBT", "LFCB", "LFCL", "LFCO", "LFDL", "LFEC",
    "LFHS", "LFMC", "LFOB", "LFOC", "LFOI", "LFSP", "LFTC", "LFTS", "LTXC", "LTXE", "LTXM",
];

/// The scopes whose labels those are. Every edition of the composition has kept the one of 2013 as its default.
const STANDARD_SCOPES: [&str; 3] = [
    "http://www.smpte-ra.org/schemas/2067-3/2013#standard-markers",
    "http://www.smpte-ra.org/schemas/2067-3/2016#standard-markers",
    "http://www.smpte-ra.org/schemas/2067-3/XXXX#standard-markers",
];

declare_rule! {
    /// A marker's label is not one of the standard ones.
    ///
    /// ## Why it matters
    /// Standard labels such as `FFOC` (first frame of content) are read by machines: to find credits, to insert
    /// commercials. A label outside the list is passed over, and what it should mark is not found.
    ///
    /// ## How to fix it
    /// Correct the label, or set `scope` to the URI of your own list of labels.
    CPL_MARKER_LABEL_UNKNOWN = "cpl-marker-label-unknown" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.13")],
        needs: Documents,
        check: Composition(label_unknown),
    }
}

fn label_unknown(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let is_marked =
        |used: subject::Use<'_>| matches!(used.resource.resource.kind, ResourceKind::Marker(_));
    if !composition.uses().any(is_marked) {
        return;
    }
    let mut groups = Groups::new();
    for resource in cpl::resources(composition) {
        for marker in markers(resource) {
            let Some(label) = &marker.label else { continue };
            let is_standard = marker
                .scope
                .as_ref()
                .is_none_or(|scope| STANDARD_SCOPES.contains(&&*scope.value));
            if is_standard && !LABELS.contains(&label.value.trim()) {
                groups.add(label.value.trim(), || label);
            }
        }
    }
    for (label, count) in groups.finish() {
        sink.at(
            label.at,
            format!(
                "the marker label `{}` is not one of the standard ones{}",
                label.value,
                cpl::and_more(count)
            ),
        )
        .found(&label.value)
        .expected("a standard label, or a scope of its own");
    }
}

declare_rule! {
    /// A marker lies outside its resource.
    ///
    /// ## Why it matters
    /// `Offset` counts from the start of the resource and has to be less than its `IntrinsicDuration`. A marker beyond
    /// the end points at a frame that does not exist, and tools that cut there fail.
    ///
    /// ## How to fix it
    /// Correct `Offset`; the last frame is `IntrinsicDuration` less one.
    CPL_MARKER_OFFSET_OUT_OF_RANGE = "cpl-marker-offset-out-of-range" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2013", "6.13")],
        needs: Documents,
        check: Resource(offset_out_of_range),
    }
}

fn offset_out_of_range(_: &Package, resource: subject::Resource<'_>, sink: &mut Sink<'_>) {
    let Some(intrinsic) = resource.resource.intrinsic_duration else {
        return;
    };
    let intrinsic = intrinsic.value.get();
    // A resource of no duration has a finding of its own.
    if intrinsic == 0 {
        return;
    }
    let mut outside = markers(resource).iter().filter_map(|marker| {
        let offset = marker.offset?;
        (offset.value.get() >= intrinsic).then_some((marker, offset))
    });
    // One finding a resource: where it is too short, most of its markers lie outside.
    let Some((marker, offset)) = outside.next() else {
        return;
    };
    let more = match outside.count() {
        0 => String::new(),
        1 => "; one more lies outside too".to_owned(),
        more => format!("; {more} more lie outside too"),
    };
    let label = marker.label.as_ref().map_or("", |label| &label.value);
    let found = offset.value.get();
    sink.at(
        offset.at,
        format!(
            "the marker `{label}` is at {found}, and its resource has {intrinsic} edit units{more}"
        ),
    )
    .found(found)
    .expected(format!("0 to {}", intrinsic - 1));
}

declare_rule! {
    /// A marker occurs twice.
    ///
    /// ## Why it matters
    /// Two markers with one label at one frame of a resource say the same thing; usually a list was merged or exported
    /// twice.
    ///
    /// ## How to fix it
    /// Remove one of the two.
    CPL_MARKER_SEQUENCE_RULES = "cpl-marker-sequence-rules" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Resource(duplicate),
    }
}

fn duplicate(_: &Package, resource: subject::Resource<'_>, sink: &mut Sink<'_>) {
    let mut seen = HashSet::default();
    for marker in markers(resource) {
        let (Some(label), Some(offset)) = (&marker.label, marker.offset) else {
            continue;
        };
        let scope = marker.scope.as_ref().map(|scope| &*scope.value);
        if !seen.insert((&*label.value, scope, offset.value)) {
            sink.at(
                marker.at,
                format!(
                    "the marker `{}` at {} is there twice",
                    label.value,
                    offset.value.get()
                ),
            )
            .found(&label.value);
        }
    }
}

fn markers(resource: subject::Resource<'_>) -> &[Marker] {
    match &resource.resource.kind {
        ResourceKind::Marker(markers) => markers,
        ResourceKind::StereoImage(_) | ResourceKind::TrackFile(_) | ResourceKind::Unknown => &[],
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::edited;
    const FIRST: &str = "<Label>FFOC</Label>";
    const LAST: &str = "<Offset>3<";
    &[
        Case::fires_for("cpl-marker-label-unknown", "a spelling mistake", || {
            edited(&Delivery::with_markers(), &[(FIRST, "<Label>FF0C</Label>")])
        }),
        Case::silent_for("cpl-marker-label-unknown", "a scope of its own", || {
            let label = "<Label scope=\"urn:example:labels\">Chapter 1</Label>";
            edited(&Delivery::with_markers(), &[(FIRST, label)])
        }),
        Case::fires_for(
            "cpl-marker-offset-out-of-range",
            "one frame past the last",
            || edited(&Delivery::with_markers(), &[(LAST, "<Offset>4<")]),
        ),
        Case::silent_for("cpl-marker-offset-out-of-range", "the last frame", || {
            edited(&Delivery::with_markers(), &[])
        }),
        Case::fires_for("cpl-marker-sequence-rules", "the same twice", || {
            let twice = "<Label>FFOC</Label><Offset>0</Offset></Marker><Marker><Label>FFOC</Label>";
            edited(&Delivery::with_markers(), &[(FIRST, twice)])
        }),
        Case::silent_for(
            "cpl-marker-sequence-rules",
            "the same at two frames",
            || {
                let twice =
                    "<Label>FFOC</Label><Offset>1</Offset></Marker><Marker><Label>FFOC</Label>";
                edited(&Delivery::with_markers(), &[(FIRST, twice)])
            },
        ),
    ]
};
