//! Rules on the packages of a track file: which describes the essence, and how the others lead to it.

use imf_mxf::register::Group;
use imf_mxf::{HeaderMetadata, Set, Umid};

use super::mxf::place::On;
use super::mxf_id;
use crate::judge::{Sink, subject};
use crate::package::track_file::label::{class, property};
use crate::package::{Package, TrackPackage};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The material package of a track file plays several source packages.
    ///
    /// ## Why it matters
    /// An IMF track file holds one essence, and one package describes it. Which one is meant cannot be told.
    ///
    /// ## How to fix it
    /// Write the track file as OP1a, from one source.
    OP1A_MULTIPLE_SOURCE_PACKAGES = "op1a-multiple-source-packages" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 378", "2004", "5.1")],
        needs: Headers,
        check: TrackFile(several_sources),
    }
}

/// What the source clips of the material package's essence tracks refer to: each clip with the package.
fn sources<'a>(
    metadata: &'a HeaderMetadata,
    material: &'a TrackPackage,
) -> impl Iterator<Item = (&'a Set, Umid)> {
    let clip = Group::of(class::SOURCE_CLIP);
    material
        .essence_tracks()
        .flat_map(|track| &track.components)
        .filter_map(|&component| metadata.sets.get(component))
        .filter(move |component| component.group() == clip)
        .filter_map(|component| {
            let id = component.property(property::SOURCE_PACKAGE_ID)?.umid()?;
            Some((component, id))
        })
}

/// The metadata, and its only material package.
fn material(file: subject::TrackFile<'_>) -> Option<(&HeaderMetadata, &TrackPackage)> {
    let track_file = file.track_file;
    match &*track_file.header.material_packages {
        [material] => Some((track_file.metadata()?, material)),
        _ => None,
    }
}

fn several_sources(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some((metadata, material)) = material(file) else {
        return;
    };
    let mut sources = sources(metadata, material);
    let Some((_, first)) = sources.next() else {
        return;
    };
    if let Some((clip, other)) = sources.find(|(_, id)| *id != first) {
        let path = file.path;
        let message = format!(
            "the material package of `{path}` plays the packages `{first}` and `{other}`, and has to play one"
        );
        On::new(package, file, sink)
            .property(clip, property::SOURCE_PACKAGE_ID, message)
            .found(other)
            .expected(first);
    }
}

declare_rule! {
    /// The material package of a track file plays no source package.
    ///
    /// ## Why it matters
    /// The material package says what is played. Here it leads to nothing in the file.
    ///
    /// ## How to fix it
    /// Write the identifier of the package that describes the essence into the source clip.
    OP1A_SOURCE_PACKAGE_UNKNOWN = "op1a-source-package-unknown" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 378", "2004", "5.1")],
        needs: Headers,
        check: TrackFile(no_source),
    }
}

fn no_source(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some((metadata, material)) = material(file) else {
        return;
    };
    let found = sources(metadata, material).next();
    if let Some((clip, id)) = found.filter(|(_, id)| id.is_zero()) {
        let path = file.path;
        let message = format!("the material package of `{path}` plays no source package");
        On::new(package, file, sink)
            .property(clip, property::SOURCE_PACKAGE_ID, message)
            .found(id)
            .expected("the identifier of a source package");
    }
}

declare_rule! {
    /// The material package of a track file plays a source package that the file does not have.
    ///
    /// ## Why it matters
    /// The material package says what is played. Here it leads to another file, or to nothing.
    ///
    /// ## How to fix it
    /// Write the identifier of the package that describes the essence into the source clip.
    OP1A_SOURCE_PACKAGE_NOT_IN_STORAGE = "op1a-source-package-not-in-storage" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.2")],
        needs: Headers,
        check: TrackFile(source_missing),
    }
}

