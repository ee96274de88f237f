//! Rules on the paths of the asset map (ST 429-9, Annex A: Basic Map Profile v2).

use imf_parse::Located;

use crate::judge::{Sink, subject};
use crate::package::{MapPath, Package};
use crate::rule::{Citation, declare_rule};

/// The most parts of a path.
const PARTS: usize = 10;
/// The most characters of a part, and of the whole path.
const CHARACTERS: usize = 100;

declare_rule! {
    /// A path of the asset map has more than ten parts.
    ///
    /// ## Why it matters
    /// Receivers need not follow more folders, and may not find the file.
    ///
    /// ## How to fix it
    /// Move the file to fewer folders, and correct its path in the asset map.
    AM_PATH_TOO_MANY_SEGMENTS = "am-path-too-many-segments" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(too_many_segments),
    }
}

declare_rule! {
    /// A path of the asset map begins with a slash.
    ///
    /// ## Why it matters
    /// Such a path names a place on the reader's machine, not in the package. It is not opened here.
    ///
    /// ## How to fix it
    /// Write the path relative to the folder of the asset map, such as `media/video.mxf`.
    AM_PATH_LEADING_SLASH = "am-path-leading-slash" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(leading_slash),
    }
}

declare_rule! {
    /// A path of the asset map has an empty part, or characters other than letters, digits, `.`, `_`, `-` and `/`.
    ///
    /// ## Why it matters
    /// Spaces, backslashes and accented letters are written differently from system to system, so that the file may not
    /// be found.
    ///
    /// ## How to fix it
    /// Rename the file with plain letters and digits, and correct its path in the asset map.
    AM_PATH_INVALID_CHARACTERS = "am-path-invalid-characters" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(invalid_characters),
    }
}

declare_rule! {
    /// A part of a path of the asset map has more than a hundred characters.
    ///
    /// ## Why it matters
    /// Receivers may cut such a name off, or refuse it.
    ///
    /// ## How to fix it
    /// Give the file or folder a shorter name, and correct its path in the asset map.
    AM_PATH_SEGMENT_TOO_LONG = "am-path-segment-too-long" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(segment_too_long),
    }
}

declare_rule! {
    /// A path of the asset map has more than a hundred characters in all.
    ///
    /// ## Why it matters
    /// Receivers need not handle longer paths, and may not find the file.
    ///
    /// ## How to fix it
    /// Shorten the names of the file and its folders, and correct its path in the asset map.
    AM_PATH_TOO_LONG = "am-path-too-long" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(too_long),
    }
}

declare_rule! {
    /// A path of the asset map leads out of the package.
    ///
    /// ## Why it matters
    /// The asset is not in the package, and a reader that follows the path opens a file that has nothing to do with it.
    /// It is not opened here.
    ///
    /// ## How to fix it
    /// Move the file into the package, and write its path relative to the folder of the asset map.
    AM_PATH_OUTSIDE_ROOT = "am-path-outside-root" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(outside_root),
    }
}

declare_rule! {
    /// A path of the asset map is an absolute URI.
    ///
    /// ## Why it matters
    /// A package holds its own files; nothing is fetched from elsewhere. The URI is not opened here.
    ///
    /// ## How to fix it
    /// Move the file into the package, and write its path relative to the folder of the asset map.
    AM_PATH_ABSOLUTE_URI = "am-path-absolute-uri" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::clause("ST 429-9", "2014", "A.2")],
        needs: Documents,
        check: MapAsset(absolute_uri),
    }
}

declare_rule! {
    /// A path of the asset map has a part `.` or `..`, and stays inside the package.
    ///
    /// ## Why it matters
    /// The path leads to the file, but careful readers refuse all such paths.
    ///
    /// ## How to fix it
    /// Remove the parts `.` and `..` from the path.
    AM_PATH_DOT_SEGMENT_UNEXPECTED = "am-path-dot-segment-unexpected" {
        severity: Warning,
        photon: "IMF_AM_ERROR",
        citations: [],
        needs: Documents,
        check: MapAsset(dot_segment),
    }
}

