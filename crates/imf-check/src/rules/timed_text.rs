//! Rules on timed text track files (ST 2067-2:2016, 5.4; ST 429-5).

use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// The profiles of timed text that IMF plays, by their designators; Netflix's is a profile of its own.
const PROFILES: [&str; 8] = [
    "http://www.w3.org/ns/ttml/profile/imsc1/text",
    "http://www.w3.org/ns/ttml/profile/imsc1.1/text",
    "http://www.w3.org/ns/ttml/profile/imsc1/image",
    "http://www.w3.org/ns/ttml/profile/imsc1.1/image",
    "http://www.w3.org/ns/ttml/profile/sdp-us",
    "urn:ebu:tt:distribution:2014-01",
    "urn:ebu:tt:distribution:2018-04",
    "https://www.netflix.com/ns/imsc1.1/text/1",
];
/// The container of timed text (ST 429-5).
const EXPECTED: &str = "urn:smpte:ul:060e2b34.0401010a.0d010301.02130101";
/// What a document may come with: pictures and fonts.
const RESOURCES: [&str; 2] = ["image/png", "application/x-font-opentype"];

/// Whether the descriptor is one of timed text.
fn is_timed_text(_: &Package, subject: subject::Descriptor<'_>) -> bool {
    timed_text(subject).is_some()
}

/// The descriptor, where it is one of timed text.
fn timed_text(subject: subject::Descriptor<'_>) -> Option<&Node> {
    Some(subject.node).filter(|node| node.is("DCTimedTextDescriptor"))
}

declare_rule! {
    /// A timed text track file's container is not the one for timed text.
    ///
    /// ## Why it matters
    /// A reader takes the essence for something else, and does not find the text.
    ///
    /// ## How to fix it
    /// Wrap the text again as ST 429-5 says (`urn:smpte:ul:060e2b34.0401010a.0d010301.02130101`).
    TT_CONTAINER_MAPPING_KIND = "tt-container-mapping-kind" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2016"), Citation::document("ST 429-5", "2009")],
        needs: Documents,
        check: Descriptor(is_timed_text, container),
    }
}

fn container(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = timed_text(subject) else {
        return;
    };
    let Some(found) = node
        .label("ContainerFormat")
        .filter(|label| label.0[13] != 0x13)
    else {
        return;
    };
    sink.finding(
        node.field_spot(subject.origin, "ContainerFormat"),
        format!("the timed text has the `ContainerFormat` `{found}`, which is not that of timed text, `{EXPECTED}`"),
    )
    .found(found)
    .expected(EXPECTED);
}

declare_rule! {
    /// Timed text is not encoded in UTF-8.
    ///
    /// ## Why it matters
    /// Players of IMF read UTF-8 and nothing else; other text comes out garbled.
    ///
    /// ## How to fix it
    /// Convert the document to UTF-8 and wrap it again with the `UCSEncoding` `UTF-8`.
    TT_UCS_ENCODING = "tt-ucs-encoding" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.4")],
        needs: Documents,
        check: Descriptor(is_timed_text, encoding),
    }
}

fn encoding(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = timed_text(subject) else {
        return;
    };
    let Some(found) = node
        .text("UCSEncoding")
        .filter(|found| !found.eq_ignore_ascii_case("UTF-8"))
    else {
        return;
    };
    sink.finding(
        node.field_spot(subject.origin, "UCSEncoding"),
        format!("the timed text is encoded in `{found}`, and has to be in UTF-8"),
    )
    .found(found)
    .expected("UTF-8");
}

declare_rule! {
    /// The profile of timed text is none that IMF plays.
    ///
    /// `NamespaceURI` names the profile that the document keeps to: IMSC text or image, or one that is a part of it.
    ///
    /// ## Why it matters
    /// A player decides by the profile whether it can show the text.
    ///
    /// ## How to fix it
    /// Convert the document to an IMSC profile and wrap it again with that profile's designator.
    TT_NAMESPACE_URI = "tt-namespace-uri" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2020", "5.4.2")],
        needs: Documents,
        check: Descriptor(is_timed_text, namespace),
    }
}

