//! The first element of essence, found without a walk.

use std::io;

use super::class::{Class, ElementKind};
use crate::klv::{Item, item_at};
use crate::partition::PartitionKind;
use crate::source::{Source, Window};
use crate::track_file::TrackFile;

/// The most items and partitions that are passed in search of an element.
const ITEMS: usize = 64;

/// An element, or a part of a generic stream, where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// The index of its partition.
    pub partition: usize,
    /// The stream that the partition says it belongs to.
    pub body_sid: u32,
    /// Its key, and where its value lies. The value may reach past its partition.
    pub item: Item,
    /// How many bytes the value can have at most: up to the end of the partition.
    pub room: u64,
}

impl Element {
    /// The bytes of the value that can belong to it.
    pub fn length(&self) -> u64 {
        self.item.length.min(self.room)
    }
}

/// The first element of the first stream of essence: the essence itself, not the metadata that may be interleaved with
/// it, unless there is nothing else. `None` where there is none among the first items of the body, 64 at most; a few
/// KiB are read for it, whatever the length of the file.
pub fn first_element(source: &dyn Source, file: &TrackFile) -> io::Result<Option<Element>> {
    let mut window = Window::new(source, 0);
    let mut passed = 0;
    let mut private = None;
    let mut stream = None;
    for (index, partition) in file.partitions.iter().enumerate() {
        let body_sid = partition.body_sid;
        if partition.kind == Some(PartitionKind::GenericStream)
            || body_sid == 0
            || stream.is_some_and(|stream| stream != body_sid)
        {
            continue;
        }
        stream = Some(body_sid);
        passed += 1;
        if passed > ITEMS {
            break;
        }
        let mut at = content_start(file, index);
        while at < partition.end && passed < ITEMS {
            passed += 1;
            let Ok(item) = item_at(&mut window, at, partition.end)? else {
                break;
            };
            if !item.key.is_smpte() {
                break;
            }
            let element = Element {
                partition: index,
                body_sid,
                item,
                room: partition.end.saturating_sub(item.value),
            };
            match (Class::of(item.key), ElementKind::of(item.key)) {
                (Class::Element, ElementKind::Private) => {
                    private.get_or_insert(element);
                }
                (Class::Element, ElementKind::System) | (Class::System, _) => {}
                (Class::Element, _) => return Ok(Some(element)),
                _ => {}
            }
            at = item.end();
        }
    }
    Ok(private)
}

/// The first part of the generic stream in the partition with `index`; `None` where the partition is none of a generic
/// stream, or begins with something else.
pub fn first_part(
    source: &dyn Source,
    file: &TrackFile,
    index: usize,
) -> io::Result<Option<Element>> {
    let Some(partition) = file.partitions.get(index) else {
        return Ok(None);
    };
    if partition.kind != Some(PartitionKind::GenericStream) {
        return Ok(None);
    }
    let mut window = Window::new(source, 0);
    let mut at = partition.item.end();
    // A fill item may come first.
    for _ in 0..2 {
        let Ok(item) = item_at(&mut window, at, partition.end)? else {
            break;
        };
        if Class::of(item.key) == Class::GenericStream {
            return Ok(Some(Element {
                partition: index,
                body_sid: partition.body_sid,
                item,
                room: partition.end.saturating_sub(item.value),
            }));
        }
        if Class::of(item.key) != Class::Fill {
            break;
        }
        at = item.end();
    }
    Ok(None)
}

/// Where the essence of a partition may begin: behind its pack, and behind metadata and index tables if it has them.
fn content_start(file: &TrackFile, index: usize) -> u64 {
    let pack = file.partitions.get(index).map(|found| found.item.end());
    let metadata = file.metadata.iter();
    let metadata = metadata.filter(|metadata| metadata.partition == index);
    let segments = file.index_segments.iter();
    let segments = segments.filter(|segment| segment.partition == index);
    pack.into_iter()
        .chain(metadata.map(|metadata| metadata.end))
        .chain(segments.map(|segment| segment.item.end()))
        .max()
        .unwrap_or(u64::MAX)
}
