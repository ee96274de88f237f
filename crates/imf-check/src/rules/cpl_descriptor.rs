//! Rules on the list of essence descriptors (ST 2067-3, 6.1.10; ST 2067-2, 6.8).

use imf_parse::model::{self, ResourceKind};

use super::cpl;
use super::cpl::groups::Groups;
use crate::hash::{HashMap, HashSet};
use crate::judge::{Sink, subject};
use crate::package::{Package, for_each_track_file};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The composition has no essence descriptors.
    ///
    /// ## Why it matters
    /// `EssenceDescriptorList` repeats the technical description of every track file: picture size, codec, color,
    /// channels. Receivers plan their work from it before they open a file, and check that the right files came.
    ///
    /// ## How to fix it
    /// Have the composition exported again by a tool that fills `EssenceDescriptorList` from the track files.
    CC_EDL_EMPTY = "cc-edl-empty" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.8")],
        needs: Documents,
        check: Composition(list_empty),
    }
}

fn list_empty(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    // A list that is there and empty breaks the schema; a composition that plays no file needs none.
    if composition.playlist.essence_descriptor_list.is_none()
        && !composition.info.track_files.is_empty()
    {
        let count = composition.info.track_files.len();
        let files = if count == 1 {
            "1 track file".to_owned()
        } else {
            format!("{count} track files")
        };
        sink.at(
            composition.playlist.at,
            format!("the composition has no `EssenceDescriptorList`, and uses {files}"),
        )
        .expected("EssenceDescriptorList");
    }
}

declare_rule! {
    /// A resource refers to an essence descriptor that is not in the composition.
    ///
    /// ## Why it matters
    /// `SourceEncoding` names the entry of `EssenceDescriptorList` that describes the track file. Without the entry a
    /// receiver does not know what the file holds before it opens it, and cannot tell whether it is the right one.
    ///
    /// ## How to fix it
    /// Add the essence descriptor of the track file, or correct `SourceEncoding`.
    CPL_ED_MISSING = "cpl-ed-missing" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.12.1")],
        needs: Documents,
        check: Composition(missing),
    }
}

fn missing(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let descriptors = &composition.playlist.essence_descriptors;
    // That there is no list at all is said once.
    if descriptors.is_empty() {
        return;
    }
    let known: HashSet<_> = descriptors
        .iter()
        .filter_map(|descriptor| Some(descriptor.id?.value))
        .collect();
    let mut groups = Groups::new();
    for subject::Use { resource, count } in composition.uses() {
        for_each_track_file(resource.resource, &mut |reference| {
            if let Some(id) = reference
                .source_encoding
                .filter(|id| !known.contains(&id.value))
            {
                groups.add_all(count, id.value, || (id, resource));
            }
        });
    }
    let groups: Vec<_> = groups.finish().collect();
    if groups.is_empty() {
        return;
    }
    let unused = unused(composition);
    for ((id, resource), count) in groups {
        let more = cpl::and_more(count);
        let draft = sink.at(
            id.at,
            format!(
                "{}{more} refers to the essence descriptor `{}`, which is not in the list",
                cpl::resource_name(resource),
                id.value
            ),
        );
        draft
            .found(id.value)
            .expected("the id of an essence descriptor of the composition");
        if let [descriptor] = unused.as_slice() {
            draft.related(
                composition.info.document,
                descriptor.at,
                "no resource refers to this one",
            );
        }
    }
}

declare_rule! {
    /// No resource refers to an essence descriptor of the composition.
    ///
    /// ## Why it matters
    /// Every entry of `EssenceDescriptorList` belongs to a resource. A spare one usually tells of a resource that was
    /// removed or that has the wrong `SourceEncoding`, and receivers report formats that are not in the program.
    ///
    /// ## How to fix it
    /// Remove the essence descriptor, or correct the `SourceEncoding` of the resource that it belongs to.
    CPL_ED_UNREFERENCED = "cpl-ed-unreferenced" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-3", "2016", "6.1.10.1")],
        needs: Documents,
        check: Composition(unreferenced),
    }
}

