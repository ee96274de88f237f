//! Signature algorithms, by their names in XML Signature and in X.509.

use x509_cert::der::asn1::ObjectIdentifier;

use crate::Hash;

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The kind of key it takes.
    pub key: KeyKind,
    /// What is signed is the hash of the octets by this.
    pub hash: Hash,
}

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA, signing by PKCS #1 v1.5.
    Rsa,
    /// ECDSA over P-256, P-384 or P-521.
    Ecdsa,
}

/// The algorithms: the end of the URI, the object identifier, the scheme.
const SCHEMES: [(&str, &str, Scheme); 8] = [
    (
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "1.2.840.113549.1.1.5",
        scheme(KeyKind::Rsa, Hash::Sha1),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "1.2.840.113549.1.1.11",
        scheme(KeyKind::Rsa, Hash::Sha256),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        "1.2.840.113549.1.1.12",
        scheme(KeyKind::Rsa, Hash::Sha384),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        "1.2.840.113549.1.1.13",
        scheme(KeyKind::Rsa, Hash::Sha512),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
        "1.2.840.10045.4.1",
        scheme(KeyKind::Ecdsa, Hash::Sha1),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "1.2.840.10045.4.3.2",
        scheme(KeyKind::Ecdsa, Hash::Sha256),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        "1.2.840.10045.4.3.3",
        scheme(KeyKind::Ecdsa, Hash::Sha384),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
        "1.2.840.10045.4.3.4",
        scheme(KeyKind::Ecdsa, Hash::Sha512),
    ),
];

const fn scheme(key: KeyKind, hash: Hash) -> Scheme {
    Scheme { key, hash }
}

impl Scheme {
    /// The algorithm that XML Signature calls so; `None` where it is not supported.
    pub fn from_uri(uri: &str) -> Option<Self> {
        let found = SCHEMES.iter().find(|(name, _, _)| *name == uri);
        found.map(|(_, _, scheme)| *scheme)
    }

    /// The algorithm by which a certificate is signed.
    pub(crate) fn from_identifier(identifier: ObjectIdentifier) -> Option<Self> {
        let text = identifier.to_string();
        let found = SCHEMES.iter().find(|(_, name, _)| *name == text);
        found.map(|(_, _, scheme)| *scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identifier_is_one() {
        for (uri, identifier, scheme) in SCHEMES {
            let identifier = ObjectIdentifier::new(identifier).expect(uri);
            assert_eq!(Scheme::from_identifier(identifier), Some(scheme));
            assert_eq!(Scheme::from_uri(uri), Some(scheme));
        }
    }
}
