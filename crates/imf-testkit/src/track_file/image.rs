//! Picture: JPEG 2000 in frames (ST 2067-21, ST 422).

use super::{Rate, instance, signed};
use crate::ids::Id;
use crate::mxf::class::{
    CDCI_DESCRIPTOR, CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR, JPEG_2000_SUB_DESCRIPTOR,
    RGBA_DESCRIPTOR,
};
use crate::mxf::set::{Label, Set, Value};
use crate::mxf::{self, property};

/// The container: JPEG 2000, frame-wrapped, progressive (P1).
const CONTAINER: Label = Label::parse("060e2b34.0401010d.0d010301.020c0600");

/// The key of the item of a frame.
const ELEMENT: Label = Label::parse("060e2b34.01020101.0d010301.15010801");

/// IMF 2K profile, main level 4, sublevel 1.
const IMF_2K: Label = Label::parse("060e2b34.0401010d.04010202.03010209");
/// Broadcast contribution profile, level 4.
const BROADCAST: Label = Label::parse("060e2b34.0401010d.04010202.03010114");
const TRANSFER_ITU_709: Label = Label::parse("060e2b34.04010101.04010101.01020000");
const EQUATIONS_ITU_709: Label = Label::parse("060e2b34.04010101.04010101.02020000");
const PRIMARIES_ITU_709: Label = Label::parse("060e2b34.04010106.04010101.03030000");

/// A sequence of frames: 1920 by 1080, 10 bits in the legal range, ITU-R BT.709. The first frame says for all whether
/// they are RGB 4:4:4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Frames a second.
    pub edit_rate: Rate,
    /// The frames.
    pub frames: Vec<Picture>,
}

/// A frame that was encoded once and is kept beside the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// A white box on gray, far left.
    Box0,
    /// The box one step to the right.
    Box1,
    /// The box two steps to the right.
    Box2,
    /// The box far right.
    Box3,
    /// Nothing but gray: the smallest.
    Gray,
    /// The same gray as luma and color differences, 4:2:2.
    Gray422,
    /// The gray of [`Picture::Gray`] under the profile of broadcast contribution.
    GrayBroadcast,
    /// The codestream of an RGB picture that a test made. What it says in other segments than SIZ, COD and QCD, and its
    /// compression, the test has to describe itself.
    Given(&'static [u8]),
}

/// A codestream says its profile in one number, Rsiz, behind the two markers and a length that it begins with.
static GRAY_BROADCAST: [u8; include_bytes!("../../assets/gray.j2c").len()] = {
    let mut codestream = *include_bytes!("../../assets/gray.j2c");
    codestream[6] = 0x01;
    codestream[7] = 0x04;
    codestream
};

impl Picture {
    /// The codestream.
    pub const fn codestream(self) -> &'static [u8] {
        match self {
            Self::Box0 => include_bytes!("../../assets/box0.j2c"),
            Self::Box1 => include_bytes!("../../assets/box1.j2c"),
            Self::Box2 => include_bytes!("../../assets/box2.j2c"),
            Self::Box3 => include_bytes!("../../assets/box3.j2c"),
            Self::Gray => include_bytes!("../../assets/gray.j2c"),
            Self::Gray422 => include_bytes!("../../assets/gray422.j2c"),
            Self::GrayBroadcast => &GRAY_BROADCAST,
            Self::Given(codestream) => codestream,
        }
    }

    const fn is_rgb(self) -> bool {
        !matches!(self, Self::Gray422)
    }

    const fn compression(self) -> Label {
        match self {
            Self::GrayBroadcast => BROADCAST,
            _ => IMF_2K,
        }
    }
}

impl Image {
    /// Gray frames.
    pub fn gray(edit_rate: Rate, frames: usize) -> Self {
        Self {
            edit_rate,
            frames: vec![Picture::Gray; frames],
        }
    }

