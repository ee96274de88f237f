//! Rules on the labels of essence containers: partition packs, preface and descriptor name them (ST 377-1:2011, 9.4).

use std::collections::BTreeMap;

use imf_mxf::register::Label;
use imf_mxf::{PackField, Partition, PartitionKind, PartitionStatus, Set, Ul};

use super::mxf::place::On;
use crate::hash::HashSet;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::track_file::label::property;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The preface of a track file lists no essence container.
    ///
    /// ## Why it matters
    /// The label of the container says how the essence is wrapped. Readers that look for one they know refuse the file.
    ///
    /// ## How to fix it
    /// Write the label of the container into `EssenceContainers` of the preface.
    OP1A_ESSENCE_CONTAINERS_EMPTY = "op1a-essence-containers-empty" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::clause("ST 377-1", "2011", "9.4.3")],
        needs: Headers,
        check: TrackFile(empty),
    }
}

/// The essence containers of the preface, and its set.
fn of_preface(file: subject::TrackFile<'_>) -> Option<(&Set, Vec<Ul>)> {
    let preface = file.track_file.metadata()?.preface()?;
    let batch = preface.property(property::ESSENCE_CONTAINERS)?.batch()?;
    let labels = batch
        .items()
        .filter_map(|item| item.try_into().ok().map(Ul));
    Some((preface, labels.collect()))
}

fn empty(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    if let Some((preface, _)) = of_preface(file).filter(|(_, labels)| labels.is_empty()) {
        let path = file.path;
        let message = format!("the preface of `{path}` lists no essence container");
        On::new(package, file, sink)
            .property(preface, property::ESSENCE_CONTAINERS, message)
            .found(0)
            .expected("the label of an essence container");
    }
}

declare_rule! {
    /// The preface of a track file lists more than one essence container.
    ///
    /// The label for several wrappings, which older programs write beside the one that counts, is passed over.
    ///
    /// ## Why it matters
    /// An IMF track file holds one essence in one container. Readers take the first label that they know.
    ///
    /// ## How to fix it
    /// Write only the label of the container that the essence is in.
    TF_PREFACE_ESSENCE_CONTAINERS_NOT_ONE = "tf-preface-essence-containers-not-one" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(several),
    }
}

/// Stands for several wrappings in one file.
const MULTIPLE_WRAPPINGS: Ul = Ul::from_u128(0x060e_2b34_0401_0103_0d01_0301_027f_0100);

/// The labels of containers in the order of their numbers, each once, without the one that stands for several.
fn containers(labels: &[Ul]) -> Vec<Ul> {
    let labels = labels
        .iter()
        .copied()
        .filter(|label| !label.matches(MULTIPLE_WRAPPINGS));
    let mut labels: Vec<Ul> = labels.collect();
    labels.sort_by_key(|label| label.with_version(0));
    labels.dedup_by(|one, other| one.matches(*other));
    labels
}

/// The labels without their versions, which do not count.
fn plain(labels: &[Ul]) -> Vec<Ul> {
    labels.iter().map(|label| label.with_version(0)).collect()
}

/// Whether the labels are not the same but for their versions.
fn differs(labels: &[Ul], others: &[Ul]) -> bool {
    let mut pairs = labels.iter().zip(others);
    labels.len() != others.len() || pairs.any(|(one, other)| !one.matches(*other))
}

fn several(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some((preface, labels)) = of_preface(file) else {
        return;
    };
    let count = containers(&labels).len();
    if count > 1 {
        let path = file.path;
        let message = format!("the preface of `{path}` lists {count} essence containers");
        On::new(package, file, sink)
            .property(preface, property::ESSENCE_CONTAINERS, message)
            .found(count)
            .expected(1);
    }
}

