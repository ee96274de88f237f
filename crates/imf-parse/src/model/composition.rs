//! Composition playlist (ST 2067-3:2013, 2016 and 2020) with the sequences of the core constraints (ST 2067-2)
//! and of the plug-ins.

use super::{
    DateTime, DigestAlgorithm, EditRate, EditUnits, Element, KeyInfo, Name, Signature, Timecode,
    UserText, Uuid,
};
use crate::{Located, Place};

/// `CompositionPlaylist`: the timeline.
#[derive(Clone, Debug)]
pub struct CompositionPlaylist {
    /// The place of the root element.
    pub at: Place,
    /// Its namespace, which is that of its edition (2013, or 2016 for 2016 and 2020).
    pub namespace: &'static str,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `Annotation`.
    pub annotation: Option<Located<UserText>>,
    /// `IssueDate`.
    pub issue_date: Option<Located<DateTime>>,
    /// `Issuer`.
    pub issuer: Option<Located<UserText>>,
    /// `Creator`.
    pub creator: Option<Located<UserText>>,
    /// `ContentOriginator`.
    pub content_originator: Option<Located<UserText>>,
    /// `ContentTitle`.
    pub content_title: Option<Located<UserText>>,
    /// `ContentKind`.
    pub content_kind: Option<Located<ContentKind>>,
    /// The place of `ContentVersionList`, if it is there.
    pub content_version_list: Option<Place>,
    /// `ContentVersionList/ContentVersion`.
    pub content_versions: Vec<ContentVersion>,
    /// The place of `EssenceDescriptorList`, if it is there.
    pub essence_descriptor_list: Option<Place>,
    /// `EssenceDescriptorList/EssenceDescriptor`.
    pub essence_descriptors: Vec<EssenceDescriptor>,
    /// `CompositionTimecode`.
    pub timecode: Option<Located<CompositionTimecode>>,
    /// `EditRate`.
    pub edit_rate: Option<Located<EditRate>>,
    /// `TotalRunningTime` in seconds (`HH:MM:SS`).
    pub total_running_time: Option<Located<u32>>,
    /// `LocaleList/Locale`.
    pub locales: Vec<Locale>,
    /// Children of `ExtensionProperties`, of whatever namespace.
    pub extension_properties: Vec<Element>,
    /// `SegmentList/Segment`.
    pub segments: Vec<Segment>,
    /// The digests of track files that resources state, each once; [`DigestRef::digest`] points here.
    pub digests: Vec<StatedDigest>,
    /// `KeyId` of the resources that have one, by the place of the resource; see [`CompositionPlaylist::key_id_of`].
    pub key_ids: Vec<(Place, Located<Uuid>)>,
    /// The kinds of sequence, each once, by the element's name; [`Sequence::kind`] points here.
    pub sequence_kinds: Vec<Name>,
    /// `Signer`.
    pub signer: Option<Box<KeyInfo>>,
    /// `ds:Signature`.
    pub signature: Option<Box<Signature>>,
}

impl CompositionPlaylist {
    /// The element name of `sequence`: `MarkerSequence`, `MainImageSequence` …
    pub fn kind_of(&self, sequence: &Sequence) -> &Name {
        &self.sequence_kinds[sequence.kind as usize]
    }

    /// `KeyId` of `resource`: few compositions have any, so they lie apart.
    pub fn key_id_of(&self, resource: &Resource) -> Option<Located<Uuid>> {
        let index = self
            .key_ids
            .binary_search_by_key(&resource.at, |(at, _)| *at)
            .ok()?;
        Some(self.key_ids[index].1)
    }

    /// The digest that `reference` points at.
    pub fn digest_of(&self, reference: &DigestRef) -> &[u8] {
        &self.digests[reference.digest as usize].bytes
    }

    /// The algorithm of that digest: what the resource says, else SHA-1.
    pub fn algorithm_of(&self, reference: &DigestRef) -> &DigestAlgorithm {
        &self.digests[reference.digest as usize].algorithm
    }
}

/// `ContentKind`.
#[derive(Clone, Debug)]
pub struct ContentKind {
    /// The kind (`feature`, `trailer` …).
    pub value: Box<str>,
    /// The attribute `scope`; the default is that of the edition.
    pub scope: Option<Located<Box<str>>>,
}

/// `ContentVersion`.
#[derive(Clone, Debug)]
pub struct ContentVersion {
    /// The place of the element.
    pub at: Place,
    /// `Id`, a URI.
    pub id: Option<Located<Box<str>>>,
    /// `LabelText`.
    pub label: Option<Located<UserText>>,
    /// Elements of other namespaces.
    pub extensions: Vec<Element>,
}

/// `EssenceDescriptor`.
#[derive(Clone, Debug)]
pub struct EssenceDescriptor {
    /// The place of the element.
    pub at: Place,
    /// `Id`, which a resource's `SourceEncoding` names.
    pub id: Option<Located<Uuid>>,
    /// What it holds: one RegXML descriptor (ST 2001-1), as it should be.
    pub content: Vec<Element>,
}

/// `CompositionTimecode`.
#[derive(Clone, Copy, Debug)]
pub struct CompositionTimecode {
    /// `TimecodeDropFrame`.
    pub drop_frame: Option<Located<bool>>,
    /// `TimecodeRate` in frames a second.
    pub rate: Option<Located<u64>>,
    /// `TimecodeStartAddress`.
    pub start_address: Option<Located<Timecode>>,
}

