//! A file of this machine that is read once, from front to back.

#[cfg(target_os = "linux")]
mod ahead;
#[cfg(target_os = "linux")]
mod residence;
#[cfg(target_os = "linux")]
mod wake;

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

/// How the bytes of a [`WholeFile`] are fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fetch {
    /// Through the memory of the system.
    #[default]
    Auto,
    /// Past it from the storage itself, several pieces at a time: for storage that answers late.
    Direct,
}

/// A reader of a whole file that leaves the system's memory as it found it.
///
/// A large file that nobody had in memory would take the place of what others have there: what was read of it is given
/// up right away, and the same little memory serves a file of whatever length. What was in memory before stays there.
/// Small files are read as any file is; and so are all of them where the system does not know these calls, which is
/// any but Linux.
///
/// ```
/// use std::io::Read;
/// use imf_digest::{Fetch, WholeFile};
///
/// let file = std::fs::File::open("Cargo.toml")?;
/// let mut text = String::new();
/// WholeFile::new(file, Fetch::Auto).read_to_string(&mut text)?;
/// assert!(text.contains("imf-digest"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct WholeFile(Way);

#[derive(Debug)]
enum Way {
    Plain(File),
    #[cfg(target_os = "linux")]
    Ahead(ahead::Ahead),
    #[cfg(target_os = "linux")]
    Behind(wake::Behind),
}

impl WholeFile {
    /// The regular file `file`, from its first byte.
    pub fn new(file: File, fetch: Fetch) -> Self {
        Self(way(file, fetch, 0))
    }

    /// The same from the byte `from` on.
    pub fn starting_at(from: u64, mut file: File, fetch: Fetch) -> io::Result<Self> {
        file.seek(SeekFrom::Start(from))?;
        Ok(Self(way(file, fetch, from)))
    }
}

impl Read for WholeFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Way::Plain(file) => file.read(buffer),
            #[cfg(target_os = "linux")]
            Way::Ahead(ahead) => ahead.read(buffer),
            #[cfg(target_os = "linux")]
            Way::Behind(behind) => behind.read(buffer),
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn way(file: File, _: Fetch, _: u64) -> Way {
    Way::Plain(file)
}

#[cfg(target_os = "linux")]
fn way(file: File, fetch: Fetch, from: u64) -> Way {
    use std::sync::Arc;

    use ahead::Ahead;
    use residence::Residence;
    use wake::{Behind, Wake};

    /// Below this, the memory is not worth the calls.
    const LARGE: u64 = 32 * 1024 * 1024;

    let length = match file.metadata() {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        _ => 0,
    };
    if length < LARGE {
        return Way::Plain(file);
    }
    let residence = Residence::of(&file, length);
    if residence.is_whole() && fetch == Fetch::Auto {
        return Way::Plain(file);
    }
    let file = Arc::new(file);
    let ahead = match fetch {
        Fetch::Auto => None,
        Fetch::Direct => Ahead::start(&file, &residence, from),
    };
    ahead.map_or_else(
        || Way::Behind(Behind::new(Wake::new(file, residence), from)),
        Way::Ahead,
    )
}

#[cfg(test)]
mod tests;
