//! The rule on what colors make together (ST 2067-21, 5.3).

use super::picture::{Picture, either, is_picture};
use super::table::characteristics::Model;
use super::table::color::{Definition, EQUATIONS, Named, PRIMARIES, SYSTEMS, TRANSFERS};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;

declare_rule! {
    /// The labels of the picture's color do not belong together.
    ///
    /// App #2E knows eight color systems, COLOR.1 to COLOR.8. Each is one set of primaries, one transfer characteristic
    /// and, for Y'CbCr, one set of coding equations.
    ///
    /// ## Why it matters
    /// One of the labels is wrong, or the picture is in a mixture that players do not know and show in wrong colors.
    ///
    /// ## How to fix it
    /// Find out in which color system the picture was mastered, and correct the label that differs, in the track file and
    /// in the essence descriptor.
    APP2E_COLOR_SYSTEM_UNKNOWN = "app2e-color-system-unknown" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("5.3, Table 4"), of_fifth("6.3, Table 3")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, system),
    }
}

fn system(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    // A label that is unknown has a finding of its own.
    let (Some(primaries), Some(transfer)) = (
        picture.one_of("ColorPrimaries", PRIMARIES),
        picture.one_of("TransferCharacteristic", TRANSFERS),
    ) else {
        return;
    };
    let equations = picture.one_of("CodingEquations", EQUATIONS);
    let is_yuv = picture.model == Model::YCbCr;
    if picture.color().is_some() || (is_yuv && equations.is_none()) {
        return;
    }
    let equations = equations.filter(|_| is_yuv);
    let mut labels = vec![
        format!("primaries {}", primaries.name),
        format!("transfer characteristic {}", transfer.name),
    ];
    labels.extend(equations.map(|equations| format!("coding equations {}", equations.name)));
    let found = labels.join(", ");
    let (fitting, differing) = nearest(primaries, transfer, equations);
    let needs: Vec<String> = fitting
        .iter()
        .map(|system| {
            let need = match differing {
                Part::Transfer => format!("the transfer characteristic {}", system.transfer.name),
                Part::Primaries => format!("the primaries {}", system.primaries.name),
                Part::Equations => match system.equations {
                    Some(equations) => format!("the coding equations {}", equations.name),
                    None => "an RGB picture".to_owned(),
                },
            };
            format!("{} needs {need}", system.name)
        })
        .collect();
    picture
        .finding_on(
            sink,
            &[
                differing.property(),
                "ColorPrimaries",
                "TransferCharacteristic",
            ],
            format!(
                "{found} make no color system of {}: {}",
                picture.application(),
                needs.join(", ")
            ),
        )
        .found(found)
        .expected(either(needs));
}

/// A part of a color system.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Equations,
    Primaries,
    Transfer,
}

impl Part {
    const fn property(self) -> &'static str {
        match self {
            Self::Equations => "CodingEquations",
            Self::Primaries => "ColorPrimaries",
            Self::Transfer => "TransferCharacteristic",
        }
    }
}

/// The systems that have all but one part in common with what is there, and that part: the coding equations if primaries
/// and transfer characteristic fit, else the transfer characteristic, since primaries are the surest to be right.
fn nearest(
    primaries: &Named,
    transfer: &Named,
    equations: Option<&Named>,
) -> (Vec<&'static Definition>, Part) {
    let with = |fits: &dyn Fn(&Definition) -> bool| -> Vec<&'static Definition> {
        SYSTEMS.iter().filter(|system| fits(system)).collect()
    };
    let exact = with(&|system| *system.primaries == *primaries && *system.transfer == *transfer);
    if !exact.is_empty() {
        return (exact, Part::Equations);
    }
    let agrees = |system: &Definition| equations.is_none_or(|have| system.equations == Some(have));
    let by_primaries = with(&|system| *system.primaries == *primaries && agrees(system));
    if !by_primaries.is_empty() {
        return (by_primaries, Part::Transfer);
    }
    let by_transfer = with(&|system| *system.transfer == *transfer && agrees(system));
    if !by_transfer.is_empty() {
        return (by_transfer, Part::Primaries);
    }
    (
        with(&|system| *system.primaries == *primaries),
        Part::Transfer,
    )
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::{rgb, yuv};
    use crate::rules::case::Case;

    const fn label(text: &str) -> Value {
        Value::Label(Label::parse(text))
    }

    const P3: Value = label("060e2b34.0401010d.04010101.03060000");
    const PQ: Value = label("060e2b34.0401010d.04010101.010a0000");
    const EQUATIONS_601: Value = label("060e2b34.04010101.04010101.02010000");
    &[
        Case::fires_in("app2e-color-system-unknown", "P3 in BT.709", || {
            rgb(|set| {
                set.set("ColorPrimaries", P3);
            })
        }),
        Case::fires_in("app2e-color-system-unknown", "BT.601 in HD", || {
            yuv(|set| {
                set.set("CodingEquations", EQUATIONS_601);
            })
        }),
        Case::silent_in("app2e-color-system-unknown", "P3 in PQ: COLOR.6", || {
            rgb(|set| {
                set.set("ColorPrimaries", P3)
                    .set("TransferCharacteristic", PQ);
            })
        }),
    ]
};
