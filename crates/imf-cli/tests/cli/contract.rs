//! The keys of the JSON report: programs rely on each, on their order, and on `null` for what is not known.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::scratch::{imf, run};

/// What an object at a path holds, in this order. Elements of arrays are `[]`.
const KEYS: &[(&str, &str)] = &[
    (
        "",
        "schema_version tool package verdict summary coverage compositions signatures digests findings timings",
    ),
    ("tool", "name version"),
    ("summary", "errors warnings infos"),
    (
        "coverage",
        "digests headers essence track_files not_checked",
    ),
    ("coverage.digests", "verified skipped trusted failed"),
    ("coverage.headers", "read unreadable"),
    ("coverage.essence", "walked skipped failed"),
    ("coverage.track_files", "present external missing"),
    ("coverage.not_checked[]", "subject what why"),
    (
        "compositions[]",
        "id file title edit_rate duration editions virtual_tracks",
    ),
    (
        "compositions[].virtual_tracks[]",
        "id kind resources track_files",
    ),
    ("signatures[]", "file verdict algorithm signer issuers"),
    (
        "signatures[].signer",
        "subject issuer serial not_before not_after",
    ),
    (
        "signatures[].issuers[]",
        "subject issuer serial not_before not_after",
    ),
    ("digests[]", "file algorithm value source resumed_at list"),
    (
        "findings[]",
        "rule severity message help found expected photon_code spec house_rule profile location related",
    ),
    ("findings[].spec[]", "document edition clause draft"),
    (
        "findings[].location",
        "file line column path excerpt byte_offset set property asset",
    ),
    (
        "findings[].related[]",
        "file line column byte_offset set property message",
    ),
    ("timings", "total_ms"),
];

/// Holds every object below `value` against the table, and notes which rows of it were met.
fn hold(value: &Value, path: &str, met: &mut Vec<usize>) {
    match value {
        Value::Array(items) => {
            for item in items {
                hold(item, &format!("{path}[]"), met);
            }
        }
        Value::Object(members) => {
            let row = KEYS.iter().position(|(own, _)| *own == path);
            let row = row.unwrap_or_else(|| panic!("an object at `{path}`"));
            let keys: Vec<&str> = members.keys().map(String::as_str).collect();
            assert_eq!(keys.join(" "), KEYS[row].1, "at `{path}`");
            met.push(row);
            for (name, member) in members {
                let below = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                hold(member, &below, met);
            }
        }
        _ => {}
    }
}

/// The reports without their timings.
fn steady(reports: &[Value]) -> Vec<Value> {
    let without = |report: &Value| {
        let mut report = report.clone();
        report["timings"] = Value::Null;
        report
    };
    reports.iter().map(without).collect()
}

#[test]
fn every_key_in_its_place_and_the_same_in_both_forms() {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/packages");
    let mut names: Vec<String> = fs::read_dir(&packages)
        .expect("testdata/packages")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.push("absent".to_owned());
    let check = |format, jobs| {
        let mut command = imf(&packages);
        command.args(["check", "--format", format, "--jobs", jobs]);
        run(command.args(&names))
    };
    let json = check("json", "1");
    let reports: Vec<Value> = serde_json::from_str(&json.stdout).expect("an array");
    assert_eq!(reports.len(), names.len());
    let mut met = Vec::new();
    for (report, name) in reports.iter().zip(&names) {
        hold(report, "", &mut met);
        assert_eq!(report["package"], **name);
        assert_eq!(report["schema_version"], 1);
        let errors = report["summary"]["errors"].as_u64().expect("a number");
        assert_eq!(errors > 0, report["verdict"] == "fail", "{name}");
    }
    met.sort_unstable();
    met.dedup();
    assert_eq!(met.len(), KEYS.len(), "every row of the table is met");

    let lines = check("json-lines", "8");
    let of_lines: Vec<Value> = lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    assert_eq!(steady(&of_lines), steady(&reports));
    assert_eq!((json.status, lines.status), (3, 3));
}
