//! Rules on the digests of track files that compositions state (ST 2067-3, 6.12).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_parse::model::{DigestAlgorithm, Uuid};

use super::cpl;
use super::cpl::groups::Groups;
use super::digest::whence;
use super::pkl_asset::is_explained;
use crate::hash::HashSet;
use crate::judge::{Sink, subject};
use crate::package::{Content, Package, for_each_track_file};
use crate::probe::algorithm_of;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The digest that a composition gives for a track file is not the digest of the file.
    ///
    /// ## Why it matters
    /// The composition was made with another version of the track file, and may not play as intended with this one.
    ///
    /// ## How to fix it
    /// Fetch the track file that the composition was made with, or have the composition exported again.
    CPL_RESOURCE_HASH_MISMATCH = "cpl-resource-hash-mismatch" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Digests,
        check: Composition(resource_hashes),
    }
}

declare_rule! {
    /// A composition states an unknown digest algorithm for a track file.
    ///
    /// ## Why it matters
    /// The digest cannot be computed, so that nobody can tell whether the track file is the one that the composition
    /// was made with.
    ///
    /// ## How to fix it
    /// Use SHA-1, `http://www.w3.org/2000/09/xmldsig#sha1`, and write the file's digest by it. `Hash` and
    /// `HashAlgorithm` may also be left out.
    CPL_RESOURCE_HASH_ALGORITHM_UNKNOWN = "cpl-resource-hash-algorithm-unknown" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(algorithm_unknown),
    }
}

fn resource_hashes(package: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let playlist = composition.playlist;
    let mut seen = HashSet::default();
    for used in composition.uses() {
        for_each_track_file(used.resource.resource, &mut |reference| {
            let (Some(id), Some(digest)) = (reference.track_file_id, &reference.digest) else {
                return;
            };
            // A track file is cut into many resources, which all say the same of it.
            if !seen.insert((id.value, digest.digest)) {
                return;
            }
            let Some(algorithm) = algorithm_of(playlist.algorithm_of(digest)) else {
                return;
            };
            let Some(file) = package.resolve(id.value).file() else {
                return;
            };
            // What is no track file, or has a finding of its own, has no digest to speak of.
            if package
                .content(file)
                .is_some_and(|content| content != Content::Mxf)
                || is_explained(package, file)
            {
                return;
            }
            let stated = playlist.digest_of(digest);
            let path = package.inventory.path(file);
            if stated.len() != algorithm.digest_bytes() {
                let message = format!(
                    "the digest of `{path}` has {} bytes, and {} gives {}",
                    stated.len(),
                    algorithm.name(),
                    algorithm.digest_bytes()
                );
                sink.at(digest.at, message)
                    .found(format!("{} bytes", stated.len()))
                    .expected(format!("{} bytes", algorithm.digest_bytes()))
                    .asset(id.value);
                return;
            }
            let Some(actual) = package
                .digests(file)
                .and_then(|digests| digests.get(algorithm))
            else {
                return;
            };
            // Where the packing list says the same, it is the file that differs, which is said there.
            if actual != stated && !is_packed(package, id.value, algorithm, stated) {
                let message = format!(
                    "the {} digest of `{path}` is `{}`, and the composition says `{}`",
                    algorithm.name(),
                    STANDARD.encode(actual),
                    STANDARD.encode(stated)
                );
                sink.at(digest.at, message)
                    .found(STANDARD.encode(actual))
                    .expected(STANDARD.encode(stated))
                    .asset(id.value)
                    .related_file(path, whence(package, file));
            }
        });
    }
}

/// Whether a packing list states that digest of the asset.
fn is_packed(package: &Package, id: Uuid, algorithm: imf_digest::Algorithm, digest: &[u8]) -> bool {
    /// An asset stands in one packing list, or a few.
    const LOOKED_AT: usize = 8;
    let assets = package.packed(id).iter().take(LOOKED_AT);
    assets
        .filter_map(|&at| package.packed_asset(at))
        .any(|asset| {
            algorithm_of(asset.digest_algorithm()) == Some(algorithm)
                && asset
                    .hash
                    .as_ref()
                    .is_some_and(|hash| *hash.value == *digest)
        })
}

fn algorithm_unknown(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let mut groups = Groups::new();
    for subject::Use { resource, count } in composition.uses() {
        for_each_track_file(resource.resource, &mut |reference| {
            if let Some(digest) = &reference.digest
                && let DigestAlgorithm::Other(uri) = composition.playlist.algorithm_of(digest)
            {
                groups.add_all(count, uri, || (resource, digest.at, uri));
            }
        });
    }
    for ((resource, at, uri), count) in groups.finish() {
        let more = cpl::and_more(count);
        sink.at(
            at,
            format!(
                "{}{more} states the digest algorithm `{uri}`, which is not known",
                cpl::resource_name(resource)
            ),
        )
        .found(uri)
        .expected(DigestAlgorithm::Sha1.uri());
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    &[
        Case::fires(
            "cpl-resource-hash-mismatch",
            "another digest in the composition",
            |package| {
                let path = package.composition();
                package.edit_with(&path, |text| {
                    let start = text.find("<Hash>").expect("a digest") + "<Hash>".len();
                    let flipped = if text[start..].starts_with('A') {
                        "B"
                    } else {
                        "A"
                    };
                    format!("{}{flipped}{}", &text[..start], &text[start + 1..])
                });
                package.reseal_packing_lists();
            },
        ),
        Case::silent(
            "cpl-resource-hash-mismatch",
            "no digest in the composition",
            |package| {
                let path = package.composition();
                package.edit_with(&path, |text| {
                    without(&without(text, "HashAlgorithm"), "Hash")
                });
                package.reseal_packing_lists();
            },
        ),
        Case::fires("cpl-resource-hash-algorithm-unknown", "MD5", |package| {
            let path = package.composition();
            let md5 = "http://www.w3.org/2001/04/xmldsig-more#md5";
            package.edit(&path, "http://www.w3.org/2000/09/xmldsig#sha1", md5);
            package.reseal_packing_lists();
        }),
        Case::silent(
            "cpl-resource-hash-algorithm-unknown",
            "no algorithm in the first edition",
            |package| {
                *package = Delivery::first_editions().build();
            },
        ),
    ]
};

/// `text` without the elements of that name, empty or not.
#[cfg(test)]
fn without(text: &str, element: &str) -> String {
    let mut text = text.to_owned();
    while let Some(start) = text
        .find(&format!("<{element} "))
        .or_else(|| text.find(&format!("<{element}>")))
    {
        let tag = start + text[start..].find('>').expect("the end of the tag") + 1;
        let end_tag = format!("</{element}>");
        let end = if text[..tag].ends_with("/>") {
            tag
        } else {
            start + text[start..].find(&end_tag).expect("an end tag") + end_tag.len()
        };
        text.replace_range(start..end, "");
    }
    text
}
