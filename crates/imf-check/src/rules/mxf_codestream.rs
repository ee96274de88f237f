//! Rules on the first JPEG 2000 codestream of a track file by itself.

use imf_mxf::codestream::{Fault, FaultKind, Marker};
use imf_mxf::essence;

use super::app5;
use super::mxf::asset;
use crate::judge::{BytePlace, Sink, subject};
use crate::package::{First, Package, TrackFile};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The first picture of a track file is no JPEG 2000 codestream, or its main header is damaged.
    ///
    /// The main header is what a codestream begins with: segments that each have a marker, such as SIZ for the size of the
    /// image and COD for how it is coded. Only the first picture is looked at.
    ///
    /// ## Why it matters
    /// A decoder cannot even begin. Where the first picture is damaged others may be, too.
    ///
    /// ## How to fix it
    /// Encode the picture again and write the track file again.
    MXF_ESSENCE_CODESTREAM_INVALID = "mxf-essence-codestream-invalid" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ISO/IEC 15444-1", "2019")],
        needs: Essence,
        check: TrackFile(check),
    }
}

fn check(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let Some(first) = &track_file.essence.first else {
        return;
    };
    let Some(header) = &first.codestream else {
        return;
    };
    // Of what is no JPEG 2000 the container is wrong.
    if app5::is_in_other_container(package, track_file) {
        return;
    }
    for fault in &header.faults {
        if matches!(fault.kind, FaultKind::Truncated { .. }) && is_cut(track_file, first) {
            continue;
        }
        let words = words(file.path, fault);
        let place = BytePlace {
            file: track_file.file,
            offset: fault.at,
            set: words.segment.into(),
            property: words.parameter.into(),
        };
        sink.at_byte(place, words.message)
            .found(words.found)
            .expected(words.expected)
            .asset(asset(package, track_file));
    }
}

/// Whether the element that a codestream is in is shorter than it was, which is a fault of its own.
fn is_cut(track_file: &TrackFile, first: &First) -> bool {
    let start = first.element.item.offset;
    let counts = track_file.essence.counts.iter();
    let mut faults = counts.flat_map(|counts| &counts.faults);
    first.element.item.length > first.element.room
        || faults.any(|fault| match fault.kind {
            essence::FaultKind::SyncLost { after, .. } => after == Some(start),
            _ => false,
        })
}

/// What a fault says.
struct Words {
    segment: String,
    parameter: &'static str,
    message: String,
    found: String,
    expected: String,
}

fn words(path: &str, fault: &Fault) -> Words {
    let at = fault.at;
    let picture = format!("the first picture of `{path}`");
    let of = |marker: Marker| format!("{marker:?}");
    let words =
        |segment: String, parameter, message: String, found: String, expected: String| Words {
            segment,
            parameter,
            message,
            found,
            expected,
        };
    match fault.kind {
        FaultKind::NotCodestream { found } => words(
            "main header".to_owned(),
            "",
            format!(
                "{picture} is no JPEG 2000 codestream: it begins with 0x{found:04x}, and not with 0xff4f"
            ),
            format!("0x{found:04x}"),
            "0xff4f".to_owned(),
        ),
        FaultKind::LengthInvalid {
            marker,
            found,
            expected,
        } => words(
            of(marker),
            "length",
            format!(
                "the segment {marker} of {picture} has {found} bytes by its length, and {expected} by what it holds"
            ),
            found.to_string(),
            expected.to_string(),
        ),
        FaultKind::MarkerDuplicate { marker } => words(
            of(marker),
            "",
            format!("the main header of {picture} has a second segment {marker}"),
            "2 segments".to_owned(),
            "1 segment".to_owned(),
        ),
        FaultKind::MarkerInvalid { found } => words(
            "main header".to_owned(),
            "",
            format!(
                "the main header of {picture} has 0x{found:04x} at byte {at}, where a marker has to be"
            ),
            format!("0x{found:04x}"),
            "a marker, 0xff01 to 0xfffe".to_owned(),
        ),
        FaultKind::MarkerMissing { marker } => words(
            "main header".to_owned(),
            "",
            format!("the main header of {picture} has no segment {marker}"),
            "no segment".to_owned(),
            format!("a segment {marker}"),
        ),
        FaultKind::MarkerUnexpected { marker } => words(
            "main header".to_owned(),
            "",
            format!(
                "the main header of {picture} has the marker {marker}, which belongs elsewhere"
            ),
            marker.to_string(),
            "a marker of a main header".to_owned(),
        ),
        FaultKind::SizeNotFirst { marker } => words(
            "main header".to_owned(),
            "",
            format!(
                "the main header of {picture} begins with the segment {marker}, and not with SIZ"
            ),
            marker.to_string(),
            Marker::SIZ.to_string(),
        ),
        FaultKind::StepSizesMissing { found, expected } => words(
            of(Marker::QCD),
            "",
            format!(
                "{picture} has quantization for {found} sub-bands, and its decomposition levels make {expected}"
            ),
            found.to_string(),
            expected.to_string(),
        ),
        FaultKind::Truncated { left } => words(
            "main header".to_owned(),
            "",
            format!("{picture} ends within its main header, {left} bytes behind byte {at}"),
            format!("{left} bytes"),
            "a whole main header".to_owned(),
        ),
        FaultKind::ValueInvalid {
            marker,
            field,
            found,
            expected,
        } => words(
            of(marker),
            field,
            format!("the {field} of {picture} is {found}, and {expected} is valid"),
            found.to_string(),
            expected.to_owned(),
        ),
        // There is no other kind today; a new one is at least not silent.
        _ => words(
            "main header".to_owned(),
            "",
            format!("the main header of {picture} is damaged at byte {at}"),
            "damage".to_owned(),
            "a whole main header".to_owned(),
        ),
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{PICTURE, PICTURE_KEY, damage, element};
    const RULE: &str = "mxf-essence-codestream-invalid";
    /// Where the first codestream begins: behind its key and a length of four bytes.
    fn codestream(bytes: &[u8]) -> usize {
        element(bytes, PICTURE_KEY) + 20
    }
    &[
        Case::fires(RULE, "zeros in the place of the first picture", |package| {
            damage(package, PICTURE, |bytes| {
                let start = codestream(bytes);
                bytes[start..start + 500].fill(0);
            });
        }),
        Case::fires(RULE, "a size that does not come first", |package| {
            damage(package, PICTURE, |bytes| {
                let start = codestream(bytes);
                bytes[start + 3] = 0x64;
            });
        }),
        Case::fires(RULE, "a tile of no width", |package| {
            damage(package, PICTURE, |bytes| {
                // XTsiz, behind two markers, a length, Rsiz and four numbers.
                let width = codestream(bytes) + 2 + 4 + 2 + 16;
                bytes[width..width + 4].fill(0);
            });
        }),
        Case::silent(RULE, "another picture than the first one", |package| {
            damage(package, PICTURE, |bytes| {
                let start = codestream(bytes);
                let second = start + element(&bytes[start..], PICTURE_KEY) + 20;
                bytes[second..second + 500].fill(0);
            });
        }),
    ]
};
