//! Which type may stand for which.

use super::{ComplexType, Content, SimpleKind, SimpleType, Type};

impl Type {
    /// Whether it is `base` or derived from it, so that an `xsi:type` may name it in its place.
    pub(crate) fn derives_from(self, base: Self) -> bool {
        match (self, base) {
            (_, Self::Any) => true,
            (Self::Complex(ty), Self::Complex(base)) => {
                ty.lineage().any(|ty| std::ptr::eq(ty, base))
            }
            // Text with attributes extends the type of the text.
            (Self::Complex(ty), Self::Simple(base)) => {
                matches!(ty.lineage().last().map(|ty| &ty.content), Some(Content::Simple(text)) if text.derives_from(base))
            }
            (Self::Simple(ty), Self::Simple(base)) => ty.derives_from(base),
            (Self::Any, _) | (Self::Simple(_), Self::Complex(_)) => false,
        }
    }
}

impl ComplexType {
    /// The type, its base, the base of that, and so on.
    fn lineage(&'static self) -> impl Iterator<Item = &'static Self> {
        std::iter::successors(Some(self), |ty| ty.base)
    }
}

impl SimpleType {
    fn derives_from(&'static self, base: &'static Self) -> bool {
        std::iter::successors(Some(self), |ty| ty.base).any(|ty| std::ptr::eq(ty, base))
            || matches!(base.kind, SimpleKind::Union(members) if members.iter().any(|member| self.derives_from(member)))
    }
}
