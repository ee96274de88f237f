//! Rules on how the programs of metadata-guided audio are labeled (ST 2067-203, 5.6.2).

use imf_mxf::Ul;

use super::{is_mga, labels};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::rules::set::Demand;

const NAME: &str = "MGA Soundfield";
const SYMBOL: &str = "MGASf";

declare_rule! {
    /// The label of a program of metadata-guided audio has no name.
    ///
    /// `MCATagName` is the name of the label for people. There is one for these labels: `MGA Soundfield`.
    ///
    /// ## Why it matters
    /// Tools show the name where a person chooses between tracks, and some go by it.
    ///
    /// ## How to fix it
    /// Have the labels written again with the `MCATagName` `MGA Soundfield`.
    MGA_TF_TAG_NAME_MISSING = "mga-tf-tag-name-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_name),
    }
}

fn no_name(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.missing(sink, "MCATagName", Demand::shall("`MGA Soundfield`"));
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio has another name than `MGA Soundfield`.
    ///
    /// `MCATagName` is the name of the label for people. There is one for these labels.
    ///
    /// ## Why it matters
    /// Tools show the name where a person chooses between tracks, and some go by it.
    ///
    /// ## How to fix it
    /// Have the labels written again with the `MCATagName` `MGA Soundfield`.
    MGA_TF_TAG_NAME = "mga-tf-tag-name" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, name),
    }
}

fn name(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let demand = Demand::should("`MGA Soundfield`");
        labels.incorrect(sink, "MCATagName", demand, |name| name.text() == Some(NAME));
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio has no symbol.
    ///
    /// `MCATagSymbol` is the short name of the label for programs of a computer. There is one for these labels: `MGASf`.
    ///
    /// ## Why it matters
    /// Kinds of sound are told apart by their symbols.
    ///
    /// ## How to fix it
    /// Have the labels written again with the `MCATagSymbol` `MGASf`.
    MGA_TF_TAG_SYMBOL_MISSING = "mga-tf-tag-symbol-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_symbol),
    }
}

fn no_symbol(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.missing(sink, "MCATagSymbol", Demand::shall("`MGASf`"));
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio has another symbol than `MGASf`.
    ///
    /// `MCATagSymbol` is the short name of the label for programs of a computer. There is one for these labels.
    ///
    /// ## Why it matters
    /// Kinds of sound are told apart by their symbols.
    ///
    /// ## How to fix it
    /// Have the labels written again with the `MCATagSymbol` `MGASf`.
    MGA_TF_TAG_SYMBOL = "mga-tf-tag-symbol" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, symbol),
    }
}

fn symbol(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.incorrect(sink, "MCATagSymbol", Demand::should("`MGASf`"), |symbol| {
            symbol.text() == Some(SYMBOL)
        });
    }
}

/// The label of these programs in the register.
const DICTIONARY: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0302_0222_0000_0000);

declare_rule! {
    /// The label of a program of metadata-guided audio does not name its entry in the register.
    ///
    /// `MCALabelDictionaryID` is the entry of the SMPTE register of labels that gives the label its meaning.
    ///
    /// ## Why it matters
    /// The entry alone says what the label stands for; name and symbol are only to be read.
    ///
    /// ## How to fix it
    /// Have the labels written again with the entry `MGASoundfield` as `MCALabelDictionaryID`.
    MGA_TF_LABEL_DICTIONARY_MISSING = "mga-tf-label-dictionary-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, no_dictionary),
    }
}

fn no_dictionary(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.no_label(sink, "MCALabelDictionaryID", DICTIONARY);
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio names another entry of the register.
    ///
    /// `MCALabelDictionaryID` is the entry of the SMPTE register of labels that gives the label its meaning. Here that is
    /// `MGASoundfield`.
    ///
    /// ## Why it matters
    /// The entry alone says what the label stands for; by this one the sound is something else.
    ///
    /// ## How to fix it
    /// Have the labels written again with the entry `MGASoundfield` as `MCALabelDictionaryID`.
    MGA_TF_LABEL_DICTIONARY = "mga-tf-label-dictionary" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, dictionary),
    }
}

fn dictionary(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.another_label(sink, "MCALabelDictionaryID", DICTIONARY);
    }
}

declare_rule! {
    /// The label of a program of metadata-guided audio names a channel.
    ///
    /// `MCAChannelID` says which channel of the file a label is for. A program is made of channels by the metadata.
    ///
    /// ## Why it matters
    /// Players that go by the number play one channel instead of the program.
    ///
    /// ## How to fix it
    /// Have the labels written again without `MCAChannelID`.
    MGA_TF_CHANNEL_ID_PRESENT = "mga-tf-channel-id-present" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 2067-203", "2023")],
        needs: Documents,
        check: Descriptor(is_mga, channel_id),
    }
}

fn channel_id(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.unexpected(sink, "MCAChannelID");
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property::MCA_CHANNEL_ID;
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::{described, labeled, text, without};
    use crate::rules::case::Case;
    const NEWER: Label = Label::parse("060e2b34.0401010e.03020222.00000000");
    const IAB: Label = Label::parse("060e2b34.0401010d.03020221.00000000");
    &[
        Case::fires_for("mga-tf-tag-name-missing", "none", || without("MCATagName")),
        Case::silent_for("mga-tf-tag-name-missing", "there", || described(|_| {})),
        Case::fires_for("mga-tf-tag-name", "of one label", || {
            described(|set| {
                set.sub(super::LABEL)
                    .set("MCATagName", Value::text("PCM Soundfield"));
            })
        }),
        Case::silent_for("mga-tf-tag-name", "the right one", || described(|_| {})),
        Case::fires_for("mga-tf-tag-symbol-missing", "empty", || {
            text("MCATagSymbol", "")
        }),
        Case::silent_for("mga-tf-tag-symbol-missing", "there", || described(|_| {})),
        Case::fires_for("mga-tf-tag-symbol", "another one", || {
            text("MCATagSymbol", "PCMSf")
        }),
        Case::silent_for("mga-tf-tag-symbol", "the right one", || described(|_| {})),
        Case::fires_for("mga-tf-label-dictionary-missing", "none", || {
            without("MCALabelDictionaryID")
        }),
        Case::silent_for("mga-tf-label-dictionary-missing", "there", || {
            described(|_| {})
        }),
        Case::fires_for("mga-tf-label-dictionary", "that of immersive audio", || {
            labeled(|label| {
                label.set("MCALabelDictionaryID", Value::Label(IAB));
            })
        }),
        Case::silent_for("mga-tf-label-dictionary", "of a newer register", || {
            labeled(|label| {
                label.set("MCALabelDictionaryID", Value::Label(NEWER));
            })
        }),
        Case::fires_for("mga-tf-channel-id-present", "there", || {
            labeled(|label| {
                label.properties.push((MCA_CHANNEL_ID, Value::UInt32(1)));
            })
        }),
        Case::silent_for("mga-tf-channel-id-present", "not there", || {
            described(|_| {})
        }),
    ]
};
