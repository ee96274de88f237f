//! A package in memory, with faults on request.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use super::{Entry, EntryKind, LinkTarget, Storage};
use crate::package::MapPath;

/// Links that lead to links: as many as Linux follows.
const LINKS: usize = 40;

/// A package in memory: files, links and special entries by path, faults by path, and a log of what was opened.
///
/// ```
/// use imf_check::Storage;
/// use imf_check::storage::{Fault, MemoryStorage};
///
/// let storage = MemoryStorage::new([("a.txt".to_owned(), b"alpha".to_vec())]).fault("a.txt", Fault::ErrorAt(2));
/// assert_eq!(storage.list()?.len(), 1);
/// let mut text = Vec::new();
/// assert!(storage.open("a.txt")?.read_to_end(&mut text).is_err());
/// assert_eq!(text, b"al");
/// assert_eq!(storage.opened(), ["a.txt"]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryStorage {
    nodes: BTreeMap<String, Node>,
    faults: BTreeMap<String, Fault>,
    opened: Mutex<Vec<String>>,
}

#[derive(Debug)]
enum Node {
    File(Vec<u8>),
    Folder,
    Link(String),
    Special,
}

/// What goes wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Opening is not permitted; for a folder, listing it.
    Denied,
    /// Reading fails at this byte.
    ErrorAt(u64),
    /// The file is cut off at this byte, although its length was said to be more.
    ShortAt(u64),
    /// No more than so many bytes at a time. Nothing is wrong with that.
    SmallReads(usize),
    /// The file is listed, and gone when it is opened.
    Vanished,
}

