//! Language tags and codes of regions.

/// Whether the text is a code of a region: two letters (ISO 3166-1) or three digits (UN M.49).
pub(in crate::rules) fn is_region(text: &str) -> bool {
    is_alpha(text, 2, 2) || text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_alpha(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_alphanumeric(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether the tag is well-formed (RFC 5646, 2.1); whether its parts are registered is another matter.
pub(in crate::rules) fn is_language_tag(tag: &str) -> bool {
    /// Tags that the grammar does not give and that are registered nevertheless.
    const IRREGULAR: [&str; 17] = [
        "en-GB-oed",
        "i-ami",
        "i-bnn",
        "i-default",
        "i-enochian",
        "i-hak",
        "i-klingon",
        "i-lux",
        "i-mingo",
        "i-navajo",
        "i-pwn",
        "i-tao",
        "i-tay",
        "i-tsu",
        "sgn-BE-FR",
        "sgn-BE-NL",
        "sgn-CH-DE",
    ];
    if IRREGULAR
        .iter()
        .any(|known| known.eq_ignore_ascii_case(tag))
    {
        return true;
    }
    let mut parts = tag.split('-').peekable();
    let Some(language) = parts.next() else {
        return false;
    };
    let is_private = language.eq_ignore_ascii_case("x");
    if !is_private && !is_alpha(language, 2, 8) {
        return false;
    }
    if !is_private {
        if language.len() < 4 {
            // Up to three extended languages.
            for _ in 0..3 {
                parts.next_if(|part| is_alpha(part, 3, 3));
            }
        }
        parts.next_if(|part| is_alpha(part, 4, 4));
        parts.next_if(|part| is_region(part));
        let is_variant = |part: &&str| {
            is_alphanumeric(part, 5, 8)
                || is_alphanumeric(part, 4, 4)
                    && part.starts_with(|char: char| char.is_ascii_digit())
        };
        while parts.next_if(is_variant).is_some() {}
        while parts
            .next_if(|part| is_alphanumeric(part, 1, 1) && !part.eq_ignore_ascii_case("x"))
            .is_some()
        {
            if parts.next_if(|part| is_alphanumeric(part, 2, 8)).is_none() {
                return false;
            }
            while parts.next_if(|part| is_alphanumeric(part, 2, 8)).is_some() {}
        }
        match parts.next() {
            None => return true,
            Some(part) if part.eq_ignore_ascii_case("x") => {}
            Some(_) => return false,
        }
    }
    parts.peek().is_some() && parts.all(|part| is_alphanumeric(part, 1, 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_told_from_other_text() {
        for tag in [
            "en",
            "en-US",
            "es-419",
            "zh-Hant-TW",
            "zh-cmn-Hans-CN",
            "sl-rozaj-biske",
            "de-CH-1901",
            "en-a-myext-b-another",
            "x-whatever",
            "de-x-private",
            "i-klingon",
            "qaa",
        ] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in [
            "",
            "e",
            "en_US",
            "en-",
            "-en",
            "en--US",
            "en-a",
            "en-x",
            "x",
            "Brazilian Portuguese",
            "1en",
        ] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }
}
