//! What fuzzers begin with: small files that the project makes itself.

use std::collections::BTreeMap;

use imf_mxf::{Limits, read};
use imf_testkit::Imp;
use imf_testkit::delivery::{
    self, Delivery, EDIT_RATE, audio_file, composition_of, image_file, timed_text_file,
};
use imf_testkit::form::{Encoding, Form};
use imf_testkit::ids;
use imf_testkit::track_file::{Audio, Iab, Image, Isxd, Mga, TimedText, TrackFile};

/// A file to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The name of its target.
    pub target: &'static str,
    /// Its own name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All seeds; the same each time.
pub fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let mut add = |target, name: &str, bytes: &[u8]| {
        seeds.push(Seed {
            target,
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        });
    };
    for (name, file) in track_files() {
        let bytes = file.bytes();
        add("track_file", name, &bytes);
        let parsed = read(&bytes, &Limits::default());
        let structure = parsed.expect("memory does not fail").value;
        let cut = |from: u64, to: u64| {
            let range = usize::try_from(from).ok()..usize::try_from(to).ok();
            range
                .start
                .zip(range.end)
                .and_then(|(from, to)| bytes.get(from..to))
        };
        for metadata in &structure.metadata {
            let sets = cut(metadata.start, metadata.end);
            add("header_metadata", name, sets.unwrap_or_default());
        }
        for segment in &structure.index_segments {
            let table = cut(segment.item.offset, segment.item.end());
            add("index_table", name, table.unwrap_or_default());
        }
        // The items of the body, each with its pack before it.
        if let [_, body, ..] = &*structure.partitions {
            let items = cut(body.offset(), body.end);
            add("klv", name, items.unwrap_or_default());
        }
    }
    for (name, bytes) in documents() {
        add("document", &name, &bytes);
    }
    for (index, (path, bytes)) in (0_u8..).zip(&small_package().files) {
        let bytes = [[index].as_slice(), bytes].concat();
        add("package", &file_name(path), &bytes);
    }
    seeds
}

/// The files of all seeds, each by its path below the folder of the seeds.
pub fn seed_files() -> BTreeMap<String, Vec<u8>> {
    let files = seeds()
        .into_iter()
        .map(|seed| (format!("{}/{}", seed.target, seed.name), seed.bytes));
    files.collect()
}

/// A package of a line of text: the smallest that has a track file.
pub(crate) fn small_package() -> Imp {
    let mut delivery = Delivery::with_timed_text();
    delivery.track_files.drain(..2);
    let files: Vec<_> = delivery.track_files.iter().collect();
    delivery.compositions = vec![composition_of(ids::CPL_ID, "Test Package", &files)];
    delivery.build()
}

/// A track file of each kind, a frame or two long.
fn track_files() -> Vec<(&'static str, TrackFile)> {
    let frames = 2;
    let text = TimedText {
        edit_rate: EDIT_RATE,
        frames,
        language: "en",
        line: "Hello",
    };
    let isxd = Isxd {
        edit_rate: EDIT_RATE,
        frames,
        namespace: "http://example.com/frame",
    };
    let mga = Mga {
        edit_rate: EDIT_RATE,
        frames,
    };
    let mut sound = Audio::for_frames(EDIT_RATE, 1, "en");
    sound.samples = 100;
    vec![
        ("iab", delivery::iab_file(Iab::new(EDIT_RATE, frames))),
        ("image", image_file(Image::gray(EDIT_RATE, 1))),
        ("isxd", delivery::isxd_file(isxd)),
        ("mga", delivery::mga_file(mga)),
        ("sound", audio_file(sound)),
        ("text", timed_text_file(text)),
    ]
}

/// A document of each kind, some of them spelled in other ways.
fn documents() -> BTreeMap<String, Vec<u8>> {
    let mut delivery = Delivery::with_markers();
    delivery.output_profile_list = true;
    delivery.sidecar = true;
    let mut documents: BTreeMap<String, Vec<u8>> = delivery
        .build()
        .files
        .into_iter()
        .filter(|(_, bytes)| bytes.starts_with(b"<?xml"))
        .map(|(path, bytes)| (file_name(&path), bytes))
        .collect();
    let utf_16 = Form {
        encoding: Encoding::Utf16Le,
        ..Form::default()
    };
    let prefixed = Form {
        crlf: true,
        prefix: Some("imf"),
        ..Form::default()
    };
    for (name, form) in [("utf-16", utf_16), ("prefixes", prefixed)] {
        delivery.form = form;
        let package = delivery.build();
        let list = package.packing_list();
        documents.insert(format!("{name}.xml"), package.files[&list].clone());
    }
    let signed = include_bytes!("../../../testdata/signatures/opl-p256.xml");
    documents.insert("signed.xml".to_owned(), signed.to_vec());
    documents
}

/// The last part of a path.
fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}
