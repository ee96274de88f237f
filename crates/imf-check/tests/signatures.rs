//! The signed documents of `testdata/signatures`, and what hostile ones cost.
#![cfg(feature = "signatures")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use imf_check::report::Why;
use imf_check::storage::MemoryStorage;
use imf_check::{Options, Report, Silent, check, check_document};
use imf_testkit::delivery::Delivery;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/signatures")
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.xml"))).expect(name)
}

fn run(bytes: Vec<u8>) -> Report {
    let storage = MemoryStorage::new([("signed.xml".to_owned(), bytes)]);
    check_document(&storage, "signed.xml", &Options::default())
}

fn verdict(report: &Report) -> &'static str {
    match report.signatures.as_slice() {
        [signature] => signature.verdict.as_str(),
        other => panic!("{} signatures", other.len()),
    }
}

/// The rules on signatures that fire, and why something was not checked.
fn outcome(report: &Report) -> (Vec<&str>, Vec<&str>) {
    let rules = report.findings.iter().map(|finding| finding.rule.id);
    let of_signatures =
        |id: &&str| id.starts_with("xml-signature-") || id.starts_with("xml-certificate-");
    let not_checked = report.coverage.not_checked.iter();
    let why = not_checked.map(|item| match &item.why {
        Why::Unsupported(why) if item.what == "signature" => why.as_str(),
        other => panic!("{other:?}"),
    });
    (rules.filter(of_signatures).collect(), why.collect())
}

/// Sample, verdict, rules that fire, why not checked.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const INVALID: &str = "xml-signature-invalid";
const DIGEST: &str = "xml-signature-digest-mismatch";
const REFERENCE: &str = "xml-signature-reference-missing";

const ROWS: &[Row] = &[
    (
        "canonicalization-unknown",
        "not checked",
        &[],
        &["the canonicalization `http://www.w3.org/2010/xml-c14n2` is not supported"],
    ),
    (
        "certificate-expired",
        "valid",
        &["xml-certificate-date-mismatch"],
        &[],
    ),
    ("certificate-last-day", "valid", &[], &[]),
    (
        "certificate-short",
        "not checked",
        &[INVALID],
        &["the certificate cannot be read (unknown/unsupported ASN.1 DER tag: 0x00 at DER byte 1)"],
    ),
    (
        "chain-broken",
        "valid",
        &["xml-certificate-issuer-mismatch"],
        &[],
    ),
    ("chain-of-another-key", "valid", &[], &[]),
    (
        "chain-out-of-order",
        "valid",
        &["xml-certificate-order-incorrect"],
        &[],
    ),
    (
        "chain-root-second",
        "valid",
        &["xml-certificate-order-incorrect"],
        &[],
    ),
    ("chain-without-root", "valid", &[], &[]),
    ("content-changed", "invalid", &[DIGEST], &[]),
    ("cpl-exclusive", "valid", &[], &[]),
    ("cpl-exclusive-comments", "valid", &[], &[]),
    ("digest-changed", "invalid", &[DIGEST], &[]),
    ("digest-short", "invalid", &[INVALID], &[]),
    (
        "digest-unsupported",
        "not checked",
        &[],
        &["the digest algorithm `http://www.w3.org/2001/04/xmlenc#ripemd160` is not supported"],
    ),
    (
        "key-unsupported",
        "not checked",
        &[],
        &["an EC key of the curve `1.3.132.0.10` is not supported"],
    ),
    ("method-changed", "invalid", &[INVALID], &[]),
    (
        "method-unknown",
        "not checked",
        &[],
        &[
            "the signature algorithm `http://www.w3.org/2001/04/xmldsig-more#rsa-whirlpool` is not supported",
        ],
    ),
    (
        "no-certificate",
        "not checked",
        &[],
        &["it brings no certificate, so that its key is not known"],
    ),
    ("not-enveloped", "invalid", &[DIGEST], &[]),
    ("opl-p256", "valid", &[], &[]),
    ("opl-p384", "valid", &[], &[]),
    ("opl-p521", "valid", &[], &[]),
    (
        "outside",
        "invalid",
        &[REFERENCE],
        &["the reference `other.txt` leads out of the document, and nothing is fetched"],
    ),
    ("pkl-comments", "valid", &[], &[]),
    ("pkl-crlf", "valid", &[], &[]),
    ("pkl-pointer", "valid", &[], &[]),
    ("pkl-rsa-sha1", "valid", &[], &[]),
    ("pkl-two-references", "valid", &[], &[]),
    ("pkl-utf-16", "valid", &[], &[]),
    ("scm", "valid", &[], &[]),
    (
        "transform-unsupported",
        "not checked",
        &[],
        &["the transform `http://www.w3.org/TR/1999/REC-xpath-19991116` is not supported"],
    ),
    ("value-changed", "invalid", &[INVALID], &[]),
    ("value-short", "invalid", &[INVALID], &[]),
    ("wrapped", "invalid", &[REFERENCE], &[]),
    ("wrong-key", "invalid", &[INVALID], &[]),
];

