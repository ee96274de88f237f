use super::*;

fn read(json: &str) -> Response {
    read_response(json.as_bytes()).unwrap()
}

#[test]
fn the_form_that_is_likeliest() {
    let response = read(
        r#"{"compositionPlayListId": "urn:uuid:c1", "status": "ERROR", "deliveryId": 7, "results": [
            {"trackId": "t1", "requestId": "r1", "trackStatus": "UNMODIFIED", "errors": []},
            {"trackID": "t2", "sourceRequestId": 12, "trackStatus": "ERROR", "errors": ["too short", {"code": 3, "message": "m"}]}
        ]}"#,
    );
    insta::assert_debug_snapshot!(response);
    assert_eq!(response.unknown(), ["member `deliveryId`"]);
}

#[test]
fn tracks_belong_to_the_nearest_composition() {
    let response = read(
        r#"[{"compositionPlaylistId": "c1", "groups": {"a": [{"x": {"trackStatus": "NEW"}}],
             "b": {"compositionPlayListId": "c2", "t": {"trackStatus": "MODIFIED"}}}},
            {"wrapped": {"status": "SUCCESS", "list": [{"trackStatus": "NEW"}, {"trackStatus": "NEW"}]}},
            {"trackStatus": "ERROR"}]"#,
    );
    let tracks: Vec<(Option<&str>, usize)> = response
        .compositions
        .iter()
        .map(|composition| (composition.id.as_deref(), composition.tracks.len()))
        .collect();
    assert_eq!(
        tracks,
        [(Some("c1"), 1), (Some("c2"), 1), (None, 2), (None, 1)]
    );
}

#[test]
fn a_value_that_is_not_known_is_reported() {
    let response = read(
        r#"{"compositionPlayListId": null, "status": "PARTIAL", "tracks": [
            {"trackStatus": "RETIRED"}, {"trackStatus": null}, {"trackStatus": ["NEW"], "more": 1}]}"#,
    );
    assert_eq!(
        response.unknown(),
        [
            "status `PARTIAL`",
            "trackStatus `RETIRED`",
            "trackStatus `null`",
            "trackStatus `[\"NEW\"]`",
            "member `more` of a track"
        ],
    );
}

#[test]
fn the_error_envelope_has_a_number_for_status() {
    let response = read(
        r#"{"status":401,"error":"Unauthorized","message":"Authentication failed","errorCode":"","path":"/v1"}"#,
    );
    assert_eq!(response.compositions, []);
    assert_eq!(response.unknown(), ["member `path`"]);
    let [error] = &*response.errors else {
        panic!("one envelope: {response:?}")
    };
    assert_eq!(
        (
            error.status,
            error.error.as_deref(),
            error.message.as_deref(),
            error.error_code.as_deref()
        ),
        (
            401,
            Some("Unauthorized"),
            Some("Authentication failed"),
            None
        ),
    );
}

#[test]
fn an_answer_without_a_result_is_empty() {
    for json in [
        "{}",
        "[]",
        "null",
        "7",
        r#"[{"a": [{"b": "c"}]}]"#,
        "\u{feff}{}",
    ] {
        assert_eq!(read(json), Response::default(), "{json}");
    }
}

#[test]
fn what_stands_around_results_is_kept() {
    for (json, members) in [
        (r#"{"message": "Forbidden"}"#, &["message"][..]),
        (r#"{"status": null, "a": [{"b": "c"}]}"#, &["status", "a"]),
        (r#"{"status": 1e300}"#, &["status"]),
        (
            r#"{"page": 1, "list": [{"trackStatus": "NEW"}]}"#,
            &["page"],
        ),
    ] {
        let response = read(json);
        assert_eq!(response.other.keys().collect::<Vec<_>>(), members, "{json}");
        let expected: Vec<String> = members
            .iter()
            .map(|name| format!("member `{name}`"))
            .collect();
        assert_eq!(response.unknown(), expected, "{json}");
    }
}

#[test]
fn the_status_of_http_hides_no_result() {
    let ok = read(r#"{"status": 200, "data": {"status": "SUCCESS", "t": {"trackStatus": "NEW"}}}"#);
    assert_eq!((ok.compositions.len(), ok.errors.len()), (1, 0));
    let partial = read(r#"{"status": 422, "error": "e", "data": [{"trackStatus": "ERROR"}]}"#);
    assert_eq!((partial.compositions.len(), partial.errors.len()), (1, 1));
    assert_eq!(partial.errors[0].error.as_deref(), Some("e"));
    assert!(partial.errors[0].other.is_empty());
}

#[test]
fn what_is_no_json_is_an_error() {
    let deep = "[".repeat(100_000);
    for text in ["", "<html>", "{", &deep] {
        assert!(matches!(
            read_response(text.as_bytes()),
            Err(Error::ResponseInvalid { .. })
        ));
    }
}

proptest::proptest! {
    /// Any JSON is read, and every track status in it is found.
    #[test]
    fn every_track_is_found(depth in 0_usize..60, list in proptest::bool::ANY, name in "(x[a-z]{1,8}|errors|message|status)") {
        let mut json = r#"{"trackStatus": "NEW"}"#.to_owned();
        for _ in 0..depth {
            json = if list { format!("[{json}]") } else { format!("{{\"{name}\": {json}, \"n\": 1}}") };
        }
        let response = read(&json);
        let tracks: usize = response.compositions.iter().map(|composition| composition.tracks.len()).sum();
        proptest::prop_assert_eq!(tracks, 1, "{}", json);
    }
}
