//! What the essence of a track file begins with.

use std::io;

use imf_mxf::codestream::{MainHeader, main_header};
use imf_mxf::essence::{Element, Holds, first_element, first_part};
use imf_mxf::first_bytes::{Content, content};
use imf_mxf::{PartitionKind, Source};

use crate::package::{Essence, First, TrackFile};
use crate::report::{NotChecked, Why};

/// What is read of the first element at first: most main headers and roots are in it.
const FEW: u64 = 2048;
/// The most that is read of it.
const MOST: u64 = 32 << 10;
/// What is read of a part of a generic stream, which is enough for pictures and fonts.
const PART: u64 = 16;
/// The most generic streams that are looked at: timed text may have one for each of thousands of pictures.
const PARTS: usize = 128;

/// The first element of `track_file`, which lies at `path`, and the first parts of its generic streams.
pub(super) fn essence(
    source: &dyn Source,
    track_file: &TrackFile,
    path: &str,
    not_checked: &mut Vec<NotChecked>,
) -> io::Result<Essence> {
    let mut unsupported = |what, why: String| {
        not_checked.push(NotChecked {
            subject: path.to_owned(),
            what,
            why: Why::Unsupported(why),
        });
    };
    let structure = &track_file.structure;
    let mut essence = Essence::default();
    if let Some(element) = first_element(source, structure)? {
        let first = first(source, element, has_codestream(track_file), FEW)?;
        let needs = first.codestream.as_ref().and_then(|header| header.needs);
        if needs.is_some() {
            let why = "it goes on behind the first 32 KiB".to_owned();
            unsupported("main header of the first picture", why);
        } else if first.content.is_none() && first.codestream.is_none() {
            let why = "what it is cannot be told from the first 32 KiB".to_owned();
            unsupported("start of the essence", why);
        }
        essence.first = Some(first);
    }
    let partitions = structure.partitions.iter();
    let streams = partitions
        .enumerate()
        .filter(|(_, partition)| partition.kind == Some(PartitionKind::GenericStream));
    let count = streams.clone().count();
    for (index, _) in streams.take(PARTS) {
        if let Some(part) = first_part(source, structure, index)? {
            essence.parts.push(first(source, part, false, PART)?);
        }
    }
    if count > PARTS {
        let why = format!("there are {count}, and the first {PARTS} are looked at");
        unsupported("generic streams", why);
    }
    Ok(essence)
}

/// Whether an element of `track_file` is a JPEG 2000 codestream by its container.
fn has_codestream(track_file: &TrackFile) -> bool {
    let container = track_file.container();
    container.is_some_and(|container| container.holds == Holds::Jpeg2000)
}

/// Reads the start of `element`, `few` bytes at first and more where that takes more to tell.
fn first(
    source: &dyn Source,
    element: Element,
    has_codestream: bool,
    few: u64,
) -> io::Result<First> {
    let mut start = Start {
        source,
        at: element.item.value,
        length: element.length(),
        bytes: Vec::new(),
    };
    start.read(few)?;
    let mut first = First {
        element,
        bytes: start.bytes.iter().copied().take(16).collect(),
        content: None,
        codestream: None,
    };
    while first.content.is_none() {
        match content(&start.bytes, start.length) {
            Content::More(count) if count <= MOST && few == FEW => start.read(count)?,
            Content::More(_) => break,
            content => first.content = Some(content),
        }
    }
    if has_codestream {
        first.codestream = Some(start.main_header()?);
    }
    Ok(first)
}

/// The start of a value.
struct Start<'a> {
    source: &'a dyn Source,
    at: u64,
    length: u64,
    bytes: Vec<u8>,
}

impl Start<'_> {
    /// Reads on until there are `count` bytes, or all.
    fn read(&mut self, count: u64) -> io::Result<()> {
        let wanted = usize::try_from(count.min(self.length).min(MOST)).unwrap_or(0);
        let mut done = self.bytes.len();
        self.bytes.resize(wanted.max(done), 0);
        while let Some(rest) = self.bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self
                .source
                .read_at(self.at.saturating_add(done as u64), rest)
            {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The main header, as far as it lies in what may be read.
    fn main_header(&mut self) -> io::Result<MainHeader> {
        loop {
            let header = main_header(&self.bytes, self.at, self.length);
            match header.needs {
                Some(count) if count <= MOST => self.read(count)?,
                _ => return Ok(header),
            }
        }
    }
}