/// The paths of all chunks.
fn paths(asset: subject::MapAsset<'_>) -> impl Iterator<Item = &Located<Box<str>>> {
    asset
        .asset
        .chunks
        .iter()
        .filter_map(|chunk| chunk.path.as_ref())
}

fn too_many_segments(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset) {
        let count = path.value.split('/').count();
        if count > PARTS {
            sink.at(
                path.at,
                format!(
                    "the path `{}` has {count} parts, and {PARTS} are allowed",
                    path.value
                ),
            )
            .found(count)
            .expected(format!("at most {PARTS}"))
            .asset(asset.entry.id);
        }
    }
}

fn leading_slash(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset).filter(|path| path.value.starts_with('/')) {
        sink.at(
            path.at,
            format!(
                "the path `{}` begins with a slash, and is not opened",
                path.value
            ),
        )
        .found(&path.value)
        .expected("a path from the folder of the asset map")
        .asset(asset.entry.id);
    }
}

fn invalid_characters(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    let is_good = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    for path in paths(asset) {
        let (rest, message) = match MapPath::new(&path.value) {
            MapPath::Empty => ("", "the path is empty".to_owned()),
            // A scheme has its own rule.
            MapPath::Uri => continue,
            // The slash at the beginning has its own rule, the rest of the path has this one.
            _ => {
                let rest = path.value.strip_prefix('/').unwrap_or(&path.value);
                let Some(bad) = rest.split('/').find(|part| !is_good(part)) else {
                    continue;
                };
                let message = match bad
                    .chars()
                    .find(|&character| !is_good(character.encode_utf8(&mut [0; 4])))
                {
                    Some(character) => format!(
                        "the path `{}` has the character `{}`",
                        path.value,
                        plain(character)
                    ),
                    None => format!("the path `{}` has an empty part", path.value),
                };
                (rest, message)
            }
        };
        let draft = sink.at(path.at, message);
        draft
            .found(&path.value)
            .expected("letters, digits, `.`, `_` and `-` between slashes")
            .asset(asset.entry.id);
        if rest.contains('\\') {
            draft.help("Separate folders with `/`.");
        }
    }
}

/// The character as it is, or by its number where it cannot be seen.
fn plain(character: char) -> String {
    match character {
        '"' | '\'' | '\\' => character.to_string(),
        _ => character.escape_debug().to_string(),
    }
}

fn segment_too_long(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset) {
        let longest = path
            .value
            .split('/')
            .map(|part| part.chars().count())
            .max()
            .unwrap_or_default();
        if longest > CHARACTERS {
            sink.at(
                path.at,
                format!(
                    "a part of the path has {longest} characters, and {CHARACTERS} are allowed"
                ),
            )
            .found(longest)
            .expected(format!("at most {CHARACTERS}"))
            .asset(asset.entry.id);
        }
    }
}

fn too_long(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset) {
        let is_one_part = path
            .value
            .split('/')
            .any(|part| part.chars().count() > CHARACTERS);
        let count = path.value.chars().count();
        if count > CHARACTERS && !is_one_part {
            sink.at(
                path.at,
                format!("the path has {count} characters, and {CHARACTERS} are allowed"),
            )
            .found(count)
            .expected(format!("at most {CHARACTERS}"))
            .asset(asset.entry.id);
        }
    }
}

fn outside_root(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset).filter(|path| MapPath::new(&path.value) == MapPath::Outside) {
        sink.at(
            path.at,
            format!(
                "the path `{}` leaves the package, and is not opened",
                path.value
            ),
        )
        .found(&path.value)
        .expected("a path inside the package")
        .asset(asset.entry.id);
    }
}

fn absolute_uri(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset).filter(|path| MapPath::new(&path.value) == MapPath::Uri) {
        sink.at(
            path.at,
            format!("the path `{}` is a URI, and is not opened", path.value),
        )
        .found(&path.value)
        .expected("a path from the folder of the asset map")
        .asset(asset.entry.id);
    }
}

