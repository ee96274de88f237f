//! Every seed, mutants of it, and the samples, held against what holds for any bytes.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use imf_fuzz::{TARGETS, Target, seeds};

/// How many bytes are mutated for each target: rounds on large seeds take longer, and there are fewer of them.
const BYTES: usize = 2 << 20;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds")
}

fn target(name: &str) -> Target {
    let mut targets = TARGETS.into_iter();
    targets
        .find(|target| target.name == name)
        .expect("a target of that name")
}

/// Gives `bytes` to the target; where that panics, says which bytes it was.
fn run(target: Target, what: &str, bytes: &[u8]) {
    let result = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
    if result.is_err() {
        let file = std::env::temp_dir().join(format!("imf-fuzz-{}", target.name));
        let kept = fs::write(&file, bytes).is_ok();
        panic!(
            "{} panics on {what}{}",
            target.name,
            if kept {
                format!(", kept as `{}`", file.display())
            } else {
                String::new()
            }
        );
    }
}

#[test]
fn committed_seeds_are_current_and_small() {
    let files = imf_fuzz::seed_files();
    let differences = imf_testkit::kept::differences(&folder(), &files).expect("a folder");
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "run `cargo xtask testdata`: {lines:?}");
    let total: usize = files.values().map(Vec::len).sum();
    assert!(total < 200 << 10, "{total} bytes");
}

#[test]
fn every_target_has_a_program_and_seeds() {
    let programs = folder().join("../fuzz_targets");
    for target in TARGETS {
        let program = programs.join(format!("{}.rs", target.name));
        let text = fs::read_to_string(&program).expect("a program");
        assert!(text.contains(&format!("imf_fuzz::{}(", target.name)));
        assert!(seeds().iter().any(|seed| seed.target == target.name));
    }
}

#[test]
fn seeds_keep_the_promises() {
    for seed in seeds() {
        run(target(seed.target), &seed.name, &seed.bytes);
    }
    for target in TARGETS {
        run(target, "nothing", b"");
    }
}

/// A generator of numbers that are the same on every machine (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("48 bits") % below.max(1)
    }
}

/// Does one damage to `bytes`.
fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.next(bytes.len());
    let end = (at + 1 + numbers.next(64)).min(bytes.len());
    match numbers.next(8) {
        0 => bytes.truncate(at),
        1 => {
            bytes.drain(at..end);
        }
        2 => {
            // A stretch once more, elsewhere.
            let stretch = bytes[at..end].to_vec();
            let to = numbers.next(bytes.len());
            bytes.splice(to..to, stretch);
        }
        3 => {
            // A count or a length as large, or as small, as it gets.
            let byte = [0, 0x7f, 0x80, 0xff][numbers.next(4)];
            let end = (at + [1, 2, 4, 8][numbers.next(4)]).min(bytes.len());
            bytes[at..end].fill(byte);
        }
        _ => {
            for byte in bytes.iter_mut().skip(at).take(1 + numbers.next(3)) {
                *byte ^= u8::try_from(1 + numbers.next(255)).expect("a byte");
            }
        }
    }
}

/// Mutants of the seeds of one target.
fn mutants(name: &str) {
    let target = target(name);
    let seeds: Vec<_> = seeds()
        .into_iter()
        .filter(|seed| seed.target == name)
        .collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for seed in &seeds {
        let mut left = BYTES / seeds.len();
        while let Some(rest) = left.checked_sub(seed.bytes.len().max(256)) {
            left = rest;
            let mut bytes = seed.bytes.clone();
            for _ in 0..=numbers.next(4) {
                mutate(&mut bytes, &mut numbers);
            }
            run(target, &format!("a mutant of {}", seed.name), &bytes);
        }
    }
}

#[test]
fn mutants_of_documents_keep_the_promises() {
    mutants("document");
}

#[test]
fn mutants_of_header_metadata_keep_the_promises() {
    mutants("header_metadata");
}

#[test]
fn mutants_of_index_tables_keep_the_promises() {
    mutants("index_table");
}

#[test]
fn mutants_of_items_keep_the_promises() {
    mutants("klv");
}

#[test]
fn mutants_of_packages_keep_the_promises() {
    mutants("package");
}

#[test]
fn mutants_of_track_files_keep_the_promises() {
    mutants("track_file");
}

#[test]
fn samples_keep_the_promises() {
    let Some(samples) = imf_testkit::samples("what holds for any bytes, on the samples") else {
        return;
    };
    let mut folders = vec![samples.join("corpus")];
    let (mut track_files, mut documents) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path.extension().and_then(|extension| extension.to_str());
            let (name, count) = match extension {
                Some("mxf") => ("track_file", &mut track_files),
                Some("xml") => ("document", &mut documents),
                _ => continue,
            };
            // Larger ones have more of the same.
            if entry
                .metadata()
                .is_ok_and(|metadata| metadata.len() < 1 << 20)
            {
                *count += 1;
                let bytes = fs::read(&path).expect("a file");
                run(target(name), &path.display().to_string(), &bytes);
            }
        }
    }
    assert!(track_files > 0 && documents > 0);
    imf_testkit::say(format_args!(
        "samples: {track_files} track files and {documents} documents were replayed"
    ));
}
