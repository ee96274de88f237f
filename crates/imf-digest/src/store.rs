//! Where records are kept.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::identity::nanoseconds;
use crate::record::Entry;
use crate::{Identity, Record};

/// Keeps what is known of files from one run to the next.
///
/// A store may lose anything at any time, and never gives what is not right: whatever goes wrong, it knows nothing.
pub trait DigestStore: Debug + Send + Sync {
    /// What is known of the file in just this state.
    fn get(&self, identity: &Identity) -> Option<Record>;

    /// Keeps that, in the place of what was known of the file.
    fn put(&self, identity: &Identity, record: &Record);
}

/// More entries than these are not kept: the oldest go.
const MOST_ENTRIES: usize = 1 << 16;

/// After so many new ones the number is looked at again.
const NEW_ENTRIES: u64 = 1 << 14;

/// The longest entry: one with four digests and the states of four more is not half as long.
const MOST_BYTES: u64 = 4096;

/// What the names of entries end with.
const ENDING: &str = ".digests";

/// What the names of entries on their way begin with.
const GROWING: &str = ".imf-digests-";

/// After so long nobody works on one of those any more.
const ABANDONED: Duration = Duration::from_hours(24);

/// A folder with a small file for each file that something is known of.
///
/// Any number of processes may use it at a time: an entry is written beside its place and then renamed, so that it is
/// there whole or not at all. An entry that cannot be read, or was damaged by a bit, is not there. Who may write to
/// the folder can make it say anything, though.
///
/// There are no more than 65,536 entries, apart from 16,384 that each process adds before it looks again; the oldest
/// make way.
#[derive(Debug)]
pub struct FolderStore {
    folder: PathBuf,
    added: AtomicU64,
    failed: AtomicU64,
    pruning: Mutex<()>,
}

impl FolderStore {
    /// The store in `folder`, which is made where it is not there.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let store = Self {
            folder: folder.into(),
            added: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            pruning: Mutex::new(()),
        };
        fs::create_dir_all(&store.folder)?;
        store.prune(MOST_ENTRIES)?;
        Ok(store)
    }

    /// How many records could not be kept.
    pub fn failures(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    fn path(&self, identity: &Identity) -> PathBuf {
        let Identity { device, inode, .. } = identity;
        self.folder.join(format!("{device:x}-{inode:x}{ENDING}"))
    }

    fn write(&self, identity: &Identity, record: &Record) -> io::Result<()> {
        let entry = Entry {
            identity: *identity,
            kept: nanoseconds(SystemTime::now()),
            record: record.clone(),
        };
        // Readable as any new file is: runs of several users may share the folder.
        let mut file = tempfile::Builder::new()
            .prefix(GROWING)
            .make_in(&self.folder, |path| {
                File::options().write(true).create_new(true).open(path)
            })?;
        file.write_all(entry.encode().as_bytes())?;
        file.persist(self.path(identity))
            .map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes the oldest entries where there are more than `most`, a quarter more than needed so that the next time
    /// is far; and what was left on its way.
    fn prune(&self, most: usize) -> io::Result<()> {
        // One thread is enough.
        let Ok(_pruning) = self.pruning.try_lock() else {
            return Ok(());
        };
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.ends_with(ENDING) {
                entries.push(entry.path());
            } else if name.starts_with(GROWING)
                && age(&entry.path()).is_some_and(|age| age > ABANDONED)
            {
                let _ = fs::remove_file(entry.path());
            }
        }
        if entries.len() <= most {
            return Ok(());
        }
        let mut entries: Vec<_> = entries
            .into_iter()
            .map(|path| {
                (
                    fs::symlink_metadata(&path)
                        .and_then(|it| it.modified())
                        .ok(),
                    path,
                )
            })
            .collect();
        entries.sort();
        let surplus = entries.len() - (most - most / 4);
        for (_, path) in entries.into_iter().take(surplus) {
            // Another process may have removed it.
            let _ = fs::remove_file(path);
        }
        Ok(())
    }
}

impl DigestStore for FolderStore {
    fn get(&self, identity: &Identity) -> Option<Record> {
        let entry = Entry::decode(&read(&self.path(identity))?)?;
        // One that was kept later than now is from a time when a clock was wrong, or is wrong now.
        let is_past = entry.kept <= nanoseconds(SystemTime::now());
        (entry.identity == *identity && is_past).then_some(entry.record)
    }

    fn put(&self, identity: &Identity, record: &Record) {
        if self.write(identity, record).is_err() {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let added = self.added.fetch_add(1, Ordering::Relaxed) + 1;
        if added.is_multiple_of(NEW_ENTRIES) {
            let _ = self.prune(MOST_ENTRIES);
        }
    }
}

/// The bytes of a file that can be an entry.
fn read(path: &Path) -> Option<Vec<u8>> {
    // A pipe would hold the reading until someone writes to it.
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return None;
    }
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn age(path: &Path) -> Option<Duration> {
    let modified = fs::symlink_metadata(path).ok()?.modified().ok()?;
    modified.elapsed().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use tempfile::TempDir;

    use super::*;
    use crate::{Algorithm, Digests};

    fn store() -> (TempDir, FolderStore) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let store = FolderStore::open(folder.path().join("new/store")).expect("a new folder");
        (folder, store)
    }

