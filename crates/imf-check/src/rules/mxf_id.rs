//! Rules on what a track file says it is.

use imf_mxf::Umid;
use imf_parse::model::Uuid;

use super::mxf::asset;
use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::track_file::label::property;
use crate::package::{Package, Stated, TrackFile};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The id inside a track file differs from the id that the asset map gives the file.
    ///
    /// The id of a track file is the second half of the identifier of the package that describes its essence.
    ///
    /// ## Why it matters
    /// Systems that store track files by the id inside them do not find this one, or take it for another.
    ///
    /// ## How to fix it
    /// Write the id of the track file into asset map, packing list and compositions, or put the right file in its
    /// place.
    PKG_TRACK_FILE_ID_MISMATCH = "pkg-track-file-id-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Headers,
        check: TrackFile(id),
    }
}

fn id(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let Some((stated, expected)) = mismatch(package, track_file) else {
        return;
    };
    let (path, found) = (file.path, Uuid(stated.value.material().0));
    let message =
        format!("`{path}` holds the track file `{found}`, and the asset map calls it `{expected}`");
    On::new(package, file, sink)
        .property(stated.set, property::PACKAGE_ID, message)
        .found(found)
        .expected(expected);
}

/// Whether the track file has another id than the asset map says.
pub(super) fn is_told(package: &Package, track_file: &TrackFile) -> bool {
    mismatch(package, track_file).is_some()
}

/// The identifier in the track file and the id of the asset map, where they differ.
fn mismatch<'a>(package: &Package, track_file: &'a TrackFile) -> Option<(Stated<'a, Umid>, Uuid)> {
    let stated = track_file.package_id()?;
    let found = Uuid(stated.value.material().0);
    let mut ids = package.entries_of(track_file.file).map(|entry| entry.id);
    // Two assets of one path are a fault of their own; one of them is right.
    if ids.any(|id| id.is_none_or(|id| id == found)) {
        return None;
    }
    // An id that two assets have is a fault of its own too.
    let expected = asset(package, track_file).filter(|id| package.resolve(*id).file().is_some())?;
    Some((stated, expected))
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, replace};
    &[
        Case::fires(
            "pkg-track-file-id-mismatch",
            "another id wherever the file has it",
            |package| damage(package, SOUND, |bytes| replace(bytes, &SOUND.0, &[7; 16])),
        ),
        Case::fires(
            "pkg-track-file-id-mismatch",
            "another id of the source package alone",
            |package| {
                damage(package, SOUND, |bytes| {
                    // The source package has tag and length before its identifier, as the material package has.
                    let tag = [[0x44, 0x01, 0, 32].as_slice(), &umid(SOUND.0)].concat();
                    let at = bytes.windows(tag.len()).position(|found| found == tag);
                    bytes[at.unwrap() + 4 + 31] ^= 1;
                });
            },
        ),
        Case::silent("pkg-track-file-id-mismatch", "the same id", |_| {}),
    ]
};

/// The identifier of a package with that material number.
#[cfg(test)]
fn umid(material: [u8; 16]) -> [u8; 32] {
    let mut umid = [0; 32];
    umid[..16].copy_from_slice(&imf_mxf::Umid::TRACK_FILE);
    umid[16..].copy_from_slice(&material);
    umid
}
