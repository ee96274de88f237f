//! The rows of the tables, as they are written there.

/// A row of elements.
pub(super) struct ElementRow {
    pub(super) label: u128,
    pub(super) name: u32,
    pub(super) of: u16,
    pub(super) namespace: u8,
}

/// A row of groups.
pub(super) struct GroupRow {
    pub(super) label: u128,
    pub(super) name: u32,
    pub(super) parent: u16,
    pub(super) start: u16,
    pub(super) count: u16,
    pub(super) namespace: u8,
    pub(super) concrete: bool,
}

/// A row of the contents of groups.
pub(super) struct RecordRow {
    pub(super) element: u16,
    pub(super) tag: u16,
    pub(super) optional: bool,
    pub(super) unique: bool,
}

/// A row that has a name.
pub(super) trait Row {
    fn name(&self) -> u32;
    fn namespace(&self) -> u8;
}

impl Row for ElementRow {
    fn name(&self) -> u32 {
        self.name
    }

    fn namespace(&self) -> u8 {
        self.namespace
    }
}

impl Row for GroupRow {
    fn name(&self) -> u32 {
        self.name
    }

    fn namespace(&self) -> u8 {
        self.namespace
    }
}

/// A row of labels.
pub(super) struct LabelRow {
    pub(super) label: u128,
    pub(super) name: u32,
    pub(super) namespace: u8,
}

/// A row of types.
pub(super) struct TypeRow {
    pub(super) label: u128,
    pub(super) kind: KindRow,
    pub(super) name: u32,
    pub(super) namespace: u8,
}

/// The kind of a type; numbers alone are indices of types, or of groups for references.
#[derive(Clone, Copy)]
pub(super) enum KindRow {
    Character,
    Enumeration { base: u16, start: u16, count: u16 },
    FixedArray { of: u16, count: u16 },
    Indirect,
    Integer { bytes: u8, signed: bool },
    Labels { start: u16, count: u16 },
    Opaque,
    Record { start: u16, count: u16 },
    Rename(u16),
    Set(u16),
    Stream,
    String(u16),
    StrongReference(u16),
    VariableArray(u16),
    WeakReference(u16),
}

/// No index.
pub(super) const NONE: u16 = u16::MAX;

pub(super) const fn element(label: u128, name: u32, namespace: u8, of: u16) -> ElementRow {
    ElementRow {
        label,
        name,
        of,
        namespace,
    }
}

pub(super) const fn group(
    label: u128,
    name: u32,
    namespace: u8,
    parent: u16,
    concrete: bool,
    start: u16,
    count: u16,
) -> GroupRow {
    GroupRow {
        label,
        name,
        parent,
        start,
        count,
        namespace,
        concrete,
    }
}

pub(super) const fn record(element: u16, tag: u16, optional: bool, unique: bool) -> RecordRow {
    RecordRow {
        element,
        tag,
        optional,
        unique,
    }
}

pub(super) const fn label(label: u128, name: u32, namespace: u8) -> LabelRow {
    LabelRow {
        label,
        name,
        namespace,
    }
}

pub(super) const fn type_of(label: u128, name: u32, namespace: u8, kind: KindRow) -> TypeRow {
    TypeRow {
        label,
        kind,
        name,
        namespace,
    }
}
