//! Rules on the color of the picture (ST 2067-50, Table 3).

use imf_mxf::Ul;

use super::{image, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// The primaries of ACES, AP0.
const PRIMARIES: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0401_0101_0307_0000);
/// Light in proportion.
const LINEAR: Ul = Ul::from_u128(0x060e_2b34_0401_0106_0401_0101_0106_0000);

const TABLE_3: Citation = Citation::clause("ST 2067-50", "2018", "Table 3");

declare_rule! {
    /// The picture is not in the color primaries of ACES.
    ///
    /// `ColorPrimaries` says which red, green and blue the picture is made of. Those of App #5 are the ACES primaries AP0 (ST
    /// 2065-1), which hold every color that can be seen.
    ///
    /// ## Why it matters
    /// The same numbers are other colors in other primaries. A player that goes by the wrong ones shows a picture that is too
    /// pale or too strong in color.
    ///
    /// ## How to fix it
    /// If the picture is in AP0, set `ColorPrimaries` to the label of the ACES primaries in the track file and in the essence
    /// descriptor. If it is in other primaries, as ACEScg (AP1), convert it first.
    APP5_COLOR_PRIMARIES = "app5-color-primaries" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [TABLE_3],
        needs: Documents,
        check: Descriptor(is_image, primaries),
    }
}

fn primaries(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.no_label(sink, "ColorPrimaries", PRIMARIES);
        sets.another_label(sink, "ColorPrimaries", PRIMARIES);
    }
}

declare_rule! {
    /// The picture is not linear.
    ///
    /// `TransferCharacteristic` says how the numbers of a picture go with light. Those of ACES are in proportion to it: twice the
    /// number is twice the light.
    ///
    /// ## Why it matters
    /// Under another transfer characteristic the same numbers are much darker or much brighter.
    ///
    /// ## How to fix it
    /// If the picture is linear, set `TransferCharacteristic` to the label of linear light in the track file and in the essence
    /// descriptor. If it is not, as in ACEScct, convert it first.
    APP5_TRANSFER = "app5-transfer" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [TABLE_3],
        needs: Documents,
        check: Descriptor(is_image, transfer),
    }
}

fn transfer(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        sets.no_label(sink, "TransferCharacteristic", LINEAR);
        sets.another_label(sink, "TransferCharacteristic", LINEAR);
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::described;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;

    const ITU_709: Label = Label::parse("060e2b34.04010106.04010101.03030000");
    const NEWER: Label = Label::parse("060e2b34.0401010e.04010101.03070000");
    const PQ: Label = Label::parse("060e2b34.0401010d.04010101.010a0000");
    const LATER: Label = Label::parse("060e2b34.0401010d.04010101.01060000");

    fn label(name: &str, label: Label) -> MemoryStorage {
        described(|set| {
            set.set(name, Value::Label(label));
        })
    }

    fn without(name: &str) -> MemoryStorage {
        described(|set| {
            set.remove(name);
        })
    }
    &[
        Case::fires_for("app5-color-primaries", "ITU-R BT.709", || {
            label("ColorPrimaries", ITU_709)
        }),
        Case::fires_for("app5-color-primaries", "none", || without("ColorPrimaries")),
        Case::silent_for("app5-color-primaries", "of a newer register", || {
            label("ColorPrimaries", NEWER)
        }),
        Case::fires_for("app5-transfer", "ST 2084", || {
            label("TransferCharacteristic", PQ)
        }),
        Case::fires_for("app5-transfer", "none", || {
            without("TransferCharacteristic")
        }),
        Case::silent_for("app5-transfer", "of a newer register", || {
            label("TransferCharacteristic", LATER)
        }),
    ]
};
