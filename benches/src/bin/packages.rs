//! Whole programs on small packages: one package beside another validator, and many in one `imf scan`.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};
use imf_bench::{Ratios, paired};
use imf_testkit::delivery::Delivery;
use sha1::{Digest as _, Sha1};

const USAGE: &str = "give `other PACKAGE PROGRAM [PAIRS]`, with another validator's program, which is run with `validate --skip-hashes`, or `many [PACKAGES] [PAIRS]`";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: Option<&&str>, default| text.map_or(Ok(default), |text| text.parse());
    match arguments.as_slice() {
        ["other", package, program, rest @ ..] => {
            other(Path::new(package), program, number(rest.first(), 21)?)
        }
        ["many", rest @ ..] => many(number(rest.first(), 2_000)?, number(rest.get(1), 7)?),
        ["--bare", root] => bare(Path::new(root)),
        _ => bail!(USAGE),
    }
}

/// The released program, which was built beside this one.
fn imf() -> Result<Command> {
    let path = std::env::current_exe()?.with_file_name("imf");
    ensure!(
        path.is_file(),
        "{} is not there: run `cargo build --release` first",
        path.display()
    );
    Ok(Command::new(path))
}

/// One package, without digests.
fn other(package: &Path, program: &str, pairs: usize) -> Result<()> {
    let mut ours = imf()?;
    ours.args([
        "check",
        "--no-digest",
        "--fail-on",
        "never",
        "--format",
        "json",
    ]);
    ours.arg(package);
    let mut others = Command::new("sh");
    // Its exit status says what it found.
    others.args([
        "-c",
        "\"$0\" validate --skip-hashes --format json \"$1\" 2>/dev/null || true",
        program,
    ]);
    others.arg(package);
    let ratios = paired(pairs, &mut || Ok(()), &mut others, &mut ours)?;
    let mut baseline = Command::new("sh");
    baseline.args(["-c", "true"]);
    let mut ours = imf()?;
    ours.args([
        "check",
        "--no-digest",
        "--fail-on",
        "never",
        "--format",
        "json",
    ]);
    ours.arg(package);
    let shell = paired(pairs, &mut || Ok(()), &mut baseline, &mut ours)?;
    let out = &mut std::io::stdout().lock();
    writeln!(
        out,
        "{pairs} pairs; a ratio is the other's time beside ours"
    )?;
    row(out, "validate --skip-hashes", &ratios)?;
    row(out, "the shell that starts the other, alone", &shell)
}

/// So many small packages.
fn many(packages: usize, pairs: usize) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let root = scratch.path();
    let package = Delivery::minimal().build();
    for number in 0..packages {
        let folder = root.join(format!("{number:05}"));
        fs::create_dir(&folder)?;
        package.write_to(&folder)?;
    }
    let program = std::env::current_exe()?;
    let scan = || -> Result<Command> {
        let mut command = imf()?;
        command.arg("scan").arg(root);
        Ok(command)
    };
    let mut bare = Command::new(&program);
    bare.arg("--bare").arg(root);
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let path = imf()?.get_program().to_owned();
    let each = |script: &str| {
        let mut each = Command::new("sh");
        each.arg("-c").arg(script).arg(&path).arg(root);
        each
    };
    let mut one_by_one =
        each("for package in \"$1\"/*; do \"$0\" check --quiet \"$package\"; done");
    let mut at_a_time = each(&format!(
        "ls -d \"$1\"/* | xargs -P {processors} -n 1 \"$0\" check --quiet"
    ));
    let out = &mut std::io::stdout().lock();
    writeln!(
        out,
        "{packages} packages, {pairs} pairs; a ratio is the other's time beside that of one `imf scan`"
    )?;
    let ratios = paired(pairs, &mut || Ok(()), &mut bare, &mut scan()?)?;
    row(out, "walking, parsing and hashing, bare", &ratios)?;
    let pairs = pairs.min(3);
    let ratios = paired(pairs, &mut || Ok(()), &mut one_by_one, &mut scan()?)?;
    row(out, "a process for each, one after another", &ratios)?;
    let ratios = paired(pairs, &mut || Ok(()), &mut at_a_time, &mut scan()?)?;
    row(out, "a process for each, on all processors", &ratios)
}

fn row(out: &mut impl std::io::Write, name: &str, ratios: &Ratios) -> Result<()> {
    writeln!(
        out,
        "{name:<40} {:.2} / {:.2} / {:.2} (least, median, most)",
        ratios.wall.least, ratios.wall.median, ratios.wall.most,
    )?;
    Ok(out.flush()?)
}

/// Reads every file below `root`, parses what is XML and hashes all, on as many threads as there are processors.
fn bare(root: &Path) -> Result<()> {
    let mut packages: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(root)? {
        packages.push(entry?.path());
    }
    let queue = Mutex::new(packages);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    let mut bytes = Vec::new();
                    loop {
                        let next = queue.lock().map_or(None, |mut queue| queue.pop());
                        let Some(package) = next else {
                            return Ok(());
                        };
                        one(&package, &mut bytes)?;
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.join().ok().context("a thread panicked")??;
        }
        Ok(())
    })
}

fn one(package: &Path, bytes: &mut Vec<u8>) -> Result<()> {
    for entry in fs::read_dir(package)? {
        let path = entry?.path();
        bytes.clear();
        File::open(&path)?.read_to_end(bytes)?;
        if path.extension().is_some_and(|extension| extension == "xml") {
            imf_parse::parse(&mut bytes.as_slice(), &imf_parse::Limits::default())?;
        }
        std::hint::black_box(Sha1::digest(&bytes));
    }
    Ok(())
}