impl MemoryStorage {
    /// A package of these files, by path with `/` between its parts.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let nodes = files
            .into_iter()
            .map(|(path, bytes)| (path, Node::File(bytes)))
            .collect();
        Self {
            nodes,
            ..Self::default()
        }
    }

    /// With a symbolic link in addition, or in the place of what is at `path`.
    #[must_use]
    pub fn link(self, path: &str, target: &str) -> Self {
        self.with(path, Node::Link(target.to_owned()))
    }

    /// With an empty folder.
    #[must_use]
    pub fn folder(self, path: &str) -> Self {
        self.with(path, Node::Folder)
    }

    /// With something that is neither file nor folder nor link.
    #[must_use]
    pub fn special(self, path: &str) -> Self {
        self.with(path, Node::Special)
    }

    /// With a fault at `path`; `.` for the root.
    #[must_use]
    pub fn fault(mut self, path: &str, fault: Fault) -> Self {
        self.faults.insert(path.to_owned(), fault);
        self
    }

    /// The paths that were opened, in order; a path that was asked for and refused is among them.
    pub fn opened(&self) -> Vec<String> {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn with(mut self, path: &str, node: Node) -> Self {
        self.nodes.insert(path.to_owned(), node);
        self
    }

    /// Where the link at `path` leads.
    fn leads(&self, path: &str) -> LinkTarget {
        let mut path = path.to_owned();
        for _ in 0..LINKS {
            let Some(Node::Link(target)) = self.nodes.get(&path) else {
                break;
            };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let joined = if folder.is_empty() {
                target.clone()
            } else {
                format!("{folder}/{target}")
            };
            let joined = if target.starts_with('/') {
                target.clone()
            } else {
                joined
            };
            match MapPath::new(&joined) {
                MapPath::Inside { path: next, .. } => path = next,
                _ => return LinkTarget::Outside,
            }
        }
        match self.nodes.get(&path) {
            Some(Node::File(bytes)) => LinkTarget::File {
                length: bytes.len() as u64,
                path,
            },
            Some(Node::Folder) => LinkTarget::Folder { path },
            Some(Node::Link(_)) => LinkTarget::Loop,
            Some(Node::Special) => LinkTarget::Special,
            None if self.nodes.keys().any(|other| is_below(other, &path)) => {
                LinkTarget::Folder { path }
            }
            None => LinkTarget::Dangling,
        }
    }

    fn bytes(&self, path: &str) -> io::Result<(&[u8], Option<Fault>)> {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(path.to_owned());
        let target = match self.nodes.get(path) {
            Some(Node::Link(_)) => match self.leads(path) {
                LinkTarget::File { path, .. } => path,
                _ => return Err(ErrorKind::PermissionDenied.into()),
            },
            _ => path.to_owned(),
        };
        let fault = self
            .faults
            .get(path)
            .or_else(|| self.faults.get(&target))
            .copied();
        match (self.nodes.get(&target), fault) {
            (_, Some(Fault::Denied)) => Err(ErrorKind::PermissionDenied.into()),
            (Some(Node::File(bytes)), fault) if fault != Some(Fault::Vanished) => {
                Ok((bytes, fault))
            }
            _ => Err(ErrorKind::NotFound.into()),
        }
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

impl Storage for MemoryStorage {
    fn list(&self) -> io::Result<Vec<Entry>> {
        if self.faults.get(".") == Some(&Fault::Denied) {
            return Err(ErrorKind::PermissionDenied.into());
        }
        let denied = |folder: &str| self.faults.get(folder) == Some(&Fault::Denied);
        let mut entries: BTreeMap<String, EntryKind> = BTreeMap::new();
        for (path, node) in &self.nodes {
            let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
            let mut hidden = false;
            for folder in folders {
                if hidden {
                    break;
                }
                hidden = denied(folder);
                let kind = if hidden {
                    EntryKind::Unreadable("permission denied".to_owned())
                } else {
                    EntryKind::Folder
                };
                entries.insert(folder.to_owned(), kind);
            }
            if hidden {
                continue;
            }
            let kind = match node {
                Node::File(bytes) => EntryKind::File {
                    length: bytes.len() as u64,
                },
                Node::Folder => EntryKind::Folder,
                Node::Link(target) => EntryKind::Link {
                    target: target.clone(),
                    leads: self.leads(path),
                },
                Node::Special => EntryKind::Special,
            };
            entries.insert(path.clone(), kind);
        }
        Ok(entries
            .into_iter()
            .map(|(path, kind)| Entry { path, kind })
            .collect())
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let (bytes, fault) = self.bytes(path)?;
        Ok(Box::new(Reader {
            bytes,
            fault,
            at: 0,
        }))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let (bytes, fault) = self.bytes(path)?;
        let at = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        Reader { bytes, fault, at }.read(buffer)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    fault: Option<Fault>,
    at: usize,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut end = self.bytes.len();
        let mut room = buffer.len();
        match self.fault {
            Some(Fault::ErrorAt(byte)) => {
                let byte = usize::try_from(byte).unwrap_or(usize::MAX);
                if self.at >= byte && room > 0 {
                    return Err(io::Error::other("input/output error"));
                }
                end = end.min(byte);
            }
            Some(Fault::ShortAt(byte)) => {
                end = end.min(usize::try_from(byte).unwrap_or(usize::MAX));
            }
            Some(Fault::SmallReads(most)) => room = room.min(most.max(1)),
            Some(Fault::Denied | Fault::Vanished) | None => {}
        }
        let rest = self.bytes.get(self.at..end).unwrap_or_default();
        let count = rest.len().min(room);
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_where_they_say() {
        let storage = MemoryStorage::new([("media/a".to_owned(), vec![1, 2])])
            .link("in", "media/a")
            .link("media/up", "../in")
            .link("folder", "media")
            .link("out", "../x")
            .link("absolute", "/etc/hostname")
            .link("dangling", "nothing")
            .link("loop", "loop");
        let a = LinkTarget::File {
            path: "media/a".to_owned(),
            length: 2,
        };
        for (path, leads) in [
            ("in", a.clone()),
            ("media/up", a),
            (
                "folder",
                LinkTarget::Folder {
                    path: "media".to_owned(),
                },
            ),
            ("out", LinkTarget::Outside),
            ("absolute", LinkTarget::Outside),
            ("dangling", LinkTarget::Dangling),
            ("loop", LinkTarget::Loop),
        ] {
            let entries = storage.list().expect("no fault");
            let kind = entries
                .iter()
                .find(|entry| entry.path == path)
                .map(|entry| &entry.kind);
            assert!(
                matches!(kind, Some(EntryKind::Link { leads: have, .. }) if *have == leads),
                "{path}: {kind:?}"
            );
        }
    }

    #[test]
    fn a_denied_folder_hides_its_content() {
        let storage =
            MemoryStorage::new([("media/deep/a".to_owned(), vec![])]).fault("media", Fault::Denied);
        let entries = storage.list().expect("the root can be listed");
        assert_eq!(entries.len(), 1);
        assert!(
            matches!(entries[0].kind, EntryKind::Unreadable(_)),
            "{entries:?}"
        );
        assert!(storage.fault(".", Fault::Denied).list().is_err());
    }
}