/// `Locale`.
#[derive(Clone, Debug)]
pub struct Locale {
    /// The place of the element.
    pub at: Place,
    /// `Annotation`.
    pub annotation: Option<Located<UserText>>,
    /// `LanguageList/Language`.
    pub languages: Vec<Located<Box<str>>>,
    /// `RegionList/Region`.
    pub regions: Vec<Located<Box<str>>>,
    /// `ContentMaturityRatingList/ContentMaturityRating`.
    pub maturity_ratings: Vec<MaturityRating>,
}

/// `ContentMaturityRating`.
#[derive(Clone, Debug)]
pub struct MaturityRating {
    /// The place of the element.
    pub at: Place,
    /// `Agency`, a URI.
    pub agency: Option<Located<Box<str>>>,
    /// `Rating`.
    pub rating: Option<Located<Box<str>>>,
    /// `Audience`.
    pub audience: Option<Located<Audience>>,
    /// Elements of other namespaces.
    pub extensions: Vec<Element>,
}

/// `Audience` of a maturity rating.
#[derive(Clone, Debug)]
pub struct Audience {
    /// The text.
    pub value: Box<str>,
    /// The attribute `scope`.
    pub scope: Option<Located<Box<str>>>,
}

/// `Segment`.
#[derive(Clone, Debug)]
pub struct Segment {
    /// The place of the element.
    pub at: Place,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `Annotation`.
    pub annotation: Option<Box<Located<UserText>>>,
    /// The sequences, marker sequence first where the text has it first.
    pub sequences: Box<[Sequence]>,
    /// Children of `SequenceList` that are no sequence that is known.
    pub foreign: Box<[Located<Name>]>,
}

/// A sequence: what one virtual track shows in one segment.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// The place of the element.
    pub at: Place,
    /// Which of [`CompositionPlaylist::sequence_kinds`] it is.
    pub kind: u32,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `TrackId`: the virtual track it belongs to.
    pub track_id: Option<Located<Uuid>>,
    /// `ParentTrackID` (`CDPSequence` only).
    pub parent_track_id: Option<Box<Located<Uuid>>>,
    /// `ResourceList/Resource`.
    pub resources: Box<[Resource]>,
}

/// `Resource` (ST 2067-3 `BaseResourceType`).
#[derive(Clone, Debug)]
pub struct Resource {
    /// The place of the element.
    pub at: Place,
    /// `Id`.
    pub id: Option<Located<Uuid>>,
    /// `Annotation`.
    pub annotation: Option<Box<Located<UserText>>>,
    /// `EditRate`; that of the composition where absent.
    pub edit_rate: Option<Located<EditRate>>,
    /// `IntrinsicDuration` in edit units of the resource.
    pub intrinsic_duration: Option<Located<EditUnits>>,
    /// `EntryPoint` in edit units, 0 where absent.
    pub entry_point: Option<Located<EditUnits>>,
    /// `SourceDuration` in edit units; intrinsic duration less entry point where absent.
    pub source_duration: Option<Located<EditUnits>>,
    /// `RepeatCount`, 1 where absent.
    pub repeat_count: Option<Located<EditUnits>>,
    /// What its `xsi:type` adds.
    pub kind: ResourceKind,
}

/// What a resource is, by its `xsi:type`.
#[derive(Clone, Debug)]
pub enum ResourceKind {
    /// `MarkerResourceType`.
    Marker(Box<[Marker]>),
    /// `StereoImageTrackFileResourceType`: left eye and right eye.
    StereoImage(Box<[Option<StereoEye>; 2]>),
    /// `TrackFileResourceType`.
    TrackFile(TrackFileRef),
    /// No type, or one that is not known.
    Unknown,
}

/// One eye of a stereoscopic resource: a track file resource with a timing of its own.
#[derive(Clone, Debug)]
pub struct StereoEye(pub Resource);

/// What a track file resource adds to a resource (ST 2067-3 `TrackFileResourceType`).
#[derive(Clone, Debug)]
pub struct TrackFileRef {
    /// `SourceEncoding`: the id of an essence descriptor.
    pub source_encoding: Option<Located<Uuid>>,
    /// `TrackFileId`.
    pub track_file_id: Option<Located<Uuid>>,
    /// `Hash` and `HashAlgorithm`.
    pub digest: Option<DigestRef>,
}

/// `Hash` and `HashAlgorithm` of a resource.
#[derive(Clone, Copy, Debug)]
pub struct DigestRef {
    /// The place of `Hash`.
    pub at: Place,
    /// Which of [`CompositionPlaylist::digests`].
    pub digest: u32,
    /// The place of `HashAlgorithm`; SHA-1 where absent.
    pub algorithm_at: Option<Place>,
}

/// A digest that resources state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatedDigest {
    /// `Hash`, decoded.
    pub bytes: Box<[u8]>,
    /// `HashAlgorithm`, or SHA-1.
    pub algorithm: DigestAlgorithm,
}

/// `Marker`.
#[derive(Clone, Debug)]
pub struct Marker {
    /// The place of the element.
    pub at: Place,
    /// `Annotation`.
    pub annotation: Option<Located<UserText>>,
    /// `Label`.
    pub label: Option<Located<Box<str>>>,
    /// The attribute `scope` of `Label`; the default is that of the edition.
    pub scope: Option<Located<Box<str>>>,
    /// `Offset` in edit units of the resource.
    pub offset: Option<Located<EditUnits>>,
}
