//! What a walk finds wrong.

use crate::label::Ul;

/// A thing wrong with the items of a file.
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
    /// A partition's `BodyOffset` is not the number of bytes that its stream has in the partitions before.
    BodyOffsetWrong {
        /// The stream.
        body_sid: u32,
        /// What the partition pack says.
        stated: u64,
        /// What the partitions before have.
        counted: u64,
    },
    /// Essence that has another number of bytes than was said.
    BytesWrong {
        /// The key of its elements.
        key: Ul,
        /// What was said.
        stated: u64,
        /// The bytes that are there.
        counted: u64,
    },
    /// Clip-wrapped essence in more than one element.
    ClipDivided {
        /// The key of the elements.
        key: Ul,
        /// How many there are.
        counted: u64,
    },
    /// Essence of another number of elements than was said.
    ElementCountWrong {
        /// The key of the elements.
        key: Ul,
        /// What was said.
        stated: u64,
        /// The elements that are there.
        counted: u64,
    },
    /// An element whose key does not fit those before it in its stream: an item of a content package has as many
    /// elements as each of their keys says (byte 14; ST 379-2), and each has a number of its own (byte 16).
    ElementKeyMismatch {
        /// Its key.
        key: Ul,
        /// The first key of the same item.
        first: Ul,
    },
    /// A stream was said to be there and has no element.
    EssenceMissing {
        /// The stream.
        body_sid: u32,
    },
    /// Essence in a partition whose `BodySID` is 0; the first element is reported.
    EssenceWithoutStream {
        /// The key of the element.
        key: Ul,
    },
    /// Bytes that are no key of SMPTE where an item begins: the length behind them leads to the next item.
    KeyInvalid {
        /// The bytes.
        found: Ul,
    },
    /// A length that ST 336 does not allow or that is not read; where the item ends is not known.
    LengthInvalid {
        /// The key of the item.
        key: Ul,
        /// What is wrong with the length.
        length: LengthFault,
    },
    /// An item that reaches past the next partition or random index pack, or past the end of the file.
    Overrun {
        /// Its key.
        key: Ul,
        /// The length of its value.
        length: u64,
        /// How long it can be.
        room: u64,
        /// Whether it is the end of the file that it reaches past.
        end_of_file: bool,
    },
    /// Bytes that are no key of SMPTE where an item should begin, and no length behind them that leads to the next.
    SyncLost {
        /// The bytes.
        found: Ul,
        /// Where the item before began, whose length may be at fault.
        after: Option<u64>,
    },
    /// Bytes behind the random index pack, which should be the last.
    TrailingBytes {
        /// How many.
        bytes: u64,
    },
    /// The end of the file, or the next partition, in the midst of a key, a length or a partition pack.
    Truncated {
        /// How many bytes there are.
        left: u64,
    },
}

/// What is wrong with a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthFault {
    /// It is 2^63 or more.
    Huge(u64),
    /// It is left open (a first byte of 0x80), which ST 377-1 does not allow.
    Indefinite,
    /// It is written in so many bytes, over eight.
    Long(u8),
}

impl FaultKind {
    /// Whether items may have gone uncounted because of this.
    pub fn breaks_count(&self) -> bool {
        matches!(
            self,
            Self::KeyInvalid { .. }
                | Self::LengthInvalid { .. }
                | Self::Overrun { .. }
                | Self::SyncLost { .. }
                | Self::Truncated { .. }
        )
    }
}
