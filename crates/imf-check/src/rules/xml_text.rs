//! Rules on the text of documents: whether it is XML 1.0, and the XML that this reader refuses. A table raises them.

use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The document is not well-formed XML.
    ///
    /// ## Why it matters
    /// No reader gets past the first such fault: to it, the rest of the document does not exist.
    ///
    /// ## How to fix it
    /// Export the document again with a tool that writes XML, or fetch it again if it was cut off. Afterwards its size
    /// and digest in the packing list have to be updated.
    XML_NOT_WELL_FORMED = "xml-not-well-formed" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("XML 1.0", "5th edition")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document holds bytes that are not valid in its encoding.
    ///
    /// ## Why it matters
    /// A reader has to stop there, or it guesses at characters and reads names and ids wrong.
    ///
    /// ## How to fix it
    /// Save the document as UTF-8. Where a packing list lists the document, update its size and digest there.
    XML_ENCODING_INVALID = "xml-encoding-invalid" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [Citation::document("XML 1.0", "5th edition")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document's encoding is not supported, or contradicts its byte order mark.
    ///
    /// ## Why it matters
    /// Readers have to know UTF-8 and UTF-16 only; a document in another encoding many of them cannot open.
    ///
    /// ## How to fix it
    /// Save the document as UTF-8 with `encoding="UTF-8"`. Where a packing list lists the document, update its size and
    /// digest there.
    XML_ENCODING_UNSUPPORTED = "xml-encoding-unsupported" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document declares another version of XML than 1.0.
    ///
    /// ## Why it matters
    /// Most readers know XML 1.0 alone, and XML 1.1 allows characters that they refuse. This check reads the text as
    /// XML 1.0.
    ///
    /// ## How to fix it
    /// Declare `version="1.0"`. Where a packing list lists the document, update its size and digest there.
    XML_VERSION_UNSUPPORTED = "xml-version-unsupported" {
        severity: Warning,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document has a document type declaration.
    ///
    /// ## Why it matters
    /// Document types are the way to make a reader expand a few bytes into gigabytes, or fetch a file of its machine,
    /// so careful readers refuse them all. This check passes over the declaration: nothing in it is expanded or
    /// fetched.
    ///
    /// ## How to fix it
    /// Remove the `<!DOCTYPE …>` and write out what its entities stand for. Where a packing list lists the document,
    /// update its size and digest there.
    XML_DOCTYPE_UNEXPECTED = "xml-doctype-unexpected" {
        severity: Warning,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document uses an entity that XML itself does not define.
    ///
    /// ## Why it matters
    /// The entity is not expanded, so the text around it is not known: another reader may see another value, or none.
    ///
    /// ## How to fix it
    /// Write out what the entity stands for. Where a packing list lists the document, update its size and digest there.
    XML_ENTITY_UNEXPECTED = "xml-entity-unexpected" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The document is larger or more deeply nested than this reader allows.
    ///
    /// ## Why it matters
    /// The limits lie far above every real document. Past them nothing more was read, so only a part of the document
    /// was checked.
    ///
    /// ## How to fix it
    /// Find out what made the document. Elements nested by the thousand, or a value of megabytes, come from no
    /// authoring tool that works as it should.
    XML_LIMIT_EXCEEDED = "xml-limit-exceeded" {
        severity: Error,
        photon: "IMP_VALIDATOR_PAYLOAD_ERROR",
        citations: [],
        needs: Documents,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    const MAP: &str = "ASSETMAP.xml";
    const NOTE: &str = ">test package<";
    &[
        Case::fires(
            "xml-not-well-formed",
            "text after the root element",
            |package| {
                package.edit_with(MAP, |text| format!("{text}more"));
            },
        ),
        Case::fires(
            "xml-not-well-formed",
            "a composition of one line feed, sealed",
            |package| {
                let path = package.composition();
                package.files.insert(path, b"\n".to_vec());
                package.reseal_packing_lists();
            },
        ),
        Case::silent(
            "xml-not-well-formed",
            "a comment after the root element",
            |package| {
                package.edit_with(MAP, |text| format!("{text}<!-- more -->\n"));
            },
        ),
        Case::fires(
            "xml-encoding-invalid",
            "a byte of Latin-1 in UTF-8",
            |package| {
                let bytes = package.files.get_mut(MAP).expect("it is there");
                let at = bytes
                    .windows(12)
                    .position(|window| window == b"test package")
                    .expect("it is there");
                bytes[at] = 0xe9;
            },
        ),
        Case::silent("xml-encoding-invalid", "letters of many bytes", |package| {
            package.edit(MAP, NOTE, ">páckage 包 𝄞<");
        }),
        Case::fires(
            "xml-encoding-unsupported",
            "an encoding that nobody knows",
            |package| {
                package.edit(MAP, "UTF-8", "x-nobody");
            },
        ),
        Case::silent(
            "xml-encoding-unsupported",
            "the encoding in small letters",
            |package| {
                package.edit(MAP, "UTF-8", "utf-8");
            },
        ),
        Case::fires("xml-version-unsupported", "XML 1.1", |package| {
            package.edit(MAP, "version=\"1.0\"", "version=\"1.1\"");
        }),
        Case::silent(
            "xml-version-unsupported",
            "no declaration at all",
            |package| {
                package.edit_with(MAP, |text| {
                    text[text.find("?>").expect("a declaration") + 2..]
                        .trim_start()
                        .to_owned()
                });
            },
        ),
        Case::fires(
            "xml-doctype-unexpected",
            "a document type that is not used",
            |package| {
                package.edit(MAP, "?>", "?><!DOCTYPE AssetMap>");
            },
        ),
        Case::silent(
            "xml-doctype-unexpected",
            "the word in a comment",
            |package| {
                package.edit(MAP, "?>", "?><!-- <!DOCTYPE AssetMap> -->");
            },
        ),
        Case::fires("xml-entity-unexpected", "an entity of its own", |package| {
            package
                .edit(MAP, "?>", "?><!DOCTYPE AssetMap [<!ENTITY e \"x\">]>")
                .edit(MAP, NOTE, ">&e;<");
        })
        .with(&["xml-doctype-unexpected"]),
        Case::silent(
            "xml-entity-unexpected",
            "predefined entities and characters by number",
            |package| {
                package.edit(MAP, NOTE, ">&lt;&amp;&#65;&#x1d11e;<");
            },
        ),
        Case::fires(
            "xml-limit-exceeded",
            "elements nested by the thousand",
            |package| {
                package.edit_with(MAP, |text| {
                    let deep = format!("{}{}</Issuer>", "<x>".repeat(5000), "</x>".repeat(5000));
                    text.replacen("</Issuer>", &deep, 1)
                });
            },
        )
        .with(&["xml-unexpected-element"]),
        Case::silent("xml-limit-exceeded", "a long annotation", |package| {
            package.edit(MAP, NOTE, &format!(">{}<", "long ".repeat(10_000)));
        }),
    ]
};
