//! X.509 certificates.

use std::fmt::{self, Write as _};
use std::time::Duration;

use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{DateTime, Decode as _, Encode as _, Reader as _, SliceReader};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use x509_cert::time::Time;

use crate::key::Form;
use crate::{Error, Hasher, PublicKey, Scheme};

/// The longest certificate that is looked at; real ones have one or two thousand bytes.
const MOST: usize = 64 * 1024;

/// A certificate, as far as signatures need it.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Whom it is for, as RFC 4514 writes a name.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The serial number, decimal.
    pub serial: String,
    /// When it is valid.
    pub validity: Validity,
    /// The key that it certifies.
    pub key: Result<PublicKey, Error>,
    subject_key: Option<Box<[u8]>>,
    issuer_key: Option<Box<[u8]>>,
    /// What its issuer signed, the algorithm, and the signature.
    signed: Box<[u8]>,
    scheme: Result<Scheme, Error>,
    signature: Box<[u8]>,
}

/// From when to when a certificate is valid, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// `notBefore`.
    pub from: Moment,
    /// `notAfter`.
    pub to: Moment,
}

/// A moment of a certificate, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl fmt::Display for Moment {
    /// Writes `2026-01-02T03:04:05Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_unix_duration(Duration::from_secs(self.0)) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => write!(f, "{} seconds after 1970", self.0),
        }
    }
}

impl Certificate {
    /// Reads a certificate in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        if der.len() > MOST {
            return Err(Error::TooLarge { bytes: der.len() });
        }
        let unreadable = |error: &dyn fmt::Display| Error::Certificate(error.to_string());
        let read = CertificateInner::<Raw>::from_der(der).map_err(|error| unreadable(&error))?;
        let content = read.tbs_certificate();
        let key = content.subject_public_key_info();
        let curve = key.algorithm.parameters.as_ref();
        let curve = curve.and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
        let key_der = key.to_der().map_err(|error| unreadable(&error))?;
        let algorithm = read.signature_algorithm().oid;
        let identifier = |bytes: &[u8]| (!bytes.is_empty()).then(|| bytes.into());
        Ok(Self {
            subject: text(content.subject()),
            issuer: text(content.issuer()),
            serial: decimal(content.serial_number().as_bytes()),
            validity: Validity {
                from: moment(content.validity().not_before),
                to: moment(content.validity().not_after),
            },
            key: PublicKey::from_der(
                &key_der,
                &key.algorithm.oid.to_string(),
                curve.map(|curve| curve.to_string()).as_deref(),
            ),
            subject_key: content
                .get_extension::<SubjectKeyIdentifier>()
                .ok()
                .flatten()
                .and_then(|(_, found)| identifier(found.0.as_bytes())),
            issuer_key: content
                .get_extension::<AuthorityKeyIdentifier>()
                .ok()
                .flatten()
                .and_then(|(_, found)| identifier(found.key_identifier?.as_bytes())),
            signed: signed(der).map_err(|error| unreadable(&error))?.into(),
            scheme: Scheme::from_identifier(algorithm)
                .ok_or_else(|| Error::Algorithm(algorithm.to_string())),
            signature: read.signature().raw_bytes().into(),
        })
    }

    /// Whether it says that `issuer` issued it: by the name, and by the identifier of the key where both have one.
    pub fn names(&self, issuer: &Self) -> bool {
        let is_other_key = match (&self.issuer_key, &issuer.subject_key) {
            (Some(wanted), Some(found)) => wanted != found,
            _ => false,
        };
        !self.issuer.is_empty() && self.issuer == issuer.subject && !is_other_key
    }

    /// Whether the key of `issuer` signed it.
    pub fn is_signed_by(&self, issuer: &Self) -> Result<bool, Error> {
        let scheme = self.scheme.clone()?;
        let key = issuer.key.as_ref().map_err(Clone::clone)?;
        let mut hasher = Hasher::new(scheme.hash);
        hasher.update(&self.signed);
        Ok(key.verifies_form(scheme, &hasher.finish(), &self.signature, Form::Der))
    }
}

/// The bytes of a certificate that its issuer signed, as they stand: the first element of the sequence.
fn signed(der: &[u8]) -> x509_cert::der::Result<&[u8]> {
    let mut reader = SliceReader::new(der)?;
    x509_cert::der::Header::decode(&mut reader)?;
    reader.tlv_bytes()
}

fn moment(time: Time) -> Moment {
    Moment(time.to_unix_duration().as_secs())
}

/// A name as text; empty where it cannot be written.
fn text(name: &impl fmt::Display) -> String {
    let mut text = String::new();
    // `to_string` would take an error of the formatting for a bug.
    match write!(text, "{name}") {
        Ok(()) => text,
        Err(fmt::Error) => String::new(),
    }
}

/// A number of big-endian bytes in decimal digits; one that no serial number is long enough for, as it stands.
fn decimal(bytes: &[u8]) -> String {
    if bytes.len() > 64 {
        return format!("a number of {} bytes", bytes.len());
    }
    // Digits, the lowest first.
    let mut digits: Vec<u32> = vec![0];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = *digit * 256 + carry;
            *digit = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
    }
    digits
        .iter()
        .rev()
        .filter_map(|digit| char::from_digit(*digit, 10))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_decimal() {
        for (bytes, expected) in [
            (&[][..], "0"),
            (&[0], "0"),
            (&[10], "10"),
            (&[0, 0xFF], "255"),
            (&[1, 0, 0], "65536"),
            (&[0x0F; 8], "1085102592571150095"),
        ] {
            assert_eq!(decimal(bytes), expected);
        }
        assert_eq!(decimal(&[1; 65]), "a number of 65 bytes");
    }

    #[test]
    fn moments_are_shown_as_documents_write_them() {
        assert_eq!(Moment(1_767_323_045).to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(
            Moment(u64::MAX).to_string(),
            "18446744073709551615 seconds after 1970"
        );
    }

    #[test]
    fn what_is_no_certificate_is_an_error() {
        assert!(matches!(
            Certificate::from_der(b""),
            Err(Error::Certificate(_))
        ));
        assert!(matches!(
            Certificate::from_der(&[0x30, 1, 0]),
            Err(Error::Certificate(_))
        ));
        assert!(matches!(
            Certificate::from_der(&vec![0; MOST + 1]),
            Err(Error::TooLarge { bytes }) if bytes == MOST + 1
        ));
    }
}