#[test]
fn every_sample_is_what_its_table_says() {
    let mut faults = Vec::new();
    for (name, expected, rules, why) in ROWS {
        let report = run(sample(name));
        let found = (verdict(&report), outcome(&report));
        if found != (*expected, (rules.to_vec(), why.to_vec())) {
            faults.push(format!("{name}: {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let files = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let samples = files.filter(|path| path.extension().is_some_and(|extension| extension == "xml"));
    assert_eq!(samples.count(), ROWS.len(), "a sample without a row");
}

/// Where xmlsec1 says something else of a sample than we, and why.
const DIFFERENCES: [(&str, &str); 7] = [
    (
        "chain-out-of-order",
        "it takes the first certificate for the signer's",
    ),
    ("digest-unsupported", "it has RIPEMD-160"),
    ("key-unsupported", "it has secp256k1"),
    ("outside", "it fetches, and finds nothing"),
    ("scm", "it knows no signature of that namespace"),
    ("transform-unsupported", "it has XPath"),
    ("wrapped", "it does not ask what is signed"),
];

#[test]
fn another_program_says_the_same_of_them() {
    let text = fs::read_to_string(folder().join("xmlsec1.txt")).unwrap();
    let theirs: BTreeMap<&str, &str> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            Some((words.next()?, words.next()?))
        })
        .collect();
    assert_eq!(theirs.len(), ROWS.len());
    for (name, ours, ..) in ROWS {
        let same = match *ours {
            "valid" => "OK",
            "invalid" => "FAIL",
            _ => "ERROR",
        };
        let differs = DIFFERENCES.iter().any(|(known, _)| known == name);
        assert_eq!(
            theirs[name] != same,
            differs,
            "{name}: {ours}, and {}",
            theirs[name]
        );
    }
}

#[test]
fn a_finding_says_which_reference_and_which_digests() {
    let report = run(sample("content-changed"));
    let [finding] = report.findings.as_slice() else {
        panic!("{:#?}", report.findings)
    };
    let (found, expected) = (
        finding.found.as_deref().unwrap(),
        finding.expected.as_deref().unwrap(),
    );
    assert_eq!(
        finding.message,
        format!(
            "the document is not what was signed: its SHA-1 digest is `{found}`, and the signature says `{expected}`"
        )
    );
    let text = String::from_utf8(sample("content-changed")).unwrap();
    assert!(text.contains(&format!("<DigestValue>{expected}</DigestValue>")));
    assert_eq!(
        finding.location.path.as_deref(),
        Some("/PackingList/Signature/SignedInfo/Reference/DigestValue")
    );
    assert_eq!(finding.location.line, Some(6));
    assert!(finding.related.is_empty());
}

#[test]
fn a_digest_that_was_changed_has_the_value_against_it_too() {
    let report = run(sample("digest-changed"));
    let [finding] = report.findings.as_slice() else {
        panic!("{:#?}", report.findings)
    };
    assert_eq!(finding.related.len(), 1);
    assert!(
        finding.related[0]
            .message
            .starts_with("the signature value does not fit either")
    );
}

#[test]
fn the_second_reference_is_called_so() {
    let text = String::from_utf8(sample("pkl-two-references")).unwrap();
    let report = run(text.replace("signed too", "signed two").into_bytes());
    assert_eq!(outcome(&report), (vec![DIGEST], vec![]));
    let message = &report.findings[0].message;
    assert!(
        message.starts_with("the part `#note` of the document is not what was signed"),
        "{message}"
    );
    assert!(
        message.contains("and reference 2 of the signature says"),
        "{message}"
    );
}

#[test]
fn the_signer_is_in_the_report_with_the_chain() {
    let report = run(sample("chain-out-of-order"));
    let chain: Vec<&str> = report.signatures[0]
        .chain
        .iter()
        .map(|certificate| certificate.subject.as_str())
        .collect();
    assert_eq!(
        chain,
        ["signer", "middle", "root"]
            .map(|name| format!("CN={name},OU=not for trust,O=imf samples"))
    );
    let signer = &report.signatures[0].chain[0];
    assert_eq!(signer.not_before, "2020-01-01T00:00:00Z");
    assert_eq!(signer.not_after, "2040-01-01T00:00:00Z");
}

#[test]
fn a_signed_document_in_a_package() {
    let mut package = Delivery {
        output_profile_list: true,
        ..Delivery::minimal()
    }
    .build();
    let path = package.documents("OutputProfileList").swap_remove(0);
    package.files.insert(path.clone(), sample("opl-p256"));
    package.reseal();
    let report = check(
        &MemoryStorage::new(package.files),
        "signed",
        &Options::default(),
        &Silent,
    );
    assert_eq!(report.findings.len(), 0, "{:#?}", report.findings);
    assert_eq!(report.signatures.len(), 1);
    assert_eq!(report.signatures[0].file, path);
    assert_eq!(verdict(&report), "valid");
}

#[test]
fn an_unsigned_document_has_no_signature_to_report() {
    let text = String::from_utf8(sample("pkl-rsa-sha1")).unwrap();
    let start = text.find("<Signature").unwrap();
    let end = text.find("</Signature>").unwrap() + "</Signature>".len();
    let report = run(format!("{}{}", &text[..start], &text[end..]).into_bytes());
    assert!(report.signatures.is_empty());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.coverage.not_checked.is_empty());
}

/// Of a document that cannot be written canonically the signature is neither right nor wrong.
#[test]
fn what_would_have_to_be_expanded_is_not_checked() {
    let text = String::from_utf8(sample("pkl-rsa-sha1")).unwrap();
    let with_type = text.replace("<PackingList", "<!DOCTYPE PackingList>\n<PackingList");
    let report = run(with_type.into_bytes());
    assert_eq!(verdict(&report), "not checked");
    assert_eq!(
        outcome(&report).1,
        ["a document type declaration may add to the document"]
    );
    let cut_short = text.replace("</PackingList>", "");
    let report = run(cut_short.into_bytes());
    assert_eq!(verdict(&report), "not checked");
    assert_eq!(outcome(&report).1, ["the document is not well-formed"]);
}

/// Of what is not supported the report says what it is, and no rule fires.
#[test]
fn what_is_not_supported_is_named() {
    const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    const ENVELOPED: &str =
        "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    const SHA_1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
    let text = String::from_utf8(sample("pkl-rsa-sha1")).unwrap();
    let after = format!("<Transform Algorithm=\"{C14N}\"/>{ENVELOPED}");
    let listed = format!(
        "{ENVELOPED}<Transform Algorithm=\"{C14N}\"><InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"a\"/></Transform>"
    );
    let parameter = ENVELOPED.replace("/>", "><XPath>1</XPath></Transform>");
    for (old, new, expected) in [
        (
            " URI=\"\"",
            "",
            "a reference has no URI, so that only its maker knows what it names",
        ),
        (
            "URI=\"\"",
            "URI=\"#xpointer(//Asset)\"",
            "the pointer `#xpointer(//Asset)` is not supported",
        ),
        ("URI=\"\"", "URI=\"#\"", "the pointer `#` is not supported"),
        (
            ENVELOPED,
            &after,
            "the transform `http://www.w3.org/2000/09/xmldsig#enveloped-signature` after a canonicalization is not supported",
        ),
        (
            ENVELOPED,
            &listed,
            "the transform `http://www.w3.org/TR/2001/REC-xml-c14n-20010315` is not supported",
        ),
        (
            ENVELOPED,
            &parameter,
            "the transform `http://www.w3.org/2000/09/xmldsig#enveloped-signature` is not supported",
        ),
        (
            SHA_1,
            "http://www.w3.org/2007/05/xmldsig-more#sha3-256",
            "the digest algorithm `http://www.w3.org/2007/05/xmldsig-more#sha3-256` is not supported",
        ),
    ] {
        let changed = text.replace(
            &format!("DigestMethod Algorithm=\"{old}"),
            &format!("DigestMethod Algorithm=\"{new}"),
        );
        let changed = if changed == text {
            text.replacen(old, new, 1)
        } else {
            changed
        };
        assert_ne!(changed, text, "{old}");
        let report = run(changed.into_bytes());
        let (rules, why) = outcome(&report);
        assert!(why.contains(&expected), "{old} -> {new}: {why:?}");
        // What was changed is signed.
        assert_eq!(rules, [INVALID], "{old} -> {new}");
    }
    let secret = text.replace("xmldsig#rsa-sha1", "xmldsig#hmac-sha1");
    let report = run(secret.into_bytes());
    assert_eq!(
        outcome(&report),
        (
            vec![],
            vec![
                "the signature algorithm `http://www.w3.org/2000/09/xmldsig#hmac-sha1` is not supported"
            ]
        )
    );
}

/// Two elements with one id: to take either would be to choose for an attacker.
#[test]
fn an_id_that_two_elements_have_names_none() {
    let text = String::from_utf8(sample("wrapped")).unwrap();
    let twice = text.replacen("<PackingList ", "<PackingList Id=\"signed\" ", 1);
    assert_ne!(twice, text);
    let report = run(twice.into_bytes());
    assert_eq!(verdict(&report), "invalid");
    assert_eq!(
        outcome(&report),
        (
            vec![REFERENCE],
            vec!["several elements have the `Id` that the reference `#signed` names"]
        )
    );
}

#[test]
fn the_id_of_the_root_covers_the_document() {
    let text = String::from_utf8(sample("wrapped")).unwrap();
    let root = text.replace("<Object Id=\"signed\"", "<Object").replacen(
        "<PackingList ",
        "<PackingList Id=\"signed\" ",
        1,
    );
    let report = run(root.into_bytes());
    // It was not signed so, and covers all the same.
    assert_eq!(outcome(&report), (vec![DIGEST], vec![]));
}

/// Bounded work: of references and certificates without number only the first are looked at, and all in one pass.
#[test]
fn hostile_signatures_cost_little() {
    let text = String::from_utf8(sample("pkl-rsa-sha1")).unwrap();
    let piece = |start: &str, end: &str| {
        let at = text.find(start).unwrap();
        &text[at..at + text[at..].find(end).unwrap() + end.len()]
    };
    let reference = piece("<Reference", "</Reference>");
    let data = piece("<X509Data>", "</X509Data>");
    let filler = " ".repeat(2_000_000);
    let many = text
        .replace(reference, &reference.repeat(5000))
        .replacen(data, &data.repeat(1000), 1)
        .replace("<AssetList>", &format!("{filler}<AssetList>"));
    let report = run(many.into_bytes());
    let (rules, why) = outcome(&report);
    assert_eq!(rules, [DIGEST; 16]);
    assert_eq!(
        why,
        [
            "only the first 16 certificates are read",
            "only the first 16 references are verified"
        ]
    );
}

#[test]
fn every_flipped_byte_of_a_signature_is_borne() {
    let good = sample("opl-p256");
    let start = good
        .windows(11)
        .position(|window| window == b"<SignedInfo")
        .unwrap();
    for at in (start..good.len()).step_by(7) {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        let report = run(bytes);
        for signature in &report.signatures {
            // Nothing outside the certificates can be changed and stay valid.
            let is_signed = good[start..at]
                .windows(9)
                .all(|window| window != b"<KeyInfo>");
            assert!(
                !is_signed || signature.verdict.as_str() != "valid",
                "byte {at}"
            );
        }
    }
}
