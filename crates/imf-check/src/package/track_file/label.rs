//! The labels of the classes, properties and data definitions that rules ask for (ST 395, ST 335, ST 400).

/// Classes of sets.
pub(crate) mod class {
    use imf_mxf::Ul;

    pub(crate) const PREFACE: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_2f00);
    pub(crate) const CONTENT_STORAGE: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_1800);
    /// Ties essence to the package that describes it.
    pub(crate) const ESSENCE_DATA: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_2300);
    pub(crate) const MATERIAL_PACKAGE: Ul =
        Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_3600);
    pub(crate) const SOURCE_PACKAGE: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_3700);
    pub(crate) const TRACK: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_3800);
    pub(crate) const TIMELINE_TRACK: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_3b00);
    pub(crate) const SEQUENCE: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_0f00);
    pub(crate) const SOURCE_CLIP: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_1100);
    pub(crate) const MGA_DESCRIPTOR: Ul = Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_8106);
    pub(crate) const TIMED_TEXT_DESCRIPTOR: Ul =
        Ul::from_u128(0x060e_2b34_027f_0101_0d01_0101_0101_6400);
}

/// Properties of sets.
pub(crate) mod property {
    use imf_mxf::Ul;

    // Of every set.
    pub(crate) const INSTANCE_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0101_1502_0000_0000);
    // Of the preface.
    pub(crate) const CONTENT_STORAGE_OBJECT: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0201_0000);
    pub(crate) const PRIMARY_PACKAGE: Ul = Ul::from_u128(0x060e_2b34_0101_0104_0601_0104_0108_0000);
    pub(crate) const OPERATIONAL_PATTERN: Ul =
        Ul::from_u128(0x060e_2b34_0101_0105_0102_0203_0000_0000);
    pub(crate) const ESSENCE_CONTAINERS: Ul =
        Ul::from_u128(0x060e_2b34_0101_0105_0102_0210_0201_0000);
    // Of the content storage.
    pub(crate) const PACKAGES: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0501_0000);
    pub(crate) const ESSENCE_DATA_OBJECTS: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0502_0000);
    // Of essence data.
    pub(crate) const LINKED_PACKAGE_ID: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0106_0100_0000);
    pub(crate) const ESSENCE_STREAM_ID: Ul =
        Ul::from_u128(0x060e_2b34_0101_0104_0103_0404_0000_0000);
    pub(crate) const INDEX_STREAM_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0104_0103_0405_0000_0000);
    // Of packages.
    pub(crate) const PACKAGE_ID: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0101_1510_0000_0000);
    pub(crate) const PACKAGE_TRACKS: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0605_0000);
    pub(crate) const ESSENCE_DESCRIPTION: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0203_0000);
    // Of tracks.
    pub(crate) const TRACK_SEGMENT: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0204_0000);
    pub(crate) const EDIT_RATE: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0530_0405_0000_0000);
    pub(crate) const ORIGIN: Ul = Ul::from_u128(0x060e_2b34_0101_0102_0702_0103_0103_0000);
    // Of sequences and what is in them.
    pub(crate) const COMPONENT_DATA_DEFINITION: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0407_0100_0000_0000);
    pub(crate) const COMPONENT_LENGTH: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0702_0201_0103_0000);
    pub(crate) const COMPONENT_OBJECTS: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0609_0000);
    pub(crate) const SOURCE_PACKAGE_ID: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0103_0100_0000);
    // Of descriptors.
    pub(crate) const SAMPLE_RATE: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0406_0101_0000_0000);
    pub(crate) const ESSENCE_LENGTH: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0406_0102_0000_0000);
    pub(crate) const CONTAINER_FORMAT: Ul =
        Ul::from_u128(0x060e_2b34_0101_0102_0601_0104_0102_0000);
    pub(crate) const FILE_DESCRIPTORS: Ul =
        Ul::from_u128(0x060e_2b34_0101_0104_0601_0104_060b_0000);
    pub(crate) const FRAME_LAYOUT: Ul = Ul::from_u128(0x060e_2b34_0101_0101_0401_0301_0400_0000);
    pub(crate) const AUDIO_SAMPLE_RATE: Ul =
        Ul::from_u128(0x060e_2b34_0101_0105_0402_0301_0101_0000);
}

/// What a track carries.
pub(crate) mod data {
    use imf_mxf::Ul;

    pub(crate) const PICTURE: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0103_0202_0100_0000);
    pub(crate) const SOUND: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0103_0202_0200_0000);
    pub(crate) const DATA: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0103_0202_0300_0000);
}
