//! A track file as a whole.

use std::io;

use crate::klv::ItemKind;
use crate::label::Ul;
use crate::limits::Limits;
use crate::partition::{PACK, Partition, PartitionKind};
use crate::problem::{Parsed, Problem, ProblemKind};
use crate::random_index::{RandomIndexPack, random_index};
use crate::reading::Reading;
use crate::source::Source;
use crate::{MAX_RUN_IN, chain};

/// The structure of a track file.
#[derive(Clone, Debug, Default)]
pub struct TrackFile {
    /// The length of the file in bytes.
    pub length: u64,
    /// The bytes before the header partition. Offsets in packs count from behind them.
    pub run_in: u64,
    /// The random index pack, if the file ends with one.
    pub random_index: Option<RandomIndexPack>,
    /// The partitions, in the order of the file.
    pub partitions: Vec<Partition>,
}

impl TrackFile {
    /// The header partition, if the file begins with one.
    pub fn header_partition(&self) -> Option<&Partition> {
        self.partitions
            .first()
            .filter(|first| first.kind == Some(PartitionKind::Header))
    }

    /// The footer partition, if the file ends with one.
    pub fn footer_partition(&self) -> Option<&Partition> {
        self.partitions
            .last()
            .filter(|last| last.kind == Some(PartitionKind::Footer))
    }
}

/// Reads the structure of the track file in `source`: random index pack and partition packs.
///
/// ```
/// use imf_mxf::{Limits, ProblemKind, read};
/// let parsed = read(&b"no track file".as_slice(), &Limits::default())?;
/// assert!(parsed.value.partitions.is_empty());
/// assert_eq!(parsed.problems[0].kind, ProblemKind::NotMxf);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(source: &dyn Source, limits: &Limits) -> io::Result<Parsed<TrackFile>> {
    let mut reading = Reading::new(source, limits);
    let mut file = TrackFile {
        length: source.length(),
        ..TrackFile::default()
    };
    if let Some(run_in) = run_in(&reading)? {
        file.run_in = run_in;
        file.random_index = random_index(&mut reading)?;
        file.partitions = chain::partitions(&mut reading, run_in, file.random_index.as_ref())?;
        if file.header_partition().is_none() {
            let problem = Problem::new(ProblemKind::HeaderPartitionMissing, run_in)
                .set(PACK)
                .expected(&"a header partition at the start of the file");
            reading.report(problem);
        }
    } else {
        let problem = Problem::new(ProblemKind::NotMxf, 0).expected(
            &"a partition pack at the start of the file or behind a run-in of at most 64 KiB",
        );
        reading.report(problem);
    }
    Ok(Parsed {
        value: file,
        problems: reading.into_problems(),
    })
}

/// How many bytes lie before the first partition pack.
fn run_in(reading: &Reading<'_>) -> io::Result<Option<u64>> {
    let is_pack = |bytes: &[u8]| {
        bytes
            .first_chunk()
            .is_some_and(|key| ItemKind::of(Ul(*key)) == ItemKind::Partition)
    };
    let mut window = reading.window(0);
    // Files have no run-in, as a rule, and then the rest of 64 KiB is not worth fetching.
    if is_pack(window.at(0, 16)?) {
        return Ok(Some(0));
    }
    let head = window.at(0, MAX_RUN_IN + 16)?;
    Ok(head
        .windows(16)
        .position(is_pack)
        .map(|position| position as u64))
}
