//! Digests as packing lists and compositions write them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};

/// A digest algorithm that a `HashAlgorithm` element may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// SHA-1, which is also meant where nothing is said.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl HashAlgorithm {
    /// The URI of the algorithm (XML Signature, XML Encryption, RFC 9231).
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Self::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Self::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
            Self::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        }
    }

    /// The algorithm of a URI.
    pub fn of_uri(uri: &str) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|algorithm| algorithm.uri() == uri)
    }

    /// The digest in base64.
    pub fn base64(self, bytes: &[u8]) -> String {
        match self {
            Self::Sha1 => STANDARD.encode(Sha1::digest(bytes)),
            Self::Sha256 => STANDARD.encode(Sha256::digest(bytes)),
            Self::Sha384 => STANDARD.encode(Sha384::digest(bytes)),
            Self::Sha512 => STANDARD.encode(Sha512::digest(bytes)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        // FIPS 180-4's own example message.
        assert_eq!(
            HashAlgorithm::Sha1.base64(b"abc"),
            "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="
        );
        assert_eq!(
            HashAlgorithm::Sha256.base64(b"abc"),
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
    }
}
