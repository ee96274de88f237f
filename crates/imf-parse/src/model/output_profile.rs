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
    /// The handle that it names.
    pub value: Box<str>,
    /// The attribute `handle`: the new name.
    pub handle: Option<Located<Box<str>>>,
}

/// `Macro`.
#[derive(Clone, Debug)]
pub struct Macro {
    /// The place of the element.
    pub at: Place,
    /// `xsi:type`, resolved.
    pub macro_type: Option<Located<Name>>,
    /// `Name`.
    pub name: Option<Located<Box<str>>>,
    /// `Annotation`.
    pub annotation: Option<Located<UserText>>,
    /// What the type adds, as elements: their grammar has been checked by the type.
    pub content: Vec<Element>,
}
