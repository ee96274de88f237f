//! A long composition: parsed and checked against its grammar, and judged by all rules, beside the bare events of the same file.

use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use imf_bench::{peak_memory, ratio};
use imf_check::storage::LocalStorage;
use imf_check::{Options, check_document};
use imf_parse::Limits;
use imf_testkit::delivery::Delivery;
use imf_testkit::ids::Id;

const BUFFER: usize = 256 * 1024;
/// How many segments are made, and how many pairs are run, where nothing else is asked for.
const SEGMENTS: usize = 12_000;
const PAIRS: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--events", file] => events(Path::new(file)),
        ["--parse", file] => parse(Path::new(file)),
        ["--parse", file, "--memory"] => {
            parse(Path::new(file)).and_then(|()| memory(Path::new(file)))
        }
        ["--judge", file] => judge(Path::new(file)),
        ["--judge", file, "--memory"] => {
            judge(Path::new(file)).and_then(|()| memory(Path::new(file)))
        }
        ["--make", file, rest @ ..] => write(Path::new(file), number(rest, 0, SEGMENTS)?),
        ["--made", file, rest @ ..] => compare(Path::new(file), number(rest, 0, PAIRS)?),
        rest => {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("composition.xml");
            write(&file, number(rest, 0, SEGMENTS)?)?;
            compare(&file, number(rest, 1, PAIRS)?)
        }
    }
}

/// One of the arguments, or what it is by default.
fn number(arguments: &[&str], index: usize, default: usize) -> Result<usize> {
    let number = arguments
        .get(index)
        .map_or(Ok(default), |text| text.parse());
    Ok(number?)
}

fn compare(file: &Path, pairs: usize) -> Result<()> {
    let program = std::env::current_exe()?;
    let run = |mode: &str| {
        let mut command = Command::new(&program);
        command.arg(mode).arg(file);
        command
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} bytes, {pairs} pairs", file.metadata()?.len())?;
    for (what, mode) in [("parsed", "--parse"), ("parsed and judged", "--judge")] {
        let ratio = ratio(pairs, &mut run(mode), &mut run("--events"))?;
        writeln!(
            out,
            "{what} / bare events: {:.2} {:.2} {:.2} (least, median, most)",
            ratio.least, ratio.median, ratio.most
        )?;
        let output = run(mode).arg("--memory").output()?;
        write!(out, "{}", String::from_utf8_lossy(&output.stdout))?;
    }
    Ok(())
}

fn events(file: &Path) -> Result<()> {
    let mut reader =
        quick_xml::Reader::from_reader(BufReader::with_capacity(BUFFER, File::open(file)?));
    let mut buffer = Vec::new();
    while !matches!(
        reader.read_event_into(&mut buffer)?,
        quick_xml::events::Event::Eof
    ) {
        buffer.clear();
    }
    Ok(())
}

fn parse(file: &Path) -> Result<()> {
    let mut reader = BufReader::with_capacity(BUFFER, File::open(file)?);
    let parsed = imf_parse::parse(&mut reader, &Limits::default())?;
    anyhow::ensure!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    Ok(())
}

/// By the rules for a composition without its package, of which it breaks none.
fn judge(file: &Path) -> Result<()> {
    let file = file.canonicalize()?;
    let folder = file.parent().context("a file in a folder")?;
    let name = file.file_name().and_then(|name| name.to_str());
    let storage = LocalStorage::new(folder)?;
    let report = check_document(
        &storage,
        name.context("a name in UTF-8")?,
        &Options::default(),
    );
    anyhow::ensure!(report.findings.is_empty(), "{:?}", report.findings);
    Ok(())
}

fn memory(file: &Path) -> Result<()> {
    let peak = peak_memory().context("this system does not tell the peak memory of a process")?;
    let percent = peak * 100 / file.metadata()?.len();
    writeln!(
        std::io::stdout().lock(),
        "peak memory: {peak} bytes, {percent} % of the file"
    )?;
    Ok(())
}

/// A composition of `segments` segments with a picture and a sound track of three resources each, its essence described.
fn write(file: &Path, segments: usize) -> Result<()> {
    let mut delivery = Delivery::minimal();
    let composition = &mut delivery.compositions[0];
    composition.total_running_time = None;
    let mut model = composition.segments[0].clone();
    model.markers = None;
    for sequence in &mut model.sequences {
        sequence.resources = vec![sequence.resources[0].clone(); 3];
    }
    composition.segments = (0..segments)
        .map(|number| {
            let mut segment = model.clone();
            segment.id = fresh(number, 0);
            let sequences = segment.sequences.iter_mut();
            for (sequence, part) in sequences.zip((1..).step_by(4)) {
                sequence.id = fresh(number, part);
                for (resource, part) in sequence.resources.iter_mut().zip(part + 1..) {
                    resource.id = fresh(number, part);
                }
            }
            segment
        })
        .collect();
    let package = delivery.build();
    let bytes = package.files.get(&package.composition());
    Ok(fs::write(file, bytes.context("a composition")?)?)
}

/// An id for a part of a segment.
fn fresh(segment: usize, part: u8) -> Id {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(segment as u64).to_be_bytes());
    // Version 4, and the variant of all.
    (id[6], id[7]) = (0x40, part);
    id[8] = 0x80;
    id[9..13].copy_from_slice(&u32::try_from(segment).unwrap_or(u32::MAX).to_be_bytes());
    Id(id)
}
