//! What can be wrong with a main header, and the reading of a segment that finds it.

use super::marker::Marker;
use crate::cursor::{Cursor, Short};

/// A thing wrong with a main header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the file where it begins.
    pub at: u64,
    /// What it is.
    pub kind: FaultKind,
}

/// The sorts of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// A segment whose length does not fit what it holds.
    LengthInvalid {
        /// Its marker.
        marker: Marker,
        /// The length that it states, in bytes without the marker.
        found: u16,
        /// The length that its parameters have.
        expected: u32,
    },
    /// A second segment of which there may be one; the first is taken.
    MarkerDuplicate {
        /// Its marker.
        marker: Marker,
    },
    /// No marker where one should begin; the header is not read on.
    MarkerInvalid {
        /// The two bytes.
        found: u16,
    },
    /// A segment that every main header has, or that this one says to have.
    MarkerMissing {
        /// Its marker.
        marker: Marker,
    },
    /// A marker that does not belong into a main header.
    MarkerUnexpected {
        /// The marker.
        marker: Marker,
    },
    /// No codestream: it begins with something else than a start of codestream.
    NotCodestream {
        /// The first two bytes.
        found: u16,
    },
    /// The first segment is not that of image and tile size.
    SizeNotFirst {
        /// Its marker.
        marker: Marker,
    },
    /// Quantization for fewer sub-bands than the coding style makes.
    StepSizesMissing {
        /// How many there are.
        found: u32,
        /// How many sub-bands there are: three for each decomposition level, and one.
        expected: u32,
    },
    /// The codestream ends within its main header.
    Truncated {
        /// How many bytes there are of what is cut.
        left: u64,
    },
    /// A parameter that is out of its range.
    ValueInvalid {
        /// The marker of its segment.
        marker: Marker,
        /// Its name.
        field: &'static str,
        /// What stands there.
        found: u32,
        /// What may stand there, in plain words.
        expected: &'static str,
    },
}

/// The parameters of a segment, read from front to back, and what is wrong with them.
#[derive(Debug)]
pub(super) struct Body<'b> {
    pub(super) marker: Marker,
    stated: u16,
    /// All of them.
    pub(super) octets: &'b [u8],
    cursor: Cursor<'b>,
    pub(super) faults: Vec<Fault>,
}

impl<'b> Body<'b> {
    pub(super) fn new(marker: Marker, stated: u16, octets: &'b [u8], at: u64) -> Self {
        Self {
            marker,
            stated,
            octets,
            cursor: Cursor::new(octets, at),
            faults: Vec::new(),
        }
    }

    /// Where the next parameter lies.
    pub(super) fn at(&self) -> u64 {
        self.cursor.offset()
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.cursor.left()
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        let taken = self.cursor.array::<1>("");
        self.there(taken).map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let taken = self.cursor.u16("");
        self.there(taken)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let taken = self.cursor.u32("");
        self.there(taken)
    }

    /// Reports that the segment is as long as `parameters` bytes and its length are, if it is not.
    pub(super) fn expect(&mut self, parameters: usize) {
        let expected = u32::try_from(parameters.saturating_add(2)).unwrap_or(u32::MAX);
        if u32::from(self.stated) != expected {
            self.length_is(expected);
        }
    }

    /// Reports a parameter at `at` that is out of its range.
    pub(super) fn invalid(
        &mut self,
        at: u64,
        field: &'static str,
        found: u32,
        expected: &'static str,
    ) {
        let kind = FaultKind::ValueInvalid {
            marker: self.marker,
            field,
            found,
            expected,
        };
        self.faults.push(Fault { at, kind });
    }

    fn there<T>(&mut self, taken: Result<T, Short>) -> Option<T> {
        match taken {
            Ok(value) => Some(value),
            Err(short) => {
                let end = self.octets.len() - short.left + short.wanted + 2;
                self.length_is(u32::try_from(end).unwrap_or(u32::MAX));
                None
            }
        }
    }

    fn length_is(&mut self, expected: u32) {
        let kind = FaultKind::LengthInvalid {
            marker: self.marker,
            found: self.stated,
            expected,
        };
        // The length lies before the parameters.
        let at = self
            .at()
            .saturating_sub((self.octets.len() - self.left()) as u64);
        let at = at.saturating_sub(2);
        self.faults.push(Fault { at, kind });
    }
}
