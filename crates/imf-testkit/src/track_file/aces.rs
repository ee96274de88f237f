//! Picture in the colors of ACES: a frame is an ACES container file (ST 2067-50, ST 2065-4, ST 2065-5).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{
    ACES_PICTURE_SUB_DESCRIPTOR, CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, RGBA_DESCRIPTOR,
    TARGET_FRAME_SUB_DESCRIPTOR,
};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: ACES pictures, frame-wrapped.
const CONTAINER: Label = Label::parse("060e2b34.0401010d.0d010301.02190100");
/// The key of the item of a frame.
const ELEMENT: Label = Label::parse("060e2b34.01020101.0d010301.15011201");
/// Uncompressed, one eye, without alpha.
const COMPRESSION: Label = Label::parse("060e2b34.0401010d.04010202.03040100");
const PRIMARIES_AP0: Label = Label::parse("060e2b34.0401010d.04010101.03070000");
const TRANSFER_LINEAR: Label = Label::parse("060e2b34.04010106.04010101.01060000");
const TRANSFER_ITU_709: Label = Label::parse("060e2b34.04010101.04010101.01020000");
const PRIMARIES_ITU_709: Label = Label::parse("060e2b34.04010106.04010101.03030000");

/// The generic stream of the target frame.
const TARGET_FRAME_STREAM: u32 = 10;

const WIDTH: u32 = 4;
const HEIGHT: u32 = 2;
/// Bits of a component: half floats have this number for them (ST 377-1).
const HALF: u8 = 253;

/// Black frames, 4 by 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aces {
    /// Frames a second.
    pub edit_rate: Rate,
    /// Its length in frames.
    pub frames: u32,
}

impl Aces {
    /// The generic stream that its target frame lies in, and the start of a TIFF image.
    pub fn target_frame() -> (u32, Vec<u8>) {
        (TARGET_FRAME_STREAM, b"II*\0\x08\0\0\0\0\0".to_vec())
    }

    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        mxf::Essence {
            kind: mxf::Kind::Picture,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: None,
            descriptor,
            edit_rate: self.edit_rate,
            duration: self.frames.into(),
            image_rate: self.edit_rate,
            units: mxf::Units::Frames(vec![frame(); self.frames as usize]),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let [b, g, r] = *b"BGR";
        let none = (0, 0);
        let layout = [
            (b, HALF),
            (g, HALF),
            (r, HALF),
            none,
            none,
            none,
            none,
            none,
        ];
        let constraints = Set::new(
            CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
            instance(file, "ContainerConstraintsSubDescriptor"),
        );
        let aces = aces(file);
        let target = target_frame(file, aces.instance);
        Set::new(RGBA_DESCRIPTOR, instance(file, "RGBADescriptor"))
            .with(property::LINKED_TRACK_ID, Value::UInt32(2))
            .with(
                property::SAMPLE_RATE,
                Value::Rational(signed(self.edit_rate.0), signed(self.edit_rate.1)),
            )
            .with(
                property::ESSENCE_LENGTH,
                Value::Int64(i64::from(self.frames)),
            )
            .with(property::CONTAINER_FORMAT, Value::Label(CONTAINER))
            .with(property::FRAME_LAYOUT, Value::Symbol(0, "FullFrame"))
            .with(property::STORED_WIDTH, Value::UInt32(WIDTH))
            .with(property::STORED_HEIGHT, Value::UInt32(HEIGHT))
            .with(property::DISPLAY_WIDTH, Value::UInt32(WIDTH))
            .with(property::DISPLAY_HEIGHT, Value::UInt32(HEIGHT))
            .with(property::DISPLAY_X_OFFSET, Value::Int32(0))
            .with(property::DISPLAY_Y_OFFSET, Value::Int32(0))
            .with(property::IMAGE_ASPECT_RATIO, Value::Rational(2, 1))
            .with(property::VIDEO_LINE_MAP, Value::Int32Array(vec![1, 0]))
            .with(property::PICTURE_COMPRESSION, Value::Label(COMPRESSION))
            .with(
                property::TRANSFER_CHARACTERISTIC,
                Value::Label(TRANSFER_LINEAR),
            )
            .with(property::COLOR_PRIMARIES, Value::Label(PRIMARIES_AP0))
            .with(property::PIXEL_LAYOUT, Value::RgbaLayout(layout))
            .with(
                property::SUB_DESCRIPTORS,
                Value::Sets(vec![constraints, aces, target]),
            )
    }
}

