//! Isochronous streams of XML documents: the plug-in of ST 2067-202.
//!
//! A composition plays it in an `ISXDSequence`, in step with the picture: one document for each frame, such as metadata for
//! a display. The documents themselves are not looked into.

pub(super) mod descriptor;
pub(super) mod track;

/// What the cases do to a package with XML documents.
#[cfg(test)]
mod testing {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::Set;

    use crate::storage::MemoryStorage;

    /// The package, with the descriptor changed, in the track file and in the composition.
    pub(super) fn described(change: impl FnOnce(&mut Set)) -> MemoryStorage {
        let mut delivery = Delivery::with_isxd();
        crate::rules::set::testing::describe(&mut delivery, "isxd.mxf", change);
        MemoryStorage::new(delivery.build().files)
    }
}
