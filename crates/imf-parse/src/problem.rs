//! What is wrong with a document, short of judging it.

use crate::Place;

/// A value as far as it could be read, and all that was wrong on the way.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The value; `None` where nothing could be made of the text.
    pub value: Option<T>,
    /// What was wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

/// One thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What sort of thing.
    pub kind: ProblemKind,
    /// Where.
    pub at: Place,
    /// The element or attribute it is about (`Id`, `@Algorithm`), empty where there is none.
    pub subject: Box<str>,
    /// What stands there, shortened to a sensible length; empty where nothing does.
    pub found: Box<str>,
    /// What should stand there, in plain words; empty where the kind says it all.
    pub expected: Box<str>,
}

/// The sorts of problem. [`ProblemKind::class`] groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Bytes that are no text in the document's encoding.
    EncodingInvalid,
    /// A declared encoding that is not supported, or that contradicts the byte order mark.
    EncodingUnsupported,
    /// The text is no well-formed XML 1.0 document. Reading stops here.
    NotWellFormed,
    /// A document type declaration. It is passed over: nothing in it is expanded or fetched.
    Doctype,
    /// A reference to an entity that XML does not predefine. It is not expanded.
    EntityReference,
    /// The document says that it is XML 1.1 (or another version); it is read as XML 1.0.
    VersionUnsupported,
    /// A limit of [`crate::Limits`] was reached. Reading stops here.
    LimitExceeded,
    /// A number too large for any file or timeline (over 2^64 - 1); read as the largest that fits.
    NumberTooLarge,
    /// An element that the schema does not allow at this place.
    UnexpectedElement,
    /// An element that the schema demands is not there.
    MissingElement,
    /// Text where only elements may stand.
    UnexpectedText,
    /// An attribute that the schema does not allow.
    UnexpectedAttribute,
    /// An attribute that the schema demands is not there.
    MissingAttribute,
    /// A value that its datatype, pattern, list or range does not allow.
    InvalidValue,
    /// An identifier that should be a `urn:uuid:` and is not.
    InvalidUuid,
    /// `xsi:type` names no type that may stand here.
    InvalidType,
    /// `xsi:type` names a type of a namespace that is not known here, so that what it stands for is not known either.
    UnknownType,
    /// The element's type is abstract: `xsi:type` has to name one, and does not.
    MissingType,
    /// Two attributes of type `xs:ID` with one value.
    DuplicateXmlId,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemClass {
    /// The text is no XML 1.0 document, or not in an encoding that can be read.
    WellFormedness,
    /// Legal XML that this reader refuses on purpose (document types, entities, other versions).
    Refused,
    /// A limit of this reader.
    Limit,
    /// The document's schema.
    Schema,
}

impl ProblemKind {
    /// The group that this kind belongs to.
    pub fn class(self) -> ProblemClass {
        match self {
            Self::EncodingInvalid | Self::EncodingUnsupported | Self::NotWellFormed => {
                ProblemClass::WellFormedness
            }
            Self::Doctype | Self::EntityReference | Self::VersionUnsupported => {
                ProblemClass::Refused
            }
            Self::LimitExceeded | Self::NumberTooLarge => ProblemClass::Limit,
            Self::UnexpectedElement
            | Self::MissingElement
            | Self::UnexpectedText
            | Self::UnexpectedAttribute
            | Self::MissingAttribute
            | Self::InvalidValue
            | Self::InvalidUuid
            | Self::InvalidType
            | Self::UnknownType
            | Self::MissingType
            | Self::DuplicateXmlId => ProblemClass::Schema,
        }
    }
}
