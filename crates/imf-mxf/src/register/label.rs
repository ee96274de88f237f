//! Labels (ST 400).

use super::row::LabelRow;
use super::{index, labels, name, namespace, plain};
use crate::label::Ul;

/// A label (ST 400): a value that stands for something.
///
/// ```
/// use imf_mxf::Ul;
/// use imf_mxf::register::Label;
///
/// let left = Label::of(Ul::from_u128(0x060e2b34_0401010d_03020101_00000000));
/// assert_eq!(left.map(Label::symbol), Some("LeftAudioChannel"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(pub(super) u16);

impl Label {
    /// The entry for this label, whatever its version.
    pub fn of(label: Ul) -> Option<Self> {
        let wanted = plain(label.to_u128());
        let is_wanted = |index: u16| plain(Self(index).row().label) == wanted;
        index::LABELS
            .find(index::of_label(wanted), is_wanted)
            .map(Self)
    }

    fn row(self) -> &'static LabelRow {
        &labels::LABELS[usize::from(self.0)]
    }

    /// The label, with the version that the register gives it.
    pub fn ul(self) -> Ul {
        Ul::from_u128(self.row().label)
    }

    /// The symbol.
    pub fn symbol(self) -> &'static str {
        name(self.row().name)
    }

    /// The namespace of the symbol.
    pub fn namespace(self) -> &'static str {
        namespace(self.row().namespace)
    }
}
