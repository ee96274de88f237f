//! XML documents.

use imf_parse::{
    Canonicalization, Limits, Part, Place, ProblemKind, View, canonicalize, locate, parse,
};

const METHODS: [Canonicalization; 3] = [
    Canonicalization::Exclusive,
    Canonicalization::Inclusive,
    Canonicalization::Inclusive11,
];

/// A document of whatever kind: its value and problems, where these are, its canonical forms.
pub fn document(bytes: &[u8]) {
    let limits = Limits::default();
    let parsed = parse(&mut &*bytes, &limits).expect("memory does not fail");
    let again = parse(&mut &*bytes, &limits).expect("memory does not fail");
    assert_eq!(parsed.problems, again.problems);
    assert_eq!(format!("{:?}", parsed.value), format!("{:?}", again.value));

    let mut places: Vec<Place> = parsed.problems.iter().map(|problem| problem.at).collect();
    places.sort_unstable();
    // A character of one byte may take three in UTF-8.
    let longest = bytes.len() as u64 * 3;
    let within = |place: &Place| u64::from(place.offset()) <= longest;
    assert!(places.iter().all(within), "{places:?}");
    let locations = locate(&mut &*bytes, &places, &limits).expect("memory does not fail");
    assert_eq!(locations.len(), places.len());
    for location in &locations {
        assert!(location.line >= 1 && location.column >= 1, "{location:?}");
        let meant = location.excerpt.get(location.start..location.end);
        assert!(meant.is_some(), "{location:?}");
    }

    for method in METHODS {
        let Some(octets) = canonical(bytes, method) else {
            continue;
        };
        let broken = parsed.problems.iter().find(|problem| {
            matches!(
                problem.kind,
                ProblemKind::EncodingInvalid
                    | ProblemKind::EntityReference
                    | ProblemKind::NotWellFormed
            )
        });
        assert!(broken.is_none(), "what is signed is read: {broken:?}");
        let again = canonical(&octets, method);
        assert!(
            again.as_ref() == Some(&octets),
            "{}",
            String::from_utf8_lossy(&octets)
        );
    }
}

/// The canonical form of all of a document, where it has one.
fn canonical(bytes: &[u8], method: Canonicalization) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let view = View {
        part: Part::Document,
        without: None,
        method,
        comments: false,
        prefixes: Vec::new(),
        out: &mut |piece| octets.extend_from_slice(piece),
    };
    let done = canonicalize(&mut &*bytes, [view], &Limits::default());
    done.expect("memory does not fail").ok().map(|_| octets)
}
