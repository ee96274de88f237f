//! The walks over the essence of track files.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use imf_mxf::Source;
use imf_mxf::essence::{Extent, Walk};

use super::headers::Stored;
use crate::check::EssenceDepth;
use crate::load::unreadable;
use crate::package::{FileIndex, Inventory, Package, TrackFile};
use crate::report::{EssenceCoverage, NotChecked, Why};
use crate::storage::Storage;

/// What is read at a time where items lie close to each other.
const CLOSE: u64 = 4096;
/// What is read at a time where they do not: a key, a length and what is needed of a partition pack.
const APART: u64 = 96;

/// A walk for each track file, as far as walks are wanted.
#[derive(Debug, Default)]
pub(crate) struct Walks {
    walks: BTreeMap<FileIndex, Mutex<Walk>>,
    coverage: EssenceCoverage,
}

impl Walks {
    /// The walks that `depth` asks for; `alone` says why the files are not read for their digests, if they are not.
    pub(crate) fn new(
        package: &Package,
        depth: EssenceDepth,
        alone: Option<Why>,
        not_checked: &mut Vec<NotChecked>,
    ) -> Self {
        let left_out = match depth {
            EssenceDepth::Auto => alone,
            EssenceDepth::Headers => None,
            EssenceDepth::None => Some(Why::LeftOut("--essence none")),
        };
        let mut walks = Self::default();
        for track_file in &package.track_files {
            if let Some(why) = &left_out {
                walks.coverage.skipped += 1;
                not_checked.push(NotChecked {
                    subject: package.inventory.path(track_file.file).to_owned(),
                    what: "essence",
                    why: why.clone(),
                });
            } else {
                let walk = Walk::new(extent(track_file));
                walks.walks.insert(track_file.file, Mutex::new(walk));
            }
        }
        walks
    }

    /// Walks over the files that nobody reads from end to end, by the ranges that it needs.
    pub(crate) fn by_ranges(
        &mut self,
        storage: &dyn Storage,
        inventory: &Inventory,
        is_read: &dyn Fn(FileIndex) -> bool,
        not_checked: &mut Vec<NotChecked>,
    ) {
        let mut failed = Vec::new();
        for (&file, walk) in self.walks.iter_mut().filter(|(file, _)| !is_read(**file)) {
            let walk = walk.get_mut().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = walk_over(&Stored::new(storage, inventory, file), walk) {
                failed.push((file, error));
            }
        }
        for (file, error) in failed {
            self.fail(inventory, file, &error, not_checked);
        }
    }

    /// `reader`, the reader of `file` from its first byte, with the walk over that file riding on it.
    pub(crate) fn ride<'a>(
        &'a self,
        file: FileIndex,
        reader: Box<dyn Read + Send + 'a>,
    ) -> Box<dyn Read + Send + 'a> {
        match self.walks.get(&file) {
            Some(walk) => Box::new(Ridden {
                reader,
                walk,
                position: 0,
            }),
            None => reader,
        }
    }

    /// Gives up the walk over a file that could not be read to its end.
    pub(crate) fn fail(
        &mut self,
        inventory: &Inventory,
        file: FileIndex,
        error: &io::Error,
        not_checked: &mut Vec<NotChecked>,
    ) {
        if self.walks.remove(&file).is_some() {
            self.coverage.failed += 1;
            not_checked.push(unreadable(inventory.path(file), "essence", error));
        }
    }

    /// Puts what was counted into `package`.
    pub(crate) fn finish(
        mut self,
        package: &mut Package,
        not_checked: &mut Vec<NotChecked>,
    ) -> EssenceCoverage {
        for track_file in &mut package.track_files {
            let Some(walk) = self.walks.remove(&track_file.file) else {
                continue;
            };
            let walk = walk.into_inner().unwrap_or_else(PoisonError::into_inner);
            let counts = walk.finish();
            let stream = counts.streams.first();
            let track = stream.and_then(|stream| counts.track(stream.body_sid));
            if track.is_some_and(|track| track_file.wrapping(Some(track.key)).is_none()) {
                not_checked.push(NotChecked {
                    subject: package.inventory.path(track_file.file).to_owned(),
                    what: "number of essence elements",
                    why: Why::Unsupported("how its essence is wrapped is not known".to_owned()),
                });
            }
            track_file.essence.counts = Some(counts);
            self.coverage.walked += 1;
        }
        self.coverage
    }
}

/// What is known of a file before the walk: where its partitions and its random index pack are.
fn extent(track_file: &TrackFile) -> Extent {
    let structure = &track_file.structure;
    let partitions = structure.partitions.iter();
    let index = structure.random_index.as_ref();
    Extent {
        start: structure.run_in,
        length: structure.length,
        landmarks: partitions
            .map(imf_mxf::Partition::offset)
            .chain(index.map(|index| index.item.offset))
            .collect(),
    }
}

/// Walks over `source` by the ranges that it needs.
fn walk_over(source: &dyn Source, walk: &mut Walk) -> io::Result<()> {
    let mut buffer = Vec::new();
    let mut before = 0;
    while let Some(wanted) = walk.wants() {
        let least = wanted.end - wanted.start;
        let near = wanted.start.saturating_sub(before) < CLOSE;
        let most = if near { CLOSE } else { APART };
        let room = source.length().saturating_sub(wanted.start);
        buffer.resize(usize::try_from(most.max(least).min(room)).unwrap_or(0), 0);
        let count = match source.read_at(wanted.start, &mut buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        before = wanted.start.saturating_add(count as u64);
        walk.feed(wanted.start, buffer.get(..count).unwrap_or_default());
    }
    Ok(())
}

/// A reader on which a walk rides.
struct Ridden<'a> {
    reader: Box<dyn Read + Send + 'a>,
    walk: &'a Mutex<Walk>,
    position: u64,
}

impl Read for Ridden<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        walk.feed(self.position, buffer.get(..count).unwrap_or_default());
        self.position = self.position.saturating_add(count as u64);
        Ok(count)
    }
}
