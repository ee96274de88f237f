//! Rules on the properties of metadata sets, whatever they mean (ST 377-1:2011, 9).

use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A property in the metadata of a track file has a length that its type does not have.
    ///
    /// For an array that means: its items are not of the length that they should have, or do not fill it.
    ///
    /// ## Why it matters
    /// The value cannot be read, or is read as another one.
    ///
    /// ## How to fix it
    /// Have the metadata written again by a program that knows the type of the property.
    MXF_SET_ITEM_SIZE = "mxf-set-item-size" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.6")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A set of a track file has a property twice.
    ///
    /// ## Why it matters
    /// Some readers take the first value, some the last.
    ///
    /// ## How to fix it
    /// Write each property of a set once.
    MXF_SET_DUPLICATE_ITEM = "mxf-set-duplicate-item" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// A property in the metadata of a track file has a local tag that the primer pack does not list.
    ///
    /// The primer pack tells what the tags of the properties stand for.
    ///
    /// ## Why it matters
    /// Readers pass over the property, since they cannot tell what it is.
    ///
    /// ## How to fix it
    /// List every tag in the primer pack, those too that are always the same.
    MXF_LOCAL_TAG_UNKNOWN = "mxf-local-tag-unknown" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.2")],
        needs: Headers,
        check: Problem,
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::mxf::{class, property, set::Value};

    use super::case::Case;
    use super::mxf::testing::{PRIVATE, SOUND, damage, rebuild};
    &[
        Case::fires("mxf-set-item-size", "a version of two bytes", |package| {
            rebuild(package, SOUND, |parts| {
                *parts.preface.value(property::OBJECT_MODEL_VERSION) = Value::UInt16(1);
            });
        }),
        Case::fires(
            "mxf-set-item-size",
            "an array of labels of 15 bytes",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let empty_items = Value::Octets(vec![0, 0, 0, 1, 0, 0, 0, 15, 1, 1, 1, 1, 1]);
                    *parts.preface.value(property::DESCRIPTIVE_SCHEMES) = empty_items;
                });
            },
        ),
        Case::silent(
            "mxf-set-item-size",
            "an array of no bytes at all",
            |package| {
                rebuild(package, SOUND, |parts| {
                    *parts.preface.value(property::DESCRIPTIVE_SCHEMES) = Value::Octets(Vec::new());
                });
            },
        ),
        Case::silent(
            "mxf-set-item-size",
            "a property that its set does not have",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let odd = (property::STORED_WIDTH, Value::UInt8(1));
                    parts.preface.properties.push(odd);
                });
            },
        ),
        Case::fires("mxf-set-duplicate-item", "the name of a track", |package| {
            rebuild(package, SOUND, |parts| {
                let track = parts.preface.find(class::TIMELINE_TRACK);
                let name = track.value(property::TRACK_NAME).clone();
                track.properties.push((property::TRACK_NAME, name));
            });
        }),
        Case::silent(
            "mxf-set-duplicate-item",
            "the same value of another property",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = parts.preface.find(class::TIMELINE_TRACK);
                    let name = track.value(property::TRACK_NAME).clone();
                    track.properties.push((PRIVATE, name));
                });
            },
        ),
        Case::fires(
            "mxf-local-tag-unknown",
            "that of the edit rates",
            |package| {
                damage(package, SOUND, |bytes| {
                    // Of the entry of the primer pack; the sets come behind it.
                    let entry = [[0x4b, 0x01].as_slice(), &property::EDIT_RATE.label].concat();
                    let at = bytes.windows(18).position(|found| found == entry);
                    bytes[at.unwrap()..][..2].copy_from_slice(&[0x7f, 0x7f]);
                });
            },
        ),
        Case::silent(
            "mxf-local-tag-unknown",
            "a tag that no set uses",
            |package| {
                rebuild(package, SOUND, |parts| {
                    parts.preface.properties.push((PRIVATE, Value::UInt8(1)));
                });
            },
        ),
    ]
};
