//! Verifies signatures by the keys of X.509 certificates.
//!
//! The arithmetic is that of the RustCrypto crates; this one names algorithms as XML Signature and X.509 name them, reads
//! certificates, and finds the chain from a signer's certificate upwards. It knows no XML and no clock, and it decides
//! nothing about trust: whoever holds a key can make a chain.
//!
//! ```
//! use imf_signature::{Hash, Hasher, Scheme};
//!
//! let scheme = Scheme::from_uri("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
//! assert_eq!(scheme.map(|scheme| scheme.hash), Some(Hash::Sha256));
//! let mut hasher = Hasher::new(Hash::Sha1);
//! hasher.update(b"abc");
//! assert_eq!(hasher.finish()[..4], [0xA9, 0x99, 0x3E, 0x36]);
//! ```

mod certificate;
mod chain;
mod hash;
mod key;
mod scheme;

pub use certificate::{Certificate, Moment, Validity};
pub use chain::{Chain, End, chain};
pub use hash::{Hash, Hasher};
pub use key::PublicKey;
pub use scheme::{KeyKind, Scheme};

use std::fmt;

/// Why something is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The signature algorithm of that name is not supported.
    Algorithm(String),
    /// The bytes are no certificate that can be read.
    Certificate(String),
    /// The key of the certificate is none that can be used.
    Key(String),
    /// The certificate has more bytes than are looked at.
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm(name) => write!(f, "the signature algorithm `{name}` is not supported"),
            Self::Certificate(why) => write!(f, "the certificate cannot be read ({why})"),
            Self::Key(what) => write!(f, "{what} is not supported"),
            Self::TooLarge { bytes } => {
                write!(f, "a certificate of {bytes} bytes is not looked at")
            }
        }
    }
}

impl std::error::Error for Error {}
