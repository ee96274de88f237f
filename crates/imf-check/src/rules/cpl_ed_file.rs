//! Rules that hold a composition's essence descriptors against the track files that they describe (ST 2067-2, 6.8).

use std::collections::BTreeMap;

use crate::descriptor::{self, At, Difference, Grade, Node, Origin, Side, compare, described};
use crate::hash::HashMap;
use crate::judge::{Sink, Spot, subject};
use crate::package::{Package, TrackFile};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A value in a composition's essence descriptor is not the value in the track file.
    ///
    /// The composition repeats the essence descriptor of every track file that it plays. Values are compared by what they
    /// mean: fractions by their worth, labels by their bytes, enumerations by number or symbol.
    ///
    /// ## Why it matters
    /// Players and services plan from the composition without opening the track files. Where the two disagree, one of them
    /// is wrong about size, color, codec or sound, and the picture is shown or transcoded as something that it is not.
    ///
    /// ## How to fix it
    /// If the track file is right, have the essence descriptor regenerated from it. If the track file's header is wrong,
    /// wrap the essence again.
    CPL_ED_MISMATCH = "cpl-ed-mismatch" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.8")],
        needs: Headers,
        check: EssenceDescriptor(subject::every_listed, mismatch),
    }
}

fn mismatch(package: &Package, subject: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    for found in differences(package, subject, Grade::Value) {
        let Found { difference, file } = &found;
        let path = package.inventory.path(file.file);
        let (Some(stated), Some(actual)) = (difference.stated, difference.actual) else {
            continue;
        };
        // A value that its type does not have is a finding of its own.
        if is_odd(stated) {
            continue;
        }
        let (one, other) = (shown(stated), shown(actual));
        let message = match stated {
            Side::Node(_) => format!(
                "the essence descriptor is a `{one}`, and the track file `{path}` has a `{other}`"
            ),
            Side::Field(_) => format!(
                "`{}` is {one} in the essence descriptor, and {other} in the track file `{path}`",
                difference.path
            ),
        };
        sink.finding(found.stated_spot(subject), message)
            .found(one)
            .expected(&other)
            .related_spot(found.actual_spot(), "the track file has this");
    }
}

declare_rule! {
    /// A property or sub-descriptor stands in a composition's essence descriptor or in the track file, and not in the other.
    ///
    /// The composition repeats the essence descriptor of every track file that it plays, with all that belongs to it.
    /// Properties that the SMPTE registers do not know are left out, for they cannot be repeated.
    ///
    /// ## Why it matters
    /// Players and services plan from the composition without opening the track files. What it leaves out, such as a
    /// channel label or a mastering display, they take not to be there.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    CPL_ED_FIELD_ABSENT = "cpl-ed-field-absent" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.8")],
        needs: Headers,
        check: EssenceDescriptor(subject::every_listed, field_absent),
    }
}

fn field_absent(package: &Package, subject: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    for found in differences(package, subject, Grade::Absent) {
        let Found { difference, file } = &found;
        let path = package.inventory.path(file.file);
        let name = &difference.path;
        let spot = found.stated_spot(subject);
        let draft = match (difference.stated, difference.actual) {
            (Some(stated), _) => sink
                .finding(
                    spot,
                    format!("the essence descriptor has `{name}`, and the track file `{path}` has none"),
                )
                .found(shown(stated)),
            (None, Some(actual)) => sink
                .finding(
                    spot,
                    format!("the essence descriptor has no `{name}`, and the track file `{path}` has one"),
                )
                .expected(shown(actual)),
            (None, None) => continue,
        };
        draft.related_spot(found.actual_spot(), "the track file, for comparison");
    }
}

declare_rule! {
    /// Labels in a composition's essence descriptor and in the track file are of different versions of the register.
    ///
    /// The eighth byte of a label says which version of the register it is from, and does not change its meaning.
    ///
    /// ## Why it matters
    /// Programs that compare labels byte by byte, against the rule, take them for different.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file, by a program that copies labels as they are.
    CPL_ED_LABEL_VERSION_MISMATCH = "cpl-ed-label-version-mismatch" {
        severity: Info,
        photon: "IMF_CPL_ERROR",
        citations: [],
        needs: Headers,
        check: EssenceDescriptor(subject::every_listed, label_version),
    }
}

fn label_version(package: &Package, subject: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let what = "differs from that of the track file in its version byte alone";
    once(package, subject, Grade::Version, what, sink);
}

