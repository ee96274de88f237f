//! Rules on what the labels say of the programs of metadata-guided audio (ST 2067-203, 5.6.2, Table 8; ST 377-41).

use super::{is_mga, labels};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::rules::set::{Demand, list};
use crate::rules::vocabulary::{A_CONTENT, OF_2021, USE_CLASSES, contents, is_content};

declare_rule! {
    /// The label of a program of metadata-guided audio does not say what is heard.
    ///
    /// `MCAContent` is a symbol of ST 377-41, such as `PRM` for the main sound.
    ///
    /// ## Why it matters
    /// Players choose between the main sound, commentary and versions for those who hear or see badly by this symbol.
    ///
    /// ## How to fix it
    /// Have the labels written again with the content of each program as `MCAContent`.
    MGA_TF_MCA_CONTENT_MISSING = "mga-tf-mca-content-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_content),
    }
}

fn no_content(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let listed = format!("one of {}", list(contents()));
        let demand = Demand::should("a symbol of ST 377-41").listing(&listed);
        labels.missing(sink, "MCAContent", demand);
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio names a content that the standard does not know.
    ///
    /// `MCAContent` is one of the symbols of ST 377-41, or a symbol of one's own that begins with `x-`.
    ///
    /// ## Why it matters
    /// Players choose between programs by this symbol, and do not find one that they do not know.
    ///
    /// ## How to fix it
    /// Have the labels written again with a symbol of the standard, such as `PRM` for the main sound.
    MGA_TF_MCA_CONTENT_INVALID = "mga-tf-mca-content-invalid" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-41", "2021")],
        needs: Documents,
        check: Descriptor(is_mga, content),
    }
}

fn content(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let listed = format!("{}, or one that begins with `x-`", list(contents()));
        let demand = Demand::shall(A_CONTENT).listing(&listed);
        let labels = labels.under(OF_2021);
        // This edition may be read so that `x` alone is one of them.
        labels.incorrect(sink, "MCAContent", demand, |content| {
            let is_right = |symbol| symbol == "x" || is_content(symbol);
            content.text().is_some_and(is_right)
        });
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio does not say for what it is meant.
    ///
    /// `MCAUseClass` is a symbol of ST 377-41: `FCMP` for a finished mix, `ICMP` for one that others are made of, `SMPL` for a
    /// simplified one, and `SING` for a single voice or instrument.
    ///
    /// ## Why it matters
    /// The main sound may be a finished mix or one to work on, and only the use class tells.
    ///
    /// ## How to fix it
    /// Have the labels written again with the use of each program as `MCAUseClass`.
    MGA_TF_MCA_USE_CLASS_MISSING = "mga-tf-mca-use-class-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_use_class),
    }
}

fn no_use_class(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let wanted = format!("one of {}", list(USE_CLASSES));
        labels.missing(sink, "MCAUseClass", Demand::should(&wanted));
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio names a use class that the standard does not know.
    ///
    /// `MCAUseClass` is a symbol of ST 377-41: `FCMP` for a finished mix, `ICMP` for one that others are made of, `SMPL` for a
    /// simplified one, and `SING` for a single voice or instrument.
    ///
    /// ## Why it matters
    /// Players choose between programs by this symbol, and do not find one that they do not know.
    ///
    /// ## How to fix it
    /// Have the labels written again with one of the four symbols.
    MGA_TF_MCA_USE_CLASS_INVALID = "mga-tf-mca-use-class-invalid" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-41", "2021")],
        needs: Documents,
        check: Descriptor(is_mga, use_class),
    }
}

fn use_class(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let wanted = format!("one of {}", list(USE_CLASSES));
        let labels = labels.under(OF_2021);
        labels.incorrect(sink, "MCAUseClass", Demand::shall(&wanted), |class| {
            class
                .text()
                .is_some_and(|class| USE_CLASSES.contains(&class))
        });
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio has no title.
    ///
    /// ## Why it matters
    /// `MCATitle` is what a player shows where a person chooses between the programs.
    ///
    /// ## How to fix it
    /// Have the labels written again with the title of each program as `MCATitle`.
    MGA_TF_TITLE_MISSING = "mga-tf-title-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, title),
    }
}

fn title(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.missing(sink, "MCATitle", Demand::should("the title of the program"));
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio has no version of the title.
    ///
    /// ## Why it matters
    /// `MCATitleVersion` tells a person which version of the work the program fits.
    ///
    /// ## How to fix it
    /// Have the labels written again with the version of the work as `MCATitleVersion`.
    MGA_TF_TITLE_VERSION_MISSING = "mga-tf-title-version-missing" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, title_version),
    }
}