declare_rule! {
    /// The partition packs of a track file list no essence container, or more than one.
    ///
    /// More than one is said of the preface where that lists them too.
    ///
    /// ## Why it matters
    /// An IMF track file holds one essence in one container. Readers that look no further than the pack take the first
    /// label that they know.
    ///
    /// ## How to fix it
    /// Write only the label of the container that the essence is in.
    TF_PARTITION_ESSENCE_CONTAINERS_NOT_ONE = "tf-partition-essence-containers-not-one" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(several_in_packs),
    }
}

fn several_in_packs(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let Some(header) = file.track_file.structure.header_partition() else {
        return;
    };
    let count = containers(&header.essence_containers).len();
    // As many in the preface are told, and so is a list that cannot be read.
    let preface = of_preface(file).map(|(_, labels)| containers(&labels).len());
    let is_told = match count {
        1 => true,
        0 => preface == Some(0) || is_damaged(file, header),
        _ => preface.is_some(),
    };
    if is_told {
        return;
    }
    let path = file.path;
    let message =
        format!("the header partition's pack of `{path}` lists {count} essence containers");
    On::new(package, file, sink)
        .field(header, PackField::EssenceContainers, message)
        .found(count)
        .expected(1);
}

/// Whether the list of a pack cannot be read.
fn is_damaged(file: subject::TrackFile<'_>, partition: &Partition) -> bool {
    let at = partition.place(PackField::EssenceContainers);
    file.track_file
        .problems
        .iter()
        .any(|problem| problem.at == at)
}

declare_rule! {
    /// Partition packs, preface and descriptor of a track file do not name the same essence container.
    ///
    /// ## Why it matters
    /// The label says how the essence is wrapped. Readers that go by a wrong one refuse the file or misread it.
    ///
    /// ## How to fix it
    /// Write the label of the container that the essence is in wherever it is named.
    MXF_ESSENCE_CONTAINER_MISMATCH = "mxf-essence-container-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(mismatch),
    }
}

/// Whether the pack has to agree with the others. That of a generic stream lists what it likes, one that was written
/// before its end may not know, and one that lists nothing says nothing.
fn counts(file: subject::TrackFile<'_>, partition: &Partition) -> bool {
    let is_open = matches!(
        partition.status,
        Some(PartitionStatus::OpenIncomplete | PartitionStatus::OpenComplete)
    );
    partition.kind != Some(PartitionKind::GenericStream) && !is_open && !is_damaged(file, partition)
}

/// The labels that are right: those that most of the packs have; of as many of each, the last.
fn most<'p>(packs: &'p [(&Partition, Vec<Ul>)]) -> Option<&'p Vec<Ul>> {
    let mut lists = packs.iter().map(|(_, labels)| labels);
    let last = lists.next_back()?;
    if lists.clone().all(|labels| !differs(labels, last)) {
        return Some(last);
    }
    let mut votes: BTreeMap<Vec<Ul>, usize> = BTreeMap::new();
    for (_, labels) in packs {
        *votes.entry(plain(labels)).or_default() += 1;
    }
    let lists = packs.iter().map(|(_, labels)| labels);
    lists.max_by_key(|labels| votes.get(&plain(labels)))
}