    /// Frames over which a box moves, again and again.
    pub fn moving(edit_rate: Rate, frames: usize) -> Self {
        let steps = [Picture::Box0, Picture::Box1, Picture::Box2, Picture::Box3];
        Self {
            edit_rate,
            frames: steps.into_iter().cycle().take(frames).collect(),
        }
    }

    pub(super) fn wrapped(&self, descriptor: Set) -> mxf::Essence {
        let frames = self.frames.iter().map(|frame| frame.codestream().to_vec());
        mxf::Essence {
            kind: mxf::Kind::Picture,
            element: ELEMENT,
            container: CONTAINER,
            conforms_to: None,
            descriptor,
            edit_rate: self.edit_rate,
            duration: self.frames.len() as u64,
            image_rate: self.edit_rate,
            units: mxf::Units::Frames(frames.collect()),
        }
    }

    pub(super) fn descriptor(&self, file: Id) -> Set {
        let picture = self.frames.first().copied().unwrap_or(Picture::Gray);
        let codestream = picture.codestream();
        let size = Size::of(codestream);
        let [width, height] = [size.grid[0], size.grid[1]];
        let components = if picture.is_rgb() { *b"RGB" } else { *b"YUV" };
        let [a, b, c] = components.map(|code| (code, 10));
        let layout = [a, b, c, (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)];
        let constraints = Set::new(
            CONTAINER_CONSTRAINTS_SUB_DESCRIPTOR,
            instance(file, "ContainerConstraintsSubDescriptor"),
        );
        let jpeg_2000 = jpeg_2000(file, codestream, size, layout);
        let class = if picture.is_rgb() {
            RGBA_DESCRIPTOR
        } else {
            CDCI_DESCRIPTOR
        };
        let length = i64::try_from(self.frames.len()).expect("a test has few frames");
        let set = Set::new(class, instance(file, class.name))
            .with(property::LINKED_TRACK_ID, Value::UInt32(2))
            .with(
                property::SAMPLE_RATE,
                Value::Rational(signed(self.edit_rate.0), signed(self.edit_rate.1)),
            )
            .with(property::ESSENCE_LENGTH, Value::Int64(length))
            .with(property::CONTAINER_FORMAT, Value::Label(CONTAINER))
            .with(property::FRAME_LAYOUT, Value::Symbol(0, "FullFrame"))
            .with(property::STORED_WIDTH, Value::UInt32(width))
            .with(property::STORED_HEIGHT, Value::UInt32(height))
            .with(property::SAMPLED_WIDTH, Value::UInt32(width))
            .with(property::SAMPLED_HEIGHT, Value::UInt32(height))
            .with(property::SAMPLED_X_OFFSET, Value::Int32(0))
            .with(property::SAMPLED_Y_OFFSET, Value::Int32(0))
            .with(property::DISPLAY_WIDTH, Value::UInt32(width))
            .with(property::DISPLAY_HEIGHT, Value::UInt32(height))
            .with(property::DISPLAY_X_OFFSET, Value::Int32(0))
            .with(property::DISPLAY_Y_OFFSET, Value::Int32(0))
            .with(property::IMAGE_ASPECT_RATIO, Value::Rational(16, 9))
            .with(property::VIDEO_LINE_MAP, Value::Int32Array(vec![0, 0]))
            .with(
                property::PICTURE_COMPRESSION,
                Value::Label(picture.compression()),
            )
            .with(
                property::TRANSFER_CHARACTERISTIC,
                Value::Label(TRANSFER_ITU_709),
            )
            .with(property::COLOR_PRIMARIES, Value::Label(PRIMARIES_ITU_709));
        let set = if picture.is_rgb() {
            rgb(set, layout)
        } else {
            yuv_422(set)
        };
        set.with(
            property::SUB_DESCRIPTORS,
            Value::Sets(vec![jpeg_2000, constraints]),
        )
    }
}

/// Eight components of a pixel, as RGBALayout has them.
type Layout = [(u8, u8); 8];

