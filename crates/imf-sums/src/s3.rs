//! What S3 says of its objects.
//!
//! The completion report of a Batch Operations job that computed checksums is rows of bucket, key, version, status,
//! two codes and a message, which is JSON. The answers of `GetObjectAttributes` and `HeadObject` do not say which object
//! they are about: `Key` has to be put into them. Keys are taken as they are written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_digest::Algorithm;
use serde_json::{Map, Value};

use crate::{Error, Format, LeftOut, List, Stated, algorithm, csv, error, from_hex};

/// How many values a row of the report has.
const COLUMNS: usize = 7;

/// Whether the first row is one of the report.
pub(crate) fn is_report(text: &str) -> bool {
    let first = csv::rows(text).next().and_then(|(_, row)| row);
    first.is_some_and(|row| row.len() == COLUMNS && matches!(&*row[3], "succeeded" | "failed"))
}

pub(crate) fn report(text: &str) -> Result<List, Error> {
    let mut list = List::new(Format::S3Report);
    for (line, row) in csv::rows(text) {
        let row: Option<[String; COLUMNS]> = row.and_then(|row| row.try_into().ok());
        let [_, key, _, status, _, _, message] =
            row.ok_or_else(|| error(line, format!("no row of {COLUMNS} values")))?;
        if status != "succeeded" {
            list.leave_out(LeftOut::Failed);
            continue;
        }
        let message: Map<String, Value> = serde_json::from_str(&message).map_err(|_| {
            error(
                line,
                "the message is no JSON object: was this a job that computes checksums?",
            )
        })?;
        let text = |name| message.get(name).and_then(Value::as_str);
        let by = text("checksumAlgorithm").ok_or_else(|| error(line, "no `checksumAlgorithm`"))?;
        let Some(algorithm) = algorithm(by) else {
            list.leave_out(LeftOut::Algorithm(by.to_owned()));
            continue;
        };
        if text("checksumType") != Some("FULL_OBJECT") {
            list.leave_out(LeftOut::Composite);
            continue;
        }
        let base64 = text("checksum_base64").map(|text| STANDARD.decode(text).ok());
        let hex = text("checksum_hex").map(|text| from_hex(text).map(Vec::from));
        // Both are there; where they do not agree neither counts.
        let digest = match (base64, hex) {
            (Some(one), Some(other)) if one == other => one,
            (Some(one), None) | (None, Some(one)) => one,
            _ => None,
        };
        push(&mut list, line, key, None, algorithm, digest)?;
    }
    Ok(list)
}

pub(crate) fn objects(text: &str) -> Result<List, Error> {
    let mut list = List::new(Format::S3Objects);
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let (mut line, mut counted) = (1, 0);
    loop {
        // Where the next value begins.
        let rest = text.get(values.byte_offset()..).unwrap_or_default();
        let start = text.len() - rest.trim_start().len();
        let passed = text.get(counted..start).unwrap_or_default();
        line += passed.matches('\n').count();
        counted = start;
        let Some(value) = values.next() else {
            return Ok(list);
        };
        match value.map_err(|fault| error(fault.line(), format!("no JSON: {fault}")))? {
            Value::Array(values) => {
                for value in values {
                    object(&mut list, line, &value)?;
                }
            }
            value => object(&mut list, line, &value)?,
        }
    }
}

/// An object of which S3 said something.
fn object(list: &mut List, line: usize, value: &Value) -> Result<(), Error> {
    let key = value.get("Key").and_then(Value::as_str).ok_or_else(|| {
        error(
            line,
            "an object without `Key`: what S3 answers does not name it, so that it has to be added",
        )
    })?;
    let lengths = ["ObjectSize", "ContentLength", "Size"];
    let length = lengths.iter().find_map(|name| value.get(name)?.as_u64());
    let checksum = value.get("Checksum").unwrap_or(value);
    let members = checksum.as_object().into_iter().flatten();
    let is_full = checksum.get("ChecksumType").and_then(Value::as_str) == Some("FULL_OBJECT");
    for (name, value) in members {
        let Some(by) = name
            .strip_prefix("Checksum")
            .filter(|by| !matches!(*by, "" | "Type" | "Algorithm" | "Mode"))
        else {
            continue;
        };
        let Some(algorithm) = algorithm(by) else {
            list.leave_out(LeftOut::Algorithm(by.to_owned()));
            continue;
        };
        // One of parts ends with how many there are.
        let text = value.as_str().unwrap_or_default();
        if !is_full || text.contains('-') {
            list.leave_out(LeftOut::Composite);
            continue;
        }
        let digest = STANDARD.decode(text).ok();
        push(list, line, key.to_owned(), length, algorithm, digest)?;
    }
    Ok(())
}

