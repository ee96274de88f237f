//! Digests of files at the speed of the machine.
//!
//! [`digest`] reads once and computes several digests on the way; [`digest_all`] does so for many files at a time.
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
mod digests;
mod file;
mod hashers;
mod schedule;
mod sha1;
mod stream;

pub use algorithm::Algorithm;
pub use digests::Digests;
pub use file::{Fetch, WholeFile};
pub use schedule::{Job, digest_all};
pub use stream::{BUFFER_BYTES, digest};
