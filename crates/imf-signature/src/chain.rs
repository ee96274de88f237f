//! From a certificate to its issuer, and on.

use crate::{Certificate, Error};

/// The certificates from the signer's upwards, as far as they are at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Indices into the certificates, the signer's first.
    pub links: Vec<usize>,
    /// Where it ends.
    pub end: End,
}

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// At a certificate whose issuer is not among those at hand.
    Absent,
    /// At a certificate that says it was issued by the one of this index, whose key did not sign it.
    Broken {
        /// The index of the issuer.
        issuer: usize,
    },
    /// At a certificate that issued itself, and whose own key signed it.
    Root,
    /// At a certificate whose signature cannot be verified.
    Unverified(Error),
}

/// The chain from the certificate of index `signer`.
pub fn chain(certificates: &[Certificate], signer: usize) -> Chain {
    let mut links = vec![signer];
    let mut last = signer;
    loop {
        match next(certificates, last) {
            // A certificate that comes twice would come for ever.
            Ok(issuer) if issuer != last && !links.contains(&issuer) => {
                links.push(issuer);
                last = issuer;
            }
            Ok(_) => {
                return Chain {
                    links,
                    end: End::Root,
                };
            }
            Err(end) => return Chain { links, end },
        }
    }
}

/// The index of the issuer of the certificate at `at`, which may be itself.
fn next(certificates: &[Certificate], at: usize) -> Result<usize, End> {
    let Some(certificate) = certificates.get(at) else {
        return Err(End::Absent);
    };
    let mut end = End::Absent;
    let named = certificates
        .iter()
        .enumerate()
        .filter(|(_, issuer)| certificate.names(issuer));
    for (index, issuer) in named {
        match certificate.is_signed_by(issuer) {
            Ok(true) => return Ok(index),
            Ok(false) if end == End::Absent => end = End::Broken { issuer: index },
            Ok(false) => {}
            // What cannot be verified is not broken.
            Err(error) => end = End::Unverified(error),
        }
    }
    Err(end)
}
