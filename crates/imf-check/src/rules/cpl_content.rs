//! Rules on what a composition says about its content: kind and versions (ST 2067-3, 6.1).

use super::cpl::groups::Groups;
use crate::judge::{Sink, subject};
use crate::package::{CoreConstraints, Package};
use crate::rule::{Citation, declare_rule};

/// The standard kinds of content.
const KINDS: [&str; 13] = [
    "advertisement",
    "episode",
    "event",
    "feature",
    "highlights",
    "policy",
    "psa",
    "rating",
    "short",
    "teaser",
    "test",
    "trailer",
    "transitional",
];

/// The scopes whose kinds those are. Every edition has kept the one of 2013 as its default.
const STANDARD_SCOPES: [&str; 3] = [
    "http://www.smpte-ra.org/schemas/2067-3/2013#content-kind",
    "http://www.smpte-ra.org/schemas/2067-3/2016#content-kind",
    "http://www.smpte-ra.org/schemas/2067-3/XXXX#content-kind",
];

declare_rule! {
    /// The content kind is not one of the standard ones.
    ///
    /// ## Why it matters
    /// `ContentKind` sorts compositions: features, episodes, trailers. A word outside the standard list means nothing
    /// to a machine, and some receivers refuse it.
    ///
    /// ## How to fix it
    /// Use a standard kind such as `feature`, `episode` or `trailer`, or set `scope` to the URI of your own list.
    CPL_CONTENT_KIND_UNKNOWN = "cpl-content-kind-unknown" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(kind_unknown),
    }
}

fn kind_unknown(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let Some(kind) = &composition.playlist.content_kind else {
        return;
    };
    let is_standard = kind
        .scope
        .as_ref()
        .is_none_or(|scope| STANDARD_SCOPES.contains(&&*scope.value));
    let value = kind.value.value.trim();
    // Real compositions write `Test` as well as `test`.
    if is_standard && !KINDS.iter().any(|known| known.eq_ignore_ascii_case(value)) {
        sink.at(
            kind.at,
            format!("the content kind `{value}` is not one of the standard ones"),
        )
        .found(value)
        .expected(KINDS.join(", "));
    }
}

declare_rule! {
    /// The composition has no content version.
    ///
    /// ## Why it matters
    /// `ContentVersion` names the version of the work that the composition plays, apart from the id of this one file.
    /// Without it a receiver cannot tell that two compositions are the same version.
    ///
    /// ## How to fix it
    /// Add a `ContentVersionList` with one `ContentVersion`, which has an `Id` (such as `urn:uuid:…`) and a
    /// `LabelText`.
    CC_CONTENT_VERSION_MISSING = "cc-content-version-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.7")],
        needs: Documents,
        check: Composition(version_missing),
    }
}

fn version_missing(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    // A list that is there and empty breaks the schema.
    if composition.info.core_constraints >= CoreConstraints::V2016
        && composition.playlist.content_version_list.is_none()
    {
        sink.at(
            composition.playlist.at,
            "the composition has no `ContentVersionList`, and needs at least one content version",
        )
        .expected("ContentVersionList");
    }
}

declare_rule! {
    /// The id of a content version is not an absolute URI, or occurs twice.
    ///
    /// ## Why it matters
    /// The id tells versions apart all over the world, so it is a URI that stands by itself, such as a `urn:uuid:` or
    /// an EIDR, and each version of the list has its own.
    ///
    /// ## How to fix it
    /// Write an absolute URI that no other content version has.
    CPL_CONTENT_VERSION_ID_INVALID = "cpl-content-version-id-invalid" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016"), Citation::document("ST 2067-3", "2020")],
        needs: Documents,
        check: Composition(version_id),
    }
}

fn version_id(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let mut groups = Groups::new();
    for version in &composition.playlist.content_versions {
        let Some(id) = &version.id else { continue };
        if is_absolute(&id.value) {
            groups.add(&*id.value, || id);
        } else {
            sink.at(
                id.at,
                format!(
                    "the content version's id is `{}`, expected an absolute URI",
                    id.value
                ),
            )
            .found(&id.value)
            .expected("an absolute URI");
        }
    }
    for (id, count) in groups.finish() {
        if count > 1 {
            sink.at(
                id.at,
                format!(
                    "{count} content versions have the id `{}`, expected one",
                    id.value
                ),
            )
            .found(&id.value)
            .expected("an id of its own");
        }
    }
}

/// Whether the URI has a scheme (RFC 3986, 3.1) and something behind it.
fn is_absolute(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::{edit, edited};
    const KIND: &str = "<ContentKind>feature<";
    const VERSION: &str = "<ContentVersion><Id>";
    &[
        Case::fires("cpl-content-kind-unknown", "an invented one", |package| {
            edit(package, KIND, "<ContentKind>movie<");
        }),
        Case::silent("cpl-content-kind-unknown", "in capitals", |package| {
            edit(package, KIND, "<ContentKind>Feature<");
        }),
        Case::silent(
            "cpl-content-kind-unknown",
            "a scope of its own",
            |package| {
                edit(
                    package,
                    KIND,
                    "<ContentKind scope=\"urn:example:kinds\">movie<",
                );
            },
        ),
        Case::fires("cc-content-version-missing", "no list", |package| {
            edit(package, "<ContentVersionList>", "<!-- <ContentVersionList>");
            edit(
                package,
                "</ContentVersionList>",
                "</ContentVersionList> -->",
            );
        }),
        Case::silent_for("cc-content-version-missing", "no list, in 2013", || {
            edited(
                &Delivery::first_editions(),
                &[
                    ("<ContentVersionList>", "<!-- <ContentVersionList>"),
                    ("</ContentVersionList>", "</ContentVersionList> -->"),
                ],
            )
        }),
        Case::fires(
            "cpl-content-version-id-invalid",
            "a plain number",
            |package| {
                edit(
                    package,
                    VERSION,
                    "<ContentVersion><Id>1</Id><LabelText>1</LabelText></ContentVersion><ContentVersion><Id>",
                );
            },
        ),
        Case::fires(
            "cpl-content-version-id-invalid",
            "two of one id",
            |package| {
                let version = "<ContentVersion><Id>urn:example:1</Id><LabelText>1</LabelText></ContentVersion>";
                edit(package, VERSION, &[version, version, VERSION].concat());
            },
        ),
        Case::silent("cpl-content-version-id-invalid", "an EIDR", |package| {
            let version = "<ContentVersion><Id>urn:eidr:10.5240/4FEC-7003-F150-AD59-9D70-S</Id><LabelText>1</LabelText></ContentVersion>";
            edit(package, VERSION, &[version, VERSION].concat());
        }),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_uris_have_a_scheme() {
        assert!(is_absolute("urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85"));
        assert!(is_absolute("tag:example.com,2019-08:a"));
        assert!(!is_absolute("version 1"));
        assert!(!is_absolute("urn:"));
        assert!(!is_absolute(":a"));
    }
}
