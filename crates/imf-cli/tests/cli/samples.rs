//! Real packages, where the samples are there to be read.

use std::fs;

use imf_testkit::{samples, say};
use serde_json::Value;

use crate::scratch::{imf, run};

/// Packages without an error, by their folder in the corpus.
const GOOD: [&str; 6] = [
    "photon/TestIMP/PHDR",
    "photon/TestIMP/HT/IMP",
    "photon/TestIMP/Application5/PhotonApp5Test",
    "photon/TestIMP/SADM/ST2067-203_audio_track_file__compliant",
    "thedpp/testP1-imf-mm-api-put-post-1",
    "generated",
];

/// The payload of every good package gives back the bytes of its files.
#[test]
fn payloads_hold_the_files_to_the_letter() {
    let Some(samples) = samples("payloads of the samples") else {
        return;
    };
    let corpus = samples.join("corpus");
    for name in GOOD {
        let run = run(imf(&corpus).args(["payload", name, "--quiet", "--allow-unchecked"]));
        let body: Value = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{name}: {error}: {}", run.stderr));
        let mut files: Vec<Vec<u8>> = fs::read_dir(corpus.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
            .map(|path| fs::read(path).unwrap())
            .collect();
        for member in ["assetMapXml", "packingListXml", "compositionPlaylistXml"] {
            let text = body[member].as_str().unwrap().as_bytes();
            let at = files
                .iter()
                .position(|file| file == text)
                .unwrap_or_else(|| panic!("{name}: {member} is no file"));
            files.swap_remove(at);
        }
    }
    say(format_args!("payloads of {} sample packages", GOOD.len()));
}