fn unreferenced(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let unused = unused(composition);
    // Where as many ids lead nowhere, those are the fault, and have a finding of their own.
    if unused.is_empty() || unused.len() <= unknown(composition) {
        return;
    }
    for descriptor in unused {
        let Some(id) = descriptor.id else { continue };
        let holds = descriptor.content.first();
        let holds = holds.map_or_else(String::new, |element| {
            format!(" (`{}`)", element.name.local)
        });
        sink.at(
            id.at,
            format!(
                "no resource refers to the essence descriptor `{}`{holds}",
                id.value
            ),
        )
        .found(id.value)
        .expected("an essence descriptor that a resource uses");
    }
}

/// How many ids of essence descriptors the resources have that the composition does not.
fn unknown(composition: subject::Composition<'_>) -> usize {
    let descriptors = &composition.playlist.essence_descriptors;
    let known: HashSet<_> = descriptors
        .iter()
        .filter_map(|descriptor| Some(descriptor.id?.value))
        .collect();
    let mut unknown = HashSet::default();
    for used in composition.uses() {
        for_each_track_file(used.resource.resource, &mut |reference| {
            let id = reference.source_encoding.map(|id| id.value);
            unknown.extend(id.filter(|id| !known.contains(id)));
        });
    }
    unknown.len()
}

/// The essence descriptors that no resource refers to.
fn unused(composition: subject::Composition<'_>) -> Vec<&model::EssenceDescriptor> {
    let descriptors = &composition.playlist.essence_descriptors;
    let mut used: HashMap<_, bool> = descriptors
        .iter()
        .filter_map(|descriptor| Some((descriptor.id?.value, false)))
        .collect();
    for subject::Use { resource, .. } in composition.uses() {
        if matches!(resource.resource.kind, ResourceKind::Unknown) {
            return Vec::new();
        }
        for_each_track_file(resource.resource, &mut |reference| {
            let id = reference.source_encoding.map(|id| id.value);
            if let Some(used) = id.and_then(|id| used.get_mut(&id)) {
                *used = true;
            }
        });
    }
    // Once for several with one id, which is a finding of its own.
    let is_unused = |descriptor: &&model::EssenceDescriptor| {
        descriptor
            .id
            .is_some_and(|id| used.remove(&id.value) == Some(false))
    };
    let unused: Vec<_> = descriptors.iter().filter(is_unused).collect();
    // What could not be read may be what refers to it: elements that are no sequence, sequences and
    // segments that hold nothing.
    let is_doubtful = |segment: &model::Segment| {
        !segment.foreign.is_empty()
            || segment.sequences.is_empty()
            || segment
                .sequences
                .iter()
                .any(|sequence| sequence.resources.is_empty())
    };
    let segments = &composition.playlist.segments;
    if !unused.is_empty() && (segments.is_empty() || segments.iter().any(is_doubtful)) {
        return Vec::new();
    }
    unused
}

declare_rule! {
    /// Two essence descriptors have the same id.
    ///
    /// ## Why it matters
    /// A resource names its essence descriptor by id. With two of one id, readers take the first or the last, and may
    /// compare a track file with the description of another.
    ///
    /// ## How to fix it
    /// Give each essence descriptor its own id, and correct the `SourceEncoding` of the resources.
    CPL_ED_DUPLICATE_ID = "cpl-ed-duplicate-id" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::document("ST 2067-3", "2016")],
        needs: Documents,
        check: Composition(duplicate_id),
    }
}

fn duplicate_id(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let mut first = HashMap::default();
    for descriptor in &composition.playlist.essence_descriptors {
        let Some(id) = descriptor.id else { continue };
        if let Some(before) = first.get(&id.value) {
            sink.at(
                id.at,
                format!("the essence descriptor's id `{}` is taken", id.value),
            )
            .found(id.value)
            .expected("an id of its own")
            .related(
                composition.info.document,
                *before,
                "the essence descriptor that has it",
            );
        } else {
            first.insert(id.value, id.at);
        }
    }
}

