//! The symbols by which labels of sound say what is heard, and for what it is meant (ST 377-41).

use crate::package::plug_in::Standard;

/// The standard, in the edition that the plug-in for immersive audio goes by.
pub(super) const OF_2023: Standard = Standard {
    name: "ST 377-41",
    editions: &["2023"],
};

/// The standard, in the edition that the plug-in for metadata-guided audio goes by.
pub(super) const OF_2021: Standard = Standard {
    name: "ST 377-41",
    editions: &["2021"],
};

/// What a content may be.
pub(super) const A_CONTENT: &str = "one of its symbols, or one that begins with `x-`";

/// What is heard (`MCAContent`), and the use classes that go with it.
const CONTENTS: [(&str, &[&str]); 27] = [
    ("ADR", &["ICMP"]),
    ("BG", &["ICMP"]),
    ("CM", &["FCMP", "SING"]),
    ("CRD", &["ICMP"]),
    ("DME", &["ICMP", "SMPL"]),
    ("DV", &["FCMP"]),
    ("DX", &["ICMP", "SMPL"]),
    ("FFX", &["ICMP", "SMPL"]),
    ("FOL", &["ICMP"]),
    ("FX", &["ICMP", "SMPL"]),
    ("GRP", &["ICMP"]),
    ("HI", &["FCMP"]),
    ("LCM", &["SING"]),
    ("ME", &["ICMP", "SMPL"]),
    ("MESP", &["ICMP", "SMPL"]),
    ("MOS", &["FCMP", "SMPL"]),
    ("MX", &["ICMP", "SMPL"]),
    ("NDME", &["ICMP", "SMPL"]),
    ("ONAR", &["SING"]),
    ("OP", &["ICMP", "SMPL"]),
    ("PNAR", &["SING"]),
    ("PRM", &["FCMP", "SMPL"]),
    ("SAP", &["FCMP", "SMPL"]),
    ("VI", &["SING"]),
    ("VO", &["SING"]),
    ("VOC", &["ICMP", "SMPL"]),
    ("WLA", &["ICMP"]),
];

/// What sound is meant for (`MCAUseClass`): a finished composite, an intermediary composite, a single element, a
/// simplified mix.
pub(super) const USE_CLASSES: [&str; 4] = ["FCMP", "ICMP", "SING", "SMPL"];

/// The use classes that go with a content; `None` for one that the standard does not know.
pub(super) fn use_classes(content: &str) -> Option<&'static [&'static str]> {
    let found = CONTENTS.iter().find(|(symbol, _)| *symbol == content);
    found.map(|(_, classes)| *classes)
}

/// Whether the symbol is a content of the standard, or one that somebody has made, which begins with `x-`.
pub(super) fn is_content(symbol: &str) -> bool {
    use_classes(symbol).is_some() || symbol.starts_with("x-")
}

/// The contents of the standard.
pub(super) fn contents() -> impl Iterator<Item = &'static str> {
    CONTENTS.iter().map(|(symbol, _)| *symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_class_is_known_and_every_content_once() {
        let contents: std::collections::BTreeSet<&str> = contents().collect();
        assert_eq!(contents.len(), CONTENTS.len());
        for (content, classes) in CONTENTS {
            assert!(!classes.is_empty(), "{content}");
            assert!(classes.iter().all(|class| USE_CLASSES.contains(class)));
        }
        assert!(is_content("PRM") && is_content("x-crowd noise"));
        assert!(!is_content("prm") && !is_content("x") && !is_content(""));
    }
}