fn mismatch(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let structure = &file.track_file.structure;
    let mut on = On::new(package, file, sink);
    let path = file.path;
    let packs: Vec<(&Partition, Vec<Ul>)> = structure
        .partitions
        .iter()
        .filter(|partition| counts(file, partition))
        .map(|partition| (partition, containers(&partition.essence_containers)))
        .filter(|(_, labels)| !labels.is_empty())
        .collect();
    let right = most(&packs);
    if let Some(right) = right
        && let Some((partition, found)) = packs.iter().find(|(_, labels)| differs(labels, right))
    {
        let (found, right) = (list(found), list(right));
        let message = format!(
            "a partition pack of `{path}` lists the essence containers {found}, and the others {right}"
        );
        on.field(partition, PackField::EssenceContainers, message)
            .found(found)
            .expected(right);
        return;
    }
    let Some((preface, labels)) = of_preface(file) else {
        return;
    };
    let labels = containers(&labels);
    // A preface that lists none is told.
    if labels.is_empty() {
        return;
    }
    if let Some(right) = right.filter(|right| differs(&labels, right)) {
        let (found, right) = (list(&labels), list(right));
        let message = format!(
            "the preface of `{path}` lists the essence containers {found}, and the partition packs {right}"
        );
        on.property(preface, property::ESSENCE_CONTAINERS, message)
            .found(found)
            .expected(right);
        return;
    }
    // A hostile file lists tens of thousands, and has as many descriptors.
    let listed: HashSet<Ul> = plain(&labels).into_iter().collect();
    for (descriptor, label) in of_descriptors(file) {
        if listed.contains(&label.with_version(0)) {
            continue;
        }
        let right = list(&labels);
        let message = format!(
            "the descriptor of `{path}` names the essence container `{label}`, and the preface lists {right}"
        );
        on.property(descriptor, property::CONTAINER_FORMAT, message)
            .found(label)
            .expected(right);
        return;
    }
}

/// The essence containers that descriptors name, each with its set.
fn of_descriptors(file: subject::TrackFile<'_>) -> Vec<(&Set, Ul)> {
    let own = file.track_file.header.file_package();
    let (Some(own), Some(metadata)) = (own, file.track_file.metadata()) else {
        return Vec::new();
    };
    let sets = own
        .descriptors
        .iter()
        .filter_map(|&set| metadata.sets.get(set));
    let labels =
        sets.filter_map(|set| Some((set, set.property(property::CONTAINER_FORMAT)?.ul()?)));
    // Several wrappings in one, by whatever label.
    labels
        .filter(|(_, label)| !label.matches(MULTIPLE_WRAPPINGS))
        .collect()
}

/// Labels in a message.
fn list(labels: &[Ul]) -> String {
    if labels.is_empty() {
        return "none".to_owned();
    }
    let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
    labels.join(", ")
}

declare_rule! {
    /// The essence container of a track file is not in the SMPTE register of labels.
    ///
    /// Private labels are passed over. The register that is built in may be older than the label.
    ///
    /// ## Why it matters
    /// The label says how the essence is wrapped. Readers that do not know it refuse the file.
    ///
    /// ## How to fix it
    /// Compare the label with the register. Where it is wrong, have the file wrapped again.
    MXF_ESSENCE_CONTAINER_UNKNOWN = "mxf-essence-container-unknown" {
        severity: Warning,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Headers,
        check: TrackFile(unknown),
    }
}

/// What labels of essence containers for anybody begin with, but for the version (ST 379, ST 400).
const PUBLIC: Ul = Ul::from_u128(0x060e_2b34_0401_0100_0d01_0301_0200_0000);

