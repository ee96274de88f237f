//! Rules on the sets at the top of the header metadata: preface, content storage, packages (ST 377-1:2011, 9.5; ST 378).

use imf_mxf::{HeaderMetadata, Set, Ul};

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::track_file::label::property;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The header metadata of a track file has no preface.
    ///
    /// The preface is the set that all others hang under.
    ///
    /// ## Why it matters
    /// Readers begin there, and find nothing.
    ///
    /// ## How to fix it
    /// Fetch or write the track file again.
    OP1A_PREFACE_MISSING = "op1a-preface-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.1")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// The header metadata of a track file has more than one preface.
    ///
    /// The preface is the set that all others hang under.
    ///
    /// ## Why it matters
    /// Readers begin at one of them, and do not see what hangs under the other.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with one preface.
    MXF_PREFACE_COUNT = "mxf-preface-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.1")],
        needs: Headers,
        check: Problem,
    }
}

declare_rule! {
    /// The preface of a track file refers to no content storage.
    ///
    /// ## Why it matters
    /// The content storage holds the packages, and they say what is in the file. Readers do not find them.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with the reference from the preface to the content storage.
    OP1A_CONTENT_STORAGE_MISSING = "op1a-content-storage-missing" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.2")],
        needs: Headers,
        check: TrackFile(storage_missing),
    }
}

/// The metadata that counts, where it was read from end to end.
fn whole(file: subject::TrackFile<'_>) -> Option<&HeaderMetadata> {
    let track_file = file.track_file;
    track_file.metadata().filter(|_| track_file.header.is_whole)
}

fn storage_missing(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some(preface) = whole(file).and_then(HeaderMetadata::preface) else {
        return;
    };
    let label = property::CONTENT_STORAGE_OBJECT;
    if preface.property(label).is_none() {
        let path = file.path;
        let message = format!("the preface of `{path}` refers to no content storage");
        On::new(package, file, sink)
            .property(preface, label, message)
            .expected("a content storage");
    }
}

declare_rule! {
    /// A track file has more than one content storage.
    ///
    /// ## Why it matters
    /// The packages in the other one are seen by no reader, or by some.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with one content storage.
    OP1A_CONTENT_STORAGE_COUNT = "op1a-content-storage-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.5.2")],
        needs: Headers,
        check: TrackFile(storage_count),
    }
}

fn storage_count(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    // That there is none shows by the reference to it.
    if let (Some(metadata), [_, second, ..]) =
        (whole(file), &*file.track_file.header.content_storages)
    {
        let count = file.track_file.header.content_storages.len();
        let path = file.path;
        let message = format!("`{path}` has {count} content storages, and has to have one");
        if let Some(set) = metadata.sets.get(*second) {
            On::new(package, file, sink)
                .set(set, message)
                .found(count)
                .expected(1);
        }
    }
}

declare_rule! {
    /// The content storage of a track file refers to no essence data, or to more than one.
    ///
    /// The set tells which stream of the file a package describes. An IMF track file has essence of one kind.
    ///
    /// ## Why it matters
    /// Readers cannot tell where the essence is, or which of several to play.
    ///
    /// ## How to fix it
    /// Write a track file for each essence, with one essence data set.
    OP1A_ECD_COUNT_REFERENCED = "op1a-ecd-count-referenced" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.4.3")],
        needs: Headers,
        check: TrackFile(essence_data_referenced),
    }
}

fn essence_data_referenced(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some((storage, count)) = essence_data_count(file).filter(|&(_, count)| count != 1) else {
        return;
    };
    let path = file.path;
    let message = format!(
        "the content storage of `{path}` refers to {count} essence data sets, and has to refer to one"
    );
    On::new(package, file, sink)
        .property(storage, property::ESSENCE_DATA_OBJECTS, message)
        .found(count)
        .expected(1);
}

/// The only content storage, and how many essence data sets it refers to, there or not.
fn essence_data_count(file: subject::TrackFile<'_>) -> Option<(&Set, usize)> {
    let metadata = whole(file)?;
    let [storage] = &*file.track_file.header.content_storages else {
        return None;
    };
    let label: Ul = property::ESSENCE_DATA_OBJECTS;
    let references = metadata.references_of(*storage).iter();
    let count = references
        .filter(|reference| reference.property.matches(label))
        .count();
    Some((metadata.sets.get(*storage)?, count))
}

declare_rule! {
    /// A track file has an essence data set that its content storage does not refer to.
    ///
    /// ## Why it matters
    /// The set ties a stream of the file to a package. Some readers see it, some do not.
    ///
    /// ## How to fix it
    /// Have the metadata written again, with one essence data set.
    OP1A_ECD_COUNT = "op1a-ecd-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.4.3")],
        needs: Headers,
        check: TrackFile(essence_data),
    }
}

fn essence_data(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let all = &file.track_file.header.essence_data;
    let is_referenced_once = essence_data_count(file).is_some_and(|(_, count)| count == 1);
    let (Some(metadata), [_, second, ..], true) = (whole(file), &**all, is_referenced_once) else {
        return;
    };
    let (path, count) = (file.path, all.len());
    let message = format!("`{path}` has {count} essence data sets, and has to have one");
    if let Some(set) = metadata.sets.get(*second) {
        On::new(package, file, sink)
            .set(set, message)
            .found(count)
            .expected(1);
    }
}

