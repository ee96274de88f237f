//! Color systems (ST 2067-21:2023, Table 4, by its draft) and the labels that make them (ST 2067-21, 6.2.2 to 6.2.4).

use imf_mxf::Ul;

/// A color system: `COLOR.1` to `COLOR.8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules::app2e) enum System {
    Color1,
    Color2,
    Color3,
    Color4,
    Color5,
    Color6,
    Color7,
    Color8,
}

/// What makes a color system.
pub(in crate::rules::app2e) struct Definition {
    pub(in crate::rules::app2e) system: System,
    pub(in crate::rules::app2e) name: &'static str,
    pub(in crate::rules::app2e) primaries: &'static Named,
    pub(in crate::rules::app2e) transfer: &'static Named,
    /// Of Y'CbCr; a system without is for RGB only.
    pub(in crate::rules::app2e) equations: Option<&'static Named>,
}

/// A label and what people call what it stands for.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::rules::app2e) struct Named {
    pub(in crate::rules::app2e) name: &'static str,
    pub(in crate::rules::app2e) label: Ul,
}

/// Declares labels, and the list of them.
macro_rules! labels {
    ($all:ident: $($name:ident = $text:literal, $label:literal;)+) => {
        $(static $name: Named = Named { name: $text, label: Ul::from_u128($label) };)+

        pub(in crate::rules::app2e) static $all: &[&Named] = &[$(&$name),+];
    };
}

labels! {
    PRIMARIES:
    P_470 = "ITU-R BT.470 PAL", 0x060e_2b34_0401_0106_0401_0101_0302_0000;
    P_170M = "SMPTE 170M", 0x060e_2b34_0401_0106_0401_0101_0301_0000;
    P_709 = "ITU-R BT.709", 0x060e_2b34_0401_0106_0401_0101_0303_0000;
    P_2020 = "ITU-R BT.2020", 0x060e_2b34_0401_010d_0401_0101_0304_0000;
    P_P3 = "P3 D65", 0x060e_2b34_0401_010d_0401_0101_0306_0000;
}

labels! {
    TRANSFERS:
    T_709 = "ITU-R BT.709", 0x060e_2b34_0401_0101_0401_0101_0102_0000;
    T_XVYCC = "IEC 61966-2-4 (xvYCC)", 0x060e_2b34_0401_010d_0401_0101_0108_0000;
    T_2020 = "ITU-R BT.2020", 0x060e_2b34_0401_010e_0401_0101_0109_0000;
    T_PQ = "SMPTE ST 2084 (PQ)", 0x060e_2b34_0401_010d_0401_0101_010a_0000;
    T_HLG = "hybrid log-gamma (HLG)", 0x060e_2b34_0401_010d_0401_0101_010b_0000;
}

labels! {
    EQUATIONS:
    E_601 = "ITU-R BT.601", 0x060e_2b34_0401_0101_0401_0101_0201_0000;
    E_709 = "ITU-R BT.709", 0x060e_2b34_0401_0101_0401_0101_0202_0000;
    E_2020 = "ITU-R BT.2020 non-constant luminance", 0x060e_2b34_0401_010d_0401_0101_0206_0000;
}

const fn system(
    system: System,
    name: &'static str,
    primaries: &'static Named,
    transfer: &'static Named,
    equations: Option<&'static Named>,
) -> Definition {
    Definition {
        system,
        name,
        primaries,
        transfer,
        equations,
    }
}

/// The color systems. Every edition knows these; which it permits, its table of characteristics says.
pub(in crate::rules::app2e) static SYSTEMS: [Definition; 8] = [
    system(System::Color1, "COLOR.1", &P_470, &T_709, Some(&E_601)),
    system(System::Color2, "COLOR.2", &P_170M, &T_709, Some(&E_601)),
    system(System::Color3, "COLOR.3", &P_709, &T_709, Some(&E_709)),
    system(System::Color4, "COLOR.4", &P_709, &T_XVYCC, Some(&E_709)),
    system(System::Color5, "COLOR.5", &P_2020, &T_2020, Some(&E_2020)),
    system(System::Color6, "COLOR.6", &P_P3, &T_PQ, None),
    system(System::Color7, "COLOR.7", &P_2020, &T_PQ, Some(&E_2020)),
    system(System::Color8, "COLOR.8", &P_2020, &T_HLG, Some(&E_2020)),
];

impl System {
    /// `COLOR.3`.
    pub(in crate::rules::app2e) const fn name(self) -> &'static str {
        SYSTEMS[self as usize].name
    }
}

/// The one of these labels that `label` is, whatever its version.
pub(in crate::rules::app2e) fn find(
    labels: &'static [&'static Named],
    label: Ul,
) -> Option<&'static Named> {
    labels
        .iter()
        .copied()
        .find(|named| named.label.matches(label))
}

#[cfg(test)]
mod tests {
    use imf_mxf::register::Label;

    use super::*;

    #[test]
    fn systems_stand_in_the_order_of_their_names() {
        for (index, definition) in SYSTEMS.iter().enumerate() {
            assert_eq!(definition.system as usize, index);
            assert_eq!(definition.system.name(), format!("COLOR.{}", index + 1));
        }
    }

    #[test]
    fn the_registers_know_every_label_by_what_it_is() {
        for (labels, prefix) in [
            (PRIMARIES, "ColorPrimaries_"),
            (TRANSFERS, "TransferCharacteristic_"),
            (EQUATIONS, "CodingEquations_"),
        ] {
            for named in labels {
                let known = Label::of(named.label).expect(named.name);
                assert!(known.symbol().starts_with(prefix), "{}", known.symbol());
                assert_eq!(known.ul(), named.label, "{}", named.name);
            }
        }
    }
}
