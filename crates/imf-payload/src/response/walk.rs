//! The walk over an answer whose nesting is not known.

use serde_json::{Map, Value};

use super::{
    CompositionResult, DeliveryStatus, ErrorEnvelope, Reported, Response, TrackResult, TrackStatus,
};

/// Everything in `value` that is a result or an error.
pub(super) fn collect(value: Value) -> Response {
    let mut response = Response::default();
    let mut orphans = Vec::new();
    match value {
        // What a gateway says in a form of its own must not be lost.
        Value::Object(members) if matches!(Kind::of(&members), Kind::Other) => {
            response.other = rest(members, &mut response, &mut orphans);
        }
        value => walk(value, &mut response, &mut orphans),
    }
    if !orphans.is_empty() {
        response.compositions.push(CompositionResult {
            tracks: orphans,
            ..CompositionResult::default()
        });
    }
    response
}

/// Walks `value`; tracks that no composition below claims go to `tracks`. How deep it goes is bounded by the JSON
/// reader, which refuses more than 128 levels.
fn walk(value: Value, response: &mut Response, tracks: &mut Vec<TrackResult>) {
    match value {
        Value::Array(items) => items
            .into_iter()
            .for_each(|item| walk(item, response, tracks)),
        Value::Object(members) => match Kind::of(&members) {
            Kind::Track => tracks.push(track(members)),
            Kind::Composition => composition(members, response),
            Kind::Error(status) => {
                let results = (response.compositions.len(), tracks.len());
                let members = rest(members, response, tracks);
                // The status of HTTP may stand around results too; then it is no error, unless it says so.
                let has_results = results != (response.compositions.len(), tracks.len());
                if !has_results || !(200..300).contains(&status) {
                    response.errors.push(envelope(status, members));
                }
            }
            Kind::Other => members
                .into_iter()
                .for_each(|(_, member)| walk(member, response, tracks)),
        },
        _ => {}
    }
}

/// Walks each of `members`, and gives back those that hold no result.
fn rest(
    members: Map<String, Value>,
    response: &mut Response,
    tracks: &mut Vec<TrackResult>,
) -> Map<String, Value> {
    let mut rest = Map::new();
    for (name, value) in members {
        let count = |response: &Response, tracks: &Vec<TrackResult>| {
            (
                response.compositions.len(),
                response.errors.len(),
                tracks.len(),
            )
        };
        let before = count(response, tracks);
        walk(value.clone(), response, tracks);
        if before == count(response, tracks) {
            rest.insert(name, value);
        }
    }
    rest
}

enum Kind {
    Track,
    Composition,
    Error(i64),
    Other,
}

impl Kind {
    fn of(members: &Map<String, Value>) -> Self {
        let has = |known: Known| members.keys().any(|name| Known::of(name) == known);
        let status = members
            .iter()
            .find(|(name, _)| Known::of(name) == Known::Status)
            .map(|(_, status)| status);
        if has(Known::TrackStatus) {
            Self::Track
        } else if has(Known::CompositionId) {
            Self::Composition
        } else {
            match status {
                Some(Value::String(_)) => Self::Composition,
                Some(Value::Number(number)) => number.as_i64().map_or(Self::Other, Self::Error),
                _ => Self::Other,
            }
        }
    }
}

/// The members that are known, whatever the case of their letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    CompositionId,
    ErrorCode,
    Message,
    Problem,
    RequestId,
    Status,
    TrackId,
    TrackStatus,
    Nothing,
}

impl Known {
    fn of(name: &str) -> Self {
        match &*name.to_ascii_lowercase() {
            "compositionplaylistid" => Self::CompositionId,
            "errorcode" => Self::ErrorCode,
            "message" | "messages" => Self::Message,
            "error" | "errors" => Self::Problem,
            "requestid" | "sourcerequestid" => Self::RequestId,
            "status" => Self::Status,
            "trackid" => Self::TrackId,
            "trackstatus" => Self::TrackStatus,
            _ => Self::Nothing,
        }
    }
}