fn namespace(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = timed_text(subject) else {
        return;
    };
    let Some(found) = node
        .text("NamespaceURI")
        .filter(|found| !PROFILES.contains(found))
    else {
        return;
    };
    sink.finding(
        node.field_spot(subject.origin, "NamespaceURI"),
        format!(
            "the timed text has the profile `{found}`, expected one of IMSC such as `{}`",
            PROFILES[1]
        ),
    )
    .found(found)
    .expected(PROFILES.join(" or "));
}

declare_rule! {
    /// A resource of timed text is neither a PNG picture nor an OpenType font.
    ///
    /// ## Why it matters
    /// Players of IMF show no other pictures and load no other fonts.
    ///
    /// ## How to fix it
    /// Convert the resource, and wrap the text again with its media type, `image/png` or `application/x-font-opentype`.
    TT_RESOURCE_MIME_TYPE = "tt-resource-mime-type" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.4.5"), Citation::clause("ST 2067-2", "2016", "5.4.6")],
        needs: Documents,
        check: Descriptor(is_timed_text, resource),
    }
}

fn resource(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = timed_text(subject) else {
        return;
    };
    for resource in node.subs("DCTimedTextResourceSubDescriptor") {
        let Some(found) = resource
            .text("MIMEType")
            .filter(|found| !RESOURCES.contains(found))
        else {
            continue;
        };
        sink.finding(
            resource.field_spot(subject.origin, "MIMEType"),
            format!("a resource of the timed text has the type `{found}`, expected `image/png` or `application/x-font-opentype`"),
        )
        .found(found)
        .expected(RESOURCES.join(" or "));
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::set::{Label, Set, Value};
    use imf_testkit::mxf::{class, property};

    use super::case::Case;
    use super::case::described_text;
    use crate::storage::MemoryStorage;

    /// Timed text with a resource of that type, and its bytes.
    fn with_resource(media_type: &str, bytes: &[u8]) -> MemoryStorage {
        let mut delivery = Delivery::with_timed_text();
        let resource = Set::new(
            class::DC_TIMED_TEXT_RESOURCE_SUB_DESCRIPTOR,
            Id::derived("a resource of timed text"),
        )
        .with(
            property::ANCILLARY_RESOURCE_ID,
            Value::Id(Id::derived("a picture")),
        )
        .with(property::MIME_TYPE, Value::text(media_type))
        .with(property::ESSENCE_STREAM_ID, Value::UInt32(2));
        let file = &mut delivery.track_files[2];
        let mut descriptor = file.descriptor();
        descriptor.sub_descriptors().push(resource);
        file.described = Some(descriptor);
        file.streams = vec![(2, bytes.to_vec())];
        MemoryStorage::new(delivery.build().files)
    }

    &[
        Case::fires_for("tt-container-mapping-kind", "that of sound", || {
            described_text(|set| {
                let label = Label::parse("060e2b34.04010101.0d010301.02060200");
                set.set("ContainerFormat", Value::Label(label));
            })
        }),
        Case::silent_for("tt-container-mapping-kind", "that of text", || {
            described_text(|_| {})
        }),
        Case::fires_for("tt-ucs-encoding", "UTF-16", || {
            described_text(|set| {
                set.set("UCSEncoding", Value::text("UTF-16"));
            })
        }),
        Case::silent_for("tt-ucs-encoding", "in small letters", || {
            described_text(|set| {
                set.set("UCSEncoding", Value::text("utf-8"));
            })
        }),
        Case::fires_for("tt-namespace-uri", "any TTML", || {
            described_text(|set| {
                set.set("NamespaceURI", Value::text("http://www.w3.org/ns/ttml"));
            })
        }),
        Case::silent_for("tt-namespace-uri", "IMSC 1.1 pictures", || {
            described_text(|set| {
                set.set("NamespaceURI", Value::text(PROFILES[3]));
            })
        }),
        Case::fires_for("tt-resource-mime-type", "a JPEG", || {
            with_resource("image/jpeg", b"\xff\xd8\xff\xe0")
        }),
        Case::silent_for("tt-resource-mime-type", "a PNG", || {
            with_resource("image/png", b"\x89PNG\r\n\x1a\n")
        }),
    ]
};
