//! What verifying a signature came to.

use imf_parse::Place;

use super::DocumentIndex;

/// The signature of a document, verified as far as that can be done.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The document.
    pub document: DocumentIndex,
    /// What became of each reference, in the order of the text.
    pub references: Vec<ReferenceOutcome>,
    /// How much of the document they cover.
    pub cover: Cover,
    /// What became of the signature value.
    pub value: ValueOutcome,
    /// The certificates that can be read, in the order of the text.
    pub certificates: Vec<SignerCertificate>,
    /// From the certificate whose key signed upwards; `None` where no key is known to have signed.
    pub chain: Option<CertificateChain>,
}

/// What became of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceOutcome {
    /// What it names has another digest than it states: this one.
    Mismatch(Box<[u8]>),
    /// It is not verified, and why.
    NotChecked(String),
    /// What it names has the digest that it states.
    Verified,
}

/// How much of a document the references of its signature cover, by what they name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cover {
    /// Not the document's root element.
    Part,
    /// That cannot be told.
    Unknown,
    /// The root element, and with it all that is judged.
    Whole,
}

/// What became of a signature value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueOutcome {
    /// None of the keys has signed this.
    Mismatch,
    /// It is not verified, and why.
    NotChecked(String),
    /// The key of this certificate signed: which of [`Verification::certificates`].
    Verified(usize),
}

/// A certificate of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerCertificate {
    /// The place of its element.
    pub at: Place,
    /// Whom it is for, as RFC 4514 writes a name.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its serial number, decimal.
    pub serial: String,
    /// The first moment at which it is valid.
    pub not_before: Moment,
    /// The last.
    pub not_after: Moment,
}

/// A moment in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub seconds: i64,
    /// `2026-01-02T03:04:05Z`.
    pub text: String,
}

/// The certificates from a signer's upwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateChain {
    /// Which of [`Verification::certificates`], the signer's first.
    pub links: Vec<usize>,
    /// Which of them the last of the chain names as its issuer, though that one's key did not sign it.
    pub refuted_by: Option<usize>,
    /// Why it cannot be followed further, though the next certificate is there.
    pub not_checked: Option<String>,
}

impl Verification {
    /// Whether everything was verified, and found right.
    pub fn is_valid(&self) -> bool {
        let is_verified = |outcome: &ReferenceOutcome| *outcome == ReferenceOutcome::Verified;
        self.cover == Cover::Whole
            && matches!(self.value, ValueOutcome::Verified(_))
            && self.references.iter().all(is_verified)
    }

    /// Whether something was found wrong.
    pub fn is_invalid(&self) -> bool {
        let is_mismatch =
            |outcome: &ReferenceOutcome| matches!(outcome, ReferenceOutcome::Mismatch(_));
        self.cover == Cover::Part
            || self.value == ValueOutcome::Mismatch
            || self.references.iter().any(is_mismatch)
    }

    /// The certificate whose key signed.
    pub fn signer(&self) -> Option<&SignerCertificate> {
        match self.value {
            ValueOutcome::Verified(index) => self.certificates.get(index),
            ValueOutcome::Mismatch | ValueOutcome::NotChecked(_) => None,
        }
    }

    /// The certificates of the chain, the signer's first.
    pub fn chained(&self) -> impl Iterator<Item = &SignerCertificate> {
        let links = self.chain.iter().flat_map(|chain| &chain.links);
        links.filter_map(|&index| self.certificates.get(index))
    }
}