fn source_missing(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let header = &file.track_file.header;
    let Some((metadata, material)) = material(file).filter(|_| header.is_whole) else {
        return;
    };
    let Some((clip, id)) = sources(metadata, material).next() else {
        return;
    };
    let mut packages = header.source_packages.iter();
    // Where the package itself has another identifier than the asset map says, that is told.
    if id.is_zero()
        || packages.any(|package| package.id == Some(id))
        || mxf_id::is_told(package, file.track_file)
    {
        return;
    }
    let path = file.path;
    let message = format!(
        "the material package of `{path}` plays the package `{id}`, which is not in the file"
    );
    let own = header.file_package().and_then(|package| package.id);
    let mut on = On::new(package, file, sink);
    let draft = on.property(clip, property::SOURCE_PACKAGE_ID, message);
    draft.found(id);
    if let Some(own) = own {
        draft.expected(own);
    }
}

declare_rule! {
    /// The essence data set of a track file names another package than the one that the material package plays.
    ///
    /// ## Why it matters
    /// The set ties the stream of essence to the package that describes it. Readers take the description of something
    /// else, or find none.
    ///
    /// ## How to fix it
    /// Write the identifier of the package that describes the essence into both.
    OP1A_ECD_LINKED_PACKAGE_DIFFERS = "op1a-ecd-linked-package-differs" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.4.3")],
        needs: Headers,
        check: TrackFile(linked_package),
    }
}

fn linked_package(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let header = &file.track_file.header;
    let Some((metadata, material)) = material(file) else {
        return;
    };
    let Some((_, played)) = sources(metadata, material).next() else {
        return;
    };
    let [data] = &*header.essence_data else {
        return;
    };
    let Some(data) = metadata.sets.get(*data) else {
        return;
    };
    let label = property::LINKED_PACKAGE_ID;
    let Some(linked) = data.property(label).and_then(|id| id.umid()) else {
        return;
    };
    let is_known = |id| {
        header
            .source_packages
            .iter()
            .any(|package| package.id == Some(id))
    };
    // Where the package that is played is not there, that is told.
    if linked != played && is_known(played) {
        let path = file.path;
        let message = format!(
            "the essence data set of `{path}` names the package `{linked}`, and the material package plays `{played}`"
        );
        On::new(package, file, sink)
            .property(data, label, message)
            .found(linked)
            .expected(played);
    }
}

declare_rule! {
    /// The preface of a track file does not name the package that describes the essence as its primary package.
    ///
    /// ## Why it matters
    /// The id of a track file is read from its primary package. Where another package or none is named, the file is taken
    /// for another one.
    ///
    /// ## How to fix it
    /// Write the InstanceID of the file package as `PrimaryPackage` of the preface.
    TF_PRIMARY_PACKAGE = "tf-primary-package" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-5", "2013", "5.1.1")],
        needs: Headers,
        check: TrackFile(primary_package),
    }
}

fn primary_package(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let (Some(preface), Some(own)) = (
        track_file.metadata().and_then(HeaderMetadata::preface),
        track_file.file_package().and_then(|set| set.instance),
    ) else {
        return;
    };
    let (label, path) = (property::PRIMARY_PACKAGE, file.path);
    let stated = preface.property(label);
    if stated.is_none() && !track_file.header.is_whole {
        return;
    }
    // A value of another length is told.
    let found = stated.and_then(|stated| stated.uuid());
    if stated.is_some() && found.is_none() || found == Some(own) {
        return;
    }
    let message = match found {
        Some(found) => format!(
            "the preface of `{path}` names the primary package `{found}`, and the package that describes the essence is `{own}`"
        ),
        None => format!("the preface of `{path}` names no primary package"),
    };
    let mut on = On::new(package, file, sink);
    let draft = on.property(preface, label, message);
    draft.expected(own);
    if let Some(found) = found {
        draft.found(found);
    }
}

declare_rule! {
    /// The identifier of the package that describes the essence does not have the form that IMF asks for.
    ///
    /// The first half of that identifier (UMID) is fixed; the second half is the id of the track file.
    ///
    /// ## Why it matters
    /// Systems that read the id from an identifier of another form take other bytes, or refuse the file.
    ///
    /// ## How to fix it
    /// Have the track file written again with `060a2b34.01010105.01010f20.13000000` and its id.
    TF_PACKAGE_UID_PREFIX = "tf-package-uid-prefix" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 2067-2", "2016")],
        needs: Headers,
        check: TrackFile(prefix),
    }
}

