//! What the rules on compositions share: kinds of sequence, durations, descriptors, and how things are called.

pub(super) mod descriptor;
pub(super) mod groups;
pub(super) mod rate;
pub(super) mod timeline;

use imf_parse::model;

use crate::judge::subject::{Composition, Resource, Segment, Sequence};

/// Every resource of `composition`, in the order of the text.
pub(super) fn resources(composition: Composition<'_>) -> impl Iterator<Item = Resource<'_>> {
    composition
        .segments()
        .flat_map(Segment::sequences)
        .flat_map(Sequence::resources)
}

/// Calls `visit` for `resource`, and for the eyes of a stereoscopic one.
pub(super) fn with_eyes<'a>(
    resource: &'a model::Resource,
    mut visit: impl FnMut(&'a model::Resource),
) {
    visit(resource);
    if let model::ResourceKind::StereoImage(eyes) = &resource.kind {
        for eye in eyes.iter().flatten() {
            visit(&eye.0);
        }
    }
}

/// What a sequence is called in a message: `` `MainAudioSequence` ``, and its segment where there are several.
pub(super) fn name(sequence: Sequence<'_>) -> String {
    let kind = &sequence.kind().local;
    if sequence.segment.composition.playlist.segments.len() == 1 {
        format!("`{kind}`")
    } else {
        format!("`{kind}` of segment {}", sequence.segment.index + 1)
    }
}

/// What a resource is called in a message.
pub(super) fn resource_name(resource: Resource<'_>) -> String {
    format!(
        "resource {} of {}",
        resource.index + 1,
        name(resource.sequence)
    )
}

/// ` (and 4 more)`, for the occurrences after the first of `count`; nothing where there is only one.
pub(super) fn and_more(count: u64) -> String {
    if count > 1 {
        format!(" (and {} more)", count - 1)
    } else {
        String::new()
    }
}

/// What the cases of the rules on compositions do to a package.
#[cfg(test)]
pub(super) mod testing {
    use imf_testkit::Imp;
    use imf_testkit::delivery::Delivery;

    use crate::storage::MemoryStorage;

    /// Replaces the first occurrence of `old` in the composition, and makes sizes and digests right again. White space
    /// between elements is gone by then, so that `old` may go over several.
    #[track_caller]
    pub(in crate::rules) fn edit(package: &mut Imp, old: &str, new: &str) {
        let path = package.composition();
        package.edit_with(&path, without_space);
        package.edit(&path, old, new);
        package.reseal();
    }

    /// Replaces every occurrence.
    #[track_caller]
    pub(in crate::rules) fn edit_all(package: &mut Imp, old: &str, new: &str) {
        let path = package.composition();
        package.edit_with(&path, without_space);
        package.edit_all(&path, old, new);
        package.reseal();
    }

    /// A package of that description, with what `edits` do to its composition.
    #[track_caller]
    pub(in crate::rules) fn edited(delivery: &Delivery, edits: &[(&str, &str)]) -> MemoryStorage {
        let mut package = delivery.build();
        for (old, new) in edits {
            edit(&mut package, old, new);
        }
        MemoryStorage::new(package.files)
    }

    fn without_space(text: &str) -> String {
        text.split('\n').map(str::trim_start).collect()
    }
}