fn push(
    list: &mut List,
    line: usize,
    name: String,
    length: Option<u64>,
    algorithm: Algorithm,
    digest: Option<Vec<u8>>,
) -> Result<(), Error> {
    let digest = digest.filter(|digest| digest.len() == algorithm.digest_bytes());
    let digest = digest.ok_or_else(|| error(line, format!("no digest by {}", algorithm.name())))?;
    if name.is_empty() {
        return Err(error(line, "an empty key"));
    }
    list.digests.push(Stated {
        name,
        length,
        algorithm,
        digest: digest.into(),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    const SHA1: &str = "2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
    const HEX: &str = "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709";

    fn row(key: &str, message: &str) -> String {
        format!(
            "bucket,{key},,succeeded,200,,\"{}\"\n",
            message.replace('"', "\"\"")
        )
    }

    fn message(algorithm: &str, kind: &str, base64: &str, hex: &str) -> String {
        let base64 = base64.replace('=', "\\u003d");
        format!(
            r#"{{"checksum_base64":"{base64}","etag":"3c3c","checksumAlgorithm":"{algorithm}","checksumType":"{kind}","checksum_hex":"{hex}"}}"#
        )
    }

    #[test]
    fn a_report_of_computed_checksums() {
        let text = [
            row("a/b.mxf", &message("SHA1", "FULL_OBJECT", SHA1, HEX)),
            row("a/c.mxf", &message("SHA1", "COMPOSITE", SHA1, HEX)),
            row(
                "a/d.mxf",
                &message(
                    "CRC64NVME",
                    "FULL_OBJECT",
                    "AAAAAAAAAAA=",
                    "0000000000000000",
                ),
            ),
            "bucket,a/e.mxf,,failed,200,PermanentFailure,\"no \"\"luck\"\"\"\n".to_owned(),
        ]
        .concat();
        let list = read(text.as_bytes()).expect("a report");
        assert_eq!(list.format, Format::S3Report);
        assert_eq!(list.digests.len(), 1);
        assert_eq!(list.digests[0].name, "a/b.mxf");
        assert_eq!(list.digests[0].digest[..2], [0xda, 0x39]);
        let left_out: Vec<_> = list.left_out.into_iter().collect();
        assert_eq!(
            left_out,
            [
                (LeftOut::Algorithm("CRC64NVME".to_owned()), 1),
                (LeftOut::Composite, 1),
                (LeftOut::Failed, 1)
            ]
        );
    }

    #[test]
    fn a_report_that_contradicts_itself_or_is_another_is_none() {
        let first = row("a", &message("SHA1", "FULL_OBJECT", SHA1, HEX));
        for wrong in [
            row(
                "a",
                &message("SHA1", "FULL_OBJECT", SHA1, &HEX.replace("DA", "DB")),
            ),
            row("a", &message("SHA1", "FULL_OBJECT", "AAAA", "000000")),
            row("a", &message("SHA256", "FULL_OBJECT", SHA1, HEX)),
            row("a", "{}"),
            row("a", "copied"),
            row("", &message("SHA1", "FULL_OBJECT", SHA1, HEX)),
            "bucket,a,,succeeded\n".to_owned(),
            "bucket,a,,succeeded,200,,\"{".to_owned(),
        ] {
            let found = read(format!("{first}{wrong}").as_bytes()).expect_err(&wrong);
            assert_eq!(found.line, 2, "{wrong}");
        }
    }

    #[test]
    fn answers_on_objects() {
        let attributes = format!(
            r#"{{"Key": "a.mxf", "ObjectSize": 7, "Checksum": {{"ChecksumSHA1": "{SHA1}", "ChecksumType": "FULL_OBJECT"}}}}"#
        );
        let head = format!(
            r#"{{"Key": "a.mxf", "ContentLength": 7, "ChecksumSHA1": "{SHA1}", "ChecksumType": "FULL_OBJECT", "ETag": "x"}}"#
        );
        for text in [
            attributes.clone(),
            head.clone(),
            format!("[{attributes}]"),
            format!("\n{head}\n"),
        ] {
            let list = read(text.as_bytes()).expect("answers");
            assert_eq!(list.format, Format::S3Objects);
            assert_eq!(list.digests.len(), 1);
            assert_eq!(list.digests[0].length, Some(7));
            assert_eq!(list.digests[0].digest[..2], [0xda, 0x39]);
        }
        let two = read(format!("{head}\n{attributes}").as_bytes()).expect("answers");
        assert_eq!(two.digests.len(), 2);
        for composite in [
            head.replace("FULL_OBJECT", "COMPOSITE"),
            head.replace("YBwk=", "YBwk=-3"),
            head.replace(r#", "ChecksumType": "FULL_OBJECT""#, ""),
        ] {
            let list = read(composite.as_bytes()).expect("answers");
            assert!(list.digests.is_empty());
            assert_eq!(
                list.left_out.get(&LeftOut::Composite),
                Some(&1),
                "{composite}"
            );
        }
        let other = read(head.replace("SHA1", "CRC32").as_bytes()).expect("answers");
        assert_eq!(other.left_out.len(), 1);
    }

    #[test]
    fn answers_that_cannot_be_used_say_why() {
        for (text, line, word) in [
            ("{}", 1, "Key"),
            ("{\"Key\": \"a\"}\n\n{}", 3, "Key"),
            ("{\"Key\": 5}", 1, "Key"),
            ("[5]", 1, "Key"),
            ("{\"Key\": \"a\"", 1, "JSON"),
            (
                "{\"Key\": \"a\",\n\"ChecksumSHA1\": \"AAAA\", \"ChecksumType\": \"FULL_OBJECT\"}",
                1,
                "SHA-1",
            ),
        ] {
            let found = read(text.as_bytes()).expect_err(text);
            assert!(found.what.contains(word), "{found}");
            assert_eq!(found.line, line, "{found}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes()).is_err());
    }
}
