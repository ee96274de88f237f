//! Rules on the digests of packing lists: what they say, and what the files have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_parse::model::DigestAlgorithm;

use super::pkl_asset::{is_explained, is_own_file};
use crate::judge::{Sink, subject};
use crate::known::Provenance;
use crate::package::{FileIndex, Package};
use crate::probe::algorithm_of;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The digest in a packing list is not the digest of the file.
    ///
    /// ## Why it matters
    /// The file was damaged, replaced or edited after the packing list was written. A receiver refuses the delivery.
    ///
    /// ## How to fix it
    /// Fetch the file again, or correct `Hash` if the file is right.
    PKL_ASSET_HASH_MISMATCH = "pkl-asset-hash-mismatch" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-8", "2007")],
        needs: Digests,
        check: PackedAsset(asset_hash),
    }
}

declare_rule! {
    /// A digest in a packing list has the wrong length for its algorithm.
    ///
    /// ## Why it matters
    /// No file can have such a digest, so that the asset cannot be verified. Often it was written in hexadecimal
    /// instead of base64, or the algorithm is the wrong one.
    ///
    /// ## How to fix it
    /// Write the file's digest in base64, computed with the algorithm that the packing list states.
    PKL_HASH_LENGTH_INVALID = "pkl-hash-length-invalid" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 429-8", "2007")],
        needs: Documents,
        check: PackedAsset(hash_length),
    }
}

declare_rule! {
    /// A packing list states an unknown digest algorithm.
    ///
    /// ## Why it matters
    /// The digest cannot be computed, so that the asset cannot be verified.
    ///
    /// ## How to fix it
    /// Use SHA-1, `http://www.w3.org/2000/09/xmldsig#sha1`, and write the file's digest by it.
    PKL_HASH_ALGORITHM_UNKNOWN = "pkl-hash-algorithm-unknown" {
        severity: Error,
        photon: "IMF_PKL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: PackedAsset(algorithm_unknown),
    }
}

declare_rule! {
    /// A packing list uses another digest algorithm than SHA-1.
    ///
    /// ## Why it matters
    /// Nothing is wrong with it, and the digest is verified here. Many receivers compute SHA-1 only, and ignore or
    /// refuse other digests.
    ///
    /// ## How to fix it
    /// Ask the receiver, and use SHA-1 if it supports nothing else.
    PKL_HASH_ALGORITHM_UNCOMMON = "pkl-hash-algorithm-uncommon" {
        severity: Info,
        photon: "IMF_PKL_ERROR",
        citations: [],
        needs: Documents,
        check: PackingList(algorithm_uncommon),
    }
}

fn asset_hash(package: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    let (Some(hash), Some(file)) = (&asset.asset.hash, asset.link.file()) else {
        return;
    };
    let Some(algorithm) = algorithm_of(asset.asset.digest_algorithm()) else {
        return;
    };
    let Some(actual) = package
        .digests(file)
        .and_then(|digests| digests.get(algorithm))
    else {
        return;
    };
    // A digest of the wrong length has its own rule, and so has the list that lists itself.
    if hash.value.len() != algorithm.digest_bytes()
        || *actual == *hash.value
        || is_own_file(package, asset, file)
        || is_explained(package, file)
    {
        return;
    }
    let path = package.inventory.path(file);
    let message = format!(
        "the {} digest of `{path}` is `{}`, and the packing list says `{}`",
        algorithm.name(),
        STANDARD.encode(actual),
        STANDARD.encode(&hash.value)
    );
    sink.at(hash.at, message)
        .found(STANDARD.encode(actual))
        .expected(STANDARD.encode(&hash.value))
        .asset(asset.asset.id.map(|id| id.value))
        .related_file(path, whence(package, file));
}

/// What is said of the file beside its digest. Whoever takes a digest on trust has to know whose word it is.
pub(super) fn whence(package: &Package, file: FileIndex) -> String {
    match package.provenance(file) {
        Provenance::Read => "the file is here".to_owned(),
        other => format!("the file is here, and its digest is {other}"),
    }
}

fn hash_length(_: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    let Some(hash) = &asset.asset.hash else {
        return;
    };
    let Some(algorithm) = algorithm_of(asset.asset.digest_algorithm()) else {
        return;
    };
    let (length, expected) = (hash.value.len(), algorithm.digest_bytes());
    if length == expected {
        return;
    }
    let message = format!(
        "the digest has {length} bytes, and {} gives {expected}",
        algorithm.name()
    );
    let draft = sink.at(hash.at, message);
    draft
        .found(format!("{length} bytes"))
        .expected(format!("{expected} bytes"))
        .asset(asset.asset.id.map(|id| id.value));
    // Two hexadecimal digits a byte are 4/3 of a base64 text: every such digest is three halves as long.
    if length * 2 == expected * 3 {
        draft.help("Write the digest in base64: this one looks like hexadecimal.");
    }
}

