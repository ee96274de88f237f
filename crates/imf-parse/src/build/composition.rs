//! Composition playlist.

use std::collections::HashMap;

use super::signature::{key_info, signature};
use super::{
    attribute, boolean, bytes, date_time, digest_algorithm, edit_rate, edit_units, elements,
    foreign, natural, set, string, token, user_text, uuid,
};
use crate::Located;
use crate::grammar::lexical::Value;
use crate::grammar::{ComplexType, Ns};
use crate::model::{
    Audience, CompositionPlaylist, CompositionTimecode, ContentKind, ContentVersion,
    DigestAlgorithm, DigestRef, EssenceDescriptor, Locale, Marker, MaturityRating, Name, Resource,
    ResourceKind, Segment, Sequence, StatedDigest, StereoEye, TrackFileRef,
};
use crate::tree::NodeRef;
use crate::validate::{Builder, Opened, Role};

pub(crate) struct CompositionBuilder {
    value: CompositionPlaylist,
    ns: Ns,
    levels: Vec<Level>,
    segment: Option<Segment>,
    sequence: Option<Sequence>,
    /// What the open segment and sequence hold so far. The lists are filled again and again, and each segment and
    /// sequence gets one of its exact length.
    sequences: Vec<Sequence>,
    foreign: Vec<Located<Name>>,
    resources: Vec<Resource>,
    digests: HashMap<StatedDigest, u32>,
    last_digest: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Descriptors,
    Segments,
    Segment,
    Sequences,
    Sequence,
    Resources,
}

impl CompositionBuilder {
    pub(crate) fn new(root: &Opened<'_>) -> Self {
        let value = CompositionPlaylist {
            at: root.at,
            namespace: root.ns.uri(),
            id: None,
            annotation: None,
            issue_date: None,
            issuer: None,
            creator: None,
            content_originator: None,
            content_title: None,
            content_kind: None,
            content_version_list: None,
            content_versions: Vec::new(),
            essence_descriptor_list: None,
            essence_descriptors: Vec::new(),
            timecode: None,
            edit_rate: None,
            total_running_time: None,
            locales: Vec::new(),
            extension_properties: Vec::new(),
            segments: Vec::new(),
            digests: Vec::new(),
            key_ids: Vec::new(),
            sequence_kinds: Vec::new(),
            signer: None,
            signature: None,
        };
        Self {
            value,
            ns: root.ns,
            levels: Vec::new(),
            segment: None,
            sequence: None,
            sequences: Vec::new(),
            foreign: Vec::new(),
            resources: Vec::new(),
            digests: HashMap::new(),
            last_digest: 0,
        }
    }

    pub(crate) fn finish(self) -> CompositionPlaylist {
        self.value
    }

    /// Which container the element is, if it is one.
    fn level(&self, element: &Opened<'_>) -> Option<Level> {
        let own = element.ns == self.ns;
        Some(match (self.levels.last(), element.local) {
            (None, _) => Level::Root,
            (Some(Level::Root), "EssenceDescriptorList") if own => Level::Descriptors,
            (Some(Level::Root), "SegmentList") if own => Level::Segments,
            (Some(Level::Segments), "Segment") if own => Level::Segment,
            (Some(Level::Segment), "SequenceList") if own => Level::Sequences,
            // A sequence of a namespace that no schema of ours declares is still read as one: the composition has it.
            (Some(Level::Sequences), local)
                if local.ends_with("Sequence") || element.ty.is_some_and(is_sequence) =>
            {
                Level::Sequence
            }
            (Some(Level::Sequence), "ResourceList") if own => Level::Resources,
            _ => return None,
        })
    }

