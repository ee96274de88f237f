//! `xs:anyURI`: a URI reference (RFC 2396 with the addresses of RFC 2732), after what a URI cannot hold is escaped.
//!
//! Escaping leaves little to be wrong: `%`, `:`, `#`, `[`, `]` and `//`.

/// Whether `text`, white space around it set aside, is a URI reference. Nothing at all is one.
pub(super) fn is_any_uri(text: &str) -> bool {
    // Nearly every path and identifier.
    if text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    {
        return true;
    }
    if !escapes_are_complete(text) {
        return false;
    }
    let (text, fragment) = text
        .split_once('#')
        .map_or((text, None), |(text, fragment)| (text, Some(fragment)));
    if fragment.is_some_and(|fragment| fragment.contains('#')) {
        return false;
    }
    let (text, has_query) = text
        .split_once('?')
        .map_or((text, false), |(text, _)| (text, true));
    let (has_scheme, part) = match text.split_once(':') {
        // A colon after a slash belongs to the path; at the very beginning there is no scheme before it.
        Some((before, _)) if before.contains('/') => (false, text),
        Some((scheme, part)) if is_scheme(scheme) && (!part.is_empty() || has_query) => {
            (true, part)
        }
        Some(_) => return false,
        None => (false, text),
    };
    if let Some(net_path) = part.strip_prefix("//") {
        let (authority, path) = net_path
            .find('/')
            .map_or((net_path, ""), |at| net_path.split_at(at));
        let nothing_follows = path.is_empty() && !has_query && fragment.is_none();
        return is_authority(authority, nothing_follows) && !has_bracket(path);
    }
    // Brackets may stand in what is no path: `mailto:[…]`.
    (has_scheme && !part.starts_with('/')) || !has_bracket(part)
}

fn escapes_are_complete(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let mut digits = after.bytes();
        digits.next().is_some_and(|b| b.is_ascii_hexdigit())
            && digits.next().is_some_and(|b| b.is_ascii_hexdigit())
    })
}

fn has_bracket(text: &str) -> bool {
    text.contains(['[', ']'])
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// Whatever stands between `//` and the path will do as the name of a registry, unless it has brackets: then it
/// has to be an address, perhaps with a user before it and a port after it.
fn is_authority(text: &str, nothing_follows: bool) -> bool {
    if text.is_empty() {
        return !nothing_follows;
    }
    if !has_bracket(text) {
        return true;
    }
    let host = match text.split_once('@') {
        Some((user, _)) if has_bracket(user) => return false,
        Some((_, host)) if host.contains('@') => return false,
        Some((_, host)) => host,
        None => text,
    };
    let Some((address, port)) = host.strip_prefix('[').and_then(|host| host.split_once(']')) else {
        return false;
    };
    let has_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    has_port && is_ip6(address)
}

/// Up to 65535, in any number of digits or none; signs are let through that mean the same.
fn is_port(text: &str) -> bool {
    let digits = text
        .strip_prefix('+')
        .or_else(|| text.strip_prefix('-'))
        .unwrap_or(text);
    let Ok(port) = digits.parse::<u32>() else {
        return text.is_empty();
    };
    port <= 65535
        && (port == 0 || !text.starts_with('-'))
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// An address of RFC 2373: eight groups of hexadecimal digits, `::` for as many zeros as are left out, the last two
/// groups perhaps in decimal.
fn is_ip6(text: &str) -> bool {
    match text.split_once("::") {
        None => groups(text, true) == Some(8),
        Some((before, after)) => {
            // The zeros that are left out are one group at least.
            let count = |part: &str, is_last| {
                if part.is_empty() {
                    Some(0)
                } else {
                    groups(part, is_last)
                }
            };
            count(before, false)
                .zip(count(after, true))
                .is_some_and(|(before, after)| before + after < 8)
        }
    }
}

/// How many groups of 16 bits there are.
fn groups(text: &str, is_last: bool) -> Option<usize> {
    let mut count = 0;
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        let is_hex = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit());
        count += match is_hex {
            true => 1,
            false if is_last && parts.peek().is_none() && is_ip4(part) => 2,
            false => return None,
        };
    }
    Some(count)
}

fn is_ip4(text: &str) -> bool {
    text.split('.').count() == 4
        && text.split('.').all(|part| {
            part.len() <= 3
                && part.bytes().all(|b| b.is_ascii_digit())
                && part.parse::<u16>().is_ok_and(|n| n < 256)
        })
}
