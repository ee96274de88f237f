//! The catalogue: every rule, declared beside its check and its cases.

#[cfg(test)]
mod case;
mod cpl;
mod iab;
mod isxd;
mod language;
mod mga;
mod mxf;
mod opl;
mod plug_in;
mod problem;
mod set;
mod sound;
mod vocabulary;

use crate::judge::subject;
use crate::rule::Rule;

pub(crate) use mxf::{faults as essence_faults, problems as track_file_problems};
pub(crate) use problem::problems;

/// Declares the modules of rules and, from the same words, [`RULES`] and the cases that prove them. Areas of many modules
/// declare these themselves, and come last.
macro_rules! catalogue {
    (
        $($module:ident: [$($rule:ident),+ $(,)?],)+;
        $($area:ident::$part:ident: [$($of_part:ident),+ $(,)?],)+
    ) => {
        $(mod $module;)+

        /// Every rule, area by area.
        pub static RULES: &[&Rule] = &[
            $($(&$module::$rule),+),+,
            $($(&$area::$part::$of_part),+),+
        ];

        #[cfg(test)]
        static CASES: &[&[case::Case]] = &[$($module::CASES),+, $($area::$part::CASES),+];
    };
}

// A rule is a declaration in its module and a word here.
catalogue! {
    xml_text: [
        XML_NOT_WELL_FORMED,
        XML_ENCODING_INVALID,
        XML_ENCODING_UNSUPPORTED,
        XML_VERSION_UNSUPPORTED,
        XML_DOCTYPE_UNEXPECTED,
        XML_ENTITY_UNEXPECTED,
        XML_LIMIT_EXCEEDED,
    ],
    xml_schema: [
        XML_UNEXPECTED_ELEMENT,
        XML_MISSING_ELEMENT,
        XML_INVALID_VALUE,
        XML_UUID_NOT_URN,
        XML_NUMBER_TOO_LARGE,
        XML_SCHEMA_VIOLATION,
    ],
    xml_signature: [XML_SIGNATURE_INVALID],
    pkg_type: [PKG_FILE_TYPE_UNKNOWN],
    xml_namespace: [
        XML_NAMESPACE_UNSUPPORTED_AM,
        XML_NAMESPACE_UNSUPPORTED_PKL,
        XML_NAMESPACE_UNSUPPORTED_CPL,
        XML_NAMESPACE_UNSUPPORTED,
    ],
    xml_root: [XML_ROOT_ELEMENT_UNEXPECTED],
    pkg_asset_map: [PKG_ASSETMAP_COUNT, PKG_ASSETMAP_NOT_FILE, AM_ROOT_ELEMENT_UNEXPECTED],
    am_content: [
        AM_NO_ASSETS,
        AM_NO_CHUNKS,
        AM_MULTIPLE_CHUNKS,
        AM_VOLUME_COUNT_NOT_ONE,
        AM_VOLUME_INDEX_NOT_ONE,
        AM_OFFSET_NOT_ZERO,
        AM_LENGTH_MISMATCH,
    ],
    am_path: [
        AM_PATH_TOO_MANY_SEGMENTS,
        AM_PATH_LEADING_SLASH,
        AM_PATH_INVALID_CHARACTERS,
        AM_PATH_SEGMENT_TOO_LONG,
        AM_PATH_TOO_LONG,
        AM_PATH_OUTSIDE_ROOT,
        AM_PATH_ABSOLUTE_URI,
        AM_PATH_DOT_SEGMENT_UNEXPECTED,
    ],
    am_asset: [
        AM_DUPLICATE_ASSET_ID,
        AM_DUPLICATE_PATH,
        AM_DUPLICATE_ID,
        AM_ASSET_NOT_IN_ANY_PKL,
        AM_FILE_NOT_MAPPED,
    ],
    am_packing_list: [AM_NO_PACKING_LIST, AM_PKL_NOT_FLAGGED, AM_PKL_FLAG_INCORRECT, AM_PKL_ID_MISMATCH],
    volidx: [VOLIDX_MISSING, VOLIDX_NOT_FILE, VOLIDX_SCHEMA, VOLIDX_INDEX_NOT_ONE],
    pkl_asset: [
        PKL_DUPLICATE_ASSET_ID,
        PKL_OWN_ID_UNEXPECTED,
        PKL_ASSET_SIZE_MISMATCH,
        PKL_ASSET_TYPE_UNEXPECTED,
        PKL_ORIGINAL_FILE_NAME_DIFFERS,
        PKG_NO_XML_ASSETS,
    ],
    digest: [
        PKL_ASSET_HASH_MISMATCH,
        PKL_HASH_LENGTH_INVALID,
        PKL_HASH_ALGORITHM_UNKNOWN,
        PKL_HASH_ALGORITHM_UNCOMMON,
    ],
    cpl_digest: [CPL_RESOURCE_HASH_MISMATCH, CPL_RESOURCE_HASH_ALGORITHM_UNKNOWN],
    pkg_file: [
        PKG_ASSET_FILE_MISSING,
        PKG_PKL_FILE_MISSING,
        PKG_ASSET_PATH_UNKNOWN,
        PKG_FOLDER_UNEXPECTED,
        PKG_FILE_EMPTY,
        PKG_SPECIAL_FILE_UNEXPECTED,
        PKG_LINK_UNEXPECTED,
        PKG_LINK_OUTSIDE_ROOT,
        PKG_LINK_DANGLING,
    ],
    pkg_document: [
        PKG_CPL_ID_MISMATCH,
        PKG_OPL_ID_MISMATCH,
        PKG_SCM_ID_MISMATCH,
        PKG_OPL_CPL_NOT_FOUND,
        SIDECAR_ID_UNKNOWN,
    ],
    opl_macro: [
        OPL_MACRO_TYPE_UNKNOWN,
        OPL_MACRO_INPUT_MISSING,
        OPL_MACRO_OUTPUT_MISSING,
        OPL_SCALING_ALGORITHM_UNSUPPORTED,
        OPL_FILL_COLOR_TYPE,
        OPL_PRESET_WITH_OTHER_MACROS,
        OPL_MACRO_NAME_DUPLICATE,
        OPL_OUTPUT_HANDLE_DUPLICATE,
        OPL_CROP_INSET_INCORRECT,
    ],
    opl_handle: [
        OPL_MACRO_HANDLE_INVALID,
        OPL_ALIAS_HANDLE_INVALID,
        OPL_ALIAS_NAME_DUPLICATE,
    ],
    sidecar: [
        SIDECAR_DUPLICATE_ASSET_ID,
        SIDECAR_DUPLICATE_COMPOSITION_ID,
        SIDECAR_TRACK_FILE_UNEXPECTED,
        SIDECAR_SIGNATURE_MISSING,
    ],
    pkg_track_file: [PKG_TRACK_FILE_UNAVAILABLE, PKG_NO_MATCHING_TRACK_FILE, PKG_TRACK_FILE_TYPE_UNEXPECTED],
    mxf_random_index: [MXF_RIP_MISSING, MXF_RIP_INVALID, MXF_RIP_DUPLICATE],
    mxf_partition: [
        PKG_HEADER_PARTITION_UNREADABLE,
        MXF_FOOTER_MISSING,
        MXF_HEADER_OPEN_INCOMPLETE,
        MXF_PARTITION_CHAIN,
        MXF_PARTITION_INVALID,
        MXF_PARTITION_VERSION_INVALID,
        MXF_PARTITION_OP_DIFFERS,
        OP1A_OPERATIONAL_PATTERN,
    ],
    mxf_pack: [
        MXF_HEADER_NOT_AT_ZERO,
        MXF_PARTITION_MIXED,
        MXF_PARTITION_INDEX_AND_ESSENCE,
        MXF_HEADER_PARTITION_INVALID,
        MXF_PARTITION_VALUE_NEGATIVE,
        MXF_PARTITION_EC_BATCH_ELEMENT_SIZE,
        MXF_KAG,
    ],
    mxf_stream: [MXF_SID_INCONSISTENT],
    mxf_container: [
        OP1A_ESSENCE_CONTAINERS_EMPTY,
        TF_PREFACE_ESSENCE_CONTAINERS_NOT_ONE,
        TF_PARTITION_ESSENCE_CONTAINERS_NOT_ONE,
        MXF_ESSENCE_CONTAINER_MISMATCH,
        MXF_ESSENCE_CONTAINER_UNKNOWN,
    ],
    mxf_id: [PKG_TRACK_FILE_ID_MISMATCH],
    mxf_primer: [MXF_BYTE_COUNT_WRONG, MXF_PRIMER_MISSING, MXF_PRIMER_INVALID],
    mxf_klv: [MXF_KLV_TRUNCATED, MXF_KLV_INVALID, MXF_LIMIT_EXCEEDED],
    mxf_essence: [
        MXF_ESSENCE_MISSING,
        MXF_ESSENCE_STREAM_MISSING,
        MXF_ESSENCE_COUNT_MISMATCH,
        MXF_ESSENCE_SIZE_MISMATCH,
        MXF_BODY_OFFSET_INCORRECT,
    ],
    mxf_essence_key: [MXF_ESSENCE_KEY_MISMATCH],
    mxf_essence_content: [MXF_ESSENCE_CONTENT_MISMATCH],
    mxf_codestream: [MXF_ESSENCE_CODESTREAM_INVALID],
    mxf_codestream_header: [
        MXF_ESSENCE_CODESTREAM_MISMATCH,
        MXF_ESSENCE_PROFILE_MISSING,
        MXF_ESSENCE_STORED_SIZE_MISMATCH,
    ],
    mxf_set: [MXF_SET_ITEM_SIZE, MXF_SET_DUPLICATE_ITEM, MXF_LOCAL_TAG_UNKNOWN],
    mxf_required: [MXF_SET_ITEM_MISSING, MXF_SET_REQUIRED_ITEM_MISSING],
    mxf_reference: [
        MXF_DANGLING_STRONG_REFERENCE,
        MXF_CIRCULAR_STRONG_REFERENCE,
        MXF_DUPLICATE_STRONG_REFERENCE,
        MXF_DUPLICATE_INSTANCE_ID,
        MXF_ORPHAN_SET,
    ],
    op1a_storage: [
        OP1A_PREFACE_MISSING,
        MXF_PREFACE_COUNT,
        OP1A_CONTENT_STORAGE_MISSING,
        OP1A_CONTENT_STORAGE_COUNT,
        OP1A_ECD_COUNT_REFERENCED,
        OP1A_ECD_COUNT,
        OP1A_MATERIAL_PACKAGE_COUNT,
    ],
    tf_package: [
        OP1A_MULTIPLE_SOURCE_PACKAGES,
        OP1A_SOURCE_PACKAGE_UNKNOWN,
        OP1A_SOURCE_PACKAGE_NOT_IN_STORAGE,
        OP1A_ECD_LINKED_PACKAGE_DIFFERS,
        TF_PRIMARY_PACKAGE,
        TF_PACKAGE_UID_PREFIX,
        TF_NO_ESSENCE_DESCRIPTOR,
        TF_ESSENCE_TYPE_COUNT,
    ],
    op1a_track: [
        OP1A_MATERIAL_TRACK_NO_SEQUENCE,
        TF_TRACK_NO_SEQUENCE,
        OP1A_MATERIAL_SOURCE_CLIP_COUNT,
        OP1A_EDIT_RATE_ZERO,
        TF_TRACK_ORIGIN,
        TF_ESSENCE_TRACK_COUNT,
    ],
    mxf_duration: [
        OP1A_TRACK_DURATION_DIFFERS,
        MXF_SEQUENCE_DURATION_MISMATCH,
        MXF_TRACK_DURATION_INVALID,
        MXF_CONTAINER_DURATION_MISMATCH,
        MXF_TRACK_EDIT_RATE_MISMATCH,
    ],
    mxf_index_segment: [
        PKG_INDEX_PARTITION_MISSING,
        MXF_INDEX_ITEM_SIZE,
        MXF_INDEX_START_POSITION_INCORRECT,
        MXF_INDEX_DURATION_SHORT,
        MXF_INDEX_DURATION_EXCEEDS_TRACK,
    ],
    mxf_index_entry: [
        MXF_INDEX_OFFSET_INVALID,
        MXF_INDEX_CBE_VBE,
        MXF_INDEX_EDIT_RATE_DIFFERS,
        MXF_INDEX_EDIT_RATE_MISSING,
    ],
    cc_homogeneity: [CC_TRACK_NOT_HOMOGENEOUS],
    cc_rate: [
        CC_IMAGE_EDIT_RATE_DIFFERS,
        CC_IMAGE_SAMPLE_RATE_DIFFERS,
        CC_AUDIO_EDIT_RATE,
        CC_ED_SAMPLE_RATE_MISSING,
    ],
    cc_track: [
        CC_MAIN_IMAGE_COUNT,
        CC_MAIN_AUDIO_MISSING,
        CC_DESCRIPTOR_KIND_MISMATCH,
    ],
    cpl_application: [
        CPL_APPLICATION_ID_MISSING,
        CPL_APPLICATION_ID_MULTIPLE_ELEMENTS,
        CPL_NAMESPACE_UNSUPPORTED,
        CC_NAMESPACE_NOT_EXPECTED,
    ],
    cpl_content: [
        CPL_CONTENT_KIND_UNKNOWN,
        CC_CONTENT_VERSION_MISSING,
        CPL_CONTENT_VERSION_ID_INVALID,
    ],
    cpl_descriptor: [
        CC_EDL_EMPTY,
        CPL_ED_MISSING,
        CPL_ED_UNREFERENCED,
        CPL_ED_DUPLICATE_ID,
        CPL_ED_CONTENT_COUNT,
    ],
    cpl_duration: [
        CPL_ENTRY_POINT_EXCEEDS_INTRINSIC,
        CPL_RESOURCE_DURATION_EXCEEDS_INTRINSIC,
        CPL_RESOURCE_DURATION_ZERO,
    ],
    cpl_ed_file: [
        CPL_ED_MISMATCH,
        CPL_ED_FIELD_ABSENT,
        CPL_ED_LABEL_VERSION_MISMATCH,
        CPL_ED_INSTANCE_ID_MISMATCH,
    ],
    cpl_id: [CPL_DUPLICATE_ID],
    cpl_locale: [CPL_LOCALE_LANGUAGE_INVALID, CPL_LOCALE_REGION_INVALID],
    cpl_marker: [
        CPL_MARKER_LABEL_UNKNOWN,
        CPL_MARKER_OFFSET_OUT_OF_RANGE,
        CPL_MARKER_SEQUENCE_RULES,
    ],
    cpl_resource: [
        CPL_EDIT_RATE_ZERO,
        CPL_EDIT_RATE_NOT_POSITIVE,
        CPL_RESOURCE_TYPE_UNSUPPORTED,
        CPL_MARKER_RESOURCE_TYPE,
    ],
    cpl_track_file: [
        CPL_RESOURCE_INTRINSIC_EXCEEDS_TRACK_FILE,
        CPL_RESOURCE_EDIT_RATE_DIFFERS_FROM_TRACK_FILE,
    ],
    cpl_timecode: [
        CPL_TIMECODE_RATE_DIFFERS,
        CPL_TIMECODE_DROP_FRAME_INVALID,
        CPL_TIMECODE_START_INVALID,
        CPL_TOTAL_RUNNING_TIME_DIFFERS,
    ],
    cpl_timeline: [
        CPL_SEQUENCE_DURATION_NOT_INTEGER,
        CPL_SEGMENT_SEQUENCES_DURATION_DIFFER,
        CPL_TRACK_EDIT_RATE_INCONSISTENT,
    ],
    cpl_track: [
        CPL_DUPLICATE_TRACK_ID,
        CPL_TRACK_NOT_IN_ALL_SEGMENTS,
        CPL_TRACK_KIND_DIFFERS,
        CPL_SEQUENCE_UNSUPPORTED,
        CPL_CDP_PARENT_TRACK_UNKNOWN,
    ],
    mca_sound: [
        MCA_CHANNEL_ASSIGNMENT,
        MCA_NOT_CLIP_WRAPPED,
        MCA_SAMPLE_RATE,
        MCA_BIT_DEPTH,
        MCA_BLOCK_ALIGN,
        MCA_AVERAGE_BYTES,
    ],
    mca_label: [
        MCA_SUBDESCRIPTORS_MISSING,
        MCA_CHANNEL_COUNT,
        MCA_CHANNEL_LABEL_MISSING,
        MCA_DUPLICATE_CHANNEL_LABEL,
        MCA_CHANNEL_ID_OUT_OF_RANGE,
        MCA_TAG_SYMBOL_DICTIONARY_DIFFERS,
    ],
    mca_group: [
        MCA_SOUNDFIELD_GROUP_COUNT,
        MCA_SOUNDFIELD_GROUP_ITEMS,
        MCA_SOUNDFIELD_GROUP_LINK_ID_MISSING,
        MCA_CHANNEL_GROUP_LINK_MISSING,
        MCA_CHANNEL_GROUP_LINK_WRONG,
        MCA_CONFIGURATION_MISMATCH,
        MCA_LANGUAGE_MISSING,
        MCA_LANGUAGE_INVALID,
    ],
    regxml: [
        REGXML_UNKNOWN_GROUP,
        REGXML_UNKNOWN_PROPERTY,
        CPL_ED_FIELD_NAMESPACE_DIFFERS,
        REGXML_INVALID_INTEGER_VALUE,
        REGXML_UNKNOWN_ENUM_VALUE,
        REGXML_VALUE_LENGTH_MISMATCH,
    ],
    timed_text: [
        TT_CONTAINER_MAPPING_KIND,
        TT_UCS_ENCODING,
        TT_NAMESPACE_URI,
        TT_RESOURCE_MIME_TYPE,
    ],
    ;
    iab::file: [IAB_TF_CONFORMS_MISSING, IAB_TF_CONFORMS_EMPTY, IAB_TF_CONFORMS_NO_LEVEL0],
    iab::descriptor: [
        IAB_TF_BIT_DEPTH,
        IAB_TF_CONTAINER,
        IAB_TF_CODEC_PRESENT,
        IAB_TF_SOUND_COMPRESSION,
        IAB_TF_ELECTRO_SPATIAL,
        IAB_TF_REFERENCE_IMAGE_EDIT_RATE_MISSING,
        IAB_TF_REFERENCE_ALIGNMENT_MISSING,
        IAB_VT_AUDIO_SAMPLE_RATE_MISSING,
    ],
    iab::label: [
        IAB_TF_SUBDESCRIPTORS_MISSING,
        IAB_TF_FORBIDDEN_SOUNDFIELD_GROUP,
        IAB_TF_FORBIDDEN_AUDIO_CHANNEL,
        IAB_TF_FORBIDDEN_GROUP_OF_GROUPS,
        IAB_TF_SOUNDFIELD_LABEL_COUNT,
    ],
    iab::tag: [
        IAB_TF_TAG_NAME_MISSING,
        IAB_TF_TAG_NAME,
        IAB_TF_TAG_SYMBOL_MISSING,
        IAB_TF_TAG_SYMBOL,
        IAB_TF_LABEL_DICTIONARY_MISSING,
        IAB_TF_LABEL_DICTIONARY,
        IAB_TF_TITLE_MISSING,
        IAB_TF_TITLE_VERSION_MISSING,
        IAB_TF_CHANNEL_ID_PRESENT,
    ],
    iab::content: [
        IAB_TF_MCA_CONTENT_AND_USE_MISSING,
        IAB_TF_MCA_AUDIO_KIND_UNEXPECTED,
        IAB_TF_MCA_CONTENT_MISSING,
        IAB_TF_MCA_USE_CLASS_MISSING,
        IAB_TF_MCA_CONTENT_INVALID,
        IAB_TF_MCA_USE_CLASS_INVALID,
        IAB_TF_MCA_COMBINATION,
    ],
    iab::channel: [
        IAB_TF_BED_META_ID_MISSING,
        IAB_TF_CHANNEL_DESC_ID_MISSING,
        IAB_TF_AUDIO_DESCRIPTION_MISSING,
        IAB_TF_AUDIO_DESCRIPTION_TEXT_MISSING,
        IAB_TF_AUDIO_DESCRIPTION_TEXT_UNEXPECTED,
    ],
    iab::track: [IAB_VT_DESCRIPTOR_TYPE, IAB_VT_EDIT_RATE, IAB_VT_TRACK_NOT_HOMOGENEOUS],
    isxd::descriptor: [
        ISXD_TF_CONTAINER_MISSING,
        ISXD_TF_CONTAINER,
        ISXD_TF_DATA_ESSENCE_CODING_MISSING,
        ISXD_TF_DATA_ESSENCE_CODING,
        ISXD_TF_SUBDESCRIPTORS_MISSING,
        ISXD_TF_CONTAINER_CONSTRAINTS_MISSING,
        ISXD_TF_CONTAINER_CONSTRAINTS_COUNT,
    ],
    isxd::track: [ISXD_VT_DESCRIPTOR_TYPE, ISXD_VT_EDIT_RATE, ISXD_VT_TRACK_NOT_HOMOGENEOUS],
    mga::descriptor: [
        MGA_TF_AUDIO_SAMPLE_RATE,
        MGA_VT_AUDIO_SAMPLE_RATE_MISSING,
        MGA_TF_BIT_DEPTH,
        MGA_TF_CONTAINER,
        MGA_TF_SOUND_COMPRESSION,
        MGA_TF_ELECTRO_SPATIAL,
        MGA_TF_REFERENCE_IMAGE_EDIT_RATE_MISSING,
        MGA_TF_REFERENCE_ALIGNMENT_MISSING,
    ],
    mga::sub_descriptor: [
        MGA_TF_SUBDESCRIPTORS_MISSING,
        MGA_TF_FORBIDDEN_AUDIO_CHANNEL,
        MGA_TF_FORBIDDEN_SOUNDFIELD_GROUP,
        MGA_TF_FORBIDDEN_GROUP_OF_GROUPS,
        MGA_TF_SOUNDFIELD_LABEL_MISSING,
        MGA_TF_CONTAINER_CONSTRAINTS_MISSING,
        MGA_TF_CONTAINER_CONSTRAINTS_COUNT,
    ],
    mga::label: [
        MGA_TF_TAG_NAME_MISSING,
        MGA_TF_TAG_NAME,
        MGA_TF_TAG_SYMBOL_MISSING,
        MGA_TF_TAG_SYMBOL,
        MGA_TF_LABEL_DICTIONARY_MISSING,
        MGA_TF_LABEL_DICTIONARY,
        MGA_TF_CHANNEL_ID_PRESENT,
    ],
    mga::program: [
        MGA_TF_MCA_CONTENT_MISSING,
        MGA_TF_MCA_CONTENT_INVALID,
        MGA_TF_MCA_USE_CLASS_MISSING,
        MGA_TF_MCA_USE_CLASS_INVALID,
        MGA_TF_TITLE_MISSING,
        MGA_TF_TITLE_VERSION_MISSING,
        MGA_TF_AUDIO_PROGRAMME_ID_MISSING,
        MGA_TF_AUDIO_CONTENT_ID_PRESENT,
        MGA_TF_AUDIO_OBJECT_ID_PRESENT,
    ],
    mga::section: [
        MGA_TF_AUDIO_METADATA_MISSING,
        MGA_TF_SADM_SECTION_NOT_INDEX_1,
        MGA_TF_INDEX_1_NOT_SADM,
        MGA_TF_SADM_SECTION_DUPLICATE,
        MGA_TF_SADM_SECTION_MISSING,
    ],
    mga::metadata: [
        MGA_TF_MGA_LINK_ID_MISSING,
        MGA_TF_METADATA_INDEX_MISSING,
        MGA_TF_METADATA_IDENTIFIER_MISSING,
        MGA_TF_PAYLOAD_ARRAY_MISSING,
        MGA_TF_PAYLOAD_ARRAY_EMPTY,
        MGA_TF_SADM_SUBDESCRIPTOR_MISSING,
        MGA_TF_SADM_SECTION_LINK_MISSING,
        MGA_TF_SADM_PROFILE_LEVEL_MISSING,
    ],
    mga::track: [MGA_VT_DESCRIPTOR_TYPE, MGA_VT_EDIT_RATE],
    mga::parameter_set: [
        MGA_PS_MISSING,
        MGA_PS_DUPLICATE,
        MGA_PS_OPERATIONAL_MODE,
        MGA_PS_TRACK_UNKNOWN,
        MGA_PS_RESOURCE_UNKNOWN,
        MGA_PS_LINK_ID_UNKNOWN,
    ],
}

/// How long `composition` lasts in its edit units; `None` where its sequences do not agree, or that cannot be told.
pub(crate) fn duration(composition: subject::Composition<'_>) -> Option<u64> {
    let total = cpl::timeline::Timeline::new(composition)?.total()?;
    u64::try_from(total).ok()
}

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
