//! Rules on `VOLINDEX.xml` (ST 429-9).

use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The volume index has another number than 1.
    ///
    /// ## Why it matters
    /// An IMF package is one volume. A volume index of 2 says that this folder is the second part of a set, and a reader
    /// may wait for the first.
    ///
    /// ## How to fix it
    /// Write `<Index>1</Index>`, or leave `VOLINDEX.xml` out.
    VOLIDX_INDEX_NOT_ONE = "volidx-index-not-one" {
        severity: Error,
        photon: "IMF_AM_ERROR",
        citations: [Citation::document("ST 429-9", "2014")],
        needs: Documents,
        check: VolumeIndex(index_not_one),
    }
}

fn index_not_one(_: &Package, volume: subject::VolumeIndex<'_>, sink: &mut Sink<'_>) {
    let Some(index) = volume.index.index else { return };
    if index.value != 1 {
        sink.at(index.at, format!("the volume index is {}, and a package is volume 1 of 1", index.value))
            .found(index.value)
            .expected(1);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    const ONE: &str = "<Index>1</Index>";
    &[
        Case::fires("volidx-index-not-one", "the index is 2", |package| {
            package.edit("VOLINDEX.xml", ONE, "<Index>2</Index>");
        }),
        Case::silent("volidx-index-not-one", "the index is written 01", |package| {
            package.edit("VOLINDEX.xml", ONE, "<Index>01</Index>");
        }),
    ]
};
