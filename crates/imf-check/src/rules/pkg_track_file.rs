//! Rules on how compositions find their track files.

use crate::judge::{Sink, subject};
use crate::package::{Content, Link, Package};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A composition uses a track file that is in another package.
    ///
    /// ## Why it matters
    /// A supplemental package may leave out what an earlier delivery has brought. Whether it was delivered cannot be
    /// told from this package alone, and the track file is not checked.
    ///
    /// ## How to fix it
    /// Make sure that the package with the track file was delivered before, or correct the id.
    PKG_TRACK_FILE_UNAVAILABLE = "pkg-track-file-unavailable" {
        severity: Info,
        photon: "IMF_MASTER_PACKAGE_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Composition(unavailable),
    }
}

declare_rule! {
    /// None of a composition's track files is in the package.
    ///
    /// ## Why it matters
    /// A supplemental package usually brings something new. Where everything is elsewhere, often the ids are wrong or
    /// the wrong composition was packed. None of the track files is checked.
    ///
    /// ## How to fix it
    /// Make sure that the packages with the track files were delivered before, or correct the ids.
    PKG_NO_MATCHING_TRACK_FILE = "pkg-no-matching-track-file" {
        severity: Warning,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Composition(none_matches),
    }
}

declare_rule! {
    /// A composition uses a file as a track file that is not an MXF file.
    ///
    /// ## Why it matters
    /// The id leads to a document or another file, and there is nothing to play at that place of the timeline.
    ///
    /// ## How to fix it
    /// Write the id of the track file in `TrackFileId`.
    PKG_TRACK_FILE_TYPE_UNEXPECTED = "pkg-track-file-type-unexpected" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [],
        needs: Documents,
        check: Composition(type_unexpected),
    }
}

fn unavailable(package: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    // What was not read to its end may list them.
    if all_are_external(package, composition) || !package.is_listed_wholly() {
        return;
    }
    for track_file in &composition.info.track_files {
        if package.resolve(track_file.id) == Link::External {
            sink.at(
                track_file.at,
                format!("the track file `{}` is not in this package", track_file.id),
            )
            .asset(track_file.id);
        }
    }
}

fn none_matches(package: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    if all_are_external(package, composition) && package.is_listed_wholly() {
        let count = composition.info.track_files.len();
        let at = composition
            .info
            .track_files
            .first()
            .map_or(composition.playlist.at, |track_file| track_file.at);
        sink.at(
            at,
            format!(
                "none of the composition's track files is in this package, and it uses {count}"
            ),
        )
        .found(0)
        .expected(format!("at least 1 of {count}"));
    }
}

fn all_are_external(package: &Package, composition: subject::Composition<'_>) -> bool {
    let mut track_files = composition.info.track_files.iter();
    !composition.info.track_files.is_empty()
        && track_files.all(|track_file| package.resolve(track_file.id) == Link::External)
}

fn type_unexpected(package: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    for track_file in &composition.info.track_files {
        let Some(file) = package.resolve(track_file.id).file() else {
            continue;
        };
        let Some(content) = package
            .content(file)
            .filter(|content| *content != Content::Mxf)
        else {
            continue;
        };
        // What a packing list says is MXF, and is not, has its own rule.
        if package
            .media_types(file)
            .any(|media_type| media_type == "application/mxf")
            || content == Content::Empty
        {
            continue;
        }
        let path = package.inventory.path(file);
        sink.at(
            track_file.at,
            format!("`{path}` is used as a track file, and is not an MXF file"),
        )
        .found(path)
        .expected("an MXF file")
        .asset(track_file.id);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::{Imp, ids};
    const UNKNOWN: &str = "urn:uuid:ffffffff-0000-4000-8000-000000000000";
    &[
        Case::fires(
            "pkg-track-file-unavailable",
            "a supplemental package",
            |package| *package = Imp::supplemental(),
        ),
        Case::silent(
            "pkg-track-file-unavailable",
            "every track file is there",
            |_| {},
        ),
        Case::fires(
            "pkg-no-matching-track-file",
            "ids that nothing has",
            |package| {
                let path = package.composition();
                for id in [ids::IMAGE_FILE_ID, ids::AUDIO_FILE_ID] {
                    package.edit(
                        &path,
                        &format!("<TrackFileId>{id}"),
                        &format!("<TrackFileId>{UNKNOWN}"),
                    );
                }
                package.reseal_packing_lists();
            },
        ),
        Case::silent(
            "pkg-no-matching-track-file",
            "one of two is there",
            |package| *package = Imp::supplemental(),
        )
        .with(&["pkg-track-file-unavailable"]),
        Case::fires(
            "pkg-track-file-type-unexpected",
            "the packing list",
            |package| {
                let path = package.composition();
                let wrong = format!("<TrackFileId>{}", ids::PACKING_LIST_ID);
                package
                    .edit(
                        &path,
                        &format!("<TrackFileId>{}", ids::AUDIO_FILE_ID),
                        &wrong,
                    )
                    .reseal_packing_lists();
            },
        ),
        Case::silent(
            "pkg-track-file-type-unexpected",
            "every track file is one",
            |_| {},
        ),
    ]
};