fn composition(members: Map<String, Value>, response: &mut Response) {
    let mut result = CompositionResult::default();
    // Compositions inside this one come after it.
    let mut inner = Response::default();
    for (name, value) in members {
        match Known::of(&name) {
            Known::CompositionId if result.id.is_none() => result.id = Some(text(value)),
            Known::Status if result.status.is_none() => {
                result.status = Some(delivery_status(value));
            }
            known => {
                let found = (
                    result.tracks.len(),
                    inner.compositions.len(),
                    inner.errors.len(),
                );
                walk(value.clone(), &mut inner, &mut result.tracks);
                if found
                    != (
                        result.tracks.len(),
                        inner.compositions.len(),
                        inner.errors.len(),
                    )
                {
                    continue;
                }
                if matches!(known, Known::Message | Known::Problem) {
                    messages(value, &mut result.messages);
                } else {
                    result.other.insert(name, value);
                }
            }
        }
    }
    response.compositions.push(result);
    response.compositions.append(&mut inner.compositions);
    response.errors.append(&mut inner.errors);
}

fn track(members: Map<String, Value>) -> TrackResult {
    let mut result = TrackResult {
        track_id: None,
        request_id: None,
        status: Reported::Unknown(String::new()),
        messages: Vec::new(),
        other: Map::new(),
    };
    for (name, value) in members {
        match Known::of(&name) {
            Known::TrackId if result.track_id.is_none() => result.track_id = Some(text(value)),
            Known::RequestId if result.request_id.is_none() => {
                result.request_id = Some(text(value));
            }
            Known::TrackStatus => result.status = track_status(value),
            Known::Message | Known::Problem => messages(value, &mut result.messages),
            _ => {
                result.other.insert(name, value);
            }
        }
    }
    result
}

fn envelope(status: i64, members: Map<String, Value>) -> ErrorEnvelope {
    let mut envelope = ErrorEnvelope {
        status,
        error: None,
        message: None,
        error_code: None,
        other: Map::new(),
    };
    for (name, value) in members {
        match Known::of(&name) {
            Known::Status => {}
            Known::Problem => envelope.error = Some(text(value)),
            Known::Message => envelope.message = Some(text(value)),
            Known::ErrorCode => {
                envelope.error_code = Some(text(value)).filter(|code| !code.is_empty());
            }
            _ => {
                envelope.other.insert(name, value);
            }
        }
    }
    envelope
}

fn delivery_status(value: Value) -> Reported<DeliveryStatus> {
    let text = text(value);
    match [DeliveryStatus::Success, DeliveryStatus::Error]
        .into_iter()
        .find(|status| status.as_str() == text)
    {
        Some(status) => Reported::Known(status),
        None => Reported::Unknown(text),
    }
}

fn track_status(value: Value) -> Reported<TrackStatus> {
    let text = text(value);
    let known = [
        TrackStatus::New,
        TrackStatus::Modified,
        TrackStatus::Unmodified,
        TrackStatus::Error,
    ];
    match known.into_iter().find(|status| status.as_str() == text) {
        Some(status) => Reported::Known(status),
        None => Reported::Unknown(text),
    }
}

/// The sentences in `value`: a text, or a list of texts, or objects that hold one under a known name.
fn messages(value: Value, into: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.into_iter().for_each(|item| messages(item, into)),
        Value::Object(mut members) => {
            let said = members
                .iter()
                .find(|(name, value)| {
                    matches!(Known::of(name), Known::Message | Known::Problem) && value.is_string()
                })
                .map(|(name, _)| name.clone());
            match said {
                // The rest of such an object (codes, places) says more than its sentence alone.
                Some(name) if members.len() == 1 => into.extend(members.remove(&name).map(text)),
                _ => into.push(Value::Object(members).to_string()),
            }
        }
        other => into.push(text(other)),
    }
}

/// The text of a string, the JSON of anything else.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
