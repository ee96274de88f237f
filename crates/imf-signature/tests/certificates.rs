//! The certificates of `testdata/signatures`, and what becomes of them when they are damaged.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imf_signature::{Certificate, End, Hash, KeyKind, Moment, PublicKey, Scheme, chain};

/// The certificates of a signed document, in the order of the text.
fn ders(sample: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/signatures");
    let text = fs::read_to_string(folder.join(format!("{sample}.xml"))).expect(sample);
    text.split("<X509Certificate>")
        .skip(1)
        .map(|rest| {
            let end = rest.find('<').expect("an end tag");
            let encoded: String = rest[..end].split_ascii_whitespace().collect();
            STANDARD.decode(encoded).expect("base64")
        })
        .collect()
}

fn certificates(sample: &str) -> Vec<Certificate> {
    let read = ders(sample).into_iter();
    read.map(|der| Certificate::from_der(&der).expect(sample))
        .collect()
}

#[test]
fn a_certificate_says_who_and_when() {
    let [signer, middle, root] = certificates("pkl-rsa-sha1").try_into().expect("three");
    assert_eq!(signer.subject, "CN=signer,OU=not for trust,O=imf samples");
    assert_eq!(signer.issuer, middle.subject);
    assert_eq!(root.issuer, root.subject);
    assert!(signer.serial.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(signer.validity.from.to_string(), "2020-01-01T00:00:00Z");
    assert_eq!(signer.validity.to, Moment(2_208_988_800));
    assert_eq!(signer.key.map(|key| key.kind()), Ok(KeyKind::Rsa));
}

#[test]
fn every_curve_is_read_that_is_supported() {
    let key = |sample| certificates(sample).swap_remove(0).key;
    assert!(matches!(key("opl-p256"), Ok(PublicKey::P256(_))));
    assert!(matches!(key("opl-p384"), Ok(PublicKey::P384(_))));
    assert!(matches!(key("opl-p521"), Ok(PublicKey::P521(_))));
    assert_eq!(
        key("key-unsupported")
            .map_err(|error| error.to_string())
            .err()
            .as_deref(),
        Some("an EC key of the curve `1.3.132.0.10` is not supported")
    );
}

#[test]
fn chains_go_up_to_the_root_whatever_the_order() {
    let check = |sample, links: &[usize], end| {
        let certificates = certificates(sample);
        let signer = certificates.iter().position(|certificate| {
            !certificates
                .iter()
                .any(|other| other.issuer == certificate.subject)
        });
        let found = chain(&certificates, signer.expect(sample));
        assert_eq!((&*found.links, found.end), (links, end), "{sample}");
    };
    check("pkl-rsa-sha1", &[0, 1, 2], End::Root);
    check("opl-p256", &[0, 1, 2], End::Root);
    check("chain-out-of-order", &[2, 1, 0], End::Root);
    check("chain-without-root", &[0, 1], End::Absent);
    check("chain-of-another-key", &[0], End::Absent);
    check("chain-broken", &[0], End::Broken { issuer: 1 });
}

#[test]
fn a_chain_from_nowhere_is_none() {
    assert_eq!(chain(&[], 3).end, End::Absent);
}

#[test]
fn a_key_verifies_nothing_but_what_it_signed() {
    for sample in ["pkl-rsa-sha1", "opl-p256", "opl-p384", "opl-p521"] {
        let key = certificates(sample).swap_remove(0).key.expect(sample);
        for scheme in [
            scheme(KeyKind::Rsa, Hash::Sha1),
            scheme(KeyKind::Rsa, Hash::Sha512),
            scheme(KeyKind::Ecdsa, Hash::Sha1),
            scheme(KeyKind::Ecdsa, Hash::Sha512),
        ] {
            for length in [
                0, 1, 20, 32, 48, 64, 65, 66, 96, 128, 132, 255, 256, 257, 1024,
            ] {
                for byte in [0, 1, 0x7F, 0xFF] {
                    let value = vec![byte; length];
                    assert!(!key.verifies(scheme, &[byte; 32], &value));
                    assert!(!key.verifies(scheme, &[], &value));
                    assert!(!key.verifies(scheme, &[byte; 200], &value));
                }
            }
        }
    }
}

fn scheme(key: KeyKind, hash: Hash) -> Scheme {
    Scheme { key, hash }
}

/// Every byte of every kind of certificate takes other values, and whatever can still be read is used.
#[test]
fn damaged_certificates_do_no_harm() {
    for sample in ["pkl-rsa-sha1", "opl-p256", "opl-p521", "key-unsupported"] {
        let all = ders(sample);
        let issuer = Certificate::from_der(&all[1]).expect(sample);
        let der = &all[0];
        for at in 0..der.len() {
            for value in [der[at] ^ 1, 0xFF] {
                let mut damaged = der.clone();
                damaged[at] = value;
                if damaged == *der {
                    continue;
                }
                let Ok(read) = Certificate::from_der(&damaged) else {
                    continue;
                };
                // Not a byte of it can be exchanged, but for such as say the same in another way.
                if read.is_signed_by(&issuer) == Ok(true) {
                    assert_eq!(
                        Certificate::from_der(der).map(|whole| whole.subject),
                        Ok(read.subject.clone()),
                        "{sample}: byte {at} as {value}"
                    );
                }
                if let Ok(key) = &read.key {
                    key.verifies(scheme(key.kind(), Hash::Sha256), &[1; 32], &[7; 256]);
                }
                let links = chain(&[read, issuer.clone()], 0).links.len();
                assert!(links <= 2);
            }
            assert!(Certificate::from_der(&der[..at]).is_err());
        }
    }
}
