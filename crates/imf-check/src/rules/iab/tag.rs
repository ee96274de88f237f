//! Rules on what the label of immersive audio says (ST 2067-201, 5.10.3 and 5.10.4).

use imf_mxf::Ul;

use super::{ED_2019, ED_2021, ED_2026, is_iab, labels};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;
use crate::rules::set::Demand;

/// The symbol and the name of the label.
const TAG: &str = "IAB";
const IS_TAG: Demand<'static> = Demand::shall("`IAB`");

declare_rule! {
    /// The label of immersive audio has no name.
    ///
    /// `MCATagName` is the name of the label for people. There is one for immersive audio: `IAB`.
    ///
    /// ## Why it matters
    /// Tools show the name where a person chooses between tracks, and some go by it.
    ///
    /// ## How to fix it
    /// Have the label written again with the `MCATagName` `IAB`.
    IAB_TF_TAG_NAME_MISSING = "iab-tf-tag-name-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, no_name),
    }
}

fn no_name(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.missing(sink, "MCATagName", IS_TAG);
    }
}

declare_rule! {
    /// The label of immersive audio has another name than `IAB`.
    ///
    /// `MCATagName` is the name of the label for people. There is one for immersive audio.
    ///
    /// ## Why it matters
    /// Tools show the name where a person chooses between tracks, and some go by it.
    ///
    /// ## How to fix it
    /// Have the label written again with the `MCATagName` `IAB`.
    IAB_TF_TAG_NAME = "iab-tf-tag-name" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, name),
    }
}

fn name(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.incorrect(sink, "MCATagName", IS_TAG, |name| name.text() == Some(TAG));
    }
}

declare_rule! {
    /// The label of immersive audio has no symbol.
    ///
    /// `MCATagSymbol` is the short name of the label for programs. There is one for immersive audio: `IAB`.
    ///
    /// ## Why it matters
    /// Programs tell the kinds of sound apart by their symbols.
    ///
    /// ## How to fix it
    /// Have the label written again with the `MCATagSymbol` `IAB`.
    IAB_TF_TAG_SYMBOL_MISSING = "iab-tf-tag-symbol-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, no_symbol),
    }
}

fn no_symbol(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.missing(sink, "MCATagSymbol", IS_TAG);
    }
}

declare_rule! {
    /// The label of immersive audio has another symbol than `IAB`.
    ///
    /// `MCATagSymbol` is the short name of the label for programs. There is one for immersive audio.
    ///
    /// ## Why it matters
    /// Programs tell the kinds of sound apart by their symbols.
    ///
    /// ## How to fix it
    /// Have the label written again with the `MCATagSymbol` `IAB`.
    IAB_TF_TAG_SYMBOL = "iab-tf-tag-symbol" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, symbol),
    }
}

fn symbol(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let is_tag = |symbol: &imf_mxf::typed::Value| symbol.text() == Some(TAG);
        labels.incorrect(sink, "MCATagSymbol", IS_TAG, is_tag);
    }
}

/// The label of immersive audio in the register.
const DICTIONARY: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0302_0221_0000_0000);

declare_rule! {
    /// The label of immersive audio does not name its entry in the register.
    ///
    /// `MCALabelDictionaryID` is the entry of the SMPTE register of labels that gives the label its meaning.
    ///
    /// ## Why it matters
    /// The entry alone says what the label stands for; name and symbol are only to be read.
    ///
    /// ## How to fix it
    /// Have the label written again with the entry `IABSoundfield` as `MCALabelDictionaryID`.
    IAB_TF_LABEL_DICTIONARY_MISSING = "iab-tf-label-dictionary-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, no_dictionary),
    }
}

fn no_dictionary(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.no_label(sink, "MCALabelDictionaryID", DICTIONARY);
    }
}

declare_rule! {
    /// The label of immersive audio names another entry of the register.
    ///
    /// `MCALabelDictionaryID` is the entry of the SMPTE register of labels that gives the label its meaning. For immersive
    /// audio that is `IABSoundfield`.
    ///
    /// ## Why it matters
    /// The entry alone says what the label stands for; by this one the sound is something else.
    ///
    /// ## How to fix it
    /// Have the label written again with the entry `IABSoundfield` as `MCALabelDictionaryID`.
    IAB_TF_LABEL_DICTIONARY = "iab-tf-label-dictionary" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, dictionary),
    }
}

fn dictionary(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.another_label(sink, "MCALabelDictionaryID", DICTIONARY);
    }
}