fn aces(file: Id) -> Set {
    Set::new(
        ACES_PICTURE_SUB_DESCRIPTOR,
        instance(file, "ACESPictureSubDescriptor"),
    )
    .with(
        property::ACES_AUTHORING_INFORMATION,
        Value::text("ODT.Academy.Rec709_100nits_dim.a1.0.3"),
    )
    .with(
        property::ACES_MASTERING_DISPLAY_PRIMARIES,
        Value::Primaries([[32_000, 16_500], [15_000, 30_000], [7_500, 3_000]]),
    )
    .with(
        property::ACES_MASTERING_DISPLAY_WHITE_POINT_CHROMATICITY,
        Value::Chromaticity([15_635, 16_450]),
    )
    .with(
        property::ACES_MASTERING_DISPLAY_MAXIMUM_LUMINANCE,
        Value::UInt32(1_000_000),
    )
    .with(
        property::ACES_MASTERING_DISPLAY_MINIMUM_LUMINANCE,
        Value::UInt32(500),
    )
}

fn target_frame(file: Id, aces: Id) -> Set {
    Set::new(
        TARGET_FRAME_SUB_DESCRIPTOR,
        instance(file, "TargetFrameSubDescriptor"),
    )
    .with(
        property::TARGET_FRAME_ANCILLARY_RESOURCE_ID,
        Value::Id(instance(file, "target frame")),
    )
    .with(property::MEDIA_TYPE, Value::text("image/tiff"))
    .with(property::TARGET_FRAME_INDEX, Value::UInt64(1))
    .with(
        property::TARGET_FRAME_TRANSFER_CHARACTERISTIC,
        Value::Label(TRANSFER_ITU_709),
    )
    .with(
        property::TARGET_FRAME_COLOR_PRIMARIES,
        Value::Label(PRIMARIES_ITU_709),
    )
    .with(
        property::TARGET_FRAME_COMPONENT_MAX_REF,
        Value::UInt32(65_535),
    )
    .with(property::TARGET_FRAME_COMPONENT_MIN_REF, Value::UInt32(0))
    .with(
        property::TARGET_FRAME_ESSENCE_STREAM_ID,
        Value::UInt32(TARGET_FRAME_STREAM),
    )
    .with(
        property::ACES_PICTURE_SUB_DESCRIPTOR_INSTANCE_ID,
        Value::Id(aces),
    )
}

/// A black picture in an ACES container file: a header of attributes, the offset of each line, and the lines, numbers
/// with their little end first (ST 2065-4).
fn frame() -> Vec<u8> {
    let mut file = vec![0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0];
    let mut attribute = |name: &str, kind: &str, value: &[u8]| {
        let length = u32::try_from(value.len()).expect("attributes here are short");
        for text in [name, kind] {
            file.extend(text.as_bytes());
            file.push(0);
        }
        file.extend(length.to_le_bytes());
        file.extend(value);
    };
    let floats = |values: &[f32]| -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    };
    let mut channels = Vec::new();
    for name in ["B", "G", "R"] {
        channels.extend(
            [
                name.as_bytes(),
                &[0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
            ]
            .concat(),
        );
    }
    channels.push(0);
    let window = [0, 0, WIDTH - 1, HEIGHT - 1];
    let window: Vec<u8> = window.iter().flat_map(|side| side.to_le_bytes()).collect();
    let colors = [
        0.734_7, 0.265_3, 0.0, 1.0, 0.000_1, -0.077, 0.321_68, 0.337_67,
    ];
    attribute("acesImageContainerFlag", "int", &1_u32.to_le_bytes());
    attribute("channels", "chlist", &channels);
    attribute("chromaticities", "chromaticities", &floats(&colors));
    attribute("compression", "compression", &[0]);
    attribute("dataWindow", "box2i", &window);
    attribute("displayWindow", "box2i", &window);
    attribute("lineOrder", "lineOrder", &[0]);
    attribute("pixelAspectRatio", "float", &floats(&[1.0]));
    attribute("screenWindowCenter", "v2f", &floats(&[0.0, 0.0]));
    attribute("screenWindowWidth", "float", &floats(&[1.0]));
    file.push(0);
    // Three components of two bytes for each pixel of a line, behind its number and its length.
    let line = 3 * 2 * WIDTH;
    let lines = file.len() as u64 + 8 * u64::from(HEIGHT);
    for number in 0..u64::from(HEIGHT) {
        file.extend((lines + number * u64::from(8 + line)).to_le_bytes());
    }
    for number in 0..HEIGHT {
        file.extend(number.to_le_bytes());
        file.extend(line.to_le_bytes());
        file.extend(vec![0; line as usize]);
    }
    file
}
