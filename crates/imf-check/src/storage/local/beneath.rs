//! Opens files below a folder, and nothing else.

pub(super) use imp::{Root, read_at, read_more};

#[cfg(unix)]
mod imp {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd as _, OwnedFd};
    use std::os::unix::fs::FileExt as _;
    use std::path::Path;

    use rustix::fs::{AtFlags, Mode, OFlags};

    /// A handle on the folder.
    #[derive(Debug)]
    pub(in super::super) struct Root(OwnedFd);

    impl Root {
        /// The folder at `path`, links followed.
        pub(in super::super) fn open(path: &Path) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Self(rustix::fs::open(path, flags, Mode::empty())?))
        }

        /// The file at `path`, which has normal parts only; a link anywhere in it is an error.
        pub(in super::super) fn file(&self, path: &Path) -> io::Result<File> {
            #[cfg(any(target_os = "linux", target_os = "android"))]
            {
                use rustix::fs::ResolveFlags;
                use rustix::io::Errno;

                let resolve =
                    ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_SYMLINKS;
                match rustix::fs::openat2(&self.0, path, flags(), Mode::empty(), resolve) {
                    Ok(file) => return Ok(file.into()),
                    // An old kernel, or a sandbox that does not know the call (which may say so as "not permitted").
                    Err(Errno::NOSYS | Errno::PERM) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            self.part_by_part(path)
        }

        /// The same a folder at a time: each is opened below the last without following a link.
        pub(in super::super) fn part_by_part(&self, path: &Path) -> io::Result<File> {
            let mut folder: Option<OwnedFd> = None;
            let mut parts = path.iter().peekable();
            while let Some(part) = parts.next() {
                let below = folder
                    .as_ref()
                    .map_or(self.0.as_fd(), |folder| folder.as_fd());
                if parts.peek().is_none() {
                    return Ok(rustix::fs::openat(below, part, flags(), Mode::empty())?.into());
                }
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                folder = Some(rustix::fs::openat(below, part, flags, Mode::empty())?);
            }
            Err(io::ErrorKind::NotFound.into())
        }

        /// The length of the file at `path`, below the folder; of a link, that of the link itself.
        pub(in super::super) fn length(&self, path: &Path) -> io::Result<u64> {
            let found = rustix::fs::statat(&self.0, path, AtFlags::SYMLINK_NOFOLLOW)?;
            Ok(u64::try_from(found.st_size).unwrap_or(0))
        }
    }

    /// Without waiting: a pipe in the place of a file would hold the opening until someone writes to it.
    fn flags() -> OFlags {
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC
    }

    /// Up to `buffer.len()` bytes from `offset`.
    pub(in super::super) fn read_at(
        file: &File,
        offset: u64,
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        file.read_at(buffer, offset)
    }

    /// Puts what comes at `offset` behind `bytes`, as far as these have room; how many there were.
    pub(in super::super) fn read_more(
        file: &File,
        offset: u64,
        bytes: &mut Vec<u8>,
    ) -> io::Result<usize> {
        let room = rustix::buffer::spare_capacity(bytes);
        Ok(rustix::io::pread(file, room, offset)?)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn both_ways_open_the_same() {
            let folder = tempfile::tempdir().expect("a scratch folder");
            std::fs::create_dir_all(folder.path().join("a/b")).expect("a folder");
            std::fs::write(folder.path().join("a/b/c"), "x").expect("a file");
            std::os::unix::fs::symlink("a", folder.path().join("link")).expect("a link");
            std::os::unix::fs::symlink("b/c", folder.path().join("a/link")).expect("a link");
            let root = Root::open(folder.path()).expect("a folder");
            for (path, opens) in [
                ("a/b/c", true),
                ("a/b/d", false),
                ("link/b/c", false),
                ("a/link", false),
                ("", false),
            ] {
                assert_eq!(root.file(Path::new(path)).is_ok(), opens, "{path}");
                assert_eq!(root.part_by_part(Path::new(path)).is_ok(), opens, "{path}");
            }
        }
    }
}

#[cfg(not(unix))]
mod imp {
    use std::fs::{self, File};
    use std::io::{self, Read as _, Seek as _, SeekFrom};
    use std::path::{Path, PathBuf};

    /// The folder with every link resolved.
    #[derive(Debug)]
    pub(in super::super) struct Root(PathBuf);

    impl Root {
        /// The folder at `path`, links followed.
        pub(in super::super) fn open(path: &Path) -> io::Result<Self> {
            let path = fs::canonicalize(path)?;
            if !path.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(Self(path))
        }

        /// The file at `path`; one that turns out to lie elsewhere is an error.
        pub(in super::super) fn file(&self, path: &Path) -> io::Result<File> {
            let full = fs::canonicalize(self.0.join(path))?;
            if full.starts_with(&self.0) {
                File::open(full)
            } else {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }

        /// The length of the file at `path`, below the folder; of a link, that of the link itself.
        pub(in super::super) fn length(&self, path: &Path) -> io::Result<u64> {
            Ok(fs::symlink_metadata(self.0.join(path))?.len())
        }
    }

    /// Up to `buffer.len()` bytes from `offset`.
    pub(in super::super) fn read_at(
        file: &File,
        offset: u64,
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        let mut file = file;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buffer)
    }

    /// Puts what comes at `offset` behind `bytes`, as far as these have room; how many there were.
    pub(in super::super) fn read_more(
        file: &File,
        offset: u64,
        bytes: &mut Vec<u8>,
    ) -> io::Result<usize> {
        let done = bytes.len();
        bytes.resize(bytes.capacity(), 0);
        let read = read_at(file, offset, &mut bytes[done..]);
        bytes.truncate(done + read.as_ref().copied().unwrap_or(0));
        read
    }
}
