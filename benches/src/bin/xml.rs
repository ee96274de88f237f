//! A long composition: parsed and checked against its grammar, beside the bare events of the same file.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use imf_bench::{peak_memory, ratio};
use imf_parse::Limits;

const BUFFER: usize = 256 * 1024;

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
        rest => compare(rest),
    }
}

fn compare(arguments: &[&str]) -> Result<()> {
    let number = |index: usize, default| {
        arguments
            .get(index)
            .map_or(Ok(default), |text| text.parse::<usize>())
    };
    let (segments, pairs) = (number(0, 12_000)?, number(1, 5)?);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("composition.xml");
    write(&file, segments)?;
    let program = std::env::current_exe()?;
    let run = |mode: &str| {
        let mut command = Command::new(&program);
        command.arg(mode).arg(&file);
        command
    };
    let ratio = ratio(pairs, &mut run("--parse"), &mut run("--events"))?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} bytes, {} resources, {pairs} pairs",
        file.metadata()?.len(),
        segments * 6
    )?;
    writeln!(
        out,
        "parse / bare events: {:.2} {:.2} {:.2} (least, median, most)",
        ratio.least, ratio.median, ratio.most
    )?;
    let output = run("--parse").arg("--memory").output()?;
    write!(out, "{}", String::from_utf8_lossy(&output.stdout))?;
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

fn memory(file: &Path) -> Result<()> {
    let peak = peak_memory().context("this system does not tell the peak memory of a process")?;
    let percent = peak * 100 / file.metadata()?.len();
    writeln!(
        std::io::stdout().lock(),
        "peak memory: {peak} bytes, {percent} % of the file"
    )?;
    Ok(())
}

/// A composition of `segments` segments with a picture and a sound track of three resources each.
fn write(file: &Path, segments: usize) -> Result<()> {
    let mut out = BufWriter::new(File::create(file).with_context(|| file.display().to_string())?);
    let id = |number: usize| format!("urn:uuid:00000000-0000-4000-8000-{number:012x}");
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CompositionPlaylist xmlns=\"http://www.smpte-ra.org/schemas/2067-3/2016\" \
         xmlns:cc=\"http://www.smpte-ra.org/ns/2067-2/2020\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n  <Id>{}</Id>\n  \
         <IssueDate>2026-01-02T03:04:05Z</IssueDate>\n  <ContentTitle>long</ContentTitle>\n  <EditRate>24 1</EditRate>\n  <SegmentList>\n",
        id(1)
    )?;
    let mut next = 100;
    let mut fresh = || {
        next += 1;
        id(next)
    };
    for _ in 0..segments {
        write!(
            out,
            "    <Segment>\n      <Id>{}</Id>\n      <SequenceList>\n",
            fresh()
        )?;
        for (track, (kind, rate, duration)) in
            [("MainImage", "24 1", 24), ("MainAudio", "48000 1", 48_000)]
                .into_iter()
                .enumerate()
        {
            write!(
                out,
                "        <cc:{kind}Sequence>\n          <Id>{}</Id>\n          <TrackId>{}</TrackId>\n          <ResourceList>\n",
                fresh(),
                id(10 + track)
            )?;
            for _ in 0..3 {
                write!(
                    out,
                    "            <Resource xsi:type=\"TrackFileResourceType\">\n              <Id>{}</Id>\n              <EditRate>{rate}</EditRate>\n              \
                     <IntrinsicDuration>{duration}</IntrinsicDuration>\n              <EntryPoint>0</EntryPoint>\n              \
                     <SourceDuration>{duration}</SourceDuration>\n              <RepeatCount>1</RepeatCount>\n              \
                     <SourceEncoding>{}</SourceEncoding>\n              <TrackFileId>{}</TrackFileId>\n              \
                     <Hash>2jmj7l5rSw0yVb/vlWAYkK/YBwk=</Hash>\n            </Resource>\n",
                    fresh(),
                    id(20 + track),
                    id(30 + track)
                )?;
            }
            write!(
                out,
                "          </ResourceList>\n        </cc:{kind}Sequence>\n"
            )?;
        }
        write!(out, "      </SequenceList>\n    </Segment>\n")?;
    }
    write!(out, "  </SegmentList>\n</CompositionPlaylist>\n")?;
    out.flush()?;
    Ok(())
}
