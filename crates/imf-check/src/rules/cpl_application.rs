//! Rules on the applications that a composition claims (ST 2067-2, ST 2067-21).

use super::cpl::groups::Groups;
use crate::judge::{Sink, subject};
use crate::package::kind::Kind;
use crate::package::{CoreConstraints, Package};
use crate::rule::{Citation, declare_rule};

/// The name of the property, in the namespace of any edition of the core constraints.
const APPLICATION_IDENTIFICATION: &str = "ApplicationIdentification";

declare_rule! {
    /// The composition does not say which application of IMF it follows.
    ///
    /// ## Why it matters
    /// `ApplicationIdentification` says which application of IMF (such as App #2E) the composition keeps to: which
    /// picture formats, codecs and frame rates a receiver has to expect. Without it, no application's rules are
    /// checked, and many receivers refuse the delivery.
    ///
    /// ## How to fix it
    /// Add `ApplicationIdentification` to `ExtensionProperties`, with the URI of the application.
    CPL_APPLICATION_ID_MISSING = "cpl-application-id-missing" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation { draft: true, ..Citation::clause("ST 2067-21", "2021-11-26", "7.1") }],
        needs: Documents,
        check: Composition(missing),
    }
}

fn missing(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    if composition.info.application_ids.is_empty() {
        sink.at(
            composition.playlist.at,
            "the composition has no `ApplicationIdentification`, and should say which application it keeps to",
        )
        .expected("ApplicationIdentification");
    }
}

declare_rule! {
    /// The composition has more than one `ApplicationIdentification` element.
    ///
    /// ## Why it matters
    /// The element is a list: several applications go into one, separated by spaces. Readers look at the first element
    /// only, and miss the others.
    ///
    /// ## How to fix it
    /// Write all URIs into one `ApplicationIdentification`.
    CPL_APPLICATION_ID_MULTIPLE_ELEMENTS = "cpl-application-id-multiple-elements" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Documents,
        check: Composition(multiple),
    }
}

fn multiple(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let properties = composition.playlist.extension_properties.iter();
    let mut elements = properties.filter(|element| {
        &*element.name.local == APPLICATION_IDENTIFICATION
            && CoreConstraints::of_namespace(&element.name.namespace).is_some()
    });
    let (Some(first), Some(second)) = (elements.next(), elements.next()) else {
        return;
    };
    let count = elements.count() + 2;
    sink.at(
        second.at,
        format!("the composition has {count} elements `ApplicationIdentification`, expected one list of all"),
    )
    .found(count)
    .expected(1)
    .related(composition.info.document, first.at, "the first");
}

declare_rule! {
    /// The composition follows an application that is not known here.
    ///
    /// ## Why it matters
    /// Each application adds rules of its own. Those of this one are not checked, and a receiver may not know it
    /// either. The composition is held against the core constraints, which all applications share.
    ///
    /// ## How to fix it
    /// Check the spelling of the URI. If it is right, make sure that the receiver supports the application.
    CPL_NAMESPACE_UNSUPPORTED = "cpl-namespace-unsupported" {
        severity: Warning,
        photon: "IMF_CPL_ERROR",
        citations: [Citation { draft: true, ..Citation::document("ST 2067-21", "2021-11-26") }],
        needs: Documents,
        check: Composition(unsupported),
    }
}

fn unsupported(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let mut groups = Groups::new();
    for id in &composition.info.application_ids {
        if CoreConstraints::of_application(&id.value).is_none() {
            groups.add(&*id.value, || id);
        }
    }
    for (id, _) in groups.finish() {
        sink.at(
            id.at,
            format!(
                "the application `{}` is not known: the core constraints are checked, and its own rules are not",
                id.value
            ),
        )
        .found(&id.value);
    }
}