    fn root_unit(&mut self, unit: NodeRef<'_>) {
        let value = &mut self.value;
        match unit.local() {
            "Id" => set(&mut value.id, || uuid(unit)),
            "Annotation" => set(&mut value.annotation, || Some(user_text(unit))),
            "IssueDate" => set(&mut value.issue_date, || date_time(unit)),
            "Issuer" => set(&mut value.issuer, || Some(user_text(unit))),
            "Creator" => set(&mut value.creator, || Some(user_text(unit))),
            "ContentOriginator" => set(&mut value.content_originator, || Some(user_text(unit))),
            "ContentTitle" => set(&mut value.content_title, || Some(user_text(unit))),
            "ContentKind" => set(&mut value.content_kind, || {
                let kind = ContentKind {
                    value: unit.text().into(),
                    scope: attribute(unit, "scope"),
                };
                Some(Located::new(kind, unit.at()))
            }),
            "ContentVersionList" => {
                set(&mut value.content_version_list, || Some(unit.at()));
                value
                    .content_versions
                    .extend(unit.children_named("ContentVersion").map(content_version));
            }
            "CompositionTimecode" => set(&mut value.timecode, || {
                Some(Located::new(timecode(unit), unit.at()))
            }),
            "EditRate" => set(&mut value.edit_rate, || edit_rate(unit)),
            "TotalRunningTime" => set(&mut value.total_running_time, || match unit.value() {
                Value::RunningTime(seconds) => Some(Located::new(seconds, unit.at())),
                _ => None,
            }),
            "LocaleList" => value
                .locales
                .extend(unit.children_named("Locale").map(locale)),
            "ExtensionProperties" => value.extension_properties.extend(elements(unit)),
            "Signer" => set(&mut value.signer, || Some(Box::new(key_info(unit)))),
            "Signature" => set(&mut value.signature, || Some(Box::new(signature(unit)))),
            _ => {}
        }
    }

    fn resource(&mut self, node: NodeRef<'_>) -> Resource {
        let ns = self.ns;
        let mut value = Resource {
            at: node.at(),
            id: None,
            annotation: None,
            edit_rate: None,
            intrinsic_duration: None,
            entry_point: None,
            source_duration: None,
            repeat_count: None,
            kind: ResourceKind::Unknown,
        };
        let mut file = TrackFileRef {
            source_encoding: None,
            track_file_id: None,
            digest: None,
        };
        let (mut hash, mut algorithm) = (None, None);
        let mut markers = Vec::new();
        let mut eyes = [None, None];
        for child in node.children() {
            if child.ns() != ns {
                // The eyes are of the namespace of the core constraints.
                match child.local() {
                    "LeftEye" => set(&mut eyes[0], || Some(StereoEye(self.resource(child)))),
                    "RightEye" => set(&mut eyes[1], || Some(StereoEye(self.resource(child)))),
                    _ => {}
                }
                continue;
            }
            match child.local() {
                "Id" => set(&mut value.id, || uuid(child)),
                "Annotation" => set(&mut value.annotation, || Some(Box::new(user_text(child)))),
                "EditRate" => set(&mut value.edit_rate, || edit_rate(child)),
                "IntrinsicDuration" => set(&mut value.intrinsic_duration, || edit_units(child)),
                "EntryPoint" => set(&mut value.entry_point, || edit_units(child)),
                "SourceDuration" => set(&mut value.source_duration, || edit_units(child)),
                "RepeatCount" => set(&mut value.repeat_count, || edit_units(child)),
                "SourceEncoding" => set(&mut file.source_encoding, || uuid(child)),
                "TrackFileId" => set(&mut file.track_file_id, || uuid(child)),
                "KeyId" => {
                    if let Some(key_id) = uuid(child) {
                        self.value.key_ids.push((node.at(), key_id));
                    }
                }
                "Hash" => set(&mut hash, || bytes(child)),
                "HashAlgorithm" => set(&mut algorithm, || digest_algorithm(child)),
                "Marker" => markers.push(marker(child)),
                _ => {}
            }
        }
        value.kind = match node.ty().map(|ty| ty.name) {
            Some("TrackFileResourceType") => {
                file.digest = hash.map(|hash| self.digest(hash, algorithm));
                ResourceKind::TrackFile(file)
            }
            Some("MarkerResourceType") => ResourceKind::Marker(markers.into()),
            Some("StereoImageTrackFileResourceType") => ResourceKind::StereoImage(Box::new(eyes)),
            _ => ResourceKind::Unknown,
        };
        value
    }

