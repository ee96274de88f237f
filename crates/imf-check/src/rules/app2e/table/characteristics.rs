//! The pictures that each edition permits (ST 2067-21:2023, Table 3, by its draft; Table 2 of the fifth edition).

use super::color::System::{self, Color1, Color2, Color3, Color4, Color5, Color6, Color7, Color8};
use super::quantization::Quantization::{self, Qe1, Qe2};
use crate::package::App2e;

/// Whether the components of a pixel are colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules::app2e) enum Model {
    /// Red, green and blue: `RGBADescriptor`.
    Rgb,
    /// Luma and color differences: `CDCIDescriptor`.
    YCbCr,
}

/// How the lines of a frame are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules::app2e) enum Layout {
    /// Together: progressive.
    FullFrame,
    /// In two fields: interlaced.
    SeparateFields,
}

/// How many color samples there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules::app2e) enum Sampling {
    /// 4:2:2.
    Half,
    /// 4:4:4.
    Full,
}

/// A kind of picture that is permitted: any combination of what stands here.
#[derive(Debug)]
pub(in crate::rules::app2e) struct Row {
    /// Width and height of the frame that it has at most.
    pub(in crate::rules::app2e) most: (i128, i128),
    pub(in crate::rules::app2e) colors: &'static [System],
    pub(in crate::rules::app2e) depths: &'static [i128],
    pub(in crate::rules::app2e) layout: Layout,
    /// Frames a second, in lowest terms.
    pub(in crate::rules::app2e) rates: &'static [(u128, u128)],
    pub(in crate::rules::app2e) sampling: Sampling,
    pub(in crate::rules::app2e) quantization: &'static [Quantization],
    pub(in crate::rules::app2e) models: &'static [Model],
}

const HD: (i128, i128) = (1920, 1080);
const UHD: (i128, i128) = (3840, 2160);
const UHD_8K: (i128, i128) = (7680, 4320);
const FULL_4K: (i128, i128) = (4096, 3112);
const FULL_8K: (i128, i128) = (8192, 6224);

const INTERLACED: &[(u128, u128)] = &[(25, 1), (30_000, 1001), (30, 1)];
const TO_30: &[(u128, u128)] = &[(24_000, 1001), (24, 1), (25, 1), (30_000, 1001), (30, 1)];
const TO_60: &[(u128, u128)] = &[
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
];
const TO_120: &[(u128, u128)] = &[
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
    (120, 1),
];

const SD_AND_HD: &[System] = &[Color1, Color2, Color3];

const HD_FIELDS: Row = Row {
    layout: Layout::SeparateFields,
    rates: INTERLACED,
    ..HD_HALF
};
const HD_HALF: Row = yuv(HD, SD_AND_HD, &[8, 10], TO_60);
const HD_FULL: Row = Row {
    sampling: Sampling::Full,
    models: &[Model::YCbCr, Model::Rgb],
    ..HD_HALF
};

/// Progressive Y'CbCr 4:2:2 in QE.1.
const fn yuv(
    most: (i128, i128),
    colors: &'static [System],
    depths: &'static [i128],
    rates: &'static [(u128, u128)],
) -> Row {
    Row {
        most,
        colors,
        depths,
        layout: Layout::FullFrame,
        rates,
        sampling: Sampling::Half,
        quantization: &[Qe1],
        models: &[Model::YCbCr],
    }
}

/// Progressive RGB 4:4:4 in either quantization.
const fn rgb(most: (i128, i128), colors: &'static [System], depths: &'static [i128]) -> Row {
    Row {
        most,
        colors,
        depths,
        layout: Layout::FullFrame,
        rates: TO_120,
        sampling: Sampling::Full,
        quantization: &[Qe1, Qe2],
        models: &[Model::Rgb],
    }
}

static OF_2014: &[Row] = &[
    HD_FIELDS,
    HD_HALF,
    HD_FULL,
    yuv(UHD, &[Color3, Color4], &[8, 10], TO_30),
    yuv(UHD, &[Color5], &[10], TO_30),
];

static OF_2016: &[Row] = &[
    HD_FIELDS,
    HD_HALF,
    HD_FULL,
    yuv(UHD, &[Color3, Color4], &[8, 10], TO_60),
    yuv(UHD, &[Color5], &[10, 12], TO_60),
    yuv(UHD, &[Color7], &[10, 12, 16], TO_60),
    rgb(FULL_4K, &[Color3], &[8, 10]),
    rgb(FULL_4K, &[Color5], &[10, 12]),
    rgb(FULL_4K, &[Color6, Color7], &[10, 12, 16]),
];

static OF_2020: &[Row] = &[
    HD_FIELDS,
    HD_HALF,
    HD_FULL,
    yuv(UHD, &[Color4], &[8, 10], TO_60),
    yuv(UHD, &[Color3], &[8, 10, 12, 16], TO_60),
    yuv(UHD, &[Color5, Color8], &[10, 12], TO_60),
    yuv(UHD, &[Color7], &[10, 12, 16], TO_60),
    rgb(FULL_4K, &[Color3], &[8, 10, 12, 16]),
    rgb(FULL_4K, &[Color5, Color8], &[10, 12]),
    rgb(FULL_4K, &[Color6, Color7], &[10, 12, 16]),
];

static OF_FIFTH: &[Row] = &[
    HD_FIELDS,
    HD_HALF,
    HD_FULL,
    yuv(UHD, &[Color4], &[8, 10], TO_60),
    yuv(UHD_8K, &[Color3], &[8, 10, 12, 16], TO_60),
    yuv(UHD_8K, &[Color5, Color8], &[10, 12], TO_60),
    yuv(UHD_8K, &[Color7], &[10, 12, 16], TO_60),
    rgb(FULL_8K, &[Color3], &[8, 10, 12, 16]),
    rgb(FULL_8K, &[Color5, Color8], &[10, 12]),
    rgb(FULL_8K, &[Color6, Color7], &[10, 12, 16]),
];

/// The kinds of picture that an edition permits.
pub(in crate::rules::app2e) const fn permitted(edition: App2e) -> &'static [Row] {
    match edition {
        App2e::V2014 => OF_2014,
        App2e::V2016 => OF_2016,
        App2e::V2020 | App2e::V2021 => OF_2020,
        App2e::Fifth => OF_FIFTH,
    }
}

impl Layout {
    /// Its symbol in `FrameLayout`.
    pub(in crate::rules::app2e) const fn symbol(self) -> &'static str {
        match self {
            Self::FullFrame => "FullFrame",
            Self::SeparateFields => "SeparateFields",
        }
    }

    /// How many stored pictures make a frame.
    pub(in crate::rules::app2e) const fn pictures(self) -> i128 {
        match self {
            Self::FullFrame => 1,
            Self::SeparateFields => 2,
        }
    }
}

impl Model {
    pub(in crate::rules::app2e) const fn name(self) -> &'static str {
        match self {
            Self::Rgb => "RGB",
            Self::YCbCr => "Y'CbCr",
        }
    }
}

impl Sampling {
    pub(in crate::rules::app2e) const fn name(self) -> &'static str {
        match self {
            Self::Half => "4:2:2",
            Self::Full => "4:4:4",
        }
    }
}
