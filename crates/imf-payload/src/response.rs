//! What the server answers, read tolerantly.
//!
//! Public material gives the names `compositionPlayListId`, `status` and `trackStatus` with their values, and not how
//! they nest. So the whole answer is walked: every object with a track status is a track, and belongs to the nearest
//! object around it that names a composition or has a status in words. Members that are not known are kept, values
//! that are not known are reported as such.

use std::fmt;

use serde_json::{Map, Value};

use crate::{Error, Result};

mod walk;

/// An answer of the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The results, in the order of the answer. Tracks outside any composition have one without id and status.
    pub compositions: Vec<CompositionResult>,
    /// The error envelopes, told from results by their `status` being a number.
    pub errors: Vec<ErrorEnvelope>,
    /// Members around the results that are none of these.
    pub other: Map<String, Value>,
}

/// What became of a composition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompositionResult {
    /// `compositionPlayListId`, as it stands.
    pub id: Option<String>,
    /// `status`.
    pub status: Option<Reported<DeliveryStatus>>,
    /// The tracks.
    pub tracks: Vec<TrackResult>,
    /// What is said under `error(s)` and `message(s)`.
    pub messages: Vec<String>,
    /// Members that are none of these and hold no track.
    pub other: Map<String, Value>,
}

/// What became of a track.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackResult {
    /// The virtual track, as it stands.
    pub track_id: Option<String>,
    /// The source request, as it stands.
    pub request_id: Option<String>,
    /// `trackStatus`.
    pub status: Reported<TrackStatus>,
    /// What is said under `error(s)` and `message(s)`.
    pub messages: Vec<String>,
    /// Members that are none of these.
    pub other: Map<String, Value>,
}

/// The server's error object.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorEnvelope {
    /// `status`: that of HTTP.
    pub status: i64,
    /// `error`.
    pub error: Option<String>,
    /// `message`.
    pub message: Option<String>,
    /// `errorCode`, unless empty.
    pub error_code: Option<String>,
    /// Members that are none of these.
    pub other: Map<String, Value>,
}

/// A value of a list, or what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reported<T> {
    /// A value of the list.
    Known(T),
    /// Something else: its text, or its JSON where it is no text.
    Unknown(String),
}

/// Whether a delivery was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryStatus {
    /// `SUCCESS`.
    Success,
    /// `ERROR`.
    Error,
}

/// What a track is to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrackStatus {
    /// `NEW`: never processed before.
    New,
    /// `MODIFIED`: differs from what was processed before.
    Modified,
    /// `UNMODIFIED`: the same as what was processed before.
    Unmodified,
    /// `ERROR`: refused.
    Error,
}

/// Reads an answer. Only text that is no JSON is an error.
///
/// ```
/// use imf_payload::read_response;
/// use imf_payload::response::{Reported, TrackStatus};
///
/// let answer = r#"{"compositionPlayListId": "c1", "status": "SUCCESS",
///                  "tracks": [{"trackId": "t1", "trackStatus": "NEW"}, {"trackStatus": "PENDING"}]}"#;
/// let response = read_response(answer.as_bytes())?;
/// let tracks = &response.compositions[0].tracks;
/// assert_eq!(tracks[0].status, Reported::Known(TrackStatus::New));
/// assert_eq!(tracks[1].status, Reported::Unknown("PENDING".to_owned()));
/// # Ok::<(), imf_payload::Error>(())
/// ```
pub fn read_response(json: &[u8]) -> Result<Response> {
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let value = serde_json::from_slice(json).map_err(|source| Error::ResponseInvalid { source })?;
    Ok(walk::collect(value))
}

impl Response {
    /// What stands in the answer that this version does not know: values of `status` and `trackStatus`, and names
    /// of members, in the order of the answer.
    pub fn unknown(&self) -> Vec<String> {
        let mut unknown = Vec::new();
        for composition in &self.compositions {
            if let Some(Reported::Unknown(value)) = &composition.status {
                unknown.push(format!("status `{value}`"));
            }
            unknown.extend(
                composition
                    .other
                    .keys()
                    .map(|name| format!("member `{name}`")),
            );
            for track in &composition.tracks {
                if let Reported::Unknown(value) = &track.status {
                    unknown.push(format!("trackStatus `{value}`"));
                }
                unknown.extend(
                    track
                        .other
                        .keys()
                        .map(|name| format!("member `{name}` of a track")),
                );
            }
        }
        unknown.extend(
            self.errors
                .iter()
                .flat_map(|error| error.other.keys())
                .chain(self.other.keys())
                .map(|name| format!("member `{name}`")),
        );
        unknown
    }
}

impl DeliveryStatus {
    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Error => "ERROR",
        }
    }
}

impl TrackStatus {
    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Modified => "MODIFIED",
            Self::Unmodified => "UNMODIFIED",
            Self::Error => "ERROR",
        }
    }
}

impl fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for TrackStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
