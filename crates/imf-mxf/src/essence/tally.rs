//! How many items there are, and of how many bytes.

use crate::label::Ul;

/// How many items of a sort there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The bytes of their values.
    pub bytes: u64,
    /// Where the first begins; 0 where there is none.
    pub first: u64,
    /// Where the last begins; 0 where there is none.
    pub last: u64,
}

/// The items of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionTally {
    /// Where it begins.
    pub offset: u64,
    /// Where it ends.
    pub end: u64,
    /// The key of its pack; `None` for items before any partition.
    pub key: Option<Ul>,
    /// The stream of its essence, 0 for none; `None` where the pack is too short to say it.
    pub body_sid: Option<u32>,
    /// The stream of its index table, 0 for none.
    pub index_sid: u32,
    /// What it says that its stream has before it, in bytes.
    pub body_offset: u64,
    /// Keys that are not known.
    pub dark: Tally,
    /// Elements of essence.
    pub elements: Tally,
    /// Fill.
    pub fill: Tally,
    /// Parts of a generic stream.
    pub generic_stream: Tally,
    /// Index table segments.
    pub index_segments: Tally,
    /// Primer packs and sets.
    pub metadata: Tally,
    /// System items.
    pub system: Tally,
}

/// The elements of a stream that have one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementTally {
    /// The stream; 0 for essence in a partition without one.
    pub body_sid: u32,
    /// The key of the first element; those of the others differ in their version bytes at most.
    pub key: Ul,
    /// How many, and where.
    pub tally: Tally,
    /// Where the value of the first element begins.
    pub first_value: u64,
    /// Where the second element begins; 0 where there is none.
    pub second: u64,
    /// The bytes of the shortest value.
    pub shortest: u64,
    /// The bytes of the longest value.
    pub longest: u64,
}

/// The bytes of a stream of essence, as `BodyOffset` and index tables count them: from the first element of a
/// partition on, with keys, lengths and fill between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamTally {
    /// The stream.
    pub body_sid: u32,
    /// Its bytes.
    pub bytes: u64,
    /// Its bytes without fill that no essence follows in the same partition; writers count it to the stream or not.
    pub bytes_without_last_fill: u64,
}

/// An item where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) key: Ul,
    pub(super) start: u64,
    pub(super) value: u64,
    pub(super) end: u64,
}

impl Met {
    /// The bytes of the value that can belong to it.
    pub(super) fn bytes(self) -> u64 {
        self.end.saturating_sub(self.value)
    }
}

impl Tally {
    pub(super) fn add(&mut self, met: Met) {
        if self.count == 0 {
            self.first = met.start;
        }
        self.count += 1;
        self.bytes = self.bytes.saturating_add(met.bytes());
        self.last = met.start;
    }

    /// Adds what lies behind it.
    pub(super) fn append(&mut self, other: Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            self.first = other.first;
        }
        self.count += other.count;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.last = other.last;
    }
}

impl PartitionTally {
    pub(super) fn new(offset: u64) -> Self {
        let none = Tally::default();
        Self {
            offset,
            end: offset,
            key: None,
            body_sid: None,
            index_sid: 0,
            body_offset: 0,
            dark: none,
            elements: none,
            fill: none,
            generic_stream: none,
            index_segments: none,
            metadata: none,
            system: none,
        }
    }

    /// Whether it is a partition for a generic stream (ST 410).
    pub fn is_generic_stream(&self) -> bool {
        matches!(
            self.key,
            Some(Ul([_, _, _, _, _, _, _, _, _, _, _, _, _, 3, 0x11, _]))
        )
    }

    pub(super) fn append(&mut self, other: &Self) {
        self.end = other.end;
        self.dark.append(other.dark);
        self.elements.append(other.elements);
        self.fill.append(other.fill);
        self.generic_stream.append(other.generic_stream);
        self.index_segments.append(other.index_segments);
        self.metadata.append(other.metadata);
        self.system.append(other.system);
    }
}