    fn digest(
        &mut self,
        hash: Located<Box<[u8]>>,
        algorithm: Option<Located<DigestAlgorithm>>,
    ) -> DigestRef {
        let algorithm_at = algorithm.as_ref().map(|algorithm| algorithm.at);
        let stated = StatedDigest {
            bytes: hash.value,
            algorithm: algorithm.map_or(DigestAlgorithm::Sha1, |algorithm| algorithm.value),
        };
        let last = self.value.digests.get(self.last_digest as usize);
        let digest = if last == Some(&stated) {
            // Resources of one file often follow each other.
            self.last_digest
        } else if let Some(known) = self.digests.get(&stated) {
            *known
        } else {
            let index = number(self.value.digests.len());
            self.value.digests.push(stated.clone());
            self.digests.insert(stated, index);
            index
        };
        self.last_digest = digest;
        DigestRef {
            at: hash.at,
            digest,
            algorithm_at,
        }
    }

    fn sequence_kind(&mut self, element: &Opened<'_>) -> u32 {
        let kinds = &mut self.value.sequence_kinds;
        let index = kinds
            .iter()
            .position(|kind| kind.is(element.uri, element.local))
            .unwrap_or_else(|| {
                kinds.push(Name {
                    namespace: element.uri.into(),
                    local: element.local.into(),
                });
                kinds.len() - 1
            });
        number(index)
    }
}

impl Builder for CompositionBuilder {
    fn open(&mut self, element: &Opened<'_>) -> Role {
        if let Some(level) = self.level(element) {
            match level {
                Level::Descriptors => {
                    set(&mut self.value.essence_descriptor_list, || Some(element.at));
                }
                Level::Segment => {
                    self.segment = Some(Segment {
                        at: element.at,
                        id: None,
                        annotation: None,
                        sequences: Box::default(),
                        foreign: Box::default(),
                    });
                }
                Level::Sequence => {
                    let kind = self.sequence_kind(element);
                    self.sequence = Some(Sequence {
                        at: element.at,
                        kind,
                        id: None,
                        track_id: None,
                        parent_track_id: None,
                        resources: Box::default(),
                    });
                }
                Level::Root | Level::Segments | Level::Sequences | Level::Resources => {}
            }
            self.levels.push(level);
            return Role::Enter;
        }
        if self.levels.last() == Some(&Level::Sequences) {
            let name = Name {
                namespace: element.uri.into(),
                local: element.local.into(),
            };
            self.foreign.push(Located::new(name, element.at));
            return Role::Ignore;
        }
        Role::Capture
    }