fn unknown(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let is_public = |label: Ul| label.with_version(0).0[..12] == PUBLIC.0[..12];
    let is_unknown = |label: Ul| is_public(label) && Label::of(label).is_none();
    // Where something else names another one, that is told.
    let structure = &file.track_file.structure;
    let mut packs = structure
        .partitions
        .iter()
        .filter(|partition| counts(file, partition));
    let found = of_descriptors(file)
        .into_iter()
        .find(|&(_, label)| is_unknown(label));
    let Some((descriptor, label)) = found else {
        return;
    };
    let lists = |labels: &[Ul]| labels.iter().any(|listed| listed.matches(label));
    let is_listed = of_preface(file).is_none_or(|(_, labels)| lists(&labels))
        && packs.all(|partition| lists(&partition.essence_containers));
    if is_listed {
        let path = file.path;
        let message = format!(
            "the descriptor of `{path}` names the essence container `{label}`, which is not in the register"
        );
        On::new(package, file, sink)
            .property(descriptor, property::CONTAINER_FORMAT, message)
            .found(label)
            .expected("a label of the register");
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_mxf::PackField as Field;
    use imf_testkit::mxf::{Parts, class, property, set::Label, set::Value};

    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, header, partitions, rebuild};
    const PCM: Label = Label::parse("060e2b34.04010101.0d010301.02060200");
    const OTHER: Label = Label::parse("060e2b34.04010101.0d010301.02060100");
    const SEVERAL: Label = Label::parse("060e2b34.04010103.0d010301.027f0100");
    const UNKNOWN: Label = Label::parse("060e2b34.04010101.0d010301.027e0000");
    const PRIVATE: Label = Label::parse("060e2b34.04010101.0e7f7f7f.027e0000");
    /// What is wrong with the descriptor besides: it is not that of the composition, nor one that sound may have.
    const DESCRIBED: &[&str] = &["cpl-ed-mismatch", "mca-not-clip-wrapped"];
    fn list(parts: &mut Parts, packs: &[Label], preface: &[Label]) {
        parts.containers = packs.to_vec();
        *parts.preface.value(property::ESSENCE_CONTAINERS) = Value::Labels(preface.to_vec());
    }
    fn name(parts: &mut Parts, label: Label) {
        let descriptor = parts.preface.find(class::WAVE_PCM_DESCRIPTOR);
        *descriptor.value(property::CONTAINER_FORMAT) = Value::Label(label);
    }
    &[
        Case::fires("op1a-essence-containers-empty", "none", |package| {
            rebuild(package, SOUND, |parts| list(parts, &[PCM], &[]));
        }),
        Case::silent("op1a-essence-containers-empty", "one", |_| {}),
        Case::fires("tf-preface-essence-containers-not-one", "two", |package| {
            rebuild(package, SOUND, |parts| {
                list(parts, &[PCM, OTHER], &[PCM, OTHER]);
            });
        }),
        Case::silent(
            "tf-preface-essence-containers-not-one",
            "one for several",
            |package| {
                rebuild(package, SOUND, |parts| {
                    list(parts, &[SEVERAL, PCM], &[PCM, SEVERAL]);
                });
            },
        ),
        Case::fires(
            "tf-partition-essence-containers-not-one",
            "none in the packs",
            |package| {
                rebuild(package, SOUND, |parts| list(parts, &[], &[PCM]));
            },
        ),
        Case::silent("tf-partition-essence-containers-not-one", "one", |_| {}),
        Case::fires(
            "mxf-essence-container-mismatch",
            "another one in a pack",
            |package| {
                damage(package, SOUND, |bytes| {
                    let label = partitions(bytes)[0] + header(Field::EssenceContainers) + 8;
                    bytes[label + 14] ^= 3;
                });
            },
        ),
        Case::fires(
            "mxf-essence-container-mismatch",
            "another one in the preface",
            |package| {
                rebuild(package, SOUND, |parts| list(parts, &[PCM], &[OTHER]));
            },
        ),
        Case::fires(
            "mxf-essence-container-mismatch",
            "another one in the descriptor",
            |package| {
                rebuild(package, SOUND, |parts| name(parts, OTHER));
            },
        )
        .with(DESCRIBED),
        Case::silent(
            "mxf-essence-container-mismatch",
            "another version",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let mut label = PCM;
                    label.0[7] = 9;
                    list(parts, &[PCM], &[label]);
                });
            },
        ),
        Case::fires("mxf-essence-container-unknown", "everywhere", |package| {
            rebuild(package, SOUND, |parts| {
                list(parts, &[UNKNOWN], &[UNKNOWN]);
                name(parts, UNKNOWN);
            });
        })
        .with(DESCRIBED),
        Case::silent(
            "mxf-essence-container-unknown",
            "one of one's own",
            |package| {
                rebuild(package, SOUND, |parts| {
                    list(parts, &[PRIVATE], &[PRIVATE]);
                    name(parts, PRIVATE);
                });
            },
        )
        .with(DESCRIBED),
    ]
};
