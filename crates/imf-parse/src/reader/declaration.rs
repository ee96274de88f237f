//! The XML declaration.

/// Holds what stands between the `<?` and `?>` of an XML declaration to its grammar; the version, if it is not 1.0.
pub(super) fn check_declaration(text: &str) -> Result<Option<&str>, &'static str> {
    const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
    let mut rest = text.strip_prefix("xml").unwrap_or_default();
    let mut version = None;
    let mut previous = 0;
    loop {
        let trimmed = rest.trim_start_matches(SPACE);
        if trimmed.is_empty() {
            break;
        }
        if trimmed.len() == rest.len() {
            return Err("an XML declaration without white space between its parts");
        }
        let Some((name, tail)) = trimmed.split_once('=') else {
            return Err("an XML declaration with a part that is no `name=\"value\"`");
        };
        let tail = tail.trim_start_matches(SPACE);
        let quote = match tail.as_bytes().first() {
            Some(b'"') => '"',
            Some(b'\'') => '\'',
            _ => return Err("an XML declaration with a value without quotes"),
        };
        let Some((value, tail)) = tail[1..].split_once(quote) else {
            return Err("an XML declaration with a value without an end");
        };
        let place = match name.trim_end_matches(SPACE) {
            "version"
                if value.strip_prefix("1.").is_some_and(|minor| {
                    !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())
                }) =>
            {
                version = Some(value);
                1
            }
            "encoding" if is_encoding_name(value) => 2,
            "standalone" if matches!(value, "yes" | "no") => 3,
            "version" | "encoding" | "standalone" => {
                return Err("an XML declaration with a value that means nothing");
            }
            _ => return Err("an XML declaration with an unknown part"),
        };
        if place <= previous {
            return Err("an XML declaration with its parts out of order");
        }
        if version.is_none() {
            return Err("an XML declaration without a version");
        }
        previous = place;
        rest = tail;
    }
    match version {
        None => Err("an XML declaration without a version"),
        Some("1.0") => Ok(None),
        Some(other) => Ok(Some(other)),
    }
}

fn is_encoding_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
