//! Digests, sizes and lengths made right after an edit, in the text as it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::hash::HashAlgorithm;
use crate::imp::{ASSET_MAP, Imp};
use crate::scan::{self, Element};

/// The ids and paths of the asset map, in its order. Of an id that occurs twice both.
pub(crate) fn paths(imp: &Imp) -> Vec<(String, String)> {
    let Some((_, text)) = imp.decoded(ASSET_MAP) else {
        return Vec::new();
    };
    let assets = scan::elements(&text, &(0..text.len()), "Asset").into_iter();
    assets
        .filter_map(|asset| {
            let id = scan::value(&text, &asset.inner, "Id")?.to_ascii_lowercase();
            let path = scan::value(&text, &asset.inner, "Path")?;
            Some((id, path.to_owned()))
        })
        .collect()
}

/// Rewrites the `Hash` of every resource whose track file is in the package.
pub(crate) fn compositions(imp: &mut Imp) {
    for path in imp.documents("CompositionPlaylist") {
        amend(
            imp,
            &path,
            "Resource",
            "TrackFileId",
            |text, resource, bytes| {
                vec![(
                    inner(text, resource, "Hash"),
                    algorithm(text, resource).base64(bytes),
                )]
            },
        );
    }
}

/// Rewrites the `Hash` and the `Size` of every asset that is in the package.
pub(crate) fn packing_lists(imp: &mut Imp) {
    for path in imp.documents("PackingList") {
        amend(imp, &path, "Asset", "Id", |text, asset, bytes| {
            vec![
                (
                    inner(text, asset, "Hash"),
                    algorithm(text, asset).base64(bytes),
                ),
                (inner(text, asset, "Size"), bytes.len().to_string()),
            ]
        });
    }
}

/// Rewrites the `Length` of every chunk whose asset is in the package.
pub(crate) fn asset_map(imp: &mut Imp) {
    amend(imp, ASSET_MAP, "Asset", "Id", |text, asset, bytes| {
        vec![(inner(text, asset, "Length"), bytes.len().to_string())]
    });
}

/// What an element is to hold instead, where it is there.
type Amendment = (Option<Range<usize>>, String);

/// Amends every element `name` of a document whose child `key` is the id of a file that is there.
fn amend(
    imp: &mut Imp,
    path: &str,
    name: &str,
    key: &str,
    amendments: impl Fn(&str, &Element, &[u8]) -> Vec<Amendment>,
) {
    let Some((encoding, mut text)) = imp.decoded(path) else {
        return;
    };
    let paths: BTreeMap<_, _> = paths(imp).into_iter().collect();
    // From the last to the first, so that what comes before an amendment keeps its place.
    for element in scan::elements(&text, &(0..text.len()), name)
        .into_iter()
        .rev()
    {
        let id = scan::value(&text, &element.inner, key)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let Some(bytes) = paths.get(&id).and_then(|path| imp.files.get(path)) else {
            continue;
        };
        let mut changes = amendments(&text, &element, bytes);
        changes
            .sort_by_key(|(range, _)| std::cmp::Reverse(range.as_ref().map(|range| range.start)));
        for (range, value) in changes {
            if let Some(range) = range {
                text.replace_range(range, &value);
            }
        }
    }
    imp.files.insert(path.to_owned(), encoding.encode(&text));
}

fn inner(text: &str, parent: &Element, name: &str) -> Option<Range<usize>> {
    scan::elements(text, &parent.inner, name)
        .into_iter()
        .next()
        .map(|element| element.inner)
}

/// The algorithm that an element names; SHA-1 where it names none.
fn algorithm(text: &str, parent: &Element) -> HashAlgorithm {
    let element = scan::elements(text, &parent.inner, "HashAlgorithm")
        .into_iter()
        .next();
    let uri = element.and_then(|element| scan::attribute(&text[element.start_tag], "Algorithm"));
    uri.and_then(HashAlgorithm::of_uri).unwrap_or_default()
}
