//! A track file as a whole.

use std::io;

use crate::index::{IndexSegment, segments};
use crate::klv::{ItemKind, item_at};
use crate::label::Ul;
use crate::limits::Limits;
use crate::metadata::{HeaderMetadata, metadata};
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
    /// The header metadata of the header partition and, if it has some too, of the footer partition.
    pub metadata: Vec<HeaderMetadata>,
    /// The segments of index tables, in the order of the file.
    pub index_segments: Vec<IndexSegment>,
    /// How many bytes of [`Limits::memory`] all this took.
    pub memory: usize,
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

    /// The metadata of the header partition.
    pub fn header_metadata(&self) -> Option<&HeaderMetadata> {
        self.metadata
            .iter()
            .find(|metadata| metadata.partition == 0)
    }

    /// The metadata of the footer partition.
    pub fn footer_metadata(&self) -> Option<&HeaderMetadata> {
        self.metadata.iter().find(|metadata| metadata.partition > 0)
    }
}

/// Reads the structure of the track file in `source`: random index pack, partition packs, header
/// metadata of the first and the last partition, and index table segments without their entries.
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
        if file.header_partition().is_none() && !reading.is_cut() {
            let problem = Problem::new(ProblemKind::HeaderPartitionMissing, run_in)
                .set(PACK)
                .expected(&"a header partition at the start of the file");
            reading.report(problem);
        }
        read_contents(&mut reading, &mut file)?;
    } else {
        let problem = Problem::new(ProblemKind::NotMxf, 0).expected(
            &"a partition pack at the start of the file or behind a run-in of at most 64 KiB",
        );
        reading.report(problem);
    }
    file.memory = reading.kept();
    Ok(Parsed {
        value: file,
        problems: reading.into_problems(),
    })
}

/// Reads the metadata of the first partition, which has to have some, and of the footer; and all index tables.
fn read_contents(reading: &mut Reading<'_>, file: &mut TrackFile) -> io::Result<()> {
    let last = file.partitions.len().saturating_sub(1);
    for (index, partition) in file.partitions.iter().enumerate() {
        let footer = index == last && partition.kind == Some(PartitionKind::Footer);
        let mut end = partition.item.end().min(partition.end);
        if index == 0 || footer && partition.has_metadata() {
            let metadata = metadata(reading, index, partition)?;
            end = metadata.end;
            file.metadata.push(metadata);
        } else if partition.has_metadata() {
            end = behind_fill(reading, partition)?.saturating_add(partition.header_byte_count);
        }
        if partition.has_index() {
            segments(reading, index, partition, end, &mut file.index_segments)?;
        }
    }
    Ok(())
}

/// Where the metadata of `partition` begins.
fn behind_fill(reading: &Reading<'_>, partition: &Partition) -> io::Result<u64> {
    let mut window = reading.window(0);
    let at = partition.item.end();
    let item = item_at(&mut window, at, partition.end)?.ok();
    Ok(item
        .filter(|item| item.kind() == ItemKind::Fill)
        .map_or(at, |fill| fill.end()))
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
