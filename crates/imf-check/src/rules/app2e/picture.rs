//! The picture that an essence descriptor describes, as the rules of App #2E see it.
//!
//! A value that has a finding of its own, by whatever rule, is `None` here: nothing more follows from it.

use imf_mxf::Ul;
use imf_mxf::register::Label;
use imf_mxf::typed::Value;

use super::table::characteristics::{Layout, Model, Sampling};
use super::table::color::{self, Named, System};
use super::table::profile::{self, Profile};
use super::table::quantization::{Levels, Quantization};
use crate::descriptor::{Field, Node, Origin};
use crate::judge::subject::EssenceDescriptor;
use crate::package::{App2e, Package};
use crate::rules::cpl::descriptor::is_main_image;

/// The class of the sub-descriptor.
pub(super) const JPEG_2000: &str = "JPEG2000SubDescriptor";

/// A picture that a main image of App #2E shows.
#[derive(Clone, Copy)]
pub(super) struct Picture<'a> {
    pub(super) package: &'a Package,
    pub(super) subject: EssenceDescriptor<'a>,
    /// The descriptor.
    pub(super) node: &'a Node,
    pub(super) model: Model,
}

/// A value that is a label, as it stands there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stated<'a> {
    Absent,
    Label(Ul),
    /// Something that is no label.
    Odd(&'a Field),
}

/// The descriptor in `subject`, if the composition claims App #2E and its main image uses it.
pub(super) fn main_image(subject: EssenceDescriptor<'_>) -> Option<&Node> {
    if subject.composition.info.app2e.is_empty() {
        return None;
    }
    let node = subject.described.node.as_ref();
    node.filter(|_| is_main_image(subject))
}

/// What an application is called: `App #2E (2021)`.
pub(super) fn application(editions: &[App2e]) -> String {
    let editions: Vec<String> = editions.iter().map(App2e::to_string).collect();
    format!("App #2E ({})", editions.join(", "))
}

/// `COLOR.1, COLOR.2 or COLOR.3`.
pub(super) fn either<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        text.push_str(match index {
            0 => "",
            last if last + 1 == names.len() => " or ",
            _ => ", ",
        });
        text.push_str(name.as_ref());
    }
    text
}

/// What a label stands for, as a person reads it.
pub(super) fn named(label: Ul) -> String {
    match Label::of(label) {
        Some(known) => format!("`{}`", known.symbol()),
        None => format!("`{label}`"),
    }
}

/// Whether `subject` describes a picture of a main image of App #2E.
pub(super) fn is_picture(package: &Package, subject: EssenceDescriptor<'_>) -> bool {
    Picture::of(package, subject).is_some()
}

impl<'a> Picture<'a> {
    /// The picture of `subject`, if it is one of a main image of App #2E.
    pub(super) fn of(package: &'a Package, subject: EssenceDescriptor<'a>) -> Option<Self> {
        let node = main_image(subject)?;
        let model = if node.is("RGBADescriptor") {
            Model::Rgb
        } else if node.is("CDCIDescriptor") {
            Model::YCbCr
        } else {
            return None;
        };
        Some(Self {
            package,
            subject,
            node,
            model,
        })
    }