fn title_version(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let demand = Demand::should("the version of the work");
        labels.missing(sink, "MCATitleVersion", demand);
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio does not say which program of the metadata it is for.
    ///
    /// `ADMAudioProgrammeID` is the identifier of an `audioProgramme` in the S-ADM metadata, such as `APR_1001`.
    ///
    /// ## Why it matters
    /// A player that offers the label cannot find out which channels to play for it.
    ///
    /// ## How to fix it
    /// Have the labels written again with the identifier of each program as `ADMAudioProgrammeID`.
    MGA_TF_AUDIO_PROGRAMME_ID_MISSING = "mga-tf-audio-programme-id-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_programme),
    }
}

fn no_programme(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let demand = Demand::shall("the identifier of an `audioProgramme`, such as `APR_1001`");
        labels.missing(sink, "ADMAudioProgrammeID", demand);
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio is for a content of the metadata.
    ///
    /// A label is for a whole program, which `ADMAudioProgrammeID` names. `ADMAudioContentID` would name a part of one.
    ///
    /// ## Why it matters
    /// A player does not know whether to play the program or that part.
    ///
    /// ## How to fix it
    /// Have the labels written again without `ADMAudioContentID`.
    MGA_TF_AUDIO_CONTENT_ID_PRESENT = "mga-tf-audio-content-id-present" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, content_id),
    }
}

fn content_id(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.unexpected(sink, "ADMAudioContentID");
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio is for an object of the metadata.
    ///
    /// A label is for a whole program, which `ADMAudioProgrammeID` names. `ADMAudioObjectID` would name a part of one.
    ///
    /// ## Why it matters
    /// A player does not know whether to play the program or that part.
    ///
    /// ## How to fix it
    /// Have the labels written again without `ADMAudioObjectID`.
    MGA_TF_AUDIO_OBJECT_ID_PRESENT = "mga-tf-audio-object-id-present" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, object_id),
    }
}

fn object_id(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.unexpected(sink, "ADMAudioObjectID");
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property::{ADM_AUDIO_CONTENT_ID, ADM_AUDIO_OBJECT_ID, Property};
    use imf_testkit::mxf::set::Value;

    use super::testing::{described, labeled, text, without};
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    fn with(property: Property, text: &str) -> MemoryStorage {
        labeled(|label| label.properties.push((property, Value::text(text))))
    }
    &[
        Case::fires_for("mga-tf-mca-content-missing", "none", || {
            without("MCAContent")
        }),
        Case::silent_for("mga-tf-mca-content-missing", "there", || described(|_| {})),
        Case::fires_for("mga-tf-mca-content-invalid", "letters turned round", || {
            text("MCAContent", "MRP")
        }),
        Case::silent_for("mga-tf-mca-content-invalid", "one's own", || {
            text("MCAContent", "x-rehearsal")
        }),
        Case::fires_for("mga-tf-mca-use-class-missing", "none", || {
            without("MCAUseClass")
        }),
        Case::silent_for("mga-tf-mca-use-class-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-mca-use-class-invalid", "small letters", || {
            text("MCAUseClass", "fcmp")
        }),
        Case::silent_for("mga-tf-mca-use-class-invalid", "a simplified mix", || {
            text("MCAUseClass", "SMPL")
        }),
        Case::fires_for("mga-tf-title-missing", "none", || without("MCATitle")),
        Case::silent_for("mga-tf-title-missing", "a letter", || text("MCATitle", "M")),
        Case::fires_for("mga-tf-title-version-missing", "none", || {
            without("MCATitleVersion")
        }),
        Case::silent_for("mga-tf-title-version-missing", "a letter", || {
            text("MCATitleVersion", "A")
        }),
        Case::fires_for("mga-tf-audio-programme-id-missing", "none", || {
            without("ADMAudioProgrammeID")
        }),
        Case::silent_for("mga-tf-audio-programme-id-missing", "another one", || {
            text("ADMAudioProgrammeID", "APR_2001")
        }),
        Case::fires_for("mga-tf-audio-content-id-present", "there", || {
            with(ADM_AUDIO_CONTENT_ID, "ACO_1001")
        }),
        Case::silent_for("mga-tf-audio-content-id-present", "not there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-audio-object-id-present", "there", || {
            with(ADM_AUDIO_OBJECT_ID, "AO_1001")
        }),
        Case::silent_for("mga-tf-audio-object-id-present", "not there", || {
            described(|_| {})
        }),
    ]
};
