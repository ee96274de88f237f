//! What is wrong with a track file, short of judging it.

use std::fmt::Display;

/// A value as far as it could be read, and all that was wrong on the way.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The value.
    pub value: T,
    /// What was wrong, in the order in which it was met.
    pub problems: Vec<Problem>,
}

/// One thing wrong with a track file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What sort of thing.
    pub kind: ProblemKind,
    /// The byte of the file where it begins.
    pub at: u64,
    /// The set or pack that it is in, by its name or, if it has none, its key; empty where it is in none.
    pub set: Box<str>,
    /// The property or field that it is about; empty where there is none.
    pub property: Box<str>,
    /// What stands there; empty where nothing does.
    pub found: Box<str>,
    /// What should stand there, in plain words; empty where the kind says it all.
    pub expected: Box<str>,
}

impl Problem {
    /// A problem of `kind` at `at`, with nothing more to say yet.
    #[cold]
    pub(crate) fn new(kind: ProblemKind, at: u64) -> Self {
        let empty = || Box::<str>::default();
        Self {
            kind,
            at,
            set: empty(),
            property: empty(),
            found: empty(),
            expected: empty(),
        }
    }

    /// The problem, in `set`.
    pub(crate) fn set(mut self, set: impl Into<Box<str>>) -> Self {
        self.set = set.into();
        self
    }

    /// The problem, about `property`.
    pub(crate) fn property(mut self, property: impl Into<Box<str>>) -> Self {
        self.property = property.into();
        self
    }

    /// The problem, with what stands there.
    pub(crate) fn found(mut self, found: &dyn Display) -> Self {
        self.found = found.to_string().into();
        self
    }

    /// The problem, with what should stand there.
    pub(crate) fn expected(mut self, expected: &dyn Display) -> Self {
        self.expected = expected.to_string().into();
        self
    }
}

/// The sorts of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A batch or array whose count and item size do not make up its length, or whose item size is not that of its
    /// items.
    BatchInvalid,
    /// A length that ST 336 does not allow or that this reader does not take: indefinite, of more than eight bytes,
    /// or of 2^63 and more.
    BerInvalid,
    /// The header or index byte count of a partition pack is not what the partition holds.
    ByteCountWrong,
    /// A strong reference that leads back to a set that it hangs under.
    CircularReference,
    /// A strong reference to a set that is not there.
    DanglingReference,
    /// Two sets with one InstanceID; references lead to the first.
    DuplicateInstance,
    /// Two items of a set with one local tag, or two of a primer; the first is taken.
    DuplicateTag,
    /// The first partition is no header partition.
    HeaderPartitionMissing,
    /// A set without an InstanceID.
    InstanceMissing,
    /// A value whose length is not that of its type.
    LengthInvalid,
    /// A limit of [`Limits`](crate::Limits) was reached; what lies behind it was not read.
    LimitExceeded,
    /// A local tag that the primer pack does not list.
    LocalTagUnknown,
    /// No partition pack at the start of the file, nor behind a run-in: not an MXF file.
    NotMxf,
    /// A partition pack whose own offset, or link to another partition, is not where that lies.
    PartitionLinkWrong,
    /// A partition pack of a kind or a status that ST 377-1 does not know.
    PartitionKindUnknown,
    /// A partition pack that is shorter than its fields.
    PartitionPackShort,
    /// Header metadata without exactly one preface.
    PrefaceCount,
    /// Header metadata that does not begin with a primer pack.
    PrimerMissing,
    /// A second primer pack in one header metadata; the first is taken.
    PrimerDuplicate,
    /// A local tag of zero in a primer pack.
    PrimerTagZero,
    /// A random index pack that cannot be read: its key, its lengths or its entries do not fit.
    RandomIndexInvalid,
    /// The file does not end with a random index pack.
    RandomIndexMissing,
    /// An entry of the random index pack that leads to no partition pack, or a partition that it leaves out.
    RandomIndexWrong,
    /// A strong reference to a set that another strong reference has already.
    SharedReference,
    /// Bytes that are no key where an item should begin.
    SyncLost,
    /// A key, length or value that reaches past the end of what holds it.
    Truncated,
}