    /// The editions that the composition claims.
    pub(super) fn editions(self) -> &'a [App2e] {
        &self.subject.composition.info.app2e
    }

    /// Those of them of which a draft is known.
    pub(super) fn drafted(self) -> Vec<App2e> {
        let editions = self.editions().iter().copied();
        editions.filter(|edition| edition.is_drafted()).collect()
    }

    /// What the application is called in a message.
    pub(super) fn application(self) -> String {
        application(self.editions())
    }

    pub(super) fn origin(self) -> Origin {
        Origin::Document(self.subject.composition.info.document)
    }

    /// A property that has a label.
    pub(super) fn stated(self, property: &str) -> Stated<'a> {
        match self.node.field(property) {
            None => Stated::Absent,
            Some(field) => match field.value().and_then(Value::label) {
                Some(label) => Stated::Label(label),
                None => Stated::Odd(field),
            },
        }
    }

    /// The one of these labels that the property has.
    pub(super) fn one_of(
        self,
        property: &str,
        labels: &'static [&'static Named],
    ) -> Option<&'static Named> {
        color::find(labels, self.node.label(property)?)
    }

    /// The color system; `None` where the labels are none, or make none.
    pub(super) fn color(self) -> Option<System> {
        let primaries = self.one_of("ColorPrimaries", color::PRIMARIES)?;
        let transfer = self.one_of("TransferCharacteristic", color::TRANSFERS)?;
        let equations = match self.model {
            Model::Rgb => None,
            Model::YCbCr => Some(self.one_of("CodingEquations", color::EQUATIONS)?),
        };
        let found = color::SYSTEMS.iter().find(|system| {
            system.primaries == primaries
                && system.transfer == transfer
                && (equations.is_none() || system.equations == equations)
        });
        found.map(|found| found.system)
    }

    /// The JPEG 2000 sub-descriptor.
    pub(super) fn jpeg_2000(self) -> Option<&'a Node> {
        self.node.subs(JPEG_2000).next()
    }

    /// The JPEG 2000 profile.
    pub(super) fn profile(self) -> Option<&'static Profile> {
        profile::of(self.node.label("PictureCompression")?)
    }

    /// The layout of lines, unless the container says otherwise.
    pub(super) fn layout(self) -> Option<Layout> {
        let layout = self.stated_layout()?;
        let contradicts = self
            .container_kind()
            .and_then(ContainerKind::layout)
            .is_some_and(|other| other != layout);
        (!contradicts).then_some(layout)
    }

    /// The layout of lines that `FrameLayout` says, if it is one that App #2E knows.
    pub(super) fn stated_layout(self) -> Option<Layout> {
        match self.node.integer("FrameLayout")? {
            0 => Some(Layout::FullFrame),
            1 => Some(Layout::SeparateFields),
            _ => None,
        }
    }

    /// How `ContainerFormat` says that the picture is wrapped; `None` where it is no label of SMPTE.
    pub(super) fn container_kind(self) -> Option<ContainerKind> {
        let label = self.node.label("ContainerFormat")?;
        label.is_smpte().then(|| ContainerKind::of(label))
    }

    /// Width and height as they are stored, unless the codestream has others.
    pub(super) fn stored_size(self) -> Option<(i128, i128)> {
        let stored = self.described_size()?;
        let is_coded = |coded: (i128, i128)| coded == stored || self.is_frame_of(coded);
        self.codestream_size()
            .is_none_or(is_coded)
            .then_some(stored)
    }

    /// Whether the stored height is that of a frame, of which the codestream has a field: some writers have it so.
    pub(super) fn is_frame_of(self, (width, height): (i128, i128)) -> bool {
        self.stated_layout() == Some(Layout::SeparateFields)
            && self.described_size() == Some((width, 2 * height))
    }

    /// `StoredWidth` and `StoredHeight`, where both are there.
    pub(super) fn described_size(self) -> Option<(i128, i128)> {
        let width = self.node.integer("StoredWidth")?;
        let height = self.node.integer("StoredHeight")?;
        (width > 0 && height > 0).then_some((width, height))
    }

    /// Width and height of the codestream, as the sub-descriptor has them.
    pub(super) fn codestream_size(self) -> Option<(i128, i128)> {
        let node = self.jpeg_2000()?;
        let extent = |size, offset| Some(node.integer(size)? - node.integer(offset)?);
        Some((extent("Xsiz", "XOsiz")?, extent("Ysiz", "YOsiz")?))
    }

    /// Width and height of the frame, where its lines lie so.
    pub(super) fn frame_size(self, layout: Layout) -> Option<(i128, i128)> {
        let (width, height) = self.stored_size()?;
        let is_frame = self
            .codestream_size()
            .is_some_and(|coded| self.is_frame_of(coded));
        let pictures = if is_frame { 1 } else { layout.pictures() };
        Some((width, height * pictures))
    }

    /// Bits of a component, as the layout of the codestream has them.
    pub(super) fn depth(self) -> Option<i128> {
        let layout = self.jpeg_2000()?.value("J2CLayout")?;
        let first = layout.values().first()?;
        first.member("ComponentSize")?.integer()
    }

    /// The names of the properties that hold the least and the most value, or black and white.
    pub(super) const fn references(self) -> (&'static str, &'static str) {
        match self.model {
            Model::Rgb => ("ComponentMinRef", "ComponentMaxRef"),
            Model::YCbCr => ("BlackRefLevel", "WhiteRefLevel"),
        }
    }

    pub(super) fn quantization(self) -> Option<Quantization> {
        let (least, most) = self.references();
        let range = (self.node.integer(least)?, self.node.integer(most)?);
        Levels::of(self.depth()?)?.system(range)
    }

    pub(super) fn sampling(self) -> Option<Sampling> {
        if self.model == Model::Rgb {
            return Some(Sampling::Full);
        }
        let horizontal = self.node.integer("HorizontalSubsampling")?;
        match (horizontal, self.node.integer("VerticalSubsampling")?) {
            (1, 1) => Some(Sampling::Full),
            (2, 1) => Some(Sampling::Half),
            _ => None,
        }
    }
}

/// How a picture is wrapped (ST 422).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContainerKind {
    /// Clip by clip.
    Clip,
    /// A field in each item.
    F1,
    /// A frame in each item, and no word on its lines.
    Fu,
    /// Interlaced frames, a field in each item.
    I1,
    /// Interlaced frames, both fields in each item.
    I2,
    /// No wrapping of JPEG 2000.
    Other,
    /// Progressive frames.
    P1,
}

/// The label of JPEG 2000 wrapping, but for the byte that says how.
const WRAPPING: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0d01_0301_020c_0000);

impl ContainerKind {
    fn of(label: Ul) -> Self {
        let mut base = label;
        let kind = std::mem::take(&mut base.0[14]);
        base.0[15] = 0;
        match kind {
            _ if !base.matches(WRAPPING) => Self::Other,
            1 => Self::Fu,
            2 => Self::Clip,
            3 => Self::I1,
            4 => Self::I2,
            5 => Self::F1,
            6 => Self::P1,
            _ => Self::Other,
        }
    }

    /// The layout of lines that goes with it, where only one does.
    pub(super) const fn layout(self) -> Option<Layout> {
        match self {
            Self::F1 | Self::I1 | Self::I2 => Some(Layout::SeparateFields),
            Self::P1 => Some(Layout::FullFrame),
            Self::Clip | Self::Fu | Self::Other => None,
        }
    }

    /// What it is called in a message.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clip => "Cn (clip by clip)",
            Self::F1 => "F1 (a field at a time)",
            Self::Fu => "FU (undefined)",
            Self::I1 => "I1 (interlaced, a field at a time)",
            Self::I2 => "I2 (interlaced, both fields together)",
            Self::Other => "none of JPEG 2000",
            Self::P1 => "P1 (progressive)",
        }
    }
}