    fn identity(inode: u64) -> Identity {
        Identity {
            device: 1,
            inode,
            length: 5,
            modified: 10,
            changed: 20,
        }
    }

    fn record(byte: u8) -> Record {
        let digest = vec![byte; 20].into_boxed_slice();
        Record {
            digests: Digests::stated(5, [(Algorithm::Sha1, digest)]),
            checkpoint: None,
        }
    }

    fn names(store: &FolderStore) -> BTreeSet<String> {
        let entries = fs::read_dir(&store.folder).expect("the folder");
        entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn what_was_kept_is_given_for_just_this_state_of_the_file() {
        let (_folder, store) = store();
        let identity = identity(7);
        assert_eq!(store.get(&identity), None);
        store.put(&identity, &record(1));
        assert_eq!(store.get(&identity), Some(record(1)));
        let again = FolderStore::open(&store.folder).expect("the folder");
        assert_eq!(again.get(&identity), Some(record(1)));
        for other in [
            Identity {
                device: 2,
                ..identity
            },
            Identity {
                inode: 8,
                ..identity
            },
            Identity {
                length: 6,
                ..identity
            },
            Identity {
                modified: 11,
                ..identity
            },
            Identity {
                changed: 21,
                ..identity
            },
        ] {
            assert_eq!(store.get(&other), None, "{other:?}");
        }
        // Another state takes the place of the first.
        let later = Identity {
            changed: 30,
            ..identity
        };
        store.put(&later, &record(2));
        assert_eq!(store.get(&identity), None);
        assert_eq!(store.get(&later), Some(record(2)));
        assert_eq!(names(&store).len(), 1);
        assert_eq!(store.failures(), 0);
    }

    #[test]
    fn what_is_no_entry_is_not_there() {
        let (_folder, store) = store();
        let identity = identity(7);
        let path = store.path(&identity);
        store.put(&identity, &record(1));
        let text = fs::read(&path).expect("an entry");
        // That of another file in its place.
        let another = Identity {
            inode: 8,
            ..identity
        };
        store.put(&another, &record(2));
        fs::copy(store.path(&another), &path).expect("a copy");
        assert_eq!(store.get(&identity), None);
        for bytes in [&b""[..], b"garbage", &text[1..], &vec![0; 100_000]] {
            fs::write(&path, bytes).expect("the folder is ours");
            assert_eq!(store.get(&identity), None);
        }
        fs::write(&path, &text).expect("the folder is ours");
        assert_eq!(store.get(&identity), Some(record(1)));
        fs::remove_file(&path).expect("the folder is ours");
        fs::create_dir(&path).expect("the folder is ours");
        assert_eq!(store.get(&identity), None);
        // Nor can anything be kept there, which is no error.
        store.put(&identity, &record(1));
        assert_eq!((store.get(&identity), store.failures()), (None, 1));
    }

    #[test]
    fn an_entry_of_the_future_is_not_believed() {
        let (_folder, store) = store();
        let entry = |kept| Entry {
            identity: identity(7),
            kept,
            record: record(1),
        };
        let now = nanoseconds(SystemTime::now());
        for (kept, is_there) in [(now - 1, true), (now + 3_600_000_000_000, false)] {
            let path = store.path(&identity(7));
            fs::write(path, entry(kept).encode()).expect("the folder is ours");
            assert_eq!(store.get(&identity(7)).is_some(), is_there);
        }
    }

    #[test]
    fn many_may_use_it_at_a_time() {
        let (_folder, store) = store();
        let folder = &store.folder;
        thread::scope(|scope| {
            for byte in 1..5 {
                scope.spawn(move || {
                    let store = FolderStore::open(folder).expect("the folder");
                    for round in 0..200 {
                        let identity = identity(round % 3);
                        store.put(&identity, &record(byte));
                        let found = store.get(&identity).expect("someone's");
                        assert!((1..5).any(|byte| found == record(byte)));
                    }
                    assert_eq!(store.failures(), 0);
                });
            }
        });
        assert_eq!(names(&store).len(), 3);
    }

    #[test]
    fn the_oldest_make_way() {
        let (_folder, store) = store();
        for inode in 0..12 {
            store.put(&identity(inode), &record(1));
            let file = File::options()
                .write(true)
                .open(store.path(&identity(inode)))
                .expect("an entry");
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(inode))
                .expect("the file is ours");
        }
        fs::write(store.folder.join("notes.txt"), "not ours").expect("a file");
        fs::write(store.folder.join(".imf-digests-new"), "").expect("a file");
        let old = File::create(store.folder.join(".imf-digests-old")).expect("a file");
        old.set_modified(SystemTime::UNIX_EPOCH)
            .expect("the file is ours");
        store.prune(12).expect("the folder is ours");
        assert_eq!(names(&store).len(), 14);
        store.prune(8).expect("the folder is ours");
        let left: Vec<u64> = (0..12)
            .filter(|inode| store.get(&identity(*inode)).is_some())
            .collect();
        assert_eq!(left, [6, 7, 8, 9, 10, 11]);
        assert!(names(&store).contains("notes.txt"));
        assert!(names(&store).contains(".imf-digests-new"));
        assert!(!names(&store).contains(".imf-digests-old"));
    }
}