    fn unit(&mut self, unit: NodeRef<'_>) {
        let own = unit.ns() == self.ns;
        match self.levels.last() {
            Some(Level::Root) if own || unit.ns() == Ns::DS => self.root_unit(unit),
            Some(Level::Descriptors) if own && unit.local() == "EssenceDescriptor" => {
                self.value.essence_descriptors.push(EssenceDescriptor {
                    at: unit.at(),
                    id: unit.child("Id").and_then(uuid),
                    content: foreign(unit),
                });
            }
            Some(Level::Segment) if own => {
                let Some(segment) = &mut self.segment else {
                    return;
                };
                match unit.local() {
                    "Id" => set(&mut segment.id, || uuid(unit)),
                    "Annotation" => {
                        set(&mut segment.annotation, || Some(Box::new(user_text(unit))));
                    }
                    _ => {}
                }
            }
            Some(Level::Sequence) => {
                let Some(sequence) = &mut self.sequence else {
                    return;
                };
                match unit.local() {
                    "Id" if own => set(&mut sequence.id, || uuid(unit)),
                    "TrackId" if own => set(&mut sequence.track_id, || uuid(unit)),
                    "ParentTrackID" => {
                        set(&mut sequence.parent_track_id, || uuid(unit).map(Box::new));
                    }
                    _ => {}
                }
            }
            Some(Level::Resources) if own && unit.local() == "Resource" => {
                let resource = self.resource(unit);
                self.resources.push(resource);
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        match self.levels.pop() {
            Some(Level::Segment) => {
                if let Some(mut segment) = self.segment.take() {
                    segment.sequences = boxed(&mut self.sequences);
                    segment.foreign = boxed(&mut self.foreign);
                    self.value.segments.push(segment);
                }
            }
            Some(Level::Sequence) => {
                if let Some(mut sequence) = self.sequence.take() {
                    sequence.resources = boxed(&mut self.resources);
                    self.sequences.push(sequence);
                }
            }
            _ => {}
        }
    }
}

/// Empties `list` into one of its exact length. A short one is copied, so that `list` keeps its room and no hole is left
/// behind; a long one is handed over, since a copy of it would be held beside it.
fn boxed<T>(list: &mut Vec<T>) -> Box<[T]> {
    const LONG: usize = 1000;
    if list.len() < LONG {
        list.drain(..).collect()
    } else {
        std::mem::take(list).into_boxed_slice()
    }
}

/// Documents are limited to 4 GiB, so there are fewer things in one than a `u32` counts.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn is_sequence(ty: &'static ComplexType) -> bool {
    let mut ty = Some(ty);
    while let Some(complex) = ty {
        if complex.name == "SequenceType" {
            return true;
        }
        ty = complex.base;
    }
    false
}

fn content_version(node: NodeRef<'_>) -> ContentVersion {
    ContentVersion {
        at: node.at(),
        id: node.child("Id").map(token),
        label: node.child("LabelText").map(user_text),
        extensions: foreign(node),
    }
}

fn timecode(node: NodeRef<'_>) -> CompositionTimecode {
    CompositionTimecode {
        drop_frame: node.child("TimecodeDropFrame").and_then(boolean),
        rate: node.child("TimecodeRate").and_then(natural),
        start_address: node
            .child("TimecodeStartAddress")
            .and_then(|node| match node.value() {
                Value::Timecode(timecode) => Some(Located::new(timecode, node.at())),
                _ => None,
            }),
    }
}

fn locale(node: NodeRef<'_>) -> Locale {
    let list = |list: &str, item: &'static str| {
        let list = node.child(list);
        list.into_iter()
            .flat_map(move |list| list.children_named(item))
    };
    Locale {
        at: node.at(),
        annotation: node.child("Annotation").map(user_text),
        languages: list("LanguageList", "Language").map(string).collect(),
        regions: list("RegionList", "Region").map(string).collect(),
        maturity_ratings: list("ContentMaturityRatingList", "ContentMaturityRating")
            .map(maturity_rating)
            .collect(),
    }
}

fn maturity_rating(node: NodeRef<'_>) -> MaturityRating {
    MaturityRating {
        at: node.at(),
        agency: node.child("Agency").map(token),
        rating: node.child("Rating").map(string),
        audience: node.child("Audience").map(|node| {
            let audience = Audience {
                value: node.text().into(),
                scope: attribute(node, "scope"),
            };
            Located::new(audience, node.at())
        }),
        extensions: foreign(node),
    }
}

fn marker(node: NodeRef<'_>) -> Marker {
    let label = node.child("Label");
    Marker {
        at: node.at(),
        annotation: node.child("Annotation").map(user_text),
        label: label.map(string),
        scope: label.and_then(|label| attribute(label, "scope")),
        offset: node.child("Offset").and_then(edit_units),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A composition of a million resources must stay affordable: see `Place`.
    #[test]
    fn a_resource_is_small() {
        assert!(size_of::<Resource>() <= 160, "{}", size_of::<Resource>());
    }
}
