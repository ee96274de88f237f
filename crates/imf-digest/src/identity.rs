//! Which file it is, and in which state.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// So long must a file be left alone before it is taken to be settled: longer than the coarsest clock of a file system
/// ticks (two seconds, FAT). Within one tick a file can change and its times stay.
const MARGIN: Duration = Duration::from_secs(3);

/// What tells a file, and its state, from all others of the machine: as long as none of this changes, neither did its
/// bytes. Who renames or replaces a file, or writes to it, changes one of the five; times can be set back by anyone,
/// and the one of the change cannot.
///
/// That holds for a file system that keeps the time of change. FAT does not: there a file that is replaced by one of
/// the same length and time in the same place is not noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The device that it lies on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// Its length in bytes.
    pub length: u64,
    /// When it was written to, in nanoseconds since 1970.
    pub modified: i128,
    /// When it or what the system keeps of it was changed, in nanoseconds since 1970.
    pub changed: i128,
}

impl Identity {
    /// The identity of the file with this metadata; `None` on a system that does not tell.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;

        let time = |seconds: i64, nanoseconds: i64| {
            i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds)
        };
        Some(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: time(metadata.mtime(), metadata.mtime_nsec()),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// The identity of the file with this metadata; `None` on a system that does not tell.
    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Whether the file was left alone for long enough before `now` that another change would show in its times. One
    /// from the future is not: some clock is wrong.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let Some(limit) = now.checked_sub(MARGIN).map(nanoseconds) else {
            return false;
        };
        self.modified < limit && self.changed < limit
    }
}

/// The nanoseconds since 1970, or before it.
pub(crate) fn nanoseconds(time: SystemTime) -> i128 {
    let count = |duration: Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => count(since),
        Err(error) => -count(error.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_just_touched_or_is_of_the_future_is_not_settled() {
        let now = UNIX_EPOCH + Duration::from_secs(1000);
        let settled = |modified: i128, changed: i128| {
            let second = 1_000_000_000;
            Identity {
                device: 1,
                inode: 2,
                length: 3,
                modified: modified * second,
                changed: changed * second,
            }
            .is_settled(now)
        };
        assert!(settled(900, 996));
        assert!(settled(-5, 996));
        assert!(!settled(900, 997));
        assert!(!settled(997, 900));
        assert!(!settled(900, 1000));
        assert!(!settled(5000, 900));
        assert!(!settled(900, 5000));
    }

    #[cfg(unix)]
    #[test]
    fn what_changes_a_file_changes_its_identity() {
        use std::fs::{self, File};

        let folder = tempfile::tempdir().expect("a scratch folder");
        let [path, other] = ["a", "b"].map(|name| folder.path().join(name));
        let identity = || {
            // Longer than a tick of this file system.
            std::thread::sleep(Duration::from_millis(20));
            let metadata = fs::metadata(&path).expect("a file");
            Identity::of(&metadata).expect("Unix tells")
        };
        fs::write(&path, "one").expect("a new file");
        let first = identity();
        assert_eq!(first.length, 3);
        assert_eq!(first, identity());

        // In place, with the old time set again.
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
        fs::write(&path, "two").expect("the same file");
        let file = File::options().write(true).open(&path).expect("the file");
        file.set_modified(modified.expect("a time"))
            .expect("the file is ours");
        let second = identity();
        assert_eq!(first.modified, second.modified);
        assert_ne!(first, second);

        // By another file.
        fs::write(&other, "two").expect("a new file");
        fs::rename(&other, &path).expect("one folder");
        assert_ne!(second.inode, identity().inode);
    }
}
