//! The digests of one file on the way: every algorithm that is asked for sees the same bytes, which are read once.

use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::sha1::{Piece, Sha1, update_together};
use crate::{Algorithm, Checkpoint, Digests};

/// All that is computed of a file.
#[derive(Clone)]
pub(crate) struct Hashers {
    length: u64,
    sha1: Option<Sha1>,
    sha2: Vec<Sha2>,
}

impl Hashers {
    /// One for each of `algorithms`; one that is named twice counts once.
    pub(crate) fn new(algorithms: &[Algorithm]) -> Self {
        let wanted = |algorithm| algorithms.contains(&algorithm);
        Self {
            length: 0,
            sha1: wanted(Algorithm::Sha1).then(Sha1::new),
            sha2: Algorithm::ALL
                .into_iter()
                .filter(|&algorithm| wanted(algorithm))
                .filter_map(Sha2::new)
                .collect(),
        }
    }

    /// Those that were left at `checkpoint`; `None` where its states are none of ours.
    pub(crate) fn resume(checkpoint: &Checkpoint) -> Option<Self> {
        let mut hashers = Self::new(&[]);
        hashers.length = checkpoint.length();
        for (algorithm, state) in checkpoint.states() {
            match Sha2::resume(algorithm, state) {
                Some(sha2) => hashers.sha2.push(sha2),
                None if algorithm == Algorithm::Sha1 => {
                    hashers.sha1 = Some(Sha1::resume(hashers.length, state)?);
                }
                None => return None,
            }
        }
        Some(hashers)
    }

    /// How many bytes there were so far.
    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    /// What to go on from later.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let sha1 = self.sha1.as_ref();
        let sha1 = sha1.map(|sha1| (Algorithm::Sha1, sha1.state().into()));
        let sha2 = self.sha2.iter().map(Sha2::state);
        Checkpoint::of(self.length, sha1.into_iter().chain(sha2).collect())
    }

    /// Takes the next bytes of the file.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(bytes);
        }
        self.update_others(bytes);
    }

    /// Takes the next bytes of several files, side by side where the machine can.
    pub(crate) fn update_together(files: &mut [(&mut Self, &[u8])]) {
        let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(files.len());
        for (file, bytes) in files.iter_mut() {
            if let Some(stream) = &mut file.sha1 {
                pieces.push(Piece { stream, bytes });
            }
        }
        update_together(&mut pieces);
        for (file, bytes) in files {
            file.update_others(bytes);
        }
    }

    /// The digests of all the bytes.
    pub(crate) fn finish(self) -> Digests {
        let sha1 = self
            .sha1
            .map(|sha1| (Algorithm::Sha1, Box::from(sha1.finish())));
        let sha2 = self.sha2.into_iter().map(Sha2::finish);
        Digests::new(self.length, sha1.into_iter().chain(sha2).collect())
    }

    fn update_others(&mut self, bytes: &[u8]) {
        for sha2 in &mut self.sha2 {
            sha2.update(bytes);
        }
        self.length = self.length.saturating_add(bytes.len() as u64);
    }
}

#[derive(Clone)]
enum Sha2 {
    Sha256(Box<Sha256>),
    Sha384(Box<Sha384>),
    Sha512(Box<Sha512>),
}

impl Sha2 {
    fn new(algorithm: Algorithm) -> Option<Self> {
        match algorithm {
            Algorithm::Sha1 => None,
            Algorithm::Sha256 => Some(Self::Sha256(Box::default())),
            Algorithm::Sha384 => Some(Self::Sha384(Box::default())),
            Algorithm::Sha512 => Some(Self::Sha512(Box::default())),
        }
    }

    fn resume(algorithm: Algorithm, state: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Sha1 => None,
            Algorithm::Sha256 => restored(state).map(Self::Sha256),
            Algorithm::Sha384 => restored(state).map(Self::Sha384),
            Algorithm::Sha512 => restored(state).map(Self::Sha512),
        }
    }

    fn state(&self) -> (Algorithm, Box<[u8]>) {
        match self {
            Self::Sha256(state) => (Algorithm::Sha256, state.serialize().as_slice().into()),
            Self::Sha384(state) => (Algorithm::Sha384, state.serialize().as_slice().into()),
            Self::Sha512(state) => (Algorithm::Sha512, state.serialize().as_slice().into()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(state) => state.update(bytes),
            Self::Sha384(state) => state.update(bytes),
            Self::Sha512(state) => state.update(bytes),
        }
    }

    fn finish(self) -> (Algorithm, Box<[u8]>) {
        match self {
            Self::Sha256(state) => (Algorithm::Sha256, state.finalize().as_slice().into()),
            Self::Sha384(state) => (Algorithm::Sha384, state.finalize().as_slice().into()),
            Self::Sha512(state) => (Algorithm::Sha512, state.finalize().as_slice().into()),
        }
    }
}

fn restored<T: SerializableState>(state: &[u8]) -> Option<Box<T>> {
    let state = SerializedState::<T>::try_from(state).ok()?;
    T::deserialize(&state).ok().map(Box::new)
}
