use serde_json::Value;

use crate::scratch::{Run, Scratch};

fn imf(arguments: &[&str]) -> Run {
    Scratch::new().imf(arguments)
}

#[test]
fn every_rule_of_the_list_has_its_page() {
    let json = imf(&["rules", "--format", "json"]).stdout;
    let rules: Vec<Value> = serde_json::from_str(&json).unwrap();
    let list = imf(&["rules"]).stdout;
    assert_eq!(list.lines().count(), rules.len());
    for (rule, line) in rules.iter().zip(list.lines()) {
        let id = rule["id"].as_str().unwrap();
        assert!(line.starts_with(id), "{line}");
        assert!(line.contains(rule["severity"].as_str().unwrap()), "{line}");
    }
    // One run of the program is as good as another: a few pages stand for all.
    for rule in rules.iter().step_by(rules.len().div_ceil(5)) {
        let id = rule["id"].as_str().unwrap();
        let page = imf(&["explain", id]);
        assert_eq!(page.status, 0);
        assert!(
            page.stdout.contains(id) && page.stdout.contains("Source:"),
            "{}",
            page.stdout
        );
        let page = imf(&["explain", id, "--format", "json"]);
        assert_eq!(&serde_json::from_str::<Value>(&page.stdout).unwrap(), rule);
    }
}

#[test]
fn a_page() {
    insta::assert_snapshot!(imf(&["explain", "pkl-asset-hash-mismatch"]).stdout);
}

#[test]
fn an_unknown_rule_gets_the_nearest() {
    let run = imf(&["explain", "pkl-aset-hash-missmatch"]);
    assert_eq!((run.status, &*run.stdout), (2, ""));
    assert!(
        run.stderr.contains("`pkl-asset-hash-mismatch`"),
        "{}",
        run.stderr
    );
    let run = imf(&["explain", "\u{1b}[2J nothing like it"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!(run.stderr, @r"imf: there is no rule `\u{1b}[2J nothing like it`; `imf rules` lists them all");
}