fn algorithm_unknown(_: &Package, asset: subject::PackedAsset<'_>, sink: &mut Sink<'_>) {
    if let Some(algorithm) = &asset.asset.hash_algorithm
        && let DigestAlgorithm::Other(uri) = &algorithm.value
    {
        sink.at(
            algorithm.at,
            format!("the digest algorithm `{uri}` is not known"),
        )
        .found(uri)
        .expected(DigestAlgorithm::Sha1.uri())
        .asset(asset.asset.id.map(|id| id.value));
    }
}

fn algorithm_uncommon(_: &Package, packing_list: subject::PackingList<'_>, sink: &mut Sink<'_>) {
    let known = packing_list
        .list
        .assets
        .iter()
        .filter_map(|asset| asset.hash_algorithm.as_ref());
    let mut uncommon =
        known.filter_map(|algorithm| Some((algorithm.at, algorithm_of(&algorithm.value)?)));
    if let Some((at, algorithm)) =
        uncommon.find(|(_, algorithm)| *algorithm != imf_digest::Algorithm::Sha1)
    {
        sink.at(
            at,
            format!(
                "the packing list uses {}, and many receivers know SHA-1 alone",
                algorithm.name()
            ),
        )
        .found(algorithm.name())
        .expected("SHA-1");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::hash::HashAlgorithm;
    use imf_testkit::ids;
    &[
        Case::fires(
            "pkl-asset-hash-mismatch",
            "a byte of the composition's text",
            |package| {
                let path = package.composition();
                package.edit(&path, "Test Package<", "Best Package<");
            },
        ),
        Case::fires(
            "pkl-asset-hash-mismatch",
            "a byte of a picture",
            |package| {
                let path = package.path_of(ids::IMAGE_FILE_ID);
                let start = [0xff, 0x4f, 0xff, 0x51];
                let frame = package.files[&path]
                    .windows(4)
                    .position(|bytes| bytes == start);
                package.flip_byte(&path, frame.unwrap().cast_signed() + 250);
            },
        ),
        Case::silent(
            "pkl-asset-hash-mismatch",
            "white space around the digest",
            |package| {
                let list = package.packing_list();
                package
                    .edit(&list, "<Hash>", "<Hash>\n ")
                    .reseal_asset_map();
            },
        ),
        Case::fires("pkl-hash-length-invalid", "hexadecimal", |package| {
            hash(package, &"0123456789".repeat(4));
        }),
        Case::fires("pkl-hash-length-invalid", "nothing", |package| {
            hash(package, "");
        }),
        Case::silent(
            "pkl-hash-length-invalid",
            "a digest of 32 bytes by SHA-256",
            |package| {
                *package = Delivery {
                    hash: HashAlgorithm::Sha256,
                    ..Delivery::minimal()
                }
                .build();
            },
        )
        .with(&["pkl-hash-algorithm-uncommon"]),
        Case::fires("pkl-hash-algorithm-unknown", "MD5", |package| {
            let list = package.packing_list();
            let md5 = "http://www.w3.org/2001/04/xmldsig-more#md5";
            package
                .edit(&list, "http://www.w3.org/2000/09/xmldsig#sha1", md5)
                .reseal_asset_map();
        }),
        Case::silent(
            "pkl-hash-algorithm-unknown",
            "no algorithm in the first edition",
            |package| {
                *package = Delivery::first_editions().build();
            },
        ),
        Case::fires("pkl-hash-algorithm-uncommon", "SHA-256", |package| {
            *package = Delivery {
                hash: HashAlgorithm::Sha256,
                ..Delivery::minimal()
            }
            .build();
        }),
        Case::silent("pkl-hash-algorithm-uncommon", "SHA-1", |_| {}),
    ]
};

/// Puts `text` in the place of the first digest of the packing list.
#[cfg(test)]
fn hash(package: &mut imf_testkit::Imp, hash: &str) {
    let list = package.packing_list();
    package.edit_with(&list, |text| {
        let start = text.find("<Hash>").expect("a digest") + "<Hash>".len();
        let end = text.find("</Hash>").expect("a digest");
        format!("{}{hash}{}", &text[..start], &text[end..])
    });
    package.reseal_asset_map();
}
