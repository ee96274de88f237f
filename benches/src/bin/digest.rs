//! Digests of large files, warm and cold, beside `openssl dgst -sha1` and `sha1sum`.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use imf_bench::{Ratios, files, paired, peak_memory};
use imf_check::storage::LocalStorage;
use imf_check::{Options, Silent};
use imf_digest::{Algorithm, BUFFER_BYTES, Fetch, Job, WholeFile, digest_all};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--hash", paths @ ..] => hash(paths, Fetch::Auto),
        ["--hash-direct", paths @ ..] => hash(paths, Fetch::Direct),
        ["--read", paths @ ..] => read(paths),
        ["--memory", mebibytes] => memory(mebibytes.parse()?),
        ["--check", folder] => check(Path::new(folder)),
        [folder, rest @ ..] if !folder.starts_with("--") => {
            let number = |index: usize, default: usize| {
                rest.get(index).map_or(Ok(default), |text| text.parse())
            };
            compare(Path::new(folder), number(0, 5)?, number(1, 4096)?)
        }
        _ => bail!(
            "give a folder with room for twice the largest file, pairs [5], MiB of the largest file [4096]"
        ),
    }
}

/// What a round compares: how many times as long as ours the other takes.
struct Case<'a> {
    what: &'a str,
    ours: Command,
    other: &'a str,
    others: Command,
    paths: &'a [PathBuf],
    is_cold: bool,
}

fn compare(folder: &Path, pairs: usize, largest: usize) -> Result<()> {
    let scratch = tempfile::tempdir_in(folder)?;
    let folder = scratch.path();
    let out = &mut std::io::stdout().lock();
    writeln!(
        out,
        "{pairs} pairs, files of up to {largest} MiB; a ratio is the other's time beside ours"
    )?;
    writeln!(
        out,
        "least / median / most of the ratios | seconds and CPU seconds of ours, of the other (medians)"
    )?;
    for (what, sizes) in [
        ("one file", vec![largest]),
        ("four files", vec![largest / 4; 4]),
        ("eight files", vec![largest / 8; 8]),
        (
            "one among small ones",
            [vec![largest / 2], vec![largest / 16; 6]].concat(),
        ),
    ] {
        let paths = files::write(folder, "bench", &sizes)?;
        agree(&paths)?;
        files::warm(&paths)?;
        let mut cases = Vec::new();
        let mut case = |other, others, is_cold| {
            cases.push(Case {
                what,
                ours: own("--hash", &paths)?,
                other,
                others,
                paths: &paths,
                is_cold,
            });
            Ok::<_, anyhow::Error>(())
        };
        case(
            "openssl dgst -sha1, as many as processors",
            parallel("openssl dgst -sha1", &paths),
            false,
        )?;
        case(
            "sha1sum, as many as processors",
            parallel("sha1sum", &paths),
            false,
        )?;
        match what {
            "one file" => {
                case("read alone", own("--read", &paths)?, true)?;
                case("hash alone", own_number("--memory", largest)?, true)?;
                case(
                    "openssl dgst -sha1",
                    parallel("openssl dgst -sha1", &paths),
                    true,
                )?;
                case("sha1sum", parallel("sha1sum", &paths), true)?;
                case("ours, --io direct", own("--hash-direct", &paths)?, true)?;
            }
            "one among small ones" => {
                case("the large one alone", own("--hash", &paths[..1])?, false)?;
            }
            _ => {}
        }
        for case in cases {
            let Case {
                what,
                mut ours,
                other,
                mut others,
                paths,
                is_cold,
            } = case;
            let mut before = || {
                if is_cold {
                    files::cool(paths)
                } else {
                    files::warm(paths)
                }
            };
            let ratios = paired(pairs, &mut before, &mut others, &mut ours)?;
            let state = if is_cold { "cold" } else { "warm" };
            row(out, &format!("{what}, {state}: {other}"), &ratios)?;
        }
        if what == "one file" {
            files::package(folder, &paths)?;
            files::cool(&paths)?;
            let output = own("--check", &[folder.to_owned()])?.output()?;
            ensure!(output.status.success(), "{output:?}");
            write!(out, "{}", String::from_utf8_lossy(&output.stdout))?;
        }
        for path in paths {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn row(out: &mut impl std::io::Write, name: &str, ratios: &Ratios) -> Result<()> {
    writeln!(
        out,
        "{name:<62} {:.2} / {:.2} / {:.2} | {:.2} s ({:.2}), {:.2} s ({:.2})",
        ratios.wall.least,
        ratios.wall.median,
        ratios.wall.most,
        ratios.right.wall,
        ratios.right.cpu,
        ratios.left.wall,
        ratios.left.cpu,
    )?;
    Ok(out.flush()?)
}

/// This program, for a part of its work in a process of its own.
fn own(mode: &str, paths: &[PathBuf]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(mode).args(paths);
    Ok(command)
}

fn own_number(mode: &str, number: usize) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(mode).arg(number.to_string());
    Ok(command)
}

/// `program` for each of the files, as many at a time as there are processors, the first of them first.
fn parallel(program: &str, paths: &[PathBuf]) -> Command {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!(
            "printf '%s\\0' \"$@\" | xargs -0 -n 1 -P {processors} {program}"
        ))
        .arg("sh")
        .args(paths)
        .stdout(Stdio::null());
    command
}

/// Ours are the digests that others compute too.
fn agree(paths: &[PathBuf]) -> Result<()> {
    let lines = |output: std::process::Output| -> Result<Vec<String>> {
        ensure!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout)?;
        Ok(text
            .lines()
            .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
            .collect())
    };
    let ours = lines(own("--hash", paths)?.output()?)?;
    let others = lines(Command::new("sha1sum").args(paths).output()?)?;
    ensure!(ours == others, "{ours:?} are not {others:?}");
    Ok(())
}