fn rgb(set: Set, layout: Layout) -> Set {
    set.with(property::COMPONENT_MAX_REF, Value::UInt32(940))
        .with(property::COMPONENT_MIN_REF, Value::UInt32(64))
        .with(
            property::SCANNING_DIRECTION,
            Value::Symbol(0, "ScanningDirection_LeftToRightTopToBottom"),
        )
        .with(property::PIXEL_LAYOUT, Value::RgbaLayout(layout))
}

fn yuv_422(set: Set) -> Set {
    set.with(property::CODING_EQUATIONS, Value::Label(EQUATIONS_ITU_709))
        .with(property::COMPONENT_DEPTH, Value::UInt32(10))
        .with(property::HORIZONTAL_SUBSAMPLING, Value::UInt32(2))
        .with(property::VERTICAL_SUBSAMPLING, Value::UInt32(1))
        .with(property::COLOR_SITING, Value::Symbol(0, "CoSiting"))
        .with(property::BLACK_REF_LEVEL, Value::UInt32(64))
        .with(property::WHITE_REF_LEVEL, Value::UInt32(940))
        .with(property::COLOR_RANGE, Value::UInt32(897))
}

fn jpeg_2000(file: Id, codestream: &[u8], size: Size, layout: Layout) -> Set {
    let count = u16::try_from(size.components.len()).expect("three components");
    Set::new(
        JPEG_2000_SUB_DESCRIPTOR,
        instance(file, "JPEG2000SubDescriptor"),
    )
    .with(property::RSIZ, Value::UInt16(size.capabilities))
    .with(property::XSIZ, Value::UInt32(size.grid[0]))
    .with(property::YSIZ, Value::UInt32(size.grid[1]))
    .with(property::XOSIZ, Value::UInt32(size.grid[2]))
    .with(property::YOSIZ, Value::UInt32(size.grid[3]))
    .with(property::XTSIZ, Value::UInt32(size.grid[4]))
    .with(property::YTSIZ, Value::UInt32(size.grid[5]))
    .with(property::XTOSIZ, Value::UInt32(size.grid[6]))
    .with(property::YTOSIZ, Value::UInt32(size.grid[7]))
    .with(property::CSIZ, Value::UInt16(count))
    .with(
        property::PICTURE_COMPONENT_SIZING,
        Value::ComponentSizing(size.components),
    )
    .with(
        property::CODING_STYLE_DEFAULT,
        Value::Octets(segment(codestream, 0xff52).to_vec()),
    )
    .with(
        property::QUANTIZATION_DEFAULT,
        Value::Octets(segment(codestream, 0xff5c).to_vec()),
    )
    .with(property::J2C_LAYOUT, Value::RgbaLayout(layout))
}

/// The SIZ marker segment of a codestream (ISO/IEC 15444-1, A.5.1).
struct Size {
    capabilities: u16,
    /// Xsiz, Ysiz, XOsiz, YOsiz, XTsiz, YTsiz, XTOsiz, YTOsiz.
    grid: [u32; 8],
    components: Vec<[u8; 3]>,
}

impl Size {
    fn of(codestream: &[u8]) -> Self {
        let siz = segment(codestream, 0xff51);
        let grid = std::array::from_fn(|index| {
            let at = 2 + 4 * index;
            u32::from_be_bytes([siz[at], siz[at + 1], siz[at + 2], siz[at + 3]])
        });
        let (components, _) = siz[36..].as_chunks::<3>();
        Self {
            capabilities: u16::from_be_bytes([siz[0], siz[1]]),
            grid,
            components: components.to_vec(),
        }
    }
}

/// What a marker segment of the main header holds behind its length.
fn segment(codestream: &[u8], marker: u16) -> &[u8] {
    let mut position = 2;
    loop {
        let number = |at: usize| u16::from_be_bytes([codestream[at], codestream[at + 1]]);
        let end = position + 2 + usize::from(number(position + 2));
        if number(position) == marker {
            return &codestream[position + 4..end];
        }
        position = end;
    }
}
