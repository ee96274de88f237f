//! The documents that are mutated: samples from the samples' folder, and our own.

use std::path::{Path, PathBuf};

use crate::mutate::Mutant;

/// The samples' folder; `None` where it is absent.
pub(crate) fn folder() -> Option<PathBuf> {
    imf_testkit::samples("XML against the schema processor")
}

/// Every XML document among the samples but the metadata registers, which are no documents of a package.
pub(crate) fn documents(samples: &Path) -> Vec<Mutant> {
    let mut found = Vec::new();
    walk(&samples.join("corpus"), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(samples)
                .unwrap_or(&path)
                .display()
                .to_string();
            Mutant {
                name,
                document: std::fs::read(&path).expect("a sample can be read"),
            }
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of samples can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "registers") {
                walk(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            found.push(path);
        }
    }
}

/// What the samples do not use: every element that may stand, every macro, every sort of key.
pub(crate) fn own() -> Vec<Mutant> {
    let composition = |name: &str, cpl: &str, cc: &str, sequences: &str| {
        let text = include_str!("documents/composition.xml");
        let text = text
            .replace("@CPL@", cpl)
            .replace("@CC@", cc)
            .replace("@SEQUENCES@", sequences);
        Mutant {
            name: name.to_owned(),
            document: text.into_bytes(),
        }
    };
    let own = |name: &str, text: &str| Mutant {
        name: name.to_owned(),
        document: text.as_bytes().to_vec(),
    };
    vec![
        own("own asset map", include_str!("documents/asset-map.xml")),
        own(
            "own volume index",
            include_str!("documents/volume-index.xml"),
        ),
        own(
            "own packing list 2007",
            include_str!("documents/packing-list-2007.xml"),
        ),
        own(
            "own packing list 2016",
            include_str!("documents/packing-list-2016.xml"),
        ),
        own(
            "own output profile list",
            include_str!("documents/output-profile-list.xml"),
        ),
        own("own extensions", include_str!("documents/extensions.xml")),
        own("own sidecar map", include_str!("documents/sidecar-map.xml")),
        composition(
            "own composition 2013",
            "http://www.smpte-ra.org/schemas/2067-3/2013",
            "http://www.smpte-ra.org/schemas/2067-2/2013",
            "",
        ),
        composition(
            "own composition 2016",
            "http://www.smpte-ra.org/schemas/2067-3/2016",
            "http://www.smpte-ra.org/schemas/2067-2/2016",
            "",
        ),
        composition(
            "own composition 2020",
            "http://www.smpte-ra.org/schemas/2067-3/2016",
            "http://www.smpte-ra.org/ns/2067-2/2020",
            include_str!("documents/sequences-2020.xml"),
        ),
    ]
}
