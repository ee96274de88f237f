//! Immersive audio: the plug-in of ST 2067-201, Level 0.
//!
//! A composition plays it in an `IABSequence`. What is in the track file is a bitstream of ST 2098-2, which is not looked
//! into. The editions of 2019, 2021 and 2026 share a namespace, so that a file never says which of them it keeps: what all
//! of them demand is an error, what only some of them say is an info.

pub(super) mod channel;
pub(super) mod content;
pub(super) mod descriptor;
pub(super) mod file;
pub(super) mod label;
pub(super) mod tag;
pub(super) mod track;

use crate::judge::subject;
use crate::package::Package;
use crate::package::plug_in::IAB;
use crate::rule::Citation;
use crate::rules::set::Sets;

/// The class of the label that says that the sound is immersive audio.
const LABEL: &str = "IABSoundfieldLabelSubDescriptor";

/// The editions of the plug-in, where no clause is known for certain.
const ED_2019: Citation = Citation::document("ST 2067-201", "2019");
const ED_2021: Citation = Citation::document("ST 2067-201", "2021");
const ED_2026: Citation = Citation::document("ST 2067-201", "2026");

/// A clause of the edition of 2019.
const fn in_2019(clause: &'static str) -> Citation {
    Citation::clause("ST 2067-201", "2019", clause)
}

/// A clause of the edition of 2021.
const fn in_2021(clause: &'static str) -> Citation {
    Citation::clause("ST 2067-201", "2021", clause)
}

/// A clause of the edition of 2026.
const fn in_2026(clause: &'static str) -> Citation {
    Citation::clause("ST 2067-201", "2026", clause)
}

/// The descriptor of `subject`, where it is one of immersive audio.
fn descriptor<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    Sets::of_plug_in(package, subject, &IAB)
}

/// Whether `subject` is a descriptor of immersive audio.
fn is_iab(_: &Package, subject: subject::Descriptor<'_>) -> bool {
    subject.node.is(IAB.descriptor)
}

/// Its labels.
fn labels<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    Some(descriptor(package, subject)?.subs(LABEL))
}

/// What the cases do to a package with immersive audio.
#[cfg(test)]
mod testing {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::Set;

    use crate::storage::MemoryStorage;

    /// The package, with the descriptor changed, in the track file and in the composition.
    pub(super) fn described(change: impl FnOnce(&mut Set)) -> MemoryStorage {
        let mut delivery = Delivery::with_iab();
        crate::rules::set::testing::describe(&mut delivery, "iab.mxf", change);
        MemoryStorage::new(delivery.build().files)
    }

    /// The package, with the label changed.
    pub(super) fn labeled(change: impl FnOnce(&mut Set)) -> MemoryStorage {
        described(|set| change(set.sub(super::LABEL)))
    }
}