declare_rule! {
    /// An essence descriptor does not hold exactly one descriptor.
    ///
    /// ## Why it matters
    /// An `EssenceDescriptor` holds the descriptor of the track file, whole and alone, such as one `CDCIDescriptor`
    /// with all its sub-descriptors. With none there is no description; with two, readers take one of them.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file. A second description belongs in an entry of its
    /// own.
    CPL_ED_CONTENT_COUNT = "cpl-ed-content-count" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.8")],
        needs: Documents,
        check: EssenceDescriptor(subject::every_listed, content_count),
    }
}

fn content_count(_: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let content = &descriptor.descriptor.content;
    if content.len() == 1 {
        return;
    }
    let names: Vec<_> = content
        .iter()
        .take(4)
        .map(|element| format!("`{}`", element.name.local))
        .collect();
    let names = match names.as_slice() {
        [] => String::new(),
        names => format!(" ({})", names.join(", ")),
    };
    let at = content
        .get(1)
        .map_or(descriptor.descriptor.at, |second| second.at);
    sink.at(
        at,
        format!(
            "the essence descriptor holds {} descriptors{names}, expected one",
            content.len()
        ),
    )
    .found(content.len())
    .expected(1);
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::cpl::testing::edit;
    const AUDIO: &str = "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-000000000035<";
    const UNKNOWN: &str = "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-0000000000ff<";
    const EXTRA: &str = "<EssenceDescriptor><Id>urn:uuid:a0d10000-0000-4000-8000-0000000000ff</Id><x:Descriptor xmlns:x=\"urn:example\"/></EssenceDescriptor>";
    const END: &str = "</EssenceDescriptorList>";
    &[
        Case::fires("cc-edl-empty", "no list", |package| {
            edit(package, "<EssenceDescriptorList>", "<!-- ");
            edit(package, END, "-->");
        }),
        Case::silent("cc-edl-empty", "a comment in the list", |package| {
            edit(package, END, &["<!-- -->", END].concat());
        }),
        Case::fires("cpl-ed-missing", "the sound's is another", |package| {
            edit(package, AUDIO, UNKNOWN);
        }),
        Case::fires(
            "cpl-ed-missing",
            "the sound's is another, and one is too many",
            |package| {
                edit(
                    package,
                    AUDIO,
                    "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-0000000000fe<",
                );
                edit(package, END, &[EXTRA, END].concat());
            },
        )
        .with(&["cpl-ed-unreferenced", "regxml-unknown-group"]),
        Case::silent(
            "cpl-ed-missing",
            "the id is written in capitals",
            |package| {
                edit(
                    package,
                    AUDIO,
                    "<SourceEncoding>urn:uuid:A0D10000-0000-4000-8000-000000000035<",
                );
            },
        ),
        Case::fires("cpl-ed-unreferenced", "one too many", |package| {
            edit(package, END, &[EXTRA, END].concat());
        }).with(&["regxml-unknown-group"]),
        Case::silent(
            "cpl-ed-unreferenced",
            "image and sound with one descriptor each",
            |_| {},
        ),
        Case::fires("cpl-ed-duplicate-id", "a copy", |package| {
            let copy = "<EssenceDescriptor><Id>urn:uuid:a0d10000-0000-4000-8000-000000000035</Id><x:Descriptor xmlns:x=\"urn:example\"/></EssenceDescriptor>";
            edit(package, END, &[copy, END].concat());
        }).with(&["regxml-unknown-group"]),
        Case::silent("cpl-ed-duplicate-id", "the id of a resource", |package| {
            edit(
                package,
                "<Id>urn:uuid:a0d10000-0000-4000-8000-000000000035<",
                "<Id>urn:uuid:a0d10000-0000-4000-8000-000000000025<",
            );
            edit(
                package,
                AUDIO,
                "<SourceEncoding>urn:uuid:a0d10000-0000-4000-8000-000000000025<",
            );
        }),
        Case::fires("cpl-ed-content-count", "two", |package| {
            edit(
                package,
                "</EssenceDescriptor>",
                "<x:Descriptor xmlns:x=\"urn:example\"/></EssenceDescriptor>",
            );
        }),
        Case::silent("cpl-ed-content-count", "a comment before it", |package| {
            edit(
                package,
                "</EssenceDescriptor>",
                "<!-- a remark --></EssenceDescriptor>",
            );
        }),
    ]
};
