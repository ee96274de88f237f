//! What a `Path` of the asset map means.

/// A path of the asset map, resolved without looking at the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MapPath {
    /// It begins with `/` (or a drive letter): never opened.
    Absolute,
    /// It says nothing.
    Empty,
    /// It stays below the root.
    Inside {
        /// Its parts joined with `/`, without `.` and `..`.
        path: String,
        /// Whether it had such parts.
        dotted: bool,
    },
    /// It leaves the root: never opened.
    Outside,
    /// It is a URI with a scheme: never opened.
    Uri,
}

impl MapPath {
    /// What `text` means.
    pub fn new(text: &str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        if text.starts_with(['/', '\\']) || has_drive_letter(text) {
            return Self::Absolute;
        }
        if has_scheme(text) {
            return Self::Uri;
        }
        if text.split('/').all(|part| !matches!(part, "." | "..")) {
            return Self::Inside {
                path: text.to_owned(),
                dotted: false,
            };
        }
        let mut parts: Vec<&str> = Vec::new();
        let mut dotted = false;
        for part in text.split('/') {
            match part {
                "." => dotted = true,
                ".." => {
                    dotted = true;
                    // One step above the root is one too many, even where later parts lead back.
                    if parts.pop().is_none() {
                        return Self::Outside;
                    }
                }
                part => parts.push(part),
            }
        }
        Self::Inside {
            path: parts.join("/"),
            dotted,
        }
    }

    /// The path below the root, if it stays there.
    pub fn inside(&self) -> Option<&str> {
        match self {
            Self::Inside { path, .. } => Some(path),
            _ => None,
        }
    }
}

fn has_drive_letter(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

/// A scheme (RFC 3986, 3.1) of two letters or more, and a colon.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    let bytes = scheme.as_bytes();
    bytes.len() > 1
        && bytes[0].is_ascii_alphabetic()
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &MapPath) {
        assert_eq!(&MapPath::new(text), expected, "{text}");
    }

    fn inside(path: &str, dotted: bool) -> MapPath {
        MapPath::Inside {
            path: path.to_owned(),
            dotted,
        }
    }

    #[test]
    fn what_stays_inside() {
        check("a.mxf", &inside("a.mxf", false));
        check("media/a.mxf", &inside("media/a.mxf", false));
        check("./a.mxf", &inside("a.mxf", true));
        check("media/../a.mxf", &inside("a.mxf", true));
        check("a:b", &inside("a:b", false));
        check("media\\a.mxf", &inside("media\\a.mxf", false));
    }

    #[test]
    fn what_leaves() {
        check("..", &MapPath::Outside);
        check("../a.mxf", &MapPath::Outside);
        check("media/../../root/a.mxf", &MapPath::Outside);
        check("/etc/hostname", &MapPath::Absolute);
        check("\\\\host\\share", &MapPath::Absolute);
        check("C:\\a.mxf", &MapPath::Absolute);
        check("file:///etc/hostname", &MapPath::Uri);
        check("", &MapPath::Empty);
    }
}