declare_rule! {
    /// A track file has no material package, or more than one.
    ///
    /// The material package says what is played. In OP1a there is one.
    ///
    /// ## Why it matters
    /// Players do not know what to play, or which of several.
    ///
    /// ## How to fix it
    /// Write the track file as OP1a, with one material package.
    OP1A_MATERIAL_PACKAGE_COUNT = "op1a-material-package-count" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 378", "2004", "5.1")],
        needs: Headers,
        check: TrackFile(material_packages),
    }
}

fn material_packages(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let header = &file.track_file.header;
    let Some(metadata) = whole(file) else {
        return;
    };
    let place = match &*header.material_packages {
        [_] => return,
        [] => header.content_storages.first().copied(),
        [_, second, ..] => Some(second.set),
    };
    let Some(set) = place.and_then(|set| metadata.sets.get(set)) else {
        return;
    };
    // A package that a reference leads to in vain is told by that.
    let storage = header.content_storages.first();
    let is_dangling = storage.is_some_and(|&storage| {
        let references = metadata.references_of(storage).iter();
        references
            .filter(|reference| reference.property.matches(property::PACKAGES))
            .any(|reference| reference.leads == imf_mxf::Leads::Nowhere)
    });
    let (path, count) = (file.path, header.material_packages.len());
    if is_dangling && count == 0 {
        return;
    }
    let message = format!("`{path}` has {count} material packages, and has to have one");
    On::new(package, file, sink)
        .set(set, message)
        .found(count)
        .expected(1);
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::ids::Id;
    use imf_testkit::mxf::{class, property, set::Set, set::Value};

    use super::case::Case;
    use super::mxf::testing::{PRIVATE, SOUND, damage, rebuild};
    /// Adds a set of that class that has nothing, and that a property of one's own refers to.
    fn add(preface: &mut Set, class: class::Class) {
        let set = Set::new(class, Id([7; 16]));
        preface
            .properties
            .push((PRIVATE, Value::Set(Box::new(set))));
    }
    &[
        Case::fires(
            "op1a-preface-missing",
            "another class in its place",
            |package| {
                damage(package, SOUND, |bytes| {
                    let key = class::PREFACE.key;
                    let at = bytes.windows(16).position(|found| found == key).unwrap();
                    bytes[at + 14] = 0xfe;
                });
            },
        ),
        Case::silent("op1a-preface-missing", "one preface", |_| {}),
        Case::fires("mxf-preface-count", "two", |package| {
            rebuild(package, SOUND, |parts| {
                let mut second = parts.preface.clone();
                second.instance = Id([7; 16]);
                second.take(property::CONTENT_STORAGE_OBJECT);
                *second.value(property::IDENTIFICATION_LIST) = Value::Sets(Vec::new());
                parts
                    .preface
                    .properties
                    .push((PRIVATE, Value::Set(Box::new(second))));
            });
        }),
        Case::silent("mxf-preface-count", "one", |_| {}),
        Case::fires(
            "op1a-content-storage-missing",
            "a private reference to it",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let storage = parts.preface.take(property::CONTENT_STORAGE_OBJECT);
                    parts.preface.properties.push((PRIVATE, storage));
                });
            },
        ),
        Case::silent("op1a-content-storage-missing", "a reference", |_| {}),
        Case::fires("op1a-content-storage-count", "two", |package| {
            rebuild(package, SOUND, |parts| {
                let mut second = Set::new(class::CONTENT_STORAGE, Id([7; 16]));
                second
                    .properties
                    .push((property::PACKAGES, Value::Sets(Vec::new())));
                parts
                    .preface
                    .properties
                    .push((PRIVATE, Value::Set(Box::new(second))));
            });
        }),
        Case::silent("op1a-content-storage-count", "one", |_| {}),
        Case::fires("op1a-ecd-count-referenced", "none", |package| {
            rebuild(package, SOUND, |parts| {
                let storage = parts.preface.find(class::CONTENT_STORAGE);
                storage.take(property::ESSENCE_DATA_OBJECTS);
            });
        }),
        Case::fires("op1a-ecd-count-referenced", "two", |package| {
            rebuild(package, SOUND, |parts| {
                let mut second = parts.preface.find(class::ESSENCE_DATA).clone();
                second.instance = Id([7; 16]);
                let storage = parts.preface.find(class::CONTENT_STORAGE);
                let data = storage.value(property::ESSENCE_DATA_OBJECTS);
                let Value::Sets(sets) = data else {
                    unreachable!()
                };
                sets.push(second);
            });
        }),
        Case::silent("op1a-ecd-count-referenced", "one", |_| {}),
        Case::fires(
            "op1a-ecd-count",
            "one that only a private reference leads to",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let mut second = parts.preface.find(class::ESSENCE_DATA).clone();
                    second.instance = Id([7; 16]);
                    parts
                        .preface
                        .properties
                        .push((PRIVATE, Value::Set(Box::new(second))));
                });
            },
        ),
        Case::silent("op1a-ecd-count", "a set of one's own", |package| {
            rebuild(package, SOUND, |parts| {
                add(
                    &mut parts.preface,
                    class::Class {
                        name: "Private",
                        key: 0x060e_2b34_0253_0101_0e7f_7f01_0000_0000_u128.to_be_bytes(),
                    },
                );
            });
        }),
        Case::fires("op1a-material-package-count", "none", |package| {
            rebuild(package, SOUND, |parts| {
                let storage = parts.preface.find(class::CONTENT_STORAGE);
                let packages = storage.value(property::PACKAGES);
                let Value::Sets(sets) = packages else {
                    unreachable!()
                };
                sets.remove(0);
            });
        }),
        Case::silent("op1a-material-package-count", "one", |_| {}),
    ]
};
