//! Rules on what a track file of immersive audio says that it conforms to (ST 2067-201, 5.2).

use imf_mxf::{Property, Set, Ul};

use super::{ED_2019, ED_2021, ED_2026};
use crate::descriptor::described;
use crate::judge::{BytePlace, Draft, Sink, subject};
use crate::package::Package;
use crate::package::plug_in::IAB;
use crate::rule::declare_rule;
use crate::rules::set;

declare_rule! {
    /// A track file of immersive audio does not say what it conforms to.
    ///
    /// `ConformsToSpecifications` in the preface, the set at the top of the header, lists the labels of the specifications
    /// that the file keeps. That of Level 0 of this plug-in is one of them.
    ///
    /// ## Why it matters
    /// Immersive audio comes in many forms. Readers that can do Level 0, as those of IMF, look for its label, and refuse a
    /// file that does not promise it.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again by a program that knows this plug-in, or have it put the label of Level 0 into
    /// `ConformsToSpecifications`.
    IAB_TF_CONFORMS_MISSING = "iab-tf-conforms-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Headers,
        check: TrackFile(missing),
    }
}

fn missing(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    if let Some((preface, Stated::Nothing)) = stated(file) {
        let path = file.path;
        let message = format!("the preface of `{path}` has no `ConformsToSpecifications`");
        report(package, file, sink, preface, &message);
    }
}

declare_rule! {
    /// A track file of immersive audio lists nothing that it conforms to.
    ///
    /// `ConformsToSpecifications` in the preface, the set at the top of the header, is there and holds no label. That of
    /// Level 0 of this plug-in belongs there.
    ///
    /// ## Why it matters
    /// Immersive audio comes in many forms. Readers that can do Level 0, as those of IMF, look for its label, and refuse a
    /// file that does not promise it.
    ///
    /// ## How to fix it
    /// Put the label of Level 0 into `ConformsToSpecifications`.
    IAB_TF_CONFORMS_EMPTY = "iab-tf-conforms-empty" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Headers,
        check: TrackFile(empty),
    }
}

fn empty(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    if let Some((preface, Stated::Labels(labels))) = stated(file)
        && labels.is_empty()
    {
        let path = file.path;
        let message =
            format!("`ConformsToSpecifications` in the preface of `{path}` lists no label");
        report(package, file, sink, preface, &message).found(0);
    }
}

declare_rule! {
    /// A track file of immersive audio does not claim to conform to Level 0.
    ///
    /// `ConformsToSpecifications` in the preface, the set at the top of the header, lists labels, and that of Level 0 of this
    /// plug-in is not among them. Others may stand beside it.
    ///
    /// ## Why it matters
    /// Immersive audio comes in many forms. Readers that can do Level 0, as those of IMF, look for its label, and refuse a
    /// file that does not promise it.
    ///
    /// ## How to fix it
    /// If the bitstream keeps to Level 0, add the label to `ConformsToSpecifications`. If it does not, render it again.
    IAB_TF_CONFORMS_NO_LEVEL0 = "iab-tf-conforms-no-level0" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [ED_2019, ED_2021, ED_2026],
        needs: Headers,
        check: TrackFile(no_level_0),
    }
}

fn no_level_0(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    if let Some((preface, Stated::Labels(labels))) = stated(file)
        && !labels.is_empty()
        && !labels.iter().any(|label| label.matches(LEVEL_0))
    {
        let path = file.path;
        let labels: Vec<String> = labels.into_iter().map(set::described).collect();
        let found = labels.join(", ");
        let message = format!(
            "`ConformsToSpecifications` in the preface of `{path}` lists {found}, and not Level 0 of the plug-in"
        );
        report(package, file, sink, preface, &message).found(found);
    }
}

/// `ConformsToSpecifications` of a preface.
const CONFORMS_TO_SPECIFICATIONS: Ul = Ul::from_u128(0x060e_2b34_0101_010e_0102_0210_0204_0000);
/// Level 0 of the plug-in.
const LEVEL_0: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0101_0201_0200_0000);

/// What a preface says of what its file conforms to.
enum Stated {
    /// The property is not there.
    Nothing,
    /// Its labels.
    Labels(Vec<Ul>),
}

/// What the preface of `file` says, where the file holds immersive audio and its header could be read.
fn stated(file: subject::TrackFile<'_>) -> Option<(&Set, Stated)> {
    let track_file = file.track_file;
    let mut nodes = track_file.descriptor.iter().flat_map(described);
    if !nodes.any(|node| node.is(IAB.descriptor)) {
        return None;
    }
    let preface = track_file.metadata()?.preface()?;
    let Some(property) = preface.property(CONFORMS_TO_SPECIFICATIONS) else {
        let is_told = !track_file.is_described_wholly();
        return (!is_told).then_some((preface, Stated::Nothing));
    };
    let labels = property.batch()?.items();
    let labels = labels.filter_map(|item| item.try_into().ok().map(Ul));
    Some((preface, Stated::Labels(labels.collect())))
}

fn report<'s>(
    package: &Package,
    file: subject::TrackFile<'_>,
    sink: &'s mut Sink<'_>,
    preface: &Set,
    what: &str,
) -> &'s mut Draft {
    let wanted = set::described(LEVEL_0);
    let message = format!("{what}, and {} asks for {wanted}", IAB.standard);
    let property = preface.property(CONFORMS_TO_SPECIFICATIONS);
    let place = BytePlace {
        file: file.track_file.file,
        offset: property.map_or(preface.item.offset, |property: Property<'_>| property.at),
        set: "Preface".into(),
        property: "ConformsToSpecifications".into(),
    };
    let entry = package.entries_of(file.track_file.file).next();
    sink.at_byte(place, message)
        .expected(wanted)
        .asset(entry.and_then(|entry| entry.id))
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::Label;
    use imf_testkit::track_file::Essence;

    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    const OTHER: Label = Label::parse("060e2b34.0401010d.01010201.01000000");
    const NEWER: Label = Label::parse("060e2b34.0401010e.01010201.02000000");
    /// The package, its track file conforming to what these labels say.
    fn conforming(labels: Option<&[Label]>) -> MemoryStorage {
        let mut delivery = Delivery::with_iab();
        for file in &mut delivery.track_files {
            if let Essence::Iab(sound) = &mut file.essence {
                sound.conforms_to = labels.map(<[Label]>::to_vec);
            }
        }
        MemoryStorage::new(delivery.build().files)
    }
    &[
        Case::fires_for("iab-tf-conforms-missing", "nothing said", || {
            conforming(None)
        }),
        Case::silent_for("iab-tf-conforms-missing", "PCM needs none", || {
            MemoryStorage::new(Delivery::minimal().build().files)
        }),
        Case::fires_for("iab-tf-conforms-empty", "no label", || {
            conforming(Some(&[]))
        }),
        Case::silent_for("iab-tf-conforms-empty", "of a newer register", || {
            conforming(Some(&[NEWER]))
        }),
        Case::fires_for("iab-tf-conforms-no-level0", "another label", || {
            conforming(Some(&[OTHER]))
        }),
        Case::silent_for("iab-tf-conforms-no-level0", "another beside it", || {
            conforming(Some(&[OTHER, NEWER]))
        }),
    ]
};