declare_rule! {
    /// The label of immersive audio has no title.
    ///
    /// ## Why it matters
    /// `MCATitle` is the title of the work. In a store of many files it tells a person what is heard in this one.
    ///
    /// ## How to fix it
    /// Have the label written again with the title of the work as `MCATitle`.
    IAB_TF_TITLE_MISSING = "iab-tf-title-missing" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, title),
    }
}

fn title(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        labels.missing(sink, "MCATitle", Demand::should("the title of the work"));
    }
}

declare_rule! {
    /// The label of immersive audio has no version of the title.
    ///
    /// ## Why it matters
    /// `MCATitleVersion` is the version of the work, as the director's cut. It tells a person which cut the sound fits.
    ///
    /// ## How to fix it
    /// Have the label written again with the version of the work as `MCATitleVersion`.
    IAB_TF_TITLE_VERSION_MISSING = "iab-tf-title-version-missing" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, title_version),
    }
}

fn title_version(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let demand = Demand::should("the version of the work");
        labels.missing(sink, "MCATitleVersion", demand);
    }
}

declare_rule! {
    /// The label of immersive audio names a channel.
    ///
    /// `MCAChannelID` says which channel of the file a label is for. Immersive audio has no channels in this sense.
    ///
    /// ## Why it matters
    /// Programs that go by the number look for a channel that is not there.
    ///
    /// ## How to fix it
    /// Have the label written again without `MCAChannelID`.
    IAB_TF_CHANNEL_ID_PRESENT = "iab-tf-channel-id-present" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Documents,
        check: Descriptor(is_iab, channel_id),
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

    use super::testing::labeled;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    const NEWER: Label = Label::parse("060e2b34.0401010e.03020221.00000000");
    const MGA: Label = Label::parse("060e2b34.0401010d.03020222.00000000");
    fn text(name: &str, text: &str) -> MemoryStorage {
        labeled(|label| {
            label.set(name, Value::text(text));
        })
    }
    fn without(name: &str) -> MemoryStorage {
        labeled(|label| {
            label.remove(name);
        })
    }
    &[
        Case::fires_for("iab-tf-tag-name-missing", "none", || without("MCATagName")),
        Case::silent_for("iab-tf-tag-name-missing", "there", || labeled(|_| {})),
        Case::fires_for("iab-tf-tag-name", "small letters", || {
            text("MCATagName", "iab")
        }),
        Case::silent_for("iab-tf-tag-name", "the right one", || labeled(|_| {})),
        Case::fires_for("iab-tf-tag-symbol-missing", "empty", || {
            text("MCATagSymbol", "")
        }),
        Case::fires_for("iab-tf-tag-symbol-missing", "none", || {
            without("MCATagSymbol")
        }),
        Case::silent_for("iab-tf-tag-symbol-missing", "there", || labeled(|_| {})),
        Case::fires_for("iab-tf-tag-symbol", "another one", || {
            text("MCATagSymbol", "sgIAB")
        }),
        Case::silent_for("iab-tf-tag-symbol", "the right one", || labeled(|_| {})),
        Case::fires_for("iab-tf-label-dictionary-missing", "none", || {
            without("MCALabelDictionaryID")
        }),
        Case::silent_for("iab-tf-label-dictionary-missing", "there", || {
            labeled(|_| {})
        }),
        Case::fires_for("iab-tf-label-dictionary", "another one", || {
            labeled(|label| {
                label.set("MCALabelDictionaryID", Value::Label(MGA));
            })
        }),
        Case::silent_for("iab-tf-label-dictionary", "of a newer register", || {
            labeled(|label| {
                label.set("MCALabelDictionaryID", Value::Label(NEWER));
            })
        }),
        Case::fires_for("iab-tf-title-missing", "none", || without("MCATitle")),
        Case::silent_for("iab-tf-title-missing", "a letter", || text("MCATitle", "M")),
        Case::fires_for("iab-tf-title-version-missing", "blank", || {
            text("MCATitleVersion", " ")
        }),
        Case::silent_for("iab-tf-title-version-missing", "a letter", || {
            text("MCATitleVersion", "A")
        }),
        Case::fires_for("iab-tf-channel-id-present", "there", || {
            labeled(|label| {
                label.properties.push((MCA_CHANNEL_ID, Value::UInt32(1)));
            })
        }),
        Case::silent_for("iab-tf-channel-id-present", "not there", || labeled(|_| {})),
    ]
};