fn prefix(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some(stated) = file.track_file.package_id() else {
        return;
    };
    if !stated.value.has_track_file_prefix() {
        let (path, found) = (file.path, stated.value);
        let mut wanted = found;
        wanted.0[..16].copy_from_slice(&Umid::TRACK_FILE);
        let message = format!(
            "the package that describes the essence of `{path}` has the identifier `{found}`, which does not begin as that of an IMF track file"
        );
        On::new(package, file, sink)
            .property(stated.set, property::PACKAGE_ID, message)
            .found(found)
            .expected(wanted);
    }
}

declare_rule! {
    /// The package that describes the essence of a track file has no essence descriptor.
    ///
    /// ## Why it matters
    /// The descriptor says what the essence is: codec, size, rate, channels. Without it nothing can be played.
    ///
    /// ## How to fix it
    /// Write the track file again.
    TF_NO_ESSENCE_DESCRIPTOR = "tf-no-essence-descriptor" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(no_descriptor),
    }
}

fn no_descriptor(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let Some(own) = track_file.file_package() else {
        return;
    };
    let label = property::ESSENCE_DESCRIPTION;
    if track_file.header.is_whole && own.property(label).is_none() {
        let path = file.path;
        let message =
            format!("the package that describes the essence of `{path}` has no essence descriptor");
        On::new(package, file, sink)
            .property(own, label, message)
            .expected("an essence descriptor");
    }
}

declare_rule! {
    /// A track file describes essence of several kinds.
    ///
    /// ## Why it matters
    /// An IMF track file holds picture, or sound, or text, and nothing else. Readers take one of them.
    ///
    /// ## How to fix it
    /// Write a track file for each.
    TF_ESSENCE_TYPE_COUNT = "tf-essence-type-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 2067-5", "2013", "5.1.3")],
        needs: Headers,
        check: TrackFile(kinds),
    }
}