fn dot_segment(_: &Package, asset: subject::MapAsset<'_>, sink: &mut Sink<'_>) {
    for path in paths(asset) {
        if let MapPath::Inside {
            path: plain,
            dotted: true,
        } = MapPath::new(&path.value)
        {
            sink.at(
                path.at,
                format!("the path `{}` means `{plain}`", path.value),
            )
            .found(&path.value)
            .expected(plain)
            .asset(asset.entry.id);
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    &[
        Case::fires("am-path-too-many-segments", "eleven parts", |package| {
            moved(package, &format!("{}x.mxf", "d/".repeat(10)));
        }),
        Case::silent("am-path-too-many-segments", "ten parts", |package| {
            moved(package, &format!("{}x.mxf", "d/".repeat(9)));
        }),
        Case::fires(
            "am-path-leading-slash",
            "a path of the machine",
            |package| named(package, "/etc/hostname"),
        ),
        Case::silent(
            "am-path-leading-slash",
            "a slash in the middle",
            |package| moved(package, "etc/hostname"),
        ),
        Case::fires("am-path-invalid-characters", "a space", |package| {
            moved(package, "a b.mxf");
        }),
        Case::fires("am-path-invalid-characters", "an empty part", |package| {
            named(package, "a//b.mxf");
        })
        .with(&["pkg-asset-file-missing"]),
        Case::fires("am-path-invalid-characters", "a backslash", |package| {
            moved(package, "media\\a.mxf");
        }),
        Case::fires("am-path-invalid-characters", "an empty path", |package| {
            named(package, "");
        }),
        Case::silent(
            "am-path-invalid-characters",
            "every character that is allowed",
            |package| moved(package, "A-z_0.9"),
        ),
        Case::fires("am-path-segment-too-long", "101 characters", |package| {
            moved(package, &"n".repeat(101));
        }),
        Case::silent("am-path-segment-too-long", "100 characters", |package| {
            moved(package, &"n".repeat(100));
        }),
        Case::fires("am-path-too-long", "101 characters", |package| {
            moved(package, &format!("{}/{}", "n".repeat(50), "m".repeat(50)));
        }),
        Case::silent("am-path-too-long", "100 characters", |package| {
            moved(package, &format!("{}/{}", "n".repeat(50), "m".repeat(49)));
        }),
        Case::fires(
            "am-path-outside-root",
            "a path to the folder above",
            |package| named(package, "../x.mxf"),
        ),
        Case::fires("am-path-outside-root", "out and in again", |package| {
            named(package, "a/../../package/x.mxf");
        }),
        Case::silent(
            "am-path-outside-root",
            "a name that begins with two dots",
            |package| moved(package, "..x.mxf"),
        ),
        Case::fires("am-path-absolute-uri", "a file of the machine", |package| {
            named(package, "file:///etc/hostname");
        }),
        Case::silent(
            "am-path-absolute-uri",
            "a folder that is called file",
            |package| moved(package, "file/x.mxf"),
        ),
        Case::fires(
            "am-path-dot-segment-unexpected",
            "this very folder",
            |package| {
                let path = picture(package);
                named(package, &format!("./{path}"));
            },
        ),
        Case::fires("am-path-dot-segment-unexpected", "down and up", |package| {
            let path = picture(package);
            named(package, &format!("media/../{path}"));
        }),
        Case::silent("am-path-dot-segment-unexpected", "three dots", |package| {
            moved(package, ".../x.mxf");
        }),
    ]
};

/// The path of the picture's track file.
#[cfg(test)]
fn picture(package: &imf_testkit::Imp) -> String {
    package.path_of(imf_testkit::ids::IMAGE_FILE_ID)
}

/// Gives the picture's track file another path in the asset map.
#[cfg(test)]
fn named(package: &mut imf_testkit::Imp, path: &str) {
    let old = picture(package);
    package.edit("ASSETMAP.xml", &format!(">{old}<"), &format!(">{path}<"));
}

/// The same, and moves the file; the packing list's hint of its name follows.
#[cfg(test)]
fn moved(package: &mut imf_testkit::Imp, path: &str) {
    let old = picture(package);
    named(package, path);
    package.rename(&old, path);
    let packing_list = package.packing_list();
    let name = path.rsplit('/').next().expect("a name");
    package.edit(
        &packing_list,
        &format!("<OriginalFileName>{old}<"),
        &format!("<OriginalFileName>{name}<"),
    );
    package.reseal_packing_lists();
}
