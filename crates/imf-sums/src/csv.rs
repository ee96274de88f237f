//! Rows of values between commas (RFC 4180).

/// The rows of `text`, each with the line at which it begins; `None` in the place of one that is not closed.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = (usize, Option<Vec<String>>)> {
    let mut rest = text;
    let mut line = 1;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let before = rest;
        let first = line;
        let row = row(&mut rest);
        if row.is_none() {
            rest = "";
        }
        line += before[..before.len() - rest.len()].matches('\n').count();
        Some((first, row))
    })
}

/// Takes a row from the front of `rest`.
fn row(rest: &mut &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    loop {
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix('"') {
            *rest = quoted;
            loop {
                let (piece, after) = rest.split_once('"')?;
                value.push_str(piece);
                *rest = after;
                // Two quotes are one in the value.
                let Some(after) = rest.strip_prefix('"') else {
                    break;
                };
                value.push('"');
                *rest = after;
            }
        } else {
            let end = rest.find([',', '\n']).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            value.push_str(piece.strip_suffix('\r').unwrap_or(piece));
            *rest = after;
        }
        values.push(value);
        if let Some(after) = rest.strip_prefix(',') {
            *rest = after;
            continue;
        }
        let after = rest.strip_prefix('\r').unwrap_or(rest);
        if after.is_empty() {
            *rest = after;
            return Some(values);
        }
        *rest = after.strip_prefix('\n')?;
        return Some(values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_apart() {
        let text = "a,,\"b \"\"c\"\"\nd\"\r\n,x\nlast";
        let found: Vec<_> = rows(text).collect();
        let row = |values: &[&str]| Some(values.iter().map(|&value| value.to_owned()).collect());
        assert_eq!(
            found,
            [
                (1, row(&["a", "", "b \"c\"\nd"])),
                (3, row(&["", "x"])),
                (4, row(&["last"]))
            ]
        );
    }

    #[test]
    fn what_is_not_closed_is_no_row() {
        for text in ["a,\"b", "a,\"b\"c\nd", "\""] {
            assert_eq!(rows(text).last(), Some((1, None)), "{text}");
        }
        assert_eq!(rows("").count(), 0);
    }
}
