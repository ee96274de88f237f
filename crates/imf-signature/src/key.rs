//! Public keys.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::pkcs8::DecodePublicKey as _;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::{Error, Hash, KeyKind, Scheme};

/// A public key.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// ECDSA over P-256.
    P256(Box<p256::ecdsa::VerifyingKey>),
    /// ECDSA over P-384.
    P384(Box<p384::ecdsa::VerifyingKey>),
    /// ECDSA over P-521.
    P521(Box<p521::ecdsa::VerifyingKey>),
    /// RSA of 1024 to 8192 bits.
    Rsa(Box<rsa::PublicKey>),
}

/// How the two numbers of an ECDSA signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As a DER sequence, in certificates.
    Der,
    /// One after the other, each as long as the field, in XML.
    Fixed,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` in DER whose algorithm has that identifier, and that curve where it has one.
    pub(crate) fn from_der(
        der: &[u8],
        algorithm: &str,
        curve: Option<&str>,
    ) -> Result<Self, Error> {
        let unusable = |what: &str| Error::Key(what.to_owned());
        match (algorithm, curve) {
            ("1.2.840.113549.1.1.1", _) => rsa::PublicKey::from_public_key_der(der)
                .map(|key| Self::Rsa(Box::new(key)))
                .map_err(|_| unusable("an RSA key that is malformed or has not 1024 to 8192 bits")),
            ("1.2.840.10045.2.1", Some("1.2.840.10045.3.1.7")) => {
                p256::ecdsa::VerifyingKey::from_public_key_der(der)
                    .map(|key| Self::P256(Box::new(key)))
                    .map_err(|_| unusable("an EC key that is no point of P-256"))
            }
            ("1.2.840.10045.2.1", Some("1.3.132.0.34")) => {
                p384::ecdsa::VerifyingKey::from_public_key_der(der)
                    .map(|key| Self::P384(Box::new(key)))
                    .map_err(|_| unusable("an EC key that is no point of P-384"))
            }
            ("1.2.840.10045.2.1", Some("1.3.132.0.35")) => {
                p521::ecdsa::VerifyingKey::from_public_key_der(der)
                    .map(|key| Self::P521(Box::new(key)))
                    .map_err(|_| unusable("an EC key that is no point of P-521"))
            }
            ("1.2.840.10045.2.1", curve) => Err(Error::Key(format!(
                "an EC key of the curve `{}`",
                curve.unwrap_or("without a name")
            ))),
            _ => Err(Error::Key(format!("a key of the algorithm `{algorithm}`"))),
        }
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::P256(_) | Self::P384(_) | Self::P521(_) => KeyKind::Ecdsa,
            Self::Rsa(_) => KeyKind::Rsa,
        }
    }

    /// Whether `signature`, as XML Signature writes it, is one of `digest` by this key. A key of another kind than the
    /// scheme's has signed nothing.
    pub fn verifies(&self, scheme: Scheme, digest: &[u8], signature: &[u8]) -> bool {
        self.verifies_form(scheme, digest, signature, Form::Fixed)
    }

    pub(crate) fn verifies_form(
        &self,
        scheme: Scheme,
        digest: &[u8],
        signature: &[u8],
        form: Form,
    ) -> bool {
        if self.kind() != scheme.key {
            return false;
        }
        match self {
            Self::P256(key) => match form {
                Form::Der => p256::ecdsa::Signature::from_der(signature),
                Form::Fixed => p256::ecdsa::Signature::from_slice(signature),
            }
            .and_then(|signature| key.verify_prehash(digest, &signature))
            .is_ok(),
            Self::P384(key) => match form {
                Form::Der => p384::ecdsa::Signature::from_der(signature),
                Form::Fixed => p384::ecdsa::Signature::from_slice(signature),
            }
            .and_then(|signature| key.verify_prehash(digest, &signature))
            .is_ok(),
            Self::P521(key) => match form {
                Form::Der => p521::ecdsa::Signature::from_der(signature),
                Form::Fixed => p521::ecdsa::Signature::from_slice(signature),
            }
            .and_then(|signature| key.verify_prehash(digest, &signature))
            .is_ok(),
            Self::Rsa(key) => match scheme.hash {
                Hash::Sha1 => key.pkcs1v15_verify_prehash::<Sha1>(digest, signature),
                Hash::Sha256 => key.pkcs1v15_verify_prehash::<Sha256>(digest, signature),
                Hash::Sha384 => key.pkcs1v15_verify_prehash::<Sha384>(digest, signature),
                Hash::Sha512 => key.pkcs1v15_verify_prehash::<Sha512>(digest, signature),
            }
            .is_ok(),
        }
    }
}