declare_rule! {
    /// The identifiers inside a composition's essence descriptor are not those of the track file.
    ///
    /// `InstanceID` and its like tie the sets of one file together and say nothing about the essence.
    ///
    /// ## Why it matters
    /// The descriptor was not made from this very file: perhaps from an earlier wrapping of the same essence. Programs that
    /// compare descriptors as text find a difference.
    ///
    /// ## How to fix it
    /// Nothing has to be done. To be exact, have the essence descriptor regenerated from the track file.
    CPL_ED_INSTANCE_ID_MISMATCH = "cpl-ed-instance-id-mismatch" {
        severity: Info,
        photon: "IMF_CPL_ERROR",
        citations: [],
        needs: Headers,
        check: EssenceDescriptor(subject::every_listed, instance_id),
    }
}

fn instance_id(package: &Package, subject: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let what = "is another in the track file";
    once(package, subject, Grade::Identifier, what, sink);
}

/// One finding for all differences of a grade.
fn once(
    package: &Package,
    subject: subject::EssenceDescriptor<'_>,
    grade: Grade,
    what: &str,
    sink: &mut Sink<'_>,
) {
    let all = differences(package, subject, grade);
    let Some(first) = all.first() else { return };
    let more = match all.len() - 1 {
        0 => String::new(),
        more => format!(", and so are {more} more"),
    };
    let path = package.inventory.path(first.file.file);
    let draft = sink.finding(
        first.stated_spot(subject),
        format!("`{}` {what} `{path}`{more}", first.difference.path),
    );
    if let Some(stated) = first.difference.stated {
        draft.found(shown(stated));
    }
    if let Some(actual) = first.difference.actual {
        draft.expected(shown(actual));
    }
    draft.related_spot(first.actual_spot(), "the track file has this");
}

/// A difference between an essence descriptor and one of its track files.
struct Found<'p> {
    difference: Difference<'p>,
    file: &'p TrackFile,
}

impl Found<'_> {
    /// The place in the composition: the property or set, or what should hold it.
    fn stated_spot(&self, subject: subject::EssenceDescriptor<'_>) -> Spot {
        let origin = Origin::Document(subject.composition.info.document);
        place(origin, self.difference.stated, self.difference.nodes.0)
    }

    /// The place in the track file.
    fn actual_spot(&self) -> Spot {
        let origin = Origin::File(self.file.file);
        place(origin, self.difference.actual, self.difference.nodes.1)
    }
}

fn place(origin: Origin, side: Option<Side<'_>>, node: &Node) -> Spot {
    let (at, set, property): (At, &str, &str) = match side {
        Some(Side::Field(field)) => (field.at, &node.name, &field.name),
        Some(Side::Node(part)) => (part.at, &part.name, ""),
        None => (node.at, &node.name, ""),
    };
    descriptor::spot(origin, at, set, property)
}

fn shown(side: Side<'_>) -> String {
    match side {
        Side::Field(field) => field.shown(),
        Side::Node(node) => node.name.to_string(),
    }
}

fn is_odd(side: Side<'_>) -> bool {
    match side {
        Side::Field(field) => field.value().is_some_and(descriptor::is_odd),
        Side::Node(_) => false,
    }
}

/// What one track file has, and others that share its essence descriptor have otherwise.
const OF_ONE_FILE: [&str; 3] = ["EssenceLength", "InstanceID", "LinkedTrackID"];

