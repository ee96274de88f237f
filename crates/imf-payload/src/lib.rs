//! The JSON of the delivery API.
//!
//! [`write_body`] writes the body of `POST /v1/deliveries/imf`: asset map, packing list and composition playlist as
//! strings, exactly as their bytes are, so that unescaping gives back what the packing list's hashes are about.
//! [`Candidates::choose`] says which packing list and which composition, and never guesses. [`read_response`] reads
//! what the server answers.
//!
//! Public material settles the names of the three members and little else, so whatever it leaves open is an option
//! of [`BodyOptions`].

mod body;
mod choice;
mod error;
mod member;
pub mod response;

pub use body::{BodyOptions, DocumentSummary, Written, XmlEncoding, write_body};
pub use choice::{Candidate, Candidates, Choice};
pub use error::{Error, Result};
pub use member::{Members, XmlMember};
pub use response::read_response;