declare_rule! {
    /// The sequences are of another edition of the core constraints than the application is based on.
    ///
    /// ## Why it matters
    /// Every edition of an application is based on one edition of ST 2067-2. A composition whose sequences come from
    /// another one mixes two sets of rules, and strict readers know only one of them.
    ///
    /// ## How to fix it
    /// Use the namespace that the application is based on for all sequences, or name the edition of the application
    /// that fits them.
    CC_NAMESPACE_NOT_EXPECTED = "cc-namespace-not-expected" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [
            Citation { draft: true, ..Citation::clause("ST 2067-21", "2025-06-17", "3") },
            Citation::document("ST 2067-21", "2016"),
        ],
        needs: Documents,
        check: Composition(not_expected),
    }
}

fn not_expected(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let applications = composition.info.application_ids.iter();
    let expected: Vec<_> = applications
        .filter_map(|id| Some((id, CoreConstraints::of_application(&id.value)?)))
        .collect();
    let Some(&(application, edition)) = expected.first() else {
        return;
    };
    let mut groups = Groups::new();
    for sequence in composition.segments().flat_map(subject::Segment::sequences) {
        let own = CoreConstraints::of_namespace(&sequence.kind().namespace);
        let Some(own) = own.filter(|_| Kind::of(sequence) != Kind::Unsupported) else {
            continue;
        };
        if expected.iter().all(|(_, edition)| *edition != own) {
            groups.add(own, || sequence);
        }
    }
    for (sequence, count) in groups.finish() {
        let found = &sequence.kind().namespace;
        let sequences = if count == 1 {
            format!("`{}` is", sequence.kind().local)
        } else {
            format!("{count} sequences are")
        };
        sink.at(
            sequence.sequence.at,
            format!(
                "{sequences} of `{found}`, and the application `{}` builds on `{}`",
                application.value,
                edition.namespace()
            ),
        )
        .found(found)
        .expected(edition.namespace())
        .related(composition.info.document, application.at, "the application");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::cpl::testing::edit;
    const ELEMENT: &str = "<cc:ApplicationIdentification>http://www.smpte-ra.org/ns/2067-21/2021</cc:ApplicationIdentification>";
    const URI: &str = ">http://www.smpte-ra.org/ns/2067-21/2021<";
    &[
        Case::fires(
            "cpl-application-id-missing",
            "other properties only",
            |package| {
                edit(package, ELEMENT, "<x:Note xmlns:x=\"urn:example\"/>");
            },
        ),
        Case::silent(
            "cpl-application-id-missing",
            "white space around it",
            |package| {
                edit(package, URI, "> http://www.smpte-ra.org/ns/2067-21/2021 <");
            },
        ),
        Case::fires(
            "cpl-application-id-multiple-elements",
            "the same twice",
            |package| {
                edit(package, ELEMENT, &[ELEMENT, ELEMENT].concat());
            },
        ),
        Case::silent(
            "cpl-application-id-multiple-elements",
            "two in one list",
            |package| {
                edit(
                    package,
                    URI,
                    ">http://www.smpte-ra.org/ns/2067-21/2021 http://www.smpte-ra.org/ns/2067-21/2020<",
                );
            },
        ),
        Case::fires("cpl-namespace-unsupported", "an invented one", |package| {
            edit(
                package,
                URI,
                ">http://www.smpte-ra.org/ns/2067-21/2021 urn:example:application<",
            );
        }),
        Case::silent(
            "cpl-namespace-unsupported",
            "in capital letters",
            |package| {
                edit(package, URI, ">HTTP://WWW.SMPTE-RA.ORG/NS/2067-21/2021<");
            },
        ),
        Case::fires(
            "cc-namespace-not-expected",
            "an application of 2016 over sequences of 2020",
            |package| {
                edit(
                    package,
                    URI,
                    ">http://www.smpte-ra.org/schemas/2067-21/2016<",
                );
            },
        ),
        Case::silent(
            "cc-namespace-not-expected",
            "one of two applications fits",
            |package| {
                edit(
                    package,
                    URI,
                    ">http://www.smpte-ra.org/schemas/2067-21/2016 http://www.smpte-ra.org/ns/2067-21/2020<",
                );
            },
        ),
    ]
};