/// In what an essence descriptor differs from the track files that it describes, each difference once.
fn differences<'p>(
    package: &'p Package,
    subject: subject::EssenceDescriptor<'p>,
    grade: Grade,
) -> Vec<Found<'p>> {
    let Some(stated) = &subject.described.node else {
        return Vec::new();
    };
    // Every grade has a rule, and most descriptors do not differ at all.
    let differing = &subject.described.differing;
    if differing.get().is_some_and(|all| !all.contains(&grade)) {
        return Vec::new();
    }
    let mut grades = Vec::new();
    let stated = described(stated);
    let mut found: BTreeMap<(String, Option<String>), (usize, Found<'p>)> = BTreeMap::new();
    let mut compared = 0;
    for file in package.track_files_of(subject.described) {
        let Some(actual) = &file.descriptor else {
            continue;
        };
        let actual = described(actual);
        compared += 1;
        // The first of each class.
        let mut by_class = HashMap::default();
        for actual in actual {
            by_class.entry(actual.group).or_insert(actual);
        }
        for stated in stated {
            // Of the descriptors of a multiple one, the one of the same class is meant.
            let class = by_class.get(&stated.group).copied();
            let Some(actual) = class.or(actual.first()) else {
                continue;
            };
            for difference in compare(stated, actual) {
                if !grades.contains(&difference.grade) {
                    grades.push(difference.grade);
                }
                // What could not be read of the file may be just what seems to be missing.
                let is_lost = grade == Grade::Absent && !file.is_described_wholly();
                if difference.grade != grade || is_lost {
                    continue;
                }
                let key = (difference.path.clone(), difference.actual.map(shown));
                found
                    .entry(key)
                    .or_insert((0, Found { difference, file }))
                    .0 += 1;
            }
        }
    }
    differing.get_or_init(|| grades);
    // A length that is right for one of the files cannot be right for the others.
    let counts = found.iter().fold(
        BTreeMap::<String, usize>::new(),
        |mut counts, ((path, _), (count, _))| {
            *counts.entry(path.clone()).or_default() += count;
            counts
        },
    );
    let stands = |(path, _): &(String, Option<String>)| {
        let name = path.rsplit('/').next().unwrap_or_default();
        !OF_ONE_FILE.contains(&name) || counts.get(path).is_some_and(|&count| count >= compared)
    };
    found
        .into_iter()
        .filter(|(key, _)| stands(key))
        .map(|(_, (_, found))| found)
        .collect()
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;
    use imf_testkit::mxf::set::{Label, Set, Value};

    use super::case::Case;
    use super::cpl::testing::edit;
    use crate::storage::MemoryStorage;

    /// The smallest package, the descriptor in a track file (0: picture, 1: sound) changed, and not in the composition.
    fn file_says(index: usize, make: impl FnOnce(&mut Set)) -> MemoryStorage {
        let mut delivery = Delivery::minimal();
        let mut descriptor = delivery.track_files[index].descriptor();
        make(&mut descriptor);
        delivery.track_files[index].file_descriptor = Some(descriptor);
        MemoryStorage::new(delivery.build().files)
    }

    &[
        Case::fires_for("cpl-ed-mismatch", "another width in the file", || {
            file_says(0, |set| {
                set.set("DisplayWidth", Value::UInt32(1998));
            })
        }),
        Case::fires_for("cpl-ed-mismatch", "another value deep inside", || {
            file_says(1, |set| {
                set.sub("SoundfieldGroupLabelSubDescriptor")
                    .set("MCATitle", Value::text("Another Title"));
            })
        }),
        Case::silent("cpl-ed-mismatch", "another spelling", |package| {
            edit(package, "SampleRate>48000/1<", "SampleRate>96000/2<");
            edit(package, "<r1:Locked>True<", "<r1:Locked>1<");
        }),
        Case::silent("cpl-ed-mismatch", "another order", |package| {
            let count = "<r1:ChannelCount>2</r1:ChannelCount>";
            let bits = "<r1:QuantizationBits>24</r1:QuantizationBits>";
            edit(
                package,
                &format!("{count}{bits}"),
                &format!("{bits}{count}"),
            );
        }),
        Case::fires_for("cpl-ed-field-absent", "a property less in the file", || {
            file_says(1, |set| {
                set.sub("SoundfieldGroupLabelSubDescriptor")
                    .remove("MCATagName");
            })
        }),
        Case::fires(
            "cpl-ed-field-absent",
            "a property less in the composition",
            |package| {
                edit(package, "<r1:MCATagName>Left</r1:MCATagName>", "");
            },
        ),
        Case::silent("cpl-ed-field-absent", "all are there", |_| {}),
        Case::fires_for(
            "cpl-ed-label-version-mismatch",
            "version 7 of the container's label",
            || {
                file_says(1, |set| {
                    let newer = Label::parse("060e2b34.04010107.0d010301.02060200");
                    set.set("ContainerFormat", Value::Label(newer));
                })
            },
        ),
        Case::silent("cpl-ed-label-version-mismatch", "the same versions", |_| {}),
        Case::fires(
            "cpl-ed-instance-id-mismatch",
            "another id in the composition",
            |package| {
                let path = package.composition();
                package.edit_with(&path, |text| {
                    let (before, rest) =
                        text.split_once("<r1:InstanceID>urn:uuid:").expect("an id");
                    format!("{before}<r1:InstanceID>urn:uuid:ffff{}", &rest[4..])
                });
                package.reseal();
            },
        ),
        Case::silent(
            "cpl-ed-instance-id-mismatch",
            "an id in capitals",
            |package| {
                let path = package.composition();
                package.edit_with(&path, |text| {
                    let (before, rest) =
                        text.split_once("<r1:InstanceID>urn:uuid:").expect("an id");
                    let (id, rest) = rest.split_at(36);
                    format!(
                        "{before}<r1:InstanceID>urn:uuid:{}{rest}",
                        id.to_ascii_uppercase()
                    )
                });
                package.reseal();
            },
        ),
    ]
};
