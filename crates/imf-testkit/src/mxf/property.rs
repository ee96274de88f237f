//! Properties of metadata sets, as the SMPTE metadata registers list them (Elements and Groups).

use crate::ids::octets;

/// A property: its name, its label, and its local tag where the registers fix one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its symbol, the local name of its RegXML element.
    pub name: &'static str,
    /// Its universal label.
    pub label: [u8; 16],
    /// Its fixed local tag; else the file assigns one from 0xffff downwards.
    pub tag: Option<u16>,
}

const fn fixed(name: &'static str, label: &str, tag: u16) -> Property {
    Property {
        name,
        label: octets(label),
        tag: Some(tag),
    }
}

const fn dynamic(name: &'static str, label: &str) -> Property {
    Property {
        name,
        label: octets(label),
        tag: None,
    }
}

macro_rules! properties {
    ($($constant:ident = $kind:ident($name:literal, $($rest:expr),*);)*) => {
        $(#[doc = concat!("`", $name, "`.")] pub const $constant: Property = $kind($name, $($rest),*);)*
    };
}

properties! {
    // Every set.
    INSTANCE_ID = fixed("InstanceID", "060e2b34.01010101.01011502.00000000", 0x3c0a);
    // The preface.
    FILE_LAST_MODIFIED = fixed("FileLastModified", "060e2b34.01010102.07020110.02040000", 0x3b02);
    CONTENT_STORAGE_OBJECT = fixed("ContentStorageObject", "060e2b34.01010102.06010104.02010000", 0x3b03);
    FORMAT_VERSION = fixed("FormatVersion", "060e2b34.01010102.03010201.05000000", 0x3b05);
    IDENTIFICATION_LIST = fixed("IdentificationList", "060e2b34.01010102.06010104.06040000", 0x3b06);
    OBJECT_MODEL_VERSION = fixed("ObjectModelVersion", "060e2b34.01010102.03010201.04000000", 0x3b07);
    PRIMARY_PACKAGE = fixed("PrimaryPackage", "060e2b34.01010104.06010104.01080000", 0x3b08);
    OPERATIONAL_PATTERN = fixed("OperationalPattern", "060e2b34.01010105.01020203.00000000", 0x3b09);
    ESSENCE_CONTAINERS = fixed("EssenceContainers", "060e2b34.01010105.01020210.02010000", 0x3b0a);
    DESCRIPTIVE_SCHEMES = fixed("DescriptiveSchemes", "060e2b34.01010105.01020210.02020000", 0x3b0b);
    CONFORMS_TO_SPECIFICATIONS = dynamic("ConformsToSpecifications", "060e2b34.0101010e.01020210.02040000");
    // The identification.
    APPLICATION_SUPPLIER_NAME = fixed("ApplicationSupplierName", "060e2b34.01010102.05200701.02010000", 0x3c01);
    APPLICATION_NAME = fixed("ApplicationName", "060e2b34.01010102.05200701.03010000", 0x3c02);
    APPLICATION_VERSION_STRING = fixed("ApplicationVersionString", "060e2b34.01010102.05200701.05010000", 0x3c04);
    APPLICATION_PRODUCT_ID = fixed("ApplicationProductID", "060e2b34.01010102.05200701.07000000", 0x3c05);
    FILE_MODIFICATION_DATE = fixed("FileModificationDate", "060e2b34.01010102.07020110.02030000", 0x3c06);
    GENERATION_ID = fixed("GenerationID", "060e2b34.01010102.05200701.01000000", 0x3c09);
    // The content storage and its essence data.
    PACKAGES = fixed("Packages", "060e2b34.01010102.06010104.05010000", 0x1901);
    ESSENCE_DATA_OBJECTS = fixed("EssenceDataObjects", "060e2b34.01010102.06010104.05020000", 0x1902);
    LINKED_PACKAGE_ID = fixed("LinkedPackageID", "060e2b34.01010102.06010106.01000000", 0x2701);
    INDEX_STREAM_ID = fixed("IndexStreamID", "060e2b34.01010104.01030405.00000000", 0x3f06);
    ESSENCE_STREAM_ID = fixed("EssenceStreamID", "060e2b34.01010104.01030404.00000000", 0x3f07);
    // Packages and tracks.
    PACKAGE_ID = fixed("PackageID", "060e2b34.01010101.01011510.00000000", 0x4401);
    CREATION_TIME = fixed("CreationTime", "060e2b34.01010102.07020110.01030000", 0x4405);
    PACKAGE_LAST_MODIFIED = fixed("PackageLastModified", "060e2b34.01010102.07020110.02050000", 0x4404);
    PACKAGE_TRACKS = fixed("PackageTracks", "060e2b34.01010102.06010104.06050000", 0x4403);
    ESSENCE_DESCRIPTION = fixed("EssenceDescription", "060e2b34.01010102.06010104.02030000", 0x4701);
    TRACK_ID = fixed("TrackID", "060e2b34.01010102.01070101.00000000", 0x4801);
    ESSENCE_TRACK_NUMBER = fixed("EssenceTrackNumber", "060e2b34.01010102.01040103.00000000", 0x4804);
    TRACK_NAME = fixed("TrackName", "060e2b34.01010102.01070102.01000000", 0x4802);
    EDIT_RATE = fixed("EditRate", "060e2b34.01010102.05300405.00000000", 0x4b01);
    ORIGIN = fixed("Origin", "060e2b34.01010102.07020103.01030000", 0x4b02);
    TRACK_SEGMENT = fixed("TrackSegment", "060e2b34.01010102.06010104.02040000", 0x4803);
    // Components of a track.
    COMPONENT_DATA_DEFINITION = fixed("ComponentDataDefinition", "060e2b34.01010102.04070100.00000000", 0x0201);
    COMPONENT_LENGTH = fixed("ComponentLength", "060e2b34.01010102.07020201.01030000", 0x0202);
    COMPONENT_OBJECTS = fixed("ComponentObjects", "060e2b34.01010102.06010104.06090000", 0x1001);
    FRAMES_PER_SECOND = fixed("FramesPerSecond", "060e2b34.01010102.04040101.02060000", 0x1502);
    START_TIMECODE = fixed("StartTimecode", "060e2b34.01010102.07020103.01050000", 0x1501);
    DROP_FRAME = fixed("DropFrame", "060e2b34.01010101.04040101.05000000", 0x1503);
    START_POSITION = fixed("StartPosition", "060e2b34.01010102.07020103.01040000", 0x1201);
    SOURCE_PACKAGE_ID = fixed("SourcePackageID", "060e2b34.01010102.06010103.01000000", 0x1101);
    SOURCE_TRACK_ID = fixed("SourceTrackID", "060e2b34.01010102.06010103.02000000", 0x1102);
    // Every file descriptor.
    SUB_DESCRIPTORS = dynamic("SubDescriptors", "060e2b34.01010109.06010104.06100000");
    LINKED_TRACK_ID = fixed("LinkedTrackID", "060e2b34.01010105.06010103.05000000", 0x3006);
    SAMPLE_RATE = fixed("SampleRate", "060e2b34.01010101.04060101.00000000", 0x3001);
    ESSENCE_LENGTH = fixed("EssenceLength", "060e2b34.01010101.04060102.00000000", 0x3002);
    CONTAINER_FORMAT = fixed("ContainerFormat", "060e2b34.01010102.06010104.01020000", 0x3004);
    CODEC = fixed("Codec", "060e2b34.01010102.06010104.01030000", 0x3005);
    FILE_DESCRIPTORS = fixed("FileDescriptors", "060e2b34.01010104.06010104.060b0000", 0x3f01);
    // Picture descriptors.
    FRAME_LAYOUT = fixed("FrameLayout", "060e2b34.01010101.04010301.04000000", 0x320c);
    STORED_WIDTH = fixed("StoredWidth", "060e2b34.01010101.04010502.02000000", 0x3203);
    STORED_HEIGHT = fixed("StoredHeight", "060e2b34.01010101.04010502.01000000", 0x3202);
    DISPLAY_WIDTH = fixed("DisplayWidth", "060e2b34.01010101.04010501.0c000000", 0x3209);
    DISPLAY_HEIGHT = fixed("DisplayHeight", "060e2b34.01010101.04010501.0b000000", 0x3208);
    DISPLAY_X_OFFSET = fixed("DisplayXOffset", "060e2b34.01010101.04010501.0d000000", 0x320a);
    DISPLAY_Y_OFFSET = fixed("DisplayYOffset", "060e2b34.01010101.04010501.0e000000", 0x320b);
    SAMPLED_WIDTH = fixed("SampledWidth", "060e2b34.01010101.04010501.08000000", 0x3205);
    SAMPLED_HEIGHT = fixed("SampledHeight", "060e2b34.01010101.04010501.07000000", 0x3204);
    SAMPLED_X_OFFSET = fixed("SampledXOffset", "060e2b34.01010101.04010501.09000000", 0x3206);
    SAMPLED_Y_OFFSET = fixed("SampledYOffset", "060e2b34.01010101.04010501.0a000000", 0x3207);
    IMAGE_ASPECT_RATIO = fixed("ImageAspectRatio", "060e2b34.01010101.04010101.01000000", 0x320e);
    VIDEO_LINE_MAP = fixed("VideoLineMap", "060e2b34.01010102.04010302.05000000", 0x320d);
    PICTURE_COMPRESSION = fixed("PictureCompression", "060e2b34.01010102.04010601.00000000", 0x3201);
    TRANSFER_CHARACTERISTIC = fixed("TransferCharacteristic", "060e2b34.01010102.04010201.01010200", 0x3210);
    COLOR_PRIMARIES = fixed("ColorPrimaries", "060e2b34.01010109.04010201.01060100", 0x3219);
    CODING_EQUATIONS = fixed("CodingEquations", "060e2b34.01010102.04010201.01030100", 0x321a);
    ALPHA_TRANSPARENCY = fixed("AlphaTransparency", "060e2b34.01010102.05200102.00000000", 0x320f);
    IMAGE_ALIGNMENT_FACTOR = fixed("ImageAlignmentFactor", "060e2b34.01010102.04180101.00000000", 0x3211);
    FIELD_DOMINANCE = fixed("FieldDominance", "060e2b34.01010102.04010301.06000000", 0x3212);
    IMAGE_START_OFFSET = fixed("ImageStartOffset", "060e2b34.01010102.04180102.00000000", 0x3213);
    IMAGE_END_OFFSET = fixed("ImageEndOffset", "060e2b34.01010102.04180103.00000000", 0x3214);
    STORED_F2_OFFSET = fixed("StoredF2Offset", "060e2b34.01010105.04010302.08000000", 0x3216);
    DISPLAY_F2_OFFSET = fixed("DisplayF2Offset", "060e2b34.01010105.04010302.07000000", 0x3217);
    ACTIVE_FORMAT_DESCRIPTOR = fixed("ActiveFormatDescriptor", "060e2b34.01010105.04010302.09000000", 0x3218);
    MASTERING_DISPLAY_PRIMARIES = dynamic("MasteringDisplayPrimaries", "060e2b34.0101010e.04200401.01010000");
    MASTERING_DISPLAY_WHITE_POINT_CHROMATICITY = dynamic("MasteringDisplayWhitePointChromaticity", "060e2b34.0101010e.04200401.01020000");
    MASTERING_DISPLAY_MAXIMUM_LUMINANCE = dynamic("MasteringDisplayMaximumLuminance", "060e2b34.0101010e.04200401.01030000");
    MASTERING_DISPLAY_MINIMUM_LUMINANCE = dynamic("MasteringDisplayMinimumLuminance", "060e2b34.0101010e.04200401.01040000");
    // The RGBA descriptor.
    COMPONENT_MAX_REF = fixed("ComponentMaxRef", "060e2b34.01010105.04010503.0b000000", 0x3406);
    COMPONENT_MIN_REF = fixed("ComponentMinRef", "060e2b34.01010105.04010503.0c000000", 0x3407);
    SCANNING_DIRECTION = fixed("ScanningDirection", "060e2b34.01010105.04010404.01000000", 0x3405);
    PIXEL_LAYOUT = fixed("PixelLayout", "060e2b34.01010102.04010503.06000000", 0x3401);
    ALPHA_MAX_REF = fixed("AlphaMaxRef", "060e2b34.01010105.04010503.0d000000", 0x3408);
    ALPHA_MIN_REF = fixed("AlphaMinRef", "060e2b34.01010105.04010503.0e000000", 0x3409);
    PALETTE = fixed("Palette", "060e2b34.01010102.04010503.08000000", 0x3403);
    PALETTE_LAYOUT = fixed("PaletteLayout", "060e2b34.01010102.04010503.09000000", 0x3404);
    // The CDCI descriptor.
    COMPONENT_DEPTH = fixed("ComponentDepth", "060e2b34.01010102.04010503.0a000000", 0x3301);
    HORIZONTAL_SUBSAMPLING = fixed("HorizontalSubsampling", "060e2b34.01010101.04010501.05000000", 0x3302);
    VERTICAL_SUBSAMPLING = fixed("VerticalSubsampling", "060e2b34.01010102.04010501.10000000", 0x3308);
    COLOR_SITING = fixed("ColorSiting", "060e2b34.01010101.04010501.06000000", 0x3303);
    BLACK_REF_LEVEL = fixed("BlackRefLevel", "060e2b34.01010101.04010503.03000000", 0x3304);
    WHITE_REF_LEVEL = fixed("WhiteRefLevel", "060e2b34.01010101.04010503.04000000", 0x3305);
    COLOR_RANGE = fixed("ColorRange", "060e2b34.01010102.04010503.05000000", 0x3306);
    ALPHA_SAMPLE_DEPTH = fixed("AlphaSampleDepth", "060e2b34.01010102.04010503.07000000", 0x3309);
    // The JPEG 2000 sub-descriptor.
    RSIZ = dynamic("Rsiz", "060e2b34.0101010a.04010603.01000000");
    XSIZ = dynamic("Xsiz", "060e2b34.0101010a.04010603.02000000");
    YSIZ = dynamic("Ysiz", "060e2b34.0101010a.04010603.03000000");
    XOSIZ = dynamic("XOsiz", "060e2b34.0101010a.04010603.04000000");
    YOSIZ = dynamic("YOsiz", "060e2b34.0101010a.04010603.05000000");
    XTSIZ = dynamic("XTsiz", "060e2b34.0101010a.04010603.06000000");
    YTSIZ = dynamic("YTsiz", "060e2b34.0101010a.04010603.07000000");
    XTOSIZ = dynamic("XTOsiz", "060e2b34.0101010a.04010603.08000000");
    YTOSIZ = dynamic("YTOsiz", "060e2b34.0101010a.04010603.09000000");
    CSIZ = dynamic("Csiz", "060e2b34.0101010a.04010603.0a000000");
    PICTURE_COMPONENT_SIZING = dynamic("PictureComponentSizing", "060e2b34.0101010a.04010603.0b000000");
    CODING_STYLE_DEFAULT = dynamic("CodingStyleDefault", "060e2b34.0101010a.04010603.0c000000");
    QUANTIZATION_DEFAULT = dynamic("QuantizationDefault", "060e2b34.0101010a.04010603.0d000000");
    J2C_LAYOUT = dynamic("J2CLayout", "060e2b34.0101010e.04010603.0e000000");
    J2K_EXTENDED_CAPABILITIES = dynamic("J2KExtendedCapabilities", "060e2b34.0101010e.04010603.0f000000");
    // The sub-descriptors of ACES pictures.
    ACES_AUTHORING_INFORMATION = dynamic("ACESAuthoringInformation", "060e2b34.0101010e.0401060a.01000000");
    ACES_MASTERING_DISPLAY_PRIMARIES = dynamic("ACESMasteringDisplayPrimaries", "060e2b34.0101010e.0401060a.02000000");
    ACES_MASTERING_DISPLAY_WHITE_POINT_CHROMATICITY = dynamic("ACESMasteringDisplayWhitePointChromaticity", "060e2b34.0101010e.0401060a.03000000");
    ACES_MASTERING_DISPLAY_MAXIMUM_LUMINANCE = dynamic("ACESMasteringDisplayMaximumLuminance", "060e2b34.0101010e.0401060a.04000000");
    ACES_MASTERING_DISPLAY_MINIMUM_LUMINANCE = dynamic("ACESMasteringDisplayMinimumLuminance", "060e2b34.0101010e.0401060a.05000000");
    TARGET_FRAME_ANCILLARY_RESOURCE_ID = dynamic("TargetFrameAncillaryResourceID", "060e2b34.0101010e.04010609.01000000");
    MEDIA_TYPE = dynamic("MediaType", "060e2b34.0101010e.04010609.02000000");
    TARGET_FRAME_INDEX = dynamic("TargetFrameIndex", "060e2b34.0101010e.04010609.03000000");
    TARGET_FRAME_TRANSFER_CHARACTERISTIC = dynamic("TargetFrameTransferCharacteristic", "060e2b34.0101010e.04010609.04000000");
    TARGET_FRAME_COLOR_PRIMARIES = dynamic("TargetFrameColorPrimaries", "060e2b34.0101010e.04010609.05000000");
    TARGET_FRAME_COMPONENT_MAX_REF = dynamic("TargetFrameComponentMaxRef", "060e2b34.0101010e.04010609.06000000");
    TARGET_FRAME_COMPONENT_MIN_REF = dynamic("TargetFrameComponentMinRef", "060e2b34.0101010e.04010609.07000000");
    TARGET_FRAME_ESSENCE_STREAM_ID = dynamic("TargetFrameEssenceStreamID", "060e2b34.0101010e.04010609.08000000");
    ACES_PICTURE_SUB_DESCRIPTOR_INSTANCE_ID = dynamic("ACESPictureSubDescriptorInstanceID", "060e2b34.0101010e.04010609.09000000");
    // The wave PCM descriptor.
    AUDIO_SAMPLE_RATE = fixed("AudioSampleRate", "060e2b34.01010105.04020301.01010000", 0x3d03);
    LOCKED = fixed("Locked", "060e2b34.01010104.04020301.04000000", 0x3d02);
    CHANNEL_COUNT = fixed("ChannelCount", "060e2b34.01010105.04020101.04000000", 0x3d07);
    QUANTIZATION_BITS = fixed("QuantizationBits", "060e2b34.01010104.04020303.04000000", 0x3d01);
    BLOCK_ALIGN = fixed("BlockAlign", "060e2b34.01010105.04020302.01000000", 0x3d0a);
    AVERAGE_BYTES_PER_SECOND = fixed("AverageBytesPerSecond", "060e2b34.01010105.04020303.05000000", 0x3d09);
    CHANNEL_ASSIGNMENT = fixed("ChannelAssignment", "060e2b34.01010107.04020101.05000000", 0x3d32);
    REFERENCE_IMAGE_EDIT_RATE = dynamic("ReferenceImageEditRate", "060e2b34.0101010e.04020101.06000000");
    REFERENCE_AUDIO_ALIGNMENT_LEVEL = dynamic("ReferenceAudioAlignmentLevel", "060e2b34.0101010e.04020101.07000000");
    SOUND_COMPRESSION = fixed("SoundCompression", "060e2b34.01010102.04020402.00000000", 0x3d06);
    ELECTROSPATIAL_FORMULATION = fixed("ElectrospatialFormulation", "060e2b34.01010101.04020101.01000000", 0x3d05);
    // Labels of sound channels and their groups.
    MCA_LABEL_DICTIONARY_ID = dynamic("MCALabelDictionaryID", "060e2b34.0101010e.01030701.01000000");
    MCA_LINK_ID = dynamic("MCALinkID", "060e2b34.0101010e.01030701.05000000");
    MCA_TAG_SYMBOL = dynamic("MCATagSymbol", "060e2b34.0101010e.01030701.02000000");
    MCA_TAG_NAME = dynamic("MCATagName", "060e2b34.0101010e.01030701.03000000");
    MCA_CHANNEL_ID = dynamic("MCAChannelID", "060e2b34.0101010e.0103040a.00000000");
    RFC_5646_SPOKEN_LANGUAGE = dynamic("RFC5646SpokenLanguage", "060e2b34.0101010d.03010102.03150000");
    MCA_TITLE = dynamic("MCATitle", "060e2b34.0101010e.01051000.00000000");
    MCA_TITLE_VERSION = dynamic("MCATitleVersion", "060e2b34.0101010e.01051100.00000000");
    MCA_AUDIO_CONTENT_KIND = dynamic("MCAAudioContentKind", "060e2b34.0101010e.03020102.20000000");
    MCA_AUDIO_ELEMENT_KIND = dynamic("MCAAudioElementKind", "060e2b34.0101010e.03020102.21000000");
    MCA_CONTENT = dynamic("MCAContent", "060e2b34.0101010e.03020102.22000000");
    MCA_USE_CLASS = dynamic("MCAUseClass", "060e2b34.0101010e.03020102.23000000");
    SOUNDFIELD_GROUP_LINK_ID = dynamic("SoundfieldGroupLinkID", "060e2b34.0101010e.01030701.06000000");
    // The channels of immersive audio.
    IAB_BED_META_ID = dynamic("IABBedMetaID", "060e2b34.0101010e.0402030c.01000000");
    IAB_CHANNEL_ID = dynamic("IABChannelID", "060e2b34.0101010e.0402030c.02000000");
    IAB_AUDIO_DESCRIPTION = dynamic("IABAudioDescription", "060e2b34.0101010e.0402030c.03000000");
    IAB_AUDIO_DESCRIPTION_TEXT = dynamic("IABAudioDescriptionText", "060e2b34.0101010e.0402030c.04000000");
    // Metadata-guided audio.
    MGA_SOUND_ESSENCE_BLOCK_ALIGN = dynamic("MGASoundEssenceBlockAlign", "060e2b34.0101010e.04020304.01000000");
    MGA_SOUND_ESSENCE_AVERAGE_BYTES_PER_SECOND = dynamic("MGASoundEssenceAverageBytesPerSecond", "060e2b34.0101010e.04020304.02000000");
    MGA_LINK_ID = dynamic("MGALinkID", "060e2b34.0101010e.04020305.01000000");
    MGA_AUDIO_METADATA_INDEX = dynamic("MGAAudioMetadataIndex", "060e2b34.0101010e.04020305.02000000");
    MGA_AUDIO_METADATA_IDENTIFIER = dynamic("MGAAudioMetadataIdentifier", "060e2b34.0101010e.04020305.03000000");
    MGA_AUDIO_METADATA_PAYLOAD_UL_ARRAY = dynamic("MGAAudioMetadataPayloadULArray", "060e2b34.0101010e.04020305.04000000");
    MGA_METADATA_SECTION_LINK_ID = dynamic("MGAMetadataSectionLinkID", "060e2b34.0101010e.04020306.01000000");
    ADM_AUDIO_PROGRAMME_ID = dynamic("ADMAudioProgrammeID", "060e2b34.0101010e.04020306.02000000");
    ADM_AUDIO_CONTENT_ID = dynamic("ADMAudioContentID", "060e2b34.0101010e.04020306.03000000");
    ADM_AUDIO_OBJECT_ID = dynamic("ADMAudioObjectID", "060e2b34.0101010e.04020306.04000000");
    SADM_METADATA_SECTION_LINK_ID = dynamic("SADMMetadataSectionLinkID", "060e2b34.0101010e.04020307.01000000");
    SADM_PROFILE_LEVEL_UL_BATCH = dynamic("SADMProfileLevelULBatch", "060e2b34.0101010e.04020307.02000000");
    // Data in XML documents.
    DATA_ESSENCE_CODING = fixed("DataEssenceCoding", "060e2b34.01010103.04030302.00000000", 0x3e01);
    ISXD_NAMESPACE_URI = dynamic("NamespaceURI", "060e2b34.01010105.0e090400.00000000");
    // The timed text descriptor.
    RESOURCE_ID = dynamic("ResourceID", "060e2b34.0101010c.01011512.00000000");
    UCS_ENCODING = dynamic("UCSEncoding", "060e2b34.0101010c.04090500.00000000");
    NAMESPACE_URI = dynamic("NamespaceURI", "060e2b34.01010108.01020105.01000000");
    ANCILLARY_RESOURCE_ID = dynamic("AncillaryResourceID", "060e2b34.0101010c.01011513.00000000");
    MIME_TYPE = dynamic("MIMEType", "060e2b34.01010107.04090201.00000000");
    RFC_5646_LANGUAGE_TAG_LIST = dynamic("RFC5646LanguageTagList", "060e2b34.0101010e.03010102.02160000");
}
