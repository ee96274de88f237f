//! Output profile list (ST 2067-100:2014) and its macros (ST 2067-101 to -103).

use super::{DateTime, Element, KeyInfo, Name, Signature, UserText, Uuid};
use crate::{Located, Place};

/// `OutputProfileList`.
#[derive(Clone, Debug)]
pub struct OutputProfileList {
    /// The place of the root element.
    pub at: Place,
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
    /// `CompositionPlaylistId`.
    pub composition_id: Option<Located<Uuid>>,
    /// Children of `ExtensionProperties`.
    pub extension_properties: Vec<Element>,
    /// `AliasList/Alias`.
    pub aliases: Vec<Alias>,
    /// `MacroList/Macro`.
    pub macros: Vec<Macro>,
    /// `Signer`.
    pub signer: Option<Box<KeyInfo>>,
    /// `ds:Signature`.
    pub signature: Option<Box<Signature>>,
}

/// `Alias`: another name for a handle.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The place of the element.
    pub at: Place,
    /// The text: the new name.
    pub name: Box<str>,
    /// The attribute `handle`: the handle that it is a name for.
    pub handle: Option<Located<Box<str>>>,
}

/// `Macro`.
#[derive(Clone, Debug)]
pub struct Macro {
    /// The place of the element.
    pub at: Place,
    /// `xsi:type`, resolved; `None` where it is missing or not known.
    pub macro_type: Option<Located<Name>>,
    /// `Name`.
    pub name: Option<Located<Box<str>>>,
    /// `Annotation`.
    pub annotation: Option<Located<UserText>>,
    /// What its `xsi:type` adds.
    pub kind: MacroKind,
}

/// What a macro does, by its `xsi:type`.
#[derive(Clone, Debug)]
pub enum MacroKind {
    /// `AudioRoutingMixingMacroType` (ST 2067-103): channels out of channels.
    AudioRoutingMixing(Vec<OutputAudioChannel>),
    /// A macro of ST 2067-101: images out of images.
    Image(ImageMacro),
    /// `PresetMacroType`: its `Preset`, a URI.
    Preset(Option<Located<Box<str>>>),
    /// No type, or one that is not known.
    Unknown,
}

/// A macro that makes images out of images.
#[derive(Clone, Debug)]
pub struct ImageMacro {
    /// What it does to them.
    pub operation: ImageOperation,
    /// `Handle` of the images that go in.
    pub input: Option<Located<Box<str>>>,
}

/// What is done to images.
#[derive(Clone, Copy, Debug)]
pub enum ImageOperation {
    /// `ImageCropMacroType`: cut off, then framed.
    Crop {
        /// Whether `ReferenceRectangle` is the `Stored` one: all that the images have.
        is_stored: bool,
        /// `InputImageSequence/Inset`: what is cut off.
        inset: Located<Margins>,
        /// `OutputImageSequence/Padding`: what is added around.
        padding: Margins,
    },
    /// `PixelDecoderType`: to reference images.
    Decode,
    /// `PixelEncoderType`: from reference images.
    Encode,
    /// `ImageScaleMacroType`.
    Scale {
        /// `Width` in pixels.
        width: Option<u64>,
        /// `Height` in lines.
        height: Option<u64>,
    },
}

/// `RectanglePaddingType`: pixels and lines at the four edges of an image, 0 where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Margins {
    /// `Left`.
    pub left: u64,
    /// `Right`.
    pub right: u64,
    /// `Top`.
    pub top: u64,
    /// `Bottom`.
    pub bottom: u64,
}

/// `OutputAudioChannel`: a channel that a macro mixes.
#[derive(Clone, Debug)]
pub struct OutputAudioChannel {
    /// The place of the element.
    pub at: Place,
    /// `Handle`: what the channel is called among the outputs of the macro.
    pub handle: Option<Located<Box<str>>>,
    /// `InputEntityList/InputEntity/Handle`: what goes into it.
    pub inputs: Vec<Located<Box<str>>>,
}
