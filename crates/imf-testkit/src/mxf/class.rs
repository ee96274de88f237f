//! Kinds of metadata sets, as the SMPTE metadata registers list them (Groups).

use crate::ids::octets;

/// The kind of a set: its name and its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its symbol, the local name of its RegXML element.
    pub name: &'static str,
    /// The key of a set that is coded with tags and lengths of two bytes.
    pub key: [u8; 16],
}

macro_rules! classes {
    ($($constant:ident = $name:literal, $key:literal;)*) => {
        $(#[doc = concat!("`", $name, "`.")] pub const $constant: Class = Class { name: $name, key: octets($key) };)*
    };
}

classes! {
    PREFACE = "Preface", "060e2b34.02530101.0d010101.01012f00";
    IDENTIFICATION = "Identification", "060e2b34.02530101.0d010101.01013000";
    CONTENT_STORAGE = "ContentStorage", "060e2b34.02530101.0d010101.01011800";
    ESSENCE_DATA = "EssenceData", "060e2b34.02530101.0d010101.01012300";
    MATERIAL_PACKAGE = "MaterialPackage", "060e2b34.02530101.0d010101.01013600";
    SOURCE_PACKAGE = "SourcePackage", "060e2b34.02530101.0d010101.01013700";
    TIMELINE_TRACK = "TimelineTrack", "060e2b34.02530101.0d010101.01013b00";
    SEQUENCE = "Sequence", "060e2b34.02530101.0d010101.01010f00";
    SOURCE_CLIP = "SourceClip", "060e2b34.02530101.0d010101.01011100";
    TIMECODE = "Timecode", "060e2b34.02530101.0d010101.01011400";
    RGBA_DESCRIPTOR = "RGBADescriptor", "060e2b34.02530101.0d010101.01012900";
    CDCI_DESCRIPTOR = "CDCIDescriptor", "060e2b34.02530101.0d010101.01012800";
    JPEG_2000_SUB_DESCRIPTOR = "JPEG2000SubDescriptor", "060e2b34.02530101.0d010101.01015a00";
    MULTIPLE_DESCRIPTOR = "MultipleDescriptor", "060e2b34.02530101.0d010101.01014400";
    WAVE_PCM_DESCRIPTOR = "WAVEPCMDescriptor", "060e2b34.02530101.0d010101.01014800";
    AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR = "AudioChannelLabelSubDescriptor", "060e2b34.02530101.0d010101.01016b00";
    SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR = "SoundfieldGroupLabelSubDescriptor", "060e2b34.02530101.0d010101.01016c00";
    GROUP_OF_SOUNDFIELD_GROUPS_LABEL_SUB_DESCRIPTOR = "GroupOfSoundfieldGroupsLabelSubDescriptor", "060e2b34.02530101.0d010101.01016d00";
    DC_TIMED_TEXT_DESCRIPTOR = "DCTimedTextDescriptor", "060e2b34.02530101.0d010101.01016400";
    DC_TIMED_TEXT_RESOURCE_SUB_DESCRIPTOR = "DCTimedTextResourceSubDescriptor", "060e2b34.02530101.0d010101.01016500";
    CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR = "ContainerConstraintsSubDescriptor", "060e2b34.02530101.0d010101.01016700";
    ACES_PICTURE_SUB_DESCRIPTOR = "ACESPictureSubDescriptor", "060e2b34.02530101.0d010101.01017900";
    TARGET_FRAME_SUB_DESCRIPTOR = "TargetFrameSubDescriptor", "060e2b34.02530101.0d010101.01017a00";
    IAB_ESSENCE_DESCRIPTOR = "IABEssenceDescriptor", "060e2b34.02530101.0d010101.01017b00";
    IAB_SOUNDFIELD_LABEL_SUB_DESCRIPTOR = "IABSoundfieldLabelSubDescriptor", "060e2b34.02530101.0d010101.01017c00";
    IAB_CHANNEL_SUB_DESCRIPTOR = "IABChannelSubDescriptor", "060e2b34.02530101.0d010101.01018115";
    MGA_SOUND_ESSENCE_DESCRIPTOR = "MGASoundEssenceDescriptor", "060e2b34.02530101.0d010101.01018106";
    MGA_AUDIO_METADATA_SUB_DESCRIPTOR = "MGAAudioMetadataSubDescriptor", "060e2b34.02530101.0d010101.01018107";
    MGA_SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR = "MGASoundfieldGroupLabelSubDescriptor", "060e2b34.02530101.0d010101.01018108";
    SADM_AUDIO_METADATA_SUB_DESCRIPTOR = "SADMAudioMetadataSubDescriptor", "060e2b34.02530101.0d010101.01018109";
    ISXD_DATA_ESSENCE_DESCRIPTOR = "ISXDDataEssenceDescriptor", "060e2b34.02530105.0e090502.00000000";
}