fn kinds(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let header = &track_file.header;
    // Several tracks are told by their number.
    let (Some(metadata), Some(own), Some(_)) = (
        track_file.metadata(),
        header.file_package(),
        header.essence_track(),
    ) else {
        return;
    };
    let sets = own
        .descriptors
        .iter()
        .filter_map(|&set| metadata.sets.get(set));
    let mut sets = sets.filter(|set| set.group().is_some());
    let Some(first) = sets.next() else {
        return;
    };
    if let Some(other) = sets.find(|set| set.group() != first.group()) {
        let path = file.path;
        let (first, second) = (first.name(), other.name());
        let message = format!("`{path}` describes its essence by a `{first}` and a `{second}`");
        On::new(package, file, sink)
            .set(other, message)
            .found(second)
            .expected(first);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::{class, property, set::Set, set::Value};

    use super::case::Case;
    use super::mxf::testing::{SOUND, rebuild};
    fn clip(preface: &mut Set) -> &mut Set {
        // That of the material package is the first.
        preface.find(class::SOURCE_CLIP)
    }
    &[
        Case::fires(
            "op1a-multiple-source-packages",
            "a clip of another one",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let track = parts.preface.all(class::TIMELINE_TRACK).swap_remove(1);
                    let mut second = track.clone();
                    second.instance = Id([1; 16]);
                    let sequence = second.find(class::SEQUENCE);
                    sequence.instance = Id([2; 16]);
                    let clip = sequence.find(class::SOURCE_CLIP);
                    clip.instance = Id([3; 16]);
                    *clip.value(property::SOURCE_PACKAGE_ID) = Value::Umid([4; 32]);
                    let material = parts.preface.find(class::MATERIAL_PACKAGE);
                    let tracks = material.value(property::PACKAGE_TRACKS);
                    let Value::Sets(sets) = tracks else {
                        unreachable!()
                    };
                    sets.push(second);
                });
            },
        ),
        Case::silent("op1a-multiple-source-packages", "one clip", |_| {}),
        Case::fires("op1a-source-package-unknown", "zeros", |package| {
            rebuild(package, SOUND, |parts| {
                let clip = clip(&mut parts.preface);
                *clip.value(property::SOURCE_PACKAGE_ID) = Value::Umid([0; 32]);
            });
        }),
        Case::silent(
            "op1a-source-package-unknown",
            "zeros where the source ends",
            |_| {},
        ),
        Case::fires(
            "op1a-source-package-not-in-storage",
            "another one",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let clip = clip(&mut parts.preface);
                    *clip.value(property::SOURCE_PACKAGE_ID) = Value::Umid([1; 32]);
                });
            },
        ),
        Case::silent(
            "op1a-source-package-not-in-storage",
            "the right one",
            |_| {},
        ),
        Case::fires(
            "op1a-ecd-linked-package-differs",
            "another one",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let data = parts.preface.find(class::ESSENCE_DATA);
                    *data.value(property::LINKED_PACKAGE_ID) = Value::Umid([1; 32]);
                });
            },
        ),
        Case::silent("op1a-ecd-linked-package-differs", "the right one", |_| {}),
        Case::fires("tf-primary-package", "none", |package| {
            rebuild(package, SOUND, |parts| {
                parts.preface.take(property::PRIMARY_PACKAGE);
            });
        }),
        Case::fires("tf-primary-package", "the material package", |package| {
            rebuild(package, SOUND, |parts| {
                let material = parts.preface.find(class::MATERIAL_PACKAGE).instance;
                *parts.preface.value(property::PRIMARY_PACKAGE) = Value::Reference(material);
            });
        }),
        Case::silent("tf-primary-package", "the source package", |_| {}),
        Case::fires(
            "tf-package-uid-prefix",
            "another kind of number",
            |package| {
                rebuild(package, SOUND, |parts| {
                    super::tf_package::change_umid(&mut parts.preface, 11);
                });
            },
        ),
        Case::silent("tf-package-uid-prefix", "that of IMF", |_| {}),
        Case::fires("tf-no-essence-descriptor", "no reference", |package| {
            rebuild(package, SOUND, |parts| {
                let source = parts.preface.find(class::SOURCE_PACKAGE);
                source.take(property::ESSENCE_DESCRIPTION);
            });
        }),
        Case::silent("tf-no-essence-descriptor", "a reference", |_| {}),
        Case::fires("tf-essence-type-count", "sound and text", |package| {
            rebuild(package, SOUND, |parts| {
                super::tf_package::describe(&mut parts.preface, |sound| {
                    Set::new(class::DC_TIMED_TEXT_DESCRIPTOR, sound.instance)
                });
            });
        })
        .with(&["mxf-set-required-item-missing"]),
        Case::silent("tf-essence-type-count", "sound and sound", |package| {
            rebuild(package, SOUND, |parts| {
                super::tf_package::describe(&mut parts.preface, |sound| {
                    let mut second = sound.clone();
                    for label in second.sub_descriptors() {
                        label.instance.0[0] ^= 1;
                    }
                    second
                });
            });
        }),
    ]
};

/// Changes one byte of the identifier of the package that describes the essence, wherever it is.
#[cfg(test)]
fn change_umid(preface: &mut imf_testkit::mxf::set::Set, byte: usize) {
    use imf_testkit::mxf::{class, property, set::Value};
    let places = [
        (class::SOURCE_PACKAGE, property::PACKAGE_ID),
        (class::ESSENCE_DATA, property::LINKED_PACKAGE_ID),
        (class::SOURCE_CLIP, property::SOURCE_PACKAGE_ID),
    ];
    for (class, property) in places {
        let Value::Umid(umid) = preface.find(class).value(property) else {
            unreachable!()
        };
        umid[byte] ^= 1;
    }
}

/// Puts a multiple descriptor in the place of the descriptor: it holds that one and what is made of it.
#[cfg(test)]
fn describe(
    preface: &mut imf_testkit::mxf::set::Set,
    make: impl FnOnce(&imf_testkit::mxf::set::Set) -> imf_testkit::mxf::set::Set,
) {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::{class, property, set::Set, set::Value};
    let source = preface.find(class::SOURCE_PACKAGE);
    let Value::Set(first) = source.take(property::ESSENCE_DESCRIPTION) else {
        unreachable!()
    };
    let mut second = make(&first);
    second.instance = Id([1; 16]);
    let several = Set::new(class::MULTIPLE_DESCRIPTOR, Id([2; 16])).with(
        property::FILE_DESCRIPTORS,
        Value::Sets(vec![*first, second]),
    );
    source
        .properties
        .push((property::ESSENCE_DESCRIPTION, Value::Set(Box::new(several))));
}
