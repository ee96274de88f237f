//! Digests of files at the speed of the machine.
//!
//! [`digest`] reads once and computes several digests on the way; [`digest_all`] does so for many files at a time. A [`DigestStore`]
//! keeps what was computed, and what was left half done.
//!
//! ```
//! use imf_digest::{Algorithm, digest};
//!
//! let mut buffer = vec![0; 64 * 1024];
//! let digests = digest(&mut b"abc".as_slice(), &[Algorithm::Sha1], &mut buffer, &mut |_| {})?;
//! assert_eq!(digests.length, 3);
//! assert_eq!(digests.get(Algorithm::Sha1).map(|bytes| bytes[0]), Some(0xa9));
//! # Ok::<(), std::io::Error>(())
//! ```

mod algorithm;
mod checkpoint;
mod digests;
mod file;
mod hashers;
mod identity;
mod record;
mod schedule;
mod sha1;
mod store;
mod stream;

pub use algorithm::Algorithm;
pub use checkpoint::Checkpoint;
pub use digests::Digests;
pub use file::{Fetch, WholeFile};
pub use identity::Identity;
pub use record::Record;
pub use schedule::{Job, digest_all, digest_all_from};
pub use store::{DigestStore, FolderStore};
pub use stream::{BUFFER_BYTES, digest};