fn hash(paths: &[&str], fetch: Fetch) -> Result<()> {
    let mut jobs = Vec::new();
    for path in paths {
        let metadata = std::fs::metadata(path).with_context(|| (*path).to_owned())?;
        jobs.push(Job::new(metadata.len(), vec![Algorithm::Sha1]));
    }
    let open = |index: usize| -> std::io::Result<Box<dyn std::io::Read + Send>> {
        Ok(Box::new(WholeFile::new(File::open(paths[index])?, fetch)))
    };
    let mut out = std::io::stdout().lock();
    for (path, result) in paths.iter().zip(digest_all(&jobs, None, &open, &|_| {})) {
        let digests = result.with_context(|| (*path).to_owned())?;
        for byte in digests.get(Algorithm::Sha1).unwrap_or_default() {
            write!(out, "{byte:02x}")?;
        }
        writeln!(out, "  {path}")?;
    }
    Ok(())
}

/// The same without hashing, a file at a time.
fn read(paths: &[&str]) -> Result<()> {
    let mut buffer = vec![0; BUFFER_BYTES];
    for path in paths {
        let mut file = WholeFile::new(File::open(path)?, Fetch::Auto);
        while file.read(&mut buffer)? > 0 {}
    }
    Ok(())
}

/// The same without a disk.
fn memory(mebibytes: u64) -> Result<()> {
    /// Gives what the buffer holds already.
    struct Nothing;

    impl std::io::Read for Nothing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            Ok(buffer.len())
        }
    }

    let length = mebibytes * 1024 * 1024;
    let jobs = [Job::new(length, vec![Algorithm::Sha1])];
    let open = |_| -> std::io::Result<Box<dyn std::io::Read + Send>> {
        Ok(Box::new(Nothing.take(length)))
    };
    // On one core, so that nothing is handed from one to the other.
    for result in digest_all(&jobs, Some(NonZeroUsize::MIN), &open, &|_| {}) {
        ensure!(result?.length == length, "all of it");
    }
    Ok(())
}

fn check(folder: &Path) -> Result<()> {
    let start = Instant::now();
    let storage = LocalStorage::new(folder)?;
    let report = imf_check::check(&storage, "bench", &Options::default(), &Silent);
    let read = report.coverage.digests.verified;
    ensure!(read > 0, "no digest was computed: {:?}", report.findings);
    let peak = peak_memory().context("this system does not tell the peak memory of a process")?;
    writeln!(
        std::io::stdout().lock(),
        "check of a package, cold: {read} digests, {:.2} s, peak memory {} KiB",
        start.elapsed().as_secs_f64(),
        peak / 1024
    )?;
    Ok(())
}
