//! What can stand in the way of a body or of a response.

use std::{fmt, io};

use crate::choice::Candidate;
use crate::member::XmlMember;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why there is no body, or no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The package: no document of this sort could be read.
    Absent {
        /// What the document would have been for.
        member: XmlMember,
    },
    /// The caller: there are several documents of this sort, and none was chosen.
    Ambiguous {
        /// What the document is for.
        member: XmlMember,
        /// The documents to choose from.
        choices: Vec<Candidate>,
    },
    /// The package: the document's text, or its declaration, is in another encoding than UTF-8.
    EncodingUnsupported {
        /// Which document.
        member: XmlMember,
        /// The encoding that it is in or says it is in.
        encoding: String,
    },
    /// The package: the bytes of the document are no UTF-8.
    InvalidUtf8 {
        /// Which document.
        member: XmlMember,
        /// The offset of the first byte that is not.
        offset: u64,
    },
    /// The caller: additional members have to be one JSON object.
    MembersInvalid {
        /// What is wrong with them.
        source: serde_json::Error,
    },
    /// The caller: this member is given more than once, or bears the name of one that the body has anyway.
    MemberDuplicate {
        /// Its name.
        name: String,
    },
    /// The caller: the composition that was chosen is not in the packing list.
    NotPacked {
        /// The composition.
        composition: Box<Candidate>,
        /// The packing list.
        packing_list: Box<Candidate>,
    },
    /// The system: a document could not be read.
    Read {
        /// Which document.
        member: XmlMember,
        /// The system's words.
        source: io::Error,
    },
    /// The server: what came back is no JSON.
    ResponseInvalid {
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The caller: no document of this sort has the id that was asked for.
    Unknown {
        /// What the document would have been for.
        member: XmlMember,
        /// The id.
        id: String,
        /// The documents to choose from.
        choices: Vec<Candidate>,
    },
    /// The system: the body could not be written.
    Write {
        /// The system's words.
        source: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent { member } => {
                write!(f, "the package has no {} that can be read", member.noun())
            }
            Self::Ambiguous { member, choices } => {
                write!(
                    f,
                    "the package has {} {}s and none is chosen:",
                    choices.len(),
                    member.noun()
                )?;
                list(f, choices)
            }
            Self::EncodingUnsupported { member, encoding } => {
                write!(
                    f,
                    "the {} is in the encoding `{encoding}`, and a JSON string holds UTF-8 only",
                    member.noun()
                )
            }
            Self::InvalidUtf8 { member, offset } => {
                write!(
                    f,
                    "the {} is no valid UTF-8 at byte {offset}, and a JSON string holds UTF-8 only",
                    member.noun()
                )
            }
            Self::MembersInvalid { .. } => f.write_str("the additional members are no JSON object"),
            Self::MemberDuplicate { name } => {
                write!(f, "the body would have two members named `{name}`")
            }
            Self::NotPacked {
                composition,
                packing_list,
            } => {
                write!(
                    f,
                    "the packing list {packing_list} does not list the composition {composition}"
                )
            }
            Self::Read { member, .. } => write!(f, "the {} could not be read", member.noun()),
            Self::ResponseInvalid { .. } => f.write_str("the response is no JSON"),
            Self::Unknown {
                member,
                id,
                choices,
            } => {
                write!(
                    f,
                    "the package has no {} with the id `{id}`, but",
                    member.noun()
                )?;
                list(f, choices)
            }
            Self::Write { .. } => f.write_str("the body could not be written"),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, choices: &[Candidate]) -> fmt::Result {
    choices
        .iter()
        .try_for_each(|choice| write!(f, "\n  {choice}"))
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::MembersInvalid { source } | Self::ResponseInvalid { source } => Some(source),
            Self::Read { source, .. } | Self::Write { source } => Some(source),
            _ => None,
        }
    }
}
