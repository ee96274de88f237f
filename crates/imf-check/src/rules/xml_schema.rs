//! Rules on the schemas of documents. A table raises them for what the grammar of `imf-parse` refuses.

use crate::rule::{Citation, declare_rule};

/// Where the schemas are. One rule covers all documents, so the clause stands only where two sources agree on it.
const SCHEMAS: [Citation; 6] = [
    Citation::document("ST 429-9", "2014"),
    Citation::document("ST 429-8", "2007"),
    Citation::document("ST 2067-2", "2016"),
    Citation::clause("ST 2067-3", "2016", "6"),
    Citation::document("ST 2067-100", "2014"),
    Citation::document("ST 2067-9", "2018"),
];

/// Ids of compositions: the clause of the schema is not that of ids.
const UUIDS: Citation = Citation::document("ST 2067-3", "2016");

declare_rule! {
    /// An element stands where the document's schema does not allow it.
    ///
    /// ## Why it matters
    /// Readers that validate refuse the whole document. Most often the element is in the wrong order or namespace, or
    /// belongs to another edition.
    ///
    /// ## How to fix it
    /// Move the element to its place in the schema's order, or remove it. Where a packing list lists the document,
    /// update its size and digest there.
    XML_UNEXPECTED_ELEMENT = "xml-unexpected-element" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [SCHEMAS[0], SCHEMAS[1], SCHEMAS[2], SCHEMAS[3], SCHEMAS[4], SCHEMAS[5]],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// An element that the document's schema demands is missing.
    ///
    /// ## Why it matters
    /// Readers that validate refuse the whole document, and the others lack a value that they need.
    ///
    /// ## How to fix it
    /// Add the element at its place in the schema's order. Where a packing list lists the document, update its size and
    /// digest there.
    XML_MISSING_ELEMENT = "xml-missing-element" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [SCHEMAS[0], SCHEMAS[1], SCHEMAS[2], SCHEMAS[3], SCHEMAS[4], SCHEMAS[5]],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// A value is not in the form that the document's schema demands.
    ///
    /// ## Why it matters
    /// A reader cannot make sense of the value: it refuses the document, or goes on as if the value were not there.
    ///
    /// ## How to fix it
    /// Write the value in the expected form. Where a packing list lists the document, update its size and digest there.
    XML_INVALID_VALUE = "xml-invalid-value" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [SCHEMAS[0], SCHEMAS[1], SCHEMAS[2], SCHEMAS[3], SCHEMAS[4], SCHEMAS[5]],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// An identifier is not a UUID written as a URN.
    ///
    /// ## Why it matters
    /// Documents and files find each other by these ids: an id that cannot be read leads nowhere.
    ///
    /// ## How to fix it
    /// Write `urn:uuid:` and 32 hexadecimal digits in groups of 8-4-4-4-12. The id has to be the same wherever it
    /// occurs.
    XML_UUID_NOT_URN = "xml-uuid-not-urn" {
        severity: Error,
        photon: "UUID_ERROR",
        citations: [SCHEMAS[0], SCHEMAS[1], SCHEMAS[2], UUIDS, SCHEMAS[4], SCHEMAS[5]],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// A number is too large for any file or timeline.
    ///
    /// ## Why it matters
    /// Readers keep such numbers in 64 bits: some take another number for it, some stop.
    ///
    /// ## How to fix it
    /// Write the true number. Where a packing list lists the document, update its size and digest there.
    XML_NUMBER_TOO_LARGE = "xml-number-too-large" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document breaks its schema in its attributes, types or text.
    ///
    /// ## Why it matters
    /// Readers that validate refuse the whole document.
    ///
    /// ## How to fix it
    /// Correct what the message names. Where a packing list lists the document, update its size and digest there.
    XML_SCHEMA_VIOLATION = "xml-schema-violation" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [SCHEMAS[0], SCHEMAS[1], SCHEMAS[2], SCHEMAS[3], SCHEMAS[4], SCHEMAS[5]],
        needs: Documents,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    const MAP: &str = "ASSETMAP.xml";
    &[
        Case::fires(
            "xml-unexpected-element",
            "an element that the schema does not have",
            |package| {
                package.edit(MAP, "<VolumeCount>", "<Comment>x</Comment><VolumeCount>");
            },
        ),
        Case::silent(
            "xml-unexpected-element",
            "a comment in its place",
            |package| {
                package.edit(
                    MAP,
                    "<VolumeCount>",
                    "<!-- <Comment>x</Comment> --><VolumeCount>",
                );
            },
        ),
        Case::fires("xml-missing-element", "no issuer", |package| {
            package.edit_with(MAP, |text| without(text, "Issuer"));
        }),
        Case::silent("xml-missing-element", "no annotation", |package| {
            package.edit_with(MAP, |text| without(text, "AnnotationText"));
        }),
        Case::fires("xml-invalid-value", "a date that is none", |package| {
            package.edit(MAP, "<IssueDate>", "<IssueDate>the day after ");
        }),
        Case::silent(
            "xml-invalid-value",
            "white space around a date",
            |package| {
                package.edit(MAP, "<IssueDate>", "<IssueDate>\n ");
            },
        ),
        Case::fires("xml-uuid-not-urn", "an id without its prefix", |package| {
            package.edit(MAP, "<Id>urn:uuid:", "<Id>");
        }),
        Case::silent("xml-uuid-not-urn", "an id in capitals", |package| {
            package.edit_with(MAP, |text| {
                let start = text.find("<Id>urn:uuid:").expect("an id") + "<Id>urn:uuid:".len();
                let id = &text[start..start + 36];
                text.replacen(id, &id.to_ascii_uppercase(), 1)
            });
        }),
        Case::fires(
            "xml-number-too-large",
            "a volume index of 2^70",
            |package| {
                package.edit(MAP, "<Offset>0<", "<Offset>1180591620717411303424<");
            },
        )
        .with(&["am-offset-not-zero"]),
        Case::silent(
            "xml-number-too-large",
            "a number with leading zeros",
            |package| {
                package.edit(MAP, "<Offset>0<", "<Offset>000000000000000000000000<");
            },
        ),
        Case::fires(
            "xml-schema-violation",
            "an attribute that the schema does not have",
            |package| {
                package.edit(MAP, "<VolumeCount>", "<VolumeCount unit=\"1\">");
            },
        ),
        Case::silent(
            "xml-schema-violation",
            "an attribute that says where the schema is",
            |package| {
                let hint = "<AssetMap xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\" ";
                package.edit(MAP, "<AssetMap ", hint);
            },
        ),
    ]
};

#[cfg(test)]
fn without(text: &str, element: &str) -> String {
    let start = text.find(&format!("<{element}>")).expect("a start tag");
    let end_tag = format!("</{element}>");
    let end = text.find(&end_tag).expect("an end tag") + end_tag.len();
    format!("{}{}", &text[..start], &text[end..])
}
