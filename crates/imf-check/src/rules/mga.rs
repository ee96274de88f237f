//! Metadata-guided audio with S-ADM metadata: the plug-in of ST 2067-203.
//!
//! A composition plays it in an `MGASADMSignalSequence`. A frame of it holds the samples of all channels and sections of
//! metadata; one of them says, as an audio definition model (ADM, ITU-R BS.2076), which programs can be made of the channels.
//! Each program has a label in the descriptor. The frames themselves are not looked into.

pub(super) mod descriptor;
pub(super) mod label;
pub(super) mod metadata;
pub(super) mod parameter_set;
pub(super) mod program;
pub(super) mod section;
pub(super) mod sub_descriptor;
pub(super) mod track;

use crate::judge::subject;
use crate::package::Package;
use crate::package::plug_in::{MGA, Standard};
use crate::rules::set::Sets;

/// How S-ADM metadata is carried along with the sound, on which the plug-in builds.
const CARRIAGE: Standard = Standard {
    name: "ST 2127-10",
    editions: &[],
};

/// The class of the label of a program.
const LABEL: &str = "MGASoundfieldGroupLabelSubDescriptor";

/// The descriptor of `subject`, where it is one of metadata-guided audio.
fn descriptor<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    Sets::of_plug_in(package, subject, &MGA)
}

/// Whether `subject` is a descriptor of metadata-guided audio.
fn is_mga(_: &Package, subject: subject::Descriptor<'_>) -> bool {
    subject.node.is(MGA.descriptor)
}

/// Its labels.
fn labels<'a>(package: &Package, subject: subject::Descriptor<'a>) -> Option<Sets<'a>> {
    Some(descriptor(package, subject)?.subs(LABEL))
}

/// What the cases do to a package with metadata-guided audio.
#[cfg(test)]
mod testing {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::{Set, Value};

    use crate::storage::MemoryStorage;

    /// The package, with the descriptor changed, in the track file and in the composition.
    pub(super) fn described(change: impl FnOnce(&mut Set)) -> MemoryStorage {
        let mut delivery = Delivery::with_mga();
        crate::rules::set::testing::describe(&mut delivery, "mga.mxf", change);
        MemoryStorage::new(delivery.build().files)
    }

    /// The package, with both labels changed.
    pub(super) fn labeled(change: impl Fn(&mut Set)) -> MemoryStorage {
        described(|set| {
            let labels = set.sub_descriptors().iter_mut();
            labels
                .filter(|set| set.class.name == super::LABEL)
                .for_each(change);
        })
    }

    /// The package, with this text in both labels.
    pub(super) fn text(name: &str, text: &str) -> MemoryStorage {
        labeled(|label| {
            label.set(name, Value::text(text));
        })
    }

    /// The package, without this property in both labels.
    pub(super) fn without(name: &str) -> MemoryStorage {
        labeled(|label| {
            label.remove(name);
        })
    }
}
